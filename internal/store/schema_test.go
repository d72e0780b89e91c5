package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sallyport/internal/fault"
	"sallyport/internal/store"
)

// edit changes the database behind the store's back.
func edit(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "sallyport.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for name, c := range map[string]struct {
		statement string
		class     fault.Class
		says      []string
	}{
		"newer schema": {"PRAGMA user_version = 99", fault.Conflict, []string{"99", "newer program"}},
		"unknown kinds": {`INSERT INTO documents VALUES ('route', 'r-1', '{}'), ('acl', 'a-1', '{}'), ('acl', 'a-2', '{}')`,
			fault.Conflict, []string{"acl (2), route (1)"}},
		"not JSON":       {`INSERT INTO documents VALUES ('vpc', 'vpc-1', '{"ID":')`, fault.Invalid, []string{"vpc", "vpc-1", "JSON"}},
		"another's key":  {`INSERT INTO documents VALUES ('vpc', 'vpc-1', '{"ID":"vpc-2"}')`, fault.Invalid, []string{"vpc-1", "vpc-2"}},
		"not a database": {"", fault.Unavailable, []string{"not a database"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if c.statement == "" {
				file := filepath.Join(dir, "sallyport.db")
				if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
					t.Fatal(err)
				}
			} else {
				if err := open(t, dir).Close(); err != nil {
					t.Fatal(err)
				}
				edit(t, dir, c.statement)
			}
			s, err := store.Open(dir, vpc{}, subnet{})
			if err == nil {
				s.Close()
				t.Fatal("opened")
			}
			if got := fault.ClassOf(err); got != c.class {
				t.Errorf("class %q, want %q: %v", got, c.class, err)
			}
			for _, part := range append(c.says, dir) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
			// Refusing must let go of the directory.
			if _, again := store.Open(dir, vpc{}, subnet{}); fault.ClassOf(again) == fault.InUse {
				t.Error("the refused directory is still locked")
			}
		})
	}
}

func TestOpenRefusesPrototypesThatAreNoDocuments(t *testing.T) {
	for name, prototypes := range map[string][]store.Document{
		"pointer":        {&vpc{}},
		"nil":            {nil},
		"one kind twice": {odd{}, stranger{}},
	} {
		if _, err := store.Open(t.TempDir(), prototypes...); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestDirectoryNamesNeedNoCare(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%20&e=;'é", "deeper")
	s := open(t, dir)
	update(t, s, func(tx *store.Tx) { store.Put(tx, vpc{ID: "vpc-1"}) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	expect(t, "count", store.Count[vpc](open(t, dir).Snapshot()), 1)
}

func TestWriteBehindTheStoresBackIsNoticed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	edit(t, dir, "UPDATE ledger SET sequence = 7")
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		store.Put(tx, vpc{ID: "vpc-1"})
		return nil
	})
	if fault.ClassOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "somebody else") {
		t.Errorf("got %v", err)
	}
}
