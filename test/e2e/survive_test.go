//go:build e2e

package e2e

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
	"sallyport/test/e2e/harness"
)

// Whatever leads out of a VPC outlives the process: flows by each way go on while
// serve is killed and after its next start, and new ones find their way. When
// Sallyport is taken down, none of it is left, and the host has back what is its own.
func TestWaysOutSurviveAKill(t *testing.T) {
	internet, lan, box, wired := newInternet(t), newLAN(t), newBox(t), newBox(t)
	forwarding := forwardingOf(t, lan.Device)
	t.Cleanup(func() { // after everything was taken down
		if devices, err := box.Devices(); err != nil || devices != "" {
			t.Errorf("the operator's namespace still has %q: %v", devices, err)
		}
		if !wired.HasWire() {
			t.Error("the host did not get its interface back")
		}
		if now := forwardingOf(t, lan.Device); now != forwarding {
			t.Errorf("forwarding of %s is %s, and was %s", lan.Device, now, forwarding)
		}
	})
	flags := append(operated(internet, lan), "--public-pool", internet.Pool.String())
	g := newGround(installedWith(t, internet, flags...), "10.0.0.0/16")
	targets := g.everyWay(internet, lan, box, wired)
	var flows []*harness.Flow
	for _, target := range targets {
		g.passes("tcp", target, "before the kill")
		flows = append(flows, g.flow(g.Namespace(g.from), target))
	}
	elastic := g.Elastic()
	g.Route(g.vpc.Table(g.subnets[1]), "0.0.0.0/0", g.gateway())
	g.AssociateInterface(elastic, g.FirstInterface(g.to))
	inward := elastic.Address + ":7000"
	harness.Eventually(t, ruleLimit, inward+" to be reached from outside", func() (bool, string) {
		return harness.DialFrom(internet.Namespace(), "tcp", inward) == nil, "it is not"
	})
	flows = append(flows, g.flow(internet.Namespace(), inward))

	alive := func(when string) {
		t.Helper()
		for _, f := range flows {
			if err := f.Ping(); err != nil {
				t.Errorf("%s, the flow to %s: %v", when, f.Target, err)
			}
		}
	}
	alive("before the kill")
	g.Must("kill serve", g.Kill())
	alive("without serve")
	g.Must("start serve", g.Start(t.Context()))
	alive("after the start")
	for _, target := range targets {
		g.passes("tcp", target, "after the start")
	}
	g.none(g.from, "no way leads there", echoAt(lan.Behind), webAt(internet.Private), "10.7.2.99:7000")
}

// everyWay makes one of each, and gives an echo server behind each.
func (g groundVPC) everyWay(internet *harness.Internet, lan *harness.LAN, box, wired *harness.Box) []string {
	table := g.vpc.Table(g.subnets[0])
	g.Route(table, lan.Range.String(), g.vpc.VPN())
	g.endpoint(&ec2.CreateVpcEndpointInput{ServiceName: aws.String(files), VpcEndpointType: types.VpcEndpointTypeGateway, RouteTableIds: []string{table}})
	relay := g.endpoint(&ec2.CreateVpcEndpointInput{
		ServiceName: aws.String(orders), VpcEndpointType: types.VpcEndpointTypeInterface, SubnetIds: g.subnets[:1], SecurityGroupIds: []string{g.group},
	})
	public := g.vpc.Subnet("10.0.9.0/24", "a")
	g.Route(g.vpc.Table(public), "0.0.0.0/0", g.vpc.InternetGateway())
	g.Route(table, "0.0.0.0/0", g.NAT(public, g.Elastic()))
	far := newGround(g.Region, "10.7.0.0/16")
	peering := g.Peer(g.vpc, far.vpc)
	g.Route(table, "10.7.0.0/16", peering)
	g.Route(far.vpc.Table(far.subnets...), "10.0.0.0/16", peering)
	plugged := g.NewTaggedInterface(g.subnets[1], []string{g.group}, map[string]string{vpc.NamespaceTag: box.Name})
	joined := g.NewTaggedInterface(g.subnets[1], []string{g.group}, map[string]string{vpc.HostInterfaceTag: wired.Device})
	g.Must("wire a box", wired.Wire(netip.PrefixFrom(netip.MustParseAddr(joined.Address), 24), netip.MustParseAddr("10.0.2.1")))
	second := g.NewTaggedInterface(g.subnets[1], []string{g.group}, nil)
	g.attach(g.to, second.ID)
	return []string{
		echoAt(lan.Server), echoAt(lan.Service), g.addressesOf(relay.NetworkInterfaceIds)[0] + ":7000", echoAt(internet.Anybody),
		far.target(), plugged.Address + ":7000", joined.Address + ":7000", second.Address + ":7000",
	}
}

// gateway is the VPC's internet gateway.
func (g groundVPC) gateway() string {
	g.T.Helper()
	found, err := g.EC2.DescribeInternetGateways(g.Context(), &ec2.DescribeInternetGatewaysInput{
		Filters: []types.Filter{{Name: aws.String("attachment.vpc-id"), Values: []string{g.vpc.ID}}},
	})
	g.Must("look for the internet gateway", err)
	return *found.InternetGateways[0].InternetGatewayId
}

func (g groundVPC) flow(namespace, target string) *harness.Flow {
	g.T.Helper()
	f, err := harness.OpenFlow(namespace, netip.AddrPort{}, target)
	g.Must("open a flow to "+target, err)
	g.T.Cleanup(func() { f.Close() })
	return f
}

func forwardingOf(t *testing.T, device string) string {
	t.Helper()
	text, err := os.ReadFile("/proc/sys/net/ipv4/conf/" + device + "/forwarding")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}
