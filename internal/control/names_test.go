package control

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"sallyport/internal/datapath"
	"sallyport/internal/engine"
	"sallyport/internal/engine/fake"
	"sallyport/internal/fault"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/resolver"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// insides are the namespaces of VPCs, all on loopback.
type insides struct {
	mu   sync.Mutex
	vpcs map[string]*loopback // guarded by mu: those that stand
}

func (i *insides) open(id string) (Inside, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.vpcs[id] == nil {
		return nil, fault.New(fault.NotFound, "", "the namespace of %s does not stand", id)
	}
	return i.vpcs[id], nil
}

// make makes the namespace of a VPC, in place of the one it had.
func (i *insides) make(id string) *loopback {
	i.mu.Lock()
	defer i.mu.Unlock()
	if old := i.vpcs[id]; old != nil {
		old.fall()
	}
	i.vpcs[id] = &loopback{standing: true, at: map[string]string{}}
	return i.vpcs[id]
}

// loopback stands for one namespace: a port of loopback for each address.
type loopback struct {
	mu       sync.Mutex
	standing bool              // guarded by mu
	at       map[string]string // guarded by mu: protocol and address to host:port
}

func (l *loopback) Listen(_ context.Context, at netip.AddrPort) (net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		l.note("tcp "+at.String(), listener.Addr())
	}
	return listener, err
}

func (l *loopback) ListenPacket(_ context.Context, at netip.AddrPort) (net.PacketConn, error) {
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err == nil {
		l.note("udp "+at.String(), packets.LocalAddr())
	}
	return packets, err
}

func (l *loopback) note(what string, addr net.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at[what] = addr.String()
}

func (l *loopback) Standing() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.standing
}

func (l *loopback) fall() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.standing = false
}

func (l *loopback) Close() error { return nil }

// listening are the addresses that somebody listens at.
func (l *loopback) listening() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []string
	for what := range l.at {
		list = append(list, what)
	}
	slices.Sort(list)
	return list
}

// ask gives what a server answers to a name: its code, or its addresses.
func (l *loopback) ask(protocol, at, name string) string {
	l.mu.Lock()
	to := l.at[protocol+" "+at]
	l.mu.Unlock()
	client := dns.Client{Net: protocol, Timeout: time.Second}
	answer, _, err := client.Exchange(new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.TypeA), to)
	switch {
	case err != nil:
		return "nothing"
	case answer.Rcode != dns.RcodeSuccess:
		return dns.RcodeToString[answer.Rcode]
	}
	text := ""
	for _, record := range answer.Answer {
		if a, ok := record.(*dns.A); ok {
			text += " " + a.A.String()
		}
	}
	return strings.TrimSpace(text)
}

// namesWorld is a controller's networks and names, over a store, in real time.
type namesWorld struct {
	t       *testing.T
	store   *store.Store
	insides *insides
	servers *nameServers
	engine  *fake.State
}

func newNamesWorld(t *testing.T) *namesWorld {
	t.Helper()
	s, err := store.Open(t.TempDir(), append(netplan.Documents(), platform.Workload{}, platform.WorkloadStatus{})...)
	if err != nil {
		t.Fatal(err)
	}
	w := &namesWorld{t: t, store: s, insides: &insides{vpcs: map[string]*loopback{}}}
	log := slog.New(slog.DiscardHandler)
	w.engine = fake.NewState(nil)
	w.engine.AddImage(goodImage, fake.Remote{})
	options := Options{
		Engine: fake.Open(w.engine),
		Store:  s, Planner: netplan.New(netplan.Options{}), Log: log,
		Network: &fakeNetwork{broken: map[string]error{}, drift: make(chan struct{}, 1)},
		Names:   Names{Forwarder: resolver.NewForwarder(resolver.NoServers, log), Inside: w.insides.open},
	}
	networks := newNetworks(options)
	w.servers = newNameServers(options, networks)
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { _ = networks.run(ctx) })
	all.Go(func() { _ = w.servers.run(ctx) })
	t.Cleanup(func() {
		cancel()
		all.Wait()
		_ = s.Close()
	})
	return w
}

