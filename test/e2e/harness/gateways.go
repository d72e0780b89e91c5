package harness

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// Table makes a route table for subnets and returns its id.
func (v *VPC) Table(subnets ...string) string {
	r := v.region
	r.T.Helper()
	made, err := r.EC2.CreateRouteTable(r.Context(), &ec2.CreateRouteTableInput{VpcId: &v.ID})
	r.Must("create a route table", err)
	for _, subnet := range subnets {
		_, err := r.EC2.AssociateRouteTable(r.Context(), &ec2.AssociateRouteTableInput{RouteTableId: made.RouteTable.RouteTableId, SubnetId: &subnet})
		r.Must("associate a route table with "+subnet, err)
	}
	return *made.RouteTable.RouteTableId
}

// Route adds a route to a table; the target's kind follows from its id.
func (r *Region) Route(table, cidr, target string) {
	r.T.Helper()
	in := &ec2.CreateRouteInput{RouteTableId: &table, DestinationCidrBlock: &cidr}
	switch prefix, _, _ := strings.Cut(target, "-"); prefix {
	case "nat":
		in.NatGatewayId = &target
	case "pcx":
		in.VpcPeeringConnectionId = &target
	case "eni":
		in.NetworkInterfaceId = &target
	case "i":
		in.InstanceId = &target
	default:
		in.GatewayId = &target
	}
	_, err := r.EC2.CreateRoute(r.Context(), in)
	r.Must("create a route to "+target, err)
}

// DeleteRoute takes a route from a table.
func (r *Region) DeleteRoute(table, cidr string) {
	r.T.Helper()
	_, err := r.EC2.DeleteRoute(r.Context(), &ec2.DeleteRouteInput{RouteTableId: &table, DestinationCidrBlock: &cidr})
	r.Must("delete the route to "+cidr, err)
}

// InternetGateway makes one, attaches it and returns its id.
func (v *VPC) InternetGateway() string {
	r := v.region
	r.T.Helper()
	made, err := r.EC2.CreateInternetGateway(r.Context(), &ec2.CreateInternetGatewayInput{})
	r.Must("create an internet gateway", err)
	id := made.InternetGateway.InternetGatewayId
	_, err = r.EC2.AttachInternetGateway(r.Context(), &ec2.AttachInternetGatewayInput{InternetGatewayId: id, VpcId: &v.ID})
	r.Must("attach "+*id, err)
	return *id
}

// Elastic is an Elastic IP address.
type Elastic struct{ ID, Address string }

// Elastic allocates an Elastic IP address.
func (r *Region) Elastic() Elastic {
	r.T.Helper()
	made, err := r.EC2.AllocateAddress(r.Context(), &ec2.AllocateAddressInput{Domain: types.DomainTypeVpc})
	r.Must("allocate an address", err)
	return Elastic{*made.AllocationId, *made.PublicIp}
}

// Associate gives an instance an Elastic IP address and returns the association.
func (r *Region) Associate(address Elastic, instance Instance) string {
	r.T.Helper()
	made, err := r.EC2.AssociateAddress(r.Context(), &ec2.AssociateAddressInput{AllocationId: &address.ID, InstanceId: &instance.ID})
	r.Must("associate "+address.Address, err)
	return *made.AssociationId
}

// AssociateInterface gives a network interface an Elastic IP address.
func (r *Region) AssociateInterface(address Elastic, eni string) {
	r.T.Helper()
	_, err := r.EC2.AssociateAddress(r.Context(), &ec2.AssociateAddressInput{AllocationId: &address.ID, NetworkInterfaceId: &eni})
	r.Must("associate "+address.Address, err)
}

// NAT makes a NAT gateway in a subnet and waits until it is available.
func (r *Region) NAT(subnet string, address Elastic) string {
	r.T.Helper()
	return r.nat(&ec2.CreateNatGatewayInput{SubnetId: &subnet, AllocationId: &address.ID})
}

// PrivateNAT is NAT for a gateway without a public address.
func (r *Region) PrivateNAT(subnet string) string {
	r.T.Helper()
	return r.nat(&ec2.CreateNatGatewayInput{SubnetId: &subnet, ConnectivityType: types.ConnectivityTypePrivate})
}

