package vpc

import (
	"cmp"
	"fmt"
	"net/netip"
)

// How things are named that have no ids: entries within their ACL, routes within
// their table, stages.

// Name is the entry's direction and number, such as "egress 100" and, of the
// last entry, "ingress *".
func (e ACLEntry) Name() string {
	if e.Egress {
		return string(Egress) + " " + e.Ordinal()
	}
	return string(Ingress) + " " + e.Ordinal()
}

// Ordinal is the entry's number, as it is shown: the last entry has none.
func (e ACLEntry) Ordinal() string {
	switch {
	case e.Number == ACLLastEntry6 || e.Number == ACLLastEntry && e.CIDR.Addr().Is6():
		return "* (IPv6)"
	case e.Number == ACLLastEntry:
		return "*"
	}
	return fmt.Sprint(e.Number)
}

// Name is the route's destination: a range or a prefix list.
func (r Route) Name() string { return cmp.Or(r.PrefixListID, r.Destination.String()) }

// Name is that of the route that decides about the range.
func (r RouteRange) Name() string { return cmp.Or(r.PrefixListID, r.Destination.String()) }

// RouteFrom is the route by which a subnet's packet to an address goes: its
// table, and its name there. What stays in the subnet is not routed, and what no
// route leads anywhere has no name; the table is empty where none was asked.
func (p *Plan) RouteFrom(subnet string, to netip.Addr) (table, route string) {
	s := p.subnet(subnet)
	if s == nil || s.Holds(to) {
		return "", ""
	}
	if routes := p.Tables[s.Table]; routes != nil {
		if r, ok := routes.Find(to); ok {
			return s.Table, r.Name()
		}
	}
	for _, b := range p.Blocks {
		if b.Contains(to) {
			return s.Table, b.String()
		}
	}
	return s.Table, ""
}

// EntryFor is the entry of a subnet's ACL that decides about a packet that
// crosses the subnet's edge, and the ACL; false where none is asked.
func (m Model) EntryFor(s Subnet, direction Direction, p Header, remote netip.Addr) (acl string, entry ACLEntry, ok bool) {
	if s.CIDR.Contains(remote) || s.cidr6().Contains(remote) {
		return "", ACLEntry{}, false
	}
	found, ok := m.ACLOf(s.ID)
	if !ok {
		return "", ACLEntry{}, false
	}
	entry, _ = found.DecidingEntry(direction == Egress, p, remote)
	return found.ID, entry, true
}

// Words says in EC2's words which of its things decides at a stage.
func (s Stage) Words() string {
	switch s {
	case StageEgressPolicy:
		return "security group, out"
	case StageIngressPolicy:
		return "security group, in"
	case StageEgressACL:
		return "network ACL, out"
	case StageIngressACL:
		return "network ACL, in"
	case StageRoute:
		return "route table"
	}
	return string(s)
}
