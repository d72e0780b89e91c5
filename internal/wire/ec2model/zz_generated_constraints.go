// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package ec2model

import "sallyport/internal/wire/shape"

var table = shape.Table{
	Style: shape.EC2,
	Operations: map[string]string{
		"AcceptVpcPeeringConnection":                 "AcceptVpcPeeringConnectionRequest",
		"AllocateAddress":                            "AllocateAddressRequest",
		"AssignIpv6Addresses":                        "AssignIpv6AddressesRequest",
		"AssignPrivateIpAddresses":                   "AssignPrivateIpAddressesRequest",
		"AssociateAddress":                           "AssociateAddressRequest",
		"AssociateDhcpOptions":                       "AssociateDhcpOptionsRequest",
		"AssociateRouteTable":                        "AssociateRouteTableRequest",
		"AssociateSubnetCidrBlock":                   "AssociateSubnetCidrBlockRequest",
		"AssociateVpcCidrBlock":                      "AssociateVpcCidrBlockRequest",
		"AttachInternetGateway":                      "AttachInternetGatewayRequest",
		"AttachNetworkInterface":                     "AttachNetworkInterfaceRequest",
		"AttachVpnGateway":                           "AttachVpnGatewayRequest",
		"AuthorizeSecurityGroupEgress":               "AuthorizeSecurityGroupEgressRequest",
		"AuthorizeSecurityGroupIngress":              "AuthorizeSecurityGroupIngressRequest",
		"CreateDefaultSubnet":                        "CreateDefaultSubnetRequest",
		"CreateDefaultVpc":                           "CreateDefaultVpcRequest",
		"CreateDhcpOptions":                          "CreateDhcpOptionsRequest",
		"CreateEgressOnlyInternetGateway":            "CreateEgressOnlyInternetGatewayRequest",
		"CreateFlowLogs":                             "CreateFlowLogsRequest",
		"CreateInternetGateway":                      "CreateInternetGatewayRequest",
		"CreateManagedPrefixList":                    "CreateManagedPrefixListRequest",
		"CreateNatGateway":                           "CreateNatGatewayRequest",
		"CreateNetworkAcl":                           "CreateNetworkAclRequest",
		"CreateNetworkAclEntry":                      "CreateNetworkAclEntryRequest",
		"CreateNetworkInsightsPath":                  "CreateNetworkInsightsPathRequest",
		"CreateNetworkInterface":                     "CreateNetworkInterfaceRequest",
		"CreateRoute":                                "CreateRouteRequest",
		"CreateRouteTable":                           "CreateRouteTableRequest",
		"CreateSecurityGroup":                        "CreateSecurityGroupRequest",
		"CreateSubnet":                               "CreateSubnetRequest",
		"CreateSubnetCidrReservation":                "CreateSubnetCidrReservationRequest",
		"CreateTags":                                 "CreateTagsRequest",
		"CreateVpc":                                  "CreateVpcRequest",
		"CreateVpcEndpoint":                          "CreateVpcEndpointRequest",
		"CreateVpcPeeringConnection":                 "CreateVpcPeeringConnectionRequest",
		"CreateVpnGateway":                           "CreateVpnGatewayRequest",
		"DeleteDhcpOptions":                          "DeleteDhcpOptionsRequest",
		"DeleteEgressOnlyInternetGateway":            "DeleteEgressOnlyInternetGatewayRequest",
		"DeleteFlowLogs":                             "DeleteFlowLogsRequest",
		"DeleteInternetGateway":                      "DeleteInternetGatewayRequest",
		"DeleteManagedPrefixList":                    "DeleteManagedPrefixListRequest",
		"DeleteNatGateway":                           "DeleteNatGatewayRequest",
		"DeleteNetworkAcl":                           "DeleteNetworkAclRequest",
		"DeleteNetworkAclEntry":                      "DeleteNetworkAclEntryRequest",
		"DeleteNetworkInsightsAnalysis":              "DeleteNetworkInsightsAnalysisRequest",
		"DeleteNetworkInsightsPath":                  "DeleteNetworkInsightsPathRequest",
		"DeleteNetworkInterface":                     "DeleteNetworkInterfaceRequest",
		"DeleteRoute":                                "DeleteRouteRequest",
		"DeleteRouteTable":                           "DeleteRouteTableRequest",
		"DeleteSecurityGroup":                        "DeleteSecurityGroupRequest",
		"DeleteSubnet":                               "DeleteSubnetRequest",
		"DeleteSubnetCidrReservation":                "DeleteSubnetCidrReservationRequest",
		"DeleteTags":                                 "DeleteTagsRequest",
		"DeleteVpc":                                  "DeleteVpcRequest",
		"DeleteVpcEndpoints":                         "DeleteVpcEndpointsRequest",
		"DeleteVpcPeeringConnection":                 "DeleteVpcPeeringConnectionRequest",
		"DeleteVpnGateway":                           "DeleteVpnGatewayRequest",
		"DescribeAccountAttributes":                  "DescribeAccountAttributesRequest",
		"DescribeAddresses":                          "DescribeAddressesRequest",
		"DescribeAddressesAttribute":                 "DescribeAddressesAttributeRequest",
		"DescribeAvailabilityZones":                  "DescribeAvailabilityZonesRequest",
		"DescribeDhcpOptions":                        "DescribeDhcpOptionsRequest",
		"DescribeEgressOnlyInternetGateways":         "DescribeEgressOnlyInternetGatewaysRequest",
		"DescribeFlowLogs":                           "DescribeFlowLogsRequest",
		"DescribeInstanceAttribute":                  "DescribeInstanceAttributeRequest",
		"DescribeInstanceCreditSpecifications":       "DescribeInstanceCreditSpecificationsRequest",
		"DescribeInstanceStatus":                     "DescribeInstanceStatusRequest",
		"DescribeInstanceTypes":                      "DescribeInstanceTypesRequest",
		"DescribeInstances":                          "DescribeInstancesRequest",
		"DescribeInternetGateways":                   "DescribeInternetGatewaysRequest",
		"DescribeManagedPrefixLists":                 "DescribeManagedPrefixListsRequest",
		"DescribeNatGateways":                        "DescribeNatGatewaysRequest",
		"DescribeNetworkAcls":                        "DescribeNetworkAclsRequest",
		"DescribeNetworkInsightsAnalyses":            "DescribeNetworkInsightsAnalysesRequest",
		"DescribeNetworkInsightsPaths":               "DescribeNetworkInsightsPathsRequest",
		"DescribeNetworkInterfaceAttribute":          "DescribeNetworkInterfaceAttributeRequest",
		"DescribeNetworkInterfaces":                  "DescribeNetworkInterfacesRequest",
		"DescribePrefixLists":                        "DescribePrefixListsRequest",
		"DescribeRegions":                            "DescribeRegionsRequest",
		"DescribeRouteTables":                        "DescribeRouteTablesRequest",
		"DescribeSecurityGroupReferences":            "DescribeSecurityGroupReferencesRequest",
		"DescribeSecurityGroupRules":                 "DescribeSecurityGroupRulesRequest",
		"DescribeSecurityGroups":                     "DescribeSecurityGroupsRequest",
		"DescribeStaleSecurityGroups":                "DescribeStaleSecurityGroupsRequest",
		"DescribeSubnets":                            "DescribeSubnetsRequest",
		"DescribeTags":                               "DescribeTagsRequest",
		"DescribeVpcAttribute":                       "DescribeVpcAttributeRequest",
		"DescribeVpcEndpointServices":                "DescribeVpcEndpointServicesRequest",
		"DescribeVpcEndpoints":                       "DescribeVpcEndpointsRequest",
		"DescribeVpcPeeringConnections":              "DescribeVpcPeeringConnectionsRequest",
		"DescribeVpcs":                               "DescribeVpcsRequest",
		"DescribeVpnGateways":                        "DescribeVpnGatewaysRequest",
		"DetachInternetGateway":                      "DetachInternetGatewayRequest",
		"DetachNetworkInterface":                     "DetachNetworkInterfaceRequest",
		"DetachVpnGateway":                           "DetachVpnGatewayRequest",
		"DisableVgwRoutePropagation":                 "DisableVgwRoutePropagationRequest",
		"DisassociateAddress":                        "DisassociateAddressRequest",
		"DisassociateRouteTable":                     "DisassociateRouteTableRequest",
		"DisassociateSubnetCidrBlock":                "DisassociateSubnetCidrBlockRequest",
		"DisassociateVpcCidrBlock":                   "DisassociateVpcCidrBlockRequest",
		"EnableVgwRoutePropagation":                  "EnableVgwRoutePropagationRequest",
		"GetManagedPrefixListEntries":                "GetManagedPrefixListEntriesRequest",
		"GetSubnetCidrReservations":                  "GetSubnetCidrReservationsRequest",
		"ModifyInstanceAttribute":                    "ModifyInstanceAttributeRequest",
		"ModifyManagedPrefixList":                    "ModifyManagedPrefixListRequest",
		"ModifyNetworkInterfaceAttribute":            "ModifyNetworkInterfaceAttributeRequest",
		"ModifySecurityGroupRules":                   "ModifySecurityGroupRulesRequest",
		"ModifySubnetAttribute":                      "ModifySubnetAttributeRequest",
		"ModifyVpcAttribute":                         "ModifyVpcAttributeRequest",
		"ModifyVpcEndpoint":                          "ModifyVpcEndpointRequest",
		"ModifyVpcPeeringConnectionOptions":          "ModifyVpcPeeringConnectionOptionsRequest",
		"RejectVpcPeeringConnection":                 "RejectVpcPeeringConnectionRequest",
		"ReleaseAddress":                             "ReleaseAddressRequest",
		"ReplaceNetworkAclAssociation":               "ReplaceNetworkAclAssociationRequest",
		"ReplaceNetworkAclEntry":                     "ReplaceNetworkAclEntryRequest",
		"ReplaceRoute":                               "ReplaceRouteRequest",
		"ReplaceRouteTableAssociation":               "ReplaceRouteTableAssociationRequest",
		"RevokeSecurityGroupEgress":                  "RevokeSecurityGroupEgressRequest",
		"RevokeSecurityGroupIngress":                 "RevokeSecurityGroupIngressRequest",
		"RunInstances":                               "RunInstancesRequest",
		"StartInstances":                             "StartInstancesRequest",
		"StartNetworkInsightsAnalysis":               "StartNetworkInsightsAnalysisRequest",
		"StopInstances":                              "StopInstancesRequest",
		"TerminateInstances":                         "TerminateInstancesRequest",
		"UnassignIpv6Addresses":                      "UnassignIpv6AddressesRequest",
		"UnassignPrivateIpAddresses":                 "UnassignPrivateIpAddressesRequest",
		"UpdateSecurityGroupRuleDescriptionsEgress":  "UpdateSecurityGroupRuleDescriptionsEgressRequest",
		"UpdateSecurityGroupRuleDescriptionsIngress": "UpdateSecurityGroupRuleDescriptionsIngressRequest",
	},
	Shapes: map[string]shape.Shape{
		"AcceptVpcPeeringConnectionRequest": {Members: []shape.Member{
			{Name: "VpcPeeringConnectionId", Required: true},
		}},
		"AccountAttributeName": {Enum: []string{
			"supported-platforms", "default-vpc",
		}},
		"AccountAttributeNameStringList": {Element: "AccountAttributeName"},
		"AddPrefixListEntries":           {Element: "AddPrefixListEntry", Min: new(int64(0)), Max: new(int64(100))},
		"AddPrefixListEntry": {Members: []shape.Member{
			{Name: "Cidr", Required: true},
		}},
		"AddressAttributeName": {Enum: []string{
			"domain-name",
		}},
		"AddressMaxResults": {Min: new(int64(1)), Max: new(int64(1000))},
		"AllocateAddressRequest": {Members: []shape.Member{
			{Name: "Domain", Shape: "DomainType"},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"AmdSevSnpSpecification": {Enum: []string{
			"enabled", "disabled",
		}},
		"ArnList": {Element: "ResourceArn"},
		"AssignIpv6AddressesRequest": {Members: []shape.Member{
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"AssignPrivateIpAddressesRequest": {Members: []shape.Member{
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"AssociateAddressRequest": {Members: []shape.Member{}},
		"AssociateDhcpOptionsRequest": {Members: []shape.Member{
			{Name: "DhcpOptionsId", Required: true},
			{Name: "VpcId", Required: true},
		}},
		"AssociateRouteTableRequest": {Members: []shape.Member{
			{Name: "RouteTableId", Required: true},
		}},
		"AssociateSubnetCidrBlockRequest": {Members: []shape.Member{
			{Name: "SubnetId", Required: true},
		}},
		"AssociateVpcCidrBlockRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
		}},
		"AttachInternetGatewayRequest": {Members: []shape.Member{
			{Name: "InternetGatewayId", Required: true},
			{Name: "VpcId", Required: true},
		}},
		"AttachNetworkInterfaceRequest": {Members: []shape.Member{
			{Name: "DeviceIndex", Required: true},
			{Name: "InstanceId", Required: true},
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"AttachVpnGatewayRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
			{Name: "VpnGatewayId", Required: true},
		}},
		"AuthorizeSecurityGroupEgressRequest": {Members: []shape.Member{
			{Name: "GroupId", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"AuthorizeSecurityGroupIngressRequest": {Members: []shape.Member{
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"BlockDeviceMapping": {Members: []shape.Member{
			{Name: "Ebs", Shape: "EbsBlockDevice"},
		}},
		"BlockDeviceMappingRequestList": {Element: "BlockDeviceMapping"},
		"ConnectivityType": {Enum: []string{
			"private", "public",
		}},
		"CpuOptionsRequest": {Members: []shape.Member{
			{Name: "AmdSevSnp", Shape: "AmdSevSnpSpecification"},
		}},
		"CreateDefaultSubnetRequest": {Members: []shape.Member{}},
		"CreateDefaultVpcRequest":    {Members: []shape.Member{}},
		"CreateDhcpOptionsRequest": {Members: []shape.Member{
			{Name: "DhcpConfigurations", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateEgressOnlyInternetGatewayRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateFlowLogsRequest": {Members: []shape.Member{
			{Name: "ResourceIds", Required: true},
			{Name: "ResourceType", Shape: "FlowLogsResourceType", Required: true},
			{Name: "TrafficType", Shape: "TrafficType"},
			{Name: "LogDestinationType", Shape: "LogDestinationType"},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
			{Name: "DestinationOptions", Shape: "DestinationOptionsRequest"},
		}},
		"CreateInternetGatewayRequest": {Members: []shape.Member{
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateManagedPrefixListRequest": {Members: []shape.Member{
			{Name: "PrefixListName", Required: true},
			{Name: "Entries", Shape: "AddPrefixListEntries"},
			{Name: "MaxEntries", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
			{Name: "AddressFamily", Required: true},
		}},
		"CreateNatGatewayRequest": {Members: []shape.Member{
			{Name: "SubnetId", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
			{Name: "ConnectivityType", Shape: "ConnectivityType"},
			{Name: "SecondaryPrivateIpAddressCount", Shape: "PrivateIpAddressCount"},
		}},
		"CreateNetworkAclEntryRequest": {Members: []shape.Member{
			{Name: "Egress", Required: true},
			{Name: "NetworkAclId", Required: true},
			{Name: "Protocol", Required: true},
			{Name: "RuleAction", Shape: "RuleAction", Required: true},
			{Name: "RuleNumber", Required: true},
		}},
		"CreateNetworkAclRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateNetworkInsightsPathRequest": {Members: []shape.Member{
			{Name: "SourceIp", Shape: "IpAddress"},
			{Name: "DestinationIp", Shape: "IpAddress"},
			{Name: "Source", Required: true},
			{Name: "Protocol", Shape: "Protocol", Required: true},
			{Name: "DestinationPort", Shape: "Port"},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
			{Name: "ClientToken", Required: true},
			{Name: "FilterAtSource", Shape: "PathRequestFilter"},
			{Name: "FilterAtDestination", Shape: "PathRequestFilter"},
		}},
		"CreateNetworkInterfaceRequest": {Members: []shape.Member{
			{Name: "InterfaceType", Shape: "NetworkInterfaceCreationType"},
			{Name: "SubnetId", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateRouteRequest": {Members: []shape.Member{
			{Name: "RouteTableId", Required: true},
		}},
		"CreateRouteTableRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateSecurityGroupRequest": {Members: []shape.Member{
			{Name: "Description", Required: true},
			{Name: "GroupName", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateSubnetCidrReservationRequest": {Members: []shape.Member{
			{Name: "SubnetId", Required: true},
			{Name: "Cidr", Required: true},
			{Name: "ReservationType", Shape: "SubnetCidrReservationType", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateSubnetRequest": {Members: []shape.Member{
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
			{Name: "VpcId", Required: true},
		}},
		"CreateTagsRequest": {Members: []shape.Member{
			{Name: "Resources", Required: true},
			{Name: "Tags", Required: true},
		}},
		"CreateVpcEndpointRequest": {Members: []shape.Member{
			{Name: "VpcEndpointType", Shape: "VpcEndpointType"},
			{Name: "VpcId", Required: true},
			{Name: "ServiceName", Required: true},
			{Name: "IpAddressType", Shape: "IpAddressType"},
			{Name: "DnsOptions", Shape: "DnsOptionsSpecification"},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateVpcPeeringConnectionRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateVpcRequest": {Members: []shape.Member{
			{Name: "InstanceTenancy", Shape: "Tenancy"},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreateVpnGatewayRequest": {Members: []shape.Member{
			{Name: "Type", Shape: "GatewayType", Required: true},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
		}},
		"CreditSpecificationRequest": {Members: []shape.Member{
			{Name: "CpuCredits", Required: true},
		}},
		"DITMaxResults": {Min: new(int64(5)), Max: new(int64(100))},
		"DeleteDhcpOptionsRequest": {Members: []shape.Member{
			{Name: "DhcpOptionsId", Required: true},
		}},
		"DeleteEgressOnlyInternetGatewayRequest": {Members: []shape.Member{
			{Name: "EgressOnlyInternetGatewayId", Required: true},
		}},
		"DeleteFlowLogsRequest": {Members: []shape.Member{
			{Name: "FlowLogIds", Required: true},
		}},
		"DeleteInternetGatewayRequest": {Members: []shape.Member{
			{Name: "InternetGatewayId", Required: true},
		}},
		"DeleteManagedPrefixListRequest": {Members: []shape.Member{
			{Name: "PrefixListId", Required: true},
		}},
		"DeleteNatGatewayRequest": {Members: []shape.Member{
			{Name: "NatGatewayId", Required: true},
		}},
		"DeleteNetworkAclEntryRequest": {Members: []shape.Member{
			{Name: "Egress", Required: true},
			{Name: "NetworkAclId", Required: true},
			{Name: "RuleNumber", Required: true},
		}},
		"DeleteNetworkAclRequest": {Members: []shape.Member{
			{Name: "NetworkAclId", Required: true},
		}},
		"DeleteNetworkInsightsAnalysisRequest": {Members: []shape.Member{
			{Name: "NetworkInsightsAnalysisId", Required: true},
		}},
		"DeleteNetworkInsightsPathRequest": {Members: []shape.Member{
			{Name: "NetworkInsightsPathId", Required: true},
		}},
		"DeleteNetworkInterfaceRequest": {Members: []shape.Member{
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"DeleteRouteRequest": {Members: []shape.Member{
			{Name: "RouteTableId", Required: true},
		}},
		"DeleteRouteTableRequest": {Members: []shape.Member{
			{Name: "RouteTableId", Required: true},
		}},
		"DeleteSecurityGroupRequest": {Members: []shape.Member{}},
		"DeleteSubnetCidrReservationRequest": {Members: []shape.Member{
			{Name: "SubnetCidrReservationId", Required: true},
		}},
		"DeleteSubnetRequest": {Members: []shape.Member{
			{Name: "SubnetId", Required: true},
		}},
		"DeleteTagsRequest": {Members: []shape.Member{
			{Name: "Resources", Required: true},
		}},
		"DeleteVpcEndpointsRequest": {Members: []shape.Member{
			{Name: "VpcEndpointIds", Required: true},
		}},
		"DeleteVpcPeeringConnectionRequest": {Members: []shape.Member{
			{Name: "VpcPeeringConnectionId", Required: true},
		}},
		"DeleteVpcRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
		}},
		"DeleteVpnGatewayRequest": {Members: []shape.Member{
			{Name: "VpnGatewayId", Required: true},
		}},
		"DescribeAccountAttributesRequest": {Members: []shape.Member{
			{Name: "AttributeNames", Shape: "AccountAttributeNameStringList"},
		}},
		"DescribeAddressesAttributeRequest": {Members: []shape.Member{
			{Name: "Attribute", Shape: "AddressAttributeName"},
			{Name: "MaxResults", Shape: "AddressMaxResults"},
		}},
		"DescribeAddressesRequest":         {Members: []shape.Member{}},
		"DescribeAvailabilityZonesRequest": {Members: []shape.Member{}},
		"DescribeDhcpOptionsMaxResults":    {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeDhcpOptionsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeDhcpOptionsMaxResults"},
		}},
		"DescribeEgressOnlyInternetGatewaysMaxResults": {Min: new(int64(5)), Max: new(int64(255))},
		"DescribeEgressOnlyInternetGatewaysRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeEgressOnlyInternetGatewaysMaxResults"},
		}},
		"DescribeFlowLogsRequest": {Members: []shape.Member{}},
		"DescribeInstanceAttributeRequest": {Members: []shape.Member{
			{Name: "Attribute", Shape: "InstanceAttributeName", Required: true},
			{Name: "InstanceId", Required: true},
		}},
		"DescribeInstanceCreditSpecificationsMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeInstanceCreditSpecificationsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeInstanceCreditSpecificationsMaxResults"},
		}},
		"DescribeInstanceStatusRequest": {Members: []shape.Member{}},
		"DescribeInstanceTypesRequest": {Members: []shape.Member{
			{Name: "InstanceTypes", Shape: "RequestInstanceTypeList"},
			{Name: "MaxResults", Shape: "DITMaxResults"},
		}},
		"DescribeInstancesRequest":           {Members: []shape.Member{}},
		"DescribeInternetGatewaysMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeInternetGatewaysRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeInternetGatewaysMaxResults"},
		}},
		"DescribeManagedPrefixListsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "PrefixListMaxResults"},
		}},
		"DescribeNatGatewaysMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeNatGatewaysRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeNatGatewaysMaxResults"},
		}},
		"DescribeNetworkAclsMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeNetworkAclsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeNetworkAclsMaxResults"},
		}},
		"DescribeNetworkInsightsAnalysesRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "NetworkInsightsMaxResults"},
		}},
		"DescribeNetworkInsightsPathsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "NetworkInsightsMaxResults"},
		}},
		"DescribeNetworkInterfaceAttributeRequest": {Members: []shape.Member{
			{Name: "Attribute", Shape: "NetworkInterfaceAttribute"},
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"DescribeNetworkInterfacesMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeNetworkInterfacesRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeNetworkInterfacesMaxResults"},
		}},
		"DescribePrefixListsRequest":    {Members: []shape.Member{}},
		"DescribeRegionsRequest":        {Members: []shape.Member{}},
		"DescribeRouteTablesMaxResults": {Min: new(int64(5)), Max: new(int64(100))},
		"DescribeRouteTablesRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeRouteTablesMaxResults"},
		}},
		"DescribeSecurityGroupReferencesRequest": {Members: []shape.Member{
			{Name: "GroupId", Required: true},
		}},
		"DescribeSecurityGroupRulesMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeSecurityGroupRulesRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeSecurityGroupRulesMaxResults"},
		}},
		"DescribeSecurityGroupsMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeSecurityGroupsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeSecurityGroupsMaxResults"},
		}},
		"DescribeStaleSecurityGroupsMaxResults": {Min: new(int64(5)), Max: new(int64(255))},
		"DescribeStaleSecurityGroupsNextToken":  {Min: new(int64(1)), Max: new(int64(1024))},
		"DescribeStaleSecurityGroupsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeStaleSecurityGroupsMaxResults"},
			{Name: "NextToken", Shape: "DescribeStaleSecurityGroupsNextToken"},
			{Name: "VpcId", Required: true},
		}},
		"DescribeSubnetsMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeSubnetsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeSubnetsMaxResults"},
		}},
		"DescribeTagsRequest": {Members: []shape.Member{}},
		"DescribeVpcAttributeRequest": {Members: []shape.Member{
			{Name: "Attribute", Shape: "VpcAttributeName", Required: true},
			{Name: "VpcId", Required: true},
		}},
		"DescribeVpcEndpointServicesRequest":      {Members: []shape.Member{}},
		"DescribeVpcEndpointsRequest":             {Members: []shape.Member{}},
		"DescribeVpcPeeringConnectionsMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeVpcPeeringConnectionsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeVpcPeeringConnectionsMaxResults"},
		}},
		"DescribeVpcsMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"DescribeVpcsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "DescribeVpcsMaxResults"},
		}},
		"DescribeVpnGatewaysRequest": {Members: []shape.Member{}},
		"DestinationFileFormat": {Enum: []string{
			"plain-text", "parquet",
		}},
		"DestinationOptionsRequest": {Members: []shape.Member{
			{Name: "FileFormat", Shape: "DestinationFileFormat"},
		}},
		"DetachInternetGatewayRequest": {Members: []shape.Member{
			{Name: "InternetGatewayId", Required: true},
			{Name: "VpcId", Required: true},
		}},
		"DetachNetworkInterfaceRequest": {Members: []shape.Member{
			{Name: "AttachmentId", Required: true},
		}},
		"DetachVpnGatewayRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
			{Name: "VpnGatewayId", Required: true},
		}},
		"DisableVgwRoutePropagationRequest": {Members: []shape.Member{
			{Name: "GatewayId", Required: true},
			{Name: "RouteTableId", Required: true},
		}},
		"DisassociateAddressRequest": {Members: []shape.Member{}},
		"DisassociateRouteTableRequest": {Members: []shape.Member{
			{Name: "AssociationId", Required: true},
		}},
		"DisassociateSubnetCidrBlockRequest": {Members: []shape.Member{
			{Name: "AssociationId", Required: true},
		}},
		"DisassociateVpcCidrBlockRequest": {Members: []shape.Member{
			{Name: "AssociationId", Required: true},
		}},
		"DnsOptionsSpecification": {Members: []shape.Member{
			{Name: "DnsRecordIpType", Shape: "DnsRecordIpType"},
		}},
		"DnsRecordIpType": {Enum: []string{
			"ipv4", "dualstack", "ipv6", "service-defined",
		}},
		"DomainType": {Enum: []string{
			"vpc", "standard",
		}},
		"EbsBlockDevice": {Members: []shape.Member{
			{Name: "VolumeType", Shape: "VolumeType"},
		}},
		"ElasticGpuSpecification": {Members: []shape.Member{
			{Name: "Type", Required: true},
		}},
		"ElasticGpuSpecifications": {Element: "ElasticGpuSpecification"},
		"ElasticInferenceAccelerator": {Members: []shape.Member{
			{Name: "Type", Required: true},
			{Name: "Count", Shape: "ElasticInferenceAcceleratorCount"},
		}},
		"ElasticInferenceAcceleratorCount": {Min: new(int64(1))},
		"ElasticInferenceAccelerators":     {Element: "ElasticInferenceAccelerator"},
		"EnableVgwRoutePropagationRequest": {Members: []shape.Member{
			{Name: "GatewayId", Required: true},
			{Name: "RouteTableId", Required: true},
		}},
		"FlowLogsResourceType": {Enum: []string{
			"VPC", "Subnet", "NetworkInterface", "TransitGateway", "TransitGatewayAttachment",
		}},
		"GatewayType": {Enum: []string{
			"ipsec.1",
		}},
		"GetManagedPrefixListEntriesRequest": {Members: []shape.Member{
			{Name: "PrefixListId", Required: true},
			{Name: "MaxResults", Shape: "PrefixListMaxResults"},
		}},
		"GetSubnetCidrReservationsMaxResults": {Min: new(int64(5)), Max: new(int64(1000))},
		"GetSubnetCidrReservationsRequest": {Members: []shape.Member{
			{Name: "SubnetId", Required: true},
			{Name: "MaxResults", Shape: "GetSubnetCidrReservationsMaxResults"},
		}},
		"HostnameType": {Enum: []string{
			"ip-name", "resource-name",
		}},
		"HttpTokensState": {Enum: []string{
			"optional", "required",
		}},
		"InstanceAttributeName": {Enum: []string{
			"instanceType", "kernel", "ramdisk", "userData", "disableApiTermination", "instanceInitiatedShutdownBehavior", "rootDeviceName", "blockDeviceMapping", "productCodes", "sourceDestCheck", "groupSet", "ebsOptimized", "sriovNetSupport", "enaSupport", "enclaveOptions", "disableApiStop",
		}},
		"InstanceAutoRecoveryState": {Enum: []string{
			"disabled", "default",
		}},
		"InstanceInterruptionBehavior": {Enum: []string{
			"hibernate", "stop", "terminate",
		}},
		"InstanceMaintenanceOptionsRequest": {Members: []shape.Member{
			{Name: "AutoRecovery", Shape: "InstanceAutoRecoveryState"},
		}},
		"InstanceMarketOptionsRequest": {Members: []shape.Member{
			{Name: "MarketType", Shape: "MarketType"},
			{Name: "SpotOptions", Shape: "SpotMarketOptions"},
		}},
		"InstanceMetadataEndpointState": {Enum: []string{
			"disabled", "enabled",
		}},
		"InstanceMetadataOptionsRequest": {Members: []shape.Member{
			{Name: "HttpTokens", Shape: "HttpTokensState"},
			{Name: "HttpEndpoint", Shape: "InstanceMetadataEndpointState"},
			{Name: "HttpProtocolIpv6", Shape: "InstanceMetadataProtocolState"},
			{Name: "InstanceMetadataTags", Shape: "InstanceMetadataTagsState"},
		}},
		"InstanceMetadataProtocolState": {Enum: []string{
			"disabled", "enabled",
		}},
		"InstanceMetadataTagsState": {Enum: []string{
			"disabled", "enabled",
		}},
		"IpAddress": {Min: new(int64(0)), Max: new(int64(15)), Pattern: "^([0-9]{1,3}.){3}[0-9]{1,3}$"},
		"IpAddressType": {Enum: []string{
			"ipv4", "dualstack", "ipv6",
		}},
		"LogDestinationType": {Enum: []string{
			"cloud-watch-logs", "s3", "kinesis-data-firehose",
		}},
		"MarketType": {Enum: []string{
			"spot", "capacity-block",
		}},
		"ModifyInstanceAttributeRequest": {Members: []shape.Member{
			{Name: "Attribute", Shape: "InstanceAttributeName"},
			{Name: "InstanceId", Required: true},
		}},
		"ModifyManagedPrefixListRequest": {Members: []shape.Member{
			{Name: "PrefixListId", Required: true},
			{Name: "AddEntries", Shape: "AddPrefixListEntries"},
			{Name: "RemoveEntries", Shape: "RemovePrefixListEntries"},
		}},
		"ModifyNetworkInterfaceAttributeRequest": {Members: []shape.Member{
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"ModifySecurityGroupRulesRequest": {Members: []shape.Member{
			{Name: "GroupId", Required: true},
			{Name: "SecurityGroupRules", Shape: "SecurityGroupRuleUpdateList", Required: true},
		}},
		"ModifySubnetAttributeRequest": {Members: []shape.Member{
			{Name: "SubnetId", Required: true},
			{Name: "PrivateDnsHostnameTypeOnLaunch", Shape: "HostnameType"},
		}},
		"ModifyVpcAttributeRequest": {Members: []shape.Member{
			{Name: "VpcId", Required: true},
		}},
		"ModifyVpcEndpointRequest": {Members: []shape.Member{
			{Name: "VpcEndpointId", Required: true},
			{Name: "IpAddressType", Shape: "IpAddressType"},
			{Name: "DnsOptions", Shape: "DnsOptionsSpecification"},
		}},
		"ModifyVpcPeeringConnectionOptionsRequest": {Members: []shape.Member{
			{Name: "VpcPeeringConnectionId", Required: true},
		}},
		"NetworkInsightsMaxResults": {Min: new(int64(1)), Max: new(int64(100))},
		"NetworkInterfaceAttribute": {Enum: []string{
			"description", "groupSet", "sourceDestCheck", "attachment", "associatePublicIpAddress",
		}},
		"NetworkInterfaceCreationType": {Enum: []string{
			"efa", "branch", "trunk",
		}},
		"PathRequestFilter": {Members: []shape.Member{
			{Name: "SourceAddress", Shape: "IpAddress"},
			{Name: "SourcePortRange", Shape: "RequestFilterPortRange"},
			{Name: "DestinationAddress", Shape: "IpAddress"},
			{Name: "DestinationPortRange", Shape: "RequestFilterPortRange"},
		}},
		"Placement": {Members: []shape.Member{
			{Name: "Tenancy", Shape: "Tenancy"},
		}},
		"Port":                 {Min: new(int64(0)), Max: new(int64(65535))},
		"PrefixListMaxResults": {Min: new(int64(1)), Max: new(int64(100))},
		"PrivateDnsNameOptionsRequest": {Members: []shape.Member{
			{Name: "HostnameType", Shape: "HostnameType"},
		}},
		"PrivateIpAddressCount": {Min: new(int64(1)), Max: new(int64(31))},
		"Protocol": {Enum: []string{
			"tcp", "udp",
		}},
		"RejectVpcPeeringConnectionRequest": {Members: []shape.Member{
			{Name: "VpcPeeringConnectionId", Required: true},
		}},
		"ReleaseAddressRequest":   {Members: []shape.Member{}},
		"RemovePrefixListEntries": {Element: "RemovePrefixListEntry", Min: new(int64(0)), Max: new(int64(100))},
		"RemovePrefixListEntry": {Members: []shape.Member{
			{Name: "Cidr", Required: true},
		}},
		"ReplaceNetworkAclAssociationRequest": {Members: []shape.Member{
			{Name: "AssociationId", Required: true},
			{Name: "NetworkAclId", Required: true},
		}},
		"ReplaceNetworkAclEntryRequest": {Members: []shape.Member{
			{Name: "Egress", Required: true},
			{Name: "NetworkAclId", Required: true},
			{Name: "Protocol", Required: true},
			{Name: "RuleAction", Shape: "RuleAction", Required: true},
			{Name: "RuleNumber", Required: true},
		}},
		"ReplaceRouteRequest": {Members: []shape.Member{
			{Name: "RouteTableId", Required: true},
		}},
		"ReplaceRouteTableAssociationRequest": {Members: []shape.Member{
			{Name: "AssociationId", Required: true},
			{Name: "RouteTableId", Required: true},
		}},
		"RequestFilterPortRange": {Members: []shape.Member{
			{Name: "FromPort", Shape: "Port"},
			{Name: "ToPort", Shape: "Port"},
		}},
		"RequestInstanceTypeList": {Min: new(int64(0)), Max: new(int64(100))},
		"ResourceArn":             {Min: new(int64(1)), Max: new(int64(1283))},
		"ResourceType": {Enum: []string{
			"capacity-reservation", "client-vpn-endpoint", "customer-gateway", "carrier-gateway", "coip-pool", "dedicated-host", "dhcp-options", "egress-only-internet-gateway", "elastic-ip", "elastic-gpu", "export-image-task", "export-instance-task", "fleet", "fpga-image", "host-reservation", "image", "import-image-task", "import-snapshot-task", "instance", "instance-event-window", "internet-gateway", "ipam", "ipam-pool", "ipam-scope", "ipv4pool-ec2", "ipv6pool-ec2", "key-pair", "launch-template", "local-gateway", "local-gateway-route-table", "local-gateway-virtual-interface", "local-gateway-virtual-interface-group", "local-gateway-route-table-vpc-association", "local-gateway-route-table-virtual-interface-group-association", "natgateway", "network-acl", "network-interface", "network-insights-analysis", "network-insights-path", "network-insights-access-scope", "network-insights-access-scope-analysis", "placement-group", "prefix-list", "replace-root-volume-task", "reserved-instances", "route-table", "security-group", "security-group-rule", "snapshot", "spot-fleet-request", "spot-instances-request", "subnet", "subnet-cidr-reservation", "traffic-mirror-filter", "traffic-mirror-session", "traffic-mirror-target", "transit-gateway", "transit-gateway-attachment", "transit-gateway-connect-peer", "transit-gateway-multicast-domain", "transit-gateway-policy-table", "transit-gateway-route-table", "transit-gateway-route-table-announcement", "volume", "vpc", "vpc-endpoint", "vpc-endpoint-connection", "vpc-endpoint-service", "vpc-endpoint-service-permission", "vpc-peering-connection", "vpn-connection", "vpn-gateway", "vpc-flow-log", "capacity-reservation-fleet", "traffic-mirror-filter-rule", "vpc-endpoint-connection-device-type", "verified-access-instance", "verified-access-group", "verified-access-endpoint", "verified-access-policy", "verified-access-trust-provider", "vpn-connection-device-type", "vpc-block-public-access-exclusion", "ipam-resource-discovery", "ipam-resource-discovery-association", "instance-connect-endpoint", "ipam-external-resource-verification-token",
		}},
		"RevokeSecurityGroupEgressRequest": {Members: []shape.Member{
			{Name: "GroupId", Required: true},
		}},
		"RevokeSecurityGroupIngressRequest": {Members: []shape.Member{}},
		"RuleAction": {Enum: []string{
			"allow", "deny",
		}},
		"RunInstancesMonitoringEnabled": {Members: []shape.Member{
			{Name: "Enabled", Required: true},
		}},
		"RunInstancesRequest": {Members: []shape.Member{
			{Name: "BlockDeviceMappings", Shape: "BlockDeviceMappingRequestList"},
			{Name: "MaxCount", Required: true},
			{Name: "MinCount", Required: true},
			{Name: "Monitoring", Shape: "RunInstancesMonitoringEnabled"},
			{Name: "Placement", Shape: "Placement"},
			{Name: "InstanceInitiatedShutdownBehavior", Shape: "ShutdownBehavior"},
			{Name: "ElasticGpuSpecification", Shape: "ElasticGpuSpecifications"},
			{Name: "ElasticInferenceAccelerators", Shape: "ElasticInferenceAccelerators"},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
			{Name: "InstanceMarketOptions", Shape: "InstanceMarketOptionsRequest"},
			{Name: "CreditSpecification", Shape: "CreditSpecificationRequest"},
			{Name: "CpuOptions", Shape: "CpuOptionsRequest"},
			{Name: "MetadataOptions", Shape: "InstanceMetadataOptionsRequest"},
			{Name: "PrivateDnsNameOptions", Shape: "PrivateDnsNameOptionsRequest"},
			{Name: "MaintenanceOptions", Shape: "InstanceMaintenanceOptionsRequest"},
		}},
		"SecurityGroupRuleUpdate": {Members: []shape.Member{
			{Name: "SecurityGroupRuleId", Required: true},
		}},
		"SecurityGroupRuleUpdateList": {Element: "SecurityGroupRuleUpdate"},
		"ShutdownBehavior": {Enum: []string{
			"stop", "terminate",
		}},
		"SpotInstanceType": {Enum: []string{
			"one-time", "persistent",
		}},
		"SpotMarketOptions": {Members: []shape.Member{
			{Name: "SpotInstanceType", Shape: "SpotInstanceType"},
			{Name: "InstanceInterruptionBehavior", Shape: "InstanceInterruptionBehavior"},
		}},
		"StartInstancesRequest": {Members: []shape.Member{
			{Name: "InstanceIds", Required: true},
		}},
		"StartNetworkInsightsAnalysisRequest": {Members: []shape.Member{
			{Name: "NetworkInsightsPathId", Required: true},
			{Name: "FilterInArns", Shape: "ArnList"},
			{Name: "TagSpecifications", Shape: "TagSpecificationList"},
			{Name: "ClientToken", Required: true},
		}},
		"StopInstancesRequest": {Members: []shape.Member{
			{Name: "InstanceIds", Required: true},
		}},
		"SubnetCidrReservationType": {Enum: []string{
			"prefix", "explicit",
		}},
		"TagSpecification": {Members: []shape.Member{
			{Name: "ResourceType", Shape: "ResourceType"},
		}},
		"TagSpecificationList": {Element: "TagSpecification"},
		"Tenancy": {Enum: []string{
			"default", "dedicated", "host",
		}},
		"TerminateInstancesRequest": {Members: []shape.Member{
			{Name: "InstanceIds", Required: true},
		}},
		"TrafficType": {Enum: []string{
			"ACCEPT", "REJECT", "ALL",
		}},
		"UnassignIpv6AddressesRequest": {Members: []shape.Member{
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"UnassignPrivateIpAddressesRequest": {Members: []shape.Member{
			{Name: "NetworkInterfaceId", Required: true},
		}},
		"UpdateSecurityGroupRuleDescriptionsEgressRequest":  {Members: []shape.Member{}},
		"UpdateSecurityGroupRuleDescriptionsIngressRequest": {Members: []shape.Member{}},
		"VolumeType": {Enum: []string{
			"standard", "io1", "io2", "gp2", "sc1", "st1", "gp3",
		}},
		"VpcAttributeName": {Enum: []string{
			"enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics",
		}},
		"VpcEndpointType": {Enum: []string{
			"Interface", "Gateway", "GatewayLoadBalancer",
		}},
	},
}
