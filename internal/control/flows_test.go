package control

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/flowlog"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// fakeTraffic is routers that say what the test puts in.
type fakeTraffic struct {
	mu         sync.Mutex
	tracked    []flow.Tracked // guarded by mu: what the next sweep tells
	sweeps     int            // guarded by mu
	drops      chan flow.Drop
	edge       chan flow.Drop
	lost       chan uint64
	endings    chan flow.Tracked
	listeners  map[string]int // guarded by mu
	refused    uint64         // guarded by mu
	exhausted  []datapath.Exhausted
	atEdge     []flow.Tracked // guarded by mu: what the next sweep of the edge tells
	edgeSweeps int            // guarded by mu
}

func newFakeTraffic() *fakeTraffic {
	return &fakeTraffic{drops: make(chan flow.Drop), edge: make(chan flow.Drop), lost: make(chan uint64), endings: make(chan flow.Tracked), listeners: map[string]int{}}
}

func (f *fakeTraffic) listen(what string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listeners[what] += n
}

func (f *fakeTraffic) listening(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.listeners[what]
}

func (f *fakeTraffic) Drops(ctx context.Context, vpcID string, take func(*flow.Drop), lost func(uint64)) error {
	f.listen("drops "+vpcID, 1)
	defer f.listen("drops "+vpcID, -1)
	for {
		select {
		case <-ctx.Done():
			return nil
		case d := <-f.drops:
			take(&d)
		case n := <-f.lost:
			lost(n)
		}
	}
}

func (f *fakeTraffic) EdgeDrops(ctx context.Context, take func(*flow.Drop), _ func(uint64)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case d := <-f.edge:
			take(&d)
		}
	}
}

func (f *fakeTraffic) Endings(ctx context.Context, vpcID string, take func(*flow.Tracked), _ func()) error {
	f.listen("endings "+vpcID, 1)
	defer f.listen("endings "+vpcID, -1)
	for {
		select {
		case <-ctx.Done():
			return nil
		case t := <-f.endings:
			take(&t)
		}
	}
}

func (f *fakeTraffic) Sweep(_ string, take func(*flow.Tracked)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sweeps++
	for i := range f.tracked {
		take(&f.tracked[i])
	}
	f.tracked = nil
	return nil
}

func (f *fakeTraffic) SweepEdge(take func(*flow.Tracked)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.edgeSweeps++
	for i := range f.atEdge {
		take(&f.atEdge[i])
	}
	f.atEdge = nil
	return nil
}

func (f *fakeTraffic) Refused(string) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.refused, nil
}

func (f *fakeTraffic) Exhausted(*vpc.Plan) ([]datapath.Exhausted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.exhausted, nil
}

// refuse makes NAT gateways refuse connections.
func (f *fakeTraffic) refuse(n uint64, exhausted ...datapath.Exhausted) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refused += n
	f.exhausted = exhausted
}

func (f *fakeTraffic) Device(id string) string        { return "dev-" + id }
func (f *fakeTraffic) GatewayDevice(id string) string { return "gw-" + id }
func (f *fakeTraffic) DoorDevice(id string) string    { return "door-" + id }

// track is what the next sweep tells: a connection from the service to a port of
// the database.
func (f *fakeTraffic) track(port uint16, packets uint64) flow.Tracked {
	there := flow.Tuple{Source: webAddress, Destination: dbAddress, SourcePort: 4000, DestinationPort: port}
	back := flow.Tuple{Source: dbAddress, Destination: webAddress, SourcePort: port, DestinationPort: 4000}
	t := flow.Tracked{Protocol: 6, Original: there, Reply: back, Sent: flow.Count{Packets: packets, Bytes: packets * 100},
		Answered: flow.Count{Packets: packets, Bytes: packets * 1000}, Started: time.Now(), TCP: flow.TCPEstablished}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tracked = append(f.tracked, t)
	return t
}

var webAddress, dbAddress = netip.MustParseAddr("10.0.1.10"), netip.MustParseAddr("10.0.2.10")

