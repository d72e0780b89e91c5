package control

import (
	"context"
	"fmt"
	"time"

	"sallyport/internal/eventlog"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// services takes each service's operation from step to step. All that it
// knows is in the store, so a fresh process goes on where another stopped.
type services struct {
	store *store.Store
	now   func() time.Time
	loop  *reconcile.Loop
}

func newServices(o Options) *services {
	s := &services{store: o.Store, now: o.Now}
	s.loop = &reconcile.Loop{
		Name: "services", Workers: 4, Reconcile: s.pass, Keys: s.keys, Resync: time.Minute, Log: o.Log,
	}
	return s
}

func (s *services) keys() []string {
	var keys []string
	for service := range store.List[platform.Service](s.store.Snapshot()) {
		if service.OperationID != "" {
			keys = append(keys, service.ARN)
		}
	}
	return keys
}

func (s *services) enqueue(arn string) {
	if arn != "" {
		s.loop.Enqueue(arn)
	}
}

func (s *services) pass(ctx context.Context, arn string) (reconcile.Result, error) {
	if service, ok := store.Get[platform.Service](s.store.Snapshot(), arn); !ok || service.OperationID == "" {
		return reconcile.Done()
	}
	return reconcile.Result{}, s.store.Update(ctx, func(tx *store.Tx) error { return s.step(tx, arn) })
}

// step decides and writes down one step; what it asks of workloads is carried
// out by their own loop.
func (s *services) step(tx *store.Tx, arn string) error {
	service, ok := store.Get[platform.Service](tx, arn)
	if !ok || service.OperationID == "" {
		return nil
	}
	operation, ok := store.Get[platform.Operation](tx, service.OperationID)
	if !ok {
		return fmt.Errorf("service %s: its operation %s is not in the store", arn, service.OperationID)
	}
	step := platform.Advance(s.now(), service, operation, observe(tx, arn))
	if step.Launch {
		if err := launch(tx, s.now(), step.Service, step.Operation); err != nil {
			if fault.ClassOf(err) == "" {
				return fmt.Errorf("service %s: %w", arn, err)
			}
			failed := platform.Fail(s.now(), step.Service, step.Operation, sentence(err))
			failed.Events = append(step.Events, failed.Events...)
			step = failed
		}
	}
	s.write(tx, step)
	return nil
}

func (s *services) write(tx *store.Tx, step platform.Step) {
	for _, key := range step.Remove {
		workload, ok := store.Get[platform.Workload](tx, key)
		if !ok {
			continue
		}
		workload.Desire = platform.Remove
		store.Put(tx, workload)
	}
	store.Put(tx, step.Service)
	store.Put(tx, step.Operation)
	for _, text := range step.Events {
		eventlog.Record(tx, step.Service.ID, step.Operation.ID, s.now(), text)
	}
}

func observe(r store.Reader, arn string) []platform.Observed {
	var seen []platform.Observed
	for w := range store.Find[platform.Workload](r, "service="+arn) {
		status, _ := store.Get[platform.WorkloadStatus](r, w.Key)
		seen = append(seen, platform.Observed{Workload: w, Status: status})
	}
	return seen
}

// keepSteps writes down how far a service's operation is by its workloads, one
// of which is about to be forgotten with its moments.
func keepSteps(tx *store.Tx, arn string) {
	service, _ := store.Get[platform.Service](tx, arn)
	if operation, ok := store.Get[platform.Operation](tx, service.OperationID); ok {
		store.Put(tx, operation.Follow(observe(tx, arn)))
	}
}
