package demo

import (
	"context"
	"errors"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"sallyport/internal/testimage"
)

// images makes the sample images when they are first asked for, and serves
// them from a registry of its own until close. References name the digest, so
// that what was pulled once needs no registry later.
type images struct {
	registry *testimage.Registry
}

func newImages() *images { return &images{} }

func (i *images) webdb(ctx context.Context) (string, error) {
	return i.push(ctx, "webdb", testimage.WebDB)
}

func (i *images) postgres(ctx context.Context) (string, error) {
	return i.push(ctx, "postgres", testimage.Postgres)
}

func (i *images) push(ctx context.Context, path string, build func(context.Context) (v1.Image, error)) (string, error) {
	image, err := build(ctx)
	if err != nil {
		return "", fmt.Errorf("make the sample image %s: %w", path, err)
	}
	digest, err := image.Digest()
	if err != nil {
		return "", fmt.Errorf("make the sample image %s: %w", path, err)
	}
	if i.registry == nil {
		if i.registry, err = testimage.StartRegistry(); err != nil {
			return "", fmt.Errorf("start the registry of the sample images: %w", err)
		}
	}
	if _, err := i.registry.Push(ctx, image, path+":sample"); err != nil {
		return "", err
	}
	return i.registry.Host() + "/" + path + "@" + digest.String(), nil
}

func (i *images) close() error {
	if i.registry == nil {
		return nil
	}
	if err := i.registry.Close(); err != nil {
		return errors.Join(errors.New("stop the registry of the sample images"), err)
	}
	return nil
}
