// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package ec2model

// AcceptVpcPeeringConnectionOutput is the answer of AcceptVpcPeeringConnection.
type AcceptVpcPeeringConnectionOutput struct {
	VpcPeeringConnection *VpcPeeringConnection `xml:"vpcPeeringConnection"`
}

// AllocateAddressOutput is the answer of AllocateAddress.
type AllocateAddressOutput struct {
	PublicIp              *string    `xml:"publicIp"`
	AllocationId          *string    `xml:"allocationId"`
	PublicIpv4Pool        *string    `xml:"publicIpv4Pool"`
	NetworkBorderGroup    *string    `xml:"networkBorderGroup"`
	Domain                DomainType `xml:"domain"`
	CustomerOwnedIp       *string    `xml:"customerOwnedIp"`
	CustomerOwnedIpv4Pool *string    `xml:"customerOwnedIpv4Pool"`
	CarrierIp             *string    `xml:"carrierIp"`
}

// AssignIpv6AddressesOutput is the answer of AssignIpv6Addresses.
type AssignIpv6AddressesOutput struct {
	AssignedIpv6Addresses []string `xml:"assignedIpv6Addresses>item"`
	AssignedIpv6Prefixes  []string `xml:"assignedIpv6PrefixSet>item"`
	NetworkInterfaceId    *string  `xml:"networkInterfaceId"`
}

// AssignPrivateIpAddressesOutput is the answer of AssignPrivateIpAddresses.
type AssignPrivateIpAddressesOutput struct {
	NetworkInterfaceId         *string                    `xml:"networkInterfaceId"`
	AssignedPrivateIpAddresses []AssignedPrivateIpAddress `xml:"assignedPrivateIpAddressesSet>item"`
	AssignedIpv4Prefixes       []Ipv4PrefixSpecification  `xml:"assignedIpv4PrefixSet>item"`
}

// AssociateAddressOutput is the answer of AssociateAddress.
type AssociateAddressOutput struct {
	AssociationId *string `xml:"associationId"`
}

// AssociateDhcpOptionsOutput is the answer of AssociateDhcpOptions, which only says that it worked.
type AssociateDhcpOptionsOutput struct{}

// AssociateRouteTableOutput is the answer of AssociateRouteTable.
type AssociateRouteTableOutput struct {
	AssociationId    *string                     `xml:"associationId"`
	AssociationState *RouteTableAssociationState `xml:"associationState"`
}

// AssociateSubnetCidrBlockOutput is the answer of AssociateSubnetCidrBlock.
type AssociateSubnetCidrBlockOutput struct {
	Ipv6CidrBlockAssociation *SubnetIpv6CidrBlockAssociation `xml:"ipv6CidrBlockAssociation"`
	SubnetId                 *string                         `xml:"subnetId"`
}

// AssociateVpcCidrBlockOutput is the answer of AssociateVpcCidrBlock.
type AssociateVpcCidrBlockOutput struct {
	Ipv6CidrBlockAssociation *VpcIpv6CidrBlockAssociation `xml:"ipv6CidrBlockAssociation"`
	CidrBlockAssociation     *VpcCidrBlockAssociation     `xml:"cidrBlockAssociation"`
	VpcId                    *string                      `xml:"vpcId"`
}

// AttachInternetGatewayOutput is the answer of AttachInternetGateway, which only says that it worked.
type AttachInternetGatewayOutput struct{}

// AttachNetworkInterfaceOutput is the answer of AttachNetworkInterface.
type AttachNetworkInterfaceOutput struct {
	AttachmentId     *string `xml:"attachmentId"`
	NetworkCardIndex *int32  `xml:"networkCardIndex"`
}

// AttachVpnGatewayOutput is the answer of AttachVpnGateway.
type AttachVpnGatewayOutput struct {
	VpcAttachment *VpcAttachment `xml:"attachment"`
}

// AuthorizeSecurityGroupEgressOutput is the answer of AuthorizeSecurityGroupEgress.
type AuthorizeSecurityGroupEgressOutput struct {
	Return             *bool               `xml:"return"`
	SecurityGroupRules []SecurityGroupRule `xml:"securityGroupRuleSet>item"`
}

