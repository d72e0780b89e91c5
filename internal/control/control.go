// Package control runs the loops that make what is match what is wanted: one
// file a concern. Each reads a snapshot, asks the pure domain for the plan,
// lets a hand (kernel, engine, front door) carry it out, and writes down what
// came of it.
//
//	networks   vpc documents, workloads    → the kernel
//	workloads  one workload                → sandbox, container, status
//	names      names in VPCs, plans        → the VPCs' name servers
//	health     one running workload        → status
//	services   one service's operation     → workloads, status, events
//	pushes     one registry's tags         → services' operations
//	instances  one EC2 instance            → its end
//	routes     services, healthy workloads → the front door
//	gateways   NAT gateways, endpoints, …  → their states
//	flows      what passes routers         → flow logs' files, what was seen last
//	metrics    what services do            → metrics, minute by minute
//	upkeep     logs, what was deleted      → bounded logs, documents forgotten
package control

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"golang.org/x/sync/errgroup"

	"sallyport/internal/datapath"
	"sallyport/internal/engine"
	"sallyport/internal/flowlog"
	"sallyport/internal/ingress"
	"sallyport/internal/logstore"
	"sallyport/internal/metrics"
	"sallyport/internal/netplan"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// Network is the hand that holds the plan in the kernel: datapath.DataPath.
type Network interface {
	// Apply makes the kernel hold the desired state and reports each part's fate.
	Apply(context.Context, datapath.Desired) (datapath.Report, error)
	// ApplyRules brings only the rules of what stands to the desired state, and
	// does not wait for an Apply.
	ApplyRules(context.Context, datapath.Desired) error
	// Drift fires when the kernel no longer holds what was applied.
	Drift() <-chan struct{}
	// SandboxPath is where a sandbox's network namespace is found.
	SandboxPath(id string) string
	// DialFrontDoor opens a connection to a front door address.
	DialFrontDoor(ctx context.Context, network, address string) (net.Conn, error)
}

// FrontDoor is the hand that takes requests in: ingress.FrontDoor.
type FrontDoor interface {
	// Apply replaces all routes.
	Apply(ingress.Config)
	// Drained waits until a target that takes no new requests has none in flight.
	Drained(ctx context.Context, target string) error
	// Cut ends what a target still has in flight.
	Cut(target string)
}

// Options are what a Controller needs.
type Options struct {
	Store *store.Store
	// Planner says what the kernel must hold; nil means one of its own.
	Planner   *netplan.Planner
	Network   Network
	Engine    engine.Engine
	FrontDoor FrontDoor
	Names     Names
	// Output is where the output of workloads is kept.
	Output *logstore.Store
	// Traffic tells what passes routers; nil means that nobody is asked, and that
	// there are no flow logs. FlowLogDir is where the files of flow logs are kept,
	// and Recent is told what was seen last.
	Traffic    Traffic
	FlowLogDir string
	Recent     *flowlog.Recent
	// Metrics is where what services do is kept, and Live told of it; nil means
	// that nobody looks. Requests and Sending, which may be nil, are who counts.
	Metrics  *metrics.Store
	Live     *metrics.Live
	Requests Requests
	Sending  Sending
	// Observe, if set, is told of each pass of a loop, by many at the same time.
	Observe func(reconcile.Pass)
	// Mirrors maps a registry's host to the base URL that is asked in its place.
	Mirrors map[string]string
	// Lookup gives the IPv4 addresses of a host's name; nil means as the host does.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	Log *slog.Logger
}

// Controller owns the loops.
type Controller struct {
	store     *store.Store
	now       func() time.Time
	log       *slog.Logger
	networks  *networks
	names     *nameServers
	workloads *workloads
	health    *prober
	services  *services
	pushes    *pushes
	instances *instances
	routes    *routes
	upkeep    *upkeep
	hosts     *hosts
	gateways  *gateways
	flows     *flows
	measures  *measures
}

// New makes the loops; Run starts them.
func New(o Options) *Controller {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Planner == nil {
		o.Planner = netplan.New(netplan.Options{})
	}
	if o.Lookup == nil {
		o.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip4", host)
		}
	}
	o.Engine = bounded{o.Engine}
	c := &Controller{store: o.Store, now: o.Now, log: o.Log}
	c.networks = newNetworks(o)
	c.names = newNameServers(o, c.networks)
	c.routes = newRoutes(o)
	statuses := statuses{store: o.Store, now: o.Now}
	c.workloads = newWorkloads(o, statuses, c.networks, c.names, c.routes)
	c.health = newProber(o, statuses, c.workloads)
	c.services = newServices(o)
	c.pushes = newPushes(o)
	c.instances = newInstances(o)
	c.upkeep = newUpkeep(o)
	c.hosts = newHosts(o)
	c.gateways = newGateways(o, c.networks)
	c.flows = newFlows(o)
	c.measures = newMeasures(o)
	for _, loop := range []*reconcile.Loop{c.networks.loop, c.names.loop, c.workloads.loop, c.health.loop, c.services.loop, c.instances.loop, c.routes.loop,
		c.upkeep.output, c.upkeep.past, c.hosts.loop, c.gateways.loop} {
		loop.Observe = o.Observe
	}
	c.workloads.forgotten = func(service, instance string) {
		c.services.enqueue(service)
		c.instances.enqueue(instance)
	}
	return c
}

// Start brings the hands to what the store says before anything else may
// happen: the kernel holds the plan, and the statuses agree with the
// containers that were found. Requests may be let in once it returns.
func (c *Controller) Start(ctx context.Context) error {
	if err := c.networks.start(ctx); err != nil {
		return fmt.Errorf("start networks: %w", err)
	}
	if err := c.workloads.start(ctx); err != nil {
		return fmt.Errorf("start workloads: %w", err)
	}
	c.routes.apply()
	return nil
}

// Run runs the loops until ctx ends and all of them have stopped.
func (c *Controller) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	changes := c.store.Watch(ctx)
	group.Go(func() error { c.dispatch(changes); return nil })
	group.Go(func() error { return c.networks.run(ctx) })
	group.Go(func() error { return c.names.run(ctx) })
	group.Go(func() error { return c.workloads.run(ctx) })
	group.Go(func() error { return c.health.loop.Run(ctx) })
	group.Go(func() error { return c.services.loop.Run(ctx) })
	group.Go(func() error { return c.pushes.loop.Run(ctx) })
	group.Go(func() error { return c.instances.loop.Run(ctx) })
	group.Go(func() error { return c.routes.loop.Run(ctx) })
	group.Go(func() error { return c.upkeep.output.Run(ctx) })
	group.Go(func() error { return c.upkeep.past.Run(ctx) })
	group.Go(func() error { return c.hosts.loop.Run(ctx) })
	group.Go(func() error { return c.gateways.loop.Run(ctx) })
	group.Go(func() error { return c.flows.run(ctx) })
	group.Go(func() error { return c.measures.run(ctx) })
	return group.Wait()
}
