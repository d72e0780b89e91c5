package vpc

import (
	"fmt"
	"slices"
)

// Reach follows a packet of a new flow, stage by stage, as the kernel of this
// node decides about it: through the VPC that it starts in, by a gateway to the
// public side, the LAN or a peer, and into the VPC that it arrives in.
func (w *World) Reach(p Packet) Verdict { return w.follow(p).verdict }

// walk is a packet on its way through the world.
type walk struct {
	world   *World
	head    Header // as it is by now
	verdict Verdict
	legs    []leg // the VPCs that it passed
}

// leg is a packet's way through one VPC.
type leg struct {
	plan *Plan
	from *Port    // that it left by; nil where it came in by a gateway
	by   *Gateway // that it came in by
	way  *Way     // that it left the subnet by; nil where it stayed in the VPC
	to   *Port    // that it arrived at; nil where it left the VPC
	// before is the packet as it came into the VPC, after as it left it or
	// arrived, both seen from outside of the VPC's gateway.
	before, after Header
}

// maxLegs is how many VPCs a packet passes at most: none lets a packet through
// that it is not an end of. Pointers to legs stay good.
const maxLegs = 2

func (w *World) follow(p Packet) *walk {
	k := &walk{world: w, head: p.header(), legs: make([]leg, 0, maxLegs)}
	if p.FromPublic {
		k.enterFromPublic()
		return k
	}
	k.leave(p)
	return k
}

// note records that a stage let the packet pass.
func (k *walk) note(s Step, format string, args ...any) {
	if !s.Before.Destination.IsValid() {
		s.Before = k.head
	}
	s.After, s.Detail = k.head, fmt.Sprintf(format, args...)
	k.verdict.Steps = append(k.verdict.Steps, s)
}

// drop records that a stage did not let the packet pass.
func (k *walk) drop(s Step, format string, args ...any) bool {
	k.note(s, format, args...)
	return false
}

// leave takes the packet from a sandbox to its VPC's router and on.
func (k *walk) leave(p Packet) bool {
	plan, port := k.world.sender(p)
	if port == nil {
		return k.drop(Step{Stage: StageSourceCheck, VPC: p.VPC, Component: p.FromInterface, Interface: p.FromInterface},
			"no interface on this node %s", sender(p))
	}
	if !k.head.Source.IsValid() {
		k.head.Source = port.primary(k.head.Destination)
	}
	k.legs = append(k.legs, leg{plan: plan, from: port, before: k.head})
	l := &k.legs[0]
	if !k.checkSource(plan, port) {
		return false
	}
	switch to := k.head.Destination; {
	case slices.Contains(port.Addresses, to): // which never leaves the sandbox
		return k.deliver(l, port)
	case slices.Contains(plan.Resolver, to) || slices.Contains(plan.Routers, to):
		return k.router(plan)
	}
	if to := k.head.Destination; to.Is6() && (to.IsLinkLocalUnicast() || to.IsMulticast()) {
		return k.drop(Step{Stage: StageRoute, VPC: plan.VPC}, "%s is of one link only, and this one has nobody else on it", to)
	}
	return k.checkPolicy(StageEgressPolicy, plan, port) && k.depart(l, port) && k.onward(l)
}

func sender(p Packet) string {
	switch {
	case p.FromInterface != "":
		return "is " + p.FromInterface
	case p.Source.IsValid():
		return "has the address " + p.Source.String()
	}
	return "is named"
}

// checkSource checks that the source is one of the port's own addresses.
func (k *walk) checkSource(plan *Plan, port *Port) bool {
	s := Step{Stage: StageSourceCheck, VPC: plan.VPC, Component: port.Interface, Interface: port.Interface}
	switch from := k.head.Source; {
	case from.Is6() != k.head.Destination.Is6() || !from.IsValid():
		return k.drop(s, "%s has no address to reach %s from", port.Interface, k.head.Destination)
	case k.head.Discovery():
		return k.drop(s, "%s is neighbour discovery, which stays on its link", k.head.traffic())
	case from.Is6() && !port.Gateway6.IsValid():
		return k.drop(s, "%s has no IPv6", port.Interface)
	case slices.Contains(port.Addresses, from):
		k.note(s, "%s is an address of %s", from, port.Interface)
	case port.AnySource:
		k.note(s, "%s checks no sources", port.Interface)
	default:
		return k.drop(s, "%s is not an address of %s, which has %s", from, port.Interface, list(port.Addresses))
	}
	return true
}

// router is about what is for the router itself: it answers questions for
// names, which no group or ACL is asked about, and nothing else.
func (k *walk) router(plan *Plan) bool {
	to := k.head.Destination
	if !slices.Contains(plan.Resolver, to) || !k.head.Protocol.HasPorts() || k.head.DestinationPorts != (PortRange{53, 53}) {
		return k.drop(Step{Stage: StageRoute, VPC: plan.VPC}, "%s is an address of the router of %s, which takes no %s", to, plan.VPC, k.head.traffic())
	}
	k.note(Step{Stage: StageDelivered, VPC: plan.VPC}, "at the resolver of %s", plan.VPC)
	k.verdict.Delivered, k.verdict.Resolver = true, true
	return true
}

