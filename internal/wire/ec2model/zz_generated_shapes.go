// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package ec2model

import "time"

// AccountAttribute is a part of answers.
type AccountAttribute struct {
	AttributeName   *string                 `xml:"attributeName"`
	AttributeValues []AccountAttributeValue `xml:"attributeValueSet>item"`
}

// AccountAttributeValue is a part of answers.
type AccountAttributeValue struct {
	AttributeValue *string `xml:"attributeValue"`
}

// AddPrefixListEntry is a part of requests.
type AddPrefixListEntry struct {
	Cidr        *string `query:"Cidr"`
	Description *string `query:"Description"`
}

// AdditionalDetail is a part of answers.
type AdditionalDetail struct {
	AdditionalDetailType      *string                    `xml:"additionalDetailType"`
	Component                 *AnalysisComponent         `xml:"component"`
	VpcEndpointService        *AnalysisComponent         `xml:"vpcEndpointService"`
	RuleOptions               []RuleOption               `xml:"ruleOptionSet>item"`
	RuleGroupTypePairs        []RuleGroupTypePair        `xml:"ruleGroupTypePairSet>item"`
	RuleGroupRuleOptionsPairs []RuleGroupRuleOptionsPair `xml:"ruleGroupRuleOptionsPairSet>item"`
	ServiceName               *string                    `xml:"serviceName"`
	LoadBalancers             []AnalysisComponent        `xml:"loadBalancerSet>item"`
}

// Address is a part of answers.
type Address struct {
	InstanceId              *string    `xml:"instanceId"`
	PublicIp                *string    `xml:"publicIp"`
	AllocationId            *string    `xml:"allocationId"`
	AssociationId           *string    `xml:"associationId"`
	Domain                  DomainType `xml:"domain"`
	NetworkInterfaceId      *string    `xml:"networkInterfaceId"`
	NetworkInterfaceOwnerId *string    `xml:"networkInterfaceOwnerId"`
	PrivateIpAddress        *string    `xml:"privateIpAddress"`
	Tags                    []Tag      `xml:"tagSet>item"`
	PublicIpv4Pool          *string    `xml:"publicIpv4Pool"`
	NetworkBorderGroup      *string    `xml:"networkBorderGroup"`
	CustomerOwnedIp         *string    `xml:"customerOwnedIp"`
	CustomerOwnedIpv4Pool   *string    `xml:"customerOwnedIpv4Pool"`
	CarrierIp               *string    `xml:"carrierIp"`
}

// AddressAttribute is a part of answers.
type AddressAttribute struct {
	PublicIp        *string          `xml:"publicIp"`
	AllocationId    *string          `xml:"allocationId"`
	PtrRecord       *string          `xml:"ptrRecord"`
	PtrRecordUpdate *PtrUpdateStatus `xml:"ptrRecordUpdate"`
}

// AlternatePathHint is a part of answers.
type AlternatePathHint struct {
	ComponentId  *string `xml:"componentId"`
	ComponentArn *string `xml:"componentArn"`
}

// AnalysisAclRule is a part of answers.
type AnalysisAclRule struct {
	Cidr       *string    `xml:"cidr"`
	Egress     *bool      `xml:"egress"`
	PortRange  *PortRange `xml:"portRange"`
	Protocol   *string    `xml:"protocol"`
	RuleAction *string    `xml:"ruleAction"`
	RuleNumber *int32     `xml:"ruleNumber"`
}

// AnalysisComponent is a part of answers.
type AnalysisComponent struct {
	Id   *string `xml:"id"`
	Arn  *string `xml:"arn"`
	Name *string `xml:"name"`
}

// AnalysisLoadBalancerListener is a part of answers.
type AnalysisLoadBalancerListener struct {
	LoadBalancerPort *int32 `xml:"loadBalancerPort"`
	InstancePort     *int32 `xml:"instancePort"`
}

// AnalysisLoadBalancerTarget is a part of answers.
type AnalysisLoadBalancerTarget struct {
	Address          *string            `xml:"address"`
	AvailabilityZone *string            `xml:"availabilityZone"`
	Instance         *AnalysisComponent `xml:"instance"`
	Port             *int32             `xml:"port"`
}

// AnalysisPacketHeader is a part of answers.
type AnalysisPacketHeader struct {
	DestinationAddresses  []string    `xml:"destinationAddressSet>item"`
	DestinationPortRanges []PortRange `xml:"destinationPortRangeSet>item"`
	Protocol              *string     `xml:"protocol"`
	SourceAddresses       []string    `xml:"sourceAddressSet>item"`
	SourcePortRanges      []PortRange `xml:"sourcePortRangeSet>item"`
}

// AnalysisRouteTableRoute is a part of answers.
type AnalysisRouteTableRoute struct {
	DestinationCidr             *string `xml:"destinationCidr"`
	DestinationPrefixListId     *string `xml:"destinationPrefixListId"`
	EgressOnlyInternetGatewayId *string `xml:"egressOnlyInternetGatewayId"`
	GatewayId                   *string `xml:"gatewayId"`
	InstanceId                  *string `xml:"instanceId"`
	NatGatewayId                *string `xml:"natGatewayId"`
	NetworkInterfaceId          *string `xml:"networkInterfaceId"`
	Origin                      *string `xml:"origin"`
	TransitGatewayId            *string `xml:"transitGatewayId"`
	VpcPeeringConnectionId      *string `xml:"vpcPeeringConnectionId"`
	State                       *string `xml:"state"`
	CarrierGatewayId            *string `xml:"carrierGatewayId"`
	CoreNetworkArn              *string `xml:"coreNetworkArn"`
	LocalGatewayId              *string `xml:"localGatewayId"`
}

// AnalysisSecurityGroupRule is a part of answers.
type AnalysisSecurityGroupRule struct {
	Cidr            *string    `xml:"cidr"`
	Direction       *string    `xml:"direction"`
	SecurityGroupId *string    `xml:"securityGroupId"`
	PortRange       *PortRange `xml:"portRange"`
	PrefixListId    *string    `xml:"prefixListId"`
	Protocol        *string    `xml:"protocol"`
}

// AssignedPrivateIpAddress is a part of answers.
type AssignedPrivateIpAddress struct {
	PrivateIpAddress *string `xml:"privateIpAddress"`
}

// AttachmentEnaSrdSpecification is a part of answers.
type AttachmentEnaSrdSpecification struct {
	EnaSrdEnabled          *bool                             `xml:"enaSrdEnabled"`
	EnaSrdUdpSpecification *AttachmentEnaSrdUdpSpecification `xml:"enaSrdUdpSpecification"`
}

// AttachmentEnaSrdUdpSpecification is a part of answers.
type AttachmentEnaSrdUdpSpecification struct {
	EnaSrdUdpEnabled *bool `xml:"enaSrdUdpEnabled"`
}

// AttributeBooleanValue is a part of requests and answers.
type AttributeBooleanValue struct {
	Value *bool `query:"Value" xml:"value"`
}

// AttributeValue is a part of requests and answers.
type AttributeValue struct {
	Value *string `query:"Value" xml:"value"`
}

// AvailabilityZone is a part of answers.
type AvailabilityZone struct {
	State              AvailabilityZoneState       `xml:"zoneState"`
	OptInStatus        AvailabilityZoneOptInStatus `xml:"optInStatus"`
	Messages           []AvailabilityZoneMessage   `xml:"messageSet>item"`
	RegionName         *string                     `xml:"regionName"`
	ZoneName           *string                     `xml:"zoneName"`
	ZoneId             *string                     `xml:"zoneId"`
	GroupName          *string                     `xml:"groupName"`
	NetworkBorderGroup *string                     `xml:"networkBorderGroup"`
	ZoneType           *string                     `xml:"zoneType"`
	ParentZoneName     *string                     `xml:"parentZoneName"`
	ParentZoneId       *string                     `xml:"parentZoneId"`
	GroupLongName      *string                     `xml:"groupLongName"`
}

// AvailabilityZoneMessage is a part of answers.
type AvailabilityZoneMessage struct {
	Message *string `xml:"message"`
}

// BlobAttributeValue is a part of requests.
type BlobAttributeValue struct {
	Value []byte `query:"Value"`
}

// BlockDeviceMapping is a part of requests.
type BlockDeviceMapping struct {
	DeviceName  *string         `query:"DeviceName"`
	VirtualName *string         `query:"VirtualName"`
	Ebs         *EbsBlockDevice `query:"Ebs"`
	NoDevice    *string         `query:"NoDevice"`
}

// CapacityReservationSpecification is a part of requests.
type CapacityReservationSpecification struct {
	CapacityReservationPreference CapacityReservationPreference `query:"CapacityReservationPreference"`
	CapacityReservationTarget     *CapacityReservationTarget    `query:"CapacityReservationTarget"`
}

// CapacityReservationSpecificationResponse is a part of answers.
type CapacityReservationSpecificationResponse struct {
	CapacityReservationPreference CapacityReservationPreference      `xml:"capacityReservationPreference"`
	CapacityReservationTarget     *CapacityReservationTargetResponse `xml:"capacityReservationTarget"`
}

// CapacityReservationTarget is a part of requests.
type CapacityReservationTarget struct {
	CapacityReservationId               *string `query:"CapacityReservationId"`
	CapacityReservationResourceGroupArn *string `query:"CapacityReservationResourceGroupArn"`
}

// CapacityReservationTargetResponse is a part of answers.
type CapacityReservationTargetResponse struct {
	CapacityReservationId               *string `xml:"capacityReservationId"`
	CapacityReservationResourceGroupArn *string `xml:"capacityReservationResourceGroupArn"`
}

// CidrBlock is a part of answers.
type CidrBlock struct {
	CidrBlock *string `xml:"cidrBlock"`
}

// ConnectionTrackingConfiguration is a part of answers.
type ConnectionTrackingConfiguration struct {
	TcpEstablishedTimeout *int32 `xml:"tcpEstablishedTimeout"`
	UdpStreamTimeout      *int32 `xml:"udpStreamTimeout"`
	UdpTimeout            *int32 `xml:"udpTimeout"`
}

// ConnectionTrackingSpecificationRequest is a part of requests.
type ConnectionTrackingSpecificationRequest struct {
	TcpEstablishedTimeout *int32 `query:"TcpEstablishedTimeout"`
	UdpStreamTimeout      *int32 `query:"UdpStreamTimeout"`
	UdpTimeout            *int32 `query:"UdpTimeout"`
}

// ConnectionTrackingSpecificationResponse is a part of answers.
type ConnectionTrackingSpecificationResponse struct {
	TcpEstablishedTimeout *int32 `xml:"tcpEstablishedTimeout"`
	UdpStreamTimeout      *int32 `xml:"udpStreamTimeout"`
	UdpTimeout            *int32 `xml:"udpTimeout"`
}

// CpuOptions is a part of answers.
type CpuOptions struct {
	CoreCount      *int32                 `xml:"coreCount"`
	ThreadsPerCore *int32                 `xml:"threadsPerCore"`
	AmdSevSnp      AmdSevSnpSpecification `xml:"amdSevSnp"`
}

// CpuOptionsRequest is a part of requests.
type CpuOptionsRequest struct {
	CoreCount      *int32                 `query:"CoreCount"`
	ThreadsPerCore *int32                 `query:"ThreadsPerCore"`
	AmdSevSnp      AmdSevSnpSpecification `query:"AmdSevSnp"`
}

// CreditSpecificationRequest is a part of requests.
type CreditSpecificationRequest struct {
	CpuCredits *string `query:"CpuCredits"`
}

// DestinationOptionsRequest is a part of requests.
type DestinationOptionsRequest struct {
	FileFormat               DestinationFileFormat `query:"FileFormat"`
	HiveCompatiblePartitions *bool                 `query:"HiveCompatiblePartitions"`
	PerHourPartition         *bool                 `query:"PerHourPartition"`
}

// DestinationOptionsResponse is a part of answers.
type DestinationOptionsResponse struct {
	FileFormat               DestinationFileFormat `xml:"fileFormat"`
	HiveCompatiblePartitions *bool                 `xml:"hiveCompatiblePartitions"`
	PerHourPartition         *bool                 `xml:"perHourPartition"`
}

