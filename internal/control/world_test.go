package control

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/engine/fake"
	"sallyport/internal/ingress"
	"sallyport/internal/logstore"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// world is a store with a VPC and a connector, and the fakes of all hands. It
// lives in a synctest bubble.
type world struct {
	t           *testing.T
	store       *store.Store
	engine      *fake.State
	network     *fakeNetwork
	door        *ingress.FrontDoor // of the controller that runs
	controller  *Controller        // that runs
	connector   platform.Connector
	operation   int
	health      platform.HealthCheck // of new services
	egress      platform.Egress      // of new services; the connector's when empty
	environment map[string]string    // of new services
	stop        func()               // ends the controller that runs
	// hand is put between the controller and the fake engine, if set.
	hand func(engine.Engine) engine.Engine
	log  bytes.Buffer // of the controllers; to be read after stop
}

const (
	goodImage  = "registry.test/web:good"
	crashImage = "registry.test/web:crash"
	flashImage = "registry.test/web:flash" // ends before anybody sees it running
	noImage    = "registry.test/web:none"
)

func newWorld(t *testing.T) *world { return newWorldIn(t, t.TempDir()) }

// newWorldIn keeps the world's documents in a directory.
func newWorldIn(t *testing.T, dir string) *world {
	t.Helper()
	s, err := store.Open(dir, append(netplan.Documents(),
		platform.Service{}, platform.Connector{}, platform.Operation{}, platform.Event{}, platform.Workload{}, platform.WorkloadStatus{}, platform.Instance{})...)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: s, health: platform.DefaultHealthCheck, network: &fakeNetwork{closed: map[string]bool{}, broken: map[string]error{}, drift: make(chan struct{}, 1)}}
	w.engine = fake.NewState(func(spec engine.Workload) fake.Behaviour {
		if strings.Contains(spec.Image, "crash") {
			return fake.Behaviour{Exits: true, After: 50 * time.Millisecond, ExitCode: 3, Output: "no database\n"}
		}
		if strings.Contains(spec.Image, "flash") {
			return fake.Behaviour{Exits: true, ExitCode: 4, Output: "no configuration\n"}
		}
		return fake.Behaviour{RunDelay: 80 * time.Millisecond, CleanStop: true, StopDelay: 100 * time.Millisecond}
	})
	w.network.listens = w.listens
	w.engine.AddImage(goodImage, fake.Remote{PullDelay: 200 * time.Millisecond})
	w.engine.AddImage(crashImage, fake.Remote{})
	w.engine.AddImage(flashImage, fake.Remote{})
	w.foundation()
	return w
}

// listens tells whether an application answers in a sandbox: one of the image
// that crashes never gets so far.
func (w *world) listens(sandbox string) bool {
	spec, ok := w.engine.Workload(sandbox)
	return ok && !strings.Contains(spec.Image, "crash") && !strings.Contains(spec.Image, "flash")
}

// foundation makes a VPC with a subnet of eleven addresses, and a connector.
func (w *world) foundation() {
	network := vpc.VPC{ID: "vpc-1", Region: "us-east-1", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}}
	subnet := vpc.Subnet{ID: "subnet-1", Region: "us-east-1", VPCID: "vpc-1", Zone: "us-east-1a", CIDR: netip.MustParsePrefix("10.0.1.0/28")}
	w.connector = platform.Connector{ARN: "arn:connector", Region: "us-east-1", VPCID: "vpc-1", Subnets: []string{"subnet-1"}, Groups: []string{"sg-1"}, Active: true}
	w.update(func(tx *store.Tx) {
		store.Put(tx, network)
		store.Put(tx, subnet)
		store.Put(tx, vpc.SecurityGroup{ID: "sg-1", Region: "us-east-1", VPCID: "vpc-1", Name: "app"})
		store.Put(tx, w.connector)
	})
}

func (w *world) update(fn func(*store.Tx)) {
	w.t.Helper()
	if err := w.store.Update(context.Background(), func(tx *store.Tx) error { fn(tx); return nil }); err != nil {
		w.t.Fatal(err)
	}
}

// start runs a controller over what there is, as a fresh process would.
func (w *world) start() {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var hand engine.Engine = fake.Open(w.engine)
	if w.hand != nil {
		hand = w.hand(hand)
	}
	door := ingress.New(ingress.Options{Dial: w.network.DialFrontDoor})
	c := New(Options{
		Store: w.store, Network: w.network, Engine: hand, FrontDoor: door, Output: logstore.New(w.t.TempDir(), nil),
		Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	})
	if err := c.Start(ctx); err != nil {
		w.t.Fatal(err)
	}
	w.door, w.controller = door, c
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := c.Run(ctx); err != nil && ctx.Err() == nil {
			w.t.Errorf("run: %v", err)
		}
	}()
	w.stop = func() {
		cancel()
		<-ended
		door.Close()
		_ = hand.Close()
	}
}

