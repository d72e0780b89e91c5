package control

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// workloads makes each workload what its owner wants it to be: running in its
// sandbox, stopped, or gone without residue.
type workloads struct {
	store      *store.Store
	engine     engine.Engine
	network    Network
	networks   *networks
	names      *nameServers
	routes     *routes
	door       FrontDoor
	statuses   statuses
	containers *containers
	starts     *starts
	pulls      *pulls
	slots      chan struct{} // one for each container that is being started
	mirrors    map[string]string
	output     *logstore.Store
	now        func() time.Time
	since      time.Time // when this process began to look after them
	log        *slog.Logger
	loop       *reconcile.Loop
	// forgotten is told the owner of a workload of which nothing is left.
	forgotten func(service, instance string)
}

// concurrentWorkloads bounds how many workloads are worked on at once. Nearly
// all of that is waiting: for a registry, for requests to finish (up to two
// minutes). It is large so that those who wait do not hold up the others.
const concurrentWorkloads = 256

// concurrentStarts bounds how many containers are being started at once, which
// is work.
const concurrentStarts = 16

func newWorkloads(o Options, st statuses, n *networks, names *nameServers, r *routes) *workloads {
	w := &workloads{
		store: o.Store, engine: o.Engine, network: o.Network, networks: n, names: names, routes: r, door: o.FrontDoor, statuses: st,
		containers: newContainers(o.Engine), starts: newStarts(), pulls: newPulls(), slots: make(chan struct{}, concurrentStarts),
		mirrors: o.Mirrors, output: o.Output, now: o.Now, since: o.Now(), log: o.Log,
	}
	w.loop = &reconcile.Loop{
		Name: "workloads", Workers: concurrentWorkloads, Reconcile: w.pass, Keys: w.keys, Resync: time.Minute, Log: o.Log,
		Backoff: reconcile.Backoff{Cap: 10 * time.Second},
	}
	return w
}

// start looks at what runs. A workload whose container is not running any more
// is not healthy any more, whatever was last written down.
func (w *workloads) start(ctx context.Context) error {
	if err := w.containers.look(ctx); err != nil {
		return err
	}
	for status := range store.List[platform.WorkloadStatus](w.store.Snapshot()) {
		if up := status.Phase == platform.PhaseStarted || status.Phase == platform.PhaseHealthy; !up {
			continue
		}
		if c, ok := w.containers.get(status.Key); ok && c.Phase == engine.Running {
			continue
		}
		err := w.statuses.phase(ctx, status.Key, platform.PhaseStarting, "Its container was not running when Sallyport started.")
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *workloads) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.loop.Run(ctx) })
	group.Go(func() error {
		(&watch{containers: w.containers, log: w.log, wake: w.loop.Enqueue, wakeAll: w.wakeAll}).run(ctx)
		return nil
	})
	return group.Wait()
}

func (w *workloads) wakeAll() {
	for _, key := range w.keys() {
		w.loop.Enqueue(key)
	}
}

// keys are all workloads, and all containers that may belong to none.
func (w *workloads) keys() []string {
	keys := w.containers.keys()
	for workload := range store.List[platform.Workload](w.store.Snapshot()) {
		keys = append(keys, workload.Key)
	}
	return keys
}

// changed is told of a workload that was written; one that is no longer to
// run stops being started at once, even in the middle of a long pull.
func (w *workloads) changed(snapshot *store.Snapshot, key string) {
	if workload, ok := store.Get[platform.Workload](snapshot, key); !ok || workload.Desire != platform.Run {
		w.starts.cancel(key)
	}
	w.loop.Enqueue(key)
}

func (w *workloads) pass(ctx context.Context, key string) (reconcile.Result, error) {
	workload, ok := store.Get[platform.Workload](w.store.Snapshot(), key)
	if !ok {
		return reconcile.Result{}, w.discard(ctx, key)
	}
	switch workload.Desire {
	case platform.Run:
		return w.keepRunning(ctx, workload)
	case platform.Stop:
		return reconcile.Result{}, w.stop(ctx, workload)
	default:
		return reconcile.Result{}, w.remove(ctx, workload)
	}
}

// keepRunning compares a workload with its container.
func (w *workloads) keepRunning(ctx context.Context, workload platform.Workload) (reconcile.Result, error) {
	status, _ := store.Get[platform.WorkloadStatus](w.store.Snapshot(), workload.Key)
	if status.Phase == platform.PhaseFailed || status.Phase == platform.PhaseGone {
		return reconcile.Done()
	}
	container, exists := w.containers.get(workload.Key)
	switch {
	case exists && container.Phase == engine.Running:
		return reconcile.Result{}, w.started(ctx, workload, status, container)
	case exists && container.Phase == engine.Exited && !container.ExitedAt.Equal(status.ExitedAt):
		return w.exited(ctx, workload, status, container)
	case status.Phase == platform.PhaseExited && w.now().Before(status.NextStart):
		return reconcile.After(status.NextStart.Sub(w.now()))
	default:
		return w.begin(ctx, workload, status)
	}
}

