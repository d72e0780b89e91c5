//go:build bench

// Package bench measures the whole, where no room has a benchmark of its own:
// packets through a VPC against plain routing, a change of a rule on a crowded
// node, services and calls against a running serve. What is compared takes turns
// in one run, ratios are taken within a round, and medians are reported: the
// machine's other load then falls on both sides alike. Nothing fails for being
// slow. The program in the folder report runs all of it and writes BENCH.md.
package bench

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"math"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"sallyport/test/e2e/harness"
)

// median sorts a copy; of an even number of values it is the upper middle one.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// ratio is the median of the ratios within each round.
func ratio(of, to []float64) float64 {
	ratios := make([]float64, len(of))
	for i := range of {
		ratios[i] = of[i] / to[i]
	}
	return median(ratios)
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// newTag names an installation that nobody else has.
func newTag() string {
	var random [2]byte
	rand.Read(random[:]) // never fails: it ends the program instead
	return hex.EncodeToString(random[:])
}

// manyThreads gives every thread that waits in the kernel a place of its own in
// Go's scheduler, so that the generators of load cost no hand-overs.
func manyThreads(b *testing.B) {
	before := runtime.GOMAXPROCS(64)
	b.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// programVariable names the program to measure; without it, one is built.
const programVariable = "SALLYPORT_BENCH_PROGRAM"

// program is the path of sallyport.
func program(b *testing.B) string {
	b.Helper()
	if path := os.Getenv(programVariable); path != "" {
		return path
	}
	path, err := harness.Build(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	return path
}

// serve starts an installation of its own, without an uplink, and takes it down
// with everything in it at the end.
func serve(b *testing.B, flags ...string) *harness.Installation {
	b.Helper()
	i, err := harness.Install(program(b), append([]string{"--uplink", "none"}, flags...)...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if b.Failed() {
			b.Log(i.LogTail())
		}
		if err := i.Stop(); err != nil {
			b.Error(err)
		}
		if err := i.Down(context.Background()); err != nil {
			b.Error(err)
		}
	})
	if err := i.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	return i
}
