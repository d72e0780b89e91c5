package vpc

import (
	"net/netip"
	"slices"
	"strings"
)

// Explainer explains packets of one moment: by the plan, in the words of the
// model. It is for one goroutine.
type Explainer struct {
	World *World
	// Model is a VPC as the user defined it; false if there is none.
	Model func(vpcID string) (Model, bool)
	// Subnets are those that a remedy has to serve besides the packet's own: a
	// service's instances may be in any of its connector's.
	Subnets []string

	models map[string]Model // those that were asked for
}

// Explain follows a packet and its answer, and says what each of the things
// on the way decided.
func (e *Explainer) Explain(p Packet) Explanation {
	forward, back := e.World.RoundTrip(p)
	x := Explanation{
		Packet: p, Stopped: StageDelivered, Forward: e.components(forward), Return: e.components(back),
		To: forward.To, Appliance: forward.Appliance, Outside: forward.Outside, Resolver: forward.Resolver,
	}
	unanswered := len(back.Steps) == 0 // nobody answers such a message
	x.Reachable = forward.Delivered && (back.Delivered || unanswered)
	if len(x.Forward) > 0 {
		first := x.Forward[0].Before
		x.Packet.Source = first.Source
	}
	switch {
	case !forward.Delivered:
		x.Stopped = forward.Last().Stage
		x.Findings = []Finding{e.finding(p, x.Forward, forward)}
	case !x.Reachable:
		x.Stopped, x.Answer = back.Last().Stage, true
		x.Findings = []Finding{e.finding(p, x.Return, back)}
	}
	return x
}

// model is a VPC as the user defined it, with nothing in it if it is not there.
func (e *Explainer) model(id string) Model {
	if m, known := e.models[id]; known {
		return m
	}
	m, _ := e.Model(id)
	if e.models == nil {
		e.models = map[string]Model{}
	}
	e.models[id] = m
	return m
}

// components are a verdict's steps with what decided in each.
func (e *Explainer) components(v Verdict) []PathComponent {
	components := make([]PathComponent, len(v.Steps))
	for i, s := range v.Steps {
		c := PathComponent{Step: s, Passed: v.Delivered || i < len(v.Steps)-1}
		switch s.Stage {
		case StageEgressPolicy, StageIngressPolicy:
			if rule, ok := e.model(s.VPC).DecidingRule([]string{s.Component}, s.direction(), s.Before, s.remote()); ok && c.Passed {
				c.Rule = &rule
			}
		case StageEgressACL, StageIngressACL:
			if acl, ok := e.model(s.VPC).acl(s.Component); ok {
				entry, _ := acl.DecidingEntry(s.direction() == Egress, s.Before, s.remote())
				c.Entry = &entry
			}
		}
		components[i] = c
	}
	return components
}

// direction is that of the rules that the stage asks.
func (s Step) direction() Direction {
	if s.Stage == StageIngressPolicy || s.Stage == StageIngressACL {
		return Ingress
	}
	return Egress
}

// remote is the other end for the rules that the stage asks.
func (s Step) remote() netip.Addr {
	if s.direction() == Ingress {
		return s.Before.Source
	}
	return s.Before.Destination
}

func (m Model) acl(id string) (NetworkACL, bool) {
	i := slices.IndexFunc(m.ACLs, func(a NetworkACL) bool { return a.ID == id })
	if i < 0 {
		return NetworkACL{}, false
	}
	return m.ACLs[i], true
}

func (m Model) table(id string) RouteTable {
	i := slices.IndexFunc(m.RouteTables, func(t RouteTable) bool { return t.ID == id })
	if i < 0 {
		return RouteTable{}
	}
	return m.RouteTables[i]
}

// interfaceAt is the interface in use that has an address, here or in a peered VPC.
func (m Model) interfaceAt(a netip.Addr) (Interface, bool) {
	has := func(i Interface) bool { return i.Attachment != nil && slices.Contains(i.Addresses, a) }
	if i := slices.IndexFunc(m.Interfaces, has); i >= 0 {
		return m.Interfaces[i], true
	}
	for _, p := range m.Peerings {
		if i := slices.IndexFunc(p.Interfaces, has); i >= 0 {
			return p.Interfaces[i], true
		}
	}
	return Interface{}, false
}

func (m Model) interfaceOf(id string) Interface {
	i := slices.IndexFunc(m.Interfaces, func(i Interface) bool { return i.ID == id })
	if i < 0 {
		return Interface{ID: id}
	}
	return m.Interfaces[i]
}

// alike are the subnets that a remedy for one has to serve: those with the same
// route table.
func (e *Explainer) alike(m Model, subnet string) []string {
	table, _ := m.TableOf(subnet)
	all := []string{subnet}
	for _, s := range e.Subnets {
		if t, _ := m.TableOf(s); s != subnet && t.ID == table.ID {
			all = append(all, s)
		}
	}
	return all
}

// kindOf is the beginning of an id: igw, nat, pcx, …
func kindOf(id string) string {
	kind, _, _ := strings.Cut(id, "-")
	return kind
}
