//go:build e2e

// Package console tests the web console as a person uses it: in Chromium, on a
// real sallyport with real containers. The tests themselves are console/e2e/*.spec.ts;
// fixtures.ts there says how to add one. It needs what test/e2e does, the built
// console (make console), and Chromium. No packet leaves the machine.
package console

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sallyport/test/e2e/harness"
)

var spec = flag.String("spec", "", "run only the specs whose files match")

// limit is how long all of the specs may take.
const limit = 15 * time.Minute

func TestConsole(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dist := filepath.Join(root, "internal", "console", "dist")
	for missing, way := range map[string]string{
		filepath.Join(dist, "index.html"):                                     "the console is not built: make console",
		filepath.Join(root, "console", "node_modules", "@playwright", "test"): "Playwright is not installed: make console",
	} {
		if _, err := os.Stat(missing); err != nil {
			t.Fatalf("%s (%v)", way, err)
		}
	}
	ctx := t.Context()
	binary, err := harness.Build(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	images, err := harness.MakeImages(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer images.Close()
	i, err := harness.Install(binary, "--uplink", "none")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if t.Failed() {
			t.Log(i.LogTail())
		}
		if err := errors.Join(i.Stop(), i.Down(context.Background())); err != nil {
			t.Error(err)
		}
	}()
	if err := i.Start(ctx); err != nil {
		t.Fatal(err)
	}
	// The region that the console opens with; its zone c is one that services can't use.
	r := i.Region(t, "us-east-1", images)
	scenario := newScenario(r)
	scenario.Dist = dist
	if err := play(ctx, t, filepath.Join(root, "console"), environment(t, r, binary, scenario)); err != nil {
		t.Error(err)
	}
}

// environment is what console/e2e/fixtures.ts reads, and the aws command line.
func environment(t *testing.T, r *harness.Region, binary string, s Scenario) []string {
	t.Helper()
	text := func(value any) string {
		encoded, err := json.Marshal(value)
		r.Must("encode", err)
		return string(encoded)
	}
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=dumb", "NO_COLOR=1",
		"SALLYPORT_SCENARIO=" + text(s),
		"SALLYPORT_CONSOLE_LINK=" + text([]string{binary, "--data-dir", r.Home.Dir, "console"}),
		"AWS_ENDPOINT_URL=http://" + r.API, "AWS_REGION=" + r.Name, "AWS_DEFAULT_REGION=" + r.Name,
		"AWS_ACCESS_KEY_ID=" + r.Key, "AWS_SECRET_ACCESS_KEY=" + r.Secret,
		"AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
	}
}

// play runs Playwright. Its output is this program's, as it comes.
func play(ctx context.Context, t *testing.T, dir string, environment []string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	arguments := []string{filepath.Join("node_modules", "@playwright", "test", "cli.js"), "test"}
	if *spec != "" {
		arguments = append(arguments, *spec)
	}
	cmd := exec.CommandContext(ctx, "node", arguments...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, environment, os.Stdout, os.Stderr
	// A group of their own, so that the browsers end with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the specs: %w (what they saw is in console/test-results)", err)
	}
	return nil
}
