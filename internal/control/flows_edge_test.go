package control

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/flowlog"
	"sallyport/internal/platform"
	"sallyport/internal/vpc"
)

// What the edge drops is the sender's: an interface's under its private address,
// or that of a service on the public side.
func TestDropsOfTheEdgeAreTheSenders(t *testing.T) {
	flowing(t, func(s *scene) {
		s.behindNAT()
		s.put(
			vpc.PublicAddress{AllocationID: "eipalloc-1", AssociationID: "eipassoc-1", Address: netip.MustParseAddr("198.18.0.80"), VPCID: "vpc-1", InterfaceID: "eni-db", Private: dbAddress},
			platform.Service{ID: "s2", Name: "shop", ARN: "arn:shop", Region: "us-east-1"},
			platform.Workload{Key: "w-shop", Region: "us-east-1", ServiceARN: "arn:shop", FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true})
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID, l.Traffic = "vpc-1", vpc.TrafficReject })
		time.Sleep(2 * flowsTick)
		for _, c := range []struct{ device, from, to string }{
			{"gw-igw-1", "198.18.0.80", "198.18.0.99"}, {"gw-igw-1", "198.18.0.80", "198.18.0.99"},
			{"gw-igw-1", "198.18.0.9", "198.18.0.98"}, {"door-w-shop", "169.254.192.2", "10.0.2.10"}, {"elsewhere", "198.51.100.1", "198.18.0.97"},
		} {
			s.traffic.edge <- flow.Drop{Prefix: datapath.Reject{Stage: vpc.StageGateway}.String(), In: c.device, Protocol: 6, Bytes: 60, TCPFlags: 2,
				Tuple: flow.Tuple{Source: netip.MustParseAddr(c.from), Destination: netip.MustParseAddr(c.to), SourcePort: 4001, DestinationPort: 80}}
		}
		time.Sleep(2 * flowsTick)
		events, _ := s.recent.After(0)
		found := map[string]flowlog.Event{}
		for _, e := range events {
			found[e.Destination] = e
		}
		if e := found["198.18.0.99"]; e.Interface != "eni-db" || e.Source != dbAddress.String() || e.Packets != 2 || e.Decided != "igw-1" || e.Stage != "gateway" || e.Action != flowlog.Reject {
			t.Errorf("of an interface: %+v", e)
		}
		if e := found["198.18.0.98"]; e.Interface != "eni-nat" || e.Source != "10.0.2.4" || e.Packets != 1 {
			t.Errorf("of a NAT gateway: %+v", e)
		}
		if e := found["10.0.2.10"]; e.Service != "shop" || e.Region != "us-east-1" || e.VPC != "" || e.Stage != "gateway" || !strings.Contains(e.Reason, "not a public address") {
			t.Errorf("of a service: %+v", e)
		}
		if len(found) != 3 {
			t.Errorf("%+v", events)
		}
		time.Sleep(time.Minute)
		if lines := strings.Join(s.lines(), "\n"); !strings.Contains(lines, "eni-db 10.0.2.10 198.18.0.99 80 2 120 REJECT OK") || strings.Contains(lines, "198.18.0.97") {
			t.Errorf("flow log:\n%s", lines)
		}
	})
}

// What services send by the public side is told of while somebody looks on, and
// the edge is left alone otherwise.
func TestPublicSideIsSweptForWhoLooksOn(t *testing.T) {
	flowing(t, func(s *scene) {
		shop := netip.MustParseAddr("169.254.192.2")
		s.put(platform.Service{ID: "s2", Name: "shop", ARN: "arn:shop", Region: "us-east-1"},
			platform.Workload{Key: "w-shop", Region: "us-east-1", ServiceARN: "arn:shop", FrontDoor: shop, Public: true})
		passing := func(from netip.Addr) flow.Tracked {
			there := flow.Tuple{Source: from, Destination: netip.MustParseAddr("203.0.113.7"), SourcePort: 4001, DestinationPort: 443}
			return flow.Tracked{Protocol: 6, Original: there, Sent: flow.Count{Packets: 3, Bytes: 300}, Answered: flow.Count{Packets: 2, Bytes: 900}, Started: time.Now()}
		}
		pass := func(list ...flow.Tracked) {
			s.traffic.mu.Lock()
			s.traffic.atEdge = list
			s.traffic.mu.Unlock()
			time.Sleep(2 * flowsTick)
		}
		pass(passing(shop))
		if s.traffic.mu.Lock(); s.traffic.edgeSweeps > 0 {
			t.Error("it is swept though nobody looks on")
		}
		s.traffic.mu.Unlock()
		leave := s.recent.Watch("us-east-1")
		pass(passing(shop)) // what was before is cleared away
		pass(passing(shop), passing(netip.MustParseAddr("169.254.192.9")))
		leave()
		events, _ := s.recent.After(0)
		if len(events) != 2 {
			t.Fatalf("%d events: %+v", len(events), events)
		}
		there, back := events[0], events[1]
		if there.Service != "shop" || there.Direction != "egress" || there.Bytes != 300 || there.Began.IsZero() || there.Action != flowlog.Accept || there.VPC != "" {
			t.Errorf("%+v", there)
		}
		if !back.Reply || !back.Began.IsZero() || back.Direction != "ingress" || back.Bytes != 900 || back.SourcePort != 443 {
			t.Errorf("%+v", back)
		}
	})
}
