//go:build e2e

package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// table is aws_route_table with aws_route and aws_route_table_association.
func (s *state) table(vpc, subnet, nat string) string {
	made, err := s.EC2.CreateRouteTable(s.Context(), &ec2.CreateRouteTableInput{VpcId: &vpc, ClientToken: aws.String("terraform-table"), TagSpecifications: named(types.ResourceTypeRouteTable, "tf")})
	id := ask(s, made, err).RouteTable.RouteTableId
	_, err = s.EC2.CreateRoute(s.Context(), &ec2.CreateRouteInput{RouteTableId: id, DestinationCidrBlock: aws.String("0.0.0.0/0"), NatGatewayId: &nat})
	s.Must("route", err)
	joined, err := s.EC2.AssociateRouteTable(s.Context(), &ec2.AssociateRouteTableInput{RouteTableId: id, SubnetId: &subnet})
	association := ask(s, joined, err).AssociationId
	s.add(managed{
		name: "aws_route_table",
		read: func() any {
			out, err := s.EC2.DescribeRouteTables(s.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			for _, route := range out.RouteTables[0].Routes {
				s.has("aws_route", route.State, route.Origin, route.DestinationCidrBlock)
			}
			found, err := s.EC2.DescribeRouteTables(s.Context(), &ec2.DescribeRouteTablesInput{Filters: filtered("association.route-table-association-id", *association)})
			s.has("aws_route_table_association", ask(s, found, err).RouteTables[0].Associations[0].SubnetId, found.RouteTables[0].Associations[0].AssociationState.State)
			return out.RouteTables
		},
		update: func() {
			_, err := s.EC2.ReplaceRoute(s.Context(), &ec2.ReplaceRouteInput{RouteTableId: id, DestinationCidrBlock: aws.String("0.0.0.0/0"), NatGatewayId: &nat})
			s.Must("replace the route", err)
		},
		destroy: func() {
			_, err := s.EC2.DisassociateRouteTable(s.Context(), &ec2.DisassociateRouteTableInput{AssociationId: association})
			s.Must("disassociate", err)
			_, err = s.EC2.DeleteRoute(s.Context(), &ec2.DeleteRouteInput{RouteTableId: id, DestinationCidrBlock: aws.String("0.0.0.0/0")})
			s.Must("delete the route", err)
			_, err = s.EC2.DeleteRouteTable(s.Context(), &ec2.DeleteRouteTableInput{RouteTableId: id})
			s.Must("delete", err)
		},
		gone: "InvalidRouteTableID.NotFound",
	})
	return *id
}

// acl is aws_network_acl, which goes back to the default one of the VPC when it is destroyed.
func (s *state) acl(vpc, subnet string) {
	made, err := s.EC2.CreateNetworkAcl(s.Context(), &ec2.CreateNetworkAclInput{VpcId: &vpc, ClientToken: aws.String("terraform-acl"), TagSpecifications: named(types.ResourceTypeNetworkAcl, "tf")})
	id := ask(s, made, err).NetworkAcl.NetworkAclId
	s.Guard(subnet, *id)
	rule := func(number int32, egress bool) *ec2.CreateNetworkAclEntryInput {
		return &ec2.CreateNetworkAclEntryInput{
			NetworkAclId: id, RuleNumber: &number, Egress: &egress, Protocol: aws.String("-1"), RuleAction: types.RuleActionAllow, CidrBlock: aws.String("0.0.0.0/0"),
			PortRange: &types.PortRange{From: aws.Int32(0), To: aws.Int32(0)},
		}
	}
	for _, in := range []*ec2.CreateNetworkAclEntryInput{rule(100, false), rule(100, true)} {
		_, err := s.EC2.CreateNetworkAclEntry(s.Context(), in)
		s.Must("add a rule", err)
	}
	s.add(managed{
		name: "aws_network_acl",
		read: func() any {
			out, err := s.EC2.DescribeNetworkAcls(s.Context(), &ec2.DescribeNetworkAclsInput{NetworkAclIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			s.has("aws_network_acl", out.NetworkAcls[0].VpcId, out.NetworkAcls[0].OwnerId, out.NetworkAcls[0].Associations[0].NetworkAclAssociationId)
			return out.NetworkAcls
		},
		update: func() {
			_, err := s.EC2.DeleteNetworkAclEntry(s.Context(), &ec2.DeleteNetworkAclEntryInput{NetworkAclId: id, RuleNumber: aws.Int32(100), Egress: aws.Bool(false)})
			s.Must("take the rule away", err)
			_, err = s.EC2.CreateNetworkAclEntry(s.Context(), rule(200, false))
			s.Must("add another", err)
		},
		destroy: func() {
			found, err := s.EC2.DescribeNetworkAcls(s.Context(), &ec2.DescribeNetworkAclsInput{Filters: filtered("default", "true", "vpc-id", vpc)})
			s.Guard(subnet, *ask(s, found, err).NetworkAcls[0].NetworkAclId)
			_, err = s.EC2.DeleteNetworkAcl(s.Context(), &ec2.DeleteNetworkAclInput{NetworkAclId: id})
			s.Must("delete", err)
		},
		gone: "InvalidNetworkAclID.NotFound",
	})
}

// group is aws_security_group, of which the provider takes away the egress rules that EC2 gave it, and
// aws_vpc_security_group_ingress_rule.
func (s *state) group(vpc string) string {
	made, err := s.EC2.CreateSecurityGroup(s.Context(), &ec2.CreateSecurityGroupInput{VpcId: &vpc, GroupName: aws.String("tf"), Description: aws.String("Managed by Terraform"), TagSpecifications: named(types.ResourceTypeSecurityGroup, "tf")})
	id := ask(s, made, err).GroupId
	_, err = s.EC2.RevokeSecurityGroupEgress(s.Context(), &ec2.RevokeSecurityGroupEgressInput{GroupId: id, IpPermissions: []types.IpPermission{harness.Everything()}})
	s.Must("revoke egress", err)
	_, err = s.EC2.RevokeSecurityGroupEgress(s.Context(), &ec2.RevokeSecurityGroupEgressInput{GroupId: id, IpPermissions: []types.IpPermission{{
		IpProtocol: aws.String("-1"), Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: aws.String("::/0")}},
	}}})
	s.WantError(err, "InvalidPermission.NotFound")
	added, err := s.EC2.AuthorizeSecurityGroupIngress(s.Context(), &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: id, IpPermissions: []types.IpPermission{harness.FromCIDR("tcp", 443, "0.0.0.0/0")}, TagSpecifications: named(types.ResourceTypeSecurityGroupRule, "tf"),
	})
	rule := ask(s, added, err).SecurityGroupRules[0].SecurityGroupRuleId
	s.add(managed{
		name: "aws_security_group",
		read: func() any {
			out, err := s.EC2.DescribeSecurityGroups(s.Context(), &ec2.DescribeSecurityGroupsInput{GroupIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			rules, err := s.EC2.DescribeSecurityGroupRules(s.Context(), &ec2.DescribeSecurityGroupRulesInput{SecurityGroupRuleIds: []string{*rule}})
			one := ask(s, rules, err).SecurityGroupRules[0]
			s.has("aws_vpc_security_group_ingress_rule", one.IsEgress, one.IpProtocol, one.FromPort, one.CidrIpv4, one.GroupId, one.Tags, one.SecurityGroupRuleArn)
			return []any{out.SecurityGroups, one}
		},
		update: func() {
			_, err := s.EC2.ModifySecurityGroupRules(s.Context(), &ec2.ModifySecurityGroupRulesInput{GroupId: id, SecurityGroupRules: []types.SecurityGroupRuleUpdate{{
				SecurityGroupRuleId: rule, SecurityGroupRule: &types.SecurityGroupRuleRequest{
					CidrIpv4: aws.String("10.0.0.0/8"), IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80), Description: aws.String("web"),
				},
			}}})
			s.Must("modify the rule", err)
		},
		destroy: func() {
			_, err := s.EC2.RevokeSecurityGroupIngress(s.Context(), &ec2.RevokeSecurityGroupIngressInput{GroupId: id, SecurityGroupRuleIds: []string{*rule}})
			s.Must("revoke", err)
			_, err = s.EC2.DeleteSecurityGroup(s.Context(), &ec2.DeleteSecurityGroupInput{GroupId: id})
			s.Must("delete", err)
		},
		gone: "InvalidGroup.NotFound",
	})
	return *id
}

// endpoint is aws_vpc_endpoint of type Gateway, whose prefix list the provider finds by the service's name.
func (s *state) endpoint(vpc, table string) {
	made, err := s.EC2.CreateVpcEndpoint(s.Context(), &ec2.CreateVpcEndpointInput{
		VpcId: &vpc, ServiceName: aws.String(files), VpcEndpointType: types.VpcEndpointTypeGateway, PrivateDnsEnabled: aws.Bool(false),
		RouteTableIds: []string{table}, TagSpecifications: named(types.ResourceTypeVpcEndpoint, "tf"), ClientToken: aws.String("terraform-endpoint"),
	})
	id := ask(s, made, err).VpcEndpoint.VpcEndpointId
	described := func() types.VpcEndpoint {
		out, err := s.EC2.DescribeVpcEndpoints(s.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{*id}})
		return ask(s, out, err).VpcEndpoints[0]
	}
	harness.Eventually(s.T, 30*time.Second, "the endpoint to be available", func() (bool, string) {
		at := strings.ToLower(string(described().State))
		return at == "available", at
	})
	s.add(managed{
		name: "aws_vpc_endpoint",
		read: func() any {
			one := described()
			lists, err := s.EC2.DescribePrefixLists(s.Context(), &ec2.DescribePrefixListsInput{Filters: filtered("prefix-list-name", files)})
			s.has("aws_vpc_endpoint", one.OwnerId, one.PolicyDocument, one.PrivateDnsEnabled, one.RequesterManaged, one.ServiceName, one.VpcEndpointType, one.RouteTableIds[0], ask(s, lists, err).PrefixLists[0].Cidrs[0])
			return one
		},
		update: func() {
			_, err := s.EC2.ModifyVpcEndpoint(s.Context(), &ec2.ModifyVpcEndpointInput{VpcEndpointId: id, PolicyDocument: aws.String(`{"Statement":[]}`)})
			s.Must("change its policy", err)
		},
		destroy: func() {
			out, err := s.EC2.DeleteVpcEndpoints(s.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{*id}})
			if n := len(ask(s, out, err).Unsuccessful); n != 0 {
				s.T.Errorf("%d endpoints could not be deleted", n)
			}
			harness.Eventually(s.T, 30*time.Second, "the endpoint to go", func() (bool, string) {
				out, err := s.EC2.DescribeVpcEndpoints(s.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{*id}})
				return err != nil || strings.EqualFold(string(out.VpcEndpoints[0].State), "deleted"), "it is there"
			})
		},
	})
}

