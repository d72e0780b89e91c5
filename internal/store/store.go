// Package store keeps the project's documents: durable, typed, found by key or index, with a feed of their changes.
//
// The truth is a ledger on disk with one writer; what is read is an immutable picture of it in memory, replaced at each
// commit, so that reading takes no lock, no I/O and no error path.
package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"sallyport/internal/fault"
)

// Store is an open store. It is safe for concurrent use.
type Store struct {
	current  atomic.Pointer[Snapshot] // replaced only by the holder of turn
	watchers *watchers

	turn   chan struct{} // capacity 1; who has sent into it may write. Channels queue their senders, so nobody starves
	ledger ledger        // used by the holder of turn
	// unsure is a commit whose write failed: it may yet be on disk, so the next turn settles it. Used by the holder of turn.
	unsure *commit

	closeOnce sync.Once
	closeErr  error
	closed    chan struct{}
}

// ledger is the durable side: rows of kind, key and JSON, and the sequence number of the last commit.
type ledger interface {
	// load calls row for every row and returns the sequence number.
	load(row func(kind, key string, body []byte) error) (sequence uint64, err error)
	// sequence reads the number of the last commit.
	sequence() (uint64, error)
	// write makes all writes and the sequence number durable, or none. After an error either may be the case.
	write(sequence uint64, writes []write) error
	close() error
}

// Open opens the store in a directory, and makes both if there are none. The prototypes are one zero value of each kind
// that will be read or written.
//
// Errors: InUse when another process has the store open; Conflict when it was written by a newer program: its schema is
// newer, or it holds kinds without a prototype; Invalid when a document in it is spoiled; Unavailable when the disk fails.
func Open(dir string, prototypes ...Document) (*Store, error) {
	kinds, err := kindsOf(prototypes)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	l, err := openSQLite(dir)
	if err != nil {
		return nil, fmt.Errorf("open store in %s: %w", dir, err)
	}
	s, err := open(l, kinds)
	if err != nil {
		return nil, fmt.Errorf("open store in %s: %w", dir, errors.Join(err, l.close()))
	}
	return s, nil
}

// open reads everything that the ledger holds. It does not close the ledger when it fails.
func open(l ledger, kinds map[string]*kind) (*Store, error) {
	first := &Snapshot{kinds: make(map[string]*collection, len(kinds))}
	for name, k := range kinds {
		first.kinds[name] = newCollection(k)
	}
	unknown := map[string]int{}
	var err error
	first.sequence, err = l.load(func(kind, key string, body []byte) error {
		c, ok := first.kinds[kind]
		if !ok {
			unknown[kind]++
			return nil
		}
		e, err := c.kind.decode(key, body)
		if err != nil {
			return fmt.Errorf("read %s %q: %w", kind, key, err)
		}
		c.put(key, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(unknown) > 0 {
		return nil, fault.New(fault.Conflict, "", "it holds documents of kinds that this program does not know: %s; "+
			"use the program version that wrote them, or another data directory", counts(unknown))
	}
	first.known = first.sequence
	s := &Store{ledger: l, watchers: newWatchers(), turn: make(chan struct{}, 1), closed: make(chan struct{})}
	s.current.Store(first)
	return s, nil
}

// Snapshot returns every document as of the last commit. It takes no lock.
func (s *Store) Snapshot() *Snapshot { return s.current.Load() }

// Update runs fn with a transaction and makes its writes durable, all or none. Updates run one after the other, first
// come first served; fn must not call Update itself and should be quick. When Update returns nil, the writes are on
// disk, in the snapshot, and on their way to the watchers.
//
// An error of fn, or a panic in it, rolls everything back and is passed on. An error of class Unavailable means that the
// disk failed; the snapshot stays as it was, and later updates work once the disk does. In rare cases such a failed
// write turns out to have reached the disk: it then shows up, whole, before the next update or at the next Open.
// ctx bounds the wait for the turn, never the write.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("update store: %w", err)
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-s.closed:
		return errClosed()
	case <-ctx.Done():
		return fmt.Errorf("wait to update store: %w", ctx.Err())
	}
	select {
	case <-s.closed:
		return errClosed()
	default:
	}
	if err := s.settle(); err != nil {
		return err
	}
	c, err := s.prepare(fn)
	if err != nil || len(c.writes) == 0 {
		return err
	}
	if err := s.ledger.write(c.next.sequence, c.writes); err != nil {
		s.unsure = c
		return fault.New(fault.Unavailable, "", "update store: %w", err)
	}
	s.publish(c)
	return nil
}

// prepare runs fn. Nothing leaves the transaction before the ledger has it, so rolling back is forgetting.
func (s *Store) prepare(fn func(*Tx) error) (*commit, error) {
	tx := &Tx{base: s.Snapshot(), touched: map[string]*collection{}, writes: map[documentID]write{}}
	defer func() { tx.done = true }()
	if err := fn(tx); err != nil {
		return nil, err
	}
	if tx.err != nil {
		return nil, tx.err
	}
	return tx.commit(), nil
}

// settle finds out what became of a write that failed.
func (s *Store) settle() error {
	if s.unsure == nil {
		return nil
	}
	onDisk, err := s.ledger.sequence()
	if err != nil {
		return fault.New(fault.Unavailable, "", "update store: settle the failed write before: %w", err)
	}
	if onDisk == s.unsure.next.sequence {
		s.publish(s.unsure)
	}
	s.unsure = nil
	return nil
}

// publish shows a durable commit: first in the snapshot, then to the watchers.
func (s *Store) publish(c *commit) {
	s.current.Store(c.next)
	s.watchers.tell(c)
}

// Close waits for the running update, ends all watches and closes the ledger. Snapshots stay readable.
func (s *Store) Close() error {
	s.closeOnce.Do(func() {
		close(s.closed)
		s.turn <- struct{}{}
		s.watchers.close()
		s.closeErr = s.ledger.close()
		<-s.turn
	})
	return s.closeErr
}

func errClosed() error {
	return fault.New(fault.Unavailable, "", "update store: it is closed")
}

// counts prints how many there are of each name, in order.
func counts(of map[string]int) string {
	parts := make([]string, 0, len(of))
	for _, name := range slices.Sorted(maps.Keys(of)) {
		parts = append(parts, fmt.Sprintf("%s (%d)", name, of[name]))
	}
	return strings.Join(parts, ", ")
}
