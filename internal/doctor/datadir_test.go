package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestNearestFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir, there string
		exists     bool
		failure    string
	}{
		{dir, dir, true, ""},
		{dir + "/", dir, true, ""},
		{dir + "/new/deep", dir, false, ""},
		{file, "", false, "is a file"},
		{file + "/below", "", false, "not a directory"},
	} {
		there, exists, err := nearest(c.dir)
		if there != c.there || exists != c.exists || (err != nil) != (c.failure != "") || !strings.Contains(fmt.Sprint(err), c.failure) {
			t.Errorf("%s: got %q %v %v", c.dir, there, exists, err)
		}
	}
}

func TestOwnership(t *testing.T) {
	dir := t.TempDir()
	for mode, want := range map[os.FileMode]string{0o700: "", 0o755: "warning: open to others (0755); it holds credentials…chmod 700", 0o770: "warning: 0770"} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		f, wrong := owned(dir)
		if wrong != (want != "") {
			t.Errorf("%#o: got %+v", mode, f)
		}
		if wrong {
			expect(t, mode.String(), []Finding{f}, want)
		}
	}
	if f, wrong := owned(filepath.Join(dir, "nothing")); !wrong || f.State != Failure {
		t.Errorf("nothing there: %+v", f)
	}
}

func TestSpace(t *testing.T) {
	const blocks = 1 << 18 // in a GiB, of 4 KiB
	for name, c := range map[string]struct {
		on   unix.Statfs_t
		want string
	}{
		"plenty":    {unix.Statfs_t{Bsize: 4096, Bavail: 10 * blocks, Files: 1e6, Ffree: 1e6}, "ok: 10.0 GiB free"},
		"little":    {unix.Statfs_t{Bsize: 4096, Bavail: blocks, Files: 1e6, Ffree: 1e6}, "warning: 1.0 GiB free…free 2 GiB"},
		"few files": {unix.Statfs_t{Bsize: 4096, Bavail: 10 * blocks, Files: 1e6, Ffree: 100}, "warning: 100 files more"},
		"uncounted": {unix.Statfs_t{Bsize: 4096, Bavail: 10 * blocks}, "ok: 10.0 GiB"},
		"read-only": {unix.Statfs_t{Bsize: 4096, Bavail: 10 * blocks, Flags: unix.ST_RDONLY}, "failure: mounted read-only"},
		"NFS":       {unix.Statfs_t{Bsize: 4096, Bavail: 10 * blocks, Type: unix.NFS_SUPER_MAGIC}, "failure: is on NFS…local disk"},
	} {
		expect(t, name, []Finding{judgeSpace("/data", &c.on)}, c.want)
	}
}

func TestNoDataDirectory(t *testing.T) {
	expect(t, "none", dataDirectory(""), "failure: --data-dir")
}