// connections are aws_vpc_peering_connection with auto_accept, aws_vpn_gateway, and aws_egress_only_internet_gateway.
func (s *state) connections(vpc, peer string) {
	asked, err := s.EC2.CreateVpcPeeringConnection(s.Context(), &ec2.CreateVpcPeeringConnectionInput{VpcId: &vpc, PeerVpcId: &peer, TagSpecifications: named(types.ResourceTypeVpcPeeringConnection, "tf")})
	pcx := ask(s, asked, err).VpcPeeringConnection.VpcPeeringConnectionId
	_, err = s.EC2.AcceptVpcPeeringConnection(s.Context(), &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: pcx})
	s.Must("accept", err)
	s.add(managed{
		name: "aws_vpc_peering_connection",
		read: func() any {
			out, err := s.EC2.DescribeVpcPeeringConnections(s.Context(), &ec2.DescribeVpcPeeringConnectionsInput{VpcPeeringConnectionIds: []string{*pcx}})
			one := ask(s, out, err).VpcPeeringConnections[0]
			s.has("aws_vpc_peering_connection", one.Status.Code, one.AccepterVpcInfo.OwnerId, one.AccepterVpcInfo.Region, one.AccepterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc, one.RequesterVpcInfo.PeeringOptions)
			return one
		},
		destroy: func() {
			_, err := s.EC2.DeleteVpcPeeringConnection(s.Context(), &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: pcx})
			s.Must("delete", err)
			deleted := ec2.NewVpcPeeringConnectionDeletedWaiter(s.EC2)
			s.Must("wait", deleted.Wait(s.Context(), &ec2.DescribeVpcPeeringConnectionsInput{VpcPeeringConnectionIds: []string{*pcx}}, time.Minute))
		},
	})
	made, err := s.EC2.CreateVpnGateway(s.Context(), &ec2.CreateVpnGatewayInput{Type: types.GatewayTypeIpsec1, TagSpecifications: named(types.ResourceTypeVpnGateway, "tf")})
	vgw := ask(s, made, err).VpnGateway.VpnGatewayId
	_, err = s.EC2.AttachVpnGateway(s.Context(), &ec2.AttachVpnGatewayInput{VpnGatewayId: vgw, VpcId: &vpc})
	s.Must("attach", err)
	attachment := func() (types.VpnGateway, string) {
		out, err := s.EC2.DescribeVpnGateways(s.Context(), &ec2.DescribeVpnGatewaysInput{VpnGatewayIds: []string{*vgw}})
		one := ask(s, out, err).VpnGateways[0]
		for _, at := range one.VpcAttachments {
			return one, string(at.State)
		}
		return one, "detached"
	}
	await := func(want string) {
		harness.Eventually(s.T, 30*time.Second, *vgw+" to be "+want, func() (bool, string) {
			_, at := attachment()
			return at == want, at
		})
	}
	await("attached")
	s.add(managed{
		name: "aws_vpn_gateway",
		read: func() any {
			one, _ := attachment()
			s.has("aws_vpn_gateway", one.AmazonSideAsn, one.State, one.VpcAttachments[0].VpcId)
			return one
		},
		destroy: func() {
			_, err := s.EC2.DetachVpnGateway(s.Context(), &ec2.DetachVpnGatewayInput{VpnGatewayId: vgw, VpcId: &vpc})
			s.Must("detach", err)
			await("detached")
			_, err = s.EC2.DeleteVpnGateway(s.Context(), &ec2.DeleteVpnGatewayInput{VpnGatewayId: vgw})
			s.Must("delete", err)
		},
	})
}

