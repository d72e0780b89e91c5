package ec2

import (
	"net/netip"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// destinationOf is a route's destination, whatever its sort.
func destinationOf(r types.Route) string {
	for _, d := range []*string{r.DestinationCidrBlock, r.DestinationIpv6CidrBlock, r.DestinationPrefixListId} {
		if d != nil {
			return *d
		}
	}
	return ""
}

// route gives the route of the stage's table for a destination.
func (s *stage) route(t *testing.T, destination string) types.Route {
	t.Helper()
	out, err := s.c.DescribeRouteTables(t.Context(), &sdk.DescribeRouteTablesInput{RouteTableIds: []string{s.table}})
	for _, r := range do(t, out, err).RouteTables[0].Routes {
		if destinationOf(r) == destination {
			return r
		}
	}
	return types.Route{}
}

// put writes documents, as the loops do.
func (s *stage) put(t *testing.T, documents ...store.Document) {
	t.Helper()
	do(t, true, s.store.Update(t.Context(), func(tx *store.Tx) error {
		for _, d := range documents {
			store.Put(tx, d)
		}
		return nil
	}))
}

// TestRouteTargets leads routes to gateways of every kind, and takes these away.
func TestRouteTargets(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	nat := vpc.NATGateway{ID: "nat-0123456789abcdef0", Region: "us-east-1", VPCID: s.vpc, SubnetID: s.other, State: vpc.StatePending, CreatedAt: time.Unix(0, 0).UTC()}
	eigw := vpc.EgressOnlyGateway{ID: "eigw-0123456789abcdef0", Region: "us-east-1", VPCID: s.vpc}
	v, _ := store.Get[vpc.VPC](s.store.Snapshot(), s.vpc)
	v.IPv6Blocks = []vpc.Block{{AssociationID: "vpc-cidr-assoc-6", CIDR: netip.MustParsePrefix("fd00:1::/56")}}
	s.put(t, nat, eigw, v)
	for _, in := range []sdk.CreateRouteInput{
		{DestinationCidrBlock: new("172.16.0.0/12"), NatGatewayId: &nat.ID},
		{DestinationCidrBlock: new("10.0.2.0/24"), NatGatewayId: &nat.ID}, // a whole subnet of the VPC
		{DestinationIpv6CidrBlock: new("2001:db8:1::1/32"), EgressOnlyInternetGatewayId: &eigw.ID},
		{DestinationIpv6CidrBlock: new("::/0"), GatewayId: &s.gateway},
	} {
		in.RouteTableId = &s.table
		_, err := s.c.CreateRoute(ctx, &in)
		do(t, true, err)
	}
	if r := s.route(t, "fd00:1::/56"); *r.GatewayId != "local" || r.Origin != types.RouteOriginCreateRouteTable {
		t.Errorf("the local route of IPv6 is %+v", r)
	}
	if r := s.route(t, "172.16.0.0/12"); *r.NatGatewayId != nat.ID || r.GatewayId != nil || r.State != types.RouteStateBlackhole || r.Origin != types.RouteOriginCreateRoute {
		t.Errorf("a route to a NAT gateway that is pending is %+v", r)
	}
	if r := s.route(t, "2001:db8::/32"); *r.EgressOnlyInternetGatewayId != eigw.ID || r.State != types.RouteStateActive {
		t.Errorf("unexpected route %+v", r)
	}
	nat.State = vpc.StateAvailable
	s.put(t, nat)
	if r := s.route(t, "172.16.0.0/12"); r.State != types.RouteStateActive {
		t.Errorf("unexpected route %+v", r)
	}
	for _, filters := range [][]string{{"route.nat-gateway-id", nat.ID}, {"route.egress-only-internet-gateway-id", eigw.ID}, {"route.destination-ipv6-cidr-block", "::/0"}} {
		out, err := s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{Filters: where(filters...)})
		if n := len(do(t, out, err).RouteTables); n != 1 {
			t.Errorf("%d tables by %v", n, filters)
		}
	}
	for name, m := range map[string]mistake{
		"two destinations":   {"InvalidParameterCombination", "2", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), DestinationIpv6CidrBlock: new("::/0"), GatewayId: &s.gateway})},
		"no destination":     {"MissingParameter", "destinationPrefixListId", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, GatewayId: &s.gateway})},
		"IPv4 as IPv6":       {"InvalidParameterValue", "0.0.0.0/0", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("0.0.0.0/0"), GatewayId: &s.gateway})},
		"IPv6 by a NAT":      {"InvalidParameterValue", nat.ID, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("2001:db8:2::/48"), NatGatewayId: &nat.ID})},
		"IPv4 egress-only":   {"InvalidParameterValue", eigw.ID, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), EgressOnlyInternetGatewayId: &eigw.ID})},
		"link services":      {"InvalidParameterValue", "169.254.168.0/22", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("169.254.169.254/32"), GatewayId: &s.gateway})},
		"part of a subnet":   {"InvalidParameterValue", s.other, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.0.2.0/25"), NetworkInterfaceId: &s.nic})},
		"unknown list":       {"InvalidPrefixListID.NotFound", "pl-1", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationPrefixListId: new("pl-1"), GatewayId: &s.gateway})},
		"unknown vgw":        {"InvalidVpnGatewayID.NotFound", "vgw-1", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: new("vgw-1")})},
		"strange gateway":    {"InvalidGatewayID.NotFound", "door-1", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: new("door-1")})},
		"unknown eigw":       {"InvalidGatewayID.NotFound", "eigw-1", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("2001:db8:2::/48"), EgressOnlyInternetGatewayId: new("eigw-1")})},
		"unknown peering":    {"InvalidVpcPeeringConnectionID.NotFound", noPCX, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), VpcPeeringConnectionId: new(noPCX)})},
		"transit gateway":    {"UnsupportedOperation", "TransitGatewayId", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), TransitGatewayId: new("tgw-1")})},
		"local target":       {"UnsupportedOperation", "LocalTarget", call1(s.c.ReplaceRoute, &sdk.ReplaceRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.0.0.0/16"), LocalTarget: new(true)})},
		"unknown IPv6 route": {"InvalidRoute.NotFound", "destination-ipv6-cidr-block", call1(s.c.DeleteRoute, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("2001:db8:9::/48")})},
		"local IPv6 route":   {"InvalidParameterValue", "local", call1(s.c.DeleteRoute, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("fd00:1::/56")})},
		"rehearsal":          {"DryRunOperation", "DryRun", call1(s.c.DeleteRoute, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("::/0"), DryRun: new(true)})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
	_, err := s.c.ReplaceRoute(ctx, &sdk.ReplaceRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("::/0"), EgressOnlyInternetGatewayId: &eigw.ID})
	do(t, true, err)
	_, err = s.c.DeleteRoute(ctx, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("2001:db8::/32")})
	do(t, true, err)
	nat.State = vpc.StateDeleting
	s.put(t, nat)
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), NatGatewayId: &nat.ID})
	refused(t, err, "InvalidNatGatewayID.NotFound", nat.ID)
	if r := s.route(t, "::/0"); *r.EgressOnlyInternetGatewayId != eigw.ID || s.route(t, "2001:db8::/32").State != "" {
		t.Errorf("unexpected route %+v", r)
	}
}

