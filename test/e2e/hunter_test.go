//go:build e2e

package e2e

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/netip"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/datapath/netns"
	"sallyport/test/e2e/harness"
	"sallyport/test/e2e/hunt"
)

// huntFor is how long the hunt goes on. SALLYPORT_SOAK, a duration, makes it longer.
func huntFor(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("SALLYPORT_SOAK")
	if text == "" {
		return 20 * time.Second
	}
	long, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("SALLYPORT_SOAK: %v", err)
	}
	return long
}

// Services come and go, rules and connectors change, and serve is killed and
// started again, while every workload of a VPC-egress service sends whatever a
// kernel might let slip: spoofed sources, raw ICMP, fragments, tunnels, neighbour
// tricks, DHCP, broadcasts, multicasts. Behind every way that is not the VPC's
// stands a listener, and hears none of it.
func TestNothingLeaksWhileEverythingChanges(t *testing.T) {
	h := newHunter(t, newInternet(t), newLAN(t))
	long := huntFor(t)
	seed := uint64(time.Now().UnixNano())
	began := time.Now()
	h.unrest(mathrand.New(mathrand.NewPCG(seed, 0)), began.Add(long))
	h.endAttacks()
	leaks := h.verdict()
	t.Logf("hunted for %s with seed %d: %d frames sent by %d workloads, %d attempts of applications, %d changes, %d kills, %d leaks",
		time.Since(began).Round(time.Second), seed, h.sent, h.attacked, h.tries, h.changes, h.kills, leaks)
}

// hunter is the hunting ground and what was done there.
type hunter struct {
	place
	internet *harness.Internet
	mark     hunt.Mark
	traps    []*hunt.Trap
	control  *hunt.Trap // where marked frames may come
	quiet    map[string]bool
	targets  []netip.Addr
	services []*harness.Service
	other    string // a second connector

	made, tries, changes, kills int

	stop    context.CancelFunc
	attacks sync.WaitGroup
	mu      sync.Mutex
	// sent counts the frames of the troublemakers, attacked the workloads; guarded by mu.
	sent, attacked int
	failed         error // guarded by mu
}

func newHunter(t *testing.T, internet *harness.Internet, lan *harness.LAN) *hunter {
	h := &hunter{place: newPlace(installedWith(t, internet, operated(internet, lan)...)), internet: internet, quiet: map[string]bool{}}
	rand.Read(h.mark[:])
	h.other = h.Connector("other", h.subnets[:1], h.app, h.vpc.Group("also"))
	// Sealed is in the same VPC and lets nothing in; the twin has the same address in another VPC and lets everything in.
	sealed := h.NewInstance(h.Images.Probe, h.subnets[1], []string{h.vpc.Group("sealed")}, "PORT=8080")
	away, twin := h.wideOpen("10.0.0.0/16", "10.0.1.0/24")
	before := h.namespaces()
	neighbour := h.NewService("neighbour")
	for name := range h.namespaces() {
		if !before[name] {
			h.trap("another service", name, false)
		}
	}
	h.trap("the internet", internet.Namespace(), false)
	h.trap("the host", "", false)
	h.trap("the edge", h.prefix()+"edge", true)
	h.trap("another VPC", routerOf(h.Region, away.ID), false)
	h.trap("an instance of another VPC", h.prefix()+twin.ID, false)
	h.trap("an instance that lets nothing in", h.prefix()+sealed.ID, false)
	h.trap("the operator's network", lan.Namespace(), false)
	around := h.surround()
	h.Authorize(h.db, harness.FromGroup("udp", 53, h.app))
	h.control = h.set("an instance that lets it in", h.prefix()+h.echo.ID, false)
	h.quiet = h.namespaces()
	for _, address := range []string{sealed.Address, twin.Address, h.echo.Address, frontDoorOf(t, neighbour), "169.254.169.254", "169.254.192.1", "10.0.1.1", "127.0.0.1", "10.9.9.9"} {
		h.targets = append(h.targets, netip.MustParseAddr(address))
	}
	h.targets = append(h.targets, internet.Host, internet.Anybody, internet.Private, internet.Office, lan.Server, lan.Behind, lan.Service)
	h.targets = append(h.targets, around...)
	ctx, stop := context.WithCancel(t.Context())
	h.stop = stop
	h.attacks.Go(func() { h.watch(ctx) })
	t.Cleanup(h.endAttacks)
	return h
}

