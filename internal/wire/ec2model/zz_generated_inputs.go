// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package ec2model

import "time"

// AcceptVpcPeeringConnectionInput is the request of AcceptVpcPeeringConnection.
type AcceptVpcPeeringConnectionInput struct {
	DryRun                 *bool   `query:"DryRun"`
	VpcPeeringConnectionId *string `query:"VpcPeeringConnectionId"`
}

// AllocateAddressInput is the request of AllocateAddress.
type AllocateAddressInput struct {
	Domain                DomainType         `query:"Domain"`
	Address               *string            `query:"Address"`
	PublicIpv4Pool        *string            `query:"PublicIpv4Pool"`
	NetworkBorderGroup    *string            `query:"NetworkBorderGroup"`
	CustomerOwnedIpv4Pool *string            `query:"CustomerOwnedIpv4Pool"`
	DryRun                *bool              `query:"DryRun"`
	TagSpecifications     []TagSpecification `query:"TagSpecification"`
}

// AssignIpv6AddressesInput is the request of AssignIpv6Addresses.
type AssignIpv6AddressesInput struct {
	Ipv6AddressCount   *int32   `query:"Ipv6AddressCount"`
	Ipv6Addresses      []string `query:"Ipv6Addresses"`
	Ipv6PrefixCount    *int32   `query:"Ipv6PrefixCount"`
	Ipv6Prefixes       []string `query:"Ipv6Prefix"`
	NetworkInterfaceId *string  `query:"NetworkInterfaceId"`
}

// AssignPrivateIpAddressesInput is the request of AssignPrivateIpAddresses.
type AssignPrivateIpAddressesInput struct {
	AllowReassignment              *bool    `query:"AllowReassignment"`
	NetworkInterfaceId             *string  `query:"NetworkInterfaceId"`
	PrivateIpAddresses             []string `query:"PrivateIpAddress"`
	SecondaryPrivateIpAddressCount *int32   `query:"SecondaryPrivateIpAddressCount"`
	Ipv4Prefixes                   []string `query:"Ipv4Prefix"`
	Ipv4PrefixCount                *int32   `query:"Ipv4PrefixCount"`
}

// AssociateAddressInput is the request of AssociateAddress.
type AssociateAddressInput struct {
	AllocationId       *string `query:"AllocationId"`
	InstanceId         *string `query:"InstanceId"`
	PublicIp           *string `query:"PublicIp"`
	AllowReassociation *bool   `query:"AllowReassociation"`
	DryRun             *bool   `query:"DryRun"`
	NetworkInterfaceId *string `query:"NetworkInterfaceId"`
	PrivateIpAddress   *string `query:"PrivateIpAddress"`
}

// AssociateDhcpOptionsInput is the request of AssociateDhcpOptions.
type AssociateDhcpOptionsInput struct {
	DhcpOptionsId *string `query:"DhcpOptionsId"`
	VpcId         *string `query:"VpcId"`
	DryRun        *bool   `query:"DryRun"`
}

// AssociateRouteTableInput is the request of AssociateRouteTable.
type AssociateRouteTableInput struct {
	DryRun       *bool   `query:"DryRun"`
	RouteTableId *string `query:"RouteTableId"`
	SubnetId     *string `query:"SubnetId"`
	GatewayId    *string `query:"GatewayId"`
}

// AssociateSubnetCidrBlockInput is the request of AssociateSubnetCidrBlock.
type AssociateSubnetCidrBlockInput struct {
	Ipv6CidrBlock     *string `query:"Ipv6CidrBlock"`
	SubnetId          *string `query:"SubnetId"`
	Ipv6IpamPoolId    *string `query:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength *int32  `query:"Ipv6NetmaskLength"`
}

// AssociateVpcCidrBlockInput is the request of AssociateVpcCidrBlock.
type AssociateVpcCidrBlockInput struct {
	AmazonProvidedIpv6CidrBlock     *bool   `query:"AmazonProvidedIpv6CidrBlock"`
	CidrBlock                       *string `query:"CidrBlock"`
	VpcId                           *string `query:"VpcId"`
	Ipv6CidrBlockNetworkBorderGroup *string `query:"Ipv6CidrBlockNetworkBorderGroup"`
	Ipv6Pool                        *string `query:"Ipv6Pool"`
	Ipv6CidrBlock                   *string `query:"Ipv6CidrBlock"`
	Ipv4IpamPoolId                  *string `query:"Ipv4IpamPoolId"`
	Ipv4NetmaskLength               *int32  `query:"Ipv4NetmaskLength"`
	Ipv6IpamPoolId                  *string `query:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength               *int32  `query:"Ipv6NetmaskLength"`
}

// AttachInternetGatewayInput is the request of AttachInternetGateway.
type AttachInternetGatewayInput struct {
	DryRun            *bool   `query:"DryRun"`
	InternetGatewayId *string `query:"InternetGatewayId"`
	VpcId             *string `query:"VpcId"`
}

// AttachNetworkInterfaceInput is the request of AttachNetworkInterface.
type AttachNetworkInterfaceInput struct {
	DeviceIndex         *int32               `query:"DeviceIndex"`
	DryRun              *bool                `query:"DryRun"`
	InstanceId          *string              `query:"InstanceId"`
	NetworkInterfaceId  *string              `query:"NetworkInterfaceId"`
	NetworkCardIndex    *int32               `query:"NetworkCardIndex"`
	EnaSrdSpecification *EnaSrdSpecification `query:"EnaSrdSpecification"`
}

// AttachVpnGatewayInput is the request of AttachVpnGateway.
type AttachVpnGatewayInput struct {
	VpcId        *string `query:"VpcId"`
	VpnGatewayId *string `query:"VpnGatewayId"`
	DryRun       *bool   `query:"DryRun"`
}

// AuthorizeSecurityGroupEgressInput is the request of AuthorizeSecurityGroupEgress.
type AuthorizeSecurityGroupEgressInput struct {
	DryRun                     *bool              `query:"DryRun"`
	GroupId                    *string            `query:"GroupId"`
	IpPermissions              []IpPermission     `query:"IpPermissions"`
	TagSpecifications          []TagSpecification `query:"TagSpecification"`
	CidrIp                     *string            `query:"CidrIp"`
	FromPort                   *int32             `query:"FromPort"`
	IpProtocol                 *string            `query:"IpProtocol"`
	ToPort                     *int32             `query:"ToPort"`
	SourceSecurityGroupName    *string            `query:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string            `query:"SourceSecurityGroupOwnerId"`
}

// AuthorizeSecurityGroupIngressInput is the request of AuthorizeSecurityGroupIngress.
type AuthorizeSecurityGroupIngressInput struct {
	CidrIp                     *string            `query:"CidrIp"`
	FromPort                   *int32             `query:"FromPort"`
	GroupId                    *string            `query:"GroupId"`
	GroupName                  *string            `query:"GroupName"`
	IpPermissions              []IpPermission     `query:"IpPermissions"`
	IpProtocol                 *string            `query:"IpProtocol"`
	SourceSecurityGroupName    *string            `query:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string            `query:"SourceSecurityGroupOwnerId"`
	ToPort                     *int32             `query:"ToPort"`
	DryRun                     *bool              `query:"DryRun"`
	TagSpecifications          []TagSpecification `query:"TagSpecification"`
}

// CreateDefaultSubnetInput is the request of CreateDefaultSubnet.
type CreateDefaultSubnetInput struct {
	AvailabilityZone   *string `query:"AvailabilityZone"`
	DryRun             *bool   `query:"DryRun"`
	Ipv6Native         *bool   `query:"Ipv6Native"`
	AvailabilityZoneId *string `query:"AvailabilityZoneId"`
}

// CreateDefaultVpcInput is the request of CreateDefaultVpc.
type CreateDefaultVpcInput struct {
	DryRun *bool `query:"DryRun"`
}

