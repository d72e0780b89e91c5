package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fake is a machine of the given files.
func fake(t *testing.T, files map[string]string) machine {
	t.Helper()
	m := machine{t.TempDir()}
	for name, text := range files {
		path := m.path(name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			if err := os.Symlink(target, path); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// expect compares findings with lines of "state: words", of which the words
// have to be in the finding's detail or mend, in any place, separated by "…".
func expect(t *testing.T, name string, findings []Finding, want ...string) {
	t.Helper()
	if len(findings) != len(want) {
		t.Errorf("%s: got %d findings, want %d: %+v", name, len(findings), len(want), findings)
		return
	}
	for i, f := range findings {
		state, words, _ := strings.Cut(want[i], ": ")
		if f.State.String() != state {
			t.Errorf("%s: got %s, want %s: %+v", name, f.State, state, f)
		}
		for word := range strings.SplitSeq(words, "…") {
			if !strings.Contains(f.Detail+"\n"+f.Mend, word) {
				t.Errorf("%s: %q is not in %+v", name, word, f)
			}
		}
	}
}
