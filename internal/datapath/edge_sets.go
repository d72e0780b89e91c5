package datapath

import (
	"cmp"
	"hash/fnv"
	"net/netip"
	"slices"

	"go4.org/netipx"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// privateGateway is a gateway to the operator's network as the edge knows it.
type privateGateway struct {
	gateway *vpc.Gateway
	blocks  []netip.Prefix // of its VPC
	zone    uint16         // of the connection tracking
}

// mark is the number that flows of the gateway have, and of the routing table
// that leads answers back to its VPC.
func (g privateGateway) mark() uint32 { return markOf(g.gateway) }

func markOf(g *vpc.Gateway) uint32 {
	h := fnv.New32a()
	h.Write([]byte(g.ID))
	return h.Sum32()&(1<<30-1) | 1<<30
}

// private are the gateways to the operator's network, by id. Zones derive from
// ids, so that flows go on whatever gateways come and go; of two that would
// share one, which takes some hundred gateways to be likely, the later one takes
// the next.
func (e edgePlan) private() []privateGateway {
	var list []privateGateway
	for _, p := range e.networks {
		for _, g := range p.Gateways {
			if private(g) {
				list = append(list, privateGateway{gateway: g, blocks: p.Blocks})
			}
		}
	}
	slices.SortFunc(list, func(a, b privateGateway) int { return cmp.Compare(a.gateway.ID, b.gateway.ID) })
	taken := map[uint16]bool{0: true}
	for i := range list {
		h := fnv.New32a()
		h.Write([]byte(list[i].gateway.ID))
		zone := uint16(h.Sum32())
		for taken[zone] {
			zone++
		}
		taken[zone], list[i].zone = true, zone
	}
	return list
}

// setMaker gathers the elements of the edge's sets.
type setMaker map[string]*nft.Set

func (m setMaker) add(name string, elements ...nft.Element) {
	m[name].Elements = append(m[name].Elements, elements...)
}

// sets of the edge, sorted as the kernel gives them back.
func (e edgePlan) sets() map[string]*nft.Set {
	link := []nft.Type{nft.Device, nft.Addr}
	m := setMaker{
		"doors": {Key: link}, "public": {Key: link}, // of sandboxes
		"owned": {Key: link}, "assigned": {Key: []nft.Type{nft.Addr}}, // public addresses of VPCs
	}
	for _, s := range e.sandboxes {
		if s.FrontDoor.Is4() && !s.Relay.IsValid() {
			door := nft.Point(deviceKey(e.names.door(s.ID)).Addr(s.FrontDoor))
			m.add("doors", door)
			if s.Public {
				m.add("public", door)
			}
		}
	}
	if e.dual() {
		e.addIPv6Sets(m)
	}
	for _, p := range e.networks {
		for _, g := range p.Gateways {
			for _, mapping := range g.Public {
				if mapping.Public.Is4() {
					m.add("owned", nft.Point(deviceKey(e.names.gateway(g.ID)).Addr(mapping.Public)))
					m.add("assigned", nft.Point(nft.Key(nil).Addr(mapping.Public)))
				}
			}
		}
	}
	if e.to.uplink != "" {
		m["host"] = &nft.Set{Key: []nft.Type{nft.Addr}}
		for _, a := range e.own {
			m.add("host", nft.Point(nft.Key(nil).Addr(a)))
		}
		if len(e.closed) > 0 {
			m["closed"] = ipv4.rangesSet(e.closed)
		}
	}
	if e.to.private() {
		e.addPrivateSets(m)
	}
	for _, s := range m {
		slices.SortFunc(s.Elements, nft.Compare)
		s.Elements = slices.Compact(s.Elements)
	}
	return m
}

func (e edgePlan) addPrivateSets(m setMaker) {
	link := []nft.Type{nft.Device, nft.Addr}
	m["private"] = &nft.Set{Key: []nft.Type{nft.Device}}
	m["zones"] = &nft.Set{Key: []nft.Type{nft.Device}, Verdicts: true}
	m["marks"] = &nft.Set{Key: []nft.Type{nft.Device}, Verdicts: true}
	m["members"] = &nft.Set{Key: link, Interval: true}
	m["remotes"] = &nft.Set{Key: link, Interval: true}
	m["relays"] = &nft.Set{Key: link}
	m["targets"] = &nft.Set{Key: []nft.Type{nft.Device, nft.Addr, nft.Protocol, nft.Port}}
	for _, g := range e.private() {
		device := e.names.gateway(g.gateway.ID)
		m.add("private", nft.Point(deviceKey(device)))
		m.add("zones", leading(device, "zone-"+device))
		m.add("marks", leading(device, "mark-"+device))
		m.add("members", rangeElements(deviceKey(device), g.blocks)...)
		m.add("remotes", rangeElements(deviceKey(device), g.gateway.Remote)...)
	}
	for _, s := range e.sandboxes {
		if !s.Relay.IsValid() {
			continue
		}
		device := e.names.door(s.ID)
		m.add("private", nft.Point(deviceKey(device)))
		m.add("marks", leading(device, "mark-private"))
		m.add("relays", nft.Point(deviceKey(device).Addr(s.FrontDoor)))
		m.add("targets", targetElements(deviceKey(device), s.Relay)...)
	}
}

func deviceKey(name string) nft.Key { return nft.Key(nil).Device(name) }

// leading is the element of a verdict map that leads what comes by a device to a chain.
func leading(device, chain string) nft.Element {
	e := nft.Point(deviceKey(device))
	e.Chain = chain
	return e
}

// rangeElements are IPv4 ranges after a key, disjoint.
func rangeElements(key nft.Key, ranges []netip.Prefix) []nft.Element {
	var b netipx.IPSetBuilder
	addIPv4(&b, ranges)
	set, err := b.IPSet()
	if err != nil {
		return nil // an invalid range opens nothing
	}
	var list []nft.Element
	for _, r := range set.Ranges() {
		list = append(list, nft.Between(slices.Clone(key).Addr(r.From()), slices.Clone(key).Addr(r.To())))
	}
	return list
}

// targetElements are a target after a key, for tcp and udp.
func targetElements(key nft.Key, targets ...netip.AddrPort) []nft.Element {
	var list []nft.Element
	for _, t := range targets {
		for _, p := range []vpc.Protocol{vpc.TCP, vpc.UDP} {
			list = append(list, nft.Point(slices.Clone(key).Addr(t.Addr()).Byte(uint8(p)).Port(t.Port())))
		}
	}
	slices.SortFunc(list, nft.Compare)
	return list
}
