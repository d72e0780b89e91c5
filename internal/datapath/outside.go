package datapath

import (
	"net/netip"
	"slices"

	"go4.org/netipx"

	"sallyport/internal/datapath/link"
	"sallyport/internal/vpc"
)

// outside is what the edge needs of the host: the way to public addresses by
// the uplink, and the way to the operator's own network. Each has a link of its
// own, so that what a packet may do shows in where it comes from.
type outside struct {
	uplink string // the host's interface; empty for none
	pool   vpc.PublicPool
	// lan are the ranges that VPN gateways and gateway endpoints lead to, sorted
	// and disjoint.
	lan []netip.Prefix
	// targets are those of interface endpoints, sorted.
	targets []netip.AddrPort
}

func (o outside) private() bool { return len(o.lan)+len(o.targets) > 0 }

func (o outside) needed() bool { return o.uplink != "" || o.private() }

func (o outside) equal(p outside) bool {
	return o.uplink == p.uplink && o.pool == p.pool && slices.Equal(o.lan, p.lan) && slices.Equal(o.targets, p.targets)
}

// links are those to the host that the ways need.
func (o outside) links(n names) []hostLink {
	var list []hostLink
	if o.uplink != "" {
		list = append(list, n.publicLink())
	}
	if o.private() {
		list = append(list, n.privateLink())
	}
	return list
}

// outside of the desired state.
func (d *DataPath) outside(desired Desired) outside {
	o := outside{uplink: d.options.Uplink, pool: d.options.Pool}
	var ranges netipx.IPSetBuilder
	for _, p := range desired.Networks {
		for _, g := range p.Gateways {
			if private(g) {
				addIPv4(&ranges, g.Remote)
			}
		}
	}
	for _, s := range desired.Sandboxes {
		if s.Relay.IsValid() {
			o.targets = append(o.targets, s.Relay)
		}
	}
	if set, err := ranges.IPSet(); err == nil { // no range here can be invalid
		o.lan = set.Prefixes()
	}
	slices.SortFunc(o.targets, netip.AddrPort.Compare)
	o.targets = slices.Compact(o.targets)
	return o
}

func addIPv4(b *netipx.IPSetBuilder, prefixes []netip.Prefix) {
	for _, p := range prefixes {
		if p.Addr().Is4() {
			b.AddPrefix(p)
		}
	}
}

// private gateways lead to the operator's own network.
func private(g *vpc.Gateway) bool { return g.Kind == vpc.VPNKind || g.Kind == vpc.EndpointKindGW }

// hostLink is a link between the edge and the host's namespace.
type hostLink struct {
	near, far  string // devices: the host's end, the edge's
	host, edge netip.Addr
}

// publicLink leads to the uplink, privateLink to the operator's own network.
func (n names) publicLink() hostLink {
	host, edge := n.addressPair(64)
	return hostLink{near: n.host(), far: n.uplink(), host: host, edge: edge}
}

func (n names) privateLink() hostLink {
	host, edge := n.addressPair(0)
	return hostLink{near: "sp" + string(n) + "-lanhost", far: "sp" + string(n) + "-lan", host: host, edge: edge}
}

// macs of the link's ends, the host's first.
func (l hostLink) macs() (host, edge link.MAC) { return mac(l.near), mac(l.far) }

// atHost is what the host's end holds.
func (l hostLink) atHost() *link.State {
	_, edgeMAC := l.macs()
	want := link.NewState()
	want.Links[l.near] = link.Link{Up: true, Running: true}
	want.Addresses.Add(link.Address{Device: l.near, Prefix: host32(l.host)})
	want.Neighbours.Add(link.Neighbour{Device: l.near, Address: l.edge, MAC: edgeMAC})
	want.Routes.Add(link.Route{Destination: host32(l.edge), Device: l.near})
	return want
}

// atEdge is what the edge's end holds, without the routes that lead through it.
func (l hostLink) atEdge() *link.State {
	hostMAC, _ := l.macs()
	want := link.NewState()
	want.Links[l.far] = link.Link{Up: true, Running: true}
	want.Addresses.Add(link.Address{Device: l.far, Prefix: host32(l.edge)})
	want.Neighbours.Add(link.Neighbour{Device: l.far, Address: l.host, MAC: hostMAC})
	want.Routes.Add(link.Route{Destination: host32(l.host), Device: l.far})
	return want
}
