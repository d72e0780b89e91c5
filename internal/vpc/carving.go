package vpc

import (
	"cmp"
	"net/netip"
	"slices"
)

// carving is carve for one protocol of ports, kept from change to change: what
// a grant more or less costs follows from the grants that it overlaps.
type carving struct {
	protocol Protocol
	asked    []asked
	// regions are those of carve; never written to once they were given away.
	regions []PortRegion
}

// asked are the grants of one prefix, and what is left of them beside those of
// the prefixes around it.
type asked struct {
	remote netip.Prefix
	spans  []span // as granted, with repetitions
	left   []span // a union
}

func newCarving(protocol Protocol, grants []grant) *carving {
	c := &carving{protocol: protocol}
	for _, r := range carve(grants) { // which sorts the grants
		c.regions = append(c.regions, PortRegion{r.remote, protocol, r.span.from, r.span.to})
	}
	for _, g := range grants {
		if n := len(c.asked); n == 0 || c.asked[n-1].remote != g.remote {
			c.asked = append(c.asked, asked{remote: g.remote})
		}
		last := &c.asked[len(c.asked)-1]
		last.spans = append(last.spans, g.span)
	}
	c.settle(0, nil, func(netip.Prefix) bool { return true }, nil)
	return c
}

func (c *carving) find(remote netip.Prefix) (int, bool) {
	return slices.BinarySearchFunc(c.asked, remote, func(a asked, p netip.Prefix) int { return comparePrefixes(a.remote, p) })
}

// change takes grants away and adds others; a grant to be taken away was added.
func (c *carving) change(gone, come []grant) {
	c.regions = slices.Clone(c.regions)
	for _, g := range gone {
		at, _ := c.find(g.remote)
		a := &c.asked[at]
		i := slices.Index(a.spans, g.span)
		a.spans = slices.Concat(a.spans[:i], a.spans[i+1:])
		c.resettle(at)
		if len(a.spans) == 0 {
			c.asked = slices.Delete(c.asked, at, at+1)
		}
	}
	for _, g := range come {
		at, known := c.find(g.remote)
		if !known {
			c.asked = slices.Insert(c.asked, at, asked{remote: g.remote})
		}
		c.asked[at].spans = append(c.asked[at].spans, g.span)
		c.resettle(at)
	}
}

// resettle works out anew what is left of a prefix and those within it.
func (c *carving) resettle(at int) {
	remote := c.asked[at].remote
	var around []*asked
	for bits := range remote.Bits() {
		outer, _ := remote.Addr().Prefix(bits)
		if i, known := c.find(outer); known && len(c.asked[i].left) > 0 {
			around = append(around, &c.asked[i])
		}
	}
	within := func(p netip.Prefix) bool { return remote.Contains(p.Addr()) }
	var take, give []PortRegion
	c.settle(at, around, within, func(a *asked, before []span) {
		whole := rangeOf(a.remote)
		for _, s := range before {
			if !slices.Contains(a.left, s) {
				take = append(take, PortRegion{whole, c.protocol, s.from, s.to})
			}
		}
		for _, s := range a.left {
			if !slices.Contains(before, s) {
				give = append(give, PortRegion{whole, c.protocol, s.from, s.to})
			}
		}
	})
	for _, r := range take {
		c.take(r)
	}
	for _, r := range give {
		c.give(r)
	}
}

// settle works out what is left, from a prefix on; around are the ones with
// something left that it lies in, widest first. changed is told of each prefix
// of which something else was left before.
func (c *carving) settle(from int, around []*asked, within func(netip.Prefix) bool, changed func(a *asked, before []span)) {
	for i := from; i < len(c.asked) && within(c.asked[i].remote); i++ {
		a := &c.asked[i]
		for len(around) > 0 && !around[len(around)-1].remote.Contains(a.remote.Addr()) {
			around = around[:len(around)-1]
		}
		spans := unionSpans(slices.Clone(a.spans))
		for _, outer := range around {
			spans = subtractSpans(spans, outer.left)
		}
		before := a.left
		a.left = spans
		if len(spans) > 0 {
			around = append(around, a)
		}
		if changed != nil && !slices.Equal(before, spans) {
			changed(a, before)
		}
	}
}

func compareRegions(a, b PortRegion) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), a.Remote.From.Compare(b.Remote.From))
}

func sameSpan(a, b PortRegion) bool { return a.From == b.From && a.To == b.To }

// take cuts a part out of the region that it is in.
func (c *carving) take(part PortRegion) {
	at, exact := slices.BinarySearchFunc(c.regions, part, compareRegions)
	if !exact {
		at-- // the last that begins before
	}
	whole := c.regions[at]
	var rest []PortRegion
	if whole.Remote.From != part.Remote.From {
		below := whole
		below.Remote.To = part.Remote.From.Prev()
		rest = append(rest, below)
	}
	if whole.Remote.To != part.Remote.To {
		above := whole
		above.Remote.From = part.Remote.To.Next()
		rest = append(rest, above)
	}
	c.regions = slices.Replace(c.regions, at, at+1, rest...)
}

// give adds a part, joined with its neighbours.
func (c *carving) give(part PortRegion) {
	at, _ := slices.BinarySearchFunc(c.regions, part, compareRegions)
	from, to := at, at
	if at > 0 && sameSpan(c.regions[at-1], part) && c.regions[at-1].Remote.To.Next() == part.Remote.From {
		from--
		part.Remote.From = c.regions[from].Remote.From
	}
	if at < len(c.regions) && sameSpan(c.regions[at], part) && part.Remote.To.Next() == c.regions[at].Remote.From {
		to++
		part.Remote.To = c.regions[at].Remote.To
	}
	c.regions = slices.Replace(c.regions, from, to, part)
}
