package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"sallyport/internal/fault"
)

// Tx is the writes of one [Store.Update], and a [Reader] that sees them. It belongs to the function it was given to: it
// is not safe for concurrent use and must not be kept.
type Tx struct {
	base    *Snapshot
	touched map[string]*collection // private clones of the base's collections
	writes  map[documentID]write
	err     error // the first Put that failed
	done    bool
}

type documentID struct{ kind, key string }

// write is what the ledger must hold for a document: its JSON, or nothing if it is deleted.
type write struct {
	documentID
	body    []byte
	deleted bool
}

// Put inserts a document, or replaces the one with its key. A document that can't be stored (it has no JSON form, its
// kind was not given to Open, …) fails the Update when its function returns. A document that ends a transaction as it
// began it is not written, and is no change to watchers.
func Put(tx *Tx, d Document) {
	tx.mustBeOpen()
	id := documentID{kind: d.DocumentKind(), key: d.DocumentKey()}
	if err := tx.put(id, d); err != nil && tx.err == nil {
		tx.err = fmt.Errorf("put %s %q: %w", id.kind, id.key, err)
	}
}

func (tx *Tx) put(id documentID, d Document) error {
	c, ok := tx.base.kinds[id.kind]
	if !ok {
		return fault.New(fault.Invalid, "", "the kind was not given to Open")
	}
	e, body, err := c.kind.encode(d)
	if err != nil {
		return err
	}
	tx.touch(id.kind).put(id.key, e)
	tx.writes[id] = write{documentID: id, body: body}
	return nil
}

// Delete removes the document with a key; deleting what is not there changes nothing.
func Delete[D Document](tx *Tx, key string) {
	tx.mustBeOpen()
	var zero D
	id := documentID{kind: zero.DocumentKind(), key: key}
	tx.touch(id.kind).remove(key)
	tx.writes[id] = write{documentID: id, deleted: true}
}

func (tx *Tx) look(kind string) *collection {
	tx.mustBeOpen()
	if c, ok := tx.touched[kind]; ok {
		return c
	}
	return tx.base.look(kind)
}

func (tx *Tx) hold(kind string) *collection {
	c := tx.look(kind)
	if _, ok := tx.touched[kind]; ok {
		return c.clone()
	}
	return c
}

func (tx *Tx) touch(kind string) *collection {
	c, ok := tx.touched[kind]
	if !ok {
		c = tx.base.look(kind).clone()
		tx.touched[kind] = c
	}
	return c
}

func (tx *Tx) mustBeOpen() {
	if tx.done {
		panic("store: Tx used after its Update")
	}
}

// commit is a transaction ready to be written: the snapshot it leads to and what the ledger needs for that.
type commit struct {
	next   *Snapshot
	writes []write // ordered by kind and key
}

func (tx *Tx) commit() *commit {
	next := &Snapshot{sequence: tx.base.sequence + 1, kinds: maps.Clone(tx.base.kinds)}
	maps.Copy(next.kinds, tx.touched)
	c := &commit{next: next}
	for id, w := range tx.writes {
		before, _ := tx.base.look(id.kind).documents.Get(id.key)
		after, _ := next.look(id.kind).documents.Get(id.key)
		if !before.same(after) {
			c.writes = append(c.writes, w)
		}
	}
	slices.SortFunc(c.writes, func(a, b write) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.key, b.key))
	})
	next.remember(tx.base, c.writes)
	return c
}
