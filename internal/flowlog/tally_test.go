package flowlog

import (
	"fmt"
	"testing"
	"time"
)

func TestTallyCountsWithinItsWindow(t *testing.T) {
	now := time.Date(2026, 1, 2, 12, 0, 10, 0, time.UTC)
	r := NewRecent()
	at := func(ago time.Duration, e Event) Event {
		e.VPC, e.Interface, e.Direction, e.Destination, e.DestinationPort, e.Time, e.Packets, e.Bytes = "vpc-1", "eni-1", "egress", "10.0.0.9", 80, now.Add(-ago), 1, 100
		return e
	}
	for _, ago := range []time.Duration{14 * time.Minute, 4 * time.Minute, time.Second} {
		r.Add(at(ago, Event{Action: Accept, Began: now}), at(ago, Event{Action: Reject, Reason: fmt.Sprint(ago)}))
	}
	r.Add(Event{VPC: "vpc-1", Time: now, Lost: 3}, Event{Region: "us-east-1", Time: now, Packets: 1, Action: Reject})
	for window, want := range map[time.Duration]uint64{15 * time.Second: 1, 5 * time.Minute: 2, LongestTally: 3} {
		sums, lost := r.Tally("vpc-1", window, now)
		if len(sums) != 2 || lost != 3 {
			t.Fatalf("%s: %d sums, %d lost", window, len(sums), lost)
		}
		for _, s := range sums {
			if s.Packets != want || s.Bytes != want*100 || s.Action == Accept && s.Began != want || !s.Last.Equal(now.Add(-time.Second)) {
				t.Errorf("%s: %+v", window, s)
			}
			if s.Action == Reject && s.Reason != "1s" {
				t.Errorf("%s: the reason is not the newest: %s", window, s.Reason)
			}
		}
	}
	if sums, _ := r.Tally("vpc-1", 5*time.Minute, now.Add(6*time.Minute)); len(sums) != 0 {
		t.Errorf("what is over is told: %+v", sums)
	}
	if sums, _ := r.Tally("us-east-1", time.Minute, now); len(sums) != 1 {
		t.Errorf("the public side has %+v", sums)
	}
}

// However many flows there are, the tally has an end, and the sums are right.
func TestTallyIsBounded(t *testing.T) {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	r := NewRecent()
	const flows = 20_000
	for i := range flows {
		r.Add(Event{VPC: "vpc-1", Interface: fmt.Sprintf("eni-%d", i%2500), Direction: "egress", Destination: fmt.Sprint("10.0.0.", i), Action: Accept, Packets: 1, Began: now, Time: now})
	}
	sums, _ := r.Tally("vpc-1", time.Minute, now)
	var packets, began uint64
	for _, s := range sums {
		packets, began = packets+s.Packets, began+s.Began
	}
	if len(sums) > talliedFlows+talliedFolded+8 || packets != flows || began != flows {
		t.Errorf("%d sums of %d packets and %d connections", len(sums), packets, began)
	}
	// Once they are over, others are told apart again.
	later := now.Add(LongestTally + time.Minute)
	r.Add(Event{VPC: "vpc-1", Interface: "eni-9", Direction: "egress", Destination: "10.9.9.9", Action: Accept, Packets: 1, Time: later})
	if sums, _ = r.Tally("vpc-1", time.Minute, later); len(sums) != 1 || sums[0].Remote != "10.9.9.9" {
		t.Errorf("%+v", sums)
	}
}

// A clock that was ahead and is set right must not keep flows from being counted until it gets there again.
func TestTallyGoesOnWhenTheClockIsSetBack(t *testing.T) {
	right := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	r := NewRecent()
	for _, now := range []time.Time{right.AddDate(1, 0, 0), right, right.Add(time.Minute)} {
		r.Add(Event{VPC: "vpc-1", Interface: "eni-1", Action: Accept, Packets: 1, Began: now, Time: now}, Event{VPC: "vpc-1", Lost: 1, Time: now})
	}
	sums, lost := r.Tally("vpc-1", 5*time.Minute, right.Add(time.Minute))
	if len(sums) != 1 || sums[0].Packets != 2 || lost != 2 || !sums[0].Last.Equal(right.Add(time.Minute)) || sums[0].First.After(right.Add(time.Minute)) {
		t.Errorf("%+v, %d lost", sums, lost)
	}
}

func TestEventsWithoutATimeAreNotCounted(t *testing.T) {
	r := NewRecent()
	r.Add(Event{VPC: "vpc-1", Packets: 1, Began: time.Now()}, Event{VPC: "vpc-1", Lost: 1})
	if sums, lost := r.Tally("vpc-1", time.Minute, time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)); len(sums) != 0 || lost != 0 {
		t.Errorf("%+v, %d lost", sums, lost)
	}
}

func BenchmarkTally(b *testing.B) {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	r := NewRecent()
	events := make([]Event, 1000)
	for i := range events {
		events[i] = Event{VPC: "vpc-1", Interface: fmt.Sprintf("eni-%d", i%100), Direction: "egress", Destination: fmt.Sprint("10.0.0.", i), Action: Accept, Packets: 1, Time: now}
	}
	for b.Loop() {
		r.tallies.add(events)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(events)), "ns/event")
}
