package vpc

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// localTarget is the target of the routes that every table has: the VPC's own
// blocks.
const localTarget = "local"

// Of routes to the same destination the one of the lower rank holds.
const (
	rankLocal = iota
	rankStatic
	rankPrefixList
	rankPropagated
)

// candidate is a route that a table has, of one destination.
type candidate struct {
	RouteRange
	rank int
}

// routing compiles the route tables of one VPC.
type routing struct {
	model Model
	plan  *Plan // with its ports, gateways and NATs
	lists map[string][]netip.Prefix
}

// TableOf is the route table of a subnet: the one associated with it, else the
// VPC's main one.
func (m Model) TableOf(subnet string) (RouteTable, bool) {
	var main RouteTable
	for _, t := range m.RouteTables {
		if slices.ContainsFunc(t.Associations, func(a Association) bool { return a.SubnetID == subnet }) {
			return t, true
		}
		if t.Main {
			main = t
		}
	}
	return main, main.ID != ""
}

// tables compiles the route tables that the plan's subnets name. Those that say
// what they said before keep their pointers.
func (c *Compiler) tables(m Model, plan *Plan) map[string]*Routes {
	r := &routing{model: m, plan: plan, lists: map[string][]netip.Prefix{}}
	named := map[string]bool{}
	for _, s := range plan.Subnets {
		named[s.Table] = true
	}
	compiled := make(map[string][]RouteRange, len(named))
	for id := range named {
		compiled[id] = r.longest(id)
	}
	tables := make(map[string]*Routes, len(named))
	for id := range compiled {
		fresh := r.routes(id, compiled)
		if last := c.routes[id]; last != nil && slices.Equal(last.Ranges, fresh.Ranges) {
			fresh = last
		}
		tables[id] = fresh
	}
	c.routes = tables
	return tables
}

// routes are what a table says, given those that NAT gateways go on by.
func (r *routing) routes(id string, compiled map[string][]RouteRange) *Routes {
	routes := &Routes{Table: id}
	for _, part := range compiled[id] {
		if part.Target != localTarget {
			routes.Ranges = append(routes.Ranges, r.resolve(part, compiled)...)
		}
	}
	return routes
}

// Routes is a table of the model that the plan was compiled from: one that a
// subnet names, or what it would be if one did.
func (p *Plan) Routes(m Model, table string) *Routes {
	if known := p.Tables[table]; known != nil {
		return known
	}
	r := &routing{model: m, plan: p, lists: map[string][]netip.Prefix{}}
	compiled := map[string][]RouteRange{table: r.longest(table)}
	for _, n := range p.NATs {
		onward := p.subnet(n.Subnet).Table
		compiled[onward] = r.longest(onward)
	}
	return r.routes(table, compiled)
}

// longest cuts the addresses that a table has routes for into disjoint ranges
// by the longest prefix, the local routes among them; sorted.
func (r *routing) longest(table string) []RouteRange {
	candidates := r.candidates(table)
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(comparePrefixes(a.Destination, b.Destination), cmp.Compare(a.rank, b.rank),
			cmp.Compare(a.PrefixListID, b.PrefixListID), cmp.Compare(a.Target, b.Target))
	})
	c := cutter{left: slices.CompactFunc(candidates, func(a, b candidate) bool { return a.Destination == b.Destination })}
	for len(c.left) > 0 {
		c.cut()
	}
	return c.ranges
}

// cutter leaves out of each route what the routes to prefixes within its own decide.
type cutter struct {
	left   []candidate // by address, the wider before those within it
	ranges []RouteRange
}

// cut takes the first candidate and those within it.
func (c *cutter) cut() {
	outer := c.left[0].RouteRange
	c.left = c.left[1:]
	whole := rangeOf(outer.Destination)
	from := whole.From
	for len(c.left) > 0 && whole.Contains(c.left[0].Destination.Addr()) {
		inner := rangeOf(c.left[0].Destination)
		if from.Less(inner.From) {
			outer.To = Range{from, inner.From.Prev()}
			c.ranges = append(c.ranges, outer)
		}
		c.cut()
		from = inner.To.Next()
	}
	if whole.Contains(from) {
		outer.To = Range{from, whole.To}
		c.ranges = append(c.ranges, outer)
	}
}

