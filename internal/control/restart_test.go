package control

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sallyport/internal/platform"
)

// The controller is killed at random moments of random operations and started
// again over the same store and the same containers, while the engine and the
// kernel fail now and then. Everything converges, and nothing is lost, doubled
// or leaked.
func TestRestartAtAnyMoment(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		images := rapid.SliceOfN(rapid.SampledFrom([]string{goodImage, goodImage, crashImage, flashImage}), 1, 3).Draw(r, "images")
		kinds := rapid.SliceOfN(rapid.SampledFrom([]platform.OperationType{
			platform.UpdateService, platform.StartDeployment, platform.PauseService, platform.ResumeService, platform.DeleteService,
		}), 0, 4).Draw(r, "operations")
		trouble := rapid.SliceOfN(rapid.SampledFrom([]string{"", "", "engine", "network"}), 4, 12).Draw(r, "trouble before kills")
		pauses := rapid.SliceOfN(rapid.IntRange(0, 700), 4, 12).Draw(r, "milliseconds between kills")
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.start()
			defer w.close()
			kill := func() {
				for i, ms := range pauses[:len(pauses)/2] {
					w.suffer(trouble[i%len(trouble)])
					time.Sleep(time.Duration(ms) * time.Millisecond)
					w.stop()
					w.suffer("") // a start needs its hands
					w.start()
				}
				pauses = append(pauses[len(pauses)/2:], pauses[:len(pauses)/2]...)
			}
			for i, image := range images {
				arn := w.service(fmt.Sprintf("web-%d", i), image)
				kill()
				w.settle(arn)
				for _, kind := range kinds {
					if _, _, err := platform.Begin(time.Now(), w.get(arn), kind, ""); err != nil {
						continue
					}
					w.operate(arn, kind, nil)
					kill()
					w.settle(arn)
				}
			}
			time.Sleep(3 * time.Minute)
			w.consistent()
		})
	})
}

// suffer makes a hand fail; no name heals all of them.
func (w *world) suffer(hand string) {
	failure := errors.New("trouble")
	switch hand {
	case "engine":
		w.engine.Lose(failure)
	case "network":
		w.network.set(func(f *fakeNetwork) { f.fail = failure })
	default:
		w.engine.Lose(nil)
		w.network.set(func(f *fakeNetwork) { f.fail = nil })
	}
}
