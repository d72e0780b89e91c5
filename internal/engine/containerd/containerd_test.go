//go:build engine

package containerd_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sallyport/internal/engine"
	"sallyport/internal/engine/containerd"
	"sallyport/internal/engine/enginetest"
)

func TestConformance(t *testing.T) {
	place := newPlace(t)
	enginetest.Run(t, enginetest.Harness{
		Engine: place.open(t),
		Reopen: func(t *testing.T) engine.Engine { return place.open(t) },
		NetNS:  netNS,
		Images: enginetest.Serve(t),
		Inside: true,
	})
}

// place is a private daemon with directories and names of its own. At the end of the test it is stopped, and everything that
// was there because of it must be gone.
type place struct {
	daemon containerd.Daemon
	config containerd.Config
}

func newPlace(t testing.TB) place {
	t.Helper()
	name := "sallyport-test-" + uuid.NewString()[:8]
	root, err := os.MkdirTemp("", name)
	if err != nil {
		t.Fatal(err)
	}
	p := place{
		daemon: containerd.Daemon{Root: filepath.Join(root, "root"), State: filepath.Join("/run", name)},
		config: containerd.Config{Namespace: name, StateDir: filepath.Join(root, "engine")},
	}
	p.config.Socket = p.daemon.Socket()
	if err := p.daemon.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := p.daemon.Stop(ctx); err != nil {
			t.Errorf("stop the daemon: %v", err)
		}
		if err := os.RemoveAll(root); err != nil {
			t.Error(err)
		}
		checkLeaks(t, name)
	})
	return p
}

func (p place) open(t testing.TB) *containerd.Engine {
	t.Helper()
	e, err := containerd.Open(t.Context(), p.config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// checkLeaks looks for processes, mounts, control groups and directories that bear the name of the place.
func checkLeaks(t testing.TB, name string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); len(processes(name)) > 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond) // a shim ends a moment after its task
	}
	for _, process := range processes(name) {
		t.Errorf("process left: %s", process)
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mounts)) {
		if strings.Contains(line, name) {
			t.Errorf("mount left: %s", line)
		}
	}
	for _, pattern := range []string{"/sys/fs/cgroup/*/", "/sys/fs/cgroup/", "/run/", "/run/containerd/runc/", "/run/netns/"} {
		left, err := filepath.Glob(pattern + name + "*")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range left {
			t.Errorf("left behind: %s", path)
		}
	}
}

func processes(name string) []string {
	var found []string
	paths, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if line := strings.ReplaceAll(string(text), "\x00", " "); err == nil && strings.Contains(line, name) {
			found = append(found, path+": "+line)
		}
	}
	return found
}

// netNS makes a network namespace with only a loopback interface, until the end of the test.
func netNS(t *testing.T) string {
	t.Helper()
	return makeNetNS(t)
}

func makeNetNS(t testing.TB) string {
	t.Helper()
	name := "sp-test-" + uuid.NewString()[:8]
	for _, args := range [][]string{{"netns", "add", name}, {"-n", name, "link", "set", "lo", "up"}} {
		if output, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
			t.Fatalf("ip %v: %v: %s", args, err, output)
		}
	}
	t.Cleanup(func() {
		if output, err := exec.Command("ip", "netns", "delete", name).CombinedOutput(); err != nil {
			t.Errorf("delete namespace %s: %v: %s", name, err, output)
		}
	})
	return "/run/netns/" + name
}
