package store_test

import (
	"fmt"
	"strings"
	"testing"

	"sallyport/internal/fault"
	"sallyport/internal/store"
)

// odd is a document that can be spoiled in every way the store has to refuse.
type odd struct {
	ID      string
	Any     any               `json:",omitempty"`
	Hidden  string            `json:"-"`
	Indexes []string          `json:",omitempty"`
	Labels  map[string]string `json:",omitempty"`
}

func (odd) DocumentKind() string        { return "odd" }
func (o odd) DocumentKey() string       { return o.ID + o.Hidden }
func (o odd) DocumentIndexes() []string { return o.Indexes }

// stranger has the kind of odd but another type; unknown has a kind that Open was not given.
type (
	stranger struct{ odd }
	unknown  struct{ odd }
)

func (unknown) DocumentKind() string { return "unknown" }

func openOdd(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), odd{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestDocumentsThatCanNotBeKeptFailTheUpdate(t *testing.T) {
	for name, c := range map[string]struct {
		document store.Document
		says     string
	}{
		"no JSON form":           {odd{ID: "a", Any: func() {}}, "unsupported type"},
		"changed by JSON":        {odd{ID: "a", Any: uint64(1<<63 + 1)}, "does not come back from JSON"},
		"key lost in JSON":       {odd{ID: "a", Hidden: "b"}, `"ab"`},
		"empty key":              {odd{}, "empty"},
		"NUL in key":             {odd{ID: "a\x00b"}, "NUL"},
		"NUL in index":           {odd{ID: "a", Indexes: []string{"x\x00y"}}, "index"},
		"empty index":            {odd{ID: "a", Indexes: []string{""}}, "index"},
		"key is not text":        {odd{ID: "\xff"}, "UTF-8"},
		"another type":           {stranger{odd{ID: "a"}}, "stranger"},
		"pointer":                {&odd{ID: "a"}, "*store_test.odd"},
		"kind not given to Open": {unknown{odd{ID: "a"}}, "not given to Open"},
	} {
		t.Run(name, func(t *testing.T) {
			s := openOdd(t)
			err := s.Update(t.Context(), func(tx *store.Tx) error {
				store.Put(tx, odd{ID: "before"})
				store.Put(tx, c.document)
				store.Put(tx, odd{ID: "behind"})
				return nil
			})
			if fault.ClassOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v (class %q), want Invalid and %q", err, fault.ClassOf(err), c.says)
			}
			if n, q := store.Count[odd](s.Snapshot()), s.Snapshot().Sequence(); n != 0 || q != 0 {
				t.Errorf("%d documents are left, sequence %d", n, q)
			}
		})
	}
}

func TestStoreKeepsItsOwnCopy(t *testing.T) {
	s := openOdd(t)
	labels := map[string]string{"a": "1"}
	update(t, s, func(tx *store.Tx) { store.Put(tx, odd{ID: "x", Labels: labels}) })
	labels["a"] = "2"
	got, _ := store.Get[odd](s.Snapshot(), "x")
	expect(t, "label", got.Labels["a"], "1")
}

func TestChangingNothingIsNoCommit(t *testing.T) {
	s := openOdd(t)
	same := func(tx *store.Tx) { store.Put(tx, odd{ID: "x", Labels: map[string]string{"a": "1"}}) }
	update(t, s, same)
	update(t, s, same)
	update(t, s, func(tx *store.Tx) { store.Delete[odd](tx, "never there") })
	update(t, s, func(tx *store.Tx) {
		store.Delete[odd](tx, "x")
		same(tx)
		store.Put(tx, odd{ID: "y"})
		store.Delete[odd](tx, "y")
	})
	expect(t, "sequence", s.Snapshot().Sequence(), uint64(1))
}

func TestReaderWhoWritesIsFoundAndLosesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "vpc-1", Tags: map[string]string{"a": "1"}}) })
	if err := s.Snapshot().Verify(); err != nil {
		t.Fatal(err)
	}
	shared, _ := store.Get[vpc](s.Snapshot(), "vpc-1")
	shared.Tags["a"] = "2" // against the contract
	if err := s.Snapshot().Verify(); err == nil || !strings.Contains(err.Error(), "vpc-1") {
		t.Errorf("Verify: %v", err)
	}
	update(t, s, func(tx *store.Tx) { store.Put(tx, shared) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, _ := store.Get[vpc](open(t, dir).Snapshot(), "vpc-1")
	expect(t, "tag on disk", got.Tags["a"], "2")
}

func TestTransactionReadsItsOwnWrites(t *testing.T) {
	s := open(t, t.TempDir())
	update(t, s, func(tx *store.Tx) {
		for i := range 200 {
			store.Put(tx, subnet{ID: fmt.Sprintf("subnet-%03d", i), VPC: "vpc-1"})
		}
		expect(t, "count", store.Count[subnet](tx), 200)
		store.Delete[subnet](tx, "subnet-000")
		store.Put(tx, subnet{ID: "subnet-001", VPC: "vpc-2"})
		expect(t, "find", ids(store.Find[subnet](tx, "vpc=vpc-2")), []string{"subnet-001"})
		if _, ok := store.Get[subnet](tx, "subnet-000"); ok {
			t.Error("a deleted document is there")
		}
	})
}

func TestLoopsOverATransactionMayWrite(t *testing.T) {
	s := open(t, t.TempDir())
	update(t, s, func(tx *store.Tx) {
		for i := range 500 {
			store.Put(tx, subnet{ID: fmt.Sprintf("subnet-%03d", i), VPC: "vpc-1"})
		}
		seen := 0
		for d := range store.List[subnet](tx) {
			seen++
			store.Delete[subnet](tx, d.ID)
			store.Put(tx, subnet{ID: "z" + d.ID, VPC: "vpc-2"})
		}
		expect(t, "seen by List", seen, 500)
		for d := range store.Find[subnet](tx, "vpc=vpc-2") {
			seen++
			store.Put(tx, subnet{ID: d.ID, VPC: "vpc-3"})
		}
		expect(t, "seen by Find", seen, 1000)
		expect(t, "left behind", len(ids(store.Find[subnet](tx, "vpc=vpc-2"))), 0)
	})
	expect(t, "count", len(ids(store.Find[subnet](s.Snapshot(), "vpc=vpc-3"))), 500)
}

func TestPanicRollsBackAndFreesTheTurn(t *testing.T) {
	s := open(t, t.TempDir())
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		s.Update(t.Context(), func(tx *store.Tx) error {
			store.Put(tx, vpc{ID: "vpc-1"})
			panic("a defect")
		})
	}()
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "vpc-2"}) })
	expect(t, "list", ids(store.List[vpc](s.Snapshot())), []string{"vpc-2"})
}

func TestMisuseByTheProgramPanics(t *testing.T) {
	s := open(t, t.TempDir())
	var kept *store.Tx
	update(t, s, func(tx *store.Tx) { kept = tx })
	for name, fn := range map[string]func(){
		"put after the update":  func() { store.Put(kept, vpc{ID: "vpc-1"}) },
		"read after the update": func() { store.Get[vpc](kept, "vpc-1") },
		"read an unknown kind":  func() { store.Get[odd](s.Snapshot(), "x") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			fn()
		}()
	}
}
