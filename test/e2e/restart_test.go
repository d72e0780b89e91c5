//go:build e2e

package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// Kill -9 of serve in the middle of creating, updating and deleting, at a
// random moment: after the next start everything comes to its end by itself, no
// container is lost or there twice, no address leaks, and a flow that was
// established through the VPC goes on.
func TestKilledAtRandomMoments(t *testing.T) {
	p := newPlace(installed(t))
	pinger := p.NewService("pinger", harness.WithImage(p.Images.Pinger), harness.WithEgress(p.connector), harness.WithEnvironment("TARGET="+p.target()))
	harness.Eventually(t, 20*time.Second, "the flow to be established", func() (bool, string) {
		state := pinging(pinger)
		return state.Pings > 0, fmt.Sprintf("%+v", state)
	})
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	crash := func(doing string) {
		t.Helper()
		// An operation of a probe takes about a second: the moment falls anywhere in it.
		pause := time.Duration(random.Int64N(int64(1200 * time.Millisecond)))
		time.Sleep(pause)
		p.Must("kill serve", p.Kill())
		p.Must("start serve after it was killed "+pause.String()+" into "+doing, p.Start(t.Context()))
	}
	for round := range 3 {
		name := fmt.Sprintf("round-%d", round)
		s := p.BeginService(name, harness.WithEgress(p.connector), harness.WithEnvironment("PROBE_NAME=one"))
		crash("a create")
		s.Await(running)
		if got := s.Get("/"); got.Status != 200 || got.Text != "one" {
			t.Errorf("after a create that was cut off: %s", got)
		}
		updated, err := p.AppRunner.UpdateService(p.Context(), &apprunner.UpdateServiceInput{
			ServiceArn: &s.ARN, SourceConfiguration: p.Request(name, harness.WithEnvironment("PROBE_NAME=two")).SourceConfiguration,
		})
		p.Must("update", err)
		crash("an update")
		s.AwaitOperation(*updated.OperationId, types.OperationStatusSucceeded)
		if got := s.Get("/"); got.Status != 200 || got.Text != "two" {
			t.Errorf("after an update that was cut off: %s", got)
		}
		p.wantConsistent(pinger, s)
		_, err = p.AppRunner.DeleteService(p.Context(), &apprunner.DeleteServiceInput{ServiceArn: &s.ARN})
		p.Must("delete", err)
		crash("a delete")
		s.Await(types.ServiceStatusDeleted)
		p.wantConsistent(pinger)
	}
	if state := pinging(pinger); !state.Connected {
		t.Errorf("the established flow broke: %+v", state)
	}
}

// The same for what has other steps: pausing and resuming, deploying anew,
// instances that come and go.
func TestKilledInOtherOperations(t *testing.T) {
	p := newPlace(installed(t))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	crash := func(doing string) {
		t.Helper()
		pause := time.Duration(random.Int64N(int64(700 * time.Millisecond)))
		time.Sleep(pause)
		p.Must("kill serve", p.Kill())
		p.Must("start serve after it was killed "+pause.String()+" into "+doing, p.Start(t.Context()))
	}
	s := p.NewService("tossed", harness.WithEgress(p.connector))
	for range 2 {
		_, err := p.AppRunner.PauseService(p.Context(), &apprunner.PauseServiceInput{ServiceArn: &s.ARN})
		p.Must("pause", err)
		crash("a pause")
		s.Await(types.ServiceStatusPaused)
		p.wantConsistent()
		_, err = p.AppRunner.ResumeService(p.Context(), &apprunner.ResumeServiceInput{ServiceArn: &s.ARN})
		p.Must("resume", err)
		crash("a resumption")
		s.Await(running)
		started, err := p.AppRunner.StartDeployment(p.Context(), &apprunner.StartDeploymentInput{ServiceArn: &s.ARN})
		p.Must("start a deployment", err)
		crash("a deployment")
		s.AwaitOperation(*started.OperationId, types.OperationStatusSucceeded)
		p.wantConsistent(s)
		wantReach(t, s, p.target())

		id := p.BeginInstance(p.Images.Probe, p.subnets[0], []string{p.db}, "PORT=8080", "PROBE_TCP=7000").ID
		crash("the start of an instance")
		p.AwaitInstance(id, ec2types.InstanceStateNameRunning)
		p.Terminate(id)
		crash("the end of an instance")
		p.AwaitInstance(id, terminated)
		p.wantConsistent(s)
	}
	if got := s.Get("/"); got.Status != 200 {
		t.Errorf("in the end: %s", got)
	}
}

