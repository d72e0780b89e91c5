package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
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

// run runs the benchmark, shows what it prints, and notes its metrics.
func (b benchmark) run(ctx context.Context, into metrics) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-tags", b.tags, "-run", "^$", "-bench", "^"+b.name+"$", "-benchtime", b.time,
		"-count", "1", "-timeout", "10m", "./"+b.dir)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // go test hands it on
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
