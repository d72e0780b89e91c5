//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/testimage"
	"sallyport/test/e2e/harness"
)

// A deployment under constant load fails no request, whatever it changes.
func TestDeploymentsUnderLoadFailNoRequest(t *testing.T) {
	r := begin(t)
	s := r.NewService("blue-green", harness.WithEnvironment("PROBE_NAME=v0"))
	load := s.StartLoad(4, "/")
	for n := range 3 {
		next := r.Request("blue-green", harness.WithEnvironment(fmt.Sprintf("PROBE_NAME=v%d", n+1)))
		s.Update(&apprunner.UpdateServiceInput{SourceConfiguration: next.SourceConfiguration}, types.OperationStatusSucceeded)
	}
	sent, failures, failed, texts := load.Stop()
	if failures > 0 {
		t.Errorf("%d of %d requests failed: %v", failures, sent, failed)
	}
	if slices.Sort(texts); !slices.Equal(texts, []string{"v0", "v1", "v2", "v3"}) {
		t.Errorf("the answers came from %v", texts)
	}
}

// A request that the old instance is still answering is not cut by an update.
func TestRequestsInFlightFinishOnTheOldInstance(t *testing.T) {
	r := begin(t)
	s := r.NewService("in-flight")
	old := s.Instance()
	answered := make(chan harness.Answer, 1)
	go func() { answered <- s.Get("/hold?for=6s") }() // ends with the request
	time.Sleep(200 * time.Millisecond)
	next := r.Request("in-flight", harness.WithEnvironment("PROBE_NAME=next"))
	s.Update(&apprunner.UpdateServiceInput{SourceConfiguration: next.SourceConfiguration}, types.OperationStatusSucceeded)
	if got := s.Instance(); got == old {
		t.Error("the old instance still serves")
	}
	if got := <-answered; got.Status != 200 || !strings.Contains(got.Text, old) {
		t.Errorf("the request in flight: %s, want an answer of %s", got, old)
	}
}

// Images from registries that this machine can't or shall not ask come from a mirror.
func TestImagesComeFromAMirror(t *testing.T) {
	r := installed(t, "--mirror", "public.ecr.aws=http://"+common.images.Registry.Host(), "--mirror", "000000000000.dkr.ecr.us-east-1.amazonaws.com=http://"+common.images.Registry.Host())
	for n, image := range []string{"public.ecr.aws/probe:test", "000000000000.dkr.ecr.us-east-1.amazonaws.com/probe:test"} {
		s := r.NewService(fmt.Sprintf("mirrored-%d", n), harness.WithImage(image))
		if got := s.Describe().SourceConfiguration.ImageRepository.ImageIdentifier; *got != image {
			t.Errorf("the service says that it runs %s", *got)
		}
		if got := s.Get("/"); got.Status != 200 {
			t.Errorf("an image of %s: %s", image, got)
		}
	}
}

// The image's own user runs the process, and may listen on a low port.
func TestImageUserIsHonoured(t *testing.T) {
	r := begin(t)
	image, err := testimage.Probe(t.Context(), testimage.Options{User: "65532:65532"})
	r.Must("make an image", err)
	reference, err := r.Images.Registry.Push(t.Context(), image, "unprivileged/probe:1")
	r.Must("push the image", err)
	low := func(in *apprunner.CreateServiceInput) {
		*in.SourceConfiguration.ImageRepository.ImageConfiguration.Port = "80"
	}
	s := r.NewService("unprivileged", harness.WithImage(reference), low)
	self := s.Look()
	var effective uint64
	if _, err := fmt.Sscanf(self.Status["CapEff"], "%x", &effective); err != nil {
		t.Fatal(err)
	}
	if self.UID != 65532 || effective != 0 {
		t.Errorf("it runs as %d with the capabilities %x", self.UID, effective)
	}
}

// A private application that is stopped and started has its data, its address
// and its rules still.
func TestInstanceStopsAndStartsWithItsData(t *testing.T) {
	r := begin(t)
	v := r.NewVPC("10.0.0.0/16")
	subnet, app, db := v.Subnet("10.0.1.0/24", "a"), v.Group("app"), v.Group("db")
	r.Authorize(db, harness.FromGroup("tcp", 5432, app))
	database := r.NewInstance(r.Images.Postgres, subnet, []string{db}, "POSTGRES_PASSWORD=first", "POSTGRES_DB=kept")
	s := r.NewService("reads", harness.WithImage(r.Images.WebDB), harness.WithEgress(r.Connector("reads", []string{subnet}, app)), harness.WithHealth(20),
		harness.WithEnvironment("DATABASE_TIMEOUT=1s", "DATABASE_URL=postgres://postgres:first@"+database.Address+"/kept"))
	reads := func(when string) {
		t.Helper()
		harness.Eventually(t, operationWait, "a row "+when, func() (bool, string) {
			got := s.Get("/")
			return got.Status == 200 && strings.Contains(got.Text, `"database":"kept"`), got.String()
		})
	}
	reads("at first")
	r.AWS(nil, "ec2", "stop-instances", "--instance-ids", database.ID)
	r.AwaitInstance(database.ID, ec2types.InstanceStateNameStopped)
	if got := s.Get("/"); got.Status != 502 {
		t.Errorf("with the database stopped: %s", got)
	}
	r.AWS(nil, "ec2", "start-instances", "--instance-ids", database.ID)
	r.AwaitInstance(database.ID, ec2types.InstanceStateNameRunning)
	reads("after it was started again")
}

// What is in one region is not in another.
func TestRegionsAreApart(t *testing.T) {
	here := begin(t)
	there := common.shared.NewRegion(t, common.images)
	arn := here.Connector("here", []string{here.NewVPC("10.0.0.0/16").Subnet("10.0.1.0/24", "a")})
	_, err := there.AppRunner.DescribeVpcConnector(there.Context(), &apprunner.DescribeVpcConnectorInput{VpcConnectorArn: &arn})
	there.WantError(err, "ResourceNotFoundException", arn)
	listed, err := there.AppRunner.ListVpcConnectors(there.Context(), &apprunner.ListVpcConnectorsInput{})
	there.Must("list connectors", err)
	if len(listed.VpcConnectors) != 0 {
		t.Errorf("another region lists %+v", listed.VpcConnectors)
	}
}
