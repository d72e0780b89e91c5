package ec2

import (
	"context"
	"slices"
	"strconv"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var vpnGateways = &kind[vpc.VPNGateway]{
	resource: ec2model.ResourceTypeVpnGateway,
	prefix:   vpc.PrefixVPNGateway,
	region:   func(g vpc.VPNGateway) string { return g.Region },
	tags:     func(g vpc.VPNGateway) vpc.Tags { return g.Tags },
	retag:    func(g vpc.VPNGateway, t vpc.Tags) vpc.VPNGateway { g.Tags = t; return g },
	missing:  vpc.VPNGatewayNotFound,
	indexes:  []filterIndex{{"attachment.vpc-id", "vpc"}},
	fields: map[string]field[vpc.VPNGateway]{
		"amazon-side-asn":   one(func(g vpc.VPNGateway) string { return strconv.FormatInt(g.ASN, 10) }),
		"attachment.state":  each(attachmentsOfVPN, func(a ec2model.VpcAttachment) string { return string(a.State) }),
		"attachment.vpc-id": each(attachmentsOfVPN, func(a ec2model.VpcAttachment) string { return *a.VpcId }),
		"availability-zone": one(func(g vpc.VPNGateway) string { return g.Zone }),
		"state":             fixed[vpc.VPNGateway](string(ec2model.VpnStateAvailable)),
		"type":              fixed[vpc.VPNGateway](string(ec2model.GatewayTypeIpsec1)),
		"vpn-gateway-id":    one(func(g vpc.VPNGateway) string { return g.ID }),
	},
}

// defaultASN is the number that EC2 gives a gateway's side of BGP sessions.
const defaultASN = 64512

// attachmentsOfVPN is the gateway's attachment, if there is one. It is attached once the kernel holds it.
func attachmentsOfVPN(g vpc.VPNGateway) []ec2model.VpcAttachment {
	if g.VPCID == "" {
		return nil
	}
	state := ec2model.AttachmentStatusAttached
	if g.State == vpc.StatePending {
		state = ec2model.AttachmentStatusAttaching
	}
	return []ec2model.VpcAttachment{{VpcId: &g.VPCID, State: state}}
}

func vpnGatewayAnswer(g vpc.VPNGateway) ec2model.VpnGateway {
	answer := ec2model.VpnGateway{
		VpnGatewayId: &g.ID, State: ec2model.VpnStateAvailable, Type: ec2model.GatewayTypeIpsec1, AmazonSideAsn: &g.ASN,
		VpcAttachments: append([]ec2model.VpcAttachment{}, attachmentsOfVPN(g)...), Tags: tagList(g.Tags),
	}
	if g.Zone != "" {
		answer.AvailabilityZone = &g.Zone
	}
	return answer
}

// CreateVpnGateway makes a virtual private gateway that is attached to no VPC.
func (a *API) CreateVpnGateway(ctx context.Context, in *ec2model.CreateVpnGatewayInput) (*ec2model.CreateVpnGatewayOutput, error) {
	if in.Type == "" {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter Type: ipsec.1")
	}
	if in.Type != ec2model.GatewayTypeIpsec1 {
		return nil, invalidValue("type", in.Type, "Use ipsec.1.")
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeVpnGateway)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateVpnGatewayOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		var zone vpc.Zone
		if present(in.AvailabilityZone) {
			var err error
			if zone, err = vpc.FindZone(c.region, *in.AvailabilityZone, ""); err != nil {
				return err
			}
		}
		count := 0
		for range store.Find[vpc.VPNGateway](c, "region="+c.region) {
			count++
		}
		if count >= c.quotas.VPNGateways {
			return fault.New(fault.Limit, "VpnGatewayLimitExceeded",
				"The maximum number of virtual private gateways has been reached. The region %s has %d: delete those that are not needed, or raise the quota", c.region, count)
		}
		gateway := vpc.VPNGateway{
			ID: c.NewID(vpc.PrefixVPNGateway), Region: c.region, OwnerID: c.OwnerID, ASN: defaultASN, Zone: zone.Name,
			State: vpc.StateAvailable, CreatedAt: c.Now, Tags: tags,
		}
		if in.AmazonSideAsn != nil {
			gateway.ASN = *in.AmazonSideAsn
		}
		store.Put(c.tx, gateway)
		out.VpnGateway = new(vpnGatewayAnswer(gateway))
		return nil
	})
	return &out, err
}

