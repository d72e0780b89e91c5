package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"

	"sallyport/internal/fault"
)

const (
	databaseFile = "sallyport.db"
	lockFile     = "sallyport.lock"
)

// sqliteLedger is the ledger in a SQLite file. Whoever wants to look inside can do so with the sqlite3 tool while we run.
type sqliteLedger struct {
	db   *sql.DB
	lock *os.File // held with flock as long as the ledger is open
}

func openSQLite(dir string) (*sqliteLedger, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.New(fault.Unavailable, "", "%w", err)
	}
	lock, err := lockDirectory(dir)
	if err != nil {
		return nil, err
	}
	l := &sqliteLedger{lock: lock}
	if err := l.open(filepath.Join(dir, databaseFile)); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *sqliteLedger) open(path string) error {
	// SQLite gives its -wal and -shm files the mode of the database, so the mode is set before SQLite makes any.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fault.New(fault.Unavailable, "", "%w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return fault.New(fault.Unavailable, "", "%w", err)
	}
	connector, err := sqlite.NewConnector(dataSource(path))
	if err != nil {
		return err
	}
	l.db = sql.OpenDB(connector)
	l.db.SetMaxOpenConns(1) // a second writer would only wait for the first; and readers read the snapshot
	if err := migrate(l.db); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// dataSource sets what makes a commit durable: in WAL mode, synchronous=FULL syncs the log at each commit.
// The busy timeout is for a person who has the file open in the sqlite3 tool.
func dataSource(path string) string {
	parameters := url.Values{
		"_busy_timeout": {"5000"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_txlock":       {"immediate"},
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: parameters.Encode()}).String()
}

// lockDirectory keeps a second process out. The lock has a file of its own, because closing any descriptor of the
// database would drop the POSIX locks that SQLite holds on it; the kernel releases it when the process dies.
func lockDirectory(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "", "%w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		class := fault.Unavailable
		if errors.Is(err, syscall.EWOULDBLOCK) {
			class, err = fault.InUse, errors.New("another process has it open: stop that one, or use another data directory")
		}
		return nil, errors.Join(fault.New(class, "", "lock %s: %w", f.Name(), err), f.Close())
	}
	return f, nil
}

func (l *sqliteLedger) load(row func(kind, key string, body []byte) error) (uint64, error) {
	rows, err := l.db.Query("SELECT kind, key, body FROM documents")
	if err != nil {
		return 0, fault.New(fault.Unavailable, "", "%w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, key string
		var body sql.RawBytes
		if err := rows.Scan(&kind, &key, &body); err != nil {
			return 0, fault.New(fault.Unavailable, "", "%w", err)
		}
		if err := row(kind, key, body); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, fault.New(fault.Unavailable, "", "%w", err)
	}
	return l.sequence()
}

func (l *sqliteLedger) sequence() (uint64, error) {
	var n int64
	if err := l.db.QueryRow("SELECT sequence FROM ledger").Scan(&n); err != nil {
		return 0, fault.New(fault.Unavailable, "", "read sequence: %w", err)
	}
	return uint64(n), nil
}

func (l *sqliteLedger) write(sequence uint64, writes []write) (err error) {
	tx, err := l.db.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
				err = errors.Join(err, rollback)
			}
		}
	}()
	for _, w := range writes {
		if err := writeDocument(tx, w); err != nil {
			return fmt.Errorf("write %s %q: %w", w.kind, w.key, err)
		}
	}
	// The condition makes certain that the snapshot is the picture of what is on disk.
	result, err := tx.Exec("UPDATE ledger SET sequence = ? WHERE sequence = ?", int64(sequence), int64(sequence-1))
	if err != nil {
		return fmt.Errorf("write sequence %d: %w", sequence, err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("write sequence %d: somebody else has written to the database", sequence)
	}
	return tx.Commit()
}

func writeDocument(tx *sql.Tx, w write) error {
	if w.deleted {
		_, err := tx.Exec("DELETE FROM documents WHERE kind = ? AND key = ?", w.kind, w.key)
		return err
	}
	_, err := tx.Exec(`INSERT INTO documents (kind, key, body) VALUES (?, ?, ?)
		ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body`, w.kind, w.key, string(w.body))
	return err
}

func (l *sqliteLedger) close() error {
	var err error
	if l.db != nil {
		err = l.db.Close()
	}
	return errors.Join(err, l.lock.Close())
}