// TestTerraformsLife makes, reads, changes and destroys what Terraform's users have, by the calls of its provider.
func TestTerraformsLife(t *testing.T) {
	s := &state{Region: installed(t, "--lan", "198.51.100.0/24", "--gateway-endpoint-service", files+"=198.51.100.0/25")}
	options := s.options()
	vpc, peer := s.vpc("10.7.0.0/16"), s.vpc("10.8.0.0/16")
	s.associate(options, vpc)
	subnet, private := s.subnet(vpc, "10.7.1.0/24"), s.subnet(vpc, "10.7.2.0/24")
	igw := s.gateway(vpc)
	main, err := s.EC2.DescribeRouteTables(s.Context(), &ec2.DescribeRouteTablesInput{Filters: filtered("association.main", "true", "vpc-id", vpc)})
	s.Route(*ask(s, main, err).RouteTables[0].RouteTableId, "0.0.0.0/0", igw)
	nat := s.nat(subnet, s.eip())
	table := s.table(vpc, private, nat)
	s.acl(vpc, private)
	group := s.group(vpc)
	s.list()
	s.endpoint(vpc, table)
	s.connections(vpc, peer)
	s.flowLog(vpc)
	s.plug(private, group, s.instance(private, group))
	s.destroy()
	wantEmpty(s.Region)
}
