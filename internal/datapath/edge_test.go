//go:build kernel

package datapath_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

func TestFrontDoorLetsRequestsInAndNothingOut(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.boxes[0].FrontDoor = netip.MustParseAddr("169.254.192.2")
	w.boxes[1].FrontDoor = netip.MustParseAddr("169.254.192.3")
	w.rules("vpc-0a1", "sg-app", new(everything()), new(everything()))
	w.apply()
	listenTCP(t, path(w, "app"), 8080)
	conn, err := w.dp.DialFrontDoor(context.Background(), "tcp", "169.254.192.2:8080")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := echo(conn); err != nil {
		t.Error(err)
	}
	listenTCP(t, netns.Path("sp-"+w.tag+"-edge"), 9090)
	toDevice := func(fd int) error { return unix.BindToDevice(fd, "eth0") }
	fromDoor := func(fd int) error {
		return unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{169, 254, 192, 2}})
	}
	for _, to := range []string{"169.254.192.1:9090", "169.254.192.3:5432", "10.0.2.10:5432", "198.51.100.10:80", "169.254.169.254:80"} {
		for name, control := range map[string]func(int) error{"by the device": toDevice, "by the source": fromDoor} {
			if conn, err := dialWithin(t, patience, path(w, "app"), to, control); err == nil {
				conn.Close()
				t.Errorf("%s is reached %s", to, name)
			}
		}
	}
	if tcpWithin(t, patience, path(w, "app"), "169.254.192.1:9090") {
		t.Error("the edge is reached")
	}
	for _, addr := range []string{"localhost:80", "10.0.1.10:80", "169.254.169.254:80"} {
		if _, err := w.dp.DialFrontDoor(context.Background(), "tcp", addr); !errors.Is(err, fault.Invalid) {
			t.Errorf("dial %s: %v", addr, err)
		}
	}
	w.expectKernel()
}

// internet is a host of its own with an uplink to an internet of its own.
type internet struct{ host, outside string }

// makeHosts makes namespaces that stand for machines around ours, which pass nothing on.
func makeHosts(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		ns, err := netns.Create(name, func() error { return sysctl.Ensure(sysctl.Setting{Key: "ipv4/ip_forward", Value: "0"}) })
		if err != nil {
			t.Fatal(err)
		}
		ns.Close()
		t.Cleanup(func() {
			if err := netns.Remove(name); err != nil {
				t.Error(err)
			}
		})
	}
}

func newInternet(t *testing.T, w *world) internet {
	t.Helper()
	n := internet{host: "test-" + w.tag + "-host", outside: "test-" + w.tag + "-net"}
	makeHosts(t, n.host, n.outside)
	for _, line := range [][]string{
		{"link", "add", "up0", "netns", n.host, "type", "veth", "peer", "name", "eth0", "netns", n.outside},
		{"-n", n.host, "address", "add", "198.51.100.1/24", "dev", "up0"},
		{"-n", n.host, "link", "set", "up0", "up"},
		{"-n", n.host, "link", "set", "lo", "up"},
		{"-n", n.host, "route", "add", "default", "via", "198.51.100.2"},
		{"-n", n.outside, "address", "add", "198.51.100.2/24", "dev", "eth0"},
		{"-n", n.outside, "address", "add", "203.0.113.7/32", "dev", "eth0"},
		{"-n", n.outside, "address", "add", "10.50.0.1/32", "dev", "eth0"},
		{"-n", n.outside, "link", "set", "eth0", "up"},
	} {
		run(t, "ip", line...)
	}
	listenTCP(t, netns.Path(n.outside), 80)
	listenTCP(t, netns.Path(n.host), 80)
	return n
}

