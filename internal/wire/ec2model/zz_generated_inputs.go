// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package ec2model

import "time"

// AcceptVpcPeeringConnectionInput is the request of AcceptVpcPeeringConnection.
type AcceptVpcPeeringConnectionInput struct {
	DryRun                 *bool   `ec2:"DryRun"`
	VpcPeeringConnectionId *string `ec2:"VpcPeeringConnectionId"`
}

// AllocateAddressInput is the request of AllocateAddress.
type AllocateAddressInput struct {
	Domain                DomainType         `ec2:"Domain"`
	Address               *string            `ec2:"Address"`
	PublicIpv4Pool        *string            `ec2:"PublicIpv4Pool"`
	NetworkBorderGroup    *string            `ec2:"NetworkBorderGroup"`
	CustomerOwnedIpv4Pool *string            `ec2:"CustomerOwnedIpv4Pool"`
	DryRun                *bool              `ec2:"DryRun"`
	TagSpecifications     []TagSpecification `ec2:"TagSpecification"`
}

// AssignIpv6AddressesInput is the request of AssignIpv6Addresses.
type AssignIpv6AddressesInput struct {
	Ipv6AddressCount   *int32   `ec2:"Ipv6AddressCount"`
	Ipv6Addresses      []string `ec2:"Ipv6Addresses"`
	Ipv6PrefixCount    *int32   `ec2:"Ipv6PrefixCount"`
	Ipv6Prefixes       []string `ec2:"Ipv6Prefix"`
	NetworkInterfaceId *string  `ec2:"NetworkInterfaceId"`
}

// AssignPrivateIpAddressesInput is the request of AssignPrivateIpAddresses.
type AssignPrivateIpAddressesInput struct {
	AllowReassignment              *bool    `ec2:"AllowReassignment"`
	NetworkInterfaceId             *string  `ec2:"NetworkInterfaceId"`
	PrivateIpAddresses             []string `ec2:"PrivateIpAddress"`
	SecondaryPrivateIpAddressCount *int32   `ec2:"SecondaryPrivateIpAddressCount"`
	Ipv4Prefixes                   []string `ec2:"Ipv4Prefix"`
	Ipv4PrefixCount                *int32   `ec2:"Ipv4PrefixCount"`
}

// AssociateAddressInput is the request of AssociateAddress.
type AssociateAddressInput struct {
	AllocationId       *string `ec2:"AllocationId"`
	InstanceId         *string `ec2:"InstanceId"`
	PublicIp           *string `ec2:"PublicIp"`
	AllowReassociation *bool   `ec2:"AllowReassociation"`
	DryRun             *bool   `ec2:"DryRun"`
	NetworkInterfaceId *string `ec2:"NetworkInterfaceId"`
	PrivateIpAddress   *string `ec2:"PrivateIpAddress"`
}

// AssociateDhcpOptionsInput is the request of AssociateDhcpOptions.
type AssociateDhcpOptionsInput struct {
	DhcpOptionsId *string `ec2:"DhcpOptionsId"`
	VpcId         *string `ec2:"VpcId"`
	DryRun        *bool   `ec2:"DryRun"`
}

// AssociateRouteTableInput is the request of AssociateRouteTable.
type AssociateRouteTableInput struct {
	DryRun       *bool   `ec2:"DryRun"`
	RouteTableId *string `ec2:"RouteTableId"`
	SubnetId     *string `ec2:"SubnetId"`
	GatewayId    *string `ec2:"GatewayId"`
}

// AssociateSubnetCidrBlockInput is the request of AssociateSubnetCidrBlock.
type AssociateSubnetCidrBlockInput struct {
	Ipv6CidrBlock     *string `ec2:"Ipv6CidrBlock"`
	SubnetId          *string `ec2:"SubnetId"`
	Ipv6IpamPoolId    *string `ec2:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength *int32  `ec2:"Ipv6NetmaskLength"`
}

// AssociateVpcCidrBlockInput is the request of AssociateVpcCidrBlock.
type AssociateVpcCidrBlockInput struct {
	AmazonProvidedIpv6CidrBlock     *bool   `ec2:"AmazonProvidedIpv6CidrBlock"`
	CidrBlock                       *string `ec2:"CidrBlock"`
	VpcId                           *string `ec2:"VpcId"`
	Ipv6CidrBlockNetworkBorderGroup *string `ec2:"Ipv6CidrBlockNetworkBorderGroup"`
	Ipv6Pool                        *string `ec2:"Ipv6Pool"`
	Ipv6CidrBlock                   *string `ec2:"Ipv6CidrBlock"`
	Ipv4IpamPoolId                  *string `ec2:"Ipv4IpamPoolId"`
	Ipv4NetmaskLength               *int32  `ec2:"Ipv4NetmaskLength"`
	Ipv6IpamPoolId                  *string `ec2:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength               *int32  `ec2:"Ipv6NetmaskLength"`
}

// AttachInternetGatewayInput is the request of AttachInternetGateway.
type AttachInternetGatewayInput struct {
	DryRun            *bool   `ec2:"DryRun"`
	InternetGatewayId *string `ec2:"InternetGatewayId"`
	VpcId             *string `ec2:"VpcId"`
}

// AttachNetworkInterfaceInput is the request of AttachNetworkInterface.
type AttachNetworkInterfaceInput struct {
	DeviceIndex         *int32               `ec2:"DeviceIndex"`
	DryRun              *bool                `ec2:"DryRun"`
	InstanceId          *string              `ec2:"InstanceId"`
	NetworkInterfaceId  *string              `ec2:"NetworkInterfaceId"`
	NetworkCardIndex    *int32               `ec2:"NetworkCardIndex"`
	EnaSrdSpecification *EnaSrdSpecification `ec2:"EnaSrdSpecification"`
}

// AttachVpnGatewayInput is the request of AttachVpnGateway.
type AttachVpnGatewayInput struct {
	VpcId        *string `ec2:"VpcId"`
	VpnGatewayId *string `ec2:"VpnGatewayId"`
	DryRun       *bool   `ec2:"DryRun"`
}

// AuthorizeSecurityGroupEgressInput is the request of AuthorizeSecurityGroupEgress.
type AuthorizeSecurityGroupEgressInput struct {
	DryRun                     *bool              `ec2:"DryRun"`
	GroupId                    *string            `ec2:"GroupId"`
	IpPermissions              []IpPermission     `ec2:"IpPermissions"`
	TagSpecifications          []TagSpecification `ec2:"TagSpecification"`
	CidrIp                     *string            `ec2:"CidrIp"`
	FromPort                   *int32             `ec2:"FromPort"`
	IpProtocol                 *string            `ec2:"IpProtocol"`
	ToPort                     *int32             `ec2:"ToPort"`
	SourceSecurityGroupName    *string            `ec2:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string            `ec2:"SourceSecurityGroupOwnerId"`
}

// AuthorizeSecurityGroupIngressInput is the request of AuthorizeSecurityGroupIngress.
type AuthorizeSecurityGroupIngressInput struct {
	CidrIp                     *string            `ec2:"CidrIp"`
	FromPort                   *int32             `ec2:"FromPort"`
	GroupId                    *string            `ec2:"GroupId"`
	GroupName                  *string            `ec2:"GroupName"`
	IpPermissions              []IpPermission     `ec2:"IpPermissions"`
	IpProtocol                 *string            `ec2:"IpProtocol"`
	SourceSecurityGroupName    *string            `ec2:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string            `ec2:"SourceSecurityGroupOwnerId"`
	ToPort                     *int32             `ec2:"ToPort"`
	DryRun                     *bool              `ec2:"DryRun"`
	TagSpecifications          []TagSpecification `ec2:"TagSpecification"`
}

// CreateDefaultSubnetInput is the request of CreateDefaultSubnet.
type CreateDefaultSubnetInput struct {
	AvailabilityZone *string `ec2:"AvailabilityZone"`
	DryRun           *bool   `ec2:"DryRun"`
	Ipv6Native       *bool   `ec2:"Ipv6Native"`
}

