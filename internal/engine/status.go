package engine

import "time"

// Phase is where a workload stands in its life.
type Phase string

const (
	Created Phase = "created" // made, not started: a Run is under way or was cut off; Run again completes it
	Running Phase = "running"
	Exited  Phase = "exited"
	Unknown Phase = "unknown" // started once, and lost by the engine (the machine restarted, say): Remove it
)

// Status is what an engine knows of one workload.
type Status struct {
	ID    string
	Phase Phase
	PID   int // of the first process, as the host sees it, while running

	StartedAt time.Time // zero until started
	ExitedAt  time.Time // zero until exited
	ExitCode  int       // when exited: 0–255, 128+n when ended by signal n; -1 when unknown

	// OOMKilled says that the kernel killed a process of the workload for want of memory.
	OOMKilled bool

	Image  string
	Labels map[string]string
}

// EventKind says what happened.
type EventKind string

const (
	EventStart EventKind = "start"
	EventExit  EventKind = "exit"
	EventOOM   EventKind = "oom" // comes before the exit when it is the cause of it
)

// Event is one thing that happened to one workload.
type Event struct {
	ID       string
	Kind     EventKind
	At       time.Time
	ExitCode int // of EventExit, as Status.ExitCode
}
