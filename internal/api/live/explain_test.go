package live

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/flowlog"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// region is a store with a VPC, a service in it, and a database.
type region struct {
	t       *testing.T
	store   *store.Store
	explain *Explainer
	sent    Sent
	probes  int
}

func newRegion(t *testing.T) *region {
	s, err := store.Open(t.TempDir(), append(netplan.Documents(), platform.Service{}, platform.Connector{}, platform.Workload{},
		platform.WorkloadStatus{}, platform.Instance{}, platform.Event{})...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &region{t: t, store: s, sent: Sent{Outcome: "connected", Took: time.Millisecond}}
	r.explain = &Explainer{
		Store: s, Planner: netplan.New(netplan.Options{Uplink: true}),
		Lookup: func(_ context.Context, sandbox, name string) ([]netip.Addr, error) {
			if name == "outside.example" {
				return []netip.Addr{netip.MustParseAddr("203.0.113.7")}, nil
			}
			return nil, fault.New(fault.NotFound, "", "nobody knows %s", name)
		},
		Send: func(context.Context, string, vpc.Protocol, netip.AddrPort) (Sent, error) {
			r.probes++
			return r.sent, nil
		},
	}
	const in = "us-east-1"
	all := netip.MustParsePrefix("0.0.0.0/0")
	connector := platform.Connector{ARN: "arn:connector", Name: "c", Region: in, VPCID: "vpc-1", Subnets: []string{"subnet-1"}, Groups: []string{"sg-app"}, Active: true}
	r.put(
		vpc.VPC{ID: "vpc-1", Region: in, Blocks: []vpc.Block{{CIDR: netip.MustParsePrefix("10.0.0.0/16")}}, DNSSupport: true},
		vpc.Subnet{ID: "subnet-1", Region: in, VPCID: "vpc-1", CIDR: netip.MustParsePrefix("10.0.1.0/24")},
		vpc.RouteTable{ID: "rtb-1", Region: in, VPCID: "vpc-1", Main: true},
		vpc.NetworkACL{ID: "acl-1", Region: in, VPCID: "vpc-1", Default: true, Entries: []vpc.ACLEntry{
			{Number: 100, Egress: true, Allow: true, Protocol: vpc.AllProtocols, CIDR: all}, {Number: 100, Allow: true, Protocol: vpc.AllProtocols, CIDR: all}}},
		vpc.SecurityGroup{ID: "sg-app", Region: in, VPCID: "vpc-1"}, vpc.SecurityGroup{ID: "sg-db", Region: in, VPCID: "vpc-1"},
		vpc.SecurityGroupRule{ID: "sgr-out", Region: in, VPCID: "vpc-1", GroupID: "sg-app", Direction: vpc.Egress, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: all},
		vpc.SecurityGroupRule{ID: "sgr-db", Region: in, VPCID: "vpc-1", GroupID: "sg-db", Direction: vpc.Ingress, Protocol: vpc.TCP, FromPort: 5432, ToPort: 5432, ReferencedGroup: "sg-app"},
		vpc.Interface{ID: "eni-web", Region: in, VPCID: "vpc-1", SubnetID: "subnet-1", Groups: []string{"sg-app"}, RequesterManaged: true,
			Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.4")}, Attachment: &vpc.Attachment{Workload: "s-web-1"}},
		vpc.Interface{ID: "eni-db", Region: in, VPCID: "vpc-1", SubnetID: "subnet-1", Groups: []string{"sg-db"},
			Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.5")}, Attachment: &vpc.Attachment{Workload: "i-db", InstanceID: "i-db"}},
		platform.Instance{ID: "i-db", Region: in, VPCID: "vpc-1", SubnetID: "subnet-1", Interfaces: []string{"eni-db"}, Tags: vpc.Tags{"Name": "db"}},
		platform.Workload{Key: "i-db", Region: in, Desire: platform.Run, Interfaces: []string{"eni-db"}, InstanceID: "i-db"},
		platform.Workload{Key: "s-web-1", Region: in, Desire: platform.Run, Interfaces: []string{"eni-web"}, ServiceARN: "arn:web", Generation: 1},
		connector,
		platform.Service{ID: id, Name: "web", ARN: "arn:web", Region: in, Status: platform.Running, Serving: 1,
			Configuration: platform.Configuration{Egress: platform.Egress{Type: platform.EgressVPC, ConnectorARN: connector.ARN}}},
	)
	return r
}

func (r *region) put(documents ...store.Document) {
	r.t.Helper()
	if err := r.store.Update(context.Background(), func(tx *store.Tx) error {
		for _, d := range documents {
			store.Put(tx, d)
		}
		return nil
	}); err != nil {
		r.t.Fatal(err)
	}
}

// post asks an endpoint.
func (r *region) post(path, body string) *httptest.ResponseRecorder {
	r.t.Helper()
	ctx := caller.With(r.t.Context(), caller.Caller{Region: "us-east-1"})
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(body))
	answer := httptest.NewRecorder()
	(&API{Store: r.store, Explain: r.explain}).Handler().ServeHTTP(answer, request)
	return answer
}

func (r *region) ask(body string) Report {
	r.t.Helper()
	answer := r.post("/v1/explain", body)
	var report Report
	if err := json.Unmarshal(answer.Body.Bytes(), &report); err != nil || answer.Code != http.StatusOK {
		r.t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return report
}

func TestExplainAnswersByPlanAndProbe(t *testing.T) {
	r := newRegion(t)
	got := r.ask(`{"service":"web","host":"db","port":5432}`)
	if !got.Reachable || got.Version != 1 || got.From.Interface != "eni-web" || got.Destination != "10.0.1.5" || got.Names.Note == "" {
		t.Errorf("unexpected report %+v", got)
	}
	if got.Probe == nil || got.Probe.Agreement != Agree || got.Disagreements != 0 {
		t.Errorf("unexpected probe %+v", got.Probe)
	}
	if len(got.Preflight) != 1 || got.Preflight[0].Code != vpc.CodeNoRoute {
		t.Errorf("unexpected preflight %+v", got.Preflight)
	}
	r.sent = Sent{Outcome: "silent"}
	got = r.ask(`{"service":"web","host":"10.0.1.5","port":22}`)
	if got.Reachable || got.Stage != string(vpc.StageIngressPolicy) || got.Probe.Agreement != Agree || got.Findings[0].Subject != "sg-db" {
		t.Errorf("unexpected report %+v", got)
	}
	got = r.ask(`{"interface":"eni-db","host":"outside.example","port":443,"noProbe":true}`)
	if got.Reachable || got.Probe != nil || got.Destination != "203.0.113.7" {
		t.Errorf("unexpected report %+v", got)
	}
	if got = r.ask(`{"service":"web","host":"nowhere.example","port":443}`); got.Reachable || got.Names.Error == "" || !strings.Contains(got.Summary, "has no address") {
		t.Errorf("unexpected report %+v", got)
	}
	probes := r.probes
	if got = r.ask(`{"service":"web","host":"10.0.1.5","port":5432,"vpc":"vpc-1"}`); !got.Reachable || !got.From.Supposed || r.probes != probes {
		t.Errorf("unexpected report %+v", got)
	}
}

func TestExplainRefusesWhatAsksNothing(t *testing.T) {
	r := newRegion(t)
	for body, want := range map[string]int{
		`{`: http.StatusBadRequest, `{"service":"web","host":"db"}`: http.StatusBadRequest, `{"host":"db","port":1}`: http.StatusBadRequest,
		`{"service":"web","host":"db","port":1,"protocol":"sctp"}`: http.StatusBadRequest,
		`{"service":"none","host":"db","port":1}`:                  http.StatusNotFound,
		`{"interface":"eni-none","host":"db","port":1}`:            http.StatusNotFound,
	} {
		if answer := r.post("/v1/explain", body); answer.Code != want {
			t.Errorf("%s: %d %s", body, answer.Code, answer.Body)
		}
	}
}

// TestDisagreementsAreCounted asks twice before it says so.
func TestDisagreementsAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegion(t)
		told := 0
		r.explain.Disagreed = func(Report) { told++ }
		r.sent = Sent{Outcome: "silent"}
		got := r.ask(`{"service":"web","host":"10.0.1.5","port":5432}`)
		if got.Probe.Agreement != Disagree || got.Disagreements != 1 || told != 1 || r.probes != 2 {
			t.Errorf("unexpected probe %+v, %d told, %d probes", got.Probe, told, r.probes)
		}
		r.sent = Sent{Outcome: "refused"}
		if got = r.ask(`{"service":"web","host":"10.0.1.5","port":22}`); got.Probe.Agreement != Disagree || got.Disagreements != 2 {
			t.Errorf("unexpected probe %+v", got.Probe)
		}
	})
}

