package ec2

import (
	"context"
	"slices"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var egressOnlyGateways = &kind[vpc.EgressOnlyGateway]{
	resource: ec2model.ResourceTypeEgressOnlyInternetGateway,
	prefix:   vpc.PrefixEgressOnly,
	region:   func(g vpc.EgressOnlyGateway) string { return g.Region },
	tags:     func(g vpc.EgressOnlyGateway) vpc.Tags { return g.Tags },
	retag:    func(g vpc.EgressOnlyGateway, t vpc.Tags) vpc.EgressOnlyGateway { g.Tags = t; return g },
	missing:  vpc.EgressOnlyGatewayNotFound,
	fields:   map[string]field[vpc.EgressOnlyGateway]{},
}

func egressOnlyAnswer(g vpc.EgressOnlyGateway) ec2model.EgressOnlyInternetGateway {
	return ec2model.EgressOnlyInternetGateway{
		EgressOnlyInternetGatewayId: &g.ID, Tags: tagList(g.Tags),
		Attachments: []ec2model.InternetGatewayAttachment{{VpcId: &g.VPCID, State: ec2model.AttachmentStatusAttached}},
	}
}

// CreateEgressOnlyInternetGateway gives a VPC a way out for IPv6 by which nobody comes in.
func (a *API) CreateEgressOnlyInternetGateway(ctx context.Context, in *ec2model.CreateEgressOnlyInternetGatewayInput) (*ec2model.CreateEgressOnlyInternetGatewayOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeEgressOnlyInternetGateway)
	if err != nil {
		return nil, err
	}
	out := ec2model.CreateEgressOnlyInternetGatewayOutput{ClientToken: in.ClientToken}
	err = once(ctx, a, in.DryRun, "CreateEgressOnlyInternetGateway", in.ClientToken, in, &out, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		others := slices.Collect(store.Find[vpc.EgressOnlyGateway](c, "region="+c.region))
		made, err := c.NewEgressOnlyGateway(v, others, c.quotas.EgressOnlyGateways)
		if err != nil {
			return err
		}
		made.Tags = tags
		store.Put(c.tx, made)
		out.EgressOnlyInternetGateway = new(egressOnlyAnswer(made))
		return nil
	})
	return &out, err
}

// DescribeEgressOnlyInternetGateways lists egress-only internet gateways.
func (a *API) DescribeEgressOnlyInternetGateways(ctx context.Context, in *ec2model.DescribeEgressOnlyInternetGatewaysInput) (*ec2model.DescribeEgressOnlyInternetGatewaysOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	limits := pageLimits{least: 5, most: 255, unsaid: everything}
	page, next, err := describe(c, egressOnlyGateways, query{"DescribeEgressOnlyInternetGateways", in.EgressOnlyInternetGatewayIds, in.Filters, in.MaxResults, in.NextToken, limits})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeEgressOnlyInternetGatewaysOutput{EgressOnlyInternetGateways: mapped(page, egressOnlyAnswer), NextToken: next}, nil
}

// DeleteEgressOnlyInternetGateway deletes a gateway; routes to it become black holes.
func (a *API) DeleteEgressOnlyInternetGateway(ctx context.Context, in *ec2model.DeleteEgressOnlyInternetGatewayInput) (*ec2model.DeleteEgressOnlyInternetGatewayOutput, error) {
	return &ec2model.DeleteEgressOnlyInternetGatewayOutput{ReturnCode: new(true)}, a.change(ctx, in.DryRun, func(c *change) error {
		g, err := egressOnlyGateways.named(c.call, "egressOnlyInternetGatewayId", in.EgressOnlyInternetGatewayId)
		if err != nil {
			return err
		}
		store.Delete[vpc.EgressOnlyGateway](c.tx, g.ID)
		return nil
	})
}
