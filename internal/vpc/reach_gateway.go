package vpc

// translate takes the packet through the NAT gateway on its way: into the
// gateway's subnet, under its private address, and out of the subnet again by
// that one's route table.
func (k *walk) translate(l *leg) bool {
	nat := l.plan.nat(l.way.NAT)
	subnet := l.plan.subnet(nat.Subnet)
	if !k.checkACL(StageIngressACL, l.plan, subnet) {
		return false
	}
	s := Step{Stage: StageGateway, VPC: l.plan.VPC, Component: nat.ID, Interface: nat.Interface, Subnet: subnet.ID, Before: k.head}
	if !nat.translates(k.head.Protocol) {
		return k.drop(s, "%s translates tcp, udp and icmp only, not %s", nat.ID, k.head.Protocol)
	}
	k.head.Source = nat.Private
	if k.head.Protocol.HasPorts() && k.head.SourcePorts.From < TranslatedPorts.From {
		k.head.SourcePorts = TranslatedPorts
	}
	k.note(s, "%s sends %s from its own address %s", nat.ID, k.head.traffic(), nat.Private)
	if !k.checkACL(StageEgressACL, l.plan, subnet) {
		return false
	}
	s = Step{Stage: StageRoute, VPC: l.plan.VPC, Component: subnet.Table, Subnet: subnet.ID}
	s.Route, _ = l.plan.Tables[subnet.Table].Find(k.head.Destination)
	k.note(s, "%s leads %s by %s to %s", subnet.Table, k.head.Destination, s.Route.Destination, s.Route.Target)
	return true
}

// translates says whether a NAT gateway knows a protocol.
func (n *NAT) translates(p Protocol) bool { return p == TCP || p == UDP || p == ICMP }

// exit takes the packet out of its VPC by the gateway of its way.
func (k *walk) exit(l *leg) bool {
	g := l.plan.gateway(l.way.Gateway)
	if g.Kind == InternetKind && k.head.Source.Is4() {
		return k.exitToPublic(l, g)
	}
	s := Step{Stage: StageGateway, VPC: l.plan.VPC, Component: g.ID}
	from, to := k.head.Source, k.head.Destination
	if !l.plan.holds(from) {
		return k.drop(s, "%s takes only what is from %s itself, not from %s", g.ID, l.plan.VPC, from)
	}
	l.after = k.head
	if g.Kind == InternetKind || g.Kind == EgressOnlyKind {
		plan, other := k.world.routed6(to)
		if plan == nil {
			return k.drop(s, "%s", k.world.refusal(to))
		}
		k.note(s, "%s sends it as it is", g.ID)
		return k.enterByRange(plan, other)
	}
	if g.Kind == PeeringKind {
		peer := k.world.Plans[g.Peer]
		if peer == nil || peer.gateway(g.ID) == nil {
			return k.drop(s, "%s has nothing on this node behind %s", g.Peer, g.ID)
		}
		if to.Is6() && !peer.Dual() {
			return k.drop(s, "%s, behind %s, has no IPv6", g.Peer, g.ID)
		}
		k.note(s, "%s leads to %s", g.ID, g.Peer)
		return k.enterFromPeer(peer, peer.gateway(g.ID))
	}
	if !g.behind(to) {
		return k.drop(s, "%s is not behind %s, which leads to %s", to, g.ID, list(g.Remote))
	}
	if g.Kind == VPNKind {
		k.note(s, "%s leads to the operator's network", g.ID)
		return k.outside(OutsideLAN, "handed to the operator's network")
	}
	k.note(s, "%s leads to the service's ranges", g.ID)
	return k.outside(OutsideEndpoint, "handed to the service of %s", g.ID)
}

// exitToPublic takes the packet to the public side, under its sender's public
// address, and on to whoever has the destination there.
func (k *walk) exitToPublic(l *leg, g *Gateway) bool {
	s := Step{Stage: StageGateway, VPC: l.plan.VPC, Component: g.ID, Before: k.head}
	mapping, ok := g.mapping(k.head.Source, l.way.NAT)
	if !ok {
		return k.drop(s, "%s has no public address, without which %s lets nothing out", k.head.Source, g.ID)
	}
	plan, other, owner := k.world.public(k.head.Destination)
	if refusal := k.world.refusal(k.head.Destination); refusal != "" && (plan == nil || private(k.head.Destination)) {
		return k.drop(s, "%s", refusal)
	}
	k.head.Source = mapping.Public
	k.note(s, "%s sends it as %s", g.ID, mapping.Public)
	l.after = k.head
	if plan != nil {
		return k.enterByAddress(plan, other, owner)
	}
	return k.outside(OutsideInternet, "handed to the uplink")
}

