package ec2

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/platform"
	"sallyport/internal/vpc"
)

func (s *stage) allocate(t *testing.T) *sdk.AllocateAddressOutput {
	t.Helper()
	out, err := s.c.AllocateAddress(t.Context(), &sdk.AllocateAddressInput{Domain: types.DomainTypeVpc})
	return do(t, out, err)
}

func (s *stage) describeNIC(t *testing.T, id string) types.NetworkInterface {
	t.Helper()
	out, err := s.c.DescribeNetworkInterfaces(t.Context(), &sdk.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{id}})
	return do(t, out, err).NetworkInterfaces[0]
}

func TestElasticIPAddresses(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	tagged, err := s.c.AllocateAddress(ctx, &sdk.AllocateAddressInput{Address: new("203.0.113.9"), TagSpecifications: []types.TagSpecification{{
		ResourceType: types.ResourceTypeElasticIp, Tags: []types.Tag{{Key: new("Name"), Value: new("front")}},
	}}})
	one, two := do(t, tagged, err), s.allocate(t)
	if *one.PublicIp != "203.0.113.9" || *two.PublicIp != "203.0.113.2" || *two.NetworkBorderGroup != "us-east-1" || *two.PublicIpv4Pool != "amazon" {
		t.Fatalf("unexpected addresses %+v, %+v", one, two)
	}
	first, err := s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{AllocationId: one.AllocationId, NetworkInterfaceId: &s.nic})
	association := *do(t, first, err).AssociationId
	again, err := s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{PublicIp: one.PublicIp, NetworkInterfaceId: &s.nic, AllowReassociation: new(false)})
	if id := *do(t, again, err).AssociationId; id != association {
		t.Errorf("the repetition made %s", id)
	}
	nic := s.describeNIC(t, s.nic)
	if a := nic.Association; *a.PublicIp != "203.0.113.9" || *a.AssociationId != association || *a.AllocationId != *one.AllocationId || *a.PublicDnsName != "" ||
		*nic.PrivateIpAddresses[0].Association.PublicIp != "203.0.113.9" || *a.IpOwnerId != testAccount {
		t.Errorf("unexpected association %+v", a)
	}
	_, err = s.c.ModifyVpcAttribute(ctx, &sdk.ModifyVpcAttributeInput{VpcId: &s.vpc, EnableDnsHostnames: yes()})
	do(t, true, err)
	if name := *s.describeNIC(t, s.nic).Association.PublicDnsName; name != "ec2-203-0-113-9.compute-1.amazonaws.com" {
		t.Errorf("unexpected name %s", name)
	}
	for _, filters := range [][]string{
		{"public-ip", "203.0.113.9"}, {"association-id", association}, {"network-interface-id", s.nic}, {"private-ip-address", *nic.PrivateIpAddress},
		{"allocation-id", *one.AllocationId}, {"tag:Name", "front", "domain", "vpc"},
	} {
		out, err := s.c.DescribeAddresses(ctx, &sdk.DescribeAddressesInput{Filters: where(filters...)})
		if got := do(t, out, err).Addresses; len(got) != 1 || *got[0].AllocationId != *one.AllocationId || *got[0].NetworkInterfaceId != s.nic {
			t.Errorf("%v finds %+v", filters, got)
		}
	}
	attributes, err := s.c.DescribeAddressesAttribute(ctx, &sdk.DescribeAddressesAttributeInput{Attribute: types.AddressAttributeNameDomainName, MaxResults: new(int32(1))})
	if got := do(t, attributes, err); len(got.Addresses) != 1 || got.NextToken == nil {
		t.Errorf("unexpected attributes %+v", got)
	}
	_, err = s.c.DetachInternetGateway(ctx, &sdk.DetachInternetGatewayInput{InternetGatewayId: &s.gateway, VpcId: &s.vpc})
	refused(t, err, "DependencyViolation", "203.0.113.9")
	// Another address takes the place, and the first is free again.
	moved, err := s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{AllocationId: two.AllocationId, NetworkInterfaceId: &s.nic})
	do(t, moved, err)
	byIP, err := s.c.DescribeAddresses(ctx, &sdk.DescribeAddressesInput{PublicIps: []string{"203.0.113.9"}})
	if got := do(t, byIP, err).Addresses[0]; got.AssociationId != nil {
		t.Errorf("unexpected address %+v", got)
	}
	_, err = s.c.ReleaseAddress(ctx, &sdk.ReleaseAddressInput{AllocationId: one.AllocationId})
	do(t, true, err)
	_, err = s.c.ReleaseAddress(ctx, &sdk.ReleaseAddressInput{AllocationId: two.AllocationId})
	refused(t, err, "InvalidIPAddress.InUse", "203.0.113.2")
	_, err = s.c.DisassociateAddress(ctx, &sdk.DisassociateAddressInput{AssociationId: moved.AssociationId})
	do(t, true, err)
	_, err = s.c.DisassociateAddress(ctx, &sdk.DisassociateAddressInput{AssociationId: moved.AssociationId})
	refused(t, err, "InvalidAssociationID.NotFound", *moved.AssociationId)
	// An interface takes its association along when it goes.
	_, err = s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{AllocationId: two.AllocationId, NetworkInterfaceId: &s.nic})
	do(t, true, err)
	_, err = s.c.DeleteNetworkInterface(ctx, &sdk.DeleteNetworkInterfaceInput{NetworkInterfaceId: &s.nic})
	do(t, true, err)
	_, err = s.c.ReleaseAddress(ctx, &sdk.ReleaseAddressInput{PublicIp: two.PublicIp})
	do(t, true, err)
}

