package datapath

import (
	"fmt"
	"hash/fnv"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// plug is one link of a sandbox: a veth between a router and the sandbox's
// namespace, and what both ends hold for it. Neighbours are fixed at both ends,
// so that no packet waits for ARP and nobody can answer for another.
type plug struct {
	name      string // the interface's id, or "front door"
	router    *router
	near, far string // devices: in the router, in the sandbox
	nearMAC   link.MAC
	farMAC    link.MAC
	nearWant  *link.State
	farWant   *link.State
}

func host32(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }

var (
	anywhere  = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	anywhere6 = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
)

// newPlug wires addresses at the far end and a gateway at the near one.
func newPlug(name string, r *router, near, far string, addresses []netip.Addr, gateway netip.Addr) *plug {
	p := &plug{name: name, router: r, near: near, far: far, nearWant: link.NewState(), farWant: link.NewState()}
	p.nearMAC, p.farMAC = mac("near "+near), mac("far "+near)
	p.nearWant.Links[near], p.farWant.Links[far] = link.Link{Up: true, Running: true}, link.Link{Up: true, Running: true}
	for _, a := range addresses {
		p.nearWant.Routes.Add(link.Route{Destination: host32(a), Device: near})
		p.farWant.Addresses.Add(link.Address{Device: far, Prefix: host32(a)})
	}
	p.farWant.Routes.Add(link.Route{Destination: host32(gateway), Device: far})
	return p
}

// neighbours fixes who is behind the link, once the hardware addresses are known.
func (p *plug) neighbours(addresses []netip.Addr, gateway netip.Addr) {
	for _, a := range addresses {
		p.nearWant.Neighbours.Add(link.Neighbour{Device: p.near, Address: a, MAC: p.farMAC})
	}
	p.farWant.Neighbours.Add(link.Neighbour{Device: p.far, Address: gateway, MAC: p.nearMAC})
}

// routes leads the sandbox's traffic to destinations through the gateway.
func (p *plug) routes(gateway netip.Addr, destinations ...netip.Prefix) {
	for _, d := range destinations {
		if d.Addr().Is4() == gateway.Is4() {
			p.farWant.Routes.Add(link.Route{Destination: d.Masked(), Gateway: gateway, Device: p.far})
		}
	}
}

// newPortPlug wires a port. One aside is beside another that is the sandbox's
// way to everything.
func newPortPlug(n names, placed placed, aside bool) *plug {
	port := placed.port
	p := newPlug(port.Interface, placed.router, n.port(port.Interface), port.Device, port.Addresses, port.Gateway)
	p.farMAC = link.MAC(port.MAC)
	p.neighbours(port.Addresses, port.Gateway)
	switch {
	case port.DefaultRoute:
		p.routes(port.Gateway, anywhere)
	case aside:
		p.sourceRoutes(port)
	default:
		p.routes(port.Gateway, placed.plan.Blocks...)
	}
	for _, mark := range placed.marks {
		p.nearWant.Routes.Add(link.Route{Table: mark, Destination: anywhere, Gateway: port.Addresses[0], Device: p.near})
	}
	if port.Gateway6.IsValid() {
		p.addIPv6(placed, aside)
	}
	return p
}

// sourceRoutes leads what is from the port's addresses by the port, and nothing
// else: an answer leaves by the interface that was asked, whose router takes no
// other source. What names no source goes by the first interface. Two of one
// subnet have the same router, so that its route is not in the main table either.
func (p *plug) sourceRoutes(port *vpc.Port) {
	h := fnv.New32a()
	h.Write([]byte(p.far))
	table := h.Sum32()&(1<<30-1) | 1<<30 // beyond those that people number by hand
	onLink := link.Route{Destination: host32(port.Gateway), Device: p.far}
	delete(p.farWant.Routes, onLink)
	onLink.Table = table
	p.farWant.Routes.Add(onLink, link.Route{Table: table, Destination: anywhere, Gateway: port.Gateway, Device: p.far})
	for _, a := range port.Addresses {
		p.farWant.Rules.Add(link.Rule{Priority: rulePriority, IPv6: a.Is6(), From: a, Table: table})
	}
	if port.Gateway6.IsValid() {
		p.farWant.Routes.Add(link.Route{Table: table, Destination: anywhere6, Gateway: port.Gateway6, Device: p.far})
	}
}

// addIPv6 switches IPv6 on at both ends, and leads the sandbox's traffic to the
// router. No end has an address that is not the plan's.
func (p *plug) addIPv6(placed placed, aside bool) {
	port := placed.port
	for _, end := range []struct {
		state  *link.State
		device string
	}{{p.nearWant, p.near}, {p.farWant, p.far}} {
		end.state.Links[end.device] = link.Link{Up: true, Running: true, IPv6: true}
	}
	p.farWant.Routes.Add(link.Route{Destination: host32(port.Gateway6), Device: p.far})
	p.farWant.Neighbours.Add(link.Neighbour{Device: p.far, Address: port.Gateway6, MAC: p.nearMAC})
	switch {
	case port.DefaultRoute:
		p.routes(port.Gateway6, anywhere6)
	case !aside: // which has routes by its sources
		p.routes(port.Gateway6, placed.plan.Blocks...)
	}
	first := slices.IndexFunc(port.Addresses, ipv6.has)
	for _, mark := range placed.marks {
		p.nearWant.Routes.Add(link.Route{Table: mark, Destination: anywhere6, Gateway: port.Addresses[first], Device: p.near})
	}
}

// doorDevice is the front door's link inside of a sandbox.
const doorDevice = "eth0"

// newDoorPlug makes eth0. It is the way to everything only for a public
// sandbox that no interface gives a default route, and that of a relay to its
// target.
func newDoorPlug(n names, edge *router, s vpc.Sandbox, defaultRoute bool) *plug {
	addresses := []netip.Addr{s.FrontDoor}
	p := newPlug("front door", edge, n.door(s.ID), doorDevice, addresses, vpc.FrontDoorGateway)
	p.neighbours(addresses, vpc.FrontDoorGateway)
	if defaultRoute {
		p.routes(vpc.FrontDoorGateway, anywhere)
	}
	if s.Relay.IsValid() {
		p.routes(vpc.FrontDoorGateway, host32(s.Relay.Addr()))
	}
	return p
}

// joined reports whether the two links are the two ends of this plug.
func (p *plug) joined(near, far link.Link) bool {
	return near.Index != 0 && far.Index != 0 && near.Peer == far.Index && far.Peer == near.Index &&
		near.MAC == p.nearMAC && far.MAC == p.farMAC
}

// connect makes sure that the veth is there, with both ends in their places.
// made says that it was made now; have is the sandbox's state before.
func (p *plug) connect(s *sandbox, inside *link.Handle, have *link.State) (made bool, err error) {
	if p.joined(p.router.link(p.near), have.Links[p.far]) {
		return false, nil
	}
	if p.router.link(p.near).Index != 0 {
		if err := p.router.handle.Delete(p.near); err != nil {
			return false, err
		}
	}
	if _, taken := have.Links[p.far]; taken {
		if err := inside.Delete(p.far); err != nil {
			return false, err
		}
	}
	pair := link.Pair{Near: p.near, NearMAC: p.nearMAC, Far: p.far, FarMAC: p.farMAC, FarNS: s.ns}
	if err := p.router.handle.CreatePair(pair); err != nil {
		return false, fmt.Errorf("%s: %w", p.name, err)
	}
	return true, nil
}

// routeNear gives the router's end its route and its neighbour.
func (p *plug) routeNear(made bool) error {
	have := p.router.device(p.near)
	if made {
		l, ok, err := p.router.handle.Link(p.near)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%s: the router's end went away again", p.name)
		}
		have = link.NewState()
		have.Links[p.near] = l
	}
	if len(have.Missing(p.nearWant)) == 0 {
		return nil
	}
	p.router.touched.Store(true)
	return p.router.handle.ChangeOwn(have, p.nearWant)
}

// missing is the error for a state that was read back and is not as it should be.
func missing(where string, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	return fault.New(fault.Unavailable, "", "read back %s: %s", where, strings.Join(lines, ", "))
}
