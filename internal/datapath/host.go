package datapath

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strconv"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
)

// hostSide is what an installation with a way to the outside puts into the
// host's namespace: links to the edge and a table that guards them. With an
// uplink there is a routing table as well that knows only the uplink's routes,
// so that public egress never leaves by another of the host's interfaces. What
// is for the operator's own network goes by the host's own routes.
type hostSide struct {
	n      names
	to     outside
	ns     *netns.Namespace
	handle *link.Handle
	state  *link.State
	// forwarded are the devices whose forwarding was found to be our doing.
	forwarded map[string]bool
}

// addressPair derives the two addresses of a link to the host from the tag:
// one pair of a /18 of 169.254.0.0/16, outside of the front door's pool and of
// the range that the instance services (169.254.169.x) are in. Nobody else
// routes them, so that several installations share a host.
func (n names) addressPair(base byte) (host, edge netip.Addr) {
	tag, _ := strconv.ParseUint(string(n), 16, 16) // New checked it
	pair := uint16(tag) % (1 << 13) * 2
	high, low := base+byte(pair>>8), byte(pair)
	return netip.AddrFrom4([4]byte{169, 254, high, low}), netip.AddrFrom4([4]byte{169, 254, high, low + 1})
}

// routingTable is the number of the host's routing table, far beyond those
// that people number by hand.
func (n names) routingTable() uint32 {
	tag, _ := strconv.ParseUint(string(n), 16, 16)
	return 0x53500000 | uint32(tag)
}

// rulePriority is before the main table's 32766 and after the local table's 0.
const rulePriority = 5300

// readHost opens the host's namespace and reads its links.
func (d *DataPath) readHost(to outside) (*hostSide, error) {
	ns, err := netns.OpenPath(d.options.Host)
	if err != nil {
		return nil, err
	}
	h := &hostSide{n: d.names(), to: to, ns: ns, forwarded: d.applied.forwarded}
	if h.handle, err = link.OpenIPv4(ns); err != nil {
		ns.Close()
		return nil, err
	}
	if h.state, err = h.handle.State(0); err != nil {
		h.close()
		return nil, err
	}
	for _, l := range h.found() {
		for _, device := range turnedOn(h.state.Links[l.near].Alias) {
			h.forwarded[device] = true // and still so when the link is lost
		}
	}
	return h, nil
}

// found are the links of ours that the host has.
func (h *hostSide) found() []hostLink {
	all := []hostLink{h.n.publicLink(), h.n.privateLink()}
	return slices.DeleteFunc(all, func(l hostLink) bool { _, there := h.state.Links[l.near]; return !there })
}

