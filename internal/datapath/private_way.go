package datapath

import (
	"maps"

	"sallyport/internal/datapath/link"
)

// privateMark is the mark of packets in the edge that go to the operator's own
// network. What has not the mark never finds the way.
const privateMark = 1

// markRoutes are routing tables of the edge with one default route each: where
// what has the table's number as its mark goes.
type markRoutes map[uint32]link.Route

// privateWay is the edge's way to the operator's own network, where there is
// one, and those back to each of its gateways.
func (e edgePlan) privateWay() markRoutes {
	ways := markRoutes{}
	if !e.to.private() {
		return ways
	}
	l := e.names.privateLink()
	ways[privateMark] = link.Route{Table: privateMark, Destination: anywhere, Gateway: l.host, Device: l.far}
	for _, g := range e.private() {
		ways[g.mark()] = link.Route{Table: g.mark(), Destination: anywhere, Gateway: gatewayHop, Device: e.names.gateway(g.gateway.ID)}
	}
	return ways
}

func (m markRoutes) rules() link.Set[link.Rule] {
	rules := link.Set[link.Rule]{}
	for mark := range m {
		rules.Add(link.Rule{Priority: rulePriority, Mark: mark, Table: mark})
	}
	return rules
}

// settle makes the edge hold the routes, as far as their links are there: for a
// gateway without one its report says why. Tables that no rule leads to any
// more are emptied.
func (m markRoutes) settle(edge *router) error {
	have, err := edge.handle.Rules("")
	if err != nil {
		return err
	}
	for mark, route := range m {
		if edge.link(route.Device).Index == 0 {
			continue
		}
		if err := fillTable(edge.handle, mark, route); err != nil {
			return err
		}
	}
	for rule := range have {
		if _, wanted := m[rule.Mark]; !wanted {
			if err := fillTable(edge.handle, rule.Mark); err != nil {
				return err
			}
		}
	}
	return edge.handle.ChangeRules(have, m.rules())
}

func fillTable(h *link.Handle, table uint32, routes ...link.Route) error {
	have, err := h.State(table)
	if err != nil {
		return err
	}
	want := link.NewState()
	want.Routes.Add(routes...)
	have.Addresses, have.Neighbours = nil, nil
	return h.Change(have, want)
}

// drifted reports whether the edge no longer holds the routes.
func (m markRoutes) drifted(edge *router) bool {
	rules, err := edge.handle.Rules("")
	if err != nil || !maps.Equal(rules, m.rules()) {
		return true
	}
	for mark, route := range m {
		have, err := edge.handle.State(mark)
		if err != nil || edge.link(route.Device).Index != 0 && !maps.Equal(have.Routes, link.Set[link.Route]{route: {}}) {
			return true
		}
	}
	return false
}
