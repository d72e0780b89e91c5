//go:build e2e

package e2e

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
	"sallyport/test/e2e/harness"
)

func newBox(t *testing.T) *harness.Box {
	t.Helper()
	box, err := harness.NewBox()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

// wantDevices waits for a box to have just as many devices besides lo.
func wantDevices(t *testing.T, box *harness.Box, count int, why string) {
	t.Helper()
	harness.Eventually(t, ruleLimit, why, func() (bool, string) {
		devices, err := box.Devices()
		return err == nil && len(strings.Fields(devices)) == count, devices
	})
}

// A namespace that the operator made joins a subnet by a tag: it is reached at
// the interface's address, by the interface's groups, and reaches what they let
// it. It is the way to everything there only if that is asked for.
func TestOwnNamespaceJoinsASubnet(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	box, guard := newBox(t), g.vpc.Group("box")
	eni := g.NewTaggedInterface(g.subnets[1], []string{guard}, map[string]string{vpc.NamespaceTag: box.Name})
	target := eni.Address + ":7000"
	wantDevices(t, box, 1, "the interface to be in the namespace")
	inside := g.NewService("inside", harness.WithEgress(g.Connector("private", g.subnets, g.group)))
	g.none(g.from, "the interface's group lets nothing in", target)
	g.Authorize(guard, harness.FromGroup("tcp", 7000, g.group))
	g.passes("tcp", target, "the interface's group lets it in")
	wantReach(t, inside, target)
	g.drops("udp", target, "the group lets tcp in")
	for _, back := range []string{g.target(), g.from.Address + ":7000"} {
		harness.Eventually(t, ruleLimit, "the namespace to reach "+back, func() (bool, string) {
			err := harness.DialFrom(box.Name, "tcp", back)
			return err == nil, "it does not"
		})
	}
	// What its VPC has no way to, and what it was not told to reach by it.
	outside := webAt(common.internet.Anybody)
	g.Route(g.vpc.Table(g.subnets[1]), "0.0.0.0/0", g.vpc.InternetGateway())
	g.AssociateInterface(g.Elastic(), eni.ID)
	if err := harness.DialFrom(box.Name, "tcp", outside); err == nil {
		t.Error("the interface became the namespace's way to everything, and nobody asked for it")
	}
	_, err := g.EC2.CreateTags(g.Context(), &ec2.CreateTagsInput{Resources: []string{eni.ID}, Tags: []types.Tag{{Key: aws.String(vpc.DefaultRouteTag), Value: aws.String("true")}}})
	g.Must("make it the way to everything", err)
	harness.Eventually(t, ruleLimit, "the namespace to reach the internet", func() (bool, string) {
		seen, err := harness.SeenAs(box.Name, outside)
		return err == nil, seen
	})
	g.RevokeEgress(guard, harness.Everything())
	harness.Eventually(t, ruleLimit, "its group to keep it in", func() (bool, string) {
		return harness.DialFrom(box.Name, "tcp", outside) != nil, "it got out"
	})
	g.passes("tcp", target, "answers go out")
	_, err = g.EC2.DeleteTags(g.Context(), &ec2.DeleteTagsInput{Resources: []string{eni.ID}, Tags: []types.Tag{{Key: aws.String(vpc.NamespaceTag)}}})
	g.Must("take the tag away", err)
	wantDevices(t, box, 0, "the interface to leave the namespace")
	g.drops("tcp", target, "the interface is plugged into nothing")
}

// An interface of the host that a tag names becomes one of the VPC: whoever is at
// the other end of the wire has the VPC's address and no other. The host gets it
// back.
func TestOwnHostInterfaceJoinsASubnet(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	box := newBox(t)
	eni := g.NewTaggedInterface(g.subnets[1], []string{g.group}, nil)
	if err := box.Wire(netip.PrefixFrom(netip.MustParseAddr(eni.Address), 24), netip.MustParseAddr("10.0.2.1")); err != nil {
		t.Fatal(err)
	}
	target := eni.Address + ":7000"
	g.none(g.from, "the wire ends at the host", target)
	_, err := g.EC2.CreateTags(g.Context(), &ec2.CreateTagsInput{Resources: []string{eni.ID}, Tags: []types.Tag{{Key: aws.String(vpc.HostInterfaceTag), Value: &box.Device}}})
	g.Must("join the wire with the VPC", err)
	g.passes("tcp", target, "the wire is the VPC's")
	if box.HasWire() {
		t.Error("the host has the interface still")
	}
	inside := g.NewService("inside", harness.WithEgress(g.Connector("private", g.subnets, g.group)))
	wantReach(t, inside, target)
	for _, back := range []string{g.target(), g.from.Address + ":7000"} {
		if err := harness.DialFrom(box.Name, "tcp", back); err != nil {
			t.Errorf("the far end of the wire does not reach %s: %v", back, err)
		}
	}
	for _, never := range []string{webAt(common.internet.Anybody), echoAt(common.lan.Server), g.API, "169.254.169.254:80"} {
		if err := harness.DialFrom(box.Name, "tcp", never); err == nil {
			t.Errorf("the far end of the wire reaches %s, which the VPC has no way to", never)
		}
	}
	g.Revoke(g.group, harness.Everything())
	g.drops("tcp", target, "the interface's group lets nothing in")
	g.DeleteInterface(eni.ID)
	harness.Eventually(t, ruleLimit, "the host to get its interface back", func() (bool, string) { return box.HasWire(), "it has not" })
}
