package vpc

import (
	"cmp"
	"net/netip"
	"slices"
)

// What decides in the model, in the words of the user: the rule of a group, the
// entry of an ACL. The plan has them compiled, and knows no rule any more.

// covers says whether a rule's protocol and ports are those of a packet.
func (r SecurityGroupRule) coversTraffic(p Packet) bool {
	if r.Protocol != AllProtocols && r.Protocol != p.Protocol {
		return false
	}
	s, ok := spanOf(r.Key())
	switch {
	case r.Protocol == AllProtocols:
		return true
	case !ok:
		return false
	case p.Protocol.HasPorts():
		return s.from <= p.DestinationPort && p.DestinationPort <= s.to
	case p.Protocol.HasTypes():
		key := uint16(p.ICMPType)<<8 | uint16(p.ICMPCode)
		return s.from <= key && key <= s.to
	}
	return true
}

// coversRemote says whether a rule's other end is an address.
func (m Model) coversRemote(r SecurityGroupRule, a netip.Addr) bool {
	switch {
	case r.CIDR.IsValid():
		return r.CIDR.Masked().Contains(a)
	case r.PrefixListID != "":
		return slices.ContainsFunc(m.listed(r.PrefixListID), func(p netip.Prefix) bool { return p.Contains(a) })
	}
	return m.carries(a, r.ReferencedGroup)
}

// carries says whether an address is that of an interface in use with a group,
// here or in a peered VPC.
func (m Model) carries(a netip.Addr, group string) bool {
	has := func(i Interface) bool {
		return i.Attachment != nil && slices.Contains(i.Groups, group) && (slices.Contains(i.Addresses, a) || slices.Contains(i.IPv6Addresses, a))
	}
	return slices.ContainsFunc(m.Interfaces, has) ||
		slices.ContainsFunc(m.Peerings, func(p PeeringModel) bool { return slices.ContainsFunc(p.Interfaces, has) })
}

// DecidingRule is the rule of one of the groups that lets a packet pass, of
// several the one with the lowest id; false if none does.
func (m Model) DecidingRule(groups []string, direction Direction, p Packet, remote netip.Addr) (SecurityGroupRule, bool) {
	var found SecurityGroupRule
	for _, r := range m.Rules {
		if r.Direction != direction || found.ID != "" && found.ID < r.ID || !slices.Contains(groups, r.GroupID) {
			continue
		}
		if r.coversTraffic(p) && m.coversRemote(r, remote) {
			found = r
		}
	}
	return found, found.ID != ""
}

// decide is the entry of an ACL that decides about a packet: the first that
// matches. Where none does, it is the one that every ACL ends with.
func (a NetworkACL) decide(egress bool, p Packet, remote netip.Addr) ACLEntry {
	entries := slices.SortedFunc(slices.Values(a.Entries), func(x, y ACLEntry) int { return cmp.Compare(x.Number, y.Number) })
	for _, e := range entries {
		if e.Egress == egress && e.CIDR.IsValid() && e.CIDR.Masked().Contains(remote) && e.coversTraffic(p) {
			return e
		}
	}
	last := ACLEntry{Number: ACLLastEntry, Egress: egress, Protocol: AllProtocols, CIDR: defaultRoute}
	if remote.Is6() {
		last.CIDR = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return last
}

func (e ACLEntry) coversTraffic(p Packet) bool {
	switch {
	case e.Protocol == AllProtocols:
		return true
	case e.Protocol != p.Protocol:
		return false
	case p.Protocol.HasPorts():
		return e.FromPort <= int32(p.DestinationPort) && int32(p.DestinationPort) <= e.ToPort
	case p.Protocol.HasTypes():
		return (e.ICMPType == -1 || e.ICMPType == int32(p.ICMPType)) && (e.ICMPCode == -1 || e.ICMPCode == int32(p.ICMPCode))
	}
	return true
}

// portEdges are ports from a range, one of each part within which an ACL's
// entries decide alike.
func (a NetworkACL) portEdges(egress bool, from, to int32) []uint16 {
	edges := []uint16{uint16(from)}
	for _, e := range a.Entries {
		for _, port := range []int32{e.FromPort, e.ToPort + 1} {
			if e.Egress == egress && e.Protocol.HasPorts() && from < port && port <= to {
				edges = append(edges, uint16(port))
			}
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}
