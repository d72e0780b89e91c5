package vpc

import "net/netip"

// PlanSubnet is the edge of a subnet: which ACL guards it, and which table routes
// what leaves it. Packets between two interfaces of one subnet meet neither
// the ACL nor the table.
type PlanSubnet struct {
	ID   string
	CIDR netip.Prefix
	// CIDR6 is the range of IPv6; the zero value where there is none.
	CIDR6 netip.Prefix
	// ACL is the id of the ACL in Plan.ACLs. That of a subnet that the model has
	// none for is empty, and lets nothing through.
	ACL string
	// Table is the id of the table in Plan.Tables. That of a subnet that the
	// model has none for is empty, and has no routes but the local ones.
	Table string
}

// Holds tells whether an address is one of the subnet.
func (s *PlanSubnet) Holds(a netip.Addr) bool { return s.CIDR.Contains(a) || s.CIDR6.Contains(a) }

// ACLRules are a network ACL compiled to what it lets through: first match
// decides in the model, here the regions are disjoint and all allow. References
// are always empty. The remote end is the destination for egress, the source
// for ingress.
type ACLRules struct {
	ACL     string
	Egress  Matches
	Ingress Matches
}

// Routes are a route table compiled to disjoint ranges.
type Routes struct {
	Table string
	// Ranges are sorted by their first address, those of IPv4 first. What is in none of them is local
	// if it is in one of the VPC's blocks, and has no route otherwise.
	Ranges []RouteRange
}

// RouteRange is a part of what a route decides.
type RouteRange struct {
	To Range
	// Destination and Target are those of the route in the model.
	Destination netip.Prefix
	Target      string
	// PrefixListID is the list that Destination is from; empty for a route that
	// names its destination itself.
	PrefixListID string
	// Propagated marks a route that a VPN gateway added.
	Propagated bool
	// Way is the id of the Way; empty for a blackhole, whose target is gone or
	// leads nowhere.
	Way string
	// Blackhole says, for people, why there is no way; empty where there is one.
	Blackhole string
}

// Way is where a route leads in the end: to a gateway, perhaps through a NAT
// gateway whose own route table said so, or to an interface.
type Way struct {
	// ID names the way by its parts, such as "nat-1/igw-2", "pcx-3", "eni-4".
	ID string
	// NAT is the NAT gateway on the way; empty if there is none.
	NAT string
	// Gateway is the id of the Gateway at its end; empty where Interface is set.
	Gateway string
	// Interface is the port that the packet goes out by (a NAT instance, a
	// firewall); empty where Gateway is set.
	Interface string
}

// GatewayKind says what is behind a gateway.
type GatewayKind string

// The kinds of gateways.
const (
	InternetKind   GatewayKind = "internet"    // igw-…: public addresses, by the edge
	EgressOnlyKind GatewayKind = "egress-only" // eigw-…: IPv6, by the edge
	PeeringKind    GatewayKind = "peering"     // pcx-…: another VPC on this node
	VPNKind        GatewayKind = "vpn"         // vgw-…: the operator's network, by the edge
	EndpointKindGW GatewayKind = "endpoint"    // vpce-…: a gateway endpoint's ranges, by the edge
)

// Gateway is a way out of a VPC that its subnets' route tables may name. It has
// a link of its own in the kernel.
type Gateway struct {
	ID   string
	Kind GatewayKind
	// Public are the one-to-one translations of an internet gateway, those of
	// NAT gateways included, sorted by private address.
	Public []PublicMapping
	// Peer is the other VPC of a peering.
	Peer string
	// Remote are the ranges behind the gateway: what packets that come in by it
	// are from, and what may be sent out by it. Empty means everything that is
	// public, for an internet gateway.
	Remote []netip.Prefix
}

// PublicMapping is one interface's private address and its public one.
type PublicMapping struct {
	Private, Public netip.Addr
	Interface       string
	// NAT is set where the interface is a NAT gateway's: nothing starts a
	// connection to it.
	NAT string
}

// NAT is a NAT gateway. It has no port: what passes it is translated where it
// is routed. It comes into the gateway's subnet by the ingress ACL, is of a
// protocol that can be translated (tcp, udp, icmp), and leaves by the egress
// ACL; answers come back the same way.
type NAT struct {
	ID        string
	Interface string
	Subnet    string
	Private   netip.Addr
	// Public is the address that the world sees; the zero value for a private one,
	// whose packets leave with Private.
	Public netip.Addr
}
