package vpc

import (
	"net/netip"
	"slices"
)

// What decides in the model, in the words of the user: the rule of a group, the
// entry of an ACL. The plan has them compiled, and knows no rule any more.

// coversTraffic says whether a rule's protocol and ports are those of a packet.
func (r SecurityGroupRule) coversTraffic(p Header) bool {
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
		return s.from <= p.DestinationPorts.From && p.DestinationPorts.To <= s.to
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
func (m Model) DecidingRule(groups []string, direction Direction, p Header, remote netip.Addr) (SecurityGroupRule, bool) {
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

// DecidingEntry is the entry of an ACL that decides about a packet: the first
// that matches, and where none does, the one that every ACL ends with. If the
// packet's port is known as a range only and entries decide differently within
// it, it is one that denies, with the first port that it denies.
func (a NetworkACL) DecidingEntry(egress bool, p Header, remote netip.Addr) (ACLEntry, uint16) {
	ports := []uint16{0}
	if p.Protocol.HasPorts() {
		ports = a.portEdges(egress, p.DestinationPorts)
	}
	var first ACLEntry
	for i, port := range ports {
		p.DestinationPorts = PortRange{port, port}
		entry := a.decide(egress, p, remote)
		if !entry.Allow {
			return entry, port
		}
		if i == 0 {
			first = entry
		}
	}
	return first, ports[0]
}

func (a NetworkACL) decide(egress bool, p Header, remote netip.Addr) ACLEntry {
	found := ACLEntry{Number: ACLLastEntry, Egress: egress, Protocol: AllProtocols, CIDR: defaultRoute}
	if remote.Is6() {
		found.CIDR = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	for _, e := range a.Entries {
		if e.Egress == egress && e.Number < found.Number && e.CIDR.IsValid() && e.CIDR.Masked().Contains(remote) && e.coversTraffic(p) {
			found = e
		}
	}
	return found
}

func (e ACLEntry) coversTraffic(p Header) bool {
	switch {
	case e.Protocol == AllProtocols:
		return true
	case e.Protocol != p.Protocol:
		return false
	case p.Protocol.HasPorts():
		return e.FromPort <= int32(p.DestinationPorts.From) && int32(p.DestinationPorts.From) <= e.ToPort
	case p.Protocol.HasTypes():
		return (e.ICMPType == -1 || e.ICMPType == int32(p.ICMPType)) && (e.ICMPCode == -1 || e.ICMPCode == int32(p.ICMPCode))
	}
	return true
}

// portEdges are ports from a range, the first of each part within which an
// ACL's entries decide alike.
func (a NetworkACL) portEdges(egress bool, within PortRange) []uint16 {
	edges := []uint16{within.From}
	for _, e := range a.Entries {
		for _, port := range []int32{e.FromPort, e.ToPort + 1} {
			if e.Egress == egress && e.Protocol.HasPorts() && int32(within.From) < port && port <= int32(within.To) {
				edges = append(edges, uint16(port))
			}
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}
