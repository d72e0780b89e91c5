package ec2

import (
	"context"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/wire/ec2model"
)

// stateCodes are EC2's numbers for the states.
var stateCodes = map[ec2model.InstanceStateName]int32{
	ec2model.InstanceStateNamePending: 0, ec2model.InstanceStateNameRunning: 16, ec2model.InstanceStateNameShuttingDown: 32,
	ec2model.InstanceStateNameTerminated: 48, ec2model.InstanceStateNameStopping: 64, ec2model.InstanceStateNameStopped: 80,
}

// userShutdown is why an instance stops that the user stops.
const userShutdown = "Client.UserInitiatedShutdown: User initiated shutdown"

// stateOf says what an instance is, from what the user wants of it and what was last seen of its workload.
func stateOf(r store.Reader, i platform.Instance) (state ec2model.InstanceStateName, reason string) {
	status, _ := store.Get[platform.WorkloadStatus](r, i.ID)
	switch i.State {
	case platform.InstanceTerminated:
		if i.TerminatedAt.IsZero() {
			return ec2model.InstanceStateNameShuttingDown, i.StateReason
		}
		return ec2model.InstanceStateNameTerminated, i.StateReason
	case platform.InstanceStopped:
		if status.Phase == platform.PhaseStopped {
			return ec2model.InstanceStateNameStopped, i.StateReason
		}
		return ec2model.InstanceStateNameStopping, i.StateReason
	}
	switch status.Phase {
	case platform.PhaseStarted, platform.PhaseHealthy:
		return ec2model.InstanceStateNameRunning, ""
	case platform.PhaseExited, platform.PhaseFailed:
		return ec2model.InstanceStateNamePending, "Server.InternalError: " + status.Reason
	}
	if status.Reason != "" {
		return ec2model.InstanceStateNamePending, "pending: " + status.Reason
	}
	return ec2model.InstanceStateNamePending, "pending: pending"
}

func stateAnswer(state ec2model.InstanceStateName) *ec2model.InstanceState {
	return &ec2model.InstanceState{Name: state, Code: new(stateCodes[state])}
}

// reasonAnswer splits a reason of the form "code: message".
func reasonAnswer(reason string) *ec2model.StateReason {
	code, message, ok := strings.Cut(reason, ": ")
	if !ok {
		return nil
	}
	return &ec2model.StateReason{Code: &code, Message: &message}
}

// StartInstances runs stopped instances again.
func (a *API) StartInstances(ctx context.Context, in *ec2model.StartInstancesInput) (*ec2model.StartInstancesOutput, error) {
	changes, err := a.steer(ctx, in.DryRun, in.InstanceIds, func(i *platform.Instance, state ec2model.InstanceStateName) error {
		switch state {
		case ec2model.InstanceStateNamePending, ec2model.InstanceStateNameRunning:
			return nil
		case ec2model.InstanceStateNameStopped:
			i.State, i.StateReason = platform.InstanceRunning, ""
			return nil
		}
		return incorrectState(*i, state, "started", "A stopped instance can be; wait until one that is stopping has stopped")
	})
	return &ec2model.StartInstancesOutput{StartingInstances: changes}, err
}

// StopInstances stops instances; they keep their interfaces and addresses, save for public ones that nobody allocated.
func (a *API) StopInstances(ctx context.Context, in *ec2model.StopInstancesInput) (*ec2model.StopInstancesOutput, error) {
	if err := unsupported(isTrue(in.Hibernate), "Hibernate", "Instances are containers, whose memory is not kept."); err != nil {
		return nil, err
	}
	changes, err := a.steer(ctx, in.DryRun, in.InstanceIds, func(i *platform.Instance, state ec2model.InstanceStateName) error {
		switch state {
		case ec2model.InstanceStateNameTerminated, ec2model.InstanceStateNameShuttingDown:
			return incorrectState(*i, state, "stopped", "What is terminated does not come back; run a new one")
		}
		i.State, i.StateReason = platform.InstanceStopped, userShutdown
		return nil
	})
	return &ec2model.StopInstancesOutput{StoppingInstances: changes}, err
}

// TerminateInstances ends instances. What is terminated stays describable for an hour.
func (a *API) TerminateInstances(ctx context.Context, in *ec2model.TerminateInstancesInput) (*ec2model.TerminateInstancesOutput, error) {
	changes, err := a.steer(ctx, in.DryRun, in.InstanceIds, func(i *platform.Instance, state ec2model.InstanceStateName) error {
		if i.State != platform.InstanceTerminated {
			i.State, i.StateReason = platform.InstanceTerminated, userShutdown
		}
		return nil
	})
	return &ec2model.TerminateInstancesOutput{TerminatingInstances: changes}, err
}

func incorrectState(i platform.Instance, state ec2model.InstanceStateName, verb, way string) error {
	return fault.New(fault.Conflict, "IncorrectInstanceState",
		"The instance '%s' is not in a state from which it can be %s. It is %s. %s", i.ID, verb, state, way)
}

// desires are what becomes of the workload of an instance in a state.
var desires = map[platform.InstanceState]platform.Desire{
	platform.InstanceRunning: platform.Run, platform.InstanceStopped: platform.Stop, platform.InstanceTerminated: platform.Remove,
}

// steer changes what the user wants of instances: of all that are named, or of none.
func (a *API) steer(ctx context.Context, dryRun *bool, ids []string, want func(*platform.Instance, ec2model.InstanceStateName) error) ([]ec2model.InstanceStateChange, error) {
	if len(ids) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter InstanceId")
	}
	changes := make([]ec2model.InstanceStateChange, 0, len(ids))
	err := a.change(ctx, dryRun, func(c *change) error {
		for _, id := range ids {
			instance, err := instances.find(c.call, id)
			if err != nil {
				return err
			}
			before, _ := stateOf(c, instance)
			if err := want(&instance, before); err != nil {
				return err
			}
			store.Put(c.tx, instance)
			if workload, ok := store.Get[platform.Workload](c, id); ok {
				workload.Desire = desires[instance.State]
				store.Put(c.tx, workload)
			}
			if err := c.settlePublic(instance); err != nil {
				return err
			}
			after, _ := stateOf(c, instance)
			changes = append(changes, ec2model.InstanceStateChange{InstanceId: &id, PreviousState: stateAnswer(before), CurrentState: stateAnswer(after)})
		}
		return nil
	})
	return changes, err
}
