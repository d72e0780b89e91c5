// Package resolver is the name servers of workloads. A Resolver answers what
// its zone knows itself, and has a Forwarder ask the host's name servers for all
// other names: from the host's side, so that no rule of a VPC is in the way.
//
// It answers whoever reaches its sockets; where they are opened says who that
// is. A client that asks for much waits for its own answers only.
package resolver

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/miekg/dns"

	"sallyport/internal/fault"
)

// Port is DNS's.
const Port = 53

// Options are what a Resolver needs.
type Options struct {
	Zone Zone
	// Forwarder is asked for names that are not the zone's. Several resolvers may share one.
	Forwarder *Forwarder
	Log       *slog.Logger
}

// Resolver is a dns.Handler. It is safe for concurrent use.
type Resolver struct {
	forwarder *Forwarder
	log       *slog.Logger
	zone      atomic.Pointer[Zone]
	clients   *clients
}

// New makes a resolver.
func New(o Options) *Resolver {
	r := &Resolver{forwarder: o.Forwarder, log: o.Log, clients: newClients(questionsPerClient)}
	r.SetZone(o.Zone)
	return r
}

// SetZone replaces what the resolver knows itself; the next question meets it.
func (r *Resolver) SetZone(z Zone) { r.zone.Store(&z) }

const (
	// questionsPerClient is how many of a client's questions may wait for other
	// name servers at once; one more is refused.
	questionsPerClient = 64
	// maxAliases bounds the names that one name leads to, so that two that stand
	// for each other lead nowhere.
	maxAliases = 8
	// packetSize is how long an answer by UDP gets, so that no network cuts it to
	// pieces (the DNS flag day of 2020).
	packetSize = 1232
)

// ServeDNS answers one question.
func (r *Resolver) ServeDNS(w dns.ResponseWriter, query *dns.Msg) {
	answer := r.answer(context.Background(), query, clientOf(w.RemoteAddr()))
	size := dns.MaxMsgSize
	if _, udp := w.LocalAddr().(*net.UDPAddr); udp {
		size = dns.MinMsgSize
		if opt := query.IsEdns0(); opt != nil {
			size = min(max(size, int(opt.UDPSize())), packetSize)
		}
	}
	answer.Truncate(size)
	if err := w.WriteMsg(answer); err != nil {
		r.log.Debug("a DNS answer did not reach its asker", "error", err)
	}
}

// answer never fails: what goes wrong is an answer too.
func (r *Resolver) answer(ctx context.Context, query *dns.Msg, client netip.Addr) *dns.Msg {
	answer := new(dns.Msg).SetReply(query)
	answer.RecursionAvailable = true
	opt := query.IsEdns0()
	if opt != nil {
		answer.SetEdns0(packetSize, opt.Do())
	}
	switch {
	case query.Opcode != dns.OpcodeQuery:
		answer.Rcode = dns.RcodeNotImplemented
	case len(query.Question) != 1:
		answer.Rcode = dns.RcodeFormatError
	case opt != nil && opt.Version() != 0:
		answer.Rcode = dns.RcodeBadVers
	case query.Question[0].Qclass != dns.ClassINET || slices.Contains(unanswered, query.Question[0].Qtype):
		answer.Rcode = dns.RcodeNotImplemented
	default:
		q := question{Question: query.Question[0], validated: opt != nil && opt.Do(), unchecked: query.CheckingDisabled}
		r.resolve(ctx, q, client, answer)
	}
	return answer
}

// unanswered are questions that are not about one kind of record: transfers of
// zones, and "any", with which others have been flooded.
var unanswered = []uint16{dns.TypeAXFR, dns.TypeIXFR, dns.TypeANY, dns.TypeMAILA, dns.TypeMAILB, dns.TypeOPT, dns.TypeTSIG, dns.TypeTKEY}

