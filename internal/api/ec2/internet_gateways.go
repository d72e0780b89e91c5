package ec2

import (
	"context"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var internetGateways = &kind[vpc.InternetGateway]{
	resource: ec2model.ResourceTypeInternetGateway,
	prefix:   vpc.PrefixInternetGateway,
	region:   func(g vpc.InternetGateway) string { return g.Region },
	tags:     func(g vpc.InternetGateway) vpc.Tags { return g.Tags },
	retag:    func(g vpc.InternetGateway, t vpc.Tags) vpc.InternetGateway { g.Tags = t; return g },
	missing:  vpc.GatewayNotFound,
	indexes:  []filterIndex{{"attachment.vpc-id", "vpc"}},
	fields: map[string]field[vpc.InternetGateway]{
		"attachment.state": each(attachedVPCs, func(string) string { return "available" }),
		// A detached gateway has no attachment, so it has no value for either filter.
		"attachment.vpc-id":   each(attachedVPCs, itself),
		"internet-gateway-id": one(func(g vpc.InternetGateway) string { return g.ID }),
		"owner-id":            one(func(g vpc.InternetGateway) string { return g.OwnerID }),
	},
}

func attachedVPCs(g vpc.InternetGateway) []string {
	if g.VPCID == "" {
		return nil
	}
	return []string{g.VPCID}
}

func gatewayAnswer(g vpc.InternetGateway) ec2model.InternetGateway {
	return ec2model.InternetGateway{
		InternetGatewayId: &g.ID, OwnerId: &g.OwnerID, Tags: tagList(g.Tags),
		Attachments: mapped(attachedVPCs(g), func(id string) ec2model.InternetGatewayAttachment {
			// The model says "attached"; the service has always said "available", and tools wait for that.
			return ec2model.InternetGatewayAttachment{VpcId: &id, State: "available"}
		}),
	}
}

// CreateInternetGateway makes a gateway that is attached to no VPC.
func (a *API) CreateInternetGateway(ctx context.Context, in *ec2model.CreateInternetGatewayInput) (*ec2model.CreateInternetGatewayOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeInternetGateway)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateInternetGatewayOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		count := 0
		for range store.Find[vpc.InternetGateway](c, "region="+c.region) {
			count++
		}
		if count >= c.quotas.InternetGateways {
			return fault.New(fault.Limit, "InternetGatewayLimitExceeded",
				"The maximum number of internet gateways has been reached. The region %s has %d: delete those that are not needed, or raise the quota", c.region, count)
		}
		gateway := vpc.InternetGateway{
			ID: c.NewID(vpc.PrefixInternetGateway), Region: c.region, OwnerID: c.OwnerID, CreatedAt: c.Now, Tags: tags,
		}
		store.Put(c.tx, gateway)
		out.InternetGateway = new(gatewayAnswer(gateway))
		return nil
	})
	return &out, err
}

// DescribeInternetGateways lists gateways.
func (a *API) DescribeInternetGateways(ctx context.Context, in *ec2model.DescribeInternetGatewaysInput) (*ec2model.DescribeInternetGatewaysOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, internetGateways, query{"DescribeInternetGateways", in.InternetGatewayIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeInternetGatewaysOutput{InternetGateways: mapped(page, gatewayAnswer), NextToken: next}, nil
}

// AttachInternetGateway attaches a gateway to a VPC that has none.
func (a *API) AttachInternetGateway(ctx context.Context, in *ec2model.AttachInternetGatewayInput) (*ec2model.AttachInternetGatewayOutput, error) {
	return &ec2model.AttachInternetGatewayOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		gateway, err := internetGateways.named(c.call, "internetGatewayId", in.InternetGatewayId)
		if err != nil {
			return err
		}
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		gateway, err = gateway.Attach(v, slices.Collect(store.Find[vpc.InternetGateway](c, "vpc="+v.ID)))
		if err != nil {
			return err
		}
		store.Put(c.tx, gateway)
		return nil
	})
}

// DetachInternetGateway frees a gateway; routes to it become black holes.
func (a *API) DetachInternetGateway(ctx context.Context, in *ec2model.DetachInternetGatewayInput) (*ec2model.DetachInternetGatewayOutput, error) {
	return &ec2model.DetachInternetGatewayOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		gateway, err := internetGateways.named(c.call, "internetGatewayId", in.InternetGatewayId)
		if err != nil {
			return err
		}
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		if gateway, err = gateway.Detach(v.ID); err != nil {
			return err
		}
		if err := v.CheckUnmapped(slices.Collect(store.Find[vpc.PublicAddress](c, "vpc="+v.ID))); err != nil {
			return err
		}
		store.Put(c.tx, gateway)
		return nil
	})
}

// DeleteInternetGateway deletes a gateway that is attached to no VPC.
func (a *API) DeleteInternetGateway(ctx context.Context, in *ec2model.DeleteInternetGatewayInput) (*ec2model.DeleteInternetGatewayOutput, error) {
	return &ec2model.DeleteInternetGatewayOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		gateway, err := internetGateways.named(c.call, "internetGatewayId", in.InternetGatewayId)
		if err != nil {
			return err
		}
		if err := gateway.CheckDelete(); err != nil {
			return err
		}
		store.Delete[vpc.InternetGateway](c.tx, gateway.ID)
		return nil
	})
}
