package control

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"sallyport/internal/engine"
)

// containers is what was last seen of the engine's containers: listed at the
// start and after each loss of the connection, kept current by events.
type containers struct {
	mu   sync.Mutex
	seen map[string]engine.Status // guarded by mu
}

func newContainers() *containers { return &containers{seen: map[string]engine.Status{}} }

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

func (c *containers) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.seen, key)
}

// list asks the engine for everything.
func (c *containers) list(ctx context.Context, e engine.Engine) error {
	statuses, err := e.List(ctx)
	if err != nil {
		return fmt.Errorf("list containers: %w", err)
	}
	seen := make(map[string]engine.Status, len(statuses))
	for _, s := range statuses {
		seen[s.ID] = s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = seen
	return nil
}

// follow keeps the picture current until ctx ends, and wakes the workloads
// whose container changed.
func (c *containers) follow(ctx context.Context, e engine.Engine, log *slog.Logger, wake func(string)) {
	for ctx.Err() == nil {
		if err := c.listen(ctx, e, wake); err != nil && ctx.Err() == nil {
			log.Warn("lost sight of the containers; looking again", "error", err)
			pause(ctx, time.Second)
		}
	}
}

// listen subscribes first and lists then, so that nothing falls between.
func (c *containers) listen(ctx context.Context, e engine.Engine, wake func(string)) error {
	events, err := e.Events(ctx)
	if err != nil {
		return fmt.Errorf("subscribe to the engine's events: %w", err)
	}
	if err := c.list(ctx, e); err != nil {
		return err
	}
	for _, key := range c.keys() {
		wake(key)
	}
	for event := range events {
		if err := c.list(ctx, e); err != nil {
			return err
		}
		wake(event.ID)
	}
	return fmt.Errorf("the engine's event stream ended")
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
