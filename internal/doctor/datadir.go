package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	leastSpace  = 2 << 30 // bytes: some images, a database, logs
	leastInodes = 50_000  // files: an image of a distribution has some thousands
)

const (
	directoryCheck = "data directory"
	diskCheck      = "disk"
)

// networked are the file systems whose locks and shared memory the store can't build on.
var networked = map[int64]string{unix.NFS_SUPER_MAGIC: "NFS", unix.SMB_SUPER_MAGIC: "SMB", 0xff534d42: "CIFS", unix.CEPH_SUPER_MAGIC: "CephFS", unix.V9FS_MAGIC: "9p"}

// dataDirectory looks at the data directory, or at the folder that it will be made in.
func dataDirectory(dir string) []Finding {
	if dir == "" {
		return []Finding{{Check: directoryCheck, Detail: "none is named", Mend: "name one with --data-dir", State: Failure}}
	}
	there, exists, err := nearest(dir)
	if err != nil {
		return []Finding{{Check: directoryCheck, Detail: err.Error(), Mend: "name another with --data-dir", State: Failure}}
	}
	list := []Finding{{Check: directoryCheck, Detail: dir}}
	if !exists {
		list[0].Detail += " (will be made)"
	} else if f, wrong := owned(dir); wrong {
		list[0] = f
	}
	return append(list, space(there), overlay(there))
}

// nearest is the folder itself, or the closest above it that there is.
func nearest(dir string) (there string, exists bool, err error) {
	for there = filepath.Clean(dir); ; there = filepath.Dir(there) {
		info, err := os.Stat(there)
		switch {
		case err == nil && !info.IsDir():
			return "", false, fmt.Errorf("%s is a file", there)
		case err == nil:
			return there, there == filepath.Clean(dir), nil
		case !errors.Is(err, fs.ErrNotExist) || there == filepath.Dir(there):
			return "", false, err
		}
	}
}

// owned checks that nobody else gets at the keys and documents.
func owned(dir string) (Finding, bool) {
	info, err := os.Stat(dir)
	if err != nil {
		return Finding{Check: directoryCheck, Detail: err.Error(), State: Failure}, true
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return Finding{
			Check: directoryCheck, Detail: fmt.Sprintf("%s belongs to user %d", dir, stat.Uid), State: Failure,
			Mend: fmt.Sprintf("chown %d %s", os.Geteuid(), dir),
		}, true
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return Finding{
			Check: directoryCheck, Detail: fmt.Sprintf("%s is open to others (%#o); it holds credentials", dir, info.Mode().Perm()), State: Warning,
			Mend: "chmod 700 " + dir + " (serve does so at its start)",
		}, true
	}
	return Finding{}, false
}

// space looks at the file system.
func space(dir string) Finding {
	var on unix.Statfs_t
	if err := unix.Statfs(dir, &on); err != nil {
		return Finding{Check: diskCheck, Detail: fmt.Sprintf("%s: %v", dir, err), Mend: "name another with --data-dir", State: Failure}
	}
	return judgeSpace(dir, &on)
}

func judgeSpace(dir string, on *unix.Statfs_t) Finding {
	free := on.Bavail * uint64(on.Bsize)
	f := Finding{Check: diskCheck, Detail: fmt.Sprintf("%.1f GiB free", float64(free)/(1<<30))}
	switch {
	case on.Flags&unix.ST_RDONLY != 0:
		return Finding{Check: diskCheck, Detail: dir + " is on a file system that is mounted read-only", Mend: "remount it, or name another data directory with --data-dir", State: Failure}
	case networked[on.Type] != "":
		return Finding{Check: diskCheck, Detail: fmt.Sprintf("%s is on %s, where the store's locks and shared memory do not hold", dir, networked[on.Type]), Mend: "name a data directory on a local disk with --data-dir", State: Failure}
	case free < leastSpace:
		f.State, f.Mend = Warning, fmt.Sprintf("free %d GiB: images, workloads' files and logs live there", leastSpace>>30)
	// Btrfs and others that make inodes as they go count none at all.
	case on.Files > 0 && on.Ffree < leastInodes:
		f.Detail = fmt.Sprintf("%d files more can be made", on.Ffree)
		f.State, f.Mend = Warning, "delete what is not needed: an image of a distribution has some thousand files"
	}
	return f
}

// overlay tries whether containers can be laid over images in this file system.
// The mount is never put at a path: it is gone with its descriptor.
func overlay(dir string) Finding {
	const check = "overlay"
	try, err := os.MkdirTemp(dir, ".sallyport-doctor-")
	if err != nil {
		return Finding{Check: check, Detail: fmt.Sprintf("nothing can be written: %v", err), Mend: "run it as root, or name another data directory with --data-dir", State: Failure}
	}
	defer os.RemoveAll(try)
	if err := layOver(try); err != nil {
		return Finding{
			Check: check, Detail: fmt.Sprintf("no container can be laid over an image in %s: %v", dir, err), State: Failure,
			Mend: "modprobe overlay; or name a data directory on ext4, xfs (with ftype=1) or btrfs, not on an overlay itself",
		}
	}
	return Finding{Check: check, Detail: "containers can be laid over images"}
}

func layOver(dir string) error {
	mount, err := unix.Fsopen("overlay", unix.FSOPEN_CLOEXEC)
	if err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	defer unix.Close(mount)
	for option, folder := range map[string]string{"lowerdir": "image", "upperdir": "files", "workdir": "work"} {
		path := filepath.Join(dir, folder)
		if err := os.Mkdir(path, 0o700); err != nil {
			return err
		}
		if err := unix.FsconfigSetString(mount, option, path); err != nil {
			return fmt.Errorf("%s: %w", option, err)
		}
	}
	return unix.FsconfigCreate(mount)
}