// wantConsistent fails the test unless the installation has just what the API
// says: a container, a namespace and an address for each of the services and
// for the echo server.
func (p place) wantConsistent(services ...*harness.Service) {
	p.T.Helper()
	want := []string{p.echo.ID}
	for _, s := range services {
		want = append(want, "s-"+s.ID[:16])
	}
	slices.Sort(want)
	harness.Eventually(p.T, 20*time.Second, "containers, namespaces and addresses to be those of "+strings.Join(want, " "), func() (bool, string) {
		containers, namespaces := withoutGeneration(p.Containers()), withoutGeneration(p.sandboxes())
		interfaces := p.interfaces()
		saw := fmt.Sprintf("containers %v, namespaces %v, interfaces %v", containers, namespaces, interfaces)
		return slices.Equal(containers, want) && slices.Equal(namespaces, want) && len(interfaces) == len(want), saw
	})
}

// sandboxes are the namespaces of workloads.
func (p place) sandboxes() []string {
	prefix := "sp-" + p.Home.Tag + "-"
	paths, _ := filepath.Glob("/run/netns/" + prefix + "*") // the pattern is good
	var found []string
	for _, path := range paths {
		if id := strings.TrimPrefix(filepath.Base(path), prefix); strings.HasPrefix(id, "s-") || strings.HasPrefix(id, "i-") {
			found = append(found, id)
		}
	}
	return found
}

// withoutGeneration takes the number of the deployment off ids of services' instances.
func withoutGeneration(ids []string) []string {
	var cut []string
	for _, id := range ids {
		if parts := strings.Split(id, "-"); parts[0] == "s" && len(parts) == 3 {
			id = parts[0] + "-" + parts[1]
		}
		cut = append(cut, id)
	}
	return slices.Sorted(slices.Values(cut))
}

// interfaces are the addresses that are taken in the VPC.
func (p place) interfaces() []string {
	p.T.Helper()
	found, err := p.EC2.DescribeNetworkInterfaces(p.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []ec2types.Filter{{Name: aws.String("vpc-id"), Values: []string{p.vpc.ID}}},
	})
	p.Must("describe network interfaces", err)
	var addresses []string
	for _, eni := range found.NetworkInterfaces {
		addresses = append(addresses, *eni.PrivateIpAddress)
	}
	return addresses
}

// A private containerd that dies takes nothing with it: its containers go on,
// and serve starts it again.
func TestKilledContainerdComesBack(t *testing.T) {
	r := installed(t)
	s := r.NewService("survives")
	process := s.Instance()
	daemon := containerdOf(t, r)
	if err := syscall.Kill(daemon, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	load := s.StartLoad(1, "/")
	harness.Eventually(t, 30*time.Second, "a containerd again", func() (bool, string) {
		containers := r.Containers()
		return len(containers) == 1 && strings.HasPrefix(containers[0], "s-"), strings.Join(containers, " ")
	})
	if now := containerdOf(t, r); now == daemon {
		t.Error("the daemon did not die")
	}
	if got := s.Instance(); got != process {
		t.Error("the application was started anew")
	}
	if sent, failures, failed, _ := load.Stop(); failures > 0 {
		t.Errorf("%d of %d requests failed meanwhile: %v", failures, sent, failed)
	}
	r.NewService("after-it").Delete() // and it serves as before
	if s.Describe().Status != running {
		t.Errorf("the service is %s", s.Describe().Status)
	}
}

// containerd is the process of the installation's private daemon.
func containerdOf(t *testing.T, r *harness.Region) int {
	t.Helper()
	paths, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is good
	for _, path := range paths {
		line, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		words := strings.Split(strings.TrimRight(string(line), "\x00"), "\x00")
		if filepath.Base(words[0]) == "containerd" && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, r.Home.Dir) }) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
	}
	t.Fatalf("no containerd of %s runs; this machine has one of its own", r.Home.Dir)
	return 0
}

