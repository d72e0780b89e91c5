// Package latency counts how long things took, in buckets so narrow that a
// percentile of the counts is within MaxError of the percentile of the values.
//
// A bucket is a twentieth of the power of ten below it wide: 5 µs up to 1 ms,
// 50 µs up to 10 ms, and so on to 1000 s. So the round bounds that people and
// Prometheus use, such as 2.5 ms, are bounds of buckets, and cumulative counts
// up to them are exact.
package latency

import "time"

// MaxError is how far a percentile may be off, relative to the true one. What
// took less than 100 µs may be off by 2.5 µs, and what took longer than 1000 s
// is only known to have.
const MaxError = 0.025

const (
	finest  = 5 * time.Microsecond    // width of the first buckets
	linear  = 1000 * time.Microsecond // up to here all buckets are that wide
	decades = 6                       // from 1 ms to 1000 s
	// perDecade is how many buckets there are from a power of ten to the next.
	perDecade = 180
	first     = int(linear / finest)

	// Buckets is how many there are. The last one holds what took longer than
	// all others.
	Buckets = first + decades*perDecade + 1
)

// Bucket is the bucket of a duration. A bucket holds what is longer than its
// lower bound, and not longer than its upper one.
func Bucket(d time.Duration) int {
	if d <= linear {
		if d <= 0 {
			return 0
		}
		return int((d - 1) / finest)
	}
	bucket, low, width := first, linear, 10*finest
	for range decades {
		if d <= 10*low {
			return bucket + int((d-low-1)/width)
		}
		bucket, low, width = bucket+perDecade, 10*low, 10*width
	}
	return Buckets - 1
}

// Bounds are the lower and the upper bound of a bucket. The last bucket's upper
// bound is its lower one.
func Bounds(bucket int) (low, high time.Duration) {
	if bucket < first {
		return time.Duration(bucket) * finest, time.Duration(bucket+1) * finest
	}
	decade, within := (bucket-first)/perDecade, (bucket-first)%perDecade
	base, width := linear, 10*finest
	for range decade {
		base, width = 10*base, 10*width
	}
	if decade == decades {
		return base, base
	}
	return base + time.Duration(within)*width, base + time.Duration(within+1)*width
}
