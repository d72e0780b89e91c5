// Package containerd runs workloads through a containerd daemon: the host's own, or a private one that [Start] begins.
//
// What is ours is found by its place: one containerd namespace, one parent cgroup of the same name, one state directory.
// Containerd's shims keep the processes, write their logs and remember their exit codes, so that neither our end nor the
// daemon's is noticed by a workload.
package containerd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/remotes/docker"
	"github.com/containerd/containerd/v2/pkg/namespaces"
	"github.com/containerd/errdefs"
	"github.com/containerd/log"
	"github.com/sirupsen/logrus"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

var _ engine.Engine = (*Engine)(nil)

// Config says which daemon is used and what in it is ours.
type Config struct {
	// Socket of the daemon.
	Socket string
	// Namespace in the daemon, and the name of the parent cgroup of all workloads: "sallyport-<tag>".
	Namespace string
	// StateDir holds each workload's /etc files and the note that it was started. It must survive us.
	StateDir string
	// Snapshotter to use. Empty takes overlayfs where the daemon has it working, else native (full copies).
	Snapshotter string
}

// Engine is a connection to a daemon. It keeps no state of its own.
type Engine struct {
	client      *client.Client
	socket      string
	namespace   string
	stateDir    string
	snapshotter string
	host        host
	transport   *http.Transport // to registries
	locks       keyLocks        // by workload
	pulls       flights
}

const runtimeName = "io.containerd.runc.v2"

// namespaceForm keeps our control groups and runc's state apart from those of the host's other containers.
var namespaceForm = regexp.MustCompile(`^sallyport-[a-z0-9-]{0,52}[a-z0-9]$`)

func checkNamespace(name string) error {
	if !namespaceForm.MatchString(name) {
		return fault.New(fault.Invalid, "", "containerd namespace %q must be \"sallyport-\" and up to 53 characters of a-z, 0-9 and '-'", name)
	}
	return nil
}

// Open connects to the daemon and looks at what the host can do. A daemon that does not answer is Unavailable.
func Open(ctx context.Context, cfg Config) (*Engine, error) {
	if err := checkNamespace(cfg.Namespace); err != nil {
		return nil, err
	}
	if !filepath.IsAbs(cfg.StateDir) {
		return nil, fault.New(fault.Invalid, "", "engine state directory %q is not an absolute path", cfg.StateDir)
	}
	if err := os.MkdirAll(cfg.StateDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the engine's state directory: %w", err)
	}
	h, err := probeHost()
	if err != nil {
		return nil, err
	}
	c, err := client.New(cfg.Socket, client.WithDefaultNamespace(cfg.Namespace))
	if err != nil {
		return nil, fault.New(fault.Unavailable, "", "connect to containerd at %s: %w", cfg.Socket, err)
	}
	e := &Engine{client: c, socket: cfg.Socket, namespace: cfg.Namespace, stateDir: cfg.StateDir, snapshotter: cfg.Snapshotter, host: h}
	e.transport = docker.DefaultHTTPTransport(nil)
	if err := e.prepare(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return e, nil
}

func (e *Engine) prepare(ctx context.Context) error {
	ctx = e.context(ctx)
	if e.snapshotter == "" {
		name, err := workingSnapshotter(ctx, e.client)
		if err != nil {
			return err
		}
		e.snapshotter = name
	}
	// Made here so that a list of an engine that never ran anything is empty, and not an error.
	err := e.client.NamespaceService().Create(ctx, e.namespace, nil)
	if err != nil && !errdefs.IsAlreadyExists(err) {
		return classed(err, "make containerd namespace %s", e.namespace)
	}
	return nil
}

// workingSnapshotter asks the daemon, which tried its snapshotters when it started: overlayfs fails on some file systems.
func workingSnapshotter(ctx context.Context, c *client.Client) (string, error) {
	answer, err := c.IntrospectionService().Plugins(ctx, "type==io.containerd.snapshotter.v1")
	if err != nil {
		return "", classed(err, "ask containerd for its snapshotters")
	}
	working := make(map[string]bool)
	for _, plugin := range answer.Plugins {
		working[plugin.ID] = plugin.InitErr == nil
	}
	for _, name := range []string{"overlayfs", "native"} {
		if working[name] {
			return name, nil
		}
	}
	return "", fmt.Errorf("containerd has neither of the snapshotters overlayfs and native working")
}

// Close gives up the connection; workloads go on.
func (e *Engine) Close() error {
	e.transport.CloseIdleConnections()
	return e.client.Close()
}

// context names our namespace to the daemon, and keeps the client library from printing to standard error: what it would say
// is in the errors that it returns.
func (e *Engine) context(ctx context.Context) context.Context {
	return log.WithLogger(namespaces.WithNamespace(ctx, e.namespace), silent)
}

var silent = &log.Entry{Logger: &logrus.Logger{Out: io.Discard, Formatter: &logrus.TextFormatter{}, Level: logrus.PanicLevel}}
