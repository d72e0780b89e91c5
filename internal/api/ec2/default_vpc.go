package ec2

import (
	"context"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// defaultVPC gives the region's default VPC.
func defaultVPC(c call) (vpc.VPC, bool) {
	for v := range store.Find[vpc.VPC](c, "region="+c.region) {
		if v.Default {
			return v, true
		}
	}
	return vpc.VPC{}, false
}

// needDefaultVPC is defaultVPC for requests that name no VPC.
func needDefaultVPC(c call) (vpc.VPC, error) {
	v, ok := defaultVPC(c)
	if !ok {
		return v, fault.New(fault.NotFound, "VPCIdNotSpecified",
			"No default VPC for this user. The region %s has none: name a VPC, or make a default one with CreateDefaultVpc", c.region)
	}
	return v, nil
}

func putFoundation(tx *store.Tx, f vpc.Foundation) {
	store.Put(tx, f.VPC)
	store.Put(tx, f.Group)
	for _, rule := range f.Rules {
		store.Put(tx, rule)
	}
	store.Put(tx, f.Table)
	store.Put(tx, f.ACL)
}

func putDefaultNetwork(tx *store.Tx, n vpc.DefaultNetwork) {
	putFoundation(tx, n.Foundation)
	for _, subnet := range n.Subnets {
		store.Put(tx, subnet)
	}
	store.Put(tx, n.Gateway)
}

// CreateDefaultVpc makes the region's default VPC again after it was deleted.
func (a *API) CreateDefaultVpc(ctx context.Context, in *ec2model.CreateDefaultVpcInput) (*ec2model.CreateDefaultVpcOutput, error) {
	var out ec2model.CreateDefaultVpcOutput
	err := a.change(ctx, in.DryRun, func(c *change) error {
		if v, exists := defaultVPC(c.call); exists {
			return fault.New(fault.Exists, "DefaultVpcAlreadyExists", "A Default VPC already exists for this account in this region. It is %s", v.ID)
		}
		if err := c.roomForVPC(); err != nil {
			return err
		}
		network := c.NewDefaultNetwork()
		putDefaultNetwork(c.tx, network)
		out.Vpc = new(vpcAnswer(network.VPC))
		return nil
	})
	return &out, err
}

// CreateDefaultSubnet makes the default subnet of a zone again after it was deleted.
func (a *API) CreateDefaultSubnet(ctx context.Context, in *ec2model.CreateDefaultSubnetInput) (*ec2model.CreateDefaultSubnetOutput, error) {
	if err := unsupported(isTrue(in.Ipv6Native), "Ipv6Native", "Subnets have IPv4 ranges here."); err != nil {
		return nil, err
	}
	name, err := required("AvailabilityZone", in.AvailabilityZone)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateDefaultSubnetOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		zone, err := vpc.FindZone(c.region, name, "")
		if err != nil {
			return err
		}
		v, ok := defaultVPC(c.call)
		if !ok {
			return fault.New(fault.NotFound, "DefaultVpcDoesNotExist", "No default VPC exists for this account in this region. Make one with CreateDefaultVpc")
		}
		subnet, err := c.NewDefaultSubnet(v, zone, c.subnetsOf(v.ID))
		if err != nil {
			return err
		}
		c.addSubnet(subnet)
		out.Subnet = new(subnetAnswer(c.call, subnet))
		return nil
	})
	return &out, err
}
