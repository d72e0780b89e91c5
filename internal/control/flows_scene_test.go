package control

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
