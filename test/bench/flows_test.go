//go:build bench

package bench

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/datapath/netns"
)

func routerOf(b *testing.B, w *way) *netns.Namespace {
	b.Helper()
	ns, err := netns.Open("sp-" + w.tag + "-bench")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ns.Close() })
	return ns
}

func set(b *testing.B, ns *netns.Namespace, key, v string) {
	b.Helper()
	if err := ns.Do(func() error { return os.WriteFile("/proc/sys/net/netfilter/"+key, []byte(v), 0) }); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFlows(b *testing.B) {
	manyThreads(b)
	names := []string{"off", "again", "acct", "endings", "sweep"}
	var ways []*way
	var tr *flow.Tracking
	for _, n := range names {
		w := vpcWay(b, n, 10, 1)
		ways = append(ways, w)
		ns := routerOf(b, w)
		switch n {
		case "off", "again":
			set(b, ns, "nf_conntrack_acct", "0")
			set(b, ns, "nf_conntrack_timestamp", "0")
		case "endings", "sweep":
			e, err := flow.OpenEndings(ns)
			if err != nil {
				b.Fatal(err)
			}
			var count, lost int
			var g sync.WaitGroup
			g.Go(func() {
				_ = e.Run(func(*flow.Tracked) { count++ }, func() { lost++ })
			})
			b.Cleanup(func() { e.Close(); g.Wait(); fmt.Println(n, "endings", count, "lost", lost) })
			if n == "sweep" {
				if tr, err = flow.OpenTracking(ns); err != nil {
					b.Fatal(err)
				}
			}
		}
		w.listen(b)
	}
	defer tr.Close()
	for b.Loop() {
		for n := range 60 {
			for i := range ways {
				w := ways[(i+n)%len(ways)]
				w.connects.add(func() float64 { return rate(b, w, connectors, pathRound, w.connect) })
			}
			if n%15 == 14 {
				k := 0
				begin, used := time.Now(), cpu()
				if err := tr.Sweep(func(*flow.Tracked) { k++ }); err != nil {
					b.Fatal(err)
				}
				fmt.Println("sweep", k, time.Since(begin), cpu()-used)
			}
			for i := range ways {
				w := ways[(i+n)%len(ways)]
				w.packets.add(func() float64 { return w.flood(b, pathRound) })
			}
		}
	}
	for _, w := range ways[1:] {
		compare(b, w.name, w, ways[0])
	}
	for _, w := range ways {
		fmt.Println(w.name, median(w.connects.rate), median(w.packets.rate), median(w.connects.perCPU))
	}
	b.ReportMetric(0, "ns/op")
}
