package flowlog

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sallyport/internal/vpc"
)

// Directory is where a flow log's files are, below the installation's directory
// of logs: that of the bucket and the prefix of its ARN, or that of its log group.
func Directory(root string, log vpc.FlowLog) string {
	if name, ok := strings.CutPrefix(log.Destination, "arn:aws:s3:::"); ok {
		return filepath.Join(root, "buckets", filepath.FromSlash(path.Clean("/"+name)))
	}
	group := log.Destination
	if _, name, ok := strings.Cut(group, ":log-group:"); ok {
		group = strings.TrimSuffix(name, ":*")
	}
	return filepath.Join(root, "log-groups", filepath.FromSlash(path.Clean("/"+group)))
}

// FileKey is the name that a file with the records up to an end has in S3, without
// the bucket and prefix. The hash tells apart files of one end.
func FileKey(log vpc.FlowLog, end time.Time, hash string) string {
	end = end.UTC()
	dir := []string{"AWSLogs", log.OwnerID, "vpcflowlogs", log.Region, end.Format("2006"), end.Format("01"), end.Format("02")}
	if log.HiveCompatible {
		dir = []string{"AWSLogs", "aws-account-id=" + log.OwnerID, "aws-service=vpcflowlogs", "aws-region=" + log.Region,
			end.Format("year=2006"), end.Format("month=01"), end.Format("day=02")}
	}
	switch {
	case log.PerHour && log.HiveCompatible:
		dir = append(dir, end.Format("hour=15"))
	case log.PerHour:
		dir = append(dir, end.Format("15"))
	}
	name := fmt.Sprintf("%s_vpcflowlogs_%s_%s_%s_%s.log.gz", log.OwnerID, log.Region, log.ID, end.Format("20060102T1504Z"), hash)
	return path.Join(append(dir, name)...)
}

// Write writes the interval of an aggregate to a file below root and returns its
// path. A file that can be seen is whole and on the disk. Without anything to
// say there is no file, and the path is empty.
func Write(root string, a *Aggregate, interfaces []*Interface) (string, error) {
	dir := Directory(root, a.log)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the directory of flow log %s: %w", a.log.ID, err)
	}
	file, err := os.CreateTemp(dir, ".flows-*")
	if err != nil {
		return "", fmt.Errorf("write flow log %s: %w", a.log.ID, err)
	}
	defer os.Remove(file.Name()) // does nothing once it is renamed
	sum := sha256.New()
	lines, err := writeLines(io.MultiWriter(file, sum), a, interfaces)
	if err == nil && lines > 0 {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil || lines == 0 {
		return "", err
	}
	target := filepath.Join(dir, filepath.FromSlash(FileKey(a.log, a.End(), hex.EncodeToString(sum.Sum(nil))[:8])))
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return "", fmt.Errorf("make the directory of flow log %s: %w", a.log.ID, err)
	}
	if err := os.Rename(file.Name(), target); err != nil {
		return "", fmt.Errorf("write flow log %s: %w", a.log.ID, err)
	}
	return target, nil
}

func writeLines(to io.Writer, a *Aggregate, interfaces []*Interface) (lines int, err error) {
	format, err := ParseFormat(a.log.Format)
	if err != nil {
		return 0, err
	}
	// The fastest compression takes a sixth of the default's time for a file a
	// third larger; a busy minute is hundreds of thousands of lines.
	packed, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(packed, 1<<16)
	_, _ = out.WriteString(format.Header() + "\n") // the writer keeps its first error
	err = a.Lines(interfaces, func(line []byte) error {
		lines++
		_, _ = out.Write(line)
		return out.WriteByte('\n')
	})
	return lines, errors.Join(err, out.Flush(), packed.Close())
}

// Retention bounds what all flow logs keep.
type Retention struct {
	Age   time.Duration
	Bytes int64
}

// Prune deletes files of flow logs below root that are too old, and the oldest
// ones of what is more than there may be.
func Prune(root string, keep Retention, now time.Time) error {
	type kept struct {
		path string
		at   time.Time
		size int64
	}
	var files []kept
	var total int64
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.Type().IsRegular() || !strings.Contains(entry.Name(), "_vpcflowlogs_") {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it went meanwhile
		}
		if err != nil {
			return err
		}
		files = append(files, kept{path, info.ModTime(), info.Size()})
		total += info.Size()
		return nil
	})
	if err != nil {
		return fmt.Errorf("look for old flow logs: %w", err)
	}
	slices.SortFunc(files, func(a, b kept) int { return a.at.Compare(b.at) })
	var failed error
	for _, f := range files {
		if total <= keep.Bytes && now.Sub(f.at) <= keep.Age {
			break
		}
		failed = errors.Join(failed, os.Remove(f.path))
		total -= f.size
	}
	return failed
}
