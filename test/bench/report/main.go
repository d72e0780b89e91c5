// Command report runs the benchmarks that answer for the project's numbers, one
// after the other in one run, and writes BENCH.md: the machine, what was
// measured and how, the number, and the floor that it is held against. It runs
// in the module's root, as root.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"
)

func main() {
	out := flag.String("o", "BENCH.md", "file to write; - is the standard output")
	only := flag.String("only", "", "run only the benchmarks whose name matches this expression; the rows of others stay empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := report(ctx, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func report(ctx context.Context, out, only string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	built, err := os.MkdirTemp("", "sallyport-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(built)
	if err := build(ctx, built); err != nil {
		return err
	}
	begin, load := time.Now(), loadAverage()
	metrics := metrics{}
	var failed []string
	for _, b := range benchmarks {
		if !wanted.MatchString(b.name) {
			continue
		}
		if err := b.run(ctx, built, metrics); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintln(os.Stderr, "bench:", err)
			failed = append(failed, b.name)
		}
	}
	text := page(machine(ctx), load, begin, time.Since(begin), metrics)
	if out == "-" {
		fmt.Print(text)
	} else if err := os.WriteFile(out, []byte(text), 0o644); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("these could not be measured: %s", strings.Join(failed, ", "))
	}
	return nil
}
