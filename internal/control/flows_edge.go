package control

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/flowlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// watchedEdge is the edge as it is listened to. What it drops is of a gateway's
// VPC, or of a service that sends by the public side.
type watchedEdge struct {
	drops    context.CancelFunc // nil before the listener began
	sequence uint64
	// swept is when the last sweep was, zero while nobody looks on; took is how
	// long it took.
	swept time.Time
	took  time.Duration

	// What follows is guarded by the mutex of flows.

	gateways map[string]edgeGateway           // by device
	doors    map[string]platform.Workload     // by device
	senders  map[netip.Addr]platform.Workload // those of doors, by the address that they send from
	// live are the rejected flows of the public side's sandboxes since the last
	// tick, and unheard the packets of nobody knows whom.
	// passed are those that were let through.
	live    map[doorFlow]*flowlog.Event
	passed  []flowlog.Event
	unheard uint64
	limited int // drops within a tick, of all rules together
}

// edgeGateway is a gateway with a link to the edge.
type edgeGateway struct {
	id, vpc string
	private map[netip.Addr]netip.Addr // by public address
}

// doorFlow is what packets of a sandbox have in common.
type doorFlow struct {
	sandbox  string
	protocol uint8
	to       netip.AddrPort
}

func newWatchedEdge() *watchedEdge { return &watchedEdge{live: map[doorFlow]*flowlog.Event{}} }

// listenAtEdge hears the edge, and learns whose links it has.
func (f *flows) listenAtEdge(ctx context.Context, snapshot *store.Snapshot) {
	if f.edge.drops == nil {
		f.edge.drops = f.start(ctx, func(ctx context.Context) error {
			return f.traffic.EdgeDrops(ctx, f.droppedAtEdge, f.lostAtEdge)
		})
	}
	if f.edge.gateways != nil && f.edge.sequence == snapshot.Sequence() {
		return
	}
	f.edge.sequence = snapshot.Sequence()
	plan := f.planner.Plan(snapshot)
	gateways, doors, senders := map[string]edgeGateway{}, map[string]platform.Workload{}, map[netip.Addr]platform.Workload{}
	for _, p := range plan.Networks {
		for _, g := range p.Gateways {
			known := edgeGateway{id: g.ID, vpc: p.VPC, private: map[netip.Addr]netip.Addr{}}
			for _, m := range g.Public {
				known.private[m.Public] = m.Private
			}
			gateways[f.traffic.GatewayDevice(g.ID)] = known
		}
	}
	for _, s := range plan.Sandboxes {
		if w, ok := store.Get[platform.Workload](snapshot, s.ID); ok && s.Public {
			doors[f.traffic.DoorDevice(s.ID)], senders[s.FrontDoor] = w, w
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.edge.gateways, f.edge.doors, f.edge.senders = gateways, doors, senders
}

// lostAtEdge notes that packets of nobody knows whom are not told of.
func (f *flows) lostAtEdge(packets uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.edge.unheard += packets
	for _, g := range f.edge.gateways {
		if r := f.routers[g.vpc]; r != nil {
			f.skip(r, 0)
		}
	}
}

// droppedAtEdge takes a packet that the edge dropped.
func (f *flows) droppedAtEdge(d *flow.Drop) {
	reject, ours := datapath.ParseReject(d.Prefix)
	if !ours {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.edge.limited++
	if g, ok := f.edge.gateways[d.In]; ok {
		f.droppedBehind(g, d, reject)
	} else if w, ok := f.edge.doors[d.In]; ok {
		f.edge.tell(w, d, reject, f.now())
	}
}

// droppedBehind takes a packet of a VPC, which its own router had let out. The
// caller holds mu.
func (f *flows) droppedBehind(g edgeGateway, d *flow.Drop, reject datapath.Reject) {
	r := f.routers[g.vpc]
	if r == nil || r.network == nil {
		return
	}
	drop := flowlog.Drop{Stage: reject.Stage, Component: either(reject.Component, g.id), Protocol: d.Protocol,
		Tuple: ends(d.Tuple), Flags: d.TCPFlags, Bytes: d.Bytes, At: f.now()}
	if inside, ok := g.private[d.Source]; ok {
		drop.Source = netip.AddrPortFrom(inside, d.SourcePort)
	}
	r.network.Rejected(&drop, func(record *flowlog.Record) {
		f.add(r, record)
		if record.Evidence == flowlog.Seen {
			r.tell(record)
		}
	})
}

// tell keeps what a sandbox of the public side sent in vain for the next tick. The
// caller holds the mutex of flows.
func (e *watchedEdge) tell(w platform.Workload, d *flow.Drop, reject datapath.Reject, now time.Time) {
	key := doorFlow{w.Key, d.Protocol, netip.AddrPortFrom(d.Destination, d.DestinationPort)}
	have := e.live[key]
	switch {
	case have != nil:
	case len(e.live) >= liveFlows:
		e.unheard++
		return
	default:
		have = &flowlog.Event{Region: w.Region, Instance: w.InstanceID, Workload: w.Key, Direction: string(vpc.Egress),
			Source: d.Source.String(), SourcePort: d.SourcePort, Destination: d.Destination.String(), DestinationPort: d.DestinationPort,
			Protocol: d.Protocol, Action: flowlog.Reject, Stage: string(reject.Stage)}
		e.live[key] = have
	}
	have.Time = now
	have.Packets++
	have.Bytes += d.Bytes
}

// tellOfEdge tells people what sandboxes of the public side sent in vain.
func (f *flows) tellOfEdge(snapshot *store.Snapshot, now time.Time) {
	f.mu.Lock()
	if f.edge.limited >= ruleLimit {
		f.edge.unheard++ // a rule may tell of no more; how many there were it does not say
	}
	f.edge.limited = 0
	live, unheard, passed := f.edge.live, f.edge.unheard, f.edge.passed
	f.edge.passed = nil
	if len(live) > 0 {
		f.edge.live = map[doorFlow]*flowlog.Event{}
	}
	f.edge.unheard = 0
	f.mu.Unlock()
	f.recent.Add(passed...)
	if len(live) == 0 && unheard == 0 {
		return
	}
	var events []flowlog.Event
	world := f.planner.World(snapshot)
	for key, e := range live {
		if workload, ok := store.Get[platform.Workload](snapshot, key.sandbox); ok {
			if service, ok := store.Get[platform.Service](snapshot, workload.ServiceARN); ok {
				e.Service = service.Name
			}
		}
		source, _ := netip.ParseAddr(e.Source) // as it was written
		last := world.Reach(vpc.Packet{FromPublic: true, Source: source, Destination: key.to.Addr(), Protocol: vpc.Protocol(key.protocol),
			SourcePort: e.SourcePort, DestinationPort: key.to.Port(), ICMPType: echo(key.protocol)}).Last()
		if e.Reason = e.Stage; string(last.Stage) == e.Stage {
			e.Reason = last.Detail
		}
		events = append(events, *e)
	}
	slices.SortFunc(events, func(a, b flowlog.Event) int {
		return strings.Compare(a.Workload+" "+a.Destination, b.Workload+" "+b.Destination)
	})
	if unheard > 0 {
		regions := map[string]bool{}
		for v := range store.List[vpc.VPC](snapshot) {
			regions[v.Region] = true
		}
		for region := range regions {
			events = append(events, flowlog.Event{Time: now, Region: region, Lost: unheard})
		}
	}
	f.recent.Add(events...)
}