// checkPolicy asks each group of the port; one that lets the packet pass is enough.
func (k *walk) checkPolicy(stage Stage, plan *Plan, port *Port) bool {
	remote, preposition := k.head.Destination, "to"
	if stage == StageIngressPolicy {
		remote, preposition = k.head.Source, "from"
	}
	groups := plan.policy(port.Policy).Groups
	s := Step{Stage: stage, VPC: plan.VPC, Component: port.Interface, Interface: port.Interface, Subnet: port.Subnet}
	for _, g := range groups {
		set := plan.RuleSets[g]
		if set == nil {
			continue
		}
		matches := &set.Egress
		if stage == StageIngressPolicy {
			matches = &set.Ingress
		}
		if traffic, end, ok := matches.allow(k.head, remote, plan.Members); ok {
			s.Component = g
			k.note(s, "%s allows %s %s %s", g, traffic, preposition, end)
			return true
		}
	}
	return k.drop(s, "no group of %s (%s) allows %s %s %s", port.Interface, list(groups), k.head.traffic(), preposition, remote)
}

// checkACL asks the ACL of a subnet about a packet that crosses its edge; one
// that stays within the subnet it does not see.
func (k *walk) checkACL(stage Stage, plan *Plan, subnet *PlanSubnet) bool {
	remote, preposition := k.head.Destination, "to"
	if stage == StageIngressACL {
		remote, preposition = k.head.Source, "from"
	}
	if subnet.Holds(remote) {
		return true
	}
	s := Step{Stage: stage, VPC: plan.VPC, Component: subnet.ACL, Subnet: subnet.ID}
	acl := plan.ACLs[subnet.ACL]
	if acl == nil || subnet.ACL == "" {
		return k.drop(s, "%s has no network ACL", subnet.ID)
	}
	matches := &acl.Egress
	if stage == StageIngressACL {
		matches = &acl.Ingress
	}
	if traffic, end, ok := matches.allow(k.head, remote, nil); ok {
		k.note(s, "%s allows %s %s %s", acl.ACL, traffic, preposition, end)
		return true
	}
	return k.drop(s, "%s of %s does not allow %s %s %s", acl.ACL, subnet.ID, k.head.traffic(), preposition, remote)
}

// depart takes the packet out of the port's subnet: past its ACL and by its
// route table. It leaves in the leg where the packet goes.
func (k *walk) depart(l *leg, port *Port) bool {
	plan, to := l.plan, k.head.Destination
	subnet := plan.subnetOf(port)
	if !k.checkACL(StageEgressACL, plan, subnet) {
		return false
	}
	s := Step{Stage: StageRoute, VPC: plan.VPC, Component: subnet.Table, Subnet: subnet.ID}
	var routed bool
	if table := plan.Tables[subnet.Table]; table != nil && !subnet.Holds(to) {
		s.Route, routed = table.Find(to)
	}
	if !routed {
		return k.local(l, s)
	}
	if l.way = plan.way(s.Route.Way); l.way == nil {
		return k.drop(s, "%s leads %s by %s to %s: %s", subnet.Table, to, s.Route.Destination, s.Route.Target, s.Route.Blackhole)
	}
	k.note(s, "%s leads %s by %s to %s", subnet.Table, to, s.Route.Destination, s.Route.Target)
	return true
}

// local finds the port that has the destination.
func (k *walk) local(l *leg, s Step) bool {
	to := k.head.Destination
	if !l.plan.holds(to) {
		return k.drop(s, "%s is outside of the VPC (%s), and no route leads there", to, list(l.plan.Blocks))
	}
	if l.to = l.plan.portOf(to); l.to == nil {
		return k.drop(s, "no interface on this node has the address %s", to)
	}
	k.note(s, "local, to %s", l.to.Interface)
	return true
}

// onward takes the packet where its route leads.
func (k *walk) onward(l *leg) bool {
	switch {
	case l.way == nil:
		return k.arrive(l, l.to, true)
	case l.way.Interface != "":
		return k.handOver(l, true)
	case l.way.NAT != "" && !k.translate(l):
		return false
	}
	return k.exit(l)
}

// handOver takes the packet to the interface that its route names.
func (k *walk) handOver(l *leg, fresh bool) bool {
	port := l.plan.port(l.way.Interface)
	if port == nil {
		return k.drop(Step{Stage: StageRoute, VPC: l.plan.VPC, Component: l.way.Interface}, "%s is not on this node", l.way.Interface)
	}
	l.to = port
	k.verdict.Appliance = !slices.Contains(port.Addresses, k.head.Destination)
	return k.arrive(l, port, fresh)
}

// arrive takes the packet past the ACL of the port's subnet and, of a new flow,
// past its groups.
func (k *walk) arrive(l *leg, port *Port, fresh bool) bool {
	k.verdict.To = port.Interface
	if !k.checkACL(StageIngressACL, l.plan, l.plan.subnetOf(port)) || fresh && !k.checkPolicy(StageIngressPolicy, l.plan, port) {
		return false
	}
	return k.deliver(l, port)
}

func (k *walk) deliver(l *leg, port *Port) bool {
	k.verdict.Delivered, k.verdict.To = true, port.Interface
	k.note(Step{Stage: StageDelivered, VPC: l.plan.VPC, Component: port.Interface, Interface: port.Interface}, "at %s", port.Interface)
	l.to, l.after = port, k.head
	return true
}

// outside ends the packet's way at a place that is no VPC.
func (k *walk) outside(place Outside, format string, args ...any) bool {
	k.verdict.Delivered, k.verdict.Outside = true, place
	k.note(Step{Stage: StageDelivered}, format, args...)
	return true
}

// subnetOf is the edge of the subnet that a port is in. A plan without it
// has nothing that lets the port's packets leave its subnet.
func (p *Plan) subnetOf(port *Port) *PlanSubnet {
	if s := p.subnet(port.Subnet); s != nil {
		return s
	}
	return &PlanSubnet{ID: port.Subnet}
}