// CreateDhcpOptionsInput is the request of CreateDhcpOptions.
type CreateDhcpOptionsInput struct {
	DhcpConfigurations []NewDhcpConfiguration `query:"DhcpConfiguration"`
	TagSpecifications  []TagSpecification     `query:"TagSpecification"`
	DryRun             *bool                  `query:"DryRun"`
}

// CreateEgressOnlyInternetGatewayInput is the request of CreateEgressOnlyInternetGateway.
type CreateEgressOnlyInternetGatewayInput struct {
	ClientToken       *string            `query:"ClientToken"`
	DryRun            *bool              `query:"DryRun"`
	VpcId             *string            `query:"VpcId"`
	TagSpecifications []TagSpecification `query:"TagSpecification"`
}

// CreateFlowLogsInput is the request of CreateFlowLogs.
type CreateFlowLogsInput struct {
	DryRun                   *bool                      `query:"DryRun"`
	ClientToken              *string                    `query:"ClientToken"`
	DeliverLogsPermissionArn *string                    `query:"DeliverLogsPermissionArn"`
	DeliverCrossAccountRole  *string                    `query:"DeliverCrossAccountRole"`
	LogGroupName             *string                    `query:"LogGroupName"`
	ResourceIds              []string                   `query:"ResourceId"`
	ResourceType             FlowLogsResourceType       `query:"ResourceType"`
	TrafficType              TrafficType                `query:"TrafficType"`
	LogDestinationType       LogDestinationType         `query:"LogDestinationType"`
	LogDestination           *string                    `query:"LogDestination"`
	LogFormat                *string                    `query:"LogFormat"`
	TagSpecifications        []TagSpecification         `query:"TagSpecification"`
	MaxAggregationInterval   *int32                     `query:"MaxAggregationInterval"`
	DestinationOptions       *DestinationOptionsRequest `query:"DestinationOptions"`
}

// CreateInternetGatewayInput is the request of CreateInternetGateway.
type CreateInternetGatewayInput struct {
	TagSpecifications []TagSpecification `query:"TagSpecification"`
	DryRun            *bool              `query:"DryRun"`
}

// CreateManagedPrefixListInput is the request of CreateManagedPrefixList.
type CreateManagedPrefixListInput struct {
	DryRun            *bool                `query:"DryRun"`
	PrefixListName    *string              `query:"PrefixListName"`
	Entries           []AddPrefixListEntry `query:"Entry"`
	MaxEntries        *int32               `query:"MaxEntries"`
	TagSpecifications []TagSpecification   `query:"TagSpecification"`
	AddressFamily     *string              `query:"AddressFamily"`
	ClientToken       *string              `query:"ClientToken"`
}

// CreateNatGatewayInput is the request of CreateNatGateway.
type CreateNatGatewayInput struct {
	AllocationId                   *string            `query:"AllocationId"`
	ClientToken                    *string            `query:"ClientToken"`
	DryRun                         *bool              `query:"DryRun"`
	SubnetId                       *string            `query:"SubnetId"`
	TagSpecifications              []TagSpecification `query:"TagSpecification"`
	ConnectivityType               ConnectivityType   `query:"ConnectivityType"`
	PrivateIpAddress               *string            `query:"PrivateIpAddress"`
	SecondaryAllocationIds         []string           `query:"SecondaryAllocationId"`
	SecondaryPrivateIpAddresses    []string           `query:"SecondaryPrivateIpAddress"`
	SecondaryPrivateIpAddressCount *int32             `query:"SecondaryPrivateIpAddressCount"`
}

// CreateNetworkAclInput is the request of CreateNetworkAcl.
type CreateNetworkAclInput struct {
	DryRun            *bool              `query:"DryRun"`
	VpcId             *string            `query:"VpcId"`
	TagSpecifications []TagSpecification `query:"TagSpecification"`
	ClientToken       *string            `query:"ClientToken"`
}

// CreateNetworkAclEntryInput is the request of CreateNetworkAclEntry.
type CreateNetworkAclEntryInput struct {
	CidrBlock     *string       `query:"CidrBlock"`
	DryRun        *bool         `query:"DryRun"`
	Egress        *bool         `query:"Egress"`
	IcmpTypeCode  *IcmpTypeCode `query:"Icmp"`
	Ipv6CidrBlock *string       `query:"Ipv6CidrBlock"`
	NetworkAclId  *string       `query:"NetworkAclId"`
	PortRange     *PortRange    `query:"PortRange"`
	Protocol      *string       `query:"Protocol"`
	RuleAction    RuleAction    `query:"RuleAction"`
	RuleNumber    *int32        `query:"RuleNumber"`
}

// CreateNetworkInsightsPathInput is the request of CreateNetworkInsightsPath.
type CreateNetworkInsightsPathInput struct {
	SourceIp            *string            `query:"SourceIp"`
	DestinationIp       *string            `query:"DestinationIp"`
	Source              *string            `query:"Source"`
	Destination         *string            `query:"Destination"`
	Protocol            Protocol           `query:"Protocol"`
	DestinationPort     *int32             `query:"DestinationPort"`
	TagSpecifications   []TagSpecification `query:"TagSpecification"`
	DryRun              *bool              `query:"DryRun"`
	ClientToken         *string            `query:"ClientToken"`
	FilterAtSource      *PathRequestFilter `query:"FilterAtSource"`
	FilterAtDestination *PathRequestFilter `query:"FilterAtDestination"`
}

// CreateNetworkInterfaceInput is the request of CreateNetworkInterface.
type CreateNetworkInterfaceInput struct {
	Description                     *string                                 `query:"Description"`
	DryRun                          *bool                                   `query:"DryRun"`
	Groups                          []string                                `query:"SecurityGroupId"`
	Ipv6AddressCount                *int32                                  `query:"Ipv6AddressCount"`
	Ipv6Addresses                   []InstanceIpv6Address                   `query:"Ipv6Addresses"`
	PrivateIpAddress                *string                                 `query:"PrivateIpAddress"`
	PrivateIpAddresses              []PrivateIpAddressSpecification         `query:"PrivateIpAddresses"`
	SecondaryPrivateIpAddressCount  *int32                                  `query:"SecondaryPrivateIpAddressCount"`
	Ipv4Prefixes                    []Ipv4PrefixSpecificationRequest        `query:"Ipv4Prefix"`
	Ipv4PrefixCount                 *int32                                  `query:"Ipv4PrefixCount"`
	Ipv6Prefixes                    []Ipv6PrefixSpecificationRequest        `query:"Ipv6Prefix"`
	Ipv6PrefixCount                 *int32                                  `query:"Ipv6PrefixCount"`
	InterfaceType                   NetworkInterfaceCreationType            `query:"InterfaceType"`
	SubnetId                        *string                                 `query:"SubnetId"`
	TagSpecifications               []TagSpecification                      `query:"TagSpecification"`
	ClientToken                     *string                                 `query:"ClientToken"`
	EnablePrimaryIpv6               *bool                                   `query:"EnablePrimaryIpv6"`
	ConnectionTrackingSpecification *ConnectionTrackingSpecificationRequest `query:"ConnectionTrackingSpecification"`
}

// CreateRouteInput is the request of CreateRoute.
type CreateRouteInput struct {
	DestinationCidrBlock        *string `query:"DestinationCidrBlock"`
	DestinationIpv6CidrBlock    *string `query:"DestinationIpv6CidrBlock"`
	DestinationPrefixListId     *string `query:"DestinationPrefixListId"`
	DryRun                      *bool   `query:"DryRun"`
	VpcEndpointId               *string `query:"VpcEndpointId"`
	EgressOnlyInternetGatewayId *string `query:"EgressOnlyInternetGatewayId"`
	GatewayId                   *string `query:"GatewayId"`
	InstanceId                  *string `query:"InstanceId"`
	NatGatewayId                *string `query:"NatGatewayId"`
	TransitGatewayId            *string `query:"TransitGatewayId"`
	LocalGatewayId              *string `query:"LocalGatewayId"`
	CarrierGatewayId            *string `query:"CarrierGatewayId"`
	NetworkInterfaceId          *string `query:"NetworkInterfaceId"`
	RouteTableId                *string `query:"RouteTableId"`
	VpcPeeringConnectionId      *string `query:"VpcPeeringConnectionId"`
	CoreNetworkArn              *string `query:"CoreNetworkArn"`
}