// AuthorizeSecurityGroupIngressOutput is the answer of AuthorizeSecurityGroupIngress.
type AuthorizeSecurityGroupIngressOutput struct {
	Return             *bool               `xml:"return"`
	SecurityGroupRules []SecurityGroupRule `xml:"securityGroupRuleSet>item"`
}

// CreateDefaultSubnetOutput is the answer of CreateDefaultSubnet.
type CreateDefaultSubnetOutput struct {
	Subnet *Subnet `xml:"subnet"`
}

// CreateDefaultVpcOutput is the answer of CreateDefaultVpc.
type CreateDefaultVpcOutput struct {
	Vpc *Vpc `xml:"vpc"`
}

// CreateDhcpOptionsOutput is the answer of CreateDhcpOptions.
type CreateDhcpOptionsOutput struct {
	DhcpOptions *DhcpOptions `xml:"dhcpOptions"`
}

// CreateEgressOnlyInternetGatewayOutput is the answer of CreateEgressOnlyInternetGateway.
type CreateEgressOnlyInternetGatewayOutput struct {
	ClientToken               *string                    `xml:"clientToken"`
	EgressOnlyInternetGateway *EgressOnlyInternetGateway `xml:"egressOnlyInternetGateway"`
}

// CreateFlowLogsOutput is the answer of CreateFlowLogs.
type CreateFlowLogsOutput struct {
	ClientToken  *string            `xml:"clientToken"`
	FlowLogIds   []string           `xml:"flowLogIdSet>item"`
	Unsuccessful []UnsuccessfulItem `xml:"unsuccessful>item"`
}

// CreateInternetGatewayOutput is the answer of CreateInternetGateway.
type CreateInternetGatewayOutput struct {
	InternetGateway *InternetGateway `xml:"internetGateway"`
}

// CreateManagedPrefixListOutput is the answer of CreateManagedPrefixList.
type CreateManagedPrefixListOutput struct {
	PrefixList *ManagedPrefixList `xml:"prefixList"`
}

// CreateNatGatewayOutput is the answer of CreateNatGateway.
type CreateNatGatewayOutput struct {
	ClientToken *string     `xml:"clientToken"`
	NatGateway  *NatGateway `xml:"natGateway"`
}

// CreateNetworkAclOutput is the answer of CreateNetworkAcl.
type CreateNetworkAclOutput struct {
	NetworkAcl  *NetworkAcl `xml:"networkAcl"`
	ClientToken *string     `xml:"clientToken"`
}

// CreateNetworkAclEntryOutput is the answer of CreateNetworkAclEntry, which only says that it worked.
type CreateNetworkAclEntryOutput struct{}

// CreateNetworkInsightsPathOutput is the answer of CreateNetworkInsightsPath.
type CreateNetworkInsightsPathOutput struct {
	NetworkInsightsPath *NetworkInsightsPath `xml:"networkInsightsPath"`
}

// CreateNetworkInterfaceOutput is the answer of CreateNetworkInterface.
type CreateNetworkInterfaceOutput struct {
	NetworkInterface *NetworkInterface `xml:"networkInterface"`
	ClientToken      *string           `xml:"clientToken"`
}

// CreateRouteOutput is the answer of CreateRoute.
type CreateRouteOutput struct {
	Return *bool `xml:"return"`
}

// CreateRouteTableOutput is the answer of CreateRouteTable.
type CreateRouteTableOutput struct {
	RouteTable  *RouteTable `xml:"routeTable"`
	ClientToken *string     `xml:"clientToken"`
}

// CreateSecurityGroupOutput is the answer of CreateSecurityGroup.
type CreateSecurityGroupOutput struct {
	GroupId          *string `xml:"groupId"`
	Tags             []Tag   `xml:"tagSet>item"`
	SecurityGroupArn *string `xml:"securityGroupArn"`
}

// CreateSubnetOutput is the answer of CreateSubnet.
type CreateSubnetOutput struct {
	Subnet *Subnet `xml:"subnet"`
}

// CreateSubnetCidrReservationOutput is the answer of CreateSubnetCidrReservation.
type CreateSubnetCidrReservationOutput struct {
	SubnetCidrReservation *SubnetCidrReservation `xml:"subnetCidrReservation"`
}

