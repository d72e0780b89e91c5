package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Packet is the first packet of a flow, as it leaves a sandbox.
type Packet struct {
	// FromInterface is the interface that it leaves by; empty means the one
	// whose address Source is.
	FromInterface string
	// Source is the sender's address; the zero value means the primary one of
	// FromInterface.
	Source      netip.Addr
	Destination netip.Addr
	Protocol    Protocol
	// SourcePort and DestinationPort are those of tcp and udp.
	SourcePort, DestinationPort uint16
	// ICMPType and ICMPCode are those of icmp and icmpv6.
	ICMPType, ICMPCode uint8
}

// Stage is a place that a packet passes on its way, where it may end.
type Stage string

// The stages in their order.
const (
	StageSourceCheck   Stage = "source check"
	StageEgressPolicy  Stage = "egress policy"
	StageEgressACL     Stage = "egress acl"
	StageRoute         Stage = "route"
	StageGateway       Stage = "gateway"
	StageIngressACL    Stage = "ingress acl"
	StageIngressPolicy Stage = "ingress policy"
	StageDelivered     Stage = "delivered"
)

// Verdict says how far a packet came and why.
type Verdict struct {
	Delivered bool
	// Steps are the stages that the packet met. All but the last let it pass,
	// and so did the last if the packet was delivered.
	Steps []Step
	// To is the interface that has the destination; empty where none is known.
	To string
}

// Step is one stage's decision.
type Step struct {
	Stage Stage
	// VPC is the network that the packet is in.
	VPC string
	// Component is what decided: the group that let it pass, the ACL, the route
	// table, the gateway, or the interface, by its id.
	Component string
	// Group is the security group that let the packet pass a policy; empty at
	// other stages and where none did.
	Group string
	// Detail is the reason, for people.
	Detail string
}

// Last is the stage where the packet's way ended.
func (v Verdict) Last() Step { return v.Steps[len(v.Steps)-1] }

func (v Verdict) String() string {
	var b strings.Builder
	for i, s := range v.Steps {
		word := "pass"
		if i == len(v.Steps)-1 && !v.Delivered {
			word = "drop"
		}
		fmt.Fprintf(&b, "%s %s: %s\n", word, s.Stage, s.Detail)
	}
	return b.String()
}

// Reach follows a packet through the plan, stage by stage, as the kernel that
// holds the plan decides about a new flow. It knows the ports of the plan's
// node only. Replies to a flow that was let through pass by connection
// tracking and are not what it judges.
func Reach(plan *Plan, packet Packet) Verdict {
	w := &walk{plan: plan, packet: packet}
	delivered := w.checkSource() && (w.staysInside() || w.checkEgress() && w.route() && w.checkIngress())
	if delivered {
		w.note(StageDelivered, "", "at %s", w.to.Interface)
	}
	v := Verdict{Delivered: delivered, Steps: w.steps}
	if w.to != nil {
		v.To = w.to.Interface
	}
	return v
}

// walk is a packet on its way through a plan.
type walk struct {
	plan     *Plan
	packet   Packet
	from, to *Port
	steps    []Step
}

func (w *walk) note(stage Stage, group, format string, args ...any) {
	w.steps = append(w.steps, Step{Stage: stage, Group: group, Detail: fmt.Sprintf(format, args...)})
}

// checkSource finds the port that the packet leaves by and checks that the
// source is one of its own addresses.
func (w *walk) checkSource() bool {
	p := &w.packet
	if p.FromInterface == "" {
		w.from = w.plan.portOf(p.Source)
	} else {
		w.from = w.plan.port(p.FromInterface)
	}
	if w.from == nil {
		w.note(StageSourceCheck, "", "no interface on this node %s", sender(*p))
		return false
	}
	if !p.Source.IsValid() {
		p.Source = w.from.Addresses[0]
	}
	switch {
	case slices.Contains(w.from.Addresses, p.Source):
		w.note(StageSourceCheck, "", "%s is an address of %s", p.Source, w.from.Interface)
	case w.from.AnySource:
		w.note(StageSourceCheck, "", "%s checks no sources", w.from.Interface)
	default:
		w.note(StageSourceCheck, "", "%s is not an address of %s, which has %s", p.Source, w.from.Interface, list(w.from.Addresses))
		return false
	}
	return true
}

func sender(p Packet) string {
	if p.FromInterface != "" {
		return "is " + p.FromInterface
	}
	return "has the address " + p.Source.String()
}

// staysInside tells whether the sandbox sends to itself, which never leaves it.
func (w *walk) staysInside() bool {
	if !slices.Contains(w.from.Addresses, w.packet.Destination) {
		return false
	}
	w.to = w.from
	return true
}

