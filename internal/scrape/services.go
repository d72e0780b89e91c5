package scrape

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sallyport/internal/ingress"
	"sallyport/internal/latency"
	"sallyport/internal/metrics"
)

// services collects what is known of services at the time of asking.
type services struct {
	live     *metrics.Live
	requests func() map[string]ingress.Counters
}

// ofService are the labels of all that is a service's.
var ofService = []string{"region", "service", "service_id"}

func description(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("sallyport_"+name, help, append(ofService[:3:3], labels...), nil)
}

var (
	requests  = description("requests_total", "Requests by the class of their answer; none for those whose client gave up.", "class")
	durations = description("request_duration_seconds", "From a request's head to the last byte of its answer.")
	inFlight  = description("requests_in_flight", "Requests that are being answered.")
	instances = description("instances", "Instances that take requests.")
	processor = description("cpu_seconds_total", "Processor time that the instances used.")
	memory    = description("memory_bytes", "Memory that the instances hold.")
	bytes     = description("egress_bytes_total", "Bytes that the interfaces in VPCs sent.")
	packets   = description("egress_packets_total", "Packets that the interfaces in VPCs sent.")
	rejected  = description("rejected_flows_total", "Flows from and to the service that a VPC's rules rejected, by the stage.", "stage")
)

// bounds are those of the buckets of Prometheus; all are bounds of the latency
// package's, so that the counts are exact.
var bounds = []time.Duration{
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute,
}

// Describe is one of Prometheus' two questions.
func (s services) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{requests, durations, inFlight, instances, processor, memory, bytes, packets, rejected} {
		to <- d
	}
}

// Collect is the other.
func (s services) Collect(to chan<- prometheus.Metric) {
	counted := s.requests()
	for _, state := range s.live.States() {
		labels := []string{state.Region, state.ServiceName, state.ServiceID}
		tell := func(d *prometheus.Desc, kind prometheus.ValueType, v float64, more ...string) {
			to <- prometheus.MustNewConstMetric(d, kind, v, append(labels[:3:3], more...)...)
		}
		tell(instances, prometheus.GaugeValue, float64(state.Instances))
		tell(processor, prometheus.CounterValue, state.CPU.Seconds())
		tell(memory, prometheus.GaugeValue, float64(state.Memory))
		tell(bytes, prometheus.CounterValue, float64(state.EgressBytes))
		tell(packets, prometheus.CounterValue, float64(state.EgressPackets))
		for stage, n := range state.Rejected {
			tell(rejected, prometheus.CounterValue, float64(n), stage)
		}
		c, ok := counted[state.ServiceID]
		if !ok {
			continue // it has no route
		}
		tell(inFlight, prometheus.GaugeValue, float64(c.InFlight))
		for class, n := range c.Status {
			name := "none"
			if class > 0 {
				name = strconv.Itoa(class) + "xx"
			}
			tell(requests, prometheus.CounterValue, float64(n), name)
		}
		to <- histogram(c.Latency, labels)
	}
}

func histogram(c *latency.Counts, labels []string) prometheus.Metric {
	upTo := make(map[float64]uint64, len(bounds))
	for _, bound := range bounds {
		upTo[bound.Seconds()] = c.UpTo(bound)
	}
	return prometheus.MustNewConstHistogram(durations, c.Since(nil).Count(), c.Sum.Seconds(), upTo, labels...)
}
