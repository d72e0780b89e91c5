package resolver

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"sallyport/internal/fault"
)

// serve is a resolver's for listen.
func serve(r *Resolver) func(context.Context, net.PacketConn, net.Listener) error {
	return func(ctx context.Context, p net.PacketConn, l net.Listener) error {
		return r.Serve(ctx, Sockets{Packets: []net.PacketConn{p}, Streams: []net.Listener{l}})
	}
}

// scripted is a name server whose answers a function makes.
func scripted(t *testing.T, handle dns.HandlerFunc) string {
	t.Helper()
	return listen(t, func(ctx context.Context, packets net.PacketConn, streams net.Listener) error {
		ended := make(chan error, 2)
		servers := []*dns.Server{{PacketConn: packets, Handler: handle}, {Listener: streams, Handler: handle}}
		for _, s := range servers {
			go func() { ended <- s.ActivateAndServe() }()
		}
		<-ctx.Done()
		for _, s := range servers {
			_ = s.Shutdown()
		}
		<-ended
		<-ended
		return nil
	})
}

func record(t *testing.T, text string) dns.RR {
	t.Helper()
	r, err := dns.NewRR(text)
	if err != nil {
		t.Error(err)
	}
	return r
}

func TestOneQuestionIsAskedOnce(t *testing.T) {
	asked, release := atomic.Int32{}, make(chan struct{})
	server := scripted(t, func(w dns.ResponseWriter, q *dns.Msg) {
		asked.Add(1)
		<-release
		answer := new(dns.Msg).SetReply(q)
		answer.Answer = []dns.RR{record(t, "www.example.org. 60 IN A 203.0.113.10")}
		_ = w.WriteMsg(answer)
	})
	r := newResolver(table{}, server)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			answer := r.answer(t.Context(), new(dns.Msg).SetQuestion("www.example.org.", dns.TypeA), netip.Addr{})
			if answers(answer) != "NOERROR www.example.org=203.0.113.10" {
				t.Error(answers(answer))
			}
		})
	}
	for asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(release)
	all.Wait()
	answer := r.answer(t.Context(), new(dns.Msg).SetQuestion("WWW.example.org.", dns.TypeA), netip.Addr{})
	if asked.Load() != 1 || len(answer.Answer) != 1 {
		t.Errorf("asked %d times, cached %v", asked.Load(), answer)
	}
}

func TestAnswerTooLongForAPacketIsAskedForAgain(t *testing.T) {
	server := scripted(t, func(w dns.ResponseWriter, q *dns.Msg) {
		answer := new(dns.Msg).SetReply(q)
		for i := range 150 {
			answer.Answer = append(answer.Answer, record(t, fmt.Sprintf("big.example.org. 60 IN A 203.0.113.%d", i)))
		}
		if w.LocalAddr().Network() == "udp" {
			answer.Truncate(packetSize)
		}
		_ = w.WriteMsg(answer)
	})
	r := newResolver(table{}, server)
	if found, err := r.Lookup(t.Context(), "big.example.org"); err != nil || len(found) < 150 {
		t.Errorf("%d addresses, %v", len(found), err)
	}
}

// What does not answer the question is no answer, and the next server is asked.
func TestWrongAnswersCountForNothing(t *testing.T) {
	wrong := scripted(t, func(w dns.ResponseWriter, q *dns.Msg) {
		answer := new(dns.Msg).SetReply(q)
		answer.Question[0].Name = "other.example.org."
		_ = w.WriteMsg(answer)
	})
	failing := scripted(t, func(w dns.ResponseWriter, q *dns.Msg) {
		_ = w.WriteMsg(new(dns.Msg).SetRcode(q, dns.RcodeServerFailure))
	})
	r := newResolver(table{}, wrong, failing, upstream(t))
	if found, err := r.Lookup(t.Context(), "www.example.org"); err != nil || len(found) == 0 {
		t.Error(found, err)
	}
	r = newResolver(table{}, wrong)
	if _, err := r.Lookup(t.Context(), "www.example.org"); fault.ClassOf(err) != fault.Unavailable {
		t.Error(err)
	}
}

// A client whose questions all wait does not keep another's from being asked.
func TestClientsHaveShares(t *testing.T) {
	release := make(chan struct{})
	server := scripted(t, func(w dns.ResponseWriter, q *dns.Msg) {
		if q.Question[0].Name != "quick.example.org." {
			<-release
		}
		_ = w.WriteMsg(new(dns.Msg).SetReply(q))
	})
	r := newResolver(table{"db.corp": "10.0.1.17"}, server)
	greedy, other := netip.MustParseAddr("10.0.1.1"), netip.MustParseAddr("10.0.1.2")
	var all sync.WaitGroup
	for i := range questionsPerClient {
		all.Go(func() {
			r.answer(t.Context(), new(dns.Msg).SetQuestion(fmt.Sprintf("slow%d.example.org.", i), dns.TypeA), greedy)
		})
	}
	for r.clients.of(greedy) < questionsPerClient {
		time.Sleep(time.Millisecond)
	}
	quick := new(dns.Msg).SetQuestion("quick.example.org.", dns.TypeA)
	if code := r.answer(t.Context(), quick, greedy).Rcode; code != dns.RcodeRefused {
		t.Errorf("one more is answered %s", dns.RcodeToString[code])
	}
	if code := r.answer(t.Context(), new(dns.Msg).SetQuestion("db.corp.", dns.TypeA), greedy).Rcode; code != dns.RcodeSuccess {
		t.Errorf("what the zone knows is answered %s", dns.RcodeToString[code])
	}
	if code := r.answer(t.Context(), quick, other).Rcode; code != dns.RcodeSuccess {
		t.Errorf("the other client is answered %s", dns.RcodeToString[code])
	}
	close(release)
	all.Wait()
	if r.clients.of(greedy) != 0 {
		t.Error("questions are still counted")
	}
}

