package main

// ec2Operations are the operations of EC2 that get types. To serve another one, add its name and run
// `go generate ./internal/wire/...`; everything else of EC2 answers InvalidAction.
//
// The first group makes a VPC and runs something in it; the second is the rest of what a VPC's users call.
var ec2Operations = []string{
	"CreateVpc", "DescribeVpcs", "DeleteVpc", "ModifyVpcAttribute", "DescribeVpcAttribute", "CreateDefaultVpc",
	"AssociateVpcCidrBlock", "DisassociateVpcCidrBlock",
	"CreateSubnet", "DescribeSubnets", "DeleteSubnet", "ModifySubnetAttribute", "CreateDefaultSubnet",
	"CreateSecurityGroup", "DescribeSecurityGroups", "DeleteSecurityGroup", "AuthorizeSecurityGroupIngress",
	"AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress",
	"DescribeSecurityGroupRules", "ModifySecurityGroupRules", "UpdateSecurityGroupRuleDescriptionsIngress",
	"UpdateSecurityGroupRuleDescriptionsEgress",
	"CreateRouteTable", "DescribeRouteTables", "DeleteRouteTable", "AssociateRouteTable", "DisassociateRouteTable",
	"ReplaceRouteTableAssociation", "CreateRoute", "ReplaceRoute", "DeleteRoute",
	"CreateInternetGateway", "DescribeInternetGateways", "AttachInternetGateway", "DetachInternetGateway",
	"DeleteInternetGateway",
	"CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface",
	"DescribeNetworkInterfaceAttribute", "ModifyNetworkInterfaceAttribute",
	"RunInstances", "DescribeInstances", "DescribeInstanceStatus", "TerminateInstances", "StopInstances",
	"StartInstances",
	"DescribeAvailabilityZones", "DescribeRegions", "DescribeAccountAttributes",
	"CreateTags", "DeleteTags", "DescribeTags",
	"DescribeNetworkAcls",

	"CreateNetworkAcl", "DeleteNetworkAcl", "CreateNetworkAclEntry", "ReplaceNetworkAclEntry",
	"DeleteNetworkAclEntry", "ReplaceNetworkAclAssociation",
	"AllocateAddress", "DescribeAddresses", "DescribeAddressesAttribute", "AssociateAddress", "DisassociateAddress",
	"ReleaseAddress",
	"CreateNatGateway", "DescribeNatGateways", "DeleteNatGateway",
	"CreateVpcEndpoint", "DescribeVpcEndpoints", "ModifyVpcEndpoint", "DeleteVpcEndpoints",
	"DescribeVpcEndpointServices", "DescribePrefixLists",
	"CreateManagedPrefixList", "DescribeManagedPrefixLists", "GetManagedPrefixListEntries",
	"ModifyManagedPrefixList", "DeleteManagedPrefixList",
	"CreateVpcPeeringConnection", "AcceptVpcPeeringConnection", "RejectVpcPeeringConnection",
	"DescribeVpcPeeringConnections", "DeleteVpcPeeringConnection", "ModifyVpcPeeringConnectionOptions",
	"CreateVpnGateway", "DescribeVpnGateways", "AttachVpnGateway", "DetachVpnGateway", "DeleteVpnGateway",
	"EnableVgwRoutePropagation", "DisableVgwRoutePropagation",
	"CreateEgressOnlyInternetGateway", "DescribeEgressOnlyInternetGateways", "DeleteEgressOnlyInternetGateway",
	"AssociateSubnetCidrBlock", "DisassociateSubnetCidrBlock",
	"CreateSubnetCidrReservation", "GetSubnetCidrReservations", "DeleteSubnetCidrReservation",
	"CreateDhcpOptions", "DescribeDhcpOptions", "AssociateDhcpOptions", "DeleteDhcpOptions",
	"AttachNetworkInterface", "DetachNetworkInterface", "AssignPrivateIpAddresses", "UnassignPrivateIpAddresses",
	"AssignIpv6Addresses", "UnassignIpv6Addresses",
	"CreateFlowLogs", "DescribeFlowLogs", "DeleteFlowLogs",
	"CreateNetworkInsightsPath", "DescribeNetworkInsightsPaths", "DeleteNetworkInsightsPath",
	"StartNetworkInsightsAnalysis", "DescribeNetworkInsightsAnalyses", "DeleteNetworkInsightsAnalysis",
}
