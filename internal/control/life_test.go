package control

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// inBubble runs a test in a world whose time is the bubble's.
func inBubble(t *testing.T, test func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start()
		defer w.close()
		test(w)
	})
}

// inBubbleWith puts a scribe between the controller and its engine.
func inBubbleWith(t *testing.T, s *scribe, test func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.hand = func(e engine.Engine) engine.Engine { s.Engine = e; return s }
		w.start()
		defer w.close()
		test(w)
	})
}

func TestServiceLives(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		if s := w.expect(arn, platform.Running); s.Serving != 1 {
			t.Errorf("serving %d", s.Serving)
		}
		w.consistent()

		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) { c.CPU = 2000 })
		if s := w.expect(arn, platform.Running); s.Serving != 2 {
			t.Errorf("serving %d after the update", s.Serving)
		}
		w.consistent()

		w.operate(arn, platform.PauseService, nil)
		w.expect(arn, platform.Paused)
		if n := len(w.containers()); n != 0 {
			t.Errorf("%d containers of a paused service", n)
		}
		w.consistent()

		w.operate(arn, platform.ResumeService, nil)
		w.expect(arn, platform.Running)
		w.operate(arn, platform.DeleteService, nil)
		w.expect(arn, platform.Deleted)
		w.consistent()
	})
}

func TestCreateFailsWithItsReason(t *testing.T) {
	for name, c := range map[string]struct {
		image  string
		within time.Duration
		says   string
	}{
		"image not found": {noImage, time.Second, noImage},
		"exit":            {crashImage, 28 * time.Second, "no database"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				began := time.Now()
				arn := w.service("web-1", c.image)
				w.expect(arn, platform.CreateFailed)
				if took := time.Since(began); took > c.within {
					t.Errorf("it took %s to fail", took)
				}
				if log := w.state(); !strings.Contains(log, c.says) {
					t.Errorf("the event log does not say %q:\n%s", c.says, log)
				}
				time.Sleep(time.Minute)
				w.consistent()
			})
		})
	}
}

func TestCreateFailsOnAClosedPort(t *testing.T) {
	inBubble(t, func(w *world) {
		w.network.closed["169.254.192.2:8080"] = true
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.CreateFailed)
		if log := w.state(); !strings.Contains(log, "8080") || !strings.Contains(log, "refused") {
			t.Errorf("the event log does not say why:\n%s", log)
		}
	})
}

func TestCreateFailsWithoutAnAddress(t *testing.T) {
	inBubble(t, func(w *world) {
		var arns []string
		for i := range 11 { // the subnet has eleven addresses
			arns = append(arns, w.service(string(rune('a'+i))+"-service", goodImage))
		}
		for _, arn := range arns {
			w.expect(arn, platform.Running)
		}
		w.expect(w.service("z-service", goodImage), platform.CreateFailed)
		if log := w.state(); !strings.Contains(log, "subnet-1") {
			t.Errorf("the event log does not name the subnet:\n%s", log)
		}
		w.consistent()
	})
}

func TestFailedUpdateKeepsServing(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		w.operate(arn, platform.UpdateService, func(c *platform.Configuration) { c.Image.Identifier = crashImage })
		s := w.expect(arn, platform.Running)
		if s.Serving != 1 || s.Configuration.Image.Identifier != goodImage {
			t.Errorf("serving %d with %s", s.Serving, s.Configuration.Image.Identifier)
		}
		w.consistent()
	})
}

func TestCrashedInstanceComesBack(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		key := w.containers()[0]
		if err := w.engine.Exit(key, 1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		status, _ := store.Get[platform.WorkloadStatus](w.store.Snapshot(), key)
		if status.Phase != platform.PhaseHealthy {
			t.Errorf("five seconds after its exit the instance is %s: %s", status.Phase, status.Reason)
		}
		w.consistent()
	})
}

func TestInstanceThatCantStartIsTerminated(t *testing.T) {
	inBubble(t, func(w *world) {
		w.update(func(tx *store.Tx) {
			store.Put(tx, platform.Instance{ID: "i-1", Region: "us-east-1", State: platform.InstanceRunning})
			store.Put(tx, platform.Workload{Key: "i-1", Region: "us-east-1", InstanceID: "i-1", Desire: platform.Run, Image: noImage, Hostname: "i-1", CreatedAt: time.Now()})
		})
		time.Sleep(2 * time.Second)
		instance, ok := store.Get[platform.Instance](w.store.Snapshot(), "i-1")
		if !ok || instance.TerminatedAt.IsZero() || !strings.Contains(instance.StateReason, noImage) {
			t.Errorf("%+v", instance)
		}
		w.consistent()
		time.Sleep(2 * time.Hour)
		if _, ok := store.Get[platform.Instance](w.store.Snapshot(), "i-1"); ok {
			t.Error("a terminated instance is still described after two hours")
		}
	})
}
