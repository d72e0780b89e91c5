package link

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	vishns "github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// protocol marks the routes that this package makes, as a routing daemon would.
const protocol = 83

// Handle is an open rtnetlink socket in one namespace. It may be used by
// several goroutines.
type Handle struct {
	nl *netlink.Handle
	ns *netns.Namespace
	// family is what is read: of both, or of IPv4 alone.
	family int
	// raw is for the one message that the library cannot make.
	raw *nl.SocketHandle
}

// OpenIPv4 opens a handle that sees nothing of IPv6, for namespaces where that is
// somebody else's.
func OpenIPv4(ns *netns.Namespace) (*Handle, error) {
	h, err := Open(ns)
	if err == nil {
		h.family = unix.AF_INET
	}
	return h, err
}

// Open opens a handle in a namespace, which must stay open as long.
func Open(ns *netns.Namespace) (*Handle, error) {
	h, err := netlink.NewHandleAt(vishns.NsHandle(ns.Fd()), unix.NETLINK_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("open rtnetlink in %s: %w", ns.Name(), err)
	}
	raw, err := nl.GetNetlinkSocketAt(vishns.NsHandle(ns.Fd()), vishns.None(), unix.NETLINK_ROUTE)
	if err != nil {
		h.Close()
		return nil, fmt.Errorf("open rtnetlink in %s: %w", ns.Name(), err)
	}
	return &Handle{nl: h, ns: ns, family: unix.AF_UNSPEC, raw: &nl.SocketHandle{Socket: raw}}, nil
}

// Close closes the sockets.
func (h *Handle) Close() {
	h.nl.Close()
	h.raw.Close()
}

// dumpTries bounds how often a dump is read again that changed meanwhile.
const dumpTries = 10

func dump[T any](what string, read func() ([]T, error)) ([]T, error) {
	for range dumpTries {
		list, err := read()
		if errors.Is(err, netlink.ErrDumpInterrupted) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", what, err)
		}
		return list, nil
	}
	return nil, fmt.Errorf("list %s: the list kept changing", what)
}

// State reads the namespace, with the routes of one table and without rules; 0 is
// the main table.
func (h *Handle) State(table uint32) (*State, error) {
	return h.state(cmp.Or(table, unix.RT_TABLE_MAIN))
}

// Whole reads the namespace with the routes of all tables and the rules that
// lead to them.
func (h *Handle) Whole() (*State, error) {
	s, err := h.state(unix.RT_TABLE_UNSPEC)
	if err == nil {
		s.Rules, err = h.allRules()
	}
	return s, err
}

func (h *Handle) state(table uint32) (*State, error) {
	s := NewState()
	names, err := h.readLinks(s)
	if err != nil {
		return nil, err
	}
	addresses, err := dump("addresses", func() ([]netlink.Addr, error) { return h.nl.AddrList(nil, h.family) })
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		if prefix, ok := fromIPNet(a.IPNet); ok && !prefix.Addr().IsLoopback() {
			s.Addresses.Add(Address{Device: names[a.LinkIndex], Prefix: prefix})
		}
	}
	if err := h.readRoutes(s, names, table); err != nil {
		return nil, err
	}
	neighbours, err := dump("neighbours", func() ([]netlink.Neigh, error) { return h.nl.NeighList(0, h.family) })
	if err != nil {
		return nil, err
	}
	for _, n := range neighbours {
		addr, ok := toAddr(n.IP)
		if ok && n.State&unix.NUD_PERMANENT != 0 && len(n.HardwareAddr) == 6 {
			s.Neighbours.Add(Neighbour{Device: names[n.LinkIndex], Address: addr, MAC: MAC(n.HardwareAddr)})
		}
	}
	return s, nil
}

func (h *Handle) readLinks(s *State) (map[int]string, error) {
	links, err := dump("links", h.nl.LinkList)
	if err != nil {
		return nil, err
	}
	names := make(map[int]string, len(links))
	for _, l := range links {
		a := l.Attrs()
		names[a.Index] = a.Name
		s.Links[a.Name] = fromLink(l)
	}
	return names, nil
}

func fromLink(l netlink.Link) Link {
	a := l.Attrs()
	out := Link{Index: a.Index, Up: a.RawFlags&unix.IFF_UP != 0, Running: a.RawFlags&unix.IFF_RUNNING != 0, Alias: a.Alias}
	if l.Type() == "veth" {
		out.Peer = a.ParentIndex
	}
	if len(a.HardwareAddr) == len(out.MAC) {
		out.MAC = MAC(a.HardwareAddr)
	}
	return out
}

