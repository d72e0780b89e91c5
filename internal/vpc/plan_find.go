package vpc

import (
	"net/netip"
	"slices"
	"strings"
)

// find looks for an id in things that are sorted by it; nil if there is none.
func find[T any](things []*T, id string, of func(*T) string) *T {
	i, found := slices.BinarySearchFunc(things, id, func(t *T, id string) int { return strings.Compare(of(t), id) })
	if !found {
		return nil
	}
	return things[i]
}

// The parts of a plan by their ids; nil if there is none.

func (p *Plan) port(id string) *Port {
	return find(p.Ports, id, func(port *Port) string { return port.Interface })
}

func (p *Plan) subnet(id string) *PlanSubnet {
	return find(p.Subnets, id, func(s *PlanSubnet) string { return s.ID })
}

func (p *Plan) gateway(id string) *Gateway {
	return find(p.Gateways, id, func(g *Gateway) string { return g.ID })
}

func (p *Plan) nat(id string) *NAT { return find(p.NATs, id, func(n *NAT) string { return n.ID }) }

func (p *Plan) way(id string) *Way { return find(p.Ways, id, func(w *Way) string { return w.ID }) }

// policy is the policy with an id; every port's is in its plan.
func (p *Plan) policy(id string) *Policy {
	if policy := find(p.Policies, id, func(policy *Policy) string { return policy.ID }); policy != nil {
		return policy
	}
	return &Policy{ID: id}
}

// portOf is the port that has an address, or nil. Plans that the compiler made
// know it at once.
func (p *Plan) portOf(a netip.Addr) *Port {
	if p.byAddress != nil {
		return p.byAddress[a]
	}
	for _, port := range p.Ports {
		if slices.Contains(port.Addresses, a) {
			return port
		}
	}
	return nil
}

// Dual says whether the VPC has IPv6; without, no packet of that family has any way in it.
func (p *Plan) Dual() bool {
	return slices.ContainsFunc(p.Blocks, func(b netip.Prefix) bool { return b.Addr().Is6() })
}

// primary is the port's first address of the family of another address; the zero value if it has none.
func (p *Port) primary(like netip.Addr) netip.Addr {
	for _, a := range p.Addresses {
		if a.Is4() == like.Is4() {
			return a
		}
	}
	return netip.Addr{}
}

// holds says whether an address is in one of the VPC's blocks.
func (p *Plan) holds(a netip.Addr) bool {
	return inAny(p.Blocks, a)
}

// mapping is the public address that an interface of the private address a has
// at the gateway, or that a NAT gateway has if nat is its id.
func (g *Gateway) mapping(a netip.Addr, nat string) (PublicMapping, bool) {
	i, _ := slices.BinarySearchFunc(g.Public, a, func(m PublicMapping, a netip.Addr) int { return m.Private.Compare(a) })
	for ; i < len(g.Public) && g.Public[i].Private == a; i++ {
		if g.Public[i].NAT == nat {
			return g.Public[i], true
		}
	}
	return PublicMapping{}, false
}

// behind says whether an address is in the ranges behind the gateway.
func (g *Gateway) behind(a netip.Addr) bool {
	return inAny(g.Remote, a)
}
