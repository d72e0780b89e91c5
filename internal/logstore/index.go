package logstore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sort"
	"time"
)

// An index is a header, then stamps by ascending end. All numbers are little-endian.
const (
	magic      = "SPLOGIX1"
	headerSize = 16 // magic, then the position of the file's first byte
	stampSize  = 16 // end, then milliseconds since 1970
)

// stamp says that what is before end, and behind the stamp before, was seen at a time.
type stamp struct {
	end int64 // offset in the file
	at  int64 // milliseconds since 1970
}

func (s stamp) time() time.Time { return time.UnixMilli(s.at).UTC() }

func (s stamp) append(b []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, uint64(s.end)), uint64(s.at))
}

func readStamp(b []byte) stamp {
	return stamp{end: int64(binary.LittleEndian.Uint64(b)), at: int64(binary.LittleEndian.Uint64(b[8:]))}
}

// part is a file of a log with its index.
type part struct {
	path  string // the index is beside it
	base  int64  // position of the file's first byte
	count int64  // stamps in the index
	last  stamp  // zero without any
}

func (p *part) indexPath() string { return p.path + ".index" }

// end is the position behind what is stamped.
func (p *part) end() int64 { return p.base + p.last.end }

// farthest is beyond all that is ever printed: a place there is one that a disk made up.
const farthest = 1 << 56

// load reads an index; found is false if there is none that could be used. A machine that crashed may leave its last stamps
// torn or zero, a failing disk any of them: what is behind a stamp that can't be is passed by, and is stamped anew.
func (p *part) load() (found bool, err error) {
	index, err := os.ReadFile(p.indexPath())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if len(index) < headerSize || string(index[:8]) != magic || binary.LittleEndian.Uint64(index[8:]) >= farthest {
		return false, nil // it was cut by a crash, and is written anew
	}
	p.base, p.count, p.last = int64(binary.LittleEndian.Uint64(index[8:])), 0, stamp{}
	for b := index[headerSize:]; len(b) >= stampSize; b = b[stampSize:] {
		s := readStamp(b)
		if s.end <= p.last.end || s.end >= farthest || s.at <= 0 || s.at < p.last.at {
			break
		}
		p.count, p.last = p.count+1, s
	}
	return true, nil
}

// begin writes an index without stamps. It appears whole or not at all.
func (p *part) begin(base int64) error {
	header := binary.LittleEndian.AppendUint64([]byte(magic), uint64(base))
	temporary := p.indexPath() + ".new"
	if err := os.WriteFile(temporary, header, 0o640); err != nil {
		return err
	}
	if err := os.Rename(temporary, p.indexPath()); err != nil {
		return err
	}
	p.base, p.count, p.last = base, 0, stamp{}
	return nil
}

// add writes stamps behind those that count.
func (p *part) add(stamps ...stamp) error {
	file, err := os.OpenFile(p.indexPath(), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	var b []byte
	for _, s := range stamps {
		b = s.append(b)
	}
	_, err = file.WriteAt(b, headerSize+p.count*stampSize)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	p.count += int64(len(stamps))
	p.last = stamps[len(stamps)-1]
	return nil
}

// stamp reads the stamp of a number.
func (p *part) stamp(n int64) (stamp, error) {
	stamps, err := p.stamps(n, 1)
	if err != nil {
		return stamp{}, err
	}
	return stamps[0], nil
}

// stamps reads some stamps from a number on, at least one.
func (p *part) stamps(from, count int64) ([]stamp, error) {
	file, err := os.Open(p.indexPath())
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readStamps(file, from, min(count, p.count-from))
}

func readStamps(file io.ReaderAt, from, count int64) ([]stamp, error) {
	b := make([]byte, count*stampSize)
	if _, err := file.ReadAt(b, headerSize+from*stampSize); err != nil {
		return nil, fmt.Errorf("read its index: %w", err)
	}
	stamps := make([]stamp, count)
	for i := range stamps {
		stamps[i] = readStamp(b[i*stampSize:])
	}
	return stamps, nil
}

// search finds the number of the first stamp that is far enough, by halving: as is, count for none.
func (p *part) search(enough func(stamp) bool) (int64, error) {
	if p.count == 0 {
		return 0, nil
	}
	file, err := os.Open(p.indexPath())
	if err != nil {
		return 0, err
	}
	defer file.Close()
	var failed error
	n := sort.Search(int(p.count), func(i int) bool {
		stamps, err := readStamps(file, int64(i), 1)
		if err != nil {
			failed = err
			return true
		}
		return enough(stamps[0])
	})
	return int64(n), failed
}

// covering reads the stamps of the bytes from one offset to another.
func (p *part) covering(from, to int64) ([]stamp, error) {
	n, err := p.search(func(s stamp) bool { return s.end > from })
	if err != nil {
		return nil, err
	}
	var all []stamp
	for n < p.count {
		some, err := p.stamps(n, 256)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		n += int64(len(some))
		if all[len(all)-1].end >= to {
			break
		}
	}
	return all, nil
}
