package vpc

import "net/netip"

// SubnetReservation keeps a part of a subnet from being given to interfaces
// that ask for no certain address.
type SubnetReservation struct {
	ID          string // scr-…
	Region      string
	OwnerID     string
	SubnetID    string
	CIDR        netip.Prefix
	Explicit    bool // type explicit rather than prefix
	Description string
	Tags        Tags
}

// DocumentKind is the kind that the store keeps reservations under.
func (r SubnetReservation) DocumentKind() string { return "subnet-reservation" }

// DocumentKey is the reservation's id.
func (r SubnetReservation) DocumentKey() string { return r.ID }

// DocumentIndexes are "region=…" and "subnet=…".
func (r SubnetReservation) DocumentIndexes() []string {
	return []string{"region=" + r.Region, "subnet=" + r.SubnetID}
}
