//go:build kernel

package datapath_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// flowing is two sandboxes in two subnets of a VPC that may send each other anything.
func flowing(t *testing.T) *world {
	w := newWorld(t, datapath.Options{})
	w.sandbox("vpc-flows", "a", "10.0.1.10", "g")
	w.sandbox("vpc-flows", "b", "10.0.2.10", "g")
	w.egress("vpc-flows", "g", everything())
	w.ingress("vpc-flows", "g", everything())
	w.apply()
	return w
}

// sweep gives what connections of a protocol did, by their destination's port.
func sweep(t *testing.T, w *world, protocol uint8) map[uint16]flow.Tracked {
	t.Helper()
	found := map[uint16]flow.Tracked{}
	if err := w.dp.Sweep("vpc-flows", func(f *flow.Tracked) {
		if f.Protocol == protocol {
			found[f.Original.DestinationPort] = *f
		}
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSweepCountsWhatWasSent(t *testing.T) {
	w := flowing(t)
	began := time.Now()
	listenUDP(t, path(w, "b"), 5000)
	conn := dialUDP(t, path(w, "a"), "10.0.2.10:5000")
	exchange := func(count, size int) {
		t.Helper()
		for range count {
			if _, err := conn.Write(make([]byte, size)); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Read(make([]byte, 2048)); err != nil {
				t.Fatal(err)
			}
		}
	}
	exchange(25, 100)
	const overhead = 28 // the headers of IP and UDP
	f := sweep(t, w, 17)[5000]
	if want := (flow.Count{Packets: 25, Bytes: 25 * (100 + overhead)}); f.Sent != want || f.Answered != want {
		t.Errorf("sent %+v, answered %+v, want %+v", f.Sent, f.Answered, want)
	}
	if f.Original.Source != netip.MustParseAddr("10.0.1.10") || f.Reply.Source != netip.MustParseAddr("10.0.2.10") || f.Reply.DestinationPort != f.Original.SourcePort {
		t.Errorf("%+v", f)
	}
	if f.Started.Before(began) || f.Started.After(time.Now()) {
		t.Errorf("started %v, not after %v", f.Started, began)
	}
	// What was told is not told again; what comes later is.
	if again, ok := sweep(t, w, 17)[5000]; ok {
		t.Errorf("told again: %+v", again)
	}
	exchange(3, 10)
	if f := sweep(t, w, 17)[5000]; f.Sent != (flow.Count{Packets: 3, Bytes: 3 * (10 + overhead)}) {
		t.Errorf("later: %+v", f)
	}
}

// A connection is told of after its end, with how it ended.
func TestSweepTellsOfClosedConnections(t *testing.T) {
	w := flowing(t)
	listenTCP(t, path(w, "b"), 5001)
	if !tcp(t, path(w, "a"), "10.0.2.10:5001") {
		t.Fatal("no connection")
	}
	var sent, answered uint64
	eventually(t, enough, "the closing is told", func() bool {
		f, found := sweep(t, w, 6)[5001]
		sent, answered = sent+f.Sent.Packets, answered+f.Answered.Packets
		return found && (f.TCP == flow.TCPTimeWait || f.TCP == flow.TCPLastAck)
	})
	if sent < 4 || answered < 3 {
		t.Errorf("closed after %d packets, answered by %d", sent, answered)
	}
}

// The kernel forgets a connection at once that is refused, before any sweep.
func TestEndingsTellOfRefusedConnections(t *testing.T) {
	w := flowing(t)
	var mu sync.Mutex
	var ended []flow.Tracked
	ctx, cancel := context.WithCancel(t.Context())
	listening := make(chan error, 1)
	go func() { // ends with ctx
		listening <- w.dp.Endings(ctx, "vpc-flows", func(f *flow.Tracked) {
			mu.Lock()
			defer mu.Unlock()
			ended = append(ended, *f)
		}, func() { t.Error("lost") })
	}()
	// Until the listener is there, nobody hears.
	eventually(t, enough, "a refusal is heard", func() bool {
		if _, err := dialTCP(t, path(w, "a"), "10.0.2.10:5002", nil); err == nil {
			t.Fatal("connected to a port that nobody listens on")
		}
		mu.Lock()
		defer mu.Unlock()
		return len(ended) > 0
	})
	mu.Lock()
	defer mu.Unlock()
	if f := ended[0]; f.Sent.Packets != 1 || f.Answered != (flow.Count{Packets: 1, Bytes: 40}) || f.Original.DestinationPort != 5002 || f.TCP != flow.TCPClose {
		t.Errorf("%+v", f)
	}
	cancel()
	if err := <-listening; err != nil {
		t.Error(err)
	}
}

func dialUDP(t *testing.T, path, addr string) net.Conn {
	t.Helper()
	var conn net.Conn
	if err := inside(t, path, func() (err error) { conn, err = net.Dial("udp4", addr); return err }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(3 * enough)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// heard is what a listener told.
type heard struct {
	mu    sync.Mutex
	drops []flow.Drop // guarded by mu
	lost  uint64      // guarded by mu
	ended chan error
}

func (h *heard) count() (drops int, lost uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.drops), h.lost
}

// hear listens to a VPC's drops until the test ends.
func hear(t *testing.T, w *world) (*heard, context.CancelFunc) {
	t.Helper()
	h := &heard{ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { // ends with ctx
		h.ended <- w.dp.Drops(ctx, "vpc-flows", func(d *flow.Drop) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.drops = append(h.drops, *d)
		}, func(n uint64) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.lost += n
		})
	}()
	t.Cleanup(cancel)
	awaitListener(t, "sp-"+w.tag+"-flows")
	return h, cancel
}

// awaitListener waits until somebody hears of what the rules of a namespace drop, as
// it does: by the sequence number, the first column of /proc/net/netfilter/nfnetlink_log
// is the group, the fourth and fifth how much of packets is copied.
func awaitListener(t testing.TB, namespace string) {
	t.Helper()
	eventually(t, enough, "the listener is there", func() bool {
		there := false
		err := inside(t, netns.Path(namespace), func() error {
			text, err := os.ReadFile("/proc/thread-self/net/netfilter/nfnetlink_log")
			for line := range strings.Lines(string(text)) {
				if f := strings.Fields(line); f[0] == fmt.Sprint(datapath.RejectGroup) && f[3] == "2" && f[4] == "128" {
					there = true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return there
	})
}

// dropping adds a table of the test's own that drops what goes to a port.
func dropping(t *testing.T, w *world) {
	t.Helper()
	ns, err := netns.Open("sp-" + w.tag + "-flows")
	if err != nil {
		t.Fatal(err)
	}
	defer ns.Close()
	table := nft.New("flowtest")
	table.Chains["forward"] = &nft.Chain{Hook: "type filter hook forward priority -20; policy accept;", Rules: []string{
		fmt.Sprintf(`udp dport 5009 log prefix "sp test rule-1" group %d drop`, datapath.RejectGroup)}}
	if _, err := nft.In(ns).Commit(context.Background(), nft.Replace(table), 0); err != nil && !strings.Contains(err.Error(), "changed by somebody") {
		t.Fatal(err)
	}
}

func TestEveryDropIsHeard(t *testing.T) {
	w := flowing(t)
	dropping(t, w)
	h, cancel := hear(t, w)
	const packets = 500
	conn := dialUDP(t, path(w, "a"), "10.0.2.10:5009")
	for range packets {
		if _, err := conn.Write(make([]byte, 72)); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, enough, "all drops heard", func() bool { n, lost := h.count(); return n+int(lost) >= packets })
	if n, lost := h.count(); n != packets || lost != 0 {
		t.Fatalf("heard %d, lost %d of %d", n, lost, packets)
	}
	d := h.drops[0]
	if d.Prefix != "sp test rule-1" || d.Bytes != 100 || d.Protocol != 17 || d.DestinationPort != 5009 ||
		d.Source != netip.MustParseAddr("10.0.1.10") || d.In != w.dp.Device("eni-a") || d.Out != w.dp.Device("eni-b") {
		t.Errorf("%+v", d)
	}
	if found := sweep(t, w, 17); len(found) > 0 {
		t.Errorf("what was dropped is tracked: %+v", found)
	}
	cancel()
	if err := <-h.ended; err != nil {
		t.Error(err)
	}
}

// What comes faster than it is read is counted to the packet.
func TestLostDropsAreCounted(t *testing.T) {
	w := flowing(t)
	dropping(t, w)
	h, _ := hear(t, w)
	const packets = 100_000
	conn := dialUDP(t, path(w, "a"), "10.0.2.10:5009")
	for range packets {
		if _, err := conn.Write(make([]byte, 72)); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, 3*enough, "all drops heard or counted", func() bool {
		_, _ = conn.Write(make([]byte, 72)) // the sequence's gap shows at the next one
		n, lost := h.count()
		return n+int(lost) >= packets
	})
	n, lost := h.count()
	t.Logf("heard %d, lost %d", n, lost)
}

func TestListenersOfRoutersThatAreNotThere(t *testing.T) {
	w := flowing(t)
	if err := w.dp.Drops(t.Context(), "vpc-other", nil, nil); fault.ClassOf(err) != fault.NotFound {
		t.Error(err)
	}
	if err := w.dp.Sweep("vpc-other", nil); fault.ClassOf(err) != fault.NotFound {
		t.Error(err)
	}
	h, _ := hear(t, w)
	w.plans, w.order, w.boxes = map[string]*vpc.Plan{}, nil, nil
	w.apply()
	select {
	case err := <-h.ended:
		if fault.ClassOf(err) != fault.Unavailable {
			t.Error(err)
		}
	case <-time.After(enough):
		t.Error("the listener holds a router that was taken away")
	}
}

// What the rules themselves drop says where it was, and at whose device.
func TestDropsSayTheirStage(t *testing.T) {
	w := flowing(t)
	w.sandbox("vpc-flows", "shut", "10.0.1.11", "nothing")
	w.apply()
	h, _ := hear(t, w)
	for _, c := range []struct {
		from, to string
		stage    vpc.Stage
	}{
		{"shut", "10.0.2.10:80", vpc.StageEgressPolicy},
		{"a", "10.0.1.11:80", vpc.StageIngressPolicy},
		{"a", "203.0.113.7:80", vpc.StageRoute},
	} {
		before, _ := h.count()
		if _, err := dialWithin(t, patience, path(w, c.from), c.to, nil); err == nil {
			t.Fatalf("%s reached %s", c.from, c.to)
		}
		eventually(t, enough, "the drop is heard", func() bool { n, _ := h.count(); return n > before })
		h.mu.Lock()
		d := h.drops[before]
		h.mu.Unlock()
		reject, ours := datapath.ParseReject(d.Prefix)
		if !ours || reject.Stage != c.stage || d.In != w.dp.Device("eni-"+c.from) || d.TCPFlags != 2 || d.Destination.String()+":80" != c.to {
			t.Errorf("%s to %s: %+v", c.from, c.to, d)
		}
		if c.stage == vpc.StageIngressPolicy && d.Out != w.dp.Device("eni-shut") {
			t.Errorf("out by %s", d.Out)
		}
	}
}
