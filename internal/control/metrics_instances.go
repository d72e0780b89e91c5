package control

import (
	"context"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/engine"
	"sallyport/internal/fault"
	"sallyport/internal/metrics"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// addInstances looks at a service's containers: how many take requests, and what
// share of their processors and memory they use.
func (m *measures) addInstances(ctx context.Context, r store.Reader, service platform.Service, state *metrics.State, used map[string]engine.Usage, elapsed time.Duration) {
	state.Instances, state.Memory = len(targets(r, service)), 0
	if service.Status != platform.Paused {
		m.recorder.Add(state.Subject, metrics.ActiveInstances, metrics.Single(float64(state.Instances)))
	}
	for w := range store.Find[platform.Workload](r, "service="+service.ARN) {
		status, _ := store.Get[platform.WorkloadStatus](r, w.Key)
		if status.Phase != platform.PhaseStarted && status.Phase != platform.PhaseHealthy {
			continue
		}
		now, err := m.engine.Usage(ctx, w.Key)
		if err != nil {
			if fault.ClassOf(err) != fault.NotFound { // it ends just now
				m.log.Debug("a container is not measured", "workload", w.Key, "error", err)
				used[w.Key] = m.used[w.Key]
			}
			continue
		}
		used[w.Key] = now
		state.Memory += now.Memory
		instance := state.Subject
		instance.InstanceID = w.Key
		m.addMemory(w, state.Subject, instance, now)
		before, known := m.used[w.Key]
		if known = known && now.CPU >= before.CPU; !known && m.first {
			continue // nobody knows what of it was since when
		}
		if !known {
			before.CPU = 0 // it began since the last look
		}
		state.CPU += now.CPU - before.CPU
		if w.CPU > 0 && known && elapsed > 0 {
			share := 100 * float64(now.CPU-before.CPU) / float64(elapsed) * 1000 / float64(w.CPU)
			m.recorder.Add(state.Subject, metrics.CPUUtilization, metrics.Single(share))
			m.recorder.Add(instance, metrics.CPUUtilization, metrics.Single(share))
		}
	}
}

func (m *measures) addMemory(w platform.Workload, service, instance metrics.Subject, now engine.Usage) {
	if w.Memory <= 0 {
		return
	}
	share := metrics.Single(100 * float64(now.Memory) / float64(w.Memory<<20))
	m.recorder.Add(service, metrics.MemoryUtilization, share)
	m.recorder.Add(instance, metrics.MemoryUtilization, share)
}

// readSent reads what each interface of a service sent since it stands: one
// reading of a VPC's router, for all that are in it.
func (m *measures) readSent(snapshot *store.Snapshot) map[string]datapath.Sent {
	sent := map[string]datapath.Sent{}
	if m.sending == nil {
		return sent
	}
	interfaces := map[string][]string{} // by VPC
	for w := range store.List[platform.Workload](snapshot) {
		if w.ServiceARN == "" {
			continue
		}
		for _, id := range w.Interfaces {
			if i, ok := store.Get[vpc.Interface](snapshot, id); ok {
				interfaces[i.VPCID] = append(interfaces[i.VPCID], id)
			}
		}
	}
	for vpcID, ids := range interfaces {
		devices, err := m.sending.Sent(vpcID)
		if err != nil {
			if fault.ClassOf(err) != fault.NotFound { // a router that does not stand yet
				m.log.Debug("a router's counters are not read", "vpc", vpcID, "error", err)
			}
			for _, id := range ids {
				if before, ok := m.sent[id]; ok {
					sent[id] = before // to go on from when it is read again
				}
			}
			continue
		}
		for _, id := range ids {
			if s, ok := devices[m.sending.Device(id)]; ok {
				sent[id] = s
			}
		}
	}
	return sent
}

// addSent adds what a service's interfaces sent since the last look.
func (m *measures) addSent(r store.Reader, service platform.Service, state *metrics.State, sent map[string]datapath.Sent) {
	var bytes, packets uint64
	for w := range store.Find[platform.Workload](r, "service="+service.ARN) {
		for _, id := range w.Interfaces {
			now, stands := sent[id]
			if !stands {
				continue
			}
			m.joined[service.ID] = true
			before, known := m.sent[id]
			switch {
			case !known && m.first:
				continue // nobody knows what of it was since when
			case now.Bytes < before.Bytes || now.Packets < before.Packets:
				before = datapath.Sent{} // its link was made anew
			}
			bytes, packets = bytes+now.Bytes-before.Bytes, packets+now.Packets-before.Packets
		}
	}
	if m.joined[service.ID] {
		m.recorder.Count(state.Subject, metrics.EgressBytes, float64(bytes))
		m.recorder.Count(state.Subject, metrics.EgressPackets, float64(packets))
		state.EgressBytes += bytes
		state.EgressPackets += packets
	}
}
