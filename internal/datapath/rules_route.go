package datapath

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// blackholeMark marks what a route leads nowhere. No way has it: theirs are
// below.
const blackholeMark uint32 = 0x80000000

func routeChain(table string) string   { return table + ".route" }
func noRouteChain(table string) string { return table + ".none" }
func rangesMap(table string) string    { return table + ".ranges" }

func wayChain(id string) string  { return "way-" + strings.ReplaceAll(id, "/", ".") }
func backChain(id string) string { return "back-" + strings.ReplaceAll(id, "/", ".") }

// marked is a mark as nft lists it.
func marked(mark uint32) string { return fmt.Sprintf("0x%08x", mark) }

// addRoutes makes the chains that mark what a port sends with the way that its
// subnet's table chooses. The kernel's own routing follows the mark. What has
// none is local or has no route.
func (c *compiler) addRoutes(l *layout) error {
	routes := map[*vpc.Routes]part{}
	for _, s := range l.plan.Subnets {
		table := l.plan.Tables[s.Table]
		if table == nil || s.Table == "" {
			continue
		}
		if err := checked(l.plan, "route table", s.Table); err != nil {
			return err
		}
		made, err := cached(c.routes, routes, table, func() (part, error) { return compileRoutes(s.Table, table, l.marks, l.families), nil })
		if err != nil {
			return err
		}
		made.addTo(l.table)
	}
	c.routes = routes
	chains := map[string]string{} // by subnet
	for _, s := range l.plan.Subnets {
		if l.table.Chains[routeChain(s.Table)] != nil {
			chains[s.ID] = l.routeChainOf(s)
		}
	}
	if !l.routed() {
		return nil
	}
	c.known.verdicts(l, "tables", chains, subnetOf, false)
	l.chain("route", "type filter hook prerouting priority mangle; policy accept;", l.local(), l.chosen(), []string{"iifname vmap @tables"})
	return nil
}

// routeChainOf is where a subnet's ports ask their table. What stays in the
// subnet asks none, which only matters where a route leads into it.
func (l *layout) routeChainOf(s *vpc.PlanSubnet) string {
	inside := slices.ContainsFunc(l.plan.Tables[s.Table].Ranges, func(r vpc.RouteRange) bool {
		return touches(r.To, s.CIDR) || touches(r.To, s.CIDR6)
	})
	if !inside {
		return routeChain(s.Table)
	}
	l.chain(routeChain(s.ID), "", l.within(s, "daddr", "accept"), []string{"goto " + routeChain(s.Table)})
	return routeChain(s.ID)
}

func touches(r vpc.Range, p netip.Prefix) bool {
	return p.Contains(r.From) || r.Contains(p.Masked().Addr())
}

// routed tells whether any table has a route that is not local.
func (l *layout) routed() bool {
	for _, t := range l.plan.Tables {
		if len(t.Ranges) > 0 {
			return true
		}
	}
	return false
}

// local leaves out at once what stays within the VPC, unless a table has a route
// into it.
func (l *layout) local() []string {
	for _, t := range l.plan.Tables {
		for _, r := range t.Ranges {
			for _, b := range l.plan.Blocks {
				if touches(r.To, b) {
					return nil
				}
			}
		}
	}
	var rules []string
	for _, b := range l.plan.Blocks {
		word := "ip"
		if b.Addr().Is6() {
			word = "ip6"
		}
		rules = append(rules, word+" daddr "+b.Masked().String()+" accept")
	}
	return rules
}

// compileRoutes makes the map of a table's ranges to marks. It has every
// protocol as a second field for the reason that anySet has it.
func compileRoutes(id string, table *vpc.Routes, marks map[string]uint32, families []family) part {
	p := newPart()
	p.chains[noRouteChain(id)] = &nft.Chain{Rules: dropped(vpc.StageRoute, id)}
	if len(table.Ranges) == 0 {
		return p
	}
	chain := &nft.Chain{}
	p.chains[routeChain(id)] = chain
	for _, f := range families {
		ranges := f.ranges(table, marks)
		p.sets[rangesMap(id)+f.suffix] = ranges
		chain.Rules = append(chain.Rules, "meta mark set "+f.ip+" daddr . meta l4proto map @"+rangesMap(id)+f.suffix)
	}
	return p
}

