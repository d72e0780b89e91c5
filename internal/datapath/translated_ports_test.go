//go:build kernel

package datapath_test

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

// A NAT gateway has as many connections to a destination as it has ports, and as
// many to another one; what it refuses is counted, and says where to.
func TestPortsOfNATGatewaysRunOut(t *testing.T) {
	const ports = 24
	w := newTown(t)
	w.reopen(func(o *datapath.Options) { o.TranslatedPorts = vpc.PortRange{From: 2000, To: 2000 + ports - 1} })
	w.lead("subnet-a", route("0.0.0.0/0", "nat-1"))
	w.lead("subnet-n", route("0.0.0.0/0", "igw-vpc-1"))
	w.change()
	for _, at := range []string{"0.0.0.0:7000", "0.0.0.0:7001"} {
		keep(t, path(w.world, "shop"), at)
	}
	refused := func() uint64 {
		t.Helper()
		n, err := w.dp.Refused("vpc-1")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	exhausted := func() []datapath.Exhausted {
		t.Helper()
		list, err := w.dp.Exhausted(w.plans["vpc-1"])
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	connect := func(box string, port int, want bool) (net.Conn, error) {
		return dialWithin(t, wait(want), path(w.world, box), fmt.Sprintf("%s:%d", shop, port), nil)
	}
	first := refused()
	var open []net.Conn
	for i := range ports {
		box := []string{"app", "mate"}[i%2]
		conn, err := connect(box, 7000, true)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		open = append(open, conn)
	}
	if n := refused(); n != first {
		t.Errorf("%d connections refused while there were ports", n-first)
	}
	if _, err := connect("app", 7000, false); err == nil {
		t.Fatal("connected without a port")
	}
	if refused() == first {
		t.Error("nothing says that no port was left")
	}
	want := datapath.Exhausted{NAT: "nat-1", Protocol: vpc.TCP, Destination: netip.MustParseAddrPort(shop + ":7000"), Connections: ports, Ports: ports}
	if list := exhausted(); !slices.Equal(list, []datapath.Exhausted{want}) {
		t.Errorf("exhausted: %+v, want %+v", list, want)
	}
	other, err := connect("app", 7001, true)
	if err != nil {
		t.Fatalf("another destination: %v", err)
	}
	_ = other.Close()
	for _, conn := range open[:ports/2] {
		_ = conn.(*net.TCPConn).SetLinger(0) // a reset: nothing is left to come
		_ = conn.Close()
	}
	eventually(t, 6*enough, "ports come back", func() bool {
		conn, err := connect("app", 7000, false)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	w.expectKernel()
}

// keep accepts connections in a namespace and keeps them until the test ends.
func keep(t *testing.T, path, at string) {
	t.Helper()
	var l net.Listener
	if err := inside(t, path, func() (err error) { l, err = net.Listen("tcp4", at); return err }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() { // ends with the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
		}
	}()
}
