package ec2

import (
	"encoding/base64"
	"maps"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// see says what the workloads loop would have seen of an instance.
func (s *stage) see(t *testing.T, id string, phase platform.Phase, reason string) {
	t.Helper()
	do(t, true, s.store.Update(t.Context(), func(tx *store.Tx) error {
		store.Put(tx, platform.WorkloadStatus{Key: id, Phase: phase, Reason: reason})
		return nil
	}))
}

// gone plays the loops after a terminated instance's container is removed.
func (s *stage) gone(t *testing.T, id string) {
	t.Helper()
	do(t, true, s.store.Update(t.Context(), func(tx *store.Tx) error {
		instance, _ := store.Get[platform.Instance](tx, id)
		for _, nic := range instance.Interfaces {
			if one, ok := store.Get[vpc.Interface](tx, nic); ok && one.Attachment.DeleteOnTermination {
				store.Delete[vpc.Interface](tx, nic)
			} else if ok {
				one.Attachment = nil
				store.Put(tx, one)
			}
		}
		store.Delete[platform.Workload](tx, id)
		store.Delete[platform.WorkloadStatus](tx, id)
		instance.TerminatedAt = time.Date(2026, 1, 2, 4, 0, 0, 0, time.UTC)
		store.Put(tx, instance)
		return nil
	}))
}

func (s *stage) instance(t *testing.T, id string) types.Instance {
	t.Helper()
	out, err := s.c.DescribeInstances(t.Context(), &sdk.DescribeInstancesInput{InstanceIds: []string{id}})
	return do(t, out, err).Reservations[0].Instances[0]
}

func (s *stage) expectState(t *testing.T, id string, want types.InstanceStateName) types.Instance {
	t.Helper()
	i := s.instance(t, id)
	if i.State.Name != want {
		t.Fatalf("instance is %s (%d), want %s", i.State.Name, *i.State.Code, want)
	}
	return i
}

func TestLifeOfAnInstance(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	out, err := s.c.RunInstances(ctx, run("127.0.0.1:5000/postgres:15", func(in *sdk.RunInstancesInput) {
		in.SubnetId, in.SecurityGroupIds, in.PrivateIpAddress = &s.subnet, []string{s.group}, new("10.0.1.7")
		in.InstanceType, in.KeyName = types.InstanceTypeT3Small, new("mine")
		in.UserData = new(base64.StdEncoding.EncodeToString([]byte("# settings\nPOSTGRES_PASSWORD=a=b\r\n\nEMPTY=\n")))
		in.TagSpecifications = []types.TagSpecification{
			{ResourceType: types.ResourceTypeInstance, Tags: []types.Tag{{Key: new("Name"), Value: new("db")}, {Key: new(commandTag), Value: new("postgres -c 'a b'")}}},
			{ResourceType: types.ResourceTypeNetworkInterface, Tags: []types.Tag{{Key: new("for"), Value: new("db")}}},
		}
	}))
	made := do(t, out, err)
	id := *made.Instances[0].InstanceId
	workload, ok := store.Get[platform.Workload](s.store.Snapshot(), id)
	if !ok || workload.Image != "127.0.0.1:5000/postgres:15" || workload.Shell != "postgres -c 'a b'" || workload.CPU != 2000 || workload.Memory != 2048 ||
		workload.Desire != platform.Run || workload.InstanceID != id || workload.Hostname != "ip-10-0-1-7" || len(workload.Interfaces) != 1 {
		t.Fatalf("unexpected workload %+v", workload)
	}
	if want := map[string]string{"POSTGRES_PASSWORD": "a=b", "EMPTY": ""}; !maps.Equal(workload.Environment, want) {
		t.Errorf("unexpected environment %v", workload.Environment)
	}

	i := s.expectState(t, id, types.InstanceStateNamePending)
	nic := i.NetworkInterfaces[0]
	if *i.PrivateIpAddress != "10.0.1.7" || *i.VpcId != s.vpc || *i.SecurityGroups[0].GroupName != "app" || *i.Placement.AvailabilityZone != "us-east-1a" ||
		*nic.Attachment.DeviceIndex != 0 || !*nic.Attachment.DeleteOnTermination || *i.KeyName != "mine" {
		t.Errorf("unexpected instance %+v", i)
	}
	s.see(t, id, platform.PhasePulling, "fetching the image")
	if i := s.expectState(t, id, types.InstanceStateNamePending); *i.StateReason.Message != "fetching the image" {
		t.Errorf("unexpected reason %+v", i.StateReason)
	}
	s.see(t, id, platform.PhaseHealthy, "")
	s.expectState(t, id, types.InstanceStateNameRunning)
	status, err := s.c.DescribeInstanceStatus(ctx, &sdk.DescribeInstanceStatusInput{InstanceIds: []string{id}})
	if got := do(t, status, err).InstanceStatuses; len(got) != 1 || got[0].InstanceStatus.Status != types.SummaryStatusOk {
		t.Errorf("unexpected status %+v", got)
	}
	s.see(t, id, platform.PhaseExited, "exit code 1: no such file")
	if i := s.expectState(t, id, types.InstanceStateNamePending); *i.StateReason.Message != "exit code 1: no such file" {
		t.Errorf("unexpected reason %+v", i.StateReason)
	}

	stopped, err := s.c.StopInstances(ctx, &sdk.StopInstancesInput{InstanceIds: []string{id}})
	if c := do(t, stopped, err).StoppingInstances[0]; c.PreviousState.Name != types.InstanceStateNamePending || c.CurrentState.Name != types.InstanceStateNameStopping {
		t.Errorf("unexpected change %+v", c)
	}
	_, err = s.c.StartInstances(ctx, &sdk.StartInstancesInput{InstanceIds: []string{id}})
	refused(t, err, "IncorrectInstanceState", id, "stopping")
	s.see(t, id, platform.PhaseStopped, "")
	if i := s.expectState(t, id, types.InstanceStateNameStopped); *i.StateReason.Code != "Client.UserInitiatedShutdown" {
		t.Errorf("unexpected reason %+v", i.StateReason)
	}
	status, err = s.c.DescribeInstanceStatus(ctx, &sdk.DescribeInstanceStatusInput{})
	if n := len(do(t, status, err).InstanceStatuses); n != 0 {
		t.Errorf("%d instances run", n)
	}
	_, err = s.c.StartInstances(ctx, &sdk.StartInstancesInput{InstanceIds: []string{id}})
	do(t, true, err)
	if w, _ := store.Get[platform.Workload](s.store.Snapshot(), id); w.Desire != platform.Run {
		t.Errorf("the workload's desire is %s", w.Desire)
	}

	_, err = s.c.DeleteNetworkInterface(ctx, &sdk.DeleteNetworkInterfaceInput{NetworkInterfaceId: nic.NetworkInterfaceId})
	refused(t, err, "InvalidNetworkInterface.InUse", id)
	_, err = s.c.TerminateInstances(ctx, &sdk.TerminateInstancesInput{InstanceIds: []string{id}})
	do(t, true, err)
	s.expectState(t, id, types.InstanceStateNameShuttingDown)
	s.gone(t, id)
	i = s.expectState(t, id, types.InstanceStateNameTerminated)
	if i.VpcId != nil || len(i.NetworkInterfaces) != 0 || i.StateReason == nil {
		t.Errorf("unexpected terminated instance %+v", i)
	}
	_, err = s.c.StopInstances(ctx, &sdk.StopInstancesInput{InstanceIds: []string{id}})
	refused(t, err, "IncorrectInstanceState", "terminated")
	again, err := s.c.TerminateInstances(ctx, &sdk.TerminateInstancesInput{InstanceIds: []string{id}})
	if c := do(t, again, err).TerminatingInstances[0]; c.CurrentState.Name != types.InstanceStateNameTerminated {
		t.Errorf("unexpected change %+v", c)
	}
}

func TestRunAsManyAsThereIsRoomFor(t *testing.T) {
	s := newStage(t, nil)
	in := func(least, most int32) *sdk.RunInstancesInput {
		return run("a:1", func(in *sdk.RunInstancesInput) {
			in.SubnetId, in.MinCount, in.MaxCount = &s.subnet, &least, &most
		})
	}
	_, err := s.c.RunInstances(t.Context(), in(11, 20))
	refused(t, err, "InsufficientFreeAddressesInSubnet", s.subnet)
	if n := store.Count[platform.Instance](s.store.Snapshot()); n != 0 {
		t.Errorf("%d instances of a refused call", n)
	}
	out, err := s.c.RunInstances(t.Context(), in(2, 20))
	if n := len(do(t, out, err).Instances); n != 10 {
		t.Errorf("%d instances in 10 addresses", n)
	}
	one, err := s.c.DescribeInstances(t.Context(), &sdk.DescribeInstancesInput{Filters: where("reservation-id", *out.ReservationId, "network-interface.subnet-id", s.subnet, "instance-state-name", "pending", "instance.group-name", "default")})
	if r := do(t, one, err).Reservations; len(r) != 1 || len(r[0].Instances) != 10 {
		t.Errorf("unexpected reservations %+v", r)
	}
}

// TestInstanceWithInterfaces takes one interface that is there and makes another.
func TestInstanceWithInterfaces(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	other, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.3.0/28"), AvailabilityZone: new("us-east-1a")})
	with := func(subnet *string) *sdk.RunInstancesInput {
		return run("a:1", func(in *sdk.RunInstancesInput) {
			in.NetworkInterfaces = []types.InstanceNetworkInterfaceSpecification{
				{DeviceIndex: new(int32(1)), SubnetId: subnet, Groups: []string{s.group}, DeleteOnTermination: new(false)},
				{DeviceIndex: new(int32(0)), NetworkInterfaceId: &s.nic},
			}
		})
	}
	_, err2 := s.c.RunInstances(ctx, with(&s.other))
	refused(t, err2, "InvalidParameterCombination", "us-east-1b")
	out, err := s.c.RunInstances(ctx, with(do(t, other, err).Subnet.SubnetId))
	i := do(t, out, err).Instances[0]
	if *i.NetworkInterfaces[0].NetworkInterfaceId != s.nic || *i.NetworkInterfaces[0].Attachment.DeleteOnTermination || *i.NetworkInterfaces[1].PrivateIpAddress != "10.0.3.4" {
		t.Errorf("unexpected interfaces %+v", i.NetworkInterfaces)
	}
	_, err = s.c.RunInstances(ctx, with(other.Subnet.SubnetId))
	refused(t, err, "InvalidNetworkInterface.InUse", s.nic)
	_, err = s.c.ModifyNetworkInterfaceAttribute(ctx, &sdk.ModifyNetworkInterfaceAttributeInput{
		NetworkInterfaceId: &s.nic, Attachment: &types.NetworkInterfaceAttachmentChanges{AttachmentId: i.NetworkInterfaces[0].Attachment.AttachmentId, DeleteOnTermination: new(true)},
	})
	do(t, true, err)
	found, err := s.c.DescribeNetworkInterfaces(ctx, &sdk.DescribeNetworkInterfacesInput{Filters: where("attachment.instance-id", *i.InstanceId, "attachment.delete-on-termination", "true")})
	if nics := do(t, found, err).NetworkInterfaces; len(nics) != 1 || *nics[0].NetworkInterfaceId != s.nic {
		t.Errorf("unexpected interfaces %+v", nics)
	}
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), InstanceId: i.InstanceId})
	refused(t, err, "InvalidInstanceID", *i.InstanceId)
}

