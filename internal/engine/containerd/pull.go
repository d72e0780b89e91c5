package containerd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/images"
	"github.com/containerd/containerd/v2/core/remotes"
	"github.com/containerd/errdefs"
	"github.com/containerd/platforms"
	"github.com/distribution/reference"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// Pull resolves the reference to a digest, fetches what is not here and unpacks it, once for all containers.
//
// The image is stored under the name with the digest, so that a tag that moves makes a second image, and the first stays
// for those who run it. Containerd collects nothing of an image that has a name, or that a container's snapshot stands on.
func (e *Engine) Pull(ctx context.Context, req engine.PullRequest) (engine.Image, error) {
	from, err := locate(req, e.transport)
	if err != nil {
		return engine.Image{}, err
	}
	ctx = e.context(ctx)
	if _, pinned := from.name.(reference.Canonical); pinned {
		if image, err := e.present(ctx, from.name.String()); err != nil || image != nil {
			return e.describe(ctx, image, req.Progress, err)
		}
	}
	resolver := from.resolver()
	_, desc, err := resolver.Resolve(ctx, from.name.String())
	if err != nil {
		return engine.Image{}, from.refused(err)
	}
	if _, pinned := from.name.(reference.Canonical); !pinned {
		named, err := reference.WithDigest(from.name, desc.Digest)
		if err != nil {
			return engine.Image{}, fault.New(fault.Invalid, "", "registry %s: digest of image %s: %w", from.shown(), from.name, err)
		}
		from.name = named
	}
	turn, err := e.pulls.join(ctx, desc.Digest, req.Progress)
	if err != nil {
		return engine.Image{}, fmt.Errorf("wait for another pull of image %s: %w", from.name, err)
	}
	defer turn.leave()
	image, err := e.present(ctx, from.name.String())
	if err == nil && image == nil {
		image, err = e.fetch(ctx, from, resolver, desc, turn.tell)
	}
	return e.describe(ctx, image, req.Progress, err)
}

// Resolve asks the registry for the digest, without a body where the registry can do that.
func (e *Engine) Resolve(ctx context.Context, req engine.PullRequest) (string, error) {
	from, err := locate(req, e.transport)
	if err != nil {
		return "", err
	}
	_, desc, err := from.resolver().Resolve(e.context(ctx), from.name.String())
	if err != nil {
		return "", from.refused(err)
	}
	return desc.Digest.String(), nil
}

// present gives the image when it is here, whole and unpacked; nil when it is not.
func (e *Engine) present(ctx context.Context, name string) (client.Image, error) {
	image, err := e.client.GetImage(ctx, name)
	if errdefs.IsNotFound(err) {
		return nil, nil
	} else if err != nil {
		return nil, classed(err, "look for image %s", name)
	}
	// A pull that was cut off leaves no name, but a person with ctr may have removed parts of it.
	if unpacked, err := image.IsUnpacked(ctx, e.snapshotter); err != nil || !unpacked {
		return nil, removed(err)
	}
	return image, nil
}

func (e *Engine) fetch(ctx context.Context, from source, resolver remotes.Resolver, desc ocispec.Descriptor, report reportFunc) (client.Image, error) {
	watch := newProgress(e.client.ContentStore(), report)
	options := []client.RemoteOpt{
		client.WithResolver(countingResolver{resolver, watch}),
		client.WithPullUnpack,
		client.WithPullSnapshotter(e.snapshotter),
		client.WithImageHandlerWrapper(watch.wrap),
	}
	defer watch.start(ctx)()
	name := from.name.String()
	image, err := e.client.Pull(ctx, name, options...)
	if err != nil {
		// An index without our architecture fails with the same class as an image that is gone.
		if errdefs.IsNotFound(err) {
			if offered, lookErr := indexPlatforms(ctx, resolver, name, desc); lookErr == nil && len(offered) > 0 {
				return nil, wrongPlatform(name, offered)
			}
		}
		if errdefs.IsUnavailable(err) {
			return nil, classed(err, "pull image %s", name)
		}
		return nil, from.refused(err)
	}
	config, err := readConfig(ctx, image)
	if err != nil {
		return nil, classed(err, "read the configuration of image %s", name)
	}
	if has := config.Platform; !platforms.Default().Match(has) {
		err := wrongPlatform(name, []string{platforms.Format(has)})
		return nil, errors.Join(err, removed(e.client.ImageService().Delete(ctx, name)))
	}
	return image, nil
}

func wrongPlatform(name string, offered []string) error {
	return fault.New(fault.Invalid, "", "image %s is made for %s; this machine is %s: build it for that platform, or for several",
		name, strings.Join(offered, ", "), platforms.Format(platforms.DefaultSpec()))
}

// indexPlatforms lists what an index offers, without those that do not match and are no images (attestations).
func indexPlatforms(ctx context.Context, resolver remotes.Resolver, name string, desc ocispec.Descriptor) ([]string, error) {
	if !images.IsIndexType(desc.MediaType) {
		return nil, nil
	}
	fetcher, err := resolver.Fetcher(ctx, name)
	if err != nil {
		return nil, err
	}
	body, err := fetcher.Fetch(ctx, desc)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	const largest = 4 << 20 // what registries take for a manifest
	var index ocispec.Index
	if err := json.NewDecoder(io.LimitReader(body, largest)).Decode(&index); err != nil {
		return nil, err
	}
	offered := make(map[string]bool)
	for _, manifest := range index.Manifests {
		p := manifest.Platform
		if p == nil || p.OS == "unknown" {
			continue
		}
		if platforms.Default().Match(*p) {
			return nil, fmt.Errorf("the index has this machine's platform")
		}
		offered[platforms.Format(*p)] = true
	}
	return slices.Sorted(maps.Keys(offered)), nil
}

// describe turns what the store has of an image into the contract's answer, and reports that all of it is here. It passes an
// error on.
func (e *Engine) describe(ctx context.Context, image client.Image, report reportFunc, err error) (engine.Image, error) {
	if err != nil {
		return engine.Image{}, err
	}
	config, err := readConfig(ctx, image)
	if err != nil {
		return engine.Image{}, classed(err, "read the configuration of image %s", image.Name())
	}
	manifest, err := images.Manifest(ctx, image.ContentStore(), image.Target(), image.Platform())
	if err != nil {
		return engine.Image{}, classed(err, "read the manifest of image %s", image.Name())
	}
	size := sizeOf(manifest)
	if report != nil {
		report(size, size)
	}
	return engine.Image{
		Reference:    image.Name(),
		Digest:       image.Target().Digest.String(),
		User:         config.Config.User,
		ExposedPorts: slices.Sorted(maps.Keys(config.Config.ExposedPorts)),
		Size:         size,
	}, nil
}
