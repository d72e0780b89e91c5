package logs

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// merged is the events of several streams in the order of time; those of one time by stream.
type merged struct{ heads []*head }

// head is a stream's next event.
type head struct {
	event
	stream string
	more   bool // there is one
	pull   func() (event, error, bool)
	stop   func()
}

// merge begins at a time, in milliseconds, or behind a moment.
func merge(streams []stream, start int64, after *moment) (*merged, error) {
	m := &merged{}
	for _, s := range streams {
		position, least, err := begin(s, start, after)
		if err != nil {
			m.stop()
			return nil, err
		}
		h := &head{stream: s.name()}
		h.pull, h.stop = iter.Pull2(s.from(position))
		m.heads = append(m.heads, h)
		if err := h.step(); err != nil {
			m.stop()
			return nil, err
		}
		for h.more && h.at.UnixMilli() < least {
			if err := h.step(); err != nil {
				m.stop()
				return nil, err
			}
		}
	}
	return m, nil
}

// begin is the position at which a stream is to be read, and the time before which its events are passed by.
func begin(s stream, start int64, after *moment) (position, least int64, err error) {
	least = start
	if after != nil {
		switch cmp.Compare(s.name(), after.stream) {
		case 0:
			return after.next, 0, nil
		case -1:
			least = max(start, after.at+1)
		default:
			least = max(start, after.at)
		}
	}
	if least > 0 {
		position, err = s.seek(time.UnixMilli(least))
	}
	return position, least, err
}

func (h *head) step() (err error) {
	h.event, err, h.more = h.pull()
	return err
}

// next takes the event that comes next. ok is false if there is none.
func (m *merged) next() (at moment, e event, ok bool, err error) {
	m.heads = slices.DeleteFunc(m.heads, func(h *head) bool { return !h.more })
	if len(m.heads) == 0 {
		return moment{}, event{}, false, nil
	}
	first := slices.MinFunc(m.heads, func(a, b *head) int {
		return cmp.Or(cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()), cmp.Compare(a.stream, b.stream))
	})
	e, at = first.event, moment{first.at.UnixMilli(), first.stream, first.position, first.event.next}
	return at, e, true, first.step()
}

func (m *merged) stop() {
	for _, h := range m.heads {
		h.stop()
	}
}
