package vpc

import (
	"maps"
	"net/netip"
	"slices"
)

// World is all that a packet can meet on this node: the VPCs' plans, and what
// is on the public side.
type World struct {
	Plans map[string]*Plan // by VPC id
	// Uplink says that internet gateways lead on to public addresses outside of
	// this node.
	Uplink bool
	// Host are the host's own addresses, which nothing reaches by the public
	// side; none if they are not known.
	Host []netip.Addr
	// LAN are the ranges of the operator's network, which nothing reaches by the
	// public side either, whatever they are.
	LAN []netip.Prefix
	// Edge is what sandboxes that send by the public side reach there.
	Edge []EdgeService
	// Pool are the addresses that are given out as public ones: who has none of
	// the mappings is nobody. The zero value if it is not known.
	Pool netip.Prefix
}

// EdgeService is something on the public side that its sandboxes reach on this
// node: their name server, the front door.
type EdgeService struct {
	Protocol Protocol
	At       netip.AddrPort
}

// serves says whether a packet of a sandbox on the public side is for one of the
// services there.
func (w *World) serves(h Header) bool {
	return slices.ContainsFunc(w.Edge, func(s EdgeService) bool {
		return s.Protocol == h.Protocol && s.At.Addr() == h.Destination && h.DestinationPorts == (PortRange{s.At.Port(), s.At.Port()})
	})
}

// SharedAddresses is the range of RFC 6598, between private and public.
var SharedAddresses = netip.MustParsePrefix("100.64.0.0/10")

// PrivateRanges are those that no internet gateway leads to or takes from: those
// of private networks, of this host, of one link, multicast and reserved ones.
var PrivateRanges = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("10.0.0.0/8"),
	SharedAddresses,
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.0.0.0/24"), // protocols of the IETF
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("224.0.0.0/3"), // multicast and reserved
}

// Benchmarks is the range of RFC 2544, of which nothing is outside of this
// installation: it may use them for public addresses of its own.
var Benchmarks = netip.MustParsePrefix("198.18.0.0/15")

func private(a netip.Addr) bool { return inAny(PrivateRanges, a) }

// Discovery tells whether a packet is one of neighbour discovery (RFC 4861, types
// 133 to 137), which is about its own link and goes nowhere else.
func (h Header) Discovery() bool {
	return h.Protocol == ICMPv6 && 133 <= h.ICMPType && h.ICMPType <= 137
}

// routed6 finds the VPC that has an IPv6 address, and the internet gateway by
// which others reach it: without one nobody does.
func (w *World) routed6(a netip.Addr) (*Plan, *Gateway) {
	for _, id := range slices.Sorted(maps.Keys(w.Plans)) {
		plan := w.Plans[id]
		for _, g := range plan.Gateways {
			if g.Kind == InternetKind && plan.holds(a) {
				return plan, g
			}
		}
	}
	return nil, nil
}

func inAny(ranges []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(ranges, func(r netip.Prefix) bool { return r.Contains(a) })
}

// sender finds the port that a packet leaves by, and the plan that it is of.
func (w *World) sender(p Packet) (*Plan, *Port) {
	for _, id := range slices.Sorted(maps.Keys(w.Plans)) {
		plan := w.Plans[id]
		port := plan.port(p.FromInterface)
		if p.FromInterface == "" && (p.VPC == "" || p.VPC == id) {
			port = plan.portOf(p.Source)
		}
		if port != nil {
			return plan, port
		}
	}
	return nil, nil
}

// public finds whose public address a is.
func (w *World) public(a netip.Addr) (*Plan, *Gateway, PublicMapping) {
	for _, plan := range w.Plans {
		for _, g := range plan.Gateways {
			for _, m := range g.Public {
				if m.Public == a {
					return plan, g, m
				}
			}
		}
	}
	return nil, nil, PublicMapping{}
}

// refusal says why nothing on the public side leads to an address that no
// interface has; empty if something does.
func (w *World) refusal(a netip.Addr) string {
	switch {
	case a.Is6():
		return a.String() + " is not in a VPC with an internet gateway, and beyond those the public side carries IPv4 only"
	case private(a):
		return a.String() + " is not a public address"
	case w.Pool.IsValid() && w.Pool.Contains(a):
		return "nobody has the public address " + a.String()
	case Benchmarks.Contains(a):
		return a.String() + " is not a public address"
	case inAny(w.LAN, a):
		return a.String() + " is in the operator's own network, which only VPN gateways and endpoints lead to"
	case slices.Contains(w.Host, a):
		return a.String() + " is the host's own address"
	case !w.Uplink:
		return "this node has no uplink, so that nothing leads to " + a.String()
	}
	return ""
}