// TestStageOfADroppedProbe compares where the kernel dropped the packet with the plan.
func TestStageOfADroppedProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegion(t)
		r.explain.Flows = flowlog.NewRecent()
		event := flowlog.Event{VPC: "vpc-1", Action: flowlog.Reject, Source: "10.0.1.4", Destination: "10.0.1.5", DestinationPort: 22, Protocol: 6, Decided: "eni-db"}
		r.explain.Send = func(context.Context, string, vpc.Protocol, netip.AddrPort) (Sent, error) {
			otherPort, otherSender, otherVPC := event, event, event
			otherPort.DestinationPort, otherSender.Source, otherVPC.VPC = 23, "10.0.1.99", "vpc-with-the-same-range"
			for _, other := range []flowlog.Event{otherPort, otherSender, otherVPC} {
				other.Stage = string(vpc.StageEgressACL)
				r.explain.Flows.Add(other)
			}
			r.explain.Flows.Add(event)
			return Sent{Outcome: "silent"}, nil
		}
		event.Stage = string(vpc.StageIngressPolicy)
		if got := r.ask(`{"service":"web","host":"10.0.1.5","port":22}`); got.Probe.Agreement != Agree || got.Probe.Stage != event.Stage || got.Probe.Decided != "eni-db" {
			t.Errorf("unexpected probe %+v", got.Probe)
		}
		event.Stage = string(vpc.StageRoute)
		if got := r.ask(`{"service":"web","host":"10.0.1.5","port":22}`); got.Probe.Agreement != Disagree || got.Disagreements != 1 {
			t.Errorf("unexpected probe %+v", got.Probe)
		}
	})
}

