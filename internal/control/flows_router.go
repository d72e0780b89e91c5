package control

import (
	"context"
	"net/netip"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/flow"
	"sallyport/internal/fault"
	"sallyport/internal/flowlog"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// watchedRouter is one VPC's router as it is listened to.
type watchedRouter struct {
	vpc string
	// drops and endings end the listeners; endings is nil while nobody wants to
	// know what is let through.
	drops, endings context.CancelFunc
	// swept is when the last sweep was, zero while there is none, and took how long
	// it took. They belong to the clock's goroutine.
	swept time.Time
	took  time.Duration

	// What follows is guarded by the mutex of flows.

	// network is what records are made with, as of a sequence of the store.
	network    *flowlog.Network
	interfaces []*flowlog.Interface
	sequence   uint64
	// live is what people are told at the next tick; unheard, what they are
	// told of losses.
	live    map[flowlog.Key]*flowlog.Record
	unheard uint64
	// limited counts the drops of one rule within a tick.
	limited map[string]int
}

func (f *flows) list() []*watchedRouter {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]*watchedRouter, 0, len(f.routers))
	for _, r := range f.routers {
		list = append(list, r)
	}
	return list
}

// listen brings the listeners in line with the plan and with who wants to know.
func (f *flows) listen(ctx context.Context, snapshot *store.Snapshot) {
	plan := f.planner.Plan(snapshot)
	stands := make(map[string]bool, len(plan.Networks))
	for _, p := range plan.Networks {
		stands[p.VPC] = true
		f.mu.Lock()
		r := f.routers[p.VPC]
		if r == nil {
			r = &watchedRouter{vpc: p.VPC, live: map[flowlog.Key]*flowlog.Record{}, limited: map[string]int{}}
			f.routers[p.VPC] = r
		}
		if r.network == nil || r.sequence != snapshot.Sequence() {
			first := r.network == nil
			r.network, r.interfaces = f.networkOf(snapshot, p, r.interfaces)
			r.sequence = snapshot.Sequence()
			for _, l := range f.logs {
				if first && l.log.VPCID == r.vpc {
					f.confess(l, r.interfaces)
				}
			}
		}
		f.mu.Unlock()
		if r.drops == nil {
			r.drops = f.start(ctx, func(ctx context.Context) error {
				return f.traffic.Drops(ctx, r.vpc, func(d *flow.Drop) { f.dropped(r, d) }, func(n uint64) { f.lost(r, n) })
			})
		}
		switch wanted := f.accepts(p.VPC); {
		case wanted && r.endings == nil:
			r.endings = f.start(ctx, func(ctx context.Context) error {
				return f.traffic.Endings(ctx, r.vpc, func(t *flow.Tracked) { f.passed(r, t, f.now().Add(-flowsTick), f.now(), true) }, func() { f.lost(r, 1) })
			})
		case !wanted && r.endings != nil:
			r.endings()
			r.endings = nil
		}
	}
	for _, r := range f.list() {
		if stands[r.vpc] {
			continue
		}
		r.drops()
		if r.endings != nil {
			r.endings()
		}
		f.mu.Lock()
		delete(f.routers, r.vpc)
		f.mu.Unlock()
	}
}

