package ec2

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
)

// TestDualStack gives a VPC, a subnet and interfaces IPv6, and takes it away again.
func TestDualStack(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	made, err := s.c.CreateVpc(ctx, &sdk.CreateVpcInput{CidrBlock: new("10.5.0.0/16"), AmazonProvidedIpv6CidrBlock: new(true)})
	if block := do(t, made, err).Vpc.Ipv6CidrBlockAssociationSet; len(block) != 1 || *block[0].Ipv6CidrBlock != "2001:db8::/56" || *block[0].Ipv6Pool != "Amazon" || block[0].Ipv6CidrBlockState.State != types.VpcCidrBlockStateCodeAssociated {
		t.Errorf("unexpected blocks %+v", block)
	}
	out, err := s.c.AssociateVpcCidrBlock(ctx, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, AmazonProvidedIpv6CidrBlock: new(true)})
	block := do(t, out, err).Ipv6CidrBlockAssociation
	if *block.Ipv6CidrBlock != "2001:db8:0:100::/56" {
		t.Fatalf("unexpected block %+v", block)
	}
	found, err := s.c.DescribeVpcs(ctx, &sdk.DescribeVpcsInput{Filters: where("ipv6-cidr-block-association.ipv6-cidr-block", "2001:db8:0:100::/56")})
	if got := do(t, found, err).Vpcs; len(got) != 1 || *got[0].VpcId != s.vpc {
		t.Errorf("unexpected VPCs %+v", got)
	}
	// What lets all of IPv4 pass since the VPC was made lets IPv6 pass as well.
	if acl := s.describeACL(t, s.acl); len(acl.Entries) != 8 {
		t.Errorf("unexpected entries %+v", acl.Entries)
	}
	groups, err := s.c.DescribeSecurityGroups(ctx, &sdk.DescribeSecurityGroupsInput{Filters: where("vpc-id", s.vpc, "egress.ip-permission.ipv6-cidr", "::/0")})
	if got := do(t, groups, err).SecurityGroups; len(got) != 1 || *got[0].GroupName != "default" {
		t.Errorf("unexpected groups %+v", got)
	}
	custom := s.describeACL(t, s.newACL(t))
	if len(custom.Entries) != 4 || *custom.Entries[1].RuleNumber != 32768 {
		t.Errorf("unexpected entries %+v", custom.Entries)
	}

	association, err := s.c.AssociateSubnetCidrBlock(ctx, &sdk.AssociateSubnetCidrBlockInput{SubnetId: &s.other, Ipv6CidrBlock: new("2001:db8:0:101::/64")})
	of := do(t, association, err).Ipv6CidrBlockAssociation
	dual, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.9.0/24"), Ipv6CidrBlock: new("2001:db8:0:102::/64")})
	if got := do(t, dual, err).Subnet.Ipv6CidrBlockAssociationSet; len(got) != 1 || *got[0].Ipv6CidrBlock != "2001:db8:0:102::/64" {
		t.Errorf("unexpected ranges %+v", got)
	}
	if ids := s.subnetIDs(t, "ipv6-cidr-block-association.association-id", *of.AssociationId); len(ids) != 1 || ids[0] != s.other {
		t.Errorf("unexpected subnets %v", ids)
	}

	reserved, err := s.c.CreateSubnetCidrReservation(ctx, &sdk.CreateSubnetCidrReservationInput{SubnetId: &s.other, Cidr: new("2001:db8:0:101::/125"), ReservationType: types.SubnetCidrReservationTypePrefix})
	do(t, reserved, err)
	nic := s.newNIC(t, s.other, func(in *sdk.CreateNetworkInterfaceInput) { in.Ipv6AddressCount = new(int32(2)) })
	if got := nic.Ipv6Addresses; len(got) != 2 || *got[0].Ipv6Address != "2001:db8:0:101::8" || *got[1].Ipv6Address != "2001:db8:0:101::9" {
		t.Errorf("unexpected addresses %+v", got)
	}
	named, err := s.c.AssignIpv6Addresses(ctx, &sdk.AssignIpv6AddressesInput{NetworkInterfaceId: nic.NetworkInterfaceId, Ipv6Addresses: []string{"2001:db8:0:101::5"}})
	if got := do(t, named, err).AssignedIpv6Addresses; len(got) != 1 || got[0] != "2001:db8:0:101::5" {
		t.Errorf("unexpected addresses %v", got)
	}
	byAddress, err := s.c.DescribeNetworkInterfaces(ctx, &sdk.DescribeNetworkInterfacesInput{Filters: where("ipv6-addresses.ipv6-address", "2001:db8:0:101::9")})
	if n := len(do(t, byAddress, err).NetworkInterfaces); n != 1 {
		t.Errorf("%d interfaces", n)
	}
	_, err = s.c.ModifySubnetAttribute(ctx, &sdk.ModifySubnetAttributeInput{SubnetId: &s.other, AssignIpv6AddressOnCreation: yes()})
	do(t, true, err)
	if got := s.launch(t, s.other).NetworkInterfaces[0].Ipv6Addresses; len(got) != 1 || *got[0].Ipv6Address != "2001:db8:0:101::a" {
		t.Errorf("unexpected addresses %+v", got)
	}
	spare := s.newNIC(t, s.other, func(in *sdk.CreateNetworkInterfaceInput) { in.Ipv6AddressCount = new(int32(0)) })
	if len(spare.Ipv6Addresses) != 0 {
		t.Errorf("unexpected addresses %+v", spare.Ipv6Addresses)
	}

	// Nothing goes that something is in.
	_, err = s.c.DisassociateVpcCidrBlock(ctx, &sdk.DisassociateVpcCidrBlockInput{AssociationId: block.AssociationId})
	refused(t, err, "DependencyViolation", s.other)
	_, err = s.c.DisassociateSubnetCidrBlock(ctx, &sdk.DisassociateSubnetCidrBlockInput{AssociationId: of.AssociationId})
	refused(t, err, "DependencyViolation", "eni-")
	free, err := s.c.UnassignIpv6Addresses(ctx, &sdk.UnassignIpv6AddressesInput{NetworkInterfaceId: nic.NetworkInterfaceId, Ipv6Addresses: []string{"2001:db8:0:101::8"}})
	if got := do(t, free, err).UnassignedIpv6Addresses; len(got) != 1 {
		t.Errorf("unexpected addresses %v", got)
	}
	gone, err := s.c.DisassociateSubnetCidrBlock(ctx, &sdk.DisassociateSubnetCidrBlockInput{AssociationId: dual.Subnet.Ipv6CidrBlockAssociationSet[0].AssociationId})
	if got := do(t, gone, err).Ipv6CidrBlockAssociation; got.Ipv6CidrBlockState.State != types.SubnetCidrBlockStateCodeDisassociating {
		t.Errorf("unexpected range %+v", got)
	}
	back, err := s.c.DisassociateVpcCidrBlock(ctx, &sdk.DisassociateVpcCidrBlockInput{AssociationId: made.Vpc.Ipv6CidrBlockAssociationSet[0].AssociationId})
	if got := do(t, back, err).Ipv6CidrBlockAssociation; *got.Ipv6CidrBlock != "2001:db8::/56" {
		t.Errorf("unexpected range %+v", got)
	}
}

