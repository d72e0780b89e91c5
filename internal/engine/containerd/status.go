package containerd

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	tasksapi "github.com/containerd/containerd/api/services/tasks/v1"
	taskapi "github.com/containerd/containerd/api/types/task"
	"github.com/containerd/containerd/v2/core/containers"
	"github.com/containerd/errdefs"
	"github.com/containerd/errdefs/pkg/errgrpc"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// List asks the daemon twice, however many workloads there are: for the containers, and for the state of all their tasks.
func (e *Engine) List(ctx context.Context) ([]engine.Status, error) {
	ctx = e.context(ctx)
	// Containers before tasks: a container made in between is not listed yet, instead of listed without its task.
	records, err := e.client.ContainerService().List(ctx)
	if err != nil {
		return nil, classed(err, "list workloads")
	}
	answer, err := e.client.TaskService().List(ctx, &tasksapi.ListTasksRequest{})
	if err != nil {
		return nil, classed(errgrpc.ToNative(err), "list the workloads' tasks")
	}
	tasks := make(map[string]*taskapi.Process, len(answer.Tasks))
	for _, task := range answer.Tasks {
		tasks[task.ID] = task
	}
	list := make([]engine.Status, 0, len(records))
	for _, record := range records {
		status, err := e.status(record, tasks[record.ID])
		if err != nil {
			return nil, classed(err, "read the state of workload %s", record.ID)
		}
		list = append(list, status)
	}
	slices.SortFunc(list, func(a, b engine.Status) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

func (e *Engine) status(record containers.Container, task *taskapi.Process) (engine.Status, error) {
	status := engine.Status{ID: record.ID, Phase: engine.Created, Image: record.Image, Labels: ownLabels(record.Labels)}
	noted, err := e.files(record.ID).started()
	if err != nil {
		return status, err
	}
	if task == nil || task.Status == taskapi.Status_CREATED || task.Status == taskapi.Status_UNKNOWN {
		if !noted.IsZero() {
			status.Phase, status.StartedAt, status.ExitCode = engine.Unknown, noted, -1
		}
		return status, nil
	}
	status.StartedAt = noted
	if noted.IsZero() { // we ended between the start and the note of it
		status.StartedAt = record.CreatedAt
	}
	if status.OOMKilled, err = e.oomKilled(record.ID); err != nil {
		return status, err
	}
	if task.Status == taskapi.Status_STOPPED {
		status.Phase, status.ExitedAt, status.ExitCode = engine.Exited, task.ExitedAt.AsTime(), int(task.ExitStatus)
		return status, nil
	}
	status.Phase, status.PID = engine.Running, int(task.Pid)
	return status, nil
}

// oomKilled works after the exit too: runc deletes the group when the task is deleted.
func (e *Engine) oomKilled(id string) (bool, error) {
	kills, err := e.host.cgroups.oomKills(e.cgroup(id))
	return kills > 0, err
}

func ownLabels(all map[string]string) map[string]string {
	own := maps.Clone(all)
	clear(own)
	for key, value := range all {
		if name, ok := strings.CutPrefix(key, labelPrefix); ok {
			own[name] = value
		}
	}
	return own
}

// wasStarted also counts one that was lost since; it needs the id's lock.
func (e *Engine) wasStarted(ctx context.Context, id string) (bool, error) {
	record, err := e.client.ContainerService().Get(ctx, id)
	if errdefs.IsNotFound(err) {
		return false, nil
	} else if err != nil {
		return false, classed(err, "look for workload %s", id)
	}
	answer, err := e.client.TaskService().Get(ctx, &tasksapi.GetRequest{ContainerID: id})
	if err = errgrpc.ToNative(err); err != nil && !errdefs.IsNotFound(err) {
		return false, classed(err, "look for workload %s", id)
	}
	status, err := e.status(record, answer.GetProcess())
	return status.Phase != engine.Created, err
}

// Usage reads the workload's control group.
func (e *Engine) Usage(_ context.Context, id string) (engine.Usage, error) {
	usage, err := e.host.cgroups.usage(e.cgroup(id))
	if errors.Is(err, fs.ErrNotExist) || err == nil && usage.PIDs == 0 {
		return engine.Usage{}, fault.New(fault.NotFound, "", "no running workload %s", id)
	}
	return usage, err
}
