//go:build kernel

package datapath_test

import (
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// A sandbox with two interfaces answers by the one that was asked, and sends
// with the address of each by that one: their routers take no other source.
func TestSecondInterfaceAnswersByItself(t *testing.T) {
	for name, address := range map[string]string{"of another subnet": "10.0.3.10", "of the same subnet": "10.0.2.11"} {
		t.Run(name, func(t *testing.T) { testSecondInterface(t, netip.MustParseAddr(address)) })
	}
}

func testSecondInterface(t *testing.T, address netip.Addr) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.attach("vpc-0a1", "aside", address.String(), "sg-aside")
	ports := w.plans["vpc-0a1"].Ports
	second := ports[len(ports)-1]
	second.Sandbox, second.Device, second.DefaultRoute = "db", "eth2", false
	w.boxes[1].Ports = append(w.boxes[1].Ports, second.Interface)
	for _, g := range []string{"sg-app", "sg-db", "sg-aside"} {
		w.rules("vpc-0a1", g, new(everything()), new(everything()))
	}
	w.apply()
	w.expectKernel()
	listenTCP(t, path(w, "app"), 80)
	expectTCP(t, path(w, "app"), true, "10.0.2.10:5432", address.String()+":5432")
	for _, source := range [][4]byte{{10, 0, 2, 10}, address.As4()} {
		from := func(fd int) error { return unix.Bind(fd, &unix.SockaddrInet4{Addr: source}) }
		conn, err := dialTCP(t, path(w, "db"), "10.0.1.10:80", from)
		if err != nil {
			t.Fatalf("from %v: %v", source, err)
		}
		conn.Close()
	}
	expectTCP(t, path(w, "db"), true, "10.0.1.10:80")
	// It goes, and takes its rules with it.
	w.boxes[1].Ports = w.boxes[1].Ports[:1]
	w.plans["vpc-0a1"].Ports = ports[:2]
	w.apply()
	w.expectKernel()
	expectTCP(t, path(w, "app"), true, "10.0.2.10:5432")
	expectTCP(t, path(w, "app"), false, address.String()+":5432")
}
