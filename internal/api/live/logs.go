package live

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sallyport/internal/platform"
)

// logs tells the output of all instances, each line with its instance's name:
// first what there is, the instance that began first coming first, then what
// is added. A line that is not finished is told as soon as nobody will ask again.
func (a *API) logs(service platform.Service, follow bool) teller {
	dir := filepath.Join(a.LogDir, service.ID)
	output := map[string]*output{}
	return func(w io.Writer) error {
		paths, err := logFiles(dir)
		if err != nil {
			return err
		}
		for _, path := range paths {
			o := output[path]
			if o == nil {
				o = newOutput(path)
				output[path] = o
			}
			if err := o.tell(w, !follow); err != nil {
				return err
			}
		}
		return nil
	}
}

// logFiles are the logs in a directory, in the order of their beginning: an
// instance's name ends in the number of its deployment.
func logFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var paths []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".log") {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return paths, err
}

// output is one instance's log. When it grows too long its content moves to a
// file beside it, and the log begins again with the same name.
type output struct {
	path   string
	aside  string // where the content before that of path is
	name   string
	offset int64 // of what was told
}

// newOutput begins with what was put aside already.
func newOutput(path string) *output {
	o := &output{path: path, aside: path + ".1", name: strings.TrimSuffix(filepath.Base(path), ".log")}
	if info, err := os.Stat(o.aside); err == nil && info.Size() > 0 {
		o.offset = math.MaxInt64 // behind the log's end, as if its content had just moved
	}
	return o
}

// tell writes what is new.
func (o *output) tell(w io.Writer, rest bool) error {
	file, err := os.Open(o.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < o.offset {
		if err := o.tellAside(w); err != nil {
			return err
		}
		o.offset = 0
	}
	o.offset, err = copyLines(w, file, o.name, o.offset, rest)
	return err
}

// tellAside writes what moved away before it was told. A log that was merely
// cut short has nothing aside.
func (o *output) tellAside(w io.Writer) error {
	file, err := os.Open(o.aside)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer file.Close()
	from := o.offset
	if from == math.MaxInt64 {
		from = 0
	}
	_, err = copyLines(w, file, o.name, from, true)
	return err
}

// longestLine is the longest line that is told in one piece, in bytes.
const longestLine = 64 << 10

// copyLines writes the lines behind offset, each with a name before it, and
// returns where they end. What is behind the last end of a line is a line with
// rest, and else waits for its end.
func copyLines(w io.Writer, file io.ReaderAt, name string, offset int64, rest bool) (int64, error) {
	in := bufio.NewReaderSize(io.NewSectionReader(file, offset, math.MaxInt64-offset), longestLine)
	for {
		line, err := in.ReadSlice('\n')
		ended := errors.Is(err, io.EOF)
		switch {
		case err == nil, errors.Is(err, bufio.ErrBufferFull), ended && rest && len(line) > 0:
		case ended:
			return offset, nil
		default:
			return offset, err
		}
		if _, err := fmt.Fprintf(w, "%s %s\n", name, bytes.TrimSuffix(line, []byte("\n"))); err != nil {
			return offset, err
		}
		offset += int64(len(line))
	}
}
