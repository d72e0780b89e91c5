package control

import (
	"net/netip"
	"strings"

	"sallyport/internal/flowlog"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// decider finds what gave a verdict. It keeps what it found by a snapshot, so
// that flows that are alike cost one search.
type decider struct {
	sequence uint64
	networks map[string]*decidedNetwork
	world    *vpc.World
	known    map[decidedKey]decision
}

// decidedNetwork is a VPC as verdicts are explained by.
type decidedNetwork struct {
	model      vpc.Model
	plan       *vpc.Plan // nil where none is
	interfaces map[string]vpc.Interface
	subnets    map[string]vpc.Subnet
}

// decidedKey is what flows have in common that are decided by the same: all but
// the port of who asks.
type decidedKey struct {
	place     string
	direction vpc.Direction
	action    flowlog.Action
	stage     vpc.Stage
	component string
	protocol  uint8
	from, to  netip.Addr
	port      uint16
	way       string
}

type decision struct{ decided, reason, rule string }

// knownDecisions bounds what is kept; one takes some 300 bytes.
const knownDecisions = 5000

// decide completes an event: what gave the verdict and why, and what the flow
// met. It searches at most so often, and then says what the kernel said.
func (d *decider) decide(f *flows, snapshot *store.Snapshot, r *flowlog.Record, e *flowlog.Event, left *int) {
	if d.networks == nil || d.sequence != snapshot.Sequence() || len(d.known) >= knownDecisions {
		d.sequence, d.networks, d.world, d.known = snapshot.Sequence(), map[string]*decidedNetwork{}, f.planner.World(snapshot), map[decidedKey]decision{}
	}
	n := d.networks[r.Place.VPC]
	if n == nil {
		n = newDecidedNetwork(f, snapshot, d.world, r.Place.VPC)
		d.networks[r.Place.VPC] = n
	}
	n.met(r, e)
	if r.Reply {
		e.Decided, e.Reason = r.Way, "answer of a tracked connection"
		return
	}
	key := decidedKey{r.Interface, r.Direction, r.Action, r.Stage, r.Component, r.Protocol, r.Source.Addr(), r.Destination.Addr(), r.Destination.Port(), r.Way}
	found, known := d.known[key]
	if !known {
		if *left--; *left < 0 {
			e.Decided = r.Component
			return
		}
		if found = n.accepted(r); r.Action == flowlog.Reject {
			found = d.rejected(n, r)
		}
		d.known[key] = found
	}
	e.Decided, e.Reason, e.Rule = found.decided, found.reason, found.rule
}

func newDecidedNetwork(f *flows, snapshot *store.Snapshot, world *vpc.World, id string) *decidedNetwork {
	n := &decidedNetwork{plan: world.Plans[id], interfaces: map[string]vpc.Interface{}, subnets: map[string]vpc.Subnet{}}
	n.model, _ = f.planner.Model(snapshot, id)
	for _, i := range n.model.Interfaces {
		n.interfaces[i.ID] = i
	}
	for _, s := range n.model.Subnets {
		n.subnets[s.ID] = s
	}
	return n
}

// rejected names what dropped a packet. What an ACL, a route or a gateway dropped
// is named by the kernel itself.
func (d *decider) rejected(n *decidedNetwork, r *flowlog.Record) decision {
	packet := vpc.Packet{Source: r.Source.Addr(), Destination: r.Destination.Addr(), Protocol: vpc.Protocol(r.Protocol),
		SourcePort: r.Source.Port(), DestinationPort: r.Destination.Port(), ICMPType: echo(r.Protocol)}
	if r.Direction == vpc.Egress {
		packet.FromInterface = r.Interface
	}
	groups := n.interfaces[r.Interface].Groups
	// The plan's own reason, where it sees the packet end where the kernel did.
	if last := d.world.Reach(packet).Last(); last.Stage == r.Stage {
		if len(groups) > 0 && (r.Stage == vpc.StageEgressPolicy || r.Stage == vpc.StageIngressPolicy) {
			return decision{decided: strings.Join(groups, ","), reason: last.Detail}
		}
		return decision{decided: either(last.Component, r.Component), reason: last.Detail}
	}
	return decision{decided: either(r.Component, strings.Join(groups, ",")), reason: string(r.Stage)}
}

// accepted names the rule that lets a flow pass and the way that it takes.
func (n *decidedNetwork) accepted(r *flowlog.Record) decision {
	rule, ok := n.model.DecidingRule(n.interfaces[r.Interface].Groups, r.Direction, header(r), remote(r))
	switch {
	case r.Place.NAT != "":
		return decision{decided: r.Way, reason: "by " + r.Place.NAT}
	case !ok:
		return decision{decided: r.Way, reason: "established before the rule was taken away"}
	case r.Way == "":
		return decision{decided: rule.ID, reason: "rule of " + rule.GroupID, rule: rule.ID}
	}
	return decision{decided: rule.ID + " " + r.Way, reason: "rule of " + rule.GroupID, rule: rule.ID}
}

// met notes which entry of the subnet's ACL decided about a flow, and which route
// leads it, or where it is an answer, led what it answers.
func (n *decidedNetwork) met(r *flowlog.Record, e *flowlog.Event) {
	subnet, ok := n.subnets[r.Place.Subnet]
	if !ok || r.Stage == vpc.StageEgressPolicy || r.Stage == vpc.StageSourceCheck {
		return
	}
	stopped := r.Action == flowlog.Reject && (r.Stage == vpc.StageEgressACL || r.Stage == vpc.StageIngressACL)
	if acl, entry, asked := n.model.EntryFor(subnet, r.Direction, header(r), remote(r)); asked && entry.Allow != stopped {
		e.ACL, e.Entry = acl, entry.Name() // another one has changed since
	}
	if n.plan != nil && !stopped && (r.Direction == vpc.Egress) != r.Reply {
		e.RouteTable, e.Route = n.plan.RouteFrom(subnet.ID, remote(r))
	}
}

// header is a record's packet as rules judge it.
func header(r *flowlog.Record) vpc.Header {
	h := vpc.Header{Source: r.Source.Addr(), Destination: r.Destination.Addr(), Protocol: vpc.Protocol(r.Protocol), ICMPType: echo(r.Protocol)}
	if h.Protocol.HasPorts() {
		h.SourcePorts, h.DestinationPorts = port(r.Source.Port()), port(r.Destination.Port())
	}
	return h
}

// remote is the end of a record that its interface does not have.
func remote(r *flowlog.Record) netip.Addr {
	if r.Direction == vpc.Ingress {
		return r.Source.Addr()
	}
	return r.Destination.Addr()
}
