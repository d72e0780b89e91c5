package metrics

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// keptMinutes is how many minutes wait for a disk that refuses them.
const keptMinutes = 60

// Recorder gathers the running minute. It belongs to one goroutine.
type Recorder struct {
	store   *Store
	at      time.Time // beginning of the running minute
	running map[Subject]Minute
	waiting []pending // minutes that could not be kept yet, oldest first
}

type pending struct {
	at      time.Time
	minutes map[Subject]Minute
}

// NewRecorder begins with the minute of now.
func NewRecorder(s *Store, now time.Time) *Recorder {
	return &Recorder{store: s, at: now.Truncate(Period), running: map[Subject]Minute{}}
}

// Add adds samples to the running minute.
func (r *Recorder) Add(s Subject, m Measure, v Value) {
	minute := r.running[s]
	if minute == nil {
		minute = Minute{}
		r.running[s] = minute
	}
	minute[m] = minute[m].Plus(v)
}

// Count adds to the one sample that the running minute has of something that is
// counted: its value is the minute's count.
func (r *Recorder) Count(s Subject, m Measure, n float64) {
	sum := r.running[s][m].Sum + n
	if r.running[s] != nil {
		delete(r.running[s], m)
	}
	r.Add(s, m, Single(sum))
}

// Turn keeps the running minute if it is over, and begins the next one. Where
// the disk refuses, an hour of minutes waits for it; older ones are lost. The
// error says so, and is to be shown.
func (r *Recorder) Turn(ctx context.Context, now time.Time) error {
	if now.Truncate(Period).Equal(r.at) {
		return nil
	}
	return r.keep(ctx, now)
}

// End keeps the running minute as far as it is. Whoever records next adds to it.
func (r *Recorder) End(ctx context.Context) error { return r.keep(ctx, r.at) }

func (r *Recorder) keep(ctx context.Context, now time.Time) (failed error) {
	if len(r.running) > 0 {
		r.waiting = append(r.waiting, pending{r.at, r.running})
	}
	r.at, r.running = now.Truncate(Period), map[Subject]Minute{}
	for len(r.waiting) > 0 {
		if failed = r.store.Write(ctx, r.waiting[0].at, r.waiting[0].minutes); failed != nil {
			break
		}
		r.waiting = r.waiting[1:]
	}
	if more := len(r.waiting) - keptMinutes; more > 0 {
		r.waiting = r.waiting[more:]
		failed = errors.Join(failed, fmt.Errorf("%d minutes that waited are lost", more))
	}
	return failed
}
