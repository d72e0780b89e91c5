package control

import (
	"time"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/flowlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// sweepEdge hears what the sandboxes of the public side sent, while somebody
// looks on: no flow log is about them. The first sweep clears away what was before.
func (f *flows) sweepEdge(snapshot *store.Snapshot, now time.Time) {
	e := f.edge
	wanted := false
	f.mu.Lock()
	for _, w := range e.senders {
		wanted = wanted || f.recent.Watched(w.Region)
	}
	f.mu.Unlock()
	if !wanted {
		e.swept = time.Time{}
		return
	}
	since := e.swept
	if now.Sub(since) < min(max(sweepFollowed, sweepShare*e.took), sweepEvery) {
		return
	}
	began := time.Now()
	err := f.traffic.SweepEdge(func(t *flow.Tracked) {
		if !since.IsZero() {
			f.passedAtEdge(snapshot, t, since, now)
		}
	})
	e.swept, e.took = now, time.Since(began)
	if err != nil {
		f.log.Warn("the connections of the public side are not known", "error", err)
	}
}

// passedAtEdge takes what a connection did that a sandbox of the public side began.
func (f *flows) passedAtEdge(snapshot *store.Snapshot, t *flow.Tracked, since, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ours := f.edge.senders[t.Original.Source]
	if !ours || !f.recent.Watched(w.Region) {
		return
	}
	if len(f.edge.passed) >= 2*liveFlows {
		f.edge.unheard += t.Sent.Packets + t.Answered.Packets
		return
	}
	there := flowlog.Event{Time: now, Region: w.Region, Instance: w.InstanceID, Workload: w.Key, Direction: string(vpc.Egress),
		Source: t.Original.Source.String(), SourcePort: t.Original.SourcePort, Destination: t.Original.Destination.String(), DestinationPort: t.Original.DestinationPort,
		Protocol: t.Protocol, Action: flowlog.Accept, Packets: t.Sent.Packets, Bytes: t.Sent.Bytes, Reason: "by the public side"}
	if t.Started.After(since) {
		there.Began = t.Started
	}
	if service, ok := store.Get[platform.Service](snapshot, w.ServiceARN); ok {
		there.Service, there.Sender = service.Name, service.Name
	}
	back := there
	back.Direction, back.Reply, back.Began, back.Sender, back.Receiver = string(vpc.Ingress), true, time.Time{}, "", there.Sender
	back.Source, back.SourcePort, back.Destination, back.DestinationPort = there.Destination, there.DestinationPort, there.Source, there.SourcePort
	back.Packets, back.Bytes, back.Reason = t.Answered.Packets, t.Answered.Bytes, "answer of a tracked connection"
	for _, event := range []flowlog.Event{there, back} {
		if event.Packets > 0 {
			f.edge.passed = append(f.edge.passed, event)
		}
	}
}