// CreateDefaultVpcInput is the request of CreateDefaultVpc.
type CreateDefaultVpcInput struct {
	DryRun *bool `ec2:"DryRun"`
}

// CreateDhcpOptionsInput is the request of CreateDhcpOptions.
type CreateDhcpOptionsInput struct {
	DhcpConfigurations []NewDhcpConfiguration `ec2:"DhcpConfiguration"`
	TagSpecifications  []TagSpecification     `ec2:"TagSpecification"`
	DryRun             *bool                  `ec2:"DryRun"`
}

// CreateEgressOnlyInternetGatewayInput is the request of CreateEgressOnlyInternetGateway.
type CreateEgressOnlyInternetGatewayInput struct {
	ClientToken       *string            `ec2:"ClientToken"`
	DryRun            *bool              `ec2:"DryRun"`
	VpcId             *string            `ec2:"VpcId"`
	TagSpecifications []TagSpecification `ec2:"TagSpecification"`
}

// CreateFlowLogsInput is the request of CreateFlowLogs.
type CreateFlowLogsInput struct {
	DryRun                   *bool                      `ec2:"DryRun"`
	ClientToken              *string                    `ec2:"ClientToken"`
	DeliverLogsPermissionArn *string                    `ec2:"DeliverLogsPermissionArn"`
	DeliverCrossAccountRole  *string                    `ec2:"DeliverCrossAccountRole"`
	LogGroupName             *string                    `ec2:"LogGroupName"`
	ResourceIds              []string                   `ec2:"ResourceId"`
	ResourceType             FlowLogsResourceType       `ec2:"ResourceType"`
	TrafficType              TrafficType                `ec2:"TrafficType"`
	LogDestinationType       LogDestinationType         `ec2:"LogDestinationType"`
	LogDestination           *string                    `ec2:"LogDestination"`
	LogFormat                *string                    `ec2:"LogFormat"`
	TagSpecifications        []TagSpecification         `ec2:"TagSpecification"`
	MaxAggregationInterval   *int32                     `ec2:"MaxAggregationInterval"`
	DestinationOptions       *DestinationOptionsRequest `ec2:"DestinationOptions"`
}

// CreateInternetGatewayInput is the request of CreateInternetGateway.
type CreateInternetGatewayInput struct {
	TagSpecifications []TagSpecification `ec2:"TagSpecification"`
	DryRun            *bool              `ec2:"DryRun"`
}

// CreateManagedPrefixListInput is the request of CreateManagedPrefixList.
type CreateManagedPrefixListInput struct {
	DryRun            *bool                `ec2:"DryRun"`
	PrefixListName    *string              `ec2:"PrefixListName"`
	Entries           []AddPrefixListEntry `ec2:"Entry"`
	MaxEntries        *int32               `ec2:"MaxEntries"`
	TagSpecifications []TagSpecification   `ec2:"TagSpecification"`
	AddressFamily     *string              `ec2:"AddressFamily"`
	ClientToken       *string              `ec2:"ClientToken"`
}

// CreateNatGatewayInput is the request of CreateNatGateway.
type CreateNatGatewayInput struct {
	AllocationId                   *string            `ec2:"AllocationId"`
	ClientToken                    *string            `ec2:"ClientToken"`
	DryRun                         *bool              `ec2:"DryRun"`
	SubnetId                       *string            `ec2:"SubnetId"`
	TagSpecifications              []TagSpecification `ec2:"TagSpecification"`
	ConnectivityType               ConnectivityType   `ec2:"ConnectivityType"`
	PrivateIpAddress               *string            `ec2:"PrivateIpAddress"`
	SecondaryAllocationIds         []string           `ec2:"SecondaryAllocationId"`
	SecondaryPrivateIpAddresses    []string           `ec2:"SecondaryPrivateIpAddress"`
	SecondaryPrivateIpAddressCount *int32             `ec2:"SecondaryPrivateIpAddressCount"`
}

// CreateNetworkAclInput is the request of CreateNetworkAcl.
type CreateNetworkAclInput struct {
	DryRun            *bool              `ec2:"DryRun"`
	VpcId             *string            `ec2:"VpcId"`
	TagSpecifications []TagSpecification `ec2:"TagSpecification"`
	ClientToken       *string            `ec2:"ClientToken"`
}

// CreateNetworkAclEntryInput is the request of CreateNetworkAclEntry.
type CreateNetworkAclEntryInput struct {
	CidrBlock     *string       `ec2:"CidrBlock"`
	DryRun        *bool         `ec2:"DryRun"`
	Egress        *bool         `ec2:"Egress"`
	IcmpTypeCode  *IcmpTypeCode `ec2:"Icmp"`
	Ipv6CidrBlock *string       `ec2:"Ipv6CidrBlock"`
	NetworkAclId  *string       `ec2:"NetworkAclId"`
	PortRange     *PortRange    `ec2:"PortRange"`
	Protocol      *string       `ec2:"Protocol"`
	RuleAction    RuleAction    `ec2:"RuleAction"`
	RuleNumber    *int32        `ec2:"RuleNumber"`
}

// CreateNetworkInsightsPathInput is the request of CreateNetworkInsightsPath.
type CreateNetworkInsightsPathInput struct {
	SourceIp            *string            `ec2:"SourceIp"`
	DestinationIp       *string            `ec2:"DestinationIp"`
	Source              *string            `ec2:"Source"`
	Destination         *string            `ec2:"Destination"`
	Protocol            Protocol           `ec2:"Protocol"`
	DestinationPort     *int32             `ec2:"DestinationPort"`
	TagSpecifications   []TagSpecification `ec2:"TagSpecification"`
	DryRun              *bool              `ec2:"DryRun"`
	ClientToken         *string            `ec2:"ClientToken"`
	FilterAtSource      *PathRequestFilter `ec2:"FilterAtSource"`
	FilterAtDestination *PathRequestFilter `ec2:"FilterAtDestination"`
}

// CreateNetworkInterfaceInput is the request of CreateNetworkInterface.
type CreateNetworkInterfaceInput struct {
	Description                     *string                                 `ec2:"Description"`
	DryRun                          *bool                                   `ec2:"DryRun"`
	Groups                          []string                                `ec2:"SecurityGroupId"`
	Ipv6AddressCount                *int32                                  `ec2:"Ipv6AddressCount"`
	Ipv6Addresses                   []InstanceIpv6Address                   `ec2:"Ipv6Addresses"`
	PrivateIpAddress                *string                                 `ec2:"PrivateIpAddress"`
	PrivateIpAddresses              []PrivateIpAddressSpecification         `ec2:"PrivateIpAddresses"`
	SecondaryPrivateIpAddressCount  *int32                                  `ec2:"SecondaryPrivateIpAddressCount"`
	Ipv4Prefixes                    []Ipv4PrefixSpecificationRequest        `ec2:"Ipv4Prefix"`
	Ipv4PrefixCount                 *int32                                  `ec2:"Ipv4PrefixCount"`
	Ipv6Prefixes                    []Ipv6PrefixSpecificationRequest        `ec2:"Ipv6Prefix"`
	Ipv6PrefixCount                 *int32                                  `ec2:"Ipv6PrefixCount"`
	InterfaceType                   NetworkInterfaceCreationType            `ec2:"InterfaceType"`
	SubnetId                        *string                                 `ec2:"SubnetId"`
	TagSpecifications               []TagSpecification                      `ec2:"TagSpecification"`
	ClientToken                     *string                                 `ec2:"ClientToken"`
	EnablePrimaryIpv6               *bool                                   `ec2:"EnablePrimaryIpv6"`
	ConnectionTrackingSpecification *ConnectionTrackingSpecificationRequest `ec2:"ConnectionTrackingSpecification"`
}

