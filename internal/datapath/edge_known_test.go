//go:build kernel

package datapath_test

import (
	"net"
	"net/netip"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// A service that gets the door of another, and has no public egress, hears
// nothing of what the other one began.
func TestPublicFlowsEndWithTheirService(t *testing.T) {
	w := newWorld(t, datapath.Options{Pool: vpc.DefaultPublicPool})
	n := newInternet(t, w)
	w.reopen(func(o *datapath.Options) { o.Uplink, o.Host = "up0", netns.Path(n.host) })
	door := netip.MustParseAddr("169.254.192.2")
	w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-1")
	w.rules("vpc-0a1", "sg-1", new(everything()), new(everything()))
	w.gateway("vpc-0a1", "0.0.0.0/0", &vpc.Gateway{ID: "igw-1", Kind: vpc.InternetKind, Public: []vpc.PublicMapping{mapping("app", "10.0.1.10", "198.18.0.10")}})
	w.boxes = append(w.boxes, vpc.Sandbox{ID: "before", FrontDoor: door, Public: true})
	w.apply()
	outside, app := datagrams(t, netns.Path(n.outside), 7000), datagrams(t, path(w, "app"), 7000)
	before := datagrams(t, path(w, "before"), 5000)
	peers := map[string]ear{"198.51.100.2:7000": outside, "198.18.0.10:7000": app}
	answers := map[string]net.Addr{}
	for to, at := range peers {
		before.says(to)
		from, ok := at.hearsFrom(enough)
		if !ok {
			t.Fatalf("nothing reaches %s", to)
		}
		answers[to] = from
		if _, err := at.conn.WriteTo([]byte("word"), from); err != nil || !before.hears() {
			t.Fatalf("no answer from %s: %v", to, err)
		}
	}
	w.boxes = append(w.boxes[:1], vpc.Sandbox{ID: "after", FrontDoor: door})
	w.apply()
	after := datagrams(t, path(w, "after"), 5000)
	for to, at := range peers {
		if _, err := at.conn.WriteTo([]byte("word"), answers[to]); err != nil {
			t.Fatal(err)
		}
		if after.hearsWithin(patience) {
			t.Errorf("%s reaches a service without public egress", to)
		}
	}
	w.expectKernel()
}
