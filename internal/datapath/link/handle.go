package link

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
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
// lead to them. An address of IPv6 counts once the kernel takes what is for it:
// that is some time after it was added, and what comes before is dropped without
// a word.
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
	local, err := h.readRoutes(s, names, table)
	if err != nil {
		return nil, err
	}
	if table == unix.RT_TABLE_UNSPEC {
		maps.DeleteFunc(s.Addresses, func(a Address, _ struct{}) bool { return a.Prefix.Addr().Is6() && !local.Has(a.Prefix.Addr()) })
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

// readRoutes also gives the addresses that the kernel leads to itself, if it reads
// their table.
func (h *Handle) readRoutes(s *State, names map[int]string, table uint32) (local Set[netip.Addr], err error) {
	filter := &netlink.Route{Table: int(table)}
	routes, err := dump("routes", func() ([]netlink.Route, error) {
		return h.nl.RouteListFiltered(h.family, filter, netlink.RT_FILTER_TABLE)
	})
	if err != nil {
		return nil, err
	}
	local = Set[netip.Addr]{}
	for _, r := range routes {
		if to, ok := fromIPNet(r.Dst); ok && r.Type == unix.RTN_LOCAL {
			local.Add(to.Addr())
		}
		if r.Protocol == unix.RTPROT_KERNEL || r.Family != unix.AF_INET && r.Family != unix.AF_INET6 {
			continue
		}
		s.Routes.Add(toRoute(r, names[r.LinkIndex]))
	}
	return local, nil
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
