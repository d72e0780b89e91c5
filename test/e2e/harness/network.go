package harness

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// VPC is a network of a test.
type VPC struct {
	ID     string
	region *Region
}

// NewVPC makes a VPC of the test's own.
func (r *Region) NewVPC(cidr string) *VPC {
	r.T.Helper()
	made, err := r.EC2.CreateVpc(r.Context(), &ec2.CreateVpcInput{CidrBlock: &cidr})
	r.Must("create VPC "+cidr, err)
	return &VPC{*made.Vpc.VpcId, r}
}

// Subnet makes a subnet in the zone of a letter and returns its id.
func (v *VPC) Subnet(cidr, zone string) string {
	v.region.T.Helper()
	made, err := v.region.EC2.CreateSubnet(v.region.Context(), &ec2.CreateSubnetInput{
		VpcId: &v.ID, CidrBlock: &cidr, AvailabilityZone: aws.String(v.region.Zone(zone)),
	})
	v.region.Must("create subnet "+cidr, err)
	return *made.Subnet.SubnetId
}

// Group makes a security group and returns its id: no ingress, all egress.
func (v *VPC) Group(name string) string {
	v.region.T.Helper()
	made, err := v.region.EC2.CreateSecurityGroup(v.region.Context(), &ec2.CreateSecurityGroupInput{
		VpcId: &v.ID, GroupName: &name, Description: aws.String("of a test"),
	})
	v.region.Must("create security group "+name, err)
	return *made.GroupId
}

// DefaultGroup is the id of the group that the VPC was made with.
func (v *VPC) DefaultGroup() string {
	v.region.T.Helper()
	found, err := v.region.EC2.DescribeSecurityGroups(v.region.Context(), &ec2.DescribeSecurityGroupsInput{Filters: []types.Filter{
		{Name: aws.String("vpc-id"), Values: []string{v.ID}}, {Name: aws.String("group-name"), Values: []string{"default"}},
	}})
	v.region.Must("look for the default group of "+v.ID, err)
	return *found.SecurityGroups[0].GroupId
}

// FromGroup is a permission of a protocol and port for the interfaces of a group.
func FromGroup(protocol string, port int32, group string) types.IpPermission {
	return types.IpPermission{
		IpProtocol: &protocol, FromPort: &port, ToPort: &port, UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: &group}},
	}
}

// FromCIDR is a permission of a protocol and port for addresses.
func FromCIDR(protocol string, port int32, cidr string) types.IpPermission {
	return types.IpPermission{
		IpProtocol: &protocol, FromPort: &port, ToPort: &port, IpRanges: []types.IpRange{{CidrIp: &cidr}},
	}
}

// Everything is the permission that a new group has for egress.
func Everything() types.IpPermission {
	return types.IpPermission{IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}}}
}

// Authorize lets something into a group.
func (r *Region) Authorize(group string, permission types.IpPermission) {
	r.T.Helper()
	_, err := r.EC2.AuthorizeSecurityGroupIngress(r.Context(), &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: &group, IpPermissions: []types.IpPermission{permission},
	})
	r.Must("authorize ingress of "+group, err)
}

// Revoke takes the permission back.
func (r *Region) Revoke(group string, permission types.IpPermission) {
	r.T.Helper()
	_, err := r.EC2.RevokeSecurityGroupIngress(r.Context(), &ec2.RevokeSecurityGroupIngressInput{
		GroupId: &group, IpPermissions: []types.IpPermission{permission},
	})
	r.Must("revoke ingress of "+group, err)
}

// AuthorizeEgress lets something out of a group.
func (r *Region) AuthorizeEgress(group string, permission types.IpPermission) {
	r.T.Helper()
	_, err := r.EC2.AuthorizeSecurityGroupEgress(r.Context(), &ec2.AuthorizeSecurityGroupEgressInput{
		GroupId: &group, IpPermissions: []types.IpPermission{permission},
	})
	r.Must("authorize egress of "+group, err)
}

// RevokeEgress takes the permission back.
func (r *Region) RevokeEgress(group string, permission types.IpPermission) {
	r.T.Helper()
	_, err := r.EC2.RevokeSecurityGroupEgress(r.Context(), &ec2.RevokeSecurityGroupEgressInput{
		GroupId: &group, IpPermissions: []types.IpPermission{permission},
	})
	r.Must("revoke egress of "+group, err)
}