// CreateTagsOutput is the answer of CreateTags, which only says that it worked.
type CreateTagsOutput struct{}

// CreateVpcOutput is the answer of CreateVpc.
type CreateVpcOutput struct {
	Vpc *Vpc `xml:"vpc"`
}

// CreateVpcEndpointOutput is the answer of CreateVpcEndpoint.
type CreateVpcEndpointOutput struct {
	VpcEndpoint *VpcEndpoint `xml:"vpcEndpoint"`
	ClientToken *string      `xml:"clientToken"`
}

// CreateVpcPeeringConnectionOutput is the answer of CreateVpcPeeringConnection.
type CreateVpcPeeringConnectionOutput struct {
	VpcPeeringConnection *VpcPeeringConnection `xml:"vpcPeeringConnection"`
}

// CreateVpnGatewayOutput is the answer of CreateVpnGateway.
type CreateVpnGatewayOutput struct {
	VpnGateway *VpnGateway `xml:"vpnGateway"`
}

// DeleteDhcpOptionsOutput is the answer of DeleteDhcpOptions, which only says that it worked.
type DeleteDhcpOptionsOutput struct{}

// DeleteEgressOnlyInternetGatewayOutput is the answer of DeleteEgressOnlyInternetGateway.
type DeleteEgressOnlyInternetGatewayOutput struct {
	ReturnCode *bool `xml:"returnCode"`
}

// DeleteFlowLogsOutput is the answer of DeleteFlowLogs.
type DeleteFlowLogsOutput struct {
	Unsuccessful []UnsuccessfulItem `xml:"unsuccessful>item"`
}

// DeleteInternetGatewayOutput is the answer of DeleteInternetGateway, which only says that it worked.
type DeleteInternetGatewayOutput struct{}

// DeleteManagedPrefixListOutput is the answer of DeleteManagedPrefixList.
type DeleteManagedPrefixListOutput struct {
	PrefixList *ManagedPrefixList `xml:"prefixList"`
}

// DeleteNatGatewayOutput is the answer of DeleteNatGateway.
type DeleteNatGatewayOutput struct {
	NatGatewayId *string `xml:"natGatewayId"`
}

// DeleteNetworkAclOutput is the answer of DeleteNetworkAcl, which only says that it worked.
type DeleteNetworkAclOutput struct{}

// DeleteNetworkAclEntryOutput is the answer of DeleteNetworkAclEntry, which only says that it worked.
type DeleteNetworkAclEntryOutput struct{}

// DeleteNetworkInsightsAnalysisOutput is the answer of DeleteNetworkInsightsAnalysis.
type DeleteNetworkInsightsAnalysisOutput struct {
	NetworkInsightsAnalysisId *string `xml:"networkInsightsAnalysisId"`
}

// DeleteNetworkInsightsPathOutput is the answer of DeleteNetworkInsightsPath.
type DeleteNetworkInsightsPathOutput struct {
	NetworkInsightsPathId *string `xml:"networkInsightsPathId"`
}

// DeleteNetworkInterfaceOutput is the answer of DeleteNetworkInterface, which only says that it worked.
type DeleteNetworkInterfaceOutput struct{}

// DeleteRouteOutput is the answer of DeleteRoute, which only says that it worked.
type DeleteRouteOutput struct{}

// DeleteRouteTableOutput is the answer of DeleteRouteTable, which only says that it worked.
type DeleteRouteTableOutput struct{}

// DeleteSecurityGroupOutput is the answer of DeleteSecurityGroup.
type DeleteSecurityGroupOutput struct {
	Return  *bool   `xml:"return"`
	GroupId *string `xml:"groupId"`
}

// DeleteSubnetOutput is the answer of DeleteSubnet, which only says that it worked.
type DeleteSubnetOutput struct{}

// DeleteSubnetCidrReservationOutput is the answer of DeleteSubnetCidrReservation.
type DeleteSubnetCidrReservationOutput struct {
	DeletedSubnetCidrReservation *SubnetCidrReservation `xml:"deletedSubnetCidrReservation"`
}

// DeleteTagsOutput is the answer of DeleteTags, which only says that it worked.
type DeleteTagsOutput struct{}

