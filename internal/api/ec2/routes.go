package ec2

import (
	"context"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// routeRequest is what the requests about a route have in common.
type routeRequest struct {
	dryRun                 *bool
	table                  *string
	cidr, ipv6, prefixList *string
	targets                []namedTarget
}

// namedTarget is a target as a request names it.
type namedTarget struct {
	parameter string
	id        *string
	find      func(c call, id, vpcID string) (vpc.Target, error)
}

// CreateRoute adds a route to a table.
func (a *API) CreateRoute(ctx context.Context, in *ec2model.CreateRouteInput) (*ec2model.CreateRouteOutput, error) {
	request := routeRequest{
		in.DryRun, in.RouteTableId, in.DestinationCidrBlock, in.DestinationIpv6CidrBlock, in.DestinationPrefixListId,
		routeTargets(in.GatewayId, in.NetworkInterfaceId, in.InstanceId, in.NatGatewayId, in.VpcPeeringConnectionId, in.EgressOnlyInternetGatewayId, in.VpcEndpointId),
	}
	if err := otherTargets(in.TransitGatewayId, in.LocalGatewayId, in.CarrierGatewayId, in.CoreNetworkArn); err != nil {
		return nil, err
	}
	return &ec2model.CreateRouteOutput{Return: new(true)}, a.route(ctx, request, vpc.RouteTable.AddRoute)
}

// ReplaceRoute gives a route of a table another target.
func (a *API) ReplaceRoute(ctx context.Context, in *ec2model.ReplaceRouteInput) (*ec2model.ReplaceRouteOutput, error) {
	if err := unsupported(isTrue(in.LocalTarget), "LocalTarget", "Local routes always are as they were made."); err != nil {
		return nil, err
	}
	request := routeRequest{
		in.DryRun, in.RouteTableId, in.DestinationCidrBlock, in.DestinationIpv6CidrBlock, in.DestinationPrefixListId,
		routeTargets(in.GatewayId, in.NetworkInterfaceId, in.InstanceId, in.NatGatewayId, in.VpcPeeringConnectionId, in.EgressOnlyInternetGatewayId, in.VpcEndpointId),
	}
	if err := otherTargets(in.TransitGatewayId, in.LocalGatewayId, in.CarrierGatewayId, in.CoreNetworkArn); err != nil {
		return nil, err
	}
	return &ec2model.ReplaceRouteOutput{}, a.route(ctx, request, vpc.RouteTable.ReplaceRoute)
}

func routeTargets(gateway, networkInterface, instance, nat, peering, egressOnly, endpoint *string) []namedTarget {
	return []namedTarget{
		{"GatewayId", gateway, gatewayTarget}, {"NetworkInterfaceId", networkInterface, interfaceTarget}, {"InstanceId", instance, instanceTarget},
		{"NatGatewayId", nat, natTarget}, {"VpcPeeringConnectionId", peering, peeringTarget},
		{"EgressOnlyInternetGatewayId", egressOnly, egressOnlyTarget}, {"VpcEndpointId", endpoint, endpointTarget},
	}
}

// otherTargets refuses what there is none of here.
func otherTargets(transit, local, carrier, core *string) error {
	for name, value := range map[string]*string{"TransitGatewayId": transit, "LocalGatewayId": local, "CarrierGatewayId": carrier, "CoreNetworkArn": core} {
		if err := unsupported(present(value), name, "Routes lead to internet, NAT, virtual private and egress-only gateways, peerings and network interfaces here."); err != nil {
			return err
		}
	}
	return nil
}

// destination reads the one destination that a request names.
func (r routeRequest) destination() (vpc.Destination, error) {
	var destination vpc.Destination
	var err error
	given := 0
	if present(r.cidr) {
		given++
		destination.CIDR, err = vpc.ParseDestination(*r.cidr, false)
	}
	if present(r.ipv6) && err == nil {
		given++
		destination.CIDR, err = vpc.ParseDestination(*r.ipv6, true)
	}
	if present(r.prefixList) {
		given++
		destination.PrefixListID = *r.prefixList
	}
	switch {
	case err != nil:
		return vpc.Destination{}, err
	case given == 0:
		return vpc.Destination{}, fault.New(fault.Invalid, "MissingParameter",
			"The request must contain the parameter destinationCidrBlock, destinationIpv6CidrBlock or destinationPrefixListId")
	case given > 1:
		return vpc.Destination{}, fault.New(fault.Invalid, "InvalidParameterCombination",
			"The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock and destinationPrefixListId; it has %d", given)
	}
	return destination, nil
}

type routeChange func(vpc.RouteTable, vpc.Surroundings, vpc.Destination, vpc.Target) (vpc.RouteTable, error)

func (a *API) route(ctx context.Context, request routeRequest, with routeChange) error {
	destination, err := request.destination()
	if err != nil {
		return err
	}
	return a.change(ctx, request.dryRun, func(c *change) error {
		table, err := routeTables.named(c.call, "routeTableId", request.table)
		if err != nil {
			return err
		}
		v, err := vpcs.find(c.call, table.VPCID)
		if err != nil {
			return err
		}
		if destination.PrefixListID != "" {
			if err := c.routable(table, destination.PrefixListID); err != nil {
				return err
			}
		}
		target, err := c.routeTarget(table.VPCID, request.targets)
		if err != nil {
			return err
		}
		around := vpc.Surroundings{VPC: v, Subnets: c.subnetsOf(v.ID), Entries: c.entriesOf, Limit: c.quotas.RoutesPerTable}
		if table, err = with(table, around, destination, target); err != nil {
			return err
		}
		store.Put(c.tx, table)
		return nil
	})
}

// routable refuses prefix lists that are not there, and those whose routes are their gateway endpoint's own.
func (c call) routable(table vpc.RouteTable, id string) error {
	if _, err := prefixLists.find(c, id); err != nil {
		return err
	}
	for e := range store.Find[vpc.Endpoint](c, "vpc="+table.VPCID) {
		if at := (vpc.EndpointService{Name: e.ServiceName}).PrefixListID(); at == id && e.UsesTable(table.ID) {
			return fault.New(fault.Invalid, "InvalidParameterValue",
				"The route of %s in route table %s is that of the VPC endpoint %s. Add and remove it with ModifyVpcEndpoint", id, table.ID, e.ID)
		}
	}
	return nil
}

// routeTarget finds the one target that a request names for a table of a VPC.
func (c call) routeTarget(vpcID string, targets []namedTarget) (vpc.Target, error) {
	var given []namedTarget
	var names []string
	for _, t := range targets {
		names = append(names, t.parameter)
		if present(t.id) {
			given = append(given, t)
		}
	}
	switch len(given) {
	case 0:
		return vpc.Target{}, fault.New(fault.Invalid, "MissingParameter", "The request must contain a target: one of %s", strings.Join(names, ", "))
	case 1:
		return given[0].find(c, *given[0].id, vpcID)
	}
	return vpc.Target{}, fault.New(fault.Invalid, "InvalidParameterCombination", "The request must contain exactly one target; it has %d: %s", len(given),
		strings.Join(mapped(given, func(t namedTarget) string { return t.parameter }), ", "))
}

func gatewayTarget(c call, id, _ string) (vpc.Target, error) {
	switch {
	case hasPrefix(id, vpc.PrefixInternetGateway):
		gateway, err := internetGateways.find(c, id)
		return vpc.Target{ID: gateway.ID, Kind: vpc.GatewayTarget, VPCID: gateway.VPCID}, err
	case hasPrefix(id, vpc.PrefixVPNGateway):
		gateway, err := vpnGateways.find(c, id)
		return vpc.Target{ID: gateway.ID, Kind: vpc.GatewayTarget, VPCID: gateway.VPCID}, err
	}
	return vpc.Target{}, fault.New(fault.NotFound, "InvalidGatewayID.NotFound",
		"The gateway ID '%s' does not exist. Internet gateways (igw-…) and virtual private gateways (vgw-…) are the gateways here", id)
}

func interfaceTarget(c call, id, _ string) (vpc.Target, error) {
	found, err := networkInterfaces.find(c, id)
	return vpc.Target{ID: found.ID, Kind: vpc.InterfaceTarget, VPCID: found.VPCID}, err
}

func instanceTarget(c call, id, _ string) (vpc.Target, error) {
	instance, err := instances.find(c, id)
	if err != nil {
		return vpc.Target{}, err
	}
	if len(instance.Interfaces) != 1 {
		return vpc.Target{}, fault.New(fault.Invalid, "InvalidInstanceID",
			"There are multiple interfaces attached to instance '%s'. Please specify an interface ID for the operation instead. It has %d", instance.ID, len(instance.Interfaces))
	}
	return vpc.Target{ID: instance.Interfaces[0], Kind: vpc.InterfaceTarget, VPCID: instance.VPCID}, nil
}

func natTarget(c call, id, _ string) (vpc.Target, error) {
	gateway, ok := store.Get[vpc.NATGateway](c, id)
	if !ok || gateway.Region != c.region || !gateway.State.Live() {
		return vpc.Target{}, vpc.NATGatewayMissing(id)
	}
	return vpc.Target{ID: gateway.ID, Kind: vpc.NATTarget, VPCID: gateway.VPCID}, nil
}

// peeringTarget is in both of the peering's VPCs. One that is not yet active may be named: its route is a black hole.
func peeringTarget(c call, id, vpcID string) (vpc.Target, error) {
	peering, err := peerings.find(c, id)
	if err != nil || !peering.Status.Live() {
		return vpc.Target{}, vpc.PeeringNotFound(id)
	}
	target := vpc.Target{ID: peering.ID, Kind: vpc.PeeringTarget, VPCID: peering.Requester.VPCID}
	if peering.Accepter.VPCID == vpcID {
		target.VPCID = vpcID
	}
	return target, nil
}

func egressOnlyTarget(c call, id, _ string) (vpc.Target, error) {
	gateway, ok := store.Get[vpc.EgressOnlyGateway](c, id)
	if !ok || gateway.Region != c.region {
		return vpc.Target{}, vpc.EgressOnlyNotFound(id)
	}
	return vpc.Target{ID: gateway.ID, Kind: vpc.EgressOnlyTarget, VPCID: gateway.VPCID}, nil
}

// endpointTarget refuses: the endpoints that routes of a user's lead to are those of load balancers.
func endpointTarget(c call, id, _ string) (vpc.Target, error) {
	endpoint, err := vpcEndpoints.find(c, id)
	if err != nil {
		return vpc.Target{}, err
	}
	return vpc.Target{}, invalidValue("vpcEndpointId", id, "It is a VPC endpoint of the type %s. A gateway endpoint's routes come and go with its route tables (ModifyVpcEndpoint), and an interface endpoint is reached at its addresses.", endpoint.Kind)
}

// DeleteRoute removes a route from a table.
func (a *API) DeleteRoute(ctx context.Context, in *ec2model.DeleteRouteInput) (*ec2model.DeleteRouteOutput, error) {
	request := routeRequest{cidr: in.DestinationCidrBlock, ipv6: in.DestinationIpv6CidrBlock, prefixList: in.DestinationPrefixListId}
	destination, err := request.destination()
	if err != nil {
		return nil, err
	}
	return &ec2model.DeleteRouteOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		table, err := routeTables.named(c.call, "routeTableId", in.RouteTableId)
		if err != nil {
			return err
		}
		v, err := vpcs.find(c.call, table.VPCID)
		if err != nil {
			return err
		}
		if destination.PrefixListID != "" {
			if err := c.routable(table, destination.PrefixListID); err != nil {
				return err
			}
		}
		if table, err = table.RemoveRoute(v, destination); err != nil {
			return err
		}
		store.Put(c.tx, table)
		return nil
	})
}

// hasPrefix says whether an id is one of the prefix.
func hasPrefix(id, prefix string) bool { return strings.HasPrefix(id, prefix+"-") }