func (w *namesWorld) update(fn func(*store.Tx)) {
	w.t.Helper()
	if err := w.store.Update(context.Background(), func(tx *store.Tx) error { fn(tx); return nil }); err != nil {
		w.t.Fatal(err)
	}
	w.servers.networks.changed()
	w.servers.changed()
}

// workload puts an instance of a service into a VPC of its own.
func (w *namesWorld) workload() {
	w.update(func(tx *store.Tx) {
		store.Put(tx, vpc.VPC{ID: "vpc-1", Region: "us-east-1", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}, DNSSupport: true, DNSHostnames: true})
		store.Put(tx, vpc.Subnet{ID: "subnet-1", Region: "us-east-1", VPCID: "vpc-1", CIDR: netip.MustParsePrefix("10.0.1.0/24")})
		store.Put(tx, vpc.Interface{
			ID: "eni-1", Region: "us-east-1", VPCID: "vpc-1", SubnetID: "subnet-1", Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.17")},
			Attachment: &vpc.Attachment{Workload: "w-1"},
		})
		store.Put(tx, platform.Workload{Key: "w-1", Region: "us-east-1", InstanceID: "i-1", Interfaces: []string{"eni-1"}})
	})
}

func (w *namesWorld) change(fn func(*vpc.VPC)) {
	w.update(func(tx *store.Tx) {
		network, _ := store.Get[vpc.VPC](tx, "vpc-1")
		fn(&network)
		store.Put(tx, network)
	})
}

func (w *namesWorld) eventually(what string, ask func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !ask(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("never: %s", what)
		}
	}
}

const ownName = "ip-10-0-1-17.ec2.internal"

func TestVPCHasANameServer(t *testing.T) {
	w := newNamesWorld(t)
	first := w.insides.make("vpc-1")
	w.workload()
	workload, _ := store.Get[platform.Workload](w.store.Snapshot(), "w-1")
	w.servers.ready(t.Context(), workload)
	want := []string{"tcp 10.0.0.2:53", "tcp 169.254.169.253:53", "udp 10.0.0.2:53", "udp 169.254.169.253:53"}
	if got := first.listening(); !slices.Equal(got, want) {
		t.Fatalf("listens at %q, want %q", got, want)
	}
	for _, protocol := range []string{"udp", "tcp"} {
		for _, at := range []string{"10.0.0.2:53", "169.254.169.253:53"} {
			if got := first.ask(protocol, at, ownName); got != "10.0.1.17" {
				t.Errorf("%s %s answers %s", protocol, at, got)
			}
		}
	}
	if got := first.ask("udp", "10.0.0.2:53", "db.corp"); got != "REFUSED" {
		t.Errorf("a name outside is answered %s", got)
	}

	w.change(func(v *vpc.VPC) { v.Tags = vpc.Tags{vpc.RecordTag + "db.corp": "10.0.1.99"} })
	w.eventually("the new record is answered", func() bool { return first.ask("udp", "10.0.0.2:53", "db.corp") == "10.0.1.99" })

	second := w.insides.make("vpc-1") // the namespace was taken away, and made again
	w.servers.changed()
	w.eventually("the new namespace has a server", func() bool { return second.ask("udp", "10.0.0.2:53", ownName) == "10.0.1.17" })
	if got := first.ask("udp", "10.0.0.2:53", ownName); got != "nothing" {
		t.Errorf("the old server answers %s", got)
	}

	w.change(func(v *vpc.VPC) {
		v.Blocks = append(slices.Clone(v.Blocks), vpc.Block{CIDR: netip.MustParsePrefix("10.1.0.0/16")})
	})
	w.eventually("the new block has a server", func() bool { return second.ask("udp", "10.1.0.2:53", ownName) == "10.0.1.17" })

	w.change(func(v *vpc.VPC) { v.DNSSupport = false })
	w.eventually("nothing answers without enableDnsSupport", func() bool { return second.ask("udp", "10.0.0.2:53", ownName) == "nothing" })
}

