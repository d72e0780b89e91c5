package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// naiveWorld is what a packet meets, read from the models rule by rule, with
// nothing compiled.
type naiveWorld struct {
	models map[string]Model
	uplink bool
	pool   netip.Prefix
	host   []netip.Addr
}

// naiveWay is a packet on its way, with all that is remembered of it: each stage
// with the VPC and the component that decided.
type naiveWay struct {
	world     naiveWorld
	head      Header
	steps     []string
	delivered bool
	to        string
	outside   Outside
	resolver  bool
	// The connection as each VPC on the way knows it.
	first, second naiveLeg
}

type naiveLeg struct {
	vpc, from, entry, nat, exit, to string
	before                          Header
}

func (w *naiveWay) step(s Stage, vpcID, component string) {
	w.steps = append(w.steps, fmt.Sprintf("%s, %s, %s", s, vpcID, component))
}

func (w *naiveWay) forward(p Packet) {
	w.head = p.header()
	if p.FromPublic {
		if !w.head.Source.IsValid() || w.head.Source.Is4() != w.head.Destination.Is4() {
			w.step(StageSourceCheck, "", "")
			return
		}
		w.acrossPublic(&w.first, "", "")
		return
	}
	m, from := w.sender(p)
	if from == nil {
		w.step(StageSourceCheck, p.VPC, p.FromInterface)
		return
	}
	if !w.head.Source.IsValid() {
		for _, a := range slices.Backward(naiveAddresses(m, *from)) {
			if a.Is4() == w.head.Destination.Is4() {
				w.head.Source = a
			}
		}
	}
	w.first = naiveLeg{vpc: m.VPC.ID, from: from.ID, before: w.head}
	w.step(StageSourceCheck, m.VPC.ID, from.ID)
	if !naiveSource(m, *from, w.head) {
		return
	}
	if slices.Contains(naiveAddresses(m, *from), w.head.Destination) {
		w.arriveAt(&w.first, from)
		return
	}
	if at, resolver := naiveRouter(m, w.head.Destination); at {
		if resolver && (w.head.Protocol == TCP || w.head.Protocol == UDP) && w.head.DestinationPorts.From == 53 {
			w.delivered, w.resolver = true, true
			w.step(StageDelivered, m.VPC.ID, "")
		} else {
			w.step(StageRoute, m.VPC.ID, "")
		}
		return
	}
	if to := w.head.Destination; to.Is6() && naiveIn(prefixes("fe80::/10", "ff00::/8"), to) {
		w.step(StageRoute, m.VPC.ID, "")
		return
	}
	if !w.groups(m, *from, StageEgressPolicy) {
		return
	}
	if target, ok := w.outOfSubnet(m, from.SubnetID); ok {
		w.take(&w.first, m, target, true)
	}
}

func (w *naiveWay) sender(p Packet) (Model, *Interface) {
	for _, id := range []string{"vpc-1", "vpc-2", "vpc-3"} {
		m := w.world.models[id]
		i := placed(m, func(i Interface) bool {
			if p.FromInterface != "" {
				return i.ID == p.FromInterface
			}
			return (p.VPC == "" || p.VPC == id) && slices.Contains(naiveAddresses(m, i), p.Source)
		})
		if i != nil {
			return m, i
		}
	}
	return Model{}, nil
}

// naiveRouter says whether an address is one of the router's own, and whether
// the resolver answers there.
func naiveRouter(m Model, a netip.Addr) (own, resolver bool) {
	for _, b := range m.VPC.Blocks {
		resolver = resolver || m.VPC.DNSSupport && (a == at(b.CIDR, 2) || a == ResolverAddress)
	}
	for _, s := range m.Subnets {
		used := placed(m, func(i Interface) bool { return i.SubnetID == s.ID })
		own = own || used != nil && a == at(s.CIDR, 1)
		for _, b := range s.IPv6Blocks {
			six := placed(m, func(i Interface) bool { return i.SubnetID == s.ID && len(i.IPv6Addresses) > 0 })
			own = own || six != nil && a == b.CIDR.Addr().Next()
		}
	}
	return own || resolver, resolver
}

