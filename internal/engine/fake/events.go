package fake

import (
	"context"

	"sallyport/internal/engine"
)

// watcher is one subscription. Its queue has no bound, so that the state never waits for a slow reader.
type watcher struct {
	queue []engine.Event // guarded by the state's lock
	more  chan struct{}  // holds a token while the queue may have something
	over  chan struct{}  // closed when the connection is lost
}

// Events subscribes. The goroutine that feeds the channel ends with ctx, with Close, or when the state is lost.
func (e *Engine) Events(ctx context.Context) (<-chan engine.Event, error) {
	s, err := e.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	w := &watcher{more: make(chan struct{}, 1), over: make(chan struct{})}
	s.watchers[w] = true
	out := make(chan engine.Event)
	go e.feed(ctx, w, out)
	return out, nil
}

func (e *Engine) feed(ctx context.Context, w *watcher, out chan<- engine.Event) {
	defer close(out)
	defer func() {
		e.state.mu.Lock()
		defer e.state.mu.Unlock()
		e.state.unwatch(w)
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.ctx.Done():
			return
		case <-w.over:
			return
		case <-w.more:
		}
		for _, event := range e.state.take(w) {
			select {
			case out <- event:
			case <-ctx.Done():
				return
			case <-e.ctx.Done():
				return
			case <-w.over:
				return
			}
		}
	}
}

func (s *State) take(w *watcher) []engine.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := w.queue
	w.queue = nil
	return events
}

// tell needs the lock.
func (s *State) tell(event engine.Event) {
	for w := range s.watchers {
		w.queue = append(w.queue, event)
		select {
		case w.more <- struct{}{}:
		default: // a token is there already
		}
	}
}

// unwatch needs the lock.
func (s *State) unwatch(w *watcher) {
	if s.watchers[w] {
		delete(s.watchers, w)
		close(w.over)
	}
}
