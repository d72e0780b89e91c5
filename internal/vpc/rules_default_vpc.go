package vpc

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"sallyport/internal/fault"
)

// The ranges of a default VPC: each zone's default subnet is the next /20.
var defaultBlock = netip.MustParsePrefix("172.31.0.0/16")

const defaultSubnetBits = 20

// RegionState remembers that a region was given its default VPC, so that a user who deletes that VPC is rid of it.
type RegionState struct {
	Region string
	MadeAt time.Time
}

func (r RegionState) DocumentKind() string { return "region" }
func (r RegionState) DocumentKey() string  { return r.Region }

// DefaultNetwork is a default VPC and what comes with it.
type DefaultNetwork struct {
	Foundation
	Subnets []Subnet
	Gateway InternetGateway
}

// NewDefaultNetwork makes a region's default VPC as AWS does: a default subnet in each zone, and a way to the internet.
func (o Origin) NewDefaultNetwork() DefaultNetwork {
	n := DefaultNetwork{Foundation: o.NewVPC(defaultBlock)}
	n.VPC.Default, n.VPC.DNSHostnames = true, true
	for i, zone := range Zones(o.Region) {
		subnet := o.defaultSubnet(n.VPC, zone, at(defaultBlock, i*size(netip.PrefixFrom(defaultBlock.Addr(), defaultSubnetBits))))
		n.Subnets = append(n.Subnets, subnet)
		n.ACL = n.ACL.Associate(o.NewID(PrefixACLAssociation), subnet.ID)
	}
	n.Gateway = InternetGateway{
		ID: o.NewID(PrefixInternetGateway), Region: o.Region, OwnerID: o.OwnerID, VPCID: n.VPC.ID, CreatedAt: o.Now,
	}
	n.Table.Routes = []Route{{Destination: netip.PrefixFrom(netip.IPv4Unspecified(), 0), Target: n.Gateway.ID}}
	return n
}

func (o Origin) defaultSubnet(v VPC, zone Zone, first netip.Addr) Subnet {
	return Subnet{
		ID: o.NewID(PrefixSubnet), Region: o.Region, OwnerID: o.OwnerID, VPCID: v.ID,
		Zone: zone.Name, ZoneID: zone.ID, CIDR: netip.PrefixFrom(first, defaultSubnetBits),
		Default: true, MapPublicIP: true, HostnameType: "ip-name", CreatedAt: o.Now,
	}
}

// NewDefaultSubnet makes the default subnet of a zone that has none, in the first /20 of the default VPC that is free.
func (o Origin) NewDefaultSubnet(v VPC, zone Zone, others []Subnet) (Subnet, error) {
	for _, other := range others {
		if other.Default && other.Zone == zone.Name {
			return Subnet{}, fault.New(fault.Exists, "DefaultSubnetAlreadyExistsInAvailabilityZone",
				"'%s' is already the default subnet in %s. Use it, or delete it first", other.ID, zone.Name)
		}
	}
	step := size(netip.PrefixFrom(defaultBlock.Addr(), defaultSubnetBits))
	for offset := 0; offset < size(v.Blocks[0].CIDR); offset += step {
		candidate := o.defaultSubnet(v, zone, at(v.Blocks[0].CIDR, offset))
		if !overlapsAny(candidate.CIDR, others) {
			return candidate, nil
		}
	}
	return Subnet{}, fault.New(fault.Limit, "InsufficientCidrBlocks",
		"There is no free /%d in %s (%s) for a default subnet in %s. Delete a subnet that is not needed", defaultSubnetBits, v.ID, v.Blocks[0].CIDR, zone.Name)
}

func overlapsAny(cidr netip.Prefix, subnets []Subnet) bool {
	for _, s := range subnets {
		if s.CIDR.Overlaps(cidr) {
			return true
		}
	}
	return false
}

// DefaultDHCPOptions is the id of the DHCP options that the VPCs of a region start with. It derives from the region, as
// there is one set in each.
func DefaultDHCPOptions(region string) string {
	sum := sha256.Sum256([]byte("default DHCP options of " + region))
	return PrefixDHCPOptions + "-" + hex.EncodeToString(sum[:])[:idDigits]
}
