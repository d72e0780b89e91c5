package vpc

import "net/netip"

// Plan is what the kernel of one node must hold for one VPC: a router, a port
// for each interface that is plugged in on this node, and the policies that
// guard the ports. It is data without a pointer to the model: datapath
// executes it, reach follows it, and String prints it for people and tests.
//
// A packet that leaves a sandbox passes, in this order,
//
//	source check → egress policy → egress ACL → route → gateway → ingress ACL → ingress policy
//
// and only the end of that chain lets it pass; whatever matches nothing is
// dropped. Packets of established flows, which the connection tracking of the
// VPC's own namespace knows, skip the two policies and nothing else. Within a
// subnet neither ACL nor route is asked.
//
// Parts that did not change between two compilations are the same pointers
// (RuleSets, Members, ACLs, Tables), so that the difference of two plans costs what changed.
type Plan struct {
	VPC string
	// Blocks are the VPC's ranges, those of IPv4 first.
	Blocks []netip.Prefix
	// Routers are the router's own addresses, base+1 of each range of a subnet with a port.
	Routers []netip.Addr
	// Ports are sorted by interface id.
	Ports []*Port
	// Policies are the distinct sets of groups that the ports carry, sorted by id.
	Policies []*Policy
	// RuleSets hold the compiled rules of each group that a policy names, by group id.
	RuleSets map[string]*RuleSet
	// Members hold the private addresses, of both families, of the interfaces (on any node) that
	// carry a group, for each group that a RuleSet references.
	Members map[string]*Members

	// Resolver are the addresses at which the VPC's name server answers: base+2
	// of each block, and ResolverAddress. Empty where the VPC has none.
	Resolver []netip.Addr
	// Subnets are those with a port or a NAT gateway, sorted by id.
	Subnets []*PlanSubnet
	// ACLs and Tables are those that Subnets name, by id.
	ACLs   map[string]*ACLRules
	Tables map[string]*Routes
	// Ways are those that Tables name, sorted by id.
	Ways []*Way
	// Gateways are those attached to the VPC, whether a route leads there or
	// not, sorted by id.
	Gateways []*Gateway
	// NATs are the VPC's NAT gateways, sorted by id.
	NATs []*NAT

	byAddress map[netip.Addr]*Port
}

// Port is one interface on this node: a veth between the VPC's router and a sandbox.
type Port struct {
	Interface string // eni-…
	Subnet    string
	// Sandbox is the id of the sandbox that the far end is in.
	Sandbox string
	// Device is the far end's name inside of the sandbox, such as eth1.
	Device string
	// Addresses are those of IPv4, the primary one first, then those of IPv6.
	Addresses []netip.Addr
	MAC       [6]byte    // the sandbox's end
	Gateway   netip.Addr // the subnet's router, base+1
	// Gateway6 is the router for IPv6; the zero value where the port has no such address.
	Gateway6 netip.Addr
	// DefaultRoute makes the port the sandbox's way to everything.
	DefaultRoute bool
	// AnySource turns off the source check.
	AnySource bool
	Policy    string // Policy.ID
}

// Policy is a set of groups, as one or more interfaces carry it.
type Policy struct {
	// ID derives from the sorted groups: 12 hex digits.
	ID     string
	Groups []string // sorted
}

// RuleSet is one group's rules, both directions, compiled to disjoint regions
// so that the kernel answers with one lookup whatever the number of rules.
type RuleSet struct {
	Group   string
	Egress  Matches
	Ingress Matches
}

// Matches is what one direction of a group lets through. The remote end is
// the destination for egress and the source for ingress. A packet passes if any
// of the kinds lets it; regions of one kind share no packet, those of different
// kinds may.
type Matches struct {
	// Any are remote ranges with every protocol allowed; disjoint and sorted.
	Any []Range
	// Protocols are remote ranges with whole protocols allowed, all of tcp, udp or
	// icmp too; disjoint.
	Protocols []ProtocolRegion
	// Ports are remote ranges with a port range of tcp or udp; disjoint.
	Ports []PortRegion
	// ICMP are remote ranges with ICMP types and codes; disjoint.
	ICMP []ICMPRegion
	// References allow the members of other groups, one entry for each group, sorted.
	References []Reference
}

// Range is an inclusive range of addresses of one family.
type Range struct{ From, To netip.Addr }

// ProtocolRegion allows the whole protocols numbered From to To with a remote
// range. Those of a group are one protocol each; an ACL that treats some apart
// lets runs of the others through.
type ProtocolRegion struct {
	Remote   Range
	From, To Protocol
}

// PortRegion allows destination ports From to To of tcp or udp with a remote range.
type PortRegion struct {
	Remote   Range
	Protocol Protocol
	From, To uint16
}

// ICMPRegion allows ICMP (or ICMPv6) messages with a remote range.
type ICMPRegion struct {
	Remote           Range
	Protocol         Protocol // ICMP or ICMPv6
	TypeFrom, TypeTo uint8
	CodeFrom, CodeTo uint8
}

// Reference allows the members of a group. The regions inside have no remote
// range of their own.
type Reference struct {
	Group     string
	Any       bool
	Protocols []Protocol
	Ports     []PortRegion // Remote unset; disjoint per protocol
	ICMP      []ICMPRegion // Remote unset
}

// Members are the private addresses behind a group's name, sorted: those of IPv4 first.
type Members struct {
	Group     string
	Addresses []netip.Addr
}

// Sandbox is the network namespace of one workload on this node. Its ports
// are those of the plans that name it; this is what else it has.
type Sandbox struct {
	// ID is the workload's key.
	ID string
	// FrontDoor is the address of eth0, the link that requests come in by; the
	// zero value for a workload without one.
	FrontDoor netip.Addr
	// Public makes the front door's link the way out as well, to public
	// addresses only (egress DEFAULT).
	Public bool
	// Relay makes the sandbox that of an interface endpoint, without a workload:
	// what its port takes at the target's port, by tcp or udp, goes on to the
	// target in the operator's network. Its FrontDoor is of RelayRange, and leads
	// there and nowhere else. The zero value for every other sandbox.
	Relay netip.AddrPort
	// Namespace is the path of a network namespace of the operator's, in place of
	// one that is made: nothing there is touched but the ports. Empty for every
	// other sandbox; those with one have ids that begin with OwnSandbox.
	Namespace string
	// HostInterface is an interface of the host's namespace that the sandbox's one
	// port is joined with: who is behind it has the port's address. Empty for
	// every other sandbox; those with one have ids that begin with LinkSandbox.
	HostInterface string
	// Ports are the interface ids that must be plugged in before the sandbox is ready.
	Ports []string
}
