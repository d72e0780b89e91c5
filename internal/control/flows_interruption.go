package control

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sallyport/internal/flowlog"
)

// collecting is the name of a file that stands as long as a process has counts
// of flow logs that are not written. A process that finds it knows that the one
// before was killed, and with it what it had counted.
const collecting = ".collecting"

// mark makes the file once there is something to lose.
func (f *flows) mark() {
	f.mu.Lock()
	due := len(f.logs) > 0 && !f.marked
	f.marked = f.marked || due
	f.mu.Unlock()
	if !due {
		return
	}
	err := os.MkdirAll(f.root, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(f.root, collecting), nil, 0o600)
	}
	if err != nil {
		f.log.Warn("an interruption of flow logs would go unnoticed", "error", err)
	}
}

// unmark takes the file away if all is written.
func (f *flows) unmark() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, l := range f.logs {
		if len(l.waiting) > 0 {
			return
		}
	}
	if err := os.Remove(filepath.Join(f.root, collecting)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.log.Warn("flow logs will say that they were interrupted", "error", err)
	}
}

// wasInterrupted says whether the process before this one was killed while it
// collected.
func wasInterrupted(root string) (bool, error) {
	_, err := os.Stat(filepath.Join(root, collecting))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return true, fmt.Errorf("look whether flow logs were interrupted: %w", err)
	}
	return true, nil
}

// confess notes in a flow log older than this process that the one before was
// killed, as data that were skipped. The caller holds mu.
func (f *flows) confess(l *watchedLog, interfaces []*flowlog.Interface) {
	if !f.interrupted || !l.log.CreatedAt.Before(f.began) {
		return
	}
	l.skip(interfaces)
}
