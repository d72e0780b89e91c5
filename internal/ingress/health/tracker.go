package health

import (
	"cmp"
	"time"
)

// Status is a Tracker's verdict.
type Status string

// The verdicts. Pending is that of an instance nothing is known of yet: it has
// answered too few looks to be healthy and failed too few to be unhealthy.
const (
	Pending   Status = "PENDING"
	Healthy   Status = "HEALTHY"
	Unhealthy Status = "UNHEALTHY"
)

// Policy says how looks add up. Zero fields mean App Runner's defaults.
type Policy struct {
	Interval           time.Duration // between the starts of two looks; 5 s
	HealthyThreshold   int           // successes in a row that make healthy; 1
	UnhealthyThreshold int           // failures in a row that make unhealthy; 5
}

// withDefaults fills zero fields.
func (p Policy) withDefaults() Policy {
	return Policy{
		Interval:           cmp.Or(p.Interval, 5*time.Second),
		HealthyThreshold:   cmp.Or(p.HealthyThreshold, 1),
		UnhealthyThreshold: cmp.Or(p.UnhealthyThreshold, 5),
	}
}

// Tracker follows the health of one instance. It has no clock and does no I/O:
// its owner looks when Next says so and reports with Observe. It is not safe
// for concurrent use.
type Tracker struct {
	policy    Policy
	status    Status
	since     time.Time
	next      time.Time
	successes int // in a row
	failures  int // in a row
	lastErr   error
}

// NewTracker starts with a Pending verdict, and the first look due at start.
func NewTracker(p Policy, start time.Time) *Tracker {
	return &Tracker{policy: p.withDefaults(), status: Pending, since: start, next: start}
}

// Observe takes the result of a look that began at looked, and reports whether
// the verdict changed.
func (t *Tracker) Observe(looked time.Time, err error) (changed bool) {
	t.next = looked.Add(t.policy.Interval)
	verdict := t.status
	if err == nil {
		t.successes, t.failures, t.lastErr = t.successes+1, 0, nil
		if t.successes >= t.policy.HealthyThreshold {
			verdict = Healthy
		}
	} else {
		t.successes, t.failures, t.lastErr = 0, t.failures+1, err
		if t.failures >= t.policy.UnhealthyThreshold {
			verdict = Unhealthy
		}
	}
	if verdict == t.status {
		return false
	}
	t.status, t.since = verdict, looked
	return true
}

// Next is when the next look is due.
func (t *Tracker) Next() time.Time { return t.next }

// Status returns the verdict and the start of the look that made it.
func (t *Tracker) Status() (Status, time.Time) { return t.status, t.since }

// Err returns why the last look failed, nil if it did not.
func (t *Tracker) Err() error { return t.lastErr }

// Budget is the longest time in which an instance that never answers becomes
// unhealthy: each look may take timeout, and no two begin within one interval.
func (p Policy) Budget(timeout time.Duration) time.Duration {
	p = p.withDefaults()
	return time.Duration(p.UnhealthyThreshold-1)*max(p.Interval, timeout) + timeout
}
