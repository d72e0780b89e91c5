package containerd

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sallyport/internal/engine"
)

// hierarchy writes files as the kernel would show them.
func hierarchy(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

var versions = map[string]struct {
	unified bool
	files   map[string]string
}{
	"version 1": {false, map[string]string{
		"cpuacct/sp/w/cpuacct.usage":        "1500000000\n",
		"memory/sp/w/memory.usage_in_bytes": "3000000\n",
		"memory/sp/w/memory.stat":           "cache 2000000\nrss 1000000\ninactive_file 5\ntotal_inactive_file 1900000\n",
		"memory/sp/w/memory.oom_control":    "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
		"pids/sp/w/pids.current":            "12\n",
	}},
	"version 2": {true, map[string]string{
		"sp/w/cpu.stat":       "usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\n",
		"sp/w/memory.current": "3000000\n",
		"sp/w/memory.stat":    "anon 1000000\nfile 2000000\ninactive_file 1900000\n",
		"sp/w/memory.events":  "low 0\nhigh 0\nmax 31\noom 2\noom_kill 2\noom_group_kill 0\n",
		"sp/w/pids.current":   "12\n",
	}},
}

func TestAccountsOfBothVersions(t *testing.T) {
	for name, version := range versions {
		t.Run(name, func(t *testing.T) {
			g := cgroups{root: hierarchy(t, version.files), unified: version.unified}
			usage, err := g.usage("/sp/w")
			want := engine.Usage{CPU: 1500 * time.Millisecond, Memory: 1_100_000, PIDs: 12}
			if err != nil || usage != want {
				t.Errorf("usage %+v, %v; want %+v", usage, err, want)
			}
			if kills, err := g.oomKills("/sp/w"); err != nil || kills != 2 {
				t.Errorf("kills %d, %v", kills, err)
			}
			if kills, err := g.oomKills("/sp/gone"); err != nil || kills != 0 {
				t.Errorf("of a group that is gone: %d, %v", kills, err)
			}
			if _, err := g.usage("/sp/gone"); !os.IsNotExist(err) {
				t.Errorf("usage of a group that is gone: %v", err)
			}
		})
	}
}

func TestOldKernelsCountNoKills(t *testing.T) {
	files := maps.Clone(versions["version 1"].files)
	files["memory/sp/w/memory.oom_control"] = "oom_kill_disable 0\nunder_oom 0\n" // before Linux 4.13
	g := cgroups{root: hierarchy(t, files)}
	if kills, err := g.oomKills("/sp/w"); err != nil || kills != 0 {
		t.Errorf("kills %d, %v", kills, err)
	}
}

// TestDrainFindsAGroupOfOneHierarchy is what a start leaves that was cut off while runc made its groups.
func TestDrainFindsAGroupOfOneHierarchy(t *testing.T) {
	g := cgroups{root: t.TempDir()}
	for _, dir := range []string{"memory/sp", "cpuset/sp/w", "cpu/sp"} {
		if err := os.MkdirAll(filepath.Join(g.root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.removeTree(t.Context(), "/sp"); err != nil {
		t.Fatal(err)
	}
	if left := g.dirs("/sp"); len(left) != 0 {
		t.Errorf("left %q", left)
	}
}
