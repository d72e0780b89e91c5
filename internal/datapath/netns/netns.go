// Package netns makes, pins, finds and enters network namespaces. It is the
// only place that calls unshare, setns or mounts a namespace.
//
// A thread enters a namespace only under a goroutine that was made for it and
// is locked to it; when the way back fails, the goroutine ends locked and the
// runtime throws the thread away.
package netns

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"sallyport/internal/fault"
)

// Dir is where namespaces are pinned: iproute2's own directory, so that
// "ip netns exec" finds them.
const Dir = "/run/netns"

// self is the calling thread's namespace. /proc/self would be the main thread's.
const self = "/proc/thread-self/ns/net"

// Namespace is an open network namespace. It stays alive while it is open,
// even when it is no longer pinned.
type Namespace struct {
	name string
	file *os.File
}

// Path is where the namespace of a name is pinned.
func Path(name string) string { return filepath.Join(Dir, name) }

// Name is the name that the namespace was opened by; empty for one that was
// opened by its path.
func (n *Namespace) Name() string { return n.name }

// Fd is the open descriptor; it belongs to n.
func (n *Namespace) Fd() int { return int(n.file.Fd()) }

// Close lets go of the namespace. It stays pinned.
func (n *Namespace) Close() error { return n.file.Close() }

// Open opens the pinned namespace of a name. What is not there, or is a file
// without a namespace behind it, is a fault.NotFound.
func Open(name string) (*Namespace, error) {
	n, err := OpenPath(Path(name))
	if err != nil {
		return nil, err
	}
	n.name = name
	return n, nil
}

// OpenPath opens the namespace behind a path. An empty path is the namespace
// that the process runs in.
func OpenPath(path string) (*Namespace, error) {
	if path == "" {
		path = "/proc/self/ns/net"
	}
	// To open a pipe waits for who writes to it, and to open a device is already
	// to use it.
	var on unix.Statfs_t
	err := unix.Statfs(path, &on)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "", "network namespace %s is not there", path)
	}
	if err == nil && on.Type != unix.NSFS_MAGIC {
		return nil, fault.New(fault.NotFound, "", "%s is not a network namespace", path)
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "", "network namespace %s is not there", path)
	}
	if err != nil {
		return nil, fmt.Errorf("open network namespace: %w", err)
	}
	if err := unix.Fstatfs(int(file.Fd()), &on); err != nil || on.Type != unix.NSFS_MAGIC {
		file.Close()
		return nil, fault.New(fault.NotFound, "", "%s is not a network namespace", path)
	}
	return &Namespace{file: file}, nil
}

// Create makes a namespace, runs prepare in it and pins it: a namespace that
// can be found is a prepared one. A taken name is a fault.Exists.
func Create(name string, prepare func() error) (*Namespace, error) {
	if err := shareDir(); err != nil {
		return nil, err
	}
	if err := claim(name); err != nil {
		return nil, err
	}
	var made *Namespace
	err := onOwnThread(func() error {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("unshare: %w", err)
		}
		if err := prepare(); err != nil {
			return err
		}
		if err := unix.Mount(self, Path(name), "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("pin: %w", err)
		}
		var err error
		made, err = Open(name)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("create network namespace %s: %w", name, err), Remove(name))
	}
	return made, nil
}

// claim makes the file that the namespace is pinned on. A file that nothing is
// pinned on is left from before a reboot, and gives way.
func claim(name string) error {
	for range 2 {
		file, err := os.OpenFile(Path(name), os.O_CREATE|os.O_EXCL|os.O_RDONLY, 0o444)
		if err == nil {
			return file.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("create network namespace %s: %w", name, err)
		}
		if old, err := Open(name); err == nil {
			old.Close()
			break
		}
		if err := os.Remove(Path(name)); err != nil {
			return fmt.Errorf("create network namespace %s: %w", name, err)
		}
	}
	return fault.New(fault.Exists, "", "network namespace %s is there already", name)
}