// DhcpConfiguration is a part of answers.
type DhcpConfiguration struct {
	Key    *string          `xml:"key"`
	Values []AttributeValue `xml:"valueSet>item"`
}

// DhcpOptions is a part of answers.
type DhcpOptions struct {
	DhcpConfigurations []DhcpConfiguration `xml:"dhcpConfigurationSet>item"`
	DhcpOptionsId      *string             `xml:"dhcpOptionsId"`
	OwnerId            *string             `xml:"ownerId"`
	Tags               []Tag               `xml:"tagSet>item"`
}

// DiskInfo is a part of answers.
type DiskInfo struct {
	SizeInGB *int64   `xml:"sizeInGB"`
	Count    *int32   `xml:"count"`
	Type     DiskType `xml:"type"`
}

// DnsEntry is a part of answers.
type DnsEntry struct {
	DnsName      *string `xml:"dnsName"`
	HostedZoneId *string `xml:"hostedZoneId"`
}

// DnsOptions is a part of answers.
type DnsOptions struct {
	DnsRecordIpType                          DnsRecordIpType `xml:"dnsRecordIpType"`
	PrivateDnsOnlyForInboundResolverEndpoint *bool           `xml:"privateDnsOnlyForInboundResolverEndpoint"`
}

// DnsOptionsSpecification is a part of requests.
type DnsOptionsSpecification struct {
	DnsRecordIpType                          DnsRecordIpType `query:"DnsRecordIpType"`
	PrivateDnsOnlyForInboundResolverEndpoint *bool           `query:"PrivateDnsOnlyForInboundResolverEndpoint"`
}

// EbsBlockDevice is a part of requests.
type EbsBlockDevice struct {
	DeleteOnTermination *bool      `query:"DeleteOnTermination"`
	Iops                *int32     `query:"Iops"`
	SnapshotId          *string    `query:"SnapshotId"`
	VolumeSize          *int32     `query:"VolumeSize"`
	VolumeType          VolumeType `query:"VolumeType"`
	KmsKeyId            *string    `query:"KmsKeyId"`
	Throughput          *int32     `query:"Throughput"`
	OutpostArn          *string    `query:"OutpostArn"`
	Encrypted           *bool      `query:"Encrypted"`
}

// EbsInfo is a part of answers.
type EbsInfo struct {
	EbsOptimizedSupport EbsOptimizedSupport  `xml:"ebsOptimizedSupport"`
	EncryptionSupport   EbsEncryptionSupport `xml:"encryptionSupport"`
	EbsOptimizedInfo    *EbsOptimizedInfo    `xml:"ebsOptimizedInfo"`
	NvmeSupport         EbsNvmeSupport       `xml:"nvmeSupport"`
}

// EbsInstanceBlockDevice is a part of answers.
type EbsInstanceBlockDevice struct {
	AttachTime          *time.Time       `xml:"attachTime"`
	DeleteOnTermination *bool            `xml:"deleteOnTermination"`
	Status              AttachmentStatus `xml:"status"`
	VolumeId            *string          `xml:"volumeId"`
	AssociatedResource  *string          `xml:"associatedResource"`
	VolumeOwnerId       *string          `xml:"volumeOwnerId"`
}

// EbsInstanceBlockDeviceSpecification is a part of requests.
type EbsInstanceBlockDeviceSpecification struct {
	DeleteOnTermination *bool   `query:"DeleteOnTermination"`
	VolumeId            *string `query:"VolumeId"`
}

// EbsOptimizedInfo is a part of answers.
type EbsOptimizedInfo struct {
	BaselineBandwidthInMbps  *int32   `xml:"baselineBandwidthInMbps"`
	BaselineThroughputInMBps *float64 `xml:"baselineThroughputInMBps"`
	BaselineIops             *int32   `xml:"baselineIops"`
	MaximumBandwidthInMbps   *int32   `xml:"maximumBandwidthInMbps"`
	MaximumThroughputInMBps  *float64 `xml:"maximumThroughputInMBps"`
	MaximumIops              *int32   `xml:"maximumIops"`
}

// EfaInfo is a part of answers.
type EfaInfo struct {
	MaximumEfaInterfaces *int32 `xml:"maximumEfaInterfaces"`
}

// EgressOnlyInternetGateway is a part of answers.
type EgressOnlyInternetGateway struct {
	Attachments                 []InternetGatewayAttachment `xml:"attachmentSet>item"`
	EgressOnlyInternetGatewayId *string                     `xml:"egressOnlyInternetGatewayId"`
	Tags                        []Tag                       `xml:"tagSet>item"`
}

// ElasticGpuAssociation is a part of answers.
type ElasticGpuAssociation struct {
	ElasticGpuId               *string `xml:"elasticGpuId"`
	ElasticGpuAssociationId    *string `xml:"elasticGpuAssociationId"`
	ElasticGpuAssociationState *string `xml:"elasticGpuAssociationState"`
	ElasticGpuAssociationTime  *string `xml:"elasticGpuAssociationTime"`
}

// ElasticGpuSpecification is a part of requests.
type ElasticGpuSpecification struct {
	Type *string `query:"Type"`
}

// ElasticInferenceAccelerator is a part of requests.
type ElasticInferenceAccelerator struct {
	Type  *string `query:"Type"`
	Count *int32  `query:"Count"`
}

// ElasticInferenceAcceleratorAssociation is a part of answers.
type ElasticInferenceAcceleratorAssociation struct {
	ElasticInferenceAcceleratorArn              *string    `xml:"elasticInferenceAcceleratorArn"`
	ElasticInferenceAcceleratorAssociationId    *string    `xml:"elasticInferenceAcceleratorAssociationId"`
	ElasticInferenceAcceleratorAssociationState *string    `xml:"elasticInferenceAcceleratorAssociationState"`
	ElasticInferenceAcceleratorAssociationTime  *time.Time `xml:"elasticInferenceAcceleratorAssociationTime"`
}

// EnaSrdSpecification is a part of requests.
type EnaSrdSpecification struct {
	EnaSrdEnabled          *bool                   `query:"EnaSrdEnabled"`
	EnaSrdUdpSpecification *EnaSrdUdpSpecification `query:"EnaSrdUdpSpecification"`
}

// EnaSrdSpecificationRequest is a part of requests.
type EnaSrdSpecificationRequest struct {
	EnaSrdEnabled          *bool                          `query:"EnaSrdEnabled"`
	EnaSrdUdpSpecification *EnaSrdUdpSpecificationRequest `query:"EnaSrdUdpSpecification"`
}

// EnaSrdUdpSpecification is a part of requests.
type EnaSrdUdpSpecification struct {
	EnaSrdUdpEnabled *bool `query:"EnaSrdUdpEnabled"`
}

// EnaSrdUdpSpecificationRequest is a part of requests.
type EnaSrdUdpSpecificationRequest struct {
	EnaSrdUdpEnabled *bool `query:"EnaSrdUdpEnabled"`
}

// EnclaveOptions is a part of answers.
type EnclaveOptions struct {
	Enabled *bool `xml:"enabled"`
}

// EnclaveOptionsRequest is a part of requests.
type EnclaveOptionsRequest struct {
	Enabled *bool `query:"Enabled"`
}

// Explanation is a part of answers.
type Explanation struct {
	Acl                           *AnalysisComponent             `xml:"acl"`
	AclRule                       *AnalysisAclRule               `xml:"aclRule"`
	Address                       *string                        `xml:"address"`
	Addresses                     []string                       `xml:"addressSet>item"`
	AttachedTo                    *AnalysisComponent             `xml:"attachedTo"`
	AvailabilityZones             []string                       `xml:"availabilityZoneSet>item"`
	Cidrs                         []string                       `xml:"cidrSet>item"`
	Component                     *AnalysisComponent             `xml:"component"`
	CustomerGateway               *AnalysisComponent             `xml:"customerGateway"`
	Destination                   *AnalysisComponent             `xml:"destination"`
	DestinationVpc                *AnalysisComponent             `xml:"destinationVpc"`
	Direction                     *string                        `xml:"direction"`
	ExplanationCode               *string                        `xml:"explanationCode"`
	IngressRouteTable             *AnalysisComponent             `xml:"ingressRouteTable"`
	InternetGateway               *AnalysisComponent             `xml:"internetGateway"`
	LoadBalancerArn               *string                        `xml:"loadBalancerArn"`
	ClassicLoadBalancerListener   *AnalysisLoadBalancerListener  `xml:"classicLoadBalancerListener"`
	LoadBalancerListenerPort      *int32                         `xml:"loadBalancerListenerPort"`
	LoadBalancerTarget            *AnalysisLoadBalancerTarget    `xml:"loadBalancerTarget"`
	LoadBalancerTargetGroup       *AnalysisComponent             `xml:"loadBalancerTargetGroup"`
	LoadBalancerTargetGroups      []AnalysisComponent            `xml:"loadBalancerTargetGroupSet>item"`
	LoadBalancerTargetPort        *int32                         `xml:"loadBalancerTargetPort"`
	ElasticLoadBalancerListener   *AnalysisComponent             `xml:"elasticLoadBalancerListener"`
	MissingComponent              *string                        `xml:"missingComponent"`
	NatGateway                    *AnalysisComponent             `xml:"natGateway"`
	NetworkInterface              *AnalysisComponent             `xml:"networkInterface"`
	PacketField                   *string                        `xml:"packetField"`
	VpcPeeringConnection          *AnalysisComponent             `xml:"vpcPeeringConnection"`
	Port                          *int32                         `xml:"port"`
	PortRanges                    []PortRange                    `xml:"portRangeSet>item"`
	PrefixList                    *AnalysisComponent             `xml:"prefixList"`
	Protocols                     []string                       `xml:"protocolSet>item"`
	RouteTableRoute               *AnalysisRouteTableRoute       `xml:"routeTableRoute"`
	RouteTable                    *AnalysisComponent             `xml:"routeTable"`
	SecurityGroup                 *AnalysisComponent             `xml:"securityGroup"`
	SecurityGroupRule             *AnalysisSecurityGroupRule     `xml:"securityGroupRule"`
	SecurityGroups                []AnalysisComponent            `xml:"securityGroupSet>item"`
	SourceVpc                     *AnalysisComponent             `xml:"sourceVpc"`
	State                         *string                        `xml:"state"`
	Subnet                        *AnalysisComponent             `xml:"subnet"`
	SubnetRouteTable              *AnalysisComponent             `xml:"subnetRouteTable"`
	Vpc                           *AnalysisComponent             `xml:"vpc"`
	VpcEndpoint                   *AnalysisComponent             `xml:"vpcEndpoint"`
	VpnConnection                 *AnalysisComponent             `xml:"vpnConnection"`
	VpnGateway                    *AnalysisComponent             `xml:"vpnGateway"`
	TransitGateway                *AnalysisComponent             `xml:"transitGateway"`
	TransitGatewayRouteTable      *AnalysisComponent             `xml:"transitGatewayRouteTable"`
	TransitGatewayRouteTableRoute *TransitGatewayRouteTableRoute `xml:"transitGatewayRouteTableRoute"`
	TransitGatewayAttachment      *AnalysisComponent             `xml:"transitGatewayAttachment"`
	ComponentAccount              *string                        `xml:"componentAccount"`
	ComponentRegion               *string                        `xml:"componentRegion"`
	FirewallStatelessRule         *FirewallStatelessRule         `xml:"firewallStatelessRule"`
	FirewallStatefulRule          *FirewallStatefulRule          `xml:"firewallStatefulRule"`
}

// Filter is a part of requests.
type Filter struct {
	Name   *string  `query:"Name"`
	Values []string `query:"Value"`
}

// FilterPortRange is a part of answers.
type FilterPortRange struct {
	FromPort *int32 `xml:"fromPort"`
	ToPort   *int32 `xml:"toPort"`
}

// FirewallStatefulRule is a part of answers.
type FirewallStatefulRule struct {
	RuleGroupArn     *string     `xml:"ruleGroupArn"`
	Sources          []string    `xml:"sourceSet>item"`
	Destinations     []string    `xml:"destinationSet>item"`
	SourcePorts      []PortRange `xml:"sourcePortSet>item"`
	DestinationPorts []PortRange `xml:"destinationPortSet>item"`
	Protocol         *string     `xml:"protocol"`
	RuleAction       *string     `xml:"ruleAction"`
	Direction        *string     `xml:"direction"`
}

