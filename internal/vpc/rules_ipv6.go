package vpc

import (
	"encoding/binary"
	"iter"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
)

// The sizes of IPv6 ranges, as EC2 gives them.
const (
	ipv6VPCBits    = 56
	ipv6SubnetBits = 64
)

// DefaultIPv6Pool is where VPCs get their IPv6 ranges from: the block for documentation (RFC 3849), which looks like
// a public one to every client and is routed nowhere.
var DefaultIPv6Pool = netip.MustParsePrefix("2001:db8::/32")

// AllocateIPv6Block returns the lowest /56 of a pool that overlaps none that is taken. Without one the error is of
// class Limit.
func AllocateIPv6Block(pool netip.Prefix, taken iter.Seq[netip.Prefix]) (netip.Prefix, error) {
	var others []netip.Prefix
	for p := range taken {
		others = append(others, p)
	}
	slices.SortFunc(others, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	candidate := netip.PrefixFrom(pool.Masked().Addr(), ipv6VPCBits)
	for _, other := range others {
		if candidate.Overlaps(other) {
			candidate = after(candidate)
		}
	}
	if !pool.Contains(candidate.Addr()) || pool.Bits() > ipv6VPCBits {
		return netip.Prefix{}, fault.New(fault.Limit, "InsufficientCidrBlocks",
			"There is no free /%d in %s, which all VPCs get their IPv6 ranges from. Disassociate some that are not needed", ipv6VPCBits, pool)
	}
	return candidate, nil
}

// after is the next IPv6 prefix of the same size, of at most 64 bits.
func after(p netip.Prefix) netip.Prefix {
	b := p.Masked().Addr().As16()
	binary.BigEndian.PutUint64(b[:8], binary.BigEndian.Uint64(b[:8])+1<<(64-p.Bits()))
	return netip.PrefixFrom(netip.AddrFrom16(b), p.Bits())
}

// AddIPv6Block gives the VPC with one more IPv6 range.
func (v VPC) AddIPv6Block(block Block, limit int) (VPC, error) {
	if len(v.IPv6Blocks) >= limit {
		return v, fault.New(fault.Limit, "CidrLimitExceeded",
			"This network '%s' has met its maximum number of allowed IPv6 CIDRs: %d. Disassociate one that no subnet uses, or raise the quota", v.ID, limit)
	}
	v.IPv6Blocks = append(slices.Clone(v.IPv6Blocks), block)
	return v, nil
}

// RemoveIPv6Block gives the VPC without an IPv6 range, in which there must be no subnet's.
func (v VPC) RemoveIPv6Block(association string, subnets []Subnet) (VPC, Block, error) {
	at := slices.IndexFunc(v.IPv6Blocks, func(b Block) bool { return b.AssociationID == association })
	if at < 0 {
		return v, Block{}, BlockNotFound(association)
	}
	block := v.IPv6Blocks[at]
	for _, s := range subnets {
		for _, b := range s.IPv6Blocks {
			if block.CIDR.Overlaps(b.CIDR) {
				return v, block, fault.New(fault.InUse, "DependencyViolation",
					"The vpc CIDR block with association ID %s has dependencies and cannot be disassociated. Subnet %s has %s (%s); disassociate that first", association, s.ID, b.CIDR, b.AssociationID)
			}
		}
	}
	v.IPv6Blocks = slices.Delete(slices.Clone(v.IPv6Blocks), at, at+1)
	return v, block, nil
}

// AddIPv6Block gives the subnet its IPv6 range, a /64 of its VPC's. others are the subnets of the VPC.
func (s Subnet) AddIPv6Block(v VPC, associationID, text string, others []Subnet) (Subnet, error) {
	cidr, err := netip.ParsePrefix(text)
	if err != nil || !cidr.Addr().Is6() || cidr.Bits() != ipv6SubnetBits || cidr != cidr.Masked() {
		return s, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter ipv6CidrBlock is invalid. This is not a valid IPv6 CIDR block of a subnet. It has /%d, such as 2001:db8:0:1::/64", text, ipv6SubnetBits)
	}
	if !slices.ContainsFunc(v.IPv6Blocks, func(b Block) bool { return b.CIDR.Contains(cidr.Addr()) }) {
		return s, fault.New(fault.Invalid, "InvalidSubnet.Range",
			"The CIDR '%s' is invalid. It must lie within one of the IPv6 ranges of %s: %s", cidr, v.ID, nameSome(v.IPv6Blocks, func(b Block) string { return b.CIDR.String() }))
	}
	for _, other := range append([]Subnet{s}, others...) {
		for _, b := range other.IPv6Blocks {
			if other.ID == s.ID {
				return s, fault.New(fault.Limit, "SubnetIpv6CidrLimitExceeded",
					"The subnet '%s' has met its maximum number of IPv6 CIDRs. It has %s (%s); disassociate that first", s.ID, b.CIDR, b.AssociationID)
			}
			if b.CIDR.Overlaps(cidr) {
				return s, fault.New(fault.Conflict, "InvalidSubnet.Conflict",
					"The CIDR '%s' conflicts with another subnet. %s of %s has %s", cidr, other.ID, v.ID, b.CIDR)
			}
		}
	}
	s.IPv6Blocks = []Block{{AssociationID: associationID, CIDR: cidr}}
	return s, nil
}

// RemoveIPv6Block gives the subnet without an IPv6 range, in which no interface may have an address.
func (s Subnet) RemoveIPv6Block(association string, interfaces iter.Seq[Interface]) (Subnet, Block, error) {
	at := slices.IndexFunc(s.IPv6Blocks, func(b Block) bool { return b.AssociationID == association })
	if at < 0 {
		return s, Block{}, SubnetBlockNotFound(association)
	}
	block := s.IPv6Blocks[at]
	for i := range interfaces {
		if slices.ContainsFunc(i.IPv6Addresses, block.CIDR.Contains) {
			return s, block, fault.New(fault.InUse, "DependencyViolation",
				"The subnet CIDR block with association ID %s has dependencies and cannot be disassociated. Network interface %s has an address of %s; unassign it first", association, i.ID, block.CIDR)
		}
	}
	s.IPv6Blocks = slices.Delete(slices.Clone(s.IPv6Blocks), at, at+1)
	s.AssignIPv6 = s.AssignIPv6 && len(s.IPv6Blocks) > 0
	return s, block, nil
}

// SubnetBlockNotFound is the error for an unknown association of a subnet's range.
func SubnetBlockNotFound(association string) error {
	return missing("InvalidSubnetCidrBlockAssociationID.NotFound", "subnet CIDR block association", association)
}

// AssignIPv6 gives the interface with more IPv6 addresses of its subnet. taken are the interfaces of the subnet, and
// kept what is reserved in it.
func (i Interface) AssignIPv6(s Subnet, wish AddressWish, limit int, taken iter.Seq[Interface], kept ...SubnetReservation) (Interface, error) {
	if len(wish.Addresses)+wish.Count == 0 {
		return i, nil
	}
	if len(s.IPv6Blocks) == 0 {
		return i, fault.New(fault.Invalid, "InvalidParameterValue",
			"The subnet '%s' does not have an IPv6 CIDR block. Give it one with AssociateSubnetCidrBlock", s.ID)
	}
	block := s.IPv6Blocks[0].CIDR
	if total := len(i.IPv6Addresses) + len(wish.Addresses) + wish.Count; total > limit {
		return i, fault.New(fault.Limit, "Ipv6AddressLimitExceeded",
			"Number of IPv6 addresses will exceed limit. Interface %s would have %d and may have %d: unassign those that are not needed, or raise the quota", i.ID, total, limit)
	}
	holder := map[netip.Addr]string{}
	for other := range taken {
		for _, a := range other.IPv6Addresses {
			holder[a] = other.ID
		}
	}
	i.IPv6Addresses = slices.Clone(i.IPv6Addresses)
	for _, a := range wish.Addresses {
		switch {
		case !block.Contains(a) || a.Compare(firstIPv6(block)) < 0 || !block.Contains(a.Next()):
			return i, fault.New(fault.Invalid, "InvalidParameterValue",
				"address %s does not fall within the range of subnet '%s', or is reserved: name one of %s, without its first four and its last", a, s.ID, block)
		case holder[a] != "":
			return i, fault.New(fault.Conflict, "InvalidIPAddress.InUse",
				"address %s of subnet '%s' is in use by network interface '%s': name another one, or ask for a number of free ones", a, s.ID, holder[a])
		}
		holder[a] = i.ID
		i.IPv6Addresses = append(i.IPv6Addresses, a)
	}
	next := firstIPv6(block)
	for range wish.Count {
		for free := false; !free; {
			at := next
			if next = pastReserved(next, kept); holder[next] != "" {
				next = next.Next()
			}
			free = next == at
		}
		if !block.Contains(next.Next()) {
			return i, fault.New(fault.Limit, "InsufficientFreeAddressesInSubnet", "subnet '%s' (%s) has no free IPv6 address", s.ID, block)
		}
		holder[next] = i.ID
		i.IPv6Addresses = append(i.IPv6Addresses, next)
	}
	return i, nil
}

// firstIPv6 is the first address of a range that is given away: the four before it are kept, as in IPv4.
func firstIPv6(block netip.Prefix) netip.Addr {
	b := block.Masked().Addr().As16()
	b[15] += reservedFirst
	return netip.AddrFrom16(b)
}

// cidr6 is the subnet's IPv6 range; the zero value if it has none.
func (s Subnet) cidr6() netip.Prefix {
	if len(s.IPv6Blocks) == 0 {
		return netip.Prefix{}
	}
	return s.IPv6Blocks[0].CIDR.Masked()
}

// router6 is the address of the subnet's router in an IPv6 range: base+1.
func router6(block netip.Prefix) netip.Addr { return block.Masked().Addr().Next() }

// pastReserved is the first address from a on that is not reserved.
func pastReserved(a netip.Addr, kept []SubnetReservation) netip.Addr {
	for _, r := range kept {
		if r.CIDR.Contains(a) {
			return pastReserved(last(r.CIDR).Next(), kept)
		}
	}
	return a
}

// last is the last address of an IPv6 prefix.
func last(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().As16()
	for bit := p.Bits(); bit < 128; bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	return netip.AddrFrom16(b)
}

// UnassignIPv6 gives the interface without some of its IPv6 addresses.
func (i Interface) UnassignIPv6(addresses []netip.Addr) (Interface, error) {
	for _, a := range addresses {
		if !slices.Contains(i.IPv6Addresses, a) {
			return i, fault.New(fault.Invalid, "InvalidParameterValue",
				"Some of [%s] are not assigned to interface %s. It has %s", a, i.ID, nameSome(i.IPv6Addresses, netip.Addr.String))
		}
	}
	i.IPv6Addresses = slices.DeleteFunc(slices.Clone(i.IPv6Addresses), func(a netip.Addr) bool { return slices.Contains(addresses, a) })
	return i, nil
}