// CreateRouteInput is the request of CreateRoute.
type CreateRouteInput struct {
	DestinationCidrBlock        *string `ec2:"DestinationCidrBlock"`
	DestinationIpv6CidrBlock    *string `ec2:"DestinationIpv6CidrBlock"`
	DestinationPrefixListId     *string `ec2:"DestinationPrefixListId"`
	DryRun                      *bool   `ec2:"DryRun"`
	VpcEndpointId               *string `ec2:"VpcEndpointId"`
	EgressOnlyInternetGatewayId *string `ec2:"EgressOnlyInternetGatewayId"`
	GatewayId                   *string `ec2:"GatewayId"`
	InstanceId                  *string `ec2:"InstanceId"`
	NatGatewayId                *string `ec2:"NatGatewayId"`
	TransitGatewayId            *string `ec2:"TransitGatewayId"`
	LocalGatewayId              *string `ec2:"LocalGatewayId"`
	CarrierGatewayId            *string `ec2:"CarrierGatewayId"`
	NetworkInterfaceId          *string `ec2:"NetworkInterfaceId"`
	RouteTableId                *string `ec2:"RouteTableId"`
	VpcPeeringConnectionId      *string `ec2:"VpcPeeringConnectionId"`
	CoreNetworkArn              *string `ec2:"CoreNetworkArn"`
}

// CreateRouteTableInput is the request of CreateRouteTable.
type CreateRouteTableInput struct {
	DryRun            *bool              `ec2:"DryRun"`
	VpcId             *string            `ec2:"VpcId"`
	TagSpecifications []TagSpecification `ec2:"TagSpecification"`
	ClientToken       *string            `ec2:"ClientToken"`
}

// CreateSecurityGroupInput is the request of CreateSecurityGroup.
type CreateSecurityGroupInput struct {
	Description       *string            `ec2:"GroupDescription"`
	GroupName         *string            `ec2:"GroupName"`
	VpcId             *string            `ec2:"VpcId"`
	TagSpecifications []TagSpecification `ec2:"TagSpecification"`
	DryRun            *bool              `ec2:"DryRun"`
}

