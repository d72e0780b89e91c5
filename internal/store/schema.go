package store

import (
	"database/sql"
	"fmt"

	"sallyport/internal/fault"
)

// migrations lead from one schema version to the next; the version is their number, kept in PRAGMA user_version.
// What has been released is never edited, only followed.
var migrations = []string{
	`CREATE TABLE documents (
		kind TEXT NOT NULL,
		key  TEXT NOT NULL,
		body TEXT NOT NULL, -- JSON
		PRIMARY KEY (kind, key)
	) STRICT;
	CREATE TABLE ledger (
		one      INTEGER PRIMARY KEY CHECK (one = 1),
		sequence INTEGER NOT NULL -- of the last commit
	) STRICT;
	INSERT INTO ledger (one, sequence) VALUES (1, 0);`,
}

// migrate brings the database to the newest schema. Each step is one transaction, so a crash leaves a version, not half
// of one.
func migrate(db *sql.DB) error {
	var version int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return fault.New(fault.Unavailable, "", "read schema version: %w", err)
	}
	if version > len(migrations) {
		return fault.New(fault.Conflict, "", "its schema has version %d, this program knows versions up to %d: "+
			"use the newer program, or another data directory", version, len(migrations))
	}
	for ; version < len(migrations); version++ {
		if err := step(db, version+1, migrations[version]); err != nil {
			return fault.New(fault.Unavailable, "", "migrate schema to version %d: %w", version+1, err)
		}
	}
	return nil
}

func step(db *sql.DB, version int, statements string) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	// PRAGMA takes no parameters.
	if _, err := tx.Exec(statements + fmt.Sprintf("PRAGMA user_version = %d;", version)); err != nil {
		return err
	}
	return tx.Commit()
}
