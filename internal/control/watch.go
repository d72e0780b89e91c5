package control

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// watch keeps the picture of the containers current, and tells what changed.
type watch struct {
	containers *containers
	log        *slog.Logger
	wake       func(key string) // of a container that changed
	wakeAll    func()           // after a time in which changes may have been missed
}

const (
	// relook is how often everything is looked at without an event: one may
	// have been lost in a way that nobody noticed.
	relook = time.Minute
	// resubscribe is the pause after the connection to the engine was lost.
	resubscribe = time.Second
)

var errStreamEnded = errors.New("the engine's event stream ended")

// run follows the engine until ctx ends.
func (w *watch) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := w.follow(ctx); ctx.Err() == nil {
			w.log.Warn("lost sight of the containers; looking again", "error", err)
			pause(ctx, resubscribe)
		}
	}
}

// follow subscribes first and looks then, so that nothing falls between.
func (w *watch) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer cancel()
	events, err := w.containers.engine.Events(ctx)
	if err != nil {
		return err
	}
	changed := newKeySet()
	reading.Go(func() { // ends with the stream, which ends with ctx
		defer changed.close()
		for event := range events {
			changed.add(event.ID)
		}
	})
	if err := w.containers.look(ctx); err != nil {
		return err
	}
	w.wakeAll()
	return w.tell(ctx, changed)
}

// tell looks once for all events that came while it looked before.
func (w *watch) tell(ctx context.Context, changed *keySet) error {
	ticker := time.NewTicker(relook)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
			if err := w.containers.look(ctx); err != nil {
				return err
			}
			w.wakeAll()
		case _, more := <-changed.news:
			keys := changed.take()
			if err := w.containers.look(ctx); err != nil {
				return err
			}
			for _, key := range keys {
				w.wake(key)
			}
			if !more {
				return errStreamEnded
			}
		}
	}
}

// keySet gathers keys for a reader who is busy.
type keySet struct {
	news chan struct{} // holds a token while there are keys; closed at the end

	mu   sync.Mutex
	keys map[string]bool // guarded by mu
}

func newKeySet() *keySet { return &keySet{news: make(chan struct{}, 1), keys: map[string]bool{}} }

func (s *keySet) add(key string) {
	s.mu.Lock()
	s.keys[key] = true
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default: // a token is there already
	}
}

func (s *keySet) close() { close(s.news) }

func (s *keySet) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key := range s.keys {
		keys = append(keys, key)
	}
	clear(s.keys)
	return keys
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
