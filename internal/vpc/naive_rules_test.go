package vpc

import (
	"net/netip"
	"slices"
	"strings"
)

func naiveIn(ranges []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(ranges, func(r netip.Prefix) bool { return r.Contains(a) })
}

func naivePrivate(a netip.Addr) bool {
	return !a.Is4() || naiveIn(prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "224.0.0.0/3"), a)
}

func plugged(m Model, wanted func(Interface) bool) *Interface {
	for _, i := range m.Interfaces {
		if i.Attachment != nil && wanted(i) {
			return &i
		}
	}
	return nil
}

// placed is plugged of those that a sandbox of this node has.
func placed(m Model, wanted func(Interface) bool) *Interface {
	return plugged(m, func(i Interface) bool { return i.Type != "nat_gateway" && wanted(i) })
}

// naiveAddresses are those of an interface that are routed to it.
func naiveAddresses(m Model, i Interface) []netip.Addr {
	if len(naiveSubnet(m, i.SubnetID).IPv6Blocks) == 0 {
		return i.Addresses
	}
	return slices.Concat(i.Addresses, i.IPv6Addresses)
}

// naiveSource says whether an interface may send a packet, whatever its groups say.
func naiveSource(m Model, i Interface, h Header) bool {
	own := naiveAddresses(m, i)
	switch {
	case !h.Source.IsValid() || h.Source.Is4() != h.Destination.Is4() || h.Protocol == ICMPv6 && h.ICMPType > 132 && h.ICMPType < 138:
		return false
	case h.Source.Is6() && len(own) == len(i.Addresses):
		return false
	}
	return i.NoSourceCheck || slices.Contains(own, h.Source)
}

func naiveHolds(m Model, subnet string, a netip.Addr) bool {
	s := naiveSubnet(m, subnet)
	return s.CIDR.Contains(a) || naiveIn(cidrs(s.IPv6Blocks), a)
}

func naiveSubnet(m Model, id string) Subnet {
	for _, s := range m.Subnets {
		if s.ID == id {
			return s
		}
	}
	return Subnet{}
}

// groups asks the rules of an interface's groups one by one.
func (w *naiveWay) groups(m Model, i Interface, stage Stage) bool {
	direction, remote := Egress, w.head.Destination
	if stage == StageIngressPolicy {
		direction, remote = Ingress, w.head.Source
	}
	first := ""
	for _, r := range m.Rules {
		if r.Direction == direction && slices.Contains(i.Groups, r.GroupID) && naiveRule(m, r, w.head, remote) && (first == "" || r.GroupID < first) {
			first = r.GroupID
		}
	}
	if first == "" {
		w.step(stage, m.VPC.ID, i.ID)
		return false
	}
	w.step(stage, m.VPC.ID, first)
	return true
}

func naiveRule(m Model, r SecurityGroupRule, h Header, remote netip.Addr) bool {
	switch {
	case r.ReferencedGroup != "":
		carries := func(i Interface) bool {
			return slices.Contains(i.Groups, r.ReferencedGroup) && slices.Contains(slices.Concat(i.Addresses, i.IPv6Addresses), remote)
		}
		member := plugged(m, carries)
		for _, p := range m.Peerings {
			if found := plugged(Model{Interfaces: p.Interfaces}, carries); found != nil {
				member = found
			}
		}
		if member == nil {
			return false
		}
	case r.PrefixListID != "":
		if !naiveIn(m.listed(r.PrefixListID), remote) {
			return false
		}
	case !r.CIDR.Contains(remote):
		return false
	}
	switch port := int32(h.DestinationPorts.From); {
	case r.Protocol == AllProtocols:
		return true
	case r.Protocol != h.Protocol:
		return false
	case r.Protocol == TCP || r.Protocol == UDP:
		return r.FromPort <= port && port <= r.ToPort
	case r.Protocol == ICMP || r.Protocol == ICMPv6:
		return (r.FromPort == -1 || r.FromPort == int32(h.ICMPType)) && (r.ToPort == -1 || r.ToPort == int32(h.ICMPCode))
	}
	return true
}

// acl asks a subnet's ACL entry by entry; of ports that are not known it asks
// about each at which an entry begins or ends.
func (w *naiveWay) acl(m Model, subnet string, stage Stage) bool {
	remote := w.head.Destination
	if stage == StageIngressACL {
		remote = w.head.Source
	}
	if naiveHolds(m, subnet, remote) {
		return true
	}
	var acl NetworkACL
	for _, a := range m.ACLs {
		if a.Has(subnet) || a.Default && !acl.Has(subnet) {
			acl = a
		}
	}
	w.step(stage, m.VPC.ID, acl.ID)
	ports := []int32{int32(w.head.DestinationPorts.From)}
	for _, e := range acl.Entries {
		for _, port := range []int32{e.FromPort, e.ToPort + 1} {
			if ports[0] < port && port <= int32(w.head.DestinationPorts.To) {
				ports = append(ports, port)
			}
		}
	}
	return !slices.ContainsFunc(ports, func(port int32) bool {
		return !naiveEntries(acl.Entries, stage == StageEgressACL, w.head, port, remote)
	})
}

