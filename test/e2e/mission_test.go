//go:build e2e

package e2e

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sallyport/internal/vpc"
	"sallyport/test/e2e/harness"
)

// web is an address of the test's internet with a path that only this test asks for.
func web(address netip.Addr, path string) string { return "http://" + address.String() + path }

// S1: by default a service sends to public endpoints: its owner's, the
// platform's, anybody's.
func TestS01_PublicEndpointsByDefault(t *testing.T) {
	r := begin(t)
	s := r.NewService("public")
	for _, server := range []netip.Addr{common.internet.Owner, common.internet.Platform, common.internet.Anybody} {
		path := "/" + r.Name + "/" + server.String()
		if got := s.Fetch(web(server, path)); !got.OK || got.Code != 200 {
			t.Errorf("%s: %+v", server, got)
		}
		// The world sees the uplink's address, not the service's own.
		if seen := common.internet.Seen(path); !slices.Equal(seen, []string{common.internet.Host.String()}) {
			t.Errorf("%s saw %v, want the uplink's address %s once", server, seen, common.internet.Host)
		}
	}
}

// The owner's endpoints are the other services too: by the names that their
// URLs have, which a service in a VPC has no way to from there.
func TestS01_ServicesReachEachOtherByTheirURLs(t *testing.T) {
	p := newPlace(begin(t))
	other := p.NewService("other", harness.WithEnvironment("PROBE_NAME=the other"))
	caller, inside := p.NewService("caller"), p.NewService("inside", harness.WithEgress(p.connector))
	if got := caller.Fetch(other.URL + "/"); !got.OK || strings.TrimSpace(got.Answer) != "the other" {
		t.Errorf("one service asks another at %s: %+v", other.URL, got)
	}
	wantReach(t, inside, p.target())
	if got := inside.Fetch(other.URL + "/"); got.OK {
		t.Errorf("a service in a VPC reached the front door past it: %+v", got)
	}
}

// S2: that includes public endpoints of applications that run in a public VPC:
// whoever has a public address there, of whichever kind, is reached at it, as far
// as its groups let in, and nowhere else. The host needs no way out for that.
func TestS02_PublicEndpointsOfApplicationsInAPublicVPC(t *testing.T) {
	reachesPublicVPC(begin(t))
}

func TestS02_PublicEndpointsWithoutAnUplink(t *testing.T) {
	reachesPublicVPC(separate(t, "--uplink", "none"))
}

func reachesPublicVPC(r *harness.Region) {
	t := r.T
	public := r.NewVPC("10.0.0.0/16")
	subnets := []string{public.Subnet("10.0.1.0/24", "a"), public.Subnet("10.0.2.0/24", "b")}
	r.PublicByDefault(subnets[1])
	open := public.Group("web")
	anybody := harness.FromCIDR("tcp", 7000, "0.0.0.0/0")
	r.Authorize(open, anybody)
	one, other := r.NewEcho(subnets[0], open), r.NewEcho(subnets[1], open)
	s, gateway := r.NewService("asks"), public.InternetGateway()
	elastic := r.Elastic()
	association := r.Associate(elastic, one)
	targets := []string{elastic.Address + ":7000", r.PublicAddress(other.ID) + ":7000"}
	for _, target := range targets {
		wantBlocked(t, s, target, "its subnet has no route to an internet gateway")
	}
	r.Route(public.Table(subnets...), "0.0.0.0/0", gateway)
	for _, target := range targets {
		wantReach(t, s, target)
	}
	for _, private := range []string{one.Address, other.Address} {
		wantBlocked(t, s, private+":7000", "a private address is known in its VPC alone")
	}
	wantBlocked(t, s, elastic.Address+":8080", "the group lets port 7000 in, not 8080")
	if got := s.EchoUDP(targets[0]); got.OK {
		t.Error("the group lets TCP in, and UDP came through")
	}
	r.Revoke(open, anybody)
	for _, target := range targets {
		soonBlocked(t, s, target, "the group lets nothing in")
	}
	// Services with egress DEFAULT have one address for all of them there.
	r.Authorize(open, harness.FromCIDR("tcp", 7000, vpc.DefaultPublicPool.Edge().String()+"/32"))
	for _, target := range targets {
		wantReach(t, s, target)
	}
	r.Disassociate(association)
	soonBlocked(t, s, targets[0], "nobody has the address")
}

