package logstore

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// ledger is what a log should be: all that was printed, and when its bytes were seen.
type ledger struct {
	text  string
	seen  []int64 // of each byte, in milliseconds
	first int     // position of what is kept
	begun int     // position of what the file holds
}

func (l *ledger) lines() []line {
	var all []line
	for at := l.first; at < len(l.text); {
		size := strings.IndexByte(l.text[at:], '\n')
		open, next := size < 0, at+size+1
		if open {
			size, next = len(l.text)-at, len(l.text)
		}
		if size >= LongestLine {
			size, next, open = LongestLine, at+LongestLine, false
		}
		all = append(all, line{int64(at), l.seen[next-1], l.text[at : at+size], open})
		at = next
	}
	return all
}

// Whatever is printed, moved aside, forgotten and read again: the lines are those that were printed, with the times at which
// they were seen, and every way to read gives the same ones.
func TestAllWaysToReadAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "logstore")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		w, want := newWorld(t, dir), &ledger{}
		t.Repeat(map[string]func(*rapid.T){
			"print": func(t *rapid.T) {
				text := rapid.StringMatching(`([a-z]{0,9}\n?){0,5}`).Draw(t, "text")
				if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
					text = strings.Repeat("x", rapid.IntRange(LongestLine-2, 2*LongestLine+2).Draw(t, "length")) + text
				}
				w.clock = w.clock.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "ms")) * time.Millisecond)
				w.print(web, text)
				w.look(web)
				want.text += text
				for len(want.seen) < len(want.text) {
					want.seen = append(want.seen, w.clock.UnixMilli())
				}
			},
			"rotate": func(t *rapid.T) {
				if w.rotate(web, 0) {
					want.first, want.begun = want.begun, len(want.text)
				}
			},
			"restart": func(*rapid.T) { w.restart() },
			"": func(t *rapid.T) {
				lines := want.lines()
				if got := w.lines(web, 0); !slices.Equal(got, lines) {
					t.Fatalf("got  %.400v\nwant %.400v", got, lines)
				}
				if len(lines) == 0 {
					return
				}
				i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
				if got := w.lines(web, lines[i].position); !slices.Equal(got, lines[i:]) {
					t.Fatalf("from line %d: got %.400v, want %.400v", i, got, lines[i:])
				}
				checkLast(t, w, lines, i)
				checkSeek(t, w, lines, lines[i].at)
			},
		})
	})
}

func checkLast(t *rapid.T, w *world, lines []line, before int) {
	wanted := rapid.IntRange(1, 5).Draw(t, "wanted")
	got, err := w.store.Last(web, lines[before].position, wanted, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	want := lines[max(0, before-wanted):before]
	if !slices.EqualFunc(got, want, func(a Line, b line) bool {
		return a.Position == b.position && string(a.Text) == b.text && a.At.UnixMilli() == b.at
	}) {
		t.Fatalf("last %d before line %d: got %.400v, want %.400v", wanted, before, got, want)
	}
}

func checkSeek(t *rapid.T, w *world, lines []line, at int64) {
	position, err := w.store.Seek(web, time.UnixMilli(at))
	if err != nil {
		t.Fatal(err)
	}
	first := slices.IndexFunc(lines, func(l line) bool { return l.at >= at })
	if !slices.ContainsFunc(lines, func(l line) bool { return l.position == position }) || position > lines[first].position {
		t.Fatalf("seek %d: %d, the first line is at %d", at, position, lines[first].position)
	}
}
