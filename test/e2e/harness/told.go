package harness

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"sallyport/internal/api/live"
)

// Said is what a command printed on its standard output, and its exit status.
type Said struct {
	Text   string
	Status int
}

// Say runs a subcommand of the program in the region. A command that says why
// it failed says so on standard error, which is appended to the text.
func (r *Region) Say(command string, arguments ...string) Said {
	r.T.Helper()
	ctx, cancel := context.WithTimeout(r.T.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.binary, append([]string{command, "--data-dir", r.Home.Dir, "--region", r.Name}, arguments...)...)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		r.T.Fatalf("%s %s: %v", command, strings.Join(arguments, " "), err)
	}
	return Said{stdout.String() + stderr.String(), cmd.ProcessState.ExitCode()}
}

// Explain asks why a service can or can't reach a target, by plan and by probe.
func (s *Service) Explain(target string, flags ...string) (live.Report, int) {
	s.region.T.Helper()
	var report live.Report
	status := s.region.SayJSON(&report, "explain", append(flags, "--json", s.Name, target)...)
	return report, status
}

// SayJSON is Say for a command that answers in JSON.
func (r *Region) SayJSON(answer any, command string, arguments ...string) int {
	r.T.Helper()
	said := r.Say(command, arguments...)
	if err := json.Unmarshal([]byte(said.Text), answer); err != nil {
		r.T.Fatalf("%s %s: %v in %s", command, strings.Join(arguments, " "), err, said.Text)
	}
	return said.Status
}

// Shell runs commands as a person would who pastes them, one after the other,
// into a shell that has the exports of `sallyport env`.
func (r *Region) Shell(commands []string) {
	r.T.Helper()
	ctx, cancel := context.WithTimeout(r.T.Context(), 2*time.Minute)
	defer cancel()
	script := `set -e; eval "$("$0" env --data-dir "$1")"; export AWS_REGION="$2" AWS_DEFAULT_REGION="$2"` + "\n" + strings.Join(commands, "\n")
	cmd := exec.CommandContext(ctx, "sh", "-c", script, r.binary, r.Home.Dir, r.Name)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_PAGER="}
	if output, err := cmd.CombinedOutput(); err != nil {
		r.T.Fatalf("%s\nended with %v: %s", strings.Join(commands, "\n"), err, output)
	}
}

// Following is a command that goes on printing until the test ends.
type Following struct {
	mu   sync.Mutex
	text strings.Builder // guarded by mu
}

// Write takes what the command prints.
func (f *Following) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.text.Write(p)
}

// Lines are those that were printed so far.
func (f *Following) Lines() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Split(strings.TrimSpace(f.text.String()), "\n")
}

// Follow starts a subcommand in the region. It ends, at the latest, with the test.
func (r *Region) Follow(command string, arguments ...string) *Following {
	r.T.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.T.Context()))
	return r.follow(cancel, exec.CommandContext(ctx, r.binary, append([]string{command, "--data-dir", r.Home.Dir, "--region", r.Name}, arguments...)...))
}

// FollowAWS starts a command of the aws command line that goes on. It ends, at the latest, with the test.
func (r *Region) FollowAWS(arguments ...string) *Following {
	r.T.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.T.Context()))
	cmd := r.awsCommand(ctx, arguments)
	cmd.Env = append(cmd.Env, "PYTHONUNBUFFERED=1")
	return r.follow(cancel, cmd)
}

// follow starts a command that is ended by cancel.
func (r *Region) follow(cancel context.CancelFunc, cmd *exec.Cmd) *Following {
	r.T.Helper()
	printed := &Following{}
	cmd.Stdout, cmd.Stderr = printed, printed
	if err := cmd.Start(); err != nil {
		cancel()
		r.T.Fatalf("start %v: %v", cmd.Args, err)
	}
	r.T.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was told to go on for ever
	})
	return printed
}
