package control

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/datapath"
	"sallyport/internal/engine"
	"sallyport/internal/engine/fake"
	"sallyport/internal/fault"
	"sallyport/internal/flowlog"
	"sallyport/internal/ingress"
	"sallyport/internal/latency"
	"sallyport/internal/metrics"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// meters are the hands that count, as a test sets them.
type meters struct {
	engine.Engine
	stats    ingress.Counters
	most     int
	usage    engine.Usage
	sent     datapath.Sent
	stands   bool
	duration *latency.Histogram
}

func (m *meters) Stats() map[string]ingress.Counters {
	m.stats.Latency = m.duration.Read()
	return map[string]ingress.Counters{webID: m.stats}
}

func (m *meters) TakeExtremes() map[string]ingress.Extremes {
	e := ingress.Extremes{MostInFlight: m.most}
	e.Shortest, e.Longest, e.Answered = m.duration.TakeExtremes()
	return map[string]ingress.Extremes{webID: e}
}

func (m *meters) Usage(_ context.Context, id string) (engine.Usage, error) {
	if id != "s-1" {
		return engine.Usage{}, fault.New(fault.NotFound, "", "no workload %s", id)
	}
	return m.usage, nil
}

func (m *meters) Sent(string) (map[string]datapath.Sent, error) {
	if !m.stands {
		return nil, errors.New("no router")
	}
	return map[string]datapath.Sent{"port-eni-1": m.sent, "lo": {Bytes: 999}}, nil
}

func (m *meters) Device(id string) string { return "port-" + id }

// requests counts n more of a class, each of which took so long.
func (m *meters) requests(n int, class int, took time.Duration) {
	m.stats.Requests += uint64(n)
	m.stats.Status[class] += uint64(n)
	for range n {
		m.duration.Add(took)
	}
}

var webID = strings.Repeat("a", 32)

