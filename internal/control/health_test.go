package control

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sallyport/internal/engine/fake"
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

func TestHTTPHealthCheckAsksItsPath(t *testing.T) {
	inBubble(t, func(w *world) {
		w.health = platform.HealthCheck{Protocol: "HTTP", Path: "/up", Interval: 5 * time.Second, Timeout: 2 * time.Second, HealthyThreshold: 1, UnhealthyThreshold: 5}
		began := time.Now()
		w.network.serve = func(_ string, conn net.Conn) {
			defer conn.Close()
			request, err := http.ReadRequest(bufio.NewReader(conn))
			if err != nil {
				return
			}
			status := http.StatusServiceUnavailable // while it warms up, and on other paths
			if request.URL.Path == "/up" && time.Since(began) > 20*time.Second {
				status = http.StatusNoContent
			}
			_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d \r\nConnection: close\r\n\r\n", status) // the check may have given up
		}
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		if took := time.Since(began); took < 20*time.Second || took > 27*time.Second {
			t.Errorf("healthy after %s", took)
		}
		w.says("Performing health check on path '/up' and port '8080'.", "Successfully pulled image "+goodImage)
		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) { c.Health.Path = "/down" })
		if s := w.expect(arn, platform.Running); s.Serving != 1 {
			t.Errorf("serving %d", s.Serving)
		}
		w.says("GET /down on port 8080 answered HTTP status 503")
	})
}

// What a service is given in confidence is in its container and nowhere else.
func TestEnvironmentIsNotTold(t *testing.T) {
	const secret = "hunter2"
	inBubble(t, func(w *world) {
		w.environment = map[string]string{"PASSWORD": secret}
		w.engine.AddImage(noImage, fake.Remote{RunError: errors.New("no such executable")})
		for i, image := range []string{crashImage, noImage, goodImage} {
			w.settle(w.service(fmt.Sprintf("web-%d", i), image))
		}
		if spec, ok := w.engine.Workload("s-web-200000000000-1"); !ok || spec.Env["PASSWORD"] != secret {
			t.Errorf("the container has not what it was given: %v", spec.Env)
		}
		w.stop()
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log shows the value:\n%s", w.log.String())
		}
		if state := w.state(); strings.Contains(state, secret) {
			t.Errorf("an event or a status shows the value:\n%s", state)
		}
		w.start()
	})
}