// shareDir makes Dir a shared mount, as iproute2 does: otherwise a namespace
// would stay alive in every copy of the mount table made before it is removed.
func shareDir() error {
	if err := os.MkdirAll(Dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", Dir, err)
	}
	err := unix.Mount("", Dir, "", unix.MS_SHARED|unix.MS_REC, "")
	if errors.Is(err, unix.EINVAL) { // not a mount of its own yet
		if err = unix.Mount(Dir, Dir, "", unix.MS_BIND|unix.MS_REC, ""); err == nil {
			err = unix.Mount("", Dir, "", unix.MS_SHARED|unix.MS_REC, "")
		}
	}
	if err != nil {
		return fmt.Errorf("share %s: %w", Dir, err)
	}
	return nil
}

// Adopt pins the namespace behind a path under a name as well, and opens it by
// that name. A taken name is a fault.Exists.
func Adopt(name, path string) (*Namespace, error) {
	there, err := OpenPath(path)
	if err != nil {
		return nil, err
	}
	there.name = name
	if err := there.Repin(); err != nil {
		there.Close()
		return nil, err
	}
	return there, nil
}

// Is reports whether a path leads to n.
func (n *Namespace) Is(path string) bool {
	var own, found unix.Stat_t
	return unix.Fstat(n.Fd(), &own) == nil && unix.Stat(path, &found) == nil && own.Dev == found.Dev && own.Ino == found.Ino
}

// Repin pins an open namespace again that lost its name.
func (n *Namespace) Repin() error {
	if err := shareDir(); err != nil {
		return err
	}
	if err := claim(n.name); err != nil {
		return err
	}
	if err := unix.Mount(fmt.Sprintf("/proc/self/fd/%d", n.Fd()), Path(n.name), "", unix.MS_BIND, ""); err != nil {
		return errors.Join(fmt.Errorf("pin network namespace %s again: %w", n.name, err), os.Remove(Path(n.name)))
	}
	return nil
}

// Pinned reports whether n's name still leads to n.
func (n *Namespace) Pinned() bool { return n.Is(Path(n.name)) }

// Remove unpins the namespace of a name; it ends with the last process and
// descriptor in it. An unknown name is no error.
func Remove(name string) error {
	for {
		err := unix.Unmount(Path(name), unix.MNT_DETACH)
		if err == nil {
			continue // pinned more than once
		}
		if !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOENT) {
			return fmt.Errorf("unpin network namespace %s: %w", name, err)
		}
		break
	}
	if err := os.Remove(Path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove network namespace %s: %w", name, err)
	}
	return nil
}

// List gives the names in Dir that begin with prefix, sorted.
func List(prefix string) ([]string, error) {
	entries, err := os.ReadDir(Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list network namespaces: %w", err)
	}
	var names []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), prefix) {
			names = append(names, entry.Name())
		}
	}
	return names, nil
}

// Do runs do on a thread inside of the namespace. What do opens there (sockets,
// processes) stays there; goroutines that it starts run elsewhere.
func (n *Namespace) Do(do func() error) error {
	return onOwnThread(func() error {
		if err := unix.Setns(n.Fd(), unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("enter network namespace %s: %w", n.name, err)
		}
		return do()
	})
}

// onOwnThread runs do on a goroutine that is locked to its thread, and brings
// the thread back to the namespace it came from. It waits for do.
func onOwnThread(do func() error) error {
	done := make(chan error, 1)
	go func() { // ends with do
		runtime.LockOSThread()
		home, err := os.Open(self)
		if err != nil {
			runtime.UnlockOSThread()
			done <- fmt.Errorf("open the thread's own namespace: %w", err)
			return
		}
		defer home.Close()
		err = do()
		if unix.Setns(int(home.Fd()), unix.CLONE_NEWNET) == nil {
			runtime.UnlockOSThread() // else the thread ends with this goroutine
		}
		done <- err
	}()
	return <-done
}