// scene is the loop over a VPC with a service and a database, in fake time.
type scene struct {
	t       *testing.T
	store   *store.Store
	traffic *fakeTraffic
	recent  *flowlog.Recent
	root    string
	stop    func()
}

func flowScene(t *testing.T) *scene {
	t.Helper()
	s := flowStore(t)
	s.start()
	return s
}

// flowStore is a scene whose loop was not begun.
func flowStore(t *testing.T) *scene {
	t.Helper()
	db, err := store.Open(t.TempDir(), append(netplan.Documents(), platform.Service{}, platform.Workload{}, platform.WorkloadStatus{}, platform.Event{})...)
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, store: db, traffic: newFakeTraffic(), recent: flowlog.NewRecent(), root: t.TempDir()}
	s.put(
		vpc.VPC{ID: "vpc-1", Region: "us-east-1", OwnerID: "000000000000", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}},
		vpc.Subnet{ID: "subnet-1", VPCID: "vpc-1", ZoneID: "use1-az1", CIDR: netip.MustParsePrefix("10.0.1.0/24")},
		vpc.Subnet{ID: "subnet-2", VPCID: "vpc-1", ZoneID: "use1-az2", CIDR: netip.MustParsePrefix("10.0.2.0/24")},
		vpc.NetworkACL{ID: "acl-1", VPCID: "vpc-1", Default: true,
			Associations: []vpc.ACLAssociation{{ID: "aclassoc-1", SubnetID: "subnet-1"}, {ID: "aclassoc-2", SubnetID: "subnet-2"}},
			Entries: []vpc.ACLEntry{
				{Number: 100, Egress: true, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
				{Number: 100, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
			}},
		vpc.SecurityGroup{ID: "sg-web", VPCID: "vpc-1"}, vpc.SecurityGroup{ID: "sg-db", VPCID: "vpc-1"},
		vpc.SecurityGroupRule{ID: "sgr-out", VPCID: "vpc-1", GroupID: "sg-web", Direction: vpc.Egress, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
		vpc.SecurityGroupRule{ID: "sgr-udp", VPCID: "vpc-1", GroupID: "sg-db", Direction: vpc.Ingress, Protocol: vpc.UDP, FromPort: 5000, ToPort: 5000, CIDR: netip.MustParsePrefix("10.0.1.0/24")},
		vpc.SecurityGroupRule{ID: "sgr-in", VPCID: "vpc-1", GroupID: "sg-db", Direction: vpc.Ingress, Protocol: vpc.TCP, FromPort: 5432, ToPort: 5432, ReferencedGroup: "sg-web"},
		platform.Service{ID: "s1", Name: "web", ARN: "arn:web", Region: "us-east-1"},
		platform.Workload{Key: "w-web", ServiceARN: "arn:web", Interfaces: []string{"eni-web"}},
		platform.Workload{Key: "w-db", InstanceID: "i-db", Interfaces: []string{"eni-db"}},
		networkInterface("eni-web", "subnet-1", "sg-web", webAddress, &vpc.Attachment{Workload: "w-web"}),
		networkInterface("eni-db", "subnet-2", "sg-db", dbAddress, &vpc.Attachment{Workload: "w-db", InstanceID: "i-db"}),
	)
	return s
}

func networkInterface(id, subnet, group string, a netip.Addr, at *vpc.Attachment) vpc.Interface {
	return vpc.Interface{ID: id, Region: "us-east-1", OwnerID: "000000000000", VPCID: "vpc-1", SubnetID: subnet, Addresses: []netip.Addr{a}, Groups: []string{group}, Attachment: at}
}

func (s *scene) put(documents ...store.Document) {
	s.t.Helper()
	if err := s.store.Update(context.Background(), func(tx *store.Tx) error {
		for _, d := range documents {
			store.Put(tx, d)
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
}

// start begins the loop, as a process does.
func (s *scene) start() {
	f := newFlows(Options{Store: s.store, Planner: netplan.New(netplan.Options{}), Traffic: s.traffic, Recent: s.recent, FlowLogDir: s.root,
		Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { // ends with ctx
		defer close(ended)
		_ = f.run(ctx)
	}()
	s.stop = func() { cancel(); <-ended }
}

func (s *scene) end() {
	s.stop()
	if err := s.store.Close(); err != nil {
		s.t.Error(err)
	}
}

func (s *scene) flowLog(change func(*vpc.FlowLog)) {
	l := vpc.FlowLog{ID: "fl-1", Region: "us-east-1", OwnerID: "000000000000", ResourceID: "vpc-1", VPCID: "vpc-1", Traffic: vpc.TrafficAll,
		Format: "${interface-id} ${srcaddr} ${dstaddr} ${dstport} ${packets} ${bytes} ${action} ${log-status}", Aggregation: time.Minute,
		Destination: "arn:aws:s3:::logs", DestinationType: "s3", CreatedAt: time.Now()}
	if change != nil {
		change(&l)
	}
	s.put(l)
}

// lines are those of all files, sorted.
func (s *scene) lines() []string {
	s.t.Helper()
	var lines []string
	err := filepath.WalkDir(s.root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == collecting {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return err
		}
		text, err := io.ReadAll(unpacked)
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "interface-id") {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func (s *scene) expect(want ...string) {
	s.t.Helper()
	if got := s.lines(); !slices.Equal(got, want) {
		s.t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// flowing runs a test in a scene and in fake time, which begins at a full minute.
func flowing(t *testing.T, test func(s *scene)) {
	synctest.Test(t, func(t *testing.T) {
		s := flowScene(t)
		defer s.end()
		time.Sleep(1500 * time.Millisecond)
		test(s)
	})
}

func (s *scene) drop(stage vpc.Stage, component string, port uint16) {
	prefix := datapath.Reject{Stage: stage, Component: component}.String()
	s.traffic.drops <- flow.Drop{Prefix: prefix, In: "dev-eni-web", Out: "dev-eni-db", Protocol: 6, Bytes: 60, TCPFlags: 2,
		Tuple: flow.Tuple{Source: webAddress, Destination: dbAddress, SourcePort: 4001, DestinationPort: port}}
}

func TestAFlowLogIsWrittenAtTheEndOfItsInterval(t *testing.T) {
	flowing(t, func(s *scene) {
		s.traffic.track(5432, 100) // before anybody asked
		s.flowLog(nil)
		time.Sleep(5 * time.Second)
		s.traffic.track(5432, 3)
		s.drop(vpc.StageIngressPolicy, "", 22)
		time.Sleep(20 * time.Second)
		s.traffic.track(5432, 4)
		s.expect()
		time.Sleep(40 * time.Second)
		s.expect(
			"eni-db 10.0.1.10 10.0.2.10 22 1 60 REJECT OK",
			"eni-db 10.0.1.10 10.0.2.10 5432 7 700 ACCEPT OK",
			"eni-db 10.0.2.10 10.0.1.10 4000 7 7000 ACCEPT OK",
			"eni-web 10.0.1.10 10.0.2.10 22 1 60 ACCEPT OK",
			"eni-web 10.0.1.10 10.0.2.10 5432 7 700 ACCEPT OK",
			"eni-web 10.0.2.10 10.0.1.10 4000 7 7000 ACCEPT OK")
	})
}

func TestLossesAreWrittenAndTold(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.Traffic = vpc.TrafficReject; l.ResourceID = "eni-db" })
		time.Sleep(2 * time.Second)
		s.traffic.lost <- 17
		time.Sleep(time.Minute)
		s.expect("eni-db - - - - - - SKIPDATA")
		events, _ := s.recent.After(0)
		if len(events) != 1 || events[0].Lost != 17 || events[0].VPC != "vpc-1" || events[0].Region != "us-east-1" {
			s.t.Errorf("%+v", events)
		}
	})
}

// Refused connections never come into a sweep.
func TestEndingsCount(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) {
			l.ResourceID, l.Format = "eni-web", "${flow-direction} ${packets} ${tcp-flags} ${action}"
		})
		time.Sleep(2 * time.Second)
		refused := s.traffic.track(1, 1)
		s.traffic.tracked = nil
		refused.TCP, refused.Started = flow.TCPClose, time.Now()
		s.traffic.endings <- refused
		time.Sleep(time.Minute)
		s.expect("egress 1 2 ACCEPT", "flow-direction packets tcp-flags action", "ingress 1 4 ACCEPT")
	})
}

// What was counted between the end of one process and the begin of the next is
// in the log; what was collected is not lost with the process.
func TestFlowLogsSurviveARestart(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" })
		time.Sleep(2 * time.Second)
		s.traffic.track(5432, 3)
		time.Sleep(2 * time.Second)
		s.stop()
		s.expect("eni-web 10.0.1.10 10.0.2.10 5432 3 300 ACCEPT OK", "eni-web 10.0.2.10 10.0.1.10 4000 3 3000 ACCEPT OK")
		time.Sleep(5 * time.Second)
		s.traffic.track(5433, 2) // while nobody looks
		s.start()
		time.Sleep(time.Minute)
		s.expect("eni-web 10.0.1.10 10.0.2.10 5432 3 300 ACCEPT OK", "eni-web 10.0.1.10 10.0.2.10 5433 2 200 ACCEPT OK",
			"eni-web 10.0.2.10 10.0.1.10 4000 2 2000 ACCEPT OK", "eni-web 10.0.2.10 10.0.1.10 4000 3 3000 ACCEPT OK")
	})
}

