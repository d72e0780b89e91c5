//go:build bench

package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/testimage"
	"sallyport/test/e2e/harness"
)

const createRounds = 9

// BenchmarkCreateService compares the creation of a service of a cached image,
// from the call until DescribeService says RUNNING, with `ctr run` of the same image from
// the same containerd, in the host's network, until it answers a request.
func BenchmarkCreateService(b *testing.B) {
	images := probeImage(b)
	i := serve(b)
	r := i.NewRegion(b, images)
	c := newCtr(b, i, images.Probe)
	create(r, "warm-up").remove()
	c.run("warm-up")
	var ours, theirs []float64
	for b.Loop() {
		for n := range createRounds {
			s := create(r, fmt.Sprintf("round-%d", n))
			s.remove()
			ours = append(ours, millis(s.took))
			theirs = append(theirs, millis(c.run(fmt.Sprintf("round-%d", n))))
		}
	}
	b.ReportMetric(median(ours), "create-ms")
	b.ReportMetric(median(theirs), "ctr-ms")
	b.ReportMetric(ratio(ours, theirs), "create/ctr")
	b.ReportMetric(0, "ns/op")
}

// probeImage puts the image of the tests' small program into a registry on loopback.
func probeImage(b *testing.B) *harness.Images {
	b.Helper()
	registry, err := testimage.StartRegistry()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { registry.Close() })
	image, err := testimage.Probe(b.Context(), testimage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	reference, err := registry.Push(b.Context(), image, "probe:bench")
	if err != nil {
		b.Fatal(err)
	}
	return &harness.Images{Probe: reference, Registry: registry}
}

// service is one that runs, and how long that took.
type service struct {
	region *harness.Region
	name   string
	arn    string
	took   time.Duration
}

func create(r *harness.Region, name string, settings ...harness.Setting) *service {
	r.T.Helper()
	begin := time.Now()
	made, err := r.AppRunner.CreateService(r.Context(), r.Request(name, settings...))
	r.Must("create service "+name, err)
	s := &service{region: r, name: name, arn: *made.Service.ServiceArn}
	s.await(types.ServiceStatusRunning)
	s.took = time.Since(begin)
	return s
}

func (s *service) remove() {
	s.region.T.Helper()
	_, err := s.region.AppRunner.DeleteService(s.region.Context(), &apprunner.DeleteServiceInput{ServiceArn: &s.arn})
	s.region.Must("delete service "+s.name, err)
	s.await(types.ServiceStatusDeleted)
}

// await asks often: what is measured is not to be rounded up to a pause.
func (s *service) await(status types.ServiceStatus) {
	s.region.T.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(4 * time.Millisecond) {
		described, err := s.region.AppRunner.DescribeService(s.region.Context(), &apprunner.DescribeServiceInput{ServiceArn: &s.arn})
		s.region.Must("describe service "+s.name, err)
		switch is := described.Service.Status; {
		case is == status:
			return
		case is != types.ServiceStatusOperationInProgress || time.Now().After(deadline):
			s.region.T.Fatalf("service %s is %s, want %s: %s", s.name, is, status, s.region.Events(s.name))
		}
	}
}

// ctr is containerd's own client, in a containerd namespace of its own.
type ctr struct {
	b         *testing.B
	socket    string
	namespace string
	image     string
}

func newCtr(b *testing.B, i *harness.Installation, image string) *ctr {
	b.Helper()
	endpoints, err := i.Home.Endpoints()
	if err != nil {
		b.Fatal(err)
	}
	c := &ctr{b: b, socket: endpoints.Containerd, namespace: "sallyport-bench-" + newTag(), image: image}
	b.Cleanup(func() {
		c.do("images", "rm", "--sync", image)
		c.do("namespaces", "rm", c.namespace)
	})
	c.do("images", "pull", "--plain-http", image)
	return c
}

func (c *ctr) command(ctx context.Context, arguments ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "ctr", append([]string{"-a", c.socket, "-n", c.namespace}, arguments...)...)
}

func (c *ctr) do(arguments ...string) {
	c.b.Helper()
	if output, err := c.command(context.Background(), arguments...).CombinedOutput(); err != nil {
		c.b.Errorf("ctr %s: %v: %s", strings.Join(arguments, " "), err, output)
	}
}

// run runs the image and gives the time until its first answer. It ends the container.
func (c *ctr) run(id string) time.Duration {
	c.b.Helper()
	addr := freeAddress(c.b)
	_, port, _ := net.SplitHostPort(addr)
	var output strings.Builder
	cmd := c.command(context.Background(), "run", "--rm", "--net-host", "--env", "PORT="+port, c.image, id)
	cmd.Stdout, cmd.Stderr = &output, &output
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		c.b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // ends with ctr
	for !answersAt(addr) {
		select {
		case err := <-ended:
			c.b.Fatalf("ctr run ended: %v: %s", err, output.String())
		case <-time.After(2 * time.Millisecond):
		}
		if time.Since(begin) > time.Minute {
			_ = cmd.Process.Kill()
			c.b.Fatalf("no answer from ctr's container: %s", output.String())
		}
	}
	took := time.Since(begin)
	c.do("tasks", "kill", id) // ctr run takes the container away after its program
	select {
	case err := <-ended:
		if err != nil {
			c.b.Fatalf("ctr run: %v: %s", err, output.String())
		}
	case <-time.After(30 * time.Second):
		_ = cmd.Process.Kill()
		c.b.Fatal("ctr's container does not end")
	}
	return took
}

func freeAddress(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func answersAt(addr string) bool {
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + addr + "/")
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// serveLog is all that serve said.
func serveLog(b *testing.B, i *harness.Installation) string {
	b.Helper()
	text, err := os.ReadFile(i.Home.ServeLog())
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}
