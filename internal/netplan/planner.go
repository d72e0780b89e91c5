// Package netplan turns what the store says into what the kernel of this node
// must hold, and into the world that packets are followed through. Whoever
// carries plans out and whoever explains them asks the same Planner, so that
// they speak of the same thing.
package netplan

import (
	"net/netip"
	"sync"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Options are what plans depend on besides the documents.
type Options struct {
	// Services are the endpoint services that the operator lists.
	Services []vpc.EndpointService
	// LAN are the ranges of the operator's network, behind VPN gateways.
	LAN []netip.Prefix
	// Uplink says that there is a way from the public side to addresses outside.
	Uplink bool
	// Pool are the addresses that are given out as public ones; the zero value if
	// that is not known.
	Pool netip.Prefix
	// Edge is what sandboxes that send by the public side reach there.
	Edge []vpc.EdgeService
	// Host gives the host's own addresses, as far as they are refused to the public
	// side; nil if nobody knows.
	Host func() []netip.Addr
}

// Plan is what this node's kernel must hold.
type Plan struct {
	// Sequence is that of the snapshot that the plan is of.
	Sequence  uint64
	Networks  []*vpc.Plan
	Sandboxes []vpc.Sandbox
}

// Planner makes plans. It remembers what the last one was made of, so that a
// change costs what it costs however much else there is, and the last plan,
// which several ask for. It may be used by several goroutines.
type Planner struct {
	options Options
	mu      sync.Mutex
	memory  memory // guarded by mu
	last    Plan   // guarded by mu
}

// New makes a planner that has planned nothing yet.
func New(o Options) *Planner { return &Planner{options: o} }

// Plan is the plan of a snapshot, or of a newer one if that was asked for
// before.
func (p *Planner) Plan(snapshot *store.Snapshot) Plan {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last.Sequence == 0 || p.last.Sequence < snapshot.Sequence() {
		p.last = p.compile(snapshot)
		p.last.Sequence = snapshot.Sequence()
	}
	return p.last
}

// World is the plan of a snapshot, to follow packets through.
func (p *Planner) World(snapshot *store.Snapshot) *vpc.World {
	world := &vpc.World{Plans: map[string]*vpc.Plan{}, Uplink: p.options.Uplink, Pool: p.options.Pool, LAN: p.options.LAN, Edge: p.options.Edge}
	if p.options.Host != nil {
		world.Host = p.options.Host()
	}
	for _, plan := range p.Plan(snapshot).Networks {
		world.Plans[plan.VPC] = plan
	}
	return world
}

// Model is what a VPC consists of, as the user defined it, for who explains
// plans in the user's words; false if there is no such VPC.
func (p *Planner) Model(r store.Reader, vpcID string) (vpc.Model, bool) {
	document, ok := store.Get[vpc.VPC](r, vpcID)
	if !ok {
		return vpc.Model{}, false
	}
	var n network
	n.look(r, document)
	model := p.gather(r, document, &n)
	model.Rules = collect[vpc.SecurityGroupRule](r, "vpc="+vpcID)
	_, placements := p.place(r)
	model.Placed = func(i vpc.Interface) (vpc.Placement, bool) {
		placement, here := placements[i.ID]
		return placement, here
	}
	return model, true
}
