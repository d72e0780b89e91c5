package vpc

import (
	"net/netip"
	"time"

	"sallyport/internal/fault"
)

// Origin is what a new resource has from outside of the model: where, whose, when, and its id.
type Origin struct {
	Region  string
	OwnerID string
	Now     time.Time
	// NewID makes an id with a prefix, such as [RandomID].
	NewID func(prefix string) string
}

// Foundation is a VPC with all that is made with it and deleted with it.
type Foundation struct {
	VPC   VPC
	Group SecurityGroup       // the default one
	Rules []SecurityGroupRule // of the default group
	Table RouteTable          // the main one
	ACL   NetworkACL          // the default one
}

// NewVPC makes a VPC with its default group, main route table and default network ACL.
func (o Origin) NewVPC(cidr netip.Prefix) Foundation {
	v := VPC{
		ID: o.NewID(PrefixVPC), Region: o.Region, OwnerID: o.OwnerID,
		Blocks:        []Block{{AssociationID: o.NewID(PrefixBlockAssociation), CIDR: cidr}},
		DHCPOptionsID: DefaultDHCPOptions(o.Region),
		DNSSupport:    true, Tenancy: "default", CreatedAt: o.Now,
	}
	group := SecurityGroup{
		ID: o.NewID(PrefixSecurityGroup), Region: o.Region, OwnerID: o.OwnerID, VPCID: v.ID,
		Name: DefaultGroupName, Description: "default VPC security group", CreatedAt: o.Now,
	}
	return Foundation{
		VPC: v, Group: group,
		Rules: []SecurityGroupRule{SelfIngress(group, o.NewID(PrefixRule)), OpenEgress(group, o.NewID(PrefixRule))},
		Table: RouteTable{
			ID: o.NewID(PrefixRouteTable), Region: o.Region, OwnerID: o.OwnerID, VPCID: v.ID,
			Main: true, MainAssociationID: o.NewID(PrefixRouteAssociation), CreatedAt: o.Now,
		},
		ACL: o.newDefaultACL(v.ID),
	}
}

// ParseBlock reads the range of a VPC and clears the bits beyond its mask, as EC2 does. It must have /16 to /28.
func ParseBlock(text string) (netip.Prefix, error) {
	return parseRange(text, "InvalidVpc.Range")
}

func parseRange(text, sizeCode string) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || !prefix.Addr().Is4() {
		return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block. Write an IPv4 address, a slash and the number of leading bits, such as 10.0.0.0/16", text)
	}
	if prefix.Bits() < 16 || prefix.Bits() > 28 {
		return netip.Prefix{}, fault.New(fault.Invalid, sizeCode,
			"The CIDR '%s' is invalid. The block must be between a /16 and a /28", text)
	}
	prefix = prefix.Masked()
	for _, special := range specialRanges {
		if prefix.Overlaps(special) {
			return netip.Prefix{}, fault.New(fault.Invalid, sizeCode,
				"The CIDR '%s' is invalid. It overlaps %s, which is never routed in a network; 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 are there for VPCs", text, special)
		}
	}
	return prefix, nil
}

// specialRanges have meanings of their own on every host: this host, loopback, link-local, multicast and reserved.
var specialRanges = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/3"),
}

// AddBlock gives the VPC with one more range.
func (v VPC) AddBlock(block Block, limit int) (VPC, error) {
	for _, old := range v.Blocks {
		if old.CIDR.Overlaps(block.CIDR) {
			return v, fault.New(fault.Conflict, "InvalidVpc.Range",
				"The CIDR '%s' conflicts with another of the VPC. %s already has %s (%s)", block.CIDR, v.ID, old.CIDR, old.AssociationID)
		}
	}
	if len(v.Blocks) >= limit {
		return v, fault.New(fault.Limit, "CidrLimitExceeded",
			"This network '%s' has met its maximum number of allowed CIDRs: %d. Disassociate one that no subnet uses, or raise the quota", v.ID, limit)
	}
	v.Blocks = append(v.Blocks[:len(v.Blocks):len(v.Blocks)], block)
	return v, nil
}

// FindBlock gives the range with an association id and where it is among the VPC's ranges.
func (v VPC) FindBlock(association string) (Block, int, error) {
	for i, block := range v.Blocks {
		if block.AssociationID == association {
			return block, i, nil
		}
	}
	return Block{}, 0, BlockNotFound(association)
}

// BlockNotFound is the error for an unknown association of a VPC's range.
func BlockNotFound(association string) error {
	return missing("InvalidVpcCidrBlockAssociationID.NotFound", "vpc CIDR block association", association)
}

// RemoveBlock gives the VPC without one of its secondary ranges, in which there must be no subnet.
func (v VPC) RemoveBlock(association string, subnets []Subnet) (VPC, error) {
	block, at, err := v.FindBlock(association)
	if err != nil {
		return v, err
	}
	if at == 0 {
		return v, fault.New(fault.Invalid, "OperationNotPermitted",
			"The vpc CIDR block with association ID %s may not be disassociated. It is the primary IPv4 CIDR block of the VPC. %s goes with its VPC %s", association, block.CIDR, v.ID)
	}
	for _, s := range subnets {
		if block.CIDR.Overlaps(s.CIDR) {
			return v, fault.New(fault.InUse, "DependencyViolation",
				"The vpc CIDR block with association ID %s has dependencies and cannot be disassociated. Subnet %s (%s) lies in %s; delete it first", association, s.ID, s.CIDR, block.CIDR)
		}
	}
	kept := append([]Block(nil), v.Blocks[:at]...)
	v.Blocks = append(kept, v.Blocks[at+1:]...)
	return v, nil
}

// Contents is what stands in the way of deleting a VPC: each list without what goes with the VPC.
type Contents struct {
	Subnets    []Subnet
	Interfaces []Interface
	Gateways   []InternetGateway
	EgressOnly []EgressOnlyGateway
	// NATGateways are those that have not ended.
	NATGateways []NATGateway
	Groups      []SecurityGroup
	Tables      []RouteTable
	ACLs        []NetworkACL
	// Others are things of other services in the VPC, as they are to be named.
	Others []string
}

// CheckDelete refuses to delete a VPC that has contents, naming them.
func (v VPC) CheckDelete(c Contents) error {
	var in string
	name := func(noun, names string) {
		if names != "" && in == "" {
			in = noun + " " + names
		}
	}
	name("NAT gateways:", nameSome(c.NATGateways, NATGateway.DocumentKey))
	name("subnets:", nameSome(c.Subnets, Subnet.DocumentKey))
	name("network interfaces:", nameSome(c.Interfaces, Interface.owned))
	name("internet gateways (detach them):", nameSome(c.Gateways, InternetGateway.DocumentKey))
	name("egress-only internet gateways:", nameSome(c.EgressOnly, EgressOnlyGateway.DocumentKey))
	name("security groups:", nameSome(c.Groups, SecurityGroup.DocumentKey))
	name("route tables:", nameSome(c.Tables, RouteTable.DocumentKey))
	name("network ACLs:", nameSome(c.ACLs, NetworkACL.DocumentKey))
	name("others:", nameSome(c.Others, func(s string) string { return s }))
	if in == "" {
		return nil
	}
	return fault.New(fault.InUse, "DependencyViolation",
		"The vpc '%s' has dependencies and cannot be deleted. First remove its %s", v.ID, in)
}
