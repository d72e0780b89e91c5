//go:build engine

package containerd_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/google/uuid"

	"sallyport/internal/engine"
	"sallyport/internal/testimage"
)

// TestPullsOfOneImageAtOnce is what several instances of a new revision do.
func TestPullsOfOneImageAtOnce(t *testing.T) {
	e := newPlace(t).open(t)
	registry := startRegistry(t)
	large := make([]byte, 8<<20)
	copy(large, uuid.NewString())
	image, err := testimage.Image([]testimage.File{{Path: "/file", Content: large}}, testimage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reference, err := registry.Push(t.Context(), image, "app:v1")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if _, err := e.Pull(t.Context(), engine.PullRequest{Reference: reference}); err != nil {
				t.Errorf("pull: %v", err)
			}
		})
	}
	all.Wait()
}

// TestPullCountsWhatIsHere pulls an image of which a layer is here, while another caller gives up waiting for it.
func TestPullCountsWhatIsHere(t *testing.T) {
	e := newPlace(t).open(t)
	registry := startRegistry(t)
	const size = 400_000
	var layers [2]v1.Layer
	for i := range layers {
		var err error
		if layers[i], err = random.Layer(size, types.OCILayer); err != nil {
			t.Fatal(err)
		}
	}
	base, err := mutate.AppendLayers(empty.Image, layers[0])
	if err != nil {
		t.Fatal(err)
	}
	base, err = mutate.ConfigFile(base, &v1.ConfigFile{OS: "linux", Architecture: runtime.GOARCH, RootFS: rootFS(t, base)})
	if err != nil {
		t.Fatal(err)
	}
	pull(t, e, registry, base, "base:v1")
	image, err := mutate.AppendLayers(base, layers[1])
	if err != nil {
		t.Fatal(err)
	}
	reference, err := registry.Push(t.Context(), image, "app:v1")
	if err != nil {
		t.Fatal(err)
	}
	registry.Limit(size / 2)

	var both sync.WaitGroup
	defer both.Wait()
	waiting, giveUp := context.WithCancel(t.Context())
	var smallest, seen int64
	both.Go(func() {
		_, err := e.Pull(t.Context(), engine.PullRequest{Reference: reference, Progress: func(done, total int64) {
			if smallest == 0 || done < smallest {
				smallest = done
			}
			if seen++; seen == 3 {
				giveUp()
			}
		}})
		if err != nil {
			t.Errorf("pull: %v", err)
		}
		if smallest < size || seen < 5 {
			t.Errorf("of %d bytes that were here, %d were counted; %d reports", size, smallest, seen)
		}
	})
	time.Sleep(100 * time.Millisecond)
	if _, err := e.Pull(waiting, engine.PullRequest{Reference: reference}); !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up was answered %v", err)
	}
}

func rootFS(t *testing.T, image v1.Image) v1.RootFS {
	t.Helper()
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	return config.RootFS
}
