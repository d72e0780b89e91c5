package ec2

import (
	"context"
	"iter"
	"net/netip"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var publicAddresses = &kind[vpc.PublicAddress]{
	resource: ec2model.ResourceTypeElasticIp,
	prefix:   vpc.PrefixAllocation,
	region:   func(p vpc.PublicAddress) string { return p.Region },
	tags:     func(p vpc.PublicAddress) vpc.Tags { return p.Tags },
	retag:    func(p vpc.PublicAddress, t vpc.Tags) vpc.PublicAddress { p.Tags = t; return p },
	missing:  vpc.AllocationNotFound,
	indexes:  []filterIndex{{"public-ip", "address"}, {"network-interface-id", "interface"}},
	fields: map[string]field[vpc.PublicAddress]{
		"allocation-id":        one(func(p vpc.PublicAddress) string { return p.AllocationID }),
		"association-id":       whereAssociated(func(_ store.Reader, p vpc.PublicAddress) string { return p.AssociationID }),
		"domain":               fixed[vpc.PublicAddress](string(ec2model.DomainTypeVpc)),
		"instance-id":          whereAssociated(instanceOfAddress),
		"network-border-group": one(func(p vpc.PublicAddress) string { return p.Region }),
		"network-interface-id": whereAssociated(func(_ store.Reader, p vpc.PublicAddress) string { return p.InterfaceID }),
		"network-interface-owner-id": whereAssociated(func(_ store.Reader, p vpc.PublicAddress) string {
			return p.OwnerID
		}),
		"private-ip-address": whereAssociated(func(_ store.Reader, p vpc.PublicAddress) string { return p.Private.String() }),
		"public-ip":          one(func(p vpc.PublicAddress) string { return p.Address.String() }),
	},
}

// whereAssociated makes a field of what an address has only while it is associated.
func whereAssociated(value func(store.Reader, vpc.PublicAddress) string) field[vpc.PublicAddress] {
	return func(r store.Reader, p vpc.PublicAddress) []string {
		if p.AssociationID == "" {
			return nil
		}
		return []string{value(r, p)}
	}
}

// instanceOfAddress is the instance that has the address's interface; empty for none.
func instanceOfAddress(r store.Reader, p vpc.PublicAddress) string {
	if i, ok := store.Get[vpc.Interface](r, p.InterfaceID); ok && i.Attachment != nil {
		return i.Attachment.InstanceID
	}
	return ""
}

func addressAnswer(r store.Reader, p vpc.PublicAddress) ec2model.Address {
	answer := ec2model.Address{
		PublicIp: new(p.Address.String()), AllocationId: &p.AllocationID, Domain: ec2model.DomainTypeVpc, Tags: tagList(p.Tags),
		PublicIpv4Pool: new(amazonPool), NetworkBorderGroup: &p.Region,
	}
	if p.AssociationID == "" {
		return answer
	}
	answer.AssociationId, answer.NetworkInterfaceId, answer.PrivateIpAddress = &p.AssociationID, &p.InterfaceID, new(p.Private.String())
	answer.NetworkInterfaceOwnerId, answer.InstanceId = &p.OwnerID, new(instanceOfAddress(r, p))
	return answer
}

// amazonPool is what EC2 calls the pool of all addresses that are not the user's own.
const amazonPool = "amazon"

// AllocateAddress takes an Elastic IP address from the public pool: the one named, or the lowest free one.
func (a *API) AllocateAddress(ctx context.Context, in *ec2model.AllocateAddressInput) (*ec2model.AllocateAddressOutput, error) {
	if in.Domain != "" && in.Domain != ec2model.DomainTypeVpc {
		return nil, invalidValue("domain", in.Domain, "All addresses are of the domain vpc.")
	}
	if present(in.PublicIpv4Pool) && *in.PublicIpv4Pool != amazonPool {
		return nil, fault.New(fault.NotFound, "InvalidPublicIpv4PoolID.NotFound",
			"The pool ID '%s' does not exist. There is one pool here, which --public-pool names; leave the parameter out", *in.PublicIpv4Pool)
	}
	if err := unsupported(present(in.CustomerOwnedIpv4Pool), "CustomerOwnedIpv4Pool", "There are no Outposts here."); err != nil {
		return nil, err
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeElasticIp)
	if err != nil {
		return nil, err
	}
	var out ec2model.AllocateAddressOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		if present(in.NetworkBorderGroup) && *in.NetworkBorderGroup != c.region {
			return invalidValue("networkBorderGroup", *in.NetworkBorderGroup, "The group of this region is %s.", c.region)
		}
		if err := c.roomForElasticIP(); err != nil {
			return err
		}
		made, err := c.takePublic(text(in.Address))
		if err != nil {
			return err
		}
		made.Tags = tags
		store.Put(c.tx, made)
		out = ec2model.AllocateAddressOutput{
			PublicIp: new(made.Address.String()), AllocationId: &made.AllocationID, Domain: ec2model.DomainTypeVpc,
			PublicIpv4Pool: new(amazonPool), NetworkBorderGroup: &made.Region,
		}
		return nil
	})
	return &out, err
}

func (c *change) roomForElasticIP() error {
	n := 0
	for p := range store.Find[vpc.PublicAddress](c, "region="+c.region) {
		if !p.Automatic {
			n++
		}
	}
	if n >= c.quotas.ElasticIPs {
		return fault.New(fault.Limit, "AddressLimitExceeded",
			"The maximum number of addresses has been reached. The region %s has %d: release those that are not needed, or raise the quota", c.region, n)
	}
	return nil
}