// candidates are all the routes of a table, a prefix list's one for each of its
// ranges. A route into the VPC's own blocks that does not lead to an interface
// or a NAT gateway has no say there, as EC2 refuses to make one.
func (r *routing) candidates(id string) []candidate {
	var found []candidate
	add := func(rank int, destination netip.Prefix, list, target string) {
		if !destination.IsValid() {
			return
		}
		destination = destination.Masked()
		inside := rank != rankLocal && slices.ContainsFunc(r.plan.Blocks, func(b netip.Prefix) bool {
			return b.Bits() <= destination.Bits() && b.Contains(destination.Addr())
		})
		if inside && !strings.HasPrefix(target, PrefixInterface+"-") && !strings.HasPrefix(target, PrefixNATGateway+"-") {
			return
		}
		found = append(found, candidate{RouteRange{Destination: destination, PrefixListID: list, Target: target, Propagated: rank == rankPropagated}, rank})
	}
	for _, b := range r.plan.Blocks {
		add(rankLocal, b, "", localTarget)
	}
	i := slices.IndexFunc(r.model.RouteTables, func(t RouteTable) bool { return t.ID == id })
	if i < 0 {
		return found
	}
	table := r.model.RouteTables[i]
	for _, route := range table.Routes {
		if route.PrefixListID == "" {
			add(rankStatic, route.Destination, "", route.Target)
		}
		for _, prefix := range r.listed(route.PrefixListID) {
			add(rankPrefixList, prefix, route.PrefixListID, route.Target)
		}
	}
	for _, e := range r.model.Endpoints {
		if e.routed() && slices.Contains(e.RouteTableIDs, id) {
			for _, prefix := range r.listed(e.prefixListID()) {
				add(rankPrefixList, prefix, e.prefixListID(), e.ID)
			}
		}
	}
	for _, g := range r.model.VPNGateways {
		if g.attached(r.model.VPC.ID) && slices.Contains(table.Propagating, g.ID) {
			for _, prefix := range r.model.LAN {
				add(rankPropagated, prefix, "", g.ID)
			}
		}
	}
	return found
}

// listed are the ranges of a prefix list.
func (r *routing) listed(id string) []netip.Prefix {
	if _, known := r.lists[id]; !known {
		r.lists[id] = r.model.listed(id)
	}
	return r.lists[id]
}

// resolve finds where a route leads in the end. Through a NAT gateway that
// differs by where the table of the gateway's own subnet leads, so that one
// range may become several.
func (r *routing) resolve(part RouteRange, tables map[string][]RouteRange) []RouteRange {
	six := part.Destination.Addr().Is6()
	if n := r.plan.nat(part.Target); n != nil && !six {
		return r.throughNAT(part, n, tables)
	}
	if part.Way, part.Blackhole = r.way(part.Target); six {
		part.Way, part.Blackhole = r.way6(part.Target, part.Way, part.Blackhole)
	} else if g := r.plan.gateway(part.Way); g != nil && g.Kind == EgressOnlyKind {
		part.Way, part.Blackhole = "", part.Target+" takes IPv6 only"
	}
	return []RouteRange{part}
}

// way is the way to a target that is no NAT gateway, or why there is none.
func (r *routing) way(target string) (way, blackhole string) {
	if r.plan.gateway(target) != nil {
		return target, ""
	}
	kind, _, _ := strings.Cut(target, "-")
	switch kind {
	case PrefixInterface:
		port := r.plan.port(target)
		if port == nil {
			return "", target + " is gone, or nothing is attached to it"
		}
		if !port.AnySource {
			return "", target + " checks source and destination, so that it takes only what is for its own addresses"
		}
		return target, ""
	case PrefixInternetGateway, PrefixVPNGateway, PrefixEgressOnly:
		return "", target + " is gone or detached from " + r.plan.VPC
	case PrefixPeering:
		return "", target + " is gone or not active"
	case PrefixNATGateway:
		return "", target + " is gone or not available"
	}
	return "", target + " is gone or can't be the target of a route"
}

