package ingress

import (
	"sync/atomic"
	"time"

	"sallyport/internal/latency"
)

// Counters are what a service's requests added up to since its route appeared.
// A request is counted when it ends; a WebSocket as its 101, without latency.
type Counters struct {
	Requests uint64
	// Status counts by class: Status[2] are the 2xx. Index 0 counts requests
	// that the client gave up before there was an answer.
	Status [6]uint64
	// Latency measures from the request's head read to the answer's last byte
	// written to the connection's buffer.
	Latency  *latency.Counts
	InFlight int
}

// Extremes are what Counters can't tell of a period that ends now.
type Extremes struct {
	// Shortest and Longest are latencies; Answered is false where there was none.
	Shortest, Longest time.Duration
	Answered          bool
	// MostInFlight is the greatest number of requests at one time.
	MostInFlight int
}

// counters is the live form of Counters. Requests is the sum of status.
type counters struct {
	status   [6]atomic.Uint64
	latency  latency.Histogram
	inFlight atomic.Int64
	most     atomic.Int64 // greatest inFlight since it was taken last
}

// begun counts a request in.
func (c *counters) begun() {
	now := c.inFlight.Add(1)
	for {
		most := c.most.Load()
		if now <= most || c.most.CompareAndSwap(most, now) {
			return
		}
	}
}

// done counts a request that ended with status, 0 if it got none. It returns
// how many of the class there were.
func (c *counters) done(status int, took time.Duration) uint64 {
	c.inFlight.Add(-1)
	class := status / 100
	if class >= len(c.status) {
		class = 5
	}
	n := c.status[class].Add(1)
	if class != 1 {
		c.latency.Add(took)
	}
	return n
}

func (c *counters) read() Counters {
	out := Counters{Latency: c.latency.Read(), InFlight: int(c.inFlight.Load())}
	for i := range c.status {
		out.Status[i] = c.status[i].Load()
		out.Requests += out.Status[i]
	}
	return out
}

func (c *counters) takeExtremes() Extremes {
	now := c.inFlight.Load()
	e := Extremes{MostInFlight: int(max(c.most.Swap(now), now))}
	e.Shortest, e.Longest, e.Answered = c.latency.TakeExtremes()
	return e
}
