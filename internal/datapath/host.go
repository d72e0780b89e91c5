package datapath

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
)

// hostSide is what an installation with an uplink puts into the host's
// namespace: a link to the edge, a table that guards it, and a routing table of
// its own that knows only the uplink's routes, so that public egress never
// leaves by another of the host's interfaces.
type hostSide struct {
	n      names
	uplink string
	ns     *netns.Namespace
	handle *link.Handle
	state  *link.State
	// forwarded says that forwarding of the uplink was found to be our doing.
	forwarded bool
	// host and edge are the addresses of the link's two ends.
	host, edge netip.Addr
}

// uplinkAddresses derives the link's two addresses from the tag: one pair of
// 169.254.64.0/18, outside of the front door's pool and of the range that the
// instance services (169.254.169.x) are in. Nobody else routes them, so that
// several installations share a host.
func (n names) uplinkAddresses() (host, edge netip.Addr) {
	tag, _ := strconv.ParseUint(string(n), 16, 16) // New checked it
	pair := uint16(tag) % (1 << 13) * 2
	high, low := 64+byte(pair>>8), byte(pair)
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
func (d *DataPath) readHost() (*hostSide, error) {
	ns, err := netns.OpenPath(d.options.Host)
	if err != nil {
		return nil, err
	}
	h := &hostSide{n: d.names(), uplink: d.options.Uplink, ns: ns}
	h.host, h.edge = h.n.uplinkAddresses()
	if h.handle, err = link.Open(ns); err != nil {
		ns.Close()
		return nil, err
	}
	if h.state, err = h.handle.State(0); err != nil {
		h.close()
		return nil, err
	}
	if h.state.Links[h.n.host()].Alias == forwardingMark+h.uplink {
		d.applied.forwarded = true // and still so when the link is lost
	}
	h.forwarded = d.applied.forwarded
	return h, nil
}

// openHost is readHost, and puts up the host's rules.
func (d *DataPath) openHost(ctx context.Context) (*hostSide, error) {
	h, err := d.readHost()
	if err != nil {
		return nil, err
	}
	if _, ok := h.state.Links[h.uplink]; !ok {
		err = fault.New(fault.NotFound, "", "uplink %s is not an interface of this host", h.uplink)
	} else {
		d.applied.guarded, err = h.guard(ctx, d.applied.guarded)
	}
	if err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *hostSide) close() {
	h.handle.Close()
	h.ns.Close()
}

// guard puts up the host's rules if they do not stand already, and gives the
// generation of the ruleset that they stand in; with that one it looks no
// further. Others change the host's ruleset all the time, and may do so while
// we do: what counts is that our rules are read back.
func (h *hostSide) guard(ctx context.Context, guarded uint32) (uint32, error) {
	want := hostTable(h.n, h.uplink, h.edge)
	kernel := nft.In(h.ns)
	const tries = 20
	for range tries {
		generation, err := kernel.Generation()
		if err != nil || generation == guarded {
			return generation, err
		}
		have, err := kernel.Read(ctx, want.Name)
		if err == nil && have != nil && have.String() == want.String() {
			return generation, nil
		}
		if err == nil {
			_, err = kernel.Commit(ctx, nft.Replace(want), generation)
		}
		if err != nil && !errors.Is(err, nft.ErrGeneration) {
			return 0, err
		}
	}
	return 0, fault.New(fault.Unavailable, "", "the rules of the link to the edge do not stay: something else on this host changes nftables without end")
}

// addresses are the host's own, sorted, without that of our link: it is in a
// range that is refused anyway.
func (h *hostSide) addresses() []netip.Addr {
	var list []netip.Addr
	for a := range h.state.Addresses {
		if a.Device != h.n.host() {
			list = append(list, a.Prefix.Addr())
		}
	}
	slices.SortFunc(list, netip.Addr.Compare)
	return slices.Compact(list)
}

// macs of the link's ends, the host's first.
func (h *hostSide) macs() (host, edge link.MAC) { return mac(h.n.host()), mac(h.n.uplink()) }

// addTo adds the edge's end to what the edge holds: its default route.
func (h *hostSide) addTo(base *link.State) {
	up := h.n.uplink()
	hostMAC, _ := h.macs()
	base.Links[up] = link.Link{Up: true, Running: true}
	base.Addresses.Add(link.Address{Device: up, Prefix: host32(h.edge)})
	base.Neighbours.Add(link.Neighbour{Device: up, Address: h.host, MAC: hostMAC})
	delete(base.Routes, link.Route{Destination: anywhere}) // there is a way now
	base.Routes.Add(link.Route{Destination: host32(h.host), Device: up}, link.Route{Destination: anywhere, Gateway: h.host, Device: up})
}

// join makes the link between the edge and the host, if it is not there.
func (h *hostSide) join(edge *router) error {
	far, _, err := edge.handle.Link(h.n.uplink())
	if err != nil {
		return err
	}
	hostMAC, edgeMAC := h.macs()
	near := h.state.Links[h.n.host()]
	if near.Index != 0 && far.Index != 0 && near.Peer == far.Index && far.Peer == near.Index {
		return nil
	}
	if err := errors.Join(h.handle.Delete(h.n.host()), edge.handle.Delete(h.n.uplink())); err != nil {
		return err
	}
	pair := link.Pair{Near: h.n.host(), NearMAC: hostMAC, Far: h.n.uplink(), FarMAC: edgeMAC, FarNS: edge.ns}
	if err := h.handle.CreatePair(pair); err != nil {
		return err
	}
	edge.parts = nil // to be read anew
	h.state, err = h.handle.State(0)
	return err
}

// settle brings the host's end to its address, its routes and its rules, and
// lets it and the uplink forward.
func (h *hostSide) settle() error {
	want := h.expected()
	have := link.NewState()
	if part := h.state.Devices()[h.n.host()]; part != nil {
		have = part
	}
	if len(have.Missing(want)) > 0 {
		if err := h.handle.Change(have, want); err != nil {
			return err
		}
	}
	if err := h.settleRoutes(); err != nil {
		return err
	}
	rules, err := h.handle.Rules(h.n.host())
	if err != nil {
		return err
	}
	if err := h.handle.ChangeRules(rules, h.wantedRules()); err != nil {
		return err
	}
	return h.forward()
}

func (h *hostSide) expected() *link.State {
	device := h.n.host()
	_, edgeMAC := h.macs()
	want := link.NewState()
	want.Links[device] = link.Link{Up: true, Running: true}
	want.Addresses.Add(link.Address{Device: device, Prefix: host32(h.host)})
	want.Neighbours.Add(link.Neighbour{Device: device, Address: h.edge, MAC: edgeMAC})
	want.Routes.Add(link.Route{Destination: host32(h.edge), Device: device})
	return want
}

// wantedRules lead what comes from the edge to our table; what that has no
// route for is dropped and never tries the main one.
func (h *hostSide) wantedRules() link.Set[link.Rule] {
	return link.Set[link.Rule]{
		{Priority: rulePriority, In: h.n.host(), Table: h.n.routingTable()}: {},
		{Priority: rulePriority + 1, In: h.n.host()}:                        {},
	}
}

// wantedRoutes are a copy of the host's routes through the uplink.
func (h *hostSide) wantedRoutes() (link.Set[link.Route], error) {
	routes, err := h.handle.Through(h.uplink)
	want := link.Set[link.Route]{}
	for _, r := range routes {
		r.Table = h.n.routingTable()
		want.Add(r)
	}
	return want, err
}

// settleRoutes keeps our table that copy.
func (h *hostSide) settleRoutes() error {
	have, err := h.handle.State(h.n.routingTable())
	if err != nil {
		return err
	}
	want := link.NewState()
	if want.Routes, err = h.wantedRoutes(); err != nil {
		return err
	}
	have.Addresses, have.Neighbours = nil, nil
	return h.handle.Change(have, want)
}

// forwardingMark is the alias of our link while we turned the uplink's
// forwarding on: CleanUp finds there what to turn off again.
const forwardingMark = "sallyport turned on forwarding of "

func forwarding(device, value string) sysctl.Setting {
	return sysctl.Setting{Key: "ipv4/conf/" + device + "/forwarding", Value: value}
}

func (h *hostSide) forward() error {
	var now string
	err := h.ns.Do(func() (err error) {
		if err = sysctl.Ensure(forwarding(h.n.host(), "1")); err == nil {
			now, err = sysctl.Get(forwarding(h.uplink, "").Key)
		}
		return err
	})
	if err != nil || now == "1" && !h.forwarded {
		return err
	}
	if err := h.handle.SetAlias(h.state.Links[h.n.host()].Index, forwardingMark+h.uplink); err != nil {
		return err
	}
	if err := h.ns.Do(func() error { return sysctl.Ensure(forwarding(h.uplink, "1")) }); err != nil {
		return fmt.Errorf("let uplink %s forward: %w", h.uplink, err)
	}
	return nil
}