// TestSameTokenSameAnswer repeats calls with a token, as clients do that did not see the answer.
func TestSameTokenSameAnswer(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	in := run("a:1", func(in *sdk.RunInstancesInput) { in.ClientToken, in.SubnetId = new("once"), &s.other })
	first, err := s.c.RunInstances(ctx, in)
	do(t, first, err)
	second, err := s.c.RunInstances(ctx, in)
	if *do(t, second, err).Instances[0].InstanceId != *first.Instances[0].InstanceId || *second.ReservationId != *first.ReservationId {
		t.Errorf("got %+v, then %+v", first.Instances[0], second.Instances[0])
	}
	in.InstanceType = types.InstanceTypeT3Large
	_, err = s.c.RunInstances(ctx, in)
	refused(t, err, "IdempotentParameterMismatch", "once")

	nic := &sdk.CreateNetworkInterfaceInput{SubnetId: &s.other, ClientToken: new("once")}
	one, err := s.c.CreateNetworkInterface(ctx, nic)
	do(t, one, err)
	two, err := s.c.CreateNetworkInterface(ctx, nic)
	if *do(t, two, err).NetworkInterface.NetworkInterfaceId != *one.NetworkInterface.NetworkInterfaceId {
		t.Error("the repetition made another interface")
	}
	table := &sdk.CreateRouteTableInput{VpcId: &s.vpc, ClientToken: new("once")}
	a, err := s.c.CreateRouteTable(ctx, table)
	do(t, a, err)
	b, err := s.c.CreateRouteTable(ctx, table)
	if *do(t, b, err).RouteTable.RouteTableId != *a.RouteTable.RouteTableId {
		t.Error("the repetition made another table")
	}
	// A day later the token is as good as new.
	s.now.Store(new(s.now.Load().Add(25 * time.Hour)))
	in.InstanceType = ""
	third, err := s.c.RunInstances(ctx, in)
	if *do(t, third, err).Instances[0].InstanceId == *first.Instances[0].InstanceId {
		t.Error("the token was remembered for more than a day")
	}
}
