package control

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/engine/fake"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// push makes the tag of an image stand for something else.
func (w *world) push(image, digit string, remote fake.Remote) {
	remote.Image = engine.Image{Digest: "sha256:" + strings.Repeat(digit, 64)}
	w.engine.AddImage(image, remote)
}

// watching is a service with automatic deployments that runs.
func (w *world) watching() string {
	w.t.Helper()
	arn := w.service("web-1", goodImage)
	w.expect(arn, platform.Running)
	w.operate(arn, platform.UpdateService, func(c *platform.Configuration) {
		c.AutoDeployments, c.Image.RepositoryType = true, platform.RepositoryECR
	})
	w.expect(arn, platform.Running)
	return arn
}

func (w *world) operations(arn string) (count int) {
	for range store.Find[platform.Operation](w.store.Snapshot(), "service="+arn) {
		count++
	}
	return count
}

func TestPushIsDeployed(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.watching()
		time.Sleep(10 * time.Minute)
		if n := w.operations(arn); n != 2 {
			t.Fatalf("%d operations without a push", n)
		}
		w.push(goodImage, "b", fake.Remote{})
		time.Sleep(pushEvery + 10*time.Second)
		s := w.expect(arn, platform.Running)
		if op := w.last(arn); op.Type != platform.StartDeployment || op.Status != platform.Succeeded || s.Serving != 3 || !strings.HasSuffix(s.Configuration.Image.Resolved, "bb") {
			t.Errorf("after a push %s %s, serving %d: %s", op.Type, op.Status, s.Serving, s.Configuration.Image.Resolved)
		}
		w.says("was pushed")
		time.Sleep(10 * time.Minute)
		if n := w.operations(arn); n != 3 {
			t.Errorf("%d operations after one push", n)
		}
		w.consistent()
	})
}

// What can't run is tried once for each push.
func TestBrokenPushIsTriedOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.watching()
		broken := fake.Remote{RunError: fault.New(fault.Invalid, "", "no such program")}
		w.push(goodImage, "b", broken)
		time.Sleep(10 * time.Minute)
		if op := w.last(arn); op.Status != platform.RollbackSucceeded || w.operations(arn) != 3 {
			t.Fatalf("after a push that can't run the last of %d operations is %s", w.operations(arn), op.Status)
		}
		w.push(goodImage, "c", broken)
		time.Sleep(10 * time.Minute)
		if n := w.operations(arn); n != 4 {
			t.Errorf("%d operations after two pushes", n)
		}
		w.consistent()
	})
}

// A tag that the registry fails to answer for holds up no other.
func TestPushIsDeployedBesideATagThatFails(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.watching()
		const others = "registry.test/broken-%d:latest"
		for i := range 3 {
			image := fmt.Sprintf(others, i)
			w.engine.AddImage(image, fake.Remote{})
			other := w.service(fmt.Sprintf("a-%d", i), image)
			w.expect(other, platform.Running)
			w.operate(other, platform.UpdateService, func(c *platform.Configuration) {
				c.AutoDeployments, c.Image.RepositoryType = true, platform.RepositoryECR
			})
			w.expect(other, platform.Running)
			w.engine.AddImage(image, fake.Remote{Error: fault.New(fault.Unavailable, "", "status 500")})
		}
		w.push(goodImage, "b", fake.Remote{})
		time.Sleep(pushBackoff + 2*pushEvery)
		if s := w.expect(arn, platform.Running); !strings.HasSuffix(s.Configuration.Image.Resolved, "bb") {
			t.Errorf("what was pushed is not deployed: %s", s.Configuration.Image.Resolved)
		}
	})
}

// asked counts the questions to registries.
type asked struct {
	engine.Engine
	mu    sync.Mutex
	count int // guarded by mu
}

func (a *asked) Resolve(ctx context.Context, req engine.PullRequest) (string, error) {
	a.mu.Lock()
	a.count++
	a.mu.Unlock()
	return a.Engine.Resolve(ctx, req)
}

func (a *asked) take() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.count
	a.count = 0
	return n
}

func TestRegistriesAreAskedFairly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		a := &asked{}
		w.hand = func(e engine.Engine) engine.Engine { a.Engine = e; return a }
		w.start()
		defer w.close()
		// Nobody asks on behalf of who did not ask for it, or has ECR Public.
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) {
			c.AutoDeployments, c.Image.RepositoryType = true, platform.RepositoryECRPublic
		})
		w.expect(arn, platform.Running)
		time.Sleep(time.Hour)
		if n := a.take(); n != 0 {
			t.Errorf("registries were asked %d times", n)
		}
		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) { c.Image.RepositoryType = platform.RepositoryECR })
		w.expect(arn, platform.Running)
		time.Sleep(time.Hour)
		if n := a.take(); n < 58 || n > 61 {
			t.Errorf("the registry was asked %d times in an hour", n)
		}
		w.engine.AddImage(goodImage, fake.Remote{Error: fault.New(fault.Unavailable, "", "too many requests")})
		time.Sleep(3 * time.Hour)
		if n := a.take(); n > 40 {
			t.Errorf("a registry that does not answer was asked %d times in three hours", n)
		}
		w.push(goodImage, "b", fake.Remote{})
		time.Sleep(pushBackoff + time.Minute)
		if op := w.last(arn); op.Type != platform.StartDeployment || op.Status != platform.Succeeded {
			t.Errorf("when the registry answers again, the last operation is %s %s", op.Type, op.Status)
		}
	})
}