// TestAutomaticPublicAddress follows the address of an instance that nobody allocated through the instance's life.
func TestAutomaticPublicAddress(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	_, err := s.c.ModifySubnetAttribute(ctx, &sdk.ModifySubnetAttributeInput{SubnetId: &s.subnet, MapPublicIpOnLaunch: yes()})
	do(t, true, err)
	out, err := s.c.RunInstances(ctx, run("a:1", func(in *sdk.RunInstancesInput) { in.SubnetId = &s.subnet }))
	i := do(t, out, err).Instances[0]
	if *i.PublicIpAddress != "203.0.113.2" || *i.NetworkInterfaces[0].Association.IpOwnerId != "amazon" {
		t.Fatalf("unexpected instance %+v", i)
	}
	nic := *i.NetworkInterfaces[0].NetworkInterfaceId
	if a := s.describeNIC(t, nic).Association; a.AllocationId != nil || a.AssociationId != nil || *a.PublicIp != "203.0.113.2" {
		t.Errorf("unexpected association %+v", a)
	}
	found, err := s.c.DescribeInstances(ctx, &sdk.DescribeInstancesInput{Filters: where("ip-address", "203.0.113.2", "network-interface.association.ip-owner-id", "amazon")})
	if r := do(t, found, err).Reservations; len(r) != 1 {
		t.Errorf("unexpected reservations %+v", r)
	}
	listed, err := s.c.DescribeAddresses(ctx, &sdk.DescribeAddressesInput{})
	if n := len(do(t, listed, err).Addresses); n != 0 {
		t.Errorf("%d Elastic IP addresses", n)
	}
	_, err = s.c.DescribeAddresses(ctx, &sdk.DescribeAddressesInput{PublicIps: []string{"203.0.113.2"}})
	refused(t, err, "InvalidAddress.NotFound", "203.0.113.2")
	public := func() string {
		if ip := s.instance(t, *i.InstanceId).PublicIpAddress; ip != nil {
			return *ip
		}
		return ""
	}
	// An Elastic IP address takes its place; without that it has one again.
	elastic := s.allocate(t)
	association, err := s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{AllocationId: elastic.AllocationId, InstanceId: i.InstanceId})
	do(t, association, err)
	if ip := public(); ip != "203.0.113.3" {
		t.Errorf("the instance has %s", ip)
	}
	byInstance, err := s.c.DescribeAddresses(ctx, &sdk.DescribeAddressesInput{Filters: where("instance-id", *i.InstanceId)})
	if n := len(do(t, byInstance, err).Addresses); n != 1 {
		t.Errorf("%d addresses of the instance", n)
	}
	_, err = s.c.DisassociateAddress(ctx, &sdk.DisassociateAddressInput{AssociationId: association.AssociationId})
	do(t, true, err)
	if ip := public(); ip != "203.0.113.2" {
		t.Errorf("the instance has %s", ip)
	}
	// It goes when the instance stops, and another comes when it starts.
	s.see(t, *i.InstanceId, platform.PhaseHealthy, "")
	_, err = s.c.StopInstances(ctx, &sdk.StopInstancesInput{InstanceIds: []string{*i.InstanceId}})
	do(t, true, err)
	if ip := public(); ip != "" {
		t.Errorf("stopped, the instance has %s", ip)
	}
	s.see(t, *i.InstanceId, platform.PhaseStopped, "")
	_, err = s.c.StartInstances(ctx, &sdk.StartInstancesInput{InstanceIds: []string{*i.InstanceId}})
	do(t, true, err)
	if ip := public(); ip == "" {
		t.Error("started again, the instance has no public address")
	}
	_, err = s.c.TerminateInstances(ctx, &sdk.TerminateInstancesInput{InstanceIds: []string{*i.InstanceId}})
	do(t, true, err)
	if nic := s.describeNIC(t, nic); nic.Association != nil {
		t.Errorf("terminated, the instance has %+v", nic.Association)
	}
}

