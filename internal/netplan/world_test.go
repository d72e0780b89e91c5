package netplan

import (
	"net/netip"
	"slices"
	"testing"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// What packets are followed through has the host and the edge as they are.
func TestWorldHasItsSurroundings(t *testing.T) {
	s, err := store.Open(t.TempDir(), append(Documents(), platform.Workload{}, platform.WorkloadStatus{}, platform.Service{})...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	door := netip.AddrPortFrom(vpc.FrontDoorGateway, 8080)
	host := []netip.Addr{netip.MustParseAddr("203.0.113.1")}
	p := New(Options{Uplink: true, LAN: []netip.Prefix{netip.MustParsePrefix("203.0.113.64/26")}, Edge: []vpc.EdgeService{{Protocol: vpc.TCP, At: door}},
		Host: func() []netip.Addr { return host }})
	for to, want := range map[string]bool{"203.0.113.1:80": false, "203.0.113.2:80": true, "203.0.113.65:80": false, door.String(): true, "169.254.192.1:8081": false} {
		at := netip.MustParseAddrPort(to)
		packet := vpc.Packet{FromPublic: true, Source: netip.MustParseAddr("169.254.192.2"), Destination: at.Addr(), Protocol: vpc.TCP, DestinationPort: at.Port()}
		if v := p.World(s.Snapshot()).Reach(packet); v.Delivered != want {
			t.Errorf("%s:\n%s", to, v)
		}
	}
	host = append(host, netip.MustParseAddr("203.0.113.2")) // a new address of the host's
	if w := p.World(s.Snapshot()); !slices.Equal(w.Host, host) {
		t.Errorf("host: %v", w.Host)
	}
}
