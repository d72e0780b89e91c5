package vpc

import (
	"fmt"
	"net/netip"
	"strings"
)

// Packet is the first packet of a flow, as it leaves a sandbox or comes from
// the public side.
type Packet struct {
	// FromInterface is the interface that it leaves by; empty means the one
	// whose address Source is.
	FromInterface string
	// VPC is where Source is looked for if FromInterface is empty; empty means
	// everywhere, in the order of the VPCs' ids.
	VPC string
	// FromPublic says that the packet leaves no interface: it comes from the
	// outside, or from a sandbox whose egress is the public side. Source is the
	// address that it has there; the zero value means that of such sandboxes
	// (PublicPool.Edge), if the world's pool is known.
	FromPublic bool
	// Source is the sender's address; the zero value means the first one of
	// FromInterface of the destination's family.
	Source      netip.Addr
	Destination netip.Addr
	Protocol    Protocol
	// SourcePort and DestinationPort are those of tcp and udp. A SourcePort of 0
	// stands for every one that a kernel gives (EphemeralPorts): what is said
	// of the packet then holds for them all.
	SourcePort, DestinationPort uint16
	// ICMPType and ICMPCode are those of icmp and icmpv6.
	ICMPType, ICMPCode uint8
}

// PortRange is an inclusive range of ports.
type PortRange struct{ From, To uint16 }

// EphemeralPorts are those that Linux gives to who asks for none (ip-sysctl,
// ip_local_port_range).
var EphemeralPorts = PortRange{32768, 60999}

// TranslatedPorts are those that a NAT gateway sends from: one for each of the
// connections to one destination that there are at a time.
var TranslatedPorts = PortRange{1024, 65535}

// Header is what a packet says of itself at one point of its way.
type Header struct {
	Source, Destination netip.Addr
	Protocol            Protocol
	// SourcePorts and DestinationPorts are those of tcp and udp: one port, or
	// those between which the packet's is.
	SourcePorts, DestinationPorts PortRange
	// ICMPType and ICMPCode are those of icmp and icmpv6.
	ICMPType, ICMPCode uint8
}

// header is the packet as it starts out.
func (p Packet) header() Header {
	h := Header{Source: p.Source, Destination: p.Destination, Protocol: p.Protocol}
	switch {
	case p.Protocol.HasPorts():
		h.SourcePorts = PortRange{p.SourcePort, p.SourcePort}
		if p.SourcePort == 0 {
			h.SourcePorts = EphemeralPorts
		}
		h.DestinationPorts = PortRange{p.DestinationPort, p.DestinationPort}
	case p.Protocol.HasTypes():
		h.ICMPType, h.ICMPCode = p.ICMPType, p.ICMPCode
	}
	return h
}

// icmpReplies are the messages that answer others, by what they answer (IANA's
// registry of ICMP and ICMPv6 types).
var icmpReplies = map[Protocol]map[uint8]uint8{
	ICMP:   {8: 0, 10: 9, 13: 14, 15: 16, 17: 18},
	ICMPv6: {128: 129},
}

// reply is the header of an answer; false for a message that none is given to.
func (h Header) reply() (Header, bool) {
	answered := true
	h.Source, h.Destination = h.Destination, h.Source
	h.SourcePorts, h.DestinationPorts = h.DestinationPorts, h.SourcePorts
	if h.Protocol.HasTypes() {
		h.ICMPType, answered = icmpReplies[h.Protocol][h.ICMPType]
		h.ICMPCode = 0
	}
	return h, answered
}

// traffic is what the packet is, in the words of the plan's regions.
func (h Header) traffic() string {
	switch {
	case h.Protocol.HasPorts():
		return PortRegion{Protocol: h.Protocol, From: h.DestinationPorts.From, To: h.DestinationPorts.To}.traffic()
	case h.Protocol.HasTypes():
		return fmt.Sprintf("%s type %d code %d", h.Protocol, h.ICMPType, h.ICMPCode)
	}
	return h.Protocol.String()
}

// Stage is a place that a packet passes on its way, where it may end.
type Stage string

// The stages in their order.
const (
	StageSourceCheck   Stage = "source check"
	StageEgressPolicy  Stage = "egress policy"
	StageEgressACL     Stage = "egress acl"
	StageRoute         Stage = "route"
	StageGateway       Stage = "gateway"
	StageIngressACL    Stage = "ingress acl"
	StageIngressPolicy Stage = "ingress policy"
	StageDelivered     Stage = "delivered"
)

// Outside is a place that is no VPC of this node.
type Outside string

// The places outside.
const (
	// OutsideInternet is what the uplink leads to, and the sender of a packet
	// from the public side.
	OutsideInternet Outside = "internet"
	// OutsideLAN is the operator's network, behind a VPN gateway.
	OutsideLAN Outside = "lan"
	// OutsideEdge is what serves the sandboxes of the public side there.
	OutsideEdge Outside = "edge"
	// OutsideEndpoint is the service of a gateway endpoint.
	OutsideEndpoint Outside = "endpoint service"
)

// Verdict says how far a packet came and why.
type Verdict struct {
	Delivered bool
	// Steps are the stages that the packet met. All but the last let it pass,
	// and so did the last if the packet was delivered.
	Steps []Step
	// To is the interface that the packet was on its way to at last; empty where
	// none is known.
	To string
	// Appliance says that To does not have the destination, but is where a route
	// hands the packet to. What it does with it is not known.
	Appliance bool
	// Outside is where the packet left this node's VPCs for, if it was delivered
	// there.
	Outside Outside
	// Resolver says that the VPC's own name server takes the packet.
	Resolver bool
}

// Step is one stage's decision.
type Step struct {
	Stage Stage
	// VPC is the network that the packet is in; empty on the public side.
	VPC string
	// Component is what decided, by its id: the group that let the packet pass,
	// the ACL, the route table, the gateway, or the interface, which is also what
	// no group let through. Where no route table is asked, as what comes in by a
	// gateway has none, a route ends at the gateway. Empty on the public side,
	// and for a subnet without an ACL or a table.
	Component string
	// Interface is the one whose source or groups were checked, or that has the
	// packet.
	Interface string
	// Subnet is the one whose ACL or table was asked.
	Subnet string
	// Route is what the table says; nil for local routes, where there is none,
	// and at other stages.
	Route *RouteRange
	// Before and After are the packet as it met the stage and as it left it: a
	// gateway translates addresses.
	Before, After Header
	// Detail is the reason, for people.
	Detail string
}

// Last is the stage where the packet's way ended; the zero value if it has none.
func (v Verdict) Last() Step {
	if len(v.Steps) == 0 {
		return Step{}
	}
	return v.Steps[len(v.Steps)-1]
}

func (v Verdict) String() string {
	var b strings.Builder
	for i, s := range v.Steps {
		word := "pass"
		if i == len(v.Steps)-1 && !v.Delivered {
			word = "drop"
		}
		fmt.Fprintf(&b, "%s %s: %s\n", word, s.Stage, s.Detail)
	}
	return b.String()
}
