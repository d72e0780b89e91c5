package vpc

import (
	"net/netip"
	"slices"
	"strings"
)

// RouteOrigin says how a route came into its table, in EC2's words.
type RouteOrigin string

// The origins of routes.
const (
	// LocalOrigin is a route of the VPC's own ranges.
	LocalOrigin RouteOrigin = "CreateRouteTable"
	// StaticOrigin is a route that somebody made, or a gateway endpoint's.
	StaticOrigin RouteOrigin = "CreateRoute"
	// PropagatedOrigin is a route that a VPN gateway added.
	PropagatedOrigin RouteOrigin = "EnableVgwRoutePropagation"
)

// TableRoute is a route as a table has it in effect.
type TableRoute struct {
	Route
	Origin RouteOrigin
}

// RoutesInEffect lists what a table routes: the local routes of the VPC's ranges, then those that somebody made, those
// of the gateway endpoints that name the table, and those that its VPN gateways propagate. Where one destination comes
// twice the first has it: a static route wins over a propagated one. Nothing propagates what is in the VPC's own ranges.
//
// attached are the VPC's VPN gateways and lan what is behind each; endpoints may be of any kind.
func (t RouteTable) RoutesInEffect(v VPC, endpoints []Endpoint, attached []VPNGateway, lan []netip.Prefix) []TableRoute {
	var routes []TableRoute
	for _, block := range slices.Concat(v.Blocks, v.IPv6Blocks) {
		routes = append(routes, TableRoute{Route{Destination: block.CIDR, Target: localTarget}, LocalOrigin})
	}
	for _, r := range t.Routes {
		routes = append(routes, TableRoute{r, StaticOrigin})
	}
	for _, e := range endpoints {
		if !e.UsesTable(t.ID) {
			continue
		}
		service := EndpointService{Name: e.ServiceName}
		routes = append(routes, TableRoute{Route{PrefixListID: service.PrefixListID(), Target: e.ID}, StaticOrigin})
	}
	for _, g := range attached {
		if g.VPCID != t.VPCID || !slices.Contains(t.Propagating, g.ID) {
			continue
		}
		for _, cidr := range lan {
			there := func(r TableRoute) bool { return r.Destination == cidr }
			if !v.covers(cidr) && !slices.ContainsFunc(routes, there) {
				routes = append(routes, TableRoute{Route{Destination: cidr, Target: g.ID}, PropagatedOrigin})
			}
		}
	}
	return routes
}

// hasPrefix says whether an id is one of the prefix.
func hasPrefix(id, prefix string) bool { return strings.HasPrefix(id, prefix+"-") }
