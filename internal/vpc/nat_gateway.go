package vpc

import (
	"net/netip"
	"time"
)

// State is where a gateway, an endpoint or the like is in its life. What is
// available was read back from the kernel.
type State string

// The states, in the words of NAT gateways.
const (
	StatePending   State = "pending"
	StateAvailable State = "available"
	StateDeleting  State = "deleting"
	StateDeleted   State = "deleted"
	StateFailed    State = "failed"
)

// NATGateway lets a VPC's interfaces start connections to the outside under
// its own address. It has an interface in a subnet, whose network ACL and route
// table apply to what it sends.
type NATGateway struct {
	ID       string // nat-…
	Region   string
	OwnerID  string
	VPCID    string
	SubnetID string
	// Private marks connectivity type private: no public address, and ways only
	// to peers and the operator's network.
	Private     bool
	InterfaceID string
	Address     netip.Addr // the interface's private address
	// AllocationID and Public are the Elastic IP address of a public one.
	AllocationID   string
	Public         netip.Addr
	State          State
	FailureCode    string
	FailureMessage string
	CreatedAt      time.Time
	DeletedAt      time.Time // zero while it is there
	Tags           Tags
}

// DocumentKind is the kind that the store keeps NAT gateways under.
func (g NATGateway) DocumentKind() string { return "nat-gateway" }

// DocumentKey is the gateway's id.
func (g NATGateway) DocumentKey() string { return g.ID }

// DocumentIndexes are "region=…", "vpc=…" and "subnet=…".
func (g NATGateway) DocumentIndexes() []string {
	return []string{"region=" + g.Region, "vpc=" + g.VPCID, "subnet=" + g.SubnetID}
}
