package control

import (
	"context"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// instances brings EC2 instances to their end: one that can't start is
// terminated and says why, one of which nothing is left is marked so, and is
// forgotten an hour later, as EC2 does.
type instances struct {
	store *store.Store
	now   func() time.Time
	loop  *reconcile.Loop
}

// describable is how long a terminated instance can still be described.
const describable = time.Hour

func newInstances(o Options) *instances {
	i := &instances{store: o.Store, now: o.Now}
	i.loop = &reconcile.Loop{Name: "instances", Reconcile: i.pass, Keys: i.keys, Resync: 10 * time.Minute, Log: o.Log}
	return i
}

func (i *instances) keys() []string {
	var keys []string
	for instance := range store.List[platform.Instance](i.store.Snapshot()) {
		keys = append(keys, instance.ID)
	}
	return keys
}

func (i *instances) enqueue(id string) {
	if id != "" {
		i.loop.Enqueue(id)
	}
}

func (i *instances) pass(ctx context.Context, id string) (reconcile.Result, error) {
	var again time.Duration
	err := i.store.Update(ctx, func(tx *store.Tx) error {
		again = i.step(tx, id)
		return nil
	})
	if err != nil || again == 0 {
		return reconcile.Result{}, err
	}
	return reconcile.After(again)
}

func (i *instances) step(tx *store.Tx, id string) (again time.Duration) {
	instance, ok := store.Get[platform.Instance](tx, id)
	if !ok {
		return 0
	}
	workload, exists := store.Get[platform.Workload](tx, id)
	status, _ := store.Get[platform.WorkloadStatus](tx, id)
	switch {
	case exists && status.Phase == platform.PhaseFailed && instance.State != platform.InstanceTerminated:
		instance.State = platform.InstanceTerminated
		instance.StateReason = "Server.InternalError: " + status.Reason
		workload.Desire = platform.Remove
		store.Put(tx, workload)
		store.Put(tx, instance)
	case !exists && instance.TerminatedAt.IsZero():
		instance.State = platform.InstanceTerminated
		instance.TerminatedAt = i.now()
		store.Put(tx, instance)
		return describable
	case !exists:
		left := describable - i.now().Sub(instance.TerminatedAt)
		if left > 0 {
			return left
		}
		store.Delete[platform.Instance](tx, id)
	}
	return 0
}