// DescribeVpnGateways lists virtual private gateways. EC2 gives no pages of them.
func (a *API) DescribeVpnGateways(ctx context.Context, in *ec2model.DescribeVpnGatewaysInput) (*ec2model.DescribeVpnGatewaysOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	all, _, err := describe(c, vpnGateways, query{operation: "DescribeVpnGateways", ids: in.VpnGatewayIds, filters: in.Filters, limits: usualPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeVpnGatewaysOutput{VpnGateways: mapped(all, vpnGatewayAnswer)}, nil
}

// AttachVpnGateway attaches a gateway to a VPC that has none.
func (a *API) AttachVpnGateway(ctx context.Context, in *ec2model.AttachVpnGatewayInput) (*ec2model.AttachVpnGatewayOutput, error) {
	var out ec2model.AttachVpnGatewayOutput
	err := a.change(ctx, in.DryRun, func(c *change) error {
		gateway, v, err := c.vpnGatewayAndVPC(in.VpnGatewayId, in.VpcId)
		if err != nil {
			return err
		}
		if gateway, err = gateway.Attach(v, slices.Collect(store.Find[vpc.VPNGateway](c, "vpc="+v.ID))); err != nil {
			return err
		}
		store.Put(c.tx, gateway)
		out.VpcAttachment = &attachmentsOfVPN(gateway)[0]
		return nil
	})
	return &out, err
}

func (c *change) vpnGatewayAndVPC(gatewayID, vpcID *string) (vpc.VPNGateway, vpc.VPC, error) {
	gateway, err := vpnGateways.named(c.call, "vpnGatewayId", gatewayID)
	if err != nil {
		return gateway, vpc.VPC{}, err
	}
	v, err := vpcs.named(c.call, "vpcId", vpcID)
	return gateway, v, err
}

// DetachVpnGateway frees a gateway: routes to it become black holes, and those that it propagated go.
func (a *API) DetachVpnGateway(ctx context.Context, in *ec2model.DetachVpnGatewayInput) (*ec2model.DetachVpnGatewayOutput, error) {
	return &ec2model.DetachVpnGatewayOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		gateway, v, err := c.vpnGatewayAndVPC(in.VpnGatewayId, in.VpcId)
		if err != nil {
			return err
		}
		if gateway, err = gateway.Detach(v.ID); err != nil {
			return err
		}
		for _, table := range c.tablesOf(v.ID) {
			if slices.Contains(table.Propagating, gateway.ID) {
				store.Put(c.tx, table.StopPropagation(gateway.ID))
			}
		}
		store.Put(c.tx, gateway)
		return nil
	})
}

// DeleteVpnGateway deletes a gateway that is attached to no VPC.
func (a *API) DeleteVpnGateway(ctx context.Context, in *ec2model.DeleteVpnGatewayInput) (*ec2model.DeleteVpnGatewayOutput, error) {
	return &ec2model.DeleteVpnGatewayOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		gateway, err := vpnGateways.named(c.call, "vpnGatewayId", in.VpnGatewayId)
		if err != nil {
			return err
		}
		if err := gateway.CheckDelete(); err != nil {
			return err
		}
		store.Delete[vpc.VPNGateway](c.tx, gateway.ID)
		return nil
	})
}

// EnableVgwRoutePropagation lets a gateway add the routes of the operator's network to a table.
func (a *API) EnableVgwRoutePropagation(ctx context.Context, in *ec2model.EnableVgwRoutePropagationInput) (*ec2model.EnableVgwRoutePropagationOutput, error) {
	return &ec2model.EnableVgwRoutePropagationOutput{}, a.propagation(ctx, in.DryRun, in.RouteTableId, in.GatewayId, vpc.RouteTable.Propagate)
}

// DisableVgwRoutePropagation takes away the routes that a gateway added to a table.
func (a *API) DisableVgwRoutePropagation(ctx context.Context, in *ec2model.DisableVgwRoutePropagationInput) (*ec2model.DisableVgwRoutePropagationOutput, error) {
	return &ec2model.DisableVgwRoutePropagationOutput{}, a.propagation(ctx, in.DryRun, in.RouteTableId, in.GatewayId,
		func(t vpc.RouteTable, g vpc.VPNGateway) (vpc.RouteTable, error) { return t.StopPropagation(g.ID), nil })
}

func (a *API) propagation(ctx context.Context, dryRun *bool, table, gateway *string, with func(vpc.RouteTable, vpc.VPNGateway) (vpc.RouteTable, error)) error {
	return a.change(ctx, dryRun, func(c *change) error {
		t, err := routeTables.named(c.call, "routeTableId", table)
		if err != nil {
			return err
		}
		g, err := vpnGateways.named(c.call, "gatewayId", gateway)
		if err != nil {
			return err
		}
		if t, err = with(t, g); err != nil {
			return err
		}
		store.Put(c.tx, t)
		return nil
	})
}
