package ec2

import (
	"context"
	"net/netip"
	"slices"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// amazonIPv6Pool is what EC2 calls the pool that VPCs get their IPv6 ranges from.
const amazonIPv6Pool = "Amazon"

// subnetAssociation is the prefix of ids of subnets' ranges.
const subnetAssociation = "subnet-cidr-assoc"

func ipv6BlocksOf(v vpc.VPC) []vpc.Block { return v.IPv6Blocks }

func ipv6BlocksOfSubnet(s vpc.Subnet) []vpc.Block { return s.IPv6Blocks }

func ipv6BlockAnswer(v vpc.VPC, b vpc.Block, state ec2model.VpcCidrBlockStateCode) ec2model.VpcIpv6CidrBlockAssociation {
	return ec2model.VpcIpv6CidrBlockAssociation{
		AssociationId: new(b.AssociationID), Ipv6CidrBlock: new(b.CIDR.String()), NetworkBorderGroup: &v.Region, Ipv6Pool: new(amazonIPv6Pool),
		Ipv6CidrBlockState: &ec2model.VpcCidrBlockState{State: state},
	}
}

func subnetIPv6Answer(b vpc.Block) ec2model.SubnetIpv6CidrBlockAssociation {
	return subnetIPv6StateAnswer(b, ec2model.SubnetCidrBlockStateCodeAssociated)
}

func subnetIPv6StateAnswer(b vpc.Block, state ec2model.SubnetCidrBlockStateCode) ec2model.SubnetIpv6CidrBlockAssociation {
	return ec2model.SubnetIpv6CidrBlockAssociation{
		AssociationId: new(b.AssociationID), Ipv6CidrBlock: new(b.CIDR.String()), Ipv6CidrBlockState: &ec2model.SubnetCidrBlockState{State: state},
	}
}

// giveIPv6 gives a VPC a range out of the pool and keeps it. What lets all of IPv4 pass since the VPC was made lets
// all of IPv6 pass from the first range on: the default network ACL, and the default group to the outside.
func (c *change) giveIPv6(v vpc.VPC) (vpc.VPC, vpc.Block, error) {
	cidr, err := vpc.AllocateIPv6Block(c.ipv6Pool, func(yield func(netip.Prefix) bool) {
		for other := range store.List[vpc.VPC](c) {
			for _, b := range other.IPv6Blocks {
				if !yield(b.CIDR) {
					return
				}
			}
		}
	})
	if err != nil {
		return v, vpc.Block{}, err
	}
	block := vpc.Block{AssociationID: c.NewID(vpc.PrefixBlockAssociation), CIDR: cidr}
	first := len(v.IPv6Blocks) == 0
	if v, err = v.AddIPv6Block(block, c.quotas.IPv6BlocksPerVPC); err != nil {
		return v, block, err
	}
	store.Put(c.tx, v)
	if first {
		c.openIPv6(v)
	}
	return v, block, nil
}

func (c *change) openIPv6(v vpc.VPC) {
	for acl := range store.Find[vpc.NetworkACL](c, "vpc="+v.ID) {
		store.Put(c.tx, acl.WithIPv6())
	}
	group, err := c.groupNamed(v.ID, vpc.DefaultGroupName)
	if err != nil {
		return
	}
	open, open6 := vpc.OpenEgress(group, ""), vpc.OpenEgress6(group, c.NewID(vpc.PrefixRule))
	has := func(key vpc.RuleKey) bool {
		for rule := range rulesOf(c, group.ID) {
			if rule.Key() == key {
				return true
			}
		}
		return false
	}
	if has(open.Key()) && !has(open6.Key()) {
		store.Put(c.tx, open6)
	}
}

// associateIPv6 is AssociateVpcCidrBlock for a range out of the pool.
func (a *API) associateIPv6(ctx context.Context, in *ec2model.AssociateVpcCidrBlockInput) (*ec2model.AssociateVpcCidrBlockOutput, error) {
	if present(in.CidrBlock) {
		return nil, invalidValue("cidrBlock", *in.CidrBlock, "It cannot be used with AmazonProvidedIpv6CidrBlock. Associate one range a call.")
	}
	var out ec2model.AssociateVpcCidrBlockOutput
	err := a.change(ctx, nil, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		v, block, err := c.giveIPv6(v)
		if err != nil {
			return err
		}
		out.VpcId, out.Ipv6CidrBlockAssociation = &v.ID, new(ipv6BlockAnswer(v, block, ec2model.VpcCidrBlockStateCodeAssociating))
		return nil
	})
	return &out, err
}

// AssociateSubnetCidrBlock gives a subnet its IPv6 range.
func (a *API) AssociateSubnetCidrBlock(ctx context.Context, in *ec2model.AssociateSubnetCidrBlockInput) (*ec2model.AssociateSubnetCidrBlockOutput, error) {
	if err := unsupported(in.Ipv6IpamPoolId != nil, "Ipv6IpamPoolId", "There are no IPAM pools here; give an Ipv6CidrBlock."); err != nil {
		return nil, err
	}
	cidr, err := required("ipv6CidrBlock", in.Ipv6CidrBlock)
	if err != nil {
		return nil, err
	}
	var out ec2model.AssociateSubnetCidrBlockOutput
	err = a.change(ctx, nil, func(c *change) error {
		s, err := subnets.named(c.call, "subnetId", in.SubnetId)
		if err != nil {
			return err
		}
		v, err := vpcs.find(c.call, s.VPCID)
		if err != nil {
			return err
		}
		if s, err = s.AddIPv6Block(v, c.NewID(subnetAssociation), cidr, c.subnetsOf(v.ID)); err != nil {
			return err
		}
		store.Put(c.tx, s)
		out.SubnetId = &s.ID
		out.Ipv6CidrBlockAssociation = new(subnetIPv6StateAnswer(s.IPv6Blocks[0], ec2model.SubnetCidrBlockStateCodeAssociating))
		return nil
	})
	return &out, err
}

// DisassociateSubnetCidrBlock takes its IPv6 range from a subnet in which no interface has an address of it.
func (a *API) DisassociateSubnetCidrBlock(ctx context.Context, in *ec2model.DisassociateSubnetCidrBlockInput) (*ec2model.DisassociateSubnetCidrBlockOutput, error) {
	id, err := required("associationId", in.AssociationId)
	if err != nil {
		return nil, err
	}
	var out ec2model.DisassociateSubnetCidrBlockOutput
	err = a.change(ctx, nil, func(c *change) error {
		for s := range store.Find[vpc.Subnet](c, "region="+c.region) {
			if !slices.ContainsFunc(s.IPv6Blocks, func(b vpc.Block) bool { return b.AssociationID == id }) {
				continue
			}
			left, block, err := s.RemoveIPv6Block(id, store.Find[vpc.Interface](c, "subnet="+s.ID))
			if err != nil {
				return err
			}
			store.Put(c.tx, left)
			out.SubnetId = &s.ID
			out.Ipv6CidrBlockAssociation = new(subnetIPv6StateAnswer(block, ec2model.SubnetCidrBlockStateCodeDisassociating))
			return nil
		}
		return vpc.SubnetBlockNotFound(id)
	})
	return &out, err
}
