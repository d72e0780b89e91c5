package logstore

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

var web = Name{"0123456789abcdef0123456789abcdef", "s-0123456789abcdef-1"}

// fataler is what a *testing.T and a *rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(...any)
}

// world is a store over a directory, with a clock of its own.
type world struct {
	t     fataler
	dir   string
	clock time.Time
	store *Store
}

func newWorld(t fataler, dir string) *world {
	w := &world{t: t, dir: dir, clock: time.Now().Add(time.Hour).Truncate(time.Millisecond)}
	w.restart()
	return w
}

// restart forgets all that is not on the disk.
func (w *world) restart() {
	w.store = New(w.dir, func() time.Time { return w.clock })
	// The files' times are of the machine's clock, which is before this one; so that what follows counts as seen:
	w.store.began = time.Time{}
}

func (w *world) print(n Name, text string) {
	w.t.Helper()
	path := w.store.Path(n)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		w.t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := file.WriteString(text); err != nil {
		w.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// look stamps what is there, as Watch would.
func (w *world) look(n Name) Extent {
	w.t.Helper()
	e, err := w.store.Extent(n)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) rotate(n Name, max int64) bool {
	w.t.Helper()
	moved, err := w.store.Rotate(n, max)
	if err != nil {
		w.t.Fatal(err)
	}
	return moved
}

// line is a Line that can be compared.
type line struct {
	position int64
	at       int64 // milliseconds
	text     string
	open     bool
}

func (w *world) lines(n Name, from int64) []line {
	w.t.Helper()
	var all []line
	for l, err := range w.store.Lines(n, from) {
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, line{l.Position, l.At.UnixMilli(), string(l.Text), l.Open})
	}
	return all
}

func (w *world) texts(n Name) []string {
	w.t.Helper()
	var all []string
	for _, l := range w.lines(n, 0) {
		all = append(all, l.text)
	}
	return all
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
