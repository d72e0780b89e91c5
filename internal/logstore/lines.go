package logstore

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"time"
)

// LongestLine is the longest line that is told in one piece, in bytes. Longer ones are told in pieces of that length.
const LongestLine = 64 << 10

// chunkSize is how much of a log is read at once.
const chunkSize = 64 << 10

// Line is a line of a log, or a piece of a long one.
type Line struct {
	Position int64     // of its first byte
	Next     int64     // position behind it and its end of line
	At       time.Time // when its end was seen, to the millisecond
	Text     []byte    // without the end of line; valid until the next line
	// Open is the last line of a log as long as it has no end: more may be added to it.
	Open bool
}

// Lines yields the lines from a position on, oldest first, up to what there is when the last of them is read. A position
// before what is kept is that of the oldest line; one in the middle of a line yields its rest.
func (s *Store) Lines(n Name, from int64) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		c := cutter{next: from}
		for {
			var got chunk
			err := s.with(n, func(l *log) (err error) {
				got, err = l.chunk(c.end())
				return err
			})
			if err != nil {
				yield(Line{}, err)
				return
			}
			if !c.cut(got, func(line Line) bool { return yield(line, nil) }) || len(got.data) == 0 {
				return
			}
		}
	}
}

// chunk is some bytes of a log, with the stamps that cover them.
type chunk struct {
	start  int64
	data   []byte
	stamps []stamp // their ends are positions
}

// chunk reads what follows a position; no data is the end of the log.
func (l *log) chunk(from int64) (chunk, error) {
	for _, p := range l.parts() {
		if from >= p.end() {
			continue
		}
		from = max(from, p.base)
		size := min(chunkSize, p.end()-from)
		data, err := p.read(from-p.base, size)
		if err != nil {
			return chunk{}, err
		}
		stamps, err := p.covering(from-p.base, from-p.base+size)
		if err != nil {
			return chunk{}, err
		}
		for i := range stamps {
			stamps[i].end += p.base
		}
		return chunk{from, data, stamps}, nil
	}
	return chunk{start: max(from, l.end())}, nil
}

func (p *part) read(offset, size int64) ([]byte, error) {
	file, err := os.Open(p.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data := make([]byte, size)
	read, err := file.ReadAt(data, offset)
	if errors.Is(err, io.EOF) {
		return data[:read], nil // it was cut at this moment
	}
	return data, err
}

// cutter makes lines of chunks.
type cutter struct {
	next    int64  // position of the line that is gathered
	pending []byte // what there is of it
	at      int64  // when the last of that was seen
}

// end is the position from which the next chunk is wanted.
func (c *cutter) end() int64 { return c.next + int64(len(c.pending)) }

// cut yields the lines that a chunk ends. Without data it yields the open line. False says that no more are wanted.
func (c *cutter) cut(got chunk, yield func(Line) bool) bool {
	if len(got.data) == 0 || got.start != c.end() { // the end, or a place where something was lost
		if len(c.pending) > 0 && !c.tell(0, len(got.data) == 0, yield) {
			return false
		}
		c.next = got.start
	}
	data := got.data
	for len(data) > 0 {
		size, end := bytes.IndexByte(data, '\n'), 1
		if size < 0 {
			size, end = len(data), 0
		}
		if room := LongestLine - len(c.pending); size >= room {
			size, end = room, 0
		}
		c.pending = append(c.pending, data[:size]...)
		data = data[size+end:]
		place := c.end() + int64(end)
		for len(got.stamps) > 1 && got.stamps[0].end < place {
			got.stamps = got.stamps[1:]
		}
		c.at = got.stamps[0].at
		if (end > 0 || len(c.pending) == LongestLine) && !c.tell(end, false, yield) {
			return false
		}
	}
	return true
}

// tell yields the line that was gathered, and begins the next.
func (c *cutter) tell(end int, open bool, yield func(Line) bool) bool {
	line := Line{Position: c.next, Next: c.end() + int64(end), At: stamp{at: c.at}.time(), Text: c.pending, Open: open}
	c.next = line.Next
	c.pending = c.pending[:0]
	return yield(line)
}

// Seek is the position of a line before which no line was seen at a time or later.
func (s *Store) Seek(n Name, at time.Time) (position int64, err error) {
	err = s.with(n, func(l *log) error {
		position = l.end()
		for _, p := range l.parts() {
			if p.last.at < at.UnixMilli() {
				continue
			}
			number, err := p.search(func(s stamp) bool { return s.at >= at.UnixMilli() })
			if err != nil {
				return err
			}
			position = p.base
			if number > 0 {
				before, err := p.stamp(number - 1)
				if err != nil {
					return err
				}
				position += before.end
			}
			break
		}
		position, err = l.lineStart(position)
		return err
	})
	return position, err
}

// lineStart is where the line begins that holds the byte before a position.
func (l *log) lineStart(position int64) (int64, error) {
	for _, p := range []*part{&l.now, &l.aside} {
		if position <= p.base || p.last.end == 0 {
			continue
		}
		start, err := p.lineStart(min(position, p.end()) - p.base)
		if err != nil || start > 0 || l.aside.end() != p.base {
			return p.base + start, err
		}
		position = p.base // the line began before the content moved aside
	}
	return max(position, l.first()), nil
}

// lineStart looks back from an offset for the end of the line before; without one the line begins with the file.
func (p *part) lineStart(offset int64) (int64, error) {
	for size := int64(512); offset > 0; size = min(4*size, chunkSize) {
		from := max(0, offset-size)
		data, err := p.read(from, offset-from)
		if err != nil {
			return 0, err
		}
		if at := bytes.LastIndexByte(data, '\n'); at >= 0 {
			return from + int64(at) + 1, nil
		}
		offset = from
	}
	return 0, nil
}

// Last gives lines before a position, oldest first: the last of them, as many as are wanted or there are in about so many
// bytes. An open line is the last one. Its cost is that of what it gives, and not of the log.
func (s *Store) Last(n Name, before int64, wanted int, size int64) ([]Line, error) {
	for window := int64(chunkSize); ; window *= 4 {
		var from, first int64
		err := s.with(n, func(l *log) (err error) {
			first = l.first()
			before = min(before, l.end())
			from, err = l.lineStart(max(before-window, first))
			return err
		})
		if err != nil {
			return nil, err
		}
		lines, err := s.between(n, from, before)
		if err != nil {
			return nil, err
		}
		if len(lines) >= wanted || from <= first || before-from >= size {
			return lines[max(0, len(lines)-wanted):], nil
		}
	}
}

// between gives the lines that begin from a position on and before another.
func (s *Store) between(n Name, from, before int64) ([]Line, error) {
	var lines []Line
	for line, err := range s.Lines(n, from) {
		if err != nil {
			return nil, err
		}
		if line.Position >= before {
			break
		}
		line.Text = bytes.Clone(line.Text)
		lines = append(lines, line)
	}
	return lines, nil
}
