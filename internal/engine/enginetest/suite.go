// Package enginetest is the conformance suite of package engine: what every implementation must do. The workloads are the
// commands of internal/testimage/probe.
package enginetest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// Harness is an implementation made ready for the suite.
type Harness struct {
	Engine engine.Engine
	// Reopen gives a second engine over the same state, as a restarted process would have. The harness closes it.
	Reopen func(t *testing.T) engine.Engine
	// NetNS gives the path of a new network namespace, with nothing but its loopback interface.
	NetNS  func(t *testing.T) string
	Images Images
	// Inside says that processes really run. Without it the suite leaves out what only they can see.
	Inside bool
}

// Images are references to pull, by tag.
type Images struct {
	Probe       string // entrypoint is the probe
	Again       string // the same path as Probe with another tag, the same content
	User        string // the probe, with User below
	StopSignal  string // the probe, stopped by SIGUSR1
	NoProgram   string // its entrypoint does not exist
	NoUser      string // its user is a name that its /etc/passwd does not have
	Missing     string // not in the registry
	Unreachable string // in a registry that does not answer
	OtherOnly   string // made for another architecture
	OtherIndex  string // an index of two other architectures
	Private     string // needs Login
	Login       engine.Credentials
	Slow        string // its layers take one to ten seconds to come
	Mirrored    string // only reachable with Mirrors
	Mirrors     map[string]string

	OtherPlatforms []string // those of OtherOnly and OtherIndex, all of which an error must name
}

// The user of Images.User, by name in the image, with its group and its additional group.
const (
	UserName        = "app"
	UserUID         = 1234
	UserGID         = 2345
	UserExtraGID    = 3456
	UserDirectory   = "/home/app"
	Passwd          = "root:x:0:0::/root:/bin/sh\napp:x:1234:2345::/home/app:/bin/sh\n"
	Group           = "root:x:0:\napp:x:2345:\nextra:x:3456:app\n"
	ImageVariable   = "FROM_IMAGE" // set to ImageValue in Images.User
	ImageValue      = "image"
	longestWait     = 20 * time.Second
	betweenLooks    = 10 * time.Millisecond
	generousTimeout = 2 * time.Minute
)

// Run checks the implementation.
func Run(t *testing.T, h Harness) {
	s := &suite{Harness: h}
	for _, test := range []struct {
		name  string
		check func(*suite, *testing.T)
	}{
		{"Pull", (*suite).pull},
		{"PullProgress", (*suite).pullProgress},
		{"Resolve", (*suite).resolve},
		{"PullErrors", (*suite).pullErrors},
		{"RunRefusals", (*suite).runRefusals},
		{"LifeCycle", (*suite).lifeCycle},
		{"Restart", (*suite).restart},
		{"Resolver", (*suite).resolver},
		{"RunTwice", (*suite).runTwice},
		{"RunAtOnce", (*suite).runAtOnce},
		{"Stop", (*suite).stop},
		{"StopCutShort", (*suite).stopCutShort},
		{"Remove", (*suite).remove},
		{"Logs", (*suite).logs},
		{"Events", (*suite).events},
		{"EventsEnd", (*suite).eventsEnd},
		{"OutOfMemory", (*suite).outOfMemory},
		{"Reopen", (*suite).reopen},
		{"Usage", (*suite).usage},
		{"Concurrent", (*suite).concurrent},
	} {
		t.Run(test.name, func(t *testing.T) { test.check(s, t) })
	}
	if h.Inside {
		s.inside(t)
	}
}

type suite struct{ Harness }

func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), generousTimeout)
	t.Cleanup(cancel)
	return ctx
}

// workload makes one of the probe's commands, with everything that is needed, and removes it at the end of the test.
func (s *suite) workload(t *testing.T, image string, command ...string) engine.Workload {
	t.Helper()
	pulled, err := s.Engine.Pull(bounded(t), engine.PullRequest{Reference: image})
	if err != nil {
		t.Fatalf("pull: %v", err)
	}
	id := "w-" + uuid.NewString()[:8]
	t.Cleanup(func() {
		if err := s.Engine.Remove(context.Background(), id); err != nil {
			t.Errorf("remove at the end: %v", err)
		}
	})
	return engine.Workload{
		ID: id, Image: pulled.Reference, Command: command, NetNS: s.NetNS(t),
		LogPath: filepath.Join(t.TempDir(), "log"),
	}
}

func (s *suite) run(t *testing.T, w engine.Workload) {
	t.Helper()
	if err := s.Engine.Run(bounded(t), w); err != nil {
		t.Fatalf("run: %v", err)
	}
}

// output runs the workload to its end and returns what it wrote.
func (s *suite) output(t *testing.T, w engine.Workload) (string, engine.Status) {
	t.Helper()
	s.run(t, w)
	status := s.await(t, w.ID, engine.Exited)
	return s.log(t, w, ""), status
}

// status finds the workload in the list.
func (s *suite) status(t *testing.T, id string) (engine.Status, bool) {
	t.Helper()
	list, err := s.Engine.List(bounded(t))
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	if !slices.IsSortedFunc(list, func(a, b engine.Status) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the list is not in order")
	}
	i := slices.IndexFunc(list, func(status engine.Status) bool { return status.ID == id })
	if i < 0 {
		return engine.Status{}, false
	}
	return list[i], true
}

func (s *suite) await(t *testing.T, id string, phase engine.Phase) engine.Status {
	t.Helper()
	var last engine.Status
	for end := time.Now().Add(longestWait); time.Now().Before(end); time.Sleep(betweenLooks) {
		status, found := s.status(t, id)
		if found && status.Phase == phase {
			return status
		}
		last = status
	}
	t.Fatalf("workload %s is not %s: %+v", id, phase, last)
	return last
}

func (s *suite) gone(t *testing.T, id string) {
	t.Helper()
	if status, found := s.status(t, id); found {
		t.Errorf("still listed: %+v", status)
	}
}

// log waits until the workload's log holds the text: a shim copies output a moment after it was written.
func (s *suite) log(t *testing.T, w engine.Workload, text string) string {
	t.Helper()
	var content []byte
	for end := time.Now().Add(longestWait); time.Now().Before(end); time.Sleep(betweenLooks) {
		var err error
		if content, err = os.ReadFile(w.LogPath); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), text) {
			return string(content)
		}
	}
	t.Fatalf("the log has no %q: %s", text, content)
	return ""
}

// class checks an error's class and the words that it must hold.
func class(t *testing.T, err error, want fault.Class, words ...string) {
	t.Helper()
	if got := fault.ClassOf(err); got != want {
		t.Errorf("class %q, want %q: %v", got, want, err)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error does not say %q: %v", word, err)
		}
	}
}
