package containerd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/containerd/containerd/v2/client"
	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"
)

// Stop ends every container of the daemon, with its shim, and then the daemon, and deletes its state directory. Images stay in
// Root for the next start. A daemon that died is started once more for it, since only it can end its shims cleanly.
func (d Daemon) Stop(ctx context.Context) error {
	if !exists(d.State) {
		return nil
	}
	if err := d.Start(ctx); err != nil {
		return fmt.Errorf("stop the private containerd: %w", err)
	}
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := d.removeContainers(ctx); err != nil {
		return fmt.Errorf("stop the private containerd: %w", err)
	}
	if err := d.end(ctx); err != nil {
		return fmt.Errorf("stop the private containerd: %w", err)
	}
	if err := unmountUnder(d.State); err != nil {
		return fmt.Errorf("stop the private containerd: %w", err)
	}
	return os.RemoveAll(d.State)
}

// removeContainers deletes what the namespaces of our kind still hold. Control groups and runc's state are shared with the host's
// other containers, by the name of the namespace; so those that a person may have made ("default") are left alone.
func (d Daemon) removeContainers(ctx context.Context) error {
	c, err := client.New(d.Socket())
	if err != nil {
		return err
	}
	defer c.Close()
	names, err := c.NamespaceService().List(ctx)
	if err != nil {
		return classed(err, "list containerd's namespaces")
	}
	var failed error
	for _, name := range names {
		if checkNamespace(name) == nil {
			failed = errors.Join(failed, CleanUp(ctx, Config{Socket: d.Socket(), Namespace: name}))
		}
	}
	return failed
}

// CleanUp removes every workload of the namespace and the parent control group, and leaves the images. It needs no Engine, and works for
// those whose state directory is lost.
func CleanUp(ctx context.Context, cfg Config) error {
	if err := checkNamespace(cfg.Namespace); err != nil {
		return err
	}
	groups, err := probeCgroups(cgroupRoot)
	if err != nil {
		return err
	}
	c, err := client.New(cfg.Socket, client.WithDefaultNamespace(cfg.Namespace))
	if err != nil {
		return err
	}
	defer c.Close()
	e := &Engine{client: c, socket: cfg.Socket, namespace: cfg.Namespace, host: host{cgroups: groups}}
	ctx = e.context(ctx)
	containers, err := c.Containers(ctx)
	if err != nil {
		return classed(err, "list the containers of namespace %s", cfg.Namespace)
	}
	var failed error
	for _, container := range containers {
		if err := e.removeContainer(ctx, container, client.WithSnapshotCleanup); err != nil {
			failed = errors.Join(failed, classed(err, "remove workload %s", container.ID()))
		}
	}
	if failed = errors.Join(failed, endShims(ctx, cfg.Socket, cfg.Namespace, "")); failed != nil {
		return failed
	}
	if cfg.StateDir != "" {
		failed = os.RemoveAll(filepath.Join(cfg.StateDir, "workloads"))
	}
	if failed = errors.Join(failed, groups.removeTree(ctx, "/"+cfg.Namespace)); failed != nil {
		return failed
	}
	return removeEmpty(filepath.Join(runcState, cfg.Namespace))
}

// runcState is where containerd's shim has runc keep its state, in a directory for each namespace.
const runcState = "/run/containerd/runc"

func removeEmpty(dir string) error {
	if err := unix.Rmdir(dir); err != nil && !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.ENOTEMPTY) {
		return fmt.Errorf("remove %s: %w", dir, err)
	}
	return nil
}

// end asks the process that listens at the socket to end. The kernel says which one that is, so no number written down
// long ago can name somebody else's.
func (d Daemon) end(ctx context.Context) error {
	pid, err := listener(d.Socket())
	if err != nil {
		return err
	}
	process, err := os.FindProcess(pid) // a pidfd: it goes on meaning this process
	if err != nil {
		return err
	}
	defer process.Release()
	if err := process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	deadline := time.Now().Add(exitTime)
	for running(pid) {
		if time.Now().After(deadline) {
			if err := process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return err
			}
			deadline = time.Now().Add(exitTime)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("containerd, process %d, still runs: %w", pid, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

func listener(socket string) (int, error) {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	var peer *unix.Ucred
	var failed error
	if err := raw.Control(func(fd uintptr) {
		peer, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); err != nil {
		return 0, err
	}
	if failed != nil {
		return 0, failed
	}
	return int(peer.Pid), nil
}

// running does not count a zombie, which is our own child that nobody has waited for yet.
func running(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	// The name between the parentheses may hold anything; the state follows the last one.
	end := strings.LastIndexByte(string(text), ')')
	return end < 0 || !strings.HasPrefix(string(text[end+1:]), " Z")
}

// unmountUnder takes away mounts that a shim which was killed left behind, the innermost first.
func unmountUnder(dir string) error {
	mounts, err := mountinfo.GetMounts(mountinfo.PrefixFilter(dir))
	if err != nil {
		return err
	}
	slices.SortFunc(mounts, func(a, b *mountinfo.Info) int { return len(b.Mountpoint) - len(a.Mountpoint) })
	for _, mount := range mounts {
		if err := ignoreAbsent(unix.Unmount(mount.Mountpoint, unix.MNT_DETACH|unix.UMOUNT_NOFOLLOW)); err != nil {
			return fmt.Errorf("unmount %s: %w", mount.Mountpoint, err)
		}
	}
	return nil
}
