package platform

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lawful are the phases that may follow on each, for an instance that was not
// healthy yet; once it was, it fails no more.
var lawful = map[Phase][]Phase{
	"":            {PhasePending, PhasePulling, PhaseFailed},
	PhasePending:  {PhasePulling, PhaseFailed},
	PhasePulling:  {PhaseStarting, PhaseFailed},
	PhaseStarting: {PhaseStarted, PhaseExited, PhaseFailed},
	PhaseStarted:  {PhaseHealthy, PhaseExited, PhaseFailed},
	PhaseHealthy:  {PhaseStarted, PhaseExited},
	PhaseExited:   {PhaseStarting, PhaseFailed},
}

// observe lets one workload move on as the loops would see it.
func (w *world) observe(t *rapid.T) {
	if len(w.workloads) == 0 {
		return
	}
	o := &w.workloads[rapid.IntRange(0, len(w.workloads)-1).Draw(t, "workload")]
	if o.Workload.Desire == Remove && rapid.Bool().Draw(t, "drained") {
		o.Status.DrainedAt = w.now()
		return
	}
	if o.Workload.Desire == Remove && rapid.Bool().Draw(t, "gone") {
		w.operation = w.operation.Follow(w.workloads)
		w.workloads = slices.DeleteFunc(w.workloads, func(other Observed) bool { return other.Workload.Key == o.Workload.Key })
		return
	}
	next := slices.Clone(lawful[o.Status.Phase])
	if o.Status.WasHealthy {
		next = slices.DeleteFunc(next, func(p Phase) bool { return p == PhaseFailed })
	}
	if len(next) == 0 {
		return
	}
	o.Status.Phase = rapid.SampledFrom(next).Draw(t, "phase")
	o.Status.WasHealthy = o.Status.WasHealthy || o.Status.Phase == PhaseHealthy
	w.timeStatus(&o.Status)
	o.Status.Image = fmt.Sprintf("image@%d", o.Workload.Generation)
}

// timeStatus notes the moments that the loops would, or some of them: a step
// must end even if its own moment was not kept.
func (w *world) timeStatus(status *WorkloadStatus) {
	w.elapsed += time.Second
	switch status.Phase {
	case PhaseStarting:
		status.PulledAt = w.now()
	case PhaseStarted, PhaseExited:
		status.FirstStartedAt = w.now()
	case PhaseHealthy:
		status.HealthyAt = w.now()
	}
}

// stepsGoOn compares an operation's steps with those of before.
func stepsGoOn(t *rapid.T, before, after Operation) {
	if len(after.Steps) < len(before.Steps) {
		t.Fatalf("%d steps, %d before", len(after.Steps), len(before.Steps))
	}
	last, running := after.StartedAt, 0
	for i, step := range after.Steps {
		if i < len(before.Steps) && before.Steps[i].Outcome != "" && before.Steps[i] != step {
			t.Fatalf("the ended step %+v became %+v", before.Steps[i], step)
		}
		if i < len(before.Steps) && before.Steps[i].Name != step.Name {
			t.Fatalf("the step %s became %s", before.Steps[i].Name, step.Name)
		}
		switch step.Outcome {
		case "":
			running++
		case StepSkipped:
		default:
			if running > 0 || step.EndedAt.Before(last) {
				t.Fatalf("the step %s ended before another: %+v", step.Name, after.Steps)
			}
			last = step.EndedAt
		}
	}
	if after.Ended() == (running > 0) {
		t.Fatalf("the operation is %s and its steps are %+v", after.Status, after.Steps)
	}
	failed := slices.ContainsFunc(after.Steps, func(s OperationStep) bool { return s.Outcome == StepFailed })
	if failed != slices.Contains([]OperationStatus{Failed, RollbackInProgress, RollbackSucceeded}, after.Status) {
		t.Fatalf("the operation is %s and its steps are %+v", after.Status, after.Steps)
	}
}