// outOfSubnet asks the ACL and the table of a subnet about a packet that leaves
// it. The target is an interface or a gateway, perhaps behind a NAT gateway.
func (w *naiveWay) outOfSubnet(m Model, subnet string) (target []string, ok bool) {
	if !w.acl(m, subnet, StageEgressACL) {
		return nil, false
	}
	table := naiveTable(m, subnet)
	w.step(StageRoute, m.VPC.ID, table.ID)
	next := localTarget
	if !naiveHolds(m, subnet, w.head.Destination) {
		next = naiveRoute(m, table, w.head.Destination)
	}
	switch kind, _, _ := strings.Cut(next, "-"); {
	case next == localTarget:
		to := placed(m, func(i Interface) bool { return slices.Contains(naiveAddresses(m, i), w.head.Destination) })
		if to == nil {
			return nil, false
		}
		return []string{to.ID}, true
	case kind == PrefixInterface:
		to := placed(m, func(i Interface) bool {
			return i.ID == next && i.NoSourceCheck && (w.head.Destination.Is4() || len(i.IPv6Addresses) > 0)
		})
		return []string{next}, to != nil
	case kind == PrefixNATGateway:
		nat := naiveNAT(m, next)
		if nat == nil || w.head.Destination.Is6() {
			return nil, false
		}
		beyond := naiveRoute(m, naiveTable(m, nat.SubnetID), w.head.Destination)
		kind, gateway := naiveGateway(m, beyond)
		return []string{next, beyond}, gateway && kind != EgressOnlyKind && (!nat.Private || !strings.HasPrefix(beyond, PrefixInternetGateway+"-"))
	}
	gateway, ok := naiveGateway(m, next)
	if w.head.Destination.Is6() {
		return []string{next}, ok && gateway != VPNKind && gateway != EndpointKindGW
	}
	return []string{next}, ok && gateway != EgressOnlyKind
}

// take brings the packet to a target of outOfSubnet; fresh is false for answers.
func (w *naiveWay) take(l *naiveLeg, m Model, target []string, fresh bool) {
	last := target[len(target)-1]
	if strings.HasPrefix(last, PrefixInterface+"-") {
		w.intoPort(l, m, last, fresh)
		return
	}
	l.exit = last
	if len(target) == 2 {
		l.nat = target[0]
		nat := naiveNAT(m, l.nat)
		if !w.acl(m, nat.SubnetID, StageIngressACL) {
			return
		}
		w.step(StageGateway, m.VPC.ID, nat.ID)
		if p := w.head.Protocol; p != TCP && p != UDP && p != ICMP {
			return
		}
		w.head.Source = nat.Address
		if w.head.Protocol != ICMP && w.head.SourcePorts.From < 1024 {
			w.head.SourcePorts = PortRange{1024, 65535}
		}
		if !w.acl(m, nat.SubnetID, StageEgressACL) {
			return
		}
		w.step(StageRoute, m.VPC.ID, naiveTable(m, nat.SubnetID).ID)
	}
	kind, _ := naiveGateway(m, last)
	w.step(StageGateway, m.VPC.ID, last)
	if (kind == InternetKind || kind == EgressOnlyKind) && w.head.Destination.Is6() {
		w.across6(m)
		return
	}
	switch kind {
	case InternetKind:
		public := naivePublic(m, w.head.Source, l.nat)
		if !public.IsValid() {
			return
		}
		w.steps = w.steps[:len(w.steps)-1]
		from := w.head.Source
		w.head.Source = public
		w.acrossPublic(&w.second, m.VPC.ID, last)
		if !w.delivered && w.second.vpc == "" {
			w.head.Source = from
		}
	case PeeringKind:
		if naiveIn(m.VPC.ranges(), w.head.Source) {
			w.intoPeer(m, last)
		}
	case VPNKind:
		if naiveIn(cidrs(m.VPC.Blocks), w.head.Source) && naiveIn(m.LAN, w.head.Destination) {
			w.leave(OutsideLAN)
		}
	case EndpointKindGW:
		for _, e := range m.Endpoints {
			if e.ID == last && naiveIn(cidrs(m.VPC.Blocks), w.head.Source) && naiveIn(m.listed(e.prefixListID()), w.head.Destination) {
				w.leave(OutsideEndpoint)
			}
		}
	}
}

func (w *naiveWay) leave(place Outside) {
	w.delivered, w.outside = true, place
	w.step(StageDelivered, "", "")
}

// acrossPublic is what happens between the internet gateway that the packet came
// by, if it did, and whoever has the public address.
func (w *naiveWay) acrossPublic(l *naiveLeg, vpcID, gateway string) {
	to := w.head.Destination
	unreachable := naivePrivate(to)
	for _, id := range []string{"vpc-1", "vpc-2", "vpc-3"} {
		m := w.world.models[id]
		igw := ""
		for _, g := range m.Gateways {
			if g.VPCID == id {
				igw = g.ID
			}
		}
		if igw == "" || unreachable {
			continue
		}
		for _, n := range m.NATGateways {
			if !n.Private && n.Public == to && naiveNAT(m, n.ID) != nil {
				if gateway != "" {
					w.step(StageGateway, vpcID, gateway)
				}
				l.vpc = id
				w.step(StageGateway, id, igw)
				return
			}
		}
		for _, a := range m.Public {
			i := plugged(m, func(i Interface) bool { return i.ID == a.InterfaceID })
			if a.Address != to || a.NATGatewayID != "" || i == nil {
				continue
			}
			if gateway != "" {
				w.step(StageGateway, vpcID, gateway)
			}
			*l = naiveLeg{vpc: id, entry: igw, before: w.head}
			w.step(StageGateway, id, igw)
			if naivePrivate(w.head.Source) || naiveIn(cidrs(m.VPC.Blocks), w.head.Source) {
				return
			}
			w.head.Destination = a.Private
			w.step(StageRoute, id, igw)
			w.intoPort(l, m, i.ID, true)
			return
		}
	}
	w.step(StageGateway, vpcID, gateway)
	pooled := w.world.pool.IsValid() && w.world.pool.Contains(to)
	if unreachable || pooled || naiveIn(prefixes("198.18.0.0/15"), to) || slices.Contains(w.world.host, to) || !w.world.uplink {
		return
	}
	w.leave(OutsideInternet)
}