// CreateRouteTableInput is the request of CreateRouteTable.
type CreateRouteTableInput struct {
	DryRun            *bool              `query:"DryRun"`
	VpcId             *string            `query:"VpcId"`
	TagSpecifications []TagSpecification `query:"TagSpecification"`
	ClientToken       *string            `query:"ClientToken"`
}

// CreateSecurityGroupInput is the request of CreateSecurityGroup.
type CreateSecurityGroupInput struct {
	Description       *string            `query:"GroupDescription"`
	GroupName         *string            `query:"GroupName"`
	VpcId             *string            `query:"VpcId"`
	TagSpecifications []TagSpecification `query:"TagSpecification"`
	DryRun            *bool              `query:"DryRun"`
}

// CreateSubnetInput is the request of CreateSubnet.
type CreateSubnetInput struct {
	TagSpecifications  []TagSpecification `query:"TagSpecification"`
	AvailabilityZone   *string            `query:"AvailabilityZone"`
	AvailabilityZoneId *string            `query:"AvailabilityZoneId"`
	CidrBlock          *string            `query:"CidrBlock"`
	Ipv6CidrBlock      *string            `query:"Ipv6CidrBlock"`
	OutpostArn         *string            `query:"OutpostArn"`
	VpcId              *string            `query:"VpcId"`
	DryRun             *bool              `query:"DryRun"`
	Ipv6Native         *bool              `query:"Ipv6Native"`
	Ipv4IpamPoolId     *string            `query:"Ipv4IpamPoolId"`
	Ipv4NetmaskLength  *int32             `query:"Ipv4NetmaskLength"`
	Ipv6IpamPoolId     *string            `query:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength  *int32             `query:"Ipv6NetmaskLength"`
}

// CreateSubnetCidrReservationInput is the request of CreateSubnetCidrReservation.
type CreateSubnetCidrReservationInput struct {
	SubnetId          *string                   `query:"SubnetId"`
	Cidr              *string                   `query:"Cidr"`
	ReservationType   SubnetCidrReservationType `query:"ReservationType"`
	Description       *string                   `query:"Description"`
	DryRun            *bool                     `query:"DryRun"`
	TagSpecifications []TagSpecification        `query:"TagSpecification"`
}

// CreateTagsInput is the request of CreateTags.
type CreateTagsInput struct {
	DryRun    *bool    `query:"DryRun"`
	Resources []string `query:"ResourceId"`
	Tags      []Tag    `query:"Tag"`
}

// CreateVpcInput is the request of CreateVpc.
type CreateVpcInput struct {
	CidrBlock                       *string            `query:"CidrBlock"`
	AmazonProvidedIpv6CidrBlock     *bool              `query:"AmazonProvidedIpv6CidrBlock"`
	Ipv6Pool                        *string            `query:"Ipv6Pool"`
	Ipv6CidrBlock                   *string            `query:"Ipv6CidrBlock"`
	Ipv4IpamPoolId                  *string            `query:"Ipv4IpamPoolId"`
	Ipv4NetmaskLength               *int32             `query:"Ipv4NetmaskLength"`
	Ipv6IpamPoolId                  *string            `query:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength               *int32             `query:"Ipv6NetmaskLength"`
	DryRun                          *bool              `query:"DryRun"`
	InstanceTenancy                 Tenancy            `query:"InstanceTenancy"`
	Ipv6CidrBlockNetworkBorderGroup *string            `query:"Ipv6CidrBlockNetworkBorderGroup"`
	TagSpecifications               []TagSpecification `query:"TagSpecification"`
}

// CreateVpcEndpointInput is the request of CreateVpcEndpoint.
type CreateVpcEndpointInput struct {
	DryRun               *bool                    `query:"DryRun"`
	VpcEndpointType      VpcEndpointType          `query:"VpcEndpointType"`
	VpcId                *string                  `query:"VpcId"`
	ServiceName          *string                  `query:"ServiceName"`
	PolicyDocument       *string                  `query:"PolicyDocument"`
	RouteTableIds        []string                 `query:"RouteTableId"`
	SubnetIds            []string                 `query:"SubnetId"`
	SecurityGroupIds     []string                 `query:"SecurityGroupId"`
	IpAddressType        IpAddressType            `query:"IpAddressType"`
	DnsOptions           *DnsOptionsSpecification `query:"DnsOptions"`
	ClientToken          *string                  `query:"ClientToken"`
	PrivateDnsEnabled    *bool                    `query:"PrivateDnsEnabled"`
	TagSpecifications    []TagSpecification       `query:"TagSpecification"`
	SubnetConfigurations []SubnetConfiguration    `query:"SubnetConfiguration"`
	ServiceRegion        *string                  `query:"ServiceRegion"`
}

// CreateVpcPeeringConnectionInput is the request of CreateVpcPeeringConnection.
type CreateVpcPeeringConnectionInput struct {
	DryRun            *bool              `query:"DryRun"`
	PeerOwnerId       *string            `query:"PeerOwnerId"`
	PeerVpcId         *string            `query:"PeerVpcId"`
	VpcId             *string            `query:"VpcId"`
	PeerRegion        *string            `query:"PeerRegion"`
	TagSpecifications []TagSpecification `query:"TagSpecification"`
}

// CreateVpnGatewayInput is the request of CreateVpnGateway.
type CreateVpnGatewayInput struct {
	AvailabilityZone  *string            `query:"AvailabilityZone"`
	Type              GatewayType        `query:"Type"`
	TagSpecifications []TagSpecification `query:"TagSpecification"`
	AmazonSideAsn     *int64             `query:"AmazonSideAsn"`
	DryRun            *bool              `query:"DryRun"`
}

// DeleteDhcpOptionsInput is the request of DeleteDhcpOptions.
type DeleteDhcpOptionsInput struct {
	DhcpOptionsId *string `query:"DhcpOptionsId"`
	DryRun        *bool   `query:"DryRun"`
}

// DeleteEgressOnlyInternetGatewayInput is the request of DeleteEgressOnlyInternetGateway.
type DeleteEgressOnlyInternetGatewayInput struct {
	DryRun                      *bool   `query:"DryRun"`
	EgressOnlyInternetGatewayId *string `query:"EgressOnlyInternetGatewayId"`
}

// DeleteFlowLogsInput is the request of DeleteFlowLogs.
type DeleteFlowLogsInput struct {
	DryRun     *bool    `query:"DryRun"`
	FlowLogIds []string `query:"FlowLogId"`
}

// DeleteInternetGatewayInput is the request of DeleteInternetGateway.
type DeleteInternetGatewayInput struct {
	DryRun            *bool   `query:"DryRun"`
	InternetGatewayId *string `query:"InternetGatewayId"`
}

// DeleteManagedPrefixListInput is the request of DeleteManagedPrefixList.
type DeleteManagedPrefixListInput struct {
	DryRun       *bool   `query:"DryRun"`
	PrefixListId *string `query:"PrefixListId"`
}

// DeleteNatGatewayInput is the request of DeleteNatGateway.
type DeleteNatGatewayInput struct {
	DryRun       *bool   `query:"DryRun"`
	NatGatewayId *string `query:"NatGatewayId"`
}

// DeleteNetworkAclInput is the request of DeleteNetworkAcl.
type DeleteNetworkAclInput struct {
	DryRun       *bool   `query:"DryRun"`
	NetworkAclId *string `query:"NetworkAclId"`
}

// DeleteNetworkAclEntryInput is the request of DeleteNetworkAclEntry.
type DeleteNetworkAclEntryInput struct {
	DryRun       *bool   `query:"DryRun"`
	Egress       *bool   `query:"Egress"`
	NetworkAclId *string `query:"NetworkAclId"`
	RuleNumber   *int32  `query:"RuleNumber"`
}

