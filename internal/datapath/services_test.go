//go:build kernel

package datapath_test

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

func TestOnlyPublicSandboxesReachTheEdgesServices(t *testing.T) {
	door, names := netip.MustParseAddrPort("169.254.192.1:8080"), netip.MustParseAddrPort("169.254.169.253:53")
	w := newWorld(t, datapath.Options{EdgeServices: []vpc.EdgeService{{Protocol: vpc.TCP, At: door}, {Protocol: vpc.TCP, At: names}, {Protocol: vpc.UDP, At: names}}})
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
		if got, want := tcpWithin(t, wait(at != other), path(w, "public"), at.String()), at != other; got != want {
			t.Errorf("a public sandbox reaches %s: %v, want %v", at, got, want)
		}
		if tcpWithin(t, patience, path(w, "closed"), at.String()) {
			t.Errorf("a sandbox that is not public reaches %s", at)
		}
	}
	// The front door reaches both, whichever way their other packets go.
	for id, at := range map[string]string{"public": "169.254.192.2:8080", "closed": "169.254.192.3:8080"} {
		listenTCP(t, path(w, id), 8080)
		conn, err := w.dp.DialFrontDoor(context.Background(), "tcp", at)
		if err != nil {
			t.Errorf("the front door to the sandbox %s: %v", id, err)
			continue
		}
		if from := conn.LocalAddr().(*net.TCPAddr).AddrPort().Addr(); from != door.Addr() {
			t.Errorf("the front door comes to the sandbox %s from %s, want %s", id, from, door.Addr())
		}
		conn.Close()
	}
	packets, err := w.dp.ListenPacket(context.Background(), names)
	if err != nil {
		t.Fatal(err)
	}
	packets.Close()
}
