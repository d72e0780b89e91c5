package vpc

import (
	"encoding/binary"
	"iter"
	"net/netip"

	"sallyport/internal/fault"
)

// Every subnet keeps its first four addresses (network, router, resolver and
// one for the future) and its last.
const (
	reservedFirst = 4
	reservedLast  = 1
)

// Router is the address of the subnet's router: base+1.
func (s Subnet) Router() netip.Addr { return at(s.CIDR, 1) }

// Capacity is how many interface addresses the subnet has in all.
func (s Subnet) Capacity() int { return size(s.CIDR) - reservedFirst - reservedLast }

// Free is how many addresses of the subnet no interface has. The interfaces
// may be those of the whole VPC: others are passed over.
func (s Subnet) Free(interfaces iter.Seq[Interface]) int {
	taken := s.taken(interfaces)
	return s.Capacity() - taken.count
}

// Allocate returns the lowest free address of the subnet, given the interfaces
// there are (those of other subnets are passed over) and the reservations, whose
// addresses are not given away unasked. It takes one pass and a bit for each
// address. Without a free one the error is of class Limit.
func (s Subnet) Allocate(interfaces iter.Seq[Interface], reservations ...SubnetReservation) (netip.Addr, error) {
	taken := s.taken(interfaces)
	taken.reserve(s.ID, reservations)
	if addr, ok := taken.lowestFree(reservedFirst, reservedLast); ok {
		return addr, nil
	}
	return netip.Addr{}, fault.New(fault.Limit, "InsufficientFreeAddressesInSubnet",
		"subnet '%s' (%s) has no free address: all %d are in use or reserved; delete network interfaces that nothing needs, or use a larger subnet or one more",
		s.ID, s.CIDR, s.Capacity())
}

// CheckRequested tells why addr, which a user asked for, can't be given to an
// interface of the subnet; nil if it can. An address outside of the subnet, or
// reserved in it, is Invalid; one in use is a Conflict.
func (s Subnet) CheckRequested(addr netip.Addr, interfaces iter.Seq[Interface]) error {
	if !s.CIDR.Contains(addr) {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"address %s does not fall within the range of subnet '%s': name one of %s", addr, s.ID, s.CIDR)
	}
	if use := s.reserved(addr); use != "" {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"address %s is reserved in subnet '%s' (%s) as %s: the first four addresses and the last can't be given to interfaces",
			addr, s.ID, s.CIDR, use)
	}
	for i := range interfaces {
		if i.SubnetID != s.ID {
			continue
		}
		for _, a := range i.Addresses {
			if a == addr {
				return fault.New(fault.Conflict, "InvalidIPAddress.InUse",
					"address %s of subnet '%s' is in use by network interface '%s': name another one, or none to get the lowest free one",
					addr, s.ID, i.ID)
			}
		}
	}
	return nil
}

// reserved says what the subnet keeps an address for; empty if it does not.
func (s Subnet) reserved(addr netip.Addr) string {
	switch offset := offsetIn(s.CIDR, addr); offset {
	case 0:
		return "the network's address"
	case 1:
		return "the router"
	case 2:
		return "the resolver"
	case 3:
		return "kept for the future"
	case size(s.CIDR) - 1:
		return "the last address"
	}
	return ""
}

// taken marks the addresses that the subnet's interfaces have.
func (s Subnet) taken(interfaces iter.Seq[Interface]) *occupancy {
	taken := newOccupancy(s.CIDR)
	for i := range interfaces {
		if i.SubnetID == s.ID {
			for _, a := range i.Addresses {
				taken.mark(a)
			}
		}
	}
	return taken
}

// The pool of front door addresses: a part of the link-local range that holds
// none of its well-known services (169.254.169.…).
var (
	// FrontDoorRange holds the addresses of the instances' links to the front door.
	FrontDoorRange = netip.MustParsePrefix("169.254.192.0/18")
	// FrontDoorGateway is the front door's own address on all those links.
	FrontDoorGateway = netip.MustParseAddr("169.254.192.1")
	// RelayRange holds the addresses of the relays' links to the edge.
	RelayRange = netip.MustParsePrefix("169.254.144.0/20")
)

// ResolverAddress is where every workload finds its name server, as in EC2.
var ResolverAddress = netip.MustParseAddr("169.254.169.253")

// AllocateFrontDoor returns the lowest front door address that is not taken:
// neither the range's network address, the gateway nor the last one. Without a
// free one the error is of class Limit.
func AllocateFrontDoor(taken iter.Seq[netip.Addr]) (netip.Addr, error) {
	occupied := newOccupancy(FrontDoorRange)
	for a := range taken {
		occupied.mark(a)
	}
	if addr, ok := occupied.lowestFree(2, 1); ok {
		return addr, nil
	}
	return netip.Addr{}, fault.New(fault.Limit, "",
		"no free front door address in %s: %d instances run on this node, which is all it can hold; pause or delete services that are not needed", FrontDoorRange, occupied.count)
}

// occupancy is a bit for each address of an IPv4 prefix.
type occupancy struct {
	prefix netip.Prefix
	bits   []uint64
	count  int // bits set
}

func newOccupancy(prefix netip.Prefix) *occupancy {
	return &occupancy{prefix: prefix, bits: make([]uint64, (size(prefix)+63)/64)}
}

// mark notes an address as taken; those outside of the prefix, and those noted
// before, change nothing.
func (o *occupancy) mark(addr netip.Addr) {
	if !o.prefix.Contains(addr) {
		return
	}
	offset := offsetIn(o.prefix, addr)
	if bit := uint64(1) << (offset % 64); o.bits[offset/64]&bit == 0 {
		o.bits[offset/64] |= bit
		o.count++
	}
}

// reserve marks what is reserved in the subnet that the prefix is of.
func (o *occupancy) reserve(subnetID string, reservations []SubnetReservation) {
	for _, r := range reservations {
		if r.SubnetID != subnetID || !r.CIDR.Addr().Is4() {
			continue
		}
		for offset := range size(r.CIDR) {
			o.mark(at(r.CIDR, offset))
		}
	}
}

// lowestFree finds the first address that is not taken, leaving out so many at
// both ends of the prefix.
func (o *occupancy) lowestFree(first, last int) (netip.Addr, bool) {
	for offset := first; offset < size(o.prefix)-last; offset++ {
		if o.bits[offset/64]&(1<<(offset%64)) == 0 {
			return at(o.prefix, offset), true
		}
	}
	return netip.Addr{}, false
}

// size is the number of addresses of an IPv4 prefix.
func size(p netip.Prefix) int { return 1 << (32 - p.Bits()) }

// at is the address at an offset from an IPv4 prefix's first one.
func at(p netip.Prefix, offset int) netip.Addr {
	return number(base(p) + uint32(offset))
}

// offsetIn is the distance of an IPv4 address from the prefix's first one.
func offsetIn(p netip.Prefix, addr netip.Addr) int {
	b := addr.As4()
	return int(binary.BigEndian.Uint32(b[:]) - base(p))
}

func base(p netip.Prefix) uint32 {
	b := p.Masked().Addr().As4()
	return binary.BigEndian.Uint32(b[:])
}

func number(n uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	return netip.AddrFrom4(b)
}
