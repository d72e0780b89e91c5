package reconcile

import (
	"sync"
	"time"
)

// queue holds the keys that have something to do. A key is in at most one of three places: ready, running, waiting.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond // on mu: ready has grown or stopped is set
	keys    map[string]*state
	ready   []string // first in, first out
	stopped bool
}

// state is what the queue knows of a key; a key at rest that has not failed has none.
type state struct {
	ready    bool
	running  bool
	again    bool        // news came while it was running
	failures int         // in a row
	held     time.Time   // after a failure: no pass before this, whatever the news
	timer    *time.Timer // set while waiting
}

func newQueue() *queue {
	q := &queue{keys: map[string]*state{}}
	q.changed.L = &q.mu
	return q
}

// add makes a key ready because there is news of it.
func (q *queue) add(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stopped {
		return
	}
	s, ok := q.keys[key]
	if !ok {
		s = &state{}
		q.keys[key] = s
	}
	switch {
	case s.running:
		s.again = true
	case s.ready:
	case time.Now().Before(s.held):
		q.wait(key, s, s.held)
	default:
		q.push(key, s)
	}
}

// list makes a key ready because a listing named it. That is no news, so it does not cut a backoff short.
func (q *queue) list(key string) {
	q.mu.Lock()
	s, ok := q.keys[key]
	failing := ok && s.failures > 0
	q.mu.Unlock()
	if !failing {
		q.add(key)
	}
}

// take returns the next key and marks it as running; it blocks until there is one. It returns false once stopped.
func (q *queue) take() (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.ready) == 0 && !q.stopped {
		q.changed.Wait()
	}
	if q.stopped {
		return "", false
	}
	key := q.ready[0]
	q.ready = q.ready[1:]
	s := q.keys[key]
	s.ready, s.running = false, true
	return key, true
}

// succeeded ends the running of a key. after is when to run it again; 0 means on news only.
func (q *queue) succeeded(key string, after time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.keys[key]
	again := s.again
	*s = state{}
	switch {
	case q.stopped:
	case again:
		q.push(key, s)
	case after > 0:
		q.wait(key, s, time.Now().Add(after))
	default:
		delete(q.keys, key)
	}
}

// failed ends the running of a key and makes it wait. It returns the failures in a row and the wait.
func (q *queue) failed(key string, b Backoff) (failures int, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.keys[key]
	// News during a pass is often the pass's own doing, such as the status it wrote about its failure. Were it to bring the
	// key back at once, that loop would know no backoff; so news shortens the wait, but never to nothing.
	news := s.again
	now := time.Now()
	*s = state{failures: s.failures + 1, held: now.Add(b.least())}
	wait = b.delay(s.failures)
	if news {
		wait = b.least()
	}
	if !q.stopped {
		q.wait(key, s, now.Add(wait))
	}
	return s.failures, wait
}

// push is called with mu held, for a key that is neither ready nor running.
func (q *queue) push(key string, s *state) {
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	s.ready = true
	q.ready = append(q.ready, key)
	q.changed.Signal()
}

// wait makes a key ready at a time. It is called with mu held. A key that waits already is brought forward: only news
// comes to those, and news is held back no longer than the shortest wait there is.
func (q *queue) wait(key string, s *state, until time.Time) {
	if s.timer != nil {
		s.timer.Stop()
	}
	var timer *time.Timer
	timer = time.AfterFunc(time.Until(until), func() { // ends at once; stop stops it
		q.mu.Lock()
		defer q.mu.Unlock()
		if s.timer == timer { // else it fired while somebody was replacing it
			q.push(key, s)
		}
	})
	s.timer = timer
}

// stop lets every take return and drops what is waiting.
func (q *queue) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stopped = true
	for _, s := range q.keys {
		if s.timer != nil {
			s.timer.Stop()
			s.timer = nil
		}
	}
	q.changed.Broadcast()
}

// waiting returns how many keys are ready but not running.
func (q *queue) waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.ready)
}
