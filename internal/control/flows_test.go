package control

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

func TestAFlowLogIsWrittenAtTheEndOfItsInterval(t *testing.T) {
	flowing(t, func(s *scene) {
		s.traffic.track(5432, 100) // before anybody asked
		s.flowLog(nil)
		time.Sleep(5 * time.Second)
		s.traffic.track(5432, 3)
		s.drop(vpc.StageIngressPolicy, "", 22)
		time.Sleep(20 * time.Second)
		s.traffic.track(5432, 4)
		s.expect()
		time.Sleep(40 * time.Second)
		s.expect(
			"eni-db 10.0.1.10 10.0.2.10 22 1 60 REJECT OK",
			"eni-db 10.0.1.10 10.0.2.10 5432 7 700 ACCEPT OK",
			"eni-db 10.0.2.10 10.0.1.10 4000 7 7000 ACCEPT OK",
			"eni-web 10.0.1.10 10.0.2.10 22 1 60 ACCEPT OK",
			"eni-web 10.0.1.10 10.0.2.10 5432 7 700 ACCEPT OK",
			"eni-web 10.0.2.10 10.0.1.10 4000 7 7000 ACCEPT OK")
	})
}

func TestLossesAreWrittenAndTold(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.Traffic = vpc.TrafficReject; l.ResourceID = "eni-db" })
		time.Sleep(2 * time.Second)
		s.traffic.lost <- 17
		time.Sleep(time.Minute)
		s.expect("eni-db - - - - - - SKIPDATA")
		events, _ := s.recent.After(0)
		if len(events) != 1 || events[0].Lost != 17 || events[0].VPC != "vpc-1" || events[0].Region != "us-east-1" {
			s.t.Errorf("%+v", events)
		}
	})
}

// Refused connections never come into a sweep.
func TestEndingsCount(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) {
			l.ResourceID, l.Format = "eni-web", "${flow-direction} ${packets} ${tcp-flags} ${action}"
		})
		time.Sleep(2 * time.Second)
		refused := s.traffic.track(1, 1)
		s.traffic.tracked = nil
		refused.TCP, refused.Started = flow.TCPClose, time.Now()
		s.traffic.endings <- refused
		time.Sleep(time.Minute)
		s.expect("egress 1 2 ACCEPT", "flow-direction packets tcp-flags action", "ingress 1 4 ACCEPT")
	})
}

// What was counted between the end of one process and the begin of the next is
// in the log; what was collected is not lost with the process.
func TestFlowLogsSurviveARestart(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" })
		time.Sleep(2 * time.Second)
		s.traffic.track(5432, 3)
		time.Sleep(2 * time.Second)
		s.stop()
		s.expect("eni-web 10.0.1.10 10.0.2.10 5432 3 300 ACCEPT OK", "eni-web 10.0.2.10 10.0.1.10 4000 3 3000 ACCEPT OK")
		time.Sleep(5 * time.Second)
		s.traffic.track(5433, 2) // while nobody looks
		s.start()
		time.Sleep(time.Minute)
		s.expect("eni-web 10.0.1.10 10.0.2.10 5432 3 300 ACCEPT OK", "eni-web 10.0.1.10 10.0.2.10 5433 2 200 ACCEPT OK",
			"eni-web 10.0.2.10 10.0.1.10 4000 2 2000 ACCEPT OK", "eni-web 10.0.2.10 10.0.1.10 4000 3 3000 ACCEPT OK")
	})
}

// What a killed process had counted is lost, and that is said.
func TestFlowLogsSayThatTheyWereInterrupted(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" })
		time.Sleep(2 * time.Second)
		mark, err := os.ReadFile(filepath.Join(s.root, collecting))
		if err != nil {
			t.Fatal(err)
		}
		s.stop()
		if _, err := os.Stat(filepath.Join(s.root, collecting)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the mark stays after an end: %v", err)
		}
		if err := os.WriteFile(filepath.Join(s.root, collecting), mark, 0o600); err != nil { // as if it had been killed
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		s.start()
		time.Sleep(2 * time.Minute)
		s.expect("eni-web - - - - - - NODATA", "eni-web - - - - - - NODATA", "eni-web - - - - - - SKIPDATA")
	})
}

// A disk that refuses is said where the flow log is described, until it takes
// what waited.
func TestADiskThatRefusesIsSaid(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(func(l *vpc.FlowLog) { l.ResourceID = "eni-web" })
		if err := os.WriteFile(filepath.Join(s.root, "buckets"), nil, 0o600); err != nil {
			s.t.Fatal(err)
		}
		s.traffic.track(5432, 3)
		time.Sleep(time.Minute)
		said := func() string { l, _ := store.Get[vpc.FlowLog](s.store.Snapshot(), "fl-1"); return l.DeliverError }
		if !strings.Contains(said(), "flow log fl-1") {
			s.t.Errorf("said %q", said())
		}
		if err := os.Remove(filepath.Join(s.root, "buckets")); err != nil {
			s.t.Fatal(err)
		}
		time.Sleep(15 * time.Second)
		if said() != "" {
			s.t.Errorf("still said %q", said())
		}
		if len(s.lines()) == 0 {
			s.t.Error("what waited is lost")
		}
	})
}

// What was collected for a flow log goes with it, and so do listeners with a VPC.
func TestFlowLogsAndRoutersThatGo(t *testing.T) {
	flowing(t, func(s *scene) {
		s.flowLog(nil)
		time.Sleep(2 * time.Second)
		s.drop(vpc.StageEgressPolicy, "", 22)
		if err := s.store.Update(context.Background(), func(tx *store.Tx) error {
			store.Delete[vpc.FlowLog](tx, "fl-1")
			store.Delete[vpc.Interface](tx, "eni-web")
			store.Delete[vpc.Interface](tx, "eni-db")
			return nil
		}); err != nil {
			s.t.Fatal(err)
		}
		time.Sleep(time.Minute)
		s.expect()
		if s.traffic.listening("drops vpc-1") > 0 || s.traffic.listening("endings vpc-1") > 0 {
			s.t.Errorf("%v", s.traffic.listeners)
		}
	})
}
