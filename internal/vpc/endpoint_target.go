package vpc

import (
	"hash/fnv"
	"net/netip"
)

// EndpointTarget is where an endpoint service was last found whose host is a
// name. It outlives a restart and a name server that does not answer.
type EndpointTarget struct {
	Service string // its name
	Address netip.Addr
}

// DocumentKind is the kind that the store keeps targets under.
func (t EndpointTarget) DocumentKind() string { return "endpoint-target" }

// DocumentKey is the service's name.
func (t EndpointTarget) DocumentKey() string { return t.Service }

// DocumentIndexes is empty: there is one for each service that is used.
func (t EndpointTarget) DocumentIndexes() []string { return nil }

// Literal is the service's address where its host is one, and not a name.
func (s EndpointService) Literal() (netip.Addr, bool) {
	addr, err := netip.ParseAddr(s.Host)
	return addr, err == nil
}

// Relayed says whether the endpoint's interfaces are to pass on what they take.
func (e Endpoint) Relayed() bool {
	return e.Kind == InterfaceEndpoint && e.State.Live() && e.DeletedAt.IsZero()
}

// RelayDoors gives each of the interfaces an address of RelayRange. An
// interface keeps its own whatever others come and go, but for two that would
// share one: there the one that is later in the list gives way. What is beyond
// the range's size gets none.
func RelayDoors(interfaces []string) map[string]netip.Addr {
	doors := make(map[string]netip.Addr, len(interfaces))
	taken := newOccupancy(RelayRange)
	last := size(RelayRange) - 1
	for _, id := range interfaces {
		if taken.count >= last-1 {
			break
		}
		h := fnv.New32a()
		h.Write([]byte(id))
		offset := 1 + int(h.Sum32())%(last-1)
		for taken.bits[offset/64]&(1<<(offset%64)) != 0 {
			offset = 1 + offset%(last-1)
		}
		doors[id] = at(RelayRange, offset)
		taken.mark(doors[id])
	}
	return doors
}
