package logstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// pace is the pause between two looks at what grew, which bounds what a log that grows all the time costs: its times are
// exact to so much.
const pace = 10 * time.Millisecond

// watched is what is to be heard of a directory: its files grow, come and go.
const watched = unix.IN_MODIFY | unix.IN_CREATE | unix.IN_MOVED_TO | unix.IN_DELETE | unix.IN_ONLYDIR

// Watch stamps what is added to the logs as it is added, and wakes those who wait for it, until ctx ends.
func (s *Store) Watch(ctx context.Context, log *slog.Logger) error {
	if err := os.MkdirAll(s.dir, 0o750); err != nil {
		return fmt.Errorf("make the directory of logs: %w", err)
	}
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return fmt.Errorf("watch the directory of logs: %w", err)
	}
	w := &watcher{store: s, file: os.NewFile(uintptr(fd), "inotify"), fd: fd, owners: map[int32]string{}, log: log}
	defer context.AfterFunc(ctx, func() { _ = w.file.Close() })() // which ends the read
	if w.root, err = unix.InotifyAddWatch(fd, s.dir, watched); err != nil {
		return errors.Join(fmt.Errorf("watch the directory of logs: %w", err), w.file.Close())
	}
	w.all()
	for {
		if err := w.read(); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return errors.Join(fmt.Errorf("watch the directory of logs: %w", err), w.file.Close())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pace):
		}
	}
}

// watcher is a running Watch. It belongs to one goroutine.
type watcher struct {
	store  *Store
	file   *os.File
	fd     int
	root   int
	owners map[int32]string // by watch
	log    *slog.Logger
}

// read waits for news, and looks once at each log that there is any of.
func (w *watcher) read() error {
	buffer := make([]byte, 64<<10)
	size, err := w.file.Read(buffer)
	if err != nil {
		return err
	}
	grown := map[Name]bool{}
	for b := buffer[:size]; len(b) >= unix.SizeofInotifyEvent; {
		watch, mask := int32(binary.NativeEndian.Uint32(b)), binary.NativeEndian.Uint32(b[4:])
		name := b[unix.SizeofInotifyEvent:][:binary.NativeEndian.Uint32(b[12:])]
		b = b[unix.SizeofInotifyEvent+len(name):]
		w.note(watch, mask, string(bytes.TrimRight(name, "\x00")), grown)
	}
	w.look(grown)
	return nil
}

// note takes in one event.
func (w *watcher) note(watch int32, mask uint32, name string, grown map[Name]bool) {
	owner, known := w.owners[watch]
	workload, isLog := strings.CutSuffix(name, suffix)
	switch {
	case mask&unix.IN_Q_OVERFLOW != 0:
		w.all()
	case mask&unix.IN_IGNORED != 0: // its directory is gone
		delete(w.owners, watch)
	case int(watch) == w.root && mask&unix.IN_ISDIR != 0 && mask&unix.IN_DELETE == 0:
		w.owner(name, grown)
	case known && isLog && mask&unix.IN_DELETE != 0:
		w.store.forget(Name{owner, workload})
	case known && isLog:
		grown[Name{owner, workload}] = true
	}
}

// owner begins to watch the logs of an owner, and notes those that are there already.
func (w *watcher) owner(name string, grown map[Name]bool) {
	watch, err := unix.InotifyAddWatch(w.fd, filepath.Join(w.store.dir, name), watched)
	if errors.Is(err, fs.ErrNotExist) {
		return
	} else if err != nil {
		w.log.Warn("logs of an owner are not watched: their times are known when they are read only", "owner", name, "error", err)
		return
	}
	w.owners[int32(watch)] = name
	names, err := w.store.List(name)
	if err != nil {
		w.log.Warn("list the logs of an owner", "owner", name, "error", err)
	}
	for _, n := range names {
		grown[n] = true
	}
}

// all looks at every log, since it is not known which ones grew.
func (w *watcher) all() {
	owners, err := w.store.Owners()
	if err != nil {
		w.log.Warn("watch logs", "error", err)
	}
	grown := map[Name]bool{}
	for _, owner := range owners {
		w.owner(owner, grown)
	}
	w.look(grown)
}

// look stamps what was added to logs and wakes who waits for it.
func (w *watcher) look(grown map[Name]bool) {
	woken := map[string]bool{}
	for n := range grown {
		if err := w.store.with(n, func(*log) error { return nil }); err != nil {
			w.log.Warn("note the times of a log", "error", err)
		}
		if !woken[n.Owner] {
			woken[n.Owner] = true
			w.store.wake(n.Owner)
		}
	}
}
