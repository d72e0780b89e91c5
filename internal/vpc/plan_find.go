package vpc

import (
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
