//go:build e2e

package e2e

import (
	"net/netip"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
	"sallyport/test/e2e/hunt"
)

// routes are the states of a table's routes, by destination.
func (g groundVPC) routes(table string) map[string]types.RouteState {
	g.T.Helper()
	found, err := g.EC2.DescribeRouteTables(g.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{table}})
	g.Must("describe "+table, err)
	states := map[string]types.RouteState{}
	for _, r := range found.RouteTables[0].Routes {
		states[aws.ToString(r.DestinationCidrBlock)+aws.ToString(r.DestinationPrefixListId)] = r.State
	}
	return states
}

// shows waits for a route to be shown as a state.
func (g groundVPC) shows(table, destination string, want types.RouteState, why string) {
	g.T.Helper()
	harness.Eventually(g.T, operationWait, "the route to "+destination+" to be "+string(want)+": "+why, func() (bool, string) {
		got := g.routes(table)[destination]
		return got == want, string(got)
	})
}

// A route is a black hole in the answers just while what it leads to is gone,
// and packets say the same.
func TestBlackHolesAreShown(t *testing.T) {
	r := begin(t)
	g, far := newGround(r, "10.0.0.0/16"), newGround(r, "10.7.0.0/16")
	const active, blackhole = types.RouteStateActive, types.RouteStateBlackhole
	table := g.vpc.Table(g.subnets[0])
	leads := func(destination, target, why string) {
		t.Helper()
		g.shows(table, destination, active, why)
		g.passes("tcp", target, why)
	}
	ends := func(destination, target, why string) {
		t.Helper()
		g.shows(table, destination, blackhole, why)
		g.drops("tcp", target, why)
	}
	internet, lan := common.internet, common.lan

	gateway, elastic := g.vpc.InternetGateway(), g.Elastic()
	association := g.Associate(elastic, g.from)
	anybody := internet.Anybody.String() + "/32"
	g.Route(table, anybody, gateway)
	leads(anybody, webAt(internet.Anybody), "the internet gateway is attached")
	g.Disassociate(association)
	_, err := g.EC2.DetachInternetGateway(g.Context(), &ec2.DetachInternetGatewayInput{InternetGatewayId: &gateway, VpcId: &g.vpc.ID})
	g.Must("detach "+gateway, err)
	ends(anybody, webAt(internet.Anybody), "the internet gateway is detached")
	_, err = g.EC2.AttachInternetGateway(g.Context(), &ec2.AttachInternetGatewayInput{InternetGatewayId: &gateway, VpcId: &g.vpc.ID})
	g.Must("attach "+gateway, err)
	g.Associate(elastic, g.from)
	leads(anybody, webAt(internet.Anybody), "the internet gateway is attached again")

	public := g.vpc.Subnet("10.0.9.0/24", "a")
	g.Route(g.vpc.Table(public), "0.0.0.0/0", gateway)
	nat := g.NAT(public, g.Elastic())
	owner := internet.Owner.String() + "/32"
	g.Route(table, owner, nat)
	leads(owner, webAt(internet.Owner), "the NAT gateway is available")
	_, err = g.EC2.DeleteNatGateway(g.Context(), &ec2.DeleteNatGatewayInput{NatGatewayId: &nat})
	g.Must("delete "+nat, err)
	ends(owner, webAt(internet.Owner), "the NAT gateway is deleted")

	peering := r.Peer(g.vpc, far.vpc)
	g.Route(table, "10.7.0.0/16", peering)
	g.Route(far.vpc.Table(far.subnets...), "10.0.0.0/16", peering)
	leads("10.7.0.0/16", far.target(), "the peering is active")
	_, err = g.EC2.DeleteVpcPeeringConnection(g.Context(), &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: &peering})
	g.Must("delete "+peering, err)
	ends("10.7.0.0/16", far.target(), "the peering is deleted")

	vpn, lanRange := g.vpc.VPN(), lan.Range.String()
	g.Route(table, lanRange, vpn)
	leads(lanRange, echoAt(lan.Server), "the VPN gateway is attached")
	_, err = g.EC2.DetachVpnGateway(g.Context(), &ec2.DetachVpnGatewayInput{VpcId: &g.vpc.ID, VpnGatewayId: &vpn})
	g.Must("detach "+vpn, err)
	ends(lanRange, echoAt(lan.Server), "the VPN gateway is detached")

	g.interfaceAsTarget(table)
}

// interfaceAsTarget is what a route to an interface shows while that is plugged
// in, free, and its instance stopped.
func (g groundVPC) interfaceAsTarget(table string) {
	const destination = "198.51.100.0/24"
	second := g.NewTaggedInterface(g.subnets[1], []string{g.group}, nil)
	g.Uncheck(second.ID)
	g.Route(table, destination, second.ID)
	arrives := func(want bool, why string) {
		g.T.Helper()
		harness.Eventually(g.T, ruleLimit, "packets to do as the route says: "+why, func() (bool, string) {
			arrived, err := hunt.Arrives(g.Namespace(g.from), netip.Addr{}, netip.MustParseAddrPort("198.51.100.77:9"), g.Namespace(g.to))
			g.Must("send to 198.51.100.77", err)
			return arrived == want, "they do the other"
		})
	}
	g.shows(table, destination, types.RouteStateBlackhole, "the interface is plugged into nothing")
	arrives(false, "the interface is plugged into nothing")
	attachment := g.attach(g.to, second.ID)
	g.shows(table, destination, types.RouteStateActive, "the interface is an instance's")
	arrives(true, "the interface is an instance's")
	g.stop(g.to.ID)
	g.shows(table, destination, types.RouteStateBlackhole, "its instance is stopped")
	g.start(g.to.ID)
	g.shows(table, destination, types.RouteStateActive, "its instance runs again")
	arrives(true, "its instance runs again")
	_, err := g.EC2.DetachNetworkInterface(g.Context(), &ec2.DetachNetworkInterfaceInput{AttachmentId: attachment})
	g.Must("detach", err)
	g.shows(table, destination, types.RouteStateBlackhole, "the interface is free again")
	arrives(false, "the interface is free again")
}
