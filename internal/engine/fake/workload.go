package fake

import (
	"context"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// workload is guarded by its state's lock, but for what never changes: spec, does and exited.
type workload struct {
	spec   engine.Workload
	does   Behaviour
	exited chan struct{} // closed at the exit
	status engine.Status
	// resolver is that of the spec, or what replaced it.
	resolver engine.Resolver
	end      *time.Timer // of a workload that ends by itself
}

const (
	byTERM = 128 + 15
	byKILL = 128 + 9
)

// Run starts a workload that was not started before. While it is delayed, the workload is listed as created.
func (e *Engine) Run(ctx context.Context, spec engine.Workload) error {
	if err := spec.Validate(); err != nil {
		return err
	}
	w, err := e.create(ctx, spec)
	if err != nil || w == nil {
		return err
	}
	if err := pause(ctx, w.does.RunDelay); err != nil {
		e.state.forget(w)
		return err
	}
	s := e.state
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.workloads[spec.ID] != w {
		return fault.New(fault.Conflict, "", "workload %s was removed while it started", spec.ID)
	}
	if err := appendLog(spec.LogPath, w.does.Output); err != nil {
		delete(s.workloads, spec.ID)
		return err
	}
	s.start(w)
	return nil
}

// create takes the id. It returns nothing when the id is taken.
func (e *Engine) create(ctx context.Context, spec engine.Workload) (*workload, error) {
	s, err := e.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	if s.workloads[spec.ID] != nil {
		return nil, nil
	}
	if _, pulled := s.pulled[spec.Image]; !pulled {
		return nil, fault.New(fault.NotFound, "", "image %s has not been pulled", spec.Image)
	}
	if !s.netNS(spec.NetNS) {
		return nil, fault.New(fault.Invalid, "", "network namespace %s: there is none", spec.NetNS)
	}
	does := s.program(spec)
	for _, err := range []error{does.RunError, s.runErrors[spec.Image]} {
		if err != nil {
			return nil, err
		}
	}
	w := &workload{
		spec: spec, does: does, exited: make(chan struct{}), resolver: spec.Resolver,
		status: engine.Status{ID: spec.ID, Phase: engine.Created, Image: spec.Image},
	}
	s.workloads[spec.ID] = w
	return w, nil
}

// Restart starts an exited workload again; what it does is the same as before.
func (e *Engine) Restart(ctx context.Context, id string) error {
	s, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer s.mu.Unlock()
	w, err := s.find(id)
	if err != nil || w.status.Phase == engine.Running {
		return err
	}
	again := &workload{
		spec: w.spec, does: w.does, exited: make(chan struct{}), resolver: w.resolver,
		status: engine.Status{ID: id, Phase: engine.Created, Image: w.spec.Image},
	}
	if err := appendLog(w.spec.LogPath, w.does.Output); err != nil {
		return err
	}
	s.workloads[id] = again
	s.start(again)
	return nil
}

func (s *State) forget(w *workload) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.workloads[w.spec.ID] == w {
		delete(s.workloads, w.spec.ID)
	}
}

func (s *State) start(w *workload) {
	s.nextPID++
	w.status.Phase, w.status.PID, w.status.StartedAt = engine.Running, s.nextPID, time.Now()
	s.tell(engine.Event{ID: w.spec.ID, Kind: engine.EventStart, At: w.status.StartedAt})
	if !w.does.Exits && !w.does.OOMKilled {
		return
	}
	code := w.does.ExitCode
	if w.does.OOMKilled {
		code = byKILL
	}
	if w.does.After <= 0 {
		s.exit(w, code, w.does.OOMKilled)
		return
	}
	w.end = time.AfterFunc(w.does.After, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.exit(w, code, w.does.OOMKilled)
	})
}

// exit needs the lock. It does nothing to a workload that is not running.
func (s *State) exit(w *workload, code int, oom bool) {
	if w.status.Phase != engine.Running {
		return
	}
	if w.end != nil {
		w.end.Stop()
	}
	w.status.Phase, w.status.PID, w.status.ExitedAt, w.status.ExitCode, w.status.OOMKilled = engine.Exited, 0, time.Now(), code, oom
	if oom {
		s.tell(engine.Event{ID: w.spec.ID, Kind: engine.EventOOM, At: w.status.ExitedAt})
	}
	s.tell(engine.Event{ID: w.spec.ID, Kind: engine.EventExit, At: w.status.ExitedAt, ExitCode: code})
	close(w.exited)
}

// Stop ends a workload as its behaviour says.
func (e *Engine) Stop(ctx context.Context, id string, grace time.Duration) error {
	s, err := e.begin(ctx)
	if err != nil {
		return err
	}
	w, err := s.find(id)
	if err != nil || w.status.Phase != engine.Running {
		s.mu.Unlock()
		return err
	}
	s.mu.Unlock()

	polite := !w.does.IgnoreStop && w.does.StopDelay <= grace && grace > 0
	wait, code := grace, byKILL
	if polite {
		wait, code = w.does.StopDelay, w.stopCode()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-w.exited:
		return nil
	case <-timer.C:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if polite && w.status.Phase == engine.Running {
		if err := appendLog(w.spec.LogPath, w.does.StopOutput); err != nil {
			return err
		}
	}
	s.exit(w, code, false)
	return nil
}

func (w *workload) stopCode() int {
	if w.does.CleanStop {
		return 0
	}
	if w.does.StopCode != 0 {
		return w.does.StopCode
	}
	return byTERM
}

// SetResolver replaces what the workload was started with.
func (e *Engine) SetResolver(ctx context.Context, id string, r engine.Resolver) error {
	if err := r.Validate(id); err != nil {
		return err
	}
	s, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer s.mu.Unlock()
	w, err := s.find(id)
	if err != nil {
		return err
	}
	w.resolver = r
	return nil
}

// Remove ends and forgets a workload.
func (e *Engine) Remove(ctx context.Context, id string) error {
	s, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer s.mu.Unlock()
	if w := s.workloads[id]; w != nil {
		s.exit(w, byKILL, false)
		delete(s.workloads, id)
	}
	return nil
}