// across6 is what happens to IPv6 behind the gateway that the packet left m by:
// nothing is translated, and only who has an internet gateway is reached.
func (w *naiveWay) across6(m Model) {
	if !naiveIn(cidrs(m.VPC.IPv6Blocks), w.head.Source) {
		return
	}
	for _, id := range []string{"vpc-1", "vpc-2", "vpc-3"} {
		other := w.world.models[id]
		if len(other.Gateways) == 0 || other.Gateways[0].VPCID != id || !naiveIn(cidrs(other.VPC.IPv6Blocks), w.head.Destination) {
			continue
		}
		igw := other.Gateways[0].ID
		w.second = naiveLeg{vpc: id, entry: igw, before: w.head}
		w.step(StageGateway, id, igw)
		if id == m.VPC.ID {
			return
		}
		w.step(StageRoute, id, igw)
		if to := placed(other, func(i Interface) bool { return slices.Contains(naiveAddresses(other, i), w.head.Destination) }); to != nil {
			w.intoPort(&w.second, other, to.ID, true)
		}
		return
	}
}

func (w *naiveWay) intoPeer(from Model, pcx string) {
	for _, p := range from.Peerings {
		if p.ID != pcx {
			continue
		}
		m := w.world.models[p.VPC.ID]
		if w.head.Destination.Is6() && len(m.VPC.IPv6Blocks) == 0 {
			return
		}
		w.second = naiveLeg{vpc: m.VPC.ID, entry: pcx, before: w.head}
		w.step(StageGateway, m.VPC.ID, pcx)
		if !naiveIn(m.VPC.ranges(), w.head.Destination) {
			return
		}
		w.step(StageRoute, m.VPC.ID, pcx)
		if to := placed(m, func(i Interface) bool { return slices.Contains(naiveAddresses(m, i), w.head.Destination) }); to != nil {
			w.intoPort(&w.second, m, to.ID, true)
		}
	}
}

func (w *naiveWay) intoPort(l *naiveLeg, m Model, id string, fresh bool) {
	to := plugged(m, func(i Interface) bool { return i.ID == id })
	w.to = id
	if !w.acl(m, to.SubnetID, StageIngressACL) || fresh && !w.groups(m, *to, StageIngressPolicy) {
		return
	}
	w.arriveAt(l, to)
}

func (w *naiveWay) arriveAt(l *naiveLeg, i *Interface) {
	w.delivered, w.to, l.to = true, i.ID, i.ID
	w.step(StageDelivered, l.vpc, i.ID)
}

// answer follows the answer to a packet that was delivered.
func (w *naiveWay) answer(there *naiveWay) {
	w.head, _ = there.head.reply()
	first := &naiveLeg{vpc: there.first.vpc}
	if there.resolver || there.first.from != "" && there.first.from == there.first.to {
		w.arriveAt(first, &Interface{ID: there.first.from})
		return
	}
	for _, l := range []naiveLeg{there.second, there.first} {
		if l.vpc == "" {
			continue
		}
		m := w.world.models[l.vpc]
		if l.to != "" && !w.answerFrom(l, m) || w.delivered {
			return
		}
		if l.to != "" {
			continue
		}
		w.step(StageGateway, l.vpc, l.exit)
		inside, _ := l.before.reply()
		if l.nat != "" {
			nat := naiveNAT(m, l.nat)
			w.head.Destination = nat.Address
			if !w.acl(m, nat.SubnetID, StageIngressACL) {
				return
			}
			w.step(StageGateway, l.vpc, l.nat)
			w.head = inside
			if !w.acl(m, nat.SubnetID, StageEgressACL) {
				return
			}
		}
		w.head = inside
		w.intoPort(&l, m, l.from, false)
		return
	}
	w.leave(OutsideInternet)
}

// answerFrom brings the answer from where the packet arrived to the sender, or
// to the gateway that the packet came in by, of which it returns true.
func (w *naiveWay) answerFrom(l naiveLeg, m Model) bool {
	to := plugged(m, func(i Interface) bool { return i.ID == l.to })
	w.step(StageSourceCheck, l.vpc, l.to)
	if !naiveSource(m, *to, w.head) {
		return false
	}
	target, ok := w.outOfSubnet(m, to.SubnetID)
	if !ok {
		return false
	}
	if strings.HasPrefix(target[0], PrefixInterface+"-") {
		w.intoPort(&naiveLeg{vpc: l.vpc}, m, target[0], false)
		return false
	}
	w.step(StageGateway, l.vpc, target[0])
	if len(target) == 2 || l.entry == "" || target[0] != l.entry {
		return false
	}
	w.head, _ = l.before.reply()
	return true
}
