package ec2

import (
	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/wire/ec2model"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/shape"
)

// The names of EC2's API.
const (
	version   = "2016-11-15"
	namespace = "http://ec2.amazonaws.com/doc/2016-11-15/"
)

// Service is the API on the wire; [ec2query.NewHandler] serves it. The context of its requests must have the caller.
func (a *API) Service() ec2query.Service {
	return ec2query.Service{
		Version: version, Namespace: namespace, Dialect: ec2query.EC2,
		Operations: a.operations(), Validate: validate, Errors: a.answerError, RequestID: caller.RequestID,
	}
}

// validate holds a request against the constraints of EC2's model, of which the first violation is answered.
func validate(operation string, in any) error {
	violations := shape.Validate(ec2model.Schema(), operation, in)
	if len(violations) == 0 {
		return nil
	}
	code := "InvalidParameterValue"
	if violations[0].Rule == shape.Required {
		code = "MissingParameter"
	}
	return fault.New(fault.Invalid, code, "%s", violations[0].Message)
}

func (a *API) operations() []ec2query.Operation {
	return append(a.networkOperations(), a.connectionOperations()...)
}

// connectionOperations are those on what leads out of a VPC, and on the lists and options that VPCs share.
func (a *API) connectionOperations() []ec2query.Operation {
	return []ec2query.Operation{
		ec2query.Op("CreateManagedPrefixList", a.CreateManagedPrefixList), ec2query.Op("DescribeManagedPrefixLists", a.DescribeManagedPrefixLists),
		ec2query.Op("GetManagedPrefixListEntries", a.GetManagedPrefixListEntries), ec2query.Op("ModifyManagedPrefixList", a.ModifyManagedPrefixList),
		ec2query.Op("DeleteManagedPrefixList", a.DeleteManagedPrefixList), ec2query.Op("DescribePrefixLists", a.DescribePrefixLists),

		ec2query.Op("CreateDhcpOptions", a.CreateDhcpOptions), ec2query.Op("DescribeDhcpOptions", a.DescribeDhcpOptions),
		ec2query.Op("AssociateDhcpOptions", a.AssociateDhcpOptions), ec2query.Op("DeleteDhcpOptions", a.DeleteDhcpOptions),

		ec2query.Op("CreateVpcPeeringConnection", a.CreateVpcPeeringConnection), ec2query.Op("AcceptVpcPeeringConnection", a.AcceptVpcPeeringConnection),
		ec2query.Op("RejectVpcPeeringConnection", a.RejectVpcPeeringConnection), ec2query.Op("DescribeVpcPeeringConnections", a.DescribeVpcPeeringConnections),
		ec2query.Op("DeleteVpcPeeringConnection", a.DeleteVpcPeeringConnection), ec2query.Op("ModifyVpcPeeringConnectionOptions", a.ModifyVpcPeeringConnectionOptions),

		ec2query.Op("CreateVpcEndpoint", a.CreateVpcEndpoint), ec2query.Op("DescribeVpcEndpoints", a.DescribeVpcEndpoints),
		ec2query.Op("ModifyVpcEndpoint", a.ModifyVpcEndpoint), ec2query.Op("DeleteVpcEndpoints", a.DeleteVpcEndpoints),
		ec2query.Op("DescribeVpcEndpointServices", a.DescribeVpcEndpointServices),

		ec2query.Op("CreateVpnGateway", a.CreateVpnGateway), ec2query.Op("DescribeVpnGateways", a.DescribeVpnGateways),
		ec2query.Op("AttachVpnGateway", a.AttachVpnGateway), ec2query.Op("DetachVpnGateway", a.DetachVpnGateway),
		ec2query.Op("DeleteVpnGateway", a.DeleteVpnGateway), ec2query.Op("EnableVgwRoutePropagation", a.EnableVgwRoutePropagation),
		ec2query.Op("DisableVgwRoutePropagation", a.DisableVgwRoutePropagation),

		ec2query.Op("CreateFlowLogs", a.CreateFlowLogs), ec2query.Op("DescribeFlowLogs", a.DescribeFlowLogs), ec2query.Op("DeleteFlowLogs", a.DeleteFlowLogs),
	}
}

