package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"sallyport/internal/engine"
	"sallyport/internal/engine/containerd"
	"sallyport/internal/installation"
)

// hostSocket is where a distribution's containerd listens.
const hostSocket = "/run/containerd/containerd.sock"

// chosenEngine is the containerd that an installation's containers live in.
type chosenEngine struct {
	socket string
	daemon *containerd.Daemon // a private one; nil for the host's
}

func privateDaemon(home installation.Installation) containerd.Daemon {
	return containerd.Daemon{Root: home.Containerd(), State: home.Run() + "/containerd"}
}

// The value of --containerd that asks for a daemon of our own even where the
// host has one.
const privateEngine = "private"

// chooseEngine takes the socket that was named, else the one of the last
// start, else the host's, else a private daemon. Containers stay where they
// are: a choice is kept.
func chooseEngine(ctx context.Context, home installation.Installation, socket string, log *slog.Logger) (chosenEngine, error) {
	last, err := home.Endpoints()
	switch {
	case socket == privateEngine:
	case socket != "":
		return chosenEngine{socket: socket}, nil
	case err == nil && !last.Private && last.Containerd != "":
		return chosenEngine{socket: last.Containerd}, nil
	case err != nil && reachable(ctx, home):
		return chosenEngine{socket: hostSocket}, nil
	}
	daemon := privateDaemon(home)
	if err := daemon.Start(ctx); err != nil {
		return chosenEngine{}, fmt.Errorf("start a private containerd: %w", err)
	}
	log.Info("using a private containerd", "socket", daemon.Socket(), "log", daemon.Log())
	return chosenEngine{socket: daemon.Socket(), daemon: &daemon}, nil
}

// reachable tells whether the host has a containerd of its own that answers.
func reachable(ctx context.Context, home installation.Installation) bool {
	if _, err := os.Stat(hostSocket); err != nil {
		return false
	}
	e, err := containerd.Open(ctx, engineConfig(home, hostSocket))
	if err != nil {
		return false
	}
	return e.Close() == nil
}

func engineConfig(home installation.Installation, socket string) containerd.Config {
	return containerd.Config{Socket: socket, Namespace: home.Namespace(), StateDir: home.Engine()}
}

// open connects to the chosen containerd.
func (c chosenEngine) open(ctx context.Context, home installation.Installation) (*keptEngine, error) {
	e, err := containerd.Open(ctx, engineConfig(home, c.socket))
	if err != nil {
		return nil, err
	}
	return &keptEngine{Engine: e, daemon: c.daemon}, nil
}

// keptEngine is an engine whose private daemon is started again when it dies.
type keptEngine struct {
	*containerd.Engine
	daemon *containerd.Daemon
}

// Events is called at the start and whenever the connection was lost, which is
// when a daemon that died is found out.
func (k *keptEngine) Events(ctx context.Context) (<-chan engine.Event, error) {
	if k.daemon != nil {
		if err := k.daemon.Start(ctx); err != nil {
			return nil, fmt.Errorf("start the private containerd again: %w", err)
		}
	}
	return k.Engine.Events(ctx)
}

// engineSocket is the socket that a --containerd flag names, empty for none.
func engineSocket(flag string) string {
	if flag == privateEngine {
		return ""
	}
	return flag
}
