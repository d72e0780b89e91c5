package containerd

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/images"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// progressEvery is how often a pull is reported: often enough for a person's eye.
const progressEvery = 250 * time.Millisecond

// progress counts a pull's bytes: it learns the layers from the handler that reads the manifest, and how far each is from what
// reads it, or from the store where it is here already.
type progress struct {
	store  content.Store
	report reportFunc

	mu     sync.Mutex
	layers map[digest.Digest]*part // guarded by mu; all of them from the moment that the manifest is here
}

// part is a layer.
type part struct {
	desc    ocispec.Descriptor
	fetched atomic.Int64 // bytes, while it is being fetched
	here    bool         // only for the goroutine that measures
}

func newProgress(store content.Store, report reportFunc) *progress {
	return &progress{store: store, report: report, layers: make(map[digest.Digest]*part)}
}

// wrap listens to the handler that fetches. Of an index it fetches the one manifest that is for this machine.
func (p *progress) wrap(next images.Handler) images.Handler {
	return images.HandlerFunc(func(ctx context.Context, desc ocispec.Descriptor) ([]ocispec.Descriptor, error) {
		children, err := next.Handle(ctx, desc)
		if err == nil && images.IsManifestType(desc.MediaType) {
			p.learn(children)
		}
		return children, err
	})
}

func (p *progress) learn(children []ocispec.Descriptor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, child := range children {
		if images.IsLayerType(child.MediaType) && p.layers[child.Digest] == nil {
			p.layers[child.Digest] = &part{desc: child}
		}
	}
}

// positionOf is where a fetch keeps how far it is. What is no layer counts for nothing.
func (p *progress) positionOf(desc ocispec.Descriptor) *atomic.Int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if layer := p.layers[desc.Digest]; layer != nil {
		return &layer.fetched
	}
	return new(atomic.Int64)
}

// start reports until the returned function is called, which waits for the goroutine's end.
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
	}
}

// measure reports once, if the layers are known.
func (p *progress) measure(ctx context.Context) {
	p.mu.Lock()
	parts := make([]*part, 0, len(p.layers))
	for _, layer := range p.layers {
		parts = append(parts, layer)
	}
	p.mu.Unlock()
	if len(parts) == 0 {
		return
	}
	var done, total int64
	for _, layer := range parts {
		total += layer.desc.Size
		done += p.have(ctx, layer)
	}
	if ctx.Err() == nil { // else some were not counted
		p.report(done, total)
	}
}

// have is how many of a layer's bytes are here.
func (p *progress) have(ctx context.Context, layer *part) int64 {
	if layer.here {
		return layer.desc.Size
	}
	if fetched := layer.fetched.Load(); fetched > 0 {
		return min(fetched, layer.desc.Size)
	}
	if _, err := p.store.Info(ctx, layer.desc.Digest); err != nil {
		return 0
	}
	layer.here = true
	return layer.desc.Size
}

// sizeOf is the size of an image's layers: what a pull's progress comes to.
func sizeOf(manifest ocispec.Manifest) (total int64) {
	seen := make(map[digest.Digest]bool)
	for _, layer := range manifest.Layers {
		if !seen[layer.Digest] && images.IsLayerType(layer.MediaType) {
			seen[layer.Digest] = true
			total += layer.Size
		}
	}
	return total
}
