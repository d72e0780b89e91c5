package vpc

import (
	"net/netip"
	"time"
)

// PublicAddress is one address of the installation's public pool that is in
// use: an Elastic IP address, or one that an interface was given when it was
// attached (mapPublicIpOnLaunch). An internet gateway translates between it and
// the private address one to one.
type PublicAddress struct {
	AllocationID string // eipalloc-…
	Region       string
	OwnerID      string
	Address      netip.Addr
	// Automatic marks an address that nobody allocated: it goes when its
	// interface is detached, and DescribeAddresses does not show it.
	Automatic bool
	// The association: all empty while the address is free.
	AssociationID string // eipassoc-…
	VPCID         string
	InterfaceID   string
	Private       netip.Addr
	NATGatewayID  string // set as well where the interface is a NAT gateway's
	AllocatedAt   time.Time
	Tags          Tags
}

// DocumentKind is the kind that the store keeps public addresses under.
func (a PublicAddress) DocumentKind() string { return "public-address" }

// DocumentKey is the allocation's id.
func (a PublicAddress) DocumentKey() string { return a.AllocationID }

// DocumentIndexes are "region=…", "address=…" and, while associated, "vpc=…"
// and "interface=…".
func (a PublicAddress) DocumentIndexes() []string {
	keys := []string{"region=" + a.Region, "address=" + a.Address.String()}
	if a.AssociationID != "" {
		keys = append(keys, "vpc="+a.VPCID, "interface="+a.InterfaceID)
	}
	return keys
}