func (f family) ranges(table *vpc.Routes, marks map[string]uint32) *nft.Set {
	ranges := &nft.Set{Key: []nft.Type{f.addr, nft.Protocol}, Interval: true, Data: nft.Mark}
	for _, r := range table.Ranges {
		from, to, ok := f.keys(true, r.To)
		if !ok {
			continue
		}
		mark := blackholeMark
		if r.Way != "" {
			mark = marks[r.Way]
		}
		e := nft.Between(from.Byte(0), to.Byte(255))
		e.Value = string(nft.Key(nil).Mark(mark))
		ranges.Elements = append(ranges.Elements, e)
	}
	slices.SortFunc(ranges.Elements, nft.Compare)
	return ranges
}

// askWays leads what has a way's mark to the chain of the way.
func (l *layout) askWays() []string {
	if !l.routed() {
		return nil
	}
	return []string{"meta mark vmap @ways",
		// What is local now may have had a way before.
		"ct direction original ct mark & " + marked(markFlow) + " != 0x00000000 ct mark set ct mark & " + marked(^markFlow)}
}

// ways makes the chains of the ways, each of which lets nothing out but by its
// own device.
func (l *layout) ways() error {
	if !l.routed() {
		return nil
	}
	set := verdicts(nft.Mark)
	set.Elements = append(set.Elements, to(nft.Key(nil).Mark(blackholeMark), "no-route"))
	for _, w := range l.plan.Ways {
		for part := range strings.SplitSeq(w.ID, "/") {
			if err := checked(l.plan, "way", part); err != nil {
				return err
			}
		}
		set.Elements = append(set.Elements, to(nft.Key(nil).Mark(l.marks[w.ID]), wayChain(w.ID)))
		l.chain(wayChain(w.ID), "", l.way(w))
	}
	l.set("ways", set)
	for id, table := range l.plan.Tables {
		for _, r := range table.Ranges {
			if r.Way != "" && l.table.Chains[wayChain(r.Way)] == nil {
				return fault.New(fault.Invalid, "", "route table %s of %s names way %q, which the plan has not", id, l.plan.VPC, r.Way)
			}
		}
	}
	return nil
}

// way are the rules for what goes out by a way.
func (l *layout) way(w *vpc.Way) []string {
	if w.Interface != "" {
		// Where it goes from there is its way, if it leaves the VPC.
		return []string{l.dropIf(`oifname != "`+l.port(w.Interface)+`"`, vpc.StageRoute, w.Interface),
			"ct mark set ct mark | " + marked(markLed), "goto arrive"}
	}
	g := l.byID[w.Gateway]
	if g == nil {
		return dropped(vpc.StageGateway, w.Gateway)
	}
	nat := l.nats[w.NAT]
	if w.NAT != "" && nat == nil {
		return dropped(vpc.StageGateway, w.NAT)
	}
	rules := []string{l.dropIf(`oifname != "`+l.gateway(g.ID)+`"`, vpc.StageGateway, g.ID)}
	switch six := l.dual && nat == nil && carries6(g); {
	case g.Kind == vpc.EgressOnlyKind:
		rules = append(rules, l.dropIf("meta nfproto ipv4", vpc.StageGateway, g.ID))
	case l.dual && !six:
		rules = append(rules, l.dropIf("meta nfproto ipv6", vpc.StageGateway, g.ID))
	}
	rules = append(rules, l.tracked(w)...)
	if l.dual && carries6(g) {
		rules = append(rules, l.dropIf("ip6 saddr . meta l4proto != @local6", vpc.StageGateway, g.ID))
	}
	switch {
	case nat != nil:
		rules = append(rules, l.through(nat)...)
	case g.Kind == vpc.EgressOnlyKind:
	case g.Kind == vpc.InternetKind:
		rules = append(rules, l.dropIf("ip saddr != @"+privateSet(g.ID), vpc.StageGateway, g.ID))
	default:
		rules = append(rules, l.dropIf("ip saddr . meta l4proto != @local", vpc.StageGateway, g.ID))
	}
	return append(append(rules, l.beyond(g)...), "goto "+judgedChain)
}

// tracked keeps a connection to the way that it began by: its translation and
// its answers belong there.
func (l *layout) tracked(w *vpc.Way) []string {
	mark := l.marks[w.ID]
	// An answer to what came from outside goes back by the same gateway.
	own := "{ " + marked(mark) + ", " + marked(l.outside(w.Gateway)) + " }"
	if w.NAT != "" {
		own = marked(mark)
	}
	return []string{"ct state new ct mark set ct mark & " + marked(markLed|mark) + " | " + marked(mark),
		l.dropIf("ct mark & "+marked(markFlow)+" != "+own, vpc.StageGateway, cmp.Or(w.NAT, w.Gateway))}
}

// outside is the mark of connections that began beyond a gateway.
func (l *layout) outside(gateway string) uint32 { return l.marks[gateway] | markOutside }
