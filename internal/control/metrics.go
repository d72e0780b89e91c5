package control

import (
	"context"
	"log/slog"
	"maps"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/engine"
	"sallyport/internal/flowlog"
	"sallyport/internal/ingress"
	"sallyport/internal/latency"
	"sallyport/internal/metrics"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// Requests is the hand that counts requests: ingress.FrontDoor.
type Requests interface {
	// Stats are the counters of every routed service, by its id.
	Stats() map[string]ingress.Counters
	// TakeExtremes are the extremes since it was called last.
	TakeExtremes() map[string]ingress.Extremes
}

// Sending is the hand that knows what interfaces sent: datapath.DataPath.
type Sending interface {
	// Sent is what came into a VPC's router by each of its devices, since that stands.
	Sent(vpcID string) (map[string]datapath.Sent, error)
	// Device is the name of the router's end of an interface.
	Device(interfaceID string) string
}

const (
	// sampleEvery is how often what has no counter is looked at: a fraction of
	// the minute, so that one minute begins where the next one ends.
	sampleEvery = 10 * time.Second
	// forgetEvery is how often old metrics are deleted.
	forgetEvery = time.Hour
)

// measures looks at what services do, and keeps it minute by minute.
type measures struct {
	store    *store.Store
	kept     *metrics.Store
	live     *metrics.Live
	recorder *metrics.Recorder
	requests Requests
	sending  Sending
	engine   engine.Engine
	recent   *flowlog.Recent
	now      func() time.Time
	log      *slog.Logger

	// All that follows belongs to the goroutine of run.

	first    bool // nothing was looked at yet: what counters say then was before
	sampled  time.Time
	forgot   time.Time
	counted  map[string]ingress.Counters // by service id, as of the last look
	used     map[string]engine.Usage     // by workload, as of the last look
	sent     map[string]datapath.Sent    // by interface, as of the last look
	flow     uint64                      // the number of the next event of flows
	services map[string]*metrics.State   // by service id
	joined   map[string]bool             // by service id: it has an interface in a VPC
}

func newMeasures(o Options) *measures {
	return &measures{
		store: o.Store, kept: o.Metrics, live: o.Live, requests: o.Requests, sending: o.Sending, engine: o.Engine, recent: o.Recent, now: o.Now, log: o.Log,
		first: true, services: map[string]*metrics.State{},
	}
}

// run looks at services until ctx ends, and keeps what it has then.
func (m *measures) run(ctx context.Context) error {
	if m.kept == nil {
		return nil
	}
	m.recorder = metrics.NewRecorder(m.kept, m.now())
	m.sample(ctx, m.now()) // at once: what comes from now on is counted
	for {
		now := m.now()
		timer := time.NewTimer(now.Truncate(sampleEvery).Add(sampleEvery).Sub(now))
		select {
		case <-timer.C:
			m.tick(ctx, m.now())
		case <-ctx.Done():
			timer.Stop()
			// What came since the last look counts as well.
			ctx := context.WithoutCancel(ctx)
			m.sample(ctx, m.now())
			m.complain(m.recorder.End(ctx))
			return nil
		}
	}
}

// tick samples, and turns the minute. What is counted at the turn was before it.
func (m *measures) tick(ctx context.Context, now time.Time) {
	m.sample(ctx, now)
	m.complain(m.recorder.Turn(ctx, now))
	if now.Sub(m.forgot) >= forgetEvery {
		m.forgot = now
		m.complain(m.kept.Forget(ctx, now.Add(-metrics.Retention)))
	}
}

func (m *measures) complain(err error) {
	if err != nil {
		m.log.Warn("metrics are not kept", "error", err)
	}
}

// sample looks at all services once.
func (m *measures) sample(ctx context.Context, now time.Time) {
	snapshot := m.store.Snapshot()
	stats, extremes := m.requests.Stats(), m.requests.TakeExtremes()
	elapsed := now.Sub(m.sampled)
	used, sent := map[string]engine.Usage{}, m.readSent(snapshot)
	states := map[string]*metrics.State{}
	m.joined = map[string]bool{}
	for service := range store.List[platform.Service](snapshot) {
		if service.Status == platform.Deleted {
			continue
		}
		state := m.services[service.ID]
		if state == nil {
			state = &metrics.State{Rejected: map[string]uint64{}}
		}
		state.Subject = metrics.Subject{Region: service.Region, ServiceName: service.Name, ServiceID: service.ID}
		states[service.ID] = state
		m.addRequests(service, state.Subject, stats[service.ID], extremes[service.ID])
		m.addInstances(ctx, snapshot, service, state, used, elapsed)
		m.addSent(snapshot, service, state, sent)
	}
	m.services = states
	m.addRejected()
	m.first, m.sampled, m.counted, m.used, m.sent = false, now, stats, used, sent
	m.publish()
}

// addRequests adds what the front door counted since the last look.
func (m *measures) addRequests(service platform.Service, subject metrics.Subject, now ingress.Counters, extremes ingress.Extremes) {
	before := m.counted[service.ID]
	if now.Requests < before.Requests {
		before = ingress.Counters{} // it lost its route, and has it again
	}
	if now.Latency == nil || service.Status == platform.Paused && now.Requests == before.Requests {
		return
	}
	m.recorder.Count(subject, metrics.Requests, float64(now.Requests-before.Requests))
	for measure, class := range map[metrics.Measure]int{metrics.Responses2xx: 2, metrics.Responses4xx: 4, metrics.Responses5xx: 5} {
		m.recorder.Count(subject, measure, float64(now.Status[class]-before.Status[class]))
	}
	if d := latencies(now.Latency, before.Latency, extremes); d.Count() > 0 {
		m.recorder.Add(subject, metrics.RequestLatency, metrics.Latencies(d))
	}
	concurrency := metrics.Single(float64(now.InFlight))
	concurrency.Max = float64(extremes.MostInFlight)
	m.recorder.Add(subject, metrics.Concurrency, concurrency)
}

func latencies(now, before *latency.Counts, extremes ingress.Extremes) latency.Distribution {
	d := now.Since(before)
	if extremes.Answered {
		d = d.Within(extremes.Shortest, extremes.Longest)
	}
	return d
}

// addRejected adds the flows that were rejected since the last look.
func (m *measures) addRejected() {
	if m.recent == nil {
		return
	}
	events, next := m.recent.After(m.flow)
	m.flow = next
	rejected := map[string]float64{}
	for _, e := range events {
		if e.Action != flowlog.Reject {
			continue
		}
		for id, state := range m.services {
			if e.Region == state.Region && e.Concerns(state.ServiceName) {
				rejected[id]++
				state.Rejected[e.Stage]++
			}
		}
	}
	for id, state := range m.services {
		if rejected[id] > 0 || m.joined[id] {
			m.recorder.Count(state.Subject, metrics.RejectedFlows, rejected[id])
		}
	}
}

// publish tells of the present state. Who reads it does so while the next one is made.
func (m *measures) publish() {
	if m.live == nil {
		return
	}
	states := make([]metrics.State, 0, len(m.services))
	for _, state := range m.services {
		told := *state
		told.Rejected = maps.Clone(state.Rejected)
		states = append(states, told)
	}
	m.live.Set(states)
}