func (r *Region) nat(in *ec2.CreateNatGatewayInput) string {
	r.T.Helper()
	made, err := r.EC2.CreateNatGateway(r.Context(), in)
	r.Must("create a NAT gateway", err)
	id := *made.NatGateway.NatGatewayId
	waiter := ec2.NewNatGatewayAvailableWaiter(r.EC2, func(o *ec2.NatGatewayAvailableWaiterOptions) { o.MinDelay = 100 * time.Millisecond })
	r.Must("wait for "+id, waiter.Wait(r.Context(), &ec2.DescribeNatGatewaysInput{NatGatewayIds: []string{id}}, 30*time.Second))
	return id
}

// ACL makes a network ACL that lets nothing through, gives it to subnets and
// returns its id.
func (v *VPC) ACL(subnets ...string) string {
	r := v.region
	r.T.Helper()
	made, err := r.EC2.CreateNetworkAcl(r.Context(), &ec2.CreateNetworkAclInput{VpcId: &v.ID})
	r.Must("create a network ACL", err)
	for _, subnet := range subnets {
		r.Guard(subnet, *made.NetworkAcl.NetworkAclId)
	}
	return *made.NetworkAcl.NetworkAclId
}

// Guard gives a subnet another network ACL.
func (r *Region) Guard(subnet, acl string) {
	r.T.Helper()
	found, err := r.EC2.DescribeNetworkAcls(r.Context(), &ec2.DescribeNetworkAclsInput{
		Filters: []types.Filter{{Name: aws.String("association.subnet-id"), Values: []string{subnet}}},
	})
	r.Must("look for the ACL of "+subnet, err)
	for _, a := range found.NetworkAcls[0].Associations {
		if *a.SubnetId == subnet {
			_, err := r.EC2.ReplaceNetworkAclAssociation(r.Context(), &ec2.ReplaceNetworkAclAssociationInput{AssociationId: a.NetworkAclAssociationId, NetworkAclId: &acl})
			r.Must("guard "+subnet+" by "+acl, err)
		}
	}
}

// Entry is one rule of a network ACL, of tcp, or of everything if To is 0.
type Entry struct {
	Number   int32
	Egress   bool
	Deny     bool
	CIDR     string
	From, To int32
}

// Enter adds entries to a network ACL.
func (r *Region) Enter(acl string, entries ...Entry) {
	r.T.Helper()
	for _, e := range entries {
		in := &ec2.CreateNetworkAclEntryInput{
			NetworkAclId: &acl, RuleNumber: &e.Number, Egress: &e.Egress, CidrBlock: &e.CIDR, RuleAction: types.RuleActionAllow, Protocol: aws.String("-1"),
		}
		if e.Deny {
			in.RuleAction = types.RuleActionDeny
		}
		if e.To != 0 {
			in.Protocol, in.PortRange = aws.String("6"), &types.PortRange{From: &e.From, To: &e.To}
		}
		_, err := r.EC2.CreateNetworkAclEntry(r.Context(), in)
		r.Must("add an entry to "+acl, err)
	}
}

// Peer joins two VPCs and returns the id of the peering once it is active.
func (r *Region) Peer(one, other *VPC) string {
	r.T.Helper()
	made, err := r.EC2.CreateVpcPeeringConnection(r.Context(), &ec2.CreateVpcPeeringConnectionInput{VpcId: &one.ID, PeerVpcId: &other.ID})
	r.Must("ask for a peering", err)
	id := made.VpcPeeringConnection.VpcPeeringConnectionId
	_, err = r.EC2.AcceptVpcPeeringConnection(r.Context(), &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	r.Must("accept "+*id, err)
	return *id
}

// VPN makes a virtual private gateway, attaches it and returns its id.
func (v *VPC) VPN() string {
	r := v.region
	r.T.Helper()
	made, err := r.EC2.CreateVpnGateway(r.Context(), &ec2.CreateVpnGatewayInput{Type: types.GatewayTypeIpsec1})
	r.Must("create a VPN gateway", err)
	id := made.VpnGateway.VpnGatewayId
	_, err = r.EC2.AttachVpnGateway(r.Context(), &ec2.AttachVpnGatewayInput{VpnGatewayId: id, VpcId: &v.ID})
	r.Must("attach "+*id, err)
	return *id
}
