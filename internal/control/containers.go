package control

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"sallyport/internal/engine"
)

// containers is what was last seen of the engine's containers.
type containers struct {
	engine engine.Engine
	turn   chan struct{} // capacity 1; who has sent into it may list

	mu   sync.Mutex
	seen map[string]engine.Status // guarded by mu
	next *listing                 // guarded by mu: has not begun yet; whoever asks now may share it
}

// listing is one look at all containers that several callers share.
type listing struct {
	done chan struct{} // closed at its end
	err  error         // set before done is closed
}

func newContainers(e engine.Engine) *containers {
	return &containers{engine: e, turn: make(chan struct{}, 1), seen: map[string]engine.Status{}}
}

func (c *containers) get(key string) (engine.Status, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	status, ok := c.seen[key]
	return status, ok
}

func (c *containers) keys() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.seen))
}

// look returns when the picture is not older than the call. A list costs the
// same for one container as for all, so callers who come while one is under way
// share the next; and since they run one after the other, an older answer never
// replaces a newer one.
func (c *containers) look(ctx context.Context) error {
	l := c.ask()
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return fmt.Errorf("list containers: %w", context.Cause(ctx))
	}
	select {
	case <-l.done:
		return l.err
	default:
		return c.list(ctx, l)
	}
}

func (c *containers) ask() *listing {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = &listing{done: make(chan struct{})}
	}
	return c.next
}

// list carries a listing out; its caller has the turn. If the caller gives up
// meanwhile, the listing stays open for one of the others who wait for it.
func (c *containers) list(ctx context.Context, l *listing) error {
	c.mu.Lock()
	if c.next == l {
		c.next = nil
	}
	c.mu.Unlock()
	statuses, err := c.engine.List(ctx)
	if err != nil {
		err = fmt.Errorf("list containers: %w", err)
		if ctx.Err() == nil {
			l.err = err
			close(l.done)
		}
		return err
	}
	seen := make(map[string]engine.Status, len(statuses))
	for _, s := range statuses {
		seen[s.ID] = s
	}
	c.mu.Lock()
	c.seen = seen
	c.mu.Unlock()
	close(l.done)
	return nil
}

// remove deletes a container. It takes the turn to forget it, since a list that
// began before would bring it back.
func (c *containers) remove(ctx context.Context, key string) error {
	if err := c.engine.Remove(ctx, key); err != nil {
		return fmt.Errorf("remove container %s: %w", key, err)
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return fmt.Errorf("remove container %s: %w", key, context.Cause(ctx))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.seen, key)
	return nil
}
