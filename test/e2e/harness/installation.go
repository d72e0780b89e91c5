// Package harness runs Sallyport as its users do - the built program, in a data
// directory of its own - and asks it as they do: through the aws command line,
// the AWS SDK, and the front door. Every wait is bounded.
package harness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"sallyport/internal/installation"
)

// Build compiles the program into dir. The working directory must lie in the module.
func Build(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "sallyport")
	output, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "sallyport/cmd/sallyport").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build sallyport: %w: %s", err, output)
	}
	return binary, nil
}

// Installation is one Sallyport. Its methods are not to be called at the same
// time as Start, Kill, Stop and Down.
type Installation struct {
	Home         installation.Installation
	API, Ingress string // host:port
	Key, Secret  string // known after the first Start

	binary string
	flags  []string
	serve  *exec.Cmd
	ended  chan error // of serve; closed
}

// Install chooses a new data directory and free ports. Flags are serve's own.
// Nothing runs yet.
func Install(binary string, flags ...string) (*Installation, error) {
	dir, err := os.MkdirTemp("", "sallyport-e2e-")
	if err != nil {
		return nil, err
	}
	home, err := installation.At(filepath.Join(dir, "data"))
	if err != nil {
		return nil, err
	}
	i := &Installation{Home: home, binary: binary, flags: flags}
	for _, address := range []*string{&i.API, &i.Ingress} {
		if *address, err = freeAddress(); err != nil {
			return nil, err
		}
	}
	return i, nil
}

// freeAddress is a free one below the ports that the kernel gives to outgoing
// connections: while serve is down, nobody takes it.
func freeAddress() (string, error) {
	const lowest, count = 20000, 10000
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", lowest+rand.IntN(count))
		if listener, err := net.Listen("tcp", address); err == nil {
			return address, listener.Close()
		}
	}
	return "", errors.New("no free port found")
}

// healthLimit is how long a start may take on a busy machine.
const healthLimit = time.Minute

// Start runs serve and waits until it is healthy.
func (i *Installation) Start(ctx context.Context) error {
	if err := os.MkdirAll(i.Home.Dir, 0o700); err != nil {
		return err
	}
	log, err := os.OpenFile(i.Home.ServeLog(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	// A containerd of its own: a test may kill it.
	arguments := append([]string{"serve", "--data-dir", i.Home.Dir, "--api-listen", i.API, "--ingress-listen", i.Ingress, "--containerd", "private"}, i.flags...)
	i.serve = exec.Command(i.binary, arguments...)
	i.serve.Stdout, i.serve.Stderr = log, log
	if err := i.serve.Start(); err != nil {
		return fmt.Errorf("start sallyport serve: %w", err)
	}
	i.ended = make(chan error, 1)
	go func(serve *exec.Cmd, ended chan<- error) { // ends with serve
		ended <- serve.Wait()
		close(ended)
	}(i.serve, i.ended)
	if err := i.awaitHealth(ctx); err != nil {
		return errors.Join(err, errors.New(i.LogTail()))
	}
	credentials, err := i.Home.Credentials()
	if err != nil {
		return err
	}
	i.Key, i.Secret = credentials.AccessKeyID, credentials.SecretAccessKey()
	return nil
}

func (i *Installation) awaitHealth(ctx context.Context) error {
	deadline := time.Now().Add(healthLimit)
	client := &http.Client{Timeout: 2 * time.Second}
	defer client.CloseIdleConnections()
	for {
		if response, err := client.Get("http://" + i.API + "/healthz"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-i.ended:
			return fmt.Errorf("sallyport serve ended at its start: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("sallyport serve is not healthy after %s", healthLimit)
		}
	}
}

// PID is serve's process.
func (i *Installation) PID() int { return i.serve.Process.Pid }

// Kill ends serve as kill -9 does, and waits for its end.
func (i *Installation) Kill() error { return i.end(syscall.SIGKILL) }

// Stop ends serve as a service manager does, and waits for its end.
func (i *Installation) Stop() error { return i.end(syscall.SIGTERM) }

func (i *Installation) end(signal syscall.Signal) error {
	if err := i.serve.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-i.ended:
		return nil
	case <-time.After(45 * time.Second):
		_ = i.serve.Process.Kill()
		return fmt.Errorf("serve did not end 45 s after %s", signal)
	}
}

// Down runs `sallyport down --purge`, and says what it left behind, and whether
// serve ever broke down by itself.
func (i *Installation) Down(ctx context.Context) error {
	broken := i.breakdown()
	before := time.Now()
	output, err := i.Run(ctx, "down", "--purge")
	if err != nil {
		return fmt.Errorf("sallyport down: %w: %s", err, output)
	}
	if took := time.Since(before); took > time.Minute {
		return fmt.Errorf("sallyport down took %s", took)
	}
	if leaks := i.Leaks(ctx); len(leaks) > 0 {
		return fmt.Errorf("sallyport down left behind:\n  %s", strings.Join(leaks, "\n  "))
	}
	return errors.Join(broken, os.RemoveAll(filepath.Dir(i.Home.Dir)))
}

// breakdown looks in serve's log for what a program says that broke, or that
// was built to find data races and found one.
func (i *Installation) breakdown() error {
	log, err := os.ReadFile(i.Home.ServeLog())
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it was never started
	} else if err != nil {
		return err
	}
	for _, sign := range []string{"\npanic: ", "panic serving", "\nfatal error: ", "WARNING: DATA RACE"} {
		if at := bytes.Index(log, []byte(sign)); at >= 0 {
			return fmt.Errorf("serve broke down: %s", log[at:min(len(log), at+tail)])
		}
	}
	return nil
}

// Run runs another subcommand of the program and returns what it printed, on both outputs.
func (i *Installation) Run(ctx context.Context, command string, arguments ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	output, err := exec.CommandContext(ctx, i.binary, append([]string{command, "--data-dir", i.Home.Dir}, arguments...)...).CombinedOutput()
	return string(output), err
}

// tail is how much of a log a failure shows, in bytes.
const tail = 6000

// LogTail is the end of serve's log.
func (i *Installation) LogTail() string {
	file, err := os.Open(i.Home.ServeLog())
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() > tail {
		_, _ = file.Seek(-tail, io.SeekEnd)
	}
	text, _ := io.ReadAll(file)
	if _, rest, ok := bytes.Cut(text, []byte("\n")); ok && len(text) >= tail {
		text = rest
	}
	return "serve.log ends with:\n" + string(text)
}

// Containers are the ids of the installation's containers, as containerd lists them, sorted.
func (i *Installation) Containers() []string {
	endpoints, err := i.Home.Endpoints()
	if err != nil {
		return []string{err.Error()}
	}
	output, err := exec.Command("ctr", "--address", endpoints.Containerd, "--namespace", i.Home.Namespace(), "containers", "list", "--quiet").Output()
	if err != nil {
		return []string{err.Error()}
	}
	return slices.Sorted(strings.FieldsSeq(string(output)))
}
