package control

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/engine/fake"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// scribe is an engine that notes how processes are started, and that can be as
// blind as one after its machine restarted.
type scribe struct {
	engine.Engine

	mu     sync.Mutex
	calls  []string        // guarded by mu
	lost   map[string]bool // guarded by mu: ids that are listed as unknown
	events chan engine.Event
}

func (s *scribe) note(call, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call+" "+id)
	delete(s.lost, id)
}

func (s *scribe) Run(ctx context.Context, w engine.Workload) error {
	s.note("run", w.ID)
	return s.Engine.Run(ctx, w)
}

func (s *scribe) Restart(ctx context.Context, id string) error {
	s.note("restart", id)
	return s.Engine.Restart(ctx, id)
}

func (s *scribe) Stop(ctx context.Context, id string, grace time.Duration) error {
	s.note("stop", id)
	return s.Engine.Stop(ctx, id, grace)
}

func (s *scribe) Remove(ctx context.Context, id string) error {
	s.note("remove", id)
	return s.Engine.Remove(ctx, id)
}

func (s *scribe) List(ctx context.Context) ([]engine.Status, error) {
	list, err := s.Engine.List(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range list {
		if s.lost[list[i].ID] {
			list[i] = engine.Status{ID: list[i].ID, Phase: engine.Unknown, StartedAt: list[i].StartedAt, ExitCode: -1}
		}
	}
	return list, err
}

// Events passes the events on, unless the test holds them back.
func (s *scribe) Events(ctx context.Context) (<-chan engine.Event, error) {
	if s.events != nil {
		return s.events, nil
	}
	return s.Engine.Events(ctx)
}

func (s *scribe) count(call string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if c == call {
			n++
		}
	}
	return n
}

// instance makes an EC2 instance with a network interface.
func (w *world) instance(id, image string) {
	now := time.Now()
	w.update(func(tx *store.Tx) {
		store.Put(tx, vpc.Interface{
			ID: "eni-" + id, Region: "us-east-1", VPCID: "vpc-1", SubnetID: "subnet-1", Groups: []string{"sg-1"},
			Addresses:  []netip.Addr{netip.MustParseAddr("10.0.1.9")},
			Attachment: &vpc.Attachment{ID: "eni-attach-1", Workload: id, DeleteOnTermination: true, AttachedAt: now},
		})
		store.Put(tx, platform.Instance{ID: id, Region: "us-east-1", State: platform.InstanceRunning})
		store.Put(tx, platform.Workload{
			Key: id, Region: "us-east-1", InstanceID: id, Desire: platform.Run, Image: image, Hostname: id,
			Interfaces: []string{"eni-" + id}, CreatedAt: now,
		})
	})
}

func (w *world) desire(key string, desire platform.Desire) {
	w.update(func(tx *store.Tx) {
		workload, _ := store.Get[platform.Workload](tx, key)
		workload.Desire = desire
		store.Put(tx, workload)
	})
}

func TestEngineLostAndBack(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		w.engine.Lose(errors.New("no daemon"))
		time.Sleep(10 * time.Second)
		if status := w.status(firstKey); status.Phase != platform.PhaseHealthy {
			t.Errorf("without the daemon the instance is %s: %s", status.Phase, status.Reason)
		}
		if err := w.engine.Exit(firstKey, 1); err != nil { // and nobody is told
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		w.engine.Lose(nil)
		time.Sleep(5 * time.Second)
		if status := w.status(firstKey); status.Phase != platform.PhaseHealthy || status.Restarts != 1 {
			t.Errorf("five seconds after the daemon came back: %+v", status)
		}
		w.consistent()
	})
}

// A container that vanished while nobody listened was woken by no event.
func TestContainerThatVanishedUnseenIsMadeAgain(t *testing.T) {
	inBubble(t, func(w *world) {
		w.expect(w.service("web-1", goodImage), platform.Running)
		w.stop()
		s := &scribe{events: make(chan engine.Event)}
		w.hand = func(e engine.Engine) engine.Engine { s.Engine = e; return s }
		w.start()
		time.Sleep(time.Second)
		other := fake.Open(w.engine)
		if err := other.Remove(context.Background(), firstKey); err != nil {
			t.Fatal(err)
		}
		time.Sleep(relook + 5*time.Second)
		if status := w.status(firstKey); status.Phase != platform.PhaseHealthy || s.count("run "+firstKey) != 1 {
			t.Errorf("%+v, calls %q", status, s.calls)
		}
		w.consistent()
		close(s.events)
	})
}

