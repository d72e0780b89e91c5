package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sallyport/internal/store"
)

func TestWatchTellsOfCommitsInOrder(t *testing.T) {
	s := open(t, t.TempDir())
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "before the call"}) })
	changes := s.Watch(t.Context())
	update(t, s, func(tx *store.Tx) {
		store.Put(tx, vpc{ID: "b"})
		store.Put(tx, vpc{ID: "a"})
		store.Put(tx, subnet{ID: "never committed"})
		store.Delete[subnet](tx, "never committed")
	})
	got := gather(changes, 2)
	expect(t, "first commit", got, []store.Change{
		{Kind: "vpc", Key: "a", Sequence: 2},
		{Kind: "vpc", Key: "b", Sequence: 2},
	})
	update(t, s, func(tx *store.Tx) { store.Delete[vpc](tx, "a") })
	expect(t, "second commit", gather(changes, 1), []store.Change{{Kind: "vpc", Key: "a", Sequence: 3, Deleted: true}})
}

// gather takes batches until it has so many changes.
func gather(changes <-chan store.Batch, n int) []store.Change {
	var all []store.Change
	for len(all) < n {
		all = append(all, <-changes...)
	}
	return all
}

func TestSlowReaderGetsEveryKeyOnce(t *testing.T) {
	s := open(t, t.TempDir())
	changes := s.Watch(t.Context())
	const keys, rounds = 10, 20
	for round := range rounds { // nobody is reading: this must not block
		for key := range keys {
			update(t, s, func(tx *store.Tx) {
				store.Put(tx, vpc{ID: fmt.Sprint(key), Block: fmt.Sprint(round)})
			})
		}
	}
	update(t, s, func(tx *store.Tx) { store.Delete[vpc](tx, "0") })
	last := s.Snapshot().Sequence()
	var got []store.Change
	for len(got) == 0 || got[len(got)-1].Sequence != last {
		got = append(got, <-changes...)
	}
	// What was on its way when the reader slept comes first; the rest is coalesced.
	if len(got) > 2*keys {
		t.Errorf("%d changes, want them coalesced to at most two for each of %d keys", len(got), keys)
	}
	if !slices.IsSortedFunc(got, func(a, b store.Change) int { return int(a.Sequence) - int(b.Sequence) }) {
		t.Errorf("out of order: %v", got)
	}
	latest := map[string]store.Change{}
	for _, c := range got {
		latest[c.Key] = c
	}
	if len(latest) != keys || !latest["0"].Deleted || latest["1"].Deleted {
		t.Errorf("latest changes: %v", latest)
	}
}

// A mirror that only ever looks at what it was told of must end up the same as the store.
func TestWatchLosesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mirrors sync.WaitGroup
	const updates = 300
	results := make([]map[string]vpc, 3)
	for i := range results {
		changes := s.Watch(ctx)
		results[i] = map[string]vpc{}
		mirrors.Go(func() {
			for batch := range changes {
				now := s.Snapshot()
				for _, c := range batch {
					if now.Sequence() < c.Sequence {
						t.Errorf("told of commit %d while the snapshot shows %d", c.Sequence, now.Sequence())
					}
					if d, ok := store.Get[vpc](now, c.Key); ok {
						results[i][c.Key] = d
					} else {
						delete(results[i], c.Key)
					}
				}
				if now.Sequence() == updates+1 && batch[len(batch)-1].Key == "end" {
					return
				}
			}
		})
	}
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() {
			for i := range updates / 3 {
				update(t, s, func(tx *store.Tx) {
					store.Put(tx, vpc{ID: fmt.Sprint(rand.IntN(20)), Block: fmt.Sprint(w, i)})
					store.Delete[vpc](tx, fmt.Sprint(rand.IntN(20)))
				})
			}
		})
	}
	writers.Wait()
	for s.Snapshot().Sequence() < updates { // some changed nothing
		update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "more", Block: fmt.Sprint(rand.Uint64())}) })
	}
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "end"}) })
	mirrors.Wait()
	want := map[string]vpc{}
	for d := range store.List[vpc](s.Snapshot()) {
		want[d.ID] = d
	}
	for i, got := range results {
		expect(t, fmt.Sprintf("mirror %d", i), got, want)
	}
}

func TestWatchEndsWithItsContextAndWithTheStore(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s, err := store.Open(t.TempDir(), vpc{}, subnet{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	one, other, unread := s.Watch(ctx), s.Watch(t.Context()), s.Watch(t.Context())
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "a"}) })
	gather(one, 1)
	gather(other, 1)
	cancel()
	if _, open := <-one; open {
		t.Error("the channel is open after its context ended")
	}
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "b"}) })
	gather(other, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, open := <-other; open {
		t.Error("the channel is open after the store closed")
	}
	for range unread {
	}
}

func TestReadersSeeWholeCommitsWhileOthersWrite(t *testing.T) {
	s := open(t, t.TempDir())
	put := func(n int) {
		update(t, s, func(tx *store.Tx) {
			for _, id := range []string{"a", "b", "c"} {
				store.Put(tx, subnet{ID: id, VPC: fmt.Sprint(n)})
			}
		})
	}
	put(0)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			last := uint64(0)
			for {
				select {
				case <-done:
					return
				default:
				}
				now := s.Snapshot()
				if now.Sequence() < last {
					t.Error("the snapshot went back")
				}
				last = now.Sequence()
				a, _ := store.Get[subnet](now, "a")
				if got := ids(store.Find[subnet](now, "vpc="+a.VPC)); len(got) != 3 {
					t.Errorf("half a commit: %q have vpc %s", got, a.VPC)
				}
			}
		})
	}
	for n := range 200 {
		put(n + 1)
	}
	close(done)
	readers.Wait()
}

// A snapshot forgets what changed long ago, and says so.
func TestSinceForgets(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	for n := range 30 {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			for i := range 1000 {
				store.Put(tx, subnet{ID: fmt.Sprint(i), VPC: fmt.Sprint(n)})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		now := s.Snapshot()
		if changes, known := now.Since(now.Sequence() - min(4, now.Sequence())); !known || len(changes) != 1000*min(4, n+1) {
			t.Fatalf("commit %d: %d changes since four ago, known %t", n, len(changes), known)
		}
		if _, known := now.Since(0); known != (n < 9) {
			t.Fatalf("commit %d: known from the beginning: %t", n, known)
		}
	}
}