func TestPublicAddressOnDemand(t *testing.T) {
	s := newStage(t, nil)
	with := func(public bool, change ...func(*types.InstanceNetworkInterfaceSpecification)) *sdk.RunInstancesInput {
		return run("a:1", func(in *sdk.RunInstancesInput) {
			spec := types.InstanceNetworkInterfaceSpecification{DeviceIndex: new(int32(0)), SubnetId: &s.other, AssociatePublicIpAddress: &public}
			for _, c := range change {
				c(&spec)
			}
			in.NetworkInterfaces = []types.InstanceNetworkInterfaceSpecification{spec}
		})
	}
	out, err := s.c.RunInstances(t.Context(), with(true))
	if i := do(t, out, err).Instances[0]; *i.PublicIpAddress != "203.0.113.2" {
		t.Errorf("unexpected instance %+v", i)
	}
	out, err = s.c.RunInstances(t.Context(), with(false))
	if i := do(t, out, err).Instances[0]; i.PublicIpAddress != nil {
		t.Errorf("unexpected instance %+v", i)
	}
	_, err = s.c.RunInstances(t.Context(), with(true, func(spec *types.InstanceNetworkInterfaceSpecification) {
		spec.NetworkInterfaceId, spec.SubnetId = &s.nic, nil
	}))
	refused(t, err, "InvalidParameterCombination", s.nic)
	in := with(true)
	in.NetworkInterfaces = append(in.NetworkInterfaces, types.InstanceNetworkInterfaceSpecification{DeviceIndex: new(int32(1)), SubnetId: &s.other})
	_, err = s.c.RunInstances(t.Context(), in)
	refused(t, err, "InvalidParameterCombination", "multiple")
	// The pool of 16 holds 13, one of which is taken: 12 of 20 instances come.
	in = with(true)
	in.MaxCount = new(int32(20))
	out, err = s.c.RunInstances(t.Context(), in)
	if n := len(do(t, out, err).Instances); n != 12 {
		t.Errorf("%d instances", n)
	}
	_, err = s.c.RunInstances(t.Context(), with(true))
	refused(t, err, "InsufficientAddressCapacity", "--public-pool")
}