// CreateSubnetInput is the request of CreateSubnet.
type CreateSubnetInput struct {
	TagSpecifications  []TagSpecification `ec2:"TagSpecification"`
	AvailabilityZone   *string            `ec2:"AvailabilityZone"`
	AvailabilityZoneId *string            `ec2:"AvailabilityZoneId"`
	CidrBlock          *string            `ec2:"CidrBlock"`
	Ipv6CidrBlock      *string            `ec2:"Ipv6CidrBlock"`
	OutpostArn         *string            `ec2:"OutpostArn"`
	VpcId              *string            `ec2:"VpcId"`
	DryRun             *bool              `ec2:"DryRun"`
	Ipv6Native         *bool              `ec2:"Ipv6Native"`
	Ipv4IpamPoolId     *string            `ec2:"Ipv4IpamPoolId"`
	Ipv4NetmaskLength  *int32             `ec2:"Ipv4NetmaskLength"`
	Ipv6IpamPoolId     *string            `ec2:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength  *int32             `ec2:"Ipv6NetmaskLength"`
}

// CreateSubnetCidrReservationInput is the request of CreateSubnetCidrReservation.
type CreateSubnetCidrReservationInput struct {
	SubnetId          *string                   `ec2:"SubnetId"`
	Cidr              *string                   `ec2:"Cidr"`
	ReservationType   SubnetCidrReservationType `ec2:"ReservationType"`
	Description       *string                   `ec2:"Description"`
	DryRun            *bool                     `ec2:"DryRun"`
	TagSpecifications []TagSpecification        `ec2:"TagSpecification"`
}

// CreateTagsInput is the request of CreateTags.
type CreateTagsInput struct {
	DryRun    *bool    `ec2:"DryRun"`
	Resources []string `ec2:"ResourceId"`
	Tags      []Tag    `ec2:"Tag"`
}

// CreateVpcInput is the request of CreateVpc.
type CreateVpcInput struct {
	CidrBlock                       *string            `ec2:"CidrBlock"`
	AmazonProvidedIpv6CidrBlock     *bool              `ec2:"AmazonProvidedIpv6CidrBlock"`
	Ipv6Pool                        *string            `ec2:"Ipv6Pool"`
	Ipv6CidrBlock                   *string            `ec2:"Ipv6CidrBlock"`
	Ipv4IpamPoolId                  *string            `ec2:"Ipv4IpamPoolId"`
	Ipv4NetmaskLength               *int32             `ec2:"Ipv4NetmaskLength"`
	Ipv6IpamPoolId                  *string            `ec2:"Ipv6IpamPoolId"`
	Ipv6NetmaskLength               *int32             `ec2:"Ipv6NetmaskLength"`
	DryRun                          *bool              `ec2:"DryRun"`
	InstanceTenancy                 Tenancy            `ec2:"InstanceTenancy"`
	Ipv6CidrBlockNetworkBorderGroup *string            `ec2:"Ipv6CidrBlockNetworkBorderGroup"`
	TagSpecifications               []TagSpecification `ec2:"TagSpecification"`
}

// CreateVpcEndpointInput is the request of CreateVpcEndpoint.
type CreateVpcEndpointInput struct {
	DryRun               *bool                    `ec2:"DryRun"`
	VpcEndpointType      VpcEndpointType          `ec2:"VpcEndpointType"`
	VpcId                *string                  `ec2:"VpcId"`
	ServiceName          *string                  `ec2:"ServiceName"`
	PolicyDocument       *string                  `ec2:"PolicyDocument"`
	RouteTableIds        []string                 `ec2:"RouteTableId"`
	SubnetIds            []string                 `ec2:"SubnetId"`
	SecurityGroupIds     []string                 `ec2:"SecurityGroupId"`
	IpAddressType        IpAddressType            `ec2:"IpAddressType"`
	DnsOptions           *DnsOptionsSpecification `ec2:"DnsOptions"`
	ClientToken          *string                  `ec2:"ClientToken"`
	PrivateDnsEnabled    *bool                    `ec2:"PrivateDnsEnabled"`
	TagSpecifications    []TagSpecification       `ec2:"TagSpecification"`
	SubnetConfigurations []SubnetConfiguration    `ec2:"SubnetConfiguration"`
}

// CreateVpcPeeringConnectionInput is the request of CreateVpcPeeringConnection.
type CreateVpcPeeringConnectionInput struct {
	DryRun            *bool              `ec2:"DryRun"`
	PeerOwnerId       *string            `ec2:"PeerOwnerId"`
	PeerVpcId         *string            `ec2:"PeerVpcId"`
	VpcId             *string            `ec2:"VpcId"`
	PeerRegion        *string            `ec2:"PeerRegion"`
	TagSpecifications []TagSpecification `ec2:"TagSpecification"`
}

// CreateVpnGatewayInput is the request of CreateVpnGateway.
type CreateVpnGatewayInput struct {
	AvailabilityZone  *string            `ec2:"AvailabilityZone"`
	Type              GatewayType        `ec2:"Type"`
	TagSpecifications []TagSpecification `ec2:"TagSpecification"`
	AmazonSideAsn     *int64             `ec2:"AmazonSideAsn"`
	DryRun            *bool              `ec2:"DryRun"`
}

// DeleteDhcpOptionsInput is the request of DeleteDhcpOptions.
type DeleteDhcpOptionsInput struct {
	DhcpOptionsId *string `ec2:"DhcpOptionsId"`
	DryRun        *bool   `ec2:"DryRun"`
}

// DeleteEgressOnlyInternetGatewayInput is the request of DeleteEgressOnlyInternetGateway.
type DeleteEgressOnlyInternetGatewayInput struct {
	DryRun                      *bool   `ec2:"DryRun"`
	EgressOnlyInternetGatewayId *string `ec2:"EgressOnlyInternetGatewayId"`
}

// DeleteFlowLogsInput is the request of DeleteFlowLogs.
type DeleteFlowLogsInput struct {
	DryRun     *bool    `ec2:"DryRun"`
	FlowLogIds []string `ec2:"FlowLogId"`
}

// DeleteInternetGatewayInput is the request of DeleteInternetGateway.
type DeleteInternetGatewayInput struct {
	DryRun            *bool   `ec2:"DryRun"`
	InternetGatewayId *string `ec2:"InternetGatewayId"`
}

// DeleteManagedPrefixListInput is the request of DeleteManagedPrefixList.
type DeleteManagedPrefixListInput struct {
	DryRun       *bool   `ec2:"DryRun"`
	PrefixListId *string `ec2:"PrefixListId"`
}

// DeleteNatGatewayInput is the request of DeleteNatGateway.
type DeleteNatGatewayInput struct {
	DryRun       *bool   `ec2:"DryRun"`
	NatGatewayId *string `ec2:"NatGatewayId"`
}

// DeleteNetworkAclInput is the request of DeleteNetworkAcl.
type DeleteNetworkAclInput struct {
	DryRun       *bool   `ec2:"DryRun"`
	NetworkAclId *string `ec2:"NetworkAclId"`
}

// DeleteNetworkAclEntryInput is the request of DeleteNetworkAclEntry.
type DeleteNetworkAclEntryInput struct {
	DryRun       *bool   `ec2:"DryRun"`
	Egress       *bool   `ec2:"Egress"`
	NetworkAclId *string `ec2:"NetworkAclId"`
	RuleNumber   *int32  `ec2:"RuleNumber"`
}

// DeleteNetworkInsightsAnalysisInput is the request of DeleteNetworkInsightsAnalysis.
type DeleteNetworkInsightsAnalysisInput struct {
	DryRun                    *bool   `ec2:"DryRun"`
	NetworkInsightsAnalysisId *string `ec2:"NetworkInsightsAnalysisId"`
}

// DeleteNetworkInsightsPathInput is the request of DeleteNetworkInsightsPath.
type DeleteNetworkInsightsPathInput struct {
	DryRun                *bool   `ec2:"DryRun"`
	NetworkInsightsPathId *string `ec2:"NetworkInsightsPathId"`
}

// DeleteNetworkInterfaceInput is the request of DeleteNetworkInterface.
type DeleteNetworkInterfaceInput struct {
	DryRun             *bool   `ec2:"DryRun"`
	NetworkInterfaceId *string `ec2:"NetworkInterfaceId"`
}

// DeleteRouteInput is the request of DeleteRoute.
type DeleteRouteInput struct {
	DestinationCidrBlock     *string `ec2:"DestinationCidrBlock"`
	DestinationIpv6CidrBlock *string `ec2:"DestinationIpv6CidrBlock"`
	DestinationPrefixListId  *string `ec2:"DestinationPrefixListId"`
	DryRun                   *bool   `ec2:"DryRun"`
	RouteTableId             *string `ec2:"RouteTableId"`
}

// DeleteRouteTableInput is the request of DeleteRouteTable.
type DeleteRouteTableInput struct {
	DryRun       *bool   `ec2:"DryRun"`
	RouteTableId *string `ec2:"RouteTableId"`
}

// DeleteSecurityGroupInput is the request of DeleteSecurityGroup.
type DeleteSecurityGroupInput struct {
	GroupId   *string `ec2:"GroupId"`
	GroupName *string `ec2:"GroupName"`
	DryRun    *bool   `ec2:"DryRun"`
}

// DeleteSubnetInput is the request of DeleteSubnet.
type DeleteSubnetInput struct {
	SubnetId *string `ec2:"SubnetId"`
	DryRun   *bool   `ec2:"DryRun"`
}

// DeleteSubnetCidrReservationInput is the request of DeleteSubnetCidrReservation.
type DeleteSubnetCidrReservationInput struct {
	SubnetCidrReservationId *string `ec2:"SubnetCidrReservationId"`
	DryRun                  *bool   `ec2:"DryRun"`
}

// DeleteTagsInput is the request of DeleteTags.
type DeleteTagsInput struct {
	DryRun    *bool    `ec2:"DryRun"`
	Resources []string `ec2:"ResourceId"`
	Tags      []Tag    `ec2:"Tag"`
}

// DeleteVpcInput is the request of DeleteVpc.
type DeleteVpcInput struct {
	VpcId  *string `ec2:"VpcId"`
	DryRun *bool   `ec2:"DryRun"`
}

// DeleteVpcEndpointsInput is the request of DeleteVpcEndpoints.
type DeleteVpcEndpointsInput struct {
	DryRun         *bool    `ec2:"DryRun"`
	VpcEndpointIds []string `ec2:"VpcEndpointId"`
}

// DeleteVpcPeeringConnectionInput is the request of DeleteVpcPeeringConnection.
type DeleteVpcPeeringConnectionInput struct {
	DryRun                 *bool   `ec2:"DryRun"`
	VpcPeeringConnectionId *string `ec2:"VpcPeeringConnectionId"`
}

// DeleteVpnGatewayInput is the request of DeleteVpnGateway.
type DeleteVpnGatewayInput struct {
	VpnGatewayId *string `ec2:"VpnGatewayId"`
	DryRun       *bool   `ec2:"DryRun"`
}

// DescribeAccountAttributesInput is the request of DescribeAccountAttributes.
type DescribeAccountAttributesInput struct {
	AttributeNames []AccountAttributeName `ec2:"AttributeName"`
	DryRun         *bool                  `ec2:"DryRun"`
}

// DescribeAddressesInput is the request of DescribeAddresses.
type DescribeAddressesInput struct {
	Filters       []Filter `ec2:"Filter"`
	PublicIps     []string `ec2:"PublicIp"`
	AllocationIds []string `ec2:"AllocationId"`
	DryRun        *bool    `ec2:"DryRun"`
}

// DescribeAddressesAttributeInput is the request of DescribeAddressesAttribute.
type DescribeAddressesAttributeInput struct {
	AllocationIds []string             `ec2:"AllocationId"`
	Attribute     AddressAttributeName `ec2:"Attribute"`
	NextToken     *string              `ec2:"NextToken"`
	MaxResults    *int32               `ec2:"MaxResults"`
	DryRun        *bool                `ec2:"DryRun"`
}

// DescribeAvailabilityZonesInput is the request of DescribeAvailabilityZones.
type DescribeAvailabilityZonesInput struct {
	Filters              []Filter `ec2:"Filter"`
	ZoneNames            []string `ec2:"ZoneName"`
	ZoneIds              []string `ec2:"ZoneId"`
	AllAvailabilityZones *bool    `ec2:"AllAvailabilityZones"`
	DryRun               *bool    `ec2:"DryRun"`
}

// DescribeDhcpOptionsInput is the request of DescribeDhcpOptions.
type DescribeDhcpOptionsInput struct {
	DhcpOptionsIds []string `ec2:"DhcpOptionsId"`
	Filters        []Filter `ec2:"Filter"`
	DryRun         *bool    `ec2:"DryRun"`
	NextToken      *string  `ec2:"NextToken"`
	MaxResults     *int32   `ec2:"MaxResults"`
}

// DescribeEgressOnlyInternetGatewaysInput is the request of DescribeEgressOnlyInternetGateways.
type DescribeEgressOnlyInternetGatewaysInput struct {
	DryRun                       *bool    `ec2:"DryRun"`
	EgressOnlyInternetGatewayIds []string `ec2:"EgressOnlyInternetGatewayId"`
	MaxResults                   *int32   `ec2:"MaxResults"`
	NextToken                    *string  `ec2:"NextToken"`
	Filters                      []Filter `ec2:"Filter"`
}

// DescribeFlowLogsInput is the request of DescribeFlowLogs.
type DescribeFlowLogsInput struct {
	DryRun     *bool    `ec2:"DryRun"`
	Filter     []Filter `ec2:"Filter"`
	FlowLogIds []string `ec2:"FlowLogId"`
	MaxResults *int32   `ec2:"MaxResults"`
	NextToken  *string  `ec2:"NextToken"`
}

// DescribeInstanceStatusInput is the request of DescribeInstanceStatus.
type DescribeInstanceStatusInput struct {
	Filters             []Filter `ec2:"Filter"`
	InstanceIds         []string `ec2:"InstanceId"`
	MaxResults          *int32   `ec2:"MaxResults"`
	NextToken           *string  `ec2:"NextToken"`
	DryRun              *bool    `ec2:"DryRun"`
	IncludeAllInstances *bool    `ec2:"IncludeAllInstances"`
}

// DescribeInstancesInput is the request of DescribeInstances.
type DescribeInstancesInput struct {
	Filters     []Filter `ec2:"Filter"`
	InstanceIds []string `ec2:"InstanceId"`
	DryRun      *bool    `ec2:"DryRun"`
	MaxResults  *int32   `ec2:"MaxResults"`
	NextToken   *string  `ec2:"NextToken"`
}

// DescribeInternetGatewaysInput is the request of DescribeInternetGateways.
type DescribeInternetGatewaysInput struct {
	Filters            []Filter `ec2:"Filter"`
	DryRun             *bool    `ec2:"DryRun"`
	InternetGatewayIds []string `ec2:"InternetGatewayId"`
	NextToken          *string  `ec2:"NextToken"`
	MaxResults         *int32   `ec2:"MaxResults"`
}

// DescribeManagedPrefixListsInput is the request of DescribeManagedPrefixLists.
type DescribeManagedPrefixListsInput struct {
	DryRun        *bool    `ec2:"DryRun"`
	Filters       []Filter `ec2:"Filter"`
	MaxResults    *int32   `ec2:"MaxResults"`
	NextToken     *string  `ec2:"NextToken"`
	PrefixListIds []string `ec2:"PrefixListId"`
}

// DescribeNatGatewaysInput is the request of DescribeNatGateways.
type DescribeNatGatewaysInput struct {
	DryRun        *bool    `ec2:"DryRun"`
	Filter        []Filter `ec2:"Filter"`
	MaxResults    *int32   `ec2:"MaxResults"`
	NatGatewayIds []string `ec2:"NatGatewayId"`
	NextToken     *string  `ec2:"NextToken"`
}

// DescribeNetworkAclsInput is the request of DescribeNetworkAcls.
type DescribeNetworkAclsInput struct {
	Filters       []Filter `ec2:"Filter"`
	DryRun        *bool    `ec2:"DryRun"`
	NetworkAclIds []string `ec2:"NetworkAclId"`
	NextToken     *string  `ec2:"NextToken"`
	MaxResults    *int32   `ec2:"MaxResults"`
}

// DescribeNetworkInsightsAnalysesInput is the request of DescribeNetworkInsightsAnalyses.
type DescribeNetworkInsightsAnalysesInput struct {
	NetworkInsightsAnalysisIds []string   `ec2:"NetworkInsightsAnalysisId"`
	NetworkInsightsPathId      *string    `ec2:"NetworkInsightsPathId"`
	AnalysisStartTime          *time.Time `ec2:"AnalysisStartTime"`
	AnalysisEndTime            *time.Time `ec2:"AnalysisEndTime"`
	Filters                    []Filter   `ec2:"Filter"`
	MaxResults                 *int32     `ec2:"MaxResults"`
	DryRun                     *bool      `ec2:"DryRun"`
	NextToken                  *string    `ec2:"NextToken"`
}

// DescribeNetworkInsightsPathsInput is the request of DescribeNetworkInsightsPaths.
type DescribeNetworkInsightsPathsInput struct {
	NetworkInsightsPathIds []string `ec2:"NetworkInsightsPathId"`
	Filters                []Filter `ec2:"Filter"`
	MaxResults             *int32   `ec2:"MaxResults"`
	DryRun                 *bool    `ec2:"DryRun"`
	NextToken              *string  `ec2:"NextToken"`
}

// DescribeNetworkInterfaceAttributeInput is the request of DescribeNetworkInterfaceAttribute.
type DescribeNetworkInterfaceAttributeInput struct {
	Attribute          NetworkInterfaceAttribute `ec2:"Attribute"`
	DryRun             *bool                     `ec2:"DryRun"`
	NetworkInterfaceId *string                   `ec2:"NetworkInterfaceId"`
}

// DescribeNetworkInterfacesInput is the request of DescribeNetworkInterfaces.
type DescribeNetworkInterfacesInput struct {
	Filters             []Filter `ec2:"Filter"`
	DryRun              *bool    `ec2:"DryRun"`
	NetworkInterfaceIds []string `ec2:"NetworkInterfaceId"`
	NextToken           *string  `ec2:"NextToken"`
	MaxResults          *int32   `ec2:"MaxResults"`
}

// DescribePrefixListsInput is the request of DescribePrefixLists.
type DescribePrefixListsInput struct {
	DryRun        *bool    `ec2:"DryRun"`
	Filters       []Filter `ec2:"Filter"`
	MaxResults    *int32   `ec2:"MaxResults"`
	NextToken     *string  `ec2:"NextToken"`
	PrefixListIds []string `ec2:"PrefixListId"`
}

// DescribeRegionsInput is the request of DescribeRegions.
type DescribeRegionsInput struct {
	Filters     []Filter `ec2:"Filter"`
	RegionNames []string `ec2:"RegionName"`
	DryRun      *bool    `ec2:"DryRun"`
	AllRegions  *bool    `ec2:"AllRegions"`
}

// DescribeRouteTablesInput is the request of DescribeRouteTables.
type DescribeRouteTablesInput struct {
	Filters       []Filter `ec2:"Filter"`
	DryRun        *bool    `ec2:"DryRun"`
	RouteTableIds []string `ec2:"RouteTableId"`
	NextToken     *string  `ec2:"NextToken"`
	MaxResults    *int32   `ec2:"MaxResults"`
}

// DescribeSecurityGroupRulesInput is the request of DescribeSecurityGroupRules.
type DescribeSecurityGroupRulesInput struct {
	Filters              []Filter `ec2:"Filter"`
	SecurityGroupRuleIds []string `ec2:"SecurityGroupRuleId"`
	DryRun               *bool    `ec2:"DryRun"`
	NextToken            *string  `ec2:"NextToken"`
	MaxResults           *int32   `ec2:"MaxResults"`
}

// DescribeSecurityGroupsInput is the request of DescribeSecurityGroups.
type DescribeSecurityGroupsInput struct {
	Filters    []Filter `ec2:"Filter"`
	GroupIds   []string `ec2:"GroupId"`
	GroupNames []string `ec2:"GroupName"`
	DryRun     *bool    `ec2:"DryRun"`
	NextToken  *string  `ec2:"NextToken"`
	MaxResults *int32   `ec2:"MaxResults"`
}

// DescribeSubnetsInput is the request of DescribeSubnets.
type DescribeSubnetsInput struct {
	Filters    []Filter `ec2:"Filter"`
	SubnetIds  []string `ec2:"SubnetId"`
	DryRun     *bool    `ec2:"DryRun"`
	NextToken  *string  `ec2:"NextToken"`
	MaxResults *int32   `ec2:"MaxResults"`
}

// DescribeTagsInput is the request of DescribeTags.
type DescribeTagsInput struct {
	DryRun     *bool    `ec2:"DryRun"`
	Filters    []Filter `ec2:"Filter"`
	MaxResults *int32   `ec2:"MaxResults"`
	NextToken  *string  `ec2:"NextToken"`
}

// DescribeVpcAttributeInput is the request of DescribeVpcAttribute.
type DescribeVpcAttributeInput struct {
	Attribute VpcAttributeName `ec2:"Attribute"`
	VpcId     *string          `ec2:"VpcId"`
	DryRun    *bool            `ec2:"DryRun"`
}

// DescribeVpcEndpointServicesInput is the request of DescribeVpcEndpointServices.
type DescribeVpcEndpointServicesInput struct {
	DryRun       *bool    `ec2:"DryRun"`
	ServiceNames []string `ec2:"ServiceName"`
	Filters      []Filter `ec2:"Filter"`
	MaxResults   *int32   `ec2:"MaxResults"`
	NextToken    *string  `ec2:"NextToken"`
}

// DescribeVpcEndpointsInput is the request of DescribeVpcEndpoints.
type DescribeVpcEndpointsInput struct {
	DryRun         *bool    `ec2:"DryRun"`
	VpcEndpointIds []string `ec2:"VpcEndpointId"`
	Filters        []Filter `ec2:"Filter"`
	MaxResults     *int32   `ec2:"MaxResults"`
	NextToken      *string  `ec2:"NextToken"`
}

// DescribeVpcPeeringConnectionsInput is the request of DescribeVpcPeeringConnections.
type DescribeVpcPeeringConnectionsInput struct {
	Filters                 []Filter `ec2:"Filter"`
	DryRun                  *bool    `ec2:"DryRun"`
	VpcPeeringConnectionIds []string `ec2:"VpcPeeringConnectionId"`
	NextToken               *string  `ec2:"NextToken"`
	MaxResults              *int32   `ec2:"MaxResults"`
}

// DescribeVpcsInput is the request of DescribeVpcs.
type DescribeVpcsInput struct {
	Filters    []Filter `ec2:"Filter"`
	VpcIds     []string `ec2:"VpcId"`
	DryRun     *bool    `ec2:"DryRun"`
	NextToken  *string  `ec2:"NextToken"`
	MaxResults *int32   `ec2:"MaxResults"`
}

// DescribeVpnGatewaysInput is the request of DescribeVpnGateways.
type DescribeVpnGatewaysInput struct {
	Filters       []Filter `ec2:"Filter"`
	VpnGatewayIds []string `ec2:"VpnGatewayId"`
	DryRun        *bool    `ec2:"DryRun"`
}

// DetachInternetGatewayInput is the request of DetachInternetGateway.
type DetachInternetGatewayInput struct {
	DryRun            *bool   `ec2:"DryRun"`
	InternetGatewayId *string `ec2:"InternetGatewayId"`
	VpcId             *string `ec2:"VpcId"`
}

// DetachNetworkInterfaceInput is the request of DetachNetworkInterface.
type DetachNetworkInterfaceInput struct {
	AttachmentId *string `ec2:"AttachmentId"`
	DryRun       *bool   `ec2:"DryRun"`
	Force        *bool   `ec2:"Force"`
}

// DetachVpnGatewayInput is the request of DetachVpnGateway.
type DetachVpnGatewayInput struct {
	VpcId        *string `ec2:"VpcId"`
	VpnGatewayId *string `ec2:"VpnGatewayId"`
	DryRun       *bool   `ec2:"DryRun"`
}

// DisableVgwRoutePropagationInput is the request of DisableVgwRoutePropagation.
type DisableVgwRoutePropagationInput struct {
	GatewayId    *string `ec2:"GatewayId"`
	RouteTableId *string `ec2:"RouteTableId"`
	DryRun       *bool   `ec2:"DryRun"`
}

// DisassociateAddressInput is the request of DisassociateAddress.
type DisassociateAddressInput struct {
	AssociationId *string `ec2:"AssociationId"`
	PublicIp      *string `ec2:"PublicIp"`
	DryRun        *bool   `ec2:"DryRun"`
}

// DisassociateRouteTableInput is the request of DisassociateRouteTable.
type DisassociateRouteTableInput struct {
	AssociationId *string `ec2:"AssociationId"`
	DryRun        *bool   `ec2:"DryRun"`
}

// DisassociateSubnetCidrBlockInput is the request of DisassociateSubnetCidrBlock.
type DisassociateSubnetCidrBlockInput struct {
	AssociationId *string `ec2:"AssociationId"`
}

// DisassociateVpcCidrBlockInput is the request of DisassociateVpcCidrBlock.
type DisassociateVpcCidrBlockInput struct {
	AssociationId *string `ec2:"AssociationId"`
}

// EnableVgwRoutePropagationInput is the request of EnableVgwRoutePropagation.
type EnableVgwRoutePropagationInput struct {
	GatewayId    *string `ec2:"GatewayId"`
	RouteTableId *string `ec2:"RouteTableId"`
	DryRun       *bool   `ec2:"DryRun"`
}

// GetManagedPrefixListEntriesInput is the request of GetManagedPrefixListEntries.
type GetManagedPrefixListEntriesInput struct {
	DryRun        *bool   `ec2:"DryRun"`
	PrefixListId  *string `ec2:"PrefixListId"`
	TargetVersion *int64  `ec2:"TargetVersion"`
	MaxResults    *int32  `ec2:"MaxResults"`
	NextToken     *string `ec2:"NextToken"`
}

// GetSubnetCidrReservationsInput is the request of GetSubnetCidrReservations.
type GetSubnetCidrReservationsInput struct {
	Filters    []Filter `ec2:"Filter"`
	SubnetId   *string  `ec2:"SubnetId"`
	DryRun     *bool    `ec2:"DryRun"`
	NextToken  *string  `ec2:"NextToken"`
	MaxResults *int32   `ec2:"MaxResults"`
}

// ModifyManagedPrefixListInput is the request of ModifyManagedPrefixList.
type ModifyManagedPrefixListInput struct {
	DryRun         *bool                   `ec2:"DryRun"`
	PrefixListId   *string                 `ec2:"PrefixListId"`
	CurrentVersion *int64                  `ec2:"CurrentVersion"`
	PrefixListName *string                 `ec2:"PrefixListName"`
	AddEntries     []AddPrefixListEntry    `ec2:"AddEntry"`
	RemoveEntries  []RemovePrefixListEntry `ec2:"RemoveEntry"`
	MaxEntries     *int32                  `ec2:"MaxEntries"`
}

// ModifyNetworkInterfaceAttributeInput is the request of ModifyNetworkInterfaceAttribute.
type ModifyNetworkInterfaceAttributeInput struct {
	Attachment                      *NetworkInterfaceAttachmentChanges      `ec2:"Attachment"`
	Description                     *AttributeValue                         `ec2:"Description"`
	DryRun                          *bool                                   `ec2:"DryRun"`
	Groups                          []string                                `ec2:"SecurityGroupId"`
	NetworkInterfaceId              *string                                 `ec2:"NetworkInterfaceId"`
	SourceDestCheck                 *AttributeBooleanValue                  `ec2:"SourceDestCheck"`
	EnaSrdSpecification             *EnaSrdSpecification                    `ec2:"EnaSrdSpecification"`
	EnablePrimaryIpv6               *bool                                   `ec2:"EnablePrimaryIpv6"`
	ConnectionTrackingSpecification *ConnectionTrackingSpecificationRequest `ec2:"ConnectionTrackingSpecification"`
	AssociatePublicIpAddress        *bool                                   `ec2:"AssociatePublicIpAddress"`
}

// ModifySecurityGroupRulesInput is the request of ModifySecurityGroupRules.
type ModifySecurityGroupRulesInput struct {
	GroupId            *string                   `ec2:"GroupId"`
	SecurityGroupRules []SecurityGroupRuleUpdate `ec2:"SecurityGroupRule"`
	DryRun             *bool                     `ec2:"DryRun"`
}

// ModifySubnetAttributeInput is the request of ModifySubnetAttribute.
type ModifySubnetAttributeInput struct {
	AssignIpv6AddressOnCreation             *AttributeBooleanValue `ec2:"AssignIpv6AddressOnCreation"`
	MapPublicIpOnLaunch                     *AttributeBooleanValue `ec2:"MapPublicIpOnLaunch"`
	SubnetId                                *string                `ec2:"SubnetId"`
	MapCustomerOwnedIpOnLaunch              *AttributeBooleanValue `ec2:"MapCustomerOwnedIpOnLaunch"`
	CustomerOwnedIpv4Pool                   *string                `ec2:"CustomerOwnedIpv4Pool"`
	EnableDns64                             *AttributeBooleanValue `ec2:"EnableDns64"`
	PrivateDnsHostnameTypeOnLaunch          HostnameType           `ec2:"PrivateDnsHostnameTypeOnLaunch"`
	EnableResourceNameDnsARecordOnLaunch    *AttributeBooleanValue `ec2:"EnableResourceNameDnsARecordOnLaunch"`
	EnableResourceNameDnsAAAARecordOnLaunch *AttributeBooleanValue `ec2:"EnableResourceNameDnsAAAARecordOnLaunch"`
	EnableLniAtDeviceIndex                  *int32                 `ec2:"EnableLniAtDeviceIndex"`
	DisableLniAtDeviceIndex                 *AttributeBooleanValue `ec2:"DisableLniAtDeviceIndex"`
}

// ModifyVpcAttributeInput is the request of ModifyVpcAttribute.
type ModifyVpcAttributeInput struct {
	EnableDnsHostnames               *AttributeBooleanValue `ec2:"EnableDnsHostnames"`
	EnableDnsSupport                 *AttributeBooleanValue `ec2:"EnableDnsSupport"`
	VpcId                            *string                `ec2:"VpcId"`
	EnableNetworkAddressUsageMetrics *AttributeBooleanValue `ec2:"EnableNetworkAddressUsageMetrics"`
}

// ModifyVpcEndpointInput is the request of ModifyVpcEndpoint.
type ModifyVpcEndpointInput struct {
	DryRun                 *bool                    `ec2:"DryRun"`
	VpcEndpointId          *string                  `ec2:"VpcEndpointId"`
	ResetPolicy            *bool                    `ec2:"ResetPolicy"`
	PolicyDocument         *string                  `ec2:"PolicyDocument"`
	AddRouteTableIds       []string                 `ec2:"AddRouteTableId"`
	RemoveRouteTableIds    []string                 `ec2:"RemoveRouteTableId"`
	AddSubnetIds           []string                 `ec2:"AddSubnetId"`
	RemoveSubnetIds        []string                 `ec2:"RemoveSubnetId"`
	AddSecurityGroupIds    []string                 `ec2:"AddSecurityGroupId"`
	RemoveSecurityGroupIds []string                 `ec2:"RemoveSecurityGroupId"`
	IpAddressType          IpAddressType            `ec2:"IpAddressType"`
	DnsOptions             *DnsOptionsSpecification `ec2:"DnsOptions"`
	PrivateDnsEnabled      *bool                    `ec2:"PrivateDnsEnabled"`
	SubnetConfigurations   []SubnetConfiguration    `ec2:"SubnetConfiguration"`
}

// ModifyVpcPeeringConnectionOptionsInput is the request of ModifyVpcPeeringConnectionOptions.
type ModifyVpcPeeringConnectionOptionsInput struct {
	AccepterPeeringConnectionOptions  *PeeringConnectionOptionsRequest `ec2:"AccepterPeeringConnectionOptions"`
	DryRun                            *bool                            `ec2:"DryRun"`
	RequesterPeeringConnectionOptions *PeeringConnectionOptionsRequest `ec2:"RequesterPeeringConnectionOptions"`
	VpcPeeringConnectionId            *string                          `ec2:"VpcPeeringConnectionId"`
}

// RejectVpcPeeringConnectionInput is the request of RejectVpcPeeringConnection.
type RejectVpcPeeringConnectionInput struct {
	DryRun                 *bool   `ec2:"DryRun"`
	VpcPeeringConnectionId *string `ec2:"VpcPeeringConnectionId"`
}

// ReleaseAddressInput is the request of ReleaseAddress.
type ReleaseAddressInput struct {
	AllocationId       *string `ec2:"AllocationId"`
	PublicIp           *string `ec2:"PublicIp"`
	NetworkBorderGroup *string `ec2:"NetworkBorderGroup"`
	DryRun             *bool   `ec2:"DryRun"`
}

// ReplaceNetworkAclAssociationInput is the request of ReplaceNetworkAclAssociation.
type ReplaceNetworkAclAssociationInput struct {
	AssociationId *string `ec2:"AssociationId"`
	DryRun        *bool   `ec2:"DryRun"`
	NetworkAclId  *string `ec2:"NetworkAclId"`
}

// ReplaceNetworkAclEntryInput is the request of ReplaceNetworkAclEntry.
type ReplaceNetworkAclEntryInput struct {
	CidrBlock     *string       `ec2:"CidrBlock"`
	DryRun        *bool         `ec2:"DryRun"`
	Egress        *bool         `ec2:"Egress"`
	IcmpTypeCode  *IcmpTypeCode `ec2:"Icmp"`
	Ipv6CidrBlock *string       `ec2:"Ipv6CidrBlock"`
	NetworkAclId  *string       `ec2:"NetworkAclId"`
	PortRange     *PortRange    `ec2:"PortRange"`
	Protocol      *string       `ec2:"Protocol"`
	RuleAction    RuleAction    `ec2:"RuleAction"`
	RuleNumber    *int32        `ec2:"RuleNumber"`
}

// ReplaceRouteInput is the request of ReplaceRoute.
type ReplaceRouteInput struct {
	DestinationCidrBlock        *string `ec2:"DestinationCidrBlock"`
	DestinationIpv6CidrBlock    *string `ec2:"DestinationIpv6CidrBlock"`
	DestinationPrefixListId     *string `ec2:"DestinationPrefixListId"`
	DryRun                      *bool   `ec2:"DryRun"`
	VpcEndpointId               *string `ec2:"VpcEndpointId"`
	EgressOnlyInternetGatewayId *string `ec2:"EgressOnlyInternetGatewayId"`
	GatewayId                   *string `ec2:"GatewayId"`
	InstanceId                  *string `ec2:"InstanceId"`
	LocalTarget                 *bool   `ec2:"LocalTarget"`
	NatGatewayId                *string `ec2:"NatGatewayId"`
	TransitGatewayId            *string `ec2:"TransitGatewayId"`
	LocalGatewayId              *string `ec2:"LocalGatewayId"`
	CarrierGatewayId            *string `ec2:"CarrierGatewayId"`
	NetworkInterfaceId          *string `ec2:"NetworkInterfaceId"`
	RouteTableId                *string `ec2:"RouteTableId"`
	VpcPeeringConnectionId      *string `ec2:"VpcPeeringConnectionId"`
	CoreNetworkArn              *string `ec2:"CoreNetworkArn"`
}

// ReplaceRouteTableAssociationInput is the request of ReplaceRouteTableAssociation.
type ReplaceRouteTableAssociationInput struct {
	AssociationId *string `ec2:"AssociationId"`
	DryRun        *bool   `ec2:"DryRun"`
	RouteTableId  *string `ec2:"RouteTableId"`
}

// RevokeSecurityGroupEgressInput is the request of RevokeSecurityGroupEgress.
type RevokeSecurityGroupEgressInput struct {
	DryRun                     *bool          `ec2:"DryRun"`
	GroupId                    *string        `ec2:"GroupId"`
	IpPermissions              []IpPermission `ec2:"IpPermissions"`
	SecurityGroupRuleIds       []string       `ec2:"SecurityGroupRuleId"`
	CidrIp                     *string        `ec2:"CidrIp"`
	FromPort                   *int32         `ec2:"FromPort"`
	IpProtocol                 *string        `ec2:"IpProtocol"`
	ToPort                     *int32         `ec2:"ToPort"`
	SourceSecurityGroupName    *string        `ec2:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string        `ec2:"SourceSecurityGroupOwnerId"`
}

