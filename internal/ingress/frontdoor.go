// Package ingress is the front door: it leads each request by its host name to
// a service, and there to an instance.
//
// It is told the complete desired state and works out the difference itself.
// It does not decide which instances are healthy (see ingress/health) nor when
// one may stop; it says when an instance has no request left.
package ingress

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sallyport/internal/fault"
)

// Dialer opens a connection as net.Dialer.DialContext does. Instances live in
// network namespaces of their own, so who knows them brings the way in.
type Dialer = func(ctx context.Context, network, addr string) (net.Conn, error)

// Options are the front door's settings. The zero value is usable.
type Options struct {
	// Dial reaches instances; nil means a plain net.Dialer.
	Dial Dialer
	// Log takes what an operator must see; nil discards it.
	Log *slog.Logger
	// LogEvery logs one of this many requests of a service and class of status
	// at info level; 0 logs none, 1 each.
	LogEvery int
	// MaxIdlePerTarget bounds the kept connections to one instance; 0 means
	// 512. With fewer than the concurrent requests, connections are made and
	// thrown away all the time, which halves the throughput.
	MaxIdlePerTarget int
	// IdleTimeout closes a kept connection to an instance; 0 means 60 s.
	IdleTimeout time.Duration
	// ConnectTimeout bounds one attempt to reach an instance; 0 means 3 s.
	ConnectTimeout time.Duration
	// TrustedProxies are the peers whose X-Forwarded-* headers are believed,
	// such as a terminator of TLS in front of this.
	TrustedProxies []netip.Prefix
}

// FrontDoor is an http.Handler. Its methods may be called at any time from any
// goroutine. Close ends it.
type FrontDoor struct {
	dial           Dialer
	log            *slog.Logger
	connectTimeout time.Duration
	maxIdle        int
	idleTimeout    time.Duration
	logEvery       uint64
	trusted        []netip.Prefix
	buffers        bufferPool
	transport      *http.Transport
	proxy          *httputil.ReverseProxy

	hosts   atomic.Pointer[map[string]*service]
	dialing sync.Map // target.key → *target

	mu       sync.Mutex
	routes   map[string]Route     // guarded by mu; as applied last, by service
	services map[string]*service  // guarded by mu
	targets  map[string]*target   // guarded by mu; the configured ones, by id
	leaving  map[*target]struct{} // guarded by mu; configured no longer, with requests in flight
	nextKey  uint64               // guarded by mu
}

// New makes a front door that knows no host yet.
func New(o Options) *FrontDoor {
	f := &FrontDoor{
		dial:           o.Dial,
		log:            o.Log,
		connectTimeout: cmp.Or(o.ConnectTimeout, 3*time.Second),
		maxIdle:        cmp.Or(o.MaxIdlePerTarget, 512),
		idleTimeout:    cmp.Or(o.IdleTimeout, time.Minute),
		logEvery:       uint64(max(o.LogEvery, 0)),
		trusted:        slices.Clone(o.TrustedProxies),
		routes:         map[string]Route{},
		services:       map[string]*service{},
		targets:        map[string]*target{},
		leaving:        map[*target]struct{}{},
	}
	if f.dial == nil {
		f.dial = new(net.Dialer).DialContext
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	f.hosts.Store(&map[string]*service{})
	f.transport = f.newTransport()
	f.proxy = f.newProxy()
	return f
}

// Close forgets every route and closes every connection to an instance.
// Requests in flight fail.
func (f *FrontDoor) Close() {
	f.Apply(Config{})
	f.mu.Lock()
	leaving := make([]*target, 0, len(f.leaving))
	for t := range f.leaving {
		leaving = append(leaving, t)
	}
	f.mu.Unlock()
	for _, t := range leaving {
		t.cut(true)
	}
	f.transport.CloseIdleConnections()
}

// InFlight returns the number of requests, upgraded connections included, that
// the target is answering. It is 0 for a target that is not known.
func (f *FrontDoor) InFlight(targetID string) int {
	n := int64(0)
	for _, t := range f.named(targetID) {
		n += t.inFlight.Load()
	}
	return int(n)
}

// Drained waits until a draining or removed target has no request in flight,
// upgraded connections included. It returns nil at once for a target that is
// not known, a fault.Conflict for one that takes new requests, and the
// context's cause if that ends first; Cut then ends what is left.
func (f *FrontDoor) Drained(ctx context.Context, targetID string) error {
	for {
		busy := false
		var event <-chan struct{}
		for _, t := range f.named(targetID) {
			// The event comes first: a release after the count is then not missed.
			event = t.event()
			if !t.closed.Load() {
				return fault.New(fault.Conflict, "", "drain instance %s: it takes new requests; set it draining or remove it first", targetID)
			}
			if t.inFlight.Load() > 0 {
				busy = true
				break
			}
		}
		if !busy {
			return nil
		}
		select {
		case <-event:
		case <-ctx.Done():
			return fmt.Errorf("drain instance %s: %d requests in flight: %w", targetID, f.InFlight(targetID), context.Cause(ctx))
		}
	}
}

// Cut closes every connection to the target. Its requests in flight fail.
func (f *FrontDoor) Cut(targetID string) {
	for _, t := range f.named(targetID) {
		t.cut(false)
	}
}

// named returns the targets with this id: at most one configured and those of
// earlier addresses that still answer requests.
func (f *FrontDoor) named(targetID string) []*target {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []*target
	if t := f.targets[targetID]; t != nil {
		found = append(found, t)
	}
	for t := range f.leaving {
		if t.id == targetID {
			found = append(found, t)
		}
	}
	return found
}

// Stats returns the counters of every routed service, by service id.
func (f *FrontDoor) Stats() map[string]Counters {
	f.mu.Lock()
	defer f.mu.Unlock()
	stats := make(map[string]Counters, len(f.services))
	for id, s := range f.services {
		stats[id] = s.counters.read()
	}
	return stats
}

// TakeExtremes returns the extremes of every routed service since it was called
// last, by service id. There is one caller.
func (f *FrontDoor) TakeExtremes() map[string]Extremes {
	f.mu.Lock()
	defer f.mu.Unlock()
	extremes := make(map[string]Extremes, len(f.services))
	for id, s := range f.services {
		extremes[id] = s.counters.takeExtremes()
	}
	return extremes
}
