package ingress

import (
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// service is the live half of a Route. It outlives changes of the
// configuration, and its counters with it.
type service struct {
	id       string
	timeout  atomic.Int64              // a time.Duration
	live     atomic.Pointer[[]*target] // those that take requests
	counters counters
}

func newService(id string) *service {
	s := &service{id: id}
	s.live.Store(new([]*target))
	return s
}

// acquire picks a target for one request and counts the request in. It returns
// nil when no target takes requests. avoid, when not nil, are targets that this
// request already failed to reach.
//
// Of two random targets the one with fewer requests in flight is taken, which
// is close to the least loaded of all without looking at all.
func (s *service) acquire(avoid []*target) *target {
	// A target can close between the look and the count; the next look sees the
	// set that Apply installed. The bound is for targets that flap.
	for range 8 {
		live := *s.live.Load()
		if len(avoid) > 0 {
			live = without(live, avoid)
		}
		t := lessLoaded(live)
		if t == nil {
			return nil
		}
		if t.acquire() {
			return t
		}
	}
	return nil
}

func lessLoaded(live []*target) *target {
	switch len(live) {
	case 0:
		return nil
	case 1:
		return live[0]
	}
	i := rand.IntN(len(live))
	j := rand.IntN(len(live) - 1)
	if j >= i {
		j++
	}
	if live[j].inFlight.Load() < live[i].inFlight.Load() {
		return live[j]
	}
	return live[i]
}

func without(live, avoid []*target) []*target {
	rest := make([]*target, 0, len(live))
	for _, t := range live {
		tried := false
		for _, a := range avoid {
			tried = tried || a == t
		}
		if !tried {
			rest = append(rest, t)
		}
	}
	return rest
}

func (s *service) requestTimeout() time.Duration { return time.Duration(s.timeout.Load()) }
