package control

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// crossing is a VPC with an internet gateway, and the loops that bring its
// other gateways about.
type crossing struct {
	*testing.T
	store   *store.Store
	network *fakeNetwork
	stop    func()
}

func newCrossing(t *testing.T) *crossing {
	t.Helper()
	s, err := store.Open(t.TempDir(), append(netplan.Documents(), platform.Workload{}, platform.WorkloadStatus{})...)
	if err != nil {
		t.Fatal(err)
	}
	x := &crossing{T: t, store: s, network: &fakeNetwork{broken: map[string]error{}, drift: make(chan struct{}, 1)}}
	addr := netip.MustParseAddr
	x.put(
		vpc.VPC{ID: "vpc-1", Region: "us-east-1", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}},
		vpc.Subnet{ID: "subnet-1", Region: "us-east-1", VPCID: "vpc-1", CIDR: netip.MustParsePrefix("10.0.1.0/24")},
		vpc.InternetGateway{ID: "igw-1", Region: "us-east-1", VPCID: "vpc-1"},
		x.nic("eni-nat", "10.0.1.4"), x.nic("eni-end", "10.0.1.5"),
		vpc.PublicAddress{AllocationID: "eipalloc-1", Region: "us-east-1", Address: addr("203.0.113.4"), AssociationID: "eipassoc-1", VPCID: "vpc-1", InterfaceID: "eni-nat", Private: addr("10.0.1.4"), NATGatewayID: "nat-1"},
	)
	return x
}

func (x *crossing) nic(id, address string) vpc.Interface {
	return vpc.Interface{
		ID: id, Region: "us-east-1", VPCID: "vpc-1", SubnetID: "subnet-1", Addresses: []netip.Addr{netip.MustParseAddr(address)},
		RequesterManaged: true, Attachment: &vpc.Attachment{ID: "eni-attach-" + id},
	}
}

func (x *crossing) put(documents ...store.Document) {
	x.Helper()
	err := x.store.Update(context.Background(), func(tx *store.Tx) error {
		for _, d := range documents {
			store.Put(tx, d)
		}
		return nil
	})
	if err != nil {
		x.Fatal(err)
	}
}

// nat is the gateway as it is asked for.
func (x *crossing) nat() vpc.NATGateway {
	return vpc.NATGateway{
		ID: "nat-1", Region: "us-east-1", VPCID: "vpc-1", SubnetID: "subnet-1", InterfaceID: "eni-nat", Address: netip.MustParseAddr("10.0.1.4"),
		AllocationID: "eipalloc-1", Public: netip.MustParseAddr("203.0.113.4"), State: vpc.StatePending, CreatedAt: time.Now(),
	}
}

// end is the interface endpoint as it is asked for.
func (x *crossing) end() vpc.Endpoint {
	return vpc.Endpoint{
		ID: "vpce-1", Region: "us-east-1", VPCID: "vpc-1", Kind: vpc.InterfaceEndpoint, ServiceName: "cache", State: vpc.StatePending,
		SubnetIDs: []string{"subnet-1"}, InterfaceIDs: []string{"eni-end"}, CreatedAt: time.Now(),
	}
}

// start runs the loops as a fresh process would.
func (x *crossing) start() {
	o := Options{
		Store: x.store, Network: x.network, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Planner: netplan.New(netplan.Options{LAN: []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16")}, Services: []vpc.EndpointService{
			{Name: "cache", Kind: vpc.InterfaceEndpoint, Host: "192.168.7.9", Port: 6379},
			{Name: "lost", Kind: vpc.InterfaceEndpoint, Host: "lost.lan", Port: 1},
			{Name: "files", Kind: vpc.GatewayEndpoint, Prefixes: []netip.Prefix{netip.MustParsePrefix("192.168.8.0/24")}},
		}}),
	}
	n := newNetworks(o)
	g := newGateways(o, n)
	ctx, cancel := context.WithCancel(context.Background())
	group, ctx := errgroup.WithContext(ctx)
	changes := x.store.Watch(ctx)
	group.Go(func() error { return n.run(ctx) })
	group.Go(func() error { return g.loop.Run(ctx) })
	group.Go(func() error {
		for batch := range changes {
			for _, change := range batch {
				g.changed(change)
				n.changed()
			}
		}
		return nil
	})
	x.stop = func() {
		cancel()
		if err := group.Wait(); err != nil {
			x.Error(err)
		}
	}
}

func (x *crossing) close() {
	x.stop()
	if err := x.store.Close(); err != nil {
		x.Error(err)
	}
}

func (x *crossing) breaks(part string, why error) {
	x.network.set(func(f *fakeNetwork) { f.broken[part] = why })
}

