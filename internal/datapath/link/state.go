// Package link is rtnetlink for one namespace: links, addresses, routes,
// neighbours and routing rules, read as one comparable State and changed by
// the difference of two. It is the only place that speaks rtnetlink.
package link

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// MAC is a link's hardware address.
type MAC [6]byte

func (m MAC) String() string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5])
}

// Link is a network device.
type Link struct {
	Index int
	// Peer is the index of a veth's other end, in the namespace of that end; 0
	// for every other kind of link.
	Peer int
	MAC  MAC
	Up   bool
	// Running says that packets pass. The kernel says so some time after both
	// ends of a veth are up, and drops what is sent before.
	Running bool
	Alias   string
	// IPv6 asks for a device that speaks IPv6, without addresses of its own making.
	// It is not read back: what the device then holds proves it.
	IPv6 bool
}

// Address is an address of a device, with the length of its network.
type Address struct {
	Device string
	Prefix netip.Prefix
}

// Route is a route. Without a gateway it is on-link; without a device it
// is a blackhole.
type Route struct {
	Table       uint32 // 0 is the main table
	Destination netip.Prefix
	Gateway     netip.Addr
	Device      string
}

// Neighbour is a permanent entry of a device's neighbour table.
type Neighbour struct {
	Device  string
	Address netip.Addr
	MAC     MAC
}

// Set is a set of comparable things.
type Set[T comparable] map[T]struct{}

// Add puts things into the set.
func (s Set[T]) Add(things ...T) {
	for _, t := range things {
		s[t] = struct{}{}
	}
}

// Has reports whether t is in the set.
func (s Set[T]) Has(t T) bool { _, ok := s[t]; return ok }

// State is what a namespace holds. Routes and rules that the kernel makes by
// itself and neighbours that it learned are left out.
type State struct {
	Links      map[string]Link
	Addresses  Set[Address]
	Routes     Set[Route]
	Neighbours Set[Neighbour]
	// Rules are read by Whole alone.
	Rules Set[Rule]
}

// NewState is an empty state.
func NewState() *State {
	return &State{Links: map[string]Link{}, Addresses: Set[Address]{}, Routes: Set[Route]{}, Neighbours: Set[Neighbour]{}, Rules: Set[Rule]{}}
}

// Missing names what want asks for that s does not hold, and what s holds
// beyond it; empty when they agree. Of links only that they run is compared.
func (s *State) Missing(want *State) []string {
	var out []string
	for name := range want.Links {
		if have, ok := s.Links[name]; !ok {
			out = append(out, "no link "+name)
		} else if !have.Up {
			out = append(out, "link "+name+" is down")
		} else if !have.Running {
			out = append(out, "link "+name+" does not run yet")
		}
	}
	out = append(out, differences("address", s.Addresses, want.Addresses, Address.String)...)
	out = append(out, differences("route", s.Routes, want.Routes, Route.String)...)
	out = append(out, differences("neighbour", s.Neighbours, want.Neighbours, Neighbour.String)...)
	out = append(out, differences("rule", s.Rules, want.Rules, Rule.String)...)
	slices.Sort(out)
	return out
}

func differences[T comparable](kind string, have, want Set[T], text func(T) string) []string {
	var out []string
	for t := range want {
		if !have.Has(t) {
			out = append(out, "no "+kind+" "+text(t))
		}
	}
	for t := range have {
		if !want.Has(t) {
			out = append(out, "foreign "+kind+" "+text(t))
		}
	}
	return out
}

func (a Address) String() string { return a.Prefix.String() + " dev " + a.Device }

func (r Route) String() string {
	text := r.Destination.String()
	if r.Destination == anywhere {
		text = "default"
	}
	if r.Gateway.IsValid() {
		text += " via " + r.Gateway.String()
	}
	if r.Device != "" {
		text += " dev " + r.Device
	} else {
		text = "blackhole " + text
	}
	if r.Table != 0 {
		text += fmt.Sprintf(" table %d", r.Table)
	}
	return text
}

func (n Neighbour) String() string {
	return n.Address.String() + " lladdr " + n.MAC.String() + " dev " + n.Device
}

// String prints the state in the words of iproute2, sorted, a thing a line.
func (s *State) String() string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(s.Links)) {
		state := "down"
		if s.Links[name].Up {
			state = "up"
		}
		if s.Links[name].Running {
			state = "running"
		}
		lines = append(lines, "link "+name+" "+state)
	}
	lines = append(lines, sorted("address", s.Addresses, Address.String)...)
	lines = append(lines, sorted("route", s.Routes, Route.String)...)
	lines = append(lines, sorted("neighbour", s.Neighbours, Neighbour.String)...)
	lines = append(lines, sorted("rule", s.Rules, Rule.String)...)
	return strings.Join(lines, "\n") + "\n"
}

func sorted[T comparable](kind string, set Set[T], text func(T) string) []string {
	var lines []string
	for t := range set {
		lines = append(lines, kind+" "+text(t))
	}
	slices.Sort(lines)
	return lines
}

// Devices splits the state by device. What belongs to none of the links, such
// as a blackhole, is under the empty name.
func (s *State) Devices() map[string]*State {
	parts := map[string]*State{}
	part := func(device string) *State {
		p := parts[device]
		if p == nil {
			p = NewState()
			parts[device] = p
		}
		return p
	}
	for name, l := range s.Links {
		part(name).Links[name] = l
	}
	for a := range s.Addresses {
		part(a.Device).Addresses.Add(a)
	}
	for r := range s.Routes {
		part(r.Device).Routes.Add(r)
	}
	for n := range s.Neighbours {
		part(n.Device).Neighbours.Add(n)
	}
	for r := range s.Rules {
		part(r.In).Rules.Add(r)
	}
	return parts
}

// Merge adds what o holds.
func (s *State) Merge(o *State) {
	maps.Copy(s.Links, o.Links)
	maps.Copy(s.Addresses, o.Addresses)
	maps.Copy(s.Routes, o.Routes)
	maps.Copy(s.Neighbours, o.Neighbours)
	maps.Copy(s.Rules, o.Rules)
}
