package vpc

import (
	"iter"
	"net/netip"

	"sallyport/internal/fault"
)

// PublicPool is the block that an installation takes its public addresses from.
type PublicPool struct {
	Range netip.Prefix // IPv4
	// Routed says that the network around leads the block to this host: its
	// addresses leave as they are and are reached from outside. Otherwise they
	// are known on this host alone, and what leaves by the uplink is
	// masqueraded.
	Routed bool
}

// DefaultPublicPool is of the range for benchmarks between networks (RFC 2544),
// which nobody has an interface in.
var DefaultPublicPool = PublicPool{Range: netip.MustParsePrefix("198.18.0.0/16")}

// Edge is the address that services with egress DEFAULT are known by at the
// public addresses of VPCs: the pool's second. It is never given away.
func (p PublicPool) Edge() netip.Addr { return p.Range.Masked().Addr().Next() }

// Allocate returns the lowest address of the pool that is not taken: neither
// its network address, that of the edge nor the last one. Without a free one
// the error is of class Limit.
func (p PublicPool) Allocate(taken iter.Seq[netip.Addr]) (netip.Addr, error) {
	occupied := newOccupancy(p.Range.Masked())
	for a := range taken {
		occupied.mark(a)
	}
	if addr, ok := occupied.lowestFree(2, 1); ok {
		return addr, nil
	}
	return netip.Addr{}, fault.New(fault.Limit, "InsufficientAddressCapacity",
		"no free public address in %s: release some, or name a larger block with --public-pool", p.Range)
}
