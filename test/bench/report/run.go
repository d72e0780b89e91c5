package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// metrics are what benchmarks reported, by "BenchmarkName metric".
type metrics map[string]float64

// benchmark is one benchmark of the module.
type benchmark struct {
	name string // Benchmark…
	dir  string // the package's
	tags string
	time string // of -benchtime
}

// build compiles the program, and the benchmarks' packages, into a folder:
// nothing is compiled while something is measured.
func build(ctx context.Context, into string) error {
	if err := compile(ctx, "build", "-trimpath", "-o", filepath.Join(into, "sallyport"), "./cmd/sallyport"); err != nil {
		return err
	}
	built := map[string]bool{}
	for _, b := range benchmarks {
		binary := b.binary(into)
		if built[binary] {
			continue
		}
		if err := compile(ctx, "test", "-c", "-tags", b.tags, "-o", binary, "./"+b.dir); err != nil {
			return err
		}
		built[binary] = true
	}
	return nil
}

func compile(ctx context.Context, arguments ...string) error {
	cmd := exec.CommandContext(ctx, "go", arguments...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w: %s", strings.Join(arguments, " "), err, output)
	}
	return nil
}

func (b benchmark) binary(dir string) string {
	return filepath.Join(dir, strings.ReplaceAll(b.dir, "/", "-")+".test")
}

// run runs the benchmark from where it was built, shows what it prints, and
// notes its metrics.
func (b benchmark) run(ctx context.Context, built string, into metrics) error {
	cmd := exec.CommandContext(ctx, b.binary(built), "-test.run", "^$", "-test.bench", "^"+b.name+"$", "-test.benchtime", b.time, "-test.timeout", "10m")
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "SALLYPORT_BENCH_PROGRAM="+filepath.Join(built, "sallyport"))
	cmd.Stderr = os.Stderr
	output, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%s (%s)\n", b.name, b.dir)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run %s: %w", b.name, err)
	}
	found := into.read(io.TeeReader(output, os.Stderr))
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w", b.name, err)
	}
	if !found {
		return fmt.Errorf("%s in %s: no such benchmark", b.name, b.dir)
	}
	return nil
}

// read takes the metrics out of what go test prints: a line is a name, how
// often it ran, and pairs of a number and its unit.
func (m metrics) read(output io.Reader) (found bool) {
	for lines := bufio.NewScanner(output); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := fields[0]
		if at := strings.LastIndexByte(name, '-'); at > 0 {
			name = name[:at] // the number of processors
		}
		for i := 2; i+1 < len(fields); i += 2 {
			if value, err := strconv.ParseFloat(fields[i], 64); err == nil {
				m[name+" "+fields[i+1]] = value
				found = true
			}
		}
	}
	return found
}