// openHost is readHost, and puts up the host's rules.
func (d *DataPath) openHost(ctx context.Context, to outside) (*hostSide, error) {
	h, err := d.readHost(to)
	if err != nil {
		return nil, err
	}
	if _, ok := h.state.Links[to.uplink]; to.uplink != "" && !ok {
		err = fault.New(fault.NotFound, "", "uplink %s is not an interface of this host", to.uplink)
	} else {
		d.applied.guarded, err = h.guard(ctx, d.applied.guarded)
	}
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// leaveHost takes away what the host holds of an installation that needs
// nothing of it any more. A host that has no link of ours is left alone.
func (d *DataPath) leaveHost(ctx context.Context) error {
	if d.applied.to != nil && !d.applied.to.needed() {
		return nil
	}
	h, err := d.readHost(outside{})
	if err != nil {
		return err
	}
	empty := len(h.found()) == 0
	h.close()
	if empty {
		return nil
	}
	return d.cleanHost(ctx)
}

func (h *hostSide) close() {
	h.handle.Close()
	h.ns.Close()
}

// guarded is the generation of the host's ruleset in which our rules stood.
type guarded struct {
	generation uint32
	to         outside
}

// guard puts up the host's rules if they do not stand already, and gives the
// generation of the ruleset that they stand in; with that one it looks no
// further. Others change the host's ruleset all the time, and may do so while
// we do: what counts is that our rules are read back.
func (h *hostSide) guard(ctx context.Context, last guarded) (guarded, error) {
	want := hostTable(h.n, h.to)
	kernel := nft.In(h.ns)
	const tries = 20
	for range tries {
		generation, err := kernel.Generation()
		if err != nil {
			return guarded{}, err
		}
		if generation == last.generation && last.to.equal(h.to) {
			return last, nil
		}
		have, err := kernel.Read(ctx, want.Name)
		if err == nil && have != nil && have.String() == want.String() {
			return guarded{generation, h.to}, nil
		}
		if err == nil {
			_, err = kernel.Commit(ctx, nft.Diff(have, want), generation)
		}
		if err != nil && !errors.Is(err, nft.ErrGeneration) {
			_, err = kernel.Commit(ctx, nft.Replace(want), generation)
		}
		if err != nil && !errors.Is(err, nft.ErrGeneration) {
			return guarded{}, err
		}
	}
	return guarded{}, fault.New(fault.Unavailable, "", "the rules of the links to the edge do not stay: something else on this host changes nftables without end")
}

// addresses are the host's own, sorted, without those of our links: they are in
// a range that is refused anyway.
func (h *hostSide) addresses() []netip.Addr {
	var list []netip.Addr
	for a := range h.state.Addresses {
		if a.Device != h.n.publicLink().near && a.Device != h.n.privateLink().near {
			list = append(list, a.Prefix.Addr())
		}
	}
	slices.SortFunc(list, netip.Addr.Compare)
	return slices.Compact(list)
}

// addTo adds the edge's ends to what the edge holds, and its default route.
func (h *hostSide) addTo(base *link.State) {
	for _, l := range h.to.links(h.n) {
		base.Merge(l.atEdge())
		if l == h.n.privateLink() {
			addWay(base, privateMark, link.Route{Gateway: l.host, Device: l.far})
		}
	}
	if h.to.uplink != "" {
		l := h.n.publicLink()
		delete(base.Routes, link.Route{Destination: anywhere, Device: "lo"}) // there is a way now
		base.Routes.Add(link.Route{Destination: anywhere, Gateway: l.host, Device: l.far})
	}
}

// join makes the links between the edge and the host that are not there.
func (h *hostSide) join(edge *router) error {
	for _, l := range h.to.links(h.n) {
		far, _, err := edge.handle.Link(l.far)
		if err != nil {
			return err
		}
		near := h.state.Links[l.near]
		if near.Index != 0 && far.Index != 0 && near.Peer == far.Index && far.Peer == near.Index {
			continue
		}
		if err := errors.Join(h.handle.Delete(l.near), edge.handle.Delete(l.far)); err != nil {
			return err
		}
		hostMAC, edgeMAC := l.macs()
		pair := link.Pair{Near: l.near, NearMAC: hostMAC, Far: l.far, FarMAC: edgeMAC, FarNS: edge.ns}
		if err := h.handle.CreatePair(pair); err != nil {
			return err
		}
		edge.parts = nil // to be read anew
		if h.state, err = h.handle.State(0); err != nil {
			return err
		}
	}
	return nil
}

// settle brings the host's ends to their addresses, their routes and their
// rules, and lets them and the devices beyond forward.
func (h *hostSide) settle() error {
	wanted := h.to.links(h.n)
	for _, l := range h.found() {
		if !slices.Contains(wanted, l) {
			if err := h.leave(l); err != nil {
				return err
			}
		}
	}
	for _, l := range wanted {
		want, have := h.expected(l), link.NewState()
		if part := h.state.Devices()[l.near]; part != nil {
			have = part
		}
		if len(have.Missing(want)) == 0 {
			continue
		}
		if err := h.handle.Change(have, want); err != nil {
			return err
		}
	}
	if err := h.settlePublic(); err != nil {
		return err
	}
	return h.forward()
}

// expected is what the host's end of a link holds. A routed pool is behind the
// public one.
func (h *hostSide) expected(l hostLink) *link.State {
	want := l.atHost()
	if l == h.n.publicLink() && h.to.pool.Routed {
		want.Routes.Add(link.Route{Destination: h.to.pool.Range, Gateway: l.edge, Device: l.near})
	}
	return want
}

// wantedRules lead what comes from the edge to our table; what that has no
// route for is dropped and never tries the main one.
func (h *hostSide) wantedRules() link.Set[link.Rule] {
	if h.to.uplink == "" {
		return link.Set[link.Rule]{}
	}
	return link.Set[link.Rule]{
		{Priority: rulePriority, In: h.n.host(), Table: h.n.routingTable()}: {},
		{Priority: rulePriority + 1, In: h.n.host()}:                        {},
	}
}

// wantedRoutes are a copy of the host's routes through the uplink.
func (h *hostSide) wantedRoutes() (link.Set[link.Route], error) {
	want := link.Set[link.Route]{}
	if h.to.uplink == "" {
		return want, nil
	}
	routes, err := h.handle.Through(h.to.uplink)
	for _, r := range routes {
		r.Table = h.n.routingTable()
		want.Add(r)
	}
	return want, err
}

// settlePublic keeps our table that copy, and the rules that lead there.
func (h *hostSide) settlePublic() error {
	have, err := h.handle.State(h.n.routingTable())
	if err != nil {
		return err
	}
	want := link.NewState()
	if want.Routes, err = h.wantedRoutes(); err != nil {
		return err
	}
	have.Addresses, have.Neighbours = nil, nil
	if err := h.handle.Change(have, want); err != nil {
		return err
	}
	rules, err := h.handle.Rules(h.n.host())
	if err != nil {
		return err
	}
	return h.handle.ChangeRules(rules, h.wantedRules())
}
