package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/fault"
	"sallyport/internal/store"
)

// vpc and subnet are documents as a domain would declare them.
type vpc struct {
	ID    string
	Block string
	Tags  map[string]string `json:",omitempty"`
}

func (vpc) DocumentKind() string  { return "vpc" }
func (v vpc) DocumentKey() string { return v.ID }

type subnet struct {
	ID, VPC, Zone string
}

func (subnet) DocumentKind() string  { return "subnet" }
func (s subnet) DocumentKey() string { return s.ID }
func (s subnet) DocumentIndexes() []string {
	return []string{"vpc=" + s.VPC, "zone=" + s.Zone}
}

func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, vpc{}, subnet{})
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

func update(t testing.TB, s *store.Store, fn func(*store.Tx)) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx *store.Tx) error { fn(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func ids[D store.Document](seq func(func(D) bool)) []string {
	var all []string
	for d := range seq {
		all = append(all, d.DocumentKey())
	}
	return all
}

func expect(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestDocumentsSurviveReopening(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	want := vpc{ID: "vpc-1", Block: "10.0.0.0/16", Tags: map[string]string{"Name": "main"}}
	update(t, s, func(tx *store.Tx) {
		store.Put(tx, want)
		store.Put(tx, subnet{ID: "subnet-b", VPC: "vpc-1", Zone: "a"})
		store.Put(tx, subnet{ID: "subnet-a", VPC: "vpc-1", Zone: "b"})
		store.Put(tx, subnet{ID: "subnet-c", VPC: "vpc-2", Zone: "a"})
	})
	update(t, s, func(tx *store.Tx) { store.Delete[subnet](tx, "subnet-c") })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*store.Snapshot{"before": s.Snapshot(), "after": open(t, dir).Snapshot()} {
		got, ok := store.Get[vpc](r, "vpc-1")
		expect(t, name+": found", ok, true)
		expect(t, name+": document", got, want)
		expect(t, name+": list", ids(store.List[subnet](r)), []string{"subnet-a", "subnet-b"})
		expect(t, name+": list after", ids(store.ListAfter[subnet](r, "subnet-a")), []string{"subnet-b"})
		expect(t, name+": list after a key that is not there", ids(store.ListAfter[subnet](r, "subnet-aa")), []string{"subnet-b"})
		expect(t, name+": find", ids(store.Find[subnet](r, "zone=a")), []string{"subnet-b"})
		expect(t, name+": find the deleted", ids(store.Find[subnet](r, "vpc=vpc-2")), []string(nil))
		expect(t, name+": find by part of an index", ids(store.Find[subnet](r, "vpc=vpc")), []string(nil))
		expect(t, name+": count", store.Count[subnet](r), 2)
		expect(t, name+": sequence", r.Sequence(), uint64(2))
	}
}

func TestErrorRollsBack(t *testing.T) {
	s := open(t, t.TempDir())
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "vpc-1", Block: "old"}) })
	stop := errors.New("stop")
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		store.Put(tx, vpc{ID: "vpc-1", Block: "new"})
		store.Put(tx, vpc{ID: "vpc-2"})
		store.Delete[vpc](tx, "vpc-1")
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("got %v", err)
	}
	expect(t, "list", slices.Collect(store.List[vpc](s.Snapshot())), []vpc{{ID: "vpc-1", Block: "old"}})
	expect(t, "sequence", s.Snapshot().Sequence(), uint64(1))
}

func TestFilesAreForTheOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	// A restored backup may have any mode.
	if err := os.WriteFile(filepath.Join(dir, "sallyport.db"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "vpc-1"}) })
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		info, err := os.Stat(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o", f.Name(), mode)
		}
	}
}

func TestSecondProcessIsKeptOut(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := store.Open(dir, vpc{}, subnet{}); fault.ClassOf(err) != fault.InUse {
		t.Fatalf("a second Open: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestClosedStore(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	err := s.Update(t.Context(), func(*store.Tx) error { return nil })
	if fault.ClassOf(err) != fault.Unavailable {
		t.Errorf("Update: %v", err)
	}
	if _, open := <-s.Watch(context.Background()); open {
		t.Error("Watch gave an open channel")
	}
}
