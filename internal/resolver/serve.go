package resolver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/sync/errgroup"
)

// Sockets are those that questions come in by, a pair for each address.
type Sockets struct {
	Packets []net.PacketConn
	Streams []net.Listener
}

// Close closes all.
func (s Sockets) Close() {
	for _, p := range s.Packets {
		_ = p.Close()
	}
	for _, l := range s.Streams {
		_ = l.Close()
	}
}

// parting is what answers that are under way have when a resolver ends.
const parting = time.Second

// Serve answers on the sockets until ctx ends or one of them fails, and closes them.
func (r *Resolver) Serve(ctx context.Context, s Sockets) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, p := range s.Packets {
		group.Go(func() error {
			return r.serve(ctx, &dns.Server{PacketConn: p, Handler: r, UDPSize: packetSize}, p.Close)
		})
	}
	shares := newClients(streamsPerClient)
	for _, l := range s.Streams {
		group.Go(func() error {
			return r.serve(ctx, &dns.Server{Listener: fairListener{l, shares}, Handler: r}, l.Close)
		})
	}
	return group.Wait()
}

func (r *Resolver) serve(ctx context.Context, server *dns.Server, closeSocket func() error) error {
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		last, cancel := context.WithTimeout(context.Background(), parting)
		defer cancel()
		_ = server.ShutdownContext(last)
		_ = closeSocket() // a server that had not begun to serve does not close it
	})
	err := server.ActivateAndServe()
	if stop() {
		_ = closeSocket()
	} else {
		<-ended
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("serve DNS: %w", err)
	}
	return nil
}
