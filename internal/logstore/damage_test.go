package logstore

import (
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever a failing disk made of an index, the log can still be read to an end, and what is printed from then on is told.
func TestDamagedIndexesAreNoEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "logstore")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		w := newWorld(t, dir)
		for range rapid.IntRange(1, 20).Draw(t, "writes") {
			w.print(web, strings.Repeat("line\n", rapid.IntRange(1, 10).Draw(t, "lines")))
			w.clock = w.clock.Add(time.Second)
			w.look(web)
			if rapid.IntRange(0, 4).Draw(t, "rotate") == 0 {
				w.rotate(web, 0)
			}
		}
		path := w.store.Path(web) + rapid.SampledFrom([]string{".index", ".1.index"}).Draw(t, "index")
		index, err := os.ReadFile(path)
		if err != nil {
			return // nothing was put aside
		}
		for range rapid.IntRange(1, 3).Draw(t, "damages") {
			at := rapid.IntRange(0, len(index)-1).Draw(t, "at")
			copy(index[at:], rapid.SliceOfN(rapid.Byte(), 1, 16).Draw(t, "bytes"))
		}
		if err := os.WriteFile(path, index, 0o600); err != nil {
			t.Fatal(err)
		}
		w.restart()
		w.clock = w.clock.Add(time.Second)
		w.print(web, "\nthe last words\n")
		count, last := 0, ""
		for line, err := range w.store.Lines(web, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if count++; count > 2000 {
				t.Fatal("it never ends")
			}
			last = string(line.Text)
		}
		if last != "the last words" {
			t.Errorf("the last of %d lines is %q", count, last)
		}
		if _, err := w.store.Seek(web, w.clock); err != nil {
			t.Fatal(err)
		}
		if lines, err := w.store.Last(web, 1<<62, 1, 1<<20); err != nil || len(lines) != 1 || string(lines[0].Text) != "the last words" {
			t.Errorf("the last line is %v, %v", lines, err)
		}
	})
}