// DeleteVpcOutput is the answer of DeleteVpc, which only says that it worked.
type DeleteVpcOutput struct{}

// DeleteVpcEndpointsOutput is the answer of DeleteVpcEndpoints.
type DeleteVpcEndpointsOutput struct {
	Unsuccessful []UnsuccessfulItem `xml:"unsuccessful>item"`
}

// DeleteVpcPeeringConnectionOutput is the answer of DeleteVpcPeeringConnection.
type DeleteVpcPeeringConnectionOutput struct {
	Return *bool `xml:"return"`
}

// DeleteVpnGatewayOutput is the answer of DeleteVpnGateway, which only says that it worked.
type DeleteVpnGatewayOutput struct{}

// DescribeAccountAttributesOutput is the answer of DescribeAccountAttributes.
type DescribeAccountAttributesOutput struct {
	AccountAttributes []AccountAttribute `xml:"accountAttributeSet>item"`
}

// DescribeAddressesOutput is the answer of DescribeAddresses.
type DescribeAddressesOutput struct {
	Addresses []Address `xml:"addressesSet>item"`
}

// DescribeAddressesAttributeOutput is the answer of DescribeAddressesAttribute.
type DescribeAddressesAttributeOutput struct {
	Addresses []AddressAttribute `xml:"addressSet>item"`
	NextToken *string            `xml:"nextToken"`
}

// DescribeAvailabilityZonesOutput is the answer of DescribeAvailabilityZones.
type DescribeAvailabilityZonesOutput struct {
	AvailabilityZones []AvailabilityZone `xml:"availabilityZoneInfo>item"`
}

// DescribeDhcpOptionsOutput is the answer of DescribeDhcpOptions.
type DescribeDhcpOptionsOutput struct {
	DhcpOptions []DhcpOptions `xml:"dhcpOptionsSet>item"`
	NextToken   *string       `xml:"nextToken"`
}

// DescribeEgressOnlyInternetGatewaysOutput is the answer of DescribeEgressOnlyInternetGateways.
type DescribeEgressOnlyInternetGatewaysOutput struct {
	EgressOnlyInternetGateways []EgressOnlyInternetGateway `xml:"egressOnlyInternetGatewaySet>item"`
	NextToken                  *string                     `xml:"nextToken"`
}

// DescribeFlowLogsOutput is the answer of DescribeFlowLogs.
type DescribeFlowLogsOutput struct {
	FlowLogs  []FlowLog `xml:"flowLogSet>item"`
	NextToken *string   `xml:"nextToken"`
}

// DescribeInstanceAttributeOutput is the answer of DescribeInstanceAttribute.
type DescribeInstanceAttributeOutput struct {
	Groups                            []GroupIdentifier            `xml:"groupSet>item"`
	BlockDeviceMappings               []InstanceBlockDeviceMapping `xml:"blockDeviceMapping>item"`
	DisableApiTermination             *AttributeBooleanValue       `xml:"disableApiTermination"`
	EnaSupport                        *AttributeBooleanValue       `xml:"enaSupport"`
	EnclaveOptions                    *EnclaveOptions              `xml:"enclaveOptions"`
	EbsOptimized                      *AttributeBooleanValue       `xml:"ebsOptimized"`
	InstanceId                        *string                      `xml:"instanceId"`
	InstanceInitiatedShutdownBehavior *AttributeValue              `xml:"instanceInitiatedShutdownBehavior"`
	InstanceType                      *AttributeValue              `xml:"instanceType"`
	KernelId                          *AttributeValue              `xml:"kernel"`
	ProductCodes                      []ProductCode                `xml:"productCodes>item"`
	RamdiskId                         *AttributeValue              `xml:"ramdisk"`
	RootDeviceName                    *AttributeValue              `xml:"rootDeviceName"`
	SourceDestCheck                   *AttributeBooleanValue       `xml:"sourceDestCheck"`
	SriovNetSupport                   *AttributeValue              `xml:"sriovNetSupport"`
	UserData                          *AttributeValue              `xml:"userData"`
	DisableApiStop                    *AttributeBooleanValue       `xml:"disableApiStop"`
}

