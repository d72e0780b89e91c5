package platform

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// StepName says what an operation does in one of its steps.
type StepName string

// The steps of operations, in the order in which each has those that it needs.
const (
	StepConfigure StepName = "configure" // a paused service keeps the new configuration, and nothing else happens
	StepProvision StepName = "provision" // the new instance gets its addresses
	StepPull      StepName = "pull"      // its image is fetched and unpacked
	StepNetwork   StepName = "network"   // its network is made, and read back complete
	StepStart     StepName = "start"     // its container is made and its process started
	StepHealth    StepName = "health"    // it is probed until it is healthy
	StepRoute     StepName = "route"     // requests are routed to it
	StepDrain     StepName = "drain"     // the old instance answers the requests that it has, and gets no new ones
	StepStop      StepName = "stop"      // the old instance is stopped, its container and network removed
	StepDelete    StepName = "delete"    // what is left of the service is deleted
	StepRollback  StepName = "rollback"  // after a failure, the new instance is removed; the old one serves
)

// StepOutcome is how a step ended.
type StepOutcome string

// The outcomes of steps.
const (
	StepDone    StepOutcome = "done"
	StepFailed  StepOutcome = "failed"
	StepSkipped StepOutcome = "skipped" // it was never begun, since one before it failed
)

// OperationStep is one part of an operation's work. One step is done after the
// other: each begins when the one before it ends, and the first with the operation.
type OperationStep struct {
	Name StepName
	// Outcome is empty until the step has ended.
	Outcome StepOutcome
	// EndedAt is zero for a step that has not ended, and for a skipped one.
	EndedAt time.Time
	// Text says more in a sentence for the user: why a step failed, or is not further.
	Text string
	// Image and Bytes are of StepPull: the reference, with its digest once that is
	// known, and the size of its layers as the registry has them, 0 until they are here.
	Image string
	Bytes int64
}

// planSteps lists the steps of an operation that begins on a service.
func planSteps(s Service, op Operation) []OperationStep {
	var names []StepName
	switch {
	case op.Generation > 0:
		names = []StepName{StepProvision, StepPull, StepNetwork, StepStart, StepHealth, StepRoute}
		if s.Serving != 0 {
			names = append(names, StepDrain, StepStop)
		}
	case op.Type == UpdateService:
		names = []StepName{StepConfigure}
	default:
		if s.Serving != 0 {
			names = []StepName{StepDrain, StepStop}
		}
		if op.Type == DeleteService {
			names = append(names, StepDelete)
		}
	}
	steps := make([]OperationStep, len(names))
	for i, name := range names {
		steps[i].Name = name
	}
	return steps
}

// Follow brings the steps of an operation that has not ended to what is seen
// of the service's workloads. Steps only go on: one that has ended stays as it is.
func (o Operation) Follow(workloads []Observed) Operation {
	if o.Ended() {
		return o
	}
	o.Steps = slices.Clone(o.Steps) // the document's own are shared
	mine, others := split(workloads, o.Generation)
	for i := range o.Steps {
		step := &o.Steps[i]
		if step.Outcome != "" {
			continue
		}
		if len(mine) > 0 {
			step.describe(mine[0])
		}
		at := step.ended(mine, others)
		if at.IsZero() {
			break
		}
		o.endStep(i, StepDone, at)
	}
	return o
}

// ended is when the step ended as far as workloads show it, or zero.
func (s *OperationStep) ended(mine, others []Observed) time.Time {
	if s.Name == StepDrain {
		return drained(others)
	}
	if len(mine) == 0 {
		return time.Time{}
	}
	created, seen := mine[0].Workload.CreatedAt, mine[0].Status
	// A later moment stands for one that was not kept.
	switch s.Name {
	case StepProvision:
		return created
	case StepPull:
		return first(seen.PulledAt, seen.NetworkedAt, seen.FirstStartedAt, seen.HealthyAt)
	case StepNetwork:
		return first(seen.NetworkedAt, seen.FirstStartedAt, seen.HealthyAt)
	case StepStart:
		return first(seen.FirstStartedAt, seen.HealthyAt)
	case StepHealth:
		return seen.HealthyAt
	}
	return time.Time{}
}

func first(moments ...time.Time) time.Time {
	for _, at := range moments {
		if !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// drained is when the last of the workloads had no requests left; zero while
// one has, or nobody looked.
func drained(workloads []Observed) (last time.Time) {
	for _, o := range workloads {
		if o.Status.DrainedAt.IsZero() {
			return time.Time{}
		}
		if o.Status.DrainedAt.After(last) {
			last = o.Status.DrainedAt
		}
	}
	return last
}

// describe says what there is to say of a step that is under way, or just ended.
func (s *OperationStep) describe(o Observed) {
	s.Text = ""
	switch s.Name {
	case StepProvision:
		s.Text = "Instance " + o.Workload.Key + "."
		if len(o.Workload.Interfaces) > 0 {
			s.Text = fmt.Sprintf("Instance %s with the network interface %s.", o.Workload.Key, o.Workload.Interfaces[0])
		}
		return
	case StepPull:
		s.Image, s.Bytes = cmp.Or(o.Status.Image, o.Workload.Image), o.Status.ImageSize
		if o.Status.Image != "" {
			return
		}
	case StepHealth:
		s.Text = "Health check on " + o.Workload.HealthTarget() + "."
		if !o.Status.HealthyAt.IsZero() {
			return
		}
	case StepNetwork, StepStart:
	default:
		return
	}
	switch reason := o.Status.Reason; {
	case s.Text == "":
		s.Text = reason
	case reason != "":
		s.Text += " " + reason
	}
}

// endStep ends a step, not before the one before it.
func (o *Operation) endStep(i int, outcome StepOutcome, at time.Time) {
	if began := o.stepBegan(i); at.Before(began) {
		at = began
	}
	o.Steps[i].Outcome, o.Steps[i].EndedAt = outcome, at
}

// stepBegan is when the step began or would have begun: when the last one
// before it ended.
func (o Operation) stepBegan(i int) time.Time {
	for _, before := range slices.Backward(o.Steps[:i]) {
		if !before.EndedAt.IsZero() {
			return before.EndedAt
		}
	}
	return o.StartedAt
}

// completeSteps ends all steps up to the named one, or all that there are.
func (o *Operation) completeSteps(now time.Time, last StepName) {
	o.Steps = slices.Clone(o.Steps)
	for i := range o.Steps {
		if o.Steps[i].Outcome == "" {
			o.endStep(i, StepDone, now)
		}
		if o.Steps[i].Name == last {
			return
		}
	}
}

// failStep fails the step that is under way; those behind it are never begun.
func (o *Operation) failStep(now time.Time, reason string) {
	o.Steps = slices.Clone(o.Steps)
	failed := false
	for i := range o.Steps {
		switch {
		case o.Steps[i].Outcome != "":
		case failed:
			o.Steps[i].Outcome = StepSkipped
		default:
			failed = true
			o.Steps[i].Text = reason
			o.endStep(i, StepFailed, now)
		}
	}
}
