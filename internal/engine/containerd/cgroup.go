package containerd

import (
	"bufio"
	"context"
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

const (
	drainGrace = time.Second      // what the daemon has for clearing up after a start that was cut off
	drainTime  = 10 * time.Second // until a group that can't be emptied is given up
	drainEvery = 10 * time.Millisecond
)

// drain returns when the group is gone, which runc deletes. Only where a start was cut off is it still there, in some hierarchies
// perhaps: the daemon then clears up after the start, and what it leaves is ended here.
func (g cgroups) drain(ctx context.Context, path string) error {
	for begin := time.Now(); len(g.dirs(path)) > 0; {
		if waited := time.Since(begin); waited > drainGrace {
			if err := g.kill(path); err != nil {
				return err
			}
			// The killed need a moment.
			if err := g.remove(path); err != nil && waited > drainTime {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(drainEvery):
		}
	}
	return nil
}

// dirs are the directories of the group that exist: one, or one in each hierarchy of version 1.
func (g cgroups) dirs(path string) []string {
	if g.unified {
		if dir := filepath.Join(g.root, path); exists(dir) {
			return []string{dir}
		}
		return nil
	}
	// "cpu" may be a link to "cpu,cpuacct": it counts twice, which does no harm.
	found, err := filepath.Glob(filepath.Join(g.root, "*", path))
	if err != nil {
		return nil // only of a malformed pattern, and ids have no special characters
	}
	return found
}

// kill ends every process of the group, which is below our own parent group: nobody else's can be in it.
func (g cgroups) kill(path string) error {
	for _, dir := range g.dirs(path) {
		text, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENODEV) {
			continue
		} else if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			pid, err := strconv.Atoi(strings.TrimSpace(line))
			if err != nil || pid <= 0 { // 0: a process outside of our PID namespace
				continue
			}
			if err := unix.Kill(pid, unix.SIGKILL); err != nil && !errors.Is(err, unix.ESRCH) {
				return fmt.Errorf("end process %d of control group %s: %w", pid, path, err)
			}
		}
	}
	return nil
}

// remove deletes the group, which must hold neither processes nor groups, in every hierarchy.
func (g cgroups) remove(path string) error {
	var failed error
	for _, dir := range g.dirs(path) {
		if err := unix.Rmdir(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, fmt.Errorf("remove control group %s: %w", dir, err))
		}
	}
	return failed
}

// removeTree drains what is left below the group and deletes it.
func (g cgroups) removeTree(ctx context.Context, path string) error {
	for _, dir := range g.dirs(path) {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, entry := range entries {
			if !entry.IsDir() {
				continue
			}
			if err := g.drain(ctx, filepath.Join(path, entry.Name())); err != nil {
				return err
			}
		}
	}
	return g.remove(path)
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
