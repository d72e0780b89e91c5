package control

import (
	"context"
	"time"

	"sallyport/internal/eventlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// statuses writes what the workloads and health loops see.
type statuses struct {
	store *store.Store
	now   func() time.Time
}

// change applies fn to a workload's status, durably. A workload that was
// forgotten meanwhile gets none, and what is final stays.
func (s statuses) change(ctx context.Context, key string, fn func(*platform.WorkloadStatus)) error {
	return s.report(ctx, key, "", fn)
}

// report is change, with a line for the event log of the workload's service.
func (s statuses) report(ctx context.Context, key, event string, fn func(*platform.WorkloadStatus)) error {
	return s.store.Update(ctx, func(tx *store.Tx) error {
		workload, ok := store.Get[platform.Workload](tx, key)
		if !ok {
			return nil
		}
		before, _ := store.Get[platform.WorkloadStatus](tx, key)
		after := before
		after.Key = key
		fn(&after)
		if after == before || final(before.Phase, after.Phase) {
			return nil
		}
		after.UpdatedAt = s.now()
		store.Put(tx, after)
		if event != "" && workload.ServiceARN != "" {
			eventlog.Record(tx, logOwner(workload), "", s.now(), event)
		}
		return nil
	})
}

// final tells whether a phase is one that the next must not follow on. The
// workloads and health loops write at the same time: what one gave up, the
// other must not bring back.
func final(before, after platform.Phase) bool {
	return before == platform.PhaseGone || before == platform.PhaseFailed && after != platform.PhaseGone
}

// enter moves a workload on. One that is in the phase already, because it is
// tried again, keeps the reason why it is not further.
func (s statuses) enter(ctx context.Context, key string, phase platform.Phase) error {
	return s.change(ctx, key, func(st *platform.WorkloadStatus) {
		if st.Phase != phase {
			st.Phase, st.Reason = phase, ""
		}
	})
}

// phase moves a workload on, and says why it is not further.
func (s statuses) phase(ctx context.Context, key string, phase platform.Phase, reason string) error {
	return s.change(ctx, key, func(st *platform.WorkloadStatus) { st.Phase, st.Reason = phase, reason })
}
