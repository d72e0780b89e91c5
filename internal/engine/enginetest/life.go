package enginetest

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

func (s *suite) runRefusals(t *testing.T) {
	good := s.workload(t, s.Images.Probe, "hold")
	without := func(change func(*engine.Workload)) engine.Workload {
		w := good
		change(&w)
		return w
	}
	unpulled := strings.Repeat("0", 64)
	tests := []struct {
		name  string
		w     engine.Workload
		class fault.Class
		says  string
	}{
		{"invalid", without(func(w *engine.Workload) { w.Hostname = "a b" }), fault.Invalid, `"a b"`},
		{"not pulled", without(func(w *engine.Workload) {
			w.Image = w.Image[:len(w.Image)-64] + unpulled
		}), fault.NotFound, unpulled},
		{"no namespace there", without(func(w *engine.Workload) { w.NetNS = filepath.Join(t.TempDir(), "ns") }), fault.Invalid, "network namespace"},
		{"no program", s.workload(t, s.Images.NoProgram, "x"), fault.Invalid, "/bin/nothing"},
		{"no user", s.workload(t, s.Images.NoUser, "hold"), fault.Invalid, "image"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			class(t, s.Engine.Run(bounded(t), test.w), test.class, test.says)
			s.gone(t, test.w.ID)
		})
	}
	s.run(t, good)
}

func (s *suite) lifeCycle(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "exit", "7")
	w.Labels = map[string]string{"service": "svc", "kind": "instance of a service"}
	before := time.Now().Add(-time.Second)
	s.run(t, w)
	status := s.await(t, w.ID, engine.Exited)
	if status.ExitCode != 7 || status.OOMKilled || status.Image != w.Image || !maps.Equal(status.Labels, w.Labels) {
		t.Errorf("status %+v", status)
	}
	after := time.Now().Add(time.Second)
	if status.StartedAt.Before(before) || status.StartedAt.After(after) || status.ExitedAt.Before(before) || status.ExitedAt.After(after) {
		t.Errorf("started %v and exited %v, between %v and %v", status.StartedAt, status.ExitedAt, before, after)
	}
	if err := s.Engine.Remove(bounded(t), w.ID); err != nil {
		t.Fatal(err)
	}
	s.gone(t, w.ID)
	if _, err := os.Stat(w.LogPath); err != nil {
		t.Errorf("the log did not survive: %v", err)
	}

	// The id is free for another life.
	w.Command = []string{"exit", "8"}
	s.run(t, w)
	if status := s.await(t, w.ID, engine.Exited); status.ExitCode != 8 {
		t.Errorf("second life: %+v", status)
	}
}

func (s *suite) runTwice(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "hold")
	s.run(t, w)
	first := s.await(t, w.ID, engine.Running)
	if first.PID <= 0 || first.StartedAt.IsZero() || !first.ExitedAt.IsZero() {
		t.Errorf("running: %+v", first)
	}
	s.run(t, w)
	if second := s.await(t, w.ID, engine.Running); second.PID != first.PID || !second.StartedAt.Equal(first.StartedAt) {
		t.Errorf("the second run changed %+v to %+v", first, second)
	}
	if err := s.Engine.Stop(bounded(t), w.ID, longestWait); err != nil {
		t.Fatal(err)
	}
	exited := s.await(t, w.ID, engine.Exited)
	s.run(t, w)
	if status, _ := s.status(t, w.ID); status.Phase != engine.Exited || !status.ExitedAt.Equal(exited.ExitedAt) {
		t.Errorf("a run after the exit made %+v", status)
	}
}

// runAtOnce starts the same workload from several goroutines; one process comes of it.
func (s *suite) runAtOnce(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "print", "once")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := s.Engine.Run(bounded(t), w); err != nil {
				t.Errorf("run: %v", err)
			}
		})
	}
	all.Wait()
	s.await(t, w.ID, engine.Exited)
	if text := s.log(t, w, "once"); strings.Count(text, "once") != 1 {
		t.Errorf("it ran more than once: %q", text)
	}
}

