package ec2

import (
	"context"
	"slices"
	"strconv"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var subnets = &kind[vpc.Subnet]{
	resource: ec2model.ResourceTypeSubnet,
	prefix:   vpc.PrefixSubnet,
	region:   func(s vpc.Subnet) string { return s.Region },
	tags:     func(s vpc.Subnet) vpc.Tags { return s.Tags },
	retag:    func(s vpc.Subnet, t vpc.Tags) vpc.Subnet { s.Tags = t; return s },
	missing:  vpc.SubnetNotFound,
	indexes:  []filterIndex{{"vpc-id", "vpc"}},
	fields: map[string]field[vpc.Subnet]{
		"availability-zone":    one(func(s vpc.Subnet) string { return s.Zone }),
		"availabilityZone":     one(func(s vpc.Subnet) string { return s.Zone }),
		"availability-zone-id": one(func(s vpc.Subnet) string { return s.ZoneID }),
		"availabilityZoneId":   one(func(s vpc.Subnet) string { return s.ZoneID }),
		"cidr-block":           one(func(s vpc.Subnet) string { return s.CIDR.String() }),
		"cidr":                 one(func(s vpc.Subnet) string { return s.CIDR.String() }),
		"cidrBlock":            one(func(s vpc.Subnet) string { return s.CIDR.String() }),
		"default-for-az":       flag(func(s vpc.Subnet) bool { return s.Default }),
		"defaultForAz":         flag(func(s vpc.Subnet) bool { return s.Default }),
		"owner-id":             one(func(s vpc.Subnet) string { return s.OwnerID }),
		"state":                fixed[vpc.Subnet]("available"),
		"subnet-arn":           one(func(s vpc.Subnet) string { return *subnetARN(s) }),
		"subnet-id":            one(func(s vpc.Subnet) string { return s.ID }),
		"vpc-id":               one(func(s vpc.Subnet) string { return s.VPCID }),

		"available-ip-address-count": func(r store.Reader, s vpc.Subnet) []string {
			return []string{strconv.Itoa(freeAddresses(r, s))}
		},
		"enable-dns64":                    flag(func(s vpc.Subnet) bool { return s.EnableDNS64 }),
		"enable-lni-at-device-index":      one(func(s vpc.Subnet) string { return strconv.Itoa(int(s.LNIAtDeviceIndex)) }),
		"map-public-ip-on-launch":         flag(func(s vpc.Subnet) bool { return s.MapPublicIP }),
		"mapPublicIpOnLaunch":             flag(func(s vpc.Subnet) bool { return s.MapPublicIP }),
		"map-customer-owned-ip-on-launch": flag(func(s vpc.Subnet) bool { return s.CustomerOwnedIP }),
		"customer-owned-ipv4-pool":        none[vpc.Subnet],
		"outpost-arn":                     none[vpc.Subnet],
		"ipv6-native":                     fixed[vpc.Subnet]("false"),

		"private-dns-name-options-on-launch.hostname-type":                        one(func(s vpc.Subnet) string { return s.HostnameType }),
		"private-dns-name-options-on-launch.enable-resource-name-dns-a-record":    flag(func(s vpc.Subnet) bool { return s.ResourceNameA }),
		"private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record": flag(func(s vpc.Subnet) bool { return s.ResourceNameAAAA }),

		"ipv6-cidr-block-association.ipv6-cidr-block": each(ipv6BlocksOfSubnet, func(b vpc.Block) string { return b.CIDR.String() }),
		"ipv6-cidr-block-association.association-id":  each(ipv6BlocksOfSubnet, func(b vpc.Block) string { return b.AssociationID }),
		"ipv6-cidr-block-association.state":           each(ipv6BlocksOfSubnet, func(vpc.Block) string { return "associated" }),
	},
}

func subnetARN(s vpc.Subnet) *string {
	return arn(s.Region, s.OwnerID, ec2model.ResourceTypeSubnet, s.ID)
}

func freeAddresses(r store.Reader, s vpc.Subnet) int {
	return s.Free(store.Find[vpc.Interface](r, "subnet="+s.ID))
}

func (c call) subnetsOf(vpcID string) []vpc.Subnet {
	return slices.Collect(store.Find[vpc.Subnet](c, "vpc="+vpcID))
}

func subnetAnswer(c call, s vpc.Subnet) ec2model.Subnet {
	return ec2model.Subnet{
		AvailabilityZone: &s.Zone, AvailabilityZoneId: &s.ZoneID,
		AvailableIpAddressCount: new(int32(freeAddresses(c, s))), CidrBlock: new(s.CIDR.String()),
		DefaultForAz: &s.Default, MapPublicIpOnLaunch: &s.MapPublicIP, MapCustomerOwnedIpOnLaunch: &s.CustomerOwnedIP,
		EnableLniAtDeviceIndex: presentNumber(s.LNIAtDeviceIndex),
		State:                  ec2model.SubnetStateAvailable, SubnetId: &s.ID, VpcId: &s.VPCID, OwnerId: &s.OwnerID, SubnetArn: subnetARN(s),
		AssignIpv6AddressOnCreation: &s.AssignIPv6, Ipv6CidrBlockAssociationSet: mapped(s.IPv6Blocks, subnetIPv6Answer),
		EnableDns64: &s.EnableDNS64, Ipv6Native: new(false), Tags: tagList(s.Tags),
		PrivateDnsNameOptionsOnLaunch: &ec2model.PrivateDnsNameOptionsOnLaunch{
			HostnameType: ec2model.HostnameType(s.HostnameType), EnableResourceNameDnsARecord: &s.ResourceNameA,
			EnableResourceNameDnsAAAARecord: &s.ResourceNameAAAA,
		},
	}
}

// presentNumber leaves a zero out of an answer.
func presentNumber(n int32) *int32 {
	if n == 0 {
		return nil
	}
	return &n
}

// CreateSubnet makes a subnet in a VPC, in the zone named or the one with the fewest subnets of the VPC.
func (a *API) CreateSubnet(ctx context.Context, in *ec2model.CreateSubnetInput) (*ec2model.CreateSubnetOutput, error) {
	if err := unsupported(isTrue(in.Ipv6Native), "Ipv6Native", "Subnets have IPv4 ranges here, and IPv6 ones besides."); err != nil {
		return nil, err
	}
	if err := unsupported(in.Ipv6IpamPoolId != nil || in.Ipv4IpamPoolId != nil, "Ipv4IpamPoolId", "There are no IPAM pools here; give a CidrBlock and an Ipv6CidrBlock."); err != nil {
		return nil, err
	}
	if err := unsupported(in.OutpostArn != nil, "OutpostArn", "There are no Outposts here."); err != nil {
		return nil, err
	}
	text, err := required("cidrBlock", in.CidrBlock)
	if err != nil {
		return nil, err
	}
	cidr, err := vpc.ParseSubnetRange(text)
	if err != nil {
		return nil, err
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeSubnet)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateSubnetOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		others := c.subnetsOf(v.ID)
		zone, err := c.subnetZone(in.AvailabilityZone, in.AvailabilityZoneId, others)
		if err != nil {
			return err
		}
		subnet, err := c.NewSubnet(v, zone, cidr, others, c.quotas.SubnetsPerVPC)
		if err != nil {
			return err
		}
		subnet.Tags = tags
		if present(in.Ipv6CidrBlock) {
			if subnet, err = subnet.AddIPv6Block(v, c.NewID(subnetAssociation), *in.Ipv6CidrBlock, others); err != nil {
				return err
			}
		}
		c.addSubnet(subnet)
		out.Subnet = new(subnetAnswer(c.call, subnet))
		return nil
	})
	return &out, err
}

