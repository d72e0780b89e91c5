package platform

import (
	"strings"
	"testing"
	"time"
)

// dump is an operation's steps in a line: + done, > running, . waiting,
// ! failed, - skipped.
func dump(op Operation) string {
	var words []string
	running := !op.Ended()
	for _, s := range op.Steps {
		mark := map[StepOutcome]string{StepDone: "+", StepFailed: "!", StepSkipped: "-"}[s.Outcome]
		if s.Outcome == "" {
			mark = "."
			if running {
				mark = ">"
			}
			running = false
		}
		words = append(words, string(s.Name)+mark)
	}
	return strings.Join(words, " ")
}

// at sets a generation's status a second later, and advances.
func (w *world) at(generation int, set func(*WorkloadStatus, time.Time)) {
	w.elapsed += time.Second
	for i := range w.workloads {
		if w.workloads[i].Workload.Generation == generation {
			set(&w.workloads[i].Status, w.now())
		}
	}
	w.settle()
}

// The moments of a workload, as the loops note them.
var (
	pulling = func(s *WorkloadStatus, _ time.Time) { s.Phase = PhasePulling }
	pulled  = func(s *WorkloadStatus, at time.Time) {
		s.Phase, s.Image, s.PulledAt = PhaseStarting, "image@sha256:1", at
	}
	networked = func(s *WorkloadStatus, at time.Time) { s.NetworkedAt = at }
	started   = func(s *WorkloadStatus, at time.Time) { s.Phase, s.FirstStartedAt = PhaseStarted, at }
	healthy   = func(s *WorkloadStatus, at time.Time) { s.Phase, s.HealthyAt = PhaseHealthy, at }
	drainedAt = func(s *WorkloadStatus, at time.Time) { s.DrainedAt = at }
	failed    = func(s *WorkloadStatus, _ time.Time) { s.Phase, s.Reason = PhaseFailed, "no such luck" }
)

// leave lets the workloads that are to be removed go a second later.
func (w *world) leave() {
	w.elapsed += time.Second
	w.operation = w.operation.Follow(w.workloads)
	w.gone()
}

