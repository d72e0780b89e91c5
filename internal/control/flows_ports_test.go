package control

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/eventlog"
	"sallyport/internal/flowlog"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// behindNAT puts a NAT gateway in front of the service.
func (s *scene) behindNAT() {
	everywhere := netip.MustParsePrefix("0.0.0.0/0")
	s.put(
		vpc.InternetGateway{ID: "igw-1", VPCID: "vpc-1"},
		vpc.NATGateway{ID: "nat-1", VPCID: "vpc-1", SubnetID: "subnet-2", InterfaceID: "eni-nat", Address: netip.MustParseAddr("10.0.2.4"),
			Public: netip.MustParseAddr("198.18.0.9"), State: vpc.StateAvailable},
		networkInterface("eni-nat", "subnet-2", "", netip.MustParseAddr("10.0.2.4"), &vpc.Attachment{}),
		vpc.RouteTable{ID: "rtb-1", VPCID: "vpc-1", Associations: []vpc.Association{{ID: "rtbassoc-1", SubnetID: "subnet-1"}},
			Routes: []vpc.Route{{Destination: everywhere, Target: "nat-1"}}},
		vpc.RouteTable{ID: "rtb-2", VPCID: "vpc-1", Main: true, Routes: []vpc.Route{{Destination: everywhere, Target: "igw-1"}}},
	)
}

// A NAT gateway without ports is an event of those behind it, and of theirs
// alone; it stays available.
func TestPortsThatRunOutAreTold(t *testing.T) {
	flowing(t, func(s *scene) {
		s.behindNAT()
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID, l.Traffic = "eni-nat", vpc.TrafficReject })
		s.traffic.refuse(100) // before anybody looked
		time.Sleep(2 * portsEvery)
		lines := func() (texts []string) {
			for e := range eventlog.After(s.store.Snapshot(), "s1", 0) {
				texts = append(texts, e.Text)
			}
			return texts
		}
		rejected := func() (found []flowlog.Event) {
			events, _ := s.recent.After(0)
			for _, e := range events {
				if e.Action == flowlog.Reject {
					found = append(found, e)
				}
			}
			return found
		}
		full := datapath.Exhausted{NAT: "nat-1", Protocol: vpc.TCP, Destination: netip.MustParseAddrPort("203.0.113.7:443"), Connections: 64500, Ports: 64512}
		s.traffic.refuse(2) // two connections that were the same
		time.Sleep(2 * portsEvery)
		if len(lines()) > 0 || len(rejected()) > 0 {
			t.Fatalf("told of nothing: %v %v", lines(), rejected())
		}
		s.traffic.refuse(7, full)
		time.Sleep(2 * portsEvery)
		if said := lines(); len(said) != 1 || !strings.Contains(said[0], "nat-1 has no port left") || !strings.Contains(said[0], "64500 of 64512 for 203.0.113.7:443 (tcp)") ||
			!strings.Contains(said[0], "refused 7") {
			t.Errorf("the service was told %q", said)
		}
		if found := rejected(); len(found) != 1 || found[0].Interface != "eni-nat" || found[0].Packets != 7 || found[0].Stage != "gateway" ||
			found[0].Decided != "nat-1" || !strings.Contains(found[0].Reason, "no port left") || found[0].DestinationPort != 443 {
			t.Errorf("flows: %+v", found)
		}
		for range 20 {
			s.traffic.refuse(1, full)
			time.Sleep(portsEvery)
		}
		if said, found := lines(), rejected(); len(said) != 1 || len(found) < 15 {
			t.Errorf("told %d times, %d flows", len(said), len(found))
		}
		s.traffic.refuse(1, full)
		time.Sleep(portsToldEvery)
		s.traffic.refuse(1, full)
		time.Sleep(2 * portsEvery)
		if said := lines(); len(said) != 2 {
			t.Errorf("told %d times", len(said))
		}
		if lines := strings.Join(s.lines(), "\n"); !strings.Contains(lines, "eni-nat 10.0.2.4 203.0.113.7 443 ") || !strings.Contains(lines, " REJECT OK") {
			t.Errorf("flow log: %s", lines)
		}
		if gateway, _ := store.Get[vpc.NATGateway](s.store.Snapshot(), "nat-1"); gateway.State != vpc.StateAvailable {
			t.Errorf("the gateway is %s", gateway.State)
		}
	})
}

// A service whose subnet has another way is not told.
func TestPortsOfOthersAreNotTold(t *testing.T) {
	flowing(t, func(s *scene) {
		s.behindNAT()
		time.Sleep(2 * portsEvery)
		table, _ := store.Get[vpc.RouteTable](s.store.Snapshot(), "rtb-1")
		table.Routes[0].Target = "igw-1"
		s.put(table)
		s.traffic.refuse(7, datapath.Exhausted{NAT: "nat-1", Protocol: vpc.TCP, Destination: netip.MustParseAddrPort("203.0.113.7:443"), Connections: 10, Ports: 10})
		time.Sleep(2 * portsEvery)
		for e := range eventlog.After(s.store.Snapshot(), "s1", 0) {
			t.Errorf("told: %s", e.Text)
		}
	})
}
