package metrics

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"sallyport/internal/latency"
)

// Value is what a measure came to within some time: the statistics of its samples.
type Value struct {
	Count, Sum, Min, Max float64
	// Latency is set for RequestLatency alone, whose numbers above are then in milliseconds.
	Latency *latency.Distribution
}

// Single is the value of one sample.
func Single(v float64) Value { return Value{1, v, v, v, nil} }

// Latencies is the value of measured durations.
func Latencies(d latency.Distribution) Value {
	return Value{float64(d.Count()), milliseconds(d.Sum), milliseconds(d.Shortest), milliseconds(d.Longest), &d}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Plus is the value of both's samples.
func (v Value) Plus(o Value) Value {
	switch {
	case v.Count == 0:
		return o
	case o.Count == 0:
		return v
	case v.Latency != nil && o.Latency != nil:
		return Latencies(v.Latency.Plus(*o.Latency))
	}
	return Value{v.Count + o.Count, v.Sum + o.Sum, min(v.Min, o.Min), max(v.Max, o.Max), nil}
}

// Percentile is the value that a share of the samples, from 0 to 1, did not
// exceed. It is known for latencies, and where all samples are the same.
func (v Value) Percentile(share float64) (float64, bool) {
	switch {
	case v.Latency != nil:
		return milliseconds(v.Latency.Percentile(share)), true
	case v.Count > 0 && v.Min == v.Max:
		return v.Min, true
	}
	return 0, false
}

// Minute is all that was measured of a subject within one minute.
type Minute map[Measure]Value

// A minute is kept as, for each measure by its number: the number, the form of
// its value, and the value's parts. The form says whether it is one sample alone,
// whether its parts are whole numbers (uvarints, else 8 bytes of a float), and
// whether it is a latency, whose parts are nanoseconds and filled buckets: first
// their number, then the distance from the one before and the count of each.
const (
	formSingle  = 1 << 0
	formWhole   = 1 << 1
	formLatency = 1 << 2
)

func (m Minute) append(b []byte) []byte {
	for measure := Requests; measure <= lastMeasure; measure++ {
		v, ok := m[measure]
		if !ok {
			continue
		}
		b = append(b, byte(measure))
		if d := v.Latency; d != nil {
			b = append(b, formLatency)
			for _, part := range []uint64{uint64(d.Sum), uint64(d.Shortest), uint64(d.Longest), uint64(len(d.Filled))} {
				b = binary.AppendUvarint(b, part)
			}
			before := 0
			for _, f := range d.Filled {
				b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(f.Bucket-before)), f.Count)
				before = f.Bucket
			}
			continue
		}
		form, parts := byte(0), []float64{v.Count, v.Sum, v.Min, v.Max}
		if v == Single(v.Sum) {
			form, parts = formSingle, parts[1:2]
		}
		whole := !slices.ContainsFunc(parts, func(p float64) bool { return p < 0 || p >= 1<<53 || p != math.Trunc(p) })
		if whole {
			form |= formWhole
		}
		b = append(b, form)
		for _, p := range parts {
			if whole {
				b = binary.AppendUvarint(b, uint64(p))
			} else {
				b = binary.BigEndian.AppendUint64(b, math.Float64bits(p))
			}
		}
	}
	return b
}

var errGarbled = errors.New("the minute is garbled")

// reader takes parts off the front of a minute; bad is set once it can't.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) octet() byte {
	if len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) part(whole bool) float64 {
	if whole {
		return float64(r.number())
	}
	if len(r.rest) < 8 {
		r.bad, r.rest = true, nil
		return 0
	}
	f := math.Float64frombits(binary.BigEndian.Uint64(r.rest))
	r.rest = r.rest[8:]
	return f
}

// parseMinute reads the measures that are wanted.
func parseMinute(b []byte, wanted Measures) (Minute, error) {
	m, r := Minute{}, &reader{rest: b}
	for len(r.rest) > 0 && !r.bad {
		measure, form := Measure(r.octet()), r.octet()
		v, err := r.value(form)
		if err != nil {
			return nil, fmt.Errorf("measure %d: %w", measure, err)
		}
		if wanted.Has(measure) {
			m[measure] = v
		}
	}
	return m, nil
}

func (r *reader) value(form byte) (v Value, err error) {
	switch {
	case form&formLatency != 0:
		d := latency.Distribution{Sum: time.Duration(r.number()), Shortest: time.Duration(r.number()), Longest: time.Duration(r.number())}
		bucket := uint64(0)
		for n := r.number(); n > 0 && !r.bad; n-- {
			bucket += r.number()
			if bucket >= uint64(latency.Buckets) {
				return v, errGarbled
			}
			d.Filled = append(d.Filled, latency.Filled{Bucket: int(bucket), Count: r.number()})
		}
		v = Latencies(d)
	case form&formSingle != 0:
		v = Single(r.part(form&formWhole != 0))
	default:
		whole := form&formWhole != 0
		v = Value{r.part(whole), r.part(whole), r.part(whole), r.part(whole), nil}
	}
	if r.bad {
		return v, errGarbled
	}
	return v, nil
}
