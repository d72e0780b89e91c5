package store_test

import (
	"errors"
	"maps"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sallyport/internal/store"
)

// model is what a store should hold, in the plainest form.
type model map[string]subnet

func (m model) check(t *rapid.T, name string, r store.Reader) {
	t.Helper()
	keys := slices.Sorted(maps.Keys(m))
	if got := ids(store.List[subnet](r)); !slices.Equal(got, keys) {
		t.Fatalf("%s: list %q, want %q", name, got, keys)
	}
	if got := store.Count[subnet](r); got != len(m) {
		t.Fatalf("%s: count %d, want %d", name, got, len(m))
	}
	for _, key := range keys {
		if got, ok := store.Get[subnet](r, key); !ok || got != m[key] {
			t.Fatalf("%s: get %q: %v %v, want %v", name, key, got, ok, m[key])
		}
	}
	for index := range modelIndexes {
		var want []string
		for _, key := range keys {
			if slices.Contains(m[key].DocumentIndexes(), index) {
				want = append(want, key)
			}
		}
		if got := ids(store.Find[subnet](r, index)); !slices.Equal(got, want) {
			t.Fatalf("%s: find %q: %q, want %q", name, index, got, want)
		}
	}
	after := modelKeys.Draw(t, "after")
	want := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return key <= after })
	if got := ids(store.ListAfter[subnet](r, after)); !slices.Equal(got, want) {
		t.Fatalf("%s: list after %q: %q, want %q", name, after, got, want)
	}
}

// Few keys and values, so that they meet; some are prefixes of others.
var (
	modelKeys    = rapid.SampledFrom([]string{"a", "ab", "abc", "b", "ba", "c", "é", "subnet-1", "subnet-10", "z"})
	modelVPCs    = rapid.SampledFrom([]string{"1", "10", "2"})
	modelZones   = rapid.SampledFrom([]string{"a", "b"})
	modelIndexes = map[string]bool{"vpc=1": true, "vpc=10": true, "vpc=2": true, "vpc=": true, "zone=a": true, "zone=b": true}
)

// TestStoreIsAMap drives a store and a map with the same steps: they must never differ, whatever fails in between.
func TestStoreIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "store-model-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		s := mustOpen(t, dir)
		defer func() { s.Close() }()
		now := model{}
		sequence := uint64(0)
		// then is a snapshot from some time ago, which must not move.
		then, thenModel := s.Snapshot(), model{}
		reopened := false // since then

		change := func(t *rapid.T, fail bool) {
			next := maps.Clone(now)
			stop := errors.New("stop")
			err := s.Update(t.Context(), func(tx *store.Tx) error {
				for range rapid.IntRange(0, 5).Draw(t, "writes") {
					key := modelKeys.Draw(t, "key")
					if rapid.Bool().Draw(t, "delete") {
						store.Delete[subnet](tx, key)
						delete(next, key)
					} else {
						d := subnet{ID: key, VPC: modelVPCs.Draw(t, "vpc"), Zone: modelZones.Draw(t, "zone")}
						store.Put(tx, d)
						next[key] = d
					}
				}
				next.check(t, "within the transaction", tx)
				if fail {
					return stop
				}
				return nil
			})
			switch {
			case fail && !errors.Is(err, stop), !fail && err != nil:
				t.Fatalf("Update: %v", err)
			case fail:
				return
			}
			raised := s.Snapshot().Sequence() - sequence
			if raised > 1 || (raised == 0) != maps.Equal(now, next) {
				t.Fatalf("the sequence rose by %d from %v to %v", raised, now, next)
			}
			now, sequence = next, s.Snapshot().Sequence()
		}
		t.Repeat(map[string]func(*rapid.T){
			"commit":   func(t *rapid.T) { change(t, false) },
			"rollback": func(t *rapid.T) { change(t, true) },
			"remember": func(*rapid.T) { then, thenModel, reopened = s.Snapshot(), maps.Clone(now), false },
			"reopen": func(t *rapid.T) {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s, reopened = mustOpen(t, dir), true
			},
			"": func(t *rapid.T) {
				now.check(t, "now", s.Snapshot())
				thenModel.check(t, "then", then)
				if got := s.Snapshot().Sequence(); got != sequence {
					t.Fatalf("sequence %d, want %d", got, sequence)
				}
				// What changed since is told, unless that is forgotten.
				if changes, known := s.Snapshot().Since(then.Sequence()); known {
					last := map[string]store.Change{}
					for _, c := range changes {
						if c.Sequence <= then.Sequence() || c.Sequence > sequence || c.Sequence < last[c.Key].Sequence {
							t.Fatalf("since %d: %+v", then.Sequence(), changes)
						}
						last[c.Key] = c
					}
					for key := range last {
						if _, there := now[key]; there == last[key].Deleted {
							t.Fatalf("%q is told deleted: %t", key, last[key].Deleted)
						}
					}
					for _, key := range slices.Concat(slices.Collect(maps.Keys(now)), slices.Collect(maps.Keys(thenModel))) {
						if _, told := last[key]; now[key] != thenModel[key] && !told {
							t.Fatalf("%q changed, and nobody told", key)
						}
					}
				} else if !reopened {
					t.Fatal("what changed is forgotten")
				}
				if err := s.Snapshot().Verify(); err != nil {
					t.Fatal(err)
				}
			},
		})
	})
}

func mustOpen(t *rapid.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, vpc{}, subnet{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
