//go:build engine

package containerd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sallyport/internal/engine"
)

// TestLimitsStandInTheControlGroup reads what the kernel holds, of either version of control groups.
func TestLimitsStandInTheControlGroup(t *testing.T) {
	p, e, w := prepared(t, "hold")
	w.CPU, w.Memory, w.PIDs = 250, 100<<20, 77
	if err := e.Run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	var fs unix.Statfs_t
	if err := unix.Statfs("/sys/fs/cgroup", &fs); err != nil {
		t.Fatal(err)
	}
	group := p.config.Namespace + "/" + w.ID
	want := map[string]string{
		"cpu/" + group + "/cpu.cfs_quota_us":         "25000",
		"cpu/" + group + "/cpu.cfs_period_us":        "100000",
		"memory/" + group + "/memory.limit_in_bytes": "104857600",
		"pids/" + group + "/pids.max":                "77",
	}
	if swap := "memory/" + group + "/memory.memsw.limit_in_bytes"; exists("/sys/fs/cgroup/" + swap) {
		want[swap] = "104857600"
	}
	if fs.Type == unix.CGROUP2_SUPER_MAGIC {
		want = map[string]string{
			group + "/cpu.max":    "25000 100000",
			group + "/memory.max": "104857600",
			group + "/pids.max":   "77",
		}
	}
	for name, value := range want {
		text, err := os.ReadFile(filepath.Join("/sys/fs/cgroup", name))
		if err != nil || strings.TrimSpace(string(text)) != value {
			t.Errorf("%s holds %q, want %s: %v", name, text, value, err)
		}
	}
	if s := status(t, e, w.ID); s.Phase != engine.Running || s.OOMKilled {
		t.Errorf("status %+v", s)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
