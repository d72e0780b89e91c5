//go:build kernel

package datapath_test

import (
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/vpc"
)

// pair is an application and a database in one VPC, each with a group.
func pair(t testing.TB, appAddr, dbAddr string) *world {
	w := newWorld(t, datapath.Options{})
	w.sandbox("vpc-0a1", "app", appAddr, "sg-app")
	w.sandbox("vpc-0a1", "db", dbAddr, "sg-db")
	w.apply()
	listenTCP(t, path(w, "db"), 5432)
	listenUDP(t, path(w, "db"), 5353)
	return w
}

func TestBothGatesDecide(t *testing.T) {
	for _, place := range []struct{ name, db string }{{"same subnet", "10.0.1.11"}, {"across subnets", "10.0.2.11"}} {
		t.Run(place.name, func(t *testing.T) {
			w := pair(t, "10.0.1.10", place.db)
			none, all := vpc.Matches{}, everything()
			pg, other := port("10.0.0.0/8", vpc.TCP, 5432, 5432), port("10.0.0.0/8", vpc.TCP, 1, 5431)
			dns := port(place.db+"/32", vpc.UDP, 5353, 5353)
			echo := vpc.Matches{ICMP: []vpc.ICMPRegion{{Remote: remote("10.0.0.0/16"), Protocol: vpc.ICMP, TypeFrom: 8, TypeTo: 8, CodeTo: 255}}}
			whole := vpc.Matches{Protocols: []vpc.ProtocolRegion{{Remote: remote("10.0.0.0/16"), From: vpc.UDP, To: vpc.UDP}}}
			for _, c := range []struct {
				name            string
				egress, ingress vpc.Matches
				tcp, udp, ping  bool
			}{
				{"nothing", none, none, false, false, false},
				{"egress alone", all, none, false, false, false},
				{"ingress alone", none, all, false, false, false},
				{"everything", all, all, true, true, true},
				{"one tcp port in", all, pg, true, false, false},
				{"one tcp port out", pg, all, true, false, false},
				{"another port in", all, other, false, false, false},
				{"one udp port out", dns, all, false, true, false},
				{"a whole protocol", whole, whole, false, true, false},
				{"echo requests", echo, echo, false, false, true},
				{"tcp out, udp in", pg, whole, false, false, false},
			} {
				w.egress("vpc-0a1", "sg-app", c.egress)
				w.ingress("vpc-0a1", "sg-db", c.ingress)
				w.apply()
				app := path(w, "app")
				if got := tcpWithin(t, wait(c.tcp), app, place.db+":5432"); got != c.tcp {
					t.Errorf("%s: tcp passes %v, want %v", c.name, got, c.tcp)
				}
				if got := udpWithin(t, wait(c.udp), app, place.db+":5353"); got != c.udp {
					t.Errorf("%s: udp passes %v, want %v", c.name, got, c.udp)
				}
				if got := pingWithin(t, wait(c.ping), app, place.db); got != c.ping {
					t.Errorf("%s: ping passes %v, want %v", c.name, got, c.ping)
				}
			}
			w.expectKernel()
		})
	}
}

func TestReferenceMeansTheMembersOfAGroup(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.sandbox("vpc-0a1", "stranger", "10.0.1.20", "sg-other")
	w.egress("vpc-0a1", "sg-app", everything())
	w.egress("vpc-0a1", "sg-other", everything())
	w.ingress("vpc-0a1", "sg-db", vpc.Matches{References: []vpc.Reference{{Group: "sg-app",
		Ports: []vpc.PortRegion{{Protocol: vpc.TCP, From: 5432, To: 5432}}}}})
	w.apply()
	if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
		t.Error("a member of the group does not get in")
	}
	if udpWithin(t, patience, path(w, "app"), "10.0.2.10:5353") {
		t.Error("a member gets in by another protocol")
	}
	if tcpWithin(t, patience, path(w, "stranger"), "10.0.2.10:5432") {
		t.Error("somebody else gets in")
	}
	// Another interface joins the group: only the members change.
	members := *w.plan("vpc-0a1").Members["sg-app"]
	members.Addresses = append([]netip.Addr{}, netip.MustParseAddr("10.0.1.10"), netip.MustParseAddr("10.0.1.20"))
	w.plan("vpc-0a1").Members["sg-app"] = &members
	w.apply()
	if !tcp(t, path(w, "stranger"), "10.0.2.10:5432") {
		t.Error("a new member does not get in")
	}
}

