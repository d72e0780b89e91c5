package platform

import (
	"fmt"
	"time"
)

// Observed is a workload of a service with what was last seen of it.
type Observed struct {
	Workload Workload
	Status   WorkloadStatus
}

// Step is what comes next for a service in the middle of an operation: the
// documents as they are to be stored, and what is to be done. The zero Launch
// and an empty Remove mean that there is only waiting to do.
type Step struct {
	Service   Service
	Operation Operation
	// Launch asks for one workload of the operation's generation.
	Launch bool
	// Remove are the keys of workloads that are to be torn down.
	Remove []string
	// Events are lines for the service's event log.
	Events []string
}

// Advance says what comes next for a service whose operation has not ended,
// given all of its workloads. It may be called at any time and any number of
// times: it decides from what is, not from what it said before.
//
// A deployment is blue/green. The new generation is found healthy before
// requests are routed to it and before the old one is torn down; if it fails,
// the old one has been serving all the while.
func Advance(now time.Time, s Service, op Operation, workloads []Observed) Step {
	step := Step{Service: s, Operation: op}
	if op.Ended() {
		return step
	}
	if op.Status == Pending {
		step.begin(now)
	}
	step.Operation = step.Operation.Follow(workloads)
	switch {
	case op.Type == PauseService || op.Type == DeleteService:
		step.retire(now, workloads)
	case op.Status == RollbackInProgress:
		step.rollBack(now, workloads)
	case op.Generation == 0:
		good := s.Configuration
		step.Service.Good = &good
		step.end(now, Succeeded, Paused)
	default:
		step.deploy(now, workloads)
	}
	return step
}

// Fail gives a deployment up before it had a workload to watch, such as when
// no address is free.
func Fail(now time.Time, s Service, op Operation, reason string) Step {
	step := Step{Service: s, Operation: op}
	step.fail(now, reason, nil)
	return step
}

func (st *Step) event(format string, args ...any) {
	st.Events = append(st.Events, fmt.Sprintf(format, args...))
}

func (st *Step) begin(now time.Time) {
	st.Operation.Status = InProgress
	st.Operation.UpdatedAt = now
	if st.Operation.Generation > 0 {
		st.event("Deployment started.")
	}
	st.event("Service status is set to %s.", OperationInProgress)
}

// deploy takes a generation from nothing to serving.
func (st *Step) deploy(now time.Time, workloads []Observed) {
	mine, others := split(workloads, st.Operation.Generation)
	if len(mine) == 0 {
		st.Launch = true
		if st.Service.Configuration.Egress.Type == EgressVPC {
			st.event("Provisioning an instance with a network interface in the VPC connector's subnets.")
		} else {
			st.event("Provisioning an instance.")
		}
		return
	}
	instance := mine[0]
	switch {
	case st.Service.Serving == st.Operation.Generation:
		// Requests go to it already. Were the deployment to wait until an
		// instance that crashes meanwhile is healthy again, it might never end.
		st.retireOthers(now, others)
	case instance.Status.Phase == PhaseHealthy:
		st.serve(now, instance.Status)
		st.retireOthers(now, others)
	case instance.Status.Phase == PhaseFailed:
		st.fail(now, instance.Status.Reason, mine)
	}
}

// serve routes requests to the operation's generation.
func (st *Step) serve(now time.Time, seen WorkloadStatus) {
	st.Service.Serving = st.Operation.Generation
	st.Operation.completeSteps(now, StepRoute)
	st.Service.Configuration.Image.Resolved = seen.Image
	good := st.Service.Configuration
	st.Service.Good = &good
	st.event("Health check is successful. Routing traffic to application.")
}

// retireOthers ends the deployment once nothing is left of older generations.
func (st *Step) retireOthers(now time.Time, others []Observed) {
	st.remove(others)
	if len(others) > 0 {
		return
	}
	st.event("Successfully routed incoming traffic to application.")
	st.event("Deployment completed successfully.")
	st.end(now, Succeeded, Running)
}

// fail gives the operation's generation up: back to the last good
// configuration where there is one that serves.
func (st *Step) fail(now time.Time, reason string, mine []Observed) {
	st.Operation.Reason = reason
	st.Operation.failStep(now, reason)
	st.event("Failed to deploy your application image.")
	st.event("Deployment with ID : %s failed. Failure reason : %s", st.Operation.ID, reason)
	st.remove(mine)
	switch {
	case st.Service.Good == nil:
		st.end(now, Failed, CreateFailed)
	case st.Operation.Type == ResumeService:
		st.end(now, Failed, Paused)
	default:
		st.Service.Configuration = *st.Service.Good
		st.Operation.Status = RollbackInProgress
		st.Operation.UpdatedAt = now
		st.Operation.Steps = append(st.Operation.Steps, OperationStep{Name: StepRollback})
		st.event("Rolling back to the last configuration that worked.")
	}
}

// rollBack waits until nothing is left of the failed generation.
func (st *Step) rollBack(now time.Time, workloads []Observed) {
	mine, _ := split(workloads, st.Operation.Generation)
	st.remove(mine)
	if len(mine) == 0 {
		st.event("Rollback completed successfully.")
		st.end(now, RollbackSucceeded, Running)
	}
}

// retire tears all generations down, for Pause and Delete.
func (st *Step) retire(now time.Time, workloads []Observed) {
	st.Service.Serving = 0
	st.remove(workloads)
	if len(workloads) > 0 {
		return
	}
	if st.Operation.Type == PauseService {
		st.end(now, Succeeded, Paused)
		return
	}
	st.Service.DeletedAt = now
	st.end(now, Succeeded, Deleted)
}

func (st *Step) remove(workloads []Observed) {
	for _, o := range workloads {
		if o.Workload.Desire != Remove {
			st.Remove = append(st.Remove, o.Workload.Key)
		}
	}
}

func (st *Step) end(now time.Time, result OperationStatus, status ServiceStatus) {
	st.Operation.completeSteps(now, "")
	st.Operation.Status = result
	st.Operation.UpdatedAt = now
	st.Operation.EndedAt = now
	st.Service.Status = status
	st.Service.OperationID = ""
	st.Service.UpdatedAt = now
	st.event("Service status is set to %s.", status)
}

func split(workloads []Observed, generation int) (mine, others []Observed) {
	for _, o := range workloads {
		if o.Workload.Generation == generation {
			mine = append(mine, o)
		} else {
			others = append(others, o)
		}
	}
	return mine, others
}