// FirewallStatelessRule is a part of answers.
type FirewallStatelessRule struct {
	RuleGroupArn     *string     `xml:"ruleGroupArn"`
	Sources          []string    `xml:"sourceSet>item"`
	Destinations     []string    `xml:"destinationSet>item"`
	SourcePorts      []PortRange `xml:"sourcePortSet>item"`
	DestinationPorts []PortRange `xml:"destinationPortSet>item"`
	Protocols        []int32     `xml:"protocolSet>item"`
	RuleAction       *string     `xml:"ruleAction"`
	Priority         *int32      `xml:"priority"`
}

// FlowLog is a part of answers.
type FlowLog struct {
	CreationTime             *time.Time                  `xml:"creationTime"`
	DeliverLogsErrorMessage  *string                     `xml:"deliverLogsErrorMessage"`
	DeliverLogsPermissionArn *string                     `xml:"deliverLogsPermissionArn"`
	DeliverCrossAccountRole  *string                     `xml:"deliverCrossAccountRole"`
	DeliverLogsStatus        *string                     `xml:"deliverLogsStatus"`
	FlowLogId                *string                     `xml:"flowLogId"`
	FlowLogStatus            *string                     `xml:"flowLogStatus"`
	LogGroupName             *string                     `xml:"logGroupName"`
	ResourceId               *string                     `xml:"resourceId"`
	TrafficType              TrafficType                 `xml:"trafficType"`
	LogDestinationType       LogDestinationType          `xml:"logDestinationType"`
	LogDestination           *string                     `xml:"logDestination"`
	LogFormat                *string                     `xml:"logFormat"`
	Tags                     []Tag                       `xml:"tagSet>item"`
	MaxAggregationInterval   *int32                      `xml:"maxAggregationInterval"`
	DestinationOptions       *DestinationOptionsResponse `xml:"destinationOptions"`
}

// FpgaDeviceInfo is a part of answers.
type FpgaDeviceInfo struct {
	Name         *string               `xml:"name"`
	Manufacturer *string               `xml:"manufacturer"`
	Count        *int32                `xml:"count"`
	MemoryInfo   *FpgaDeviceMemoryInfo `xml:"memoryInfo"`
}

// FpgaDeviceMemoryInfo is a part of answers.
type FpgaDeviceMemoryInfo struct {
	SizeInMiB *int32 `xml:"sizeInMiB"`
}

// FpgaInfo is a part of answers.
type FpgaInfo struct {
	Fpgas                []FpgaDeviceInfo `xml:"fpgas>item"`
	TotalFpgaMemoryInMiB *int32           `xml:"totalFpgaMemoryInMiB"`
}

// GpuDeviceInfo is a part of answers.
type GpuDeviceInfo struct {
	Name         *string              `xml:"name"`
	Manufacturer *string              `xml:"manufacturer"`
	Count        *int32               `xml:"count"`
	MemoryInfo   *GpuDeviceMemoryInfo `xml:"memoryInfo"`
}

// GpuDeviceMemoryInfo is a part of answers.
type GpuDeviceMemoryInfo struct {
	SizeInMiB *int32 `xml:"sizeInMiB"`
}

// GpuInfo is a part of answers.
type GpuInfo struct {
	Gpus                []GpuDeviceInfo `xml:"gpus>item"`
	TotalGpuMemoryInMiB *int32          `xml:"totalGpuMemoryInMiB"`
}

// GroupIdentifier is a part of answers.
type GroupIdentifier struct {
	GroupName *string `xml:"groupName"`
	GroupId   *string `xml:"groupId"`
}

// HibernationOptions is a part of answers.
type HibernationOptions struct {
	Configured *bool `xml:"configured"`
}

// HibernationOptionsRequest is a part of requests.
type HibernationOptionsRequest struct {
	Configured *bool `query:"Configured"`
}

// IamInstanceProfile is a part of answers.
type IamInstanceProfile struct {
	Arn *string `xml:"arn"`
	Id  *string `xml:"id"`
}

// IamInstanceProfileSpecification is a part of requests.
type IamInstanceProfileSpecification struct {
	Arn  *string `query:"Arn"`
	Name *string `query:"Name"`
}

// IcmpTypeCode is a part of requests and answers.
type IcmpTypeCode struct {
	Code *int32 `query:"Code" xml:"code"`
	Type *int32 `query:"Type" xml:"type"`
}

// InferenceAcceleratorInfo is a part of answers.
type InferenceAcceleratorInfo struct {
	Accelerators              []InferenceDeviceInfo `xml:"accelerators>member"`
	TotalInferenceMemoryInMiB *int32                `xml:"totalInferenceMemoryInMiB"`
}

// InferenceDeviceInfo is a part of answers.
type InferenceDeviceInfo struct {
	Count        *int32                     `xml:"count"`
	Name         *string                    `xml:"name"`
	Manufacturer *string                    `xml:"manufacturer"`
	MemoryInfo   *InferenceDeviceMemoryInfo `xml:"memoryInfo"`
}

// InferenceDeviceMemoryInfo is a part of answers.
type InferenceDeviceMemoryInfo struct {
	SizeInMiB *int32 `xml:"sizeInMiB"`
}

// Instance is a part of answers.
type Instance struct {
	AmiLaunchIndex                          *int32                                    `xml:"amiLaunchIndex"`
	ImageId                                 *string                                   `xml:"imageId"`
	InstanceId                              *string                                   `xml:"instanceId"`
	InstanceType                            InstanceType                              `xml:"instanceType"`
	KernelId                                *string                                   `xml:"kernelId"`
	KeyName                                 *string                                   `xml:"keyName"`
	LaunchTime                              *time.Time                                `xml:"launchTime"`
	Monitoring                              *Monitoring                               `xml:"monitoring"`
	Placement                               *Placement                                `xml:"placement"`
	Platform                                PlatformValues                            `xml:"platform"`
	PrivateDnsName                          *string                                   `xml:"privateDnsName"`
	PrivateIpAddress                        *string                                   `xml:"privateIpAddress"`
	ProductCodes                            []ProductCode                             `xml:"productCodes>item"`
	PublicDnsName                           *string                                   `xml:"dnsName"`
	PublicIpAddress                         *string                                   `xml:"ipAddress"`
	RamdiskId                               *string                                   `xml:"ramdiskId"`
	State                                   *InstanceState                            `xml:"instanceState"`
	StateTransitionReason                   *string                                   `xml:"reason"`
	SubnetId                                *string                                   `xml:"subnetId"`
	VpcId                                   *string                                   `xml:"vpcId"`
	Architecture                            ArchitectureValues                        `xml:"architecture"`
	BlockDeviceMappings                     []InstanceBlockDeviceMapping              `xml:"blockDeviceMapping>item"`
	ClientToken                             *string                                   `xml:"clientToken"`
	EbsOptimized                            *bool                                     `xml:"ebsOptimized"`
	EnaSupport                              *bool                                     `xml:"enaSupport"`
	Hypervisor                              HypervisorType                            `xml:"hypervisor"`
	IamInstanceProfile                      *IamInstanceProfile                       `xml:"iamInstanceProfile"`
	InstanceLifecycle                       InstanceLifecycleType                     `xml:"instanceLifecycle"`
	ElasticGpuAssociations                  []ElasticGpuAssociation                   `xml:"elasticGpuAssociationSet>item"`
	ElasticInferenceAcceleratorAssociations []ElasticInferenceAcceleratorAssociation  `xml:"elasticInferenceAcceleratorAssociationSet>item"`
	NetworkInterfaces                       []InstanceNetworkInterface                `xml:"networkInterfaceSet>item"`
	OutpostArn                              *string                                   `xml:"outpostArn"`
	RootDeviceName                          *string                                   `xml:"rootDeviceName"`
	RootDeviceType                          DeviceType                                `xml:"rootDeviceType"`
	SecurityGroups                          []GroupIdentifier                         `xml:"groupSet>item"`
	SourceDestCheck                         *bool                                     `xml:"sourceDestCheck"`
	SpotInstanceRequestId                   *string                                   `xml:"spotInstanceRequestId"`
	SriovNetSupport                         *string                                   `xml:"sriovNetSupport"`
	StateReason                             *StateReason                              `xml:"stateReason"`
	Tags                                    []Tag                                     `xml:"tagSet>item"`
	VirtualizationType                      VirtualizationType                        `xml:"virtualizationType"`
	CpuOptions                              *CpuOptions                               `xml:"cpuOptions"`
	CapacityReservationId                   *string                                   `xml:"capacityReservationId"`
	CapacityReservationSpecification        *CapacityReservationSpecificationResponse `xml:"capacityReservationSpecification"`
	HibernationOptions                      *HibernationOptions                       `xml:"hibernationOptions"`
	Licenses                                []LicenseConfiguration                    `xml:"licenseSet>item"`
	MetadataOptions                         *InstanceMetadataOptionsResponse          `xml:"metadataOptions"`
	EnclaveOptions                          *EnclaveOptions                           `xml:"enclaveOptions"`
	BootMode                                BootModeValues                            `xml:"bootMode"`
	PlatformDetails                         *string                                   `xml:"platformDetails"`
	UsageOperation                          *string                                   `xml:"usageOperation"`
	UsageOperationUpdateTime                *time.Time                                `xml:"usageOperationUpdateTime"`
	PrivateDnsNameOptions                   *PrivateDnsNameOptionsResponse            `xml:"privateDnsNameOptions"`
	Ipv6Address                             *string                                   `xml:"ipv6Address"`
	TpmSupport                              *string                                   `xml:"tpmSupport"`
	MaintenanceOptions                      *InstanceMaintenanceOptions               `xml:"maintenanceOptions"`
	CurrentInstanceBootMode                 InstanceBootModeValues                    `xml:"currentInstanceBootMode"`
}

// InstanceAttachmentEnaSrdSpecification is a part of answers.
type InstanceAttachmentEnaSrdSpecification struct {
	EnaSrdEnabled          *bool                                     `xml:"enaSrdEnabled"`
	EnaSrdUdpSpecification *InstanceAttachmentEnaSrdUdpSpecification `xml:"enaSrdUdpSpecification"`
}

// InstanceAttachmentEnaSrdUdpSpecification is a part of answers.
type InstanceAttachmentEnaSrdUdpSpecification struct {
	EnaSrdUdpEnabled *bool `xml:"enaSrdUdpEnabled"`
}

// InstanceBlockDeviceMapping is a part of answers.
type InstanceBlockDeviceMapping struct {
	DeviceName *string                 `xml:"deviceName"`
	Ebs        *EbsInstanceBlockDevice `xml:"ebs"`
}

// InstanceBlockDeviceMappingSpecification is a part of requests.
type InstanceBlockDeviceMappingSpecification struct {
	DeviceName  *string                              `query:"DeviceName"`
	Ebs         *EbsInstanceBlockDeviceSpecification `query:"Ebs"`
	NoDevice    *string                              `query:"NoDevice"`
	VirtualName *string                              `query:"VirtualName"`
}

// InstanceCreditSpecification is a part of answers.
type InstanceCreditSpecification struct {
	InstanceId *string `xml:"instanceId"`
	CpuCredits *string `xml:"cpuCredits"`
}

// InstanceIpv4Prefix is a part of answers.
type InstanceIpv4Prefix struct {
	Ipv4Prefix *string `xml:"ipv4Prefix"`
}

// InstanceIpv6Address is a part of requests and answers.
type InstanceIpv6Address struct {
	Ipv6Address   *string `query:"Ipv6Address" xml:"ipv6Address"`
	IsPrimaryIpv6 *bool   `query:"IsPrimaryIpv6" xml:"isPrimaryIpv6"`
}

// InstanceIpv6Prefix is a part of answers.
type InstanceIpv6Prefix struct {
	Ipv6Prefix *string `xml:"ipv6Prefix"`
}

// InstanceMaintenanceOptions is a part of answers.
type InstanceMaintenanceOptions struct {
	AutoRecovery InstanceAutoRecoveryState `xml:"autoRecovery"`
}

// InstanceMaintenanceOptionsRequest is a part of requests.
type InstanceMaintenanceOptionsRequest struct {
	AutoRecovery InstanceAutoRecoveryState `query:"AutoRecovery"`
}