// Stopping what was gone already failed, and the deletion never ended.
func TestDeleteEndsThoughTheContainerVanished(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		w.stop()
		s := &scribe{events: make(chan engine.Event)}
		w.hand = func(e engine.Engine) engine.Engine { s.Engine = e; return s }
		w.start()
		if err := fake.Open(w.engine).Remove(context.Background(), firstKey); err != nil {
			t.Fatal(err)
		}
		w.operate(arn, platform.DeleteService, nil)
		began := time.Now()
		w.expect(arn, platform.Deleted)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("it took %s", took)
		}
		w.consistent()
		close(s.events)
	})
}

// A stop by the user was counted as a crash at the next start.
func TestStoppedInstanceStartsWithItsFiles(t *testing.T) {
	s := &scribe{}
	inBubbleWith(t, s, func(w *world) {
		w.instance("i-1", goodImage)
		time.Sleep(2 * time.Second)
		w.desire("i-1", platform.Stop)
		time.Sleep(2 * time.Second)
		if status := w.status("i-1"); status.Phase != platform.PhaseStopped {
			t.Fatalf("%+v", status)
		}
		w.desire("i-1", platform.Run)
		time.Sleep(10 * time.Millisecond)
		status := w.status("i-1")
		if status.Phase != platform.PhaseHealthy || status.Restarts != 0 {
			t.Errorf("after the start: %+v", status)
		}
		if s.count("run i-1") != 1 || s.count("restart i-1") != 1 || s.count("remove i-1") != 0 {
			t.Errorf("calls %q", s.calls)
		}
	})
}

func TestMachineRestart(t *testing.T) {
	s := &scribe{}
	inBubbleWith(t, s, func(w *world) {
		w.instance("i-1", goodImage)
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		w.stop()
		s.lost = map[string]bool{}
		for _, key := range w.containers() {
			if err := w.engine.Exit(key, 137); err != nil {
				t.Fatal(err)
			}
			s.lost[key] = true
		}
		w.network.set(func(f *fakeNetwork) { f.held.Sandboxes = nil })
		w.start()
		time.Sleep(2 * time.Second)
		for _, key := range []string{"i-1", firstKey} {
			if status := w.status(key); status.Phase != platform.PhaseHealthy {
				t.Errorf("%s: %+v", key, status)
			}
		}
		want := []string{"run i-1", "run " + firstKey, "restart i-1", "remove " + firstKey, "run " + firstKey}
		for _, calls := range [][]string{want, s.calls} {
			slices.Sort(calls)
		}
		if !slices.Equal(want, s.calls) {
			t.Errorf("calls %q, want %q", s.calls, want)
		}
		if s := w.get(arn); s.Status != platform.Running {
			t.Errorf("the service is %s", s.Status)
		}
		w.consistent()
	})
}

// Termination does not wait for a pull that takes long.
func TestTerminationGivesUpAPull(t *testing.T) {
	inBubble(t, func(w *world) {
		w.engine.AddImage(noImage, fake.Remote{PullDelay: 50 * time.Second})
		w.instance("i-1", noImage)
		time.Sleep(time.Second)
		w.desire("i-1", platform.Remove)
		time.Sleep(time.Second)
		w.consistent()
		if n := store.Count[platform.Workload](w.store.Snapshot()); n != 0 {
			t.Error("the workload is still there")
		}
	})
}

// slow is an engine whose lists wait to be let through.
type slow struct {
	engine.Engine
	lists chan chan []engine.Status
}

func (s slow) List(ctx context.Context) ([]engine.Status, error) {
	answer := make(chan []engine.Status)
	select {
	case s.lists <- answer:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return <-answer, nil
}

// forgetful is an engine that loses every process it started.
type forgetful struct {
	*scribe
}

func (f forgetful) Run(ctx context.Context, w engine.Workload) error {
	err := f.scribe.Run(ctx, w)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lost[w.ID] = true
	return err
}

// A container that is started and lost again was tried without any pause.
func TestLostStartsAreNotHurried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := &scribe{lost: map[string]bool{}}
		w.hand = func(e engine.Engine) engine.Engine { s.Engine = e; return forgetful{s} }
		w.start()
		defer w.close()
		w.expect(w.service("web-1", goodImage), platform.CreateFailed)
		w.says("neither runs nor ended")
		// Each start is news of its own, which cuts the pause short but not off.
		if n := s.count("run " + firstKey); n > int(patience/(50*time.Millisecond)) {
			t.Errorf("%d starts within %s", n, patience)
		}
	})
}