// wideOpen is a VPC with an instance that lets everything in.
func (h *hunter) wideOpen(cidr, subnet string) (*harness.VPC, harness.Instance) {
	v := h.NewVPC(cidr)
	wide := v.Group("wide")
	h.Authorize(wide, harness.Everything())
	return v, h.NewInstance(h.Images.Probe, v.Subnet(subnet, "a"), []string{wide}, "PORT=8080")
}

// surround gives the VPC each kind of gateway, and no subnet of a service a
// route to one: an internet gateway, a NAT gateway, a VPN gateway, a peering. It
// gives the addresses that they lead to, or have.
func (h *hunter) surround() []netip.Addr {
	peer, open := h.wideOpen("10.8.0.0/16", "10.8.1.0/24")
	peering := h.Peer(h.vpc, peer)
	h.Route(peer.Table(), "10.0.0.0/16", peering)
	h.vpc.VPN()
	public, elastic := h.vpc.Subnet("10.0.9.0/24", "a"), h.Elastic()
	h.Route(h.vpc.Table(public), "0.0.0.0/0", h.vpc.InternetGateway())
	h.NAT(public, elastic)
	h.trap("the peer of the VPC", routerOf(h.Region, peer.ID), false)
	h.trap("an instance of the peer", h.prefix()+open.ID, false)
	return []netip.Addr{netip.MustParseAddr(open.Address), netip.MustParseAddr(elastic.Address), netip.MustParseAddr("10.0.9.4"), netip.MustParseAddr("10.8.1.1")}
}

func (h *hunter) prefix() string { return "sp-" + h.Home.Tag + "-" }

func (h *hunter) namespaces() map[string]bool {
	h.T.Helper()
	names, err := netns.List(h.prefix())
	h.Must("list namespaces", err)
	found := map[string]bool{}
	for _, name := range names {
		found[name] = true
	}
	return found
}

func (h *hunter) trap(name, namespace string, leavingOnly bool) {
	h.T.Helper()
	h.traps = append(h.traps, h.set(name, namespace, leavingOnly))
}

func (h *hunter) set(name, namespace string, leavingOnly bool) *hunt.Trap {
	h.T.Helper()
	trap, err := hunt.Set(name, namespace, h.mark, leavingOnly)
	h.Must("set a trap in "+name, err)
	h.T.Cleanup(func() { trap.Close() })
	return trap
}

// watch lets a troublemaker loose in each workload that appears. All of them
// are services with egress VPC: what was there before is left in peace.
func (h *hunter) watch(ctx context.Context) {
	known := map[string]bool{}
	for ; ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		names, err := netns.List(h.prefix())
		if err != nil {
			continue
		}
		for _, name := range names {
			if h.quiet[name] || known[name] {
				continue
			}
			known[name] = true
			h.attacks.Go(func() { h.attack(ctx, name) })
		}
	}
}

func (h *hunter) attack(ctx context.Context, namespace string) {
	sources := []netip.Addr{h.targets[0], h.targets[3], h.internet.Anybody, netip.MustParseAddr("10.0.1.1"), netip.MustParseAddr("127.0.0.1")}
	sent, err := hunt.Troublemaker{Mark: h.mark, Targets: h.targets, Sources: sources}.Run(ctx, namespace)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sent += sent
	h.attacked++
	if _, gone := netns.Open(namespace); err != nil && gone == nil && h.failed == nil {
		h.failed = err // a workload that went away is no failure
	}
}

func (h *hunter) endAttacks() {
	h.stop()
	h.attacks.Wait()
}