// InstanceMarketOptionsRequest is a part of requests.
type InstanceMarketOptionsRequest struct {
	MarketType  MarketType         `query:"MarketType"`
	SpotOptions *SpotMarketOptions `query:"SpotOptions"`
}

// InstanceMetadataOptionsRequest is a part of requests.
type InstanceMetadataOptionsRequest struct {
	HttpTokens              HttpTokensState               `query:"HttpTokens"`
	HttpPutResponseHopLimit *int32                        `query:"HttpPutResponseHopLimit"`
	HttpEndpoint            InstanceMetadataEndpointState `query:"HttpEndpoint"`
	HttpProtocolIpv6        InstanceMetadataProtocolState `query:"HttpProtocolIpv6"`
	InstanceMetadataTags    InstanceMetadataTagsState     `query:"InstanceMetadataTags"`
}

// InstanceMetadataOptionsResponse is a part of answers.
type InstanceMetadataOptionsResponse struct {
	State                   InstanceMetadataOptionsState  `xml:"state"`
	HttpTokens              HttpTokensState               `xml:"httpTokens"`
	HttpPutResponseHopLimit *int32                        `xml:"httpPutResponseHopLimit"`
	HttpEndpoint            InstanceMetadataEndpointState `xml:"httpEndpoint"`
	HttpProtocolIpv6        InstanceMetadataProtocolState `xml:"httpProtocolIpv6"`
	InstanceMetadataTags    InstanceMetadataTagsState     `xml:"instanceMetadataTags"`
}

// InstanceNetworkInterface is a part of answers.
type InstanceNetworkInterface struct {
	Association                     *InstanceNetworkInterfaceAssociation     `xml:"association"`
	Attachment                      *InstanceNetworkInterfaceAttachment      `xml:"attachment"`
	Description                     *string                                  `xml:"description"`
	Groups                          []GroupIdentifier                        `xml:"groupSet>item"`
	Ipv6Addresses                   []InstanceIpv6Address                    `xml:"ipv6AddressesSet>item"`
	MacAddress                      *string                                  `xml:"macAddress"`
	NetworkInterfaceId              *string                                  `xml:"networkInterfaceId"`
	OwnerId                         *string                                  `xml:"ownerId"`
	PrivateDnsName                  *string                                  `xml:"privateDnsName"`
	PrivateIpAddress                *string                                  `xml:"privateIpAddress"`
	PrivateIpAddresses              []InstancePrivateIpAddress               `xml:"privateIpAddressesSet>item"`
	SourceDestCheck                 *bool                                    `xml:"sourceDestCheck"`
	Status                          NetworkInterfaceStatus                   `xml:"status"`
	SubnetId                        *string                                  `xml:"subnetId"`
	VpcId                           *string                                  `xml:"vpcId"`
	InterfaceType                   *string                                  `xml:"interfaceType"`
	Ipv4Prefixes                    []InstanceIpv4Prefix                     `xml:"ipv4PrefixSet>item"`
	Ipv6Prefixes                    []InstanceIpv6Prefix                     `xml:"ipv6PrefixSet>item"`
	ConnectionTrackingConfiguration *ConnectionTrackingSpecificationResponse `xml:"connectionTrackingConfiguration"`
}

// InstanceNetworkInterfaceAssociation is a part of answers.
type InstanceNetworkInterfaceAssociation struct {
	CarrierIp       *string `xml:"carrierIp"`
	CustomerOwnedIp *string `xml:"customerOwnedIp"`
	IpOwnerId       *string `xml:"ipOwnerId"`
	PublicDnsName   *string `xml:"publicDnsName"`
	PublicIp        *string `xml:"publicIp"`
}

// InstanceNetworkInterfaceAttachment is a part of answers.
type InstanceNetworkInterfaceAttachment struct {
	AttachTime          *time.Time                             `xml:"attachTime"`
	AttachmentId        *string                                `xml:"attachmentId"`
	DeleteOnTermination *bool                                  `xml:"deleteOnTermination"`
	DeviceIndex         *int32                                 `xml:"deviceIndex"`
	Status              AttachmentStatus                       `xml:"status"`
	NetworkCardIndex    *int32                                 `xml:"networkCardIndex"`
	EnaSrdSpecification *InstanceAttachmentEnaSrdSpecification `xml:"enaSrdSpecification"`
}

// InstanceNetworkInterfaceSpecification is a part of requests.
type InstanceNetworkInterfaceSpecification struct {
	AssociatePublicIpAddress        *bool                                   `query:"AssociatePublicIpAddress"`
	DeleteOnTermination             *bool                                   `query:"DeleteOnTermination"`
	Description                     *string                                 `query:"Description"`
	DeviceIndex                     *int32                                  `query:"DeviceIndex"`
	Groups                          []string                                `query:"SecurityGroupId"`
	Ipv6AddressCount                *int32                                  `query:"Ipv6AddressCount"`
	Ipv6Addresses                   []InstanceIpv6Address                   `query:"Ipv6Addresses"`
	NetworkInterfaceId              *string                                 `query:"NetworkInterfaceId"`
	PrivateIpAddress                *string                                 `query:"PrivateIpAddress"`
	PrivateIpAddresses              []PrivateIpAddressSpecification         `query:"PrivateIpAddresses"`
	SecondaryPrivateIpAddressCount  *int32                                  `query:"SecondaryPrivateIpAddressCount"`
	SubnetId                        *string                                 `query:"SubnetId"`
	AssociateCarrierIpAddress       *bool                                   `query:"AssociateCarrierIpAddress"`
	InterfaceType                   *string                                 `query:"InterfaceType"`
	NetworkCardIndex                *int32                                  `query:"NetworkCardIndex"`
	Ipv4Prefixes                    []Ipv4PrefixSpecificationRequest        `query:"Ipv4Prefix"`
	Ipv4PrefixCount                 *int32                                  `query:"Ipv4PrefixCount"`
	Ipv6Prefixes                    []Ipv6PrefixSpecificationRequest        `query:"Ipv6Prefix"`
	Ipv6PrefixCount                 *int32                                  `query:"Ipv6PrefixCount"`
	PrimaryIpv6                     *bool                                   `query:"PrimaryIpv6"`
	EnaSrdSpecification             *EnaSrdSpecificationRequest             `query:"EnaSrdSpecification"`
	ConnectionTrackingSpecification *ConnectionTrackingSpecificationRequest `query:"ConnectionTrackingSpecification"`
}

// InstancePrivateIpAddress is a part of answers.
type InstancePrivateIpAddress struct {
	Association      *InstanceNetworkInterfaceAssociation `xml:"association"`
	Primary          *bool                                `xml:"primary"`
	PrivateDnsName   *string                              `xml:"privateDnsName"`
	PrivateIpAddress *string                              `xml:"privateIpAddress"`
}

// InstanceState is a part of answers.
type InstanceState struct {
	Code *int32            `xml:"code"`
	Name InstanceStateName `xml:"name"`
}

// InstanceStateChange is a part of answers.
type InstanceStateChange struct {
	CurrentState  *InstanceState `xml:"currentState"`
	InstanceId    *string        `xml:"instanceId"`
	PreviousState *InstanceState `xml:"previousState"`
}

// InstanceStatus is a part of answers.
type InstanceStatus struct {
	AvailabilityZone   *string                `xml:"availabilityZone"`
	OutpostArn         *string                `xml:"outpostArn"`
	Events             []InstanceStatusEvent  `xml:"eventsSet>item"`
	InstanceId         *string                `xml:"instanceId"`
	InstanceState      *InstanceState         `xml:"instanceState"`
	InstanceStatus     *InstanceStatusSummary `xml:"instanceStatus"`
	SystemStatus       *InstanceStatusSummary `xml:"systemStatus"`
	AvailabilityZoneId *string                `xml:"availabilityZoneId"`
}

// InstanceStatusDetails is a part of answers.
type InstanceStatusDetails struct {
	ImpairedSince *time.Time `xml:"impairedSince"`
	Name          StatusName `xml:"name"`
	Status        StatusType `xml:"status"`
}

// InstanceStatusEvent is a part of answers.
type InstanceStatusEvent struct {
	InstanceEventId   *string    `xml:"instanceEventId"`
	Code              EventCode  `xml:"code"`
	Description       *string    `xml:"description"`
	NotAfter          *time.Time `xml:"notAfter"`
	NotBefore         *time.Time `xml:"notBefore"`
	NotBeforeDeadline *time.Time `xml:"notBeforeDeadline"`
}

// InstanceStatusSummary is a part of answers.
type InstanceStatusSummary struct {
	Details []InstanceStatusDetails `xml:"details>item"`
	Status  SummaryStatus           `xml:"status"`
}

// InstanceStorageInfo is a part of answers.
type InstanceStorageInfo struct {
	TotalSizeInGB     *int64                           `xml:"totalSizeInGB"`
	Disks             []DiskInfo                       `xml:"disks>item"`
	NvmeSupport       EphemeralNvmeSupport             `xml:"nvmeSupport"`
	EncryptionSupport InstanceStorageEncryptionSupport `xml:"encryptionSupport"`
}

// InstanceTypeInfo is a part of answers.
type InstanceTypeInfo struct {
	InstanceType                  InstanceType              `xml:"instanceType"`
	CurrentGeneration             *bool                     `xml:"currentGeneration"`
	FreeTierEligible              *bool                     `xml:"freeTierEligible"`
	SupportedUsageClasses         []UsageClassType          `xml:"supportedUsageClasses>item"`
	SupportedRootDeviceTypes      []RootDeviceType          `xml:"supportedRootDeviceTypes>item"`
	SupportedVirtualizationTypes  []VirtualizationType      `xml:"supportedVirtualizationTypes>item"`
	BareMetal                     *bool                     `xml:"bareMetal"`
	Hypervisor                    InstanceTypeHypervisor    `xml:"hypervisor"`
	ProcessorInfo                 *ProcessorInfo            `xml:"processorInfo"`
	VCpuInfo                      *VCpuInfo                 `xml:"vCpuInfo"`
	MemoryInfo                    *MemoryInfo               `xml:"memoryInfo"`
	InstanceStorageSupported      *bool                     `xml:"instanceStorageSupported"`
	InstanceStorageInfo           *InstanceStorageInfo      `xml:"instanceStorageInfo"`
	EbsInfo                       *EbsInfo                  `xml:"ebsInfo"`
	NetworkInfo                   *NetworkInfo              `xml:"networkInfo"`
	GpuInfo                       *GpuInfo                  `xml:"gpuInfo"`
	FpgaInfo                      *FpgaInfo                 `xml:"fpgaInfo"`
	PlacementGroupInfo            *PlacementGroupInfo       `xml:"placementGroupInfo"`
	InferenceAcceleratorInfo      *InferenceAcceleratorInfo `xml:"inferenceAcceleratorInfo"`
	HibernationSupported          *bool                     `xml:"hibernationSupported"`
	BurstablePerformanceSupported *bool                     `xml:"burstablePerformanceSupported"`
	DedicatedHostsSupported       *bool                     `xml:"dedicatedHostsSupported"`
	AutoRecoverySupported         *bool                     `xml:"autoRecoverySupported"`
	SupportedBootModes            []BootModeType            `xml:"supportedBootModes>item"`
	NitroEnclavesSupport          NitroEnclavesSupport      `xml:"nitroEnclavesSupport"`
	NitroTpmSupport               NitroTpmSupport           `xml:"nitroTpmSupport"`
	NitroTpmInfo                  *NitroTpmInfo             `xml:"nitroTpmInfo"`
	MediaAcceleratorInfo          *MediaAcceleratorInfo     `xml:"mediaAcceleratorInfo"`
	NeuronInfo                    *NeuronInfo               `xml:"neuronInfo"`
	PhcSupport                    PhcSupport                `xml:"phcSupport"`
}

// InternetGateway is a part of answers.
type InternetGateway struct {
	Attachments       []InternetGatewayAttachment `xml:"attachmentSet>item"`
	InternetGatewayId *string                     `xml:"internetGatewayId"`
	OwnerId           *string                     `xml:"ownerId"`
	Tags              []Tag                       `xml:"tagSet>item"`
}