func TestVPCsWithTheSameRangeAreApart(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	for _, v := range []string{"vpc-0a", "vpc-0b"} {
		w.sandbox(v, "app-"+v, "10.0.1.10", "sg-1")
		w.sandbox(v, "db-"+v, "10.0.1.11", "sg-1")
		w.rules(v, "sg-1", new(everything()), new(everything()))
	}
	w.apply()
	listenTCP(t, path(w, "db-vpc-0a"), 80)
	if !tcp(t, path(w, "app-vpc-0a"), "10.0.1.11:80") {
		t.Error("the own VPC is not reached")
	}
	if tcpWithin(t, patience, path(w, "app-vpc-0b"), "10.0.1.11:80") {
		t.Error("the other VPC is reached")
	}
	for _, far := range []string{"10.0.1.1:80", "169.254.169.254:80", "169.254.192.1:80", "127.0.0.2:80", "10.0.9.9:80"} {
		if tcpWithin(t, patience, path(w, "app-vpc-0a"), far) {
			t.Errorf("%s is reached", far)
		}
	}
	if pingWithin(t, patience, path(w, "app-vpc-0a"), "10.0.1.1") {
		t.Error("the router answers")
	}
}

func TestSpoofedSourceIsDropped(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.1.11")
	w.sandbox("vpc-0a1", "victim", "10.0.1.12", "sg-app")
	w.rules("vpc-0a1", "sg-app", new(everything()), new(everything()))
	w.rules("vpc-0a1", "sg-db", new(everything()), new(everything()))
	w.apply()
	var heard net.PacketConn
	if err := inside(t, path(w, "db"), func() (err error) {
		heard, err = net.ListenPacket("udp4", "0.0.0.0:9")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	defer heard.Close()
	listen := func(from string, within time.Duration) bool {
		spoof(t, path(w, "app"), netip.MustParseAddrPort(from), netip.MustParseAddrPort("10.0.1.11:9"))
		_ = heard.SetReadDeadline(time.Now().Add(within))
		_, _, err := heard.ReadFrom(make([]byte, 16))
		return err == nil
	}
	if !listen("10.0.1.10:7", enough) {
		t.Error("the own source does not pass")
	}
	if listen("10.0.1.12:7", patience) || listen("8.8.8.8:7", patience) || listen("10.0.1.1:7", patience) {
		t.Error("a foreign source passes")
	}
	free := *w.plan("vpc-0a1").Ports[0]
	free.AnySource = true
	w.plan("vpc-0a1").Ports[0] = &free
	w.apply()
	if !listen("8.8.8.8:7", enough) {
		t.Error("the source check is off, and a foreign source does not pass")
	}
	w.expectKernel()
}

func TestRevokeStopsNewFlowsAlone(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-db", everything())
	w.apply()
	old, err := dialTCP(t, path(w, "app"), "10.0.2.10:5432", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	for _, gate := range []func(string, string, vpc.Matches){w.ingress, func(v, _ string, m vpc.Matches) { w.egress(v, "sg-app", m) }} {
		gate("vpc-0a1", "sg-db", vpc.Matches{})
		w.apply()
		if tcpWithin(t, patience, path(w, "app"), "10.0.2.10:5432") {
			t.Error("a new connection passes after the rule is revoked")
		}
		if err := echo(old); err != nil {
			t.Errorf("an established connection is cut: %v", err)
		}
		gate("vpc-0a1", "sg-db", everything())
		w.apply()
		if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
			t.Error("a new connection does not pass after the rule is back")
		}
	}
}

func TestReplacedRulesLoseNoPacket(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-db", everything())
	w.apply()
	rejected := newRejects(t, netns.Path("sp-"+w.tag+"-0a1"))
	var tries atomic.Int32
	stop, lost := make(chan struct{}), make(chan int, 1)
	go func() { // ends with stop
		failures := 0
		for {
			select {
			case <-stop:
				lost <- failures
				return
			default:
			}
			tries.Add(1)
			// A datagram is sent once; what TCP would send again, the router tells of.
			if !udp(t, path(w, "app"), "10.0.2.10:5353") || !tcp(t, path(w, "app"), "10.0.2.10:5432") {
				failures++
			}
		}
	}()
	end := time.Now().Add(time.Minute)
	for i := 0; i < 100 || tries.Load() < 100 && time.Now().Before(end); i++ {
		// Each round replaces the rules by others that allow the same, and every
		// tenth the whole table, as after a restart.
		m := everything()
		for n := range i%7 + 1 {
			m.Ports = append(m.Ports, vpc.PortRegion{Remote: remote("10.0.0.0/16"), Protocol: vpc.TCP, From: uint16(100 * n), To: uint16(100*n + i%100)})
		}
		if i%3 == 0 {
			m.Protocols = []vpc.ProtocolRegion{{Remote: remote("10.0.0.0/16"), From: 50, To: 50}}
		}
		w.ingress("vpc-0a1", "sg-db", m)
		w.egress("vpc-0a1", "sg-app", m)
		if i%10 == 0 {
			again := w.open()
			w.applyWith(again)
			again.Close()
			continue
		}
		w.apply()
	}
	close(stop)
	if n := <-lost; n > 0 {
		t.Errorf("%d of the exchanges failed while rules were replaced", n)
	}
	for _, one := range rejected.take(t) {
		t.Errorf("a packet was dropped at %q while rules were replaced", one.Stage)
	}
	if tries.Load() < 100 {
		t.Errorf("only %d exchanges: the test has tested little", tries.Load())
	}
	w.apply()
	w.expectKernel()
}
