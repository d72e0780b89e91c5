package harness

import (
	"testing"
	"time"
)

// Eventually looks again and again until done says true, and fails the test if
// that takes longer than limit; the last thing that done saw is shown then.
func Eventually(t testing.TB, limit time.Duration, what string, done func() (ok bool, saw string)) time.Duration {
	t.Helper()
	began := time.Now()
	for pause := 10 * time.Millisecond; ; pause = min(pause*2, 200*time.Millisecond) {
		ok, saw := done()
		took := time.Since(began)
		if ok {
			return took
		}
		if took > limit {
			t.Fatalf("waited %s for %s; saw last: %s", limit, what, saw)
		}
		time.Sleep(pause)
	}
}
