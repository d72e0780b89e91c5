package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/api/live"
)

var update = flag.Bool("update", false, "write the golden files")

func goldenPage(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func TestExplainPage(t *testing.T) {
	from := live.From{Service: "web", Instance: "s-1", Interface: "eni-1", Address: "10.0.1.4", Subnet: "subnet-1", VPC: "vpc-1"}
	refused := live.Report{
		Question: live.Question{Service: "web", Host: "db", Port: 5432, Protocol: "tcp"}, From: from,
		Names:       &live.Names{Name: "db", Addresses: []string{"10.0.2.4"}, Note: "No name server says so: it is the Name tag of an instance in vpc-1."},
		Destination: "10.0.2.4", Summary: "Not reachable: the packet ends at the receiver's security groups.",
		Forward: []live.Hop{
			{Stage: "source check", Passed: true, Text: "10.0.1.4 is an address of eni-1"},
			{Stage: "egress policy", Passed: true, Text: "sg-app allows everything to 0.0.0.0/0", Decided: "sgr-1"},
			{Stage: "route", Passed: true, Text: "rtb-1 leads 10.0.2.4 by 10.0.0.0/8 to pcx-1", Decided: "route 10.0.0.0/8"},
			{Stage: "ingress policy", Text: "no group of eni-2 (sg-db) allows tcp 5432 from 10.0.1.4"},
		},
		Findings: []live.Finding{{Code: "ENI_SG_RULES_MISMATCH", Subject: "sg-db", Text: "No group of eni-2 (sg-db) allows tcp 5432 from 10.0.1.4.",
			Remedy: "Add a rule.", Commands: []string{"aws ec2 authorize-security-group-ingress --group-id sg-db"}}},
		Preflight: []live.Finding{{Code: "VPC_DNS_SUPPORT_DISABLED", Text: "Names don't resolve.", Remedy: "Turn it on.", Commands: []string{"aws"}}},
		Called:    []live.Called{{ID: "sg-db", Name: "database"}},
		Probe:     &live.Probe{Outcome: "silent", Text: "no answer within 2.5s", Agreement: live.Agree},
	}
	goldenPage(t, "explain-refused", page(refused))
	wrong := refused
	wrong.Reachable, wrong.Summary, wrong.Findings, wrong.Preflight, wrong.Names = true, "Reachable.", nil, nil, nil
	wrong.Probe, wrong.Disagreements = &live.Probe{Outcome: "silent", Text: "no answer within 2.5s", Agreement: live.Disagree}, 3
	goldenPage(t, "explain-disagreement", page(wrong))
	goldenPage(t, "check", judged("net.check", live.Judgement{Failed: 1, Results: []live.Checked{
		{Line: 1, Assertion: "service web can reach db:5432/tcp", Holds: true, Text: "Every part of it is reached."},
		{Line: 3, Assertion: "service web cannot reach 0.0.0.0/0:25/tcp", Text: "0.0.0.0:25 is reached."},
	}}))
}

func TestExplainQuestion(t *testing.T) {
	q, err := explainCommand{Service: "web", Target: "[2001:db8::1]:443", Protocol: "udp", FromVPC: "vpc-1"}.question()
	if err != nil || q != (live.Question{Service: "web", Host: "2001:db8::1", Port: 443, Protocol: "udp", VPC: "vpc-1"}) {
		t.Errorf("%+v %v", q, err)
	}
	for _, target := range []string{"db", "db:0", "db:70000", "db:http"} {
		if _, err := (explainCommand{Service: "web", Target: target}).question(); err == nil {
			t.Errorf("%s was taken", target)
		}
	}
}
