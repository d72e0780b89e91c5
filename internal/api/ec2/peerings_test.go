package ec2

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
)

const noPCX = "pcx-0123456789abcdef0"

// newVPC makes a VPC in a region.
func newVPC(t *testing.T, c *sdk.Client, cidr string) string {
	t.Helper()
	out, err := c.CreateVpc(t.Context(), &sdk.CreateVpcInput{CidrBlock: &cidr})
	return *do(t, out, err).Vpc.VpcId
}

// ask asks for a peering of the stage's VPC with another.
func (s *stage) ask(t *testing.T, peer string) *types.VpcPeeringConnection {
	t.Helper()
	out, err := s.c.CreateVpcPeeringConnection(t.Context(), &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: &peer})
	return do(t, out, err).VpcPeeringConnection
}

// join makes an active peering of the stage's VPC with another.
func (s *stage) join(t *testing.T, peer string) string {
	t.Helper()
	asked := s.ask(t, peer)
	out, err := s.c.AcceptVpcPeeringConnection(t.Context(), &sdk.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: asked.VpcPeeringConnectionId})
	if got := do(t, out, err).VpcPeeringConnection; got.Status.Code != types.VpcPeeringConnectionStateReasonCodeActive || got.ExpirationTime != nil {
		t.Fatalf("unexpected peering %+v", got)
	}
	return *asked.VpcPeeringConnectionId
}

func (s *stage) peering(t *testing.T, id string) types.VpcPeeringConnection {
	t.Helper()
	out, err := s.c.DescribeVpcPeeringConnections(t.Context(), &sdk.DescribeVpcPeeringConnectionsInput{VpcPeeringConnectionIds: []string{id}})
	return do(t, out, err).VpcPeeringConnections[0]
}

