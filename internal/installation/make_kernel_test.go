//go:build kernel

package installation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDataDirectoryIsRootsAlone(t *testing.T) {
	home, _ := At(filepath.Join(t.TempDir(), "new"))
	if err := os.Mkdir(home.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home.Run()) })
	for range 2 {
		if err := home.Make(); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{home.Dir, home.Logs(), home.Engine(), home.Run()} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", dir, info, err)
		}
	}
	for _, path := range []string{home.Store(), home.Containerd(), home.ServeLog(), home.CredentialsFile()} {
		if !strings.HasPrefix(path, home.Dir+"/") {
			t.Errorf("%s is outside of the data directory", path)
		}
	}
	if home.Namespace() != "sallyport-"+home.Tag {
		t.Errorf("namespace %s", home.Namespace())
	}
}
