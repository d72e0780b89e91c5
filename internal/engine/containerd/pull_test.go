//go:build engine

package containerd_test

import (
	"sync"
	"testing"

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