// DeleteNetworkInsightsAnalysisInput is the request of DeleteNetworkInsightsAnalysis.
type DeleteNetworkInsightsAnalysisInput struct {
	DryRun                    *bool   `query:"DryRun"`
	NetworkInsightsAnalysisId *string `query:"NetworkInsightsAnalysisId"`
}

// DeleteNetworkInsightsPathInput is the request of DeleteNetworkInsightsPath.
type DeleteNetworkInsightsPathInput struct {
	DryRun                *bool   `query:"DryRun"`
	NetworkInsightsPathId *string `query:"NetworkInsightsPathId"`
}

// DeleteNetworkInterfaceInput is the request of DeleteNetworkInterface.
type DeleteNetworkInterfaceInput struct {
	DryRun             *bool   `query:"DryRun"`
	NetworkInterfaceId *string `query:"NetworkInterfaceId"`
}

// DeleteRouteInput is the request of DeleteRoute.
type DeleteRouteInput struct {
	DestinationCidrBlock     *string `query:"DestinationCidrBlock"`
	DestinationIpv6CidrBlock *string `query:"DestinationIpv6CidrBlock"`
	DestinationPrefixListId  *string `query:"DestinationPrefixListId"`
	DryRun                   *bool   `query:"DryRun"`
	RouteTableId             *string `query:"RouteTableId"`
}

// DeleteRouteTableInput is the request of DeleteRouteTable.
type DeleteRouteTableInput struct {
	DryRun       *bool   `query:"DryRun"`
	RouteTableId *string `query:"RouteTableId"`
}

// DeleteSecurityGroupInput is the request of DeleteSecurityGroup.
type DeleteSecurityGroupInput struct {
	GroupId   *string `query:"GroupId"`
	GroupName *string `query:"GroupName"`
	DryRun    *bool   `query:"DryRun"`
}

// DeleteSubnetInput is the request of DeleteSubnet.
type DeleteSubnetInput struct {
	SubnetId *string `query:"SubnetId"`
	DryRun   *bool   `query:"DryRun"`
}

// DeleteSubnetCidrReservationInput is the request of DeleteSubnetCidrReservation.
type DeleteSubnetCidrReservationInput struct {
	SubnetCidrReservationId *string `query:"SubnetCidrReservationId"`
	DryRun                  *bool   `query:"DryRun"`
}

// DeleteTagsInput is the request of DeleteTags.
type DeleteTagsInput struct {
	DryRun    *bool    `query:"DryRun"`
	Resources []string `query:"ResourceId"`
	Tags      []Tag    `query:"Tag"`
}

// DeleteVpcInput is the request of DeleteVpc.
type DeleteVpcInput struct {
	VpcId  *string `query:"VpcId"`
	DryRun *bool   `query:"DryRun"`
}

// DeleteVpcEndpointsInput is the request of DeleteVpcEndpoints.
type DeleteVpcEndpointsInput struct {
	DryRun         *bool    `query:"DryRun"`
	VpcEndpointIds []string `query:"VpcEndpointId"`
}

// DeleteVpcPeeringConnectionInput is the request of DeleteVpcPeeringConnection.
type DeleteVpcPeeringConnectionInput struct {
	DryRun                 *bool   `query:"DryRun"`
	VpcPeeringConnectionId *string `query:"VpcPeeringConnectionId"`
}

// DeleteVpnGatewayInput is the request of DeleteVpnGateway.
type DeleteVpnGatewayInput struct {
	VpnGatewayId *string `query:"VpnGatewayId"`
	DryRun       *bool   `query:"DryRun"`
}

// DescribeAccountAttributesInput is the request of DescribeAccountAttributes.
type DescribeAccountAttributesInput struct {
	AttributeNames []AccountAttributeName `query:"AttributeName"`
	DryRun         *bool                  `query:"DryRun"`
}

// DescribeAddressesInput is the request of DescribeAddresses.
type DescribeAddressesInput struct {
	Filters       []Filter `query:"Filter"`
	PublicIps     []string `query:"PublicIp"`
	AllocationIds []string `query:"AllocationId"`
	DryRun        *bool    `query:"DryRun"`
}

// DescribeAddressesAttributeInput is the request of DescribeAddressesAttribute.
type DescribeAddressesAttributeInput struct {
	AllocationIds []string             `query:"AllocationId"`
	Attribute     AddressAttributeName `query:"Attribute"`
	NextToken     *string              `query:"NextToken"`
	MaxResults    *int32               `query:"MaxResults"`
	DryRun        *bool                `query:"DryRun"`
}

// DescribeAvailabilityZonesInput is the request of DescribeAvailabilityZones.
type DescribeAvailabilityZonesInput struct {
	Filters              []Filter `query:"Filter"`
	ZoneNames            []string `query:"ZoneName"`
	ZoneIds              []string `query:"ZoneId"`
	AllAvailabilityZones *bool    `query:"AllAvailabilityZones"`
	DryRun               *bool    `query:"DryRun"`
}

// DescribeDhcpOptionsInput is the request of DescribeDhcpOptions.
type DescribeDhcpOptionsInput struct {
	DhcpOptionsIds []string `query:"DhcpOptionsId"`
	Filters        []Filter `query:"Filter"`
	DryRun         *bool    `query:"DryRun"`
	NextToken      *string  `query:"NextToken"`
	MaxResults     *int32   `query:"MaxResults"`
}

// DescribeEgressOnlyInternetGatewaysInput is the request of DescribeEgressOnlyInternetGateways.
type DescribeEgressOnlyInternetGatewaysInput struct {
	DryRun                       *bool    `query:"DryRun"`
	EgressOnlyInternetGatewayIds []string `query:"EgressOnlyInternetGatewayId"`
	MaxResults                   *int32   `query:"MaxResults"`
	NextToken                    *string  `query:"NextToken"`
	Filters                      []Filter `query:"Filter"`
}

// DescribeFlowLogsInput is the request of DescribeFlowLogs.
type DescribeFlowLogsInput struct {
	DryRun     *bool    `query:"DryRun"`
	Filter     []Filter `query:"Filter"`
	FlowLogIds []string `query:"FlowLogId"`
	MaxResults *int32   `query:"MaxResults"`
	NextToken  *string  `query:"NextToken"`
}

// DescribeInstanceAttributeInput is the request of DescribeInstanceAttribute.
type DescribeInstanceAttributeInput struct {
	Attribute  InstanceAttributeName `query:"Attribute"`
	DryRun     *bool                 `query:"DryRun"`
	InstanceId *string               `query:"InstanceId"`
}

// DescribeInstanceCreditSpecificationsInput is the request of DescribeInstanceCreditSpecifications.
type DescribeInstanceCreditSpecificationsInput struct {
	DryRun      *bool    `query:"DryRun"`
	Filters     []Filter `query:"Filter"`
	InstanceIds []string `query:"InstanceId"`
	MaxResults  *int32   `query:"MaxResults"`
	NextToken   *string  `query:"NextToken"`
}

// DescribeInstanceStatusInput is the request of DescribeInstanceStatus.
type DescribeInstanceStatusInput struct {
	Filters             []Filter `query:"Filter"`
	InstanceIds         []string `query:"InstanceId"`
	MaxResults          *int32   `query:"MaxResults"`
	NextToken           *string  `query:"NextToken"`
	DryRun              *bool    `query:"DryRun"`
	IncludeAllInstances *bool    `query:"IncludeAllInstances"`
}

// DescribeInstanceTypesInput is the request of DescribeInstanceTypes.
type DescribeInstanceTypesInput struct {
	DryRun        *bool          `query:"DryRun"`
	InstanceTypes []InstanceType `query:"InstanceType"`
	Filters       []Filter       `query:"Filter"`
	MaxResults    *int32         `query:"MaxResults"`
	NextToken     *string        `query:"NextToken"`
}

