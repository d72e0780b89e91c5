package control

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/distribution/reference"
	"github.com/google/uuid"

	"sallyport/internal/engine"
	"sallyport/internal/eventlog"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// pushes asks registries what the tags of services with automatic deployments
// stand for, and deploys what was pushed. Its keys are the registries, so that
// one that does not answer is left alone for longer each time, and holds up no other.
type pushes struct {
	store   *store.Store
	engine  engine.Engine
	mirrors map[string]string
	now     func() time.Time
	log     *slog.Logger
	loop    *reconcile.Loop
}

const (
	// pushEvery is how long a push may go unnoticed. It costs a registry one
	// request without a body for each tag.
	pushEvery = time.Minute
	// pushAnswer bounds a registry's answer.
	pushAnswer = 20 * time.Second
	// pushPatience bounds how long a registry that fails is asked for other tags.
	pushPatience = 3 * pushAnswer
	// pushBackoff is how long a registry that does not answer is left alone at most.
	pushBackoff = 15 * time.Minute
)

func newPushes(o Options) *pushes {
	p := &pushes{store: o.Store, engine: o.Engine, mirrors: o.Mirrors, now: o.Now, log: o.Log}
	p.loop = &reconcile.Loop{
		Name: "pushes", Workers: 4, Reconcile: p.pass, Keys: p.keys, Resync: pushEvery, Log: o.Log,
		Backoff: reconcile.Backoff{Base: pushEvery, Cap: pushBackoff},
	}
	return p
}

// watched are the services with automatic deployments that run, by registry.
func (p *pushes) watched() map[string][]platform.Service {
	found := map[string][]platform.Service{}
	for s := range store.List[platform.Service](p.store.Snapshot()) {
		if s.Status != platform.Running || !s.Configuration.Watches() {
			continue
		}
		if name, err := reference.ParseDockerRef(s.Configuration.Image.Identifier); err == nil {
			found[reference.Domain(name)] = append(found[reference.Domain(name)], s)
		}
	}
	return found
}

func (p *pushes) keys() []string {
	var keys []string
	for registry := range p.watched() {
		keys = append(keys, registry)
	}
	return keys
}

// pass asks a registry once for each tag. What it refuses or does not have is
// no reason to ask later for the others; nor is a tag that it fails to answer for,
// unless it takes that long that it seems to answer for none.
func (p *pushes) pass(ctx context.Context, registry string) (reconcile.Result, error) {
	digests := map[string]string{}
	var failed error
	began := p.now()
	for _, s := range p.watched()[registry] {
		image := s.Configuration.Image.Identifier
		digest, asked := digests[image]
		if !asked {
			if failed != nil && p.now().Sub(began) > pushPatience {
				break
			}
			var err error
			digest, err = p.resolve(ctx, image)
			failed = errors.Join(failed, err)
			digests[image] = digest
		}
		if seen, _ := s.SeePush(digest); digest == "" || seen.PushSeen == s.PushSeen {
			continue
		}
		failed = errors.Join(failed, p.deploy(ctx, s.ARN, image, digest))
	}
	if failed != nil {
		return reconcile.Result{}, failed
	}
	return reconcile.Done()
}

// resolve gives the tag's digest, or nothing if the registry refuses to tell.
func (p *pushes) resolve(ctx context.Context, image string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, pushAnswer)
	defer cancel()
	digest, err := p.engine.Resolve(ctx, engine.PullRequest{Reference: image, Mirrors: p.mirrors})
	switch class := fault.ClassOf(err); {
	case err == nil:
		return digest, nil
	case errors.Is(err, context.Canceled), class == "", class == fault.Unavailable:
		return "", fmt.Errorf("look for pushes of image %s: %w", image, err)
	}
	p.log.Debug("look for pushes", "image", image, "error", err)
	return "", nil
}

// deploy begins a deployment of what was pushed, unless the service has
// something else to do or another image by now.
func (p *pushes) deploy(ctx context.Context, arn, image, digest string) error {
	err := p.store.Update(ctx, func(tx *store.Tx) error {
		service, ok := store.Get[platform.Service](tx, arn)
		if !ok || service.Configuration.Image.Identifier != image {
			return nil
		}
		service, push := service.SeePush(digest)
		store.Put(tx, service)
		if !push {
			return nil
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		service, operation, err := platform.Begin(p.now(), service, platform.StartDeployment, id.String())
		if err != nil {
			return err
		}
		store.Put(tx, service)
		store.Put(tx, operation)
		eventlog.Record(tx, service.ID, operation.ID, p.now(), fmt.Sprintf("Image %s was pushed: it is %s now. Beginning an automatic deployment.", image, digest))
		return nil
	})
	if err != nil {
		return fmt.Errorf("deploy what was pushed to image %s: %w", image, err)
	}
	return nil
}
