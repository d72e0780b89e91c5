// Package reconcile runs the control loops: keys in, one pass a key at a time, retries with backoff.
//
// A pass looks at everything its key stands for and makes it right; so an event carries no content, many events are as
// good as one, and an event lost in a crash is made up for by the listing at the next start.
package reconcile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Loop is one control loop. Set its fields, then Run it once; it must not be copied.
type Loop struct {
	// Name is for the log.
	Name string
	// Reconcile makes one key right. A key is never given to two calls at once. An error brings the key back after a
	// backoff, which a success resets; so does a panic. It must return soon after its context ends.
	Reconcile func(ctx context.Context, key string) (Result, error)
	// Workers is how many keys are worked on at once; zero means 1.
	Workers int
	// Keys lists every key there is; it may be nil. They are enqueued at the start and at each resync, save those that
	// wait for their backoff.
	Keys func() []string
	// Resync is the time between two listings; zero means that only the start lists.
	Resync  time.Duration
	Backoff Backoff
	// Log receives failures (warnings) and panics (errors, with the stack); nil means slog.Default.
	Log *slog.Logger
	// Observe, if set, is told of each pass when it has ended, for metrics. Workers call it at the same time.
	Observe func(Pass)

	once  sync.Once
	queue *queue
	mu    sync.Mutex
	ran   bool // guarded by mu
}

// Result is what a pass that succeeded asks for. Its zero value asks for nothing.
type Result struct {
	after time.Duration
}

// Done is the usual ending of a pass: return reconcile.Done().
func Done() (Result, error) { return Result{}, nil }

// After ends a pass and asks for another one of the same key after d, or on news if that comes earlier:
// return reconcile.After(d). It counts as a success.
func After(d time.Duration) (Result, error) { return Result{after: max(d, 1)}, nil }

// Pass describes one call of Reconcile that has ended.
type Pass struct {
	Loop, Key string
	Took      time.Duration
	Err       error
	Failures  int // in a row, this one included; 0 after a success
	Waiting   int // keys that are ready and found no worker yet
}

// Enqueue asks for a pass of a key. It is safe from anywhere and before Run, and never blocks. Whatever was true when
// Enqueue was called, a pass that starts later will see: a key enqueued while it is being worked on is worked on again.
// A key that has failed is held back for a moment even so; see [Backoff].
func (l *Loop) Enqueue(key string) { l.keys().add(key) }

// Run works until ctx ends, then waits for the passes that are running and returns nil. It returns an error at once when
// the loop can't be run: it has no Reconcile, or was run before.
func (l *Loop) Run(ctx context.Context) error {
	if l.Reconcile == nil {
		return fmt.Errorf("run loop %s: it has no Reconcile", l.Name)
	}
	if !l.claim() {
		return fmt.Errorf("run loop %s: it was run before", l.Name)
	}
	q := l.keys()
	defer context.AfterFunc(ctx, q.stop)()
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { l.list(ctx) })
	for range max(l.Workers, 1) {
		running.Go(func() { l.work(ctx) }) // ends when the queue is stopped
	}
	return nil
}

func (l *Loop) keys() *queue {
	l.once.Do(func() { l.queue = newQueue() })
	return l.queue
}

func (l *Loop) claim() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := !l.ran
	l.ran = true
	return first
}

// list enqueues every key now and at each resync.
func (l *Loop) list(ctx context.Context) {
	if l.Keys == nil {
		return
	}
	l.enqueueAll()
	if l.Resync <= 0 {
		return
	}
	ticker := time.NewTicker(l.Resync)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			l.enqueueAll()
		case <-ctx.Done():
			return
		}
	}
}

func (l *Loop) enqueueAll() {
	for _, key := range l.Keys() {
		l.queue.list(key)
	}
}

func (l *Loop) work(ctx context.Context) {
	for {
		key, ok := l.queue.take()
		if !ok {
			return
		}
		l.pass(ctx, key)
	}
}

// pass runs Reconcile once and tells the queue how it ended.
func (l *Loop) pass(ctx context.Context, key string) {
	log := cmp.Or(l.Log, slog.Default()).With("loop", l.Name, "key", key)
	start := time.Now()
	result, err := l.call(ctx, log, key)
	took := time.Since(start)

	failures := 0
	switch {
	case err == nil:
		l.queue.succeeded(key, result.after)
	default:
		var wait time.Duration
		failures, wait = l.queue.failed(key, l.Backoff.withDefaults())
		if ctx.Err() == nil || !errors.Is(err, ctx.Err()) { // being told to stop is no failure
			log.Warn("pass failed", "error", err, "failures", failures, "retry_in", wait)
		}
	}
	if l.Observe != nil {
		l.Observe(Pass{Loop: l.Name, Key: key, Took: took, Err: err, Failures: failures, Waiting: l.queue.waiting()})
	}
}

// call turns a panic into an error: one bad key must not stop all others.
func (l *Loop) call(ctx context.Context, log *slog.Logger, key string) (result Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("pass panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return l.Reconcile(ctx, key)
}