// DescribeInstancesInput is the request of DescribeInstances.
type DescribeInstancesInput struct {
	Filters     []Filter `query:"Filter"`
	InstanceIds []string `query:"InstanceId"`
	DryRun      *bool    `query:"DryRun"`
	MaxResults  *int32   `query:"MaxResults"`
	NextToken   *string  `query:"NextToken"`
}

// DescribeInternetGatewaysInput is the request of DescribeInternetGateways.
type DescribeInternetGatewaysInput struct {
	Filters            []Filter `query:"Filter"`
	DryRun             *bool    `query:"DryRun"`
	InternetGatewayIds []string `query:"InternetGatewayId"`
	NextToken          *string  `query:"NextToken"`
	MaxResults         *int32   `query:"MaxResults"`
}

// DescribeManagedPrefixListsInput is the request of DescribeManagedPrefixLists.
type DescribeManagedPrefixListsInput struct {
	DryRun        *bool    `query:"DryRun"`
	Filters       []Filter `query:"Filter"`
	MaxResults    *int32   `query:"MaxResults"`
	NextToken     *string  `query:"NextToken"`
	PrefixListIds []string `query:"PrefixListId"`
}

// DescribeNatGatewaysInput is the request of DescribeNatGateways.
type DescribeNatGatewaysInput struct {
	DryRun        *bool    `query:"DryRun"`
	Filter        []Filter `query:"Filter"`
	MaxResults    *int32   `query:"MaxResults"`
	NatGatewayIds []string `query:"NatGatewayId"`
	NextToken     *string  `query:"NextToken"`
}

// DescribeNetworkAclsInput is the request of DescribeNetworkAcls.
type DescribeNetworkAclsInput struct {
	Filters       []Filter `query:"Filter"`
	DryRun        *bool    `query:"DryRun"`
	NetworkAclIds []string `query:"NetworkAclId"`
	NextToken     *string  `query:"NextToken"`
	MaxResults    *int32   `query:"MaxResults"`
}

// DescribeNetworkInsightsAnalysesInput is the request of DescribeNetworkInsightsAnalyses.
type DescribeNetworkInsightsAnalysesInput struct {
	NetworkInsightsAnalysisIds []string   `query:"NetworkInsightsAnalysisId"`
	NetworkInsightsPathId      *string    `query:"NetworkInsightsPathId"`
	AnalysisStartTime          *time.Time `query:"AnalysisStartTime"`
	AnalysisEndTime            *time.Time `query:"AnalysisEndTime"`
	Filters                    []Filter   `query:"Filter"`
	MaxResults                 *int32     `query:"MaxResults"`
	DryRun                     *bool      `query:"DryRun"`
	NextToken                  *string    `query:"NextToken"`
}

// DescribeNetworkInsightsPathsInput is the request of DescribeNetworkInsightsPaths.
type DescribeNetworkInsightsPathsInput struct {
	NetworkInsightsPathIds []string `query:"NetworkInsightsPathId"`
	Filters                []Filter `query:"Filter"`
	MaxResults             *int32   `query:"MaxResults"`
	DryRun                 *bool    `query:"DryRun"`
	NextToken              *string  `query:"NextToken"`
}

// DescribeNetworkInterfaceAttributeInput is the request of DescribeNetworkInterfaceAttribute.
type DescribeNetworkInterfaceAttributeInput struct {
	Attribute          NetworkInterfaceAttribute `query:"Attribute"`
	DryRun             *bool                     `query:"DryRun"`
	NetworkInterfaceId *string                   `query:"NetworkInterfaceId"`
}

// DescribeNetworkInterfacesInput is the request of DescribeNetworkInterfaces.
type DescribeNetworkInterfacesInput struct {
	Filters             []Filter `query:"Filter"`
	DryRun              *bool    `query:"DryRun"`
	NetworkInterfaceIds []string `query:"NetworkInterfaceId"`
	NextToken           *string  `query:"NextToken"`
	MaxResults          *int32   `query:"MaxResults"`
}

// DescribePrefixListsInput is the request of DescribePrefixLists.
type DescribePrefixListsInput struct {
	DryRun        *bool    `query:"DryRun"`
	Filters       []Filter `query:"Filter"`
	MaxResults    *int32   `query:"MaxResults"`
	NextToken     *string  `query:"NextToken"`
	PrefixListIds []string `query:"PrefixListId"`
}

// DescribeRegionsInput is the request of DescribeRegions.
type DescribeRegionsInput struct {
	Filters     []Filter `query:"Filter"`
	RegionNames []string `query:"RegionName"`
	DryRun      *bool    `query:"DryRun"`
	AllRegions  *bool    `query:"AllRegions"`
}

// DescribeRouteTablesInput is the request of DescribeRouteTables.
type DescribeRouteTablesInput struct {
	Filters       []Filter `query:"Filter"`
	DryRun        *bool    `query:"DryRun"`
	RouteTableIds []string `query:"RouteTableId"`
	NextToken     *string  `query:"NextToken"`
	MaxResults    *int32   `query:"MaxResults"`
}

// DescribeSecurityGroupReferencesInput is the request of DescribeSecurityGroupReferences.
type DescribeSecurityGroupReferencesInput struct {
	DryRun  *bool    `query:"DryRun"`
	GroupId []string `query:"GroupId"`
}

// DescribeSecurityGroupRulesInput is the request of DescribeSecurityGroupRules.
type DescribeSecurityGroupRulesInput struct {
	Filters              []Filter `query:"Filter"`
	SecurityGroupRuleIds []string `query:"SecurityGroupRuleId"`
	DryRun               *bool    `query:"DryRun"`
	NextToken            *string  `query:"NextToken"`
	MaxResults           *int32   `query:"MaxResults"`
}

// DescribeSecurityGroupsInput is the request of DescribeSecurityGroups.
type DescribeSecurityGroupsInput struct {
	Filters    []Filter `query:"Filter"`
	GroupIds   []string `query:"GroupId"`
	GroupNames []string `query:"GroupName"`
	DryRun     *bool    `query:"DryRun"`
	NextToken  *string  `query:"NextToken"`
	MaxResults *int32   `query:"MaxResults"`
}

// DescribeStaleSecurityGroupsInput is the request of DescribeStaleSecurityGroups.
type DescribeStaleSecurityGroupsInput struct {
	DryRun     *bool   `query:"DryRun"`
	MaxResults *int32  `query:"MaxResults"`
	NextToken  *string `query:"NextToken"`
	VpcId      *string `query:"VpcId"`
}

// DescribeSubnetsInput is the request of DescribeSubnets.
type DescribeSubnetsInput struct {
	Filters    []Filter `query:"Filter"`
	SubnetIds  []string `query:"SubnetId"`
	DryRun     *bool    `query:"DryRun"`
	NextToken  *string  `query:"NextToken"`
	MaxResults *int32   `query:"MaxResults"`
}

// DescribeTagsInput is the request of DescribeTags.
type DescribeTagsInput struct {
	DryRun     *bool    `query:"DryRun"`
	Filters    []Filter `query:"Filter"`
	MaxResults *int32   `query:"MaxResults"`
	NextToken  *string  `query:"NextToken"`
}

// DescribeVpcAttributeInput is the request of DescribeVpcAttribute.
type DescribeVpcAttributeInput struct {
	Attribute VpcAttributeName `query:"Attribute"`
	VpcId     *string          `query:"VpcId"`
	DryRun    *bool            `query:"DryRun"`
}

// DescribeVpcEndpointServicesInput is the request of DescribeVpcEndpointServices.
type DescribeVpcEndpointServicesInput struct {
	DryRun       *bool    `query:"DryRun"`
	ServiceNames []string `query:"ServiceName"`
	Filters      []Filter `query:"Filter"`
	MaxResults   *int32   `query:"MaxResults"`
	NextToken    *string  `query:"NextToken"`
}