// RevokeSecurityGroupIngressInput is the request of RevokeSecurityGroupIngress.
type RevokeSecurityGroupIngressInput struct {
	CidrIp                     *string        `ec2:"CidrIp"`
	FromPort                   *int32         `ec2:"FromPort"`
	GroupId                    *string        `ec2:"GroupId"`
	GroupName                  *string        `ec2:"GroupName"`
	IpPermissions              []IpPermission `ec2:"IpPermissions"`
	IpProtocol                 *string        `ec2:"IpProtocol"`
	SourceSecurityGroupName    *string        `ec2:"SourceSecurityGroupName"`
	SourceSecurityGroupOwnerId *string        `ec2:"SourceSecurityGroupOwnerId"`
	ToPort                     *int32         `ec2:"ToPort"`
	DryRun                     *bool          `ec2:"DryRun"`
	SecurityGroupRuleIds       []string       `ec2:"SecurityGroupRuleId"`
}

// RunInstancesInput is the request of RunInstances.
type RunInstancesInput struct {
	BlockDeviceMappings               []BlockDeviceMapping                    `ec2:"BlockDeviceMapping"`
	ImageId                           *string                                 `ec2:"ImageId"`
	InstanceType                      InstanceType                            `ec2:"InstanceType"`
	Ipv6AddressCount                  *int32                                  `ec2:"Ipv6AddressCount"`
	Ipv6Addresses                     []InstanceIpv6Address                   `ec2:"Ipv6Address"`
	KernelId                          *string                                 `ec2:"KernelId"`
	KeyName                           *string                                 `ec2:"KeyName"`
	MaxCount                          *int32                                  `ec2:"MaxCount"`
	MinCount                          *int32                                  `ec2:"MinCount"`
	Monitoring                        *RunInstancesMonitoringEnabled          `ec2:"Monitoring"`
	Placement                         *Placement                              `ec2:"Placement"`
	RamdiskId                         *string                                 `ec2:"RamdiskId"`
	SecurityGroupIds                  []string                                `ec2:"SecurityGroupId"`
	SecurityGroups                    []string                                `ec2:"SecurityGroup"`
	SubnetId                          *string                                 `ec2:"SubnetId"`
	UserData                          *string                                 `ec2:"UserData"`
	AdditionalInfo                    *string                                 `ec2:"AdditionalInfo"`
	ClientToken                       *string                                 `ec2:"ClientToken"`
	DisableApiTermination             *bool                                   `ec2:"DisableApiTermination"`
	DryRun                            *bool                                   `ec2:"DryRun"`
	EbsOptimized                      *bool                                   `ec2:"EbsOptimized"`
	IamInstanceProfile                *IamInstanceProfileSpecification        `ec2:"IamInstanceProfile"`
	InstanceInitiatedShutdownBehavior ShutdownBehavior                        `ec2:"InstanceInitiatedShutdownBehavior"`
	NetworkInterfaces                 []InstanceNetworkInterfaceSpecification `ec2:"NetworkInterface"`
	PrivateIpAddress                  *string                                 `ec2:"PrivateIpAddress"`
	ElasticGpuSpecification           []ElasticGpuSpecification               `ec2:"ElasticGpuSpecification"`
	ElasticInferenceAccelerators      []ElasticInferenceAccelerator           `ec2:"ElasticInferenceAccelerator"`
	TagSpecifications                 []TagSpecification                      `ec2:"TagSpecification"`
	LaunchTemplate                    *LaunchTemplateSpecification            `ec2:"LaunchTemplate"`
	InstanceMarketOptions             *InstanceMarketOptionsRequest           `ec2:"InstanceMarketOptions"`
	CreditSpecification               *CreditSpecificationRequest             `ec2:"CreditSpecification"`
	CpuOptions                        *CpuOptionsRequest                      `ec2:"CpuOptions"`
	CapacityReservationSpecification  *CapacityReservationSpecification       `ec2:"CapacityReservationSpecification"`
	HibernationOptions                *HibernationOptionsRequest              `ec2:"HibernationOptions"`
	LicenseSpecifications             []LicenseConfigurationRequest           `ec2:"LicenseSpecification"`
	MetadataOptions                   *InstanceMetadataOptionsRequest         `ec2:"MetadataOptions"`
	EnclaveOptions                    *EnclaveOptionsRequest                  `ec2:"EnclaveOptions"`
	PrivateDnsNameOptions             *PrivateDnsNameOptionsRequest           `ec2:"PrivateDnsNameOptions"`
	MaintenanceOptions                *InstanceMaintenanceOptionsRequest      `ec2:"MaintenanceOptions"`
	DisableApiStop                    *bool                                   `ec2:"DisableApiStop"`
	EnablePrimaryIpv6                 *bool                                   `ec2:"EnablePrimaryIpv6"`
}

