package control

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// patience is how long a new workload waits for something that may come back
// by itself, such as a registry that does not answer, before it is given up.
const patience = 45 * time.Second

// begin takes a workload from nothing to a running process: image, network,
// container, in this order, each step safe to take again. The network stands
// and was read back before the container exists.
func (w *workloads) begin(ctx context.Context, workload platform.Workload, status platform.WorkloadStatus) (reconcile.Result, error) {
	ctx, done := w.starts.enter(ctx, workload.Key)
	defer done()
	if now, ok := store.Get[platform.Workload](w.store.Snapshot(), workload.Key); !ok || now.Desire != platform.Run {
		return reconcile.Done() // changed before enter could be told
	}
	err := w.bringUp(ctx, workload, status)
	switch {
	case err == nil:
		return reconcile.After(0) // to see what the process does
	case errors.Is(context.Cause(ctx), errSuperseded):
		return reconcile.Done() // the change that superseded it brought the key back
	case ctx.Err() != nil:
		return reconcile.Result{}, err
	}
	hopeless := fault.ClassOf(err) != fault.Unavailable && fault.ClassOf(err) != ""
	if !status.WasHealthy && (hopeless || w.waited(workload) > patience) {
		return reconcile.Result{}, w.statuses.phase(ctx, workload.Key, platform.PhaseFailed, sentence(err))
	}
	return reconcile.Result{}, errors.Join(err, w.hindered(ctx, workload, status, err))
}

// hindered notes what keeps a workload from being started, and tells it once
// of an instance that did run before.
func (w *workloads) hindered(ctx context.Context, workload platform.Workload, before platform.WorkloadStatus, hindrance error) error {
	event := ""
	if before.WasHealthy && before.Phase != platform.PhaseStarting {
		event = fmt.Sprintf("Instance %s can't be started again yet: %s", workload.Key, sentence(hindrance))
	}
	return w.statuses.report(ctx, workload.Key, event, func(st *platform.WorkloadStatus) { st.Reason = sentence(hindrance) })
}

// waited is how long a workload has been waiting to be started by this process:
// the time in which there was none is not the workload's fault.
func (w *workloads) waited(workload platform.Workload) time.Duration {
	return min(w.now().Sub(workload.CreatedAt), w.now().Sub(w.since))
}

func (w *workloads) bringUp(ctx context.Context, workload platform.Workload, status platform.WorkloadStatus) error {
	image, err := w.pull(ctx, workload, status)
	if err != nil {
		return err
	}
	if err := w.networks.ready(ctx, workload.Key); err != nil {
		return fmt.Errorf("make the network of %s: %w", workload.Key, err)
	}
	w.names.ready(ctx, workload)
	err = w.statuses.change(ctx, workload.Key, func(st *platform.WorkloadStatus) {
		if st.NetworkedAt.IsZero() {
			st.NetworkedAt = w.now()
		}
	})
	if err != nil {
		return err
	}
	if err := w.runContainer(ctx, workload, image); err != nil {
		return err
	}
	if err := w.containers.look(ctx); err != nil {
		return err
	}
	if c, _ := w.containers.get(workload.Key); c.Phase != engine.Running && c.Phase != engine.Exited {
		return fault.New(fault.Unavailable, "", "container %s was started and neither runs nor ended", workload.Key)
	}
	return nil
}

// runContainer starts the container. An EC2 instance's process is started again
// with the files it had: a database comes back with its data. Instances of
// services start afresh.
func (w *workloads) runContainer(ctx context.Context, workload platform.Workload, image string) error {
	select {
	case w.slots <- struct{}{}:
		defer func() { <-w.slots }()
	case <-ctx.Done():
		return fmt.Errorf("wait to start container %s: %w", workload.Key, context.Cause(ctx))
	}
	if c, ok := w.containers.get(workload.Key); ok && c.Phase != engine.Created {
		if workload.InstanceID != "" {
			return w.restart(ctx, workload.Key)
		}
		if err := w.containers.remove(ctx, workload.Key); err != nil {
			return err
		}
	}
	spec, err := w.spec(workload, image)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(spec.LogPath), 0o700); err != nil {
		return fault.New(fault.Unavailable, "", "make the log directory of %s: %w", workload.Key, err)
	}
	if err := w.engine.Run(ctx, spec); err != nil {
		return fmt.Errorf("start container %s: %w", workload.Key, err)
	}
	return nil
}

func (w *workloads) restart(ctx context.Context, key string) error {
	err := w.engine.Restart(ctx, key)
	switch {
	case err == nil:
		return nil
	case fault.ClassOf(err) == fault.NotFound:
		// Somebody else removed it. Looking again makes the next pass start afresh.
		return errors.Join(fault.New(fault.Unavailable, "", "container %s and its files are gone", key), w.containers.look(ctx))
	}
	return fmt.Errorf("restart container %s: %w", key, err)
}

func (w *workloads) spec(workload platform.Workload, image string) (engine.Workload, error) {
	command := workload.Command
	if workload.Shell != "" {
		var err error
		if command, err = platform.SplitCommand(workload.Shell); err != nil {
			return engine.Workload{}, err
		}
	}
	return engine.Workload{
		ID: workload.Key, Image: image, Command: command, Env: workload.Environment,
		CPU: workload.CPU, Memory: workload.Memory << 20,
		NetNS: w.network.SandboxPath(workload.Key), Hostname: workload.Hostname,
		Hosts: w.hosts(workload), Resolver: resolverOf(w.store.Snapshot(), workload),
		LogPath: w.output.Path(logName(workload)),
		Labels:  map[string]string{"sallyport.workload": workload.Key},
	}, nil
}

// hosts gives the workload its own name: at its address in the VPC, or at the
// front door's.
func (w *workloads) hosts(workload platform.Workload) []engine.HostEntry {
	address := workload.FrontDoor
	if len(workload.Interfaces) > 0 {
		if eni, ok := store.Get[vpc.Interface](w.store.Snapshot(), workload.Interfaces[0]); ok {
			address = eni.Primary()
		}
	}
	return []engine.HostEntry{{Address: address, Names: []string{workload.Hostname}}}
}

// sentence makes an error a sentence for an event log.
func sentence(err error) string {
	text := err.Error()
	if text != "" && text[len(text)-1] != '.' {
		text += "."
	}
	return text
}

// starts lets a start that is under way be given up when it is no longer wanted.
type starts struct {
	mu      sync.Mutex
	cancels map[string]context.CancelCauseFunc // guarded by mu
}

func newStarts() *starts { return &starts{cancels: map[string]context.CancelCauseFunc{}} }

func (s *starts) enter(ctx context.Context, key string) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	s.mu.Lock()
	s.cancels[key] = cancel
	s.mu.Unlock()
	return ctx, func() {
		s.mu.Lock()
		delete(s.cancels, key)
		s.mu.Unlock()
		cancel(nil)
	}
}

func (s *starts) cancel(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.cancels[key]; cancel != nil {
		cancel(errSuperseded)
	}
}
