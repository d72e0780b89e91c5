package link

import (
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Change makes the namespace hold want where it holds have. What is too much
// goes before what is missing comes; links are put up, never made or deleted.
func (h *Handle) Change(have, want *State) error {
	return h.change(have, want, h.nl.RouteAdd)
}

// ChangeOwn is Change for a namespace that is all ours: a route that is missing
// replaces one to the same destination by another device, which whoever has that
// device in hand may not have taken away yet.
func (h *Handle) ChangeOwn(have, want *State) error {
	return h.change(have, want, h.nl.RouteReplace)
}

func (h *Handle) change(have, want *State, add func(*netlink.Route) error) error {
	c := change{h: h, have: have}
	for _, r := range slices.SortedFunc(extra(have.Routes, want.Routes), withGatewayFirst) {
		c.route(r, h.nl.RouteDel, "delete", unix.ESRCH)
	}
	c.note(h.ChangeRules(have.Rules, want.Rules), "change routing rules")
	for n := range extra(have.Neighbours, want.Neighbours) {
		c.neighbour(n, h.nl.NeighDel, "delete", unix.ENOENT)
	}
	for a := range extra(have.Addresses, want.Addresses) {
		c.address(a, h.nl.AddrDel, "delete", unix.EADDRNOTAVAIL)
	}
	c.leaveIPv6(want)
	for name := range want.Links {
		if l, ok := have.Links[name]; ok && !l.Up {
			link := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Index: l.Index}}
			c.note(h.nl.LinkSetUp(link), "put up link "+name)
		}
	}
	c.enterIPv6(want)
	for a := range extra(want.Addresses, have.Addresses) {
		c.address(a, h.nl.AddrAdd, "add", unix.EEXIST)
	}
	for n := range extra(want.Neighbours, have.Neighbours) {
		c.neighbour(n, h.nl.NeighSet, "add", 0)
	}
	missing := slices.SortedFunc(extra(want.Routes, have.Routes), withGatewayFirst)
	slices.Reverse(missing) // a gateway must be on-link before a route leads through it
	for _, r := range missing {
		c.route(r, add, "add", unix.EEXIST)
	}
	return errors.Join(c.errs...)
}

// extra yields what is in a and not in b.
func extra[T comparable](a, b Set[T]) func(func(T) bool) {
	return func(yield func(T) bool) {
		for t := range a {
			if !b.Has(t) && !yield(t) {
				return
			}
		}
	}
}

func withGatewayFirst(a, b Route) int {
	switch {
	case a.Gateway.IsValid() == b.Gateway.IsValid():
		return 0
	case a.Gateway.IsValid():
		return -1
	}
	return 1
}

// change gathers the errors of one Change.
type change struct {
	h    *Handle
	have *State
	errs []error
}

func (c *change) note(err error, what string) {
	if err != nil {
		c.errs = append(c.errs, fmt.Errorf("%s: %w", what, err))
	}
}

// noteBut is note for an error that says that the work is done already.
func (c *change) noteBut(done unix.Errno, err error, what string) {
	if done == 0 || !errors.Is(err, done) {
		c.note(err, what)
	}
}

func (c *change) address(a Address, do func(netlink.Link, *netlink.Addr) error, verb string, done unix.Errno) {
	link := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Index: c.have.Links[a.Device].Index, Name: a.Device}}
	address := &netlink.Addr{IPNet: toIPNet(a.Prefix), Scope: unix.RT_SCOPE_UNIVERSE}
	if a.Prefix.Addr().Is6() {
		address.Flags = unix.IFA_F_NODAD // the plan knows that nobody else has it
	}
	c.noteBut(done, do(link, address), verb+" address "+a.String())
}

func (c *change) neighbour(n Neighbour, do func(*netlink.Neigh) error, verb string, done unix.Errno) {
	entry := &netlink.Neigh{LinkIndex: c.have.Links[n.Device].Index, Family: family(n.Address), State: unix.NUD_PERMANENT,
		IP: n.Address.AsSlice(), HardwareAddr: net.HardwareAddr(n.MAC[:])}
	c.noteBut(done, do(entry), verb+" neighbour "+n.String())
}

func (c *change) route(r Route, do func(*netlink.Route) error, verb string, done unix.Errno) {
	route := &netlink.Route{Dst: toIPNet(r.Destination), Table: int(r.Table), Family: family(r.Destination.Addr())}
	if verb == "add" {
		route.Protocol = protocol
	}
	switch {
	case r.Device == "":
		route.Type = unix.RTN_BLACKHOLE
	case r.Gateway.IsValid():
		route.LinkIndex, route.Gw = c.have.Links[r.Device].Index, r.Gateway.AsSlice()
		if verb == "add" { // the device says where the gateway is, whether or not a route does
			route.Flags = int(netlink.FLAG_ONLINK)
		}
	default:
		route.LinkIndex, route.Scope = c.have.Links[r.Device].Index, netlink.SCOPE_LINK
	}
	c.noteBut(done, do(route), verb+" route "+r.String())
}
