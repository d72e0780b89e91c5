package vpc

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Live says whether a gateway in this state takes part in the network: from
// the moment that it is asked for, so that what waits for it to be available
// finds it in the kernel.
func (s State) Live() bool { return s == StatePending || s == StateAvailable }

// gateways are those attached to the VPC.
func (m Model) gateways(nats []*NAT) []*Gateway {
	var found []*Gateway
	for _, g := range m.Gateways {
		if g.VPCID == m.VPC.ID {
			found = append(found, &Gateway{ID: g.ID, Kind: InternetKind, Public: m.publicMappings(nats)})
		}
	}
	for _, g := range m.EgressOnly {
		if g.VPCID == m.VPC.ID {
			found = append(found, &Gateway{ID: g.ID, Kind: EgressOnlyKind})
		}
	}
	for _, p := range m.Peerings {
		found = append(found, &Gateway{ID: p.ID, Kind: PeeringKind, Peer: p.VPC.ID, Remote: p.VPC.ranges()})
	}
	for _, g := range m.VPNGateways {
		if g.attached(m.VPC.ID) {
			found = append(found, &Gateway{ID: g.ID, Kind: VPNKind, Remote: distinct(m.LAN)})
		}
	}
	for _, e := range m.Endpoints {
		if e.routed() {
			found = append(found, &Gateway{ID: e.ID, Kind: EndpointKindGW, Remote: distinct(m.listed(e.prefixListID()))})
		}
	}
	slices.SortFunc(found, func(a, b *Gateway) int { return strings.Compare(a.ID, b.ID) })
	return found
}

// publicMappings are the translations of the VPC's internet gateway: those of
// its interfaces that are in use, and those of its NAT gateways.
func (m Model) publicMappings(nats []*NAT) []PublicMapping {
	wanted := make(map[string]*Interface, len(m.Public))
	for _, a := range m.Public {
		wanted[a.InterfaceID] = nil
	}
	for n := range m.Interfaces {
		if _, ok := wanted[m.Interfaces[n].ID]; ok {
			wanted[m.Interfaces[n].ID] = &m.Interfaces[n]
		}
	}
	var found []PublicMapping
	for _, a := range m.Public {
		i := wanted[a.InterfaceID]
		if i != nil && i.Attachment != nil && a.VPCID == m.VPC.ID && a.NATGatewayID == "" && slices.Contains(i.Addresses, a.Private) {
			found = append(found, PublicMapping{Private: a.Private, Public: a.Address, Interface: a.InterfaceID})
		}
	}
	for _, n := range nats {
		if n.Public.IsValid() {
			found = append(found, PublicMapping{Private: n.Private, Public: n.Public, Interface: n.Interface, NAT: n.ID})
		}
	}
	slices.SortFunc(found, func(a, b PublicMapping) int {
		return cmp.Or(a.Private.Compare(b.Private), a.Public.Compare(b.Public))
	})
	return found
}

func (g VPNGateway) attached(vpcID string) bool {
	return g.VPCID == vpcID && (g.State == "" || g.State.Live())
}

// routed says whether the endpoint is a target of routes: a gateway endpoint
// that is there.
func (e Endpoint) routed() bool {
	return e.Kind == GatewayEndpoint && e.State.Live() && e.DeletedAt.IsZero()
}

// prefixListID is the list of the ranges of a gateway endpoint's service.
func (e Endpoint) prefixListID() string { return EndpointService{Name: e.ServiceName}.PrefixListID() }

// nats are the VPC's NAT gateways that take part in the network. A public one
// without its address does not: its packets would leave under another.
func (m Model) nats() []*NAT {
	var found []*NAT
	for _, g := range m.NATGateways {
		known := slices.ContainsFunc(m.Subnets, func(s Subnet) bool { return s.ID == g.SubnetID })
		if !g.State.Live() || g.DeletedAt != (time.Time{}) || !known || !g.Address.IsValid() || !g.Private && !g.Public.IsValid() {
			continue
		}
		n := &NAT{ID: g.ID, Interface: g.InterfaceID, Subnet: g.SubnetID, Private: g.Address}
		if !g.Private {
			n.Public = g.Public
		}
		found = append(found, n)
	}
	slices.SortFunc(found, func(a, b *NAT) int { return strings.Compare(a.ID, b.ID) })
	return found
}

// resolver are the addresses of the VPC's name server.
func (v VPC) resolver() []netip.Addr {
	if !v.DNSSupport {
		return nil
	}
	var found []netip.Addr
	for _, b := range v.Blocks {
		found = append(found, at(b.CIDR, 2))
	}
	return append(found, ResolverAddress)
}

// listed are the ranges of a prefix list; none if there is no such list.
func (m Model) listed(id string) []netip.Prefix {
	var found []netip.Prefix
	for _, l := range m.PrefixLists {
		if l.ID == id {
			for _, e := range l.Entries() {
				found = append(found, e.CIDR.Masked())
			}
		}
	}
	return found
}

// ranges are all of the VPC's, those of IPv4 first.
func (v VPC) ranges() []netip.Prefix { return append(cidrs(v.Blocks), cidrs(v.IPv6Blocks)...) }

func cidrs(blocks []Block) []netip.Prefix {
	var found []netip.Prefix
	for _, b := range blocks {
		found = append(found, b.CIDR)
	}
	return found
}

// distinct sorts prefixes and leaves each in once.
func distinct(prefixes []netip.Prefix) []netip.Prefix {
	sorted := slices.SortedFunc(slices.Values(prefixes), comparePrefixes)
	return slices.Compact(sorted)
}
