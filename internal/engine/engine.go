// Package engine is the contract between the control loops and whatever runs containers.
//
// A workload is the one thing an engine runs: an image with its settings, its limits and one network namespace that somebody
// else made. Its life:
//
//	                                   ┌───── Restart ────┐
//	                                   ▼                  │
//	Pull ──► Run ──► (Created) ──► Running ──────────► Exited ──► Remove ──► gone
//	                                      Stop, or by itself
//
// Run starts an id at most once. An exited workload keeps its exit status and its files until Remove; Restart begins it again
// with these files, Remove and Run begin it afresh. The engine restarts nothing by itself and keeps no opinion about what should run: it does what it is told and tells
// what it sees.
//
// Workloads outlive the process that started them. A new Engine over the same state lists them all, and their output goes on
// being appended to their log files meanwhile.
//
// Errors carry a class of package fault: NotFound (no such image, no such workload), Denied (the registry refused), Invalid
// (the image or the workload can't run as it is: wrong architecture, no such executable, no such user), Unavailable (the
// registry or the engine itself does not answer; worth another try). An error without a class is the engine's own trouble.
//
// Every implementation passes the suite of package enginetest.
package engine

import (
	"context"
	"time"
)

// Engine runs workloads. All methods may be called at the same time from several goroutines; calls for one id are put in order.
type Engine interface {
	// Pull makes an image ready to run and says what it is. A reference with a digest that is here already needs no registry;
	// a tag is always asked for, so that it means what the registry says now. The pull uses the host's network.
	Pull(ctx context.Context, req PullRequest) (Image, error)

	// Resolve asks the registry what a reference stands for now, and fetches nothing of it: the digest ("sha256:…") that Pull would
	// give the image. Its errors are those of Pull.
	Resolve(ctx context.Context, req PullRequest) (digest string, err error)

	// Run makes the workload and starts its process. It returns once the process was started, and does nothing when the id has
	// been started before, whatever became of it. A failed Run leaves nothing behind. The image must have been pulled (NotFound). A ctx that ends
	// meanwhile may be noticed only when the process was started.
	Run(ctx context.Context, w Workload) error

	// Restart starts the process of an exited or lost workload again, as Run was told, with the files that it left behind. A
	// running one is left alone; an unknown id is NotFound.
	Restart(ctx context.Context, id string) error

	// SetResolver replaces the workload's /etc/resolv.conf, whatever its phase: a running process finds the new text when it reads
	// the file next. An unknown id is NotFound.
	SetResolver(ctx context.Context, id string, r Resolver) error

	// Stop sends the image's stop signal (SIGTERM by default) to the workload's first process, and SIGKILL to all of them when it still
	// runs after the grace period. It returns when the workload has exited; stopping an exited one does nothing. An unknown id is NotFound.
	Stop(ctx context.Context, id string, grace time.Duration) error

	// Remove ends the workload hard if it runs and deletes all that the engine made for it. The log file and the network
	// namespace stay: they are the caller's. Removing an unknown id does nothing.
	Remove(ctx context.Context, id string) error

	// List tells the state of every workload of this engine, including those started by an earlier process, ordered by id.
	List(ctx context.Context) ([]Status, error)

	// Events reports starts, exits and out-of-memory kills from now on. The channel closes when ctx ends or when the
	// connection to the engine is lost. Events may be lost then: the caller lists and subscribes again.
	Events(ctx context.Context) (<-chan Event, error)

	// Usage measures a running workload. One that is unknown or not running is NotFound.
	Usage(ctx context.Context, id string) (Usage, error)

	// Close gives up the connection. Workloads go on running.
	Close() error
}

// Usage is what a workload has used and holds.
type Usage struct {
	CPU    time.Duration // processor time since its start
	Memory int64         // bytes held now, without the page cache that can be dropped at once
	PIDs   int64         // processes and threads now
}