func (a *API) networkOperations() []ec2query.Operation {
	return []ec2query.Operation{
		ec2query.Op("CreateVpc", a.CreateVpc), ec2query.Op("DescribeVpcs", a.DescribeVpcs), ec2query.Op("DeleteVpc", a.DeleteVpc),
		ec2query.Op("ModifyVpcAttribute", a.ModifyVpcAttribute), ec2query.Op("DescribeVpcAttribute", a.DescribeVpcAttribute),
		ec2query.Op("CreateDefaultVpc", a.CreateDefaultVpc),
		ec2query.Op("AssociateVpcCidrBlock", a.AssociateVpcCidrBlock), ec2query.Op("DisassociateVpcCidrBlock", a.DisassociateVpcCidrBlock),

		ec2query.Op("CreateSubnet", a.CreateSubnet), ec2query.Op("DescribeSubnets", a.DescribeSubnets), ec2query.Op("DeleteSubnet", a.DeleteSubnet),
		ec2query.Op("ModifySubnetAttribute", a.ModifySubnetAttribute), ec2query.Op("CreateDefaultSubnet", a.CreateDefaultSubnet),

		ec2query.Op("CreateSecurityGroup", a.CreateSecurityGroup), ec2query.Op("DescribeSecurityGroups", a.DescribeSecurityGroups),
		ec2query.Op("DeleteSecurityGroup", a.DeleteSecurityGroup),
		ec2query.Op("AuthorizeSecurityGroupIngress", a.AuthorizeSecurityGroupIngress), ec2query.Op("AuthorizeSecurityGroupEgress", a.AuthorizeSecurityGroupEgress),
		ec2query.Op("RevokeSecurityGroupIngress", a.RevokeSecurityGroupIngress), ec2query.Op("RevokeSecurityGroupEgress", a.RevokeSecurityGroupEgress),
		ec2query.Op("DescribeSecurityGroupRules", a.DescribeSecurityGroupRules), ec2query.Op("ModifySecurityGroupRules", a.ModifySecurityGroupRules),
		ec2query.Op("UpdateSecurityGroupRuleDescriptionsIngress", a.UpdateSecurityGroupRuleDescriptionsIngress),
		ec2query.Op("UpdateSecurityGroupRuleDescriptionsEgress", a.UpdateSecurityGroupRuleDescriptionsEgress),
		ec2query.Op("DescribeSecurityGroupReferences", a.DescribeSecurityGroupReferences), ec2query.Op("DescribeStaleSecurityGroups", a.DescribeStaleSecurityGroups),

		ec2query.Op("CreateRouteTable", a.CreateRouteTable), ec2query.Op("DescribeRouteTables", a.DescribeRouteTables), ec2query.Op("DeleteRouteTable", a.DeleteRouteTable),
		ec2query.Op("AssociateRouteTable", a.AssociateRouteTable), ec2query.Op("DisassociateRouteTable", a.DisassociateRouteTable),
		ec2query.Op("ReplaceRouteTableAssociation", a.ReplaceRouteTableAssociation),
		ec2query.Op("CreateRoute", a.CreateRoute), ec2query.Op("ReplaceRoute", a.ReplaceRoute), ec2query.Op("DeleteRoute", a.DeleteRoute),

		ec2query.Op("CreateInternetGateway", a.CreateInternetGateway), ec2query.Op("DescribeInternetGateways", a.DescribeInternetGateways),
		ec2query.Op("AttachInternetGateway", a.AttachInternetGateway), ec2query.Op("DetachInternetGateway", a.DetachInternetGateway),
		ec2query.Op("DeleteInternetGateway", a.DeleteInternetGateway),

		ec2query.Op("CreateNetworkInterface", a.CreateNetworkInterface), ec2query.Op("DescribeNetworkInterfaces", a.DescribeNetworkInterfaces),
		ec2query.Op("DeleteNetworkInterface", a.DeleteNetworkInterface),
		ec2query.Op("DescribeNetworkInterfaceAttribute", a.DescribeNetworkInterfaceAttribute), ec2query.Op("ModifyNetworkInterfaceAttribute", a.ModifyNetworkInterfaceAttribute),

		ec2query.Op("RunInstances", a.RunInstances), ec2query.Op("DescribeInstances", a.DescribeInstances), ec2query.Op("DescribeInstanceStatus", a.DescribeInstanceStatus),
		ec2query.Op("StartInstances", a.StartInstances), ec2query.Op("StopInstances", a.StopInstances), ec2query.Op("TerminateInstances", a.TerminateInstances),
		ec2query.Op("DescribeInstanceAttribute", a.DescribeInstanceAttribute), ec2query.Op("ModifyInstanceAttribute", a.ModifyInstanceAttribute),
		ec2query.Op("DescribeInstanceTypes", a.DescribeInstanceTypes), ec2query.Op("DescribeInstanceCreditSpecifications", a.DescribeInstanceCreditSpecifications),

		ec2query.Op("DescribeAvailabilityZones", a.DescribeAvailabilityZones), ec2query.Op("DescribeRegions", a.DescribeRegions),
		ec2query.Op("DescribeAccountAttributes", a.DescribeAccountAttributes),
		ec2query.Op("CreateTags", a.CreateTags), ec2query.Op("DeleteTags", a.DeleteTags), ec2query.Op("DescribeTags", a.DescribeTags),
		ec2query.Op("DescribeNetworkAcls", a.DescribeNetworkAcls),

		ec2query.Op("AllocateAddress", a.AllocateAddress), ec2query.Op("ReleaseAddress", a.ReleaseAddress),
		ec2query.Op("DescribeAddresses", a.DescribeAddresses), ec2query.Op("DescribeAddressesAttribute", a.DescribeAddressesAttribute),
		ec2query.Op("AssociateAddress", a.AssociateAddress), ec2query.Op("DisassociateAddress", a.DisassociateAddress),
		ec2query.Op("CreateNatGateway", a.CreateNatGateway), ec2query.Op("DescribeNatGateways", a.DescribeNatGateways), ec2query.Op("DeleteNatGateway", a.DeleteNatGateway),
		ec2query.Op("CreateEgressOnlyInternetGateway", a.CreateEgressOnlyInternetGateway),
		ec2query.Op("DescribeEgressOnlyInternetGateways", a.DescribeEgressOnlyInternetGateways),
		ec2query.Op("DeleteEgressOnlyInternetGateway", a.DeleteEgressOnlyInternetGateway),
		ec2query.Op("CreateSubnetCidrReservation", a.CreateSubnetCidrReservation), ec2query.Op("GetSubnetCidrReservations", a.GetSubnetCidrReservations),
		ec2query.Op("DeleteSubnetCidrReservation", a.DeleteSubnetCidrReservation),
		ec2query.Op("AttachNetworkInterface", a.AttachNetworkInterface), ec2query.Op("DetachNetworkInterface", a.DetachNetworkInterface),
		ec2query.Op("AssignPrivateIpAddresses", a.AssignPrivateIpAddresses), ec2query.Op("UnassignPrivateIpAddresses", a.UnassignPrivateIpAddresses),
		ec2query.Op("CreateNetworkInsightsPath", a.CreateNetworkInsightsPath), ec2query.Op("DescribeNetworkInsightsPaths", a.DescribeNetworkInsightsPaths),
		ec2query.Op("DeleteNetworkInsightsPath", a.DeleteNetworkInsightsPath),
		ec2query.Op("StartNetworkInsightsAnalysis", a.StartNetworkInsightsAnalysis), ec2query.Op("DescribeNetworkInsightsAnalyses", a.DescribeNetworkInsightsAnalyses),
		ec2query.Op("DeleteNetworkInsightsAnalysis", a.DeleteNetworkInsightsAnalysis),
		ec2query.Op("AssociateSubnetCidrBlock", a.AssociateSubnetCidrBlock), ec2query.Op("DisassociateSubnetCidrBlock", a.DisassociateSubnetCidrBlock),
		ec2query.Op("AssignIpv6Addresses", a.AssignIpv6Addresses), ec2query.Op("UnassignIpv6Addresses", a.UnassignIpv6Addresses),
		ec2query.Op("CreateNetworkAcl", a.CreateNetworkAcl), ec2query.Op("DeleteNetworkAcl", a.DeleteNetworkAcl),
		ec2query.Op("CreateNetworkAclEntry", a.CreateNetworkAclEntry), ec2query.Op("ReplaceNetworkAclEntry", a.ReplaceNetworkAclEntry),
		ec2query.Op("DeleteNetworkAclEntry", a.DeleteNetworkAclEntry), ec2query.Op("ReplaceNetworkAclAssociation", a.ReplaceNetworkAclAssociation),
	}
}
