package datapath

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

func fromChain(gateway string) string  { return "from-" + gateway }
func remoteSet(gateway string) string  { return gateway + ".remote" }
func privateSet(gateway string) string { return gateway + ".private" }
func publicSet(gateway string) string  { return gateway + ".public" }

// outsideMap is from private addresses to public ones, insideMap back.
func outsideMap(gateway string) string { return gateway + ".outside" }
func insideMap(gateway string) string  { return gateway + ".inside" }

// beyond drops what may not be sent out by a gateway. What may be sent to a
// peer, the peer's own router knows.
func (l *layout) beyond(g *vpc.Gateway) []string {
	switch g.Kind {
	case vpc.InternetKind:
		return []string{l.dropIf("ip daddr { "+prefixes(vpc.PrivateRanges)+" }", vpc.StageGateway, g.ID)}
	case vpc.PeeringKind, vpc.EgressOnlyKind:
		return nil
	}
	return []string{l.dropIf("ip daddr . meta l4proto != @"+remoteSet(g.ID), vpc.StageGateway, g.ID)}
}

// gateways makes the chains for what comes in by the gateways' links, and the
// translations of addresses.
func (l *layout) gateways() error {
	if len(l.plan.Gateways) == 0 {
		return nil
	}
	from := verdicts(nft.Device)
	for _, g := range l.plan.Gateways {
		if err := checked(l.plan, "gateway", g.ID); err != nil {
			return err
		}
		from.Elements = append(from.Elements, to(nft.Key(nil).Device(l.gateway(g.ID)), fromChain(g.ID)))
		switch g.Kind {
		case vpc.InternetKind:
			l.publicMappings(g)
			l.chain(fromChain(g.ID), "", l.fromInternet(g))
			continue
		case vpc.EgressOnlyKind:
			l.chain(fromChain(g.ID), "", l.answersFrom(g), dropped(vpc.StageGateway, g.ID))
			continue
		}
		for _, f := range l.families {
			l.set(remoteSet(g.ID)+f.suffix, f.rangesSet(g.Remote))
		}
		l.chain(fromChain(g.ID), "", l.fromNetwork(g))
	}
	l.set("gateways", from)
	for _, f := range l.families {
		l.set("local"+f.suffix, f.rangesSet(l.plan.Blocks))
	}
	l.returns()
	l.translations()
	return nil
}

// carries6 tells whether IPv6 may go by a gateway.
func carries6(g *vpc.Gateway) bool {
	return g.Kind == vpc.InternetKind || g.Kind == vpc.EgressOnlyKind || g.Kind == vpc.PeeringKind
}

// answersFrom lets answers in by a gateway to the public side, and drops what
// belongs to connections that have another way.
func (l *layout) answersFrom(g *vpc.Gateway) []string {
	flow := "ct mark & " + marked(markFlow)
	own := flow + " == { " + marked(l.marks[g.ID]) + ", " + marked(l.outside(g.ID)) + " }"
	return []string{
		"ct state established jump " + swiftChain,
		l.dropIf("ct state invalid", vpc.StageGateway, g.ID),
		"ct state established,related " + flow + " vmap @returns",
		"ct state established,related " + own + " goto arrive",
		l.dropIf("ct state established,related", vpc.StageGateway, g.ID),
	}
}

// fromInternet lets answers in, and new connections to public addresses and to the
// VPC's own of IPv6.
func (l *layout) fromInternet(g *vpc.Gateway) []string {
	// Not "ct status dnat": the kernel changes the port of what would pass for
	// another connection's answer, and calls that so too.
	published := "ct original ip daddr @" + publicSet(g.ID)
	rules := append(l.answersFrom(g),
		l.dropIf("ip saddr { "+prefixes(vpc.PrivateRanges)+" }", vpc.StageGateway, g.ID),
		l.dropIf("ip saddr . meta l4proto @local", vpc.StageGateway, g.ID),
		published+" ct mark set "+marked(l.outside(g.ID)),
		published+" goto arrive")
	if l.dual {
		const own = "ip6 daddr . meta l4proto @local6"
		rules = append(rules, l.dropIf("ip6 saddr . meta l4proto @local6", vpc.StageGateway, g.ID),
			own+" ct mark set "+marked(l.outside(g.ID)), own+" goto arrive")
	}
	return append(rules, dropped(vpc.StageGateway, g.ID)...)
}