// seen gives a document after a while of the bubble's time.
func seen[D store.Document](x *crossing, after time.Duration, id string) (D, bool) {
	x.Helper()
	time.Sleep(after)
	synctest.Wait()
	return store.Get[D](x.store.Snapshot(), id)
}

func expectState(x *crossing, after time.Duration, want vpc.State) vpc.NATGateway {
	x.Helper()
	g, _ := seen[vpc.NATGateway](x, after, "nat-1")
	if g.State != want {
		x.Fatalf("the NAT gateway is %s (%s), want %s", g.State, g.FailureMessage, want)
	}
	return g
}

func TestANATGatewayIsAvailableOnceTheKernelHoldsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newCrossing(t)
		x.breaks("vpc-1", errors.New("no rules"))
		x.start()
		defer x.close()
		x.put(x.nat())
		expectState(x, time.Minute, vpc.StatePending)
		x.breaks("vpc-1", nil)
		g := expectState(x, time.Minute, vpc.StateAvailable)

		x.breaks("vpc-1", errors.New("no rules"))
		x.put(g.Delete())
		expectState(x, time.Minute, vpc.StateDeleting)
		x.breaks("vpc-1", nil)
		expectState(x, time.Minute, vpc.StateDeleted)
		if _, there := seen[vpc.Interface](x, 0, "eni-nat"); there {
			t.Error("the interface of a deleted gateway is still there")
		}
		if a, _ := seen[vpc.PublicAddress](x, 0, "eipalloc-1"); a.AssociationID != "" || a.NATGatewayID != "" {
			t.Errorf("the address of a deleted gateway is %+v", a)
		}
		expectState(x, 57*time.Minute, vpc.StateDeleted)
		if _, there := seen[vpc.NATGateway](x, 4*time.Minute, "nat-1"); there {
			t.Error("a deleted gateway is remembered for more than an hour")
		}
	})
}

func TestWhatTheKernelNeverHoldsFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newCrossing(t)
		x.breaks("vpc-1", errors.New("no rules"))
		x.start()
		defer x.close()
		lost := x.end()
		lost.ID, lost.ServiceName, lost.InterfaceIDs = "vpce-2", "lost", []string{"eni-nat"}
		x.put(x.nat(), x.end(), lost)
		expectState(x, 4*time.Minute, vpc.StatePending)
		if g := expectState(x, 2*time.Minute, vpc.StateFailed); !strings.Contains(g.FailureMessage, "no rules") {
			t.Errorf("the reason is %q", g.FailureMessage)
		}
		e, _ := seen[vpc.Endpoint](x, 0, "vpce-1")
		if e.State != vpc.StateFailed || !strings.Contains(e.FailureMessage, "no rules") {
			t.Errorf("the endpoint is %+v", e)
		}
		for _, id := range []string{"eni-nat", "eni-end"} {
			if _, there := seen[vpc.Interface](x, 0, id); there {
				t.Errorf("%s of what failed is still there", id)
			}
		}
	})
}

func TestAnEndpointToNowhereSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newCrossing(t)
		x.start()
		defer x.close()
		e := x.end()
		e.ServiceName = "lost"
		x.put(e)
		got, _ := seen[vpc.Endpoint](x, 6*time.Minute, "vpce-1")
		if got.State != vpc.StateFailed || !strings.Contains(got.FailureMessage, "address of the service lost is not known") {
			t.Errorf("the endpoint is %+v", got)
		}
	})
}

func TestEndpointsComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newCrossing(t)
		x.breaks("vpce-2", errors.New("no link"))
		x.start()
		defer x.close()
		x.put(x.end(), vpc.Endpoint{ID: "vpce-2", Region: "us-east-1", VPCID: "vpc-1", Kind: vpc.GatewayEndpoint, ServiceName: "files", State: vpc.StatePending, CreatedAt: time.Now()})
		one, _ := seen[vpc.Endpoint](x, 10*time.Second, "vpce-1")
		two, _ := seen[vpc.Endpoint](x, 0, "vpce-2")
		if one.State != vpc.StateAvailable || two.State != vpc.StatePending {
			t.Errorf("got %s and %s", one.State, two.State)
		}
		x.breaks("vpce-2", nil)
		if two, _ = seen[vpc.Endpoint](x, time.Minute, "vpce-2"); two.State != vpc.StateAvailable {
			t.Errorf("got %s", two.State)
		}
		one, _ = one.Delete()
		two, _ = two.Delete()
		x.put(one, two)
		one, _ = seen[vpc.Endpoint](x, time.Minute, "vpce-1")
		two, _ = seen[vpc.Endpoint](x, 0, "vpce-2")
		if _, there := seen[vpc.Interface](x, 0, "eni-end"); one.State != vpc.StateDeleted || two.State != vpc.StateDeleted || there {
			t.Errorf("got %s and %s, and the interface is there: %v", one.State, two.State, there)
		}
		seen[vpc.Endpoint](x, 2*time.Hour, "vpce-1")
		if n := store.Count[vpc.Endpoint](x.store.Snapshot()); n != 0 {
			t.Errorf("%d deleted endpoints are remembered", n)
		}
	})
}