// resolve follows a name through the zone, and asks outside where it leaves it.
func (r *Resolver) resolve(ctx context.Context, q question, client netip.Addr, answer *dns.Msg) {
	for range maxAliases {
		known := look(*r.zone.Load(), q.Name, q.Qtype)
		if !known.own {
			r.ask(ctx, q, client, answer)
			return
		}
		answer.Answer = append(answer.Answer, known.records...)
		if known.alias == "" {
			answer.Authoritative, answer.Rcode = true, known.rcode
			return
		}
		q.Name = known.alias
	}
	fail(answer, fault.New(fault.Invalid, "", "%s leads in circles", q.Name))
}

// ask completes an answer with what the forwarder finds.
func (r *Resolver) ask(ctx context.Context, q question, client netip.Addr, answer *dns.Msg) {
	if !r.clients.enter(client) {
		refuse(answer, fault.New(fault.Limit, "", "%d of your questions wait for an answer already", questionsPerClient))
		return
	}
	defer r.clients.leave(client)
	found, err := r.forwarder.Exchange(ctx, q)
	switch {
	case fault.ClassOf(err) == fault.Denied:
		refuse(answer, err)
	case err != nil:
		fail(answer, err)
	default:
		answer.Rcode = found.Rcode
		answer.Answer = append(answer.Answer, found.Answer...)
		answer.Ns = found.Ns
		for _, extra := range found.Extra {
			if extra.Header().Rrtype != dns.TypeOPT {
				answer.Extra = append(answer.Extra, extra)
			}
		}
	}
}

func refuse(answer *dns.Msg, reason error) {
	end(answer, dns.RcodeRefused, dns.ExtendedErrorCodeProhibited, reason)
}

func fail(answer *dns.Msg, reason error) {
	end(answer, dns.RcodeServerFailure, dns.ExtendedErrorCodeNetworkError, reason)
}

// end makes the answer a failure, and says why to who can read it (RFC 8914).
func end(answer *dns.Msg, rcode int, code uint16, reason error) {
	answer.Rcode, answer.Answer = rcode, nil
	if opt := answer.IsEdns0(); opt != nil {
		opt.Option = append(opt.Option, &dns.EDNS0_EDE{InfoCode: code, ExtraText: reason.Error()})
	}
}

// Lookup gives the addresses of a name, IPv4 first, as the resolver would answer
// them. A name without any is a fault.NotFound; no answer is a fault.Unavailable.
func (r *Resolver) Lookup(ctx context.Context, name string) ([]netip.Addr, error) {
	var found []netip.Addr
	for _, kind := range []uint16{dns.TypeA, dns.TypeAAAA} {
		query := new(dns.Msg).SetQuestion(dns.CanonicalName(name), kind).SetEdns0(packetSize, false)
		answer := r.answer(ctx, query, netip.Addr{})
		if answer.Rcode != dns.RcodeSuccess && answer.Rcode != dns.RcodeNameError {
			return nil, fault.New(fault.Unavailable, "", "look up %s: %s%s", name, dns.RcodeToString[answer.Rcode], reason(answer))
		}
		for _, record := range answer.Answer {
			if address, ok := addressOf(record); ok {
				found = append(found, address)
			}
		}
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "", "look up %s: the name has no address", strings.TrimSuffix(name, "."))
	}
	return found, nil
}

func reason(answer *dns.Msg) string {
	if opt := answer.IsEdns0(); opt != nil {
		for _, option := range opt.Option {
			if e, ok := option.(*dns.EDNS0_EDE); ok {
				return ": " + e.ExtraText
			}
		}
	}
	return ""
}

func addressOf(record dns.RR) (netip.Addr, bool) {
	switch record := record.(type) {
	case *dns.A:
		address, ok := netip.AddrFromSlice(record.A)
		return address.Unmap(), ok
	case *dns.AAAA:
		return netip.AddrFromSlice(record.AAAA)
	}
	return netip.Addr{}, false
}

// clientOf is the address that a question came from.
func clientOf(from net.Addr) netip.Addr {
	at, err := netip.ParseAddrPort(from.String())
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}
