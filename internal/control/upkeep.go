package control

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"time"

	"sallyport/internal/eventlog"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// upkeep keeps what only grows from growing without end: the output of
// workloads, and the documents of what was deleted.
type upkeep struct {
	store  *store.Store
	logs   *logstore.Store
	now    func() time.Time
	log    *slog.Logger
	output *reconcile.Loop
	past   *reconcile.Loop
}

const (
	// outputEvery is how often the size of logs is looked at. A log may grow
	// beyond its bound in between.
	outputEvery = 5 * time.Second
	// outputSize is how large a workload's log grows before it is put aside;
	// one older part is kept, so that a workload has twice as much at the most.
	outputSize = 20 << 20
	// outputKept is how many instances' logs a service keeps: those of its last
	// deployments.
	outputKept = 10

	// remembered is how long a deleted service or connector can be described.
	// App Runner does not say how long that is there; its clients ask for
	// minutes, people for days.
	remembered = 7 * 24 * time.Hour
	pastEvery  = time.Hour
	// operationsKept is how many operations a service keeps.
	operationsKept = 1000
)

func newUpkeep(o Options) *upkeep {
	u := &upkeep{store: o.Store, logs: o.Output, now: o.Now, log: o.Log}
	one := func() []string { return []string{everything} }
	u.output = &reconcile.Loop{
		Name: "output", Keys: one, Resync: outputEvery, Log: o.Log,
		Reconcile: func(context.Context, string) (reconcile.Result, error) { return reconcile.Result{}, u.rotate() },
	}
	u.past = &reconcile.Loop{
		Name: "past", Keys: one, Resync: pastEvery, Log: o.Log,
		Reconcile: func(ctx context.Context, _ string) (reconcile.Result, error) {
			return reconcile.Result{}, u.forget(ctx)
		},
	}
	return u
}

// rotate bounds the logs of all workloads.
func (u *upkeep) rotate() error {
	var failed error
	for w := range store.List[platform.Workload](u.store.Snapshot()) {
		if _, err := u.logs.Rotate(logName(w), outputSize); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// forget drops what was deleted long ago, and the output of what is no more.
func (u *upkeep) forget(ctx context.Context) error {
	horizon := u.now().Add(-remembered)
	for service := range store.List[platform.Service](u.store.Snapshot()) {
		if err := u.store.Update(ctx, func(tx *store.Tx) error { forgetService(tx, service.ARN, horizon); return nil }); err != nil {
			return fmt.Errorf("forget the past of %s: %w", service.ARN, err)
		}
	}
	err := u.store.Update(ctx, func(tx *store.Tx) error {
		for c := range store.List[platform.Connector](tx) {
			if !c.Active && c.DeletedAt.Before(horizon) {
				store.Delete[platform.Connector](tx, c.ARN)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget deleted VPC connectors: %w", err)
	}
	return u.sweep()
}

// forgetService deletes a service that was deleted before the horizon with all
// that is known of it, and otherwise the operations that are too many.
func forgetService(tx *store.Tx, arn string, horizon time.Time) {
	service, ok := store.Get[platform.Service](tx, arn)
	if !ok {
		return
	}
	keep := operationsKept
	if service.Status == platform.Deleted && service.DeletedAt.Before(horizon) {
		for e := range eventlog.After(tx, service.ID, 0) {
			store.Delete[platform.Event](tx, e.DocumentKey())
		}
		store.Delete[platform.Service](tx, arn)
		keep = 0
	}
	operations := slices.Collect(store.Find[platform.Operation](tx, "service="+arn)) // oldest first
	for _, op := range operations[:max(0, len(operations)-keep)] {
		store.Delete[platform.Operation](tx, op.ID)
	}
}

// ownerForm is what logOwner makes; other directories are not ours to delete.
var ownerForm = regexp.MustCompile(`^([0-9a-f]{32}|i-[0-9a-f]+)$`)

// sweep deletes the logs of owners that are no more, and of all but the last
// instances of services.
func (u *upkeep) sweep() error {
	found, err := u.logs.Owners()
	if err != nil {
		return err
	}
	// The snapshot is younger than the listing: whoever has a directory in the
	// listing and is not in the snapshot is gone.
	snapshot := u.store.Snapshot()
	owners := map[string]bool{}
	for s := range store.List[platform.Service](snapshot) {
		owners[s.ID] = true
	}
	for i := range store.List[platform.Instance](snapshot) {
		owners[i.ID] = true
	}
	var failed error
	for _, owner := range found {
		switch {
		case !ownerForm.MatchString(owner):
		case !owners[owner]:
			failed = errors.Join(failed, u.logs.RemoveOwner(owner))
		default:
			failed = errors.Join(failed, u.thin(snapshot, owner))
		}
	}
	return failed
}

// thin deletes the logs of all but an owner's last workloads.
func (u *upkeep) thin(r store.Reader, owner string) error {
	names, err := u.logs.List(owner)
	if err != nil {
		return err
	}
	var failed error
	for _, name := range names[:max(0, len(names)-outputKept)] {
		if _, stands := store.Get[platform.Workload](r, name.Workload); !stands {
			failed = errors.Join(failed, u.logs.Remove(name))
		}
	}
	return failed
}
