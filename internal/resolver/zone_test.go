package resolver

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"sallyport/internal/fault"
)

// table is a zone written down: a name's addresses, "= name" for an alias, or
// nothing for one that does not exist.
type table map[string]string

func (z table) Find(name string) (addresses []netip.Addr, alias string, own bool) {
	text, own := z[name]
	if alias, is := strings.CutPrefix(text, "= "); is {
		return nil, alias, true
	}
	for _, field := range strings.Fields(text) {
		addresses = append(addresses, netip.MustParseAddr(field))
	}
	return addresses, "", own
}

func (z table) Pointer(address netip.Addr) (string, bool) {
	name, own := z["ptr "+address.String()]
	return name, own
}

var testZone = table{
	"db.corp":         "10.0.1.17 2001:db8::17",
	"primary.corp":    "= db.corp",
	"outside.corp":    "= www.example.org",
	"gone.corp":       "",
	"loop.example":    "= pool.example",
	"pool.example":    "= loop.example",
	"ptr 10.0.1.17":   "db.corp",
	"ptr 10.0.1.18":   "",
	"ptr 2001:db8::1": "db.corp",
}

// answers prints an answer: its code and its records, each with name and value.
func answers(m *dns.Msg) string {
	text := []string{dns.RcodeToString[m.Rcode]}
	for _, record := range m.Answer {
		value := strings.TrimPrefix(record.String(), record.Header().String())
		text = append(text, strings.TrimSuffix(record.Header().Name, ".")+"="+value)
	}
	return strings.Join(text, " ")
}

func TestZoneAnswers(t *testing.T) {
	r := newResolver(testZone, upstream(t))
	for _, c := range []struct {
		name string
		kind uint16
		want string
		own  bool
	}{
		{"db.corp.", dns.TypeA, "NOERROR db.corp=10.0.1.17", true},
		{"DB.Corp.", dns.TypeAAAA, "NOERROR DB.Corp=2001:db8::17", true},
		{"db.corp.", dns.TypeMX, "NOERROR", true},
		{"primary.corp.", dns.TypeA, "NOERROR primary.corp=db.corp. db.corp=10.0.1.17", true},
		{"primary.corp.", dns.TypeCNAME, "NOERROR primary.corp=db.corp.", true},
		{"outside.corp.", dns.TypeA, "NOERROR outside.corp=www.example.org. www.example.org=203.0.113.10", false},
		{"gone.corp.", dns.TypeA, "NXDOMAIN", true},
		{"loop.example.", dns.TypeA, "SERVFAIL", false},
		{"www.example.org.", dns.TypeA, "NOERROR www.example.org=203.0.113.10", false},
		{"service.sallyport.localhost.", dns.TypeA, "NXDOMAIN", true},
		{"17.1.0.10.in-addr.arpa.", dns.TypePTR, "NOERROR 17.1.0.10.in-addr.arpa=db.corp.", true},
		{"17.1.0.10.in-addr.arpa.", dns.TypeA, "NOERROR", true},
		{"18.1.0.10.IN-ADDR.arpa.", dns.TypePTR, "NXDOMAIN", true},
		{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", dns.TypePTR,
			"NOERROR 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa=db.corp.", true},
		{"db.corp.", dns.TypeANY, "NOTIMP", false},
		{"db.corp.", dns.TypeAXFR, "NOTIMP", false},
	} {
		answer := r.answer(t.Context(), new(dns.Msg).SetQuestion(c.name, c.kind), netip.Addr{})
		if got := answers(answer); got != c.want || answer.Authoritative != c.own {
			t.Errorf("%s %s: %s (own %v), want %s (%v)", c.name, dns.TypeToString[c.kind], got, answer.Authoritative, c.want, c.own)
		}
	}
}

func TestZoneIsReplaced(t *testing.T) {
	r := newResolver(testZone)
	r.SetZone(table{"db.corp": "10.0.1.18"})
	if got, err := r.Lookup(t.Context(), "db.corp"); err != nil || fmt.Sprint(got) != "[10.0.1.18]" {
		t.Error(got, err)
	}
}

func TestLookup(t *testing.T) {
	r := newResolver(testZone)
	for name, want := range map[string]string{
		"primary.corp": "[10.0.1.17 2001:db8::17] ",
		"gone.corp.":   "[] not found",
		"www.example":  "[] unavailable",
		"loop.example": "[] unavailable",
		"a..b":         "[] unavailable",
	} {
		got, err := r.Lookup(t.Context(), name)
		if text := fmt.Sprintf("%v %v", got, fault.ClassOf(err)); strings.Replace(text, " %!v(<nil>)", " ", 1) != want {
			t.Errorf("%s: %s (%v), want %s", name, text, err, want)
		}
	}
	if _, err := r.Lookup(t.Context(), "www.example"); err == nil || !strings.Contains(err.Error(), "no uplink") {
		t.Errorf("the reason is not said: %v", err)
	}
}

func TestLongAnswersAreCutForPackets(t *testing.T) {
	many := ""
	for i := range 200 {
		many += fmt.Sprintf("10.0.2.%d ", i)
	}
	r := newResolver(table{"many.corp": many})
	server := listen(t, serve(r))
	if answer := ask(t, "udp", server, "many.corp.", dns.TypeA); !answer.Truncated {
		t.Error("200 addresses came in one packet")
	}
	if answer := ask(t, "tcp", server, "many.corp.", dns.TypeA); answer.Truncated || len(answer.Answer) != 200 {
		t.Errorf("%d addresses by TCP, truncated %v", len(answer.Answer), answer.Truncated)
	}
}
