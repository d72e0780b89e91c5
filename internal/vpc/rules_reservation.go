package vpc

import (
	"net/netip"
	"slices"

	"sallyport/internal/fault"
)

// ReservationNotFound is the error for an unknown reservation of a part of a subnet.
func ReservationNotFound(id string) error {
	return missing("InvalidSubnetCidrReservationID.NotFound", "subnet CIDR reservation", id)
}

// NewReservation keeps a part of the subnet's range, or of one of its IPv6 ranges. others are the subnet's
// reservations.
func (o Origin) NewReservation(s Subnet, cidr netip.Prefix, explicit bool, others []SubnetReservation) (SubnetReservation, error) {
	ranges := []netip.Prefix{s.CIDR}
	for _, b := range s.IPv6Blocks {
		ranges = append(ranges, b.CIDR)
	}
	inside := func(r netip.Prefix) bool { return r.Bits() <= cidr.Bits() && r.Contains(cidr.Addr()) }
	if !slices.ContainsFunc(ranges, inside) {
		return SubnetReservation{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter cidr is invalid. It must lie within one of the ranges of %s: %s", cidr, s.ID, nameSome(ranges, netip.Prefix.String))
	}
	for _, other := range others {
		if other.CIDR.Overlaps(cidr) {
			return SubnetReservation{}, fault.New(fault.Conflict, "InvalidParameterValue",
				"The CIDR '%s' conflicts with an existing reservation. %s of %s has %s", cidr, other.ID, s.ID, other.CIDR)
		}
	}
	return SubnetReservation{ID: o.NewID(PrefixSubnetReserve), Region: o.Region, OwnerID: o.OwnerID, SubnetID: s.ID, CIDR: cidr, Explicit: explicit}, nil
}