func TestPeeringLife(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	peer := newVPC(t, s.c, "10.8.0.0/16")
	_, err := s.c.CreateVpcPeeringConnection(ctx, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: &peer, DryRun: new(true)})
	refused(t, err, "DryRunOperation")
	asked, err := s.c.CreateVpcPeeringConnection(ctx, &sdk.CreateVpcPeeringConnectionInput{
		VpcId: &s.vpc, PeerVpcId: &peer, PeerOwnerId: new(testAccount), PeerRegion: new("us-east-1"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeVpcPeeringConnection, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}},
	})
	p := do(t, asked, err).VpcPeeringConnection
	if p.Status.Code != types.VpcPeeringConnectionStateReasonCodePendingAcceptance || p.ExpirationTime.Sub(*s.now.Load()) != vpc.PeeringRequestLife ||
		*p.RequesterVpcInfo.CidrBlock != "10.0.0.0/16" || *p.AccepterVpcInfo.VpcId != peer || len(p.Tags) != 1 {
		t.Errorf("unexpected peering %+v", p)
	}
	id := p.VpcPeeringConnectionId
	_, err = s.c.CreateVpcPeeringConnection(ctx, &sdk.CreateVpcPeeringConnectionInput{VpcId: &peer, PeerVpcId: &s.vpc})
	refused(t, err, "VpcPeeringConnectionAlreadyExists", *id)
	_, err = s.c.ModifyVpcPeeringConnectionOptions(ctx, &sdk.ModifyVpcPeeringConnectionOptionsInput{VpcPeeringConnectionId: id, RequesterPeeringConnectionOptions: &types.PeeringConnectionOptionsRequest{AllowDnsResolutionFromRemoteVpc: new(true)}})
	refused(t, err, "OperationNotPermitted", *id, "pending-acceptance")

	// A route may be there before; it leads nowhere until the peering is active.
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.8.0.0/16"), VpcPeeringConnectionId: id})
	do(t, true, err)
	if r := s.route(t, "10.8.0.0/16"); r.State != types.RouteStateBlackhole || *r.VpcPeeringConnectionId != *id {
		t.Errorf("unexpected route %+v", r)
	}
	accepted, err := s.c.AcceptVpcPeeringConnection(ctx, &sdk.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	do(t, accepted, err)
	if r := s.route(t, "10.8.0.0/16"); r.State != types.RouteStateActive {
		t.Errorf("unexpected route %+v", r)
	}
	_, err = s.c.AcceptVpcPeeringConnection(ctx, &sdk.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	refused(t, err, "InvalidStateTransition", *id, "active")
	_, err = s.c.RejectVpcPeeringConnection(ctx, &sdk.RejectVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	refused(t, err, "InvalidStateTransition", *id)
	options, err := s.c.ModifyVpcPeeringConnectionOptions(ctx, &sdk.ModifyVpcPeeringConnectionOptionsInput{VpcPeeringConnectionId: id, AccepterPeeringConnectionOptions: &types.PeeringConnectionOptionsRequest{AllowDnsResolutionFromRemoteVpc: new(true)}})
	if o := do(t, options, err); !*o.AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc || o.RequesterPeeringConnectionOptions != nil {
		t.Errorf("unexpected options %+v", o)
	}
	if got := s.peering(t, *id); !*got.AccepterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc || *got.RequesterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc {
		t.Errorf("unexpected peering %+v", got)
	}

	_, err = s.c.AssociateVpcCidrBlock(ctx, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, CidrBlock: new("10.8.4.0/24")})
	refused(t, err, "InvalidVpc.Range", "10.8.0.0/16", peer)
	_, err = s.c.DeleteVpc(ctx, &sdk.DeleteVpcInput{VpcId: &peer})
	refused(t, err, "DependencyViolation", *id)
	_, err = s.c.DeleteVpcPeeringConnection(ctx, &sdk.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	do(t, true, err)
	if r := s.route(t, "10.8.0.0/16"); r.State != types.RouteStateBlackhole {
		t.Errorf("unexpected route %+v", r)
	}
	_, err = s.c.DeleteVpcPeeringConnection(ctx, &sdk.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	refused(t, err, "InvalidStateTransition", "deleted")
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.9.0.0/16"), VpcPeeringConnectionId: id})
	refused(t, err, "InvalidVpcPeeringConnectionID.NotFound", *id)
	_, err = s.c.DeleteVpc(ctx, &sdk.DeleteVpcInput{VpcId: &peer})
	do(t, true, err)
	if got := s.peering(t, *id); got.Status.Code != types.VpcPeeringConnectionStateReasonCodeDeleted || got.AccepterVpcInfo.CidrBlock != nil {
		t.Errorf("unexpected peering %+v", got)
	}
}

func TestPeeringsThatFail(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.PeeringRequests, q.VPCs = 1, 10 })
	ctx := t.Context()
	same := newVPC(t, s.c, "10.0.128.0/20")
	if p := s.ask(t, same); p.Status.Code != types.VpcPeeringConnectionStateReasonCodeFailed || p.ExpirationTime != nil {
		t.Errorf("ranges overlap, and the peering is %+v", p)
	}
	if p := s.ask(t, s.vpc); p.Status.Code != types.VpcPeeringConnectionStateReasonCodeFailed {
		t.Errorf("a VPC is peered with itself: %+v", p)
	}
	peer, other := newVPC(t, s.c, "10.8.0.0/16"), newVPC(t, s.c, "10.9.0.0/16")
	pending := s.ask(t, peer).VpcPeeringConnectionId
	for name, m := range map[string]mistake{
		"unknown":          {"InvalidVpcPeeringConnectionID.NotFound", noPCX, call1(s.c.AcceptVpcPeeringConnection, &sdk.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: new(noPCX)})},
		"unknown peer":     {"InvalidVpcID.NotFound", noVPC, call1(s.c.CreateVpcPeeringConnection, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: new(noVPC)})},
		"no peer":          {"MissingParameter", "peerVpcId", call1(s.c.CreateVpcPeeringConnection, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc})},
		"another account":  {"InvalidParameterValue", "111122223333", call1(s.c.CreateVpcPeeringConnection, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: &other, PeerOwnerId: new("111122223333")})},
		"no region":        {"InvalidParameterValue", "moon", call1(s.c.CreateVpcPeeringConnection, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: &other, PeerRegion: new("moon")})},
		"elsewhere":        {"InvalidVpcID.NotFound", other, call1(s.c.CreateVpcPeeringConnection, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: &other, PeerRegion: new("eu-west-1")})},
		"too many":         {"OutstandingVpcPeeringConnectionLimitExceeded", "1", call1(s.c.CreateVpcPeeringConnection, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: &other})},
		"no options":       {"MissingParameter", "accepter", call1(s.c.ModifyVpcPeeringConnectionOptions, &sdk.ModifyVpcPeeringConnectionOptionsInput{VpcPeeringConnectionId: pending})},
		"unknown filter":   {"InvalidParameterValue", "colour", call1(s.c.DescribeVpcPeeringConnections, &sdk.DescribeVpcPeeringConnectionsInput{Filters: where("colour", "red")})},
		"route not active": {"InvalidParameterValue", "10.0.1.0/28", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.0.1.0/28"), VpcPeeringConnectionId: pending})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
	_, err := s.c.RejectVpcPeeringConnection(ctx, &sdk.RejectVpcPeeringConnectionInput{VpcPeeringConnectionId: pending})
	do(t, true, err)
	if p := s.peering(t, *pending); p.Status.Code != types.VpcPeeringConnectionStateReasonCodeRejected {
		t.Errorf("unexpected peering %+v", p)
	}
	late := s.ask(t, peer).VpcPeeringConnectionId
	s.now.Store(new(s.now.Load().Add(vpc.PeeringRequestLife)))
	_, err = s.c.AcceptVpcPeeringConnection(ctx, &sdk.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: late})
	refused(t, err, "InvalidStateTransition", "expired")
}

