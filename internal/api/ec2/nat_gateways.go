package ec2

import (
	"context"
	"net/netip"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var natGateways = &kind[vpc.NATGateway]{
	resource: ec2model.ResourceTypeNatgateway,
	prefix:   vpc.PrefixNATGateway,
	region:   func(g vpc.NATGateway) string { return g.Region },
	tags:     func(g vpc.NATGateway) vpc.Tags { return g.Tags },
	retag:    func(g vpc.NATGateway, t vpc.Tags) vpc.NATGateway { g.Tags = t; return g },
	missing:  vpc.NATGatewayNotFound,
	indexes:  []filterIndex{{"subnet-id", "subnet"}, {"vpc-id", "vpc"}},
	fields: map[string]field[vpc.NATGateway]{
		"nat-gateway-id": one(func(g vpc.NATGateway) string { return g.ID }),
		"state":          one(func(g vpc.NATGateway) string { return string(g.State) }),
		"subnet-id":      one(func(g vpc.NATGateway) string { return g.SubnetID }),
		"vpc-id":         one(func(g vpc.NATGateway) string { return g.VPCID }),
	},
}

func natGatewayAnswer(r store.Reader, g vpc.NATGateway) ec2model.NatGateway {
	address := ec2model.NatGatewayAddress{
		NetworkInterfaceId: &g.InterfaceID, PrivateIp: new(g.Address.String()), IsPrimary: new(true), Status: ec2model.NatGatewayAddressStatusSucceeded,
	}
	answer := ec2model.NatGateway{
		NatGatewayId: &g.ID, VpcId: &g.VPCID, SubnetId: &g.SubnetID, CreateTime: &g.CreatedAt, State: ec2model.NatGatewayState(g.State),
		ConnectivityType: ec2model.ConnectivityTypePublic, Tags: tagList(g.Tags),
	}
	if g.Private {
		answer.ConnectivityType = ec2model.ConnectivityTypePrivate
	} else {
		address.AllocationId, address.PublicIp = &g.AllocationID, new(g.Public.String())
		if p, ok := store.Get[vpc.PublicAddress](r, g.AllocationID); ok && p.NATGatewayID == g.ID {
			address.AssociationId = &p.AssociationID
		}
	}
	if !g.DeletedAt.IsZero() {
		answer.DeleteTime = &g.DeletedAt
	}
	if g.FailureCode != "" {
		answer.FailureCode, answer.FailureMessage = &g.FailureCode, &g.FailureMessage
		address.Status = ec2model.NatGatewayAddressStatusFailed
	}
	answer.NatGatewayAddresses = []ec2model.NatGatewayAddress{address}
	return answer
}

// CreateNatGateway makes a NAT gateway with an interface in a subnet. It is pending until the kernel holds it.
func (a *API) CreateNatGateway(ctx context.Context, in *ec2model.CreateNatGatewayInput) (*ec2model.CreateNatGatewayOutput, error) {
	private, err := natConnectivity(in)
	if err != nil {
		return nil, err
	}
	var wanted netip.Addr
	if present(in.PrivateIpAddress) {
		if wanted, err = parseIPv4("privateIpAddress", *in.PrivateIpAddress); err != nil {
			return nil, err
		}
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeNatgateway)
	if err != nil {
		return nil, err
	}
	out := ec2model.CreateNatGatewayOutput{ClientToken: in.ClientToken}
	err = once(ctx, a, in.DryRun, "CreateNatGateway", in.ClientToken, in, &out, func(c *change) error {
		subnet, err := subnets.named(c.call, "subnetId", in.SubnetId)
		if err != nil {
			return err
		}
		var public vpc.PublicAddress
		if !private {
			if public, err = publicAddresses.find(c.call, *in.AllocationId); err != nil {
				return err
			}
		}
		made, err := c.newNATGateway(subnet, wanted, public)
		if err != nil {
			return err
		}
		made.Tags = tags
		store.Put(c.tx, made)
		out.NatGateway = new(natGatewayAnswer(c, made))
		return nil
	})
	return &out, err
}

// natConnectivity reads whether a gateway is to be a private one, and refuses what contradicts that.
func natConnectivity(in *ec2model.CreateNatGatewayInput) (private bool, err error) {
	if err := unsupported(len(in.SecondaryAllocationIds) > 0 || len(in.SecondaryPrivateIpAddresses) > 0 || positive(in.SecondaryPrivateIpAddressCount),
		"SecondaryPrivateIpAddress", "A NAT gateway has one address here."); err != nil {
		return false, err
	}
	switch in.ConnectivityType {
	case "", ec2model.ConnectivityTypePublic:
		_, err := required("AllocationId", in.AllocationId)
		return false, err
	case ec2model.ConnectivityTypePrivate:
		if present(in.AllocationId) {
			err = fault.New(fault.Invalid, "InvalidParameterCombination",
				"The parameter AllocationId (%s) cannot be used with the connectivity type private. A private NAT gateway has no public address", *in.AllocationId)
		}
		return true, err
	}
	return false, invalidValue("connectivityType", in.ConnectivityType, "Use public or private.")
}

// newNATGateway makes a gateway, and keeps the interface that it has and the address that is associated with it.
func (c *change) newNATGateway(subnet vpc.Subnet, wanted netip.Addr, public vpc.PublicAddress) (vpc.NATGateway, error) {
	if err := c.roomForNATGateway(subnet.Zone); err != nil {
		return vpc.NATGateway{}, err
	}
	if err := c.roomForInterfaces(1); err != nil {
		return vpc.NATGateway{}, err
	}
	// It has no groups: its subnet's network ACL is what guards it.
	plain, err := c.NewInterface(subnet, nil, wanted, store.Find[vpc.Interface](c, "subnet="+subnet.ID), c.reservationsOf(subnet.ID)...)
	if err != nil {
		return vpc.NATGateway{}, err
	}
	made, own, associated, err := c.NewNATGateway(plain, public)
	if err != nil {
		return made, err
	}
	store.Put(c.tx, own)
	if !made.Private {
		store.Put(c.tx, associated)
	}
	return made, nil
}

func (c *change) roomForNATGateway(zone string) error {
	n := 0
	for g := range store.Find[vpc.NATGateway](c, "region="+c.region) {
		if subnet, ok := store.Get[vpc.Subnet](c, g.SubnetID); ok && subnet.Zone == zone && !g.Ended() {
			n++
		}
	}
	if n >= c.quotas.NATGatewaysPerZone {
		return fault.New(fault.Limit, "NatGatewayLimitExceeded",
			"The maximum number of NAT gateways has been reached. The zone %s has %d: delete those that are not needed, or raise the quota", zone, n)
	}
	return nil
}

// DescribeNatGateways lists NAT gateways; those that were deleted for an hour more.
func (a *API) DescribeNatGateways(ctx context.Context, in *ec2model.DescribeNatGatewaysInput) (*ec2model.DescribeNatGatewaysOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, natGateways, query{"DescribeNatGateways", in.NatGatewayIds, in.Filter, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	answer := func(g vpc.NATGateway) ec2model.NatGateway { return natGatewayAnswer(c, g) }
	return &ec2model.DescribeNatGatewaysOutput{NatGateways: mapped(page, answer), NextToken: next}, nil
}

// DeleteNatGateway lets a NAT gateway go. Its interface goes, and its address is free, once the kernel holds it no more.
func (a *API) DeleteNatGateway(ctx context.Context, in *ec2model.DeleteNatGatewayInput) (*ec2model.DeleteNatGatewayOutput, error) {
	return &ec2model.DeleteNatGatewayOutput{NatGatewayId: in.NatGatewayId}, a.change(ctx, in.DryRun, func(c *change) error {
		g, err := natGateways.named(c.call, "natGatewayId", in.NatGatewayId)
		if err != nil {
			return err
		}
		store.Put(c.tx, g.Delete())
		return nil
	})
}

// natGatewaysIn gives the NAT gateways at an index that have not ended.
func natGatewaysIn(r store.Reader, index string) (living []vpc.NATGateway) {
	for g := range store.Find[vpc.NATGateway](r, index) {
		if !g.Ended() {
			living = append(living, g)
		}
	}
	return living
}
