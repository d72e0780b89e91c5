package ec2

import (
	"slices"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// routesAnswer lists what a table has in effect, each with whether it leads anywhere.
func routesAnswer(c call, t vpc.RouteTable) []ec2model.Route {
	v, _ := store.Get[vpc.VPC](c, t.VPCID)
	at := "vpc=" + t.VPCID
	routes := t.RoutesInEffect(v, slices.Collect(store.Find[vpc.Endpoint](c, at)), slices.Collect(store.Find[vpc.VPNGateway](c, at)), c.lan)
	return mapped(routes, func(r vpc.TableRoute) ec2model.Route { return routeAnswer(c, t.VPCID, r) })
}

// routeAnswer shows a route as a black hole when its target is gone or leads nowhere from this VPC.
func routeAnswer(c call, vpcID string, route vpc.TableRoute) ec2model.Route {
	answer := ec2model.Route{Origin: ec2model.RouteOrigin(route.Origin), State: ec2model.RouteStateBlackhole}
	switch {
	case route.PrefixListID != "":
		answer.DestinationPrefixListId = &route.PrefixListID
	case route.Destination.Addr().Is6():
		answer.DestinationIpv6CidrBlock = new(route.Destination.String())
	default:
		answer.DestinationCidrBlock = new(route.Destination.String())
	}
	target := &route.Target
	switch {
	case hasPrefix(*target, vpc.PrefixInterface):
		answer.NetworkInterfaceId = target
		if found, ok := store.Get[vpc.Interface](c, *target); ok && found.Attachment != nil && found.Attachment.InstanceID != "" {
			answer.InstanceId, answer.InstanceOwnerId = &found.Attachment.InstanceID, &found.OwnerID
		}
	case hasPrefix(*target, vpc.PrefixNATGateway):
		answer.NatGatewayId = target
	case hasPrefix(*target, vpc.PrefixPeering):
		answer.VpcPeeringConnectionId = target
	case hasPrefix(*target, vpc.PrefixEgressOnly):
		answer.EgressOnlyInternetGatewayId = target
	default: // igw, vgw, local, and gateway endpoints, which EC2 shows among the gateways
		answer.GatewayId = target
	}
	if c.leads(vpcID, *target) {
		answer.State = ec2model.RouteStateActive
	}
	return answer
}

// localTarget is the target of the routes of the VPC's own ranges.
const localTarget = "local"

// leads says whether a route's target is there and takes packets of the VPC.
func (c call) leads(vpcID, target string) bool {
	switch {
	case target == localTarget:
		return true
	case hasPrefix(target, vpc.PrefixInterface):
		i, ok := store.Get[vpc.Interface](c, target)
		return ok && i.VPCID == vpcID && c.pluggedIn(i)
	case hasPrefix(target, vpc.PrefixInternetGateway):
		g, ok := store.Get[vpc.InternetGateway](c, target)
		return ok && g.VPCID == vpcID
	case hasPrefix(target, vpc.PrefixEgressOnly):
		g, ok := store.Get[vpc.EgressOnlyGateway](c, target)
		return ok && g.VPCID == vpcID
	case hasPrefix(target, vpc.PrefixNATGateway):
		g, ok := store.Get[vpc.NATGateway](c, target)
		return ok && g.VPCID == vpcID && g.State == vpc.StateAvailable
	case hasPrefix(target, vpc.PrefixVPNGateway):
		g, ok := store.Get[vpc.VPNGateway](c, target)
		return ok && g.VPCID == vpcID && g.State == vpc.StateAvailable
	case hasPrefix(target, vpc.PrefixPeering):
		p, ok := store.Get[vpc.Peering](c, target)
		return ok && p.Status == vpc.PeeringActive && (p.Requester.VPCID == vpcID || p.Accepter.VPCID == vpcID)
	case hasPrefix(target, vpc.PrefixEndpoint):
		e, ok := store.Get[vpc.Endpoint](c, target)
		_, listed := c.service(e.ServiceName)
		return ok && listed && e.VPCID == vpcID && e.State == vpc.StateAvailable
	}
	return false
}

// pluggedIn says whether there is something behind an interface that takes packets: a workload that is not stopped, or
// what the operator plugged it into.
func (c call) pluggedIn(i vpc.Interface) bool {
	if _, _, own := i.Own(); own {
		return true
	}
	if i.Attachment == nil {
		return false
	}
	_, known := store.Get[platform.Workload](c, i.Attachment.Workload)
	status, _ := store.Get[platform.WorkloadStatus](c, i.Attachment.Workload)
	return known && status.Phase != platform.PhaseStopped && status.Phase != platform.PhaseGone
}
