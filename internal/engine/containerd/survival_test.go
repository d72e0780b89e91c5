//go:build engine

package containerd_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sallyport/internal/engine"
	"sallyport/internal/engine/containerd"
	"sallyport/internal/testimage"
)

// childVariable holds the orders of a child: this test binary, started again as the process that is killed.
const childVariable = "SALLYPORT_ENGINE_CHILD"

type orders struct {
	Config   containerd.Config
	Workload engine.Workload
	Again    bool // run and remove it without end
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childVariable); text != "" {
		if err := obey(text); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func obey(text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	ctx := context.Background()
	e, err := containerd.Open(ctx, o.Config)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for first := true; first || o.Again; first = false {
		if err := e.Run(ctx, o.Workload); err != nil {
			return err
		}
		if o.Again {
			if err := e.Remove(ctx, o.Workload.ID); err != nil {
				return err
			}
		}
	}
	fmt.Println("done")
	select {}
}

// child starts the child and returns when it has said the word.
func child(t *testing.T, o orders, word string) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childVariable+"="+string(text))
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if lines.Text() == word {
			return cmd
		}
		if lines.Text() != "ready" {
			t.Errorf("the child says %q", lines.Text())
		}
	}
	cmd.Process.Kill()
	t.Fatalf("the child ended: %v", cmd.Wait())
	return nil
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // always an error: it was killed
}

// prepared makes a place, an engine and a workload of the probe's command.
func prepared(t *testing.T, command ...string) (place, *containerd.Engine, engine.Workload) {
	t.Helper()
	p := newPlace(t)
	e := p.open(t)
	image, err := testimage.Probe(t.Context(), testimage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p, e, engine.Workload{
		ID: "w", Image: pull(t, e, startRegistry(t), image, "probe:v1"), Command: command, NetNS: makeNetNS(t),
		LogPath: filepath.Join(t.TempDir(), "log"),
	}
}

// grows waits until the file is longer than it is now.
func grows(t *testing.T, path string) {
	t.Helper()
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if now, err := os.Stat(path); err == nil && now.Size() > before.Size() {
			return
		}
	}
	t.Errorf("%s stays at %d bytes", path, before.Size())
}

func TestWorkloadOutlivesItsStarter(t *testing.T) {
	p, e, w := prepared(t, "tick", "5ms")
	cmd := child(t, orders{Config: p.config, Workload: w}, "done")
	before := status(t, e, w.ID)
	kill(t, cmd)
	grows(t, w.LogPath)
	again := p.open(t)
	after := status(t, again, w.ID)
	if after.Phase != engine.Running || after.PID != before.PID || before.PID == 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}

	// The log can be cut short under its writer, which goes on at the new end.
	if err := os.Truncate(w.LogPath, 0); err != nil {
		t.Fatal(err)
	}
	grows(t, w.LogPath)
	text, err := os.ReadFile(w.LogPath)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "tick ") {
		t.Errorf("after the rotation the log begins with %q", text[:min(len(text), 20)])
	}
	if err := again.Stop(t.Context(), w.ID, 0); err != nil {
		t.Fatal(err)
	}
}

// TestKilledAnywhere kills a process that starts and removes a workload, at random moments. Whatever was half done, the next
// process completes it, and nothing is left at the end (by the leak check of the place).
func TestKilledAnywhere(t *testing.T) {
	p, e, w := prepared(t, "hold")
	for round := range 12 {
		cmd := child(t, orders{Config: p.config, Workload: w, Again: true}, "ready")
		time.Sleep(time.Duration(rand.Int64N(int64(350 * time.Millisecond))))
		kill(t, cmd)
		list, err := e.List(t.Context())
		if err != nil || len(list) > 1 {
			t.Fatalf("round %d: %+v, %v", round, list, err)
		}
		// What every caller does with a workload that does not run any more.
		if found := status(t, e, w.ID); found.Phase == engine.Exited || found.Phase == engine.Unknown {
			if err := e.Remove(t.Context(), w.ID); err != nil {
				t.Fatalf("round %d: found %+v; remove: %v", round, list, err)
			}
		}
		if err := e.Run(t.Context(), w); err != nil {
			t.Fatalf("round %d: found %+v; run: %v", round, list, err)
		}
		// One that the killed process had told to end may end only now.
		if s := status(t, e, w.ID); s.Phase != engine.Running && s.Phase != engine.Exited {
			t.Fatalf("round %d: found %+v; then %+v", round, list, s)
		}
		if err := e.Remove(t.Context(), w.ID); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if s := status(t, e, w.ID); s.ID != "" {
			t.Fatalf("round %d: still there: %+v", round, s)
		}
	}
}

