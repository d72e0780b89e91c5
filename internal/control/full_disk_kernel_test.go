//go:build kernel

package control

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// fill writes to a directory's file system until nothing fits any more.
func fill(t *testing.T, dir string) (free func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for size := 64 << 10; size > 0; {
		if _, err := file.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// With a full disk changes are refused and what runs goes on; with space again
// all that happened meanwhile is made up for.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("sallyport-test", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		w := newWorldIn(t, dir)
		w.start()
		defer w.close()
		steady, crashing := w.service("web-1", goodImage), w.service("web-2", goodImage)
		w.expect(steady, platform.Running)
		w.expect(crashing, platform.Running)
		free := fill(t, dir)

		err := w.store.Update(context.Background(), func(tx *store.Tx) error {
			store.Put(tx, platform.Service{ARN: "arn:more", KMSKey: strings.Repeat("x", 1<<20)})
			return nil
		})
		if fault.ClassOf(err) != fault.Unavailable {
			t.Fatalf("a write to a full disk is of class %q", fault.ClassOf(err))
		}
		if err := w.engine.Exit("s-web-200000000000-1", 1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if status := w.status(firstKey); status.Phase != platform.PhaseHealthy || len(w.containers()) == 0 {
			t.Errorf("what ran is %s", status.Phase)
		}
		free()
		time.Sleep(20 * time.Second)
		for _, key := range []string{firstKey, "s-web-200000000000-1"} {
			if status := w.status(key); status.Phase != platform.PhaseHealthy {
				t.Errorf("%s with space again: %+v", key, status)
			}
		}
		w.operate(steady, platform.DeleteService, nil)
		w.expect(steady, platform.Deleted)
		w.consistent()
	})
}
