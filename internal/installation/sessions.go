package installation

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// sessionsFile holds who is signed in to the console: hashes, no secrets.
func (i Installation) sessionsFile() string { return filepath.Join(i.Dir, "console-sessions.json") }

// Sessions reads what WriteSessions wrote last; nothing before the first time.
func (i Installation) Sessions() ([]byte, error) {
	text, err := os.ReadFile(i.sessionsFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// WriteSessions keeps who is signed in to the console.
func (i Installation) WriteSessions(text []byte) error {
	return writeWhole(i.sessionsFile(), string(text))
}
