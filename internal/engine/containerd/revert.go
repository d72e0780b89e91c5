package containerd

import (
	"context"
	"errors"
	"time"
)

// undoTime bounds the undoing of a failed Run, which goes on when the caller's context has ended.
const undoTime = 20 * time.Second

// revert keeps the undo of each step done so far.
type revert []func(context.Context) error

func (r *revert) add(undo func(context.Context) error) {
	*r = append(*r, undo)
}

// run undoes all steps, last first, and joins what failed to the cause.
func (r *revert) run(ctx context.Context, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	for i := len(*r) - 1; i >= 0; i-- {
		if err := (*r)[i](ctx); err != nil {
			cause = errors.Join(cause, err)
		}
	}
	return cause
}
