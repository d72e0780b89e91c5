package ec2

import (
	"slices"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

func (s *stage) launch(t *testing.T, subnet string) types.Instance {
	t.Helper()
	out, err := s.c.RunInstances(t.Context(), run("a:1", func(in *sdk.RunInstancesInput) { in.SubnetId = &subnet }))
	return do(t, out, err).Instances[0]
}

func (s *stage) newNIC(t *testing.T, subnet string, change ...func(*sdk.CreateNetworkInterfaceInput)) types.NetworkInterface {
	t.Helper()
	in := &sdk.CreateNetworkInterfaceInput{SubnetId: &subnet}
	for _, c := range change {
		c(in)
	}
	out, err := s.c.CreateNetworkInterface(t.Context(), in)
	return *do(t, out, err).NetworkInterface
}

func TestInterfacesComeAndGo(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	i := s.launch(t, s.subnet)
	first := *i.NetworkInterfaces[0].NetworkInterfaceId
	third, second := s.nic, *s.newNIC(t, s.subnet).NetworkInterfaceId
	var attachments []string
	for nic, index := range map[string]int32{third: 5, second: 1} {
		out, err := s.c.AttachNetworkInterface(ctx, &sdk.AttachNetworkInterfaceInput{InstanceId: i.InstanceId, NetworkInterfaceId: &nic, DeviceIndex: &index})
		attachments = append(attachments, *do(t, out, err).AttachmentId)
	}
	order := []string{first, second, third}
	if got := mapped(s.instance(t, *i.InstanceId).NetworkInterfaces, func(n types.InstanceNetworkInterface) string { return *n.NetworkInterfaceId }); !slices.Equal(got, order) {
		t.Errorf("the instance has %v, want %v", got, order)
	}
	if w, _ := store.Get[platform.Workload](s.store.Snapshot(), *i.InstanceId); !slices.Equal(w.Interfaces, order) {
		t.Errorf("the workload has %v, want %v", w.Interfaces, order)
	}
	if nic := s.describeNIC(t, third); nic.Status != types.NetworkInterfaceStatusInUse || *nic.Attachment.DeviceIndex != 5 || *nic.Attachment.DeleteOnTermination || *nic.Attachment.InstanceId != *i.InstanceId {
		t.Errorf("unexpected interface %+v", nic)
	}
	for _, id := range attachments {
		_, err := s.c.DetachNetworkInterface(ctx, &sdk.DetachNetworkInterfaceInput{AttachmentId: &id})
		do(t, true, err)
		_, err = s.c.DetachNetworkInterface(ctx, &sdk.DetachNetworkInterfaceInput{AttachmentId: &id})
		refused(t, err, "InvalidAttachmentID.NotFound", id)
	}
	if nic := s.describeNIC(t, third); nic.Status != types.NetworkInterfaceStatusAvailable || nic.Attachment != nil {
		t.Errorf("unexpected interface %+v", nic)
	}
	if w, _ := store.Get[platform.Workload](s.store.Snapshot(), *i.InstanceId); !slices.Equal(w.Interfaces, order[:1]) {
		t.Errorf("the workload has %v", w.Interfaces)
	}
}

func TestAttachmentMistakes(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.InterfacesPerInstance = 2 })
	i, full, gone := s.launch(t, s.subnet), s.launch(t, s.subnet), s.launch(t, s.subnet)
	_, err := s.c.AttachNetworkInterface(t.Context(), &sdk.AttachNetworkInterfaceInput{
		InstanceId: full.InstanceId, NetworkInterfaceId: s.newNIC(t, s.subnet).NetworkInterfaceId, DeviceIndex: new(int32(1)),
	})
	do(t, true, err)
	_, err = s.c.TerminateInstances(t.Context(), &sdk.TerminateInstancesInput{InstanceIds: []string{*gone.InstanceId}})
	do(t, true, err)
	elsewhere := s.newNIC(t, s.other).NetworkInterfaceId
	attach := func(change func(*sdk.AttachNetworkInterfaceInput)) *sdk.AttachNetworkInterfaceInput {
		in := &sdk.AttachNetworkInterfaceInput{InstanceId: i.InstanceId, NetworkInterfaceId: &s.nic, DeviceIndex: new(int32(1))}
		change(in)
		return in
	}
	for name, m := range map[string]mistake{
		"index taken":    {"InvalidParameterValue", "device index '0'", call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) { in.DeviceIndex = new(int32(0)) }))},
		"index negative": {"InvalidParameterValue", "-1", call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) { in.DeviceIndex = new(int32(-1)) }))},
		"another card":   {"InvalidParameterValue", "networkCardIndex", call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) { in.NetworkCardIndex = new(int32(1)) }))},
		"another zone":   {"InvalidParameterCombination", "us-east-1b", call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) { in.NetworkInterfaceId = elsewhere }))},
		"attached already": {"InvalidNetworkInterface.InUse", *i.InstanceId, call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) {
			in.NetworkInterfaceId = i.NetworkInterfaces[0].NetworkInterfaceId
		}))},
		"too many": {"AttachmentLimitExceeded", *full.InstanceId, call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) {
			in.InstanceId, in.DeviceIndex = full.InstanceId, new(int32(2))
		}))},
		"terminated":        {"IncorrectInstanceState", *gone.InstanceId, call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) { in.InstanceId = gone.InstanceId }))},
		"unknown interface": {"InvalidNetworkInterfaceID.NotFound", noENI, call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) { in.NetworkInterfaceId = new(noENI) }))},
		"dry run":           {"DryRunOperation", "", call1(s.c.AttachNetworkInterface, attach(func(in *sdk.AttachNetworkInterfaceInput) { in.DryRun = new(true) }))},
		"the way out":       {"OperationNotPermitted", "index 0", call1(s.c.DetachNetworkInterface, &sdk.DetachNetworkInterfaceInput{AttachmentId: i.NetworkInterfaces[0].Attachment.AttachmentId})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
}