// StartInstancesInput is the request of StartInstances.
type StartInstancesInput struct {
	InstanceIds    []string `ec2:"InstanceId"`
	AdditionalInfo *string  `ec2:"AdditionalInfo"`
	DryRun         *bool    `ec2:"DryRun"`
}

// StartNetworkInsightsAnalysisInput is the request of StartNetworkInsightsAnalysis.
type StartNetworkInsightsAnalysisInput struct {
	NetworkInsightsPathId *string            `ec2:"NetworkInsightsPathId"`
	AdditionalAccounts    []string           `ec2:"AdditionalAccount"`
	FilterInArns          []string           `ec2:"FilterInArn"`
	DryRun                *bool              `ec2:"DryRun"`
	TagSpecifications     []TagSpecification `ec2:"TagSpecification"`
	ClientToken           *string            `ec2:"ClientToken"`
}

// StopInstancesInput is the request of StopInstances.
type StopInstancesInput struct {
	InstanceIds []string `ec2:"InstanceId"`
	Hibernate   *bool    `ec2:"Hibernate"`
	DryRun      *bool    `ec2:"DryRun"`
	Force       *bool    `ec2:"Force"`
}

// TerminateInstancesInput is the request of TerminateInstances.
type TerminateInstancesInput struct {
	InstanceIds []string `ec2:"InstanceId"`
	DryRun      *bool    `ec2:"DryRun"`
}

