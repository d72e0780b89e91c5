//go:build engine

package containerd_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/engine/containerd"
	"sallyport/internal/testimage"
)

// BenchmarkStart measures from the call to the first output of the process, image cached, in interleaved rounds: by the engine, and by
// containerd's own ctr with its defaults and the same image. It reports medians and their ratio.
func BenchmarkStart(b *testing.B) {
	p := newPlace(b)
	e := p.open(b)
	image, err := testimage.Probe(b.Context(), testimage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	w := engine.Workload{
		Image: pull(b, e, startRegistry(b), image, "probe:v1"), Command: []string{"print", "up"}, NetNS: makeNetNS(b),
		CPU: 1000, Memory: 512 << 20,
	}
	var byEngine, byCtr []time.Duration
	for n := 0; b.Loop(); n++ {
		w.ID, w.LogPath = fmt.Sprintf("e%d", n), filepath.Join(b.TempDir(), "log")
		byEngine = append(byEngine, startByEngine(b, e, w))
		w.ID = fmt.Sprintf("c%d", n)
		byCtr = append(byCtr, startByCtr(b, p, w))
	}
	ours, theirs := median(byEngine), median(byCtr)
	b.ReportMetric(float64(ours.Microseconds())/1000, "engine-ms")
	b.ReportMetric(float64(theirs.Microseconds())/1000, "ctr-ms")
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
	b.ReportMetric(0, "ns/op")
}

func startByEngine(b *testing.B, e *containerd.Engine, w engine.Workload) time.Duration {
	b.Helper()
	begin := time.Now()
	if err := e.Run(b.Context(), w); err != nil {
		b.Fatal(err)
	}
	for {
		text, err := os.ReadFile(w.LogPath)
		if err != nil || time.Since(begin) > time.Minute {
			b.Fatalf("no output: %v", err)
		}
		if strings.Contains(string(text), "up\n") {
			break
		}
		time.Sleep(200 * time.Microsecond)
	}
	took := time.Since(begin)
	if err := e.Remove(b.Context(), w.ID); err != nil {
		b.Fatal(err)
	}
	return took
}

func startByCtr(b *testing.B, p place, w engine.Workload) time.Duration {
	b.Helper()
	begin := time.Now()
	args := []string{"-a", p.config.Socket, "-n", p.config.Namespace, "run", "--rm", "--with-ns", "network:" + w.NetNS, w.Image, w.ID, "/bin/program"}
	cmd := exec.CommandContext(b.Context(), "ctr", append(args, w.Command...)...)
	output, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	took := time.Since(begin)
	if ended := cmd.Wait(); err != nil || ended != nil || line != "up\n" {
		b.Fatalf("ctr said %q: %v, %v", line, err, ended)
	}
	return took
}

func median(durations []time.Duration) time.Duration {
	slices.Sort(durations)
	return durations[len(durations)/2]
}
