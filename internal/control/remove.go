package control

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// drainLimit is how long requests in flight may take to finish when their
// instance goes: App Runner's limit for a whole request.
const drainLimit = 120 * time.Second

// remove tears a workload down in the order that leaves nothing behind:
// requests, container, network, addresses, documents. Each step is safe to
// take again; the documents go last, so that a crash resumes here.
func (w *workloads) remove(ctx context.Context, workload platform.Workload) error {
	status, _ := store.Get[platform.WorkloadStatus](w.store.Snapshot(), workload.Key)
	if status.Phase != platform.PhaseGone {
		if err := w.drain(ctx, workload); err != nil {
			return err
		}
		if err := w.drained(ctx, workload.Key); err != nil {
			return err
		}
		if err := w.halt(ctx, workload.Key); err != nil {
			return err
		}
		if err := w.containers.remove(ctx, workload.Key); err != nil {
			return err
		}
		if err := w.statuses.phase(ctx, workload.Key, platform.PhaseGone, ""); err != nil {
			return err
		}
	}
	if err := w.networks.gone(ctx, workload.Key); err != nil {
		return err
	}
	if err := w.forget(ctx, workload); err != nil {
		return fmt.Errorf("forget workload %s: %w", workload.Key, err)
	}
	w.forgotten(workload.ServiceARN, workload.InstanceID)
	return nil
}

// drain waits for the requests that the workload still answers, after making
// sure that it gets no new ones.
func (w *workloads) drain(ctx context.Context, workload platform.Workload) error {
	if workload.FrontDoor == (netip.Addr{}) {
		return nil
	}
	w.routes.apply()
	waiting, cancel := context.WithTimeout(ctx, drainLimit)
	defer cancel()
	err := w.door.Drained(waiting, workload.Key)
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		w.log.Warn("requests did not finish in time; ending them", "workload", workload.Key, "limit", drainLimit)
		w.door.Cut(workload.Key)
		return nil
	}
	return err
}

func (w *workloads) drained(ctx context.Context, key string) error {
	return w.statuses.change(ctx, key, func(st *platform.WorkloadStatus) {
		if st.DrainedAt.IsZero() {
			st.DrainedAt = w.now()
		}
	})
}

// forget deletes the workload and what was made for it. An interface that the
// user made, or wants to keep, is only unplugged.
func (w *workloads) forget(ctx context.Context, workload platform.Workload) error {
	return w.store.Update(ctx, func(tx *store.Tx) error {
		keepSteps(tx, workload.ServiceARN)
		for _, id := range workload.Interfaces {
			eni, ok := store.Get[vpc.Interface](tx, id)
			if !ok || eni.Attachment == nil || eni.Attachment.Workload != workload.Key {
				continue
			}
			releasePublic(tx, id, eni.Attachment.DeleteOnTermination)
			if eni.Attachment.DeleteOnTermination {
				store.Delete[vpc.Interface](tx, id)
				continue
			}
			eni.Attachment = nil
			store.Put(tx, eni)
		}
		store.Delete[platform.WorkloadStatus](tx, workload.Key)
		store.Delete[platform.Workload](tx, workload.Key)
		return nil
	})
}

// releasePublic gives the public addresses of an interface back that go with
// its attachment, or with the interface itself.
func releasePublic(tx *store.Tx, id string, deleted bool) {
	for address := range store.Find[vpc.PublicAddress](tx, "interface="+id) {
		if left, kept := address.Unplugged(deleted); kept {
			store.Put(tx, left)
		} else {
			store.Delete[vpc.PublicAddress](tx, address.AllocationID)
		}
	}
}
