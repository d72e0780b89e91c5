//go:build kernel

package datapath_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
	"sallyport/internal/resolver"
	"sallyport/internal/vpc"
)

// serveNames opens the name server of a VPC, as its plan has it. It ends with
// the function that it returns, or with the test.
func serveNames(t *testing.T, w *world, vpcID string, zone resolver.Zone) (end func()) {
	t.Helper()
	inside, err := w.dp.Inside(vpcID)
	if err != nil {
		t.Fatal(err)
	}
	if !inside.Standing() {
		t.Error("the namespace does not stand")
	}
	var sockets resolver.Sockets
	for _, address := range w.plan(vpcID).Resolver {
		at := netip.AddrPortFrom(address, resolver.Port)
		packets, err := inside.ListenPacket(context.Background(), at)
		if err != nil {
			t.Fatal(err)
		}
		streams, err := inside.Listen(context.Background(), at)
		if err != nil {
			t.Fatal(err)
		}
		sockets.Packets, sockets.Streams = append(sockets.Packets, packets), append(sockets.Streams, streams)
	}
	log := slog.New(slog.DiscardHandler)
	r := resolver.New(resolver.Options{Zone: zone, Forwarder: resolver.NewForwarder(resolver.NoServers, log), Log: log})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx, sockets) }()
	stopped := false
	end = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := errors.Join(<-ended, inside.Close()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(end)
	return end
}

// nothing is what a name server answers that should not be reached.
const nothing = "nothing"

// askFrom asks a name server from inside of a sandbox for an address; want is what it
// should say.
func askFrom(t *testing.T, want, sandbox, protocol, server, name string) string {
	t.Helper()
	ns, err := netns.OpenPath(sandbox)
	if err != nil {
		t.Fatal(err)
	}
	defer ns.Close()
	var conn net.Conn
	err = ns.Do(func() (err error) {
		conn, err = (&net.Dialer{Timeout: wait(want != nothing)}).Dial(protocol, net.JoinHostPort(server, "53"))
		return err
	})
	if err != nil {
		return nothing
	}
	defer conn.Close()
	client := dns.Client{Net: protocol, Timeout: wait(want != nothing)}
	answer, _, err := client.ExchangeWithConn(new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.TypeA), &dns.Conn{Conn: conn})
	switch {
	case err != nil:
		return nothing
	case len(answer.Answer) == 0:
		return dns.RcodeToString[answer.Rcode]
	}
	return answer.Answer[0].(*dns.A).A.String()
}

// A VPC's resolver answers its own instances, whatever their groups say, and
// nobody where the VPC has none.
func TestInstancesReachTheResolverOfTheirVPC(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	for i, id := range []string{"vpc-1", "vpc-2", "vpc-3"} {
		w.sandbox(id, id[4:]+"-box", "10.0.1.17", "sg-"+id) // no rule at all
		if i < 2 {
			w.plan(id).Resolver = []netip.Addr{netip.MustParseAddr("10.0.0.2"), vpc.ResolverAddress}
		}
	}
	w.apply()
	w.expectKernel()
	names := func(address string) *vpc.Names {
		return vpc.NewNames(vpc.NamesModel{VPC: vpc.VPC{Tags: vpc.Tags{vpc.RecordTag + "db.corp": address}}})
	}
	end := serveNames(t, w, "vpc-1", names("10.0.1.1"))
	serveNames(t, w, "vpc-2", names("10.0.1.2"))
	for _, protocol := range []string{"udp", "tcp"} {
		for _, server := range []string{"10.0.0.2", "169.254.169.253"} {
			for id, want := range map[string]string{"1-box": "10.0.1.1", "2-box": "10.0.1.2", "3-box": nothing} {
				if got := askFrom(t, want, path(w, id), protocol, server, "db.corp"); got != want {
					t.Errorf("%s asks %s by %s: %s, want %s", id, server, protocol, got, want)
				}
			}
		}
	}
	if got := askFrom(t, "REFUSED", path(w, "1-box"), "udp", "10.0.0.2", "www.example.org"); got != "REFUSED" {
		t.Errorf("without an uplink a name outside is answered %s", got)
	}
	if tcpWithin(t, patience, path(w, "1-box"), "10.0.0.2:54") {
		t.Error("another port of the resolver is open")
	}
	if _, err := w.dp.Inside("vpc-none"); fault.ClassOf(err) != fault.NotFound {
		t.Error(err)
	}
	w.plan("vpc-1").Resolver = nil // enableDnsSupport is turned off while it serves
	w.apply()
	if got := askFrom(t, nothing, path(w, "1-box"), "udp", "10.0.0.2", "db.corp"); got != nothing {
		t.Errorf("without enableDnsSupport the answer is %s", got)
	}
	end()
}

