package main

import (
	"strings"
	"testing"
	"time"

	"sallyport/internal/flowlog"
)

func TestFlowLines(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.Local)
	for want, e := range map[string]flowlog.Event{
		"03:04:05.678 REJECT i-1 ingress: web 10.0.1.10:4000 → 10.0.2.10:5432, tcp, 1 packet, 60 bytes: sg-1 (no rule lets it in)": {Instance: "i-1", Interface: "eni-1", Direction: "ingress", Sender: "web", Receiver: "i-1",
			Source: "10.0.1.10", SourcePort: 4000, Destination: "10.0.2.10", DestinationPort: 5432, Protocol: 6, Packets: 1, Bytes: 60,
			Action: flowlog.Reject, Decided: "sg-1", Reason: "no rule lets it in"},
		"03:04:05.678 ACCEPT web ingress: 10.0.1.10 → 10.0.2.10, icmp, 2 packets, 168 bytes: sgr-1": {Service: "web", Interface: "eni-2", Direction: "ingress",
			Source: "10.0.1.10", Destination: "10.0.2.10", Protocol: 1, Packets: 2, Bytes: 168, Action: flowlog.Accept, Decided: "sgr-1"},
		"03:04:05.678 vpc-1: at least 7 packets went unseen: more came than is read": {VPC: "vpc-1", Lost: 7},
	} {
		e.Time = at
		if got := flowLine(e); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
	if err := printFlows(&strings.Builder{}, strings.NewReader("nonsense\n")); err == nil {
		t.Error("nonsense was printed")
	}
}
