package reconcile

import (
	"cmp"
	"math/rand/v2"
	"time"
)

// Backoff is how long a failing key waits: Base after the first failure, twice as long after each further one, never
// longer than Cap. Each wait is drawn between its half and its whole, so that keys which failed together don't come back
// together. Zero fields mean 100 ms and 30 s.
type Backoff struct {
	Base, Cap time.Duration
}

func (b Backoff) withDefaults() Backoff {
	b.Base = cmp.Or(b.Base, 100*time.Millisecond)
	b.Cap = max(b.Base, cmp.Or(b.Cap, 30*time.Second))
	return b
}

// delay is the wait after so many failures in a row, at least 1.
func (b Backoff) delay(failures int) time.Duration {
	d := b.Base
	for i := 1; i < failures && d < b.Cap; i++ {
		d *= 2 // does not overflow: it stops at twice the cap
	}
	d = min(d, b.Cap)
	return d/2 + rand.N(d/2+1)
}

// least is the shortest wait there is, and so the longest that news of a failing key is held back.
func (b Backoff) least() time.Duration { return b.Base / 2 }