func (s *suite) stop(t *testing.T) {
	ctx := bounded(t)
	class(t, s.Engine.Stop(ctx, "w-unknown", time.Second), fault.NotFound, "w-unknown")

	polite := s.workload(t, s.Images.Probe, "hold")
	s.run(t, polite)
	s.log(t, polite, "holding")
	start := time.Now()
	if err := s.Engine.Stop(ctx, polite.ID, time.Minute); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > longestWait {
		t.Errorf("the grace period was waited for: %v", took)
	}
	status := s.await(t, polite.ID, engine.Exited)
	if status.ExitCode != 0 || status.ExitedAt.IsZero() {
		t.Errorf("after a polite end: %+v", status)
	}
	s.log(t, polite, "got terminated")
	if err := s.Engine.Stop(ctx, polite.ID, time.Minute); err != nil {
		t.Errorf("stop again: %v", err)
	}

	for _, grace := range []time.Duration{300 * time.Millisecond, 0} {
		stubborn := s.workload(t, s.Images.Probe, "stubborn")
		s.run(t, stubborn)
		s.log(t, stubborn, "holding")
		start := time.Now()
		if err := s.Engine.Stop(ctx, stubborn.ID, grace); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < grace {
			t.Errorf("killed after %v, before the grace period of %v", took, grace)
		}
		if status := s.await(t, stubborn.ID, engine.Exited); status.ExitCode != 137 || status.OOMKilled {
			t.Errorf("after a hard end: %+v", status)
		}
	}

	signalled := s.workload(t, s.Images.StopSignal, "hold")
	s.run(t, signalled)
	s.log(t, signalled, "holding")
	if err := s.Engine.Stop(ctx, signalled.ID, time.Minute); err != nil {
		t.Fatal(err)
	}
	s.log(t, signalled, "got user defined signal 1")
}

// stopCutShort removes a workload while another call waits for its grace period.
func (s *suite) stopCutShort(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "stubborn")
	s.run(t, w)
	s.log(t, w, "holding")
	stopped := make(chan error, 1)
	ctx := bounded(t)
	go func() { stopped <- s.Engine.Stop(ctx, w.ID, time.Minute) }()
	time.Sleep(100 * time.Millisecond)
	if err := s.Engine.Remove(ctx, w.ID); err != nil {
		t.Fatal(err)
	}
	s.gone(t, w.ID)
	select {
	case err := <-stopped:
		if err != nil {
			t.Errorf("the stop that was cut short: %v", err)
		}
	case <-time.After(longestWait):
		t.Error("the stop goes on waiting")
	}

	// A caller that gives up leaves the workload as it is.
	w = s.workload(t, s.Images.Probe, "stubborn")
	s.run(t, w)
	s.log(t, w, "holding")
	short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	if err := s.Engine.Stop(short, w.ID, time.Minute); err == nil {
		t.Error("a stop that was given up says that it was done")
	}
	s.await(t, w.ID, engine.Running)
}

func (s *suite) remove(t *testing.T) {
	ctx := bounded(t)
	if err := s.Engine.Remove(ctx, "w-unknown"); err != nil {
		t.Errorf("an unknown id: %v", err)
	}
	w := s.workload(t, s.Images.Probe, "stubborn")
	s.run(t, w)
	for range 2 {
		if err := s.Engine.Remove(ctx, w.ID); err != nil {
			t.Fatal(err)
		}
		s.gone(t, w.ID)
	}
}

func (s *suite) logs(t *testing.T) {
	w := s.workload(t, s.Images.Probe, "print", "to the output", "to the error")
	s.run(t, w)
	s.log(t, w, "to the output\n")
	s.log(t, w, "to the error\n")
	info, err := os.Stat(w.LogPath)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		t.Errorf("everybody may read the log: %v", info.Mode())
	}
	next := s.workload(t, s.Images.Probe, "print", "of the next")
	next.LogPath = w.LogPath
	s.run(t, next)
	if text := s.log(t, next, "of the next\n"); !strings.Contains(text, "to the output\n") {
		t.Errorf("the log was begun anew: %q", text)
	}
	silent := s.workload(t, s.Images.Probe, "print", "to nobody")
	silent.LogPath = ""
	s.run(t, silent)
	s.await(t, silent.ID, engine.Exited)
}
