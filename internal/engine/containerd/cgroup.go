package containerd

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/engine"
)

// cgroups reads the accounts of a control group, of version 1 or 2. The kernel's files are read directly: they are
// there before the daemon's own reports and after the process's end, which is how a missed out-of-memory kill is found.
type cgroups struct {
	root    string
	unified bool // version 2 alone; a hybrid keeps its controllers in version 1
}

func probeCgroups(root string) (cgroups, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(root, &fs); err != nil {
		return cgroups{}, fmt.Errorf("no control groups at %s: %w", root, err)
	}
	g := cgroups{root: root, unified: fs.Type == unix.CGROUP2_SUPER_MAGIC}
	if !g.unified && !exists(filepath.Join(root, "memory")) {
		return cgroups{}, fmt.Errorf("no control groups at %s: neither version 2 nor the memory controller of version 1 is mounted there", root)
	}
	return g, nil
}

func (g cgroups) file(controller, path, name string) string {
	if g.unified {
		return filepath.Join(g.root, path, name)
	}
	return filepath.Join(g.root, controller, path, name)
}

// oomKills counts the processes that the kernel killed in the group for want of memory. No group means none.
func (g cgroups) oomKills(path string) (int64, error) {
	name := "memory.oom_control"
	if g.unified {
		name = "memory.events"
	}
	kills, err := field(g.file("memory", path, name), "oom_kill")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return kills, err
}

func (g cgroups) usage(path string) (engine.Usage, error) {
	cpu, err := g.cpu(path)
	if err != nil {
		return engine.Usage{}, err
	}
	memory, err := g.memory(path)
	if err != nil {
		return engine.Usage{}, err
	}
	pids, err := number(g.file("pids", path, "pids.current"))
	return engine.Usage{CPU: cpu, Memory: memory, PIDs: pids}, err
}

func (g cgroups) cpu(path string) (time.Duration, error) {
	if g.unified {
		micros, err := field(g.file("", path, "cpu.stat"), "usage_usec")
		return time.Duration(micros) * time.Microsecond, err
	}
	nanos, err := number(g.file("cpuacct", path, "cpuacct.usage"))
	return time.Duration(nanos), err
}

// memory leaves out the file cache that nobody used lately, which the kernel gives back before it kills anything.
func (g cgroups) memory(path string) (int64, error) {
	current, inactive := "memory.usage_in_bytes", "total_inactive_file"
	if g.unified {
		current, inactive = "memory.current", "inactive_file"
	}
	held, err := number(g.file("memory", path, current))
	if err != nil {
		return 0, err
	}
	cache, err := field(g.file("memory", path, "memory.stat"), inactive)
	return max(0, held-cache), err
}

// remove deletes the group, which must hold neither processes nor groups, in every hierarchy.
func (g cgroups) remove(path string) error {
	if g.unified {
		return rmdir(filepath.Join(g.root, path))
	}
	hierarchies, err := os.ReadDir(g.root)
	if err != nil {
		return err
	}
	var failed error
	for _, hierarchy := range hierarchies {
		// "cpu" may be a link to "cpu,cpuacct".
		if hierarchy.IsDir() {
			failed = errors.Join(failed, rmdir(filepath.Join(g.root, hierarchy.Name(), path)))
		}
	}
	return failed
}

func rmdir(path string) error {
	if err := unix.Rmdir(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove control group %s: %w", path, err)
	}
	return nil
}

func number(path string) (int64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
}

// field reads one "name value" line of a flat keyed file; a file without it counts 0.
func field(path, name string) (int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseInt(value, 10, 64)
		}
	}
	return 0, lines.Err()
}
