package vpc

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// printRoutes writes what lies beyond the ports: subnets, ACLs, tables, ways
// and gateways.
func (p *Plan) printRoutes(b *strings.Builder) {
	for _, s := range p.Subnets {
		fmt.Fprintf(b, "subnet %s %s", s.ID, s.CIDR)
		if s.CIDR6.IsValid() {
			fmt.Fprintf(b, ", %s", s.CIDR6)
		}
		fmt.Fprintf(b, "\n  acl      %s\n  table    %s\n", named(s.ACL), named(s.Table))
	}
	for _, id := range slices.Sorted(maps.Keys(p.ACLs)) {
		acl := p.ACLs[id]
		fmt.Fprintf(b, "acl %s\n", named(acl.ACL))
		acl.Egress.print(b, "egress", "to")
		acl.Ingress.print(b, "ingress", "from")
	}
	for _, id := range slices.Sorted(maps.Keys(p.Tables)) {
		p.Tables[id].print(b)
	}
	marks := p.Marks()
	for _, w := range p.Ways {
		fmt.Fprintf(b, "way %s mark %d\n", w.ID, marks[w.ID])
	}
	for _, g := range p.Gateways {
		g.print(b)
	}
	for _, n := range p.NATs {
		fmt.Fprintf(b, "nat %s\n  address  %s of %s in %s\n", n.ID, n.Private, n.Interface, n.Subnet)
		if n.Public.IsValid() {
			fmt.Fprintf(b, "  public   %s\n", n.Public)
		}
	}
}

// named is an id, or a word for that there is none.
func named(id string) string {
	if id == "" {
		return "none"
	}
	return id
}

func (r *Routes) print(b *strings.Builder) {
	fmt.Fprintf(b, "table %s\n", named(r.Table))
	if len(r.Ranges) == 0 {
		b.WriteString("  only local\n")
	}
	for _, part := range r.Ranges {
		fmt.Fprintf(b, "  %-31s %s\n", part.To, part.decision())
	}
}

// decision is where the range goes and by which route: igw-1 by 0.0.0.0/0.
func (r RouteRange) decision() string {
	text := r.Way
	if text == "" {
		text = "blackhole"
	}
	text += " by " + r.Destination.String()
	if r.PrefixListID != "" {
		text += " of " + r.PrefixListID
	}
	if r.Propagated {
		text += " propagated"
	}
	if r.Target != r.Way {
		text += " to " + r.Target
	}
	if r.Blackhole != "" {
		text += ": " + r.Blackhole
	}
	return text
}

func (g *Gateway) print(b *strings.Builder) {
	fmt.Fprintf(b, "gateway %s %s\n", g.ID, g.Kind)
	if g.Peer != "" {
		fmt.Fprintf(b, "  peer     %s\n", g.Peer)
	}
	if g.Kind != InternetKind && g.Kind != EgressOnlyKind {
		fmt.Fprintf(b, "  remote   %s\n", list(g.Remote))
	}
	for _, m := range g.Public {
		fmt.Fprintf(b, "  public   %s = %s of %s", m.Private, m.Public, m.Interface)
		if m.NAT != "" {
			fmt.Fprintf(b, " (%s)", m.NAT)
		}
		b.WriteByte('\n')
	}
}
