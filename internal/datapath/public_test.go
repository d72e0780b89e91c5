//go:build kernel

package datapath_test

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/vpc"
)

// gateway attaches a gateway to a VPC and routes a range to it from every subnet.
func (w *world) gateway(vpcID string, to string, g *vpc.Gateway) {
	p := w.plan(vpcID)
	if len(p.Subnets) == 0 {
		p.Subnets = []*vpc.PlanSubnet{{ID: "subnet-1", CIDR: netip.MustParsePrefix("10.0.0.0/16"), ACL: "acl-1", Table: "rtb-1"}}
		p.ACLs = map[string]*vpc.ACLRules{"acl-1": {ACL: "acl-1", Egress: everything(), Ingress: everything()}}
		p.Tables = map[string]*vpc.Routes{}
	}
	p.Gateways = append(p.Gateways, g)
	p.Ways = append(p.Ways, &vpc.Way{ID: g.ID, Gateway: g.ID})
	routes := &vpc.Routes{Table: "rtb-1"}
	if old := p.Tables["rtb-1"]; old != nil {
		routes.Ranges = slices.Clone(old.Ranges)
	}
	routes.Ranges = append(routes.Ranges, vpc.RouteRange{To: remote(to), Destination: netip.MustParsePrefix(to), Target: g.ID, Way: g.ID})
	slices.SortFunc(routes.Ranges, func(a, b vpc.RouteRange) int { return a.To.From.Compare(b.To.From) })
	p.Tables["rtb-1"] = routes
	slices.SortFunc(p.Gateways, func(a, b *vpc.Gateway) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Ways, func(a, b *vpc.Way) int { return cmp.Compare(a.ID, b.ID) })
}

func mapping(id, private, public string) vpc.PublicMapping {
	return vpc.PublicMapping{Interface: "eni-" + id, Private: netip.MustParseAddr(private), Public: netip.MustParseAddr(public)}
}

// published is two VPCs with the same range, an internet gateway each and an
// application with a public address of the pool in each; the first has another
// one without. There are sandboxes with and without public egress as well.
func published(t *testing.T, o datapath.Options, first, second string) *world {
	w := newWorld(t, o)
	w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-1")
	w.sandbox("vpc-0a1", "plain", "10.0.1.11", "sg-1")
	w.sandbox("vpc-0b2", "far", "10.0.1.10", "sg-2")
	w.gateway("vpc-0a1", "0.0.0.0/0", &vpc.Gateway{ID: "igw-1", Kind: vpc.InternetKind, Public: []vpc.PublicMapping{mapping("app", "10.0.1.10", first)}})
	w.gateway("vpc-0b2", "0.0.0.0/0", &vpc.Gateway{ID: "igw-2", Kind: vpc.InternetKind, Public: []vpc.PublicMapping{mapping("far", "10.0.1.10", second)}})
	w.rules("vpc-0a1", "sg-1", new(everything()), new(everything()))
	w.rules("vpc-0b2", "sg-2", new(everything()), new(everything()))
	w.boxes = append(w.boxes,
		vpc.Sandbox{ID: "public", FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true},
		vpc.Sandbox{ID: "closed", FrontDoor: netip.MustParseAddr("169.254.192.3")})
	return w
}

// expectTCP compares who is reached from a namespace with what is wanted.
func expectTCP(t *testing.T, from string, want bool, to ...string) {
	t.Helper()
	for _, addr := range to {
		if got := tcpWithin(t, wait(want), from, addr); got != want {
			t.Errorf("%s is reached from %s: %v, want %v", addr, from, got, want)
		}
	}
}

// callers gives, one after the other, who connects to a port of a namespace.
func callers(t *testing.T, path, at string) func() netip.Addr {
	t.Helper()
	var l net.Listener
	if err := inside(t, path, func() (err error) { l, err = net.Listen("tcp4", at); return err }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	found := make(chan netip.Addr, 100)
	go func() { // ends with the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			found <- c.RemoteAddr().(*net.TCPAddr).AddrPort().Addr()
			c.Close()
		}
	}()
	return func() netip.Addr {
		select {
		case a := <-found:
			return a
		default:
			return netip.Addr{}
		}
	}
}