func TestIPv6Mistakes(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.IPv6BlocksPerVPC, q.AddressesPerInterface = 1, 2 })
	ctx := t.Context()
	out, err := s.c.AssociateVpcCidrBlock(ctx, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, AmazonProvidedIpv6CidrBlock: new(true)})
	do(t, out, err)
	_, err = s.c.AssociateSubnetCidrBlock(ctx, &sdk.AssociateSubnetCidrBlockInput{SubnetId: &s.other, Ipv6CidrBlock: new("2001:db8:0:1::/64")})
	do(t, true, err)
	plain, dual := &s.nic, s.newNIC(t, s.other, func(in *sdk.CreateNetworkInterfaceInput) { in.Ipv6AddressCount = new(int32(1)) }).NetworkInterfaceId
	ranged := func(subnet, cidr string) *sdk.AssociateSubnetCidrBlockInput {
		return &sdk.AssociateSubnetCidrBlockInput{SubnetId: &subnet, Ipv6CidrBlock: &cidr}
	}
	assign := func(nic *string, addresses ...string) *sdk.AssignIpv6AddressesInput {
		return &sdk.AssignIpv6AddressesInput{NetworkInterfaceId: nic, Ipv6Addresses: addresses}
	}
	for name, m := range map[string]mistake{
		"second block":           {"CidrLimitExceeded", s.vpc, call1(s.c.AssociateVpcCidrBlock, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, AmazonProvidedIpv6CidrBlock: new(true)})},
		"block of both families": {"InvalidParameterValue", "10.7.0.0/16", call1(s.c.AssociateVpcCidrBlock, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, CidrBlock: new("10.7.0.0/16"), AmazonProvidedIpv6CidrBlock: new(true)})},
		"second range":           {"SubnetIpv6CidrLimitExceeded", s.other, call1(s.c.AssociateSubnetCidrBlock, ranged(s.other, "2001:db8:0:2::/64"))},
		"range of another":       {"InvalidSubnet.Conflict", s.other, call1(s.c.AssociateSubnetCidrBlock, ranged(s.subnet, "2001:db8:0:1::/64"))},
		"range outside":          {"InvalidSubnet.Range", "2001:db8:0:100::/64", call1(s.c.AssociateSubnetCidrBlock, ranged(s.subnet, "2001:db8:0:100::/64"))},
		"range too small":        {"InvalidParameterValue", "/80", call1(s.c.AssociateSubnetCidrBlock, ranged(s.subnet, "2001:db8:0:2::/80"))},
		"unknown range":          {"InvalidSubnetCidrBlockAssociationID.NotFound", "x-1", call1(s.c.DisassociateSubnetCidrBlock, &sdk.DisassociateSubnetCidrBlockInput{AssociationId: new("x-1")})},
		"subnet without IPv6":    {"InvalidParameterValue", s.subnet, call1(s.c.AssignIpv6Addresses, assign(plain, "2001:db8:0:1::8"))},
		"address outside":        {"InvalidParameterValue", "2001:db8:0:2::8", call1(s.c.AssignIpv6Addresses, assign(dual, "2001:db8:0:2::8"))},
		"address reserved":       {"InvalidParameterValue", "2001:db8:0:1::3", call1(s.c.AssignIpv6Addresses, assign(dual, "2001:db8:0:1::3"))},
		"address in use":         {"InvalidIPAddress.InUse", *dual, call1(s.c.AssignIpv6Addresses, assign(dual, "2001:db8:0:1::4"))},
		"address of no kind":     {"InvalidParameterValue", "10.0.0.1", call1(s.c.AssignIpv6Addresses, assign(dual, "10.0.0.1"))},
		"too many":               {"Ipv6AddressLimitExceeded", *dual, call1(s.c.AssignIpv6Addresses, assign(dual, "2001:db8:0:1::8", "2001:db8:0:1::9"))},
		"none":                   {"MissingParameter", "ipv6Addresses", call1(s.c.AssignIpv6Addresses, assign(dual))},
		"unassign what is none":  {"InvalidParameterValue", "2001:db8:0:1::8", call1(s.c.UnassignIpv6Addresses, &sdk.UnassignIpv6AddressesInput{NetworkInterfaceId: dual, Ipv6Addresses: []string{"2001:db8:0:1::8"}})},
		"on creation without":    {"InvalidParameterValue", s.subnet, call1(s.c.ModifySubnetAttribute, &sdk.ModifySubnetAttributeInput{SubnetId: &s.subnet, AssignIpv6AddressOnCreation: yes()})},
		"only IPv6":              {"UnsupportedOperation", "Ipv6Native", call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.3.0/24"), Ipv6Native: new(true)})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
}
