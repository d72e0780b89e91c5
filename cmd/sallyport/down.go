package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/engine/containerd"
	"sallyport/internal/installation"
)

type downCommand struct {
	Purge bool `help:"Delete the data directory as well: documents, credentials, images and logs."`
}

// stopTime is how long serve may take to end.
const stopTime = 30 * time.Second

// Run stops serve, then removes containers and networks; it needs no serve and
// no documents for that, and may be repeated. Containers' files go with them.
func (c downCommand) Run(ctx context.Context, home installation.Installation) error {
	if err := stopServe(ctx, home); err != nil {
		return err
	}
	if err := removeContainers(ctx, home); err != nil {
		return err
	}
	network, err := datapath.New(datapath.Options{Tag: home.Tag})
	if err != nil {
		return err
	}
	defer network.Close()
	if err := network.CleanUp(ctx); err != nil {
		return fmt.Errorf("remove the networks: %w", err)
	}
	if err := os.RemoveAll(home.Run()); err != nil {
		return err
	}
	_ = os.Remove(filepath.Dir(home.Run())) // the last installation's leaving; others keep it
	if c.Purge {
		if err := os.RemoveAll(home.Dir); err != nil {
			return fmt.Errorf("delete the data directory: %w", err)
		}
		fmt.Println("Sallyport is down; its data is deleted.")
		return nil
	}
	fmt.Printf("Sallyport is down. What it knows stays in %s: the next start brings the services back.\n", home.Dir)
	return nil
}

// stopServe asks the process that serves this installation to end. The process
// id is only believed when that process has the installation's store open.
func stopServe(ctx context.Context, home installation.Installation) error {
	endpoints, err := home.Endpoints()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	process, err := os.FindProcess(endpoints.PID) // a pidfd: it goes on meaning this process
	if err != nil || !isServe(home, endpoints.PID) {
		return nil
	}
	defer process.Release()
	if err := process.Signal(syscall.SIGTERM); err != nil {
		return ignoreDone(err)
	}
	deadline := time.Now().Add(stopTime)
	for process.Signal(syscall.Signal(0)) == nil && isServe(home, endpoints.PID) {
		if time.Now().After(deadline) {
			return ignoreDone(process.Kill())
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// isServe tells whether a process serves this installation: one that does has
// its store locked. A process that ended, or has the id by chance, has not.
func isServe(home installation.Installation, pid int) bool {
	open := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(open)
	if err != nil {
		return false // also for one that ended and was not waited for
	}
	for _, entry := range entries {
		target, err := os.Readlink(filepath.Join(open, entry.Name()))
		if err == nil && filepath.Dir(target) == home.Store() {
			return true
		}
	}
	return false
}

func removeContainers(ctx context.Context, home installation.Installation) error {
	endpoints, err := home.Endpoints()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	if endpoints.Private {
		err = privateDaemon(home).Stop(ctx)
	} else {
		err = containerd.CleanUp(ctx, engineConfig(home, endpoints.Containerd))
	}
	if err != nil {
		return fmt.Errorf("remove the containers: %w", err)
	}
	return nil
}
