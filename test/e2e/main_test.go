//go:build e2e

// Package e2e tests Sallyport from outside: the program as it is built, through
// the aws command line, the AWS SDK and the front door. It needs root, containerd,
// the aws command and PostgreSQL's package; no packet leaves the machine.
package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"sallyport/test/e2e/harness"
)

// ground is what most tests share: one installation with an uplink into an
// internet, and beside it a network of the operator's own. Both are namespaces.
type ground struct {
	dir      string // of the program
	binary   string
	images   *harness.Images
	internet *harness.Internet
	lan      *harness.LAN
	shared   *harness.Installation
}

var common ground

func TestMain(m *testing.M) {
	flag.Parse()
	// Most of a test is waiting: more of them at once than there are processors.
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	began := time.Now()
	if err := common.prepare(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "prepare:", errors.Join(err, common.clear(context.Background())))
		return 1
	}
	fmt.Println("prepared in", time.Since(began).Round(time.Millisecond))
	code := m.Run()
	if err := common.clear(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL: clear:", err)
		return 1
	}
	return code
}

func (g *ground) prepare(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	defer cancel()
	if g.dir, err = os.MkdirTemp("", "sallyport-e2e-bin-"); err != nil {
		return err
	}
	if g.binary, err = harness.Build(ctx, g.dir); err != nil {
		return err
	}
	if g.images, err = harness.MakeImages(ctx); err != nil {
		return err
	}
	if g.internet, err = harness.NewInternet(ctx); err != nil {
		return err
	}
	if g.lan, err = harness.NewLAN(ctx); err != nil {
		return err
	}
	shared, err := harness.Install(g.binary, append(operated(g.internet, g.lan), "--uplink", g.internet.Uplink)...)
	if err != nil {
		return err
	}
	g.shared = shared
	return shared.Start(ctx)
}

// clear takes everything away and fails if something of it stays.
func (g *ground) clear(ctx context.Context) error {
	var errs []error
	if g.shared != nil {
		errs = append(errs, g.shared.Stop(), g.shared.Down(ctx))
	}
	if g.internet != nil {
		errs = append(errs, g.internet.Close())
	}
	if g.lan != nil {
		errs = append(errs, g.lan.Close())
	}
	if g.images != nil {
		errs = append(errs, g.images.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(g.dir))...)
}

// begin lets a test run beside others, in a region of its own.
func begin(t *testing.T) *harness.Region {
	t.Helper()
	t.Parallel()
	return common.shared.NewRegion(t, common.images)
}

// alone is begin for a test that measures times: nothing runs beside it.
func alone(t *testing.T) *harness.Region {
	t.Helper()
	return common.shared.NewRegion(t, common.images)
}

// installed gives a test an installation that it may kill, beside others.
func installed(t *testing.T, flags ...string) *harness.Region {
	t.Helper()
	return installedWith(t, common.internet, flags...)
}

func installedWith(t *testing.T, internet *harness.Internet, flags ...string) *harness.Region {
	t.Helper()
	return separate(t, append([]string{"--uplink", internet.Uplink}, flags...)...)
}

// separate gives a test an installation of just these flags.
func separate(t *testing.T, flags ...string) *harness.Region {
	t.Helper()
	t.Parallel()
	i, err := harness.Install(common.binary, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = i.Kill() // it may have ended by itself
		if err := i.Down(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := i.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return i.NewRegion(t, common.images)
}
