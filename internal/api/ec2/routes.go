package ec2

import (
	"context"
	"net/netip"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// routeRequest is what CreateRoute and ReplaceRoute have in common.
type routeRequest struct {
	table, destination, gateway, networkInterface, instance *string
	// others are the targets that are not there: by parameter, whether it is given.
	others map[string]*string
}

// CreateRoute adds a route to a table.
func (a *API) CreateRoute(ctx context.Context, in *ec2model.CreateRouteInput) (*ec2model.CreateRouteOutput, error) {
	request := routeRequest{in.RouteTableId, in.DestinationCidrBlock, in.GatewayId, in.NetworkInterfaceId, in.InstanceId, map[string]*string{
		"DestinationIpv6CidrBlock": in.DestinationIpv6CidrBlock, "DestinationPrefixListId": in.DestinationPrefixListId,
		"VpcEndpointId": in.VpcEndpointId, "EgressOnlyInternetGatewayId": in.EgressOnlyInternetGatewayId, "NatGatewayId": in.NatGatewayId,
		"TransitGatewayId": in.TransitGatewayId, "LocalGatewayId": in.LocalGatewayId, "CarrierGatewayId": in.CarrierGatewayId,
		"VpcPeeringConnectionId": in.VpcPeeringConnectionId, "CoreNetworkArn": in.CoreNetworkArn,
	}}
	return &ec2model.CreateRouteOutput{Return: new(true)}, a.route(ctx, in.DryRun, request,
		func(c *change, t vpc.RouteTable, v vpc.VPC, destination netip.Prefix, target vpc.Target) (vpc.RouteTable, error) {
			return t.AddRoute(v, destination, target, c.quotas.RoutesPerTable)
		})
}

// ReplaceRoute gives a route of a table another target.
func (a *API) ReplaceRoute(ctx context.Context, in *ec2model.ReplaceRouteInput) (*ec2model.ReplaceRouteOutput, error) {
	if err := unsupported(in.LocalTarget != nil && *in.LocalTarget, "LocalTarget", "Local routes always are as they were made."); err != nil {
		return nil, err
	}
	request := routeRequest{in.RouteTableId, in.DestinationCidrBlock, in.GatewayId, in.NetworkInterfaceId, in.InstanceId, map[string]*string{
		"DestinationIpv6CidrBlock": in.DestinationIpv6CidrBlock, "DestinationPrefixListId": in.DestinationPrefixListId,
		"VpcEndpointId": in.VpcEndpointId, "EgressOnlyInternetGatewayId": in.EgressOnlyInternetGatewayId, "NatGatewayId": in.NatGatewayId,
		"TransitGatewayId": in.TransitGatewayId, "LocalGatewayId": in.LocalGatewayId, "CarrierGatewayId": in.CarrierGatewayId,
		"VpcPeeringConnectionId": in.VpcPeeringConnectionId, "CoreNetworkArn": in.CoreNetworkArn,
	}}
	return &ec2model.ReplaceRouteOutput{}, a.route(ctx, in.DryRun, request,
		func(_ *change, t vpc.RouteTable, v vpc.VPC, destination netip.Prefix, target vpc.Target) (vpc.RouteTable, error) {
			return t.ReplaceRoute(v, destination, target)
		})
}

type routeChange func(*change, vpc.RouteTable, vpc.VPC, netip.Prefix, vpc.Target) (vpc.RouteTable, error)

func (a *API) route(ctx context.Context, dryRun *bool, request routeRequest, with routeChange) error {
	for name, value := range request.others {
		if err := unsupported(present(value), name, "Routes lead from IPv4 ranges to internet gateways and network interfaces here."); err != nil {
			return err
		}
	}
	text, err := required("destinationCidrBlock", request.destination)
	if err != nil {
		return err
	}
	destination, err := vpc.ParseDestination(text)
	if err != nil {
		return err
	}
	return a.change(ctx, dryRun, func(c *change) error {
		table, err := routeTables.named(c.call, "routeTableId", request.table)
		if err != nil {
			return err
		}
		v, err := vpcs.find(c.call, table.VPCID)
		if err != nil {
			return err
		}
		target, err := c.routeTarget(request)
		if err != nil {
			return err
		}
		if table, err = with(c, table, v, destination, target); err != nil {
			return err
		}
		store.Put(c.tx, table)
		return nil
	})
}

// routeTarget finds the one target that a request names.
func (c call) routeTarget(request routeRequest) (vpc.Target, error) {
	given := 0
	for _, value := range []*string{request.gateway, request.networkInterface, request.instance} {
		if present(value) {
			given++
		}
	}
	switch {
	case given == 0:
		return vpc.Target{}, fault.New(fault.Invalid, "MissingParameter", "The request must contain a target: GatewayId, NetworkInterfaceId or InstanceId")
	case given > 1:
		return vpc.Target{}, fault.New(fault.Invalid, "InvalidParameterCombination", "The request must contain exactly one of gatewayId, networkInterfaceId and instanceId; it has %d", given)
	case present(request.gateway):
		if !hasPrefix(*request.gateway, vpc.PrefixInternetGateway) {
			return vpc.Target{}, fault.New(fault.NotFound, "InvalidGatewayID.NotFound",
				"The gateway ID '%s' does not exist. Internet gateways (igw-…) are the gateways here", *request.gateway)
		}
		gateway, err := internetGateways.find(c, *request.gateway)
		return vpc.Target{ID: gateway.ID, Kind: vpc.GatewayTarget, VPCID: gateway.VPCID}, err
	case present(request.networkInterface):
		found, err := networkInterfaces.find(c, *request.networkInterface)
		return vpc.Target{ID: found.ID, Kind: vpc.InterfaceTarget, VPCID: found.VPCID}, err
	}
	instance, err := instances.find(c, *request.instance)
	if err != nil {
		return vpc.Target{}, err
	}
	if len(instance.Interfaces) != 1 {
		return vpc.Target{}, fault.New(fault.Invalid, "InvalidInstanceID",
			"There are multiple interfaces attached to instance '%s'. Please specify an interface ID for the operation instead. It has %d", instance.ID, len(instance.Interfaces))
	}
	return vpc.Target{ID: instance.Interfaces[0], Kind: vpc.InterfaceTarget, VPCID: instance.VPCID}, nil
}

// DeleteRoute removes a route from a table.
func (a *API) DeleteRoute(ctx context.Context, in *ec2model.DeleteRouteInput) (*ec2model.DeleteRouteOutput, error) {
	if err := unsupported(present(in.DestinationIpv6CidrBlock) || present(in.DestinationPrefixListId), "DestinationIpv6CidrBlock", "Routes have IPv4 destinations here; give DestinationCidrBlock."); err != nil {
		return nil, err
	}
	text, err := required("destinationCidrBlock", in.DestinationCidrBlock)
	if err != nil {
		return nil, err
	}
	destination, err := vpc.ParseDestination(text)
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
		if table, err = table.RemoveRoute(v, destination); err != nil {
			return err
		}
		store.Put(c.tx, table)
		return nil
	})
}

// hasPrefix says whether an id is one of the prefix.
func hasPrefix(id, prefix string) bool { return strings.HasPrefix(id, prefix+"-") }
