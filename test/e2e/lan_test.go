//go:build e2e

package e2e

import (
	"net/netip"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// The endpoint services of the operator's own network.
const (
	orders = "com.example.orders"
	files  = "com.example.files"
)

// operated are the flags that tell Sallyport of the operator's own network. An
// address beyond the uplink is part of it.
func operated(internet *harness.Internet, lan *harness.LAN) []string {
	return []string{
		"--lan", lan.Range.String() + "," + internet.Office.String() + "/32",
		"--endpoint-service", orders + "=" + netip.AddrPortFrom(lan.Service, 7000).String(),
		"--gateway-endpoint-service", files + "=" + lan.Service.String() + "/32",
	}
}

// newLAN is one of the test's own.
func newLAN(t *testing.T) *harness.LAN {
	t.Helper()
	lan, err := harness.NewLAN(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lan.Close(); err != nil {
			t.Error(err)
		}
	})
	return lan
}

func echoAt(address netip.Addr) string { return netip.AddrPortFrom(address, 7000).String() }
func webAt(address netip.Addr) string  { return netip.AddrPortFrom(address, 80).String() }

// none fails the test for each of the targets that is reached from a namespace,
// all tried at once.
func (g groundVPC) none(from harness.Instance, why string, targets ...string) {
	g.T.Helper()
	reached := make([]bool, len(targets))
	var tries sync.WaitGroup
	for n, target := range targets {
		tries.Go(func() { reached[n] = harness.DialFrom(g.Namespace(from), "tcp", target) == nil })
	}
	tries.Wait()
	for n, target := range targets {
		if reached[n] {
			g.T.Errorf("%s was reached from %s: %s", target, from.Address, why)
		}
	}
}

// 5: a virtual private gateway leads to the operator's own network, by static
// routes and by propagated ones, and to nothing else behind the host. No other
// way leads there.
func TestRule5_VirtualPrivateGateway(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	lan, internet := common.lan, common.internet
	server := echoAt(lan.Server)
	inside := g.NewService("inside", harness.WithEgress(g.Connector("private", g.subnets[:1], g.group)))
	table := g.vpc.Table(g.subnets[0])
	gateway := g.vpc.VPN()
	g.drops("tcp", server, "no route leads to the gateway")
	wantBlocked(t, inside, server, "no route leads to the gateway")
	g.Route(table, lan.Range.String(), gateway)
	g.passes("tcp", server, "a static route")
	g.passes("udp", server, "a static route")
	wantReach(t, inside, server)
	if seen, err := harness.SeenAs(g.Namespace(g.from), webAt(lan.Server)); err != nil || seen != lan.Host.String() {
		t.Errorf("the server saw %s (%v), want the host's address %s", seen, err, lan.Host)
	}
	flow := g.flow(g.Namespace(g.from), server)
	g.DeleteRoute(table, lan.Range.String())
	g.drops("tcp", server, "the route is gone")
	cut(t, flow, "the route is gone")

	_, err := g.EC2.EnableVgwRoutePropagation(g.Context(), &ec2.EnableVgwRoutePropagationInput{RouteTableId: &table, GatewayId: &gateway})
	g.Must("propagate routes", err)
	g.passes("tcp", server, "a propagated route")
	wantReach(t, inside, server)
	g.passes("tcp", webAt(internet.Office), "a propagated route to what is beyond the uplink")
	// A route may say everything; the gateway leads to the operator's ranges.
	onHost, err := harness.Echo(netip.AddrPortFrom(lan.Host, 7000))
	g.Must("listen on the host", err)
	defer onHost.Close()
	g.Route(table, "0.0.0.0/0", gateway)
	g.none(g.from, "it is not of the operator's network",
		echoAt(lan.Behind), echoAt(lan.Service), echoAt(lan.Host), webAt(internet.Anybody), webAt(internet.Private), g.API, "169.254.169.254:80")
	g.passes("tcp", server, "it is")
	g.RevokeEgress(g.group, harness.Everything())
	g.drops("tcp", server, "the group lets nothing out")
	g.AuthorizeEgress(g.group, harness.Everything())

	// An internet gateway does not lead there, nor does the public side.
	beside := g.vpc.Table(g.subnets[1])
	g.Route(beside, "0.0.0.0/0", g.vpc.InternetGateway())
	g.Associate(g.Elastic(), g.to)
	harness.Eventually(t, ruleLimit, "the internet gateway to lead out", func() (bool, string) {
		return harness.DialFrom(g.Namespace(g.to), "tcp", webAt(internet.Anybody)) == nil, "it does not"
	})
	closed := []string{server, echoAt(lan.Service), echoAt(lan.Host), webAt(internet.Office)}
	g.none(g.to, "an internet gateway leads to public addresses of others", closed...)
	direct := g.NewService("direct")
	if got := direct.Fetch(web(internet.Anybody, "/direct")); !got.OK {
		t.Errorf("a public endpoint: %+v", got)
	}
	for _, target := range closed {
		wantBlocked(t, direct, target, "its egress is DEFAULT")
	}

	_, err = g.EC2.DetachVpnGateway(g.Context(), &ec2.DetachVpnGatewayInput{VpcId: &g.vpc.ID, VpnGatewayId: &gateway})
	g.Must("detach", err)
	g.drops("tcp", server, "the gateway is detached")
}

