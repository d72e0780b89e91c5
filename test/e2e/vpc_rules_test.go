//go:build e2e

package e2e

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
	"sallyport/test/e2e/hunt"
)

// The numbered rules of a packet's way through a VPC, in their order: each with
// a packet that passes and one that does not.

// groundVPC is a VPC with two subnets and an instance in each; their group lets
// everything through, both ways.
type groundVPC struct {
	*harness.Region
	vpc      *harness.VPC
	subnets  []string
	group    string
	from, to harness.Instance // in the first and the second subnet
}

func newGround(r *harness.Region, cidr string) groundVPC {
	base := strings.TrimSuffix(cidr, ".0.0/16")
	g := groundVPC{Region: r, vpc: r.NewVPC(cidr)}
	g.subnets = []string{g.vpc.Subnet(base+".1.0/24", "a"), g.vpc.Subnet(base+".2.0/24", "b")}
	g.group = g.vpc.Group("open")
	r.Authorize(g.group, harness.Everything())
	g.from, g.to = r.NewEcho(g.subnets[0], g.group), r.NewEcho(g.subnets[1], g.group)
	return g
}

func (g groundVPC) target() string { return g.to.Address + ":7000" }

// passes and drops send from the first instance.
func (g groundVPC) passes(network, target, why string) {
	g.T.Helper()
	harness.Eventually(g.T, ruleLimit, target+" to be reached: "+why, func() (bool, string) {
		err := harness.DialFrom(g.Namespace(g.from), network, target)
		if err != nil {
			return false, err.Error()
		}
		return true, ""
	})
}

func (g groundVPC) drops(network, target, why string) {
	g.T.Helper()
	harness.Eventually(g.T, ruleLimit, target+" not to be reached: "+why, func() (bool, string) {
		return harness.DialFrom(g.Namespace(g.from), network, target) != nil, "it was"
	})
}

// uncheck turns the source/destination check of an instance's interface off.
func (g groundVPC) uncheck(i harness.Instance) {
	g.T.Helper()
	g.Uncheck(g.FirstInterface(i))
}

// 1: the source must be the interface's own address, unless the check is off.
func TestRule1_SourceCheck(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	claim := func() bool {
		arrived, err := hunt.Arrives(g.Namespace(g.from), netip.MustParseAddr("10.0.1.99"), netip.MustParseAddrPort(g.target()), g.Namespace(g.to))
		g.Must("send with a foreign source", err)
		return arrived
	}
	g.passes("tcp", g.target(), "the source is its own")
	if claim() {
		t.Error("a packet with a foreign source arrived")
	}
	g.uncheck(g.from)
	harness.Eventually(t, ruleLimit, "a foreign source to pass where nobody checks", func() (bool, string) {
		return claim(), "it did not"
	})
}

// 2: the sender's groups must let it out: the union of all of them, and nothing
// besides.
func TestRule2_GroupEgress(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	g.passes("tcp", g.target(), "a new group lets everything out")
	g.RevokeEgress(g.group, harness.Everything())
	g.drops("tcp", g.target(), "no rule lets it out")
	g.AuthorizeEgress(g.group, harness.FromCIDR("tcp", 7000, g.to.Address+"/32"))
	g.passes("tcp", g.target(), "a rule names it")
	g.drops("udp", g.target(), "the rule is of tcp")
	g.drops("tcp", g.to.Address+":8080", "the rule is of another port")
}

// 3: the subnet's network ACL judges what leaves the subnet, entry by entry, and
// the replies too: it remembers no connection.
func TestRule3_ACLOutbound(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	neighbour := g.NewEcho(g.subnets[0], g.group)
	acl := g.vpc.ACL(g.subnets[0])
	g.drops("tcp", g.target(), "the ACL lets nothing through")
	g.passes("tcp", neighbour.Address+":7000", "within a subnet there is no ACL")
	g.Enter(acl, harness.Entry{Number: 100, Egress: true, CIDR: "0.0.0.0/0", From: 7000, To: 7000})
	g.drops("tcp", g.target(), "the reply may not come in")
	g.Enter(acl, harness.Entry{Number: 100, CIDR: "10.0.0.0/16", From: 1024, To: 65535})
	g.passes("tcp", g.target(), "out to 7000, in to the ephemeral ports")
	g.drops("tcp", g.to.Address+":8080", "no entry is of port 8080")
	g.Enter(acl, harness.Entry{Number: 50, Egress: true, Deny: true, CIDR: g.to.Address + "/32", From: 7000, To: 7000})
	g.drops("tcp", g.target(), "the lower number decides")
	_, err := g.EC2.DeleteNetworkAclEntry(g.Context(), &ec2.DeleteNetworkAclEntryInput{NetworkAclId: &acl, RuleNumber: aws.Int32(50), Egress: aws.Bool(true)})
	g.Must("delete the entry", err)
	g.passes("tcp", g.target(), "the entry is gone")
}

