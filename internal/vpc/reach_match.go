package vpc

import (
	"net/netip"
	"slices"
)

// allow looks for what lets the packet pass with this remote end: the traffic
// and the remote end that the plan names.
func (m Matches) allow(h Header, remote netip.Addr, members map[string]*Members) (traffic, end string, ok bool) {
	for _, r := range m.Any {
		if r.Contains(remote) {
			return AllProtocols.String(), r.String(), true
		}
	}
	for _, r := range m.Protocols {
		if r.From <= h.Protocol && h.Protocol <= r.To && r.Remote.Contains(remote) {
			return r.traffic(), r.Remote.String(), true
		}
	}
	if r, ok := allowPorts(m.Ports, h, func(r Range) bool { return r.Contains(remote) }); ok {
		return r.traffic(), r.Remote.String(), true
	}
	for _, r := range m.ICMP {
		if r.matches(h) && r.Remote.Contains(remote) {
			return r.traffic(), r.Remote.String(), true
		}
	}
	for _, ref := range m.References {
		if group := members[ref.Group]; group == nil || !group.has(remote) {
			continue
		}
		if traffic, ok := ref.allow(h); ok {
			return traffic, "members of " + ref.Group, true
		}
	}
	return "", "", false
}

// allow is what of the reference lets the packet pass, given that its remote
// end is a member.
func (r Reference) allow(h Header) (string, bool) {
	if r.Any {
		return AllProtocols.String(), true
	}
	if slices.Contains(r.Protocols, h.Protocol) {
		return h.Protocol.String(), true
	}
	if ports, ok := allowPorts(r.Ports, h, func(Range) bool { return true }); ok {
		return ports.traffic(), true
	}
	for _, types := range r.ICMP {
		if types.matches(h) {
			return types.traffic(), true
		}
	}
	return "", false
}

// allowPorts looks for the region that lets the packet pass. If its port is not
// known, regions must let all of them pass, and the one of the first is told.
func allowPorts(regions []PortRegion, h Header, remote func(Range) bool) (first PortRegion, ok bool) {
	covering := func(port uint16) (PortRegion, bool) {
		for _, r := range regions {
			if r.Protocol == h.Protocol && r.From <= port && port <= r.To && remote(r.Remote) {
				return r, true
			}
		}
		return PortRegion{}, false
	}
	first, ok = covering(h.DestinationPorts.From)
	for next := first; ok && next.To < h.DestinationPorts.To; {
		next, ok = covering(next.To + 1)
	}
	return first, ok
}

func (r ICMPRegion) matches(h Header) bool {
	return r.Protocol == h.Protocol && r.TypeFrom <= h.ICMPType && h.ICMPType <= r.TypeTo &&
		r.CodeFrom <= h.ICMPCode && h.ICMPCode <= r.CodeTo
}

func (m *Members) has(a netip.Addr) bool {
	_, found := slices.BinarySearchFunc(m.Addresses, a, netip.Addr.Compare)
	return found
}

// Find is what the table says of an address; false where only local routes
// speak of it, or none does.
func (r *Routes) Find(a netip.Addr) (*RouteRange, bool) {
	i, _ := slices.BinarySearchFunc(r.Ranges, a, func(part RouteRange, a netip.Addr) int { return part.To.To.Compare(a) })
	if i < len(r.Ranges) && r.Ranges[i].To.Contains(a) {
		return &r.Ranges[i], true
	}
	return nil, false
}
