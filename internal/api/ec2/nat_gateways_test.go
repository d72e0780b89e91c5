package ec2

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// settle plays the loop that carries NAT gateways out: what the kernel holds, or holds no more.
func (s *stage) settle(t *testing.T, id string, held bool) {
	t.Helper()
	do(t, true, s.store.Update(t.Context(), func(tx *store.Tx) error {
		g, _ := store.Get[vpc.NATGateway](tx, id)
		next, ended := g.Next(vpc.NATSurroundings{InternetGateway: true, Held: held}, *s.now.Load())
		store.Put(tx, next)
		if p, ok := store.Get[vpc.PublicAddress](tx, g.AllocationID); ok && ended {
			store.Put(tx, p.Free())
		}
		if ended {
			store.Delete[vpc.Interface](tx, g.InterfaceID)
		}
		return nil
	}))
}

func TestNATGateways(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	address := s.allocate(t)
	in := &sdk.CreateNatGatewayInput{
		SubnetId: &s.subnet, AllocationId: address.AllocationId, ClientToken: new("once"), PrivateIpAddress: new("10.0.1.9"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeNatgateway, Tags: []types.Tag{{Key: new("Name"), Value: new("out")}}}},
	}
	out, err := s.c.CreateNatGateway(ctx, in)
	g := do(t, out, err).NatGateway
	id, at := *g.NatGatewayId, g.NatGatewayAddresses[0]
	if g.State != types.NatGatewayStatePending || *at.PublicIp != *address.PublicIp || *at.PrivateIp != "10.0.1.9" || at.AssociationId == nil || len(g.Tags) != 1 {
		t.Errorf("unexpected gateway %+v", g)
	}
	again, err := s.c.CreateNatGateway(ctx, in)
	if got := *do(t, again, err).NatGateway.NatGatewayId; got != id || *again.ClientToken != "once" {
		t.Errorf("the repetition made %s", got)
	}
	nic := s.describeNIC(t, *at.NetworkInterfaceId)
	if nic.Status != types.NetworkInterfaceStatusInUse || !*nic.RequesterManaged || nic.InterfaceType != "nat_gateway" ||
		*nic.Attachment.InstanceOwnerId != "amazon-aws" || len(nic.Groups) != 0 || *nic.SourceDestCheck || *nic.Association.PublicIp != *address.PublicIp {
		t.Errorf("unexpected interface %+v", nic)
	}
	s.settle(t, id, true)
	for _, filters := range [][]string{{"state", "available"}, {"vpc-id", s.vpc}, {"subnet-id", s.subnet}, {"nat-gateway-id", id}, {"tag:Name", "out"}} {
		found, err := s.c.DescribeNatGateways(ctx, &sdk.DescribeNatGatewaysInput{Filter: where(filters...)})
		if got := do(t, found, err).NatGateways; len(got) != 1 || *got[0].NatGatewayId != id {
			t.Errorf("%v finds %+v", filters, got)
		}
	}
	// Nothing of it can be taken away while it is there.
	_, err = s.c.DisassociateAddress(ctx, &sdk.DisassociateAddressInput{AssociationId: at.AssociationId})
	refused(t, err, "OperationNotPermitted", id)
	_, err = s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{AllocationId: address.AllocationId, NetworkInterfaceId: &s.nic})
	refused(t, err, "OperationNotPermitted", id)
	_, err = s.c.ReleaseAddress(ctx, &sdk.ReleaseAddressInput{AllocationId: address.AllocationId})
	refused(t, err, "InvalidIPAddress.InUse", id)
	_, err = s.c.DeleteNetworkInterface(ctx, &sdk.DeleteNetworkInterfaceInput{NetworkInterfaceId: at.NetworkInterfaceId})
	refused(t, err, "OperationNotPermitted", id)
	_, err = s.c.DeleteSubnet(ctx, &sdk.DeleteSubnetInput{SubnetId: &s.subnet})
	refused(t, err, "DependencyViolation", id)
	_, err = s.c.DeleteVpc(ctx, &sdk.DeleteVpcInput{VpcId: &s.vpc})
	refused(t, err, "DependencyViolation", id)
	// It goes in steps, and is described for a while.
	for range 2 {
		deleted, err := s.c.DeleteNatGateway(ctx, &sdk.DeleteNatGatewayInput{NatGatewayId: &id})
		if *do(t, deleted, err).NatGatewayId != id {
			t.Errorf("unexpected answer %+v", deleted)
		}
	}
	s.settle(t, id, false)
	found, err := s.c.DescribeNatGateways(ctx, &sdk.DescribeNatGatewaysInput{NatGatewayIds: []string{id}})
	if got := do(t, found, err).NatGateways[0]; got.State != types.NatGatewayStateDeleted || got.DeleteTime == nil {
		t.Errorf("unexpected gateway %+v", got)
	}
	_, err = s.c.ReleaseAddress(ctx, &sdk.ReleaseAddressInput{AllocationId: address.AllocationId})
	do(t, true, err)

	out, err = s.c.CreateNatGateway(ctx, &sdk.CreateNatGatewayInput{SubnetId: &s.other, ConnectivityType: types.ConnectivityTypePrivate})
	if g := do(t, out, err).NatGateway; g.ConnectivityType != types.ConnectivityTypePrivate || g.NatGatewayAddresses[0].PublicIp != nil || *g.NatGatewayAddresses[0].PrivateIp != "10.0.2.4" {
		t.Errorf("unexpected gateway %+v", g)
	}
}

