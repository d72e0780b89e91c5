package vpc

import (
	"net/netip"
	"time"
)

// EndpointKind says how an endpoint is reached.
type EndpointKind string

// The kinds of endpoints, in EC2's words.
const (
	// InterfaceEndpoint has an interface with an address in each of its subnets.
	InterfaceEndpoint EndpointKind = "Interface"
	// GatewayEndpoint is a target of routes to the service's prefix list.
	GatewayEndpoint EndpointKind = "Gateway"
)

// Endpoint gives a VPC a private way to an endpoint service.
type Endpoint struct {
	ID          string // vpce-…
	Region      string
	OwnerID     string
	VPCID       string
	Kind        EndpointKind
	ServiceName string
	State       State
	// SubnetIDs, GroupIDs and InterfaceIDs are those of an interface endpoint;
	// InterfaceIDs are in the order of SubnetIDs.
	SubnetIDs    []string
	GroupIDs     []string
	InterfaceIDs []string
	PrivateDNS   bool
	// RouteTableIDs are those of a gateway endpoint.
	RouteTableIDs []string
	Policy        string // kept, without effect
	// FailureCode and FailureMessage say why one is StateFailed.
	FailureCode    string
	FailureMessage string
	CreatedAt      time.Time
	DeletedAt      time.Time // when it failed or was deleted; zero while it is there
	Tags           Tags
}

// EndpointService is something that the operator lets VPCs reach by endpoints,
// such as a database of the own network. The configuration lists them.
type EndpointService struct {
	// Name is what an endpoint names as its service, such as
	// com.example.orders-db. A name's prefix is not interpreted.
	Name string
	Kind EndpointKind
	// Host is a name or an address, resolved as the host does, and Port the
	// port of an interface endpoint's service: what its interfaces take there is
	// sent on to Host at the same port.
	Host string
	Port uint16
	// Prefixes are a gateway endpoint's service.
	Prefixes []netip.Prefix
}

// PrefixListID is the id of the prefix list that holds a gateway service's
// ranges; it derives from the service's name.
func (s EndpointService) PrefixListID() string {
	return PrefixPrefixList + "-" + digest(s.Name, idDigits)
}

// ID is what EC2 names the service by besides its name; it derives from that.
func (s EndpointService) ID() string { return "vpce-svc-" + digest(s.Name, idDigits) }

// DocumentKind is the kind that the store keeps endpoints under.
func (e Endpoint) DocumentKind() string { return "endpoint" }

// DocumentKey is the endpoint's id.
func (e Endpoint) DocumentKey() string { return e.ID }

// DocumentIndexes are "region=…" and "vpc=…".
func (e Endpoint) DocumentIndexes() []string {
	return []string{"region=" + e.Region, "vpc=" + e.VPCID}
}
