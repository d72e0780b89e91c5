package harness

import (
	"net/netip"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// AddIPv6 gives the VPC an IPv6 range, and each of the subnets a /64 of it.
func (v *VPC) AddIPv6(subnets ...string) {
	r := v.region
	r.T.Helper()
	made, err := r.EC2.AssociateVpcCidrBlock(r.Context(), &ec2.AssociateVpcCidrBlockInput{VpcId: &v.ID, AmazonProvidedIpv6CidrBlock: aws.Bool(true)})
	r.Must("give "+v.ID+" an IPv6 range", err)
	block := netip.MustParsePrefix(*made.Ipv6CidrBlockAssociation.Ipv6CidrBlock)
	for i, subnet := range subnets {
		base := block.Addr().As16()
		base[7] = byte(i + 1)
		cidr := netip.PrefixFrom(netip.AddrFrom16(base), 64).String()
		_, err := r.EC2.AssociateSubnetCidrBlock(r.Context(), &ec2.AssociateSubnetCidrBlockInput{SubnetId: &subnet, Ipv6CidrBlock: &cidr})
		r.Must("give "+subnet+" an IPv6 range", err)
	}
}

// AssignIPv6 gives an instance's interface an IPv6 address, and returns it as the
// instance tells it.
func (r *Region) AssignIPv6(i Instance) string {
	r.T.Helper()
	found, err := r.EC2.DescribeNetworkInterfaces(r.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []types.Filter{{Name: aws.String("attachment.instance-id"), Values: []string{i.ID}}},
	})
	r.Must("look for the interface of "+i.ID, err)
	_, err = r.EC2.AssignIpv6Addresses(r.Context(), &ec2.AssignIpv6AddressesInput{
		NetworkInterfaceId: found.NetworkInterfaces[0].NetworkInterfaceId, Ipv6AddressCount: aws.Int32(1),
	})
	r.Must("give "+i.ID+" an IPv6 address", err)
	told, err := r.EC2.DescribeInstances(r.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{i.ID}})
	r.Must("describe "+i.ID, err)
	return *told.Reservations[0].Instances[0].NetworkInterfaces[0].Ipv6Addresses[0].Ipv6Address
}

// FromCIDR6 is FromCIDR for IPv6.
func FromCIDR6(protocol string, port int32, cidr string) types.IpPermission {
	return types.IpPermission{
		IpProtocol: &protocol, FromPort: &port, ToPort: &port, Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: &cidr}},
	}
}

// Everything6 is what a new group of a VPC with IPv6 has for egress besides.
func Everything6() types.IpPermission {
	return types.IpPermission{IpProtocol: aws.String("-1"), Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: aws.String("::/0")}}}
}
