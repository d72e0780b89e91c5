package eventlog

import (
	"fmt"
	"testing"
	"time"

	"sallyport/internal/platform"
	"sallyport/internal/store"
)

func open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), platform.Event{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func record(t testing.TB, s *store.Store, id string, count int) {
	t.Helper()
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		for range count {
			Record(tx, id, "op", time.Unix(0, 0).UTC(), "line")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func numbers(s *store.Store, id string, after int64) []int64 {
	var found []int64
	for e := range After(s.Snapshot(), id, after) {
		found = append(found, e.Number)
	}
	return found
}

func TestLogsAreNumberedAndApart(t *testing.T) {
	s := open(t)
	record(t, s, "b", 2)
	record(t, s, "a", 3)
	record(t, s, "b", 1)
	record(t, s, "ba", 1)
	for id, want := range map[string]string{"a": "[1 2 3]", "b": "[1 2 3]", "ba": "[1]", "c": "[]"} {
		if got := fmt.Sprint(numbers(s, id, 0)); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	if got := fmt.Sprint(numbers(s, "b", 2)); got != "[3]" {
		t.Errorf("behind the second: %s", got)
	}
}

func TestOldLinesGo(t *testing.T) {
	s := open(t)
	record(t, s, "before", 1)
	record(t, s, "middle", kept-1)
	record(t, s, "zafter", 1)
	for i := range 3 {
		record(t, s, "middle", 1)
		all := numbers(s, "middle", 0)
		if first, last := all[0], all[len(all)-1]; len(all) != kept || last != int64(kept+i) || first != int64(1+i) {
			t.Errorf("%d lines, %d to %d", len(all), first, last)
		}
	}
	record(t, s, "middle", 2500) // within one transaction
	if all := numbers(s, "middle", 0); len(all) != kept || all[0] != 2503 {
		t.Errorf("%d lines from %d", len(all), all[0])
	}
}

// BenchmarkRecord shows that a full log costs what an empty one does.
func BenchmarkRecord(b *testing.B) {
	for _, lines := range []int{0, kept} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			s := open(b)
			record(b, s, "a", lines)
			b.ResetTimer()
			err := s.Update(b.Context(), func(tx *store.Tx) error {
				for range b.N {
					Record(tx, "a", "op", time.Unix(0, 0).UTC(), "line")
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
