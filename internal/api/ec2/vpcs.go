package ec2

import (
	"context"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var vpcs = &kind[vpc.VPC]{
	resource: ec2model.ResourceTypeVpc,
	prefix:   vpc.PrefixVPC,
	region:   func(v vpc.VPC) string { return v.Region },
	tags:     func(v vpc.VPC) vpc.Tags { return v.Tags },
	retag:    func(v vpc.VPC, t vpc.Tags) vpc.VPC { v.Tags = t; return v },
	missing:  vpc.VPCNotFound,
	fields: map[string]field[vpc.VPC]{
		"cidr":            one(func(v vpc.VPC) string { return v.Blocks[0].CIDR.String() }),
		"cidr-block":      one(func(v vpc.VPC) string { return v.Blocks[0].CIDR.String() }),
		"dhcp-options-id": one(func(v vpc.VPC) string { return v.DHCPOptionsID }),
		"is-default":      flag(func(v vpc.VPC) bool { return v.Default }),
		"isDefault":       flag(func(v vpc.VPC) bool { return v.Default }),
		"owner-id":        one(func(v vpc.VPC) string { return v.OwnerID }),
		"state":           fixed[vpc.VPC]("available"),
		"vpc-id":          one(func(v vpc.VPC) string { return v.ID }),

		"cidr-block-association.association-id": each(blocksOf, func(b vpc.Block) string { return b.AssociationID }),
		"cidr-block-association.cidr-block":     each(blocksOf, func(b vpc.Block) string { return b.CIDR.String() }),
		"cidr-block-association.state":          fixed[vpc.VPC]("associated"),

		"ipv6-cidr-block-association.association-id":  each(ipv6BlocksOf, func(b vpc.Block) string { return b.AssociationID }),
		"ipv6-cidr-block-association.ipv6-cidr-block": each(ipv6BlocksOf, func(b vpc.Block) string { return b.CIDR.String() }),
		"ipv6-cidr-block-association.ipv6-pool":       each(ipv6BlocksOf, func(vpc.Block) string { return amazonIPv6Pool }),
		"ipv6-cidr-block-association.state":           each(ipv6BlocksOf, func(vpc.Block) string { return "associated" }),
	},
}

func blocksOf(v vpc.VPC) []vpc.Block { return v.Blocks }

func vpcAnswer(v vpc.VPC) ec2model.Vpc {
	answer := ec2model.Vpc{
		CidrBlock: new(v.Blocks[0].CIDR.String()), DhcpOptionsId: &v.DHCPOptionsID, State: ec2model.VpcStateAvailable,
		VpcId: &v.ID, OwnerId: &v.OwnerID, InstanceTenancy: ec2model.Tenancy(v.Tenancy), IsDefault: &v.Default,
		CidrBlockAssociationSet: make([]ec2model.VpcCidrBlockAssociation, 0, len(v.Blocks)),
		Tags:                    tagList(v.Tags),
		Ipv6CidrBlockAssociationSet: mapped(v.IPv6Blocks, func(b vpc.Block) ec2model.VpcIpv6CidrBlockAssociation {
			return ipv6BlockAnswer(v, b, ec2model.VpcCidrBlockStateCodeAssociated)
		}),
	}
	for _, block := range v.Blocks {
		answer.CidrBlockAssociationSet = append(answer.CidrBlockAssociationSet, blockAnswer(block, ec2model.VpcCidrBlockStateCodeAssociated))
	}
	return answer
}

func blockAnswer(block vpc.Block, state ec2model.VpcCidrBlockStateCode) ec2model.VpcCidrBlockAssociation {
	return ec2model.VpcCidrBlockAssociation{
		AssociationId: new(block.AssociationID), CidrBlock: new(block.CIDR.String()),
		CidrBlockState: &ec2model.VpcCidrBlockState{State: state},
	}
}

// CreateVpc makes a VPC with its default group, main route table and default network ACL.
func (a *API) CreateVpc(ctx context.Context, in *ec2model.CreateVpcInput) (*ec2model.CreateVpcOutput, error) {
	if err := noOtherRanges(in.Ipv6CidrBlock, in.Ipv6Pool, in.Ipv4IpamPoolId, in.Ipv6IpamPoolId); err != nil {
		return nil, err
	}
	text, err := required("cidrBlock", in.CidrBlock)
	if err != nil {
		return nil, err
	}
	cidr, err := vpc.ParseBlock(text)
	if err != nil {
		return nil, err
	}
	switch in.InstanceTenancy {
	case "", ec2model.TenancyDefault, ec2model.TenancyDedicated:
	default:
		return nil, invalidValue("instanceTenancy", in.InstanceTenancy, "Use default or dedicated.")
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeVpc)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateVpcOutput
	err = a.change(ctx, in.DryRun, func(c *change) (err error) {
		if err := c.roomForVPC(); err != nil {
			return err
		}
		made := c.NewVPC(cidr)
		made.VPC.Tags = tags
		if in.InstanceTenancy != "" {
			made.VPC.Tenancy = string(in.InstanceTenancy)
		}
		putFoundation(c.tx, made)
		if isTrue(in.AmazonProvidedIpv6CidrBlock) {
			if made.VPC, _, err = c.giveIPv6(made.VPC); err != nil {
				return err
			}
		}
		out.Vpc = new(vpcAnswer(made.VPC))
		return nil
	})
	return &out, err
}

func (c *change) roomForVPC() error {
	count := 0
	for range store.Find[vpc.VPC](c, "region="+c.region) {
		count++
	}
	if count >= c.quotas.VPCs {
		return fault.New(fault.Limit, "VpcLimitExceeded",
			"The maximum number of VPCs has been reached. The region %s has %d: delete VPCs that are not needed, or raise the quota", c.region, count)
	}
	return nil
}

// noOtherRanges refuses ranges of VPCs other than IPv4 ranges that are given and IPv6 ranges that are not.
func noOtherRanges(ipv6, ipv6Pool, ipv4IPAM, ipv6IPAM *string) error {
	if err := unsupported(ipv6 != nil || ipv6Pool != nil || ipv6IPAM != nil, "Ipv6CidrBlock", "VPCs get their IPv6 ranges with AmazonProvidedIpv6CidrBlock here."); err != nil {
		return err
	}
	return unsupported(ipv4IPAM != nil, "Ipv4IpamPoolId", "There are no IPAM pools here; give a CidrBlock.")
}

// DescribeVpcs lists VPCs.
func (a *API) DescribeVpcs(ctx context.Context, in *ec2model.DescribeVpcsInput) (*ec2model.DescribeVpcsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, vpcs, query{"DescribeVpcs", in.VpcIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeVpcsOutput{Vpcs: mapped(page, vpcAnswer), NextToken: next}, nil
}

// DeleteVpc deletes a VPC in which nothing is but what was made with it.
func (a *API) DeleteVpc(ctx context.Context, in *ec2model.DeleteVpcInput) (*ec2model.DeleteVpcOutput, error) {
	return &ec2model.DeleteVpcOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		at := "vpc=" + v.ID
		contents := vpc.Contents{
			Subnets:    slices.Collect(store.Find[vpc.Subnet](c, at)),
			Interfaces: slices.Collect(store.Find[vpc.Interface](c, at)),
			Gateways:   slices.Collect(store.Find[vpc.InternetGateway](c, at)),
			EgressOnly: slices.Collect(store.Find[vpc.EgressOnlyGateway](c, at)), NATGateways: natGatewaysIn(c, at),
		}
		for connector := range store.Find[platform.Connector](c, at) {
			contents.Others = append(contents.Others, "VPC connector "+connector.ARN)
		}
		contents.Others = append(contents.Others, c.connectionsOf(v.ID)...)
		groups := slices.Collect(store.Find[vpc.SecurityGroup](c, at))
		tables := slices.Collect(store.Find[vpc.RouteTable](c, at))
		acls := slices.Collect(store.Find[vpc.NetworkACL](c, at))
		contents.Groups = slices.DeleteFunc(slices.Clone(groups), func(g vpc.SecurityGroup) bool { return g.Name == vpc.DefaultGroupName })
		contents.Tables = slices.DeleteFunc(slices.Clone(tables), func(t vpc.RouteTable) bool { return t.Main })
		contents.ACLs = slices.DeleteFunc(slices.Clone(acls), func(l vpc.NetworkACL) bool { return l.Default })
		if err := v.CheckDelete(contents); err != nil {
			return err
		}
		for rule := range store.Find[vpc.SecurityGroupRule](c, at) {
			store.Delete[vpc.SecurityGroupRule](c.tx, rule.ID)
		}
		deleteAll(c.tx, groups)
		deleteAll(c.tx, tables)
		deleteAll(c.tx, acls)
		store.Delete[vpc.VPC](c.tx, v.ID)
		return nil
	})
}

