package control

import (
	"testing"
	"time"

	"sallyport/internal/platform"
)

const (
	firstKey  = "s-web-100000000000-1" // the first instance of web-1
	firstDoor = "169.254.192.2:8080"
)

func TestUnhealthyInstanceIsRestarted(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		began := w.status(firstKey).StartedAt
		w.network.set(func(f *fakeNetwork) { f.closed[firstDoor] = true })
		time.Sleep(27 * time.Second)
		if status := w.status(firstKey); status.Phase == platform.PhaseHealthy || status.StartedAt.Equal(began) {
			t.Errorf("not restarted: %+v", status)
		}
		w.says("failed its health check and is being restarted", "connection refused")
		w.network.set(func(f *fakeNetwork) { f.closed[firstDoor] = false })
		time.Sleep(6 * time.Second)
		if status := w.status(firstKey); status.Phase != platform.PhaseHealthy || status.Reason != "" {
			t.Errorf("not healthy again: %+v", status)
		}
		if s := w.get(arn); s.Status != platform.Running {
			t.Errorf("the service is %s", s.Status)
		}
		w.consistent()
	})
}

func TestHealthyThresholdFitsIntoTheBudget(t *testing.T) {
	inBubble(t, func(w *world) {
		w.health = platform.HealthCheck{Protocol: "TCP", Interval: 20 * time.Second, Timeout: time.Second, HealthyThreshold: 10, UnhealthyThreshold: 1}
		began := time.Now()
		w.expect(w.service("web-1", goodImage), platform.Running)
		if took := time.Since(began); took < 9*20*time.Second {
			t.Errorf("healthy after %s, which is not 10 answers", took)
		}
	})
}

// Each failure with a text of its own was written down, and the writing was
// news that brought the next look at once.
func TestFailuresDoNotHurryTheLooks(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.set(func(f *fakeNetwork) { f.closed[firstDoor] = true })
		w.expect(w.service("web-1", goodImage), platform.CreateFailed)
		if w.network.dials > 20 { // 10 ms doubling to 5 s within 27 s
			t.Errorf("%d looks", w.network.dials)
		}
	})
}

// A create that nobody looked at for a while was given up unseen at the next start.
func TestTimeWithoutSallyportCountsAgainstNobody(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.set(func(f *fakeNetwork) { f.closed[firstDoor] = true })
		arn := w.service("web-1", goodImage)
		time.Sleep(2 * time.Second)
		w.stop()
		time.Sleep(10 * time.Minute)
		w.start()
		time.Sleep(5 * time.Second)
		w.network.set(func(f *fakeNetwork) { f.closed[firstDoor] = false })
		w.expect(arn, platform.Running)
	})
}

// An application that crashes is told of, and a loop of crashes does not push
// everything else out of the log.
func TestCrashesAreInTheEventLog(t *testing.T) {
	inBubble(t, func(w *world) {
		w.expect(w.service("web-1", goodImage), platform.Running)
		for range 20 {
			if err := w.engine.Exit(firstKey, 7); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute - time.Second)
		}
		w.says("Instance "+firstKey+" is being restarted", "code 7")
		if n := w.count("is being restarted"); n != toldRestarts {
			t.Errorf("%d lines about restarts, want %d", n, toldRestarts)
		}
	})
}
