package control

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/flowlog"
	"sallyport/internal/netplan"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Traffic is the hand that hears what passes routers: datapath.DataPath.
type Traffic interface {
	// Drops tells of the packets that a VPC's rules drop, and of how many it could
	// not tell, until ctx ends or the router is another one.
	Drops(ctx context.Context, vpcID string, take func(*flow.Drop), lost func(packets uint64)) error
	// EdgeDrops is Drops of the edge, where VPCs are known by their public addresses.
	EdgeDrops(ctx context.Context, take func(*flow.Drop), lost func(packets uint64)) error
	// Endings tells of connections that end with something that no Sweep told
	// of, and when it could not tell of some.
	Endings(ctx context.Context, vpcID string, take func(*flow.Tracked), lost func()) error
	// Sweep tells what a VPC's connections did since the last sweep.
	Sweep(vpcID string, take func(*flow.Tracked)) error
	// SweepEdge is Sweep of the edge.
	SweepEdge(take func(*flow.Tracked)) error
	// Refused is how many connections a VPC's router did not let begin since it
	// stands, for want of a port or because two were the same.
	Refused(vpcID string) (uint64, error)
	// Exhausted are the destinations that the NAT gateways of a VPC have next to no
	// ports left for, the fullest first.
	Exhausted(*vpc.Plan) ([]datapath.Exhausted, error)
	// Device is the name of the router's end of an interface, GatewayDevice that of
	// the edge's end of a gateway, DoorDevice that of a sandbox's front door.
	Device(interfaceID string) string
	GatewayDevice(id string) string
	DoorDevice(sandboxID string) string
}

const (
	// flowsTick is how often flows are told to people, and what else is due is
	// looked for.
	flowsTick = time.Second
	// sweepEvery is less than the 15 seconds that a closed connection stays in a
	// router's table; sweepFollowed, about each tick, is for somebody who looks on.
	// A large table is swept less often then, so that it takes at most so much of
	// the time: it would be all of it where every place of the table is taken.
	sweepEvery    = 12 * time.Second
	sweepFollowed = flowsTick * 9 / 10
	sweepShare    = 20
	// pruneEvery is how often old files are looked for.
	pruneEvery = time.Hour
	// keptIntervals is how many intervals of a flow log wait for a disk that
	// refuses; more are lost, and counted.
	keptIntervals = 3
)

// flowRetention bounds what all flow logs keep on the disk.
var flowRetention = flowlog.Retention{Age: 30 * 24 * time.Hour, Bytes: 2 << 30}

// flows hears of all that routers drop, and, where a flow log or somebody who
// looks on asks for it, of all that they let through. It writes flow logs' files
// and tells of what was last.
type flows struct {
	store   *store.Store
	planner *netplan.Planner
	traffic Traffic
	recent  *flowlog.Recent
	root    string
	now     func() time.Time
	log     *slog.Logger
	began   time.Time
	// interrupted says that the process before this one was killed while it collected.
	interrupted bool

	edge *watchedEdge

	mu      sync.Mutex
	routers map[string]*watchedRouter // guarded by mu, by VPC id
	logs    map[string]*watchedLog    // guarded by mu, by flow log id
	marked  bool                      // guarded by mu: see mark
	pruned  time.Time                 // of the clock's goroutine alone
	decider decider                   // of the clock's goroutine alone
	// translated is by VPC id, and toldOfPorts when services were told last, by
	// NAT gateway; of the clock's goroutine alone.
	translated  map[string]translations
	toldOfPorts map[string]time.Time
	listener    sync.WaitGroup
}

// watchedLog is one flow log's present interval, and those that could not be
// written yet.
type watchedLog struct {
	log     vpc.FlowLog
	present *flowlog.Aggregate
	waiting []*flowlog.Aggregate
	retry   time.Time
}

func newFlows(o Options) *flows {
	if o.Recent == nil {
		o.Recent = flowlog.NewRecent()
	}
	f := &flows{store: o.Store, planner: o.Planner, traffic: o.Traffic, recent: o.Recent, root: o.FlowLogDir, now: o.Now, log: o.Log,
		began: o.Now(), routers: map[string]*watchedRouter{}, logs: map[string]*watchedLog{}, edge: newWatchedEdge(),
		translated: map[string]translations{}, toldOfPorts: map[string]time.Time{}}
	var err error
	if f.interrupted, err = wasInterrupted(f.root); err != nil {
		f.log.Warn("the state of flow logs is not known", "error", err)
	}
	return f
}

// run works until ctx ends, and writes what it has then.
func (f *flows) run(ctx context.Context) error {
	if f.traffic == nil {
		return nil
	}
	ticker := time.NewTicker(flowsTick)
	defer ticker.Stop()
	for {
		f.tick(ctx)
		select {
		case <-ctx.Done():
			f.listener.Wait() // they end with ctx
			f.end(context.WithoutCancel(ctx))
			return nil
		case <-ticker.C:
		case <-f.recent.Changed():
		}
	}
}

// tick does what is due: listens where routers are new, sweeps, tells, writes.
func (f *flows) tick(ctx context.Context) {
	snapshot := f.store.Snapshot()
	f.logsOf(snapshot)
	f.mark()
	f.listen(ctx, snapshot)
	f.listenAtEdge(ctx, snapshot)
	now := f.now()
	for _, r := range f.list() {
		if f.due(r, now) {
			f.sweep(r, now)
		}
	}
	f.sweepEdge(snapshot, now)
	f.tellOfEdge(snapshot, now)
	f.ports(ctx, snapshot, now)
	f.tell(snapshot, now)
	f.write(ctx, now)
	if now.Sub(f.pruned) >= pruneEvery {
		f.pruned = now
		if err := flowlog.Prune(f.root, flowRetention, now); err != nil {
			f.log.Warn("old flow logs stay", "error", err)
		}
	}
}

