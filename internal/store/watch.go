package store

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Change says that a commit wrote or deleted a document.
type Change struct {
	Kind, Key string
	Sequence  uint64 // of the commit
	Deleted   bool
}

// Batch is changes in the order of their commits, each key at most once: its last change.
type Batch []Change

// Watch reports the changes committed after the call, in order, until ctx ends or the store closes; then the channel is
// closed. A reader that is slow gets what it missed coalesced by key: it holds up no writer and may miss a state in
// between, but never the fact that a key changed. When a Batch arrives, [Store.Snapshot] already shows it.
//
// To follow everything: Watch first, then read a Snapshot, then apply the batches; some may be in the snapshot already.
func (s *Store) Watch(ctx context.Context) <-chan Batch {
	w := &watcher{pending: map[documentID]Change{}, woken: make(chan struct{}, 1)}
	out := make(chan Batch)
	if !s.watchers.add(w) {
		close(out)
		return out
	}
	go func() { // ends with ctx or with Close, which waits for it
		defer s.watchers.remove(w)
		defer close(out)
		w.deliver(ctx, s.watchers.closing, out)
	}()
	return out
}

// watchers is everybody who is to be told of commits.
type watchers struct {
	closing chan struct{} // closed by close

	mu      sync.Mutex
	all     map[*watcher]struct{} // guarded by mu
	closed  bool                  // guarded by mu
	running sync.WaitGroup        // one for each in all; Add only under mu while not closed
}

func newWatchers() *watchers {
	return &watchers{closing: make(chan struct{}), all: map[*watcher]struct{}{}}
}

func (ws *watchers) add(w *watcher) bool {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.closed {
		return false
	}
	ws.all[w] = struct{}{}
	ws.running.Add(1)
	return true
}

func (ws *watchers) remove(w *watcher) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	delete(ws.all, w)
	ws.running.Done()
}

func (ws *watchers) tell(c *commit) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		w.add(c)
	}
}

func (ws *watchers) close() {
	ws.mu.Lock()
	if !ws.closed {
		ws.closed = true
		close(ws.closing)
	}
	ws.mu.Unlock()
	ws.running.Wait()
}

// watcher gathers changes for one reader. Its memory is bounded by the number of keys that changed.
type watcher struct {
	woken chan struct{} // holds a token while pending may not be empty

	mu      sync.Mutex
	pending map[documentID]Change // guarded by mu
}

func (w *watcher) add(c *commit) {
	w.mu.Lock()
	for _, wr := range c.writes {
		w.pending[wr.documentID] = Change{
			Kind: wr.kind, Key: wr.key, Sequence: c.next.sequence, Deleted: wr.deleted,
		}
	}
	w.mu.Unlock()
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

func (w *watcher) take() Batch {
	w.mu.Lock()
	defer w.mu.Unlock()
	batch := make(Batch, 0, len(w.pending))
	for _, change := range w.pending {
		batch = append(batch, change)
	}
	clear(w.pending)
	slices.SortFunc(batch, compareChanges)
	return batch
}

func compareChanges(a, b Change) int {
	return cmp.Or(cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
}

func (w *watcher) deliver(ctx context.Context, closing <-chan struct{}, out chan<- Batch) {
	for {
		select {
		case <-w.woken:
		case <-closing:
			return
		case <-ctx.Done():
			return
		}
		batch := w.take()
		if len(batch) == 0 { // a commit came between the token and the taking, and was taken along
			continue
		}
		select {
		case out <- batch:
		case <-closing:
			return
		case <-ctx.Done():
			return
		}
	}
}
