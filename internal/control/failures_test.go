package control

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sallyport/internal/engine/fake"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
)

// An instance that is never seen running has no time at which it was first
// seen so; the deployment ended never, and looked every millisecond.
func TestCreateFailsWhenTheProcessEndsAtOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		began := time.Now()
		w.expect(w.service("web-1", flashImage), platform.CreateFailed)
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("it took %s", took)
		}
		w.says("code 4", "no configuration")
		w.consistent()
	})
}

func TestCreateFailsWhenTheRegistryGoesSilent(t *testing.T) {
	inBubble(t, func(w *world) {
		w.engine.AddImage(noImage, fake.Remote{PullDelay: 24 * time.Hour})
		w.expect(w.service("web-1", noImage), platform.CreateFailed)
		w.says("stopped answering")
		w.consistent()
	})
}

func TestCreateWaitsForARegistryThatComesBack(t *testing.T) {
	inBubble(t, func(w *world) {
		w.engine.AddImage(noImage, fake.Remote{Error: fault.New(fault.Unavailable, "", "the registry does not answer")})
		arn := w.service("web-1", noImage)
		time.Sleep(20 * time.Second)
		w.engine.AddImage(noImage, fake.Remote{})
		w.expect(arn, platform.Running)
	})
}

func TestCreateFailsWhenTheRegistryStaysAway(t *testing.T) {
	inBubble(t, func(w *world) {
		w.engine.AddImage(noImage, fake.Remote{Error: fault.New(fault.Unavailable, "", "the registry does not answer")})
		began := time.Now()
		w.expect(w.service("web-1", noImage), platform.CreateFailed)
		if took := time.Since(began); took < patience || took > patience+15*time.Second {
			t.Errorf("it took %s", took)
		}
		w.says("does not answer")
	})
}

// Fail closed: while the kernel does not hold a sandbox's rules, no process is
// started in it, whatever else goes on.
func TestNoContainerWithoutItsNetwork(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.set(func(f *fakeNetwork) { f.broken["s-web-100000000000-1"] = errors.New("no rules") })
		began := time.Now()
		arn := w.service("web-1", goodImage)
		other := w.service("web-2", goodImage)
		w.expect(other, platform.Running)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("one broken sandbox held up another service for %s", took)
		}
		for range 440 {
			if _, ran := w.engine.Workload("s-web-100000000000-1"); ran {
				t.Fatal("a container was started without its network")
			}
			time.Sleep(100 * time.Millisecond)
		}
		w.expect(arn, platform.CreateFailed)
		w.says("no rules")
		time.Sleep(time.Second)
		w.consistent()
	})
}

func TestCreateWaitsForANetworkThatComesBack(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.set(func(f *fakeNetwork) { f.fail = errors.New("the kernel is out of memory") })
		arn := w.service("web-1", goodImage)
		time.Sleep(20 * time.Second)
		if n := len(w.containers()); n != 0 {
			t.Errorf("%d containers without a network", n)
		}
		w.network.set(func(f *fakeNetwork) { f.fail = nil })
		w.expect(arn, platform.Running)
		w.consistent()
	})
}

// A plan that the kernel never takes kept everybody waiting for a report.
func TestOperationEndsWhenNoPlanIsTaken(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.set(func(f *fakeNetwork) { f.fail = errors.New("the kernel is out of memory") })
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.CreateFailed)
		w.says("out of memory")
		w.network.set(func(f *fakeNetwork) { f.fail = nil })
		w.operate(arn, platform.DeleteService, nil)
		w.expect(arn, platform.Deleted)
		w.consistent()
	})
}

// One sandbox that did not stand kept serve from starting, and with it all
// other services from being reached.
func TestStartsThoughASandboxFails(t *testing.T) {
	inBubble(t, func(w *world) {
		w.expect(w.service("web-1", goodImage), platform.Running)
		w.stop()
		w.network.set(func(f *fakeNetwork) { f.broken["s-web-100000000000-1"] = errors.New("no link") })
		w.start()
		w.expect(w.service("web-2", goodImage), platform.Running)
	})
}

func TestFailedCreateIsMendedByAnUpdate(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", crashImage)
		w.expect(arn, platform.CreateFailed)
		w.operate(arn, platform.UpdateService, nil)
		w.expect(arn, platform.CreateFailed)
		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) { c.Image.Identifier = goodImage })
		if s := w.expect(arn, platform.Running); s.Serving != 3 {
			t.Errorf("serving %d", s.Serving)
		}
		w.consistent()
	})
}

// An instance that ran and can't be started again said so nowhere.
func TestInstanceThatCannotComeBackIsTold(t *testing.T) {
	inBubble(t, func(w *world) {
		w.expect(w.service("web-1", goodImage), platform.Running)
		w.network.set(func(f *fakeNetwork) { f.broken[firstKey] = errors.New("no rules") })
		if err := w.engine.Exit(firstKey, 1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if status := w.status(firstKey); status.Phase != platform.PhaseStarting || !strings.Contains(status.Reason, "no rules") {
			t.Errorf("%+v", status)
		}
		if n := w.count("can't be started again yet: make the network of " + firstKey + ": no rules"); n != 1 {
			t.Errorf("told %d times:\n%s", n, w.state())
		}
		w.network.set(func(f *fakeNetwork) { clear(f.broken) })
		time.Sleep(21 * time.Second) // at the next try but one
		if status := w.status(firstKey); status.Phase != platform.PhaseHealthy {
			t.Errorf("with its network again: %+v", status)
		}
		w.consistent()
	})
}

// What is asked of a service comes before what its instance does.
func TestPauseResumeAndDeleteWhileTheInstanceCrashes(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		crash := func(generation int) {
			t.Helper()
			if err := w.engine.Exit(fmt.Sprintf("s-web-100000000000-%d", generation), 1); err != nil {
				t.Fatal(err)
			}
		}
		crash(1)
		w.operate(arn, platform.PauseService, nil)
		w.expect(arn, platform.Paused)
		w.consistent()
		w.operate(arn, platform.ResumeService, nil)
		w.expect(arn, platform.Running)
		crash(2)
		w.operate(arn, platform.StartDeployment, nil)
		w.expect(arn, platform.Running)
		crash(3)
		time.Sleep(50 * time.Millisecond)
		w.operate(arn, platform.DeleteService, nil)
		w.expect(arn, platform.Deleted)
		w.consistent()
	})
}
