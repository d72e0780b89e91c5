// Package resolver answers the names that services with egress DEFAULT ask
// for: those of services with the front door's own address, all others with
// what the host's name servers say.
package resolver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/sync/errgroup"
)

// Port is DNS's.
const Port = 53

// Options are what a Resolver needs.
type Options struct {
	// Domain is what the host names of services end in; they, and whatever
	// else ends so, have the address FrontDoor.
	Domain    string
	FrontDoor netip.Addr
	// Upstreams are the name servers, as host:port, that are asked for all other
	// names. With none, these are refused, so that programs fail at once
	// instead of waiting.
	Upstreams func() []string
	Log       *slog.Logger
}

// Resolver is a dns.Handler. It is safe for concurrent use.
type Resolver struct {
	options Options
	suffix  string
}

// New makes a resolver.
func New(o Options) *Resolver {
	return &Resolver{options: o, suffix: "." + dns.CanonicalName(o.Domain)}
}

// What one exchange with a name server may take. A program's own resolver
// gives up after five seconds, by default.
const upstreamTimeout = 2 * time.Second

// ownTTL is how long the answer for a service's name may be kept, in seconds.
const ownTTL = 60

// ServeDNS answers one question.
func (r *Resolver) ServeDNS(w dns.ResponseWriter, query *dns.Msg) {
	answer := r.answer(query, w.LocalAddr().Network())
	if err := w.WriteMsg(answer); err != nil {
		r.options.Log.Debug("a DNS answer did not reach its asker", "error", err)
	}
}

func (r *Resolver) answer(query *dns.Msg, network string) *dns.Msg {
	if len(query.Question) != 1 {
		return new(dns.Msg).SetRcode(query, dns.RcodeFormatError)
	}
	question := query.Question[0]
	if strings.HasSuffix(dns.CanonicalName(question.Name), r.suffix) {
		return r.own(query, question)
	}
	for _, server := range r.options.Upstreams() {
		answer, err := exchange(query, network, server)
		if err == nil {
			answer.Id = query.Id
			return answer
		}
		r.options.Log.Debug("a name server did not answer", "server", server, "error", err)
	}
	return new(dns.Msg).SetRcode(query, dns.RcodeRefused)
}

// own answers for a service's name. Only its IPv4 address exists; another type
// of record is an empty answer, not the name's absence.
func (r *Resolver) own(query *dns.Msg, question dns.Question) *dns.Msg {
	answer := new(dns.Msg).SetReply(query)
	answer.Authoritative = true
	if question.Qtype == dns.TypeA && question.Qclass == dns.ClassINET {
		answer.Answer = append(answer.Answer, &dns.A{
			Hdr: dns.RR_Header{Name: question.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: ownTTL},
			A:   r.options.FrontDoor.AsSlice(),
		})
	}
	return answer
}

// exchange asks by the network that the question came by, so that an answer
// too long for it is cut, and asked for again, as the asker expects.
func exchange(query *dns.Msg, network, server string) (*dns.Msg, error) {
	client := dns.Client{Net: network, Timeout: upstreamTimeout, UDPSize: dns.MaxMsgSize}
	answer, _, err := client.Exchange(query.Copy(), server)
	return answer, err
}

// Serve answers on both sockets until ctx ends.
func (r *Resolver) Serve(ctx context.Context, packets net.PacketConn, streams net.Listener) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, server := range []*dns.Server{{PacketConn: packets, Handler: r}, {Listener: streams, Handler: r}} {
		group.Go(func() error {
			stop := context.AfterFunc(ctx, func() { _ = server.Shutdown() })
			defer stop()
			if err := server.ActivateAndServe(); err != nil && !errors.Is(err, net.ErrClosed) && ctx.Err() == nil {
				return fmt.Errorf("serve DNS: %w", err)
			}
			return nil
		})
	}
	return group.Wait()
}
