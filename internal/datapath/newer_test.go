//go:build kernel

package datapath_test

import (
	"context"
	"testing"

	"sallyport/internal/vpc"
)

// Rules have a path of their own beside Apply, and an Apply of an older state
// that comes later does not bring its rules back.
func TestNewerRulesStay(t *testing.T) {
	w := pair(t, "10.0.1.10", "10.0.2.10")
	w.rules("vpc-0a1", "sg-app", new(everything()), nil)
	w.rules("vpc-0a1", "sg-db", nil, new(everything()))
	older := w.desired()
	older.Sequence = 1
	if _, err := w.dp.Apply(context.Background(), older); err != nil {
		t.Fatal(err)
	}
	if !tcp(t, path(w, "app"), "10.0.2.10:5432") {
		t.Fatal("what the rules allow does not pass")
	}

	w.plans["vpc-0a1"] = clonePlan(w.plans["vpc-0a1"])
	w.rules("vpc-0a1", "sg-app", new(vpc.Matches{}), nil)
	newer := w.desired()
	newer.Sequence = 2
	if err := w.dp.ApplyRules(context.Background(), newer); err != nil {
		t.Fatal(err)
	}
	if tcpWithin(t, patience, path(w, "app"), "10.0.2.10:5432") {
		t.Error("what was revoked passes")
	}
	if _, err := w.dp.Apply(context.Background(), older); err != nil {
		t.Fatal(err)
	}
	if tcpWithin(t, patience, path(w, "app"), "10.0.2.10:5432") {
		t.Error("an older state brought its rules back")
	}
	if _, err := w.dp.Apply(context.Background(), newer); err != nil {
		t.Fatal(err)
	}
	w.expectKernel()
}

// clonePlan is a plan that may be changed without changing the first.
func clonePlan(p *vpc.Plan) *vpc.Plan {
	clone := *p
	clone.RuleSets = map[string]*vpc.RuleSet{}
	for id, rules := range p.RuleSets {
		clone.RuleSets[id] = rules
	}
	return &clone
}
