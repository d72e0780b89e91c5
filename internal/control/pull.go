package control

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
)

// A pull without progress is given up: a registry that takes a connection and
// never answers would keep an operation from ever ending.
const (
	// stalledFetch is the longest time without a byte of an image.
	stalledFetch = time.Minute
	// stalledUnpack is the longest time that an image may take to be unpacked,
	// of which there is no progress to see.
	stalledUnpack = 10 * time.Minute
)

var errStalled = errors.New("no progress")

// pull fetches the image once; a restart runs the same one.
func (w *workloads) pull(ctx context.Context, workload platform.Workload, status platform.WorkloadStatus) (string, error) {
	reference := workload.Image
	if status.Image != "" {
		reference = status.Image
	} else if err := w.statuses.enter(ctx, workload.Key, platform.PhasePulling); err != nil {
		return "", err
	}
	image, err := w.fetch(ctx, reference)
	if err != nil {
		return "", fmt.Errorf("pull image %s: %w", reference, err)
	}
	if image.Reference == status.Image {
		return image.Reference, nil
	}
	event := fmt.Sprintf("Successfully pulled image %s.", image.Reference)
	return image.Reference, w.statuses.report(ctx, workload.Key, event, func(st *platform.WorkloadStatus) { st.Image = image.Reference })
}

// fetch pulls an image and gives up when nothing comes any more.
func (w *workloads) fetch(ctx context.Context, reference string) (engine.Image, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := &patient{timer: time.AfterFunc(stalledFetch, func() { cancel(errStalled) })}
	defer p.timer.Stop()
	image, err := w.engine.Pull(ctx, engine.PullRequest{Reference: reference, Mirrors: w.mirrors, Progress: p.progress})
	if err != nil && errors.Is(context.Cause(ctx), errStalled) {
		return image, fault.New(fault.Unavailable, "", "the registry stopped answering: nothing came for %s", stalledFetch)
	}
	return image, err
}

// patient puts a timer off whenever there is progress.
type patient struct {
	mu    sync.Mutex
	timer *time.Timer // guarded by mu after its making
	done  int64       // guarded by mu
}

func (p *patient) progress(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if done == p.done {
		return
	}
	p.done = done
	if done == total {
		p.timer.Reset(stalledUnpack)
		return
	}
	p.timer.Reset(stalledFetch)
}
