package enginetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// next waits for the next event of the workload.
func next(t *testing.T, events <-chan engine.Event, id string) engine.Event {
	t.Helper()
	timeout := time.After(longestWait)
	for {
		select {
		case event, open := <-events:
			if !open {
				t.Fatal("the events ended")
			}
			if event.ID == id {
				return event
			}
		case <-timeout:
			t.Fatalf("no event of %s", id)
		}
	}
}

func (s *suite) subscribe(t *testing.T) <-chan engine.Event {
	t.Helper()
	events, err := s.Engine.Events(bounded(t))
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func (s *suite) events(t *testing.T) {
	first, second := s.subscribe(t), s.subscribe(t)
	w := s.workload(t, s.Images.Probe, "exit", "3")
	s.run(t, w)
	for _, events := range []<-chan engine.Event{first, second} {
		if event := next(t, events, w.ID); event.Kind != engine.EventStart || event.At.IsZero() {
			t.Errorf("first %+v", event)
		}
		if event := next(t, events, w.ID); event.Kind != engine.EventExit || event.ExitCode != 3 || event.At.IsZero() {
			t.Errorf("then %+v", event)
		}
	}
	// What the event says is what the list says.
	if status, _ := s.status(t, w.ID); status.Phase != engine.Exited || status.ExitCode != 3 {
		t.Errorf("listed %+v", status)
	}
}

func (s *suite) eventsEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(bounded(t))
	events, err := s.Engine.Events(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	timeout := time.After(longestWait)
	for {
		select {
		case _, open := <-events:
			if !open {
				return
			}
		case <-timeout:
			t.Fatal("the channel stays open after the context ended")
		}
	}
}

func (s *suite) outOfMemory(t *testing.T) {
	events := s.subscribe(t)
	w := s.workload(t, s.Images.Probe, "oom")
	w.Memory = 64 << 20
	s.run(t, w)
	for _, want := range []engine.EventKind{engine.EventStart, engine.EventOOM, engine.EventExit} {
		if event := next(t, events, w.ID); event.Kind != want {
			t.Errorf("event %+v, want %s", event, want)
		}
	}
	if status := s.await(t, w.ID, engine.Exited); !status.OOMKilled || status.ExitCode != 137 {
		t.Errorf("status %+v", status)
	}
}

func (s *suite) reopen(t *testing.T) {
	running := s.workload(t, s.Images.Probe, "hold")
	running.Labels = map[string]string{"a": "b"}
	s.run(t, running)
	exited := s.workload(t, s.Images.Probe, "exit", "5")
	s.run(t, exited)
	s.await(t, exited.ID, engine.Exited)
	before, _ := s.status(t, running.ID)

	other := &suite{Harness: s.Harness}
	other.Engine = s.Reopen(t)
	after, found := other.status(t, running.ID)
	if !found || after.Phase != engine.Running || after.PID != before.PID || !after.StartedAt.Equal(before.StartedAt) || after.Labels["a"] != "b" {
		t.Errorf("running: %+v before, %+v after", before, after)
	}
	if status := other.await(t, exited.ID, engine.Exited); status.ExitCode != 5 {
		t.Errorf("exited: %+v", status)
	}
	events := other.subscribe(t)
	if err := other.Engine.Stop(bounded(t), running.ID, time.Minute); err != nil {
		t.Fatal(err)
	}
	if event := next(t, events, running.ID); event.Kind != engine.EventExit || event.ExitCode != 0 {
		t.Errorf("event %+v", event)
	}
	other.run(t, running)
	if status, _ := other.status(t, running.ID); status.Phase != engine.Exited {
		t.Errorf("run after the exit: %+v", status)
	}
}

func (s *suite) usage(t *testing.T) {
	ctx := bounded(t)
	_, err := s.Engine.Usage(ctx, "w-unknown")
	class(t, err, fault.NotFound, "w-unknown")

	w := s.workload(t, s.Images.Probe, "hold")
	s.run(t, w)
	s.log(t, w, "holding")
	usage, err := s.Engine.Usage(ctx, w.ID)
	if err != nil || usage.CPU <= 0 || usage.Memory <= 0 || usage.PIDs <= 0 {
		t.Errorf("usage %+v, %v", usage, err)
	}
	if err := s.Engine.Stop(ctx, w.ID, 0); err != nil {
		t.Fatal(err)
	}
	_, err = s.Engine.Usage(ctx, w.ID)
	class(t, err, fault.NotFound, w.ID)
}

func (s *suite) concurrent(t *testing.T) {
	for n := range 8 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w := s.workload(t, s.Images.Probe, "exit", fmt.Sprint(n))
			s.run(t, w)
			if status := s.await(t, w.ID, engine.Exited); status.ExitCode != n {
				t.Errorf("status %+v", status)
			}
			if err := s.Engine.Remove(bounded(t), w.ID); err != nil {
				t.Errorf("remove: %v", err)
			}
			s.gone(t, w.ID)
		})
	}
}
