package control

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"sallyport/internal/netplan"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/resolver"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Names are what the VPCs' name servers need. Without a Forwarder there are none.
type Names struct {
	// Forwarder asks for all names that no VPC has.
	Forwarder *resolver.Forwarder
	// Inside opens a VPC's namespace to listen in it: datapath.DataPath.Inside.
	Inside func(vpcID string) (Inside, error)
	// Public is told the names of public addresses whenever they may have changed.
	Public func(resolver.Zone)
}

// Inside is a VPC's namespace, open to listen in it: datapath.Inside.
type Inside interface {
	Listen(ctx context.Context, at netip.AddrPort) (net.Listener, error)
	ListenPacket(ctx context.Context, at netip.AddrPort) (net.PacketConn, error)
	// Standing tells whether the VPC's namespace is still this one.
	Standing() bool
	Close() error
}

// nameServers keeps a name server in each VPC whose plan has one, tells it the
// VPC's names, and tells workloads whom to ask.
type nameServers struct {
	options  Names
	store    *store.Store
	planner  *netplan.Planner
	networks *networks
	told     resolvers
	log      *slog.Logger
	loop     *reconcile.Loop

	mu      sync.Mutex
	servers map[string]*nameServer // guarded by mu: by VPC; written by the loop only
	news    chan struct{}          // guarded by mu: closed and replaced when servers has changed
}

func newNameServers(o Options, networks *networks) *nameServers {
	n := &nameServers{
		options: o.Names, store: o.Store, planner: o.Planner, networks: networks, log: o.Log,
		told:    resolvers{engine: o.Engine},
		servers: map[string]*nameServer{}, news: make(chan struct{}),
	}
	n.loop = &reconcile.Loop{
		Name: "names", Reconcile: func(ctx context.Context, _ string) (reconcile.Result, error) { return reconcile.Result{}, n.pass(ctx) },
		Keys: func() []string { return []string{everything} }, Resync: 10 * time.Second, Log: o.Log,
	}
	return n
}

// changed is told of each change of a document that a name may come from.
func (n *nameServers) changed() { n.loop.Enqueue(everything) }

func (n *nameServers) run(ctx context.Context) error {
	if n.options.Forwarder == nil {
		return nil
	}
	defer func() {
		for id := range n.servers {
			n.remove(id)
		}
	}()
	return n.loop.Run(ctx)
}

// pass tells those that serve what is new, ends those that no plan has, and
// lets others begin. The network of these is waited for, so they come last.
func (n *nameServers) pass(ctx context.Context) error {
	snapshot := n.store.Snapshot()
	wanted := map[string][]netip.Addr{}
	for _, plan := range n.planner.Plan(snapshot).Networks {
		if len(plan.Resolver) > 0 {
			wanted[plan.VPC] = plan.Resolver
		}
	}
	if n.options.Public != nil {
		n.options.Public(n.planner.PublicNames(snapshot))
	}
	var missing []string
	for id, addresses := range wanted {
		zone, _ := n.planner.Names(snapshot, id)
		if server := n.servers[id]; server != nil && server.serves(addresses) {
			server.resolver.SetZone(zone)
		} else {
			missing = append(missing, id)
		}
	}
	for id := range n.servers {
		if _, stays := wanted[id]; !stays {
			n.remove(id)
		}
	}
	failures := n.told.tell(ctx, snapshot)
	if len(missing) == 0 {
		return failures
	}
	if _, err := n.networks.current(ctx); err != nil {
		return errors.Join(failures, err)
	}
	for _, id := range missing {
		if err := n.begin(ctx, id, wanted[id]); err != nil {
			failures = errors.Join(failures, fmt.Errorf("serve names in %s: %w", id, err))
		}
	}
	return failures
}

// begin replaces the server of a VPC, if its namespace can be entered.
func (n *nameServers) begin(ctx context.Context, id string, addresses []netip.Addr) error {
	zone, ok := n.planner.Names(n.store.Snapshot(), id)
	if !ok {
		return nil // gone since
	}
	inside, err := n.options.Inside(id)
	if err != nil {
		return err
	}
	n.remove(id)
	sockets, err := open(ctx, inside, addresses)
	if err != nil {
		return errors.Join(err, inside.Close())
	}
	log := n.log.With("vpc", id)
	serving, cancel := context.WithCancel(context.Background())
	server := &nameServer{
		inside: inside, addresses: addresses, cancel: cancel, ended: make(chan struct{}),
		resolver: resolver.New(resolver.Options{Zone: zone, Forwarder: n.options.Forwarder, Log: log}),
	}
	go func() { // ends with serving, which remove cancels
		defer close(server.ended)
		if err := server.resolver.Serve(serving, sockets); err != nil {
			log.Warn("the name server failed and is started again", "error", err)
			n.changed()
		}
	}()
	n.set(id, server)
	return nil
}

// open listens at every address; all or none.
func open(ctx context.Context, inside Inside, addresses []netip.Addr) (resolver.Sockets, error) {
	var sockets resolver.Sockets
	for _, address := range addresses {
		at := netip.AddrPortFrom(address, resolver.Port)
		packets, err := inside.ListenPacket(ctx, at)
		if err != nil {
			sockets.Close()
			return sockets, fmt.Errorf("listen for names at %s: %w", at, err)
		}
		sockets.Packets = append(sockets.Packets, packets)
		streams, err := inside.Listen(ctx, at)
		if err != nil {
			sockets.Close()
			return sockets, fmt.Errorf("listen for names at %s: %w", at, err)
		}
		sockets.Streams = append(sockets.Streams, streams)
	}
	return sockets, nil
}

// remove ends the server of a VPC, if there is one, so that nothing of it keeps
// the VPC's namespace.
func (n *nameServers) remove(id string) {
	server := n.servers[id]
	if server == nil {
		return
	}
	n.set(id, nil)
	server.cancel()
	<-server.ended
	_ = server.inside.Close()
}

func (n *nameServers) set(id string, server *nameServer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if server == nil {
		delete(n.servers, id)
	} else {
		n.servers[id] = server
	}
	close(n.news)
	n.news = make(chan struct{})
}

// nameServer is a resolver that listens in a VPC.
type nameServer struct {
	resolver  *resolver.Resolver
	inside    Inside
	addresses []netip.Addr
	cancel    context.CancelFunc
	ended     chan struct{}
}

// serves tells whether it still answers, at just these addresses.
func (s *nameServer) serves(addresses []netip.Addr) bool {
	select {
	case <-s.ended:
		return false
	default:
		return slices.Equal(s.addresses, addresses) && s.inside.Standing()
	}
}

// startingNames is how long a new instance waits for the name server of its VPC.
const startingNames = 3 * time.Second

// ready waits until the name server of the workload's VPC listens, so that
// the first thing that the workload does does not fail. One that does not come
// keeps nothing from starting: programs ask again.
func (n *nameServers) ready(ctx context.Context, workload platform.Workload) {
	if n.options.Forwarder == nil || workload.Public || len(workload.Interfaces) == 0 {
		return
	}
	snapshot := n.store.Snapshot()
	eni, _ := store.Get[vpc.Interface](snapshot, workload.Interfaces[0])
	if network, ok := store.Get[vpc.VPC](snapshot, eni.VPCID); !ok || !network.DNSSupport {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, startingNames)
	defer cancel()
	for {
		n.mu.Lock()
		server, news := n.servers[eni.VPCID], n.news
		n.mu.Unlock()
		if server != nil {
			return
		}
		n.changed()
		select {
		case <-news:
		case <-ctx.Done():
			return
		}
	}
}
