package vpc

import (
	"cmp"
	"net/netip"
	"slices"

	"go4.org/netipx"
)

// The kernel's sets of concatenated ranges refuse elements that overlap, so a
// group's rules become regions that share no packet. Remote ranges of rules
// are prefixes, which either nest or have nothing in common; hence it is
// enough to leave out of each prefix what the prefixes around it already let
// through. No prefix is ever cut, and rules that do not overlap stay one
// region each, however many there are.

// span is an inclusive range of ports, or of ICMP types and codes as
// type<<8|code.
type span struct{ from, to uint16 }

// everything is the span of a whole protocol.
var everything = span{0, 65535}

// unionSpans sorts the spans and joins those that overlap or touch. It works in place.
func unionSpans(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && int(s.from) <= int(joined[n-1].to)+1 {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// subtractSpans is what of the spans is not in minus; both are unions.
func subtractSpans(spans, minus []span) []span {
	if len(minus) == 0 {
		return spans
	}
	var rest []span
	for _, s := range spans {
		first, _ := slices.BinarySearchFunc(minus, s.from, func(m span, from uint16) int { return cmp.Compare(m.to, from) })
		left := true
		for _, m := range minus[first:] {
			if m.from > s.to {
				break
			}
			if m.from > s.from {
				rest = append(rest, span{s.from, m.from - 1})
			}
			if left = m.to < s.to; !left {
				break
			}
			s.from = m.to + 1
		}
		if left {
			rest = append(rest, s)
		}
	}
	return rest
}

// grant lets a span through with a remote prefix.
type grant struct {
	remote netip.Prefix
	span   span
}

// region is a part of what grants let through.
type region struct {
	remote Range
	span   span
}

// carve turns grants into disjoint regions that let the same through, sorted
// by span and remote range; neighbouring remote ranges with the same span are
// one region. It sorts the grants in place.
func carve(grants []grant) []region {
	slices.SortFunc(grants, func(a, b grant) int { return comparePrefixes(a.remote, b.remote) })
	var regions []region
	type level struct {
		remote netip.Prefix
		spans  []span
	}
	var around []level // the prefixes that the one at hand lies in, widest first
	for len(grants) > 0 {
		remote := grants[0].remote
		var spans []span
		for len(grants) > 0 && grants[0].remote == remote {
			spans = append(spans, grants[0].span)
			grants = grants[1:]
		}
		spans = unionSpans(spans)
		for len(around) > 0 && !around[len(around)-1].remote.Contains(remote.Addr()) {
			around = around[:len(around)-1]
		}
		for _, outer := range around {
			spans = subtractSpans(spans, outer.spans)
		}
		if len(spans) > 0 {
			around = append(around, level{remote, spans})
		}
		for _, s := range spans {
			regions = append(regions, region{rangeOf(remote), s})
		}
	}
	return joinRegions(regions)
}

// joinRegions sorts disjoint regions and joins neighbours with the same span.
func joinRegions(regions []region) []region {
	slices.SortFunc(regions, func(a, b region) int {
		return cmp.Or(cmp.Compare(a.span.from, b.span.from), cmp.Compare(a.span.to, b.span.to), a.remote.From.Compare(b.remote.From))
	})
	joined := regions[:0]
	for _, r := range regions {
		if n := len(joined); n > 0 && joined[n-1].span == r.span && joined[n-1].remote.To.Next() == r.remote.From {
			joined[n-1].remote.To = r.remote.To
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// comparePrefixes orders prefixes by address, the wider before those within it.
func comparePrefixes(a, b netip.Prefix) int {
	return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
}

// rangeOf is the range of a masked prefix.
func rangeOf(p netip.Prefix) Range { return Range{p.Addr(), netipx.PrefixLastIP(p)} }

// unionRanges turns prefixes into disjoint ranges, sorted, where neighbours
// are one. It sorts the prefixes in place.
func unionRanges(prefixes []netip.Prefix) []Range {
	slices.SortFunc(prefixes, comparePrefixes)
	var ranges []Range
	for _, p := range prefixes {
		next := rangeOf(p)
		if n := len(ranges); n > 0 {
			last := &ranges[n-1]
			if last.Contains(next.From) {
				continue // prefixes nest: the whole of it is there
			}
			if last.To.Next() == next.From {
				last.To = next.To
				continue
			}
		}
		ranges = append(ranges, next)
	}
	return ranges
}

// covers tells whether all of the prefix lies in one of the ranges, which are
// disjoint and sorted.
func covers(ranges []Range, p netip.Prefix) bool {
	i, _ := slices.BinarySearchFunc(ranges, p.Addr(), func(r Range, a netip.Addr) int { return r.To.Compare(a) })
	return i < len(ranges) && ranges[i].Contains(p.Addr()) && ranges[i].Contains(netipx.PrefixLastIP(p))
}

// Contains tells whether the address is in the range. An address of the other
// family is not.
func (r Range) Contains(a netip.Addr) bool {
	return r.From.Compare(a) <= 0 && a.Compare(r.To) <= 0
}
