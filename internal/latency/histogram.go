package latency

import (
	"math"
	"sync/atomic"
	"time"
)

// Histogram counts durations from many goroutines at once, without locks and
// without allocating. The zero value is empty. It takes 10 KiB.
type Histogram struct {
	buckets [Buckets]atomic.Uint64
	sum     atomic.Int64
	// shortest and longest are extremes since they were last taken: the
	// shortest's complement, so that zero is none, and the longest plus one.
	shortest, longest atomic.Uint64
}

// Add counts one duration.
func (h *Histogram) Add(d time.Duration) {
	d = max(d, 0)
	h.buckets[Bucket(d)].Add(1)
	h.sum.Add(int64(d))
	raise(&h.shortest, math.MaxUint64-uint64(d))
	raise(&h.longest, uint64(d)+1)
}

// raise is a load and a comparison, but for the rare new extreme.
func raise(extreme *atomic.Uint64, to uint64) {
	for {
		now := extreme.Load()
		if to <= now || extreme.CompareAndSwap(now, to) {
			return
		}
	}
}

// Read is what was counted since the histogram began.
func (h *Histogram) Read() *Counts {
	c := &Counts{Sum: time.Duration(h.sum.Load())}
	for i := range h.buckets {
		c.Buckets[i] = h.buckets[i].Load()
	}
	return c
}

// TakeExtremes is the shortest and the longest duration since it was called
// last; ok is false where there was none. There is one caller.
func (h *Histogram) TakeExtremes() (shortest, longest time.Duration, ok bool) {
	low, high := h.shortest.Swap(0), h.longest.Swap(0)
	if low == 0 || high == 0 {
		return 0, 0, false
	}
	return time.Duration(math.MaxUint64 - low), time.Duration(high - 1), true
}

// Counts are a histogram at one moment.
type Counts struct {
	Buckets [Buckets]uint64
	Sum     time.Duration
}

// UpTo counts what took at most d, which is to be a bound of a bucket.
func (c *Counts) UpTo(d time.Duration) (count uint64) {
	last := Bucket(d)
	for _, n := range c.Buckets[:last+1] {
		count += n
	}
	return count
}
