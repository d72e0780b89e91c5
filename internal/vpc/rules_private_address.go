package vpc

import (
	"iter"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
)

// AddressWish is what private addresses an interface is to get besides those that it has.
type AddressWish struct {
	Addresses []netip.Addr // these
	Count     int          // and so many that are free
}

// Assign gives the interface with more private addresses of its subnet. taken are the interfaces of the subnet, and
// kept what is reserved in it. An address that another interface has is an error; see [Interface.Unassign] to move it.
func (i Interface) Assign(s Subnet, wish AddressWish, limit int, taken iter.Seq[Interface], kept ...SubnetReservation) (Interface, error) {
	i.Addresses = slices.Clone(i.Addresses)
	with := func(yield func(Interface) bool) {
		if !yield(i) {
			return
		}
		taken(yield)
	}
	if total := len(i.Addresses) + len(wish.Addresses) + wish.Count; total > limit {
		return i, fault.New(fault.Limit, "PrivateIpAddressLimitExceeded",
			"Number of private addresses will exceed limit. Interface %s would have %d and may have %d: unassign those that are not needed, or raise the quota", i.ID, total, limit)
	}
	for _, address := range wish.Addresses {
		if err := s.CheckRequested(address, with); err != nil {
			return i, err
		}
		i.Addresses = append(i.Addresses, address)
	}
	for range wish.Count {
		address, err := s.Allocate(with, kept...)
		if err != nil {
			return i, err
		}
		i.Addresses = append(i.Addresses, address)
	}
	return i, nil
}

// Unassign gives the interface without some of its private addresses, the primary one excepted.
func (i Interface) Unassign(addresses []netip.Addr) (Interface, error) {
	for _, address := range addresses {
		switch at := slices.Index(i.Addresses, address); {
		case at == 0:
			return i, fault.New(fault.Invalid, "InvalidParameterValue",
				"IP address %s is the primary address of network interface %s. It goes with the interface; name secondary ones", address, i.ID)
		case at < 0:
			return i, fault.New(fault.Invalid, "InvalidParameterValue",
				"Some of [%s] are not assigned to interface %s. It has %s", address, i.ID, nameSome(i.Addresses, netip.Addr.String))
		}
	}
	i.Addresses = slices.DeleteFunc(slices.Clone(i.Addresses), func(a netip.Addr) bool { return slices.Contains(addresses, a) })
	return i, nil
}
