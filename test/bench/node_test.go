//go:build bench

package bench

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	ec2client "github.com/aws/aws-sdk-go-v2/service/ec2"

	"sallyport/internal/api/ec2"
	"sallyport/internal/api/gateway"
	"sallyport/internal/control"
	"sallyport/internal/datapath"
	"sallyport/internal/engine/fake"
	"sallyport/internal/ingress"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/sigv4"
)

// node is all of serve but for the containers, which are pretended: a thousand
// real ones would measure containerd. Store, API, loops and kernel are real.
type node struct {
	b       *testing.B
	dir     string
	tag     string
	engine  *fake.State
	store   *store.Store
	network *datapath.DataPath
	api     *httptest.Server
	answers *answers
	EC2     *ec2client.Client
	halt    func() // ends the loops and gives everything back but the kernel's state
}

const imageName = "registry.bench/program:v1"

func newNode(b *testing.B) *node {
	n := &node{b: b, dir: b.TempDir(), tag: newTag(), engine: newEngine()}
	b.Cleanup(func() {
		network, err := datapath.New(datapath.Options{Tag: n.tag})
		if err != nil {
			b.Error(err)
			return
		}
		defer network.Close()
		if err := network.CleanUp(context.Background()); err != nil {
			b.Error(err)
		}
	})
	return n
}

func newEngine() *fake.State {
	engine := fake.NewState(nil)
	engine.AddImage(imageName, fake.Remote{})
	return engine
}

// start opens everything, as serve does, and returns when requests could be let in.
func (n *node) start() {
	n.b.Helper()
	must := func(err error) {
		if err != nil {
			n.b.Helper()
			n.b.Fatal(err)
		}
	}
	var err error
	n.store, err = store.Open(filepath.Join(n.dir, "store"), append(ec2.Documents(),
		platform.Service{}, platform.Connector{}, platform.Operation{}, platform.Event{},
		platform.Workload{}, platform.WorkloadStatus{}, platform.Instance{})...)
	must(err)
	log := slog.New(slog.DiscardHandler)
	n.network, err = datapath.New(datapath.Options{Tag: n.tag, Log: log})
	must(err)
	hand := fake.Open(n.engine)
	door := ingress.New(ingress.Options{Dial: n.network.DialFrontDoor, Log: log})
	controller := control.New(control.Options{
		Store: n.store, Network: n.network, Engine: hand, FrontDoor: door, Output: logstore.New(filepath.Join(n.dir, "logs"), nil), Log: log,
	})
	ctx, cancel := context.WithCancel(context.Background())
	must(controller.Start(ctx))
	ended := make(chan error, 1)
	go func() { ended <- controller.Run(ctx) }() // ends with halt
	n.serve(log)
	n.halt = func() {
		n.api.Close()
		cancel()
		<-ended
		door.Close()
		_ = hand.Close() // a fake one cannot fail
		n.network.Close()
		must(n.store.Close())
	}
}

// serve lets the API's clients in.
func (n *node) serve(log *slog.Logger) {
	quotas := vpc.DefaultQuotas()
	quotas.RulesPerGroup, quotas.InstancesPerRegion = 20_000, 2000
	network := ec2.New(ec2.Deps{Store: n.store, Quotas: &quotas, Log: log})
	n.api = httptest.NewServer(gateway.New(gateway.Options{
		Verifier: sigv4.New(key{}), Account: "000000000000", Ready: func() bool { return true }, Log: log,
		Query: map[string]ec2query.Service{"ec2": network.Service()},
	}))
	n.answers = &answers{next: n.api.Client().Transport}
	n.EC2 = ec2client.New(ec2client.Options{
		BaseEndpoint: &n.api.URL, Region: "us-east-1", HTTPClient: &http.Client{Transport: n.answers},
		Credentials: credentials.NewStaticCredentialsProvider("AKIABENCH", "secret", ""),
	})
}

// key is the one access key.
type key struct{}

func (key) Secret(context.Context, string) (string, bool) { return "secret", true }