func (w *world) close() {
	w.stop()
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// service makes a service through the connector and begins its creation.
func (w *world) service(name, image string) string {
	w.t.Helper()
	id := fmt.Sprintf("%-10s%022d", name, 0)
	id = strings.ReplaceAll(id, " ", "0")
	s := platform.Service{
		ID: id, Name: name, ARN: "arn:aws:apprunner:us-east-1:000000000000:service/" + name + "/" + id, Region: "us-east-1", Host: name + ".test",
		Configuration: platform.Configuration{
			Image: platform.Image{Identifier: image, Port: 8080, Environment: w.environment}, Health: w.health,
			Egress: w.egress,
		},
	}
	if w.egress == (platform.Egress{}) {
		s.Configuration.Egress = platform.Egress{Type: platform.EgressVPC, ConnectorARN: w.connector.ARN}
	}
	w.begin(s, platform.CreateService)
	return s.ARN
}

func (w *world) begin(s platform.Service, kind platform.OperationType) {
	w.t.Helper()
	w.operation++
	s, op, err := platform.Begin(time.Now(), s, kind, fmt.Sprintf("op-%03d", w.operation))
	if err != nil {
		w.t.Fatal(err)
	}
	w.update(func(tx *store.Tx) { store.Put(tx, s); store.Put(tx, op) })
}

// operate begins an operation on a service whose last one has ended.
func (w *world) operate(arn string, kind platform.OperationType, edit func(*platform.Configuration)) {
	w.t.Helper()
	s := w.get(arn)
	if edit != nil {
		edit(&s.Configuration)
	}
	w.begin(s, kind)
}

func (w *world) get(arn string) platform.Service {
	s, ok := store.Get[platform.Service](w.store.Snapshot(), arn)
	if !ok {
		w.t.Fatalf("no service %s", arn)
	}
	return s
}

// settle waits, in the bubble's time, until the service's operation has ended.
func (w *world) settle(arn string) platform.Service {
	w.t.Helper()
	for range 3000 {
		if s := w.get(arn); s.OperationID == "" {
			return s
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatalf("the operation never ended:\n%s", w.state())
	return platform.Service{}
}

func (w *world) expect(arn string, status platform.ServiceStatus) platform.Service {
	w.t.Helper()
	s := w.settle(arn)
	if s.Status != status {
		w.t.Fatalf("service is %s, want %s\n%s", s.Status, status, w.state())
	}
	return s
}

// status is what is known of a workload.
func (w *world) status(key string) platform.WorkloadStatus {
	status, _ := store.Get[platform.WorkloadStatus](w.store.Snapshot(), key)
	return status
}

// says expects words in the event logs.
func (w *world) says(words ...string) {
	w.t.Helper()
	log := w.state()
	for _, word := range words {
		if !strings.Contains(log, word) {
			w.t.Errorf("the event log does not say %q:\n%s", word, log)
		}
	}
}

// count is how many lines of the event logs have the words.
func (w *world) count(words string) int {
	n := 0
	for e := range store.List[platform.Event](w.store.Snapshot()) {
		if strings.Contains(e.Text, words) {
			n++
		}
	}
	return n
}

func (w *world) containers() []string {
	hand := fake.Open(w.engine)
	defer hand.Close()
	list, err := hand.List(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	var ids []string
	for _, s := range list {
		ids = append(ids, s.ID)
	}
	return ids
}

// consistent compares what stands with what is written down.
func (w *world) consistent() {
	w.t.Helper()
	synctest.Wait()
	var workloads []string
	interfaces := 0
	for workload := range store.List[platform.Workload](w.store.Snapshot()) {
		workloads = append(workloads, workload.Key)
		interfaces += len(workload.Interfaces)
	}
	containers, sandboxes := w.containers(), w.network.sandboxes()
	slices.Sort(sandboxes)
	if !slices.Equal(workloads, containers) || !slices.Equal(workloads, sandboxes) {
		w.t.Errorf("workloads %q, containers %q, sandboxes %q", workloads, containers, sandboxes)
	}
	for op := range store.List[platform.Operation](w.store.Snapshot()) {
		w.stepsAreWhole(op)
	}
	if n := store.Count[vpc.Interface](w.store.Snapshot()); n != interfaces {
		w.t.Errorf("%d interfaces for %d plugged in: an address leaked", n, interfaces)
	}
}

// state prints what is known, for failures.
func (w *world) state() string {
	var text strings.Builder
	for s := range store.List[platform.WorkloadStatus](w.store.Snapshot()) {
		fmt.Fprintf(&text, "%s %s %q\n", s.Key, s.Phase, s.Reason)
	}
	for e := range store.List[platform.Event](w.store.Snapshot()) {
		fmt.Fprintln(&text, e.Text)
	}
	return text.String()
}
