package vpc

import (
	"net/netip"
	"time"
)

// Tags are a resource's tags, key to value.
type Tags map[string]string

// VPC is a virtual private cloud: a private range of addresses in one region.
type VPC struct {
	ID      string // vpc-…
	Region  string
	OwnerID string // the account
	// Blocks are the IPv4 ranges, the primary one first, /16 to /28 each, at most five.
	Blocks []Block
	// IPv6Blocks are the IPv6 ranges, /56 each.
	IPv6Blocks []Block
	// Default marks the region's default VPC; there is at most one.
	Default       bool
	DHCPOptionsID string
	// DNSSupport is EC2's enableDnsSupport, DNSHostnames enableDnsHostnames,
	// UsageMetrics enableNetworkAddressUsageMetrics.
	DNSSupport   bool
	DNSHostnames bool
	UsageMetrics bool
	Tenancy      string // default or dedicated; kept, without effect
	CreatedAt    time.Time
	Tags         Tags
}

// Block is one range of a VPC or a subnet and the id of its association.
type Block struct {
	AssociationID string // vpc-cidr-assoc-…, subnet-cidr-assoc-…
	CIDR          netip.Prefix
}

// Subnet is a part of a VPC's range in one availability zone.
type Subnet struct {
	ID      string // subnet-…
	Region  string
	OwnerID string
	VPCID   string
	Zone    string // zone name, such as us-east-1a
	ZoneID  string // zone id, such as use1-az1
	CIDR    netip.Prefix
	// IPv6Blocks are the IPv6 ranges, /64 each.
	IPv6Blocks []Block
	// Default marks the default subnet of its zone.
	Default bool
	// MapPublicIP is EC2's mapPublicIpOnLaunch.
	MapPublicIP      bool
	AssignIPv6       bool
	EnableDNS64      bool
	HostnameType     string // ip-name or resource-name
	ResourceNameA    bool   // enableResourceNameDnsARecord
	ResourceNameAAAA bool   // enableResourceNameDnsAAAARecord
	CustomerOwnedIP  bool
	LNIAtDeviceIndex int32
	CreatedAt        time.Time
	Tags             Tags
}

// SecurityGroup is a named set of rules that interfaces carry. Its rules are
// documents of their own (SecurityGroupRule).
type SecurityGroup struct {
	ID          string // sg-…
	Region      string
	OwnerID     string
	VPCID       string
	Name        string
	Description string
	CreatedAt   time.Time
	Tags        Tags
}

// DefaultGroupName is the name of the group that every VPC is made with and
// that cannot be deleted.
const DefaultGroupName = "default"

// Direction says which way a rule looks, seen from the interface.
type Direction string

// The two directions of a security group's rules.
const (
	Egress  Direction = "egress"
	Ingress Direction = "ingress"
)

// SecurityGroupRule allows one kind of traffic in one direction. Exactly one
// of CIDR, GroupID and PrefixListID names the other end.
type SecurityGroupRule struct {
	ID        string // sgr-…
	Region    string
	OwnerID   string
	VPCID     string
	GroupID   string // the group that the rule belongs to
	Direction Direction
	Protocol  Protocol
	// FromPort and ToPort are the inclusive port range of tcp and udp, or the
	// ICMP type and code, where -1 stands for all. For all other protocols
	// both are -1.
	FromPort, ToPort int32

	CIDR            netip.Prefix // IPv4 or IPv6
	ReferencedGroup string       // sg-…
	// ReferencedVPC is the VPC of ReferencedGroup where that is a peer's. The
	// rule is stale once the peering or the group is gone.
	ReferencedVPC string
	PrefixListID  string // pl-…

	Description string
	Tags        Tags
}

// Protocol is an IP protocol number; AllProtocols stands for any.
type Protocol int16

// The protocols that rules treat by name.
const (
	AllProtocols Protocol = -1
	ICMP         Protocol = 1
	TCP          Protocol = 6
	UDP          Protocol = 17
	ICMPv6       Protocol = 58
)

// RouteTable holds the routes of the subnets that are associated with it.
type RouteTable struct {
	ID      string // rtb-…
	Region  string
	OwnerID string
	VPCID   string
	// Main marks the table of all subnets without an association of their own.
	Main              bool
	MainAssociationID string // rtbassoc-…, set where Main
	Associations      []Association
	// Routes are those that the user made; the local routes follow from the
	// VPC's blocks and are not kept, nor are those that gateways propagate.
	Routes []Route
	// Propagating are the VPN gateways (vgw-…) that may add routes.
	Propagating []string
	CreatedAt   time.Time
	Tags        Tags
}

// Association ties a subnet to a route table.
type Association struct {
	ID       string // rtbassoc-…
	SubnetID string
}

// Route sends what is addressed to Destination, or to a range of the prefix
// list, to Target. Exactly one of the two destinations is set.
type Route struct {
	Destination  netip.Prefix // IPv4 or IPv6
	PrefixListID string       // pl-…
	// Target is the id of a gateway or an interface: igw-…, nat-…, pcx-…,
	// vgw-…, vpce-…, eigw-…, eni-….
	Target string
}

// InternetGateway connects a VPC with the internet.
type InternetGateway struct {
	ID        string // igw-…
	Region    string
	OwnerID   string
	VPCID     string // empty while detached
	CreatedAt time.Time
	Tags      Tags
}

// NetworkACL is a stateless filter at a subnet's edge.
type NetworkACL struct {
	ID           string // acl-…
	Region       string
	OwnerID      string
	VPCID        string
	Default      bool
	Associations []ACLAssociation
	Entries      []ACLEntry
	CreatedAt    time.Time
	Tags         Tags
}

// ACLAssociation ties a subnet to a network ACL.
type ACLAssociation struct {
	ID       string // aclassoc-…
	SubnetID string
}

// ACLEntry is one numbered rule of a network ACL.
type ACLEntry struct {
	Number           int32 // 32767 is the implicit last rule
	Egress           bool
	Allow            bool
	Protocol         Protocol
	CIDR             netip.Prefix
	FromPort, ToPort int32 // tcp and udp
	ICMPType         int32
	ICMPCode         int32
}

// Interface is an elastic network interface (ENI): an address in a subnet and
// the groups that guard it.
type Interface struct {
	ID          string // eni-…
	Region      string
	OwnerID     string
	VPCID       string
	SubnetID    string
	Zone        string
	Description string
	// Type is EC2's interfaceType; interface for all that this project makes.
	Type string
	// Addresses are the private IPv4 addresses, the primary one first.
	Addresses []netip.Addr
	// IPv6Addresses are those of the subnet's IPv6 ranges.
	IPv6Addresses []netip.Addr
	Groups        []string // sg-…, one to five
	// NoSourceCheck turns off the source/destination check. The zero value checks.
	NoSourceCheck bool
	// RequesterID and RequesterManaged mark interfaces that belong to a service.
	RequesterID      string
	RequesterManaged bool
	// Attachment says what the interface is plugged into; nil while it is free.
	Attachment *Attachment
	CreatedAt  time.Time
	Tags       Tags
}

// Attachment plugs an interface into a workload.
type Attachment struct {
	ID string // eni-attach-…
	// Workload is the key of the workload whose sandbox has the interface.
	Workload            string
	InstanceID          string // EC2 instance, or empty
	DeviceIndex         int32
	DeleteOnTermination bool
	AttachedAt          time.Time
}

// Primary is the interface's first private address.
func (i Interface) Primary() netip.Addr { return i.Addresses[0] }
