// Package fake is an engine in memory, for tests of what uses engines. It is as strict as a real one about what refers to
// what: a workload needs a pulled image, ids and settings must be valid, unknown ids are refused. What its workloads do is
// scripted. Time passes by the time package, so that it works in testing/synctest.
package fake

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

var _ engine.Engine = (*Engine)(nil)

// Behaviour is what a workload does. The zero value runs until it is stopped, and then exits with 143, as a program does
// that knows nothing of SIGTERM.
type Behaviour struct {
	RunError   error         // Run fails with it
	RunDelay   time.Duration // Run takes so long
	Exits      bool          // it ends by itself…
	After      time.Duration // …so long after its start
	ExitCode   int           // with this code
	OOMKilled  bool          // …killed for want of memory, which makes the code 137
	StopCode   int           // exit code when stopped politely; 0 means 143, and CleanStop means 0
	CleanStop  bool
	StopDelay  time.Duration // how long it takes to end politely
	IgnoreStop bool          // only SIGKILL ends it
	Output     string        // appended to its log file at the start
	StopOutput string        // appended when it ends politely
}

// Remote is an image as a registry has it.
type Remote struct {
	Image     engine.Image
	Login     *engine.Credentials // needed to pull it
	Error     error               // Pull fails with it
	PullDelay time.Duration       // the registry takes so long to answer
	FetchTime time.Duration       // the bytes of the layers come evenly over this time
	Mirror    string              // base URL that must be configured for its registry
	// RunError fails every Run of the image, unless the workload's behaviour has an error of its own.
	RunError error
}

// Engine is the fake. Several can share one State.
type Engine struct {
	state *State
	ctx   context.Context // ends with Close
	close context.CancelFunc
}

// State is what outlives an engine: the registry's images, those pulled and the workloads.
type State struct {
	mu        sync.Mutex
	remote    map[string]Remote       // by reference; guarded by mu
	pulled    map[string]engine.Image // by reference with digest; guarded by mu
	runErrors map[string]error        // of pulled images; guarded by mu
	workloads map[string]*workload    // guarded by mu
	watchers  map[*watcher]bool       // guarded by mu
	program   func(engine.Workload) Behaviour
	netNS     func(path string) bool // guarded by mu; whether there is such a namespace
	nextPID   int
	lost      error // what every call fails with, while set
}

// NewState makes an empty one. Program says what each workload does; nil lets all run until stopped.
func NewState(program func(engine.Workload) Behaviour) *State {
	if program == nil {
		program = func(engine.Workload) Behaviour { return Behaviour{} }
	}
	return &State{
		remote: make(map[string]Remote), pulled: make(map[string]engine.Image), runErrors: make(map[string]error),
		workloads: make(map[string]*workload), watchers: make(map[*watcher]bool), program: program, nextPID: 100,
		netNS: func(string) bool { return true },
	}
}

// Open makes an engine over the state.
func Open(state *State) *Engine {
	ctx, cancel := context.WithCancel(context.Background())
	return &Engine{state: state, ctx: ctx, close: cancel}
}

// New is an engine with a state of its own.
func New(program func(engine.Workload) Behaviour) *Engine { return Open(NewState(program)) }

// State is for scripts of tests.
func (e *Engine) State() *State { return e.state }

// AddImage puts an image into the registry. An image without a reference, digest or size gets them.
func (s *State) AddImage(reference string, remote Remote) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if remote.Image.Digest == "" {
		remote.Image.Digest = digestOf(reference)
	}
	if remote.Image.Reference == "" {
		remote.Image.Reference = reference + "@" + remote.Image.Digest
	}
	if remote.Image.Size == 0 {
		remote.Image.Size = 1 << 20
	}
	s.remote[reference] = remote
}

// CheckNetNS makes Run refuse the namespaces that the function does not know. Without it every path is taken.
func (s *State) CheckNetNS(known func(path string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.netNS = known
}

// Lose makes every call fail as if the daemon had gone, and ends all subscriptions; nil brings it back. Workloads go on.
func (s *State) Lose(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = err
	if err != nil {
		for w := range s.watchers {
			s.unwatch(w)
		}
	}
}

// Exit ends a running workload now, as if by itself.
func (s *State) Exit(id string, code int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, err := s.find(id)
	if err != nil {
		return err
	}
	s.exit(w, code, false)
	return nil
}

// Workload gives what a workload was started with.
func (s *State) Workload(id string) (engine.Workload, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, found := s.workloads[id]
	if !found {
		return engine.Workload{}, false
	}
	spec := w.spec
	spec.Resolver = w.resolver
	return spec, true
}

func (s *State) find(id string) (*workload, error) {
	if w := s.workloads[id]; w != nil {
		return w, nil
	}
	return nil, fault.New(fault.NotFound, "", "no workload %s", id)
}

// begin takes the lock, for the calls of engines.
func (e *Engine) begin(ctx context.Context) (*State, error) {
	e.state.mu.Lock()
	for _, err := range []error{ctx.Err(), e.state.lost} {
		if err != nil {
			e.state.mu.Unlock()
			return nil, err
		}
	}
	if e.ctx.Err() != nil {
		e.state.mu.Unlock()
		return nil, fault.New(fault.Unavailable, "", "the engine is closed")
	}
	return e.state, nil
}

// List copies the state of all workloads.
func (e *Engine) List(ctx context.Context) ([]engine.Status, error) {
	s, err := e.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	list := make([]engine.Status, 0, len(s.workloads))
	for _, w := range s.workloads {
		status := w.status
		status.Labels = maps.Clone(w.spec.Labels)
		list = append(list, status)
	}
	slices.SortFunc(list, func(a, b engine.Status) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// Usage invents an amount for what runs.
func (e *Engine) Usage(ctx context.Context, id string) (engine.Usage, error) {
	s, err := e.begin(ctx)
	if err != nil {
		return engine.Usage{}, err
	}
	defer s.mu.Unlock()
	w := s.workloads[id]
	if w == nil || w.status.Phase != engine.Running {
		return engine.Usage{}, fault.New(fault.NotFound, "", "no running workload %s", id)
	}
	return engine.Usage{CPU: time.Since(w.status.StartedAt) + time.Millisecond, Memory: 1 << 20, PIDs: 1}, nil
}

// Close ends the engine's subscriptions; its workloads go on in the state.
func (e *Engine) Close() error {
	e.close()
	return nil
}

func appendLog(path, text string) error {
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return fmt.Errorf("make the log file: %w", err)
	}
	defer file.Close()
	_, err = file.WriteString(text)
	return err
}