func TestNATGatewayMistakes(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.NATGatewaysPerZone = 1 })
	ctx := t.Context()
	used, free := s.allocate(t), s.allocate(t)
	out, err := s.c.CreateNatGateway(ctx, &sdk.CreateNatGatewayInput{SubnetId: &s.subnet, AllocationId: used.AllocationId})
	do(t, out, err)
	nat := func(change func(*sdk.CreateNatGatewayInput)) *sdk.CreateNatGatewayInput {
		in := &sdk.CreateNatGatewayInput{SubnetId: &s.other, AllocationId: free.AllocationId}
		change(in)
		return in
	}
	for name, m := range map[string]mistake{
		"one more in the zone": {"NatGatewayLimitExceeded", "us-east-1a", call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.SubnetId = &s.subnet }))},
		"no address":           {"MissingParameter", "AllocationId", call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.AllocationId = nil }))},
		"unknown address":      {"InvalidAllocationID.NotFound", "eipalloc-9", call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.AllocationId = new("eipalloc-9") }))},
		"address in use":       {"Resource.AlreadyAssociated", *used.PublicIp, call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.AllocationId = used.AllocationId }))},
		"private with address": {"InvalidParameterCombination", *free.AllocationId, call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.ConnectivityType = types.ConnectivityTypePrivate }))},
		"type of no kind":      {"InvalidParameterValue", "regional", call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.ConnectivityType = "regional" }))},
		"unknown subnet":       {"InvalidSubnetID.NotFound", noSubnet, call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.SubnetId = new(noSubnet) }))},
		"address elsewhere":    {"InvalidParameterValue", "10.0.1.9", call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.PrivateIpAddress = new("10.0.1.9") }))},
		"two addresses":        {"UnsupportedOperation", "Secondary", call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.SecondaryPrivateIpAddressCount = new(int32(1)) }))},
		"unknown gateway":      {"NatGatewayNotFound", "nat-9", call1(s.c.DeleteNatGateway, &sdk.DeleteNatGatewayInput{NatGatewayId: new("nat-9")})},
		"describe unknown":     {"NatGatewayNotFound", "nat-9", call1(s.c.DescribeNatGateways, &sdk.DescribeNatGatewaysInput{NatGatewayIds: []string{"nat-9"}})},
		"dry run":              {"DryRunOperation", "", call1(s.c.CreateNatGateway, nat(func(in *sdk.CreateNatGatewayInput) { in.DryRun = new(true) }))},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
}