func (c *clients) of(client netip.Addr) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count[client]
}

func TestConnectionsHaveShares(t *testing.T) {
	server := listen(t, serve(newResolver(testZone)))
	var refused atomic.Int32
	var all sync.WaitGroup
	for range streamsPerClient + 3 {
		conn, err := net.Dial("tcp", server)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		all.Go(func() {
			_ = conn.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
			if _, err := conn.Read(make([]byte, 1)); err != nil && !isTimeout(err) {
				refused.Add(1)
			}
		})
	}
	all.Wait()
	if refused.Load() != 3 {
		t.Errorf("%d connections were closed, want 3", refused.Load())
	}
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}

func message(t *testing.T, code int, records ...string) *dns.Msg {
	m := new(dns.Msg).SetQuestion("a.example.org.", dns.TypeA)
	m.Response, m.Rcode = true, code
	for _, text := range records {
		r := record(t, text)
		if r.Header().Rrtype == dns.TypeSOA {
			m.Ns = append(m.Ns, r)
		} else {
			m.Answer = append(m.Answer, r)
		}
	}
	return m
}

func TestHowLongAnswersAreKept(t *testing.T) {
	const address, soa = "a.example.org. 30 IN A 203.0.113.1", "example.org. 100 IN SOA ns.example.org. root.example.org. 1 2 3 4 20"
	for _, c := range []struct {
		m    *dns.Msg
		want time.Duration
	}{
		{message(t, dns.RcodeSuccess, address, "a.example.org. 10 IN A 203.0.113.2"), 10 * time.Second},
		{message(t, dns.RcodeSuccess, "a.example.org. 90000 IN A 203.0.113.2"), time.Hour},
		{message(t, dns.RcodeSuccess, "a.example.org. 0 IN A 203.0.113.2"), 0},
		{message(t, dns.RcodeNameError, soa), 20 * time.Second},
		{message(t, dns.RcodeSuccess, soa), 20 * time.Second},
		{message(t, dns.RcodeNameError), 0},
		{message(t, dns.RcodeServerFailure, address), 0},
	} {
		if got := lifetime(c.m); got != c.want {
			t.Errorf("%v\nis kept %s, want %s", c.m, got, c.want)
		}
	}
}

func TestCacheAges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(10, 1000)
		m := message(t, dns.RcodeSuccess, "a.example.org. 30 IN A 203.0.113.1")
		m.SetEdns0(packetSize, true)
		c.put("k", m)
		time.Sleep(20 * time.Second)
		got := c.get("k")
		if got == nil || got.Answer[0].Header().Ttl != 10 || !got.IsEdns0().Do() {
			t.Fatalf("%v", got)
		}
		time.Sleep(10 * time.Second)
		if got := c.get("k"); got != nil || c.held != 0 {
			t.Errorf("still there: %v", got)
		}
	})
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(3, 1000)
	m := message(t, dns.RcodeSuccess, "a.example.org. 30 IN A 203.0.113.1")
	for _, key := range []string{"a", "b", "c"} {
		c.put(key, m)
	}
	c.get("a")
	c.put("d", m)
	if c.get("b") != nil || c.get("a") == nil || c.get("d") == nil {
		t.Error("not the least recently used one went")
	}
	bytes := newCache(1000, 200)
	for i := range 50 {
		bytes.put(fmt.Sprint(i), m)
	}
	if bytes.held > 200 || len(bytes.by) != bytes.used.Len() || len(bytes.by) == 0 {
		t.Errorf("%d bytes in %d entries", bytes.held, len(bytes.by))
	}
}

// A resolver that is ended before it began to serve ends too.
func TestServeEndsAtOnce(t *testing.T) {
	for range 20 {
		ctx, cancel := context.WithCancel(context.Background())
		packets, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := newResolver(testZone).Serve(ctx, Sockets{Packets: []net.PacketConn{packets}}); err != nil {
			t.Error(err)
		}
	}
}

func TestFailuresAreLoggedSometimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		count := &counter{}
		f := NewForwarder(NoServers, slog.New(count))
		for range 30 {
			if _, err := f.Exchange(t.Context(), question{Question: dns.Question{Name: "a.", Qtype: dns.TypeA}}); fault.ClassOf(err) != fault.Denied {
				t.Error(err)
			}
			time.Sleep(5 * time.Second)
		}
		if count.n.Load() != 3 {
			t.Errorf("logged %d times in 150 s", count.n.Load())
		}
	})
}

// counter counts what is logged.
type counter struct{ n atomic.Int32 }

func (c *counter) Enabled(context.Context, slog.Level) bool  { return true }
func (c *counter) Handle(context.Context, slog.Record) error { c.n.Add(1); return nil }
func (c *counter) WithAttrs([]slog.Attr) slog.Handler        { return c }
func (c *counter) WithGroup(string) slog.Handler             { return c }
