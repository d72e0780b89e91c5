// Package logs bounds the log files of workloads. Their writers are containerd's shims, which hold the file open in append
// mode and know nothing of rotation; so a file keeps its name and inode, and its content moves away from under the writer.
package logs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Rotate moves the content of a file of more than max bytes to path.1, what was there to path.2, and so on to path.keep; older
// content is deleted. With keep 0 the content is lost. It tells whether it moved anything. No file at all is nothing to do.
//
// What the writer appends in the instant between the last read and the truncation is lost: a few lines of a writer that never
// pauses, and none of others. One Rotate of a path at a time.
func Rotate(path string, max int64, keep int) (bool, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() <= max {
		return false, err
	}
	if keep > 0 {
		if err := shift(path, keep); err != nil {
			return false, err
		}
		if err := move(file, path, info.Mode().Perm()); err != nil {
			return false, fmt.Errorf("rotate %s: %w", path, err)
		}
	}
	if err := file.Truncate(0); err != nil {
		return false, fmt.Errorf("rotate %s: %w", path, err)
	}
	return true, nil
}

// shift makes room for path.1. A rename onto the oldest deletes it.
func shift(path string, keep int) error {
	for n := keep - 1; n >= 1; n-- {
		err := os.Rename(numbered(path, n), numbered(path, n+1))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("rotate %s: %w", path, err)
		}
	}
	return nil
}

// move copies the content to path.1, which appears whole or not at all. io.Copy ends at the end of the file as it is then,
// with what was appended while it copied.
func move(file *os.File, path string, mode fs.FileMode) error {
	temporary := path + ".rotating"
	copied, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(copied, file)
	if err = errors.Join(err, copied.Close()); err == nil {
		err = os.Rename(temporary, numbered(path, 1))
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

// Remove deletes a log file and what Rotate made of it.
func Remove(path string, keep int) error {
	var failed error
	for n := range keep + 1 {
		name := path
		if n > 0 {
			name = numbered(path, n)
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func numbered(path string, n int) string { return fmt.Sprintf("%s.%d", path, n) }