func deleteAll[T store.Document](tx *store.Tx, documents []T) {
	for _, document := range documents {
		store.Delete[T](tx, document.DocumentKey())
	}
}

// ModifyVpcAttribute changes one attribute of a VPC.
func (a *API) ModifyVpcAttribute(ctx context.Context, in *ec2model.ModifyVpcAttributeInput) (*ec2model.ModifyVpcAttributeOutput, error) {
	return &ec2model.ModifyVpcAttributeOutput{}, a.change(ctx, nil, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		given := setFlags([]flagChange{
			{in.EnableDnsSupport, &v.DNSSupport},
			{in.EnableDnsHostnames, &v.DNSHostnames},
			{in.EnableNetworkAddressUsageMetrics, &v.UsageMetrics},
		})
		if given != 1 {
			return fault.New(fault.Invalid, "InvalidParameterCombination",
				"Exactly one of enableDnsSupport, enableDnsHostnames and enableNetworkAddressUsageMetrics must be given, with a value; %d are. Modify one attribute of %s a call", given, v.ID)
		}
		store.Put(c.tx, v)
		return nil
	})
}

// DescribeVpcAttribute tells one attribute of a VPC.
func (a *API) DescribeVpcAttribute(ctx context.Context, in *ec2model.DescribeVpcAttributeInput) (*ec2model.DescribeVpcAttributeOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	v, err := vpcs.named(c, "vpcId", in.VpcId)
	if err != nil {
		return nil, err
	}
	out := &ec2model.DescribeVpcAttributeOutput{VpcId: &v.ID}
	switch in.Attribute {
	case ec2model.VpcAttributeNameEnableDnsSupport:
		out.EnableDnsSupport = &ec2model.AttributeBooleanValue{Value: &v.DNSSupport}
	case ec2model.VpcAttributeNameEnableDnsHostnames:
		out.EnableDnsHostnames = &ec2model.AttributeBooleanValue{Value: &v.DNSHostnames}
	case ec2model.VpcAttributeNameEnableNetworkAddressUsageMetrics:
		out.EnableNetworkAddressUsageMetrics = &ec2model.AttributeBooleanValue{Value: &v.UsageMetrics}
	case "":
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter attribute")
	default:
		return nil, invalidValue("attribute", in.Attribute, "Use enableDnsSupport, enableDnsHostnames or enableNetworkAddressUsageMetrics.")
	}
	return out, nil
}

