// Package installation is where one Sallyport lives: the layout of its data
// directory, the tag that its kernel objects carry, its root credentials.
package installation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// Installation is a data directory.
type Installation struct {
	// Dir is absolute. Everything in it is root's alone.
	Dir string
	// Tag names the installation in the kernel: four hex digits that derive
	// from Dir, so that they are known without any state.
	Tag string
}

// At is the installation of a data directory, which need not exist yet.
func At(dir string) (Installation, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return Installation{}, fmt.Errorf("data directory %q: %w", dir, err)
	}
	sum := sha256.Sum256([]byte(absolute))
	return Installation{Dir: absolute, Tag: hex.EncodeToString(sum[:2])}, nil
}

// Make makes the data directory, and closes it to everybody else.
func (i Installation) Make() error {
	for _, dir := range []string{i.Dir, i.Logs(), i.Engine(), i.Run()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make the data directory: %w", err)
		}
	}
	return os.Chmod(i.Dir, 0o700)
}

// Store is the directory of the documents.
func (i Installation) Store() string { return filepath.Join(i.Dir, "store") }

// Metrics is the file of what services did, minute by minute.
func (i Installation) Metrics() string { return filepath.Join(i.Dir, "metrics", "metrics.db") }

// Logs is the directory of the workloads' output.
func (i Installation) Logs() string { return filepath.Join(i.Dir, "logs") }

// FlowLogs is the directory of the files of flow logs: the buckets and log groups
// that they name.
func (i Installation) FlowLogs() string { return filepath.Join(i.Dir, "flow-logs") }

// Engine is the directory of the engine's own files.
func (i Installation) Engine() string { return filepath.Join(i.Dir, "engine") }

// Containerd is the directory of images and snapshots of a private containerd.
func (i Installation) Containerd() string { return filepath.Join(i.Dir, "containerd") }

// Run is where sockets live; it is gone after the machine restarts.
func (i Installation) Run() string { return filepath.Join("/run/sallyport", i.Tag) }

// ServeLog is the log of a serve that up started.
func (i Installation) ServeLog() string { return filepath.Join(i.Dir, "serve.log") }

// Namespace is the containerd namespace, and the parent cgroup, of the workloads.
func (i Installation) Namespace() string { return "sallyport-" + i.Tag }