func TestPeeringAcrossRegions(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	there := s.in("eu-west-1")
	peer := newVPC(t, there, "10.8.0.0/16")
	asked, err := s.c.CreateVpcPeeringConnection(ctx, &sdk.CreateVpcPeeringConnectionInput{VpcId: &s.vpc, PeerVpcId: &peer, PeerRegion: new("eu-west-1")})
	id := do(t, asked, err).VpcPeeringConnection.VpcPeeringConnectionId
	_, err = s.c.AcceptVpcPeeringConnection(ctx, &sdk.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	refused(t, err, "OperationNotPermitted", "eu-west-1", *id)
	seen, err := there.DescribeVpcPeeringConnections(ctx, &sdk.DescribeVpcPeeringConnectionsInput{Filters: where("accepter-vpc-info.vpc-id", peer, "status-code", "pending*", "requester-vpc-info.cidr-block", "10.0.0.0/16")})
	if n := len(do(t, seen, err).VpcPeeringConnections); n != 1 {
		t.Fatalf("%d peerings are seen from the other region", n)
	}
	accepted, err := there.AcceptVpcPeeringConnection(ctx, &sdk.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	if p := do(t, accepted, err).VpcPeeringConnection; *p.AccepterVpcInfo.Region != "eu-west-1" || p.Status.Code != types.VpcPeeringConnectionStateReasonCodeActive {
		t.Errorf("unexpected peering %+v", p)
	}
	_, err = s.c.ModifyVpcPeeringConnectionOptions(ctx, &sdk.ModifyVpcPeeringConnectionOptionsInput{VpcPeeringConnectionId: id, AccepterPeeringConnectionOptions: &types.PeeringConnectionOptionsRequest{AllowDnsResolutionFromRemoteVpc: new(true)}})
	refused(t, err, "OperationNotPermitted", peer)
	_, err = there.CreateTags(ctx, &sdk.CreateTagsInput{Resources: []string{*id}, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}})
	do(t, true, err)
	if p := s.peering(t, *id); len(p.Tags) != 1 {
		t.Errorf("unexpected peering %+v", p)
	}
	_, err = s.in("us-west-2").DescribeVpcPeeringConnections(ctx, &sdk.DescribeVpcPeeringConnectionsInput{VpcPeeringConnectionIds: []string{*id}})
	refused(t, err, "InvalidVpcPeeringConnectionID.NotFound", *id)
}

// TestRulesOfAPeersGroup refers to a group across a peering, which then goes.
func TestRulesOfAPeersGroup(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	peer := newVPC(t, s.c, "10.8.0.0/16")
	made, err := s.c.CreateSecurityGroup(ctx, &sdk.CreateSecurityGroupInput{VpcId: &peer, GroupName: new("far"), Description: new("far")})
	far := do(t, made, err).GroupId
	permission := []types.IpPermission{{IpProtocol: new("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: far}}}}
	authorize := &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: permission}
	_, err = s.c.AuthorizeSecurityGroupIngress(ctx, authorize)
	refused(t, err, "InvalidGroup.NotFound", *far, peer, "peering")
	id := s.join(t, peer)
	out, err := s.c.AuthorizeSecurityGroupIngress(ctx, authorize)
	if info := do(t, out, err).SecurityGroupRules[0].ReferencedGroupInfo; *info.VpcId != peer || *info.VpcPeeringConnectionId != id || *info.PeeringStatus != "active" {
		t.Errorf("unexpected rule %+v", info)
	}
	_, err = s.c.DeleteVpcPeeringConnection(ctx, &sdk.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: &id})
	do(t, true, err)
	// A stale rule keeps neither the group nor the VPC.
	_, err = s.c.DeleteSecurityGroup(ctx, &sdk.DeleteSecurityGroupInput{GroupId: far})
	do(t, true, err)
	groups, err := s.c.DescribeSecurityGroups(ctx, &sdk.DescribeSecurityGroupsInput{GroupIds: []string{s.group}})
	pair := do(t, groups, err).SecurityGroups[0].IpPermissions[0].UserIdGroupPairs[0]
	if *pair.PeeringStatus != "deleted" || *pair.GroupId != *far || *pair.VpcId != peer {
		t.Errorf("unexpected reference %+v", pair)
	}
	_, err = s.c.RevokeSecurityGroupIngress(ctx, &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: permission})
	do(t, true, err)
	_, err = s.c.AuthorizeSecurityGroupIngress(ctx, authorize)
	refused(t, err, "InvalidGroup.NotFound", *far)
}

func TestPagesOfPeerings(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.VPCs = 20 })
	for i := range 7 {
		s.ask(t, newVPC(t, s.c, fmt.Sprintf("10.%d.0.0/16", 20+i)))
	}
	pages, seen := sdk.NewDescribeVpcPeeringConnectionsPaginator(s.c, &sdk.DescribeVpcPeeringConnectionsInput{MaxResults: new(int32(5))}), 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		seen += len(do(t, page, err).VpcPeeringConnections)
	}
	if seen != 7 {
		t.Errorf("got %d peerings", seen)
	}
}
