// Package logstore keeps the output of workloads: a directory for each owner, a file for each workload, and beside it an
// index that says when which part of the file was written.
//
// The files' writers are containerd's shims, which append what a workload prints and know neither of lines nor of times. So
// times are taken by whoever sees a file grow, which is [Store.Watch] within milliseconds, or a reader that comes first; what
// was written while nobody looked is spread between the last time known before and that of the file's last change.
//
//	dir/<owner>/<log>.log           what was printed last
//	dir/<owner>/<log>.log.index     its times
//	dir/<owner>/<log>.log.1         what was before, once the file grew too long, with its own index
//
// A place in a log is a Position: how many bytes were printed before, since the log began. It stays good when the content
// of the file moves aside, so a reader that comes back with one neither misses nor repeats anything that is still kept.
package logstore

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Store is the logs below a directory. One Store at a time may have a directory. It is safe for concurrent use.
type Store struct {
	dir   string
	now   func() time.Time
	began time.Time // what was written before was written unseen

	mu      sync.Mutex
	logs    map[Name]*log            // guarded by mu
	waiting map[string]chan struct{} // guarded by mu; by owner, closed when one of its logs grows
}

// Name names a log: its owner, a service or an instance, and the workload.
type Name struct{ Owner, Workload string }

// New opens the logs below dir, which need not be there. A nil clock is time.Now.
func New(dir string, now func() time.Time) *Store {
	if now == nil {
		now = time.Now
	}
	return &Store{dir: dir, now: now, began: now().Add(-coarse), logs: map[Name]*log{}, waiting: map[string]chan struct{}{}}
}

// coarse is how far the times that the kernel gives files are behind the clock: a tick of its own.
const coarse = 10 * time.Millisecond

// suffix is what the file of a log ends in.
const suffix = ".log"

// Path is the file that a workload is to append to.
func (s *Store) Path(n Name) string { return filepath.Join(s.dir, n.Owner, n.Workload+suffix) }

// Owners lists who has logs.
func (s *Store) Owners() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("list the owners of logs: %w", err)
	}
	var owners []string
	for _, entry := range entries {
		if entry.IsDir() {
			owners = append(owners, entry.Name())
		}
	}
	return owners, nil
}

// List names the logs of an owner in the order of their beginning: a workload's name ends in the number of its deployment.
func (s *Store) List(owner string) ([]Name, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, owner))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("list the logs of %s: %w", owner, err)
	}
	var names []Name
	for _, entry := range entries {
		if workload, ok := strings.CutSuffix(entry.Name(), suffix); ok {
			names = append(names, Name{owner, workload})
		}
	}
	slices.SortFunc(names, func(a, b Name) int {
		return cmp.Or(cmp.Compare(len(a.Workload), len(b.Workload)), cmp.Compare(a.Workload, b.Workload))
	})
	return names, nil
}

// Changed is closed when a log of the owner grows or begins, from now on. Take it before looking, so that nothing is missed.
func (s *Store) Changed(owner string) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting[owner] == nil {
		s.waiting[owner] = make(chan struct{})
	}
	return s.waiting[owner]
}

func (s *Store) wake(owner string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if waiting := s.waiting[owner]; waiting != nil {
		close(waiting)
		delete(s.waiting, owner)
	}
}

// log gives what is remembered of a log.
func (s *Store) log(n Name) *log {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.logs[n]
	if l == nil {
		l = &log{path: s.Path(n)}
		s.logs[n] = l
	}
	return l
}

func (s *Store) forget(n Name) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.logs, n)
}

// with calls fn with the log as it is at this moment: what was added before is stamped. A log without a file is empty.
func (s *Store) with(n Name, fn func(*log) error) error {
	l := s.log(n)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.look(s.now(), s.began); err != nil {
		return fmt.Errorf("log %s of %s: %w", n.Workload, n.Owner, err)
	}
	if err := fn(l); err != nil {
		return fmt.Errorf("log %s of %s: %w", n.Workload, n.Owner, err)
	}
	return nil
}

// Extent is what there is of a log.
type Extent struct {
	First, End int64 // positions of its first byte, and behind its last
	// FirstAt and LastAt are when the first and the last byte were seen; zero for an empty log.
	FirstAt, LastAt time.Time
}

// Extent tells what there is of a log at this moment.
func (s *Store) Extent(n Name) (e Extent, err error) {
	err = s.with(n, func(l *log) error {
		e = Extent{First: l.first(), End: l.end()}
		for _, p := range l.parts() {
			if p.count == 0 {
				continue
			}
			first, err := p.stamp(0)
			if err != nil {
				return err
			}
			last, err := p.stamp(p.count - 1)
			if err != nil {
				return err
			}
			if e.FirstAt.IsZero() {
				e.FirstAt = first.time()
			}
			e.LastAt = last.time()
		}
		return nil
	})
	return e, err
}