// S3: once a service is associated with a VPC, all its outbound traffic goes
// through that VPC: to private endpoints, to VPC endpoints, and to public endpoints.
func TestS03_AllOutboundThroughTheVPC(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	s := g.NewService("inside", harness.WithEgress(g.Connector("main", g.subnets, g.group)))
	within := netip.MustParsePrefix("10.0.0.0/16")
	wantReach(t, s, g.target())
	if got := s.Echo(g.target()); !got.OK || !within.Contains(netip.MustParseAddrPort(got.Local).Addr()) {
		t.Errorf("a private endpoint: %+v, want to be reached from an address of the VPC", got)
	}
	// Without a way out of the VPC, a packet for anything else ends in it.
	path := "/" + g.Name
	beyond := []string{
		echoAt(common.lan.Service), common.internet.Host.String() + ":80", "169.254.192.1:80", "169.254.169.254:80",
	}
	for _, target := range beyond {
		wantBlocked(t, s, target, "only the VPC is its way out")
	}
	if got := s.Fetch(web(common.internet.Anybody, path)); got.OK {
		t.Errorf("a public endpoint was reached past the VPC: %+v", got)
	}
	if seen := common.internet.Seen(path); len(seen) > 0 {
		t.Errorf("a packet left past the VPC: the public endpoint saw %v", seen)
	}
	if got := g.NewService("outside").Fetch(web(common.internet.Anybody, path)); !got.OK {
		t.Errorf("the same endpoint from a service without a VPC: %+v", got)
	}
	// With one, it goes by that: to an endpoint of the VPC and through a NAT gateway.
	private := g.vpc.Table(g.subnets...)
	endpoint := g.endpoint(&ec2.CreateVpcEndpointInput{
		ServiceName: aws.String(orders), VpcEndpointType: ec2types.VpcEndpointTypeInterface, SubnetIds: g.subnets[:1], SecurityGroupIds: []string{g.group},
	})
	wantReach(t, s, *endpoint.DnsEntries[0].DnsName+":7000")
	g.endpoint(&ec2.CreateVpcEndpointInput{
		ServiceName: aws.String(files), VpcEndpointType: ec2types.VpcEndpointTypeGateway, RouteTableIds: []string{private},
	})
	wantReach(t, s, echoAt(common.lan.Service))
	exit := g.vpc.Subnet("10.0.9.0/24", "a")
	g.Route(g.vpc.Table(exit), "0.0.0.0/0", g.vpc.InternetGateway())
	g.Route(private, "0.0.0.0/0", g.NAT(exit, g.Elastic()))
	harness.Eventually(t, ruleLimit, "a public endpoint to be reached through the NAT gateway", func() (bool, string) {
		got := s.Fetch(web(common.internet.Anybody, path))
		return got.OK, got.Error
	})
	for _, target := range beyond[1:] {
		wantBlocked(t, s, target, "it is no public endpoint")
	}
}

// S4: all networking rules of the VPC apply to that outbound traffic.
func TestS04_TheRulesOfTheVPCApply(t *testing.T) {
	p := newPlace(begin(t))
	s := p.NewService("ruled", harness.WithEgress(p.connector))
	wantReach(t, s, p.target())

	// The receiver's group.
	p.Revoke(p.db, p.opening())
	soonBlocked(t, s, p.target(), "its rule was revoked")
	p.Authorize(p.db, harness.FromCIDR("tcp", 7000, "10.0.0.0/16"))
	wantReach(t, s, p.target())
	wantBlocked(t, s, p.echo.Address+":8080", "the group lets port 7000 in, not 8080")
	if got := s.EchoUDP(p.target()); got.OK {
		t.Error("the group lets TCP in, and UDP came through")
	}
	p.Authorize(p.db, harness.FromCIDR("udp", 7000, "10.0.0.0/16"))
	harness.Eventually(t, ruleLimit, "UDP after it was authorized", func() (bool, string) {
		got := s.EchoUDP(p.target())
		return got.OK, got.Kind
	})
	// The sender's group, a gate of its own.
	p.RevokeEgress(p.app, harness.Everything())
	soonBlocked(t, s, p.target(), "the sender's group lets nothing out")
	p.AuthorizeEgress(p.app, harness.FromGroup("tcp", 7000, p.db))
	wantReach(t, s, p.target())
}

// S5: inbound traffic is unaffected: it comes by the service's public domain
// name and never touches the VPC.
func TestS05_InboundIsUnaffected(t *testing.T) {
	p := newPlace(begin(t))
	p.RevokeEgress(p.app, harness.Everything()) // nothing may pass the VPC, in either direction
	s := p.NewService("front", harness.WithEgress(p.connector), harness.WithEnvironment("PROBE_NAME=front"))
	if got := s.Get("/"); got.Status != 200 || got.Text != "front" {
		t.Errorf("a request to %s: %s", s.URL, got)
	}
	// The VPC does not lead to it either: from inside, its interface lets no one in.
	p.AuthorizeEgress(p.app, harness.Everything())
	other := p.NewService("other", harness.WithEgress(p.connector))
	wantBlocked(t, other, p.interfaceOf("front")+":8080", "a service takes requests at the front door only")
}