// InternetGatewayAttachment is a part of answers.
type InternetGatewayAttachment struct {
	State AttachmentStatus `xml:"state"`
	VpcId *string          `xml:"vpcId"`
}

// IpPermission is a part of requests and answers.
type IpPermission struct {
	FromPort         *int32            `query:"FromPort" xml:"fromPort"`
	IpProtocol       *string           `query:"IpProtocol" xml:"ipProtocol"`
	IpRanges         []IpRange         `query:"IpRanges" xml:"ipRanges>item"`
	Ipv6Ranges       []Ipv6Range       `query:"Ipv6Ranges" xml:"ipv6Ranges>item"`
	PrefixListIds    []PrefixListId    `query:"PrefixListIds" xml:"prefixListIds>item"`
	ToPort           *int32            `query:"ToPort" xml:"toPort"`
	UserIdGroupPairs []UserIdGroupPair `query:"Groups" xml:"groups>item"`
}

// IpRange is a part of requests and answers.
type IpRange struct {
	CidrIp      *string `query:"CidrIp" xml:"cidrIp"`
	Description *string `query:"Description" xml:"description"`
}

// Ipv4PrefixSpecification is a part of answers.
type Ipv4PrefixSpecification struct {
	Ipv4Prefix *string `xml:"ipv4Prefix"`
}

// Ipv4PrefixSpecificationRequest is a part of requests.
type Ipv4PrefixSpecificationRequest struct {
	Ipv4Prefix *string `query:"Ipv4Prefix"`
}

// Ipv6CidrBlock is a part of answers.
type Ipv6CidrBlock struct {
	Ipv6CidrBlock *string `xml:"ipv6CidrBlock"`
}

// Ipv6PrefixSpecification is a part of answers.
type Ipv6PrefixSpecification struct {
	Ipv6Prefix *string `xml:"ipv6Prefix"`
}

// Ipv6PrefixSpecificationRequest is a part of requests.
type Ipv6PrefixSpecificationRequest struct {
	Ipv6Prefix *string `query:"Ipv6Prefix"`
}

// Ipv6Range is a part of requests and answers.
type Ipv6Range struct {
	CidrIpv6    *string `query:"CidrIpv6" xml:"cidrIpv6"`
	Description *string `query:"Description" xml:"description"`
}

// LastError is a part of answers.
type LastError struct {
	Message *string `xml:"message"`
	Code    *string `xml:"code"`
}

// LaunchTemplateSpecification is a part of requests.
type LaunchTemplateSpecification struct {
	LaunchTemplateId   *string `query:"LaunchTemplateId"`
	LaunchTemplateName *string `query:"LaunchTemplateName"`
	Version            *string `query:"Version"`
}

// LicenseConfiguration is a part of answers.
type LicenseConfiguration struct {
	LicenseConfigurationArn *string `xml:"licenseConfigurationArn"`
}

// LicenseConfigurationRequest is a part of requests.
type LicenseConfigurationRequest struct {
	LicenseConfigurationArn *string `query:"LicenseConfigurationArn"`
}

// ManagedPrefixList is a part of answers.
type ManagedPrefixList struct {
	PrefixListId   *string         `xml:"prefixListId"`
	AddressFamily  *string         `xml:"addressFamily"`
	State          PrefixListState `xml:"state"`
	StateMessage   *string         `xml:"stateMessage"`
	PrefixListArn  *string         `xml:"prefixListArn"`
	PrefixListName *string         `xml:"prefixListName"`
	MaxEntries     *int32          `xml:"maxEntries"`
	Version        *int64          `xml:"version"`
	Tags           []Tag           `xml:"tagSet>item"`
	OwnerId        *string         `xml:"ownerId"`
}

// MediaAcceleratorInfo is a part of answers.
type MediaAcceleratorInfo struct {
	Accelerators          []MediaDeviceInfo `xml:"accelerators>item"`
	TotalMediaMemoryInMiB *int32            `xml:"totalMediaMemoryInMiB"`
}

// MediaDeviceInfo is a part of answers.
type MediaDeviceInfo struct {
	Count        *int32                 `xml:"count"`
	Name         *string                `xml:"name"`
	Manufacturer *string                `xml:"manufacturer"`
	MemoryInfo   *MediaDeviceMemoryInfo `xml:"memoryInfo"`
}

// MediaDeviceMemoryInfo is a part of answers.
type MediaDeviceMemoryInfo struct {
	SizeInMiB *int32 `xml:"sizeInMiB"`
}

// MemoryInfo is a part of answers.
type MemoryInfo struct {
	SizeInMiB *int64 `xml:"sizeInMiB"`
}

// Monitoring is a part of answers.
type Monitoring struct {
	State MonitoringState `xml:"state"`
}

// NatGateway is a part of answers.
type NatGateway struct {
	CreateTime           *time.Time            `xml:"createTime"`
	DeleteTime           *time.Time            `xml:"deleteTime"`
	FailureCode          *string               `xml:"failureCode"`
	FailureMessage       *string               `xml:"failureMessage"`
	NatGatewayAddresses  []NatGatewayAddress   `xml:"natGatewayAddressSet>item"`
	NatGatewayId         *string               `xml:"natGatewayId"`
	ProvisionedBandwidth *ProvisionedBandwidth `xml:"provisionedBandwidth"`
	State                NatGatewayState       `xml:"state"`
	SubnetId             *string               `xml:"subnetId"`
	VpcId                *string               `xml:"vpcId"`
	Tags                 []Tag                 `xml:"tagSet>item"`
	ConnectivityType     ConnectivityType      `xml:"connectivityType"`
}

// NatGatewayAddress is a part of answers.
type NatGatewayAddress struct {
	AllocationId       *string                 `xml:"allocationId"`
	NetworkInterfaceId *string                 `xml:"networkInterfaceId"`
	PrivateIp          *string                 `xml:"privateIp"`
	PublicIp           *string                 `xml:"publicIp"`
	AssociationId      *string                 `xml:"associationId"`
	IsPrimary          *bool                   `xml:"isPrimary"`
	FailureMessage     *string                 `xml:"failureMessage"`
	Status             NatGatewayAddressStatus `xml:"status"`
}

// NetworkAcl is a part of answers.
type NetworkAcl struct {
	Associations []NetworkAclAssociation `xml:"associationSet>item"`
	Entries      []NetworkAclEntry       `xml:"entrySet>item"`
	IsDefault    *bool                   `xml:"default"`
	NetworkAclId *string                 `xml:"networkAclId"`
	Tags         []Tag                   `xml:"tagSet>item"`
	VpcId        *string                 `xml:"vpcId"`
	OwnerId      *string                 `xml:"ownerId"`
}

// NetworkAclAssociation is a part of answers.
type NetworkAclAssociation struct {
	NetworkAclAssociationId *string `xml:"networkAclAssociationId"`
	NetworkAclId            *string `xml:"networkAclId"`
	SubnetId                *string `xml:"subnetId"`
}

// NetworkAclEntry is a part of answers.
type NetworkAclEntry struct {
	CidrBlock     *string       `xml:"cidrBlock"`
	Egress        *bool         `xml:"egress"`
	IcmpTypeCode  *IcmpTypeCode `xml:"icmpTypeCode"`
	Ipv6CidrBlock *string       `xml:"ipv6CidrBlock"`
	PortRange     *PortRange    `xml:"portRange"`
	Protocol      *string       `xml:"protocol"`
	RuleAction    RuleAction    `xml:"ruleAction"`
	RuleNumber    *int32        `xml:"ruleNumber"`
}

// NetworkCardInfo is a part of answers.
type NetworkCardInfo struct {
	NetworkCardIndex         *int32   `xml:"networkCardIndex"`
	NetworkPerformance       *string  `xml:"networkPerformance"`
	MaximumNetworkInterfaces *int32   `xml:"maximumNetworkInterfaces"`
	BaselineBandwidthInGbps  *float64 `xml:"baselineBandwidthInGbps"`
	PeakBandwidthInGbps      *float64 `xml:"peakBandwidthInGbps"`
}

// NetworkInfo is a part of answers.
type NetworkInfo struct {
	NetworkPerformance           *string           `xml:"networkPerformance"`
	MaximumNetworkInterfaces     *int32            `xml:"maximumNetworkInterfaces"`
	MaximumNetworkCards          *int32            `xml:"maximumNetworkCards"`
	DefaultNetworkCardIndex      *int32            `xml:"defaultNetworkCardIndex"`
	NetworkCards                 []NetworkCardInfo `xml:"networkCards>item"`
	Ipv4AddressesPerInterface    *int32            `xml:"ipv4AddressesPerInterface"`
	Ipv6AddressesPerInterface    *int32            `xml:"ipv6AddressesPerInterface"`
	Ipv6Supported                *bool             `xml:"ipv6Supported"`
	EnaSupport                   EnaSupport        `xml:"enaSupport"`
	EfaSupported                 *bool             `xml:"efaSupported"`
	EfaInfo                      *EfaInfo          `xml:"efaInfo"`
	EncryptionInTransitSupported *bool             `xml:"encryptionInTransitSupported"`
	EnaSrdSupported              *bool             `xml:"enaSrdSupported"`
}

// NetworkInsightsAnalysis is a part of answers.
type NetworkInsightsAnalysis struct {
	NetworkInsightsAnalysisId  *string             `xml:"networkInsightsAnalysisId"`
	NetworkInsightsAnalysisArn *string             `xml:"networkInsightsAnalysisArn"`
	NetworkInsightsPathId      *string             `xml:"networkInsightsPathId"`
	AdditionalAccounts         []string            `xml:"additionalAccountSet>item"`
	FilterInArns               []string            `xml:"filterInArnSet>item"`
	StartDate                  *time.Time          `xml:"startDate"`
	Status                     AnalysisStatus      `xml:"status"`
	StatusMessage              *string             `xml:"statusMessage"`
	WarningMessage             *string             `xml:"warningMessage"`
	NetworkPathFound           *bool               `xml:"networkPathFound"`
	ForwardPathComponents      []PathComponent     `xml:"forwardPathComponentSet>item"`
	ReturnPathComponents       []PathComponent     `xml:"returnPathComponentSet>item"`
	Explanations               []Explanation       `xml:"explanationSet>item"`
	AlternatePathHints         []AlternatePathHint `xml:"alternatePathHintSet>item"`
	SuggestedAccounts          []string            `xml:"suggestedAccountSet>item"`
	Tags                       []Tag               `xml:"tagSet>item"`
}

// NetworkInsightsPath is a part of answers.
type NetworkInsightsPath struct {
	NetworkInsightsPathId  *string     `xml:"networkInsightsPathId"`
	NetworkInsightsPathArn *string     `xml:"networkInsightsPathArn"`
	CreatedDate            *time.Time  `xml:"createdDate"`
	Source                 *string     `xml:"source"`
	Destination            *string     `xml:"destination"`
	SourceArn              *string     `xml:"sourceArn"`
	DestinationArn         *string     `xml:"destinationArn"`
	SourceIp               *string     `xml:"sourceIp"`
	DestinationIp          *string     `xml:"destinationIp"`
	Protocol               Protocol    `xml:"protocol"`
	DestinationPort        *int32      `xml:"destinationPort"`
	Tags                   []Tag       `xml:"tagSet>item"`
	FilterAtSource         *PathFilter `xml:"filterAtSource"`
	FilterAtDestination    *PathFilter `xml:"filterAtDestination"`
}

