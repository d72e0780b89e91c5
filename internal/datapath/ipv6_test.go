//go:build kernel

package datapath_test

import (
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// Where no plan asks for it no device of a sandbox or a router speaks IPv6.
func TestLinksHaveNoIPv6(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-app")
	w.apply()
	w.expectIPv6()
}

// expectIPv6 checks that the devices of the installation have these addresses and
// no others, not even link-local ones.
func (w *world) expectIPv6(addresses ...string) {
	w.t.Helper()
	found, wanted := map[string]bool{}, map[string]bool{}
	names, err := netns.List("sp-" + w.tag)
	if err != nil || len(names) < 2 {
		w.t.Fatalf("namespaces %q, %v", names, err)
	}
	for _, name := range names {
		var list []byte
		err := inside(w.t, netns.Path(name), func() (err error) {
			list, err = os.ReadFile("/proc/thread-self/net/if_inet6")
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		for line := range strings.Lines(string(list)) {
			if digits := line[:32]; !strings.HasSuffix(digits, strings.Repeat("0", 31)+"1") {
				found[digits] = true
			}
		}
	}
	for _, a := range addresses {
		wanted[strings.ReplaceAll(netip.MustParseAddr(a).StringExpanded(), ":", "")] = true
	}
	for a := range found {
		if !wanted[a] {
			w.t.Errorf("a device has the IPv6 address %s", a)
		}
	}
	for a := range wanted {
		if !found[a] {
			w.t.Errorf("no device has the IPv6 address %s", a)
		}
	}
}

// What is sent by IPv6 is decided like what is sent by IPv4, and an egress-only
// gateway lets nobody in.
func TestIPv6GoesWhereItMay(t *testing.T) {
	w := newTown(t)
	const app, db, shopSix = "2001:db8:1:1::a", "2001:db8:1:2::a", "2001:db8:2:1::a"
	w.dual("vpc-1", "2001:db8:1::/56", map[string]string{"subnet-a": "2001:db8:1:1::/64", "subnet-b": "2001:db8:1:2::/64"}, map[string]string{"app": app, "db": db})
	w.dual("vpc-2", "2001:db8:2::/56", map[string]string{"subnet-s": "2001:db8:2:1::/64"}, map[string]string{"shop": shopSix})
	w.models["vpc-1"].Gateways = nil
	w.models["vpc-1"].EgressOnly = []vpc.EgressOnlyGateway{{ID: "eigw-1", VPCID: "vpc-1"}}
	w.lead("subnet-a", route("::/0", "eigw-1"))
	w.models["vpc-2"].RouteTables[0].Routes = append(w.models["vpc-2"].RouteTables[0].Routes, route("::/0", "igw-vpc-2"))
	w.change()
	w.expectIPv6(app, db, shopSix, "2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:2:1::1")
	for box, address := range map[string]string{"app": app, "db": db, "shop": shopSix} {
		listenTCP6(t, path(w.world, box), address)
	}
	expect := func(why, box, to string, want bool) {
		t.Helper()
		if got := tcp6(t, wait(want), path(w.world, box), to); got != want {
			t.Errorf("%s: %s reaches %s: %v, want %v", why, box, to, got, want)
		}
	}
	expect("within the VPC", "app", db, true)
	expect("within the VPC", "db", app, true)
	expect("by an egress-only gateway", "app", shopSix, true)
	expect("to who is behind an egress-only gateway", "shop", app, false)
	expect("without a route", "db", shopSix, false)
	expect("without an address", "mate", db, false)

	w.guard("subnet-a", entry(100, true, true, vpc.AllProtocols, 0, 0, "::/0"), entry(100, false, true, vpc.TCP, 1024, 65535, "2001:db8:1::/56"))
	w.change()
	expect("past an ACL that lets answers in", "app", db, true)
	expect("past an ACL that lets no answer in", "app", shopSix, false)

	w.lead("subnet-a", route("2001:db8:2::/56", "pcx-1"))
	w.models["vpc-2"].RouteTables[0].Routes = []vpc.Route{route("2001:db8:1::/56", "pcx-1")}
	w.guard("subnet-a", entry(100, true, true, vpc.AllProtocols, 0, 0, "::/0"), entry(100, false, true, vpc.AllProtocols, 0, 0, "::/0"))
	w.change()
	expect("by a peering", "app", shopSix, true)
	expect("by a peering, the other way", "shop", app, true)
	expect("by a peering that the subnet does not know", "db", shopSix, false)

	run(t, "ip", "-6", "-n", "sp-"+w.tag+"-1", "route", "delete", app+"/128")
	w.mended("a route is deleted")
	run(t, "ip", "-6", "-n", "sp-"+w.tag+"-1", "rule", "delete", "priority", "5300")
	w.mended("a routing rule is deleted")
	expect("after it was healed", "app", shopSix, true)

	for i := range w.models["vpc-1"].Interfaces {
		w.models["vpc-1"].Interfaces[i].IPv6Addresses = nil
	}
	w.change()
	expect("after the address was taken away", "app", db, false)
	w.expectIPv6(shopSix, "2001:db8:2:1::1")
}

// The kernel lists a new address before it takes what is for it; what came between
// was dropped, and nothing said so.
func TestIPv6AddressesTakePacketsOnceApplied(t *testing.T) {
	w := newTown(t)
	addresses := map[string]string{"app": "2001:db8:1:1::a", "mate": "2001:db8:1:1::b", "db": "2001:db8:1:2::a"}
	w.dual("vpc-1", "2001:db8:1::/56", map[string]string{"subnet-a": "2001:db8:1:1::/64", "subnet-b": "2001:db8:1:2::/64"}, nil)
	for range 10 {
		for i, one := range w.models["vpc-1"].Interfaces {
			w.models["vpc-1"].Interfaces[i].IPv6Addresses = []netip.Addr{netip.MustParseAddr(addresses[strings.TrimPrefix(one.ID, "eni-")])}
		}
		w.compile()
		w.apply()
		for box, address := range addresses {
			w.expectTaken(path(w.world, box), address)
		}
		w.expectTaken(netns.Path("sp-"+w.tag+"-1"), "2001:db8:1:1::1")
		w.expectTaken(netns.Path("sp-"+w.tag+"-1"), "2001:db8:1:2::1")
		for i := range w.models["vpc-1"].Interfaces {
			w.models["vpc-1"].Interfaces[i].IPv6Addresses = nil
		}
		w.compile()
		w.apply()
	}
}

// expectTaken checks that a namespace leads an address to itself.
func (w *world) expectTaken(path, address string) {
	w.t.Helper()
	err := inside(w.t, path, func() error {
		filter := &netlink.Route{Table: unix.RT_TABLE_LOCAL, Dst: &net.IPNet{IP: net.ParseIP(address), Mask: net.CIDRMask(128, 128)}}
		routes, err := netlink.RouteListFiltered(unix.AF_INET6, filter, netlink.RT_FILTER_TABLE|netlink.RT_FILTER_DST)
		if err == nil && len(routes) == 0 {
			w.t.Errorf("nobody takes what is for %s", address)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// dual gives a VPC, its subnets and boxes IPv6, and opens groups and ACLs.
func (w *town) dual(vpcID, block string, subnets, boxes map[string]string) {
	m := w.models[vpcID]
	m.VPC.IPv6Blocks = []vpc.Block{{CIDR: netip.MustParsePrefix(block)}}
	for i, s := range m.Subnets {
		if cidr := subnets[s.ID]; cidr != "" {
			m.Subnets[i].IPv6Blocks = []vpc.Block{{CIDR: netip.MustParsePrefix(cidr)}}
		}
		w.guard(s.ID, entry(100, true, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"), entry(100, false, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"),
			entry(101, true, true, vpc.AllProtocols, 0, 0, "::/0"), entry(101, false, true, vpc.AllProtocols, 0, 0, "::/0"))
	}
	for i, one := range m.Interfaces {
		if address := boxes[strings.TrimPrefix(one.ID, "eni-")]; address != "" {
			m.Interfaces[i].IPv6Addresses = []netip.Addr{netip.MustParseAddr(address)}
		}
	}
	for _, direction := range []vpc.Direction{vpc.Egress, vpc.Ingress} {
		m.Rules = append(m.Rules, vpc.SecurityGroupRule{GroupID: "sg-1", Direction: direction, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("::/0")})
	}
	for id, other := range w.models {
		for i, p := range other.Peerings {
			if p.VPC.ID == vpcID && id != vpcID {
				other.Peerings[i].VPC, other.Peerings[i].Interfaces = m.VPC, m.Interfaces
			}
		}
	}
}

func listenTCP6(t testing.TB, path, address string) {
	t.Helper()
	var l net.Listener
	if err := inside(t, path, func() (err error) {
		l, err = net.Listen("tcp6", "["+address+"]:80")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	serveEcho(t, l)
}

// tcp6 reports whether a new connection to port 80 of an IPv6 address echoes.
func tcp6(t testing.TB, within time.Duration, path, address string) bool {
	t.Helper()
	var conn net.Conn
	if err := inside(t, path, func() (err error) {
		conn, err = net.DialTimeout("tcp6", "["+address+"]:80", within)
		return err
	}); err != nil {
		return false
	}
	defer conn.Close()
	return echo(conn) == nil
}