func (h *Handle) readRoutes(s *State, names map[int]string, table uint32) error {
	filter := &netlink.Route{Table: int(table)}
	routes, err := dump("routes", func() ([]netlink.Route, error) {
		return h.nl.RouteListFiltered(h.family, filter, netlink.RT_FILTER_TABLE)
	})
	if err != nil {
		return err
	}
	for _, r := range routes {
		if r.Protocol == unix.RTPROT_KERNEL || r.Family != unix.AF_INET && r.Family != unix.AF_INET6 {
			continue
		}
		s.Routes.Add(toRoute(r, names[r.LinkIndex]))
	}
	return nil
}

func toRoute(r netlink.Route, device string) Route {
	route := Route{Table: uint32(r.Table), Destination: anywhere, Device: device}
	if r.Family == unix.AF_INET6 {
		route.Destination = anywhere6
	}
	if route.Table == unix.RT_TABLE_MAIN {
		route.Table = 0
	}
	if prefix, ok := fromIPNet(r.Dst); ok {
		route.Destination = prefix
	}
	if r.Type == unix.RTN_BLACKHOLE {
		route.Device = ""
	}
	if gateway, ok := toAddr(r.Gw); ok {
		route.Gateway = gateway
	}
	return route
}

var (
	anywhere  = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	anywhere6 = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
)

// toAddr takes an address of either family, which may be that of IPv4 in 16 bytes.
func toAddr(ip net.IP) (netip.Addr, bool) {
	a, ok := netip.AddrFromSlice(ip)
	return a.Unmap(), ok
}

func family(a netip.Addr) int {
	if a.Is6() {
		return unix.AF_INET6
	}
	return unix.AF_INET
}

func fromIPNet(n *net.IPNet) (netip.Prefix, bool) {
	if n == nil {
		return netip.Prefix{}, false
	}
	addr, ok := toAddr(n.IP)
	bits, _ := n.Mask.Size()
	return netip.PrefixFrom(addr, bits), ok
}

func toIPNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// Link reads one link. ok is false when it is not there.
func (h *Handle) Link(name string) (l Link, ok bool, err error) {
	found, err := h.nl.LinkByName(name)
	if errors.As(err, &netlink.LinkNotFoundError{}) {
		return Link{}, false, nil
	}
	if err != nil {
		return Link{}, false, fmt.Errorf("read link %s: %w", name, err)
	}
	return fromLink(found), true, nil
}

// settleTime bounds how long Await waits: the kernel lets a new veth run within
// milliseconds, but may take a second when many links change.
const settleTime = 3 * time.Second

// Await reads the whole state until look finds nothing missing, or the links had
// long enough to begin to run. It gives the last state and what was missing.
func (h *Handle) Await(look func(*State) []string) (*State, []string, error) {
	deadline := time.Now().Add(settleTime)
	for pause := time.Millisecond; ; pause *= 2 {
		s, err := h.Whole()
		if err != nil {
			return nil, nil, err
		}
		lines := look(s)
		if len(lines) == 0 || time.Now().After(deadline) {
			return s, lines, nil
		}
		time.Sleep(min(pause, 100*time.Millisecond))
	}
}

// Delete takes a link away. A link that is not there is no error.
func (h *Handle) Delete(name string) error {
	link, err := h.nl.LinkByName(name)
	if errors.As(err, &netlink.LinkNotFoundError{}) {
		return nil
	}
	if err == nil {
		err = h.nl.LinkDel(link)
	}
	if err != nil && !errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("delete link %s: %w", name, err)
	}
	return nil
}

// Move puts a link into another namespace, under its own name. It loses its
// addresses and routes there.
func (h *Handle) Move(name string, to *netns.Namespace) error {
	link, err := h.nl.LinkByName(name)
	if err == nil {
		err = h.nl.LinkSetNsFd(link, to.Fd())
	}
	if err != nil {
		return fmt.Errorf("move link %s: %w", name, err)
	}
	return nil
}

// SetAlias writes a link's alias, the one place in the kernel for words of ours.
func (h *Handle) SetAlias(index int, alias string) error {
	link := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Index: index}}
	if err := h.nl.LinkSetAlias(link, alias); err != nil {
		return fmt.Errorf("set link alias: %w", err)
	}
	return nil
}

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