// started notes that a workload's process runs. One that is not probed is
// healthy by that alone.
func (w *workloads) started(ctx context.Context, workload platform.Workload, status platform.WorkloadStatus, c engine.Status) error {
	if status.Phase == platform.PhaseStarted || status.Phase == platform.PhaseHealthy {
		return nil
	}
	event := ""
	if status.FirstStartedAt.IsZero() {
		event = "Performing health check on " + workload.HealthTarget() + "."
	}
	return w.statuses.report(ctx, workload.Key, event, func(st *platform.WorkloadStatus) {
		st.Phase, st.Reason, st.StartedAt = platform.PhaseStarted, "", c.StartedAt
		if st.FirstStartedAt.IsZero() {
			st.FirstStartedAt = c.StartedAt
		}
		if workload.Port == 0 {
			st.Phase, st.WasHealthy, st.HealthyAt = platform.PhaseHealthy, true, c.StartedAt
		}
	})
}

// exited notes that a workload's process ended, and when it is started again.
func (w *workloads) exited(ctx context.Context, workload platform.Workload, status platform.WorkloadStatus, c engine.Status) (reconcile.Result, error) {
	restarts := status.Restarts
	if lasted := c.ExitedAt.Sub(c.StartedAt); lasted > steadyAfter {
		restarts = 0
	}
	delay := platform.RestartDelay(restarts)
	reason := exitReason(c, w.lastLines(workload))
	if failedCheck := status.Phase == platform.PhaseStarted && status.Reason != ""; failedCheck {
		reason = status.Reason // it was ended by us, and this is why
	}
	event := ""
	if status.WasHealthy && restarts < toldRestarts {
		event = fmt.Sprintf("Instance %s is being restarted. %s", workload.Key, reason)
	}
	err := w.statuses.report(ctx, workload.Key, event, func(st *platform.WorkloadStatus) {
		st.Phase, st.Reason, st.LastExit = platform.PhaseExited, reason, reason
		st.ExitedAt, st.ExitCode, st.OutOfMemory = c.ExitedAt, c.ExitCode, c.OOMKilled
		st.Restarts, st.NextStart = restarts+1, w.now().Add(delay)
		if st.FirstStartedAt.IsZero() { // it ended before it was seen running
			st.FirstStartedAt = c.StartedAt
		}
	})
	if err != nil {
		return reconcile.Result{}, err
	}
	return reconcile.After(delay)
}

const (
	// steadyAfter is how long a process must have run for its next exit to count
	// as the first one.
	steadyAfter = time.Minute
	// toldRestarts in a row are told in the service's event log. A process that
	// ends again and again would push everything else out of it.
	toldRestarts = 8
)

// stop ends a workload's process and keeps the rest.
func (w *workloads) stop(ctx context.Context, workload platform.Workload) error {
	if err := w.halt(ctx, workload.Key); err != nil {
		return err
	}
	container, _ := w.containers.get(workload.Key)
	return w.statuses.change(ctx, workload.Key, func(st *platform.WorkloadStatus) {
		st.Phase, st.Reason, st.Restarts = platform.PhaseStopped, "", 0
		st.ExitedAt = container.ExitedAt // as desired, so it is no crash when the workload is started again
	})
}

// stopGrace is how long a process has between SIGTERM and SIGKILL.
const stopGrace = 10 * time.Second

// halt ends a workload's process, if there is one.
func (w *workloads) halt(ctx context.Context, key string) error {
	if c, ok := w.containers.get(key); ok && c.Phase != engine.Running {
		return nil
	}
	if err := w.engine.Stop(ctx, key, stopGrace); err != nil && fault.ClassOf(err) != fault.NotFound {
		return fmt.Errorf("stop container %s: %w", key, err)
	}
	return w.containers.look(ctx)
}

// discard removes a container that belongs to no workload, such as one whose
// making was cut short.
func (w *workloads) discard(ctx context.Context, key string) error {
	if _, ok := w.containers.get(key); !ok {
		return nil
	}
	w.log.Info("removing a container that belongs to no workload", "container", key)
	return w.containers.remove(ctx, key)
}

// logName names a workload's log.
func logName(workload platform.Workload) logstore.Name {
	return logstore.Name{Owner: logOwner(workload), Workload: workload.Key}
}

// logOwner is who has a workload's log: the service's id or the instance's.
func logOwner(workload platform.Workload) string {
	if workload.InstanceID != "" {
		return workload.InstanceID
	}
	arn, _ := platform.ParseARN(workload.ServiceARN)
	return filepath.Base(arn.Rest)
}

var errSuperseded = errors.New("the workload is no longer to run")