func (w *walk) checkEgress() bool {
	return w.checkPolicy(StageEgressPolicy, w.from, w.packet.Destination, "to",
		func(s *RuleSet) Matches { return s.Egress })
}

func (w *walk) checkIngress() bool {
	return w.checkPolicy(StageIngressPolicy, w.to, w.packet.Source, "from",
		func(s *RuleSet) Matches { return s.Ingress })
}

// checkPolicy asks each group of the port; one that lets the packet pass is enough.
func (w *walk) checkPolicy(stage Stage, port *Port, remote netip.Addr, preposition string, direction func(*RuleSet) Matches) bool {
	groups := w.plan.policy(port.Policy).Groups
	for _, g := range groups {
		if set := w.plan.RuleSets[g]; set != nil {
			if traffic, end, ok := direction(set).allow(w.packet, remote, w.plan.Members); ok {
				w.note(stage, g, "%s allows %s %s %s", g, traffic, preposition, end)
				return true
			}
		}
	}
	w.note(stage, "", "no group of %s (%s) allows %s %s %s", port.Interface, list(groups), w.packet.traffic(), preposition, remote)
	return false
}

// route finds the port that has the destination.
func (w *walk) route() bool {
	to := w.packet.Destination
	inside := slices.ContainsFunc(w.plan.Blocks, func(b netip.Prefix) bool { return b.Contains(to) })
	if !inside {
		w.note(StageRoute, "", "%s is outside of the VPC (%s), and nothing carries the packet further", to, list(w.plan.Blocks))
		return false
	}
	if w.to = w.plan.portOf(to); w.to == nil {
		w.note(StageRoute, "", "no interface on this node has the address %s", to)
		return false
	}
	w.note(StageRoute, "", "local, to %s", w.to.Interface)
	return true
}

// allow looks for what lets the packet pass with this remote end: the traffic
// and the remote end that the plan names.
func (m Matches) allow(p Packet, remote netip.Addr, members map[string]*Members) (traffic, end string, ok bool) {
	for _, r := range m.Any {
		if r.Contains(remote) {
			return AllProtocols.String(), r.String(), true
		}
	}
	for _, r := range m.Protocols {
		if r.From <= p.Protocol && p.Protocol <= r.To && r.Remote.Contains(remote) {
			return r.traffic(), r.Remote.String(), true
		}
	}
	for _, r := range m.Ports {
		if r.matches(p) && r.Remote.Contains(remote) {
			return r.traffic(), r.Remote.String(), true
		}
	}
	for _, r := range m.ICMP {
		if r.matches(p) && r.Remote.Contains(remote) {
			return r.traffic(), r.Remote.String(), true
		}
	}
	for _, ref := range m.References {
		if group := members[ref.Group]; group == nil || !group.has(remote) {
			continue
		}
		if traffic, ok := ref.allow(p); ok {
			return traffic, "members of " + ref.Group, true
		}
	}
	return "", "", false
}

// allow is what of the reference lets the packet pass, given that its remote
// end is a member.
func (r Reference) allow(p Packet) (string, bool) {
	if r.Any {
		return AllProtocols.String(), true
	}
	if slices.Contains(r.Protocols, p.Protocol) {
		return p.Protocol.String(), true
	}
	for _, ports := range r.Ports {
		if ports.matches(p) {
			return ports.traffic(), true
		}
	}
	for _, types := range r.ICMP {
		if types.matches(p) {
			return types.traffic(), true
		}
	}
	return "", false
}

func (m *Members) has(a netip.Addr) bool {
	_, found := slices.BinarySearchFunc(m.Addresses, a, netip.Addr.Compare)
	return found
}

func (r PortRegion) matches(p Packet) bool {
	return r.Protocol == p.Protocol && r.From <= p.DestinationPort && p.DestinationPort <= r.To
}

func (r ICMPRegion) matches(p Packet) bool {
	return r.Protocol == p.Protocol && r.TypeFrom <= p.ICMPType && p.ICMPType <= r.TypeTo &&
		r.CodeFrom <= p.ICMPCode && p.ICMPCode <= r.CodeTo
}

// traffic is what the packet is, in the words of the plan's regions.
func (p Packet) traffic() string {
	switch {
	case p.Protocol.HasPorts():
		return fmt.Sprintf("%s %d", p.Protocol, p.DestinationPort)
	case p.Protocol.HasTypes():
		return fmt.Sprintf("%s type %d code %d", p.Protocol, p.ICMPType, p.ICMPCode)
	}
	return p.Protocol.String()
}

// portOf is the port that has an address, or nil.
func (p *Plan) portOf(a netip.Addr) *Port {
	for _, port := range p.Ports {
		if slices.Contains(port.Addresses, a) {
			return port
		}
	}
	return nil
}