// cut waits for an established flow to end where its way did.
func cut(t *testing.T, flow *harness.Flow, why string) {
	t.Helper()
	harness.Eventually(t, ruleLimit, "the flow to "+flow.Target+" to be cut: "+why, func() (bool, string) {
		return flow.Ping() != nil, "it goes on"
	})
}

// endpoint makes a VPC endpoint and waits until it is available.
func (g groundVPC) endpoint(in *ec2.CreateVpcEndpointInput) types.VpcEndpoint {
	g.T.Helper()
	in.VpcId = &g.vpc.ID
	made, err := g.EC2.CreateVpcEndpoint(g.Context(), in)
	g.Must("create an endpoint of "+*in.ServiceName, err)
	var found types.VpcEndpoint
	harness.Eventually(g.T, operationWait, "the endpoint to be available", func() (bool, string) {
		described, err := g.EC2.DescribeVpcEndpoints(g.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{*made.VpcEndpoint.VpcEndpointId}})
		if err != nil {
			return false, err.Error()
		}
		found = described.VpcEndpoints[0]
		return found.State == "available", string(found.State)
	})
	return found
}

// deleteEndpoint does not wait until it is gone.
func (g groundVPC) deleteEndpoint(id *string) {
	g.T.Helper()
	_, err := g.EC2.DeleteVpcEndpoints(g.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{*id}})
	g.Must("delete "+*id, err)
}

// An interface endpoint gives a service of the operator's network an address in
// each of its subnets and names for them; its security group decides who gets in.
func TestInterfaceEndpoint(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	guard := g.vpc.Group("endpoint")
	endpoint := g.endpoint(&ec2.CreateVpcEndpointInput{
		ServiceName: aws.String(orders), VpcEndpointType: types.VpcEndpointTypeInterface, SubnetIds: g.subnets, SecurityGroupIds: []string{guard},
	})
	addresses := g.addressesOf(endpoint.NetworkInterfaceIds)
	inside := g.NewService("inside", harness.WithEgress(g.Connector("private", g.subnets[:1], g.group)))
	if len(endpoint.DnsEntries) != 3 {
		t.Fatalf("the endpoint has the names %+v, want one for all and one for each zone", endpoint.DnsEntries)
	}
	name := *endpoint.DnsEntries[0].DnsName
	wantNames(t, inside, name, slices.Sorted(slices.Values(addresses))...)
	wantBlocked(t, inside, name+":7000", "the endpoint's group lets nothing in")
	g.Authorize(guard, harness.FromGroup("tcp", 7000, g.group))
	wantReach(t, inside, name+":7000")
	for n, address := range addresses {
		g.passes("tcp", address+":7000", "the endpoint's group lets it in")
		zonal := *endpoint.DnsEntries[1+n].DnsName
		wantNames(t, inside, zonal, address)
		wantReach(t, inside, zonal+":7000")
	}
	g.drops("udp", addresses[0]+":7000", "the endpoint's group lets tcp in")
	g.Authorize(guard, harness.Everything())
	g.passes("udp", addresses[0]+":7000", "the endpoint's group lets everything in")
	g.none(g.from, "the service has one port, and is nowhere but at the endpoint's addresses",
		addresses[0]+":7001", addresses[0]+":80", echoAt(common.lan.Service), echoAt(common.lan.Server))
	g.Revoke(guard, harness.Everything())
	g.Revoke(guard, harness.FromGroup("tcp", 7000, g.group))
	g.drops("tcp", addresses[0]+":7000", "the rules were revoked")
	g.Authorize(guard, harness.Everything())
	g.passes("tcp", addresses[0]+":7000", "it is let in again")
	flow := g.flow(g.Namespace(g.from), addresses[0]+":7000")
	g.deleteEndpoint(endpoint.VpcEndpointId)
	g.drops("tcp", addresses[0]+":7000", "the endpoint is deleted")
	cut(t, flow, "the endpoint is deleted")
	wantNames(t, inside, name)
}

// addressesOf interfaces, in their order.
func (g groundVPC) addressesOf(interfaces []string) []string {
	g.T.Helper()
	found := make([]string, len(interfaces))
	for n, id := range interfaces {
		described, err := g.EC2.DescribeNetworkInterfaces(g.Context(), &ec2.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{id}})
		g.Must("describe "+id, err)
		found[n] = *described.NetworkInterfaces[0].PrivateIpAddress
	}
	return found
}