// openModel is a VPC whose groups and ACLs allow everything, with a sandbox of
// its id and an address, and a peering to another.
func openModel(id, block, address string, peer vpc.PeeringModel) vpc.Model {
	cidr, all := netip.MustParsePrefix(block), netip.MustParsePrefix("0.0.0.0/0")
	entry := vpc.ACLEntry{Number: 100, Allow: true, Protocol: vpc.AllProtocols, CIDR: all}
	out := entry
	out.Egress = true
	rule := vpc.SecurityGroupRule{ID: "sgr-1", GroupID: "sg-1", Direction: vpc.Egress, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: all}
	in := rule
	in.ID, in.Direction = "sgr-2", vpc.Ingress
	return vpc.Model{
		VPC:        vpc.VPC{ID: id, Blocks: []vpc.Block{{CIDR: cidr}}, DNSSupport: true},
		Subnets:    []vpc.Subnet{{ID: "subnet-1", VPCID: id, CIDR: netip.PrefixFrom(netip.MustParseAddr(address), 24).Masked()}},
		Groups:     []vpc.SecurityGroup{{ID: "sg-1", VPCID: id}},
		Rules:      []vpc.SecurityGroupRule{rule, in},
		Interfaces: []vpc.Interface{{ID: "eni-" + id, SubnetID: "subnet-1", Addresses: []netip.Addr{netip.MustParseAddr(address)}, Groups: []string{"sg-1"}, Attachment: &vpc.Attachment{Workload: id}}},
		RouteTables: []vpc.RouteTable{{ID: "rtb-1", VPCID: id, Main: true,
			Routes: []vpc.Route{{Destination: peer.VPC.Blocks[0].CIDR, Target: peer.ID}}}},
		ACLs:     []vpc.NetworkACL{{ID: "acl-1", VPCID: id, Default: true, Entries: []vpc.ACLEntry{entry, out}}},
		Peerings: []vpc.PeeringModel{peer},
		Placed: func(vpc.Interface) (vpc.Placement, bool) {
			return vpc.Placement{Sandbox: id, Device: "eth1", DefaultRoute: true}, true
		},
	}
}

// A resolver answers the ports of its own VPC only: what comes by a peering
// passes to the VPC's instances, not to its name server.
func TestPeersDoNotReachTheResolver(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	side := func(id, block string) vpc.PeeringModel {
		return vpc.PeeringModel{ID: "pcx-1", VPC: vpc.VPC{ID: id, Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix(block)}}}}
	}
	for _, m := range []vpc.Model{
		openModel("vpc-near", "10.0.0.0/16", "10.0.1.10", side("vpc-far", "10.1.0.0/16")),
		openModel("vpc-far", "10.1.0.0/16", "10.1.1.10", side("vpc-near", "10.0.0.0/16")),
	} {
		w.plan(m.VPC.ID) // in order
		w.plans[m.VPC.ID] = new(vpc.Compiler).Compile(m)
		w.boxes = append(w.boxes, vpc.Sandbox{ID: m.VPC.ID, Ports: []string{"eni-" + m.VPC.ID}})
	}
	w.apply()
	w.expectKernel()
	names := vpc.NewNames(vpc.NamesModel{VPC: vpc.VPC{Tags: vpc.Tags{vpc.RecordTag + "db.corp": "10.0.1.1"}}})
	serveNames(t, w, "vpc-near", names)
	serveNames(t, w, "vpc-far", names)
	listenTCP(t, path(w, "vpc-near"), 7000)
	if !tcp(t, path(w, "vpc-far"), "10.0.1.10:7000") {
		t.Fatal("the peering carries nothing")
	}
	for _, protocol := range []string{"udp", "tcp"} {
		if got := askFrom(t, "10.0.1.1", path(w, "vpc-far"), protocol, "10.1.0.2", "db.corp"); got != "10.0.1.1" {
			t.Errorf("the own resolver answers %s by %s", got, protocol)
		}
		if got := askFrom(t, nothing, path(w, "vpc-far"), protocol, "10.0.0.2", "db.corp"); got != nothing {
			t.Errorf("the peer's resolver answers %s by %s", got, protocol)
		}
	}
}