// NetworkInterface is a part of answers.
type NetworkInterface struct {
	Association                     *NetworkInterfaceAssociation       `xml:"association"`
	Attachment                      *NetworkInterfaceAttachment        `xml:"attachment"`
	AvailabilityZone                *string                            `xml:"availabilityZone"`
	ConnectionTrackingConfiguration *ConnectionTrackingConfiguration   `xml:"connectionTrackingConfiguration"`
	Description                     *string                            `xml:"description"`
	Groups                          []GroupIdentifier                  `xml:"groupSet>item"`
	InterfaceType                   NetworkInterfaceType               `xml:"interfaceType"`
	Ipv6Addresses                   []NetworkInterfaceIpv6Address      `xml:"ipv6AddressesSet>item"`
	MacAddress                      *string                            `xml:"macAddress"`
	NetworkInterfaceId              *string                            `xml:"networkInterfaceId"`
	OutpostArn                      *string                            `xml:"outpostArn"`
	OwnerId                         *string                            `xml:"ownerId"`
	PrivateDnsName                  *string                            `xml:"privateDnsName"`
	PrivateIpAddress                *string                            `xml:"privateIpAddress"`
	PrivateIpAddresses              []NetworkInterfacePrivateIpAddress `xml:"privateIpAddressesSet>item"`
	Ipv4Prefixes                    []Ipv4PrefixSpecification          `xml:"ipv4PrefixSet>item"`
	Ipv6Prefixes                    []Ipv6PrefixSpecification          `xml:"ipv6PrefixSet>item"`
	RequesterId                     *string                            `xml:"requesterId"`
	RequesterManaged                *bool                              `xml:"requesterManaged"`
	SourceDestCheck                 *bool                              `xml:"sourceDestCheck"`
	Status                          NetworkInterfaceStatus             `xml:"status"`
	SubnetId                        *string                            `xml:"subnetId"`
	TagSet                          []Tag                              `xml:"tagSet>item"`
	VpcId                           *string                            `xml:"vpcId"`
	DenyAllIgwTraffic               *bool                              `xml:"denyAllIgwTraffic"`
	Ipv6Native                      *bool                              `xml:"ipv6Native"`
	Ipv6Address                     *string                            `xml:"ipv6Address"`
	AvailabilityZoneId              *string                            `xml:"availabilityZoneId"`
}

// NetworkInterfaceAssociation is a part of answers.
type NetworkInterfaceAssociation struct {
	AllocationId    *string `xml:"allocationId"`
	AssociationId   *string `xml:"associationId"`
	IpOwnerId       *string `xml:"ipOwnerId"`
	PublicDnsName   *string `xml:"publicDnsName"`
	PublicIp        *string `xml:"publicIp"`
	CustomerOwnedIp *string `xml:"customerOwnedIp"`
	CarrierIp       *string `xml:"carrierIp"`
}

// NetworkInterfaceAttachment is a part of answers.
type NetworkInterfaceAttachment struct {
	AttachTime          *time.Time                     `xml:"attachTime"`
	AttachmentId        *string                        `xml:"attachmentId"`
	DeleteOnTermination *bool                          `xml:"deleteOnTermination"`
	DeviceIndex         *int32                         `xml:"deviceIndex"`
	NetworkCardIndex    *int32                         `xml:"networkCardIndex"`
	InstanceId          *string                        `xml:"instanceId"`
	InstanceOwnerId     *string                        `xml:"instanceOwnerId"`
	Status              AttachmentStatus               `xml:"status"`
	EnaSrdSpecification *AttachmentEnaSrdSpecification `xml:"enaSrdSpecification"`
}

// NetworkInterfaceAttachmentChanges is a part of requests.
type NetworkInterfaceAttachmentChanges struct {
	AttachmentId        *string `query:"AttachmentId"`
	DeleteOnTermination *bool   `query:"DeleteOnTermination"`
}

// NetworkInterfaceIpv6Address is a part of answers.
type NetworkInterfaceIpv6Address struct {
	Ipv6Address   *string `xml:"ipv6Address"`
	IsPrimaryIpv6 *bool   `xml:"isPrimaryIpv6"`
}

// NetworkInterfacePrivateIpAddress is a part of answers.
type NetworkInterfacePrivateIpAddress struct {
	Association      *NetworkInterfaceAssociation `xml:"association"`
	Primary          *bool                        `xml:"primary"`
	PrivateDnsName   *string                      `xml:"privateDnsName"`
	PrivateIpAddress *string                      `xml:"privateIpAddress"`
}

// NeuronDeviceCoreInfo is a part of answers.
type NeuronDeviceCoreInfo struct {
	Count   *int32 `xml:"count"`
	Version *int32 `xml:"version"`
}

// NeuronDeviceInfo is a part of answers.
type NeuronDeviceInfo struct {
	Count      *int32                  `xml:"count"`
	Name       *string                 `xml:"name"`
	CoreInfo   *NeuronDeviceCoreInfo   `xml:"coreInfo"`
	MemoryInfo *NeuronDeviceMemoryInfo `xml:"memoryInfo"`
}

// NeuronDeviceMemoryInfo is a part of answers.
type NeuronDeviceMemoryInfo struct {
	SizeInMiB *int32 `xml:"sizeInMiB"`
}

// NeuronInfo is a part of answers.
type NeuronInfo struct {
	NeuronDevices                []NeuronDeviceInfo `xml:"neuronDevices>item"`
	TotalNeuronDeviceMemoryInMiB *int32             `xml:"totalNeuronDeviceMemoryInMiB"`
}

// NewDhcpConfiguration is a part of requests.
type NewDhcpConfiguration struct {
	Key    *string  `query:"Key"`
	Values []string `query:"Value"`
}

// NitroTpmInfo is a part of answers.
type NitroTpmInfo struct {
	SupportedVersions []string `xml:"supportedVersions>item"`
}

// PathComponent is a part of answers.
type PathComponent struct {
	SequenceNumber                *int32                         `xml:"sequenceNumber"`
	AclRule                       *AnalysisAclRule               `xml:"aclRule"`
	AttachedTo                    *AnalysisComponent             `xml:"attachedTo"`
	Component                     *AnalysisComponent             `xml:"component"`
	DestinationVpc                *AnalysisComponent             `xml:"destinationVpc"`
	OutboundHeader                *AnalysisPacketHeader          `xml:"outboundHeader"`
	InboundHeader                 *AnalysisPacketHeader          `xml:"inboundHeader"`
	RouteTableRoute               *AnalysisRouteTableRoute       `xml:"routeTableRoute"`
	SecurityGroupRule             *AnalysisSecurityGroupRule     `xml:"securityGroupRule"`
	SourceVpc                     *AnalysisComponent             `xml:"sourceVpc"`
	Subnet                        *AnalysisComponent             `xml:"subnet"`
	Vpc                           *AnalysisComponent             `xml:"vpc"`
	AdditionalDetails             []AdditionalDetail             `xml:"additionalDetailSet>item"`
	TransitGateway                *AnalysisComponent             `xml:"transitGateway"`
	TransitGatewayRouteTableRoute *TransitGatewayRouteTableRoute `xml:"transitGatewayRouteTableRoute"`
	Explanations                  []Explanation                  `xml:"explanationSet>item"`
	ElasticLoadBalancerListener   *AnalysisComponent             `xml:"elasticLoadBalancerListener"`
	FirewallStatelessRule         *FirewallStatelessRule         `xml:"firewallStatelessRule"`
	FirewallStatefulRule          *FirewallStatefulRule          `xml:"firewallStatefulRule"`
	ServiceName                   *string                        `xml:"serviceName"`
}

// PathFilter is a part of answers.
type PathFilter struct {
	SourceAddress        *string          `xml:"sourceAddress"`
	SourcePortRange      *FilterPortRange `xml:"sourcePortRange"`
	DestinationAddress   *string          `xml:"destinationAddress"`
	DestinationPortRange *FilterPortRange `xml:"destinationPortRange"`
}

// PathRequestFilter is a part of requests.
type PathRequestFilter struct {
	SourceAddress        *string                 `query:"SourceAddress"`
	SourcePortRange      *RequestFilterPortRange `query:"SourcePortRange"`
	DestinationAddress   *string                 `query:"DestinationAddress"`
	DestinationPortRange *RequestFilterPortRange `query:"DestinationPortRange"`
}

// PeeringConnectionOptions is a part of answers.
type PeeringConnectionOptions struct {
	AllowDnsResolutionFromRemoteVpc            *bool `xml:"allowDnsResolutionFromRemoteVpc"`
	AllowEgressFromLocalClassicLinkToRemoteVpc *bool `xml:"allowEgressFromLocalClassicLinkToRemoteVpc"`
	AllowEgressFromLocalVpcToRemoteClassicLink *bool `xml:"allowEgressFromLocalVpcToRemoteClassicLink"`
}

// PeeringConnectionOptionsRequest is a part of requests.
type PeeringConnectionOptionsRequest struct {
	AllowDnsResolutionFromRemoteVpc            *bool `query:"AllowDnsResolutionFromRemoteVpc"`
	AllowEgressFromLocalClassicLinkToRemoteVpc *bool `query:"AllowEgressFromLocalClassicLinkToRemoteVpc"`
	AllowEgressFromLocalVpcToRemoteClassicLink *bool `query:"AllowEgressFromLocalVpcToRemoteClassicLink"`
}

// Placement is a part of requests and answers.
type Placement struct {
	AvailabilityZone     *string `query:"AvailabilityZone" xml:"availabilityZone"`
	Affinity             *string `query:"Affinity" xml:"affinity"`
	GroupName            *string `query:"GroupName" xml:"groupName"`
	PartitionNumber      *int32  `query:"PartitionNumber" xml:"partitionNumber"`
	HostId               *string `query:"HostId" xml:"hostId"`
	Tenancy              Tenancy `query:"Tenancy" xml:"tenancy"`
	SpreadDomain         *string `query:"SpreadDomain" xml:"spreadDomain"`
	HostResourceGroupArn *string `query:"HostResourceGroupArn" xml:"hostResourceGroupArn"`
	GroupId              *string `query:"GroupId" xml:"groupId"`
	AvailabilityZoneId   *string `query:"AvailabilityZoneId" xml:"availabilityZoneId"`
}

// PlacementGroupInfo is a part of answers.
type PlacementGroupInfo struct {
	SupportedStrategies []PlacementGroupStrategy `xml:"supportedStrategies>item"`
}

// PortRange is a part of requests and answers.
type PortRange struct {
	From *int32 `query:"From" xml:"from"`
	To   *int32 `query:"To" xml:"to"`
}

// PrefixList is a part of answers.
type PrefixList struct {
	Cidrs          []string `xml:"cidrSet>item"`
	PrefixListId   *string  `xml:"prefixListId"`
	PrefixListName *string  `xml:"prefixListName"`
}

// PrefixListEntry is a part of answers.
type PrefixListEntry struct {
	Cidr        *string `xml:"cidr"`
	Description *string `xml:"description"`
}

// PrefixListId is a part of requests and answers.
type PrefixListId struct {
	Description  *string `query:"Description" xml:"description"`
	PrefixListId *string `query:"PrefixListId" xml:"prefixListId"`
}

// PrivateDnsDetails is a part of answers.
type PrivateDnsDetails struct {
	PrivateDnsName *string `xml:"privateDnsName"`
}

// PrivateDnsNameOptionsOnLaunch is a part of answers.
type PrivateDnsNameOptionsOnLaunch struct {
	HostnameType                    HostnameType `xml:"hostnameType"`
	EnableResourceNameDnsARecord    *bool        `xml:"enableResourceNameDnsARecord"`
	EnableResourceNameDnsAAAARecord *bool        `xml:"enableResourceNameDnsAAAARecord"`
}

// PrivateDnsNameOptionsRequest is a part of requests.
type PrivateDnsNameOptionsRequest struct {
	HostnameType                    HostnameType `query:"HostnameType"`
	EnableResourceNameDnsARecord    *bool        `query:"EnableResourceNameDnsARecord"`
	EnableResourceNameDnsAAAARecord *bool        `query:"EnableResourceNameDnsAAAARecord"`
}

// PrivateDnsNameOptionsResponse is a part of answers.
type PrivateDnsNameOptionsResponse struct {
	HostnameType                    HostnameType `xml:"hostnameType"`
	EnableResourceNameDnsARecord    *bool        `xml:"enableResourceNameDnsARecord"`
	EnableResourceNameDnsAAAARecord *bool        `xml:"enableResourceNameDnsAAAARecord"`
}

// PrivateIpAddressSpecification is a part of requests.
type PrivateIpAddressSpecification struct {
	Primary          *bool   `query:"Primary"`
	PrivateIpAddress *string `query:"PrivateIpAddress"`
}

// ProcessorInfo is a part of answers.
type ProcessorInfo struct {
	SupportedArchitectures   []ArchitectureType                    `xml:"supportedArchitectures>item"`
	SustainedClockSpeedInGhz *float64                              `xml:"sustainedClockSpeedInGhz"`
	SupportedFeatures        []SupportedAdditionalProcessorFeature `xml:"supportedFeatures>item"`
	Manufacturer             *string                               `xml:"manufacturer"`
}