// DescribeVpcEndpointsInput is the request of DescribeVpcEndpoints.
type DescribeVpcEndpointsInput struct {
	DryRun         *bool    `query:"DryRun"`
	VpcEndpointIds []string `query:"VpcEndpointId"`
	Filters        []Filter `query:"Filter"`
	MaxResults     *int32   `query:"MaxResults"`
	NextToken      *string  `query:"NextToken"`
}

// DescribeVpcPeeringConnectionsInput is the request of DescribeVpcPeeringConnections.
type DescribeVpcPeeringConnectionsInput struct {
	Filters                 []Filter `query:"Filter"`
	DryRun                  *bool    `query:"DryRun"`
	VpcPeeringConnectionIds []string `query:"VpcPeeringConnectionId"`
	NextToken               *string  `query:"NextToken"`
	MaxResults              *int32   `query:"MaxResults"`
}

// DescribeVpcsInput is the request of DescribeVpcs.
type DescribeVpcsInput struct {
	Filters    []Filter `query:"Filter"`
	VpcIds     []string `query:"VpcId"`
	DryRun     *bool    `query:"DryRun"`
	NextToken  *string  `query:"NextToken"`
	MaxResults *int32   `query:"MaxResults"`
}

// DescribeVpnGatewaysInput is the request of DescribeVpnGateways.
type DescribeVpnGatewaysInput struct {
	Filters       []Filter `query:"Filter"`
	VpnGatewayIds []string `query:"VpnGatewayId"`
	DryRun        *bool    `query:"DryRun"`
}

// DetachInternetGatewayInput is the request of DetachInternetGateway.
type DetachInternetGatewayInput struct {
	DryRun            *bool   `query:"DryRun"`
	InternetGatewayId *string `query:"InternetGatewayId"`
	VpcId             *string `query:"VpcId"`
}

// DetachNetworkInterfaceInput is the request of DetachNetworkInterface.
type DetachNetworkInterfaceInput struct {
	AttachmentId *string `query:"AttachmentId"`
	DryRun       *bool   `query:"DryRun"`
	Force        *bool   `query:"Force"`
}

// DetachVpnGatewayInput is the request of DetachVpnGateway.
type DetachVpnGatewayInput struct {
	VpcId        *string `query:"VpcId"`
	VpnGatewayId *string `query:"VpnGatewayId"`
	DryRun       *bool   `query:"DryRun"`
}

// DisableVgwRoutePropagationInput is the request of DisableVgwRoutePropagation.
type DisableVgwRoutePropagationInput struct {
	GatewayId    *string `query:"GatewayId"`
	RouteTableId *string `query:"RouteTableId"`
	DryRun       *bool   `query:"DryRun"`
}

// DisassociateAddressInput is the request of DisassociateAddress.
type DisassociateAddressInput struct {
	AssociationId *string `query:"AssociationId"`
	PublicIp      *string `query:"PublicIp"`
	DryRun        *bool   `query:"DryRun"`
}

// DisassociateRouteTableInput is the request of DisassociateRouteTable.
type DisassociateRouteTableInput struct {
	AssociationId *string `query:"AssociationId"`
	DryRun        *bool   `query:"DryRun"`
}

// DisassociateSubnetCidrBlockInput is the request of DisassociateSubnetCidrBlock.
type DisassociateSubnetCidrBlockInput struct {
	AssociationId *string `query:"AssociationId"`
}

// DisassociateVpcCidrBlockInput is the request of DisassociateVpcCidrBlock.
type DisassociateVpcCidrBlockInput struct {
	AssociationId *string `query:"AssociationId"`
}

// EnableVgwRoutePropagationInput is the request of EnableVgwRoutePropagation.
type EnableVgwRoutePropagationInput struct {
	GatewayId    *string `query:"GatewayId"`
	RouteTableId *string `query:"RouteTableId"`
	DryRun       *bool   `query:"DryRun"`
}

// GetManagedPrefixListEntriesInput is the request of GetManagedPrefixListEntries.
type GetManagedPrefixListEntriesInput struct {
	DryRun        *bool   `query:"DryRun"`
	PrefixListId  *string `query:"PrefixListId"`
	TargetVersion *int64  `query:"TargetVersion"`
	MaxResults    *int32  `query:"MaxResults"`
	NextToken     *string `query:"NextToken"`
}

// GetSubnetCidrReservationsInput is the request of GetSubnetCidrReservations.
type GetSubnetCidrReservationsInput struct {
	Filters    []Filter `query:"Filter"`
	SubnetId   *string  `query:"SubnetId"`
	DryRun     *bool    `query:"DryRun"`
	NextToken  *string  `query:"NextToken"`
	MaxResults *int32   `query:"MaxResults"`
}

// ModifyInstanceAttributeInput is the request of ModifyInstanceAttribute.
type ModifyInstanceAttributeInput struct {
	SourceDestCheck                   *AttributeBooleanValue                    `query:"SourceDestCheck"`
	Attribute                         InstanceAttributeName                     `query:"Attribute"`
	BlockDeviceMappings               []InstanceBlockDeviceMappingSpecification `query:"BlockDeviceMapping"`
	DisableApiTermination             *AttributeBooleanValue                    `query:"DisableApiTermination"`
	DryRun                            *bool                                     `query:"DryRun"`
	EbsOptimized                      *AttributeBooleanValue                    `query:"EbsOptimized"`
	EnaSupport                        *AttributeBooleanValue                    `query:"EnaSupport"`
	Groups                            []string                                  `query:"GroupId"`
	InstanceId                        *string                                   `query:"InstanceId"`
	InstanceInitiatedShutdownBehavior *AttributeValue                           `query:"InstanceInitiatedShutdownBehavior"`
	InstanceType                      *AttributeValue                           `query:"InstanceType"`
	Kernel                            *AttributeValue                           `query:"Kernel"`
	Ramdisk                           *AttributeValue                           `query:"Ramdisk"`
	SriovNetSupport                   *AttributeValue                           `query:"SriovNetSupport"`
	UserData                          *BlobAttributeValue                       `query:"UserData"`
	Value                             *string                                   `query:"Value"`
	DisableApiStop                    *AttributeBooleanValue                    `query:"DisableApiStop"`
}

// ModifyManagedPrefixListInput is the request of ModifyManagedPrefixList.
type ModifyManagedPrefixListInput struct {
	DryRun         *bool                   `query:"DryRun"`
	PrefixListId   *string                 `query:"PrefixListId"`
	CurrentVersion *int64                  `query:"CurrentVersion"`
	PrefixListName *string                 `query:"PrefixListName"`
	AddEntries     []AddPrefixListEntry    `query:"AddEntry"`
	RemoveEntries  []RemovePrefixListEntry `query:"RemoveEntry"`
	MaxEntries     *int32                  `query:"MaxEntries"`
}

// ModifyNetworkInterfaceAttributeInput is the request of ModifyNetworkInterfaceAttribute.
type ModifyNetworkInterfaceAttributeInput struct {
	Attachment                      *NetworkInterfaceAttachmentChanges      `query:"Attachment"`
	Description                     *AttributeValue                         `query:"Description"`
	DryRun                          *bool                                   `query:"DryRun"`
	Groups                          []string                                `query:"SecurityGroupId"`
	NetworkInterfaceId              *string                                 `query:"NetworkInterfaceId"`
	SourceDestCheck                 *AttributeBooleanValue                  `query:"SourceDestCheck"`
	EnaSrdSpecification             *EnaSrdSpecification                    `query:"EnaSrdSpecification"`
	EnablePrimaryIpv6               *bool                                   `query:"EnablePrimaryIpv6"`
	ConnectionTrackingSpecification *ConnectionTrackingSpecificationRequest `query:"ConnectionTrackingSpecification"`
	AssociatePublicIpAddress        *bool                                   `query:"AssociatePublicIpAddress"`
}

