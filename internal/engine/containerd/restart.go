package containerd

import (
	"context"
	"errors"
	"fmt"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/errdefs"

	"sallyport/internal/fault"
)

// Restart gives the container a new task over the snapshot that it has.
func (e *Engine) Restart(ctx context.Context, id string) error {
	defer e.locks.lock(id)()
	ctx, cancel := e.uninterrupted(ctx)
	defer cancel()
	container, err := e.client.LoadContainer(ctx, id)
	if errdefs.IsNotFound(err) {
		return fault.New(fault.NotFound, "", "no workload %s", id)
	} else if err != nil {
		return classed(err, "restart workload %s", id)
	}
	running, err := clearEnded(ctx, container)
	if err != nil {
		return classed(err, "restart workload %s", id)
	}
	if running {
		return nil
	}
	labels, err := container.Labels(ctx)
	if err != nil {
		return classed(err, "restart workload %s", id)
	}
	if err := e.begin(ctx, container, labels[logPathLabel]); err != nil {
		// A task that was made and not started would look like one that runs.
		_, undone := removeTask(context.WithoutCancel(ctx), container)
		return fmt.Errorf("restart workload %s: %w", id, errors.Join(err, undone))
	}
	return nil
}

// clearEnded deletes a task whose process has ended, and tells whether there is one that runs.
func clearEnded(ctx context.Context, container client.Container) (running bool, err error) {
	task, err := container.Task(ctx, nil)
	if err != nil {
		return false, removed(err)
	}
	status, err := task.Status(ctx)
	if err != nil {
		return false, removed(err)
	}
	if status.Status == client.Running || status.Status == client.Paused || status.Status == client.Pausing {
		return true, nil
	}
	_, err = removeTask(ctx, container)
	return false, err
}
