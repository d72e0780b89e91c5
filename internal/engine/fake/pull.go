package fake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// referenceForm is less than the grammar of references, and enough to tell one from a mistake.
var referenceForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.:_/-]*[a-z0-9](:[A-Za-z0-9_.-]+)?(@sha256:[0-9a-f]{64})?$`)

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Pull takes an image out of the registry.
func (e *Engine) Pull(ctx context.Context, req engine.PullRequest) (engine.Image, error) {
	remote, here, err := e.look(ctx, req)
	if err != nil {
		return engine.Image{}, err
	}
	if here {
		remote.FetchTime = 0
	}
	if err := remote.fetch(ctx, req.Progress); err != nil {
		return engine.Image{}, err
	}
	s := e.state
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pulled[remote.Image.Reference] = remote.Image
	s.runErrors[remote.Image.Reference] = remote.RunError
	return remote.Image, nil
}

// Resolve asks the registry.
func (e *Engine) Resolve(ctx context.Context, req engine.PullRequest) (string, error) {
	remote, _, err := e.look(ctx, req)
	return remote.Image.Digest, err
}

// look finds an image in the registry, unless it is named by its digest and was pulled before.
func (e *Engine) look(ctx context.Context, req engine.PullRequest) (remote Remote, here bool, err error) {
	if !referenceForm.MatchString(req.Reference) {
		return Remote{}, false, fault.New(fault.Invalid, "", "image reference %q: invalid reference format", req.Reference)
	}
	s, err := e.begin(ctx)
	if err != nil {
		return Remote{}, false, err
	}
	if image, here := s.pulled[req.Reference]; here {
		defer s.mu.Unlock()
		return Remote{Image: image, RunError: s.runErrors[req.Reference]}, true, nil
	}
	name, digest, pinned := strings.Cut(req.Reference, "@")
	remote, found := s.remote[name]
	_, here = s.pulled[remote.Image.Reference]
	s.mu.Unlock()

	if err := pause(ctx, remote.PullDelay); err != nil {
		return Remote{}, false, err
	}
	registry, _, _ := strings.Cut(name, "/")
	if remote.Error != nil {
		return Remote{}, false, remote.Error
	}
	mirror, mirrored := req.Mirrors[registry]
	if base, err := url.Parse(mirror); mirrored && (err != nil || base.Host == "") {
		return Remote{}, false, fault.New(fault.Invalid, "", "mirror %q of registry %s is not an http or https URL", mirror, registry)
	}
	if !found || pinned && remote.Image.Digest != digest || remote.Mirror != mirror {
		return Remote{}, false, fault.New(fault.NotFound, "", "no image %s in the registry %s", req.Reference, registry)
	}
	if remote.Login != nil && (req.Credentials == nil || *req.Credentials != *remote.Login) {
		return Remote{}, false, fault.New(fault.Denied, "", "the registry %s refuses image %s: the credentials are missing or wrong", registry, name)
	}
	return remote, here, nil
}

// progressEvery is how often a pull is reported.
const progressEvery = 250 * time.Millisecond

// fetch lets the image's bytes come evenly.
func (r Remote) fetch(ctx context.Context, report func(done, total int64)) error {
	if report == nil {
		report = func(int64, int64) {}
	}
	for passed := time.Duration(0); passed < r.FetchTime; passed += progressEvery {
		report(int64(float64(r.Image.Size)*passed.Seconds()/r.FetchTime.Seconds()), r.Image.Size)
		if err := pause(ctx, min(progressEvery, r.FetchTime-passed)); err != nil {
			return err
		}
	}
	report(r.Image.Size, r.Image.Size)
	return ctx.Err()
}

func pause(ctx context.Context, length time.Duration) error {
	if length <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
