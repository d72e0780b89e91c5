package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"

	"github.com/tidwall/btree"
)

// Reader is what documents can be read from: a [*Snapshot], or a [*Tx], which sees its own writes.
type Reader interface {
	// look returns the collection as it is now, for one immediate read.
	look(kind string) *collection
	// hold returns the collection as it is now and will stay, for an iteration with writes in between.
	hold(kind string) *collection
}

// Snapshot is every document as of one commit. It never changes, is safe for concurrent use and costs nothing to keep.
type Snapshot struct {
	sequence uint64
	kinds    map[string]*collection
	// recent are the changes of the commits after the one numbered known. Later snapshots share the array behind it; what
	// a snapshot has of it is never written to again.
	recent Batch
	known  uint64
}

// Sequence is the number of the commit that the snapshot shows; 0 means that nothing was ever written.
func (s *Snapshot) Sequence() uint64 { return s.sequence }

// remembered is how many changes a snapshot knows at least, unless there were fewer.
const remembered = 4096

// Since returns the changes of the commits after one, in their order; false when that is too long ago to know. A key may
// be in it more than once.
func (s *Snapshot) Since(sequence uint64) (Batch, bool) {
	if sequence < s.known {
		return nil, false
	}
	first, _ := slices.BinarySearchFunc(s.recent, sequence, func(c Change, sequence uint64) int {
		if c.Sequence <= sequence {
			return -1
		}
		return 1
	})
	return slices.Clip(s.recent[first:]), true
}

// remember notes the changes that lead from base to s; for the writer alone.
func (s *Snapshot) remember(base *Snapshot, writes []write) {
	s.recent, s.known = base.recent, base.known
	if over := len(s.recent) - 2*remembered; over > 0 {
		over += remembered
		for over < len(s.recent) && s.recent[over].Sequence == s.recent[over-1].Sequence {
			over++ // whole commits
		}
		s.known = s.recent[over-1].Sequence
		s.recent = slices.Clone(s.recent[over:])
	}
	for _, w := range writes {
		s.recent = append(s.recent, Change{Kind: w.kind, Key: w.key, Sequence: s.sequence, Deleted: w.deleted})
	}
}

// Verify reports the documents that a reader has written to, against the contract of [Get]. It reads everything, so it
// is for tests.
func (s *Snapshot) Verify() error {
	for name, c := range s.kinds {
		for _, key := range c.documents.Keys() {
			e, _ := c.documents.Get(key)
			body, err := json.Marshal(e.document)
			if err != nil {
				return fmt.Errorf("%s %q: %w", name, key, err)
			}
			if sha256.Sum256(body) != e.sum {
				return fmt.Errorf("%s %q was written to by a reader: it is now %s", name, key, body)
			}
		}
	}
	return nil
}

func (s *Snapshot) look(kind string) *collection {
	c, ok := s.kinds[kind]
	if !ok {
		panic(fmt.Sprintf("store: kind %q was not given to Open", kind))
	}
	return c
}

func (s *Snapshot) hold(kind string) *collection { return s.look(kind) }

// collection is the documents of one kind. Both trees share their nodes with their clones until one of them is written.
type collection struct {
	kind      *kind
	documents *btree.Map[string, *entry]
	// index is by index NUL key, and has the documents too: a list by index is long where one was worth an index.
	index *btree.Map[string, *entry]
}

func newCollection(k *kind) *collection {
	return &collection{kind: k, documents: &btree.Map[string, *entry]{}, index: &btree.Map[string, *entry]{}}
}

// clone must be called by the writer alone: it also marks the nodes of the original as shared.
func (c *collection) clone() *collection {
	return &collection{kind: c.kind, documents: c.documents.Copy(), index: c.index.Copy()}
}

func (c *collection) put(key string, e *entry) {
	old, replaced := c.documents.Set(key, e)
	if replaced {
		c.forget(key, old)
	}
	for _, index := range e.indexes {
		c.index.Set(index+"\x00"+key, e)
	}
}

func (c *collection) remove(key string) {
	if old, ok := c.documents.Delete(key); ok {
		c.forget(key, old)
	}
}

func (c *collection) forget(key string, e *entry) {
	for _, index := range e.indexes {
		c.index.Delete(index + "\x00" + key)
	}
}

// Get returns the document with a key.
//
// It is a copy of the struct, but slices, maps and pointers in it are shared with every other reader: clone them before
// writing to them. [Snapshot.Verify] finds those who don't. Reading a kind that Open was not given panics.
func Get[D Document](r Reader, key string) (D, bool) {
	var zero D
	e, ok := r.look(zero.DocumentKind()).documents.Get(key)
	if !ok {
		return zero, false
	}
	return e.document.(D), true
}

// Count returns how many documents of a kind there are.
func Count[D Document](r Reader) int {
	var zero D
	return r.look(zero.DocumentKind()).documents.Len()
}

// List yields all documents of a kind in the order of their keys' bytes. On a [Tx] the loop may write: it goes over what
// was there when it began. See [Get] about sharing.
func List[D Document](r Reader) iter.Seq[D] { return ListAfter[D](r, "") }

// ListAfter is [List] from the first key greater than afterKey on, for pagination.
func ListAfter[D Document](r Reader, afterKey string) iter.Seq[D] {
	return func(yield func(D) bool) {
		var zero D
		r.hold(zero.DocumentKind()).documents.Ascend(afterKey, func(key string, e *entry) bool {
			return key == afterKey || yield(e.document.(D))
		})
	}
}

// Find yields the documents of a kind that have an index key (see [Indexed]), in the order of their keys. On a [Tx] the
// loop may write, as in [List].
func Find[D Document](r Reader, index string) iter.Seq[D] { return FindAfter[D](r, index, "") }

// FindAfter is [Find] from the first document on whose key is greater than afterKey, for pagination.
func FindAfter[D Document](r Reader, index, afterKey string) iter.Seq[D] {
	return func(yield func(D) bool) {
		var zero D
		c := r.hold(zero.DocumentKind())
		prefix := index + "\x00"
		from := prefix + afterKey
		c.index.Ascend(from, func(joined string, e *entry) bool {
			if afterKey != "" && joined == from {
				return true
			}
			return strings.HasPrefix(joined, prefix) && yield(e.document.(D))
		})
	}
}

// CountFound returns how many documents [Find] would yield, without looking at each.
func CountFound[D Document](r Reader, index string) int {
	var zero D
	c := r.look(zero.DocumentKind())
	rank := func(joined string) int {
		return sort.Search(c.index.Len(), func(at int) bool {
			key, _, _ := c.index.GetAt(at)
			return key >= joined
		})
	}
	return rank(index+"\x01") - rank(index+"\x00")
}