// A gateway endpoint is a way to a service's ranges for the tables that it names,
// and ends with it. A group may name the service's prefix list.
func TestGatewayEndpoint(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	table, target := g.vpc.Table(g.subnets[0]), echoAt(common.lan.Service)
	inside := g.NewService("inside", harness.WithEgress(g.Connector("private", g.subnets[:1], g.group)))
	g.drops("tcp", target, "there is no endpoint")
	endpoint := g.endpoint(&ec2.CreateVpcEndpointInput{
		ServiceName: aws.String(files), VpcEndpointType: types.VpcEndpointTypeGateway, RouteTableIds: []string{table},
	})
	g.passes("tcp", target, "its table has a route to the endpoint")
	g.passes("udp", target, "its table has a route to the endpoint")
	wantReach(t, inside, target)
	g.none(g.to, "its table has no such route", target)
	g.none(g.from, "it is not in the service's ranges", echoAt(common.lan.Server), echoAt(common.lan.Behind))
	// The service's prefix list may be what a group lets out to.
	lists, err := g.EC2.DescribePrefixLists(g.Context(), &ec2.DescribePrefixListsInput{
		Filters: []types.Filter{{Name: aws.String("prefix-list-name"), Values: []string{files}}},
	})
	g.Must("describe prefix lists", err)
	if len(lists.PrefixLists) != 1 {
		t.Fatalf("%s has the prefix lists %+v, want one", files, lists.PrefixLists)
	}
	g.RevokeEgress(g.group, harness.Everything())
	g.drops("tcp", target, "the group lets nothing out")
	g.AuthorizeEgress(g.group, types.IpPermission{
		IpProtocol: aws.String("tcp"), FromPort: aws.Int32(7000), ToPort: aws.Int32(7000),
		PrefixListIds: []types.PrefixListId{{PrefixListId: lists.PrefixLists[0].PrefixListId}},
	})
	g.passes("tcp", target, "the group lets out to the service's prefix list")
	g.drops("udp", target, "the group lets tcp out")
	wantReach(t, inside, target)
	flow := g.flow(g.Namespace(g.from), target)
	g.deleteEndpoint(endpoint.VpcEndpointId)
	g.drops("tcp", target, "the endpoint is deleted")
	cut(t, flow, "the endpoint is deleted")
	if state, shown := g.routes(table)[*lists.PrefixLists[0].PrefixListId]; shown {
		t.Errorf("the deleted endpoint has a route still, which is %s", state)
	}
}

// VPCs may have the same ranges, and yet each its own ways out at the same time:
// flows that look the same from inside don't meet outside.
func TestOverlappingVPCsLeaveSideBySide(t *testing.T) {
	r := begin(t)
	lan, internet := common.lan, common.internet
	targets := []string{echoAt(lan.Server), echoAt(lan.Service), echoAt(internet.Anybody)}
	var grounds []groundVPC
	for range 2 {
		g := newGround(r, "10.0.0.0/16")
		table := g.vpc.Table(g.subnets[0])
		g.Route(table, "0.0.0.0/0", g.vpc.InternetGateway())
		g.Associate(g.Elastic(), g.from)
		g.Route(table, lan.Range.String(), g.vpc.VPN())
		g.endpoint(&ec2.CreateVpcEndpointInput{ServiceName: aws.String(files), VpcEndpointType: types.VpcEndpointTypeGateway, RouteTableIds: []string{table}})
		grounds = append(grounds, g)
	}
	if one, other := grounds[0].from.Address, grounds[1].from.Address; one != other {
		t.Fatalf("the instances have the addresses %s and %s, want the same one", one, other)
	}
	var flows []*harness.Flow
	for n, target := range targets {
		for _, g := range grounds {
			g.passes("tcp", target, "it has a way of its own")
			flow, err := harness.OpenFlow(g.Namespace(g.from), netip.AddrPortFrom(netip.MustParseAddr(g.from.Address), uint16(41000+n)), target)
			g.Must("open a flow to "+target, err)
			defer flow.Close()
			flows = append(flows, flow)
		}
	}
	for _, flow := range flows {
		if err := flow.Ping(); err != nil {
			t.Errorf("a flow to %s beside another that looks the same: %v", flow.Target, err)
		}
	}
	one := grounds[0]
	one.RevokeEgress(one.group, harness.Everything())
	for _, target := range targets {
		one.drops("tcp", target, "its group lets nothing out")
	}
	grounds[1].passes("tcp", targets[0], "the other VPC has groups of its own")
}

// A private NAT gateway has no public address: it leads to the operator's own
// network by its subnet's routes, and never to the internet.
func TestPrivateNATGateway(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	lan := common.lan
	middle := g.vpc.Subnet("10.0.9.0/24", "a")
	onward := g.vpc.Table(middle)
	g.Route(onward, lan.Range.String(), g.vpc.VPN())
	g.Route(onward, "0.0.0.0/0", g.vpc.InternetGateway())
	g.Route(g.vpc.Table(g.subnets[0]), "0.0.0.0/0", g.PrivateNAT(middle))
	g.passes("tcp", echoAt(lan.Server), "the NAT gateway's subnet has a route to the VPN gateway")
	g.passes("udp", echoAt(lan.Server), "the NAT gateway's subnet has a route to the VPN gateway")
	g.none(g.from, "a private NAT gateway has no address to leave with", webAt(common.internet.Anybody))
	g.DeleteRoute(onward, lan.Range.String())
	g.drops("tcp", echoAt(lan.Server), "its subnet has no route to the VPN gateway")
}