func naiveEntries(entries []ACLEntry, egress bool, h Header, port int32, remote netip.Addr) bool {
	allowed, lowest := false, int32(ACLLastEntry)
	for _, e := range entries {
		if e.Egress != egress || e.Number >= lowest || !e.CIDR.Contains(remote) {
			continue
		}
		switch {
		case e.Protocol == AllProtocols:
		case e.Protocol != h.Protocol:
			continue
		case e.Protocol == TCP || e.Protocol == UDP:
			if port < e.FromPort || e.ToPort < port {
				continue
			}
		case e.Protocol == ICMP || e.Protocol == ICMPv6:
			if e.ICMPType != -1 && (e.ICMPType != int32(h.ICMPType) || e.ICMPCode != -1 && e.ICMPCode != int32(h.ICMPCode)) {
				continue
			}
		}
		allowed, lowest = e.Allow, e.Number
	}
	return allowed
}

func naiveTable(m Model, subnet string) RouteTable {
	var found RouteTable
	for _, t := range m.RouteTables {
		if t.Main {
			found = t
		}
	}
	for _, t := range m.RouteTables {
		for _, a := range t.Associations {
			if a.SubnetID == subnet {
				found = t
			}
		}
	}
	return found
}

// naiveRoute is the target of the table's longest route to an address: the one
// of the user before the one of a list, and that before one that was propagated. The plan has
// no routes of IPv6.
func naiveRoute(m Model, table RouteTable, a netip.Addr) string {
	best, weight, list := "", -1, ""
	try := func(to netip.Prefix, target, from string, rank int) {
		w := to.Bits()*4 + rank
		if !to.Contains(a) || w < weight || w == weight && (from > list || from == list && target > best) {
			return
		}
		kind, _, _ := strings.Cut(target, "-")
		for _, b := range slices.Concat(m.VPC.Blocks, m.VPC.IPv6Blocks) {
			if target != localTarget && b.CIDR.Contains(to.Addr()) && b.CIDR.Bits() <= to.Bits() && kind != PrefixInterface && kind != PrefixNATGateway {
				return
			}
		}
		best, weight, list = target, w, from
	}
	for _, b := range slices.Concat(m.VPC.Blocks, m.VPC.IPv6Blocks) {
		try(b.CIDR, localTarget, "", 3)
	}
	for _, r := range table.Routes {
		try(r.Destination, r.Target, "", 2)
		for _, to := range m.listed(r.PrefixListID) {
			try(to, r.Target, r.PrefixListID, 1)
		}
	}
	for _, e := range m.Endpoints {
		if e.Kind == GatewayEndpoint && e.State == StateAvailable && slices.Contains(e.RouteTableIDs, table.ID) {
			for _, to := range m.listed(e.prefixListID()) {
				try(to, e.ID, e.prefixListID(), 1)
			}
		}
	}
	for _, g := range m.VPNGateways {
		if g.VPCID == m.VPC.ID && slices.Contains(table.Propagating, g.ID) {
			for _, to := range m.LAN {
				try(to, g.ID, "", 0)
			}
		}
	}
	return best
}

func naiveNAT(m Model, id string) *NATGateway {
	for _, g := range m.NATGateways {
		if g.ID == id && (g.State == StateAvailable || g.State == StatePending) && (g.Private || g.Public.IsValid()) {
			return &g
		}
	}
	return nil
}

func naiveGateway(m Model, id string) (GatewayKind, bool) {
	for _, g := range m.Gateways {
		if g.ID == id && g.VPCID == m.VPC.ID {
			return InternetKind, true
		}
	}
	for _, g := range m.EgressOnly {
		if g.ID == id && g.VPCID == m.VPC.ID {
			return EgressOnlyKind, true
		}
	}
	for _, g := range m.VPNGateways {
		if g.ID == id && g.VPCID == m.VPC.ID {
			return VPNKind, true
		}
	}
	for _, p := range m.Peerings {
		if p.ID == id {
			return PeeringKind, true
		}
	}
	for _, e := range m.Endpoints {
		if e.ID == id && e.Kind == GatewayEndpoint && e.State == StateAvailable {
			return EndpointKindGW, true
		}
	}
	return "", false
}

// naivePublic is the public address of an interface, or of the NAT gateway.
func naivePublic(m Model, private netip.Addr, nat string) netip.Addr {
	if nat != "" {
		return naiveNAT(m, nat).Public
	}
	for _, a := range m.Public {
		i := plugged(m, func(i Interface) bool { return i.ID == a.InterfaceID })
		if a.Private == private && a.NATGatewayID == "" && i != nil {
			return a.Address
		}
	}
	return netip.Addr{}
}