// DescribeInstanceCreditSpecificationsOutput is the answer of DescribeInstanceCreditSpecifications.
type DescribeInstanceCreditSpecificationsOutput struct {
	InstanceCreditSpecifications []InstanceCreditSpecification `xml:"instanceCreditSpecificationSet>item"`
	NextToken                    *string                       `xml:"nextToken"`
}

// DescribeInstanceStatusOutput is the answer of DescribeInstanceStatus.
type DescribeInstanceStatusOutput struct {
	InstanceStatuses []InstanceStatus `xml:"instanceStatusSet>item"`
	NextToken        *string          `xml:"nextToken"`
}

// DescribeInstanceTypesOutput is the answer of DescribeInstanceTypes.
type DescribeInstanceTypesOutput struct {
	InstanceTypes []InstanceTypeInfo `xml:"instanceTypeSet>item"`
	NextToken     *string            `xml:"nextToken"`
}

// DescribeInstancesOutput is the answer of DescribeInstances.
type DescribeInstancesOutput struct {
	Reservations []Reservation `xml:"reservationSet>item"`
	NextToken    *string       `xml:"nextToken"`
}

// DescribeInternetGatewaysOutput is the answer of DescribeInternetGateways.
type DescribeInternetGatewaysOutput struct {
	InternetGateways []InternetGateway `xml:"internetGatewaySet>item"`
	NextToken        *string           `xml:"nextToken"`
}

// DescribeManagedPrefixListsOutput is the answer of DescribeManagedPrefixLists.
type DescribeManagedPrefixListsOutput struct {
	NextToken   *string             `xml:"nextToken"`
	PrefixLists []ManagedPrefixList `xml:"prefixListSet>item"`
}

// DescribeNatGatewaysOutput is the answer of DescribeNatGateways.
type DescribeNatGatewaysOutput struct {
	NatGateways []NatGateway `xml:"natGatewaySet>item"`
	NextToken   *string      `xml:"nextToken"`
}

// DescribeNetworkAclsOutput is the answer of DescribeNetworkAcls.
type DescribeNetworkAclsOutput struct {
	NetworkAcls []NetworkAcl `xml:"networkAclSet>item"`
	NextToken   *string      `xml:"nextToken"`
}

// DescribeNetworkInsightsAnalysesOutput is the answer of DescribeNetworkInsightsAnalyses.
type DescribeNetworkInsightsAnalysesOutput struct {
	NetworkInsightsAnalyses []NetworkInsightsAnalysis `xml:"networkInsightsAnalysisSet>item"`
	NextToken               *string                   `xml:"nextToken"`
}

// DescribeNetworkInsightsPathsOutput is the answer of DescribeNetworkInsightsPaths.
type DescribeNetworkInsightsPathsOutput struct {
	NetworkInsightsPaths []NetworkInsightsPath `xml:"networkInsightsPathSet>item"`
	NextToken            *string               `xml:"nextToken"`
}

// DescribeNetworkInterfaceAttributeOutput is the answer of DescribeNetworkInterfaceAttribute.
type DescribeNetworkInterfaceAttributeOutput struct {
	Attachment               *NetworkInterfaceAttachment `xml:"attachment"`
	Description              *AttributeValue             `xml:"description"`
	Groups                   []GroupIdentifier           `xml:"groupSet>item"`
	NetworkInterfaceId       *string                     `xml:"networkInterfaceId"`
	SourceDestCheck          *AttributeBooleanValue      `xml:"sourceDestCheck"`
	AssociatePublicIpAddress *bool                       `xml:"associatePublicIpAddress"`
}

// DescribeNetworkInterfacesOutput is the answer of DescribeNetworkInterfaces.
type DescribeNetworkInterfacesOutput struct {
	NetworkInterfaces []NetworkInterface `xml:"networkInterfaceSet>item"`
	NextToken         *string            `xml:"nextToken"`
}

// DescribePrefixListsOutput is the answer of DescribePrefixLists.
type DescribePrefixListsOutput struct {
	NextToken   *string      `xml:"nextToken"`
	PrefixLists []PrefixList `xml:"prefixListSet>item"`
}

// DescribeRegionsOutput is the answer of DescribeRegions.
type DescribeRegionsOutput struct {
	Regions []Region `xml:"regionInfo>item"`
}