// unrest changes one thing after the other until the time is over.
func (h *hunter) unrest(r *mathrand.Rand, until time.Time) {
	h.create(true)
	opening := harness.FromGroup("udp", 53, h.app)
	acts := []func(){
		func() { h.create(true) },
		func() { h.create(false) },
		func() { h.kill(r) },
		func() { h.create(false); time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond); h.kill(r) },
		func() { h.update(r) },
		func() { h.delete() },
		func() { h.Revoke(h.db, opening); h.Authorize(h.db, opening) },
		func() { h.RevokeEgress(h.app, harness.Everything()); h.AuthorizeEgress(h.app, harness.Everything()) },
	}
	for time.Now().Before(until) {
		acts[r.IntN(len(acts))]()
		h.changes++
		for _, s := range h.services {
			if s.Describe().Status == running {
				h.tries = max(h.tries, tries(s))
			}
		}
	}
	for _, s := range h.services {
		h.settle(s)
	}
}

// most is how many services of the hunt there are at once.
const most = 3

func (h *hunter) create(wait bool) {
	if len(h.services) >= most {
		h.delete()
	}
	h.made++
	s := h.BeginService(fmt.Sprintf("hunted-%d", h.made), harness.WithImage(h.Images.Leaker), harness.WithEgress(h.connector),
		harness.WithEnvironment("TARGET="+web(h.internet.Anybody, "/hunted")))
	h.services = append(h.services, s)
	if wait {
		s.Await(running)
	}
}

// settle waits until no operation of a service is under way.
func (h *hunter) settle(s *harness.Service) types.ServiceStatus {
	var is types.ServiceStatus
	harness.Eventually(h.T, operationWait, "the operation of "+s.Name+" to end", func() (bool, string) {
		is = s.Describe().Status
		return is != types.ServiceStatusOperationInProgress, string(is)
	})
	return is
}

func (h *hunter) update(r *mathrand.Rand) {
	if len(h.services) == 0 {
		return
	}
	s := h.services[r.IntN(len(h.services))]
	if h.settle(s) == running {
		connector := []string{h.connector, h.other}[r.IntN(2)]
		s.Update(&apprunner.UpdateServiceInput{NetworkConfiguration: harness.ThroughVPC(connector)}, types.OperationStatusSucceeded)
	}
}

func (h *hunter) delete() {
	if len(h.services) == 0 {
		return
	}
	s := h.services[0]
	h.services = slices.Delete(h.services, 0, 1)
	h.settle(s)
	s.Delete()
}

func (h *hunter) kill(r *mathrand.Rand) {
	h.kills++
	h.Must("kill serve", h.Kill())
	time.Sleep(time.Duration(r.IntN(500)) * time.Millisecond)
	h.Must("start serve", h.Start(h.T.Context()))
}

// verdict fails the test for each frame that went where it must not go, and
// for a hunt that shows nothing. It counts those frames.
func (h *hunter) verdict() (leaks int) {
	t := h.T
	if h.failed != nil {
		t.Errorf("a troublemaker stopped: %v", h.failed)
	}
	for _, trap := range h.traps {
		count, first, heard := trap.Caught()
		leaks += count
		if count > 0 {
			t.Errorf("%d frames reached %s, such as", count, trap.Name)
			for _, c := range first {
				t.Errorf("  %s", c)
			}
		}
		lost, err := trap.Lost()
		h.Must("count what was lost", err)
		if lost > 0 {
			t.Errorf("%s: %d of %d frames were not looked at", trap.Name, lost, lost+heard)
		}
	}
	packets, err := h.internet.Packets(t.Context())
	h.Must("count packets", err)
	if packets > 0 {
		t.Errorf("%d packets reached the internet", packets)
	}
	if allowed, _, _ := h.control.Caught(); allowed == 0 || h.sent < 1000 || h.attacked == 0 || h.tries == 0 || h.kills == 0 {
		t.Errorf("the hunt shows nothing: %d frames sent by %d workloads, %d of them where they may go, %d attempts, %d kills",
			h.sent, h.attacked, allowed, h.tries, h.kills)
	}
	return leaks
}

// routerOf is the namespace of a VPC.
func routerOf(r *harness.Region, vpcID string) string {
	return place{Region: r, vpc: &harness.VPC{ID: vpcID}}.router()
}
