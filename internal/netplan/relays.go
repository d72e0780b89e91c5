package netplan

import (
	"cmp"
	"net/netip"
	"slices"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// relays are the sandboxes of the interfaces of interface endpoints. One whose
// service is not listed, or was never found, has none yet: its interface is
// there and nothing answers at it.
func (p *Planner) relays(r store.Reader, placements map[string]vpc.Placement) []vpc.Sandbox {
	targets := map[string]netip.AddrPort{} // by interface
	var interfaces []string
	for e := range store.List[vpc.Endpoint](r) {
		target, found := p.target(r, e.ServiceName)
		if !e.Relayed() || !found {
			continue
		}
		for _, id := range e.InterfaceIDs {
			if i, ok := store.Get[vpc.Interface](r, id); ok && i.Attachment != nil {
				targets[id] = target
				interfaces = append(interfaces, id)
			}
		}
	}
	slices.Sort(interfaces)
	doors := vpc.RelayDoors(interfaces)
	var sandboxes []vpc.Sandbox
	for _, id := range interfaces {
		if door, ok := doors[id]; ok {
			sandbox := RelayID(id)
			sandboxes = append(sandboxes, vpc.Sandbox{ID: sandbox, FrontDoor: door, Relay: targets[id], Ports: []string{id}})
			placements[id] = vpc.Placement{Sandbox: sandbox, Device: "eth1", DefaultRoute: true}
		}
	}
	return sandboxes
}

// RelayID is the sandbox of an interface of an interface endpoint.
func RelayID(interfaceID string) string { return "relay-" + interfaceID }

// target is where an endpoint service is, as far as it is known.
func (p *Planner) target(r store.Reader, service string) (netip.AddrPort, bool) {
	for _, s := range p.options.Services {
		if s.Name != service || s.Kind != vpc.InterfaceEndpoint {
			continue
		}
		if addr, ok := s.Literal(); ok {
			return netip.AddrPortFrom(addr, s.Port), true
		}
		found, ok := store.Get[vpc.EndpointTarget](r, service)
		return netip.AddrPortFrom(found.Address, s.Port), ok
	}
	return netip.AddrPort{}, false
}

// Sought are the endpoint services whose hosts are names and that some endpoint
// uses, sorted by name.
func (p *Planner) Sought(r store.Reader) []vpc.EndpointService {
	used := map[string]bool{}
	for e := range store.List[vpc.Endpoint](r) {
		used[e.ServiceName] = used[e.ServiceName] || e.Relayed()
	}
	var sought []vpc.EndpointService
	for _, s := range p.options.Services {
		if _, literal := s.Literal(); s.Kind == vpc.InterfaceEndpoint && used[s.Name] && !literal {
			sought = append(sought, s)
		}
	}
	slices.SortFunc(sought, func(a, b vpc.EndpointService) int { return cmp.Compare(a.Name, b.Name) })
	return sought
}
