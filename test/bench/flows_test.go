//go:build bench

package bench

import (
	"net/netip"
	"sync"
	"testing"
	"time"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/flowlog"
	"sallyport/internal/vpc"
)

// BenchmarkFlowLogs compares a VPC with flow logs of everything and the same
// without. A sweep comes as often per connection as it does in serve: once while
// a closed connection is remembered. It falls into few rounds, so that sums are
// compared here, not medians. The same way is measured twice without: what
// differs there is what the machine cannot tell apart.
func BenchmarkFlowLogs(b *testing.B) {
	manyThreads(b)
	const rounds, swept = 61, 30
	quiet, again, logged := vpcWay(b, "vpc", 10, 1), vpcWay(b, "vpc-again", 10, 1), vpcWay(b, "vpc-logged", 10, 1)
	ways := []*way{quiet, again, logged}
	sweep := watched(b, logged)
	for _, w := range ways {
		w.listen(b)
	}
	for b.Loop() {
		for n := range rounds {
			inTurn(n, ways, func(w *way) {
				w.connects.add(func() float64 {
					begin := time.Now()
					reached := rate(b, w, connectors, pathRound, w.connect) * time.Since(begin).Seconds()
					if w == logged && n%swept == swept-1 {
						sweep()
					}
					return reached / time.Since(begin).Seconds()
				})
			})
			inTurn(n, ways, func(w *way) { w.loadPackets(b) })
		}
	}
	for name, w := range map[string]*way{"flow-logs/vpc": logged, "vpc/vpc": again} {
		b.ReportMetric(mean(w.connects.rate)/mean(quiet.connects.rate), name+"-connects")
		b.ReportMetric(perCPU(w.connects)/perCPU(quiet.connects), name+"-connects-per-cpu")
		b.ReportMetric(mean(w.packets.rate)/mean(quiet.packets.rate), name+"-packets")
		b.ReportMetric(perCPU(w.packets)/perCPU(quiet.packets), name+"-packets-per-cpu")
	}
	b.ReportMetric(0, "ns/op")
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// perCPU is all that was done by all the CPU time that it took.
func perCPU(s series) float64 {
	done, used := 0.0, 0.0
	for i := range s.rate {
		done += s.rate[i]
		used += s.rate[i] / s.perCPU[i]
	}
	return done / used
}

// watched reads all that passes a way's router into a flow log's interval until
// the benchmark ends. It gives the sweep.
func watched(b *testing.B, w *way) (sweep func()) {
	b.Helper()
	ns, err := netns.Open("sp-" + w.tag + "-bench")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ns.Close() })
	endings, err := flow.OpenEndings(ns)
	if err != nil {
		b.Fatal(err)
	}
	drops, err := flow.OpenDrops(ns, 4700)
	if err != nil {
		b.Fatal(err)
	}
	tracking, err := flow.OpenTracking(ns)
	if err != nil {
		b.Fatal(err)
	}
	log := vpc.FlowLog{ID: "fl-1", ResourceID: "vpc-bench", Traffic: vpc.TrafficAll, Format: flowlog.DefaultFormat, Aggregation: time.Minute}
	network := &flowlog.Network{VPC: "vpc-bench", Addresses: map[netip.Addr]*flowlog.Interface{
		clientAddress: {ID: "eni-client", VPC: "vpc-bench"}, serverAddress: {ID: "eni-server", VPC: "vpc-bench"}}}
	var mu sync.Mutex
	aggregate := flowlog.NewAggregate(log, time.Now())
	deaf, told := 0, 0
	add := func(t *flow.Tracked) {
		mu.Lock()
		defer mu.Unlock()
		told++
		network.Accepted(&flowlog.Connection{Protocol: t.Protocol, Original: tuple(t.Original), Reply: tuple(t.Reply),
			Sent: flowlog.Count(t.Sent), Answered: flowlog.Count(t.Answered), First: t.Started, Last: t.Started}, aggregate.Add)
	}
	var listening sync.WaitGroup
	listening.Go(func() { _ = endings.Run(add, func() { deaf++ }) })
	listening.Go(func() { _ = drops.Run(func(*flow.Drop) {}, func(uint64) {}) })
	b.Cleanup(func() {
		endings.Close()
		drops.Close()
		listening.Wait()
		tracking.Close()
		b.Logf("%d connections told, endings unheard %d times, %d records skipped", told, deaf, aggregate.Skipped())
	})
	return func() {
		if err := tracking.Sweep(add); err != nil {
			b.Fatal(err)
		}
	}
}

func tuple(t flow.Tuple) flowlog.Tuple {
	return flowlog.Tuple{Source: netip.AddrPortFrom(t.Source, t.SourcePort), Destination: netip.AddrPortFrom(t.Destination, t.DestinationPort)}
}
