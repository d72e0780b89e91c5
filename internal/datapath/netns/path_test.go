package netns

import (
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/fault"
)

// A path may come from a tag: whatever is there, nothing waits for it.
func TestPathOfAPipeIsNoNamespace(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() { // ends when the path is refused
		_, err := OpenPath(pipe)
		opened <- err
	}()
	select {
	case err := <-opened:
		if fault.ClassOf(err) != fault.NotFound {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("a pipe is waited for")
	}
}
