//go:build e2e

package e2e

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"sallyport/test/e2e/harness"
)

// listen answers HTTP at an address of the host until the test ends, and says where.
func listen(t *testing.T, address netip.Addr) string {
	t.Helper()
	listener, err := net.Listen("tcp4", netip.AddrPortFrom(address, 0).String())
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler()}
	go func() { _ = server.Serve(listener) }() // ends with Close
	t.Cleanup(func() { server.Close() })
	if conn, err := net.Dial("tcp4", listener.Addr().String()); err != nil {
		t.Fatalf("the host itself can't reach %s: %v", listener.Addr(), err)
	} else {
		conn.Close()
	}
	return listener.Addr().String()
}

// frontDoorOf is the address that the front door knows a service with egress
// DEFAULT by; its own hosts file says it.
func frontDoorOf(t *testing.T, s *harness.Service) string {
	t.Helper()
	self := s.Look()
	for line := range strings.Lines(self.Files["/etc/hosts"]) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[1] == self.Hostname {
			return fields[0]
		}
	}
	t.Fatalf("service %s does not know its address: %s", s.Name, self.Files["/etc/hosts"])
	return ""
}

// A service reaches public addresses, or its VPC, and nothing else: not the
// host, not other services, not the link-local addresses of instance services,
// not private addresses behind the uplink.
func TestServicesAreIsolated(t *testing.T) {
	p := newPlace(begin(t))
	direct, neighbour := p.NewService("direct"), p.NewService("neighbour")
	inside := p.NewService("inside", harness.WithEgress(p.connector))
	wantReach(t, inside, p.target())
	if got := direct.Fetch(web(common.internet.Owner, "/"+p.Name)); !got.OK {
		t.Fatalf("a public address: %+v", got)
	}
	host := listen(t, common.internet.Host)
	all := netip.MustParseAddr("127.0.0.1")
	loopback := listen(t, all)
	private := netip.AddrPortFrom(common.internet.Private, 80).String()
	if conn, err := net.Dial("tcp4", private); err != nil {
		t.Fatalf("the host itself can't reach %s: %v", private, err)
	} else {
		conn.Close()
	}
	for target, why := range map[string]string{
		host:                                  "it is the host's address on the uplink",
		loopback:                              "the host's loopback is not the service's",
		p.API:                                 "the API is the host's",
		private:                               "it is a private address behind the uplink",
		frontDoorOf(t, neighbour) + ":8080":   "it is another service",
		"169.254.192.1:8080":                  "it is the front door's own address",
		"169.254.169.254:80":                  "there is no instance metadata for a service",
		"10.0.2.1:80":                         "it is a router",
		p.echo.Address + ":8080":              "it is in a VPC, and no rule lets port 8080 in",
		common.internet.Host.String() + ":22": "it is the host",
	} {
		wantBlocked(t, direct, target, why)
		wantBlocked(t, inside, target, why)
	}
	wantBlocked(t, direct, p.target(), "it is in a VPC, and the service is not")
	wantBlocked(t, inside, frontDoorOf(t, direct)+":8080", "it is another service")
	// Nor does the host reach into the VPC: its routes lead there nowhere. (To try it would let a packet leave the machine.)
	if route := p.Tool("ip", "route", "get", p.echo.Address); strings.Contains(route, "dev sp") {
		t.Errorf("the host has a route into the VPC: %s", route)
	}
	if seen := common.internet.Seen("/" + p.Name); len(seen) != 1 {
		t.Errorf("the public server saw %v", seen)
	}
}

// Two VPCs with the same addresses know nothing of each other.
func TestOverlappingVPCsAreIsolated(t *testing.T) {
	r := begin(t)
	type side struct {
		echo    harness.Instance
		service *harness.Service
	}
	var sides [2]side
	for n, name := range []string{"left", "right"} {
		v := r.NewVPC("10.0.0.0/16")
		subnet, group := v.Subnet("10.0.1.0/24", "a"), v.Group("all")
		r.Authorize(group, harness.Everything())
		// The first free address is the same in both.
		sides[n].echo = r.NewInstance(r.Images.Probe, subnet, []string{group}, "PORT=8080", "PROBE_TCP=7000", "PROBE_NAME="+name)
		sides[n].service = r.NewService(name, harness.WithEgress(r.Connector(name, []string{subnet}, group)))
	}
	if sides[0].echo.Address != sides[1].echo.Address {
		t.Fatalf("the applications have the addresses %s and %s, this test wants the same", sides[0].echo.Address, sides[1].echo.Address)
	}
	for n, name := range []string{"left", "right"} {
		wantReach(t, sides[n].service, sides[n].echo.Address+":7000")
		if got := sides[n].service.Fetch("http://" + sides[n].echo.Address + ":8080/"); strings.TrimSpace(got.Answer) != name {
			t.Errorf("the %s service was answered %+v", name, got)
		}
	}
	// With one of them gone, the other's answers are no substitute.
	r.Terminate(sides[0].echo.ID)
	r.AwaitInstance(sides[0].echo.ID, terminated)
	wantBlocked(t, sides[0].service, sides[0].echo.Address+":7000", "only the other VPC has that address still")
	wantReach(t, sides[1].service, sides[1].echo.Address+":7000")
}

// Two services of one VPC meet under the groups' rules, like any two of its interfaces.
func TestGroupsWithinOneVPC(t *testing.T) {
	p := newPlace(begin(t))
	// An application whose group lets in its own kind only.
	lone := p.vpc.Group("lone")
	p.Authorize(lone, harness.FromGroup("tcp", 7000, lone))
	hidden := p.NewEcho(p.subnets[0], lone)
	stranger := p.NewService("stranger", harness.WithEgress(p.connector))
	kin := p.NewService("of-its-kind", harness.WithEgress(p.Connector("its-kind", p.subnets, lone)))
	wantReach(t, stranger, p.target())
	wantReach(t, kin, hidden.Address+":7000")
	wantBlocked(t, stranger, hidden.Address+":7000", "its group is not let in")
	wantBlocked(t, kin, p.target(), "its group is not let in")
}