// DescribeRouteTablesOutput is the answer of DescribeRouteTables.
type DescribeRouteTablesOutput struct {
	RouteTables []RouteTable `xml:"routeTableSet>item"`
	NextToken   *string      `xml:"nextToken"`
}

// DescribeSecurityGroupReferencesOutput is the answer of DescribeSecurityGroupReferences.
type DescribeSecurityGroupReferencesOutput struct {
	SecurityGroupReferenceSet []SecurityGroupReference `xml:"securityGroupReferenceSet>item"`
}

// DescribeSecurityGroupRulesOutput is the answer of DescribeSecurityGroupRules.
type DescribeSecurityGroupRulesOutput struct {
	SecurityGroupRules []SecurityGroupRule `xml:"securityGroupRuleSet>item"`
	NextToken          *string             `xml:"nextToken"`
}

// DescribeSecurityGroupsOutput is the answer of DescribeSecurityGroups.
type DescribeSecurityGroupsOutput struct {
	SecurityGroups []SecurityGroup `xml:"securityGroupInfo>item"`
	NextToken      *string         `xml:"nextToken"`
}

// DescribeStaleSecurityGroupsOutput is the answer of DescribeStaleSecurityGroups.
type DescribeStaleSecurityGroupsOutput struct {
	NextToken             *string              `xml:"nextToken"`
	StaleSecurityGroupSet []StaleSecurityGroup `xml:"staleSecurityGroupSet>item"`
}

// DescribeSubnetsOutput is the answer of DescribeSubnets.
type DescribeSubnetsOutput struct {
	Subnets   []Subnet `xml:"subnetSet>item"`
	NextToken *string  `xml:"nextToken"`
}

// DescribeTagsOutput is the answer of DescribeTags.
type DescribeTagsOutput struct {
	NextToken *string          `xml:"nextToken"`
	Tags      []TagDescription `xml:"tagSet>item"`
}

// DescribeVpcAttributeOutput is the answer of DescribeVpcAttribute.
type DescribeVpcAttributeOutput struct {
	VpcId                            *string                `xml:"vpcId"`
	EnableDnsHostnames               *AttributeBooleanValue `xml:"enableDnsHostnames"`
	EnableDnsSupport                 *AttributeBooleanValue `xml:"enableDnsSupport"`
	EnableNetworkAddressUsageMetrics *AttributeBooleanValue `xml:"enableNetworkAddressUsageMetrics"`
}

// DescribeVpcEndpointServicesOutput is the answer of DescribeVpcEndpointServices.
type DescribeVpcEndpointServicesOutput struct {
	ServiceNames   []string        `xml:"serviceNameSet>item"`
	ServiceDetails []ServiceDetail `xml:"serviceDetailSet>item"`
	NextToken      *string         `xml:"nextToken"`
}

// DescribeVpcEndpointsOutput is the answer of DescribeVpcEndpoints.
type DescribeVpcEndpointsOutput struct {
	VpcEndpoints []VpcEndpoint `xml:"vpcEndpointSet>item"`
	NextToken    *string       `xml:"nextToken"`
}

// DescribeVpcPeeringConnectionsOutput is the answer of DescribeVpcPeeringConnections.
type DescribeVpcPeeringConnectionsOutput struct {
	VpcPeeringConnections []VpcPeeringConnection `xml:"vpcPeeringConnectionSet>item"`
	NextToken             *string                `xml:"nextToken"`
}

// DescribeVpcsOutput is the answer of DescribeVpcs.
type DescribeVpcsOutput struct {
	Vpcs      []Vpc   `xml:"vpcSet>item"`
	NextToken *string `xml:"nextToken"`
}

// DescribeVpnGatewaysOutput is the answer of DescribeVpnGateways.
type DescribeVpnGatewaysOutput struct {
	VpnGateways []VpnGateway `xml:"vpnGatewaySet>item"`
}

// DetachInternetGatewayOutput is the answer of DetachInternetGateway, which only says that it worked.
type DetachInternetGatewayOutput struct{}

// DetachNetworkInterfaceOutput is the answer of DetachNetworkInterface, which only says that it worked.
type DetachNetworkInterfaceOutput struct{}

