//go:build kernel

package store_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFullFileSystemIsSurvived fills a real file system of 8 MB, mounted in a mount namespace that ends with the child.
func TestFullFileSystemIsSurvived(t *testing.T) {
	dir := t.TempDir()
	mounted := filepath.Join(dir, "mounted")
	if err := os.Mkdir(mounted, 0o700); err != nil {
		t.Fatal(err)
	}
	const script = `set -e
mount -t tmpfs -o size=8m tmpfs "$2"
head -c 6000000 /dev/zero > "$2/ballast"
"$1"
cp "$2/sallyport.db" "$3"`
	c := exec.Command("unshare", "--mount", "sh", "-c", script, "sh", os.Args[0], mounted, dir)
	c.Env = append(os.Environ(), childVariable+"=fill ballasted:"+mounted)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v after %s", err, out)
	}
	expect(t, "story", strings.Split(strings.TrimSpace(string(out)), "\n"), fillStory)
	checkTwins(t, open(t, dir))
}
