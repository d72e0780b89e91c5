package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"sync/atomic"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/flowlog"
	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Explainer answers questions about the network: by the plan, and by packets.
type Explainer struct {
	Store   *store.Store
	Planner *netplan.Planner
	// Lookup resolves a name as a sandbox on this node does. Nil where nothing can.
	Lookup func(ctx context.Context, sandbox, name string) ([]netip.Addr, error)
	// Send probes from a sandbox on this node. Nil where nothing can.
	Send func(ctx context.Context, sandbox string, protocol vpc.Protocol, to netip.AddrPort) (Sent, error)
	// Flows tell where the kernel dropped a probe. Nil where nothing does.
	Flows *flowlog.Recent
	// Disagreed is told of every disagreement of plan and probe. It may be nil.
	Disagreed func(Report)

	disagreements atomic.Int64
}

// bodyLimit is how long a question may be, in bytes.
const bodyLimit = 2 << 20

// serve answers POST /v1/explain.
func (e *Explainer) serve(w http.ResponseWriter, r *http.Request) {
	var q Question
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit)).Decode(&q); err != nil {
		http.Error(w, "the question is not the JSON of one: "+err.Error(), http.StatusBadRequest)
		return
	}
	report, err := e.Explain(r.Context(), q)
	respond(w, report, err)
}

