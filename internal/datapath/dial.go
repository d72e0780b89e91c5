package datapath

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// doorDialer sends from the front door's own address: it is the only one that
// every sandbox has a way back to by its door, and the edge has others. The port
// is chosen when the connection is made and not by bind, which would take one
// for each connection to whatever sandbox.
var doorDialer = net.Dialer{
	LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(vpc.FrontDoorGateway, 0)),
	Control: func(_, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) {
			failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
		})
		return errors.Join(err, failed)
	},
}

// DialFrontDoor opens a connection from the edge's namespace to a sandbox's
// front-door address. network is tcp; addr is a literal address of
// vpc.FrontDoorRange and a port. Anything else is a fault.Invalid.
func (d *DataPath) DialFrontDoor(ctx context.Context, network, addr string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(addr)
	if err != nil || !vpc.FrontDoorRange.Contains(to.Addr()) || network != "tcp" && network != "tcp4" {
		return nil, fault.New(fault.Invalid, "", "%s %q is not the front-door address of a sandbox", network, addr)
	}
	var conn net.Conn
	err = d.inEdge(func() (err error) {
		// One literal address: the dialer opens the one socket in this goroutine.
		conn, err = doorDialer.DialContext(ctx, "tcp4", to.String())
		return err
	})
	return conn, err
}

// Listen opens a TCP socket in the edge's namespace, for an edge service. The
// edge stands after the first Apply.
func (d *DataPath) Listen(ctx context.Context, at netip.AddrPort) (listener net.Listener, err error) {
	err = d.inEdge(func() (err error) {
		listener, err = new(net.ListenConfig).Listen(ctx, "tcp4", at.String())
		return err
	})
	return listener, err
}

// ListenPacket is Listen for UDP.
func (d *DataPath) ListenPacket(ctx context.Context, at netip.AddrPort) (packets net.PacketConn, err error) {
	err = d.inEdge(func() (err error) {
		packets, err = new(net.ListenConfig).ListenPacket(ctx, "udp4", at.String())
		return err
	})
	return packets, err
}

// inEdge runs fn in the edge's namespace, where the sockets that it opens stay.
func (d *DataPath) inEdge(fn func() error) error {
	edge, err := netns.Open(d.names().edge())
	if err != nil {
		return err
	}
	defer edge.Close()
	return edge.Do(fn)
}
