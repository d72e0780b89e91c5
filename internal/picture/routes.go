package picture

import (
	"slices"
	"strings"

	"sallyport/internal/vpc"
)

// addTable draws a route table, its routes and what they lead to.
func (c *canvas) addTable(id string) {
	table := c.tables[id]
	n := Node{ID: id, Kind: KindRouteTable, Rank: rankTable, Name: c.called(id)}
	if table.Main {
		n.Label = append(n.Label, "main")
	}
	n.State, n.Reason = c.inNetwork(c.planned && c.plan.Tables[id] != nil)
	node, fresh := c.add(n)
	if !fresh {
		return
	}
	routes := c.plan.Routes(c.model, id)
	for _, r := range table.RoutesInEffect(c.model.VPC, c.model.Endpoints, c.model.VPNGateways, c.model.LAN) {
		rule := routeRule(r, routes.Ranges)
		node.Rules = append(node.Rules, rule)
		if rule.Target == local {
			continue
		}
		c.addTarget(rule.Target)
		if l := c.link(id, rule.Target, LeadsTo); !rule.Active {
			l.Broken = true
		}
		for _, part := range routes.Ranges {
			if part.Target == rule.Target && part.Way != "" {
				c.addWay(part.Way)
			}
		}
	}
	for _, rule := range node.Rules { // one route that leads somewhere is enough
		if rule.Active && rule.Target != local {
			c.link(id, rule.Target, LeadsTo).Broken = false
		}
	}
}

// local is the target of the routes within the VPC.
const local = "local"

// routeRule is a route as it is shown, given what its table was compiled to.
func routeRule(r vpc.TableRoute, ranges []vpc.RouteRange) Rule {
	id := r.Name()
	rule := Rule{ID: id, Text: id + " to " + r.Target, Target: r.Target, Active: true}
	if r.Origin == vpc.PropagatedOrigin {
		rule.Text += " (propagated)"
	}
	if r.Target == local {
		return rule
	}
	decides := false
	for _, part := range ranges {
		if part.Target != r.Target || part.PrefixListID != r.PrefixListID || r.PrefixListID == "" && part.Destination != r.Destination.Masked() {
			continue
		}
		if part.Way != "" { // it leads somewhere, if not for all that it is for
			rule.Active, rule.Reason = true, ""
			return rule
		}
		decides = true
		rule.Active, rule.Reason = false, part.Blackhole
	}
	if !decides {
		rule.Reason = "Other routes decide about all of it."
	}
	return rule
}

// addWay draws what is on a way: a gateway behind a NAT gateway.
func (c *canvas) addWay(way string) {
	if nat, onward, through := strings.Cut(way, "/"); through {
		c.addTarget(onward)
		c.nodes[onward].Rank = max(c.nodes[onward].Rank, rankOnward)
		c.link(nat, onward, LeadsTo)
	}
}

// addTarget draws what a route leads to, and what is behind it.
func (c *canvas) addTarget(id string) {
	if c.nodes[id] != nil {
		return
	}
	if g := slices.IndexFunc(c.plan.Gateways, func(g *vpc.Gateway) bool { return g.ID == id }); g >= 0 {
		c.addGateway(c.plan.Gateways[g])
		return
	}
	if g := slices.IndexFunc(c.model.NATGateways, func(g vpc.NATGateway) bool { return g.ID == id && g.DeletedAt.IsZero() }); g >= 0 {
		c.addNAT(c.model.NATGateways[g])
		return
	}
	if i, ok := c.interfaces[id]; ok {
		n := c.addInterface(i)
		n.Rank = rankTarget
		return
	}
	c.add(Node{ID: id, Kind: KindMissing, Rank: rankTarget, State: Failed, Reason: "It is gone, or not attached to " + c.model.VPC.ID + "."})
}

// gatewayKinds are the kinds of nodes that a plan's gateways are.
var gatewayKinds = map[vpc.GatewayKind]Kind{
	vpc.InternetKind: KindInternetGateway, vpc.EgressOnlyKind: KindEgressOnlyGateway, vpc.PeeringKind: KindPeering,
	vpc.VPNKind: KindVPNGateway, vpc.EndpointKindGW: KindGatewayEndpoint,
}

// addGateway draws a gateway and what is behind it.
func (c *canvas) addGateway(g *vpc.Gateway) {
	n := Node{ID: g.ID, Kind: gatewayKinds[g.Kind], Rank: rankTarget, Name: c.called(g.ID)}
	for _, r := range g.Remote {
		n.Label = append(n.Label, r.String())
	}
	n.State, n.Reason = Unused, ""
	if c.planned {
		n.State, n.Reason = c.held.gateway(g.ID)
	}
	c.add(n)
	switch g.Kind {
	case vpc.InternetKind, vpc.EgressOnlyKind:
		c.addInternet()
		c.link(g.ID, internet, LeadsTo)
	case vpc.PeeringKind:
		c.add(Node{ID: g.Peer, Kind: KindPeerVPC, Rank: rankOutside, Name: c.called(g.Peer), Label: n.Label, State: Observed})
		c.link(g.ID, g.Peer, LeadsTo)
	case vpc.VPNKind:
		c.add(Node{ID: lan, Kind: KindLAN, Rank: rankOutside, Name: "the operator's network", Label: n.Label, State: Observed})
		c.link(g.ID, lan, LeadsTo)
	case vpc.EndpointKindGW:
		for _, e := range c.model.Endpoints {
			if e.ID == g.ID {
				c.nodes[g.ID].Name = e.ServiceName
			}
		}
	}
}

// The ids of what has none in EC2.
const (
	internet   = "internet"
	lan        = "lan"
	publicSide = "public"
)

func (c *canvas) addInternet() {
	c.add(Node{ID: internet, Kind: KindInternet, Rank: rankOutside, Name: "the internet", State: Observed})
}

// addNAT draws a NAT gateway, its interface and its subnet.
func (c *canvas) addNAT(g vpc.NATGateway) {
	n := Node{ID: g.ID, Kind: KindNATGateway, Rank: rankTarget, Name: g.Tags["Name"]}
	if g.Address.IsValid() {
		n.Label = append(n.Label, g.Address.String())
	}
	if g.Public.IsValid() {
		n.Label = append(n.Label, "public "+g.Public.String())
	}
	if g.Private {
		n.Label = append(n.Label, "private")
	}
	n.Label = append(n.Label, "in "+g.SubnetID)
	n.State, n.Reason = stateOf(g.State, g.FailureMessage)
	c.add(n)
}

// stateOf is the state of a document whose own state was read back.
func stateOf(s vpc.State, failure string) (State, string) {
	switch s {
	case vpc.StateAvailable:
		return Enforced, ""
	case vpc.StateFailed:
		return Failed, failure
	case vpc.StateDeleted:
		return Unused, ""
	}
	return Pending, ""
}
