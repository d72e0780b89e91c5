package logstore

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Rotate moves the content of a log of more than max bytes aside, and deletes what was aside. It tells whether it moved
// anything. The file keeps its name and inode, since its writer holds it open and knows nothing of this: its content moves
// away from under the writer.
//
// What the writer appends in the instant between the last read and the truncation is lost: a few lines of a writer that
// never pauses, and none of others. A process that is stopped in the middle leaves a log that is moved again, and whose
// times are then estimated.
func (s *Store) Rotate(n Name, max int64) (moved bool, err error) {
	err = s.with(n, func(l *log) error {
		if l.now.last.end <= max {
			return nil
		}
		moved = true
		return l.rotate()
	})
	return moved, err
}

func (l *log) rotate() error {
	file, err := os.OpenFile(l.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := l.copyAside(file); err != nil {
		return fmt.Errorf("put it aside: %w", err)
	}
	if err := os.Rename(l.now.indexPath(), l.aside.indexPath()); err != nil {
		return fmt.Errorf("put its index aside: %w", err)
	}
	l.aside.base, l.aside.count, l.aside.last = l.now.base, l.now.count, l.now.last
	if err := l.now.begin(l.aside.end()); err != nil {
		return fmt.Errorf("begin its index anew: %w", err)
	}
	if err := file.Truncate(0); err != nil {
		return fmt.Errorf("begin it anew: %w", err)
	}
	return nil
}

// copyAside copies the content to the file aside, which appears whole or not at all, and stamps what was appended while it
// copied.
func (l *log) copyAside(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	temporary := l.path + ".rotating"
	copied, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, info.Mode().Perm())
	if err != nil {
		return err
	}
	size, err := io.Copy(copied, file)
	err = errors.Join(err, copied.Close())
	if err == nil && size > l.now.last.end {
		err = l.now.add(stamp{size, l.now.last.at})
	}
	if err == nil {
		err = os.Rename(temporary, l.aside.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

// Remove deletes a log with all that belongs to it.
func (s *Store) Remove(n Name) error {
	l := s.log(n)
	l.mu.Lock()
	defer l.mu.Unlock()
	defer s.forget(n)
	var failed error
	for _, end := range []string{"", ".index", ".1", ".1.index", ".rotating", ".index.new", ".1.index.new"} {
		if err := os.Remove(l.path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	l.loaded, l.now, l.aside = false, part{}, part{}
	return failed
}

// RemoveOwner deletes all logs of an owner.
func (s *Store) RemoveOwner(owner string) error {
	names, err := s.List(owner)
	if err != nil {
		return err
	}
	for _, n := range names {
		s.forget(n)
	}
	return os.RemoveAll(filepath.Join(s.dir, owner))
}
