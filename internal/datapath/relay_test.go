//go:build kernel

package datapath_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/vpc"
)

// lan is the operator's own network, which the host has a route to.
type lan struct{ host, outside string }

// newLAN gives a host an interface lan0 in a network of its own, and has two
// machines there, of which the second is behind a router of no concern.
func newLAN(t *testing.T, w *world, host string) lan {
	t.Helper()
	n := lan{host: host, outside: "test-" + w.tag + "-lan"}
	names := []string{n.outside}
	if host == "" {
		n.host = "test-" + w.tag + "-host"
		names = append(names, n.host)
	}
	makeHosts(t, names...)
	for _, line := range [][]string{
		{"link", "add", "lan0", "netns", n.host, "type", "veth", "peer", "name", "eth0", "netns", n.outside},
		{"-n", n.host, "address", "add", "10.50.0.1/24", "dev", "lan0"},
		{"-n", n.host, "link", "set", "lan0", "up"},
		{"-n", n.host, "link", "set", "lo", "up"},
		{"-n", n.host, "route", "add", "10.51.0.0/24", "via", "10.50.0.9"},
		{"-n", n.outside, "address", "add", "10.50.0.9/24", "dev", "eth0"},
		{"-n", n.outside, "address", "add", "10.51.0.9/32", "dev", "eth0"},
		{"-n", n.outside, "link", "set", "eth0", "up"},
	} {
		run(t, "ip", line...)
	}
	for _, port := range []int{22, 5432} {
		listenTCP(t, netns.Path(n.outside), port)
		listenUDP(t, netns.Path(n.outside), port)
		listenTCP(t, netns.Path(n.host), port)
	}
	return n
}

// reopen gives the world other options.
func (w *world) reopen(change func(*datapath.Options)) {
	w.t.Helper()
	change(&w.options)
	w.dp.Close()
	w.dp = w.open()
}

// relay adds an interface endpoint with an address in the VPC.
func (w *world) relay(vpcID, id, address, door, target string, groups ...string) {
	w.attach(vpcID, id, address, groups...)
	w.boxes = append(w.boxes, vpc.Sandbox{ID: id, FrontDoor: netip.MustParseAddr(door), Relay: netip.MustParseAddrPort(target), Ports: []string{"eni-" + id}})
}

func TestRelayReachesItsTargetAndNothingElse(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	n := newLAN(t, w, "")
	w.reopen(func(o *datapath.Options) { o.Host = netns.Path(n.host) })
	w.relay("vpc-0a1", "endpoint", "10.0.2.20", "169.254.144.2", "10.50.0.9:5432", "sg-db")
	w.relay("vpc-0a1", "own", "10.0.2.21", "169.254.144.3", "10.50.0.1:5432", "sg-db") // the host itself
	for _, g := range []string{"sg-app", "sg-db"} {
		w.rules("vpc-0a1", g, new(everything()), new(everything()))
	}
	w.apply()
	w.expectKernel()
	reach := func(want bool, protocol func(testing.TB, time.Duration, string, string) bool, from string, to ...string) {
		t.Helper()
		for _, addr := range to {
			if protocol(t, wait(want), from, addr) != want {
				t.Errorf("%s is reached: %v, want %v", addr, !want, want)
			}
		}
	}
	app := path(w, "app")
	reach(true, tcpWithin, app, "10.0.2.20:5432", "10.0.2.21:5432")
	reach(true, udpWithin, app, "10.0.2.20:5432")
	reach(false, tcpWithin, app, "10.0.2.20:22", "10.0.2.21:22", "10.50.0.9:5432", "10.50.0.1:5432", "169.254.144.2:5432")
	reach(false, udpWithin, app, "10.0.2.20:22", "10.50.0.9:5432")
	// The relay itself is no way to anything, nor is it one into the VPC.
	reach(false, tcpWithin, path(w, "endpoint"), "10.50.0.9:5432", "10.50.0.9:22", "10.0.2.10:5432")
	reach(false, tcpWithin, netns.Path(n.outside), "10.0.1.10:5432", "169.254.144.2:5432")

	// The group of the endpoint decides who gets to the service.
	w.ingress("vpc-0a1", "sg-db", port("10.0.9.0/24", vpc.TCP, 5432, 5432))
	w.apply()
	reach(false, tcpWithin, app, "10.0.2.20:5432")
	w.ingress("vpc-0a1", "sg-db", port("10.0.1.0/24", vpc.TCP, 5432, 5432))
	w.apply()
	reach(true, tcpWithin, app, "10.0.2.20:5432")

	// Another address of the service takes effect where the relay stands.
	w.boxes[2].Relay = netip.MustParseAddrPort("10.51.0.9:5432")
	w.apply()
	w.expectKernel()
	reach(true, tcpWithin, app, "10.0.2.20:5432")

	// With the last endpoint all goes that the host held for them.
	w.boxes, w.plans["vpc-0a1"].Ports = w.boxes[:2], w.plans["vpc-0a1"].Ports[:2]
	w.apply()
	observed, err := w.dp.Observe(context.Background())
	if _, left := observed.Namespaces["host"]; err != nil || left {
		t.Errorf("the host still holds something: %v\n%s", err, observed)
	}
	if forwards(t, n.host, "lan0") {
		t.Error("lan0 still forwards")
	}
}

func forwards(t *testing.T, namespace, device string) bool {
	t.Helper()
	var value string
	if err := inside(t, netns.Path(namespace), func() (err error) {
		value, err = sysctl.Get("ipv4/conf/" + device + "/forwarding")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return value == "1"
}

func TestRelayIsMended(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	n := newLAN(t, w, "")
	w.reopen(func(o *datapath.Options) { o.Host = netns.Path(n.host) })
	w.relay("vpc-0a1", "endpoint", "10.0.2.20", "169.254.144.2", "10.50.0.9:5432", "sg-db")
	for _, g := range []string{"sg-app", "sg-db"} {
		w.rules("vpc-0a1", g, new(everything()), new(everything()))
	}
	w.apply()
	w.applyWith(w.open()) // adopted as it is
	w.expectKernel()
	for name, tamper := range map[string]func(){
		"the relay's rules": func() { run(t, "ip", "netns", "exec", "sp-"+w.tag+"-endpoint", "nft", "flush", "ruleset") },
		"the host's link":   func() { run(t, "ip", "-n", n.host, "link", "delete", "sp"+w.tag+"-lanhost") },
		"the edge's way":    func() { run(t, "ip", "-n", "sp-"+w.tag+"-edge", "rule", "delete", "fwmark", "1") },
		"the host's rules":  func() { run(t, "ip", "netns", "exec", n.host, "nft", "flush", "ruleset") },
	} {
		tamper()
		w.mended(name)
		if !tcp(t, path(w, "app"), "10.0.2.20:5432") {
			t.Errorf("not mended: %s", name)
		}
	}
}