// ProductCode is a part of answers.
type ProductCode struct {
	ProductCodeId   *string           `xml:"productCode"`
	ProductCodeType ProductCodeValues `xml:"type"`
}

// PropagatingVgw is a part of answers.
type PropagatingVgw struct {
	GatewayId *string `xml:"gatewayId"`
}

// ProvisionedBandwidth is a part of answers.
type ProvisionedBandwidth struct {
	ProvisionTime *time.Time `xml:"provisionTime"`
	Provisioned   *string    `xml:"provisioned"`
	RequestTime   *time.Time `xml:"requestTime"`
	Requested     *string    `xml:"requested"`
	Status        *string    `xml:"status"`
}

// PtrUpdateStatus is a part of answers.
type PtrUpdateStatus struct {
	Value  *string `xml:"value"`
	Status *string `xml:"status"`
	Reason *string `xml:"reason"`
}

// ReferencedSecurityGroup is a part of answers.
type ReferencedSecurityGroup struct {
	GroupId                *string `xml:"groupId"`
	PeeringStatus          *string `xml:"peeringStatus"`
	UserId                 *string `xml:"userId"`
	VpcId                  *string `xml:"vpcId"`
	VpcPeeringConnectionId *string `xml:"vpcPeeringConnectionId"`
}

// Region is a part of answers.
type Region struct {
	Endpoint    *string `xml:"regionEndpoint"`
	RegionName  *string `xml:"regionName"`
	OptInStatus *string `xml:"optInStatus"`
}

// RemovePrefixListEntry is a part of requests.
type RemovePrefixListEntry struct {
	Cidr *string `query:"Cidr"`
}

// RequestFilterPortRange is a part of requests.
type RequestFilterPortRange struct {
	FromPort *int32 `query:"FromPort"`
	ToPort   *int32 `query:"ToPort"`
}

// Reservation is a part of answers.
type Reservation struct {
	Groups        []GroupIdentifier `xml:"groupSet>item"`
	Instances     []Instance        `xml:"instancesSet>item"`
	OwnerId       *string           `xml:"ownerId"`
	RequesterId   *string           `xml:"requesterId"`
	ReservationId *string           `xml:"reservationId"`
}

// RevokedSecurityGroupRule is a part of answers.
type RevokedSecurityGroupRule struct {
	SecurityGroupRuleId *string `xml:"securityGroupRuleId"`
	GroupId             *string `xml:"groupId"`
	IsEgress            *bool   `xml:"isEgress"`
	IpProtocol          *string `xml:"ipProtocol"`
	FromPort            *int32  `xml:"fromPort"`
	ToPort              *int32  `xml:"toPort"`
	CidrIpv4            *string `xml:"cidrIpv4"`
	CidrIpv6            *string `xml:"cidrIpv6"`
	PrefixListId        *string `xml:"prefixListId"`
	ReferencedGroupId   *string `xml:"referencedGroupId"`
	Description         *string `xml:"description"`
}

// Route is a part of answers.
type Route struct {
	DestinationCidrBlock        *string     `xml:"destinationCidrBlock"`
	DestinationIpv6CidrBlock    *string     `xml:"destinationIpv6CidrBlock"`
	DestinationPrefixListId     *string     `xml:"destinationPrefixListId"`
	EgressOnlyInternetGatewayId *string     `xml:"egressOnlyInternetGatewayId"`
	GatewayId                   *string     `xml:"gatewayId"`
	InstanceId                  *string     `xml:"instanceId"`
	InstanceOwnerId             *string     `xml:"instanceOwnerId"`
	NatGatewayId                *string     `xml:"natGatewayId"`
	TransitGatewayId            *string     `xml:"transitGatewayId"`
	LocalGatewayId              *string     `xml:"localGatewayId"`
	CarrierGatewayId            *string     `xml:"carrierGatewayId"`
	NetworkInterfaceId          *string     `xml:"networkInterfaceId"`
	Origin                      RouteOrigin `xml:"origin"`
	State                       RouteState  `xml:"state"`
	VpcPeeringConnectionId      *string     `xml:"vpcPeeringConnectionId"`
	CoreNetworkArn              *string     `xml:"coreNetworkArn"`
}

// RouteTable is a part of answers.
type RouteTable struct {
	Associations    []RouteTableAssociation `xml:"associationSet>item"`
	PropagatingVgws []PropagatingVgw        `xml:"propagatingVgwSet>item"`
	RouteTableId    *string                 `xml:"routeTableId"`
	Routes          []Route                 `xml:"routeSet>item"`
	Tags            []Tag                   `xml:"tagSet>item"`
	VpcId           *string                 `xml:"vpcId"`
	OwnerId         *string                 `xml:"ownerId"`
}

// RouteTableAssociation is a part of answers.
type RouteTableAssociation struct {
	Main                    *bool                       `xml:"main"`
	RouteTableAssociationId *string                     `xml:"routeTableAssociationId"`
	RouteTableId            *string                     `xml:"routeTableId"`
	SubnetId                *string                     `xml:"subnetId"`
	GatewayId               *string                     `xml:"gatewayId"`
	AssociationState        *RouteTableAssociationState `xml:"associationState"`
}

// RouteTableAssociationState is a part of answers.
type RouteTableAssociationState struct {
	State         RouteTableAssociationStateCode `xml:"state"`
	StatusMessage *string                        `xml:"statusMessage"`
}

// RuleGroupRuleOptionsPair is a part of answers.
type RuleGroupRuleOptionsPair struct {
	RuleGroupArn *string      `xml:"ruleGroupArn"`
	RuleOptions  []RuleOption `xml:"ruleOptionSet>item"`
}

// RuleGroupTypePair is a part of answers.
type RuleGroupTypePair struct {
	RuleGroupArn  *string `xml:"ruleGroupArn"`
	RuleGroupType *string `xml:"ruleGroupType"`
}

// RuleOption is a part of answers.
type RuleOption struct {
	Keyword  *string  `xml:"keyword"`
	Settings []string `xml:"settingSet>item"`
}

// RunInstancesMonitoringEnabled is a part of requests.
type RunInstancesMonitoringEnabled struct {
	Enabled *bool `query:"Enabled"`
}

// SecurityGroup is a part of answers.
type SecurityGroup struct {
	Description         *string        `xml:"groupDescription"`
	GroupName           *string        `xml:"groupName"`
	IpPermissions       []IpPermission `xml:"ipPermissions>item"`
	OwnerId             *string        `xml:"ownerId"`
	GroupId             *string        `xml:"groupId"`
	IpPermissionsEgress []IpPermission `xml:"ipPermissionsEgress>item"`
	Tags                []Tag          `xml:"tagSet>item"`
	VpcId               *string        `xml:"vpcId"`
	SecurityGroupArn    *string        `xml:"securityGroupArn"`
}

// SecurityGroupIdentifier is a part of answers.
type SecurityGroupIdentifier struct {
	GroupId   *string `xml:"groupId"`
	GroupName *string `xml:"groupName"`
}

// SecurityGroupReference is a part of answers.
type SecurityGroupReference struct {
	GroupId                *string `xml:"groupId"`
	ReferencingVpcId       *string `xml:"referencingVpcId"`
	VpcPeeringConnectionId *string `xml:"vpcPeeringConnectionId"`
	TransitGatewayId       *string `xml:"transitGatewayId"`
}

// SecurityGroupRule is a part of answers.
type SecurityGroupRule struct {
	SecurityGroupRuleId  *string                  `xml:"securityGroupRuleId"`
	GroupId              *string                  `xml:"groupId"`
	GroupOwnerId         *string                  `xml:"groupOwnerId"`
	IsEgress             *bool                    `xml:"isEgress"`
	IpProtocol           *string                  `xml:"ipProtocol"`
	FromPort             *int32                   `xml:"fromPort"`
	ToPort               *int32                   `xml:"toPort"`
	CidrIpv4             *string                  `xml:"cidrIpv4"`
	CidrIpv6             *string                  `xml:"cidrIpv6"`
	PrefixListId         *string                  `xml:"prefixListId"`
	ReferencedGroupInfo  *ReferencedSecurityGroup `xml:"referencedGroupInfo"`
	Description          *string                  `xml:"description"`
	Tags                 []Tag                    `xml:"tagSet>item"`
	SecurityGroupRuleArn *string                  `xml:"securityGroupRuleArn"`
}

// SecurityGroupRuleDescription is a part of requests.
type SecurityGroupRuleDescription struct {
	SecurityGroupRuleId *string `query:"SecurityGroupRuleId"`
	Description         *string `query:"Description"`
}

// SecurityGroupRuleRequest is a part of requests.
type SecurityGroupRuleRequest struct {
	IpProtocol        *string `query:"IpProtocol"`
	FromPort          *int32  `query:"FromPort"`
	ToPort            *int32  `query:"ToPort"`
	CidrIpv4          *string `query:"CidrIpv4"`
	CidrIpv6          *string `query:"CidrIpv6"`
	PrefixListId      *string `query:"PrefixListId"`
	ReferencedGroupId *string `query:"ReferencedGroupId"`
	Description       *string `query:"Description"`
}

// SecurityGroupRuleUpdate is a part of requests.
type SecurityGroupRuleUpdate struct {
	SecurityGroupRuleId *string                   `query:"SecurityGroupRuleId"`
	SecurityGroupRule   *SecurityGroupRuleRequest `query:"SecurityGroupRule"`
}

// ServiceDetail is a part of answers.
type ServiceDetail struct {
	ServiceName                     *string                   `xml:"serviceName"`
	ServiceId                       *string                   `xml:"serviceId"`
	ServiceType                     []ServiceTypeDetail       `xml:"serviceType>item"`
	AvailabilityZones               []string                  `xml:"availabilityZoneSet>item"`
	Owner                           *string                   `xml:"owner"`
	BaseEndpointDnsNames            []string                  `xml:"baseEndpointDnsNameSet>item"`
	PrivateDnsName                  *string                   `xml:"privateDnsName"`
	PrivateDnsNames                 []PrivateDnsDetails       `xml:"privateDnsNameSet>item"`
	VpcEndpointPolicySupported      *bool                     `xml:"vpcEndpointPolicySupported"`
	AcceptanceRequired              *bool                     `xml:"acceptanceRequired"`
	ManagesVpcEndpoints             *bool                     `xml:"managesVpcEndpoints"`
	PayerResponsibility             PayerResponsibility       `xml:"payerResponsibility"`
	Tags                            []Tag                     `xml:"tagSet>item"`
	PrivateDnsNameVerificationState DnsNameState              `xml:"privateDnsNameVerificationState"`
	SupportedIpAddressTypes         []ServiceConnectivityType `xml:"supportedIpAddressTypeSet>item"`
	ServiceRegion                   *string                   `xml:"serviceRegion"`
}

// ServiceTypeDetail is a part of answers.
type ServiceTypeDetail struct {
	ServiceType ServiceType `xml:"serviceType"`
}

// SpotMarketOptions is a part of requests.
type SpotMarketOptions struct {
	MaxPrice                     *string                      `query:"MaxPrice"`
	SpotInstanceType             SpotInstanceType             `query:"SpotInstanceType"`
	BlockDurationMinutes         *int32                       `query:"BlockDurationMinutes"`
	ValidUntil                   *time.Time                   `query:"ValidUntil"`
	InstanceInterruptionBehavior InstanceInterruptionBehavior `query:"InstanceInterruptionBehavior"`
}

// StaleIpPermission is a part of answers.
type StaleIpPermission struct {
	FromPort         *int32            `xml:"fromPort"`
	IpProtocol       *string           `xml:"ipProtocol"`
	IpRanges         []string          `xml:"ipRanges>item"`
	PrefixListIds    []string          `xml:"prefixListIds>item"`
	ToPort           *int32            `xml:"toPort"`
	UserIdGroupPairs []UserIdGroupPair `xml:"groups>item"`
}