// ModifySecurityGroupRulesInput is the request of ModifySecurityGroupRules.
type ModifySecurityGroupRulesInput struct {
	GroupId            *string                   `query:"GroupId"`
	SecurityGroupRules []SecurityGroupRuleUpdate `query:"SecurityGroupRule"`
	DryRun             *bool                     `query:"DryRun"`
}

// ModifySubnetAttributeInput is the request of ModifySubnetAttribute.
type ModifySubnetAttributeInput struct {
	AssignIpv6AddressOnCreation             *AttributeBooleanValue `query:"AssignIpv6AddressOnCreation"`
	MapPublicIpOnLaunch                     *AttributeBooleanValue `query:"MapPublicIpOnLaunch"`
	SubnetId                                *string                `query:"SubnetId"`
	MapCustomerOwnedIpOnLaunch              *AttributeBooleanValue `query:"MapCustomerOwnedIpOnLaunch"`
	CustomerOwnedIpv4Pool                   *string                `query:"CustomerOwnedIpv4Pool"`
	EnableDns64                             *AttributeBooleanValue `query:"EnableDns64"`
	PrivateDnsHostnameTypeOnLaunch          HostnameType           `query:"PrivateDnsHostnameTypeOnLaunch"`
	EnableResourceNameDnsARecordOnLaunch    *AttributeBooleanValue `query:"EnableResourceNameDnsARecordOnLaunch"`
	EnableResourceNameDnsAAAARecordOnLaunch *AttributeBooleanValue `query:"EnableResourceNameDnsAAAARecordOnLaunch"`
	EnableLniAtDeviceIndex                  *int32                 `query:"EnableLniAtDeviceIndex"`
	DisableLniAtDeviceIndex                 *AttributeBooleanValue `query:"DisableLniAtDeviceIndex"`
}

// ModifyVpcAttributeInput is the request of ModifyVpcAttribute.
type ModifyVpcAttributeInput struct {
	EnableDnsHostnames               *AttributeBooleanValue `query:"EnableDnsHostnames"`
	EnableDnsSupport                 *AttributeBooleanValue `query:"EnableDnsSupport"`
	VpcId                            *string                `query:"VpcId"`
	EnableNetworkAddressUsageMetrics *AttributeBooleanValue `query:"EnableNetworkAddressUsageMetrics"`
}

// ModifyVpcEndpointInput is the request of ModifyVpcEndpoint.
type ModifyVpcEndpointInput struct {
	DryRun                 *bool                    `query:"DryRun"`
	VpcEndpointId          *string                  `query:"VpcEndpointId"`
	ResetPolicy            *bool                    `query:"ResetPolicy"`
	PolicyDocument         *string                  `query:"PolicyDocument"`
	AddRouteTableIds       []string                 `query:"AddRouteTableId"`
	RemoveRouteTableIds    []string                 `query:"RemoveRouteTableId"`
	AddSubnetIds           []string                 `query:"AddSubnetId"`
	RemoveSubnetIds        []string                 `query:"RemoveSubnetId"`
	AddSecurityGroupIds    []string                 `query:"AddSecurityGroupId"`
	RemoveSecurityGroupIds []string                 `query:"RemoveSecurityGroupId"`
	IpAddressType          IpAddressType            `query:"IpAddressType"`
	DnsOptions             *DnsOptionsSpecification `query:"DnsOptions"`
	PrivateDnsEnabled      *bool                    `query:"PrivateDnsEnabled"`
	SubnetConfigurations   []SubnetConfiguration    `query:"SubnetConfiguration"`
}

// ModifyVpcPeeringConnectionOptionsInput is the request of ModifyVpcPeeringConnectionOptions.
type ModifyVpcPeeringConnectionOptionsInput struct {
	AccepterPeeringConnectionOptions  *PeeringConnectionOptionsRequest `query:"AccepterPeeringConnectionOptions"`
	DryRun                            *bool                            `query:"DryRun"`
	RequesterPeeringConnectionOptions *PeeringConnectionOptionsRequest `query:"RequesterPeeringConnectionOptions"`
	VpcPeeringConnectionId            *string                          `query:"VpcPeeringConnectionId"`
}

// RejectVpcPeeringConnectionInput is the request of RejectVpcPeeringConnection.
type RejectVpcPeeringConnectionInput struct {
	DryRun                 *bool   `query:"DryRun"`
	VpcPeeringConnectionId *string `query:"VpcPeeringConnectionId"`
}

// ReleaseAddressInput is the request of ReleaseAddress.
type ReleaseAddressInput struct {
	AllocationId       *string `query:"AllocationId"`
	PublicIp           *string `query:"PublicIp"`
	NetworkBorderGroup *string `query:"NetworkBorderGroup"`
	DryRun             *bool   `query:"DryRun"`
}

// ReplaceNetworkAclAssociationInput is the request of ReplaceNetworkAclAssociation.
type ReplaceNetworkAclAssociationInput struct {
	AssociationId *string `query:"AssociationId"`
	DryRun        *bool   `query:"DryRun"`
	NetworkAclId  *string `query:"NetworkAclId"`
}

// ReplaceNetworkAclEntryInput is the request of ReplaceNetworkAclEntry.
type ReplaceNetworkAclEntryInput struct {
	CidrBlock     *string       `query:"CidrBlock"`
	DryRun        *bool         `query:"DryRun"`
	Egress        *bool         `query:"Egress"`
	IcmpTypeCode  *IcmpTypeCode `query:"Icmp"`
	Ipv6CidrBlock *string       `query:"Ipv6CidrBlock"`
	NetworkAclId  *string       `query:"NetworkAclId"`
	PortRange     *PortRange    `query:"PortRange"`
	Protocol      *string       `query:"Protocol"`
	RuleAction    RuleAction    `query:"RuleAction"`
	RuleNumber    *int32        `query:"RuleNumber"`
}

// ReplaceRouteInput is the request of ReplaceRoute.
type ReplaceRouteInput struct {
	DestinationCidrBlock        *string `query:"DestinationCidrBlock"`
	DestinationIpv6CidrBlock    *string `query:"DestinationIpv6CidrBlock"`
	DestinationPrefixListId     *string `query:"DestinationPrefixListId"`
	DryRun                      *bool   `query:"DryRun"`
	VpcEndpointId               *string `query:"VpcEndpointId"`
	EgressOnlyInternetGatewayId *string `query:"EgressOnlyInternetGatewayId"`
	GatewayId                   *string `query:"GatewayId"`
	InstanceId                  *string `query:"InstanceId"`
	LocalTarget                 *bool   `query:"LocalTarget"`
	NatGatewayId                *string `query:"NatGatewayId"`
	TransitGatewayId            *string `query:"TransitGatewayId"`
	LocalGatewayId              *string `query:"LocalGatewayId"`
	CarrierGatewayId            *string `query:"CarrierGatewayId"`
	NetworkInterfaceId          *string `query:"NetworkInterfaceId"`
	RouteTableId                *string `query:"RouteTableId"`
	VpcPeeringConnectionId      *string `query:"VpcPeeringConnectionId"`
	CoreNetworkArn              *string `query:"CoreNetworkArn"`
}

// ReplaceRouteTableAssociationInput is the request of ReplaceRouteTableAssociation.
type ReplaceRouteTableAssociationInput struct {
	AssociationId *string `query:"AssociationId"`
	DryRun        *bool   `query:"DryRun"`
	RouteTableId  *string `query:"RouteTableId"`
}