// What a killed process had counted is lost, and that is said.
func TestFlowLogsSayThatTheyWereInterrupted(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" })
		time.Sleep(2 * time.Second)
		mark, err := os.ReadFile(filepath.Join(s.root, collecting))
		if err != nil {
			t.Fatal(err)
		}
		s.stop()
		if _, err := os.Stat(filepath.Join(s.root, collecting)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the mark stays after an end: %v", err)
		}
		if err := os.WriteFile(filepath.Join(s.root, collecting), mark, 0o600); err != nil { // as if it had been killed
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		s.start()
		time.Sleep(2 * time.Minute)
		s.expect("eni-web - - - - - - NODATA", "eni-web - - - - - - NODATA", "eni-web - - - - - - SKIPDATA")
	})
}

// A disk that refuses is said where the flow log is described, until it takes
// what waited.
func TestADiskThatRefusesIsSaid(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" })
		if err := os.WriteFile(filepath.Join(s.root, "buckets"), nil, 0o600); err != nil {
			s.t.Fatal(err)
		}
		s.traffic.track(5432, 3)
		time.Sleep(time.Minute)
		said := func() string { l, _ := store.Get[vpc.FlowLog](s.store.Snapshot(), "fl-1"); return l.DeliverError }
		if !strings.Contains(said(), "flow log fl-1") {
			s.t.Errorf("said %q", said())
		}
		if err := os.Remove(filepath.Join(s.root, "buckets")); err != nil {
			s.t.Fatal(err)
		}
		time.Sleep(15 * time.Second)
		if said() != "" {
			s.t.Errorf("still said %q", said())
		}
		if len(s.lines()) == 0 {
			s.t.Error("what waited is lost")
		}
	})
}

// What was collected for a flow log goes with it, and so do listeners with a VPC.
func TestFlowLogsAndRoutersThatGo(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(nil)
		time.Sleep(2 * time.Second)
		s.drop(vpc.StageEgressPolicy, "", 22)
		if err := s.store.Update(context.Background(), func(tx *store.Tx) error {
			store.Delete[vpc.FlowLog](tx, "fl-1")
			store.Delete[vpc.Interface](tx, "eni-web")
			store.Delete[vpc.Interface](tx, "eni-db")
			return nil
		}); err != nil {
			s.t.Fatal(err)
		}
		time.Sleep(time.Minute)
		s.expect()
		if s.traffic.listening("drops vpc-1") > 0 || s.traffic.listening("endings vpc-1") > 0 {
			s.t.Errorf("%v", s.traffic.listeners)
		}
	})
}
