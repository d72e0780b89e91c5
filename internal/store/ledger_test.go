package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/fault"
)

// memoryLedger is a ledger whose disk can be told to fail.
type memoryLedger struct {
	rows    map[documentID][]byte
	last    uint64
	failure error // of every call, while set
	lands   bool  // a failing write reaches the disk all the same
}

type note struct{ ID, Text string }

func (note) DocumentKind() string  { return "note" }
func (n note) DocumentKey() string { return n.ID }

func (l *memoryLedger) load(row func(kind, key string, body []byte) error) (uint64, error) {
	for id, body := range l.rows {
		if err := row(id.kind, id.key, body); err != nil {
			return 0, err
		}
	}
	return l.last, l.failure
}

func (l *memoryLedger) write(sequence uint64, writes []write) error {
	if l.failure != nil && !l.lands {
		return l.failure
	}
	if sequence != l.last+1 {
		return fmt.Errorf("sequence %d follows %d", sequence, l.last)
	}
	for _, w := range writes {
		if w.deleted {
			delete(l.rows, w.documentID)
		} else {
			l.rows[w.documentID] = w.body
		}
	}
	l.last = sequence
	return l.failure
}

func (l *memoryLedger) sequence() (uint64, error) { return l.last, l.failure }

func (l *memoryLedger) close() error { return nil }

func openMemory(t *testing.T) (*Store, *memoryLedger) {
	t.Helper()
	kinds, err := kindsOf([]Document{note{}})
	if err != nil {
		t.Fatal(err)
	}
	l := &memoryLedger{rows: map[documentID][]byte{}}
	s, err := open(l, kinds)
	if err != nil {
		t.Fatal(err)
	}
	return s, l
}

func write1(s *Store, id, text string) error {
	return s.Update(context.Background(), func(tx *Tx) error {
		Put(tx, note{ID: id, Text: text})
		return nil
	})
}

func text(s *Store, id string) string {
	n, _ := Get[note](s.Snapshot(), id)
	return n.Text
}

func TestFailedWriteLeavesTheSnapshotAndIsRecoveredFrom(t *testing.T) {
	s, l := openMemory(t)
	defer s.Close()
	if err := write1(s, "a", "old"); err != nil {
		t.Fatal(err)
	}
	l.failure = errors.New("no space left on device")
	for range 3 {
		err := write1(s, "a", "new")
		if fault.ClassOf(err) != fault.Unavailable || !errors.Is(err, l.failure) {
			t.Fatalf("got %v, want Unavailable and the cause", err)
		}
	}
	if got := text(s, "a"); got != "old" {
		t.Errorf("a is %q after a failed write", got)
	}
	l.failure = nil
	if err := write1(s, "b", "later"); err != nil {
		t.Fatalf("the disk is well again: %v", err)
	}
	if a, b, n := text(s, "a"), text(s, "b"), s.Snapshot().Sequence(); a != "old" || b != "later" || n != 2 {
		t.Errorf("a is %q, b is %q, sequence %d", a, b, n)
	}
}

// A commit can be on disk although its sync failed. Then it must be shown, or memory and disk differ from there on.
func TestFailedWriteThatLandedIsShownBeforeTheNext(t *testing.T) {
	s, l := openMemory(t)
	defer s.Close()
	changes := s.Watch(t.Context())
	l.failure, l.lands = errors.New("input/output error"), true
	if err := write1(s, "a", "landed"); fault.ClassOf(err) != fault.Unavailable {
		t.Fatalf("got %v", err)
	}
	l.failure = nil
	err := s.Update(t.Context(), func(tx *Tx) error {
		if n, _ := Get[note](tx, "a"); n.Text != "landed" {
			t.Errorf("the next update sees %q", n.Text)
		}
		Put(tx, note{ID: "b", Text: "next"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := s.Snapshot().Sequence(); n != 2 || l.last != 2 {
		t.Errorf("sequence %d in memory, %d on disk", n, l.last)
	}
	told := map[string]bool{}
	for len(told) < 2 {
		for _, c := range <-changes {
			told[c.Key] = true
		}
	}
}

func TestUpdatesAreServedInTheOrderTheyCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := openMemory(t)
		var order []int
		release := make(chan struct{})
		for i := range 20 {
			go s.Update(t.Context(), func(tx *Tx) error { // ends once released
				if i == 0 {
					<-release
				}
				order = append(order, i)
				return nil
			})
			synctest.Wait()
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := s.Update(impatient, func(*Tx) error { t.Error("ran after its context had ended"); return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the wait for a turn ended with %v", err)
		}
		close(release)
		synctest.Wait()
		for i, got := range order {
			if got != i {
				t.Fatalf("served in the order %v", order)
			}
		}
		if len(order) != 20 {
			t.Errorf("%d of 20 were served", len(order))
		}
		s.Close()
	})
}

func TestCloseWaitsForTheRunningUpdateAndEndsTheWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := openMemory(t)
		release := make(chan struct{})
		results := make(chan error, 2)
		go func() {
			results <- s.Update(t.Context(), func(tx *Tx) error {
				Put(tx, note{ID: "a"})
				<-release
				return nil
			})
		}()
		synctest.Wait()
		go func() { results <- write1(s, "b", "") }()
		synctest.Wait()
		closed := make(chan error, 1)
		go func() { closed <- s.Close() }()
		synctest.Wait()
		if err := <-results; fault.ClassOf(err) != fault.Unavailable {
			t.Errorf("the waiting update: %v", err)
		}
		select {
		case <-closed:
			t.Error("Close did not wait")
		default:
		}
		close(release)
		if err := <-results; err != nil {
			t.Errorf("the running update: %v", err)
		}
		if err := <-closed; err != nil || len(l.rows) != 1 {
			t.Errorf("Close: %v, with %d rows written", err, len(l.rows))
		}
	})
}

// The writer may add a change after the watcher was woken and before it took what there is: the token it leaves behind
// then stands for nothing.
func TestWatcherWokenForNothingSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{pending: map[documentID]Change{}, woken: make(chan struct{}, 1)}
		w.woken <- struct{}{}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		out := make(chan Batch)
		go w.deliver(ctx, nil, out) // ends with ctx
		synctest.Wait()
		select {
		case batch := <-out:
			t.Errorf("got %v", batch)
		default:
		}
	})
}
