package ingress

import (
	"sync/atomic"
	"time"
)

// LatencyBounds are the upper bounds of the latency buckets. A last bucket
// holds what took longer.
var LatencyBounds = [...]time.Duration{
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond,
	10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second,
}

// Counters are what a service's requests added up to since its route appeared.
// A request is counted when it ends; a WebSocket as its 101, without latency.
type Counters struct {
	Requests uint64
	// Status counts by class: Status[2] are the 2xx. Index 0 counts requests
	// that the client gave up before there was an answer.
	Status [6]uint64
	// LatencySum and LatencyBuckets measure from the request's head read to
	// the answer's last byte written to the connection's buffer.
	LatencySum     time.Duration
	LatencyBuckets [len(LatencyBounds) + 1]uint64
	InFlight       int
}

// counters is the live form of Counters. Requests is the sum of status.
type counters struct {
	status   [6]atomic.Uint64
	latency  atomic.Int64
	buckets  [len(LatencyBounds) + 1]atomic.Uint64
	inFlight atomic.Int64
}

// done counts a request that ended with status, 0 if it got none. It returns
// how many of the class there were.
func (c *counters) done(status int, took time.Duration) uint64 {
	class := status / 100
	if class >= len(c.status) {
		class = 5
	}
	n := c.status[class].Add(1)
	if class == 1 {
		return n
	}
	c.latency.Add(int64(took))
	bucket := 0
	for bucket < len(LatencyBounds) && took > LatencyBounds[bucket] {
		bucket++
	}
	c.buckets[bucket].Add(1)
	return n
}

func (c *counters) read() Counters {
	out := Counters{LatencySum: time.Duration(c.latency.Load()), InFlight: int(c.inFlight.Load())}
	for i := range c.status {
		out.Status[i] = c.status[i].Load()
		out.Requests += out.Status[i]
	}
	for i := range c.buckets {
		out.LatencyBuckets[i] = c.buckets[i].Load()
	}
	return out
}