// advance takes steps until there is only waiting to do, and holds each of
// them against what must be true of all.
func (w *world) advance(t *rapid.T) {
	for range 10 {
		before, operation := w.service, w.operation
		w.elapsed += time.Second
		step := Advance(w.now(), w.service, w.operation, w.workloads)
		w.take(step)
		w.check(t, before)
		stepsGoOn(t, operation, w.operation)
		if !step.Launch && len(step.Remove) == 0 {
			return
		}
	}
	t.Fatalf("ten steps without an observation")
}

func (w *world) check(t *rapid.T, before Service) {
	s, op := w.service, w.operation
	if s.Serving != 0 {
		i := slices.IndexFunc(w.workloads, func(o Observed) bool { return o.Workload.Generation == s.Serving })
		switch {
		case i < 0 || w.workloads[i].Workload.Desire != Run:
			t.Fatalf("what serves is torn down: %+v", w.workloads)
		case s.Serving != before.Serving && w.workloads[i].Status.Phase != PhaseHealthy:
			t.Fatalf("requests go to an instance that is %s", w.workloads[i].Status.Phase)
		}
	}
	if op.Ended() == (s.Status == OperationInProgress) || op.Ended() == (s.OperationID != "") {
		t.Fatalf("operation %s, service %s with operation %q", op.Status, s.Status, s.OperationID)
	}
	if (s.Status == Running) != (s.Serving != 0) && op.Ended() {
		t.Fatalf("service %s serves generation %d", s.Status, s.Serving)
	}
	if op.Status == RollbackSucceeded && s.Configuration.CPU != s.Good.CPU {
		t.Fatalf("the configuration was not rolled back")
	}
	generations := map[int]bool{}
	for _, o := range w.workloads {
		if generations[o.Workload.Generation] {
			t.Fatalf("two workloads of generation %d", o.Workload.Generation)
		}
		generations[o.Workload.Generation] = true
	}
}

// finish sees everything come to its end: what is to go goes, what was never
// healthy either becomes so or is given up, and what was may crash for good.
func (w *world) finish(t *rapid.T) {
	for range 4 {
		w.workloads = slices.DeleteFunc(w.workloads, func(o Observed) bool { return o.Workload.Desire == Remove })
		for i := range w.workloads {
			status := &w.workloads[i].Status
			if status.WasHealthy {
				if status.Phase == PhaseHealthy && rapid.Bool().Draw(t, "crashes") {
					status.Phase = PhaseExited // again and again
				}
				continue
			}
			status.Phase = rapid.SampledFrom([]Phase{PhaseHealthy, PhaseFailed}).Draw(t, "outcome")
			status.WasHealthy = status.Phase == PhaseHealthy
			w.timeStatus(status)
		}
		w.advance(t)
	}
	if !w.operation.Ended() {
		t.Fatalf("%s never ends: %s, %+v", w.operation.Type, w.operation.Status, w.workloads)
	}
}

func TestAdvanceIsSafeAndEnds(t *testing.T) {
	kinds := []OperationType{UpdateService, StartDeployment, PauseService, ResumeService, DeleteService}
	rapid.Check(t, func(t *rapid.T) {
		w := &world{service: Service{ARN: "arn:service"}}
		for i := range rapid.IntRange(1, 6).Draw(t, "operations") {
			kind := CreateService
			if i > 0 {
				kind = rapid.SampledFrom(kinds).Draw(t, "kind")
			}
			if kind == UpdateService {
				w.service.Configuration.CPU++
			}
			s, op, err := Begin(w.now(), w.service, kind, fmt.Sprint("op-", i))
			if err != nil {
				continue // not in this state
			}
			w.service, w.operation = s, op
			w.advance(t)
			for range rapid.IntRange(0, 12).Draw(t, "observations") {
				w.observe(t)
				w.advance(t)
			}
			w.finish(t)
		}
	})
}