func TestWorkloadOutlivesTheDaemon(t *testing.T) {
	p, e, w := prepared(t, "tick", "5ms")
	if err := e.Run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	short := w
	short.ID, short.Command, short.LogPath = "short", []string{"spin", "1s"}, ""
	if err := e.Run(t.Context(), short); err != nil {
		t.Fatal(err)
	}
	before := status(t, e, w.ID)
	events, err := e.Events(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	killDaemon(t, p)
	for range events { // closes with the connection
	}
	if _, err := e.List(t.Context()); err == nil {
		t.Error("a list without a daemon")
	}
	grows(t, w.LogPath)
	time.Sleep(1200 * time.Millisecond) // the short one ends while nobody is there to see it
	if err := p.daemon.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	reconnected := p.open(t)
	if after := status(t, reconnected, w.ID); after.Phase != engine.Running || after.PID != before.PID {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if s := awaitExit(t, reconnected, short.ID); s.ExitCode != 0 {
		t.Errorf("the one that ended meanwhile: %+v", s)
	}
	// The old connection finds its way back by itself.
	if s := awaitAnswer(t, e, w.ID); s.Phase != engine.Running {
		t.Errorf("by the old connection: %+v", s)
	}
	if err := reconnected.Stop(t.Context(), w.ID, 0); err != nil {
		t.Fatal(err)
	}
}

func awaitAnswer(t *testing.T, e *containerd.Engine, id string) engine.Status {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if _, err := e.List(t.Context()); err == nil {
			return status(t, e, id)
		}
	}
	t.Fatal("the connection does not come back")
	return engine.Status{}
}

func daemonPID(t *testing.T, p place) int {
	t.Helper()
	conn, err := net.Dial("unix", p.daemon.Socket())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	file, err := conn.(*net.UnixConn).File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	peer, err := unix.GetsockoptUcred(int(file.Fd()), unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		t.Fatal(err)
	}
	return int(peer.Pid)
}

func killDaemon(t *testing.T, p place) {
	t.Helper()
	if err := syscall.Kill(daemonPID(t, p), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if conn, err := net.Dial("unix", p.daemon.Socket()); err != nil {
			return
		} else {
			conn.Close()
		}
	}
	t.Fatal("the daemon does not die")
}

func TestStartAdoptsARunningDaemon(t *testing.T) {
	p := newPlace(t)
	before := daemonPID(t, p)
	if err := p.daemon.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := daemonPID(t, p); after != before {
		t.Errorf("daemon %d was replaced by %d", before, after)
	}
	if session, err := unix.Getsid(before); err != nil || session != before {
		t.Errorf("the daemon is in session %d, not its own: %v", session, err)
	}
}

// TestStopAfterTheDaemonDied ends workloads whose daemon is gone.
func TestStopAfterTheDaemonDied(t *testing.T) {
	p, e, w := prepared(t, "hold")
	if err := e.Run(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	killDaemon(t, p)
	if err := p.daemon.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.daemon.Stop(t.Context()); err != nil {
		t.Errorf("stop again: %v", err)
	}
}

// TestRunThatIsGivenUpLeavesNothing ends the caller's context at several moments of a start.
func TestRunThatIsGivenUpLeavesNothing(t *testing.T) {
	_, e, w := prepared(t, "hold")
	for _, after := range []time.Duration{0, 2, 5, 10, 20, 40, 60, 80} {
		ctx, cancel := context.WithTimeout(t.Context(), after*time.Millisecond)
		err := e.Run(ctx, w)
		cancel()
		found := status(t, e, w.ID)
		if err != nil && found.ID != "" {
			t.Errorf("given up after %d ms (%v): left %+v", after, err, found)
		}
		if err == nil && found.Phase != engine.Running {
			t.Errorf("done within %d ms: %+v", after, found)
		}
		if err := e.Remove(t.Context(), w.ID); err != nil {
			t.Fatal(err)
		}
	}
}