// UnassignIpv6AddressesInput is the request of UnassignIpv6Addresses.
type UnassignIpv6AddressesInput struct {
	Ipv6Addresses      []string `ec2:"Ipv6Addresses"`
	Ipv6Prefixes       []string `ec2:"Ipv6Prefix"`
	NetworkInterfaceId *string  `ec2:"NetworkInterfaceId"`
}

// UnassignPrivateIpAddressesInput is the request of UnassignPrivateIpAddresses.
type UnassignPrivateIpAddressesInput struct {
	NetworkInterfaceId *string  `ec2:"NetworkInterfaceId"`
	PrivateIpAddresses []string `ec2:"PrivateIpAddress"`
	Ipv4Prefixes       []string `ec2:"Ipv4Prefix"`
}

// UpdateSecurityGroupRuleDescriptionsEgressInput is the request of UpdateSecurityGroupRuleDescriptionsEgress.
type UpdateSecurityGroupRuleDescriptionsEgressInput struct {
	DryRun                        *bool                          `ec2:"DryRun"`
	GroupId                       *string                        `ec2:"GroupId"`
	GroupName                     *string                        `ec2:"GroupName"`
	IpPermissions                 []IpPermission                 `ec2:"IpPermissions"`
	SecurityGroupRuleDescriptions []SecurityGroupRuleDescription `ec2:"SecurityGroupRuleDescription"`
}

// UpdateSecurityGroupRuleDescriptionsIngressInput is the request of UpdateSecurityGroupRuleDescriptionsIngress.
type UpdateSecurityGroupRuleDescriptionsIngressInput struct {
	DryRun                        *bool                          `ec2:"DryRun"`
	GroupId                       *string                        `ec2:"GroupId"`
	GroupName                     *string                        `ec2:"GroupName"`
	IpPermissions                 []IpPermission                 `ec2:"IpPermissions"`
	SecurityGroupRuleDescriptions []SecurityGroupRuleDescription `ec2:"SecurityGroupRuleDescription"`
}
