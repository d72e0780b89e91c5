package control

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/platform"
)

// mute is an engine that does not answer the first calls of a kind.
type mute struct {
	engine.Engine
	call  string
	times atomic.Int32
}

func (m *mute) hang(ctx context.Context, call string) error {
	if call != m.call || m.times.Add(-1) < 0 {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (m *mute) Run(ctx context.Context, w engine.Workload) error {
	if err := m.hang(ctx, "run"); err != nil {
		return err
	}
	return m.Engine.Run(ctx, w)
}

func (m *mute) Stop(ctx context.Context, id string, grace time.Duration) error {
	if err := m.hang(ctx, "stop"); err != nil {
		return err
	}
	return m.Engine.Stop(ctx, id, grace)
}

func (m *mute) Remove(ctx context.Context, id string) error {
	if err := m.hang(ctx, "remove"); err != nil {
		return err
	}
	return m.Engine.Remove(ctx, id)
}

func (m *mute) List(ctx context.Context) ([]engine.Status, error) {
	if err := m.hang(ctx, "list"); err != nil {
		return nil, err
	}
	return m.Engine.List(ctx)
}

// A call that the engine never answered kept its operation from ever ending.
func TestOperationsEndThoughTheEngineIsMute(t *testing.T) {
	for call, status := range map[string]platform.ServiceStatus{
		"run": platform.CreateFailed, "stop": platform.Running, "remove": platform.Running,
		"list": "", // whoever asks first waits: the create, which then fails, or the watch
	} {
		t.Run(call, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				m := &mute{call: call}
				w.hand = func(e engine.Engine) engine.Engine { m.Engine = e; return m }
				w.start()
				defer w.close()
				m.times.Store(1)
				arn := w.service("web-1", goodImage)
				if w.settle(arn).Status == platform.Running {
					w.operate(arn, platform.UpdateService, nil)
				}
				if s := w.settle(arn); status != "" && s.Status != status {
					t.Fatalf("the service is %s, want %s:\n%s", s.Status, status, w.state())
				}
				if call == "run" {
					w.says("did not answer within 2m0s")
				}
				time.Sleep(time.Minute)
				w.consistent()
				w.stop()
				if log := w.log.String(); call != "list" && call != "run" && !strings.Contains(log, "did not answer") {
					t.Errorf("the log does not say it:\n%s", log)
				}
				w.start()
			})
		})
	}
}