// RevokeSecurityGroupEgressInput is the request of RevokeSecurityGroupEgress.
type RevokeSecurityGroupEgressInput struct {
	DryRun                     *bool          `query:"DryRun"`
	GroupId                    *string        `query:"GroupId"`
	IpPermissions              []IpPermission `query:"IpPermissions"`
	SecurityGroupRuleIds       []string       `query:"SecurityGroupRuleId"`
	CidrIp                     *string        `query:"CidrIp"`
	FromPort                   *int32         `query:"FromPort"`
	IpProtocol                 *string        `query:"IpProtocol"`
	ToPort                     *int32         `query:"ToPort"`
	SourceSecurityGroupName    *string        `query:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string        `query:"SourceSecurityGroupOwnerId"`
}

// RevokeSecurityGroupIngressInput is the request of RevokeSecurityGroupIngress.
type RevokeSecurityGroupIngressInput struct {
	CidrIp                     *string        `query:"CidrIp"`
	FromPort                   *int32         `query:"FromPort"`
	GroupId                    *string        `query:"GroupId"`
	GroupName                  *string        `query:"GroupName"`
	IpPermissions              []IpPermission `query:"IpPermissions"`
	IpProtocol                 *string        `query:"IpProtocol"`
	SourceSecurityGroupName    *string        `query:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string        `query:"SourceSecurityGroupOwnerId"`
	ToPort                     *int32         `query:"ToPort"`
	DryRun                     *bool          `query:"DryRun"`
	SecurityGroupRuleIds       []string       `query:"SecurityGroupRuleId"`
}

// RunInstancesInput is the request of RunInstances.
type RunInstancesInput struct {
	BlockDeviceMappings               []BlockDeviceMapping                    `query:"BlockDeviceMapping"`
	ImageId                           *string                                 `query:"ImageId"`
	InstanceType                      InstanceType                            `query:"InstanceType"`
	Ipv6AddressCount                  *int32                                  `query:"Ipv6AddressCount"`
	Ipv6Addresses                     []InstanceIpv6Address                   `query:"Ipv6Address"`
	KernelId                          *string                                 `query:"KernelId"`
	KeyName                           *string                                 `query:"KeyName"`
	MaxCount                          *int32                                  `query:"MaxCount"`
	MinCount                          *int32                                  `query:"MinCount"`
	Monitoring                        *RunInstancesMonitoringEnabled          `query:"Monitoring"`
	Placement                         *Placement                              `query:"Placement"`
	RamdiskId                         *string                                 `query:"RamdiskId"`
	SecurityGroupIds                  []string                                `query:"SecurityGroupId"`
	SecurityGroups                    []string                                `query:"SecurityGroup"`
	SubnetId                          *string                                 `query:"SubnetId"`
	UserData                          *string                                 `query:"UserData"`
	AdditionalInfo                    *string                                 `query:"AdditionalInfo"`
	ClientToken                       *string                                 `query:"ClientToken"`
	DisableApiTermination             *bool                                   `query:"DisableApiTermination"`
	DryRun                            *bool                                   `query:"DryRun"`
	EbsOptimized                      *bool                                   `query:"EbsOptimized"`
	IamInstanceProfile                *IamInstanceProfileSpecification        `query:"IamInstanceProfile"`
	InstanceInitiatedShutdownBehavior ShutdownBehavior                        `query:"InstanceInitiatedShutdownBehavior"`
	NetworkInterfaces                 []InstanceNetworkInterfaceSpecification `query:"NetworkInterface"`
	PrivateIpAddress                  *string                                 `query:"PrivateIpAddress"`
	ElasticGpuSpecification           []ElasticGpuSpecification               `query:"ElasticGpuSpecification"`
	ElasticInferenceAccelerators      []ElasticInferenceAccelerator           `query:"ElasticInferenceAccelerator"`
	TagSpecifications                 []TagSpecification                      `query:"TagSpecification"`
	LaunchTemplate                    *LaunchTemplateSpecification            `query:"LaunchTemplate"`
	InstanceMarketOptions             *InstanceMarketOptionsRequest           `query:"InstanceMarketOptions"`
	CreditSpecification               *CreditSpecificationRequest             `query:"CreditSpecification"`
	CpuOptions                        *CpuOptionsRequest                      `query:"CpuOptions"`
	CapacityReservationSpecification  *CapacityReservationSpecification       `query:"CapacityReservationSpecification"`
	HibernationOptions                *HibernationOptionsRequest              `query:"HibernationOptions"`
	LicenseSpecifications             []LicenseConfigurationRequest           `query:"LicenseSpecification"`
	MetadataOptions                   *InstanceMetadataOptionsRequest         `query:"MetadataOptions"`
	EnclaveOptions                    *EnclaveOptionsRequest                  `query:"EnclaveOptions"`
	PrivateDnsNameOptions             *PrivateDnsNameOptionsRequest           `query:"PrivateDnsNameOptions"`
	MaintenanceOptions                *InstanceMaintenanceOptionsRequest      `query:"MaintenanceOptions"`
	DisableApiStop                    *bool                                   `query:"DisableApiStop"`
	EnablePrimaryIpv6                 *bool                                   `query:"EnablePrimaryIpv6"`
}

// StartInstancesInput is the request of StartInstances.
type StartInstancesInput struct {
	InstanceIds    []string `query:"InstanceId"`
	AdditionalInfo *string  `query:"AdditionalInfo"`
	DryRun         *bool    `query:"DryRun"`
}

// StartNetworkInsightsAnalysisInput is the request of StartNetworkInsightsAnalysis.
type StartNetworkInsightsAnalysisInput struct {
	NetworkInsightsPathId *string            `query:"NetworkInsightsPathId"`
	AdditionalAccounts    []string           `query:"AdditionalAccount"`
	FilterInArns          []string           `query:"FilterInArn"`
	DryRun                *bool              `query:"DryRun"`
	TagSpecifications     []TagSpecification `query:"TagSpecification"`
	ClientToken           *string            `query:"ClientToken"`
}

// StopInstancesInput is the request of StopInstances.
type StopInstancesInput struct {
	InstanceIds    []string `query:"InstanceId"`
	Hibernate      *bool    `query:"Hibernate"`
	DryRun         *bool    `query:"DryRun"`
	Force          *bool    `query:"Force"`
	SkipOsShutdown *bool    `query:"SkipOsShutdown"`
}

// TerminateInstancesInput is the request of TerminateInstances.
type TerminateInstancesInput struct {
	InstanceIds    []string `query:"InstanceId"`
	DryRun         *bool    `query:"DryRun"`
	Force          *bool    `query:"Force"`
	SkipOsShutdown *bool    `query:"SkipOsShutdown"`
}

// UnassignIpv6AddressesInput is the request of UnassignIpv6Addresses.
type UnassignIpv6AddressesInput struct {
	Ipv6Addresses      []string `query:"Ipv6Addresses"`
	Ipv6Prefixes       []string `query:"Ipv6Prefix"`
	NetworkInterfaceId *string  `query:"NetworkInterfaceId"`
}

// UnassignPrivateIpAddressesInput is the request of UnassignPrivateIpAddresses.
type UnassignPrivateIpAddressesInput struct {
	NetworkInterfaceId *string  `query:"NetworkInterfaceId"`
	PrivateIpAddresses []string `query:"PrivateIpAddress"`
	Ipv4Prefixes       []string `query:"Ipv4Prefix"`
}

// UpdateSecurityGroupRuleDescriptionsEgressInput is the request of UpdateSecurityGroupRuleDescriptionsEgress.
type UpdateSecurityGroupRuleDescriptionsEgressInput struct {
	DryRun                        *bool                          `query:"DryRun"`
	GroupId                       *string                        `query:"GroupId"`
	GroupName                     *string                        `query:"GroupName"`
	IpPermissions                 []IpPermission                 `query:"IpPermissions"`
	SecurityGroupRuleDescriptions []SecurityGroupRuleDescription `query:"SecurityGroupRuleDescription"`
}

// UpdateSecurityGroupRuleDescriptionsIngressInput is the request of UpdateSecurityGroupRuleDescriptionsIngress.
type UpdateSecurityGroupRuleDescriptionsIngressInput struct {
	DryRun                        *bool                          `query:"DryRun"`
	GroupId                       *string                        `query:"GroupId"`
	GroupName                     *string                        `query:"GroupName"`
	IpPermissions                 []IpPermission                 `query:"IpPermissions"`
	SecurityGroupRuleDescriptions []SecurityGroupRuleDescription `query:"SecurityGroupRuleDescription"`
}
