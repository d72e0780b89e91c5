package control

import (
	"slices"
	"testing"
	"time"

	"sallyport/internal/engine/fake"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// stepsAreWhole expects of an operation that has ended that its steps have, one
// after the other and within its time.
func (w *world) stepsAreWhole(op platform.Operation) {
	w.t.Helper()
	if !op.Ended() {
		return
	}
	last := op.StartedAt
	for _, s := range op.Steps {
		switch {
		case s.Outcome == "":
			w.t.Errorf("%s ended %s, its step %s did not", op.Type, op.Status, s.Name)
		case s.Outcome == platform.StepSkipped:
		case s.EndedAt.Before(last) || s.EndedAt.After(op.EndedAt):
			w.t.Errorf("the step %s of %s ended at %s, the one before at %s, the operation at %s", s.Name, op.Type, s.EndedAt, last, op.EndedAt)
		default:
			last = s.EndedAt
		}
	}
	succeeded := op.Status == platform.Succeeded
	if whole := !slices.ContainsFunc(op.Steps, func(s platform.OperationStep) bool { return s.Outcome != platform.StepDone }); whole != succeeded || len(op.Steps) == 0 {
		w.t.Errorf("%s ended %s, its steps are %+v", op.Type, op.Status, op.Steps)
	}
}

// last is a service's newest operation.
func (w *world) last(arn string) (newest platform.Operation) {
	for op := range store.Find[platform.Operation](w.store.Snapshot(), "service="+arn) {
		if newest.ID == "" || op.StartedAt.After(newest.StartedAt) {
			newest = op
		}
	}
	return newest
}

// took is how long each step of an operation took, to a tenth of a second.
func took(op platform.Operation) map[platform.StepName]time.Duration {
	times := map[platform.StepName]time.Duration{}
	began := op.StartedAt
	for _, s := range op.Steps {
		if !s.EndedAt.IsZero() {
			times[s.Name] = s.EndedAt.Sub(began).Round(100 * time.Millisecond)
			began = s.EndedAt
		}
	}
	return times
}

const slowImage = "registry.test/web:slow"

func TestPullShowsItsBytes(t *testing.T) {
	inBubble(t, func(w *world) {
		w.engine.AddImage(slowImage, fake.Remote{FetchTime: 4 * time.Second})
		arn := w.service("web-1", slowImage)
		time.Sleep(2100 * time.Millisecond)
		done, total, ok := w.controller.Pulling(firstKey)
		if !ok || total != 1<<20 || done != 1<<19 {
			t.Errorf("half-way through, %d of %d bytes are here", done, total)
		}
		w.expect(arn, platform.Running)
		if _, _, ok := w.controller.Pulling(firstKey); ok {
			t.Error("a pull that ended is under way")
		}
		w.says("Pulling image "+slowImage+".", "(1.0 MB in 4.0 s).")
		if op := w.last(arn); took(op)[platform.StepPull] != 4*time.Second || op.Steps[1].Bytes != 1<<20 {
			t.Errorf("the pull took %s: %+v", took(op)[platform.StepPull], op.Steps[1])
		}
		w.consistent()
	})
}

// A process that is killed in the middle is followed by one that tells the
// same of what was done before.
func TestStepsSurviveARestart(t *testing.T) {
	inBubble(t, func(w *world) {
		w.engine.AddImage(slowImage, fake.Remote{FetchTime: 2 * time.Second})
		w.network.closed["169.254.192.2:8080"] = true
		arn := w.service("web-1", slowImage)
		time.Sleep(3 * time.Second)
		before := w.last(arn)
		w.stop()
		time.Sleep(5 * time.Second)
		w.network.set(func(f *fakeNetwork) { f.closed = map[string]bool{} })
		w.start()
		w.expect(arn, platform.Running)
		after := w.last(arn)
		for i, s := range before.Steps {
			if s.Outcome != "" && !s.EndedAt.Equal(after.Steps[i].EndedAt) {
				t.Errorf("the step %+v became %+v", s, after.Steps[i])
			}
		}
		if times := took(after); times[platform.StepPull] != 2*time.Second || times[platform.StepHealth] < 5*time.Second {
			t.Errorf("the steps took %v", times)
		}
	})
}

// The removal of an instance ends with all that is known of it.
func TestStepsOfARemovalAreKept(t *testing.T) {
	inBubble(t, func(w *world) {
		arn := w.service("web-1", goodImage)
		w.expect(arn, platform.Running)
		w.operate(arn, platform.PauseService, nil)
		w.expect(arn, platform.Paused)
		if times := took(w.last(arn)); times[platform.StepDrain] != 0 || times[platform.StepStop] != 100*time.Millisecond {
			t.Errorf("the steps took %v", times)
		}
		w.consistent()
	})
}

func TestFailedStepSaysWhy(t *testing.T) {
	for image, step := range map[string]platform.StepName{noImage: platform.StepPull, crashImage: platform.StepHealth} {
		inBubble(t, func(w *world) {
			arn := w.service("web-1", image)
			w.expect(arn, platform.CreateFailed)
			op := w.last(arn)
			i := slices.IndexFunc(op.Steps, func(s platform.OperationStep) bool { return s.Outcome == platform.StepFailed })
			if i < 0 || op.Steps[i].Name != step || op.Steps[i].Text != op.Reason || op.Reason == "" {
				t.Errorf("the steps are %+v, the reason %q", op.Steps, op.Reason)
			}
			w.says("Failure reason : " + op.Reason)
			w.consistent()
		})
	}
}