// Connector makes a VPC connector and returns its ARN.
func (r *Region) Connector(name string, subnets []string, groups ...string) string {
	r.T.Helper()
	made, err := r.AppRunner.CreateVpcConnector(r.Context(), &apprunner.CreateVpcConnectorInput{
		VpcConnectorName: &name, Subnets: subnets, SecurityGroups: groups,
	})
	r.Must("create VPC connector "+name, err)
	return *made.VpcConnector.VpcConnectorArn
}

// Instance is a private application in a VPC.
type Instance struct {
	ID, Address string
}

// NewInstance runs an image as an EC2 instance and waits until it runs. Without
// groups it has the VPC's default group.
func (r *Region) NewInstance(image, subnet string, groups []string, environment ...string) Instance {
	r.T.Helper()
	instance := r.BeginInstance(image, subnet, groups, environment...)
	r.AwaitInstance(instance.ID, types.InstanceStateNameRunning)
	return instance
}

// BeginInstance is NewInstance without waiting.
func (r *Region) BeginInstance(image, subnet string, groups []string, environment ...string) Instance {
	r.T.Helper()
	made, err := r.EC2.RunInstances(r.Context(), &ec2.RunInstancesInput{
		ImageId: &image, MinCount: aws.Int32(1), MaxCount: aws.Int32(1), InstanceType: types.InstanceTypeT3Nano,
		SubnetId: &subnet, SecurityGroupIds: groups,
		UserData: aws.String(base64.StdEncoding.EncodeToString([]byte(strings.Join(environment, "\n")))),
	})
	r.Must("run an instance of "+image, err)
	return Instance{*made.Instances[0].InstanceId, *made.Instances[0].PrivateIpAddress}
}

// instanceLimit is how long an instance may take to change its state.
const instanceLimit = 60 * time.Second

// AwaitInstance waits until an instance is in the state.
func (r *Region) AwaitInstance(id string, state types.InstanceStateName) {
	r.T.Helper()
	Eventually(r.T, instanceLimit, "instance "+id+" to be "+string(state), func() (bool, string) {
		found, err := r.EC2.DescribeInstances(r.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{id}})
		if err != nil {
			return false, err.Error()
		}
		i := found.Reservations[0].Instances[0]
		saw := string(i.State.Name)
		if i.StateReason != nil {
			saw += ": " + aws.ToString(i.StateReason.Message)
		}
		return i.State.Name == state, saw
	})
}

// NewEcho runs the probe as a private application that sends back what comes to
// port 7000, by TCP and UDP, and answers HTTP on 8080.
func (r *Region) NewEcho(subnet string, groups ...string) Instance {
	r.T.Helper()
	return r.NewInstance(r.Images.Probe, subnet, groups, "PORT=8080", "PROBE_TCP=7000", "PROBE_UDP=7000")
}

// Terminate ends an instance and does not wait for it.
func (r *Region) Terminate(id string) {
	r.T.Helper()
	_, err := r.EC2.TerminateInstances(r.Context(), &ec2.TerminateInstancesInput{InstanceIds: []string{id}})
	r.Must("terminate "+id, err)
}

// NewInterface takes an address of the subnet.
func (r *Region) NewInterface(subnet string) string {
	r.T.Helper()
	made, err := r.EC2.CreateNetworkInterface(r.Context(), &ec2.CreateNetworkInterfaceInput{SubnetId: &subnet})
	r.Must("create a network interface in "+subnet, err)
	return *made.NetworkInterface.NetworkInterfaceId
}

// PublicAddress is the one that an instance has; empty for none.
func (r *Region) PublicAddress(id string) string {
	r.T.Helper()
	found, err := r.EC2.DescribeInstances(r.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{id}})
	r.Must("describe "+id, err)
	return aws.ToString(found.Reservations[0].Instances[0].PublicIpAddress)
}

// PublicByDefault gives each new instance of a subnet a public address.
func (r *Region) PublicByDefault(subnet string) {
	r.T.Helper()
	_, err := r.EC2.ModifySubnetAttribute(r.Context(), &ec2.ModifySubnetAttributeInput{
		SubnetId: &subnet, MapPublicIpOnLaunch: &types.AttributeBooleanValue{Value: aws.Bool(true)},
	})
	r.Must("let instances of "+subnet+" have public addresses", err)
}

// Disassociate takes an Elastic IP address from whoever has it.
func (r *Region) Disassociate(association string) {
	r.T.Helper()
	_, err := r.EC2.DisassociateAddress(r.Context(), &ec2.DisassociateAddressInput{AssociationId: &association})
	r.Must("disassociate", err)
}
