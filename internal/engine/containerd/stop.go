package containerd

import (
	"context"
	"syscall"
	"time"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/errdefs"
	"github.com/moby/sys/signal"

	"sallyport/internal/fault"
)

// Stop asks the workload to end, and ends it when it does not within grace. The id's lock is not held while waiting, so
// that a Remove can cut the grace period short.
func (e *Engine) Stop(ctx context.Context, id string, grace time.Duration) error {
	ctx = e.context(ctx)
	container, err := e.client.LoadContainer(ctx, id)
	if errdefs.IsNotFound(err) {
		return fault.New(fault.NotFound, "", "no workload %s", id)
	} else if err != nil {
		return classed(err, "stop workload %s", id)
	}
	labels, err := container.Labels(ctx)
	if err != nil {
		return classed(err, "stop workload %s", id)
	}
	task, err := container.Task(ctx, nil)
	if errdefs.IsNotFound(err) {
		return nil // never started, or lost: there is nothing to end
	} else if err != nil {
		return classed(err, "stop workload %s", id)
	}
	if err := stopTask(ctx, task, stopSignal(labels[stopSignalLabel]), grace); err != nil {
		return classed(err, "stop workload %s", id)
	}
	return nil
}

func stopTask(ctx context.Context, task client.Task, sig syscall.Signal, grace time.Duration) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the wait, when it still lasts
	exited, err := task.Wait(ctx)
	if err != nil {
		return ended(err)
	}
	if grace > 0 {
		if err := task.Kill(ctx, sig); err != nil {
			return ended(err)
		}
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case status := <-exited:
			return ended(status.Error())
		case <-timer.C:
		}
	}
	if err := task.Kill(ctx, syscall.SIGKILL, client.WithKillAll); err != nil {
		return ended(err)
	}
	status := <-exited
	return ended(status.Error())
}

// ended takes away the errors that say that the process is no longer there.
func ended(err error) error {
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

func stopSignal(name string) syscall.Signal {
	if sig, err := signal.ParseSignal(name); err == nil {
		return sig
	}
	return syscall.SIGTERM
}

// Remove ends the workload and deletes its task, container, snapshot and files.
func (e *Engine) Remove(ctx context.Context, id string) error {
	defer e.locks.lock(id)()
	if err := e.remove(e.context(ctx), id); err != nil {
		return classed(err, "remove workload %s", id)
	}
	return nil
}

// remove needs the id's lock. Each part is looked for by itself, since an interrupted Run or Remove leaves any of them. The
// files go last: with them goes the note that the workload was started.
func (e *Engine) remove(ctx context.Context, id string) error {
	container, err := e.client.LoadContainer(ctx, id)
	if err == nil {
		err = e.removeContainer(ctx, container)
	}
	if removed(err) != nil {
		return err
	}
	if err := e.client.SnapshotService(e.snapshotter).Remove(ctx, id); removed(err) != nil {
		return err
	}
	if err := e.host.cgroups.drain(ctx, e.cgroup(id)); err != nil {
		return err
	}
	return e.files(id).remove()
}

func (e *Engine) removeContainer(ctx context.Context, container client.Container, options ...client.DeleteOpts) error {
	found, err := removeTask(ctx, container)
	if err != nil {
		return err
	}
	if !found {
		if err := e.clearCutOff(ctx, container.ID()); err != nil {
			return err
		}
	}
	return removed(container.Delete(ctx, options...))
}

// removeTask ends the process and deletes its task, and tells whether there was one.
func removeTask(ctx context.Context, container client.Container) (found bool, err error) {
	task, err := container.Task(ctx, nil)
	if err != nil {
		return false, removed(err)
	}
	_, err = task.Delete(ctx, client.WithProcessKill)
	return true, removed(err)
}

func removed(err error) error {
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}
