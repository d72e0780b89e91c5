package control

import (
	"context"
	"errors"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// bounded gives up calls that an engine does not answer: a process that can't
// be ended, a daemon that hangs. They fail as Unavailable, are seen in the log
// and are tried again, instead of keeping an operation from ever ending in
// silence. Pull has bounds of its own, and Events is to last.
type bounded struct {
	engine.Engine
}

// callLimit is how long a call may take, beyond the grace that it gives a
// process. It is far beyond what a loaded machine takes.
const callLimit = 2 * time.Minute

var errNoAnswer = errors.New("no answer")

func (b bounded) Run(ctx context.Context, w engine.Workload) error {
	return within(ctx, callLimit, func(ctx context.Context) error { return b.Engine.Run(ctx, w) })
}

func (b bounded) Restart(ctx context.Context, id string) error {
	return within(ctx, callLimit, func(ctx context.Context) error { return b.Engine.Restart(ctx, id) })
}

func (b bounded) SetResolver(ctx context.Context, id string, r engine.Resolver) error {
	return within(ctx, callLimit, func(ctx context.Context) error { return b.Engine.SetResolver(ctx, id, r) })
}

func (b bounded) Stop(ctx context.Context, id string, grace time.Duration) error {
	return within(ctx, grace+callLimit, func(ctx context.Context) error { return b.Engine.Stop(ctx, id, grace) })
}

func (b bounded) Remove(ctx context.Context, id string) error {
	return within(ctx, callLimit, func(ctx context.Context) error { return b.Engine.Remove(ctx, id) })
}

func (b bounded) List(ctx context.Context) (list []engine.Status, err error) {
	err = within(ctx, callLimit, func(ctx context.Context) error {
		list, err = b.Engine.List(ctx)
		return err
	})
	return list, err
}

func within(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errNoAnswer)
	defer cancel()
	err := call(ctx)
	if err != nil && errors.Is(context.Cause(ctx), errNoAnswer) {
		return fault.New(fault.Unavailable, "", "the container engine did not answer within %s: %w", limit, err)
	}
	return err
}
