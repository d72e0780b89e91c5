package datapath

import (
	"context"
	"net"
	"net/netip"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// DialFrontDoor opens a connection from the edge's namespace to a sandbox's
// front-door address. network is tcp; addr is a literal address of
// vpc.FrontDoorRange and a port. Anything else is a fault.Invalid.
func (d *DataPath) DialFrontDoor(ctx context.Context, network, addr string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(addr)
	if err != nil || !vpc.FrontDoorRange.Contains(to.Addr()) || network != "tcp" && network != "tcp4" {
		return nil, fault.New(fault.Invalid, "", "%s %q is not the front-door address of a sandbox", network, addr)
	}
	edge, err := netns.Open(d.names().edge())
	if err != nil {
		return nil, err
	}
	defer edge.Close()
	var conn net.Conn
	err = edge.Do(func() (err error) {
		// One literal address: the dialer opens the one socket in this goroutine.
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp4", to.String())
		return err
	})
	return conn, err
}
