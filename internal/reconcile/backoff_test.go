package reconcile

import (
	"math"
	"testing"
	"time"
)

func TestDelayStaysBetweenHalfAndWhole(t *testing.T) {
	for _, c := range []struct {
		backoff  Backoff
		failures int
		whole    time.Duration
	}{
		{Backoff{}, 1, 100 * time.Millisecond},
		{Backoff{}, 2, 200 * time.Millisecond},
		{Backoff{}, 9, 25600 * time.Millisecond},
		{Backoff{}, 10, 30 * time.Second},
		{Backoff{}, math.MaxInt, 30 * time.Second},
		{Backoff{Base: time.Minute}, 1, time.Minute}, // a cap below the base would be no backoff
		{Backoff{Base: 1, Cap: math.MaxInt64 / 4}, 1000, math.MaxInt64 / 4},
	} {
		b := c.backoff.withDefaults()
		for range 1000 {
			if d := b.delay(c.failures); d < c.whole/2 || d > c.whole || d < b.least() {
				t.Fatalf("%+v: %v after %d failures, want between half of %v and the whole", c.backoff, d, c.failures, c.whole)
			}
		}
	}
}