// enterFromPublic takes a packet that started on the public side to whoever has
// the destination there.
func (k *walk) enterFromPublic() bool {
	s := Step{Stage: StageGateway}
	if sandbox := !k.head.Source.IsValid() || FrontDoorRange.Contains(k.head.Source); sandbox && k.world.serves(k.head) {
		k.note(s, "%s serves %s there", k.head.Destination, k.head.traffic())
		return k.outside(OutsideEdge, "on the public side itself")
	}
	if !k.head.Source.IsValid() && k.world.Pool.IsValid() {
		k.head.Source = PublicPool{Range: k.world.Pool}.Edge()
	}
	if k.head.Source.Is4() != k.head.Destination.Is4() || !k.head.Source.IsValid() {
		return k.drop(Step{Stage: StageSourceCheck}, "the packet names no source of the destination's family")
	}
	if plan, g, mapping := k.world.public(k.head.Destination); plan != nil {
		return k.enterByAddress(plan, g, mapping)
	}
	if refusal := k.world.refusal(k.head.Destination); refusal != "" {
		return k.drop(s, "%s", refusal)
	}
	k.note(s, "%s is on the public side", k.head.Destination)
	return k.outside(OutsideInternet, "handed to the uplink")
}

// enterByAddress takes the packet into the VPC whose public address it is for.
func (k *walk) enterByAddress(plan *Plan, g *Gateway, owner PublicMapping) bool {
	k.legs = append(k.legs, leg{plan: plan, by: g, before: k.head})
	l := &k.legs[len(k.legs)-1]
	s := Step{Stage: StageGateway, VPC: plan.VPC, Component: g.ID, Before: k.head}
	switch from := k.head.Source; {
	case owner.NAT != "":
		return k.drop(s, "%s is the address of %s, to which nobody can start a connection", owner.Public, owner.NAT)
	case plan.holds(from) || private(from):
		return k.drop(s, "%s is a private address, from which %s lets nothing in", from, g.ID)
	}
	k.head.Destination = owner.Private
	k.note(s, "%s sends what is for %s to %s", g.ID, owner.Public, owner.Private)
	return k.admit(l)
}

// enterByRange takes the packet into the VPC that has its IPv6 address.
func (k *walk) enterByRange(plan *Plan, g *Gateway) bool {
	k.legs = append(k.legs, leg{plan: plan, by: g, before: k.head})
	l := &k.legs[len(k.legs)-1]
	s := Step{Stage: StageGateway, VPC: plan.VPC, Component: g.ID}
	if from := k.head.Source; plan.holds(from) {
		return k.drop(s, "%s is an address of %s itself, from which %s lets nothing in", from, plan.VPC, g.ID)
	}
	k.note(s, "%s lets in what is for %s", g.ID, k.head.Destination)
	return k.admit(l)
}

// enterFromPeer takes the packet into a VPC by a peering, which connects the
// two VPCs' own addresses and nothing beyond them.
func (k *walk) enterFromPeer(plan *Plan, g *Gateway) bool {
	k.legs = append(k.legs, leg{plan: plan, by: g, before: k.head})
	l := &k.legs[len(k.legs)-1]
	s := Step{Stage: StageGateway, VPC: plan.VPC, Component: g.ID}
	switch {
	case !g.behind(k.head.Source):
		return k.drop(s, "%s is not in %s, the other side of %s", k.head.Source, g.Peer, g.ID)
	case !plan.holds(k.head.Destination):
		return k.drop(s, "%s is not in %s: %s leads to that VPC and not beyond", k.head.Destination, plan.VPC, g.ID)
	}
	k.note(s, "%s lets it in from %s", g.ID, g.Peer)
	return k.admit(l)
}

// admit takes a packet that came in by a gateway to the port that has the
// destination. No route table is asked.
func (k *walk) admit(l *leg) bool {
	if !k.local(l, Step{Stage: StageRoute, VPC: l.plan.VPC, Component: l.by.ID}) {
		return false
	}
	return k.arrive(l, l.to, true)
}
