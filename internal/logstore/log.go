package logstore

import (
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// log is what is remembered of one log between two looks at it.
type log struct {
	path string

	mu     sync.Mutex
	loaded bool // guarded by mu, as all below
	now    part // the file that is written to
	aside  part // what moved away from it; empty if nothing did
}

// parts are the files with something in them, oldest first.
func (l *log) parts() []*part {
	var parts []*part
	for _, p := range []*part{&l.aside, &l.now} {
		if p.last.end > 0 {
			parts = append(parts, p)
		}
	}
	return parts
}

func (l *log) first() int64 {
	if l.aside.last.end > 0 {
		return l.aside.base
	}
	return l.now.base
}

func (l *log) end() int64 { return l.now.end() }

// look stamps what was added since the last look.
func (l *log) look(now, began time.Time) error {
	info, err := os.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		l.loaded, l.now, l.aside = false, part{}, part{}
		return nil
	} else if err != nil {
		return err
	}
	if !l.loaded {
		if err := l.load(); err != nil {
			return err
		}
	}
	unseen := !l.loaded && info.ModTime().Before(began)
	l.loaded = true
	size := info.Size()
	if size < l.now.last.end { // it was cut, and begins anew
		if err := l.now.begin(l.now.end()); err != nil {
			return err
		}
	}
	if size == l.now.last.end {
		return nil
	}
	stamps := []stamp{{size, max(now.UnixMilli(), l.now.last.at)}}
	if unseen {
		stamps = spread(l.now.last, stamp{size, info.ModTime().UnixMilli()}, birth(l.path, info.ModTime()))
	}
	err = l.now.add(stamps...)
	switch {
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		return nil // what was stamped can be read; the rest is, once there is space
	case errors.Is(err, fs.ErrNotExist):
		l.loaded = false // somebody deleted the index: the next look begins it anew
	}
	return err
}

// load reads what earlier looks left behind.
func (l *log) load() error {
	l.now, l.aside = part{path: l.path}, part{path: l.path + ".1"}
	if err := l.loadAside(); err != nil {
		return err
	}
	found, err := l.now.load()
	if err != nil || found && l.now.base >= l.aside.end() {
		return err
	}
	return l.now.begin(l.aside.end())
}

// loadAside finds what moved away, if anything did.
func (l *log) loadAside() error {
	info, err := os.Stat(l.aside.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	found, err := l.aside.load()
	if err != nil {
		return err
	}
	if found && l.aside.last.end == info.Size() {
		return nil
	}
	// It was put aside by a process that was stopped in the middle of that, or that knew no index.
	if err := l.aside.begin(l.aside.base); err != nil || info.Size() == 0 {
		return err
	}
	at := info.ModTime()
	return l.aside.add(spread(stamp{}, stamp{info.Size(), at.UnixMilli()}, birth(l.path, at))...)
}

// spreadSteps is in how many steps the time of what was written unseen goes on.
const spreadSteps = 64

// spread stamps what was written unseen between two stamps, as if it had been written evenly. Without a stamp before, it
// began at the birth.
func spread(before, last stamp, birth time.Time) []stamp {
	began := before.at
	if began == 0 {
		began = birth.UnixMilli()
	}
	last.at = max(last.at, began)
	steps := min(spreadSteps, last.end-before.end)
	stamps := make([]stamp, 0, steps)
	for i := int64(1); i <= steps; i++ {
		stamps = append(stamps, stamp{before.end + (last.end-before.end)*i/steps, began + (last.at-began)*i/steps})
	}
	return stamps
}

// birth is when a file was made, or where the file system does not know, the time given.
func birth(path string, otherwise time.Time) time.Time {
	var s unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_BTIME, &s); err != nil || s.Mask&unix.STATX_BTIME == 0 {
		return otherwise
	}
	return time.Unix(s.Btime.Sec, int64(s.Btime.Nsec))
}