// Whatever is taken away by hand comes back within about a second: a link, the
// rules, a whole namespace's pin.
func TestDriftHeals(t *testing.T) {
	p := newPlace(begin(t))
	s := p.NewService("drifts", harness.WithEgress(p.connector))
	wantReach(t, s, p.target())
	heals := func(what string) {
		t.Helper()
		took := harness.Eventually(t, 10*time.Second, "the service to reach the VPC and be reached after "+what, func() (bool, string) {
			var a harness.Attempt
			got := s.TryJSON("/echo?timeout=300ms&addr="+p.target(), &a)
			return got == "" && a.OK, got + " " + a.Kind
		})
		t.Logf("healed %s after %s", what, took.Round(time.Millisecond))
		if took > healLimit {
			t.Errorf("it took %s until %s was healed", took, what)
		}
	}
	address := p.interfaceOf("drifts")
	route := p.Tool("ip", "-n", p.router(), "route", "get", address)
	_, device, _ := strings.Cut(route, " dev ")
	device, _, _ = strings.Cut(device, " ")
	p.Tool("ip", "-n", p.router(), "link", "delete", device)
	heals("a deleted link")
	p.Tool("ip", "-n", p.router(), "link", "set", device, "down")
	heals("a link that was taken down")
	p.Tool("ip", "-n", p.router(), "route", "flush", "table", "main")
	heals("flushed routes")
	p.Tool("ip", "netns", "exec", p.router(), "nft", "flush", "ruleset")
	time.Sleep(healLimit) // nothing shows from inside: an empty ruleset lets everything through
	if rules := p.Tool("ip", "netns", "exec", p.router(), "nft", "list", "ruleset"); !strings.Contains(rules, "drop") {
		t.Errorf("the flushed rules are not back after %s: %s", healLimit, rules)
	}
	soonBlocked(t, s, p.echo.Address+":8080", "the rules are back")
	heals("flushed rules")
}

// healLimit is how long a thing that was taken away by hand may be away.
const healLimit = 2500 * time.Millisecond

// A machine that lost its kernel's state, as a restart of it does, gets it back.
func TestNetworkIsRebuiltAtTheStart(t *testing.T) {
	p := newPlace(installed(t))
	s := p.NewService("rebuilt", harness.WithEgress(p.connector))
	wantReach(t, s, p.target())
	p.Must("stop serve", p.Stop())
	p.Tool("ip", "netns", "exec", p.router(), "nft", "flush", "ruleset")
	p.Tool("ip", "netns", "exec", p.router(), "sh", "-c", "for l in $(ls /sys/class/net); do [ $l = lo ] || ip link delete $l; done")
	p.Must("start serve", p.Start(t.Context()))
	wantReach(t, s, p.target())
	wantBlocked(t, s, p.echo.Address+":8080", "no rule lets port 8080 in")
}

// Down without purge keeps what was asked for, and the next start brings it back.
func TestDownAndUpBringsServicesBack(t *testing.T) {
	p := newPlace(installed(t))
	s := p.NewService("returns", harness.WithEgress(p.connector))
	wantReach(t, s, p.target())
	p.Must("stop serve", p.Stop())
	if output, err := p.Run(t.Context(), "down"); err != nil {
		t.Fatalf("down: %v: %s", err, output)
	}
	if leaks := p.Leaks(t.Context()); len(leaks) > 0 {
		t.Errorf("down left behind:\n%s", strings.Join(leaks, "\n"))
	}
	p.Must("start serve", p.Start(t.Context()))
	harness.Eventually(t, operationWait, "the service to answer again", func() (bool, string) {
		got := s.Get("/")
		return got.Status == 200, got.String()
	})
	wantReach(t, s, p.target())
}
