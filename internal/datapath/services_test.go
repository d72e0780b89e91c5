//go:build kernel

package datapath_test

import (
	"context"
	"net/netip"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

func TestOnlyPublicSandboxesReachTheEdgesServices(t *testing.T) {
	door, names := netip.MustParseAddrPort("169.254.192.1:8080"), netip.MustParseAddrPort("169.254.169.253:53")
	w := newWorld(t, datapath.Options{EdgeServices: []datapath.EdgeService{{Protocol: "tcp", At: door}, {Protocol: "tcp", At: names}, {Protocol: "udp", At: names}}})
	w.boxes = append(w.boxes,
		vpc.Sandbox{ID: "public", FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true},
		vpc.Sandbox{ID: "closed", FrontDoor: netip.MustParseAddr("169.254.192.3")})
	w.apply()
	w.expectKernel()
	other := netip.MustParseAddrPort("169.254.192.1:8081")
	for _, at := range []netip.AddrPort{door, names, other} {
		listener, err := w.dp.Listen(context.Background(), at)
		if err != nil {
			t.Fatal(err)
		}
		serveEcho(t, listener)
		if got, want := tcp(t, path(w, "public"), at.String()), at != other; got != want {
			t.Errorf("a public sandbox reaches %s: %v, want %v", at, got, want)
		}
		if tcp(t, path(w, "closed"), at.String()) {
			t.Errorf("a sandbox that is not public reaches %s", at)
		}
	}
	packets, err := w.dp.ListenPacket(context.Background(), names)
	if err != nil {
		t.Fatal(err)
	}
	packets.Close()
}
