package control

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/dustin/go-humanize"

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
	} else if err := w.pulling(ctx, workload); err != nil {
		return "", err
	}
	began := w.now()
	image, err := w.fetch(ctx, workload.Key, reference)
	if err != nil {
		return "", fmt.Errorf("pull image %s: %w", reference, err)
	}
	if image.Reference == status.Image {
		return image.Reference, w.statuses.enter(ctx, workload.Key, platform.PhaseStarting)
	}
	return image.Reference, w.pulled(ctx, workload, image, w.now().Sub(began))
}

// pulling says that the image is being fetched, the first time that it is tried.
func (w *workloads) pulling(ctx context.Context, workload platform.Workload) error {
	event := fmt.Sprintf("Pulling image %s.", workload.Image)
	return w.statuses.report(ctx, workload.Key, event, func(st *platform.WorkloadStatus) {
		if st.Phase != platform.PhasePulling {
			st.Phase, st.Reason = platform.PhasePulling, ""
		}
	})
}

func (w *workloads) pulled(ctx context.Context, workload platform.Workload, image engine.Image, took time.Duration) error {
	event := fmt.Sprintf("Successfully pulled image %s (%s in %.1f s).", image.Reference, humanize.Bytes(uint64(image.Size)), took.Seconds())
	return w.statuses.report(ctx, workload.Key, event, func(st *platform.WorkloadStatus) {
		st.Phase, st.Reason = platform.PhaseStarting, ""
		st.Image, st.ImageSize = image.Reference, image.Size
		if st.PulledAt.IsZero() {
			st.PulledAt = w.now()
		}
	})
}

// fetch pulls an image for a workload and gives up when nothing comes any more.
func (w *workloads) fetch(ctx context.Context, key, reference string) (engine.Image, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := &patient{timer: time.AfterFunc(stalledFetch, func() { cancel(errStalled) })}
	defer p.timer.Stop()
	defer w.pulls.forget(key)
	image, err := w.engine.Pull(ctx, engine.PullRequest{Reference: reference, Mirrors: w.mirrors, Progress: func(done, total int64) {
		p.progress(done, total)
		w.pulls.note(key, done, total)
	}})
	if err != nil && errors.Is(context.Cause(ctx), errStalled) {
		return image, fault.New(fault.Unavailable, "", "the registry stopped answering: nothing came for %s", stalledFetch)
	}
	return image, err
}

// patient puts a timer off whenever there is progress.
type patient struct {
	mu    sync.Mutex
	timer *time.Timer // guarded by mu after its making
	at    pullBytes   // guarded by mu
}

func (p *patient) progress(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == (pullBytes{done, total}) {
		return
	}
	p.at = pullBytes{done, total}
	if done == total {
		p.timer.Reset(stalledUnpack)
		return
	}
	p.timer.Reset(stalledFetch)
}

// pulls is how far the pulls are that are under way, in memory only: a process
// that is started anew begins them anew.
type pulls struct {
	mu    sync.Mutex
	bytes map[string]pullBytes // guarded by mu: by workload
}

type pullBytes struct{ done, total int64 }

func newPulls() *pulls { return &pulls{bytes: map[string]pullBytes{}} }

func (p *pulls) note(key string, done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes[key] = pullBytes{done, total}
}

func (p *pulls) forget(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.bytes, key)
}

// Pulling tells how many bytes of a workload's image are here and how many it
// has in all, while it is being pulled and its size is known.
func (c *Controller) Pulling(workload string) (done, total int64, ok bool) {
	p := c.workloads.pulls
	p.mu.Lock()
	defer p.mu.Unlock()
	b, ok := p.bytes[workload]
	return b.done, b.total, ok
}
