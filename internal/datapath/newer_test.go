//go:build kernel

package datapath_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

// A rule change does not wait until all the sandboxes of a large change are made.
func TestNewerStateComesBeforeMoreSandboxes(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	for i := range 12 {
		w.boxes = append(w.boxes, vpc.Sandbox{ID: fmt.Sprintf("box%d", i)})
	}
	newer := make(chan struct{})
	close(newer)
	desired := w.desired()
	desired.Newer = newer
	waiting := 12
	for range 12 {
		report, err := w.dp.Apply(context.Background(), desired)
		if err != nil {
			t.Fatal(err)
		}
		before := waiting
		waiting = 0
		for id, err := range report.Sandboxes {
			switch {
			case errors.Is(err, datapath.ErrWaiting):
				waiting++
			case err != nil:
				t.Errorf("%s: %v", id, err)
			}
		}
		if waiting >= before {
			t.Fatalf("%d sandboxes wait, after %d before", waiting, before)
		}
		if waiting == 0 {
			break
		}
	}
	if waiting != 0 {
		t.Errorf("%d sandboxes still wait", waiting)
	}
}
