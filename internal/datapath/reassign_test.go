//go:build kernel

package datapath_test

import (
	"net/netip"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// An address that goes from one port to another is the other's as soon as that
// is applied, whichever of the two is looked at first.
func TestAddressMovesBetweenPorts(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.sandbox("vpc-0a1", "heir", "10.0.2.11", "sg-db")
	for _, g := range []string{"sg-app", "sg-db"} {
		w.rules("vpc-0a1", g, new(everything()), new(everything()))
	}
	moving := netip.MustParseAddr("10.0.2.77")
	listenTCP(t, path(w, "app"), 80)
	w.apply()
	listenTCP(t, path(w, "heir"), 5432)
	from := func(fd int) error { return unix.Bind(fd, &unix.SockaddrInet4{Addr: moving.As4()}) }
	plan := w.plans["vpc-0a1"]
	for turn := range 20 {
		owner, other := "db", "heir"
		if turn%2 == 1 {
			owner, other = other, owner
		}
		ports := slices.Clone(plan.Ports)
		for i, p := range ports {
			next := *p
			next.Addresses = []netip.Addr{p.Addresses[0]}
			if p.Sandbox == owner {
				next.Addresses = append(next.Addresses, moving)
			}
			ports[i] = &next
		}
		changed := *plan
		changed.Ports = ports
		w.plans["vpc-0a1"] = &changed
		w.apply()
		w.expectKernel()
		expectTCP(t, path(w, "app"), true, "10.0.2.77:5432")
		eventually(t, enough, owner+" sends with the address", func() bool {
			conn, err := dialWithin(t, patience, path(w, owner), "10.0.1.10:80", from)
			if err == nil {
				conn.Close()
			}
			return err == nil
		})
		if conn, err := dialWithin(t, patience, path(w, other), "10.0.1.10:80", from); err == nil {
			conn.Close()
			t.Fatalf("turn %d: %s sends with the other's address", turn, other)
		}
	}
}