// DetachVpnGatewayOutput is the answer of DetachVpnGateway, which only says that it worked.
type DetachVpnGatewayOutput struct{}

// DisableVgwRoutePropagationOutput is the answer of DisableVgwRoutePropagation, which only says that it worked.
type DisableVgwRoutePropagationOutput struct{}

// DisassociateAddressOutput is the answer of DisassociateAddress, which only says that it worked.
type DisassociateAddressOutput struct{}

// DisassociateRouteTableOutput is the answer of DisassociateRouteTable, which only says that it worked.
type DisassociateRouteTableOutput struct{}

// DisassociateSubnetCidrBlockOutput is the answer of DisassociateSubnetCidrBlock.
type DisassociateSubnetCidrBlockOutput struct {
	Ipv6CidrBlockAssociation *SubnetIpv6CidrBlockAssociation `xml:"ipv6CidrBlockAssociation"`
	SubnetId                 *string                         `xml:"subnetId"`
}

// DisassociateVpcCidrBlockOutput is the answer of DisassociateVpcCidrBlock.
type DisassociateVpcCidrBlockOutput struct {
	Ipv6CidrBlockAssociation *VpcIpv6CidrBlockAssociation `xml:"ipv6CidrBlockAssociation"`
	CidrBlockAssociation     *VpcCidrBlockAssociation     `xml:"cidrBlockAssociation"`
	VpcId                    *string                      `xml:"vpcId"`
}

// EnableVgwRoutePropagationOutput is the answer of EnableVgwRoutePropagation, which only says that it worked.
type EnableVgwRoutePropagationOutput struct{}

// GetManagedPrefixListEntriesOutput is the answer of GetManagedPrefixListEntries.
type GetManagedPrefixListEntriesOutput struct {
	Entries   []PrefixListEntry `xml:"entrySet>item"`
	NextToken *string           `xml:"nextToken"`
}

// GetSubnetCidrReservationsOutput is the answer of GetSubnetCidrReservations.
type GetSubnetCidrReservationsOutput struct {
	SubnetIpv4CidrReservations []SubnetCidrReservation `xml:"subnetIpv4CidrReservationSet>item"`
	SubnetIpv6CidrReservations []SubnetCidrReservation `xml:"subnetIpv6CidrReservationSet>item"`
	NextToken                  *string                 `xml:"nextToken"`
}

// ModifyInstanceAttributeOutput is the answer of ModifyInstanceAttribute, which only says that it worked.
type ModifyInstanceAttributeOutput struct{}

// ModifyManagedPrefixListOutput is the answer of ModifyManagedPrefixList.
type ModifyManagedPrefixListOutput struct {
	PrefixList *ManagedPrefixList `xml:"prefixList"`
}

// ModifyNetworkInterfaceAttributeOutput is the answer of ModifyNetworkInterfaceAttribute, which only says that it worked.
type ModifyNetworkInterfaceAttributeOutput struct{}

// ModifySecurityGroupRulesOutput is the answer of ModifySecurityGroupRules.
type ModifySecurityGroupRulesOutput struct {
	Return *bool `xml:"return"`
}

// ModifySubnetAttributeOutput is the answer of ModifySubnetAttribute, which only says that it worked.
type ModifySubnetAttributeOutput struct{}

// ModifyVpcAttributeOutput is the answer of ModifyVpcAttribute, which only says that it worked.
type ModifyVpcAttributeOutput struct{}

// ModifyVpcEndpointOutput is the answer of ModifyVpcEndpoint.
type ModifyVpcEndpointOutput struct {
	Return *bool `xml:"return"`
}

// ModifyVpcPeeringConnectionOptionsOutput is the answer of ModifyVpcPeeringConnectionOptions.
type ModifyVpcPeeringConnectionOptionsOutput struct {
	AccepterPeeringConnectionOptions  *PeeringConnectionOptions `xml:"accepterPeeringConnectionOptions"`
	RequesterPeeringConnectionOptions *PeeringConnectionOptions `xml:"requesterPeeringConnectionOptions"`
}

// RejectVpcPeeringConnectionOutput is the answer of RejectVpcPeeringConnection.
type RejectVpcPeeringConnectionOutput struct {
	Return *bool `xml:"return"`
}