// takePublic makes an address of the public pool that is free: the one wanted, or the lowest. The caller keeps it.
func (c *change) takePublic(wanted string) (vpc.PublicAddress, error) {
	taken := takenPublic(c)
	made := vpc.PublicAddress{AllocationID: c.NewID(vpc.PrefixAllocation), Region: c.region, OwnerID: c.OwnerID, AllocatedAt: c.Now}
	var err error
	if wanted == "" {
		made.Address, err = c.pool.Allocate(taken)
		return made, err
	}
	if made.Address, err = parseIPv4("address", wanted); err != nil {
		return made, err
	}
	return made, c.pool.CheckWanted(made.Address, taken)
}

// takenPublic yields the public addresses in use in all regions, which share the pool.
func takenPublic(r store.Reader) iter.Seq[netip.Addr] {
	return func(yield func(netip.Addr) bool) {
		for p := range store.List[vpc.PublicAddress](r) {
			if !yield(p.Address) {
				return
			}
		}
	}
}

func parseIPv4(parameter, text string) (netip.Addr, error) {
	address, err := netip.ParseAddr(text)
	if err != nil || !address.Is4() {
		return netip.Addr{}, invalidValue(parameter, text, "Invalid IPv4 address. Write four numbers, such as 10.0.1.17")
	}
	return address, nil
}

// publicNamed gives the Elastic IP address that a request names by its allocation or by itself.
func (c call) publicNamed(allocation, address *string) (vpc.PublicAddress, error) {
	switch {
	case present(allocation) && present(address):
		return vpc.PublicAddress{}, fault.New(fault.Invalid, "InvalidParameterCombination",
			"You may specify public IP or allocation id, but not both in the same call. Leave out %s or %s", *address, *allocation)
	case present(allocation):
		return publicAddresses.find(c, *allocation)
	case !present(address):
		return vpc.PublicAddress{}, fault.New(fault.Invalid, "MissingParameter", "Either public IP or allocation id must be specified")
	}
	for p := range store.Find[vpc.PublicAddress](c, "address="+*address) {
		if p.Region == c.region && !p.Automatic {
			return p, nil
		}
	}
	return vpc.PublicAddress{}, fault.New(fault.NotFound, "InvalidAddress.NotFound",
		"Address '%s' not found in this region. DescribeAddresses lists those that are allocated", *address)
}

// DescribeAddresses lists the Elastic IP addresses.
func (a *API) DescribeAddresses(ctx context.Context, in *ec2model.DescribeAddressesInput) (*ec2model.DescribeAddressesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	ids := in.AllocationIds[:len(in.AllocationIds):len(in.AllocationIds)]
	for _, address := range in.PublicIps {
		p, err := c.publicNamed(nil, &address)
		if err != nil {
			return nil, err
		}
		ids = append(ids, p.AllocationID)
	}
	all, _, err := describeOnly(c, publicAddresses, query{"DescribeAddresses", ids, in.Filters, nil, nil, usualPages}, elastic)
	if err != nil {
		return nil, err
	}
	answer := func(p vpc.PublicAddress) ec2model.Address { return addressAnswer(c, p) }
	return &ec2model.DescribeAddressesOutput{Addresses: mapped(all, answer)}, nil
}

// elastic tells the addresses that a user allocated from those that interfaces were given.
func elastic(p vpc.PublicAddress) bool { return !p.Automatic }

// DescribeAddressesAttribute lists what name each Elastic IP address is resolved to in reverse. None has one here.
func (a *API) DescribeAddressesAttribute(ctx context.Context, in *ec2model.DescribeAddressesAttributeInput) (*ec2model.DescribeAddressesAttributeOutput, error) {
	if in.Attribute != "" && in.Attribute != ec2model.AddressAttributeNameDomainName {
		return nil, invalidValue("attribute", in.Attribute, "Use domain-name.")
	}
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describeOnly(c, publicAddresses, query{"DescribeAddressesAttribute", in.AllocationIds, nil, in.MaxResults, in.NextToken, pageLimits{least: 1, most: 1000, unsaid: 1000}}, elastic)
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeAddressesAttributeOutput{NextToken: next, Addresses: mapped(page, func(p vpc.PublicAddress) ec2model.AddressAttribute {
		return ec2model.AddressAttribute{PublicIp: new(p.Address.String()), AllocationId: &p.AllocationID}
	})}, nil
}

// ReleaseAddress gives an Elastic IP address that is not associated back to the pool.
func (a *API) ReleaseAddress(ctx context.Context, in *ec2model.ReleaseAddressInput) (*ec2model.ReleaseAddressOutput, error) {
	return &ec2model.ReleaseAddressOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		if present(in.NetworkBorderGroup) && *in.NetworkBorderGroup != c.region {
			return invalidValue("networkBorderGroup", *in.NetworkBorderGroup, "The group of this region is %s.", c.region)
		}
		p, err := c.publicNamed(in.AllocationId, in.PublicIp)
		if err != nil {
			return err
		}
		if err := p.CheckRelease(); err != nil {
			return err
		}
		store.Delete[vpc.PublicAddress](c.tx, p.AllocationID)
		return nil
	})
}
