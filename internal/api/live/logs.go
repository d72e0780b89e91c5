package live

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sallyport/internal/platform"
)

// logs tells the output of all instances, each line with its instance's name:
// first what there is, the instance that began first coming first, then what
// is added.
func (a *API) logs(service platform.Service) teller {
	dir := filepath.Join(a.LogDir, service.ID)
	offsets := map[string]int64{}
	return func(w io.Writer) error {
		files, err := logFiles(dir)
		if err != nil {
			return err
		}
		for _, path := range files {
			if offsets[path], err = copyFrom(w, path, offsets[path]); err != nil {
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

// copyFrom writes the whole lines of a file behind offset, and returns where
// they end. A file that was cut short is told from its beginning.
func copyFrom(w io.Writer, path string, offset int64) (int64, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	} else if err != nil {
		return offset, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil {
		return offset, err
	} else if info.Size() < offset {
		offset = 0
	}
	content, err := io.ReadAll(io.NewSectionReader(file, offset, 1<<20))
	if err != nil {
		return offset, err
	}
	end := strings.LastIndexByte(string(content), '\n') + 1
	name := strings.TrimSuffix(filepath.Base(path), ".log")
	for line := range strings.Lines(string(content[:end])) {
		if _, err := fmt.Fprintf(w, "%s %s", name, line); err != nil {
			return offset, err
		}
	}
	return offset + int64(end), nil
}
