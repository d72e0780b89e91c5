package cloudwatch

import (
	"time"

	"sallyport/internal/metrics"
)

// datapoint is what a metric came to within a period.
type datapoint struct {
	at    time.Time // the period's beginning
	value metrics.Value
}

// window is the time that is asked for, in periods.
type window struct {
	from, to time.Time
	period   time.Duration
}

// checkPeriod refuses what CloudWatch has no periods of.
func checkPeriod(seconds int32, parameter string) (time.Duration, error) {
	switch seconds {
	case 1, 5, 10, 20, 30:
	default:
		if seconds < 60 || seconds%60 != 0 {
			return 0, invalidValue.errorf("The parameter %s must be 1, 5, 10, 20, 30, or a multiple of 60, and is %d", parameter, seconds)
		}
	}
	return time.Duration(seconds) * time.Second, nil
}

// datapoints gathers samples, which come in the order of their time, into the
// window's periods. Periods without samples have no datapoint.
func (w window) datapoints(samples func(take func(time.Time, metrics.Value)) error) ([]datapoint, error) {
	var points []datapoint
	err := samples(func(at time.Time, v metrics.Value) {
		// Not with durations, which end after 292 years.
		begin := time.Unix(at.Unix()-(at.Unix()-w.from.Unix())%w.seconds(), 0).UTC()
		if n := len(points); n > 0 && points[n-1].at.Equal(begin) {
			points[n-1].value = points[n-1].value.Plus(v)
		} else {
			points = append(points, datapoint{begin, v})
		}
	})
	return points, err
}

func (w window) seconds() int64 { return int64(w.period / time.Second) }

// count is how many periods begin within the window.
func (w window) count() int64 { return (w.to.Unix() - w.from.Unix() + w.seconds() - 1) / w.seconds() }

// aligned is the window from the beginning of the period that from is in, where
// periods count from 1970.
func aligned(from, to time.Time, period time.Duration) window {
	w := window{from, to, period}
	begin := from.Unix()
	since := begin % w.seconds()
	if since < 0 { // before 1970
		since += w.seconds()
	}
	w.from = time.Unix(begin-since, 0).UTC()
	return w
}