func TestPublicEgressReachesPublicAddressesOnly(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	n := newInternet(t, w)
	w.options.Uplink, w.options.Host = "up0", netns.Path(n.host)
	w.dp.Close()
	w.dp = w.open()
	w.boxes = append(w.boxes,
		vpc.Sandbox{ID: "public", FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true},
		vpc.Sandbox{ID: "other", FrontDoor: netip.MustParseAddr("169.254.192.3"), Public: true},
		vpc.Sandbox{ID: "closed", FrontDoor: netip.MustParseAddr("169.254.192.4")})
	w.apply()
	w.expectKernel()
	listenTCP(t, path(w, "other"), 80)
	world := &vpc.World{Uplink: true, Host: w.dp.HostAddresses()}
	for to, want := range map[string]bool{
		"198.51.100.2:80": true, "203.0.113.7:80": true, // by the uplink's network and by its default route
		"10.50.0.1:80":       false, // a private address, though there is a route
		"198.51.100.1:80":    false, // the host itself
		"169.254.192.3:80":   false, // another sandbox
		"169.254.192.1:80":   false, // the edge
		"169.254.169.254:80": false,
	} {
		if got := tcpWithin(t, wait(want), path(w, "public"), to); got != want {
			t.Errorf("%s is reached: %v, want %v", to, got, want)
		}
		at := netip.MustParseAddrPort(to)
		said := world.Reach(vpc.Packet{FromPublic: true, Source: w.boxes[0].FrontDoor, Destination: at.Addr(), Protocol: vpc.TCP, DestinationPort: at.Port()})
		if said.Delivered != want {
			t.Errorf("%s: the plan says\n%s", to, said)
		}
		if tcpWithin(t, patience, path(w, "closed"), to) {
			t.Errorf("%s is reached from a sandbox that is not public", to)
		}
	}
	if tcpWithin(t, patience, netns.Path(n.host), "169.254.192.3:80") {
		t.Error("the host reaches a sandbox")
	}
	if conn, err := w.dp.DialFrontDoor(context.Background(), "tcp", "169.254.192.3:80"); err != nil {
		t.Error(err)
	} else {
		conn.Close()
	}

	w.heal()
	for name, tamper := range map[string]func(){
		"the host's table is deleted":     func() { run(t, "ip", "netns", "exec", n.host, "nft", "flush", "ruleset") },
		"the host's link is deleted":      func() { run(t, "ip", "-n", n.host, "link", "delete", "sp"+w.tag+"-host") },
		"the host has another address":    func() { run(t, "ip", "-n", n.host, "address", "add", "203.0.113.99/32", "dev", "lo") },
		"the host has another route":      func() { run(t, "ip", "-n", n.host, "route", "add", "203.0.113.128/25", "via", "198.51.100.2") },
		"the host's neighbour is gone":    func() { run(t, "ip", "-n", n.host, "neighbour", "flush", "nud", "permanent") },
		"the host's routing rule is gone": func() { run(t, "ip", "-n", n.host, "rule", "delete", "priority", "5300") },
	} {
		tamper()
		eventually(t, enough, name, func() bool { return w.whole() && tcpWithin(t, patience, path(w, "public"), "203.0.113.7:80") })
	}
	w.expectKernel()

	if err := w.dp.CleanUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	var forwarding string
	if err := inside(t, netns.Path(n.host), func() (err error) {
		forwarding, err = sysctl.Get("ipv4/conf/up0/forwarding")
		return err
	}); err != nil || forwarding != "0" {
		t.Errorf("forwarding of the uplink is %q %v after CleanUp", forwarding, err)
	}
}

func TestUplinkThatIsNotThere(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	n := newInternet(t, w)
	w.options.Uplink, w.options.Host = "up9", netns.Path(n.host)
	w.dp.Close()
	w.dp = w.open()
	w.boxes = append(w.boxes, vpc.Sandbox{ID: "public", FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true})
	report, err := w.dp.Apply(context.Background(), w.desired())
	if err != nil {
		t.Fatal(err)
	}
	if !errors.Is(report.Edge, fault.NotFound) || report.Sandboxes["public"] == nil {
		t.Errorf("report %+v", report)
	}
}