func (c call) subnetZone(name, id *string, others []vpc.Subnet) (vpc.Zone, error) {
	switch {
	case present(name) && present(id):
		return vpc.Zone{}, fault.New(fault.Invalid, "InvalidParameterCombination",
			"The parameter AvailabilityZone cannot be used with the parameter AvailabilityZoneId. Name the zone once: %s or %s", *name, *id)
	case present(name):
		return vpc.FindZone(c.region, *name, "")
	case present(id):
		return vpc.FindZone(c.region, "", *id)
	}
	return vpc.ChooseZone(c.region, others), nil
}

func present(text *string) bool { return text != nil && *text != "" }

func isTrue(flag *bool) bool { return flag != nil && *flag }

// addSubnet keeps a new subnet and puts it under its VPC's default network ACL.
func (c *change) addSubnet(s vpc.Subnet) {
	store.Put(c.tx, s)
	for acl := range store.Find[vpc.NetworkACL](c, "vpc="+s.VPCID) {
		if acl.Default {
			store.Put(c.tx, acl.Associate(c.NewID(vpc.PrefixACLAssociation), s.ID))
		}
	}
}

// DescribeSubnets lists subnets.
func (a *API) DescribeSubnets(ctx context.Context, in *ec2model.DescribeSubnetsInput) (*ec2model.DescribeSubnetsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, subnets, query{"DescribeSubnets", in.SubnetIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	answer := func(s vpc.Subnet) ec2model.Subnet { return subnetAnswer(c, s) }
	return &ec2model.DescribeSubnetsOutput{Subnets: mapped(page, answer), NextToken: next}, nil
}

// DeleteSubnet deletes a subnet that nothing is in.
func (a *API) DeleteSubnet(ctx context.Context, in *ec2model.DeleteSubnetInput) (*ec2model.DeleteSubnetOutput, error) {
	return &ec2model.DeleteSubnetOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		s, err := subnets.named(c.call, "subnetId", in.SubnetId)
		if err != nil {
			return err
		}
		others := mapped(natGatewaysIn(c, "subnet="+s.ID), func(g vpc.NATGateway) string { return "NAT gateway " + g.ID })
		for connector := range store.Find[platform.Connector](c, "subnet="+s.ID) {
			others = append(others, "VPC connector "+connector.ARN)
		}
		if err := s.CheckDelete(slices.Collect(store.Find[vpc.Interface](c, "subnet="+s.ID)), others); err != nil {
			return err
		}
		for acl := range store.Find[vpc.NetworkACL](c, "vpc="+s.VPCID) {
			store.Put(c.tx, acl.Dissociate(s.ID))
		}
		for table := range store.Find[vpc.RouteTable](c, "vpc="+s.VPCID) {
			store.Put(c.tx, table.Forget(s.ID))
		}
		deleteAll(c.tx, c.reservationsOf(s.ID))
		store.Delete[vpc.Subnet](c.tx, s.ID)
		return nil
	})
}