// 4: the route table of the sender's subnet decides: the longest prefix, each
// subnet's own table or the main one, and a target that is gone is a black hole.
func TestRule4_Routes(t *testing.T) {
	r := begin(t)
	g := newGround(r, "10.0.0.0/16")
	far := newGround(r, "10.7.0.0/16")
	peering := r.Peer(g.vpc, far.vpc)
	table, back := g.vpc.Table(g.subnets[0]), far.vpc.Table(far.subnets...)
	r.Route(back, "10.0.0.0/16", peering)
	g.passes("tcp", g.target(), "the local route is always there")
	g.drops("tcp", far.target(), "no route leads there")
	r.Route(table, "10.7.0.0/16", peering)
	g.passes("tcp", far.target(), "the route leads to the peering")
	// A longer prefix leads into a black hole: an interface that is no more.
	lost := r.NewInterface(g.subnets[0])
	r.Route(table, far.to.Address+"/32", lost)
	g.drops("tcp", far.target(), "the longest prefix leads to an interface that is not in use")
	g.passes("tcp", far.from.Address+":7000", "the shorter prefix still leads to the others")
	_, err := r.EC2.DeleteNetworkInterface(r.Context(), &ec2.DeleteNetworkInterfaceInput{NetworkInterfaceId: &lost})
	r.Must("delete the interface", err)
	g.drops("tcp", far.target(), "the target is gone")
	r.DeleteRoute(table, far.to.Address+"/32")
	g.passes("tcp", far.target(), "the black hole is filled")
	// The other subnet has the main table, which knows nothing of it.
	if err := harness.DialFrom(r.Namespace(g.to), "tcp", far.target()); err == nil {
		t.Error("the main table has no such route, and it was reached")
	}
}

// 5: an internet gateway needs a public address, and translates one to one.
func TestRule5_InternetGateway(t *testing.T) {
	internet := newInternet(t)
	g := newGround(installedWith(t, internet, "--public-pool", internet.Pool.String()), "10.0.0.0/16")
	table := g.vpc.Table(g.subnets[0])
	g.Route(table, "0.0.0.0/0", g.vpc.InternetGateway())
	outside := netip.AddrPortFrom(internet.Anybody, 80).String()
	g.drops("tcp", outside, "it has no public address")
	address := g.Elastic()
	association := g.Associate(address, g.from)
	g.passes("tcp", outside, "it has a public address")
	if seen, err := harness.SeenAs(g.Namespace(g.from), outside); err != nil || seen != address.Address {
		t.Errorf("the server saw %s (%v), want %s", seen, err, address.Address)
	}
	// And back: who sends to the public address reaches the instance, where its group lets it.
	inward := address.Address + ":7000"
	harness.Eventually(t, ruleLimit, inward+" to be reached from outside", func() (bool, string) {
		err := harness.DialFrom(internet.Namespace(), "tcp", inward)
		return err == nil, "it was not"
	})
	g.Revoke(g.group, harness.Everything())
	harness.Eventually(t, ruleLimit, inward+" not to be reached without a rule", func() (bool, string) {
		return harness.DialFrom(internet.Namespace(), "tcp", inward) != nil, "it was"
	})
	g.Disassociate(association)
	g.drops("tcp", outside, "its address was taken away")
}

// 5: behind a NAT gateway everything leaves with one address, by the gateway's
// own subnet, and nothing comes in.
func TestRule5_NATGateway(t *testing.T) {
	internet := newInternet(t)
	g := newGround(installedWith(t, internet, "--public-pool", internet.Pool.String()), "10.0.0.0/16")
	outside := netip.AddrPortFrom(internet.Anybody, 80).String()
	public := g.vpc.Subnet("10.0.9.0/24", "a")
	publicTable, private := g.vpc.Table(public), g.vpc.Table(g.subnets...)
	gateway := g.vpc.InternetGateway()
	g.Route(publicTable, "0.0.0.0/0", gateway)
	address := g.Elastic()
	nat := g.NAT(public, address)
	g.drops("tcp", outside, "no route leads to the NAT gateway")
	g.Route(private, "0.0.0.0/0", nat)
	g.passes("tcp", outside, "the NAT gateway is on the way")
	service := g.NewService("behind-nat", harness.WithEgress(g.Connector("private", g.subnets, g.group)))
	if got := service.Fetch(web(internet.Anybody, "/nat")); !got.OK || !strings.Contains(got.Answer, address.Address) {
		t.Errorf("a service behind the NAT gateway was answered %+v, want its address %s", got, address.Address)
	}
	if err := harness.DialFrom(internet.Namespace(), "tcp", address.Address+":7000"); err == nil {
		t.Error("somebody started a connection to the NAT gateway's address")
	}
	// The gateway's own subnet has an ACL and a table of its own.
	acl := g.vpc.ACL(public)
	g.drops("tcp", outside, "the ACL of the NAT gateway's subnet lets nothing through")
	g.Enter(acl, harness.Entry{Number: 1, CIDR: "0.0.0.0/0"}, harness.Entry{Number: 1, Egress: true, CIDR: "0.0.0.0/0"})
	g.passes("tcp", outside, "that ACL lets everything through")
	g.DeleteRoute(publicTable, "0.0.0.0/0")
	g.drops("tcp", outside, "the NAT gateway's own subnet has no way out")
}

