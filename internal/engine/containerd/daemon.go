package containerd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/containerd/containerd/v2/client"

	"sallyport/internal/fault"
)

// Daemon is a private containerd: its own configuration, directories and socket. It is a process of its own, in a session
// of its own, which outlives the process that started it. It stays in that one's control group, as do the shims: a service
// manager that ends whole groups must be told not to (systemd: KillMode=process).
type Daemon struct {
	// Root keeps images and snapshots, on a disk.
	Root string
	// State keeps the socket, mounts and what describes running containers. It must be lost when the machine restarts, so
	// it belongs under /run; its path is short, since a socket's path holds 107 bytes.
	State string
	// Binary to run. Empty finds "containerd" in PATH.
	Binary string
}

const (
	// startTime bounds the daemon's start, which on a slow disk with many images takes seconds.
	startTime = 30 * time.Second
	// exitTime is how long a daemon may take to end after SIGTERM.
	exitTime = 10 * time.Second

	longestSocket = 107
)

// Socket is where the daemon listens.
func (d Daemon) Socket() string { return filepath.Join(d.State, "containerd.sock") }

// Log is the file of the daemon's own words. It begins anew with each start.
func (d Daemon) Log() string { return filepath.Join(d.Root, "containerd.log") }

func (d Daemon) config() string { return filepath.Join(d.Root, "config.toml") }

// Start adopts the daemon when it already answers, and else starts it and waits until it does. Containers that run since an
// earlier daemon of the same directories are found again by the new one.
func (d Daemon) Start(ctx context.Context) error {
	if len(d.Socket())+len(".ttrpc") > longestSocket {
		return fault.New(fault.Invalid, "", "state directory %s: the path of a socket in it is longer than the %d bytes that Linux takes", d.State, longestSocket)
	}
	for _, dir := range []string{d.Root, d.State} {
		if err := os.MkdirAll(dir, 0o711); err != nil {
			return fmt.Errorf("make the directory of the private containerd: %w", err)
		}
	}
	// Two processes that start at the same time would start two daemons over the same directories.
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if answers(ctx, d.Socket()) {
		return nil
	}
	return d.launch(ctx)
}

func (d Daemon) launch(ctx context.Context) error {
	binary := d.Binary
	if binary == "" {
		binary = "containerd"
	}
	path, err := exec.LookPath(binary)
	if err != nil {
		return fault.New(fault.Unavailable, "", "no containerd on this machine: install the package containerd, or name the socket of a running one: %w", err)
	}
	if err := os.WriteFile(d.config(), []byte(d.toml()), 0o600); err != nil {
		return fmt.Errorf("write the configuration of the private containerd: %w", err)
	}
	log, err := os.OpenFile(d.Log(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(path, "--config", d.config())
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", log, log
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/root"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // a signal to our terminal's or process group is not for it
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", path, err)
	}
	// The goroutine ends with the daemon, or with us: a child that ended stays a zombie until somebody waits for it.
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()

	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for !answers(ctx, d.Socket()) {
		select {
		case err := <-exited:
			return fault.New(fault.Unavailable, "", "the private containerd ended at its start (%v); its last words: %s", err, d.lastWords())
		case <-ctx.Done():
			return errors.Join(
				fault.New(fault.Unavailable, "", "the private containerd did not answer: %w; its last words: %s", ctx.Err(), d.lastWords()),
				cmd.Process.Kill(),
			)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// answers tells whether a daemon serves at the socket.
func answers(ctx context.Context, socket string) bool {
	if !exists(socket) {
		return false
	}
	c, err := client.New(socket)
	if err != nil {
		return false
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err = c.Version(ctx)
	return err == nil
}

// lastWords quotes the end of the daemon's log.
func (d Daemon) lastWords() string {
	const most = 2000
	text, err := os.ReadFile(d.Log())
	if err != nil {
		return err.Error()
	}
	if len(text) > most {
		text = text[len(text)-most:]
	}
	return string(text)
}

// lock keeps other processes from starting or stopping the same daemon. The kernel gives it back if we die.
func (d Daemon) lock(ctx context.Context) (unlock func(), err error) {
	// In the root: Stop deletes the state directory, and a lock in a deleted file locks nobody out.
	file, err := os.OpenFile(filepath.Join(d.Root, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { file.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("lock the private containerd: %w", err), file.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("wait for another process that starts or stops the private containerd: %w", ctx.Err()), file.Close())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func ignoreAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
