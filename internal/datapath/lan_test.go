//go:build kernel

package datapath_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

func ranges(cidrs ...string) (list []netip.Prefix) {
	for _, c := range cidrs {
		list = append(list, netip.MustParsePrefix(c))
	}
	return list
}

// branches is two VPCs with the same range and a VPN gateway each, which lead
// to the same network; the second VPC has no more than a part of it.
func branches(t *testing.T, uplink string) (*world, lan) {
	w := newWorld(t, datapath.Options{Pool: vpc.DefaultPublicPool, LAN: ranges("10.50.0.0/24", "203.0.113.0/28")})
	host := ""
	if uplink != "" {
		host = newInternet(t, w).host
	}
	n := newLAN(t, w, host)
	w.reopen(func(o *datapath.Options) { o.Host, o.Uplink = netns.Path(n.host), uplink })
	for i, id := range []string{"vpc-0a1", "vpc-0b2"} {
		box := []string{"app", "far"}[i]
		w.sandbox(id, box, "10.0.1.10", "sg-"+box)
		w.rules(id, "sg-"+box, new(everything()), new(everything()))
	}
	w.gateway("vpc-0a1", "10.50.0.0/23", &vpc.Gateway{ID: "vgw-1", Kind: vpc.VPNKind, Remote: ranges("10.50.0.0/24")})
	w.gateway("vpc-0b2", "10.50.0.0/23", &vpc.Gateway{ID: "vgw-2", Kind: vpc.VPNKind, Remote: ranges("10.50.0.8/29")})
	return w, n
}

func TestVPNGatewaysLeadToTheLAN(t *testing.T) {
	for name, uplink := range map[string]string{"without an uplink": "", "beside an uplink": "up0"} {
		t.Run(name, func(t *testing.T) {
			w, n := branches(t, uplink)
			w.apply()
			w.expectKernel()
			caller := callers(t, netns.Path(n.outside), "10.50.0.9:81")
			expectTCP(t, path(w, "app"), true, "10.50.0.9:5432", "10.50.0.9:22")
			expectTCP(t, path(w, "far"), true, "10.50.0.9:5432")
			if !udp(t, path(w, "app"), "10.50.0.9:5432") || !ping(t, path(w, "far"), "10.50.0.9") {
				t.Error("neither a datagram nor a ping passes")
			}
			tcp(t, path(w, "app"), "10.50.0.9:81")
			if got := caller(); got != netip.MustParseAddr("10.50.0.1") {
				t.Errorf("called from %s", got)
			}
			// The host itself, what is not behind the gateway, and all the other way round.
			expectTCP(t, path(w, "app"), false, "10.50.0.1:5432", "10.51.0.9:5432", "198.51.100.2:80")
			run(t, "ip", "-n", n.outside, "address", "add", "10.50.0.17/32", "dev", "eth0")
			expectTCP(t, path(w, "app"), true, "10.50.0.17:5432")
			expectTCP(t, path(w, "far"), false, "10.50.0.17:5432")
			run(t, "ip", "-n", n.outside, "route", "add", "10.0.0.0/16", "via", "10.50.0.1")
			run(t, "ip", "-n", n.outside, "route", "add", "169.254.0.0/16", "via", "10.50.0.1")
			listenTCP(t, path(w, "app"), 80)
			expectTCP(t, netns.Path(n.outside), false, "10.0.1.10:80", "10.0.1.1:80", "169.254.192.1:80")
		})
	}
}

// TestOverlappingVPCsKeepTheirFlowsApart connects from the same address and port
// of two VPCs to the same address and port.
func TestOverlappingVPCsKeepTheirFlowsApart(t *testing.T) {
	w, _ := branches(t, "")
	w.apply()
	from := func(fd int) error {
		return errors.Join(unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1), unix.Bind(fd, &unix.SockaddrInet4{Port: 40000}))
	}
	var conns []net.Conn
	for _, id := range []string{"app", "far"} {
		conn, err := dialTCP(t, path(w, id), "10.50.0.9:5432", from)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	for range 3 {
		for _, conn := range conns {
			if err := echo(conn); err != nil {
				t.Error(err)
			}
		}
	}
	// A gateway's flows go on when another one goes.
	w.plans["vpc-0b2"].Gateways, w.plans["vpc-0b2"].Ways = nil, nil
	w.plans["vpc-0b2"].Tables["rtb-1"] = &vpc.Routes{Table: "rtb-1"}
	w.apply()
	if err := echo(conns[0]); err != nil {
		t.Error(err)
	}
	if err := echoWithin(conns[1], resend); err == nil {
		t.Error("a gateway that is gone still carries")
	}
}

