package enginetest

import (
	"strings"
	"testing"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// restart looks at a second life with the files of the first: the probe's mark
// command says how many marks it found before it makes one.
func (s *suite) restart(t *testing.T) {
	class(t, s.Engine.Restart(bounded(t), "w-nobody"), fault.NotFound, "w-nobody")

	w := s.workload(t, s.Images.Probe, "mark", "/mark")
	s.run(t, w)
	first := s.await(t, w.ID, engine.Exited)
	if err := s.Engine.Restart(bounded(t), w.ID); err != nil {
		t.Fatal(err)
	}
	second := s.await(t, w.ID, engine.Exited)
	if !second.StartedAt.After(first.StartedAt) {
		t.Errorf("the second life began at %v, the first at %v", second.StartedAt, first.StartedAt)
	}
	if s.Inside {
		if text := s.log(t, w, "marks: 1\n"); !strings.Contains(text, "marks: 0\n") {
			t.Errorf("the log of both lives: %q", text)
		}
	}

	running := s.workload(t, s.Images.Probe, "hold")
	s.run(t, running)
	before := s.await(t, running.ID, engine.Running)
	if err := s.Engine.Restart(bounded(t), running.ID); err != nil {
		t.Fatal(err)
	}
	if after := s.await(t, running.ID, engine.Running); after.PID != before.PID {
		t.Errorf("restarting a running workload changed %+v to %+v", before, after)
	}
}
