package latency_test

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sallyport/internal/latency"
)

func TestBoundsHoldWhatIsInTheBucket(t *testing.T) {
	before := time.Duration(0)
	for i := range latency.Buckets - 1 {
		low, high := latency.Bounds(i)
		if low != before || high <= low {
			t.Fatalf("bucket %d is %v to %v, after %v", i, low, high, before)
		}
		if latency.Bucket(low+1) != i || latency.Bucket(high) != i || latency.Bucket(high+1) != i+1 {
			t.Fatalf("bucket %d, %v to %v, does not hold its bounds", i, low, high)
		}
		before = high
	}
	if before != 1000*time.Second {
		t.Errorf("the buckets end at %v", before)
	}
}

func durations(t *rapid.T) []time.Duration {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
		// Even in the logarithm, so that all sizes come up.
		return time.Duration(math.Pow(10, rapid.Float64Range(0, 12).Draw(t, "exponent")))
	}), 1, 300).Draw(t, "durations")
}

func TestPercentilesAreWithinTheError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := durations(t)
		// In two parts, as two minutes are.
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		var h latency.Histogram
		var parts latency.Distribution
		var before *latency.Counts
		for _, part := range [][]time.Duration{all[:cut], all[cut:]} {
			for _, d := range part {
				h.Add(d)
			}
			now := h.Read()
			d := now.Since(before)
			if low, high, ok := h.TakeExtremes(); ok {
				d = d.Within(low, high)
			}
			before, parts = now, parts.Plus(d)
		}
		slices.Sort(all)
		sum := time.Duration(0)
		for _, d := range all {
			sum += d
		}
		if int(parts.Count()) != len(all) || parts.Sum != sum || parts.Shortest != all[0] || parts.Longest != all[len(all)-1] {
			t.Fatalf("count %d, sum %v, %v to %v; want %d, %v, %v to %v", parts.Count(), parts.Sum, parts.Shortest, parts.Longest,
				len(all), sum, all[0], all[len(all)-1])
		}
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		rank := max(int(math.Ceil(share*float64(len(all)))), 1)
		exact, got := all[rank-1], parts.Percentile(share)
		if off := (got - exact).Abs(); float64(off) > latency.MaxError*float64(exact) && off > 2500*time.Nanosecond {
			t.Fatalf("p%v of %d is %v, want %v", 100*share, len(all), got, exact)
		}
	})
}

func TestManyGoroutinesCountAll(t *testing.T) {
	var h latency.Histogram
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 1000 {
				h.Add(time.Duration(g*1000+i) * time.Microsecond)
			}
		})
	}
	group.Wait()
	c := h.Read()
	if got := c.Since(nil).Count(); got != 8000 {
		t.Errorf("%d counted", got)
	}
	if got := c.UpTo(2500 * time.Microsecond); got != 2501 {
		t.Errorf("%d took up to 2.5 ms", got)
	}
	if low, high, ok := h.TakeExtremes(); !ok || low != 0 || high != 7999*time.Microsecond {
		t.Errorf("from %v to %v, %v", low, high, ok)
	}
	if _, _, ok := h.TakeExtremes(); ok {
		t.Error("extremes were there twice")
	}
}

func TestAddDoesNotAllocate(t *testing.T) {
	var h latency.Histogram
	if n := testing.AllocsPerRun(100, func() { h.Add(3 * time.Millisecond) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAdd(b *testing.B) {
	var h latency.Histogram
	b.RunParallel(func(pb *testing.PB) {
		for d := time.Duration(0); pb.Next(); d += 7 * time.Microsecond {
			h.Add(d % (300 * time.Millisecond))
		}
	})
}