// ReleaseAddressOutput is the answer of ReleaseAddress, which only says that it worked.
type ReleaseAddressOutput struct{}

// ReplaceNetworkAclAssociationOutput is the answer of ReplaceNetworkAclAssociation.
type ReplaceNetworkAclAssociationOutput struct {
	NewAssociationId *string `xml:"newAssociationId"`
}

// ReplaceNetworkAclEntryOutput is the answer of ReplaceNetworkAclEntry, which only says that it worked.
type ReplaceNetworkAclEntryOutput struct{}

// ReplaceRouteOutput is the answer of ReplaceRoute, which only says that it worked.
type ReplaceRouteOutput struct{}

// ReplaceRouteTableAssociationOutput is the answer of ReplaceRouteTableAssociation.
type ReplaceRouteTableAssociationOutput struct {
	NewAssociationId *string                     `xml:"newAssociationId"`
	AssociationState *RouteTableAssociationState `xml:"associationState"`
}

// RevokeSecurityGroupEgressOutput is the answer of RevokeSecurityGroupEgress.
type RevokeSecurityGroupEgressOutput struct {
	Return                    *bool                      `xml:"return"`
	UnknownIpPermissions      []IpPermission             `xml:"unknownIpPermissionSet>item"`
	RevokedSecurityGroupRules []RevokedSecurityGroupRule `xml:"revokedSecurityGroupRuleSet>item"`
}

// RevokeSecurityGroupIngressOutput is the answer of RevokeSecurityGroupIngress.
type RevokeSecurityGroupIngressOutput struct {
	Return                    *bool                      `xml:"return"`
	UnknownIpPermissions      []IpPermission             `xml:"unknownIpPermissionSet>item"`
	RevokedSecurityGroupRules []RevokedSecurityGroupRule `xml:"revokedSecurityGroupRuleSet>item"`
}

// RunInstancesOutput is the answer of RunInstances.
type RunInstancesOutput struct {
	Groups        []GroupIdentifier `xml:"groupSet>item"`
	Instances     []Instance        `xml:"instancesSet>item"`
	OwnerId       *string           `xml:"ownerId"`
	RequesterId   *string           `xml:"requesterId"`
	ReservationId *string           `xml:"reservationId"`
}

// StartInstancesOutput is the answer of StartInstances.
type StartInstancesOutput struct {
	StartingInstances []InstanceStateChange `xml:"instancesSet>item"`
}

// StartNetworkInsightsAnalysisOutput is the answer of StartNetworkInsightsAnalysis.
type StartNetworkInsightsAnalysisOutput struct {
	NetworkInsightsAnalysis *NetworkInsightsAnalysis `xml:"networkInsightsAnalysis"`
}

// StopInstancesOutput is the answer of StopInstances.
type StopInstancesOutput struct {
	StoppingInstances []InstanceStateChange `xml:"instancesSet>item"`
}

// TerminateInstancesOutput is the answer of TerminateInstances.
type TerminateInstancesOutput struct {
	TerminatingInstances []InstanceStateChange `xml:"instancesSet>item"`
}

// UnassignIpv6AddressesOutput is the answer of UnassignIpv6Addresses.
type UnassignIpv6AddressesOutput struct {
	NetworkInterfaceId      *string  `xml:"networkInterfaceId"`
	UnassignedIpv6Addresses []string `xml:"unassignedIpv6Addresses>item"`
	UnassignedIpv6Prefixes  []string `xml:"unassignedIpv6PrefixSet>item"`
}

// UnassignPrivateIpAddressesOutput is the answer of UnassignPrivateIpAddresses, which only says that it worked.
type UnassignPrivateIpAddressesOutput struct{}

// UpdateSecurityGroupRuleDescriptionsEgressOutput is the answer of UpdateSecurityGroupRuleDescriptionsEgress.
type UpdateSecurityGroupRuleDescriptionsEgressOutput struct {
	Return *bool `xml:"return"`
}

// UpdateSecurityGroupRuleDescriptionsIngressOutput is the answer of UpdateSecurityGroupRuleDescriptionsIngress.
type UpdateSecurityGroupRuleDescriptionsIngressOutput struct {
	Return *bool `xml:"return"`
}