func TestEgressOnlyGateways(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.EgressOnlyGateways = 1 })
	ctx := t.Context()
	in := &sdk.CreateEgressOnlyInternetGatewayInput{VpcId: &s.vpc, ClientToken: new("once"), TagSpecifications: []types.TagSpecification{{
		ResourceType: types.ResourceTypeEgressOnlyInternetGateway, Tags: []types.Tag{{Key: new("Name"), Value: new("six")}},
	}}}
	out, err := s.c.CreateEgressOnlyInternetGateway(ctx, in)
	g := do(t, out, err).EgressOnlyInternetGateway
	again, err := s.c.CreateEgressOnlyInternetGateway(ctx, in)
	if id := *do(t, again, err).EgressOnlyInternetGateway.EgressOnlyInternetGatewayId; id != *g.EgressOnlyInternetGatewayId {
		t.Errorf("the repetition made %s", id)
	}
	found, err := s.c.DescribeEgressOnlyInternetGateways(ctx, &sdk.DescribeEgressOnlyInternetGatewaysInput{Filters: where("tag:Name", "six")})
	if got := do(t, found, err).EgressOnlyInternetGateways; len(got) != 1 || *got[0].Attachments[0].VpcId != s.vpc || got[0].Attachments[0].State != types.AttachmentStatusAttached {
		t.Errorf("unexpected gateways %+v", got)
	}
	_, err = s.c.CreateEgressOnlyInternetGateway(ctx, &sdk.CreateEgressOnlyInternetGatewayInput{VpcId: &s.vpc})
	refused(t, err, "Resource.AlreadyAssociated", *g.EgressOnlyInternetGatewayId)
	other, err := s.c.CreateVpc(ctx, &sdk.CreateVpcInput{CidrBlock: new("10.1.0.0/16")})
	_, err2 := s.c.CreateEgressOnlyInternetGateway(ctx, &sdk.CreateEgressOnlyInternetGatewayInput{VpcId: do(t, other, err).Vpc.VpcId})
	refused(t, err2, "EgressOnlyInternetGatewayLimitExceeded", "us-east-1")
	_, err = s.c.DeleteEgressOnlyInternetGateway(ctx, &sdk.DeleteEgressOnlyInternetGatewayInput{EgressOnlyInternetGatewayId: g.EgressOnlyInternetGatewayId, DryRun: new(true)})
	refused(t, err, "DryRunOperation")
	deleted, err := s.c.DeleteEgressOnlyInternetGateway(ctx, &sdk.DeleteEgressOnlyInternetGatewayInput{EgressOnlyInternetGatewayId: g.EgressOnlyInternetGatewayId})
	if !*do(t, deleted, err).ReturnCode {
		t.Error("not deleted")
	}
	_, err = s.c.DeleteEgressOnlyInternetGateway(ctx, &sdk.DeleteEgressOnlyInternetGatewayInput{EgressOnlyInternetGatewayId: g.EgressOnlyInternetGatewayId})
	refused(t, err, "InvalidGatewayID.NotFound", *g.EgressOnlyInternetGatewayId)
}

func TestSubnetReservations(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	reserve := func(cidr string, kind types.SubnetCidrReservationType) (*sdk.CreateSubnetCidrReservationOutput, error) {
		return s.c.CreateSubnetCidrReservation(ctx, &sdk.CreateSubnetCidrReservationInput{SubnetId: &s.other, Cidr: &cidr, ReservationType: kind, Description: new("kept")})
	}
	out, err := reserve("10.0.2.0/29", types.SubnetCidrReservationTypeExplicit)
	kept := do(t, out, err).SubnetCidrReservation
	if *kept.Cidr != "10.0.2.0/29" || *kept.Description != "kept" || *kept.OwnerId != testAccount {
		t.Errorf("unexpected reservation %+v", kept)
	}
	// Who asks for nothing in particular gets what is behind it, and who asks gets what is in it.
	for wanted, want := range map[string]string{"": "10.0.2.8", "10.0.2.5": "10.0.2.5"} {
		in := &sdk.CreateNetworkInterfaceInput{SubnetId: &s.other}
		if wanted != "" {
			in.PrivateIpAddress = &wanted
		}
		nic, err := s.c.CreateNetworkInterface(ctx, in)
		if got := *do(t, nic, err).NetworkInterface.PrivateIpAddress; got != want {
			t.Errorf("asked for %q, got %s", wanted, got)
		}
	}
	_, err = reserve("10.0.2.4/30", types.SubnetCidrReservationTypePrefix)
	refused(t, err, "InvalidParameterValue", *kept.SubnetCidrReservationId)
	_, err = reserve("10.0.3.0/28", types.SubnetCidrReservationTypePrefix)
	refused(t, err, "InvalidParameterValue", s.other)
	_, err = reserve("10.0.2.17/28", types.SubnetCidrReservationTypePrefix)
	refused(t, err, "InvalidParameterValue", "10.0.2.17/28")
	_, err = reserve("10.0.2.16/28", "loose")
	refused(t, err, "InvalidParameterValue", "loose")
	more, err := reserve("10.0.2.16/28", types.SubnetCidrReservationTypePrefix)
	do(t, more, err)
	list, err := s.c.GetSubnetCidrReservations(ctx, &sdk.GetSubnetCidrReservationsInput{SubnetId: &s.other, Filters: where("reservationType", "explicit")})
	if got := do(t, list, err); len(got.SubnetIpv4CidrReservations) != 1 || len(got.SubnetIpv6CidrReservations) != 0 {
		t.Errorf("unexpected reservations %+v", got)
	}
	for range 2 {
		_, err = s.c.DeleteSubnetCidrReservation(ctx, &sdk.DeleteSubnetCidrReservationInput{SubnetCidrReservationId: kept.SubnetCidrReservationId})
	}
	refused(t, err, "InvalidSubnetCidrReservationID.NotFound", *kept.SubnetCidrReservationId)
	nic, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.other})
	if got := *do(t, nic, err).NetworkInterface.PrivateIpAddress; got != "10.0.2.4" {
		t.Errorf("got %s", got)
	}
}