// interfaceOf is the address that a service's instance has in the VPC.
func (p place) interfaceOf(service string) string {
	p.T.Helper()
	found, err := p.EC2.DescribeNetworkInterfaces(p.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []ec2types.Filter{{Name: aws.String("vpc-id"), Values: []string{p.vpc.ID}}},
	})
	p.Must("describe network interfaces", err)
	for _, eni := range found.NetworkInterfaces {
		if strings.Contains(aws.ToString(eni.Description), "service "+service+",") {
			return *eni.PrivateIpAddress
		}
	}
	p.T.Fatalf("service %s has no interface in %s", service, p.vpc.ID)
	return ""
}

// S6: the platform's own traffic is unaffected: pulling images and pushing logs
// never goes through the VPC.
func TestS06_ThePlatformsOwnTrafficIsUnaffected(t *testing.T) {
	p := newPlace(begin(t))
	p.RevokeEgress(p.app, harness.Everything())
	image, err := p.Images.PushProbe(t.Context(), "s06/probe:1", "s06")
	p.Must("push an image", err)
	// The registry is on the host's loopback, which nothing in the VPC can reach; the image arrives all the same.
	s := p.NewService("locked-in", harness.WithEgress(p.connector), harness.WithImage(image))
	wantBlocked(t, s, p.Images.Registry.Host(), "the registry is the host's")
	s.Get("/log?line=said-behind-closed-rules")
	harness.Eventually(t, waitLog, "the application's output", func() (bool, string) {
		output, err := p.Run(t.Context(), "logs", "--region", p.Name, s.ID)
		return err == nil && strings.Contains(output, "said-behind-closed-rules"), output
	})
}

// S7: the association names one or more subnets of one VPC; each subnet lies in
// one availability zone.
func TestS07_SubnetsOfOneVPC(t *testing.T) {
	p := newPlace(begin(t))
	described, err := p.AppRunner.DescribeVpcConnector(p.Context(), &apprunner.DescribeVpcConnectorInput{VpcConnectorArn: &p.connector})
	p.Must("describe the connector", err)
	if c := described.VpcConnector; !slices.Equal(c.Subnets, p.subnets) || c.Status != types.VpcConnectorStatusActive || c.VpcConnectorRevision != 1 {
		t.Errorf("the connector is %+v", c)
	}
	for i, zone := range []string{"a", "b"} {
		found, err := p.EC2.DescribeSubnets(p.Context(), &ec2.DescribeSubnetsInput{SubnetIds: p.subnets[i : i+1]})
		p.Must("describe a subnet", err)
		if got := *found.Subnets[0].AvailabilityZone; got != p.Zone(zone) {
			t.Errorf("subnet %d lies in %s, want %s", i, got, p.Zone(zone))
		}
	}
	// Instances spread over both subnets: each goes where more addresses are free.
	used := map[netip.Prefix]int{}
	for _, name := range []string{"first", "second", "third"} {
		p.NewService(name, harness.WithEgress(p.connector))
		prefix, _ := netip.MustParseAddr(p.interfaceOf(name)).Prefix(24) // of an IPv4 address
		used[prefix]++
	}
	if a, b := used[netip.MustParsePrefix("10.0.1.0/24")], used[netip.MustParsePrefix("10.0.2.0/24")]; a == 0 || b == 0 || a+b != 3 {
		t.Errorf("the three instances are in %v, want some in each subnet", used)
	}
	other := p.NewVPC("10.9.0.0/16").Subnet("10.9.1.0/24", "a")
	_, err = p.AppRunner.CreateVpcConnector(p.Context(), &apprunner.CreateVpcConnectorInput{
		VpcConnectorName: aws.String("two-vpcs"), Subnets: []string{p.subnets[0], other},
	})
	p.WantError(err, "InvalidRequestException", p.subnets[0], other, p.vpc.ID, "one VPC")
}

