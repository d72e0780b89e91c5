//go:build kernel

package datapath_test

import (
	"context"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

func TestApplyHoldsWhatIsDesired(t *testing.T) {
	w := newWorld(t, datapath.Options{})
	w.sandbox("vpc-0a1", "app", "10.0.1.10", "sg-app")
	w.sandbox("vpc-0a1", "db", "10.0.2.10", "sg-db")
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-db", vpc.Matches{
		Ports:      []vpc.PortRegion{{Remote: remote("10.9.0.0/16"), Protocol: vpc.TCP, From: 80, To: 90}},
		Protocols:  []vpc.ProtocolRegion{{Remote: remote("10.8.0.0/16"), From: 47, To: 47}},
		ICMP:       []vpc.ICMPRegion{{Remote: remote("10.0.0.0/8"), Protocol: vpc.ICMP, TypeFrom: 8, TypeTo: 8, CodeFrom: 0, CodeTo: 255}},
		References: []vpc.Reference{{Group: "sg-app", Ports: []vpc.PortRegion{{Protocol: vpc.TCP, From: 5432, To: 5432}}, Protocols: []vpc.Protocol{50}, ICMP: []vpc.ICMPRegion{{Protocol: vpc.ICMP, TypeTo: 255, CodeTo: 255}}}},
	})
	w.apply()
	w.expectKernel()
	w.apply()
	w.expectKernel()
}

func TestRefusedPlanLeavesTheOldRulesAndOpensNothing(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-db", everything())
	w.apply()
	w.sandbox("vpc-0a1", "late", "10.0.1.11", "sg-app")
	w.sandbox("vpc-0b2", "elsewhere", "10.0.1.11", "sg-1")
	w.plan("vpc-0a1").RuleSets["sg } accept"] = &vpc.RuleSet{}
	report, err := w.dp.Apply(context.Background(), w.desired())
	if err != nil {
		t.Fatal(err)
	}
	if report.Networks["vpc-0a1"] == nil || report.Sandboxes["late"] == nil {
		t.Errorf("a plan that is refused is reported as held: %+v", report)
	}
	for _, id := range []string{"app", "db", "elsewhere"} {
		if err := report.Sandboxes[id]; err != nil {
			t.Errorf("sandbox %s suffers: %v", id, err)
		}
	}
	if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
		t.Error("the old rules do not stand any more")
	}
	delete(w.plan("vpc-0a1").RuleSets, "sg } accept")
	w.apply()
	w.expectKernel()
}

// What the old rules of a network let pass is mended as ever while its new ones are refused.
func TestMendingGoesOnUnderARefusedPlan(t *testing.T) {
	for _, c := range []struct {
		name   string
		tamper func(t *testing.T, w *world)
	}{
		{"a link is deleted", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-0a1", "link", "delete", nearDevice(t, w, "app"))
		}},
		{"an address is removed", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-app", "address", "flush", "dev", "eth1")
		}},
		{"the router's route is removed", func(t *testing.T, w *world) {
			run(t, "ip", "-n", "sp-"+w.tag+"-0a1", "route", "delete", "10.0.1.10/32")
		}},
		{"the ruleset is flushed", func(t *testing.T, w *world) {
			run(t, "ip", "netns", "exec", "sp-"+w.tag+"-0a1", "nft", "flush", "ruleset")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := pair(t, "10.0.1.10", "10.0.2.10")
			w.egress("vpc-0a1", "sg-app", everything())
			w.ingress("vpc-0a1", "sg-db", port("10.0.1.0/24", vpc.TCP, 5432, 5432))
			w.apply()
			refused := *w.plan("vpc-0a1")
			refused.RuleSets = map[string]*vpc.RuleSet{"sg } accept": {}}
			c.tamper(t, w)
			for end := time.After(enough); !w.whole(); {
				select {
				case <-w.dp.Drift():
				case <-end:
					w.expectKernel()
				}
				report, err := w.dp.Apply(context.Background(), datapath.Desired{Networks: []*vpc.Plan{&refused}, Sandboxes: w.boxes})
				if err != nil {
					t.Fatal(err)
				}
				if report.Networks["vpc-0a1"] == nil {
					t.Error("a plan that is refused is reported as held")
				}
				for id, err := range report.Sandboxes {
					if err != nil {
						t.Errorf("sandbox %s suffers: %v", id, err)
					}
				}
			}
			if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
				t.Error("the old rules let nothing through any more")
			}
			if udpWithin(t, patience, path(w, "app"), "10.0.2.10:5353") {
				t.Error("the old rules keep nothing out any more")
			}
		})
	}
}