// fromNetwork lets in what is from the other side and for this VPC: nothing
// passes through it. An endpoint's ranges start nothing.
func (l *layout) fromNetwork(g *vpc.Gateway) []string {
	own := []string{marked(l.marks[g.ID]), marked(l.outside(g.ID))}
	for _, w := range l.natWays() {
		if w.Gateway == g.ID {
			own = append(own, marked(l.marks[w.ID]))
		}
	}
	slices.Sort(own)
	flow := "ct mark & " + marked(markFlow)
	rules := []string{
		// Ranges of two gateways may overlap: judged was what came by the other.
		l.dropIf("ct state established,related "+flow+" != { "+strings.Join(own, ", ")+" }", vpc.StageGateway, g.ID),
		"ct state established jump " + swiftChain,
		l.dropIf("ct state invalid", vpc.StageGateway, g.ID),
	}
	for _, f := range l.families {
		if f.six && !carries6(g) {
			continue
		}
		rules = append(rules,
			l.dropIf(f.ip+" saddr . meta l4proto != @"+remoteSet(g.ID)+f.suffix, vpc.StageGateway, g.ID),
			l.dropIf(f.ip+" daddr . meta l4proto != @local"+f.suffix, vpc.StageGateway, g.ID))
	}
	if !l.dual || !carries6(g) {
		rules = append(rules, l.dropIf("meta nfproto ipv6", vpc.StageGateway, g.ID))
	}
	rules = append(rules, "ct state established,related "+flow+" vmap @returns")
	if g.Kind == vpc.EndpointKindGW {
		rules = append(rules, l.dropIf("ct state new", vpc.StageGateway, g.ID))
	}
	return append(rules, "ct state new ct mark set "+marked(l.outside(g.ID)), "goto arrive")
}

// rangesSet is a set of prefixes, with every protocol for the reason that
// anySet has it. Prefixes within others are left out.
func (f family) rangesSet(prefixes []netip.Prefix) *nft.Set {
	s := &nft.Set{Key: []nft.Type{f.addr, nft.Protocol}, Interval: true}
	sorted := slices.SortedFunc(slices.Values(prefixes), func(a, b netip.Prefix) int {
		if order := a.Masked().Addr().Compare(b.Masked().Addr()); order != 0 {
			return order
		}
		return a.Bits() - b.Bits()
	})
	var last netip.Prefix
	for _, p := range sorted {
		if p = p.Masked(); f.has(p.Addr()) && !(last.IsValid() && last.Contains(p.Addr())) {
			last = p
			s.Elements = append(s.Elements, nft.Between(nft.Key(nil).Addr(p.Addr()).Byte(0), nft.Key(nil).Addr(netipx.PrefixLastIP(p)).Byte(255)))
		}
	}
	return s
}

// publicMappings makes the sets of an internet gateway's translations; those of
// NAT gateways are with the ways.
func (l *layout) publicMappings(g *vpc.Gateway) {
	private, public := &nft.Set{Key: []nft.Type{nft.Addr}}, &nft.Set{Key: []nft.Type{nft.Addr}}
	outside := &nft.Set{Key: []nft.Type{nft.Addr}, Data: nft.Addr}
	inside := &nft.Set{Key: []nft.Type{nft.Addr}, Data: nft.Addr}
	for _, m := range g.Public {
		if m.NAT != "" || !m.Private.Is4() || !m.Public.Is4() {
			continue
		}
		in, out := nft.Key(nil).Addr(m.Private), nft.Key(nil).Addr(m.Public)
		private.Elements = append(private.Elements, nft.Point(in))
		public.Elements = append(public.Elements, nft.Point(out))
		outside.Elements = append(outside.Elements, nft.Element{From: string(in), Value: string(out)})
		inside.Elements = append(inside.Elements, nft.Element{From: string(out), Value: string(in)})
	}
	l.set(privateSet(g.ID), private)
	l.set(publicSet(g.ID), public)
	l.set(outsideMap(g.ID), outside)
	l.set(insideMap(g.ID), inside)
}

