package containerd

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	eventsapi "github.com/containerd/containerd/api/events"
	"github.com/containerd/containerd/v2/core/events"
	"github.com/containerd/typeurl/v2"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// Events translates the daemon's events. The goroutine that does it ends with ctx or with the connection.
func (e *Engine) Events(ctx context.Context) (<-chan engine.Event, error) {
	ctx = e.context(ctx)
	var filters []string
	for _, topic := range []string{"/tasks/start", "/tasks/exit", "/tasks/oom", "/tasks/delete", subscribedTopic} {
		filters = append(filters, fmt.Sprintf("namespace==%s,topic==%q", e.namespace, topic))
	}
	ctx, cancel := context.WithCancel(ctx)
	envelopes, lost := e.client.Subscribe(ctx, filters...)
	if err := e.awaitSubscription(ctx, envelopes, lost); err != nil {
		cancel()
		return nil, classed(err, "subscribe to events")
	}
	out := make(chan engine.Event)
	go func() {
		defer close(out)
		defer cancel()
		translate := translator{engine: e, oom: make(map[string]bool)}
		for {
			select {
			case <-ctx.Done():
				return
			case err := <-lost:
				slog.Debug("containerd's event stream ended", "error", err)
				return
			case envelope := <-envelopes:
				for _, event := range translate.events(envelope) {
					select {
					case out <- event:
					case <-ctx.Done():
						return
					}
				}
			}
		}
	}()
	return out, nil
}

const (
	subscribedTopic   = "/sallyport/subscribed"
	subscribedRetries = 100
)

// awaitSubscription returns when the daemon has the subscription, which it makes at some time after it was asked: it sends an
// event of its own until that one comes back. Other events that come earlier were not promised yet.
func (e *Engine) awaitSubscription(ctx context.Context, envelopes <-chan *events.Envelope, lost <-chan error) error {
	for range subscribedRetries {
		if err := e.client.EventService().Publish(ctx, subscribedTopic, &eventsapi.NamespaceUpdate{Name: e.namespace}); err != nil {
			return err
		}
		again := time.NewTimer(20 * time.Millisecond)
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				again.Stop()
				return ctx.Err()
			case err := <-lost:
				again.Stop()
				return err
			case envelope := <-envelopes:
				if envelope.Topic == subscribedTopic {
					again.Stop()
					return nil
				}
			case <-again.C:
				waiting = false
			}
		}
	}
	return fault.New(fault.Unavailable, "", "containerd sends no events")
}

// translator puts an out-of-memory kill before the exit that it caused, and reports it once. The daemon sends the two
// from different goroutines, and on control groups version 2 sends some kills twice.
type translator struct {
	engine *Engine
	oom    map[string]bool // ids whose kill was reported since their start
}

func (t translator) events(envelope *events.Envelope) []engine.Event {
	message, err := typeurl.UnmarshalAny(envelope.Event)
	if err != nil {
		return nil // of a newer daemon, and none of those asked for
	}
	switch e := message.(type) {
	case *eventsapi.TaskStart:
		delete(t.oom, e.ContainerID)
		return []engine.Event{{ID: e.ContainerID, Kind: engine.EventStart, At: envelope.Timestamp}}
	case *eventsapi.TaskDelete:
		delete(t.oom, e.ContainerID)
	case *eventsapi.TaskOOM:
		return t.kill(e.ContainerID, envelope.Timestamp)
	case *eventsapi.TaskExit:
		if e.ID != e.ContainerID {
			return nil // an additional process
		}
		var list []engine.Event
		// A file that can't be read leaves the daemon's own notice.
		if killed, err := t.engine.oomKilled(e.ContainerID); err == nil && killed {
			list = t.kill(e.ContainerID, envelope.Timestamp)
		}
		return append(list, engine.Event{
			ID: e.ContainerID, Kind: engine.EventExit, At: e.ExitedAt.AsTime(), ExitCode: int(e.ExitStatus),
		})
	}
	return nil
}

func (t translator) kill(id string, at time.Time) []engine.Event {
	if t.oom[id] {
		return nil
	}
	t.oom[id] = true
	return []engine.Event{{ID: id, Kind: engine.EventOOM, At: at}}
}