// start runs a listener, again after it ended by itself, until it is told to end.
// Its goroutine ends then, at the latest with ctx.
func (f *flows) start(ctx context.Context, hear func(context.Context) error) context.CancelFunc {
	ctx, end := context.WithCancel(ctx)
	f.listener.Go(func() {
		for ctx.Err() == nil {
			err := hear(ctx)
			// A router that does not stand yet, or was replaced, is nothing to speak of.
			if class := fault.ClassOf(err); err != nil && class != fault.NotFound && class != fault.Unavailable {
				f.log.Warn("flows are not heard", "error", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(flowsTick):
			}
		}
	})
	return end
}

// sweep hears what a router's connections did. The first sweep clears away what
// they did before anybody asked, unless a flow log is older than this process:
// then it was asked for all along. People are told what began shortly before they
// looked: who asks a service and then opens its page wants to see just that.
func (f *flows) sweep(r *watchedRouter, now time.Time) {
	since, count := r.swept, true
	if since.IsZero() {
		f.mu.Lock()
		count = f.logged(r.vpc, func(l *watchedLog) bool { return l.log.Traffic != vpc.TrafficReject && l.log.CreatedAt.Before(f.began) })
		f.mu.Unlock()
		since = now.Add(-sweepEvery)
	}
	began := time.Now()
	err := f.traffic.Sweep(r.vpc, func(t *flow.Tracked) {
		if count || t.Started.After(since) {
			f.passed(r, t, since, now, count)
		}
	})
	r.took = time.Since(began)
	switch {
	case err == nil:
		r.swept = now
	case fault.ClassOf(err) != fault.NotFound:
		f.log.Warn("the connections of a router are not known", "vpc", r.vpc, "error", err)
		f.lost(r, 1)
	}
}

// passed takes what a connection did: for who looks on, and for flow logs if it is logged.
func (f *flows) passed(r *watchedRouter, t *flow.Tracked, since, now time.Time, logged bool) {
	c := connection(t, since, now)
	f.mu.Lock()
	defer f.mu.Unlock()
	watched := f.recent.Watched(r.vpc)
	r.network.Accepted(&c, func(record *flowlog.Record) {
		if logged {
			f.add(r, record)
		}
		if watched {
			r.tell(record)
		}
	})
}

// dropped takes a packet that a rule dropped.
func (f *flows) dropped(r *watchedRouter, d *flow.Drop) {
	reject, ours := datapath.ParseReject(d.Prefix)
	if !ours {
		return
	}
	drop := flowlog.Drop{Stage: reject.Stage, Component: reject.Component, In: d.In, Out: d.Out, Protocol: d.Protocol,
		Tuple: ends(d.Tuple), Flags: d.TCPFlags, Bytes: d.Bytes, At: f.now()}
	f.mu.Lock()
	defer f.mu.Unlock()
	r.limited[d.Prefix]++
	r.network.Rejected(&drop, func(record *flowlog.Record) {
		f.add(r, record)
		if record.Evidence == flowlog.Seen {
			r.tell(record)
		}
	})
}

// lost notes that packets of a VPC are not told of.
func (f *flows) lost(r *watchedRouter, packets uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.skip(r, packets)
}

// skip is lost for who holds mu.
func (f *flows) skip(r *watchedRouter, packets uint64) {
	r.unheard += packets
	for _, l := range f.logs {
		if l.log.VPCID == r.vpc {
			l.skip(r.interfaces)
		}
	}
}

// add gives a record to the flow logs. The caller holds mu.
func (f *flows) add(r *watchedRouter, record *flowlog.Record) {
	for _, l := range f.logs {
		if l.log.VPCID == r.vpc {
			l.present.Add(record)
		}
	}
}

// liveFlows is how many flows of a VPC people are told of in a tick.
const liveFlows = 1000

// tell keeps a record for the next tick.
func (r *watchedRouter) tell(record *flowlog.Record) {
	have := r.live[record.Key]
	switch {
	case have != nil:
		have.Packets += record.Packets
		have.Bytes += record.Bytes
		if record.Began {
			have.First, have.Began = record.First, true
		}
	case len(r.live) < liveFlows:
		r.live[record.Key] = new(*record)
	default:
		r.unheard += record.Packets
	}
}

// connection puts what the kernel tells into the words of records. It does not
// tell flags: a SYN is where a connection began in the meantime, a FIN on both
// sides where it was closed, and a RST where it was reset, from who answered if
// nothing else came, and from either side otherwise.
func connection(t *flow.Tracked, since, now time.Time) flowlog.Connection {
	c := flowlog.Connection{Protocol: t.Protocol, Original: ends(t.Original), Reply: ends(t.Reply),
		Sent: flowlog.Count(t.Sent), Answered: flowlog.Count(t.Answered), Mark: t.Mark, First: since, Last: now}
	opened := t.Started.After(since)
	if opened {
		c.First, c.Began = t.Started, true
	}
	if t.Protocol != uint8(vpc.TCP) {
		return c
	}
	const synAck = 18
	refused := t.TCP == flow.TCPClose && opened && t.Answered.Packets <= 1
	if opened {
		c.SentFlags |= flowlog.FlagSYN
		if t.TCP != flow.TCPSynSent && !refused {
			c.AnsweredFlags |= synAck
		}
	}
	switch {
	case refused:
		c.AnsweredFlags |= flowlog.FlagRST
	case t.TCP == flow.TCPClose:
		c.SentFlags |= flowlog.FlagRST
		c.AnsweredFlags |= flowlog.FlagRST
	case t.TCP == flow.TCPTimeWait || t.TCP == flow.TCPLastAck:
		c.SentFlags |= flowlog.FlagFIN
		c.AnsweredFlags |= flowlog.FlagFIN
	}
	return c
}

func ends(t flow.Tuple) flowlog.Tuple {
	return flowlog.Tuple{Source: netip.AddrPortFrom(t.Source, t.SourcePort), Destination: netip.AddrPortFrom(t.Destination, t.DestinationPort)}
}
