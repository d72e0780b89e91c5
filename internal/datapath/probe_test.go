//go:build kernel

package datapath_test

import (
	"context"
	"net/netip"
	"testing"

	"sallyport/internal/datapath"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

func TestProbeTellsSilenceFromRefusal(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.11")
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-db", vpc.Matches{Ports: []vpc.PortRegion{
		{Remote: remote("10.0.0.0/16"), Protocol: vpc.TCP, From: 5432, To: 5433},
		{Remote: remote("10.0.0.0/16"), Protocol: vpc.UDP, From: 5353, To: 5354},
	}})
	w.apply()
	for _, c := range []struct {
		name     string
		protocol vpc.Protocol
		to       string
		want     datapath.Outcome
	}{
		{"a listener", vpc.TCP, "10.0.2.11:5432", datapath.Connected},
		{"no listener", vpc.TCP, "10.0.2.11:5433", datapath.Refused},
		{"a port that the group does not open", vpc.TCP, "10.0.2.11:5434", datapath.Silent},
		{"a datagram that is answered", vpc.UDP, "10.0.2.11:5353", datapath.Answered},
		{"a datagram to a closed port", vpc.UDP, "10.0.2.11:5354", datapath.Refused},
		{"a datagram that the group drops", vpc.UDP, "10.0.2.11:5355", datapath.Silent},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := w.dp.Probe(context.Background(), "app", c.protocol, netip.MustParseAddrPort(c.to))
			if err != nil || got.Outcome != c.want {
				t.Errorf("got %+v %v, want %s", got, err, c.want)
			}
			if proves := got.Outcome == datapath.Connected || got.Outcome == datapath.Answered; proves && got.Source.Addr().String() != "10.0.1.10" {
				t.Errorf("the probe came from %s", got.Source)
			}
			if got.Took <= 0 || got.Began.IsZero() {
				t.Errorf("no time was taken: %+v", got)
			}
		})
	}
}

func TestProbeOfWhatIsNotThere(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.11")
	to := netip.MustParseAddrPort("10.0.2.11:5432")
	if _, err := w.dp.Probe(context.Background(), "gone", vpc.TCP, to); fault.ClassOf(err) != fault.NotFound {
		t.Errorf("a sandbox that is not there: %v", err)
	}
	if _, err := w.dp.Probe(context.Background(), "app", vpc.ICMP, to); fault.ClassOf(err) != fault.Invalid {
		t.Errorf("another protocol: %v", err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if got, err := w.dp.Probe(ended, "app", vpc.TCP, to); err == nil {
		t.Errorf("a probe that nobody waits for says %+v", got)
	}
}
