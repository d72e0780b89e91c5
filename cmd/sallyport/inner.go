package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"golang.org/x/sync/errgroup"

	"sallyport/internal/control"
	"sallyport/internal/resolver"
	"sallyport/internal/vpc"
)

// inner is where services with egress DEFAULT find their name server, and the
// front door, so that they reach each other by their public names.
type inner struct{ names, door netip.AddrPort }

// edgeServices puts the front door's inner side at the port of its outer one:
// a service's URL is the same from everywhere.
func edgeServices(door net.Addr) inner {
	return inner{
		names: netip.AddrPortFrom(vpc.ResolverAddress, resolver.Port),
		door:  netip.AddrPortFrom(vpc.FrontDoorGateway, uint16(door.(*net.TCPAddr).Port)),
	}
}

func (i inner) all() []vpc.EdgeService {
	return []vpc.EdgeService{{Protocol: vpc.TCP, At: i.door}, {Protocol: vpc.TCP, At: i.names}, {Protocol: vpc.UDP, At: i.names}}
}

// newForwarder asks the host's name servers, unless nothing is to leave the host.
func newForwarder(uplink string, log *slog.Logger) *resolver.Forwarder {
	upstreams := resolver.NoServers
	if uplink != "" {
		upstreams = resolver.HostServers("/etc/resolv.conf")
	}
	return resolver.NewForwarder(upstreams, log)
}

// services are the names that services with egress DEFAULT reach each other by:
// at the front door's inner address, whatever is between outside.
func (s settings) services() resolver.Zone {
	return resolver.Below{Domain: strings.ToLower(strings.TrimSuffix(s.Domain, ".")), Address: vpc.FrontDoorGateway}
}

// nameServers are those of the VPCs. The edge's also knows the names of all
// public addresses.
func (s *system) nameServers(c settings, forwarder *resolver.Forwarder) control.Names {
	return control.Names{
		Forwarder: forwarder,
		Inside:    func(vpcID string) (control.Inside, error) { return s.network.Inside(vpcID) },
		Public:    func(names resolver.Zone) { s.names.SetZone(resolver.Zones{c.services(), names}) },
	}
}

// serveInner serves the edge's services, which stands since the first plan was
// applied, until ctx ends.
func (s *system) serveInner(ctx context.Context, door *http.Server) error {
	inside, err := s.network.Listen(ctx, s.inner.door)
	if err != nil {
		return fmt.Errorf("open the front door to services: %w", err)
	}
	streams, err := s.network.Listen(ctx, s.inner.names)
	if err != nil {
		return fmt.Errorf("listen for names: %w", err)
	}
	packets, err := s.network.ListenPacket(ctx, s.inner.names)
	if err != nil {
		return fmt.Errorf("listen for names: %w", err)
	}
	names := resolver.Sockets{Packets: []net.PacketConn{packets}, Streams: []net.Listener{streams}}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serveUntil(ctx, door, inside) })
	group.Go(func() error { return s.names.Serve(ctx, names) })
	return group.Wait()
}
