//go:build kernel

package control

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/netplan"
	"sallyport/internal/vpc"
)

// Real packets through real rules are in a flow log's file, to the packet.
func TestFlowLogOfRealPackets(t *testing.T) {
	s := flowStore(t)
	defer s.store.Close()
	var tag [2]byte
	if _, err := rand.Read(tag[:]); err != nil {
		t.Fatal(err)
	}
	path, err := datapath.New(datapath.Options{Tag: hex.EncodeToString(tag[:])})
	if err != nil {
		t.Fatal(err)
	}
	defer path.Close()
	defer func() {
		if err := path.CleanUp(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	planner := netplan.New(netplan.Options{})
	plan := planner.Plan(s.store.Snapshot())
	report, err := path.Apply(t.Context(), datapath.Desired{Networks: plan.Networks, Sandboxes: plan.Sandboxes, Sequence: plan.Sequence})
	if err != nil || report.Networks["vpc-1"] != nil || report.Sandboxes["w-web"] != nil || report.Sandboxes["w-db"] != nil {
		t.Fatalf("%+v, %v", report, err)
	}
	now := time.Now()
	f := newFlows(Options{Store: s.store, Planner: planner, Traffic: path, Recent: s.recent, FlowLogDir: s.root, Now: func() time.Time { return now }, Log: slog.Default()})
	ctx, cancel := context.WithCancel(t.Context())
	defer func() { cancel(); f.listener.Wait() }()
	s.flowLog(func(l *vpc.FlowLog) { l.CreatedAt = now.Add(time.Second) })
	f.tick(ctx)
	eventually(t, "the listener is there", func() bool {
		ns, err := netns.Open("sp-" + hex.EncodeToString(tag[:]) + "-1")
		if err != nil {
			t.Fatal(err)
		}
		defer ns.Close()
		var text []byte
		if err := ns.Do(func() (err error) {
			text, err = os.ReadFile("/proc/thread-self/net/netfilter/nfnetlink_log")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(text), fmt.Sprint(" ", datapath.RejectGroup, " ")) && strings.Contains(string(text), " 128 ")
	})

	server := socket(t, path, "w-db", func() (net.Conn, error) {
		c, err := net.ListenPacket("udp4", ":5000")
		return c.(*net.UDPConn), err
	})
	defer server.Close()
	for port, count := range map[uint16]int{5000: 7, 22: 5} {
		client := socket(t, path, "w-web", func() (net.Conn, error) { return net.Dial("udp4", netip.AddrPortFrom(dbAddress, port).String()) })
		defer client.Close()
		for range count {
			if _, err := client.Write(make([]byte, 72)); err != nil {
				t.Fatal(err)
			}
		}
	}
	eventually(t, "what was dropped is heard", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		var packets uint64
		for _, record := range f.routers["vpc-1"].live {
			packets += record.Packets
		}
		return packets == 5
	})
	now = now.Add(time.Minute)
	f.tick(ctx)
	text := strings.Join(s.lines(), "\n")
	for _, want := range []string{
		"eni-web 10.0.1.10 10.0.2.10 5000 7 700 ACCEPT OK", "eni-db 10.0.1.10 10.0.2.10 5000 7 700 ACCEPT OK",
		"eni-web 10.0.1.10 10.0.2.10 22 5 500 ACCEPT OK", "eni-db 10.0.1.10 10.0.2.10 22 5 500 REJECT OK",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, "eni-db 10.0.1.10 10.0.2.10 22 5 500 ACCEPT") {
		t.Errorf("what was dropped is accepted:\n%s", text)
	}
	events, _ := s.recent.After(0)
	if len(events) == 0 || events[0].Stage != string(vpc.StageIngressPolicy) || events[0].Packets != 5 || events[0].Instance != "i-db" {
		t.Errorf("%+v", events)
	}
}

// eventually asks until the answer is yes.
func eventually(t *testing.T, what string, ask func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ask(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within ten seconds: %s", what)
		}
	}
}

// socket opens a socket in a workload's network.
func socket(t *testing.T, path *datapath.DataPath, workload string, open func() (net.Conn, error)) (conn net.Conn) {
	t.Helper()
	ns, err := netns.OpenPath(path.SandboxPath(workload))
	if err != nil {
		t.Fatal(err)
	}
	defer ns.Close()
	if err := ns.Do(func() (err error) { conn, err = open(); return err }); err != nil {
		t.Fatal(err)
	}
	return conn
}
