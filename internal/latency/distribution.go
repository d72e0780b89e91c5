package latency

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Distribution is what durations were like in some period: as much of it as is
// worth keeping.
type Distribution struct {
	Sum               time.Duration
	Shortest, Longest time.Duration
	// Filled are the buckets that are not empty, in their order.
	Filled []Filled
}

// Filled is a bucket that is not empty.
type Filled struct {
	Bucket int
	Count  uint64
}

// Since is what was counted from one reading of a histogram to a later one; from
// may be nil. The extremes are those of the buckets.
func (c *Counts) Since(from *Counts) Distribution {
	var d Distribution
	if from == nil {
		from = &Counts{}
	}
	d.Sum = c.Sum - from.Sum
	for i, n := range c.Buckets {
		if n > from.Buckets[i] {
			d.Filled = append(d.Filled, Filled{i, n - from.Buckets[i]})
		}
	}
	if len(d.Filled) > 0 {
		d.Shortest, _ = Bounds(d.Filled[0].Bucket)
		_, d.Longest = Bounds(d.Filled[len(d.Filled)-1].Bucket)
	}
	return d
}

// Within narrows the extremes to what is known of them better.
func (d Distribution) Within(shortest, longest time.Duration) Distribution {
	d.Shortest, d.Longest = max(d.Shortest, shortest), longest
	if n := len(d.Filled); n > 0 {
		// The readings may be a request apart: the buckets have the last word.
		low, _ := Bounds(d.Filled[n-1].Bucket)
		_, high := Bounds(d.Filled[0].Bucket)
		d.Longest = max(d.Longest, low)
		d.Shortest = min(d.Shortest, high)
	}
	return d
}

// Count is how many durations there were.
func (d Distribution) Count() (count uint64) {
	for _, f := range d.Filled {
		count += f.Count
	}
	return count
}

// Plus is what both were together.
func (d Distribution) Plus(o Distribution) Distribution {
	if len(o.Filled) == 0 {
		return d
	}
	if len(d.Filled) == 0 {
		return o
	}
	sum := Distribution{Sum: d.Sum + o.Sum, Shortest: min(d.Shortest, o.Shortest), Longest: max(d.Longest, o.Longest)}
	all := slices.Concat(d.Filled, o.Filled)
	slices.SortStableFunc(all, func(a, b Filled) int { return cmp.Compare(a.Bucket, b.Bucket) })
	for _, f := range all {
		if n := len(sum.Filled); n > 0 && sum.Filled[n-1].Bucket == f.Bucket {
			sum.Filled[n-1].Count += f.Count
		} else {
			sum.Filled = append(sum.Filled, f)
		}
	}
	return sum
}

// Percentile is the duration that a share of all, from 0 to 1, did not exceed,
// by the nearest rank, within MaxError. It is 0 where there were none.
func (d Distribution) Percentile(share float64) time.Duration {
	count := d.Count()
	if count == 0 {
		return 0
	}
	rank := uint64(math.Ceil(share * float64(count)))
	if rank <= 1 {
		return d.Shortest
	}
	if rank >= count {
		return d.Longest
	}
	seen := uint64(0)
	for _, f := range d.Filled {
		if seen += f.Count; seen >= rank {
			low, high := Bounds(f.Bucket)
			return min(max((low+high)/2, d.Shortest), d.Longest)
		}
	}
	return d.Longest
}