func TestNothingElseReachesTheLAN(t *testing.T) {
	w, _ := branches(t, "up0")
	w.boxes = append(w.boxes, vpc.Sandbox{ID: "public", FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true})
	w.sandbox("vpc-0c3", "out", "10.0.1.10", "sg-out")
	w.rules("vpc-0c3", "sg-out", new(everything()), new(everything()))
	w.gateway("vpc-0c3", "0.0.0.0/0", &vpc.Gateway{ID: "igw-1", Kind: vpc.InternetKind, Public: []vpc.PublicMapping{mapping("out", "10.0.1.10", "198.18.0.10")}})
	w.apply()
	w.expectKernel()
	outside := "test-" + w.tag + "-net"
	run(t, "ip", "-n", outside, "address", "add", "203.0.113.17/32", "dev", "eth0")
	// 203.0.113.7 is behind the uplink, and of the LAN's ranges.
	for _, id := range []string{"public", "out"} {
		expectTCP(t, path(w, id), true, "203.0.113.17:80")
		expectTCP(t, path(w, id), false, "10.50.0.9:5432", "203.0.113.7:80")
	}
}

// TestGatewayEndpointLeadsToItsRanges has ranges that are public: services
// without the endpoint reach them by the uplink as before.
func TestGatewayEndpointLeadsToItsRanges(t *testing.T) {
	w, n := branches(t, "up0")
	for _, at := range []string{n.outside, "test-" + w.tag + "-net"} {
		run(t, "ip", "-n", at, "address", "add", "203.0.113.33/32", "dev", "eth0")
	}
	run(t, "ip", "-n", n.host, "route", "add", "203.0.113.32/28", "via", "10.50.0.9")
	w.gateway("vpc-0b2", "203.0.113.32/28", &vpc.Gateway{ID: "vpce-1", Kind: vpc.EndpointKindGW, Remote: ranges("203.0.113.32/28")})
	w.boxes = append(w.boxes, vpc.Sandbox{ID: "public", FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true})
	w.apply()
	w.expectKernel()
	expectTCP(t, path(w, "far"), true, "203.0.113.33:5432", "10.50.0.9:5432") // the LAN's machine
	expectTCP(t, path(w, "far"), false, "203.0.113.33:80")
	expectTCP(t, path(w, "public"), true, "203.0.113.33:80") // the internet's
	expectTCP(t, path(w, "public"), false, "203.0.113.33:5432")
	expectTCP(t, path(w, "app"), false, "203.0.113.33:5432", "203.0.113.33:80")
}

// Answers of the operator's network come by its own gateway only, though a peer
// has the same addresses.
func TestPeersDoNotAnswerForTheLAN(t *testing.T) {
	w, _ := branches(t, "")
	w.sandbox("vpc-0c3", "twin", "10.50.0.9", "sg-twin")
	w.rules("vpc-0c3", "sg-twin", new(everything()), new(everything()))
	w.plan("vpc-0c3").Blocks = ranges("10.50.0.0/16")
	w.gateway("vpc-0c3", "10.0.0.0/16", &vpc.Gateway{ID: "pcx-1", Kind: vpc.PeeringKind, Peer: "vpc-0a1", Remote: ranges("10.0.0.0/16")})
	w.plan("vpc-0c3").Subnets[0].CIDR = netip.MustParsePrefix("10.50.0.0/24")
	p := w.plan("vpc-0a1")
	p.Gateways = append([]*vpc.Gateway{{ID: "pcx-1", Kind: vpc.PeeringKind, Peer: "vpc-0c3", Remote: ranges("10.50.0.0/16")}}, p.Gateways...)
	w.apply()
	app := datagrams(t, path(w, "app"), 5000)
	app.says("10.50.0.9:5432")
	if !app.hears() {
		t.Fatal("the operator's network does not answer")
	}
	w.ingress("vpc-0a1", "sg-app", vpc.Matches{})
	w.apply()
	spoof(t, path(w, "twin"), netip.MustParseAddrPort("10.50.0.9:5432"), netip.MustParseAddrPort("10.0.1.10:5000"))
	if app.hearsWithin(patience) {
		t.Error("a peer answers in the place of the operator's network")
	}
	app.says("10.50.0.9:5432")
	if !app.hears() {
		t.Error("the connection does not go on")
	}
}
