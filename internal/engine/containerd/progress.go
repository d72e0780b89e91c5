package containerd

import (
	"context"
	"sync"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/images"
	"github.com/containerd/containerd/v2/core/remotes"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// progressEvery is how often a pull is reported: often enough for a person's eye.
const progressEvery = 250 * time.Millisecond

// progress counts a pull's bytes: it learns the parts from the handlers that fetch them, and asks the store how far each is.
type progress struct {
	store  content.Store
	report func(done, total int64)

	mu    sync.Mutex
	parts map[digest.Digest]ocispec.Descriptor // guarded by mu
}

func newProgress(store content.Store, report func(done, total int64)) *progress {
	return &progress{store: store, report: report, parts: make(map[digest.Digest]ocispec.Descriptor)}
}

func (p *progress) wrap(next images.Handler) images.Handler {
	return images.HandlerFunc(func(ctx context.Context, desc ocispec.Descriptor) ([]ocispec.Descriptor, error) {
		p.mu.Lock()
		p.parts[desc.Digest] = desc
		p.mu.Unlock()
		return next.Handle(ctx, desc)
	})
}

// start reports until the returned function is called, which makes the last report and waits for the goroutine's end.
func (p *progress) start(ctx context.Context) (stop func()) {
	watching, cancel := context.WithCancel(ctx)
	var over sync.WaitGroup
	over.Go(func() {
		ticker := time.NewTicker(progressEvery)
		defer ticker.Stop()
		for {
			select {
			case <-watching.Done():
				return
			case <-ticker.C:
				p.measure(watching)
			}
		}
	})
	return func() {
		cancel()
		over.Wait()
		p.measure(ctx)
	}
}

func (p *progress) measure(ctx context.Context) {
	p.mu.Lock()
	parts := make([]ocispec.Descriptor, 0, len(p.parts))
	for _, desc := range p.parts {
		parts = append(parts, desc)
	}
	p.mu.Unlock()

	var done, total int64
	for _, desc := range parts {
		total += desc.Size
		if status, err := p.store.Status(ctx, remotes.MakeRefKey(ctx, desc)); err == nil {
			done += status.Offset
		} else if _, err := p.store.Info(ctx, desc.Digest); err == nil {
			done += desc.Size
		}
	}
	p.report(done, total)
}
