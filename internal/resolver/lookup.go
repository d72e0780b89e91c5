package resolver

import (
	"context"
	"net"
	"net/netip"

	"github.com/miekg/dns"

	"sallyport/internal/fault"
)

// Dial opens a connection to a name server; network is udp or tcp.
type Dial func(ctx context.Context, network, server string) (net.Conn, error)

// Lookup asks the name server at an address for a name's IPv4 addresses, as a
// program does that dial belongs to: over udp, and over tcp where the answer was
// cut. The name is taken as it is, without a search list. A name without
// addresses is a fault.NotFound, a server that does not answer a fault.Unavailable.
func Lookup(ctx context.Context, dial Dial, server, name string) ([]netip.Addr, error) {
	query := new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.TypeA)
	var answer *dns.Msg
	for _, network := range []string{"udp", "tcp"} {
		conn, err := dial(ctx, network, server)
		if err != nil {
			return nil, fault.New(fault.Unavailable, "", "ask the name server %s: %w", server, err)
		}
		client := dns.Client{Net: network, Timeout: upstreamTimeout, UDPSize: dns.DefaultMsgSize}
		answer, _, err = client.ExchangeWithConnContext(ctx, query, &dns.Conn{Conn: conn})
		_ = conn.Close() // the answer is here, or is not coming
		if err != nil {
			return nil, fault.New(fault.Unavailable, "", "the name server %s does not answer: %w", server, err)
		}
		if !answer.Truncated {
			break
		}
	}
	if answer.Rcode != dns.RcodeSuccess {
		return nil, fault.New(fault.NotFound, "", "the name server %s answers %s", server, dns.RcodeToString[answer.Rcode])
	}
	var found []netip.Addr
	for _, record := range answer.Answer {
		if a, ok := record.(*dns.A); ok {
			if address, ok := netip.AddrFromSlice(a.A); ok {
				found = append(found, address.Unmap())
			}
		}
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "", "the name server %s knows no IPv4 address of it", server)
	}
	return found, nil
}
