package resolver

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/miekg/dns"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// listen serves a handler on loopback, by both protocols at one port.
func listen(t *testing.T, serve func(context.Context, net.PacketConn, net.Listener) error) string {
	t.Helper()
	streams, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	packets, err := net.ListenPacket("udp", streams.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, packets, streams) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return streams.Addr().String()
}

func start(t *testing.T, upstreams ...string) string {
	t.Helper()
	r := newResolver(services, upstreams...)
	return listen(t, serve(r))
}

// services are the edge's own names.
var services = Below{Domain: "sallyport.localhost", Address: netip.MustParseAddr("169.254.192.1")}

func newResolver(z Zone, upstreams ...string) *Resolver {
	log := slog.New(slog.DiscardHandler)
	return New(Options{Zone: z, Forwarder: NewForwarder(func() []string { return upstreams }, log), Log: log})
}

// upstream is a name server that knows www.example.org.
func upstream(t *testing.T) string {
	t.Helper()
	known := dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		answer := new(dns.Msg).SetRcode(q, dns.RcodeNameError)
		if q.Question[0].Name == "www.example.org." {
			answer = new(dns.Msg).SetReply(q)
			record, err := dns.NewRR("www.example.org. 60 IN A 203.0.113.10")
			if err != nil {
				t.Error(err)
			}
			answer.Answer = []dns.RR{record}
		}
		_ = w.WriteMsg(answer)
	})
	return listen(t, func(ctx context.Context, packets net.PacketConn, streams net.Listener) error {
		udp, tcp := &dns.Server{PacketConn: packets, Handler: known}, &dns.Server{Listener: streams, Handler: known}
		stop := context.AfterFunc(ctx, func() { _ = udp.Shutdown(); _ = tcp.Shutdown() })
		defer stop()
		ended := make(chan error, 1)
		go func() { ended <- udp.ActivateAndServe() }()
		if err := tcp.ActivateAndServe(); err != nil {
			return err
		}
		return <-ended
	})
}

func ask(t *testing.T, network, server, name string, kind uint16) *dns.Msg {
	t.Helper()
	client := dns.Client{Net: network}
	answer, _, err := client.Exchange(new(dns.Msg).SetQuestion(name, kind), server)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestAnswers(t *testing.T) {
	server := start(t, upstream(t))
	for _, network := range []string{"udp", "tcp"} {
		for _, c := range []struct {
			name, address string
			kind          uint16
			code          int
		}{
			{"abc.us-east-1.sallyport.localhost.", "169.254.192.1", dns.TypeA, dns.RcodeSuccess},
			{"ABC.us-east-1.SallyPort.localhost.", "169.254.192.1", dns.TypeA, dns.RcodeSuccess},
			{"abc.us-east-1.sallyport.localhost.", "", dns.TypeAAAA, dns.RcodeSuccess},
			{"www.example.org.", "203.0.113.10", dns.TypeA, dns.RcodeSuccess},
			{"nothing.example.org.", "", dns.TypeA, dns.RcodeNameError},
			{"notsallyport.localhost.", "", dns.TypeA, dns.RcodeNameError},
		} {
			answer := ask(t, network, server, c.name, c.kind)
			address := ""
			if len(answer.Answer) == 1 {
				address = answer.Answer[0].(*dns.A).A.String()
			}
			if answer.Rcode != c.code || address != c.address {
				t.Errorf("%s %s %s: %s %q, want %s %q", network, c.name, dns.TypeToString[c.kind],
					dns.RcodeToString[answer.Rcode], address, dns.RcodeToString[c.code], c.address)
			}
		}
	}
}

func TestWithoutUplinkNamesAreRefusedAtOnce(t *testing.T) {
	server := start(t)
	if answer := ask(t, "udp", server, "www.example.org.", dns.TypeA); answer.Rcode != dns.RcodeRefused {
		t.Errorf("answered %s", dns.RcodeToString[answer.Rcode])
	}
	if answer := ask(t, "udp", server, "a.sallyport.localhost.", dns.TypeA); len(answer.Answer) != 1 {
		t.Error("a service's name is not answered")
	}
}

func TestNextServerIsAsked(t *testing.T) {
	closed, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := closed.LocalAddr().String()
	closed.Close()
	server := start(t, dead, upstream(t))
	if answer := ask(t, "udp", server, "www.example.org.", dns.TypeA); answer.Rcode != dns.RcodeSuccess {
		t.Errorf("answered %s", dns.RcodeToString[answer.Rcode])
	}
}

func TestHostServersFollowTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "resolv.conf")
	servers := HostServers(path)
	if got := servers(); got != nil {
		t.Errorf("without a file: %q", got)
	}
	if err := os.WriteFile(path, []byte("nameserver 127.0.0.53\nnameserver ::1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := servers(), []string{"127.0.0.53:53", "[::1]:53"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzAnswer(f *testing.F) {
	for name, kind := range map[string]uint16{
		"a.sallyport.localhost.": dns.TypeA, "17.1.0.10.in-addr.arpa.": dns.TypePTR, "loop.example.": dns.TypeAAAA,
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.": dns.TypePTR,
	} {
		query, err := new(dns.Msg).SetQuestion(name, kind).SetEdns0(512, true).Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(query)
	}
	r := newResolver(Zones{services, testZone})
	f.Fuzz(func(t *testing.T, packet []byte) {
		message := new(dns.Msg)
		if message.Unpack(packet) != nil {
			return
		}
		answer := r.answer(t.Context(), message, netip.Addr{})
		if answer.Id != message.Id || !answer.Response {
			t.Errorf("%v is answered by %v", message, answer)
		}
		answer.Truncate(dns.MinMsgSize)
		if _, err := answer.Pack(); err != nil {
			t.Errorf("the answer to %v cannot be packed: %v", message, err)
		}
	})
}
