package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sallyport/internal/fault"
	"sallyport/internal/store"
)

// childVariable makes the test binary a child that works on a store: "mode:directory".
const childVariable = "SALLYPORT_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	mode, dir, _ := strings.Cut(os.Getenv(childVariable), ":")
	var err error
	switch mode {
	case "write":
		err = writeForever(dir)
	case "fill limited":
		err = fillLimited(dir)
	case "fill ballasted":
		err = fillBallasted(dir)
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child(t *testing.T, mode, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childVariable+"="+mode+":"+dir)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(out)
}

// writeTwins makes one commit of two documents that belong together, and removes those of ten commits before.
func writeTwins(s *store.Store, n int) error {
	return s.Update(context.Background(), func(tx *store.Tx) error {
		store.Put(tx, vpc{ID: fmt.Sprintf("%08d", n), Block: strings.Repeat("x", n%5000)})
		store.Put(tx, subnet{ID: fmt.Sprintf("%08d", n), VPC: fmt.Sprint(n)})
		old := fmt.Sprintf("%08d", n-10)
		store.Delete[vpc](tx, old)
		store.Delete[subnet](tx, old)
		return nil
	})
}

// checkTwins expects the commits up to the last sequence number, and nothing half.
func checkTwins(t *testing.T, s *store.Store) {
	t.Helper()
	now := s.Snapshot()
	last := int(now.Sequence())
	var want []string
	for n := max(1, last-9); n <= last; n++ {
		key := fmt.Sprintf("%08d", n)
		want = append(want, key)
		if v, ok := store.Get[vpc](now, key); !ok || len(v.Block) != n%5000 {
			t.Errorf("commit %d of %d: the vpc is missing or cut", n, last)
		}
	}
	expect(t, "vpcs", ids(store.List[vpc](now)), want)
	expect(t, "subnets", ids(store.List[subnet](now)), want)
	if last > 0 {
		expect(t, "found", ids(store.Find[subnet](now, fmt.Sprintf("vpc=%d", last))), want[len(want)-1:])
	}
}

func writeForever(dir string) error {
	s, err := store.Open(dir, vpc{}, subnet{})
	if err != nil {
		return err
	}
	for {
		n := int(s.Snapshot().Sequence()) + 1
		if err := writeTwins(s, n); err != nil {
			return err
		}
		fmt.Println(n) // unbuffered: this is the acknowledgement
	}
}

func TestKilledWriterLosesNothingItAcknowledged(t *testing.T) {
	dir := t.TempDir()
	acknowledged := 0
	for round := range 12 {
		c, lines := child(t, "write", dir)
		soon := time.Duration(rand.IntN(100)) * time.Millisecond
		var killer *time.Timer
		killAfter := func() { killer = time.AfterFunc(soon, func() { c.Process.Kill() }) }
		if round%3 == 0 { // as it opens what the last one left, or soon after
			killAfter()
		}
		for commits := 1; lines.Scan(); commits++ {
			if killer == nil && commits == 10 { // however long a busy machine took to start it
				killAfter()
			}
			n, err := strconv.Atoi(lines.Text()) // whole: short writes to a pipe are atomic
			if err != nil || n <= acknowledged {
				t.Errorf("round %d: %q was acknowledged after %d", round, lines.Text(), acknowledged)
			}
			acknowledged = n
		}
		c.Wait()
		if killer == nil || killer.Stop() {
			t.Fatalf("round %d: the writer ended by itself", round)
		}
		s := open(t, dir)
		if last := int(s.Snapshot().Sequence()); last < acknowledged || last > acknowledged+1 {
			t.Fatalf("round %d: acknowledged %d, on disk %d", round, acknowledged, last)
		} else {
			acknowledged = last // or the next one, if it is killed before it says anything, is two ahead
		}
		checkTwins(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if acknowledged < 50 {
		t.Errorf("only %d commits in all rounds: the test has tested little", acknowledged)
	}
}

// fillUp writes until the disk is full, frees it and goes on; it prints what it sees.
func fillUp(s *store.Store, free func() error) error {
	var err error
	n := 1
	for ; err == nil; n++ {
		if n > 10_000 {
			return errors.New("the disk does not fill")
		}
		err = writeTwins(s, n)
	}
	failed := n - 1
	fmt.Println("full:", fault.ClassOf(err), int(s.Snapshot().Sequence()) == failed-1)
	fmt.Println("still full:", fault.ClassOf(writeTwins(s, failed)))
	if err := free(); err != nil {
		return err
	}
	for n := failed; n < failed+50; n++ {
		if err := writeTwins(s, n); err != nil {
			return fmt.Errorf("after the disk had space again: %w", err)
		}
	}
	fmt.Println("recovered:", int(s.Snapshot().Sequence()) == failed+49)
	return s.Close()
}

// fillStory is what fillUp prints if all is well.
var fillStory = []string{"full: unavailable true", "still full: unavailable", "recovered: true"}

// fillLimited limits the size of this process's files, so that the disk is full as far as it can tell.
func fillLimited(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	s, err := store.Open(dir, vpc{}, subnet{})
	if err != nil {
		return err
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	full := limit
	full.Cur = 200_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		return err
	}
	return fillUp(s, func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit) })
}

// fillBallasted fills a small file system that has a file named ballast to throw away.
func fillBallasted(dir string) error {
	s, err := store.Open(dir, vpc{}, subnet{})
	if err != nil {
		return err
	}
	return fillUp(s, func() error { return os.Remove(filepath.Join(dir, "ballast")) })
}

func TestFullDiskIsSurvived(t *testing.T) {
	dir := t.TempDir()
	c, lines := child(t, "fill limited", dir)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("%v after %q", err, said)
	}
	expect(t, "story", said, fillStory)
	checkTwins(t, open(t, dir))
}