// tracked is the number of connections that a namespace keeps in mind.
func tracked(t *testing.T, namespace string) string {
	t.Helper()
	var n string
	if err := inside(t, netns.Path(namespace), func() (err error) {
		n, err = sysctl.Get("netfilter/nf_conntrack_count")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPublicAddressesMeetInTheEdge(t *testing.T) {
	w := published(t, datapath.Options{Pool: vpc.DefaultPublicPool}, "198.18.0.10", "198.18.0.11")
	w.apply()
	w.expectKernel()
	for _, id := range []string{"app", "far"} {
		listenTCP(t, path(w, id), 80)
		listenUDP(t, path(w, id), 53)
	}
	caller := callers(t, path(w, "far"), "0.0.0.0:81")
	expectTCP(t, path(w, "app"), true, "198.18.0.11:80", "198.18.0.11:80")
	expectTCP(t, path(w, "far"), true, "198.18.0.10:80")
	if n := tracked(t, "sp-"+w.tag+"-edge"); n != "0" {
		t.Errorf("the edge tracks %s connections from one public address to another", n)
	}
	expectTCP(t, path(w, "public"), true, "198.18.0.10:80", "198.18.0.11:80")
	if !udp(t, path(w, "app"), "198.18.0.11:53") || !ping(t, path(w, "app"), "198.18.0.11") || !ping(t, path(w, "public"), "198.18.0.11") {
		t.Error("neither a datagram nor a ping passes")
	}
	for from, want := range map[string]string{"app": "198.18.0.10", "public": "198.18.0.1"} {
		tcp(t, path(w, from), "198.18.0.11:81") // ends at once
		if got := caller(); got != netip.MustParseAddr(want) {
			t.Errorf("%s calls from %s, want %s", from, got, want)
		}
	}
	// Neither a source without a public address nor a destination that nobody has.
	expectTCP(t, path(w, "plain"), false, "198.18.0.11:80", "198.18.0.10:80")
	expectTCP(t, path(w, "closed"), false, "198.18.0.11:80")
	for _, from := range []string{"app", "public"} {
		expectTCP(t, path(w, from), false, "198.18.0.1:80", "198.18.0.99:80", "198.19.0.1:80", "203.0.113.7:80", "169.254.192.2:80", "169.254.192.1:80")
	}
	if observed, err := w.dp.Observe(context.Background()); err != nil || observed.Namespaces["host"].Table != nil {
		t.Errorf("something is in the host's namespace: %v\n%s", err, observed)
	}

	// An address that is taken away is gone at once, both ways.
	w.plans["vpc-0b2"].Gateways = []*vpc.Gateway{{ID: "igw-2", Kind: vpc.InternetKind}}
	w.apply()
	w.expectKernel()
	expectTCP(t, path(w, "app"), false, "198.18.0.11:80")
	expectTCP(t, path(w, "far"), false, "198.18.0.10:80")
	expectTCP(t, path(w, "public"), false, "198.18.0.11:80")
	expectTCP(t, path(w, "public"), true, "198.18.0.10:80")
}

func TestPoolOfThisHostLeavesByTheUplinkInDisguise(t *testing.T) {
	w := published(t, datapath.Options{Pool: vpc.DefaultPublicPool}, "198.18.0.10", "198.18.0.11")
	n := newInternet(t, w)
	w.reopen(func(o *datapath.Options) { o.Uplink, o.Host = "up0", netns.Path(n.host) })
	w.apply()
	w.expectKernel()
	listenTCP(t, path(w, "far"), 80)
	caller := callers(t, netns.Path(n.outside), "203.0.113.7:81")
	expectTCP(t, path(w, "app"), true, "203.0.113.7:80", "198.51.100.2:80", "198.18.0.11:80")
	expectTCP(t, path(w, "public"), true, "203.0.113.7:80", "198.18.0.11:80")
	expectTCP(t, path(w, "app"), false, "198.51.100.1:80", "10.50.0.1:80")
	expectTCP(t, path(w, "plain"), false, "203.0.113.7:80")
	tcp(t, path(w, "app"), "203.0.113.7:81")
	if got := caller(); got != netip.MustParseAddr("198.51.100.1") {
		t.Errorf("called from %s", got)
	}
	// Whoever leads the pool here all the same finds nothing.
	run(t, "ip", "-n", n.outside, "route", "add", "198.18.0.0/16", "via", "198.51.100.1")
	expectTCP(t, netns.Path(n.outside), false, "198.18.0.11:80")
}

// What the edge drops it tells of, and by whose link it came.
func TestEdgeTellsWhatItDrops(t *testing.T) {
	w := published(t, datapath.Options{Pool: vpc.DefaultPublicPool}, "198.18.0.10", "198.18.0.11")
	n := newInternet(t, w)
	w.reopen(func(o *datapath.Options) {
		o.Uplink, o.Host, o.LAN = "up0", netns.Path(n.host), []netip.Prefix{netip.MustParsePrefix("203.0.113.0/29")}
	})
	w.apply()
	ctx, cancel := context.WithCancel(t.Context())
	drops, ended := make(chan flow.Drop, 1000), make(chan error, 1)
	go func() { // ends with ctx
		ended <- w.dp.EdgeDrops(ctx, func(d *flow.Drop) { drops <- *d }, func(uint64) {})
	}()
	awaitListener(t, "sp-"+w.tag+"-edge")
	for _, c := range []struct{ from, to, device, source string }{
		{"app", "198.18.0.99", w.dp.GatewayDevice("igw-1"), "198.18.0.10"},  // nobody has it
		{"app", "198.51.100.1", w.dp.GatewayDevice("igw-1"), "198.18.0.10"}, // the host
		{"app", "203.0.113.7", w.dp.GatewayDevice("igw-1"), "198.18.0.10"},  // the operator's network
		{"far", "198.19.0.1", w.dp.GatewayDevice("igw-2"), "198.18.0.11"},
		{"public", "10.50.0.1", w.dp.DoorDevice("public"), "169.254.192.2"},
		{"public", "198.18.0.99", w.dp.DoorDevice("public"), "169.254.192.2"},
		{"public", "169.254.192.1", w.dp.DoorDevice("public"), "169.254.192.2"},
	} {
		if conn, err := dialWithin(t, patience, path(w, c.from), c.to+":80", nil); err == nil {
			conn.Close()
			t.Fatalf("%s reached %s", c.from, c.to)
		}
		told := func() bool {
			for {
				select {
				case d := <-drops:
					reject, ours := datapath.ParseReject(d.Prefix)
					if d.Destination.String() != c.to {
						continue // sent again
					}
					if !ours || reject != (datapath.Reject{Stage: vpc.StageGateway}) || d.In != c.device || d.Source.String() != c.source || d.DestinationPort != 80 {
						t.Errorf("%s to %s: %+v", c.from, c.to, d)
					}
					return true
				default:
					return false
				}
			}
		}
		eventually(t, enough, c.from+" to "+c.to+" is told", told)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// What stands goes on while the edge can't be brought to anything newer.
func TestLinksToTheEdgeStayWhileItFails(t *testing.T) {
	w := published(t, datapath.Options{Pool: vpc.DefaultPublicPool}, "198.18.0.10", "198.18.0.11")
	n := newInternet(t, w)
	w.reopen(func(o *datapath.Options) { o.Uplink, o.Host = "up0", netns.Path(n.host) })
	w.apply()
	for _, id := range []string{"app", "far"} {
		listenTCP(t, path(w, id), 80)
	}
	expectTCP(t, path(w, "app"), true, "198.18.0.11:80", "203.0.113.7:80")
	rename := func(from, to string) {
		run(t, "ip", "-n", n.host, "link", "set", from, "down")
		run(t, "ip", "-n", n.host, "link", "set", from, "name", to)
		run(t, "ip", "-n", n.host, "link", "set", to, "up")
	}
	rename("up0", "up1")
	w.rules("vpc-0b2", "sg-2", new(everything()), new(port("0.0.0.0/0", 6, 80, 80)))
	for range 2 {
		report, err := w.dp.Apply(context.Background(), w.desired())
		if err != nil {
			t.Fatal(err)
		}
		if report.Edge == nil || report.Gateways["igw-1"] == nil || report.Networks["vpc-0a1"] != nil {
			t.Errorf("report %+v", report)
		}
		expectTCP(t, path(w, "app"), true, "198.18.0.11:80")
		expectTCP(t, path(w, "public"), true, "198.18.0.10:80")
	}
	rename("up1", "up0")
	run(t, "ip", "-n", n.host, "route", "replace", "default", "via", "198.51.100.2")
	w.apply()
	w.expectKernel()
	expectTCP(t, path(w, "app"), true, "198.18.0.11:80", "203.0.113.7:80")
}

func TestRoutedPoolIsReachedFromOutside(t *testing.T) {
	pool := vpc.PublicPool{Range: netip.MustParsePrefix("203.0.113.128/25"), Routed: true}
	w := published(t, datapath.Options{Pool: pool}, "203.0.113.130", "203.0.113.131")
	n := newInternet(t, w)
	w.reopen(func(o *datapath.Options) { o.Uplink, o.Host = "up0", netns.Path(n.host) })
	run(t, "ip", "-n", n.outside, "route", "add", "203.0.113.128/25", "via", "198.51.100.1")
	w.apply()
	w.expectKernel()
	for _, id := range []string{"app", "far"} {
		listenTCP(t, path(w, id), 80)
	}
	out := callers(t, netns.Path(n.outside), "203.0.113.7:81")
	in := callers(t, path(w, "app"), "0.0.0.0:81")
	outside := netns.Path(n.outside)
	expectTCP(t, outside, true, "203.0.113.130:80", "203.0.113.131:80")
	expectTCP(t, path(w, "app"), true, "203.0.113.7:80", "203.0.113.131:80")
	expectTCP(t, path(w, "public"), true, "203.0.113.7:80", "203.0.113.130:80")
	tcp(t, path(w, "app"), "203.0.113.7:81")
	if got := out(); got != netip.MustParseAddr("203.0.113.130") {
		t.Errorf("the application calls from %s", got)
	}
	tcp(t, path(w, "public"), "203.0.113.7:81")
	if got := out(); got != netip.MustParseAddr("198.51.100.1") {
		t.Errorf("the public sandbox calls from %s", got)
	}
	tcp(t, outside, "203.0.113.130:81")
	if got := in(); got != netip.MustParseAddr("198.51.100.2") {
		t.Errorf("the application is called from %s", got)
	}
	expectTCP(t, outside, false, "203.0.113.129:80", "203.0.113.140:80", "169.254.192.2:80")
	expectTCP(t, path(w, "plain"), false, "203.0.113.7:80")
	expectTCP(t, path(w, "app"), false, "198.51.100.1:80", "203.0.113.140:80")
	// A caller with a source that the pool itself, or a private network, has.
	for _, source := range []string{"203.0.113.131", "10.50.0.1"} {
		from := func(fd int) error {
			return cmp.Or(unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_FREEBIND, 1), unix.Bind(fd, &unix.SockaddrInet4{Addr: netip.MustParseAddr(source).As4()}))
		}
		if conn, err := dialWithin(t, patience, outside, "203.0.113.130:81", from); err == nil {
			conn.Close()
		}
		if got := in(); got.IsValid() {
			t.Errorf("the application is called from %s", got)
		}
	}
	w.rules("vpc-0a1", "sg-1", nil, new(vpc.Matches{}))
	w.apply()
	expectTCP(t, outside, false, "203.0.113.130:80")
}