func TestAVPNGatewayIsAttachedOnceItsLinkStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newCrossing(t)
		x.breaks("vgw-1", errors.New("no link"))
		x.start()
		defer x.close()
		x.put(vpc.VPNGateway{ID: "vgw-1", Region: "us-east-1", VPCID: "vpc-1", State: vpc.StatePending},
			// Nothing is plugged into this one's VPC, so that there is nothing to wait for.
			vpc.VPC{ID: "vpc-2", Region: "us-east-1", Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.2.0.0/16")}}},
			vpc.VPNGateway{ID: "vgw-2", Region: "us-east-1", VPCID: "vpc-2", State: vpc.StatePending})
		g, _ := seen[vpc.VPNGateway](x, 10*time.Minute, "vgw-1")
		empty, _ := seen[vpc.VPNGateway](x, 0, "vgw-2")
		if g.State != vpc.StatePending || empty.State != vpc.StateAvailable {
			t.Errorf("got %s and %s", g.State, empty.State)
		}
		x.breaks("vgw-1", nil)
		if g, _ = seen[vpc.VPNGateway](x, 2*time.Minute, "vgw-1"); g.State != vpc.StateAvailable {
			t.Errorf("got %s", g.State)
		}
	})
}

func TestPeeringsExpireAndAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newCrossing(t)
		x.start()
		defer x.close()
		ask := vpc.Origin{Region: "us-east-1", Now: time.Now(), NewID: func(p string) string { return p + "-1" }}
		p, err := ask.NewPeering(vpc.VPC{ID: "vpc-1"}, vpc.VPC{ID: "vpc-2"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		active := p
		active.ID, active.Status = "pcx-2", vpc.PeeringActive
		x.put(p, active)
		if p, _ = seen[vpc.Peering](x, 7*24*time.Hour-time.Minute, "pcx-1"); p.Status != vpc.PeeringPending {
			t.Errorf("a minute early it is %s", p.Status)
		}
		if p, _ = seen[vpc.Peering](x, 2*time.Minute, "pcx-1"); p.Status != vpc.PeeringExpired {
			t.Errorf("a minute late it is %s", p.Status)
		}
		if _, there := seen[vpc.Peering](x, 47*time.Hour, "pcx-1"); !there {
			t.Error("it is forgotten early")
		}
		if _, there := seen[vpc.Peering](x, 2*time.Hour, "pcx-1"); there {
			t.Error("it is remembered too long")
		}
		if active, _ = seen[vpc.Peering](x, 0, "pcx-2"); active.Status != vpc.PeeringActive {
			t.Errorf("the active one is %s", active.Status)
		}
	})
}

// TestGatewaysSurviveKills ends the loops every few milliseconds of the life of
// a gateway and an endpoint, and starts them again over the same documents.
func TestGatewaysSurviveKills(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newCrossing(t)
		x.start()
		defer x.close()
		kills := func() {
			for i := range 20 {
				x.stop()
				x.start()
				time.Sleep(time.Duration(i) * time.Millisecond)
			}
		}
		x.put(x.nat(), x.end())
		kills()
		g := expectState(x, 10*time.Second, vpc.StateAvailable)
		e, _ := seen[vpc.Endpoint](x, 0, "vpce-1")
		if e.State != vpc.StateAvailable {
			t.Errorf("the endpoint is %s", e.State)
		}
		e, _ = e.Delete()
		x.put(g.Delete(), e)
		kills()
		expectState(x, 10*time.Second, vpc.StateDeleted)
		if n := store.Count[vpc.Interface](x.store.Snapshot()); n != 0 {
			t.Errorf("%d interfaces are left", n)
		}
		x.stop()
		time.Sleep(3 * time.Hour)
		x.start()
		seen[vpc.Endpoint](x, time.Second, "vpce-1")
		if n := store.Count[vpc.NATGateway](x.store.Snapshot()) + store.Count[vpc.Endpoint](x.store.Snapshot()); n != 0 {
			t.Errorf("%d are remembered", n)
		}
	})
}