// What a service sends by the public side is dropped in the edge, which is in no VPC.
func TestStageOfAProbeDroppedInTheEdge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegion(t)
		r.put(
			platform.Workload{Key: "s-shop-1", Region: "us-east-1", Desire: platform.Run, FrontDoor: netip.MustParseAddr("169.254.192.2"), Public: true, ServiceARN: "arn:shop", Generation: 1},
			platform.Service{ID: "0123456789abcdef0123456789abcde1", Name: "shop", ARN: "arn:shop", Region: "us-east-1", Status: platform.Running, Serving: 1})
		r.explain.Flows = flowlog.NewRecent()
		r.explain.Send = func(context.Context, string, vpc.Protocol, netip.AddrPort) (Sent, error) {
			r.explain.Flows.Add(flowlog.Event{Action: flowlog.Reject, Source: "169.254.192.2", Destination: "10.0.1.5", DestinationPort: 22, Protocol: 6, Stage: string(vpc.StageGateway)})
			return Sent{Outcome: "silent"}, nil
		}
		if got := r.ask(`{"service":"shop","host":"10.0.1.5","port":22}`); got.Probe.Agreement != Agree || got.Probe.Stage != string(vpc.StageGateway) {
			t.Errorf("unexpected probe %+v", got.Probe)
		}
		if got := r.ask(`{"service":"shop","host":"203.0.113.7","port":22}`); got.Probe.Agreement != Unproven {
			t.Errorf("unexpected probe %+v", got.Probe)
		}
	})
}

func TestCompare(t *testing.T) {
	inside, outside, no := vpc.Explanation{Reachable: true}, vpc.Explanation{Reachable: true, Outside: vpc.OutsideInternet}, vpc.Explanation{}
	edge := vpc.Explanation{Reachable: true, Outside: vpc.OutsideEdge}
	for _, c := range []struct {
		x        vpc.Explanation
		protocol vpc.Protocol
		outcome  string
		want     string
	}{
		{inside, vpc.TCP, "connected", Agree}, {inside, vpc.TCP, "refused", Agree}, {inside, vpc.TCP, "silent", Disagree},
		{inside, vpc.TCP, "unreachable", Disagree}, {inside, vpc.UDP, "silent", Unproven}, {inside, vpc.UDP, "answered", Agree},
		{outside, vpc.TCP, "silent", Unproven}, {outside, vpc.TCP, "unreachable", Unproven}, {outside, vpc.TCP, "connected", Agree},
		{edge, vpc.TCP, "connected", Agree}, {edge, vpc.TCP, "silent", Disagree},
		{no, vpc.TCP, "silent", Agree}, {no, vpc.TCP, "unreachable", Agree}, {no, vpc.TCP, "refused", Disagree}, {no, vpc.UDP, "answered", Disagree},
	} {
		if got := compare(c.x, c.protocol, Sent{Outcome: c.outcome}); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestCheck(t *testing.T) {
	r := newRegion(t)
	answer := r.post("/v1/check?file=net.check", `
service web can reach db:5432
service web cannot reach db:1-5431
service web cannot reach 10.0.0.0/16:5000-6000
service web can reach 0.0.0.0/0:443
service none can reach db:1
interface eni-db cannot reach 0.0.0.0/0:25
service web cannot reach 203.0.113.0/24:443
instance i-db cannot reach 10.0.1.4:8080/udp
`)
	var j Judgement
	if err := json.Unmarshal(answer.Body.Bytes(), &j); err != nil {
		t.Fatal(answer.Body)
	}
	holds := []bool{true, true, false, false, false, true, true, true}
	if len(j.Results) != len(holds) || j.Failed != 3 {
		t.Fatalf("unexpected judgement %+v", j)
	}
	for i, c := range j.Results {
		if c.Holds != holds[i] || c.Text == "" {
			t.Errorf("line %d: %+v", c.Line, c)
		}
	}
	if text := j.Results[2].Text; !strings.Contains(text, "10.0.1.5:5432") || !strings.Contains(text, "sgr-db") {
		t.Errorf("the part that is reached is not named: %s", text)
	}
	if answer := r.post("/v1/check?file=net.check", "service web may reach db:1"); answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), "net.check:1:13") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}
