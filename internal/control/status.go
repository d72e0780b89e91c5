package control

import (
	"context"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// statuses writes what the workloads and health loops see.
type statuses struct {
	store *store.Store
	now   func() time.Time
}

// change applies fn to a workload's status, durably. A workload that was
// forgotten meanwhile gets none.
func (s statuses) change(ctx context.Context, key string, fn func(*platform.WorkloadStatus)) error {
	return s.store.Update(ctx, func(tx *store.Tx) error {
		if _, ok := store.Get[platform.Workload](tx, key); !ok {
			return nil
		}
		before, _ := store.Get[platform.WorkloadStatus](tx, key)
		after := before
		after.Key = key
		fn(&after)
		if after != before {
			after.UpdatedAt = s.now()
			store.Put(tx, after)
		}
		return nil
	})
}

// phase moves a workload on, and says why it is not further.
func (s statuses) phase(ctx context.Context, key string, phase platform.Phase, reason string) error {
	return s.change(ctx, key, func(st *platform.WorkloadStatus) { st.Phase, st.Reason = phase, reason })
}