// S8: security groups are optional; without them the VPC's default group is
// used, which lets all outbound traffic through.
func TestS08_TheDefaultGroupWithoutGroups(t *testing.T) {
	p := newPlace(begin(t))
	connector := p.Connector("plain", p.subnets)
	described, err := p.AppRunner.DescribeVpcConnector(p.Context(), &apprunner.DescribeVpcConnectorInput{VpcConnectorArn: &connector})
	p.Must("describe the connector", err)
	if got := described.VpcConnector.SecurityGroups; !slices.Equal(got, []string{p.vpc.DefaultGroup()}) {
		t.Errorf("the connector has the groups %v, want the VPC's default group", got)
	}
	p.Authorize(p.db, harness.FromCIDR("tcp", 7000, "0.0.0.0/0"))
	p.Authorize(p.db, harness.FromCIDR("udp", 7000, "0.0.0.0/0"))
	s := p.NewService("groupless", harness.WithEgress(connector))
	wantReach(t, s, p.target())
	harness.Eventually(t, ruleLimit, "UDP through the default group", func() (bool, string) {
		got := s.EchoUDP(p.target())
		return got.OK, got.Kind
	})
}

// S9: some zones don't support these subnets: creating or updating the service
// then fails with a detailed error that names the unsupported subnets and
// zones; without them the same request works.
func TestS09_UnsupportedZonesAreNamed(t *testing.T) {
	t.Parallel()
	// The zones that are unsupported by default are us-east-1's; no other test is in it.
	r := common.shared.Region(t, "us-east-1", common.images)
	suffix := rand.Text()[:8]
	v := r.NewVPC("10.0.0.0/16")
	good, bad, worse := v.Subnet("10.0.1.0/24", "a"), v.Subnet("10.0.3.0/24", "c"), v.Subnet("10.0.4.0/24", "c")
	unsupported := r.Connector("unsupported-"+suffix, []string{good, bad, worse})
	_, err := r.AppRunner.CreateService(r.Context(), r.Request("zones-"+suffix, harness.WithEgress(unsupported)))
	r.WantError(err, "InvalidRequestException", bad, worse, "use1-az3", "us-east-1c")
	if err != nil && strings.Contains(err.Error(), good) {
		t.Errorf("the error names the supported subnet %s too: %v", good, err)
	}
	s := r.NewService("zones-"+suffix, harness.WithEgress(r.Connector("supported-"+suffix, []string{good})))
	_, err = r.AppRunner.UpdateService(r.Context(), &apprunner.UpdateServiceInput{ServiceArn: &s.ARN, NetworkConfiguration: harness.ThroughVPC(unsupported)})
	r.WantError(err, "InvalidRequestException", bad, worse, "use1-az3", "us-east-1c")
	if s.Describe().Status != running {
		t.Error("the refused update changed the service's status")
	}
	_, err = r.AppRunner.DeleteService(r.Context(), &apprunner.DeleteServiceInput{ServiceArn: &s.ARN})
	r.Must("delete the service", err)
}

// S10: the console's way - Networking, Outgoing network traffic, Custom VPC,
// add new - is these calls in this order: what VPCs, subnets and groups there
// are, create the connector, create the service with it, later choose another.
func TestS10_TheConsolesWayWorks(t *testing.T) {
	p := newPlace(begin(t))
	vpcs, err := p.EC2.DescribeVpcs(p.Context(), &ec2.DescribeVpcsInput{})
	p.Must("describe VPCs", err)
	if !slices.ContainsFunc(vpcs.Vpcs, func(v ec2types.Vpc) bool { return *v.VpcId == p.vpc.ID }) {
		t.Errorf("the VPC %s is not to choose from", p.vpc.ID)
	}
	in := []ec2types.Filter{{Name: aws.String("vpc-id"), Values: []string{p.vpc.ID}}}
	subnets, err := p.EC2.DescribeSubnets(p.Context(), &ec2.DescribeSubnetsInput{Filters: in})
	p.Must("describe subnets", err)
	groups, err := p.EC2.DescribeSecurityGroups(p.Context(), &ec2.DescribeSecurityGroupsInput{Filters: in})
	p.Must("describe security groups", err)
	if len(subnets.Subnets) != 2 || len(groups.SecurityGroups) != 3 {
		t.Fatalf("there are %d subnets and %d groups to choose from, want 2 and 3", len(subnets.Subnets), len(groups.SecurityGroups))
	}
	added := p.Connector("added-new", []string{*subnets.Subnets[0].SubnetId, *subnets.Subnets[1].SubnetId}, p.app)
	s := p.NewService("console", harness.WithEgress(added))
	wantReach(t, s, p.target())
	// Later, another connector of the list is chosen.
	listed, err := p.AppRunner.ListVpcConnectors(p.Context(), &apprunner.ListVpcConnectorsInput{})
	p.Must("list the connectors", err)
	if len(listed.VpcConnectors) != 2 {
		t.Fatalf("there are %d connectors to choose from, want 2", len(listed.VpcConnectors))
	}
	s.Update(&apprunner.UpdateServiceInput{NetworkConfiguration: harness.ThroughVPC(p.connector)}, types.OperationStatusSucceeded)
	wantReach(t, s, p.target())
}

