package control

import (
	"slices"
	"testing"
	"time"

	"sallyport/internal/flowlog"
	"sallyport/internal/vpc"
)

// Rejected flows are always told of, with who decided; accepted ones to followers.
func TestWhatPassesIsTold(t *testing.T) {
	flowing(t, func(s *scene) {
		s.drop(vpc.StageIngressPolicy, "", 22)
		s.drop(vpc.StageIngressPolicy, "", 22)
		s.drop(vpc.StageEgressACL, "acl-1", 23)
		time.Sleep(2 * time.Second)
		events, next := s.recent.After(0)
		if len(events) != 2 || s.traffic.sweeps > 0 || s.traffic.listening("endings vpc-1") > 0 {
			s.t.Fatalf("%d sweeps, %+v", s.traffic.sweeps, events)
		}
		slices.SortFunc(events, func(a, b flowlog.Event) int { return int(a.DestinationPort) - int(b.DestinationPort) })
		if e := events[0]; e.Packets != 2 || e.Action != flowlog.Reject || e.Interface != "eni-db" || e.Instance != "i-db" || e.Stage != "ingress policy" || e.Decided == "" || e.Reason == "" {
			s.t.Errorf("%+v", e)
		}
		if e := events[1]; e.Service != "web" || e.Direction != "egress" || e.Decided != "acl-1" {
			s.t.Errorf("%+v", e)
		}
		leave := s.recent.Watch("")
		time.Sleep(3 * time.Second)
		s.traffic.track(5432, 3)
		time.Sleep(4 * time.Second)
		if events, _ = s.recent.After(next); len(events) != 4 {
			s.t.Fatalf("%+v", events)
		}
		decided := map[string]string{}
		for _, e := range events {
			decided[e.Interface+" "+e.Direction] = e.Decided
		}
		if decided["eni-web egress"] != "sgr-out" || decided["eni-db ingress"] != "sgr-in" {
			s.t.Errorf("%v", decided)
		}
		leave()
		time.Sleep(2 * time.Second)
		if s.traffic.listening("endings vpc-1") > 0 || s.traffic.listening("drops vpc-1") != 1 {
			s.t.Errorf("%v", s.traffic.listeners)
		}
	})
}

// Who asks a service and then looks on sees what the question did, but not what was long ago.
func TestWhatBeganShortlyBeforeSomebodyLooksOnIsTold(t *testing.T) {
	flowing(t, func(s *scene) {
		s.traffic.track(1, 9)
		time.Sleep(sweepEvery + time.Second)
		s.traffic.track(5432, 3)
		time.Sleep(time.Second)
		defer s.recent.Watch("vpc-1")()
		time.Sleep(2 * time.Second)
		events, _ := s.recent.After(0)
		if len(events) != 4 { // both ends, there and back
			s.t.Fatalf("%+v", events)
		}
		for _, e := range events {
			if e.SourcePort != 5432 && e.DestinationPort != 5432 || e.Packets != 3 || e.Began.IsZero() != e.Reply {
				s.t.Errorf("%+v", e)
			}
		}
	})
}