// A namespace that comes late is served when it is there.
func TestNameServerWaitsForItsNetwork(t *testing.T) {
	w := newNamesWorld(t)
	w.workload()
	time.Sleep(50 * time.Millisecond)
	inside := w.insides.make("vpc-1")
	w.eventually("the server begins", func() bool { return inside.ask("udp", "10.0.0.2:53", ownName) == "10.0.1.17" })
}

func TestLookupIsWhatAnInstanceFinds(t *testing.T) {
	w := newNamesWorld(t)
	w.workload()
	w.change(func(v *vpc.VPC) {
		v.Tags = vpc.Tags{vpc.RecordTag + "db": "10.0.1.99", vpc.RecordTag + "web.ec2.internal": "10.0.1.98", vpc.RecordTag + "full.example": "10.0.1.97"}
	})
	lookup := func(name string) string {
		found, err := (&Controller{names: w.servers}).Lookup(t.Context(), "vpc-1", name)
		if err != nil {
			return string(fault.ClassOf(err)) + ": " + err.Error()
		}
		return fmt.Sprint(found)
	}
	for name, want := range map[string]string{
		ownName:           "[10.0.1.17]",
		"ip-10-0-1-17":    "[10.0.1.17]",
		"db":              "[10.0.1.99]",
		"web":             "[10.0.1.98]",
		"full.example":    "[10.0.1.97]",
		"203.0.113.9":     "[203.0.113.9]",
		"ip-10-0-1-18":    "unavailable: look up ip-10-0-1-18: REFUSED: names outside",
		"x.ec2.internal.": "not found",
	} {
		if got := lookup(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	w.update(func(tx *store.Tx) {
		store.Put(tx, vpc.DHCPOptions{ID: "dopt-1", Region: "us-east-1", Values: map[string][]string{"domain-name-servers": {"10.0.1.53"}}})
	})
	w.change(func(v *vpc.VPC) { v.DHCPOptionsID = "dopt-1" })
	if got := lookup("db"); !strings.Contains(got, "unavailable") || !strings.Contains(got, "dopt-1") {
		t.Error(got)
	}
	w.change(func(v *vpc.VPC) { v.DHCPOptionsID, v.DNSSupport = "", false })
	if got := lookup("db"); !strings.Contains(got, "unavailable") || !strings.Contains(got, "enableDnsSupport") {
		t.Error(got)
	}
	if _, err := (&Controller{names: w.servers}).Lookup(t.Context(), "vpc-2", "db"); fault.ClassOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// A container that runs is told of other DHCP options, and stays as it is.
func TestDHCPOptionsReachWhatRuns(t *testing.T) {
	w := newNamesWorld(t)
	w.insides.make("vpc-1")
	w.workload()
	hand := fake.Open(w.engine)
	defer hand.Close()
	image, err := hand.Pull(t.Context(), engine.PullRequest{Reference: goodImage})
	if err != nil {
		t.Fatal(err)
	}
	told := func() string {
		spec, _ := w.engine.Workload("w-1")
		return fmt.Sprint(spec.Resolver.Nameservers, spec.Resolver.Search)
	}
	workload, _ := store.Get[platform.Workload](w.store.Snapshot(), "w-1")
	spec := engine.Workload{ID: "w-1", Image: image.Reference, NetNS: "/run/netns/x", Resolver: resolverOf(w.store.Snapshot(), workload)}
	if err := hand.Run(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
	if got := told(); got != "[169.254.169.253] [ec2.internal]" {
		t.Errorf("it is started with %s", got)
	}
	w.update(func(tx *store.Tx) {
		store.Put(tx, vpc.DHCPOptions{ID: "dopt-1", Region: "us-east-1", Values: map[string][]string{
			"domain-name-servers": {"10.0.1.53", "AmazonProvidedDNS"}, "domain-name": {"corp.example"},
		}})
	})
	w.change(func(v *vpc.VPC) { v.DHCPOptionsID = "dopt-1" })
	w.eventually("the container is told", func() bool { return told() == "[10.0.1.53 169.254.169.253] [corp.example]" })
	w.change(func(v *vpc.VPC) { v.DHCPOptionsID = "" })
	w.eventually("and told again", func() bool { return told() == "[169.254.169.253] [ec2.internal]" })
}

var _ Inside = (*datapath.Inside)(nil)
