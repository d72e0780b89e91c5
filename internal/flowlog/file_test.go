package flowlog

import (
	"compress/gzip"
	"encoding/binary"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sallyport/internal/vpc"
)

func addrPort(i int) netip.AddrPort {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(i))
	return netip.AddrPortFrom(netip.AddrFrom4(b), 1)
}

func TestFilesHaveS3sNames(t *testing.T) {
	for name, c := range map[string]struct {
		log  vpc.FlowLog
		want string
	}{
		"plain": {log(nil), "AWSLogs/000000000000/vpcflowlogs/us-east-1/2026/01/02/000000000000_vpcflowlogs_us-east-1_fl-1_20260102T1200Z_abcd.log.gz"},
		"hourly": {log(func(l *vpc.FlowLog) { l.PerHour = true }),
			"AWSLogs/000000000000/vpcflowlogs/us-east-1/2026/01/02/12/000000000000_vpcflowlogs_us-east-1_fl-1_20260102T1200Z_abcd.log.gz"},
		"hive": {log(func(l *vpc.FlowLog) { l.HiveCompatible, l.PerHour = true, true }),
			"AWSLogs/aws-account-id=000000000000/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=01/day=02/hour=12/000000000000_vpcflowlogs_us-east-1_fl-1_20260102T1200Z_abcd.log.gz"},
	} {
		if got := FileKey(c.log, noon, "abcd"); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// No name leads out of the directory of logs.
func TestDirectories(t *testing.T) {
	for destination, want := range map[string]string{
		"arn:aws:s3:::logs":                                      "/r/buckets/logs",
		"arn:aws:s3:::logs/some/prefix/":                         "/r/buckets/logs/some/prefix",
		"arn:aws:s3:::../../etc":                                 "/r/buckets/etc",
		"arn:aws:logs:us-east-1:000000000000:log-group:/vpc/a:*": "/r/log-groups/vpc/a",
		"../group": "/r/log-groups/group",
	} {
		if got := Directory("/r", vpc.FlowLog{Destination: destination}); got != want {
			t.Errorf("%s: %s, want %s", destination, got, want)
		}
	}
}

func TestAFileIsWhole(t *testing.T) {
	root := t.TempDir()
	a := NewAggregate(log(nil), noon)
	network().Accepted(connection(0, tuple("10.0.1.10:4000", "10.0.2.10:5432"), tuple("10.0.2.10:5432", "10.0.1.10:4000")), a.Add)
	path, err := Write(root, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(root, "buckets/logs/app/AWSLogs/000000000000/vpcflowlogs/us-east-1/2026/01/02"); filepath.Dir(path) != want {
		t.Errorf("written to %s", path)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if list := strings.Split(string(text), "\n"); len(list) != 6 || !strings.HasPrefix(list[0], "version account-id interface-id srcaddr") {
		t.Errorf("%s", text)
	}
	if path, err := Write(root, NewAggregate(log(nil), noon), nil); path != "" || err != nil {
		t.Errorf("nothing was written to %s, %v", path, err)
	}
	if left := count(t, root); left != 1 {
		t.Errorf("%d files", left)
	}
}

func TestADirectoryThatRefusesIsNamed(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "buckets"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a := NewAggregate(log(nil), noon)
	a.Skip(web, 1)
	if _, err := Write(root, a, nil); err == nil || !strings.Contains(err.Error(), "flow log fl-1") {
		t.Error(err)
	}
}

func TestOldFilesGo(t *testing.T) {
	root := t.TempDir()
	var size int64
	for i := range 10 {
		a := NewAggregate(log(nil), noon.Add(time.Duration(i)*time.Minute))
		a.Skip(web, 1)
		path, err := Write(root, a, nil)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		size = max(size, info.Size())
		if err := os.Chtimes(path, noon, noon.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		keep Retention
		want int
	}{{Retention{time.Hour, 1 << 20}, 10}, {Retention{4*time.Minute + time.Second, 1 << 20}, 5}, {Retention{time.Hour, 2*size + size/2}, 2}} {
		if err := Prune(root, c.keep, noon.Add(9*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if got := count(t, root); got != c.want {
			t.Errorf("%+v: %d files are left, want %d", c.keep, got, c.want)
		}
	}
	if err := Prune(filepath.Join(root, "nowhere"), Retention{}, noon); err != nil {
		t.Error(err)
	}
}

func count(t *testing.T, root string) (n int) {
	t.Helper()
	err := filepath.WalkDir(root, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
