package store

import "testing"

// A kill does not show whether a commit was synced, only a power cut does; so look at what SQLite was told.
func TestCommitsAreSynced(t *testing.T) {
	l, err := openSQLite(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	const full = "2"
	for pragma, want := range map[string]string{"synchronous": full, "journal_mode": "wal"} {
		var got string
		if err := l.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}
