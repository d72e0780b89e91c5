package reconcile

import (
	"testing"
	"testing/synctest"
	"time"
)

// A timer can fire while somebody who holds the lock makes its key ready. The key must not become ready twice.
func TestTimerThatFiresTooLateDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		q.mu.Lock()
		s := &state{}
		q.keys["a"] = s
		q.wait("a", s, time.Now().Add(time.Second))
		time.Sleep(time.Second) // the timer's function now wants the lock
		q.push("a", s)
		q.mu.Unlock()
		synctest.Wait()
		if n := q.waiting(); n != 1 {
			t.Errorf("the key is ready %d times", n)
		}
	})
}
