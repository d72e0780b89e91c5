package logstore

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRotateKeepsTheNewest(t *testing.T) {
	w := newWorld(t, t.TempDir())
	for _, text := range []string{"first\n", "second\n", "third\n", "fourth\n"} {
		w.print(web, text)
		if !w.rotate(web, 4) {
			t.Fatalf("%q was not moved", text)
		}
	}
	path := w.store.Path(web)
	if content(t, path) != "" || content(t, path+".1") != "fourth\n" {
		t.Errorf("%q, %q", content(t, path), content(t, path+".1"))
	}
	if info, err := os.Stat(path + ".1"); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode of the copy: %v, %v", info, err)
	}
	if e := w.look(web); e.First != 19 || e.End != 26 {
		t.Errorf("%+v", e)
	}
	if err := w.store.Remove(web); err != nil {
		t.Error(err)
	}
	if names, err := w.store.List(web.Owner); err != nil || len(names) != 0 {
		t.Errorf("left: %v, %v", names, err)
	}
}

func TestRotateLeavesSmallLogsAlone(t *testing.T) {
	w := newWorld(t, t.TempDir())
	if w.rotate(web, 4) {
		t.Error("no log was moved")
	}
	w.print(web, "1234")
	if w.rotate(web, 4) || content(t, w.store.Path(web)) != "1234" {
		t.Error("a log at the bound was moved")
	}
}

// A rotation that was stopped leaves the log with all lines, which the next one moves.
func TestStoppedRotationsHeal(t *testing.T) {
	for name, stop := range map[string]func(path string) error{
		"copied": func(path string) error { return os.WriteFile(path+".rotating", []byte("one\ntw"), 0o600) },
		"put aside, without its index": func(path string) error {
			return os.WriteFile(path+".1", []byte("one\ntwo\n"), 0o600)
		},
		"put aside, with its index": func(path string) error {
			return errors.Join(os.WriteFile(path+".1", []byte("one\ntwo\n"), 0o600), os.Rename(path+".index", path+".1.index"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir())
			w.print(web, "one\ntwo\n")
			w.look(web)
			if err := stop(w.store.Path(web)); err != nil {
				t.Fatal(err)
			}
			w.restart()
			w.rotate(web, 4)
			w.print(web, "three\n")
			if got := w.texts(web); !slices.Equal(got, []string{"one", "two", "three"}) {
				t.Errorf("%q", got)
			}
		})
	}
}

// What was written while nobody looked lies between what was known before and the file's last change.
func TestUnseenLinesAreSpread(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.print(web, "seen\n")
	before := w.clock
	w.look(web)
	w.print(web, strings.Repeat("0123456\n", 100))
	last := before.Add(100 * time.Second)
	if err := os.Chtimes(w.store.Path(web), last, last); err != nil {
		t.Fatal(err)
	}
	w.clock = before.Add(time.Hour)
	w.restart()
	w.store.began = w.clock
	lines := w.lines(web, 0)
	if len(lines) != 101 || lines[0].at != before.UnixMilli() || lines[100].at != last.UnixMilli() {
		t.Fatalf("%d lines, from %v to %v", len(lines), lines[0].at, lines[100].at)
	}
	for i, l := range lines {
		if off := time.UnixMilli(l.at).Sub(before.Add(time.Duration(i) * time.Second)).Abs(); off > 3*time.Second {
			t.Errorf("line %d is off by %v", i, off)
		}
	}
	w.print(web, "now\n")
	if lines := w.lines(web, 0); lines[101].at != w.clock.UnixMilli() {
		t.Errorf("a line of now: %v", lines[101])
	}
}

// A log that was written before there were indexes, or whose index was deleted or garbled, is read all the same.
func TestLogsWithoutAnIndex(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"deleted": os.Remove,
		"garbled": func(path string) error {
			return os.WriteFile(path, []byte("garbage that is long enough to be one"), 0o600)
		},
		"empty": func(path string) error { return os.Truncate(path, 0) },
		"torn":  func(path string) error { return os.Truncate(path, headerSize+stampSize+3) },
		"zeroes": func(path string) error {
			return errors.Join(os.Truncate(path, headerSize), os.Truncate(path, headerSize+2*stampSize))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir())
			w.print(web, "old\n")
			w.rotate(web, 0)
			w.print(web, "new\n")
			w.look(web)
			w.print(web, "newer\n")
			w.look(web)
			for _, end := range []string{".index", ".1.index"} {
				if err := spoil(w.store.Path(web) + end); err != nil {
					t.Fatal(err)
				}
			}
			w.restart()
			if got := w.texts(web); !slices.Equal(got, []string{"old", "new", "newer"}) {
				t.Errorf("%q", got)
			}
			w.print(web, "newest\n")
			if got := w.texts(web); !slices.Equal(got, []string{"old", "new", "newer", "newest"}) {
				t.Errorf("%q", got)
			}
		})
	}
}

// A log that somebody cut short, or deleted, begins anew, and places in it stay behind those before.
func TestLogsThatWereCut(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.print(web, "one\ntwo\n")
	end := w.look(web).End
	if err := os.Truncate(w.store.Path(web), 0); err != nil {
		t.Fatal(err)
	}
	w.print(web, "anew\n")
	if got := w.lines(web, end); len(got) != 1 || got[0].text != "anew" || got[0].position != end {
		t.Errorf("%v", got)
	}
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	if got := w.lines(web, 0); got != nil {
		t.Errorf("of no log: %v", got)
	}
	w.print(web, "again\n")
	if got := w.texts(web); !slices.Equal(got, []string{"again"}) {
		t.Errorf("%q", got)
	}
}

// The end of a log is found without reading what is before.
func TestTheEndCostsWhatItGives(t *testing.T) {
	w := newWorld(t, t.TempDir())
	w.print(web, strings.Repeat(strings.Repeat("x", 99)+"\n", 200_000))
	end := w.look(web).End
	if allocated := testing.AllocsPerRun(5, func() {
		if lines, err := w.store.Last(web, end, 100, 1<<20); err != nil || len(lines) != 100 {
			t.Fatal(len(lines), err)
		}
	}); allocated > 2000 {
		t.Errorf("%v allocations", allocated)
	}
}

func TestWatchStampsAndWakes(t *testing.T) {
	w := &world{t: t, dir: t.TempDir() + "/logs"}
	w.store = New(w.dir, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.store.Watch(ctx, slog.New(slog.DiscardHandler)) }() // ends with ctx
	other := Name{"i-0123456789abcdef0", "i-0123456789abcdef0"}
	for i := range 3 {
		for _, n := range []Name{web, other} {
			changed := w.store.Changed(n.Owner)
			began := time.Now().Truncate(time.Millisecond)
			w.print(n, "line\n")
			// The directory of an owner may not be watched yet when its first log begins: it is found then.
			select {
			case <-changed:
			case <-time.After(5 * time.Second):
				t.Fatalf("%v, line %d: nobody was woken", n, i)
			}
			seen := time.Now()
			lines := w.lines(n, 0)
			if at := time.UnixMilli(lines[len(lines)-1].at); at.Before(began) || at.After(seen) {
				t.Errorf("%v, line %d: %v is not between %v and %v", n, i, at, began, seen)
			}
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