func TestPrivateAddresses(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.AddressesPerInterface = 4 })
	ctx := t.Context()
	made := s.newNIC(t, s.other, func(in *sdk.CreateNetworkInterfaceInput) {
		in.PrivateIpAddresses = []types.PrivateIpAddressSpecification{{PrivateIpAddress: new("10.0.2.20")}, {PrivateIpAddress: new("10.0.2.21"), Primary: new(true)}}
	})
	one := made.NetworkInterfaceId
	if *made.PrivateIpAddress != "10.0.2.21" || len(made.PrivateIpAddresses) != 2 || *made.PrivateIpAddresses[1].PrivateIpAddress != "10.0.2.20" {
		t.Errorf("unexpected interface %+v", made)
	}
	counted := s.newNIC(t, s.other, func(in *sdk.CreateNetworkInterfaceInput) { in.SecondaryPrivateIpAddressCount = new(int32(2)) })
	if *counted.PrivateIpAddress != "10.0.2.4" || len(counted.PrivateIpAddresses) != 3 || *counted.PrivateIpAddresses[2].PrivateIpAddress != "10.0.2.6" {
		t.Errorf("unexpected interface %+v", counted)
	}
	more, err := s.c.AssignPrivateIpAddresses(ctx, &sdk.AssignPrivateIpAddressesInput{NetworkInterfaceId: one, SecondaryPrivateIpAddressCount: new(int32(1))})
	if got := do(t, more, err).AssignedPrivateIpAddresses; len(got) != 1 || *got[0].PrivateIpAddress != "10.0.2.7" {
		t.Errorf("unexpected addresses %+v", got)
	}
	// A public address follows the private one that it stands for.
	elastic := s.allocate(t)
	_, err = s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{AllocationId: elastic.AllocationId, NetworkInterfaceId: counted.NetworkInterfaceId, PrivateIpAddress: new("10.0.2.6")})
	do(t, true, err)
	_, err = s.c.AssignPrivateIpAddresses(ctx, &sdk.AssignPrivateIpAddressesInput{NetworkInterfaceId: one, PrivateIpAddresses: []string{"10.0.2.6"}})
	refused(t, err, "InvalidIPAddress.InUse", *counted.NetworkInterfaceId)
	_, err = s.c.AssignPrivateIpAddresses(ctx, &sdk.AssignPrivateIpAddressesInput{NetworkInterfaceId: one, PrivateIpAddresses: []string{"10.0.2.6"}, AllowReassignment: new(true)})
	do(t, true, err)
	nic := s.describeNIC(t, *one)
	if last := nic.PrivateIpAddresses[3]; *last.PrivateIpAddress != "10.0.2.6" || *last.Association.PublicIp != *elastic.PublicIp || nic.Association != nil {
		t.Errorf("unexpected interface %+v", nic)
	}
	if left := s.describeNIC(t, *counted.NetworkInterfaceId).PrivateIpAddresses; len(left) != 2 {
		t.Errorf("unexpected addresses %+v", left)
	}
	_, err = s.c.AssignPrivateIpAddresses(ctx, &sdk.AssignPrivateIpAddressesInput{NetworkInterfaceId: one, SecondaryPrivateIpAddressCount: new(int32(1))})
	refused(t, err, "PrivateIpAddressLimitExceeded", *one)
	_, err = s.c.AssignPrivateIpAddresses(ctx, &sdk.AssignPrivateIpAddressesInput{NetworkInterfaceId: one})
	refused(t, err, "MissingParameter")
	_, err = s.c.UnassignPrivateIpAddresses(ctx, &sdk.UnassignPrivateIpAddressesInput{NetworkInterfaceId: one, PrivateIpAddresses: []string{"10.0.2.21"}})
	refused(t, err, "InvalidParameterValue", "primary")
	_, err = s.c.UnassignPrivateIpAddresses(ctx, &sdk.UnassignPrivateIpAddressesInput{NetworkInterfaceId: one, PrivateIpAddresses: []string{"10.0.2.99"}})
	refused(t, err, "InvalidParameterValue", "10.0.2.99")
	_, err = s.c.UnassignPrivateIpAddresses(ctx, &sdk.UnassignPrivateIpAddressesInput{NetworkInterfaceId: one, PrivateIpAddresses: []string{"10.0.2.6", "10.0.2.7"}})
	do(t, true, err)
	if left := s.describeNIC(t, *one).PrivateIpAddresses; len(left) != 2 {
		t.Errorf("unexpected addresses %+v", left)
	}
	_, err = s.c.ReleaseAddress(ctx, &sdk.ReleaseAddressInput{AllocationId: elastic.AllocationId})
	do(t, true, err)
}