// 5: a peering joins two VPCs, and no third one through them.
func TestRule5_PeeringIsNotTransitive(t *testing.T) {
	r := begin(t)
	one, two, three := newGround(r, "10.1.0.0/16"), newGround(r, "10.2.0.0/16"), newGround(r, "10.3.0.0/16")
	left, right := r.Peer(one.vpc, two.vpc), r.Peer(two.vpc, three.vpc)
	first, middle, last := one.vpc.Table(one.subnets...), two.vpc.Table(two.subnets...), three.vpc.Table(three.subnets...)
	r.Route(first, "10.2.0.0/16", left)
	one.drops("tcp", two.target(), "there is no way back")
	r.Route(middle, "10.1.0.0/16", left)
	one.passes("tcp", two.target(), "there is a way there and back")
	r.Route(first, "10.3.0.0/16", left)
	r.Route(middle, "10.3.0.0/16", right)
	r.Route(last, "10.1.0.0/16", right)
	r.Route(last, "10.2.0.0/16", right)
	two.passes("tcp", three.target(), "the second peering works")
	one.drops("tcp", three.target(), "a peering leads to its other side and no further")
	// A group of the other side may be named: its members get in, others don't.
	r.Revoke(two.group, harness.Everything())
	one.drops("tcp", two.target(), "nothing is let in")
	r.Authorize(two.group, harness.FromGroup("tcp", 7000, one.group))
	one.passes("tcp", two.target(), "its group is let in, across the peering")
	// VPCs that overlap can't be peered.
	same := r.NewVPC("10.1.0.0/16")
	made, err := r.EC2.CreateVpcPeeringConnection(r.Context(), &ec2.CreateVpcPeeringConnectionInput{VpcId: &one.vpc.ID, PeerVpcId: &same.ID})
	if err == nil {
		found, describing := r.EC2.DescribeVpcPeeringConnections(r.Context(), &ec2.DescribeVpcPeeringConnectionsInput{VpcPeeringConnectionIds: []string{*made.VpcPeeringConnection.VpcPeeringConnectionId}})
		r.Must("describe the peering", describing)
		if status := found.VpcPeeringConnections[0].Status; status.Code != types.VpcPeeringConnectionStateReasonCodeFailed {
			t.Errorf("a peering of overlapping VPCs is %s", status.Code)
		}
	}
}

// 5: an interface may be a target: what its instance does with the packet is its own affair.
func TestRule5_InterfaceAsTarget(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	table := g.vpc.Table(g.subnets[0])
	g.Route(table, "198.51.100.0/24", g.to.ID)
	send := func() bool {
		arrived, err := hunt.Arrives(g.Namespace(g.from), netip.Addr{}, netip.MustParseAddrPort("198.51.100.77:9"), g.Namespace(g.to))
		g.Must("send to 198.51.100.77", err)
		return arrived
	}
	if send() {
		t.Error("the instance checks what it takes, and took a packet that is not for it")
	}
	g.uncheck(g.to)
	harness.Eventually(t, ruleLimit, "a packet for 198.51.100.77 to reach the instance that the route names", func() (bool, string) {
		return send(), "it did not"
	})
	g.DeleteRoute(table, "198.51.100.0/24")
	harness.Eventually(t, ruleLimit, "it to come no more without the route", func() (bool, string) { return !send(), "it came" })
}

// 6: at the destination, the ACL of its subnet and then its groups decide; a
// group as a source means private addresses.
func TestRule6_AtTheDestination(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	acl := g.vpc.ACL(g.subnets[1])
	g.Enter(acl, harness.Entry{Number: 100, Egress: true, CIDR: "0.0.0.0/0"})
	g.drops("tcp", g.target(), "the ACL of the destination lets nothing in")
	g.Enter(acl, harness.Entry{Number: 100, CIDR: "10.0.1.0/24", From: 7000, To: 7000})
	g.passes("tcp", g.target(), "the ACL lets it in")
	g.drops("tcp", g.to.Address+":8080", "the ACL lets another port in")
	neighbour := g.NewEcho(g.subnets[1], g.group)
	if err := harness.DialFrom(g.Namespace(neighbour), "tcp", g.to.Address+":8080"); err != nil {
		t.Errorf("within the subnet there is no ACL: %v", err)
	}
	g.Revoke(g.group, harness.Everything())
	g.drops("tcp", g.target(), "no group lets it in")
	if err := harness.DialFrom(g.Namespace(neighbour), "tcp", g.target()); err == nil {
		t.Error("within the subnet the groups decide as well, and it was reached")
	}
	g.Authorize(g.group, harness.FromGroup("tcp", 7000, g.group))
	g.passes("tcp", g.target(), "its own group is let in")
}

// newInternet is one of the test's own.
func newInternet(t *testing.T) *harness.Internet {
	t.Helper()
	internet, err := harness.NewInternet(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := internet.Close(); err != nil {
			t.Error(err)
		}
	})
	return internet
}
