package metrics

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// Period is the resolution, which is App Runner's.
	Period = time.Minute
	// Retention is how long CloudWatch keeps minutes.
	Retention = 15 * 24 * time.Hour
)

// Store keeps minutes in a SQLite file: a row a subject and minute, some 100
// bytes. A service of one instance takes 4 MiB for 15 days. It may be used from
// several goroutines.
type Store struct{ db *sql.DB }

// schema: minutes count from 1970. The rows of a subject stand together, since
// that is how they are read.
const schema = `
CREATE TABLE IF NOT EXISTS subjects (
	id INTEGER PRIMARY KEY, region TEXT NOT NULL, service_name TEXT NOT NULL, service_id TEXT NOT NULL, instance_id TEXT NOT NULL,
	measures INTEGER NOT NULL, latest INTEGER NOT NULL, UNIQUE (region, service_name, service_id, instance_id)) STRICT;
CREATE TABLE IF NOT EXISTS minutes (
	subject INTEGER NOT NULL, minute INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (subject, minute)) STRICT, WITHOUT ROWID;`

// OpenStore opens the file, which is made where it is not there.
//
// A commit does not wait for the disk, since nobody was promised a minute: what
// is committed survives the end of this process, and the file stays whole
// whatever happens to the machine, which may cost the last minutes. A file that
// is damaged all the same is put aside, and another one begun: charts are no
// reason not to start.
func OpenStore(path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the directory of metrics: %w", err)
	}
	s, err := openFile(path)
	if err == nil || !damaged(err) {
		return s, err
	}
	slog.Warn("the metrics can't be read: their file is put aside, and charts begin anew", "error", err, "aside", path+aside)
	for _, end := range []string{"", "-wal", "-shm"} { // the other files are of no use without this one, and would spoil the next
		if err := os.Rename(path+end, path+aside+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("put damaged metrics aside: %w", err)
		}
	}
	return openFile(path)
}

// aside is what the name of a damaged file ends in.
const aside = ".damaged"

// damaged says whether SQLite finds a file to be none of its own, or in pieces.
func damaged(err error) bool {
	failure, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch failure.Code() & 0xff { // what stands above are details
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}

func openFile(path string) (*Store, error) {
	// SQLite gives its other files the mode of this one.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the metrics: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open the metrics: %w", err)
	}
	source := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{
		"_busy_timeout": {"5000"}, "_journal_mode": {"WAL"}, "_synchronous": {"NORMAL"},
	}.Encode()}
	connector, err := sqlite.NewConnector(source.String())
	if err != nil {
		return nil, fmt.Errorf("open the metrics: %w", err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(2) // who reads long does not hold up the minute
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(fmt.Errorf("open the metrics in %s: %w", path, err), db.Close())
	}
	return &Store{db}, nil
}

// Close ends the use of the file.
func (s *Store) Close() error { return s.db.Close() }

// Write keeps what was measured of subjects within the minute that begins at a
// time. A minute that is there already, since the clock was set back, is added to.
func (s *Store) Write(ctx context.Context, at time.Time, minutes map[Subject]Minute) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("keep metrics: %w", err)
	}
	defer tx.Rollback()
	for subject, minute := range minutes {
		if err := write(ctx, tx, subject, number(at), minute); err != nil {
			return fmt.Errorf("keep metrics of %s: %w", subject.ServiceName, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("keep metrics: %w", err)
	}
	return nil
}

func write(ctx context.Context, tx *sql.Tx, s Subject, at int64, minute Minute) error {
	var measures Measures
	for m := range minute {
		measures |= 1 << m
	}
	var id int64
	err := tx.QueryRowContext(ctx, `INSERT INTO subjects (region, service_name, service_id, instance_id, measures, latest) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET measures = measures | excluded.measures, latest = max(latest, excluded.latest) RETURNING id`,
		s.Region, s.ServiceName, s.ServiceID, s.InstanceID, int64(measures), at).Scan(&id)
	if err != nil {
		return err
	}
	var before []byte
	err = tx.QueryRowContext(ctx, `SELECT data FROM minutes WHERE subject = ? AND minute = ?`, id, at).Scan(&before)
	if err == nil {
		if known, err := parseMinute(before, ^Measures(0)); err == nil { // else it is written anew
			for m, v := range minute {
				known[m] = known[m].Plus(v)
			}
			minute = known
		}
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO minutes (subject, minute, data) VALUES (?, ?, ?)`, id, at, minute.append([]byte{}))
	return err
}

// Known is a subject of which something is kept.
type Known struct {
	Subject
	Measures Measures
	Latest   time.Time // beginning of the last minute
	id       int64
}

// Subjects are those of a region, by service and instance.
func (s *Store) Subjects(ctx context.Context, region string) ([]Known, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, region, service_name, service_id, instance_id, measures, latest FROM subjects
		WHERE region = ? ORDER BY service_name, service_id, instance_id`, region)
	if err != nil {
		return nil, fmt.Errorf("list metrics: %w", err)
	}
	defer rows.Close()
	var list []Known
	for rows.Next() {
		var k Known
		var measures, latest int64
		if err := rows.Scan(&k.id, &k.Region, &k.ServiceName, &k.ServiceID, &k.InstanceID, &measures, &latest); err != nil {
			return nil, fmt.Errorf("list metrics: %w", err)
		}
		k.Measures, k.Latest = Measures(measures), beginning(latest)
		list = append(list, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list metrics: %w", err)
	}
	return list, nil
}

// Read gives what is wanted of a subject's minutes that begin at or after from
// and before to, in their order. Minutes that can't be read are left out: they must
// not hide the others.
func (s *Store) Read(ctx context.Context, k Known, wanted Measures, from, to time.Time, take func(time.Time, Minute)) error {
	rows, err := s.db.QueryContext(ctx, `SELECT minute, data FROM minutes WHERE subject = ? AND minute >= ? AND minute < ? ORDER BY minute`,
		k.id, number(from.Add(Period-1)), number(to.Add(Period-1)))
	if err != nil {
		return fmt.Errorf("read metrics of %s: %w", k.ServiceName, err)
	}
	defer rows.Close()
	for rows.Next() {
		var at int64
		var data sql.RawBytes
		if err := rows.Scan(&at, &data); err != nil {
			return fmt.Errorf("read metrics of %s: %w", k.ServiceName, err)
		}
		if minute, err := parseMinute(data, wanted); err == nil {
			take(beginning(at), minute)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read metrics of %s: %w", k.ServiceName, err)
	}
	return nil
}

// Forget deletes the minutes before a time, and the subjects that have none left.
// The room in the file is used again.
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	for _, statement := range []string{
		`DELETE FROM minutes WHERE minute < ?1 AND subject IN (SELECT id FROM subjects)`,
		`DELETE FROM subjects WHERE latest < ?1`,
	} {
		if _, err := s.db.ExecContext(ctx, statement, number(before)); err != nil {
			return fmt.Errorf("forget old metrics: %w", err)
		}
	}
	return nil
}

func number(t time.Time) int64    { return t.Unix() / int64(Period/time.Second) }
func beginning(n int64) time.Time { return time.Unix(n*int64(Period/time.Second), 0).UTC() }