// respond writes an answer as JSON, or an error as text with the status of its class.
func respond(w http.ResponseWriter, answer any, err error) {
	switch fault.ClassOf(err) {
	case "":
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	case fault.NotFound:
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	default:
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(answer) // the client left
}

// start is where a question's packets start, and what explains them.
type start struct {
	from      From
	end       netplan.End
	explainer *vpc.Explainer
	preflight []vpc.Shortcoming
	service   platform.Service // where the question names one
}

// Explain answers a question. What does not exist is a fault.NotFound, a
// question that asks nothing a fault.Invalid; a name without an address is part
// of the report.
func (e *Explainer) Explain(ctx context.Context, q Question) (Report, error) {
	protocol, err := questioned(&q)
	if err != nil {
		return Report{}, err
	}
	s, err := e.start(ctx, q)
	if err != nil {
		return Report{}, err
	}
	report := Report{
		Version: ReportVersion, Question: q, From: s.from, Forward: []Hop{}, Return: []Hop{}, Findings: []Finding{},
		Preflight: shortcomings(s.preflight), Disagreements: e.disagreements.Load(),
	}
	to, names := e.resolve(ctx, s, q.Host)
	report.Names = names
	if !to.IsValid() {
		report.unresolved(s, sender(q))
		return report, nil
	}
	report.Destination = to.String()
	x := s.explain(to, protocol, q.Port)
	report.fill(x)
	if s.from.Interface == "" && !x.Reachable {
		report.suggestConnector(e.Store.Snapshot(), s, to)
	}
	if !q.NoProbe && !s.from.Supposed && s.end.Sandbox != "" && e.Send != nil {
		e.probe(ctx, &report, s, x, protocol, netip.AddrPortFrom(to, q.Port))
	}
	report.called(e.Store.Snapshot())
	return report, nil
}

func sender(q Question) string {
	if q.Interface != "" {
		return q.Interface
	}
	return "the service " + q.Service
}

// questioned completes a question and refuses one that asks nothing.
func questioned(q *Question) (vpc.Protocol, error) {
	switch {
	case (q.Service == "") == (q.Interface == ""):
		return 0, fault.New(fault.Invalid, "", "name a service or an interface that the packets start at")
	case q.Host == "" || q.Port == 0:
		return 0, fault.New(fault.Invalid, "", "name a host and a port that are to be reached")
	}
	switch q.Protocol {
	case "", "tcp":
		q.Protocol = "tcp"
		return vpc.TCP, nil
	case "udp":
		return vpc.UDP, nil
	}
	return 0, fault.New(fault.Invalid, "", "the protocol %q is neither tcp nor udp", q.Protocol)
}

// explain follows a packet of the start.
func (s start) explain(to netip.Addr, protocol vpc.Protocol, port uint16) vpc.Explanation {
	return s.explainer.Explain(s.packet(to, protocol, port))
}

// packet is one that the start sends.
func (s start) packet(to netip.Addr, protocol vpc.Protocol, port uint16) vpc.Packet {
	p := vpc.Packet{Destination: to, Protocol: protocol, DestinationPort: port}
	if s.from.Interface == "" {
		p.FromPublic, p.Source = true, s.end.Address
	} else {
		p.FromInterface = s.from.Interface
	}
	return p
}

// start finds who asks.
func (e *Explainer) start(ctx context.Context, q Question) (start, error) {
	snapshot, region := e.Store.Snapshot(), caller.From(ctx).Region
	if q.Interface != "" {
		end, err := netplan.InterfaceEnd(snapshot, q.Interface)
		if err == nil && end.Interface.Region != region {
			err = vpc.InterfaceNotFound(q.Interface)
		}
		return start{from: from(end), end: end, explainer: e.Planner.Explainer(snapshot)}, err
	}
	service, ok := findService(snapshot, region, q.Service)
	if !ok {
		return start{}, fault.New(fault.NotFound, "", "there is no service %q in the region %s", q.Service, region)
	}
	if q.VPC != "" {
		connector, err := netplan.ConnectorInto(snapshot, q.VPC)
		if err != nil {
			return start{}, err
		}
		return e.suppose(snapshot, service, connector)
	}
	connector, connected := store.Get[platform.Connector](snapshot, service.Configuration.Egress.ConnectorARN)
	end, err := netplan.ServiceEnd(snapshot, service)
	if fault.ClassOf(err) == fault.NotFound && connected {
		return e.suppose(snapshot, service, connector) // it does not run: what if it did
	}
	if err != nil {
		return start{}, err
	}
	s := start{from: from(end), end: end, explainer: e.Planner.Explainer(snapshot)}
	s.from.Service, s.service = service.Name, service
	if connected {
		s.preflight = e.Planner.Preflight(snapshot, connector, platform.LargestSize)
		s.explainer.Subnets = connector.Subnets
	}
	return s, nil
}

// suppose starts at an interface that the service would have by a connector.
func (e *Explainer) suppose(snapshot *store.Snapshot, service platform.Service, c platform.Connector) (start, error) {
	var failed error
	for _, subnet := range c.Subnets {
		explainer, i, err := e.Planner.Suppose(snapshot, subnet, c.Groups)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		explainer.Subnets = c.Subnets
		end := netplan.End{Interface: i}
		s := start{from: from(end), end: end, explainer: explainer, preflight: e.Planner.Preflight(snapshot, c, platform.LargestSize)}
		s.from.Service, s.from.Supposed = service.Name, true
		return s, nil
	}
	return start{}, failed
}

// suggestConnector proposes a connector to a service without one that asks for
// what is inside of a VPC.
func (r *Report) suggestConnector(snapshot store.Reader, s start, to netip.Addr) {
	if len(r.Findings) == 0 || s.service.ARN == "" {
		return
	}
	f := &r.Findings[0]
	for c := range store.Find[platform.Connector](snapshot, "region="+s.service.Region) {
		network, _ := store.Get[vpc.VPC](snapshot, c.VPCID)
		if !c.Active || !slices.ContainsFunc(network.Blocks, func(b vpc.Block) bool { return b.CIDR.Contains(to) }) {
			continue
		}
		f.Subject = s.service.Name
		f.Text = fmt.Sprintf("The service sends by the public side (egress type DEFAULT), and %s is an address inside of %s.", to, c.VPCID)
		f.Remedy = fmt.Sprintf("Give the service the VPC connector %s.", c.Name)
		f.Commands = []string{fmt.Sprintf("aws apprunner update-service --service-arn %s --network-configuration EgressConfiguration={EgressType=VPC,VpcConnectorArn=%s}", s.service.ARN, c.ARN)}
		return
	}
	if to.IsPrivate() {
		f.Remedy = "A service reaches private addresses by a VPC connector: aws apprunner create-vpc-connector, then update-service."
	}
}

func from(end netplan.End) From {
	f := From{Instance: end.Sandbox, Interface: end.Interface.ID, VPC: end.Interface.VPCID, Subnet: end.Interface.SubnetID}
	if end.Interface.ID != "" {
		f.Address = end.Interface.Primary().String()
	}
	return f
}

// findService finds a service by its name or id; of deleted ones with the same
// name the newest.
func findService(r store.Reader, region, name string) (platform.Service, bool) {
	var found platform.Service
	for s := range store.Find[platform.Service](r, "region="+region) {
		if (s.Name == name || s.ID == name) && (found.ID == "" || s.CreatedAt.After(found.CreatedAt)) {
			found = s
		}
	}
	return found, found.ID != ""
}
