package logs_test

import (
	"os"
	"path/filepath"
	"testing"

	"sallyport/internal/engine/logs"
)

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRotateKeepsTheNewest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	writer, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	for _, text := range []string{"first", "second", "third", "fourth"} {
		if _, err := writer.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if moved, err := logs.Rotate(path, 4, 2); err != nil || !moved {
			t.Fatalf("rotate: %v, %v", moved, err)
		}
	}
	for name, want := range map[string]string{path: "", path + ".1": "fourth", path + ".2": "third"} {
		if got := content(t, name); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 3 {
		t.Errorf("%v, %v", entries, err)
	}
	if info, err := os.Stat(path + ".1"); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode of the copy: %v, %v", info, err)
	}
	if err := logs.Remove(path, 2); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 0 {
		t.Errorf("left: %v", entries)
	}
}

func TestRotateLeavesSmallFilesAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	if moved, err := logs.Rotate(path, 4, 2); moved || err != nil {
		t.Errorf("no file: %v, %v", moved, err)
	}
	if err := os.WriteFile(path, []byte("1234"), 0o600); err != nil {
		t.Fatal(err)
	}
	if moved, err := logs.Rotate(path, 4, 2); moved || err != nil || content(t, path) != "1234" {
		t.Errorf("at the bound: %v, %v", moved, err)
	}
	if moved, err := logs.Rotate(path, 3, 0); !moved || err != nil || content(t, path) != "" {
		t.Errorf("keeping nothing: %v, %v", moved, err)
	}
}
