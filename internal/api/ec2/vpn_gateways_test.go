package ec2

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

func TestVPNGateways(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.VPNGateways = 2 })
	ctx := t.Context()
	create := &sdk.CreateVpnGatewayInput{
		Type: types.GatewayTypeIpsec1, AmazonSideAsn: new(int64(64999)), AvailabilityZone: new("us-east-1b"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeVpnGateway, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}},
	}
	made, err := s.c.CreateVpnGateway(ctx, create)
	g := do(t, made, err).VpnGateway
	if g.State != types.VpnStateAvailable || *g.AmazonSideAsn != 64999 || *g.AvailabilityZone != "us-east-1b" || len(g.VpcAttachments) != 0 || len(g.Tags) != 1 {
		t.Errorf("unexpected gateway %+v", g)
	}
	id := g.VpnGatewayId
	second, err := s.c.CreateVpnGateway(ctx, create)
	other := do(t, second, err).VpnGateway.VpnGatewayId
	attached, err := s.c.AttachVpnGateway(ctx, &sdk.AttachVpnGatewayInput{VpnGatewayId: id, VpcId: &s.vpc})
	if a := do(t, attached, err).VpcAttachment; a.State != types.AttachmentStatusAttaching || *a.VpcId != s.vpc {
		t.Errorf("unexpected attachment %+v", a)
	}
	_, err = s.c.EnableVgwRoutePropagation(ctx, &sdk.EnableVgwRoutePropagationInput{RouteTableId: &s.table, GatewayId: id})
	do(t, true, err)
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("172.16.0.0/12"), GatewayId: id})
	do(t, true, err)
	if r := s.route(t, "192.168.0.0/16"); *r.GatewayId != *id || r.Origin != types.RouteOriginEnableVgwRoutePropagation || r.State != types.RouteStateBlackhole {
		t.Errorf("a propagated route of a gateway that is attaching is %+v", r)
	}
	kept, _ := store.Get[vpc.VPNGateway](s.store.Snapshot(), *id)
	kept.State = vpc.StateAvailable
	s.put(t, kept)
	if r := s.route(t, "192.168.0.0/16"); r.State != types.RouteStateActive {
		t.Errorf("unexpected route %+v", r)
	}
	// A static route to the same destination takes the place of a propagated one.
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("192.168.0.0/16"), NetworkInterfaceId: &s.nic})
	do(t, true, err)
	if r := s.route(t, "192.168.0.0/16"); r.Origin != types.RouteOriginCreateRoute {
		t.Errorf("unexpected route %+v", r)
	}
	out, err := s.c.DescribeVpnGateways(ctx, &sdk.DescribeVpnGatewaysInput{Filters: where("attachment.vpc-id", s.vpc, "attachment.state", "attached", "amazon-side-asn", "64999", "type", "ipsec.1", "state", "available")})
	if n := len(do(t, out, err).VpnGateways); n != 1 {
		t.Errorf("%d gateways", n)
	}
	for name, m := range map[string]mistake{
		"other type":    {"InvalidParameterValue", "x", call1(s.c.CreateVpnGateway, &sdk.CreateVpnGatewayInput{Type: "x"})},
		"no zone":       {"InvalidParameterValue", "moon", call1(s.c.CreateVpnGateway, &sdk.CreateVpnGatewayInput{Type: types.GatewayTypeIpsec1, AvailabilityZone: new("moon")})},
		"too many":      {"VpnGatewayLimitExceeded", "2", call1(s.c.CreateVpnGateway, create)},
		"second":        {"InvalidParameterValue", *id, call1(s.c.AttachVpnGateway, &sdk.AttachVpnGatewayInput{VpnGatewayId: other, VpcId: &s.vpc})},
		"unknown":       {"InvalidVpnGatewayID.NotFound", "vgw-1", call1(s.c.DeleteVpnGateway, &sdk.DeleteVpnGatewayInput{VpnGatewayId: new("vgw-1")})},
		"in use":        {"IncorrectState", s.vpc, call1(s.c.DeleteVpnGateway, &sdk.DeleteVpnGatewayInput{VpnGatewayId: id})},
		"not attached":  {"InvalidVpnGatewayAttachment.NotFound", *other, call1(s.c.DetachVpnGateway, &sdk.DetachVpnGatewayInput{VpnGatewayId: other, VpcId: &s.vpc})},
		"propagate":     {"Gateway.NotAttached", *other, call1(s.c.EnableVgwRoutePropagation, &sdk.EnableVgwRoutePropagationInput{RouteTableId: &s.table, GatewayId: other})},
		"route":         {"InvalidParameterValue", "different networks", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("172.20.0.0/16"), GatewayId: other})},
		"route of IPv6": {"InvalidParameterValue", *id, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationIpv6CidrBlock: new("::/0"), GatewayId: id})},
		"rehearsal":     {"DryRunOperation", "DryRun", call1(s.c.DetachVpnGateway, &sdk.DetachVpnGatewayInput{VpnGatewayId: id, VpcId: &s.vpc, DryRun: new(true)})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
	_, err = s.c.DetachVpnGateway(ctx, &sdk.DetachVpnGatewayInput{VpnGatewayId: id, VpcId: &s.vpc})
	do(t, true, err)
	if r := s.route(t, "172.16.0.0/12"); r.State != types.RouteStateBlackhole {
		t.Errorf("a route to a detached gateway is %+v", r)
	}
	tables, err := s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{RouteTableIds: []string{s.table}})
	if n := len(do(t, tables, err).RouteTables[0].PropagatingVgws); n != 0 {
		t.Errorf("%d gateways propagate to the table of a VPC that they are not attached to", n)
	}
	_, err = s.c.DisableVgwRoutePropagation(ctx, &sdk.DisableVgwRoutePropagationInput{RouteTableId: &s.table, GatewayId: id})
	do(t, true, err)
	_, err = s.c.DeleteVpnGateway(ctx, &sdk.DeleteVpnGatewayInput{VpnGatewayId: id})
	do(t, true, err)
}
