//go:build e2e

package e2e

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// attach plugs an interface into a running instance as its second one.
func (g groundVPC) attach(i harness.Instance, eni string) (attachment *string) {
	g.T.Helper()
	attached, err := g.EC2.AttachNetworkInterface(g.Context(), &ec2.AttachNetworkInterfaceInput{
		InstanceId: &i.ID, NetworkInterfaceId: &eni, DeviceIndex: aws.Int32(1),
	})
	g.Must("attach "+eni, err)
	return attached.AttachmentId
}

// dialAs opens a connection from inside of an instance, with one of its addresses.
func (g groundVPC) dialAs(i harness.Instance, source, target string) error {
	flow, err := harness.OpenFlow(g.Namespace(i), netip.AddrPortFrom(netip.MustParseAddr(source), 0), target)
	if err != nil {
		return err
	}
	return flow.Close()
}

// A second interface comes to a running instance and goes from it: with its own
// address, its own subnet and its own groups, both ways.
func TestInterfacesComeAndGoLive(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	beside := g.vpc.Subnet("10.0.3.0/24", "b") // an interface stays in its instance's zone
	guard := g.vpc.Group("second")
	second := g.NewTaggedInterface(beside, []string{guard}, nil)
	target := second.Address + ":7000"
	process := g.NewService("inside", harness.WithEgress(g.Connector("private", g.subnets, g.group)))
	attachment := g.attach(g.to, second.ID)
	g.passes("tcp", g.target(), "the first interface is as it was")
	g.drops("tcp", target, "the second interface's group lets nothing in")
	g.Authorize(guard, harness.FromCIDR("tcp", 7000, "10.0.0.0/16"))
	g.passes("tcp", target, "the second interface's group lets it in")
	wantReach(t, process, target)
	g.drops("udp", target, "its group lets tcp in, whatever the first one's does")
	if err := g.dialAs(g.to, second.Address, g.from.Address+":7000"); err != nil {
		t.Errorf("the instance does not send by its second interface: %v", err)
	}
	g.RevokeEgress(guard, harness.Everything())
	harness.Eventually(t, ruleLimit, "the second interface's group to keep it in", func() (bool, string) {
		return g.dialAs(g.to, second.Address, g.from.Address+":7000") != nil, "it sends"
	})
	if err := harness.DialFrom(g.Namespace(g.to), "tcp", g.from.Address+":7000"); err != nil {
		t.Errorf("the first interface's group lets everything out: %v", err)
	}
	_, err := g.EC2.DetachNetworkInterface(g.Context(), &ec2.DetachNetworkInterfaceInput{AttachmentId: attachment})
	g.Must("detach", err)
	g.drops("tcp", target, "the interface is detached")
	g.passes("tcp", g.target(), "the first interface is as it was")
	// The interface, with its address and its groups, goes on to another instance.
	other := g.NewEcho(g.subnets[1], g.group)
	g.attach(other, second.ID)
	g.passes("tcp", target, "the interface is another instance's")
}

// Secondary addresses are the interface's from the moment that they are
// assigned, and no longer.
func TestSecondaryAddresses(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	eni := g.FirstInterface(g.to)
	const address = "10.0.2.77"
	g.drops("tcp", address+":7000", "nobody has the address")
	_, err := g.EC2.AssignPrivateIpAddresses(g.Context(), &ec2.AssignPrivateIpAddressesInput{NetworkInterfaceId: &eni, PrivateIpAddresses: []string{address}})
	g.Must("assign an address", err)
	g.passes("tcp", address+":7000", "it is the instance's")
	if err := g.dialAs(g.to, address, g.from.Address+":7000"); err != nil {
		t.Errorf("the instance does not send with its second address: %v", err)
	}
	// Another interface takes it over, as who stands in for another one does.
	heir := g.NewEcho(g.subnets[1], g.group)
	eni = g.FirstInterface(heir)
	_, err = g.EC2.AssignPrivateIpAddresses(g.Context(), &ec2.AssignPrivateIpAddressesInput{
		NetworkInterfaceId: &eni, PrivateIpAddresses: []string{address}, AllowReassignment: aws.Bool(true),
	})
	g.Must("reassign the address", err)
	harness.Eventually(t, ruleLimit, "the address to be the other instance's", func() (bool, string) {
		err := g.dialAs(heir, address, g.from.Address+":7000")
		return err == nil, fmt.Sprint(err)
	})
	g.passes("tcp", address+":7000", "it is the other instance's")
	if err := g.dialAs(g.to, address, g.from.Address+":7000"); err == nil {
		t.Error("the instance that had the address still sends with it")
	}
	_, err = g.EC2.UnassignPrivateIpAddresses(g.Context(), &ec2.UnassignPrivateIpAddressesInput{NetworkInterfaceId: &eni, PrivateIpAddresses: []string{address}})
	g.Must("unassign the address", err)
	g.drops("tcp", address+":7000", "nobody has it any more")
}

// stop and start wait for the instance.
func (g groundVPC) stop(id string) {
	g.T.Helper()
	_, err := g.EC2.StopInstances(g.Context(), &ec2.StopInstancesInput{InstanceIds: []string{id}})
	g.Must("stop "+id, err)
	g.AwaitInstance(id, types.InstanceStateNameStopped)
}

func (g groundVPC) start(id string) {
	g.T.Helper()
	_, err := g.EC2.StartInstances(g.Context(), &ec2.StartInstancesInput{InstanceIds: []string{id}})
	g.Must("start "+id, err)
	g.AwaitInstance(id, types.InstanceStateNameRunning)
}

// A public address leads to whoever has it now: an Elastic IP address moves
// between instances and stays with a stopped one, an automatic one is given with
// each start and taken with each stop.
func TestPublicAddressesMove(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	g.Route(g.vpc.Table(g.subnets...), "0.0.0.0/0", g.vpc.InternetGateway())
	g.PublicByDefault(g.subnets[1])
	asks, elastic := g.NewService("asks"), g.Elastic()
	var last *harness.Flow
	for _, i := range []harness.Instance{g.from, g.to} {
		g.Associate(elastic, i)
		name := "ip-" + strings.ReplaceAll(i.Address, ".", "-")
		harness.Eventually(t, ruleLimit, i.ID+" to answer at "+elastic.Address, func() (bool, string) {
			got := asks.Fetch("http://" + elastic.Address + ":8080/")
			return got.OK && strings.HasPrefix(got.Answer, name), got.Answer + got.Error
		})
		if last != nil {
			cut(t, last, "the address is another instance's")
		}
		last = g.flow(asks.Namespace(), elastic.Address+":7000")
	}
	automatic := g.NewEcho(g.subnets[1], g.group)
	first := g.PublicAddress(automatic.ID)
	wantReach(t, asks, first+":7000")
	g.stop(automatic.ID)
	if still := g.PublicAddress(automatic.ID); still != "" {
		t.Errorf("the stopped instance has the automatic address %s", still)
	}
	wantBlocked(t, asks, first+":7000", "its instance is stopped")
	g.stop(g.to.ID)
	if still := g.PublicAddress(g.to.ID); still != elastic.Address {
		t.Errorf("the stopped instance has the address %q, want its Elastic IP address %s", still, elastic.Address)
	}
	wantBlocked(t, asks, elastic.Address+":7000", "its instance is stopped")
	g.start(g.to.ID)
	wantReach(t, asks, elastic.Address+":7000")
	g.start(automatic.ID)
	wantReach(t, asks, g.PublicAddress(automatic.ID)+":7000")
}
