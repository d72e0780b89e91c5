package vpc

import (
	"net/netip"
	"slices"

	"go4.org/netipx"
)

// Representatives are addresses of a range, one of each part within which
// packets are treated alike whatever their protocol and port: the first of it.
// All that the world says about the range, it says about one of them.
func (w *World) Representatives(within netip.Prefix) []netip.Addr {
	whole := rangeOf(within.Masked())
	e := edges{within: whole, found: []netip.Addr{whole.From}}
	for _, p := range PrivateRanges {
		e.prefix(p)
	}
	e.prefix(w.Pool)
	e.addresses(w.Host)
	for _, p := range w.LAN {
		e.prefix(p)
	}
	for _, s := range w.Edge {
		e.addresses([]netip.Addr{s.At.Addr()})
	}
	for _, plan := range w.Plans {
		e.plan(plan)
	}
	slices.SortFunc(e.found, netip.Addr.Compare)
	return slices.Compact(e.found)
}

// edges collects where the treatment of addresses may change.
type edges struct {
	within Range
	found  []netip.Addr
}

func (e *edges) add(r Range) {
	if e.within.Contains(r.From) {
		e.found = append(e.found, r.From)
	}
	if next := r.To.Next(); next.IsValid() && e.within.Contains(next) {
		e.found = append(e.found, next)
	}
}

func (e *edges) prefix(p netip.Prefix) {
	if p.IsValid() {
		e.add(Range{p.Masked().Addr(), netipx.PrefixLastIP(p)})
	}
}

func (e *edges) addresses(list []netip.Addr) {
	for _, a := range list {
		if a.IsValid() {
			e.add(Range{a, a})
		}
	}
}

func (e *edges) plan(p *Plan) {
	for _, b := range p.Blocks {
		e.prefix(b)
	}
	e.addresses(p.Routers)
	e.addresses(p.Resolver)
	for _, port := range p.Ports {
		e.addresses(port.Addresses)
	}
	for _, s := range p.Subnets {
		e.prefix(s.CIDR)
	}
	for _, m := range p.Members {
		e.addresses(m.Addresses)
	}
	for _, s := range p.RuleSets {
		e.matches(s.Egress)
		e.matches(s.Ingress)
	}
	for _, a := range p.ACLs {
		e.matches(a.Egress)
		e.matches(a.Ingress)
	}
	for _, t := range p.Tables {
		for _, r := range t.Ranges {
			e.add(r.To)
		}
	}
	for _, g := range p.Gateways {
		for _, r := range g.Remote {
			e.prefix(r)
		}
		for _, m := range g.Public {
			e.addresses([]netip.Addr{m.Public})
		}
	}
}

func (e *edges) matches(m Matches) {
	for _, r := range m.Any {
		e.add(r)
	}
	for _, r := range m.Protocols {
		e.add(r.Remote)
	}
	for _, r := range m.Ports {
		e.add(r.Remote)
	}
	for _, r := range m.ICMP {
		e.add(r.Remote)
	}
}

// RepresentativePorts are ports of a range, one of each part within which
// packets of a protocol are treated alike wherever they go: the first of it.
func (w *World) RepresentativePorts(protocol Protocol, within PortRange) []uint16 {
	found := []uint16{within.From}
	add := func(from, to uint16) {
		for _, edge := range []int{int(from), int(to) + 1} {
			if int(within.From) < edge && edge <= int(within.To) {
				found = append(found, uint16(edge))
			}
		}
	}
	matches := func(m Matches) {
		for _, r := range m.Ports {
			if r.Protocol == protocol {
				add(r.From, r.To)
			}
		}
		for _, ref := range m.References {
			for _, r := range ref.Ports {
				if r.Protocol == protocol {
					add(r.From, r.To)
				}
			}
		}
	}
	for _, p := range w.Plans {
		for _, s := range p.RuleSets {
			matches(s.Egress)
			matches(s.Ingress)
		}
		for _, a := range p.ACLs {
			matches(a.Egress)
			matches(a.Ingress)
		}
	}
	add(53, 53) // the name server's
	slices.Sort(found)
	return slices.Compact(found)
}
