package containerd

import (
	"context"
	"io"
	"sync/atomic"

	"github.com/containerd/containerd/v2/core/remotes"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// countingResolver lets a pull's progress see each byte that comes. The content store would tell as well, but it is written a
// mebibyte at a time: on a slow line nothing would seem to happen for a long time.
type countingResolver struct {
	remotes.Resolver
	progress *progress
}

func (r countingResolver) Fetcher(ctx context.Context, ref string) (remotes.Fetcher, error) {
	fetcher, err := r.Resolver.Fetcher(ctx, ref)
	if err != nil {
		return nil, err
	}
	return remotes.FetcherFunc(func(ctx context.Context, desc ocispec.Descriptor) (io.ReadCloser, error) {
		body, err := fetcher.Fetch(ctx, desc)
		if err != nil {
			return nil, err
		}
		counted := &countedBody{ReadCloser: body, position: r.progress.positionOf(desc)}
		counted.position.Store(0)
		if seeker, ok := body.(io.Seeker); ok {
			return seekableBody{counted, seeker}, nil
		}
		return counted, nil
	}), nil
}

// countedBody remembers how far it was read.
type countedBody struct {
	io.ReadCloser
	position *atomic.Int64
}

func (b *countedBody) Read(content []byte) (int, error) {
	n, err := b.ReadCloser.Read(content)
	b.position.Add(int64(n))
	return n, err
}

// seekableBody is one of which a fetch that was cut off can be taken up again.
type seekableBody struct {
	*countedBody
	seeker io.Seeker
}

func (b seekableBody) Seek(offset int64, whence int) (int64, error) {
	at, err := b.seeker.Seek(offset, whence)
	if err == nil {
		b.position.Store(at)
	}
	return at, err
}
