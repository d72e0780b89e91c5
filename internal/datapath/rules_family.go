package datapath

import (
	"net/netip"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// family is a family of addresses in nft's words. The sets of IPv6 have the
// names of those of IPv4 and a 6.
type family struct {
	six       bool
	ip, icmp  string
	suffix    string
	nfproto   string
	addr      nft.Type
	messages  vpc.Protocol // ICMP's number
	kind      nft.Type     // of ICMP's messages
	code      nft.Type
	unlimited netip.Addr // the first of all addresses
}

var (
	ipv4 = family{ip: "ip", icmp: "icmp", nfproto: "ipv4", addr: nft.Addr, messages: vpc.ICMP,
		kind: nft.ICMPType, code: nft.ICMPCode, unlimited: netip.IPv4Unspecified()}
	ipv6 = family{six: true, ip: "ip6", icmp: "icmpv6", suffix: "6", nfproto: "ipv6", addr: nft.Addr6, messages: vpc.ICMPv6,
		kind: nft.ICMPv6Type, code: nft.ICMPv6Code, unlimited: netip.IPv6Unspecified()}
)

// has tells whether an address is of the family.
func (f family) has(a netip.Addr) bool { return a.IsValid() && a.Is6() == f.six }

// families are those that a VPC speaks: nothing of its table is about IPv6 where
// it has no range of it.
func families(p *vpc.Plan) []family {
	if p.Dual() {
		return []family{ipv4, ipv6}
	}
	return []family{ipv4}
}

// discovery are the messages of neighbour discovery. Every neighbour is fixed, so
// that nothing needs them, and nobody may speak of another's link.
const discovery = "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect }"

// nowhere is the set of the devices that what has no route leads to: lo for IPv4,
// which the kernel lets nothing of IPv6 be routed to, and a link of its own.
const nowhere = "nowhere"

// sink and drain are the two ends of that link, both in the VPC's router. The drain
// speaks no IPv6.
func (n names) sink(vpcID string) string  { return n.device("sink " + vpcID) }
func (n names) drain(vpcID string) string { return n.device("drain " + vpcID) }

// nowhere are the devices of the set.
func (l *layout) nowhere() []string {
	if l.dual {
		return []string{"lo", l.sink(l.plan.VPC)}
	}
	return []string{"lo"}
}

// unroutable matches what has no route, and routable what has one.
func (l *layout) unroutable() string {
	if l.dual {
		return "oifname @" + nowhere
	}
	return `oifname "lo"`
}

func (l *layout) routable() string {
	if l.dual {
		return "oifname != @" + nowhere
	}
	return `oifname != "lo"`
}
