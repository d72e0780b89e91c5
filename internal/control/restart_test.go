package control

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sallyport/internal/platform"
)

// The controller is killed at random moments of random operations and started
// again over the same store and the same containers. Everything converges, and
// nothing is lost, doubled or leaked.
func TestRestartAtAnyMoment(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		images := rapid.SliceOfN(rapid.SampledFrom([]string{goodImage, goodImage, crashImage}), 1, 3).Draw(r, "images")
		kinds := rapid.SliceOfN(rapid.SampledFrom([]platform.OperationType{
			platform.UpdateService, platform.StartDeployment, platform.PauseService, platform.ResumeService, platform.DeleteService,
		}), 0, 4).Draw(r, "operations")
		pauses := rapid.SliceOfN(rapid.IntRange(0, 700), 4, 12).Draw(r, "milliseconds between kills")
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.start()
			defer w.close()
			kill := func() {
				for _, ms := range pauses[:len(pauses)/2] {
					time.Sleep(time.Duration(ms) * time.Millisecond)
					w.stop()
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