// end writes the intervals as far as they are.
func (f *flows) end(ctx context.Context) {
	now := f.now()
	for _, r := range f.list() {
		if f.accepts(r.vpc) {
			f.sweep(r, now)
		}
	}
	f.mu.Lock()
	for _, l := range f.logs {
		l.waiting = append(l.waiting, l.present)
		l.retry = time.Time{}
		l.present = flowlog.NewAggregate(l.log, now)
	}
	f.mu.Unlock()
	f.write(ctx, now)
	f.unmark()
}

// logsOf brings the intervals under way in line with the flow logs that there
// are: what was collected for one that is deleted is forgotten.
func (f *flows) logsOf(snapshot *store.Snapshot) {
	f.mu.Lock()
	defer f.mu.Unlock()
	stands := map[string]bool{}
	for log := range store.List[vpc.FlowLog](snapshot) {
		stands[log.ID] = true
		have := f.logs[log.ID]
		if have == nil {
			have = &watchedLog{present: flowlog.NewAggregate(log, f.now())}
			f.logs[log.ID] = have
		}
		have.log = log
	}
	for id := range f.logs {
		if !stands[id] {
			delete(f.logs, id)
		}
	}
}

// accepts says whether somebody wants to know what a VPC lets through.
func (f *flows) accepts(vpcID string) bool {
	if f.recent.Watched(vpcID) {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.logged(vpcID, func(l *watchedLog) bool { return l.log.Traffic != vpc.TrafficReject })
}

// logged says whether a VPC has a flow log of some kind. The caller holds mu.
func (f *flows) logged(vpcID string, kind func(*watchedLog) bool) bool {
	for _, l := range f.logs {
		if l.log.VPCID == vpcID && kind(l) {
			return true
		}
	}
	return false
}

// due says whether a router is to be swept: regularly, and at the end of each
// interval, so that what belongs to it is in it.
func (f *flows) due(r *watchedRouter, now time.Time) bool {
	if !f.accepts(r.vpc) {
		r.swept = time.Time{}
		return false
	}
	every := sweepEvery
	if f.recent.Watched(r.vpc) {
		every = min(max(sweepFollowed, sweepShare*r.took), sweepEvery)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return now.Sub(r.swept) >= every || f.logged(r.vpc, func(l *watchedLog) bool { return !now.Before(l.present.End()) })
}

// write writes the intervals that are over.
func (f *flows) write(ctx context.Context, now time.Time) {
	type job struct {
		log        *watchedLog
		document   vpc.FlowLog
		interfaces []*flowlog.Interface
		aggregates []*flowlog.Aggregate
	}
	var jobs []job
	f.mu.Lock()
	for _, l := range f.logs {
		if !now.Before(l.present.End()) {
			l.waiting = append(l.waiting, l.present)
			l.present = flowlog.NewAggregate(l.log, now)
		}
		if len(l.waiting) == 0 || now.Before(l.retry) {
			continue
		}
		j := job{log: l, document: l.log, aggregates: l.waiting}
		if r := f.routers[l.log.VPCID]; r != nil && r.network != nil {
			j.interfaces = r.interfaces
		}
		jobs = append(jobs, j)
	}
	f.mu.Unlock()
	for _, j := range jobs {
		var failed error
		for len(j.aggregates) > 0 && failed == nil {
			if _, failed = flowlog.Write(f.root, j.aggregates[0], j.interfaces); failed == nil {
				j.aggregates = j.aggregates[1:]
			}
		}
		f.settle(j.log, j.aggregates, now, failed)
		f.report(ctx, j.document, failed)
	}
}

// skip notes that packets of the interfaces were lost, which the interval then
// says of each of them (SKIPDATA). The caller holds mu.
func (l *watchedLog) skip(interfaces []*flowlog.Interface) {
	for _, i := range interfaces {
		l.present.Skip(i, 1)
	}
}

// settle keeps what could not be written, as far as there is room.
func (f *flows) settle(l *watchedLog, left []*flowlog.Aggregate, now time.Time, failed error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l.waiting, l.retry = left, time.Time{}
	if failed == nil {
		return
	}
	l.retry = now.Add(10 * time.Second)
	f.log.Warn("a flow log can't be written", "flow log", l.log.ID, "error", failed)
	if more := len(left) - keptIntervals; more > 0 {
		l.waiting = left[more:]
		for _, r := range f.routers {
			l.skip(r.interfaces)
		}
		f.log.Warn("intervals of a flow log are lost", "flow log", l.log.ID, "intervals", more)
	}
}

// report keeps what came of a delivery where DescribeFlowLogs shows it.
func (f *flows) report(ctx context.Context, log vpc.FlowLog, failed error) {
	message := ""
	if failed != nil {
		message = failed.Error()
	}
	if message == log.DeliverError {
		return
	}
	err := f.store.Update(ctx, func(tx *store.Tx) error {
		if now, ok := store.Get[vpc.FlowLog](tx, log.ID); ok {
			now.DeliverError = message
			store.Put(tx, now)
		}
		return nil
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		f.log.Warn("note the fate of a flow log", "flow log", log.ID, "error", err)
	}
}
