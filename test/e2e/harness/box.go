package harness

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os/exec"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/datapath/netns"
)

// Box is a namespace that the operator made, for what is no workload of
// Sallyport's. At each of its addresses it sends back what comes to port 7000.
type Box struct {
	Name string
	// Device is the host's end of a wire that leads to the box, for one that is to
	// be joined with a VPC by it.
	Device string

	ns  *netns.Namespace
	end io.Closer
}

// NewBox makes one; Close takes it away.
func NewBox() (*Box, error) {
	var random [4]byte
	rand.Read(random[:])
	suffix := fmt.Sprintf("%x", random)
	b := &Box{Name: "operated-" + suffix, Device: "wire" + suffix}
	var err error
	if b.ns, err = netns.Create(b.Name, func() error { return nil }); err != nil {
		return nil, err
	}
	err = b.ns.Do(func() (err error) {
		b.end, err = Echo(netip.AddrPortFrom(netip.IPv4Unspecified(), 7000))
		return err
	})
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Wire joins the box with the host: its end has an address of a VPC and the
// subnet's router as its way to everything.
func (b *Box) Wire(address netip.Prefix, router netip.Addr) error {
	for _, step := range [][]string{
		{"link", "add", b.Device, "type", "veth", "peer", "name", "eth0", "netns", b.Name},
		{"link", "set", b.Device, "up"},
		{"-n", b.Name, "addr", "add", address.String(), "dev", "eth0"},
		{"-n", b.Name, "link", "set", "eth0", "up"},
		{"-n", b.Name, "route", "add", "default", "via", router.String()},
	} {
		if output, err := exec.Command("ip", step...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", strings.Join(step, " "), err, output)
		}
	}
	return nil
}

// Devices of the box, without lo.
func (b *Box) Devices() (string, error) {
	output, err := exec.Command("ip", "-n", b.Name, "-o", "link", "show").Output()
	var names []string
	for line := range strings.Lines(string(output)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[1] != "lo:" {
			names = append(names, strings.TrimSuffix(fields[1], ":"))
		}
	}
	return strings.Join(names, " "), err
}

// HasWire says whether the host has its end of the wire.
func (b *Box) HasWire() bool {
	return exec.Command("ip", "link", "show", "dev", b.Device).Run() == nil
}

// Close takes the namespace and the wire away.
func (b *Box) Close() error {
	var errs []error
	if b.end != nil {
		errs = append(errs, b.end.Close())
	}
	errs = append(errs, b.ns.Close(), netns.Remove(b.Name))
	_ = exec.Command("ip", "link", "delete", b.Device).Run() // most have none
	return errors.Join(errs...)
}

// Interface is a network interface by itself.
type Interface struct{ ID, Address string }

// NewTaggedInterface makes a network interface with tags.
func (r *Region) NewTaggedInterface(subnet string, groups []string, tags map[string]string) Interface {
	r.T.Helper()
	specification := types.TagSpecification{ResourceType: types.ResourceTypeNetworkInterface}
	for key, value := range tags {
		specification.Tags = append(specification.Tags, types.Tag{Key: &key, Value: &value})
	}
	in := &ec2.CreateNetworkInterfaceInput{SubnetId: &subnet, Groups: groups}
	if len(tags) > 0 {
		in.TagSpecifications = []types.TagSpecification{specification}
	}
	made, err := r.EC2.CreateNetworkInterface(r.Context(), in)
	r.Must("create a network interface in "+subnet, err)
	return Interface{*made.NetworkInterface.NetworkInterfaceId, *made.NetworkInterface.PrivateIpAddress}
}

// DeleteInterface deletes a network interface.
func (r *Region) DeleteInterface(id string) {
	r.T.Helper()
	_, err := r.EC2.DeleteNetworkInterface(r.Context(), &ec2.DeleteNetworkInterfaceInput{NetworkInterfaceId: &id})
	r.Must("delete "+id, err)
}

// Uncheck turns the source/destination check of an interface off.
func (r *Region) Uncheck(id string) {
	r.T.Helper()
	_, err := r.EC2.ModifyNetworkInterfaceAttribute(r.Context(), &ec2.ModifyNetworkInterfaceAttributeInput{
		NetworkInterfaceId: &id, SourceDestCheck: &types.AttributeBooleanValue{Value: aws.Bool(false)},
	})
	r.Must("turn the source check of "+id+" off", err)
}

// FirstInterface is the first one of an instance.
func (r *Region) FirstInterface(i Instance) string {
	r.T.Helper()
	found, err := r.EC2.DescribeInstances(r.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{i.ID}})
	r.Must("describe "+i.ID, err)
	for _, one := range found.Reservations[0].Instances[0].NetworkInterfaces {
		if *one.Attachment.DeviceIndex == 0 {
			return *one.NetworkInterfaceId
		}
	}
	r.T.Fatalf("%s has no interface", i.ID)
	return ""
}
