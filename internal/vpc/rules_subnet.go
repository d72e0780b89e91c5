package vpc

import (
	"net/netip"

	"sallyport/internal/fault"
)

// ParseSubnetRange reads the range of a subnet, as [ParseBlock] does that of a VPC.
func ParseSubnetRange(text string) (netip.Prefix, error) {
	return parseRange(text, "InvalidSubnet.Range")
}

// NewSubnet makes a subnet of a VPC that has the subnets others.
func (o Origin) NewSubnet(v VPC, zone Zone, cidr netip.Prefix, others []Subnet, limit int) (Subnet, error) {
	if !v.holds(cidr) {
		return Subnet{}, fault.New(fault.Invalid, "InvalidSubnet.Range",
			"The CIDR '%s' is invalid. It must lie within one of the ranges of %s: %s", cidr, v.ID,
			nameSome(v.Blocks, func(b Block) string { return b.CIDR.String() }))
	}
	for _, other := range others {
		if other.CIDR.Overlaps(cidr) {
			return Subnet{}, fault.New(fault.Conflict, "InvalidSubnet.Conflict",
				"The CIDR '%s' conflicts with another subnet. %s of %s has %s", cidr, other.ID, v.ID, other.CIDR)
		}
	}
	if len(others) >= limit {
		return Subnet{}, fault.New(fault.Limit, "SubnetLimitExceeded",
			"The maximum number of subnets has been reached. VPC %s has %d: delete subnets that are not needed, or raise the quota", v.ID, len(others))
	}
	return Subnet{
		ID: o.NewID(PrefixSubnet), Region: o.Region, OwnerID: o.OwnerID, VPCID: v.ID,
		Zone: zone.Name, ZoneID: zone.ID, CIDR: cidr, HostnameType: "ip-name", CreatedAt: o.Now,
	}, nil
}

func (v VPC) holds(cidr netip.Prefix) bool {
	for _, block := range v.Blocks {
		if block.CIDR.Bits() <= cidr.Bits() && block.CIDR.Contains(cidr.Addr()) {
			return true
		}
	}
	return false
}

// FindZone gives the zone of the region with a name or an id.
func FindZone(region, name, id string) (Zone, error) {
	for _, zone := range Zones(region) {
		if name != "" && zone.Name == name || name == "" && zone.ID == id {
			return zone, nil
		}
	}
	if name != "" {
		return Zone{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: %s", name,
			nameSome(Zones(region), func(z Zone) string { return z.Name }))
	}
	return Zone{}, fault.New(fault.Invalid, "InvalidParameterValue",
		"Value (%s) for parameter availabilityZoneId is invalid. Subnets can currently only be created in the following availability zones: %s", id,
		nameSome(Zones(region), func(z Zone) string { return z.ID }))
}

// ChooseZone gives the zone of the region with the fewest of the subnets, the first of equals.
func ChooseZone(region string, subnets []Subnet) Zone {
	count := map[string]int{}
	for _, s := range subnets {
		count[s.Zone]++
	}
	zones := Zones(region)
	best := zones[0]
	for _, zone := range zones[1:] {
		if count[zone.Name] < count[best.Name] {
			best = zone
		}
	}
	return best
}

// CheckDelete refuses to delete a subnet that has interfaces or that other services use; others names these.
func (s Subnet) CheckDelete(interfaces []Interface, others []string) error {
	switch {
	case len(others) > 0:
		return fault.New(fault.InUse, "DependencyViolation",
			"The subnet '%s' has dependencies and cannot be deleted. It is used by %s; delete that first", s.ID,
			nameSome(others, func(name string) string { return name }))
	case len(interfaces) > 0:
		return fault.New(fault.InUse, "DependencyViolation",
			"The subnet '%s' has dependencies and cannot be deleted. It has the network interfaces %s; delete them, or what they belong to, first", s.ID,
			nameSome(interfaces, Interface.owned))
	}
	return nil
}
