package vpc

import (
	"fmt"
	"time"

	"sallyport/internal/fault"
)

// PeeringRequestLife is how long a request for a peering waits to be accepted.
const PeeringRequestLife = 7 * 24 * time.Hour

// Live says whether the peering joins its VPCs, or may yet.
func (s PeeringStatus) Live() bool { return s == PeeringPending || s == PeeringActive }

// Remembered is how long a peering that has come to this end can still be described; zero for one that has not ended.
// EC2 shows one to the owner of the requester for so long.
func (s PeeringStatus) Remembered() time.Duration {
	switch s {
	case PeeringFailed:
		return 2 * time.Hour
	case PeeringRejected, PeeringDeleted:
		return 4 * time.Hour
	case PeeringExpired:
		return 48 * time.Hour
	}
	return 0
}

// Between says whether the peering joins, or joined, the two VPCs.
func (p Peering) Between(a, b string) bool {
	return p.Requester.VPCID == a && p.Accepter.VPCID == b || p.Requester.VPCID == b && p.Accepter.VPCID == a
}

// NewPeering makes the request for a peering of two VPCs. others are the peerings of the requester. VPCs whose ranges
// overlap get one that has failed, as in EC2.
func (o Origin) NewPeering(requester, accepter VPC, others []Peering) (Peering, error) {
	for _, p := range others {
		if p.Status.Live() && p.Between(requester.ID, accepter.ID) {
			return Peering{}, fault.New(fault.Exists, "VpcPeeringConnectionAlreadyExists",
				"A VPC peering connection between %s and %s already exists. It is %s (%s); use it, or delete it first", requester.ID, accepter.ID, p.ID, p.Status)
		}
	}
	p := Peering{
		ID: o.NewID(PrefixPeering), Region: o.Region, OwnerID: o.OwnerID, CreatedAt: o.Now,
		Requester: PeeringSide{VPCID: requester.ID, Region: requester.Region, OwnerID: requester.OwnerID},
		Accepter:  PeeringSide{VPCID: accepter.ID, Region: accepter.Region, OwnerID: accepter.OwnerID},
		Status:    PeeringPending, Message: "Pending Acceptance by " + accepter.OwnerID, ExpiresAt: o.Now.Add(PeeringRequestLife),
	}
	if why := overlap(requester, accepter); why != "" {
		p = p.end(PeeringFailed, "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range. "+why, o.Now)
	}
	return p, nil
}

// overlap tells which ranges the VPCs both have; empty if none.
func overlap(a, b VPC) string {
	for _, x := range append(a.Blocks[:len(a.Blocks):len(a.Blocks)], a.IPv6Blocks...) {
		for _, y := range append(b.Blocks[:len(b.Blocks):len(b.Blocks)], b.IPv6Blocks...) {
			if x.CIDR.Overlaps(y.CIDR) {
				return fmt.Sprintf("%s of %s overlaps %s of %s; peered VPCs need ranges of their own", x.CIDR, a.ID, y.CIDR, b.ID)
			}
		}
	}
	return ""
}

// Accept gives the peering active. Ranges that came to overlap since the request fail it.
func (p Peering) Accept(requester, accepter VPC, now time.Time) (Peering, error) {
	if p.Status == PeeringPending && !now.Before(p.ExpiresAt) {
		p = p.Expire(now)
	}
	if p.Status != PeeringPending {
		return p, p.wrongState("accepted", PeeringActive)
	}
	if why := overlap(requester, accepter); why != "" {
		return p.end(PeeringFailed, "Failed due to overlapping CIDR range. "+why, now), nil
	}
	p.Status, p.Message, p.ExpiresAt = PeeringActive, "Active", time.Time{}
	return p, nil
}

// Reject gives the request refused.
func (p Peering) Reject(now time.Time) (Peering, error) {
	if p.Status != PeeringPending {
		return p, p.wrongState("rejected", PeeringRejected)
	}
	return p.end(PeeringRejected, "Rejected by "+p.Accepter.OwnerID, now), nil
}

// Delete gives the peering deleted; routes to it stay as black holes, and rules that name groups across it are stale.
func (p Peering) Delete(by string, now time.Time) (Peering, error) {
	if !p.Status.Live() {
		return p, p.wrongState("deleted", PeeringDeleted)
	}
	return p.end(PeeringDeleted, "Deleted by "+by, now), nil
}

// Expire gives a request that nobody accepted its end.
func (p Peering) Expire(now time.Time) Peering {
	return p.end(PeeringExpired, fmt.Sprintf("Expired: nobody accepted it by %s", p.ExpiresAt.Format(time.RFC3339)), now)
}

func (p Peering) end(status PeeringStatus, message string, now time.Time) Peering {
	p.Status, p.Message, p.EndedAt, p.ExpiresAt = status, message, now, time.Time{}
	return p
}

func (p Peering) wrongState(done string, to PeeringStatus) error {
	return fault.New(fault.Conflict, "InvalidStateTransition",
		"Invalid state transition for %s, attempted to transition from %s to %s. It can't be %s: %s", p.ID, p.Status, to, done, p.Message)
}

// CheckAcceptRegion refuses to accept or reject from another region than the accepter's.
func (p Peering) CheckAcceptRegion(region, done string) error {
	if p.Accepter.Region == region {
		return nil
	}
	return fault.New(fault.Denied, "OperationNotPermitted",
		"Incorrect region (%s) specified for this request. VPC peering connection %s must be %s in region %s", region, p.ID, done, p.Accepter.Region)
}

// CheckPeers refuses a further range of a VPC that one of its peers has; peers are the VPCs of its active peerings.
func (v VPC) CheckPeers(block Block, peers []VPC) error {
	for _, peer := range peers {
		if why := overlap(VPC{ID: v.ID, Blocks: []Block{block}}, peer); why != "" {
			return fault.New(fault.Conflict, "InvalidVpc.Range", "The CIDR '%s' conflicts with a peered VPC. %s", block.CIDR, why)
		}
	}
	return nil
}