// S11: CreateService and UpdateService take the connector in
// NetworkConfiguration.EgressConfiguration, by the API and the command line.
func TestS11_TheConnectorInEgressConfiguration(t *testing.T) {
	p := newPlace(begin(t))
	s := p.NewService("egress", harness.WithEgress(p.connector))
	wantEgress := func(kind types.EgressType, connector string) {
		t.Helper()
		egress := s.Describe().NetworkConfiguration.EgressConfiguration
		if egress.EgressType != kind || aws.ToString(egress.VpcConnectorArn) != connector {
			t.Errorf("the egress is %s %s, want %s %s", egress.EgressType, aws.ToString(egress.VpcConnectorArn), kind, connector)
		}
	}
	wantEgress(types.EgressTypeVpc, p.connector)
	wantReach(t, s, p.target())
	s.Update(&apprunner.UpdateServiceInput{NetworkConfiguration: harness.Directly()}, types.OperationStatusSucceeded)
	wantEgress(types.EgressTypeDefault, "")
	wantBlocked(t, s, p.target(), "its egress is DEFAULT")

	configuration := fmt.Sprintf("EgressConfiguration={EgressType=VPC,VpcConnectorArn=%s}", p.connector)
	var updated struct{ OperationId string }
	p.AWS(&updated, "apprunner", "update-service", "--service-arn", s.ARN, "--network-configuration", configuration)
	s.AwaitOperation(updated.OperationId, types.OperationStatusSucceeded)
	wantEgress(types.EgressTypeVpc, p.connector)
	wantReach(t, s, p.target())

	_, err := p.AppRunner.CreateService(p.Context(), p.Request("nowhere", harness.WithEgress(p.connector+"0")))
	p.WantError(err, "InvalidRequestException", p.connector+"0")
}

// S12: CreateVpcConnector, ListVpcConnectors (full descriptions),
// DescribeVpcConnector, DeleteVpcConnector; at the quota, deleting unneeded
// connectors makes room.
func TestS12_ConnectorsAndTheirQuota(t *testing.T) {
	r := begin(t)
	v := r.NewVPC("10.0.0.0/16")
	subnet, group := v.Subnet("10.0.1.0/24", "a"), v.Group("app")
	var arns []string
	for n := range 10 {
		arns = append(arns, r.Connector(fmt.Sprintf("connector-%d", n), []string{subnet}, group))
	}
	one := &apprunner.CreateVpcConnectorInput{VpcConnectorName: aws.String("one-more"), Subnets: []string{subnet}, SecurityGroups: []string{group}}
	_, err := r.AppRunner.CreateVpcConnector(r.Context(), one)
	r.WantError(err, "ServiceQuotaExceededException", "10", "delete-vpc-connector")
	if answer := new(smithyhttp.ResponseError); !errors.As(err, &answer) || answer.HTTPStatusCode() != 402 {
		t.Errorf("the answer beyond the quota is %v, want status 402", err)
	}

	var listed struct {
		VpcConnectors []struct {
			VpcConnectorName, Status string
			Subnets, SecurityGroups  []string
		}
	}
	r.AWS(&listed, "apprunner", "list-vpc-connectors")
	if len(listed.VpcConnectors) != 10 {
		t.Fatalf("%d connectors are listed, want 10", len(listed.VpcConnectors))
	}
	for _, c := range listed.VpcConnectors {
		if !slices.Equal(c.Subnets, []string{subnet}) || !slices.Equal(c.SecurityGroups, []string{group}) || c.Status != "ACTIVE" {
			t.Errorf("the list does not describe the connector in full: %+v", c)
		}
	}
	deleted, err := r.AppRunner.DeleteVpcConnector(r.Context(), &apprunner.DeleteVpcConnectorInput{VpcConnectorArn: &arns[3]})
	r.Must("delete a connector", err)
	if deleted.VpcConnector.Status != types.VpcConnectorStatusInactive || deleted.VpcConnector.DeletedAt == nil {
		t.Errorf("the deleted connector is %+v", deleted.VpcConnector)
	}
	described, err := r.AppRunner.DescribeVpcConnector(r.Context(), &apprunner.DescribeVpcConnectorInput{VpcConnectorArn: &arns[3]})
	r.Must("describe the deleted connector", err)
	if described.VpcConnector.Status != types.VpcConnectorStatusInactive {
		t.Errorf("the deleted connector is %s", described.VpcConnector.Status)
	}
	_, err = r.AppRunner.CreateVpcConnector(r.Context(), one)
	r.Must("create a connector where one was deleted", err)
}
