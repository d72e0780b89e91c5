//go:build bench

package bench

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"golang.org/x/sync/errgroup"

	"sallyport/test/e2e/harness"
)

const (
	services = 100
	atOnce   = 8 // creations under way
	idle     = 3 * time.Second
)

// BenchmarkMemory reports what serve holds without a service and with a hundred
// small ones that run: resident memory, and what of Go's heap was in use at the last collection.
func BenchmarkMemory(b *testing.B) {
	b.Setenv("GODEBUG", "gctrace=1") // serve inherits it, and tells its heap in its log
	images := probeImage(b)
	i := serve(b, "--service-quota", strconv.Itoa(services))
	r := i.NewRegion(b, images)
	for b.Loop() {
		time.Sleep(idle)
		b.ReportMetric(resident(b, i.PID()), "rss-0-MiB")
		b.ReportMetric(heap(b, i), "heap-0-MiB")

		begin := time.Now()
		var creations errgroup.Group
		creations.SetLimit(atOnce)
		for n := range services {
			creations.Go(func() error {
				create(r, fmt.Sprintf("small-%d", n), seldomChecked)
				return nil
			})
		}
		_ = creations.Wait() // create fails the benchmark itself
		b.ReportMetric(time.Since(begin).Seconds(), "create-s")
		used := processCPU(b, i.PID())
		time.Sleep(idle)
		b.ReportMetric((processCPU(b, i.PID())-used).Seconds()/idle.Seconds()*100, "idle-cpu-%")
		b.ReportMetric(resident(b, i.PID()), "rss-100-MiB")
		b.ReportMetric(heap(b, i), "heap-100-MiB")
	}
	b.ReportMetric(0, "ns/op")
}

// seldomChecked is App Runner's own default of a check every five seconds.
func seldomChecked(in *apprunner.CreateServiceInput) {
	in.HealthCheckConfiguration.Interval = aws.Int32(5)
}

// collection is a line of the runtime's trace: before -> marked -> live.
var collection = regexp.MustCompile(`gc \d+ @\S+ .* (\d+)->(\d+)->(\d+) MB`)

// heap is what was live at serve's last collection, in MiB.
func heap(b *testing.B, i *harness.Installation) float64 {
	b.Helper()
	all := collection.FindAllStringSubmatch(serveLog(b, i), -1)
	if len(all) == 0 {
		return 0 // it did not have 4 MiB to collect yet
	}
	live, _ := strconv.Atoi(all[len(all)-1][3])
	return float64(live)
}