// ModifySubnetAttribute changes one attribute of a subnet.
func (a *API) ModifySubnetAttribute(ctx context.Context, in *ec2model.ModifySubnetAttributeInput) (*ec2model.ModifySubnetAttributeOutput, error) {
	if err := unsupported(in.CustomerOwnedIpv4Pool != nil, "CustomerOwnedIpv4Pool", "There are no Outposts here."); err != nil {
		return nil, err
	}
	return &ec2model.ModifySubnetAttributeOutput{}, a.change(ctx, nil, func(c *change) error {
		s, err := subnets.named(c.call, "subnetId", in.SubnetId)
		if err != nil {
			return err
		}
		given := setFlags([]flagChange{
			{in.MapPublicIpOnLaunch, &s.MapPublicIP},
			{in.AssignIpv6AddressOnCreation, &s.AssignIPv6},
			{in.EnableDns64, &s.EnableDNS64},
			{in.EnableResourceNameDnsARecordOnLaunch, &s.ResourceNameA},
			{in.EnableResourceNameDnsAAAARecordOnLaunch, &s.ResourceNameAAAA},
			{in.MapCustomerOwnedIpOnLaunch, &s.CustomerOwnedIP},
		})
		if on(in.AssignIpv6AddressOnCreation) && len(s.IPv6Blocks) == 0 {
			return invalidValue("assignIpv6AddressOnCreation", true, "Invalid value 'true' for assignIpv6AddressOnCreation. %s must have an IPv6 range first (AssociateSubnetCidrBlock).", s.ID)
		}
		switch in.PrivateDnsHostnameTypeOnLaunch {
		case "":
		case ec2model.HostnameTypeIpName, ec2model.HostnameTypeResourceName:
			s.HostnameType = string(in.PrivateDnsHostnameTypeOnLaunch)
			given++
		default:
			return invalidValue("privateDnsHostnameTypeOnLaunch", in.PrivateDnsHostnameTypeOnLaunch, "Use ip-name or resource-name.")
		}
		if in.EnableLniAtDeviceIndex != nil {
			s.LNIAtDeviceIndex = *in.EnableLniAtDeviceIndex
			given++
		}
		if on(in.DisableLniAtDeviceIndex) {
			s.LNIAtDeviceIndex = 0
			given++
		}
		if given != 1 {
			return fault.New(fault.Invalid, "InvalidParameterCombination",
				"Exactly one attribute of %s must be given, with a value; %d are. Modify one attribute a call", s.ID, given)
		}
		store.Put(c.tx, s)
		return nil
	})
}

// flagChange is a request's new value for a boolean attribute, if it has one.
type flagChange struct {
	value *ec2model.AttributeBooleanValue
	set   *bool
}

// setFlags makes the changes and counts them.
func setFlags(changes []flagChange) (made int) {
	for _, c := range changes {
		if c.value != nil && c.value.Value != nil {
			*c.set = *c.value.Value
			made++
		}
	}
	return made
}

func on(value *ec2model.AttributeBooleanValue) bool {
	return value != nil && isTrue(value.Value)
}