// natWays are the ways that lead through NAT gateways.
func (l *layout) natWays() []*vpc.Way {
	return slices.Collect(func(yield func(*vpc.Way) bool) {
		for _, w := range l.plan.Ways {
			if l.nats[w.NAT] != nil && l.byID[w.Gateway] != nil && !yield(w) {
				return
			}
		}
	})
}

// outsideOf is the address that a NAT gateway sends with by a way: its public one
// for the internet alone.
func (l *layout) outsideOf(w *vpc.Way) netip.Addr {
	if l.byID[w.Gateway].Kind == vpc.InternetKind {
		return l.nats[w.NAT].Public
	}
	return l.nats[w.NAT].Private
}

// through is what a NAT gateway does with what an instance sends by it: the
// packet enters and leaves the gateway's subnet, and is of a protocol that it
// can translate.
func (l *layout) through(nat *vpc.NAT) (rules []string) {
	ask := func(chain string) {
		if l.narrowed[chain] {
			rules = append(rules, "jump "+chain)
		}
	}
	ask(ingressChain(nat.Subnet))
	rules = append(rules, l.dropIf("meta l4proto != { icmp, tcp, udp }", vpc.StageGateway, nat.ID))
	ask(egressChain(nat.Subnet))
	return rules
}

// returns makes the chains for answers that come back to a NAT gateway: into
// its subnet, and out of it again to the instance's. The two are never the same:
// what leads an instance of the gateway's own subnet to it leads the gateway to
// itself.
func (l *layout) returns() {
	set := verdicts(nft.Mark)
	for _, w := range l.natWays() {
		set.Elements = append(set.Elements, to(nft.Key(nil).Mark(l.marks[w.ID]), backChain(w.ID)))
		var rules []string
		if s := l.subnets[l.nats[w.NAT].Subnet]; s != nil {
			if l.narrowed[ingressChain(s.ID)] {
				rules = append(rules, "jump "+natIngress(aclName(s.ACL)))
			}
			if l.narrowed[egressChain(s.ID)] {
				rules = append(rules, "jump "+egressChain(s.ID))
			}
		}
		l.chain(backChain(w.ID), "", rules, []string{"goto arrive"})
	}
	l.set("returns", set)
}

// translations makes the chains that translate addresses. Those of a NAT
// gateway come first: an instance with a public address of its own may be
// routed by one.
func (l *layout) translations() {
	var source, destination []string
	ports := fmt.Sprintf(":%d-%d", l.translated.From, l.translated.To)
	for _, w := range l.natWays() {
		address := l.outsideOf(w)
		source = append(source,
			"meta l4proto { tcp, udp } meta mark "+marked(l.marks[w.ID])+" snat ip to "+address.String()+ports,
			"meta l4proto icmp meta mark "+marked(l.marks[w.ID])+" snat ip to "+address.String())
	}
	for _, g := range l.plan.Gateways {
		if g.Kind == vpc.InternetKind {
			device := `"` + l.gateway(g.ID) + `"`
			source = append(source, "oifname "+device+" snat ip to ip saddr map @"+outsideMap(g.ID))
			destination = append(destination, "iifname "+device+" dnat ip to ip daddr map @"+insideMap(g.ID))
		}
	}
	if len(source) > 0 {
		l.chain("source-nat", "type nat hook postrouting priority srcnat; policy accept;", source)
	}
	if len(destination) > 0 {
		l.chain("destination-nat", "type nat hook prerouting priority dstnat; policy accept;", destination)
	}
}