// measured runs a test with a service of one instance of half a processor and
// 100 MiB, from the beginning of a minute on.
func measured(t *testing.T, run func(m *meters, recent *flowlog.Recent, kept *metrics.Store, live *metrics.Live)) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute)))
		documents, err := store.Open(t.TempDir(), platform.Service{}, platform.Workload{}, platform.WorkloadStatus{}, vpc.Interface{})
		if err != nil {
			t.Fatal(err)
		}
		defer documents.Close()
		err = documents.Update(t.Context(), func(tx *store.Tx) error {
			store.Put(tx, platform.Service{ID: webID, ARN: "arn", Name: "web", Region: "us-east-1", Status: platform.Running, Serving: 1})
			store.Put(tx, platform.Workload{Key: "s-1", ServiceARN: "arn", Generation: 1, Desire: platform.Run, CPU: 500, Memory: 100, Interfaces: []string{"eni-1"}})
			store.Put(tx, platform.WorkloadStatus{Key: "s-1", Phase: platform.PhaseHealthy})
			store.Put(tx, vpc.Interface{ID: "eni-1", Region: "us-east-1", VPCID: "vpc-1"})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		kept, err := metrics.OpenStore(filepath.Join(t.TempDir(), "m.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer kept.Close()
		m, recent, live := &meters{Engine: fake.New(nil), stands: true, duration: &latency.Histogram{},
			// What is there at the first look was before.
			usage: engine.Usage{CPU: time.Hour, Memory: 50 << 20}, sent: datapath.Sent{Bytes: 1000, Packets: 10}}, flowlog.NewRecent(), &metrics.Live{}
		defer m.Engine.Close()
		loop := newMeasures(Options{Store: documents, Engine: m, Metrics: kept, Live: live, Requests: m, Sending: m, Recent: recent, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- loop.run(ctx) }()
		run(m, recent, kept, live)
		before := len(minutesOf(t, kept, ""))
		time.Sleep(15 * time.Second)
		cancel()
		<-ended
		if after := len(minutesOf(t, kept, "")); after != before+1 {
			t.Errorf("of the running minute nothing was kept at the end: %d minutes, before %d", after, before)
		}
	})
}

// minutesOf are the minutes of the service, or of its instance, in their order.
func minutesOf(t *testing.T, kept *metrics.Store, instance string) []metrics.Minute {
	t.Helper()
	subjects, err := kept.Subjects(context.Background(), "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	var minutes []metrics.Minute
	for _, k := range subjects {
		if k.InstanceID != instance || k.ServiceName != "web" {
			continue
		}
		err := kept.Read(context.Background(), k, ^metrics.Measures(0), time.Unix(0, 0), time.Now().Add(time.Hour), func(_ time.Time, m metrics.Minute) {
			minutes = append(minutes, m)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return minutes
}

func TestMinutesOfAService(t *testing.T) {
	measured(t, func(m *meters, recent *flowlog.Recent, kept *metrics.Store, live *metrics.Live) {
		time.Sleep(time.Second)
		m.requests(3, 2, 20*time.Millisecond)
		m.most = 7
		time.Sleep(10 * time.Second)
		for range 5 {
			m.usage.CPU += 2500 * time.Millisecond // half of the half processor's ten seconds
			m.sent.Bytes, m.sent.Packets = m.sent.Bytes+100, m.sent.Packets+1
			recent.Add(
				flowlog.Event{Region: "us-east-1", Sender: "web", Action: flowlog.Reject, Stage: "route"},
				flowlog.Event{Region: "us-east-1", Service: "web", Action: flowlog.Accept},
				flowlog.Event{Region: "eu-west-1", Service: "web", Action: flowlog.Reject, Stage: "route"},
			)
			time.Sleep(10 * time.Second)
		}
		m.requests(2, 5, 80*time.Millisecond)
		m.most = 0
		time.Sleep(time.Minute)

		minutes := minutesOf(t, kept, "")
		if len(minutes) != 2 {
			t.Fatalf("%d minutes", len(minutes))
		}
		first := minutes[0]
		if d := first[metrics.RequestLatency].Latency; d == nil || d.Count() != 3 || d.Shortest != 20*time.Millisecond || d.Sum != 60*time.Millisecond {
			t.Errorf("latencies %+v", d)
		}
		delete(first, metrics.RequestLatency)
		want := metrics.Minute{
			metrics.Requests: metrics.Single(3), metrics.Responses2xx: metrics.Single(3), metrics.Responses4xx: metrics.Single(0), metrics.Responses5xx: metrics.Single(0),
			metrics.ActiveInstances:   {Count: 7, Sum: 7, Min: 1, Max: 1},
			metrics.Concurrency:       {Count: 7, Sum: 0, Min: 0, Max: 7},
			metrics.CPUUtilization:    {Count: 6, Sum: 250, Min: 0, Max: 50},
			metrics.MemoryUtilization: {Count: 7, Sum: 350, Min: 50, Max: 50},
			metrics.EgressBytes:       metrics.Single(500), metrics.EgressPackets: metrics.Single(5), metrics.RejectedFlows: metrics.Single(5),
		}
		if diff := cmp.Diff(want, first); diff != "" {
			t.Error(diff)
		}
		if got := minutes[1]; got[metrics.Requests].Sum != 2 || got[metrics.Responses5xx].Sum != 2 || got[metrics.RejectedFlows].Sum != 0 || got[metrics.EgressBytes].Sum != 0 {
			t.Errorf("the second minute: %v", got)
		}
		instance := minutesOf(t, kept, "s-1")
		if len(instance) != 2 || len(instance[0]) != 2 || instance[0][metrics.CPUUtilization] != want[metrics.CPUUtilization] {
			t.Errorf("of the instance: %v", instance)
		}
		states := live.States()
		if len(states) != 1 || states[0].Instances != 1 || states[0].CPU != 12500*time.Millisecond || states[0].EgressBytes != 500 || states[0].Rejected["route"] != 5 {
			t.Errorf("now: %+v", states)
		}
	})
}

func TestCountersThatBeginAnew(t *testing.T) {
	measured(t, func(m *meters, _ *flowlog.Recent, kept *metrics.Store, _ *metrics.Live) {
		m.requests(5, 2, time.Millisecond)
		time.Sleep(15 * time.Second)
		// The link was made anew, the container started again, the route was away.
		m.usage.CPU, m.sent, m.stats, m.duration = time.Second, datapath.Sent{Bytes: 7, Packets: 1}, ingress.Counters{}, &latency.Histogram{}
		m.requests(1, 2, time.Millisecond)
		time.Sleep(10 * time.Second)
		m.stands = false // and is not to be read for a while
		time.Sleep(10 * time.Second)
		m.stands = true
		time.Sleep(40 * time.Second)
		minutes := minutesOf(t, kept, "")
		if len(minutes) != 1 {
			t.Fatalf("%d minutes", len(minutes))
		}
		if got := minutes[0]; got[metrics.Requests].Sum != 6 || got[metrics.EgressBytes].Sum != 7 || got[metrics.RequestLatency].Count != 6 {
			t.Errorf("got %v", got)
		}
	})
}
