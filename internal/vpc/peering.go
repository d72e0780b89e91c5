package vpc

import (
	"net/netip"
	"time"
)

// Peering joins two VPCs whose ranges do not overlap. Packets pass between the
// two only, never on to a third network.
type Peering struct {
	ID                  string // pcx-…
	Region              string // the requester's
	OwnerID             string
	Requester, Accepter PeeringSide
	Status              PeeringStatus
	Message             string // of the status, for people
	CreatedAt           time.Time
	ExpiresAt           time.Time // of a request that nobody accepts
	EndedAt             time.Time // zero until rejected, expired, failed or deleted
	Tags                Tags
}

// PeeringSide is one of the two VPCs of a peering.
type PeeringSide struct {
	VPCID   string
	Region  string
	OwnerID string
	// AllowDNS lets the other side resolve this VPC's names to private addresses.
	AllowDNS bool
}

// PeeringStatus is EC2's status code of a peering connection.
type PeeringStatus string

// The statuses of a peering.
const (
	PeeringPending  PeeringStatus = "pending-acceptance"
	PeeringActive   PeeringStatus = "active"
	PeeringRejected PeeringStatus = "rejected"
	PeeringExpired  PeeringStatus = "expired"
	PeeringFailed   PeeringStatus = "failed"
	PeeringDeleted  PeeringStatus = "deleted"
)

// Other is the side that is not the VPC's.
func (p Peering) Other(vpcID string) PeeringSide {
	if p.Requester.VPCID == vpcID {
		return p.Accepter
	}
	return p.Requester
}

// Overlap is a range of a that shares an address with one of b.
func Overlap(a, b []Block) (netip.Prefix, bool) {
	for _, x := range a {
		for _, y := range b {
			if x.CIDR.Overlaps(y.CIDR) {
				return x.CIDR, true
			}
		}
	}
	return netip.Prefix{}, false
}

// DocumentKind is the kind that the store keeps peerings under.
func (p Peering) DocumentKind() string { return "peering" }

// DocumentKey is the peering's id.
func (p Peering) DocumentKey() string { return p.ID }

// DocumentIndexes are "region=…" and "vpc=…" of both sides.
func (p Peering) DocumentIndexes() []string {
	keys := []string{"region=" + p.Requester.Region, "vpc=" + p.Requester.VPCID}
	if p.Accepter.Region != p.Requester.Region {
		keys = append(keys, "region="+p.Accepter.Region)
	}
	if p.Accepter.VPCID != p.Requester.VPCID {
		keys = append(keys, "vpc="+p.Accepter.VPCID)
	}
	return keys
}
