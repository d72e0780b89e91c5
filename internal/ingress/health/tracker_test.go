package health

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestTracker(t *testing.T) {
	for _, tc := range []struct {
		name   string
		policy Policy
		looks  string // + for a success, - for a failure
		want   string // the verdict after each: p, h or u
	}{
		{"defaults", Policy{}, "+-----+", "hhhhhuh"},
		{"never up", Policy{}, "-----", "ppppu"},
		{"slow start", Policy{}, "----+", "pppph"},
		{"three to be healthy", Policy{HealthyThreshold: 3}, "++-+++", "pppppph"[1:]},
		{"flapping stays", Policy{HealthyThreshold: 2, UnhealthyThreshold: 2}, "++-+-+-+--+-++", "phhhhhhhhuuuuh"},
		{"one strike", Policy{UnhealthyThreshold: 1}, "+-+", "huh"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			letters := map[Status]byte{Pending: 'p', Healthy: 'h', Unhealthy: 'u'}
			now := time.Unix(0, 0)
			tracker := NewTracker(tc.policy, now)
			before, got := Pending, ""
			for _, look := range tc.looks {
				var err error
				if look == '-' {
					err = errors.New("down")
				}
				now = tracker.Next()
				changed := tracker.Observe(now, err)
				status, since := tracker.Status()
				if changed != (status != before) || changed && !since.Equal(now) {
					t.Errorf("%s: changed %v from %s to %s, since %v at %v", got, changed, before, status, since, now)
				}
				if tracker.Err() != err {
					t.Errorf("last error: got %v, want %v", tracker.Err(), err)
				}
				before = status
				got += string(letters[status])
			}
			if got != tc.want {
				t.Errorf("looks %s: got %s, want %s", tc.looks, got, tc.want)
			}
		})
	}
}

// A loop as its owner runs it: looks keep the interval although each takes its
// time, and a dead instance is found out within the budget.
func TestTrackerKeepsTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		policy := Policy{Interval: 5 * time.Second, UnhealthyThreshold: 3}
		const timeout = 2 * time.Second
		start := time.Now()
		tracker := NewTracker(policy, start)
		for status, _ := tracker.Status(); status == Pending; status, _ = tracker.Status() {
			time.Sleep(time.Until(tracker.Next()))
			looked := time.Now()
			time.Sleep(timeout)
			tracker.Observe(looked, errors.New("timeout"))
		}
		if took := time.Since(start); took != 12*time.Second || took != policy.Budget(timeout) {
			t.Errorf("unhealthy after %v, budget %v", took, policy.Budget(timeout))
		}
	})
}

func TestBudget(t *testing.T) {
	if got := (Policy{}).Budget(DefaultTimeout); got != 22*time.Second {
		t.Errorf("App Runner's defaults: got %v, want 22s", got)
	}
	if got := (Policy{Interval: time.Second, UnhealthyThreshold: 3}).Budget(4 * time.Second); got != 12*time.Second {
		t.Errorf("looks longer than the interval: got %v, want 12s", got)
	}
}
