//go:build kernel

package datapath_test

import (
	"net/netip"
	"slices"
	"testing"

	"sallyport/internal/vpc"
)

// Of a group with so many rules that they are parted, each rule lets through
// what it says, one that goes lets through nothing, and all others stay.
func TestManyRulesLetThroughWhatTheySay(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.egress("vpc-0a1", "sg-app", everything())
	var all vpc.Matches
	for port := uint16(1); port <= 600; port++ {
		for _, from := range []string{"10.0.1.10", "10.0.1.77"} {
			a := netip.MustParseAddr(from)
			all.Ports = append(all.Ports, vpc.PortRegion{Remote: vpc.Range{From: a, To: a}, Protocol: vpc.TCP, From: 5000 + port, To: 5000 + port})
		}
	}
	at := slices.IndexFunc(all.Ports, func(r vpc.PortRegion) bool { return r.From == 5432 && r.Remote.From.String() == "10.0.1.10" })
	for _, there := range []bool{true, false, true, false} {
		now := vpc.Matches{Ports: all.Ports}
		if !there {
			now.Ports = slices.Delete(slices.Clone(all.Ports), at, at+1)
		}
		w.ingress("vpc-0a1", "sg-db", now)
		w.apply()
		if got := tcpWithin(t, wait(there), path(w, "app"), "10.0.2.10:5432"); got != there {
			t.Errorf("with the rule %t, a connection is let through: %t", there, got)
		}
		w.expectKernel()
	}
	w.ingress("vpc-0a1", "sg-db", vpc.Matches{Ports: all.Ports[at : at+1]})
	w.apply()
	if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
		t.Error("the one rule that is left lets nothing through")
	}
	w.expectKernel()
}
