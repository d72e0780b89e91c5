package datapath

import (
	"net/netip"
	"slices"

	"sallyport/internal/datapath/link"
	"sallyport/internal/vpc"
)

// edgePlan is what the edge's namespace is to hold.
type edgePlan struct {
	names     names
	services  []vpc.EdgeService
	sandboxes []vpc.Sandbox
	networks  []*vpc.Plan
	to        outside
	// closed are the ranges of the operator's network, which public egress does
	// not reach whatever they are.
	closed []netip.Prefix
	// own are the host's addresses, which it does not reach either.
	own []netip.Addr
}

// edgePlan of the desired state, still without the host's addresses.
func (d *DataPath) edgePlan(desired Desired) edgePlan {
	return edgePlan{names: d.names(), services: d.options.EdgeServices, sandboxes: desired.Sandboxes, networks: desired.Networks,
		to: d.outside(desired), closed: d.options.LAN}
}

// needed tells whether there is to be an edge at all.
func (e edgePlan) needed() bool {
	return e.to.needed() || len(e.services) > 0 || needsEdge(e.networks) || slices.ContainsFunc(e.sandboxes, func(s vpc.Sandbox) bool { return s.FrontDoor.IsValid() })
}

// base is what the edge holds besides its links: its addresses, and an end for
// what is sent to public addresses that nobody has.
func (e edgePlan) base() *link.State {
	addresses := []netip.Addr{vpc.FrontDoorGateway}
	for _, s := range e.services {
		if !slices.Contains(addresses, s.At.Addr()) {
			addresses = append(addresses, s.At.Addr())
		}
	}
	base := baseState(addresses)
	if e.dual() {
		base.Routes.Add(link.Route{Destination: anywhere6})
	}
	if e.to.pool.Range.IsValid() {
		base.Routes.Add(link.Route{Destination: e.to.pool.Range.Masked(), Device: "lo"})
	}
	return base
}
