package containerd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// shimName is the program that containerd runs for each workload.
const shimName = "containerd-shim-runc-v2"

const (
	shimExitTime  = 3 * time.Second // for a shim to end after SIGTERM, and again after SIGKILL
	shimExitEvery = 10 * time.Millisecond
)

// endShims ends the shims of the daemon's namespace, of one workload or, with an empty id, of all. The daemon forgets a shim
// when the caller of a start or a removal is killed at the wrong moment; nobody but us would end it then. Tasks are deleted
// before, so no workload depends on these shims.
func endShims(ctx context.Context, socket, namespace, id string) error {
	signal := unix.SIGTERM // lets it delete its socket
	for end := time.Now().Add(shimExitTime); ; {
		pids, err := shims(socket, namespace, id)
		if err != nil || len(pids) == 0 {
			return err
		}
		if time.Now().After(end) {
			if signal == unix.SIGKILL {
				return fmt.Errorf("shims %v of namespace %s do not end", pids, namespace)
			}
			signal, end = unix.SIGKILL, time.Now().Add(shimExitTime)
		}
		for _, pid := range pids {
			// One that is gone is what is wanted.
			if err := unix.Kill(pid, signal); err != nil && err != unix.ESRCH {
				return fmt.Errorf("end shim %d: %w", pid, err)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(shimExitEvery):
		}
	}
}

const (
	settleTime  = 3 * time.Second // what the daemon takes to undo a start, seen: up to a second
	settleEvery = 20 * time.Millisecond
)

// clearCutOff ends what is left of a start or a removal whose caller was killed. The daemon undoes a start by itself, and now
// and then forgets a part: the task's directory, runc's note of the container or its control groups, all of which are in the way
// of every later task of that name.
func (e *Engine) clearCutOff(ctx context.Context, id string) error {
	if err := endShims(ctx, e.socket, e.namespace, id); err != nil {
		return err
	}
	bundle := bundleDir(e.socket, e.namespace, id)
	for end := time.Now().Add(settleTime); exists(bundle) && time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(settleEvery):
		}
	}
	if err := e.host.cgroups.drain(ctx, e.cgroup(id)); err != nil {
		return err
	}
	if err := unmountUnder(bundle); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(bundle), os.RemoveAll(filepath.Join(runcState, e.namespace, id)))
}

// bundleDir is where the daemon keeps a task's description and mounts, if its socket is in its state directory, as it is by default.
func bundleDir(socket, namespace, id string) string {
	return filepath.Join(filepath.Dir(socket), "io.containerd.runtime.v2.task", namespace, id)
}

// shims finds the processes by their arguments, which name the daemon's socket, the namespace and the workload.
func shims(socket, namespace, id string) ([]int, error) {
	paths, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return nil, err
	}
	var found []int
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		args := strings.Split(string(text), "\x00")
		if filepath.Base(args[0]) != shimName || !names(args, "-address", socket) || !names(args, "-namespace", namespace) {
			continue
		}
		if id != "" && !names(args, "-id", id) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
			found = append(found, pid)
		}
	}
	return found, nil
}

func names(args []string, flag, value string) bool {
	i := slices.Index(args, flag)
	return i >= 0 && i+1 < len(args) && args[i+1] == value
}