// way6 is the way of IPv6 to a target, given what it is for IPv4: NAT gateways and what leads to the operator's
// network have none, and an interface must have an address of the family.
func (r *routing) way6(target, way, blackhole string) (string, string) {
	if g := r.plan.gateway(target); r.plan.nat(target) != nil || g != nil && (g.Kind == VPNKind || g.Kind == EndpointKindGW) {
		return "", target + " takes IPv4 only"
	}
	if port := r.plan.port(way); port != nil && !port.Gateway6.IsValid() {
		return "", target + " has no IPv6 address"
	}
	return way, blackhole
}

// throughNAT splits a range by the routes of the NAT gateway's subnet.
func (r *routing) throughNAT(part RouteRange, n *NAT, tables map[string][]RouteRange) []RouteRange {
	subnet := r.plan.subnet(n.Subnet)
	var split []RouteRange
	add := func(from, to netip.Addr, way, blackhole string) {
		next := part
		next.To, next.Way, next.Blackhole = Range{from, to}, way, blackhole
		if k := len(split); k > 0 && split[k-1].Way == way && split[k-1].Blackhole == blackhole {
			split[k-1].To.To = to
			return
		}
		split = append(split, next)
	}
	none := fmt.Sprintf("%s is in %s, whose table %s has no route for it", n.ID, subnet.ID, subnet.Table)
	from := part.To.From
	for _, onward := range tables[subnet.Table] {
		if onward.To.To.Less(from) || part.To.To.Less(onward.To.From) {
			continue
		}
		if from.Less(onward.To.From) {
			add(from, onward.To.From.Prev(), "", none)
			from = onward.To.From
		}
		to := onward.To.To
		if part.To.To.Less(to) {
			to = part.To.To
		}
		way, blackhole := r.onward(n, subnet, onward.Target)
		add(from, to, way, blackhole)
		from = to.Next()
	}
	if part.To.Contains(from) {
		add(from, part.To.To, "", none)
	}
	return split
}

// onward is the way of what a NAT gateway sends to a target of its own
// subnet's table.
func (r *routing) onward(n *NAT, subnet *PlanSubnet, target string) (way, blackhole string) {
	gateway := r.plan.gateway(target)
	switch {
	case gateway == nil:
		return "", fmt.Sprintf("%s is in %s, whose table %s leads it on to %s: a NAT gateway needs a route to a gateway there", n.ID, subnet.ID, subnet.Table, target)
	case gateway.Kind == EgressOnlyKind:
		return "", fmt.Sprintf("%s is in %s, whose table %s leads it on to %s, which takes IPv6 only", n.ID, subnet.ID, subnet.Table, target)
	case gateway.Kind == InternetKind && !n.Public.IsValid():
		return "", fmt.Sprintf("%s is private: it has no public address to leave by %s with", n.ID, target)
	}
	return n.ID + "/" + target, ""
}

// ways are those that the tables name.
func (p *Plan) ways() []*Way {
	named := map[string]*Way{}
	for _, t := range p.Tables {
		for _, r := range t.Ranges {
			if r.Way != "" && named[r.Way] == nil {
				named[r.Way] = p.newWay(r.Way)
			}
		}
	}
	return slices.SortedFunc(maps.Values(named), func(a, b *Way) int { return cmp.Compare(a.ID, b.ID) })
}

// newWay reads a way's parts from its id.
func (p *Plan) newWay(id string) *Way {
	w := &Way{ID: id}
	last := id
	if nat, onward, through := strings.Cut(id, "/"); through {
		w.NAT, last = nat, onward
	}
	if p.gateway(last) != nil {
		w.Gateway = last
	} else {
		w.Interface = last
	}
	return w
}