func TestStepsOfOperations(t *testing.T) {
	for _, c := range []struct {
		name  string
		begin func(*testing.T) *world
		then  []func(*world)
		want  []string // after each
	}{
		{"create", newWorld, []func(*world){
			func(*world) {},
			(*world).settle,
			func(w *world) { w.at(1, pulling) },
			func(w *world) { w.at(1, pulled) },
			func(w *world) { w.at(1, networked) },
			func(w *world) { w.at(1, started) },
			func(w *world) { w.at(1, healthy) },
		}, []string{
			"provision> pull. network. start. health. route.",
			"provision+ pull> network. start. health. route.",
			"provision+ pull> network. start. health. route.",
			"provision+ pull+ network> start. health. route.",
			"provision+ pull+ network+ start> health. route.",
			"provision+ pull+ network+ start+ health> route.",
			"provision+ pull+ network+ start+ health+ route+",
		}},
		{"create fails", newWorld, []func(*world){
			(*world).settle,
			func(w *world) { w.at(1, failed) },
		}, []string{
			"provision+ pull> network. start. health. route.",
			"provision+ pull! network- start- health- route-",
		}},
		{"no address", newWorld, []func(*world){
			func(w *world) { w.take(Fail(w.now(), w.service, w.operation, "no such luck")) },
		}, []string{"provision! pull- network- start- health- route-"}},
		{"deployment", begun(StartDeployment), []func(*world){
			func(w *world) { w.at(2, pulled); w.at(2, networked); w.at(2, started) },
			func(w *world) { w.at(2, healthy) },
			func(w *world) { w.at(1, drainedAt) },
			(*world).leave,
		}, []string{
			"provision+ pull+ network+ start+ health> route. drain. stop.",
			"provision+ pull+ network+ start+ health+ route+ drain> stop.",
			"provision+ pull+ network+ start+ health+ route+ drain+ stop>",
			"provision+ pull+ network+ start+ health+ route+ drain+ stop+",
		}},
		{"update rolled back", begun(UpdateService), []func(*world){
			func(w *world) { w.at(2, pulled); w.at(2, networked); w.at(2, started) },
			func(w *world) { w.at(2, failed) },
			(*world).leave,
		}, []string{
			"provision+ pull+ network+ start+ health> route. drain. stop.",
			"provision+ pull+ network+ start+ health! route- drain- stop- rollback>",
			"provision+ pull+ network+ start+ health! route- drain- stop- rollback+",
		}},
		{"the moments of the removal are seen at its end only", begun(PauseService), []func(*world){
			func(*world) {},
			func(w *world) { w.workloads[0].Status.DrainedAt = w.now(); w.leave() },
		}, []string{"drain> stop.", "drain+ stop+"}},
		{"update of a paused service", paused(UpdateService), []func(*world){(*world).settle}, []string{"configure+"}},
		{"resume", paused(ResumeService), []func(*world){
			(*world).settle,
			func(w *world) { w.at(2, pulled) },
			func(w *world) { w.at(2, failed) },
		}, []string{
			"provision+ pull> network. start. health. route.",
			"provision+ pull+ network> start. health. route.",
			"provision+ pull+ network! start- health- route-",
		}},
		{"delete", begun(DeleteService), []func(*world){
			func(w *world) { w.at(1, drainedAt) },
			(*world).leave,
		}, []string{"drain+ stop> delete.", "drain+ stop+ delete+"}},
		{"delete of a paused service", paused(DeleteService), []func(*world){(*world).settle}, []string{"delete+"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.begin(t)
			for i, then := range c.then {
				then(w)
				if got := dump(w.operation); got != c.want[i] {
					t.Errorf("after %d: %s, want %s", i, got, c.want[i])
				}
			}
			for _, s := range w.operation.Steps {
				if s.Outcome == StepFailed && s.Text != "no such luck" {
					t.Errorf("%s failed: %q", s.Name, s.Text)
				}
			}
		})
	}
}

// begun is a running service at the beginning of an operation.
func begun(kind OperationType) func(*testing.T) *world {
	return func(t *testing.T) *world {
		w := running(t)
		w.begin(t, kind)
		w.settle()
		return w
	}
}

func paused(kind OperationType) func(*testing.T) *world {
	return func(t *testing.T) *world {
		w := begun(PauseService)(t)
		w.gone()
		w.begin(t, kind)
		return w
	}
}

// Steps take just the time from the end of the one before them.
func TestStepsTakeTheirTime(t *testing.T) {
	w := newWorld(t)
	w.settle()
	for _, moment := range []func(*WorkloadStatus, time.Time){pulled, networked, started, healthy} {
		w.at(1, moment)
	}
	ended := w.operation.StartedAt
	for i, s := range w.operation.Steps {
		want := time.Second
		if s.Name == StepProvision || s.Name == StepRoute {
			want = 0
		}
		if took := s.EndedAt.Sub(ended); took != want {
			t.Errorf("%d %s took %s, want %s", i, s.Name, took, want)
		}
		ended = s.EndedAt
	}
}

// A workload that a release without these moments began, and one whose process
// ends again and again, still go on.
func TestStepsWithoutTheirMoments(t *testing.T) {
	w := newWorld(t)
	w.settle()
	w.at(1, func(s *WorkloadStatus, at time.Time) {
		s.Phase, s.FirstStartedAt, s.Reason = PhaseExited, at, "It exited."
	})
	if got, want := dump(w.operation), "provision+ pull+ network+ start+ health> route."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if text := w.operation.Steps[4].Text; !strings.HasSuffix(text, "It exited.") {
		t.Errorf("the health check says %q", text)
	}
}