// StaleSecurityGroup is a part of answers.
type StaleSecurityGroup struct {
	Description              *string             `xml:"description"`
	GroupId                  *string             `xml:"groupId"`
	GroupName                *string             `xml:"groupName"`
	StaleIpPermissions       []StaleIpPermission `xml:"staleIpPermissions>item"`
	StaleIpPermissionsEgress []StaleIpPermission `xml:"staleIpPermissionsEgress>item"`
	VpcId                    *string             `xml:"vpcId"`
}

// StateReason is a part of answers.
type StateReason struct {
	Code    *string `xml:"code"`
	Message *string `xml:"message"`
}

// Subnet is a part of answers.
type Subnet struct {
	AvailabilityZone              *string                          `xml:"availabilityZone"`
	AvailabilityZoneId            *string                          `xml:"availabilityZoneId"`
	AvailableIpAddressCount       *int32                           `xml:"availableIpAddressCount"`
	CidrBlock                     *string                          `xml:"cidrBlock"`
	DefaultForAz                  *bool                            `xml:"defaultForAz"`
	EnableLniAtDeviceIndex        *int32                           `xml:"enableLniAtDeviceIndex"`
	MapPublicIpOnLaunch           *bool                            `xml:"mapPublicIpOnLaunch"`
	MapCustomerOwnedIpOnLaunch    *bool                            `xml:"mapCustomerOwnedIpOnLaunch"`
	CustomerOwnedIpv4Pool         *string                          `xml:"customerOwnedIpv4Pool"`
	State                         SubnetState                      `xml:"state"`
	SubnetId                      *string                          `xml:"subnetId"`
	VpcId                         *string                          `xml:"vpcId"`
	OwnerId                       *string                          `xml:"ownerId"`
	AssignIpv6AddressOnCreation   *bool                            `xml:"assignIpv6AddressOnCreation"`
	Ipv6CidrBlockAssociationSet   []SubnetIpv6CidrBlockAssociation `xml:"ipv6CidrBlockAssociationSet>item"`
	Tags                          []Tag                            `xml:"tagSet>item"`
	SubnetArn                     *string                          `xml:"subnetArn"`
	OutpostArn                    *string                          `xml:"outpostArn"`
	EnableDns64                   *bool                            `xml:"enableDns64"`
	Ipv6Native                    *bool                            `xml:"ipv6Native"`
	PrivateDnsNameOptionsOnLaunch *PrivateDnsNameOptionsOnLaunch   `xml:"privateDnsNameOptionsOnLaunch"`
}

// SubnetCidrBlockState is a part of answers.
type SubnetCidrBlockState struct {
	State         SubnetCidrBlockStateCode `xml:"state"`
	StatusMessage *string                  `xml:"statusMessage"`
}

// SubnetCidrReservation is a part of answers.
type SubnetCidrReservation struct {
	SubnetCidrReservationId *string                   `xml:"subnetCidrReservationId"`
	SubnetId                *string                   `xml:"subnetId"`
	Cidr                    *string                   `xml:"cidr"`
	ReservationType         SubnetCidrReservationType `xml:"reservationType"`
	OwnerId                 *string                   `xml:"ownerId"`
	Description             *string                   `xml:"description"`
	Tags                    []Tag                     `xml:"tagSet>item"`
}

// SubnetConfiguration is a part of requests.
type SubnetConfiguration struct {
	SubnetId *string `query:"SubnetId"`
	Ipv4     *string `query:"Ipv4"`
	Ipv6     *string `query:"Ipv6"`
}

// SubnetIpv6CidrBlockAssociation is a part of answers.
type SubnetIpv6CidrBlockAssociation struct {
	AssociationId      *string               `xml:"associationId"`
	Ipv6CidrBlock      *string               `xml:"ipv6CidrBlock"`
	Ipv6CidrBlockState *SubnetCidrBlockState `xml:"ipv6CidrBlockState"`
}

// Tag is a part of requests and answers.
type Tag struct {
	Key   *string `query:"Key" xml:"key"`
	Value *string `query:"Value" xml:"value"`
}

// TagDescription is a part of answers.
type TagDescription struct {
	Key          *string      `xml:"key"`
	ResourceId   *string      `xml:"resourceId"`
	ResourceType ResourceType `xml:"resourceType"`
	Value        *string      `xml:"value"`
}

// TagSpecification is a part of requests.
type TagSpecification struct {
	ResourceType ResourceType `query:"ResourceType"`
	Tags         []Tag        `query:"Tag"`
}

// TransitGatewayRouteTableRoute is a part of answers.
type TransitGatewayRouteTableRoute struct {
	DestinationCidr *string `xml:"destinationCidr"`
	State           *string `xml:"state"`
	RouteOrigin     *string `xml:"routeOrigin"`
	PrefixListId    *string `xml:"prefixListId"`
	AttachmentId    *string `xml:"attachmentId"`
	ResourceId      *string `xml:"resourceId"`
	ResourceType    *string `xml:"resourceType"`
}

// UnsuccessfulItem is a part of answers.
type UnsuccessfulItem struct {
	Error      *UnsuccessfulItemError `xml:"error"`
	ResourceId *string                `xml:"resourceId"`
}

// UnsuccessfulItemError is a part of answers.
type UnsuccessfulItemError struct {
	Code    *string `xml:"code"`
	Message *string `xml:"message"`
}

// UserIdGroupPair is a part of requests and answers.
type UserIdGroupPair struct {
	Description            *string `query:"Description" xml:"description"`
	GroupId                *string `query:"GroupId" xml:"groupId"`
	GroupName              *string `query:"GroupName" xml:"groupName"`
	PeeringStatus          *string `query:"PeeringStatus" xml:"peeringStatus"`
	UserId                 *string `query:"UserId" xml:"userId"`
	VpcId                  *string `query:"VpcId" xml:"vpcId"`
	VpcPeeringConnectionId *string `query:"VpcPeeringConnectionId" xml:"vpcPeeringConnectionId"`
}

// VCpuInfo is a part of answers.
type VCpuInfo struct {
	DefaultVCpus          *int32  `xml:"defaultVCpus"`
	DefaultCores          *int32  `xml:"defaultCores"`
	DefaultThreadsPerCore *int32  `xml:"defaultThreadsPerCore"`
	ValidCores            []int32 `xml:"validCores>item"`
	ValidThreadsPerCore   []int32 `xml:"validThreadsPerCore>item"`
}

// Vpc is a part of answers.
type Vpc struct {
	CidrBlock                   *string                       `xml:"cidrBlock"`
	DhcpOptionsId               *string                       `xml:"dhcpOptionsId"`
	State                       VpcState                      `xml:"state"`
	VpcId                       *string                       `xml:"vpcId"`
	OwnerId                     *string                       `xml:"ownerId"`
	InstanceTenancy             Tenancy                       `xml:"instanceTenancy"`
	Ipv6CidrBlockAssociationSet []VpcIpv6CidrBlockAssociation `xml:"ipv6CidrBlockAssociationSet>item"`
	CidrBlockAssociationSet     []VpcCidrBlockAssociation     `xml:"cidrBlockAssociationSet>item"`
	IsDefault                   *bool                         `xml:"isDefault"`
	Tags                        []Tag                         `xml:"tagSet>item"`
}

// VpcAttachment is a part of answers.
type VpcAttachment struct {
	State AttachmentStatus `xml:"state"`
	VpcId *string          `xml:"vpcId"`
}

// VpcCidrBlockAssociation is a part of answers.
type VpcCidrBlockAssociation struct {
	AssociationId  *string            `xml:"associationId"`
	CidrBlock      *string            `xml:"cidrBlock"`
	CidrBlockState *VpcCidrBlockState `xml:"cidrBlockState"`
}

// VpcCidrBlockState is a part of answers.
type VpcCidrBlockState struct {
	State         VpcCidrBlockStateCode `xml:"state"`
	StatusMessage *string               `xml:"statusMessage"`
}

// VpcEndpoint is a part of answers.
type VpcEndpoint struct {
	VpcEndpointId       *string                   `xml:"vpcEndpointId"`
	VpcEndpointType     VpcEndpointType           `xml:"vpcEndpointType"`
	VpcId               *string                   `xml:"vpcId"`
	ServiceName         *string                   `xml:"serviceName"`
	State               State                     `xml:"state"`
	PolicyDocument      *string                   `xml:"policyDocument"`
	RouteTableIds       []string                  `xml:"routeTableIdSet>item"`
	SubnetIds           []string                  `xml:"subnetIdSet>item"`
	Groups              []SecurityGroupIdentifier `xml:"groupSet>item"`
	IpAddressType       IpAddressType             `xml:"ipAddressType"`
	DnsOptions          *DnsOptions               `xml:"dnsOptions"`
	PrivateDnsEnabled   *bool                     `xml:"privateDnsEnabled"`
	RequesterManaged    *bool                     `xml:"requesterManaged"`
	NetworkInterfaceIds []string                  `xml:"networkInterfaceIdSet>item"`
	DnsEntries          []DnsEntry                `xml:"dnsEntrySet>item"`
	CreationTimestamp   *time.Time                `xml:"creationTimestamp"`
	Tags                []Tag                     `xml:"tagSet>item"`
	OwnerId             *string                   `xml:"ownerId"`
	LastError           *LastError                `xml:"lastError"`
	ServiceRegion       *string                   `xml:"serviceRegion"`
}

// VpcIpv6CidrBlockAssociation is a part of answers.
type VpcIpv6CidrBlockAssociation struct {
	AssociationId      *string            `xml:"associationId"`
	Ipv6CidrBlock      *string            `xml:"ipv6CidrBlock"`
	Ipv6CidrBlockState *VpcCidrBlockState `xml:"ipv6CidrBlockState"`
	NetworkBorderGroup *string            `xml:"networkBorderGroup"`
	Ipv6Pool           *string            `xml:"ipv6Pool"`
}

// VpcPeeringConnection is a part of answers.
type VpcPeeringConnection struct {
	AccepterVpcInfo        *VpcPeeringConnectionVpcInfo     `xml:"accepterVpcInfo"`
	ExpirationTime         *time.Time                       `xml:"expirationTime"`
	RequesterVpcInfo       *VpcPeeringConnectionVpcInfo     `xml:"requesterVpcInfo"`
	Status                 *VpcPeeringConnectionStateReason `xml:"status"`
	Tags                   []Tag                            `xml:"tagSet>item"`
	VpcPeeringConnectionId *string                          `xml:"vpcPeeringConnectionId"`
}

// VpcPeeringConnectionOptionsDescription is a part of answers.
type VpcPeeringConnectionOptionsDescription struct {
	AllowDnsResolutionFromRemoteVpc            *bool `xml:"allowDnsResolutionFromRemoteVpc"`
	AllowEgressFromLocalClassicLinkToRemoteVpc *bool `xml:"allowEgressFromLocalClassicLinkToRemoteVpc"`
	AllowEgressFromLocalVpcToRemoteClassicLink *bool `xml:"allowEgressFromLocalVpcToRemoteClassicLink"`
}

// VpcPeeringConnectionStateReason is a part of answers.
type VpcPeeringConnectionStateReason struct {
	Code    VpcPeeringConnectionStateReasonCode `xml:"code"`
	Message *string                             `xml:"message"`
}

// VpcPeeringConnectionVpcInfo is a part of answers.
type VpcPeeringConnectionVpcInfo struct {
	CidrBlock        *string                                 `xml:"cidrBlock"`
	Ipv6CidrBlockSet []Ipv6CidrBlock                         `xml:"ipv6CidrBlockSet>item"`
	CidrBlockSet     []CidrBlock                             `xml:"cidrBlockSet>item"`
	OwnerId          *string                                 `xml:"ownerId"`
	PeeringOptions   *VpcPeeringConnectionOptionsDescription `xml:"peeringOptions"`
	VpcId            *string                                 `xml:"vpcId"`
	Region           *string                                 `xml:"region"`
}

// VpnGateway is a part of answers.
type VpnGateway struct {
	AvailabilityZone *string         `xml:"availabilityZone"`
	State            VpnState        `xml:"state"`
	Type             GatewayType     `xml:"type"`
	VpcAttachments   []VpcAttachment `xml:"attachments>item"`
	VpnGatewayId     *string         `xml:"vpnGatewayId"`
	AmazonSideAsn    *int64          `xml:"amazonSideAsn"`
	Tags             []Tag           `xml:"tagSet>item"`
}