// AssociateVpcCidrBlock gives a VPC a further range.
func (a *API) AssociateVpcCidrBlock(ctx context.Context, in *ec2model.AssociateVpcCidrBlockInput) (*ec2model.AssociateVpcCidrBlockOutput, error) {
	if err := noOtherRanges(in.Ipv6CidrBlock, in.Ipv6Pool, in.Ipv4IpamPoolId, in.Ipv6IpamPoolId); err != nil {
		return nil, err
	}
	if isTrue(in.AmazonProvidedIpv6CidrBlock) {
		return a.associateIPv6(ctx, in)
	}
	text, err := required("cidrBlock", in.CidrBlock)
	if err != nil {
		return nil, err
	}
	cidr, err := vpc.ParseBlock(text)
	if err != nil {
		return nil, err
	}
	var out ec2model.AssociateVpcCidrBlockOutput
	err = a.change(ctx, nil, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		block := vpc.Block{AssociationID: c.NewID(vpc.PrefixBlockAssociation), CIDR: cidr}
		if err := v.CheckPeers(block, c.peersOf(v.ID)); err != nil {
			return err
		}
		if v, err = v.AddBlock(block, c.quotas.BlocksPerVPC); err != nil {
			return err
		}
		store.Put(c.tx, v)
		out.VpcId = &v.ID
		out.CidrBlockAssociation = new(blockAnswer(block, ec2model.VpcCidrBlockStateCodeAssociating))
		return nil
	})
	return &out, err
}

// DisassociateVpcCidrBlock takes a further range from its VPC.
func (a *API) DisassociateVpcCidrBlock(ctx context.Context, in *ec2model.DisassociateVpcCidrBlockInput) (*ec2model.DisassociateVpcCidrBlockOutput, error) {
	id, err := required("associationId", in.AssociationId)
	if err != nil {
		return nil, err
	}
	var out ec2model.DisassociateVpcCidrBlockOutput
	err = a.change(ctx, nil, func(c *change) error {
		for v := range store.Find[vpc.VPC](c, "region="+c.region) {
			if slices.ContainsFunc(v.IPv6Blocks, func(b vpc.Block) bool { return b.AssociationID == id }) {
				left, block, err := v.RemoveIPv6Block(id, c.subnetsOf(v.ID))
				if err != nil {
					return err
				}
				store.Put(c.tx, left)
				out.VpcId, out.Ipv6CidrBlockAssociation = &v.ID, new(ipv6BlockAnswer(v, block, ec2model.VpcCidrBlockStateCodeDisassociating))
				return nil
			}
			block, _, err := v.FindBlock(id)
			if err != nil {
				continue
			}
			if v, err = v.RemoveBlock(id, c.subnetsOf(v.ID)); err != nil {
				return err
			}
			store.Put(c.tx, v)
			out.VpcId = &v.ID
			out.CidrBlockAssociation = new(blockAnswer(block, ec2model.VpcCidrBlockStateCodeDisassociating))
			return nil
		}
		return vpc.BlockNotFound(id)
	})
	return &out, err
}