func TestPublicAddressMistakes(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.ElasticIPs = 2 })
	ctx := t.Context()
	one, two := s.allocate(t), s.allocate(t)
	_, err := s.c.AssociateAddress(ctx, &sdk.AssociateAddressInput{AllocationId: one.AllocationId, NetworkInterfaceId: &s.nic})
	do(t, true, err)
	bare, err := s.c.CreateVpc(ctx, &sdk.CreateVpcInput{CidrBlock: new("10.9.0.0/16")})
	subnet, err2 := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: do(t, bare, err).Vpc.VpcId, CidrBlock: new("10.9.0.0/24")})
	nic, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: do(t, subnet, err2).Subnet.SubnetId})
	private := do(t, nic, err).NetworkInterface.NetworkInterfaceId
	second, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet})
	free := do(t, second, err).NetworkInterface.NetworkInterfaceId
	const none = "eipalloc-0123456789abcdef0"
	associate := func(change func(*sdk.AssociateAddressInput)) *sdk.AssociateAddressInput {
		in := &sdk.AssociateAddressInput{AllocationId: two.AllocationId, NetworkInterfaceId: &s.nic}
		change(in)
		return in
	}
	for name, m := range map[string]mistake{
		"one more":             {"AddressLimitExceeded", "2", call1(s.c.AllocateAddress, &sdk.AllocateAddressInput{})},
		"domain standard":      {"InvalidParameterValue", "standard", call1(s.c.AllocateAddress, &sdk.AllocateAddressInput{Domain: types.DomainTypeStandard})},
		"pool of one's own":    {"InvalidPublicIpv4PoolID.NotFound", "ipv4pool-1", call1(s.c.AllocateAddress, &sdk.AllocateAddressInput{PublicIpv4Pool: new("ipv4pool-1")})},
		"another border group": {"InvalidParameterValue", "eu-west-1", call1(s.c.AllocateAddress, &sdk.AllocateAddressInput{NetworkBorderGroup: new("eu-west-1")})},
		"unknown allocation":   {"InvalidAllocationID.NotFound", none, call1(s.c.ReleaseAddress, &sdk.ReleaseAddressInput{AllocationId: new(none)})},
		"release nothing":      {"MissingParameter", "allocation", call1(s.c.ReleaseAddress, &sdk.ReleaseAddressInput{})},
		"release by both":      {"InvalidParameterCombination", "both", call1(s.c.ReleaseAddress, &sdk.ReleaseAddressInput{AllocationId: one.AllocationId, PublicIp: one.PublicIp})},
		"release what is used": {"InvalidIPAddress.InUse", *one.PublicIp, call1(s.c.ReleaseAddress, &sdk.ReleaseAddressInput{AllocationId: one.AllocationId})},
		"describe unknown":     {"InvalidAllocationID.NotFound", none, call1(s.c.DescribeAddresses, &sdk.DescribeAddressesInput{AllocationIds: []string{none}})},
		"to no interface":      {"MissingParameter", "NetworkInterfaceId", call1(s.c.AssociateAddress, associate(func(in *sdk.AssociateAddressInput) { in.NetworkInterfaceId = nil }))},
		"to both":              {"InvalidParameterCombination", "InstanceId", call1(s.c.AssociateAddress, associate(func(in *sdk.AssociateAddressInput) { in.InstanceId = new("i-1") }))},
		"to unknown interface": {"InvalidNetworkInterfaceID.NotFound", noENI, call1(s.c.AssociateAddress, associate(func(in *sdk.AssociateAddressInput) { in.NetworkInterfaceId = new(noENI) }))},
		"to a foreign address": {"InvalidParameterValue", "10.0.1.14", call1(s.c.AssociateAddress, associate(func(in *sdk.AssociateAddressInput) { in.PrivateIpAddress = new("10.0.1.14") }))},
		"place is taken":       {"Resource.AlreadyAssociated", *one.AllocationId, call1(s.c.AssociateAddress, associate(func(in *sdk.AssociateAddressInput) { in.AllowReassociation = new(false) }))},
		"address is taken":     {"Resource.AlreadyAssociated", s.nic, call1(s.c.AssociateAddress, &sdk.AssociateAddressInput{AllocationId: one.AllocationId, NetworkInterfaceId: free, AllowReassociation: new(false)})},
		"no gateway":           {"Gateway.NotAttached", *bare.Vpc.VpcId, call1(s.c.AssociateAddress, associate(func(in *sdk.AssociateAddressInput) { in.NetworkInterfaceId = private }))},
		"disassociate nothing": {"InvalidAssociationID.NotFound", *two.PublicIp, call1(s.c.DisassociateAddress, &sdk.DisassociateAddressInput{PublicIp: two.PublicIp})},
		"unknown association":  {"InvalidAssociationID.NotFound", "eipassoc-9", call1(s.c.DisassociateAddress, &sdk.DisassociateAddressInput{AssociationId: new("eipassoc-9")})},
		"dry run":              {"DryRunOperation", "", call1(s.c.ReleaseAddress, &sdk.ReleaseAddressInput{AllocationId: two.AllocationId, DryRun: new(true)})},
		"attribute of no kind": {"InvalidParameterValue", "color", call1(s.c.DescribeAddressesAttribute, &sdk.DescribeAddressesAttributeInput{Attribute: "color"})},
		"filter there is none": {"InvalidParameterValue", "color", call1(s.c.DescribeAddresses, &sdk.DescribeAddressesInput{Filters: where("color", "red")})},
		"instance there's none": {"InvalidInstanceID.NotFound", "i-0123456789abcdef0", call1(s.c.AssociateAddress, associate(func(in *sdk.AssociateAddressInput) {
			in.NetworkInterfaceId, in.InstanceId = nil, new("i-0123456789abcdef0")
		}))},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
}
