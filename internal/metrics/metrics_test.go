package metrics_test

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sallyport/internal/latency"
	"sallyport/internal/metrics"
)

var (
	epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	web   = metrics.Subject{Region: "us-east-1", ServiceName: "web", ServiceID: strings.Repeat("a", 32)}
)

func open(t *testing.T, path string) *metrics.Store {
	t.Helper()
	s, err := metrics.OpenStore(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func known(t *testing.T, s *metrics.Store, region string) []metrics.Known {
	t.Helper()
	list, err := s.Subjects(context.Background(), region)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func read(t *testing.T, s *metrics.Store, k metrics.Known, from, to time.Time) map[time.Time]metrics.Minute {
	t.Helper()
	minutes := map[time.Time]metrics.Minute{}
	err := s.Read(context.Background(), k, ^metrics.Measures(0), from, to, func(at time.Time, m metrics.Minute) { minutes[at] = m })
	if err != nil {
		t.Fatal(err)
	}
	return minutes
}

func values(t *rapid.T) metrics.Minute {
	number := rapid.OneOf(rapid.Float64Range(-1e9, 1e12), rapid.Map(rapid.IntRange(0, 1<<40), func(i int) float64 { return float64(i) }))
	minute := metrics.Minute{}
	for _, m := range []metrics.Measure{metrics.Requests, metrics.CPUUtilization, metrics.RejectedFlows} {
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 0:
			minute[m] = metrics.Single(number.Draw(t, "single"))
		case 1:
			minute[m] = metrics.Value{Count: number.Draw(t, "count"), Sum: number.Draw(t, "sum"), Min: number.Draw(t, "min"), Max: number.Draw(t, "max")}
		}
	}
	if durations := rapid.SliceOf(rapid.Int64Range(0, int64(2000*time.Second))).Draw(t, "durations"); len(durations) > 0 {
		var h latency.Histogram
		for _, d := range durations {
			h.Add(time.Duration(d))
		}
		minute[metrics.RequestLatency] = metrics.Latencies(h.Read().Since(nil))
	}
	return minute
}

func TestMinutesAreReadAsTheyWereWritten(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "m.db"))
	at := epoch
	rapid.Check(t, func(rt *rapid.T) {
		at = at.Add(time.Minute)
		minute := values(rt)
		if err := s.Write(t.Context(), at, map[metrics.Subject]metrics.Minute{web: minute}); err != nil {
			rt.Fatal(err)
		}
		got := read(t, s, known(t, s, "us-east-1")[0], at, at.Add(time.Minute))
		if diff := cmp.Diff(map[time.Time]metrics.Minute{at: minute}, got); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestRecorderKeepsAMinuteOnceItIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := metrics.OpenStore(filepath.Join(t.TempDir(), "m.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		r := metrics.NewRecorder(s, time.Now())
		begin := time.Now().Truncate(time.Minute)
		for i := range 18 { // three minutes
			r.Count(web, metrics.Requests, 10)
			r.Add(web, metrics.CPUUtilization, metrics.Single(float64(i)))
			time.Sleep(10 * time.Second)
			if err := r.Turn(t.Context(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		r.Count(web, metrics.Requests, 1)
		k := known(t, s, "us-east-1")[0]
		want := map[time.Time]metrics.Minute{}
		for i := range 3 {
			first := float64(6 * i)
			want[begin.Add(time.Duration(i)*time.Minute).UTC()] = metrics.Minute{
				metrics.Requests:       metrics.Single(60),
				metrics.CPUUtilization: {Count: 6, Sum: 6*first + 15, Min: first, Max: first + 5},
			}
		}
		if diff := cmp.Diff(want, read(t, s, k, begin, begin.Add(time.Hour))); diff != "" {
			t.Error(diff)
		}
		if got, want := k.Measures.List(), []metrics.Measure{metrics.Requests, metrics.CPUUtilization}; !cmp.Equal(got, want) {
			t.Errorf("measures %v", got)
		}
		// The rest of the minute is kept at the end, and goes on with the next recorder.
		if err := r.End(t.Context()); err != nil {
			t.Fatal(err)
		}
		next := metrics.NewRecorder(s, time.Now())
		next.Count(web, metrics.Requests, 2)
		time.Sleep(time.Minute)
		if err := next.Turn(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		if got := read(t, s, k, begin.Add(3*time.Minute), begin.Add(time.Hour)); len(got) != 1 || got[begin.Add(3*time.Minute).UTC()][metrics.Requests].Sum != 3 {
			t.Errorf("after a restart: %v", got)
		}
	})
}

func TestMinutesWaitForADiskThatRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	s := open(t, path)
	r := metrics.NewRecorder(s, epoch)
	r.Count(web, metrics.Requests, 1)
	refused, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Turn(refused, epoch.Add(time.Minute)); err == nil {
		t.Fatal("nothing was refused")
	}
	r.Count(web, metrics.Requests, 2)
	if err := r.Turn(t.Context(), epoch.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	got := read(t, s, known(t, s, "us-east-1")[0], epoch, epoch.Add(time.Hour))
	if len(got) != 2 || got[epoch][metrics.Requests].Sum != 1 || got[epoch.Add(time.Minute)][metrics.Requests].Sum != 2 {
		t.Errorf("got %v", got)
	}
}

func TestOldMinutesAreForgotten(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "m.db"))
	gone := metrics.Subject{Region: "us-east-1", ServiceName: "gone", ServiceID: strings.Repeat("b", 32)}
	for i := range 10 {
		minutes := map[metrics.Subject]metrics.Minute{web: {metrics.Requests: metrics.Single(1)}}
		if i < 4 {
			minutes[gone] = metrics.Minute{metrics.Requests: metrics.Single(1)}
		}
		if err := s.Write(t.Context(), epoch.Add(time.Duration(i)*time.Minute), minutes); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Forget(t.Context(), epoch.Add(5*time.Minute)); err != nil {
		t.Fatal(err)
	}
	list := known(t, s, "us-east-1")
	if len(list) != 1 || list[0].Subject != web {
		t.Fatalf("subjects %v", list)
	}
	if got := read(t, s, list[0], epoch, epoch.Add(time.Hour)); len(got) != 5 {
		t.Errorf("%d minutes are left", len(got))
	}
}

func TestPercentilesOfWhatHasOneValue(t *testing.T) {
	if v, ok := metrics.Single(7).Plus(metrics.Single(7)).Percentile(0.9); !ok || v != 7 {
		t.Errorf("p90 is %v, %v", v, ok)
	}
	if _, ok := metrics.Single(7).Plus(metrics.Single(8)).Percentile(0.9); ok {
		t.Error("a percentile of samples that nobody has")
	}
	var h latency.Histogram
	for i := range 1000 {
		h.Add(time.Duration(i+1) * time.Millisecond)
	}
	v, ok := metrics.Latencies(h.Read().Since(nil)).Percentile(0.9)
	if !ok || math.Abs(v-900) > 900*latency.MaxError {
		t.Errorf("p90 is %v ms", v)
	}
}

// writerPath makes this test's program write minutes until it is killed, and say
// which it has written.
const writerPath = "SALLYPORT_TEST_METRICS"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerPath); path != "" {
		writeForever(path)
	}
	os.Exit(m.Run())
}

func writeForever(path string) {
	s, err := metrics.OpenStore(path)
	for i := 0; err == nil && i < 1_000_000; i++ {
		err = s.Write(context.Background(), epoch.Add(time.Duration(i)*time.Minute), map[metrics.Subject]metrics.Minute{web: {metrics.Requests: metrics.Single(float64(i))}})
		fmt.Println(i)
	}
	fmt.Println(err)
	os.Exit(1)
}

func TestWhatWasKeptSurvivesAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	for round := range 3 {
		writer := exec.Command(os.Args[0])
		writer.Env = append(os.Environ(), writerPath+"="+path)
		out, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		lines, last := bufio.NewScanner(out), -1
		for lines.Scan() {
			fmt.Sscan(lines.Text(), &last)
			if last == 100+7*round {
				writer.Process.Kill()
			}
		}
		writer.Wait()
		s := open(t, path)
		got := read(t, s, known(t, s, "us-east-1")[0], epoch, epoch.Add(time.Duration(last+1)*time.Minute))
		if len(got) != last+1 {
			t.Fatalf("%d of %d minutes are there", len(got), last+1)
		}
		for i := range last + 1 {
			if v := got[epoch.Add(time.Duration(i)*time.Minute)][metrics.Requests]; v.Max != float64(i) {
				t.Fatalf("minute %d says %v", i, v)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkRead reads a service's three hours, as a chart does, out of 15 days.
func BenchmarkRead(b *testing.B) {
	s, err := metrics.OpenStore(filepath.Join(b.TempDir(), "m.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for i := range 3000 {
		s.Write(b.Context(), epoch.Add(time.Duration(i)*time.Minute), map[metrics.Subject]metrics.Minute{web: {metrics.Requests: metrics.Single(3)}})
	}
	list, err := s.Subjects(b.Context(), "us-east-1")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s.Read(b.Context(), list[0], 1<<metrics.Requests, epoch, epoch.Add(180*time.Minute), func(time.Time, metrics.Minute) {})
	}
}