// TestRoutesToInterfaces lead somewhere while something is plugged in that takes packets.
func TestRoutesToInterfaces(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	made, err := s.c.RunInstances(ctx, &sdk.RunInstancesInput{ImageId: new("example.com/app:1"), MinCount: new(int32(1)), MaxCount: new(int32(1)), InstanceType: "t3.nano", SubnetId: &s.subnet})
	id := *do(t, made, err).Instances[0].InstanceId
	own, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet, TagSpecifications: []types.TagSpecification{
		{ResourceType: types.ResourceTypeNetworkInterface, Tags: []types.Tag{{Key: new(vpc.NamespaceTag), Value: new("db")}}},
	}})
	eni := do(t, own, err).NetworkInterface.NetworkInterfaceId
	for _, in := range []sdk.CreateRouteInput{
		{DestinationCidrBlock: new("192.168.0.0/16"), InstanceId: &id},
		{DestinationCidrBlock: new("172.16.0.0/12"), NetworkInterfaceId: eni},
	} {
		in.RouteTableId = &s.table
		_, err := s.c.CreateRoute(ctx, &in)
		do(t, true, err)
	}
	for _, c := range []struct {
		phase platform.Phase
		want  types.RouteState
	}{{platform.PhaseStarted, types.RouteStateActive}, {platform.PhaseStopped, types.RouteStateBlackhole}, {platform.PhaseStarted, types.RouteStateActive}} {
		s.see(t, id, c.phase, "")
		if r := s.route(t, "192.168.0.0/16"); r.State != c.want {
			t.Errorf("a route to an instance that is %s is %s", c.phase, r.State)
		}
	}
	if r := s.route(t, "172.16.0.0/12"); r.State != types.RouteStateActive {
		t.Errorf("a route to an interface in the operator's namespace is %+v", r)
	}
	_, err = s.c.DeleteTags(ctx, &sdk.DeleteTagsInput{Resources: []string{*eni}, Tags: []types.Tag{{Key: new(vpc.NamespaceTag)}}})
	do(t, true, err)
	if r := s.route(t, "172.16.0.0/12"); r.State != types.RouteStateBlackhole {
		t.Errorf("a route to an interface that nothing is plugged into is %+v", r)
	}
}
