package vpc

import "cmp"

// RoundTrip follows a packet of a new flow and then the answer to it, the
// latter as one of an established flow: no group is asked any more, but ACLs
// and routes judge every packet. The way back ends with the sender if back is
// Delivered and back.To (or back.Outside) is where the packet came from. It is
// the zero value if the packet was not delivered, or is one that nobody answers
// (an ICMP message that asks nothing).
//
// Where a route hands the packet to an appliance, the answer is followed as if
// the appliance gave it.
func (w *World) RoundTrip(p Packet) (forward, back Verdict) {
	there := w.follow(p)
	if !there.verdict.Delivered {
		return there.verdict, Verdict{}
	}
	head, answered := there.head.reply()
	if !answered {
		return there.verdict, Verdict{}
	}
	k := &walk{world: w, head: head}
	k.back(there)
	return there.verdict, k.verdict
}

// back goes the way of a packet in the opposite direction.
func (k *walk) back(there *walk) bool {
	if there.verdict.Resolver || len(there.legs) > 0 && there.legs[0].from != nil && there.legs[0].from == there.legs[0].to {
		return k.deliver(&leg{plan: there.legs[0].plan}, there.legs[0].from)
	}
	for i := len(there.legs) - 1; i >= 0; i-- {
		l := &there.legs[i]
		if l.to != nil {
			if !k.answer(l) {
				return false
			}
		} else if !k.comeBack(l) {
			return false
		}
		if k.verdict.Delivered {
			return true
		}
	}
	return k.outside(OutsideInternet, "handed to the public side")
}

// answer takes the reply from the port that the packet arrived at out of its
// subnet, and to the sender's port or the gateway that the packet came in by.
func (k *walk) answer(l *leg) bool {
	reply := leg{plan: l.plan, from: l.to, before: k.head}
	if !k.checkSource(l.plan, l.to) || !k.depart(&reply, l.to) {
		return false
	}
	way := reply.way
	switch {
	case way == nil:
		return k.arrive(&reply, reply.to, false)
	case way.Interface != "":
		return k.handOver(&reply, false)
	case way.NAT != "":
		return k.drop(Step{Stage: StageGateway, VPC: l.plan.VPC, Component: way.NAT},
			"%s knows nothing of the connection that this answers, which did not start behind it", way.NAT)
	case l.by == nil || way.Gateway != l.by.ID:
		return k.drop(Step{Stage: StageGateway, VPC: l.plan.VPC, Component: way.Gateway},
			"%s knows nothing of the connection that this answers, which did not come in by it", way.Gateway)
	}
	s := Step{Stage: StageGateway, VPC: l.plan.VPC, Component: way.Gateway, Before: k.head}
	k.head, _ = l.before.reply()
	if s.Before.Source != k.head.Source {
		k.note(s, "%s sends it as %s", way.Gateway, k.head.Source)
	} else {
		k.note(s, "%s leads back to %s", way.Gateway, cmp.Or(l.by.Peer, "the public side"))
	}
	return true
}

// comeBack takes the reply into the VPC by the gateway that the packet left by.
func (k *walk) comeBack(l *leg) bool {
	s := Step{Stage: StageGateway, VPC: l.plan.VPC, Component: l.way.Gateway, Before: k.head}
	inside, _ := l.before.reply()
	if l.way.NAT == "" {
		k.head = inside
		k.note(s, "%s knows the connection that this answers, of %s", l.way.Gateway, k.head.Destination)
		return k.arrive(l, l.from, false)
	}
	nat := l.plan.nat(l.way.NAT)
	subnet := l.plan.subnet(nat.Subnet)
	k.head.Destination = nat.Private
	k.note(s, "%s knows the connection that this answers, of %s", l.way.Gateway, nat.Private)
	if !k.checkACL(StageIngressACL, l.plan, subnet) {
		return false
	}
	s = Step{Stage: StageGateway, VPC: l.plan.VPC, Component: nat.ID, Interface: nat.Interface, Subnet: subnet.ID, Before: k.head}
	k.head = inside
	k.note(s, "%s knows the connection that this answers, of %s", nat.ID, k.head.Destination)
	return k.checkACL(StageEgressACL, l.plan, subnet) && k.arrive(l, l.from, false)
}
