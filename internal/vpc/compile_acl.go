package vpc

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"

	"go4.org/netipx"
)

// ACLOf is the ACL that guards a subnet: the one associated with it, else the
// VPC's default one.
func (m Model) ACLOf(subnet string) (NetworkACL, bool) {
	var fallback NetworkACL
	for _, a := range m.ACLs {
		if a.Has(subnet) {
			return a, true
		}
		if a.Default {
			fallback = a
		}
	}
	return fallback, fallback.ID != ""
}

// aclRules compiles the ACLs that the subnets name, and only those whose
// entries are not as they were. The ACL of a subnet that nothing guards has no
// id and lets nothing through.
func (c *Compiler) aclRules(subnets []*PlanSubnet, acls []NetworkACL) map[string]*ACLRules {
	entries := make(map[string][]ACLEntry, len(acls))
	for _, a := range acls {
		entries[a.ID] = a.Entries
	}
	given, rules := map[string][]ACLEntry{}, map[string]*ACLRules{}
	for _, s := range subnets {
		if rules[s.ACL] != nil {
			continue
		}
		given[s.ACL] = entries[s.ACL]
		last := c.acls[s.ACL]
		if last == nil || !slices.Equal(c.entries[s.ACL], given[s.ACL]) {
			fresh := &ACLRules{ACL: s.ACL, Egress: compileEntries(given[s.ACL], true), Ingress: compileEntries(given[s.ACL], false)}
			if last == nil || !last.equal(fresh) {
				last = fresh
			}
		}
		rules[s.ACL] = last
	}
	c.entries, c.acls = given, rules
	return rules
}

func (r *ACLRules) equal(other *ACLRules) bool {
	return r.ACL == other.ACL && r.Egress.equal(other.Egress) && r.Ingress.equal(other.Ingress)
}

// compileEntries compiles one direction of an ACL, of which the first entry
// that matches decides, to what it lets through. The ranges of the entries cut
// the addresses into stretches; in each of them the same entries match.
func compileEntries(entries []ACLEntry, egress bool) Matches {
	entries = slices.DeleteFunc(slices.Clone(entries), func(e ACLEntry) bool { return e.Egress != egress || !e.CIDR.IsValid() })
	slices.SortFunc(entries, func(a, b ACLEntry) int { return cmp.Compare(a.Number, b.Number) })
	var passed passage
	for _, stretch := range stretches(entries) {
		var there []ACLEntry
		for _, e := range entries {
			if e.CIDR.Masked().Contains(stretch.From) {
				there = append(there, e)
			}
		}
		passed.add(stretch, there)
	}
	return passed.matches()
}

// stretches are the ranges of addresses within which the same entries match,
// those where none does left out; disjoint and sorted.
func stretches(entries []ACLEntry) []Range {
	var starts []netip.Addr // of what is next to a stretch, or a stretch itself
	for _, e := range entries {
		r := rangeOf(e.CIDR.Masked())
		starts = append(starts, r.From)
		if next := r.To.Next(); next.IsValid() {
			starts = append(starts, next)
		}
	}
	slices.SortFunc(starts, netip.Addr.Compare)
	starts = slices.Compact(starts)
	var found []Range
	for i, from := range starts {
		to := netipx.PrefixLastIP(netip.PrefixFrom(from, 0).Masked())
		if i+1 < len(starts) && starts[i+1].BitLen() == from.BitLen() {
			to = starts[i+1].Prev()
		}
		if slices.ContainsFunc(entries, func(e ACLEntry) bool { return e.CIDR.Contains(from) }) {
			found = append(found, Range{from, to})
		}
	}
	return found
}

// passage collects what an ACL lets through, stretch by stretch.
type passage struct {
	whole map[run][]Range
	parts map[Protocol][]region
}

// run is a run of protocol numbers.
type run struct{ from, to Protocol }

// add notes what the entries, first match first, let through in a stretch.
func (p *passage) add(stretch Range, entries []ACLEntry) {
	apart := map[Protocol]bool{} // the protocols that some entry names
	for _, e := range entries {
		if e.Protocol >= 0 && e.Protocol <= 255 {
			apart[e.Protocol] = true
		}
	}
	other := allowed(entries, AllProtocols)
	var runs []run
	for number := Protocol(0); number <= 255; number++ {
		spans := other
		if apart[number] {
			spans = allowed(entries, number)
		}
		switch {
		case len(spans) == 0:
		case spans[0] != everything:
			p.addParts(stretch, number, spans)
		case len(runs) > 0 && runs[len(runs)-1].to == number-1:
			runs[len(runs)-1].to = number
		default:
			runs = append(runs, run{number, number})
		}
	}
	for _, r := range runs {
		if p.whole == nil {
			p.whole = map[run][]Range{}
		}
		ranges := p.whole[r]
		if n := len(ranges); n > 0 && ranges[n-1].To.Next() == stretch.From {
			ranges[n-1].To = stretch.To
			continue
		}
		p.whole[r] = append(ranges, stretch)
	}
}

func (p *passage) addParts(stretch Range, protocol Protocol, spans []span) {
	if p.parts == nil {
		p.parts = map[Protocol][]region{}
	}
	for _, s := range spans {
		p.parts[protocol] = append(p.parts[protocol], region{stretch, s})
	}
}

// allowed is what of a protocol the entries let through; AllProtocols asks about
// a protocol that none of them names.
func allowed(entries []ACLEntry, protocol Protocol) []span {
	var through []span
	left := []span{everything}
	for _, e := range entries {
		if e.Protocol != AllProtocols && e.Protocol != protocol {
			continue
		}
		s := e.span()
		if e.Allow {
			beyond := subtractSpans(left, s)
			through = append(through, subtractSpans(left, beyond)...)
		}
		if left = subtractSpans(left, s); len(left) == 0 {
			break
		}
	}
	return unionSpans(through)
}

// span is the part of its protocol that the entry is about. Of an entry whose
// numbers say nothing, a deny is about all and an allow about nothing.
func (e ACLEntry) span() []span {
	if e.Protocol == AllProtocols {
		return []span{everything}
	}
	key := RuleKey{Protocol: e.Protocol, FromPort: e.FromPort, ToPort: e.ToPort}
	if e.Protocol.HasTypes() {
		key.FromPort, key.ToPort = e.ICMPType, e.ICMPCode
	}
	s, ok := spanOf(key)
	switch {
	case ok:
		return []span{s}
	case e.Allow:
		return nil
	}
	return []span{everything}
}

// matches compiles what was collected.
func (p *passage) matches() Matches {
	var m Matches
	for protocols, ranges := range p.whole {
		if protocols == (run{0, 255}) {
			m.Any = ranges
			continue
		}
		for _, r := range ranges {
			m.Protocols = append(m.Protocols, ProtocolRegion{r, protocols.from, protocols.to})
		}
	}
	slices.SortFunc(m.Protocols, func(a, b ProtocolRegion) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), a.Remote.From.Compare(b.Remote.From))
	})
	for _, protocol := range slices.Sorted(maps.Keys(p.parts)) {
		m.addParts(protocol, joinRegions(p.parts[protocol]))
	}
	return m
}
