package picture

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/flowlog"
	"sallyport/internal/vpc"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares a picture's JSON with a file of testdata.
func golden(t *testing.T, name string, n Network) {
	t.Helper()
	text, err := json.MarshalIndent(n, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(text)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
	sound(t, n)
}

// sound checks what every picture promises.
func sound(t *testing.T, n Network) {
	t.Helper()
	ranks := map[string]int{}
	for _, node := range n.Nodes {
		if _, twice := ranks[node.ID]; twice {
			t.Errorf("%s is there twice", node.ID)
		}
		ranks[node.ID] = node.Rank
		if node.State == "" || node.Kind == "" {
			t.Errorf("%s has no state or kind", node.ID)
		}
	}
	for _, l := range n.Links {
		from, there := ranks[l.From]
		to, here := ranks[l.To]
		if !there || !here {
			t.Errorf("a link from %s to %s, which are not both there", l.From, l.To)
		}
		if from > to && !slices.Contains([]LinkKind{In, Has, GuardedBy}, l.Kind) {
			t.Errorf("the link from %s to %s leads back", l.From, l.To)
		}
	}
}

func (w *town) saw(events ...flowlog.Event) {
	for i := range events {
		e := &events[i]
		e.Region, e.Time = region, noon.Add(-time.Duration(len(events)-i)*time.Second)
		if !e.Began.IsZero() {
			e.Began = e.Time
		}
		if e.Protocol == 0 {
			e.Protocol = uint8(vpc.TCP)
		}
	}
	w.drawer.Flows.Add(events...)
}

// web is a flow that web's interface sees.
func web(e flowlog.Event) flowlog.Event {
	e.VPC, e.Interface, e.Service, e.Workload, e.Source, e.Sender, e.Direction = "vpc-1", "eni-web", "web", "s-web-1", "10.0.1.4", "web", "egress"
	if e.Action == "" {
		e.Action = flowlog.Accept
	}
	return e
}

func answer(e flowlog.Event) flowlog.Event {
	e.Source, e.SourcePort, e.Destination, e.DestinationPort = e.Destination, e.DestinationPort, e.Source, 40000
	e.Sender, e.Receiver, e.Direction, e.Reply, e.Began, e.Rule, e.Entry = e.Receiver, e.Sender, "ingress", true, time.Time{}, "", "ingress 100"
	e.Bytes *= 10
	return e
}

// traffic is something of everything: let through to a database, by a NAT gateway
// and to a peer, and rejected at every stage.
func traffic() []flowlog.Event {
	db := web(flowlog.Event{Destination: "10.0.2.5", DestinationPort: 5432, Receiver: "i-db", Began: noon, Packets: 4, Bytes: 400,
		Rule: "sgr-db-out", ACL: "acl-1", Entry: "egress 100", RouteTable: "rtb-main", Route: "10.0.0.0/16", Decided: "sgr-db-out"})
	out := web(flowlog.Event{Destination: "203.0.114.7", DestinationPort: 443, Began: noon, Packets: 3, Bytes: 300,
		Rule: "sgr-web", ACL: "acl-1", Entry: "egress 100", RouteTable: "rtb-main", Route: "0.0.0.0/0", Way: "nat-1/igw-1"})
	nat := flowlog.Event{VPC: "vpc-1", Interface: "eni-nat", Direction: "egress", Action: flowlog.Accept, Source: "10.0.9.4", Destination: "203.0.114.7", DestinationPort: 443,
		Began: noon, Packets: 3, Bytes: 300, ACL: "acl-1", Entry: "egress 100", RouteTable: "rtb-public", Route: "0.0.0.0/0", Way: "nat-1/igw-1"}
	stopped := func(to string, port uint16, stage vpc.Stage, e flowlog.Event) flowlog.Event {
		e.Destination, e.DestinationPort, e.Stage, e.Action, e.Packets, e.Bytes, e.Reason = to, port, string(stage), flowlog.Reject, 2, 120, "as it was told"
		return web(e)
	}
	atPeer := flowlog.Event{VPC: "vpc-2", Interface: "eni-peer", Direction: "ingress", Action: flowlog.Reject, Source: "10.0.1.4", Sender: "web", Destination: "10.8.0.4",
		DestinationPort: 5432, Receiver: "i-peer", Packets: 1, Bytes: 60, Stage: string(vpc.StageIngressPolicy), Decided: "sg-peer", Reason: "no group lets it in"}
	atDB := flowlog.Event{VPC: "vpc-1", Interface: "eni-db", Instance: "i-db", Workload: "i-db", Direction: "ingress", Action: flowlog.Reject, Source: "10.0.1.4", Sender: "web",
		Destination: "10.0.2.5", DestinationPort: 22, Receiver: "i-db", Packets: 1, Bytes: 60, Stage: string(vpc.StageIngressPolicy), Decided: "sg-db", ACL: "acl-1", Entry: "ingress 100"}
	shop := flowlog.Event{Service: "shop", Workload: "s-shop-1", Direction: "egress", Action: flowlog.Reject, Source: "169.254.192.2", Destination: "10.0.2.5", DestinationPort: 5432,
		Packets: 3, Bytes: 180, Stage: string(vpc.StageGateway), Reason: "10.0.2.5 is not a public address"}
	return []flowlog.Event{db, answer(db), out, answer(out), nat, atPeer, atDB, shop,
		stopped("10.0.2.5", 6379, vpc.StageEgressPolicy, flowlog.Event{Decided: "sg-app", Receiver: "i-db"}),
		stopped("203.0.114.9", 25, vpc.StageEgressACL, flowlog.Event{Decided: "acl-1", ACL: "acl-1", Entry: "egress 90"}),
		stopped("203.0.113.9", 443, vpc.StageRoute, flowlog.Event{Decided: "rtb-main", RouteTable: "rtb-main", Route: "203.0.113.0/24", ACL: "acl-1", Entry: "egress 100"}),
		{VPC: "vpc-1", Lost: 7}}
}

func TestPictures(t *testing.T) {
	w := newTown(t, everything()...)
	for _, sandbox := range []string{"s-web-1", "s-shop-1", "i-db", "i-firewall"} {
		w.held.Sandboxes[sandbox] = nil
	}
	for _, gateway := range []string{"igw-1", "eigw-1", "pcx-1", "vgw-1"} {
		w.held.Gateways[gateway] = nil
	}
	w.held.Gateways["vpce-files"] = errors.New("the link of vpce-files is down")
	w.saw(traffic()...)
	golden(t, "service", w.service("web"))
	golden(t, "service-public", w.service("shop"))
	golden(t, "service-paused", w.service("idle"))
	golden(t, "service-new", w.service("new"))
	n, ok := w.drawer.VPC(w.store.Snapshot(), "vpc-1", 5*time.Minute)
	if !ok {
		t.Fatal("there is no VPC")
	}
	golden(t, "vpc", n)
	kinds := map[Kind]bool{}
	for _, node := range n.Nodes {
		kinds[node.Kind] = true
	}
	for _, kind := range []Kind{KindService, KindInstance, KindInterface, KindSubnet, KindNetworkACL, KindSecurityGroup, KindRouteTable, KindInternetGateway,
		KindNATGateway, KindEgressOnlyGateway, KindPeering, KindVPNGateway, KindGatewayEndpoint, KindInterfaceEndpoint, KindPeerVPC, KindLAN, KindInternet,
		KindDestination, KindMissing, KindUnattachedInterface} {
		if !kinds[kind] {
			t.Errorf("the map has no %s", kind)
		}
	}
}

func node(t *testing.T, n Network, id string) Node {
	t.Helper()
	i := slices.IndexFunc(n.Nodes, func(n Node) bool { return n.ID == id })
	if i < 0 {
		t.Fatalf("there is no %s", id)
	}
	return n.Nodes[i]
}

// What the kernel does not hold is not said to be enforced.
func TestStatesAreThoseOfTheKernel(t *testing.T) {
	w := newTown(t, everything()...)
	for _, c := range []struct {
		held Held
		id   string
		want State
	}{
		{Held{}, "eni-web", Pending},
		{Held{Sandboxes: map[string]error{"s-web-1": errors.New("no address")}}, "eni-web", Failed},
		{Held{Sandboxes: map[string]error{"s-web-1": errors.New("no address")}}, "service/web", Failed},
		{Held{Networks: map[string]error{"vpc-1": nil}}, "rtb-main", Enforced},
		{Held{Networks: map[string]error{"vpc-1": nil}, Behind: map[string]bool{"vpc-1": true}}, "rtb-main", Pending},
		{Held{Networks: map[string]error{"vpc-1": errors.New("nft refused")}}, "acl-1", Failed},
		{Held{Networks: map[string]error{"vpc-1": nil}, Err: errors.New("no netlink")}, "acl-1", Failed},
		{Held{Gateways: map[string]error{"pcx-1": errors.New("down")}}, "pcx-1", Failed},
	} {
		w.held = c.held
		if got := node(t, w.service("web"), c.id); got.State != c.want {
			t.Errorf("%s is %s, want %s, for %+v", c.id, got.State, c.want, c.held)
		}
	}
	w.held = Held{Edge: errors.New("no edge")}
	if got := node(t, w.service("shop"), "public"); got.State != Failed || got.Reason != "no edge" {
		t.Errorf("the public side is %+v", got)
	}
}

// Answers that are dropped, wherever that is, show who was asked as not reached.
func TestRejectedAnswers(t *testing.T) {
	const destination = "destination/tcp/10.0.2.5:5432"
	there := flowlog.Event{VPC: "vpc-1", Interface: "eni-db", Instance: "i-db", Workload: "i-db", Direction: "egress", Stage: string(vpc.StageEgressACL)}
	here := flowlog.Event{VPC: "vpc-1", Interface: "eni-web", Service: "web", Workload: "s-web-1", Direction: "ingress", Stage: string(vpc.StageIngressACL)}
	for at, e := range map[string]flowlog.Event{destination: there, "acl-1": here} {
		e.Action, e.Decided, e.ACL, e.Entry, e.Packets, e.Bytes = flowlog.Reject, "acl-1", "acl-1", "ingress 100", 2, 120
		e.Source, e.SourcePort, e.Sender, e.Destination, e.Receiver = "10.0.2.5", 5432, "i-db", "10.0.1.4", "web"
		w := newTown(t, everything()...)
		e.DestinationPort = 40000
		again := e
		again.DestinationPort = 40001
		w.saw(e, again)
		n := w.service("web")
		sound(t, n)
		if len(n.Rejections) != 1 {
			t.Fatalf("rejected at %s: %+v", at, n.Rejections)
		}
		if r := n.Rejections[0]; !r.Answer || r.Node != at || r.Source != "10.0.2.5" || r.Port != 5432 || r.Count != 4 {
			t.Errorf("rejected at %s: %+v", at, r)
		}
		for _, id := range []string{"service/web", "eni-web", destination} {
			if c := node(t, n, id).Counters; c.Rejected != 4 {
				t.Errorf("rejected at %s: %s counts %+v", at, id, c)
			}
		}
	}
}

// Of many destinations the ones that tell most are drawn, and none is forgotten in the sums.
func TestDestinationsAreBounded(t *testing.T) {
	w := newTown(t, everything()...)
	var events []flowlog.Event
	for i := range 3000 {
		e := traffic()[2]
		e.Destination, e.Bytes, e.Packets = fmt.Sprintf("203.0.%d.%d", 100+i/250, i%250), uint64(1000+i), 1
		events = append(events, e)
	}
	w.saw(events...)
	n := w.service("web")
	sound(t, n)
	if len(n.Nodes) > 60 {
		t.Errorf("%d nodes", len(n.Nodes))
	}
	total := node(t, n, "service/web").Counters
	if others := node(t, n, otherDestinations).Counters; others.Accepted < 200 || total.Accepted < others.Accepted+uint64(shownDestinations) {
		t.Errorf("%d to others, %d in all", others.Accepted, total.Accepted)
	}
}

// The last packets of connections that were let through come after the first one that was not.
func TestRejectedDestinationWithAConnectionThatGoesOn(t *testing.T) {
	w := newTown(t, everything()...)
	passed := traffic()[0]
	goesOn := passed
	goesOn.Began = time.Time{}
	stopped := passed
	stopped.Began, stopped.Action, stopped.Stage, stopped.Packets = time.Time{}, flowlog.Reject, string(vpc.StageEgressPolicy), 1
	w.saw(passed, stopped, goesOn)
	n := w.service("web")
	if d := node(t, n, "destination/tcp/10.0.2.5:5432").Destination; d.Verdict != "REJECT" || d.Rejection == nil {
		t.Errorf("%+v", d)
	}
	w.saw(passed)
	n = w.service("web")
	if d := node(t, n, "destination/tcp/10.0.2.5:5432").Destination; d.Verdict != "ACCEPT" {
		t.Errorf("a new connection was let through: %+v", d)
	}
}
