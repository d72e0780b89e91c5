package harness

import (
	"context"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"golang.org/x/sync/errgroup"

	"sallyport/internal/testimage"
)

// Images are references to the images of the tests, in a registry on loopback.
type Images struct {
	Probe    string // internal/testimage/probe
	WebDB    string // internal/testimage/webdb
	Postgres string
	Pinger   string // test/e2e/pinger
	Leaker   string // test/e2e/leaker

	Registry *testimage.Registry
}

// MakeImages builds and serves the images. Close ends the registry.
func MakeImages(ctx context.Context) (*Images, error) {
	registry, err := testimage.StartRegistry()
	if err != nil {
		return nil, err
	}
	i := &Images{Registry: registry}
	group, ctx := errgroup.WithContext(ctx)
	for path, made := range map[string]struct {
		reference *string
		build     func(context.Context) (v1.Image, error)
	}{
		"probe": {&i.Probe, func(ctx context.Context) (v1.Image, error) {
			return testimage.Probe(ctx, testimage.Options{})
		}},
		"webdb":    {&i.WebDB, testimage.WebDB},
		"postgres": {&i.Postgres, testimage.Postgres},
		"pinger":   {&i.Pinger, program("pinger")},
		"leaker":   {&i.Leaker, program("leaker")},
	} {
		group.Go(func() error {
			image, err := made.build(ctx)
			if err != nil {
				return fmt.Errorf("make image %s: %w", path, err)
			}
			*made.reference, err = registry.Push(ctx, image, path+":test")
			return err
		})
	}
	if err := group.Wait(); err != nil {
		registry.Close()
		return nil, err
	}
	return i, nil
}

// program builds one of the tests' own programs.
func program(name string) func(context.Context) (v1.Image, error) {
	return func(ctx context.Context) (v1.Image, error) {
		return testimage.Program(ctx, "sallyport/test/e2e/"+name, testimage.Options{})
	}
}

// PushProbe puts the probe under another path and tag, with a name of its own
// in its environment, so that it is another image.
func (i *Images) PushProbe(ctx context.Context, pathAndTag, name string) (string, error) {
	image, err := testimage.Probe(ctx, testimage.Options{Env: []string{"PROBE_NAME=" + name}})
	if err != nil {
		return "", err
	}
	return i.Registry.Push(ctx, image, pathAndTag)
}

// Close ends the registry.
func (i *Images) Close() error { return i.Registry.Close() }
