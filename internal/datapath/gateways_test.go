//go:build kernel

package datapath_test

import (
	"fmt"
	"net"
	"net/netip"
	"testing"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/vpc"
)

func TestACLEntriesCountInTheirOrder(t *testing.T) {
	w := newTown(t)
	all := entry(100, true, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0")
	in := entry(100, false, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0")
	w.reaches("app", "10.0.2.10", true)
	w.guard("subnet-a", entry(90, true, false, vpc.TCP, 80, 80, "10.0.2.0/24"), all, in)
	w.change()
	w.reaches("app", "10.0.2.10", false)
	w.guard("subnet-a", entry(110, true, false, vpc.TCP, 80, 80, "10.0.2.0/24"), all, in)
	w.change()
	w.reaches("app", "10.0.2.10", true)
	w.guard("subnet-b", all, entry(90, false, false, vpc.TCP, 80, 80, "10.0.1.0/24"), in)
	w.change()
	w.reaches("app", "10.0.2.10", false)
	w.guard("subnet-b", all, entry(90, false, false, vpc.TCP, 81, 81, "10.0.1.0/24"), in)
	w.change()
	w.reaches("app", "10.0.2.10", true)
}

func TestAnswersNeedAnEntryOfTheirOwn(t *testing.T) {
	w := newTown(t)
	all := entry(100, true, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0")
	w.guard("subnet-a", all, entry(100, false, true, vpc.TCP, 80, 80, "0.0.0.0/0"))
	w.change()
	w.reaches("app", "10.0.2.10", false) // the answer does not come in
	w.guard("subnet-a", all, entry(100, false, true, vpc.TCP, 1024, 65535, "10.0.2.0/24"))
	w.change()
	w.reaches("app", "10.0.2.10", true)
	w.reaches("db", "10.0.1.10", false)
}

func TestWithinASubnetNoACLIsAsked(t *testing.T) {
	w := newTown(t)
	w.guard("subnet-a")
	w.change()
	w.reaches("app", "10.0.1.11", true)
	w.reaches("app", "10.0.2.10", false)
	w.reaches("db", "10.0.1.10", false)
}

func TestLongestPrefixDecides(t *testing.T) {
	w := newTown(t)
	w.reaches("app", "10.1.1.10", false) // no route
	w.lead("subnet-a", route("10.0.0.0/8", "igw-gone"), route("10.1.0.0/16", "pcx-1"))
	w.change()
	w.reaches("app", "10.1.1.10", true)
	w.lead("subnet-a", route("10.1.0.0/16", "pcx-1"), route("10.1.1.10/32", "igw-gone")) // a blackhole
	w.change()
	w.reaches("app", "10.1.1.10", false)
	w.reaches("app", "10.0.2.10", true)
}

func TestEverySubnetHasItsTable(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-a", route("10.1.0.0/16", "pcx-1"))
	w.change()
	w.reaches("app", "10.1.1.10", true)
	w.reaches("db", "10.1.1.10", false)
	w.lead("subnet-b", route("10.1.0.0/16", "pcx-1"))
	w.lead("subnet-a")
	w.change()
	w.reaches("app", "10.1.1.10", false)
	w.reaches("db", "10.1.1.10", true)
}

func TestPeeringIsNotTransitiveAndNeedsBothRoutes(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-a", route("10.0.0.0/8", "pcx-1"))
	w.change()
	w.reaches("app", "10.1.1.10", true)
	w.reaches("shop", "10.2.1.10", true)
	w.reaches("app", "10.2.1.10", false) // by way of vpc-2
	w.reaches("third", "10.0.1.10", false)
	w.models["vpc-2"].RouteTables[0].Routes = []vpc.Route{route("10.2.0.0/16", "pcx-2")}
	w.change()
	w.reaches("app", "10.1.1.10", false)
}

func TestRouteToAnInterfaceGoesThroughIt(t *testing.T) {
	w := newTown(t)
	m := w.models["vpc-1"]
	for i := range m.Interfaces {
		m.Interfaces[i].NoSourceCheck = m.Interfaces[i].ID == "eni-db"
	}
	w.lead("subnet-a", route("10.1.0.0/16", "eni-db"))
	w.lead("subnet-b", route("10.1.0.0/16", "pcx-1"))
	w.change()
	w.reaches("app", "10.1.1.10", false) // it passes nothing on
	forward := func(onOff string) {
		if err := inside(t, path(w.world, "db"), func() error { return sysctl.Set(sysctl.Setting{Key: "ipv4/ip_forward", Value: onOff}) }); err != nil {
			t.Fatal(err)
		}
	}
	forward("1")
	w.reaches("app", "10.1.1.10", true)
	forward("0")
	w.reaches("app", "10.1.1.10", false)
	w.reaches("mate", "10.0.2.10", true)
}

func TestInternetGatewayNeedsAPublicAddress(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-a", route("0.0.0.0/0", "igw-vpc-1"))
	w.change()
	w.reaches("app", shop, false)
	w.reaches("shop", appAddress, false)
	w.public("vpc-1", "app", appAddress)
	w.change()
	w.reaches("app", shop, true)
	if got := w.seenAs("app", 81); got != appAddress {
		t.Errorf("app is seen as %s", got)
	}
	w.reaches("mate", shop, false)
	w.reaches("shop", appAddress, true) // and from outside
	w.reaches("app", appAddress, true)  // and from itself
	w.lead("subnet-a")
	w.change()
	w.reaches("shop", appAddress, false) // the answer has no route
	w.lead("subnet-a", route("0.0.0.0/0", "igw-vpc-1"))
	w.public("vpc-1", "app", "")
	w.change()
	w.reaches("app", shop, false)
	w.reaches("shop", appAddress, false)
}

func TestNATGatewaySendsWithItsAddress(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-b", route("0.0.0.0/0", "nat-1"))
	w.change()
	w.reaches("db", shop, false) // its own subnet has no route
	w.lead("subnet-n", route("0.0.0.0/0", "igw-vpc-1"))
	w.change()
	w.reaches("db", shop, true)
	if got := w.seenAs("db", 81); got != natAddress {
		t.Errorf("db is seen as %s", got)
	}
	if !ping(t, path(w.world, "db"), shop) {
		t.Error("no answer to a ping")
	}
	w.reaches("shop", natAddress, false)
	w.reaches("app", shop, false)
}

func TestNATGatewayIsInItsSubnet(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-b", route("0.0.0.0/0", "nat-1"))
	w.lead("subnet-n", route("0.0.0.0/0", "igw-vpc-1"))
	in, out := entry(100, false, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"), entry(100, true, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0")
	for _, c := range []struct {
		name    string
		entries []vpc.ACLEntry
		want    bool
	}{
		{"nothing", nil, false},
		{"nothing in", []vpc.ACLEntry{out}, false},
		{"nothing out", []vpc.ACLEntry{in}, false},
		{"what is asked for and no answer", []vpc.ACLEntry{out, entry(100, false, true, vpc.TCP, 80, 80, "0.0.0.0/0")}, false},
		{"answers to the instance alone", []vpc.ACLEntry{out, entry(100, false, true, vpc.TCP, 80, 80, "10.0.2.0/24"), entry(110, false, true, vpc.TCP, 1, 1023, shop+"/32")}, false},
		{"just enough", []vpc.ACLEntry{entry(100, true, true, vpc.TCP, 80, 80, shop+"/32"), entry(110, true, true, vpc.TCP, 1024, 65535, "10.0.2.0/24"),
			entry(100, false, true, vpc.TCP, 80, 80, "10.0.2.0/24"), entry(110, false, true, vpc.TCP, 1024, 65535, shop+"/32")}, true},
	} {
		t.Log(c.name)
		w.guard("subnet-n", c.entries...)
		w.change()
		w.reaches("db", shop, c.want)
	}
}

// What leads instances of a NAT gateway's own subnet to it leads the gateway to
// itself, as in EC2: so it is of no use to them, and of use to all others still.
func TestNATGatewayServesOtherSubnetsThanItsOwn(t *testing.T) {
	w := newTown(t)
	gateway := &w.models["vpc-1"].NATGateways[0]
	gateway.SubnetID, gateway.Address = "subnet-b", netip.MustParseAddr("10.0.2.4")
	w.lead("subnet-a", route("0.0.0.0/0", "nat-1"))
	w.lead("subnet-b", route("0.0.0.0/0", "igw-vpc-1"))
	w.change()
	w.reaches("app", shop, true)
	w.reaches("db", shop, false) // without a public address
	w.lead("subnet-b", route("0.0.0.0/0", "nat-1"))
	w.change()
	w.reaches("app", shop, false)
	w.reaches("db", shop, false)
	world := &vpc.World{Plans: w.plans}
	for _, from := range []string{"app", "db"} {
		last := world.Reach(vpc.Packet{FromInterface: "eni-" + from, Destination: netip.MustParseAddr(shop), Protocol: vpc.TCP, DestinationPort: 80}).Last()
		if last.Stage != vpc.StageRoute {
			t.Errorf("%s: %s: %s", from, last.Stage, last.Detail)
		}
	}
}

func TestChangesReachEstablishedConnections(t *testing.T) {
	w := newTown(t)
	way := []vpc.Route{route("0.0.0.0/0", "igw-vpc-1"), route("10.1.0.0/16", "pcx-1")}
	w.lead("subnet-a", way...)
	w.public("vpc-1", "app", appAddress)
	w.change()
	dial := func(to string) net.Conn {
		conn, err := dialTCP(t, path(w.world, "app"), to+":80", nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	goesOn := func(conn net.Conn, what string, want bool) {
		t.Helper()
		if err := echoWithin(conn, wait(want)); (err == nil) != want {
			t.Errorf("%s: goes on %v, want %v", what, err == nil, want)
		}
	}
	peer, local, public := dial("10.1.1.10"), dial("10.0.2.10"), dial(shop)
	w.models["vpc-1"].Rules = nil // groups let established connections be
	w.change()
	for _, conn := range []net.Conn{peer, local, public} {
		goesOn(conn, "rules revoked", true)
	}
	w.lead("subnet-a", way[0])
	w.change()
	goesOn(peer, "route taken away", false)
	w.guard("subnet-a", entry(1, true, false, vpc.TCP, 80, 80, "10.0.2.0/24"), entry(100, true, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"), entry(100, false, true, vpc.AllProtocols, 0, 0, "0.0.0.0/0"))
	w.change()
	goesOn(local, "entry denies", false)
	goesOn(public, "nothing changed", true)
	w.public("vpc-1", "app", "198.18.0.5") // a connection never goes on under another address
	w.change()
	goesOn(public, "another public address", false)
}

func TestConnectionsThroughANATGatewayEndWithIt(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-b", route("0.0.0.0/0", "nat-1"))
	w.lead("subnet-n", route("0.0.0.0/0", "igw-vpc-1"))
	w.change()
	conn, err := dialTCP(t, path(w.world, "db"), shop+":80", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	w.models["vpc-1"].NATGateways[0].Public = netip.MustParseAddr("198.18.0.10")
	w.change()
	if echoWithin(conn, resend) == nil {
		t.Error("a connection goes on after its address went")
	}
	w.reaches("db", shop, true)
}

func TestGatewayWithoutALinkIsClosed(t *testing.T) {
	w := newTown(t)
	w.lead("subnet-a", route("10.0.0.0/8", "pcx-1"))
	w.change()
	w.reaches("app", "10.1.1.10", true)
	w.models["vpc-2"].Peerings = w.models["vpc-2"].Peerings[1:]
	w.change()
	w.reaches("app", "10.1.1.10", false)
	w.reaches("app", "10.0.2.10", true)
}

func TestResolverIsAskedWhateverTheRules(t *testing.T) {
	w := newTown(t)
	w.models["vpc-1"].Rules = nil
	w.guard("subnet-a")
	w.change()
	router := netns.Path("sp-" + w.tag + "-1")
	servers := []string{"10.0.0.2", "169.254.169.253"}
	for _, port := range []int{53, 54} {
		listenTCP(t, router, port)
		for _, server := range servers {
			listenUDPAt(t, router, fmt.Sprintf("%s:%d", server, port))
		}
	}
	for _, server := range servers {
		if !udp(t, path(w.world, "app"), server+":53") || !tcp(t, path(w.world, "app"), server+":53") {
			t.Errorf("%s does not answer", server)
		}
		if udpWithin(t, patience, path(w.world, "app"), server+":54") || tcpWithin(t, patience, path(w.world, "app"), server+":54") || pingWithin(t, patience, path(w.world, "app"), server) {
			t.Errorf("%s answers to more than questions for names", server)
		}
	}
	if tcpWithin(t, patience, path(w.world, "app"), "10.0.1.1:53") {
		t.Error("the router answers at another address")
	}
	w.models["vpc-1"].VPC.DNSSupport = false
	w.change()
	if udpWithin(t, patience, path(w.world, "app"), "10.0.0.2:53") {
		t.Error("a resolver that is turned off answers")
	}
}
