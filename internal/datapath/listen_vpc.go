package datapath

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath/netns"
)

// Inside is the namespace of a VPC's router, open to listen in it: the VPC's
// name server does. Sockets keep the namespace alive; whoever opens some closes
// them when the VPC goes.
type Inside struct{ ns *netns.Namespace }

// Inside opens the namespace of a VPC. One that does not stand (yet) is a
// fault.NotFound; it stands after an Apply that had the VPC.
func (d *DataPath) Inside(vpcID string) (*Inside, error) {
	ns, err := netns.Open(d.names().network(vpcID))
	if err != nil {
		return nil, err
	}
	return &Inside{ns}, nil
}

// Standing tells whether the VPC's namespace is still this one, and was not
// taken away or made again.
func (i *Inside) Standing() bool { return i.ns.Pinned() }

// Close lets go of the namespace. Sockets in it stay open.
func (i *Inside) Close() error { return i.ns.Close() }

// inside binds to addresses that the router may get only later.
var inside = net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_FREEBIND, 1)
	})
	return errors.Join(err, failed)
}}

// Listen opens a TCP socket in the namespace.
func (i *Inside) Listen(ctx context.Context, at netip.AddrPort) (listener net.Listener, err error) {
	err = i.ns.Do(func() (err error) {
		listener, err = inside.Listen(ctx, "tcp4", at.String())
		return err
	})
	return listener, err
}

// ListenPacket opens a UDP socket in the namespace.
func (i *Inside) ListenPacket(ctx context.Context, at netip.AddrPort) (packets net.PacketConn, err error) {
	err = i.ns.Do(func() (err error) {
		packets, err = inside.ListenPacket(ctx, "udp4", at.String())
		return err
	})
	return packets, err
}
