package resolver

import (
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// Zone is what a resolver knows itself. It must not change: Resolver.SetZone
// brings another one. Names are in lower case, without a final dot.
type Zone interface {
	// Find gives the addresses of a name, or the name that it stands for. An own
	// name with neither does not exist; others are asked for one that is not own.
	Find(name string) (addresses []netip.Addr, alias string, own bool)
	// Pointer gives the name of an address; empty for an own address without one.
	Pointer(address netip.Addr) (name string, own bool)
}

// Zones are several in one: the first that a name is own of answers.
type Zones []Zone

// Find asks each.
func (z Zones) Find(name string) ([]netip.Addr, string, bool) {
	for _, zone := range z {
		if addresses, alias, own := zone.Find(name); own {
			return addresses, alias, true
		}
	}
	return nil, "", false
}

// Pointer asks each.
func (z Zones) Pointer(address netip.Addr) (string, bool) {
	for _, zone := range z {
		if name, own := zone.Pointer(address); own {
			return name, true
		}
	}
	return "", false
}

// Below gives every name below a domain one address.
type Below struct {
	Domain  string // lower case, without a final dot
	Address netip.Addr
}

// Find gives the address.
func (b Below) Find(name string) ([]netip.Addr, string, bool) {
	if strings.HasSuffix(name, "."+b.Domain) {
		return []netip.Addr{b.Address}, "", true
	}
	return nil, "", false
}

// Pointer knows none.
func (b Below) Pointer(netip.Addr) (string, bool) { return "", false }

// ownTTL is how long what a zone says may be kept, in seconds: as EC2's names.
// That a name does not exist is nothing to be kept (no SOA): it may any moment.
const ownTTL = 60

// known is what is known of a question.
type known struct {
	own     bool
	records []dns.RR
	alias   string // a name with a final dot that has the rest of the answer
	rcode   int
}

// look answers a question from a zone.
func look(z Zone, name string, kind uint16) known {
	plain := strings.TrimSuffix(dns.CanonicalName(name), ".")
	if address, ok := reversed(plain); ok {
		if pointer, own := z.Pointer(address); own {
			return pointerTo(name, kind, pointer)
		}
		return known{}
	}
	addresses, alias, own := z.Find(plain)
	switch {
	case !own && (plain == "localhost" || strings.HasSuffix(plain, ".localhost")):
		// Outside it would be this host's own, which is not the asker's (RFC 6761).
		return known{own: true, rcode: dns.RcodeNameError}
	case !own:
		return known{}
	case alias != "":
		record := &dns.CNAME{Hdr: header(name, dns.TypeCNAME), Target: dns.Fqdn(alias)}
		found := known{own: true, records: []dns.RR{record}}
		if kind != dns.TypeCNAME {
			found.alias = record.Target
		}
		return found
	case len(addresses) == 0:
		return known{own: true, rcode: dns.RcodeNameError}
	}
	found := known{own: true}
	for _, address := range addresses {
		switch {
		case kind == dns.TypeA && address.Is4():
			found.records = append(found.records, &dns.A{Hdr: header(name, kind), A: address.AsSlice()})
		case kind == dns.TypeAAAA && address.Is6():
			found.records = append(found.records, &dns.AAAA{Hdr: header(name, kind), AAAA: address.AsSlice()})
		}
	}
	return found
}

func pointerTo(name string, kind uint16, target string) known {
	found := known{own: true}
	switch {
	case target == "":
		found.rcode = dns.RcodeNameError
	case kind == dns.TypePTR:
		found.records = []dns.RR{&dns.PTR{Hdr: header(name, kind), Ptr: dns.Fqdn(target)}}
	}
	return found
}

func header(name string, kind uint16) dns.RR_Header {
	return dns.RR_Header{Name: name, Rrtype: kind, Class: dns.ClassINET, Ttl: ownTTL}
}

// reversed reads the address in a whole reverse name, such as
// 17.1.0.10.in-addr.arpa.
func reversed(name string) (netip.Addr, bool) {
	if digits, ok := strings.CutSuffix(name, ".in-addr.arpa"); ok {
		labels := strings.Split(digits, ".")
		if len(labels) != 4 {
			return netip.Addr{}, false
		}
		address, err := netip.ParseAddr(labels[3] + "." + labels[2] + "." + labels[1] + "." + labels[0])
		return address, err == nil
	}
	digits, ok := strings.CutSuffix(name, ".ip6.arpa")
	if !ok || len(digits) != 63 {
		return netip.Addr{}, false
	}
	var text strings.Builder
	for i := len(digits) - 1; i >= 0; i -= 2 {
		if i < len(digits)-1 && digits[i+1] != '.' || !strings.Contains("0123456789abcdef", digits[i:i+1]) {
			return netip.Addr{}, false
		}
		text.WriteByte(digits[i])
		if place := (len(digits)-1-i)/2 + 1; place%4 == 0 && place < 32 {
			text.WriteByte(':')
		}
	}
	address, err := netip.ParseAddr(text.String())
	return address, err == nil && address.Is6()
}
