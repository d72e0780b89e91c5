package datapath

import (
	"net/netip"
	"slices"

	"sallyport/internal/datapath/link"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// gatewayHop is the next hop of every route over a gateway's link, at either
// end. Nobody has the address: it stands for the other end's hardware address,
// which each end has as a fixed neighbour. It is outside of the front door's
// range and of that of the uplinks.
var gatewayHop = netip.AddrFrom4([4]byte{169, 254, 128, 1})

// gatewayHop6 is that of IPv6. No device has a link-local address of its own.
var gatewayHop6 = netip.MustParseAddr("fe80::1")

// gatewayLink is the veth of one gateway: between a VPC's router and the edge,
// or between the routers of two VPCs that are peered. Both ends have the same
// name.
type gatewayLink struct {
	gateway *vpc.Gateway
	device  string
	// ends are the names of the two namespaces, and ways the marks of those that
	// lead out of each by the link.
	ends [2]string
	ways [2][]uint32
	// blocks are the IPv6 ranges of the VPC at each end; an end without, unless it is
	// the edge, makes the link one of IPv4 alone.
	blocks [2][]netip.Prefix
	// err is why there is no such link; its two ends hold nothing for it then.
	err error
}

// atEdge tells whether the far end of a gateway's link is in the edge.
func atEdge(g *vpc.Gateway) bool { return g.Kind != vpc.PeeringKind }

// gatewayLinks are the links of all the plans' gateways, by gateway id. A
// peering has one only if both its VPCs name it.
func gatewayLinks(n names, plans []*vpc.Plan) map[string]*gatewayLink {
	links := map[string]*gatewayLink{}
	for _, p := range plans {
		marks := p.Marks()
		for _, g := range p.Gateways {
			var ways []uint32
			for _, w := range p.Ways {
				if w.Gateway == g.ID {
					ways = append(ways, marks[w.ID])
				}
			}
			far := n.edge()
			if !atEdge(g) {
				far = n.network(g.Peer)
			}
			l := links[g.ID]
			switch {
			case l == nil:
				l = &gatewayLink{gateway: g, device: n.gateway(g.ID), ends: [2]string{n.network(p.VPC), far}, ways: [2][]uint32{ways}, blocks: [2][]netip.Prefix{blocks6(p)}}
				if !atEdge(g) {
					l.err = fault.New(fault.Unavailable, "", "gateway %s: %s is not on this node or does not know of it", g.ID, g.Peer)
				}
				links[g.ID] = l
			case l.ends == [2]string{far, n.network(p.VPC)}:
				l.err, l.ways[1], l.blocks[1] = nil, ways, blocks6(p)
			default:
				l.err = fault.New(fault.Conflict, "", "gateway %s is attached more than once", g.ID)
			}
		}
	}
	return links
}

// blocks6 are a VPC's IPv6 ranges.
func blocks6(p *vpc.Plan) []netip.Prefix {
	return slices.DeleteFunc(slices.Clone(p.Blocks), func(b netip.Prefix) bool { return b.Addr().Is4() })
}

// dual tells whether the link speaks IPv6.
func (l *gatewayLink) dual() bool {
	return carries6(l.gateway) && len(l.blocks[0]) > 0 && (atEdge(l.gateway) || len(l.blocks[1]) > 0)
}

// addIPv6 adds to both ends what addTo adds for IPv4. The edge knows the ranges of
// those VPCs that everybody reaches; answers to the others find back by the mark of
// the gateway.
func (l *gatewayLink) addIPv6(bases map[string]*link.State) {
	for i, namespace := range l.ends {
		base := bases[namespace]
		if base == nil {
			continue
		}
		base.Links[l.device] = link.Link{Up: true, Running: true, IPv6: true}
		base.Neighbours.Add(link.Neighbour{Device: l.device, Address: gatewayHop6, MAC: l.hardware(l.ends[1-i])})
		for _, mark := range l.ways[i] {
			base.Routes.Add(link.Route{Table: mark, Destination: anywhere6, Gateway: gatewayHop6, Device: l.device})
		}
	}
	edge := bases[l.ends[1]]
	if edge == nil {
		return
	}
	switch l.gateway.Kind {
	case vpc.InternetKind:
		for _, b := range l.blocks[0] {
			edge.Routes.Add(link.Route{Destination: b.Masked(), Gateway: gatewayHop6, Device: l.device})
		}
	case vpc.EgressOnlyKind:
		addWay6(edge, markOf(l.gateway), link.Route{Gateway: gatewayHop6, Device: l.device})
	}
}

// hardware is the address of the link's end in a namespace.
func (l *gatewayLink) hardware(namespace string) link.MAC { return mac(l.device + " in " + namespace) }

// addTo adds the link's two ends to what the namespaces are to hold, and the
// routes over it. A namespace without a base is left as it is.
func (l *gatewayLink) addTo(bases map[string]*link.State) {
	for i, namespace := range l.ends {
		base := bases[namespace]
		if base == nil {
			continue
		}
		base.Links[l.device] = link.Link{Up: true, Running: true}
		base.Neighbours.Add(link.Neighbour{Device: l.device, Address: gatewayHop, MAC: l.hardware(l.ends[1-i])})
		for _, mark := range l.ways[i] {
			base.Routes.Add(link.Route{Table: mark, Destination: anywhere, Gateway: gatewayHop, Device: l.device})
		}
	}
	if l.dual() {
		l.addIPv6(bases)
	}
	if edge := bases[l.ends[1]]; edge != nil && atEdge(l.gateway) {
		for _, m := range l.gateway.Public {
			if m.Public.Is4() {
				edge.Routes.Add(link.Route{Destination: host32(m.Public), Gateway: gatewayHop, Device: l.device})
			}
		}
		if private(l.gateway) { // answers find back by the mark of the gateway
			addWay(edge, markOf(l.gateway), link.Route{Gateway: gatewayHop, Device: l.device})
		}
	}
}

// join makes the link, if it is not there with both ends in their places.
func (l *gatewayLink) join(ends [2]*router) error {
	near, far := ends[0].link(l.device), ends[1].link(l.device)
	if near.Index != 0 && far.Index != 0 && near.Peer == far.Index && far.Peer == near.Index &&
		near.MAC == l.hardware(l.ends[0]) && far.MAC == l.hardware(l.ends[1]) {
		return nil
	}
	for i, have := range []link.Link{near, far} {
		if have.Index != 0 {
			if err := ends[i].handle.Delete(l.device); err != nil {
				return err
			}
		}
		ends[i].parts = nil // to be read anew
	}
	return ends[0].handle.CreatePair(link.Pair{Near: l.device, NearMAC: l.hardware(l.ends[0]),
		Far: l.device, FarMAC: l.hardware(l.ends[1]), FarNS: ends[1].ns})
}

// joinGateways makes the gateways' links between those routers whose rules
// stand, and notes for each gateway what became of it.
func (a *application) joinGateways() {
	routers := map[string]*router{}
	bases := map[string]*link.State{}
	for _, s := range a.stands {
		if s.router.err == nil {
			routers[s.router.name], bases[s.router.name] = s.router, s.base
		}
	}
	for id, l := range gatewayLinks(a.n, a.desired.Networks) {
		err := l.err
		ends := [2]*router{routers[l.ends[0]], routers[l.ends[1]]}
		for i, r := range ends {
			switch {
			case err != nil:
			case r == nil:
				err = fault.New(fault.Unavailable, "", "gateway %s: %s does not stand", id, l.ends[i])
			case r.parts == nil:
				err = r.read()
			}
		}
		if err == nil {
			err = l.join(ends)
		}
		if err == nil || l.err == nil && l.stands(ends) {
			l.addTo(bases)
		}
		a.report.Gateways[id] = err
	}
}

// stands tells whether the link is there at those ends that can be worked on. It
// stays while the other end can't be: that one's rules are its last ones.
func (l *gatewayLink) stands(ends [2]*router) bool {
	there := false
	for _, r := range ends {
		if r == nil {
			continue
		}
		if r.parts == nil && r.read() != nil || r.link(l.device).Index == 0 {
			return false
		}
		there = true
	}
	return there
}

// needsEdge tells whether a gateway of the plans has its far end in the edge.
func needsEdge(plans []*vpc.Plan) bool {
	return slices.ContainsFunc(plans, func(p *vpc.Plan) bool { return slices.ContainsFunc(p.Gateways, atEdge) })
}
