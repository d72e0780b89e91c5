//go:build kernel

package datapath_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/vpc"
)

const (
	manyInterfaces = 1000
	manyRules      = 10000
)

// crowd is a VPC with many interfaces, one of which has a group with many rules.
func crowd(w *world) {
	for i := range manyInterfaces {
		w.sandbox("vpc-0a1", fmt.Sprintf("box%d", i), fmt.Sprintf("10.0.%d.%d", i/200, 10+i%200), "sg-app")
	}
	w.egress("vpc-0a1", "sg-app", everything())
	w.ingress("vpc-0a1", "sg-app", ruleMatches(manyRules))
}

// ruleMatches are disjoint rules, none of which are for 10.0.0.0/16.
func ruleMatches(n int) vpc.Matches {
	m := vpc.Matches{}
	for i := range n {
		from := netip.AddrFrom4([4]byte{10, byte(1 + i/10000), byte(i / 100 % 100), byte(i % 100 * 2)})
		m.Ports = append(m.Ports, vpc.PortRegion{Remote: vpc.Range{From: from, To: from.Next()}, Protocol: vpc.TCP, From: uint16(1000 + i%1000), To: uint16(3000 + i%1000)})
	}
	return m
}

// BenchmarkCrowd measures, once each, what the node does with 1,000 interfaces
// and 10,000 rules.
func BenchmarkCrowd(b *testing.B) {
	for b.Loop() {
		w := newWorld(b, datapath.Options{})
		crowd(w)
		measure := func(name string, do func()) {
			begin := time.Now()
			do()
			b.ReportMetric(float64(time.Since(begin).Microseconds())/1000, name+"-ms")
		}
		measure("build", w.apply)
		measure("again", w.apply)
		p := w.plan("vpc-0a1")
		var sum time.Duration
		const changes = 20
		for i := range changes {
			next := *p.RuleSets["sg-app"]
			next.Ingress.Ports = append([]vpc.PortRegion{}, next.Ingress.Ports...)
			if i%2 == 0 {
				next.Ingress.Ports = append(next.Ingress.Ports, vpc.PortRegion{Remote: remote("10.0.0.0/16"), Protocol: vpc.TCP, From: uint16(i + 1), To: uint16(i + 1)})
			} else {
				next.Ingress.Ports = next.Ingress.Ports[:len(next.Ingress.Ports)-1]
			}
			p.RuleSets["sg-app"] = &next
			begin := time.Now()
			w.apply()
			sum += time.Since(begin)
		}
		b.ReportMetric(float64((sum/changes).Microseconds())/1000, "change-ms")
		measure("first-icmp-rule", func() {
			w.egress("vpc-0a1", "sg-app", vpc.Matches{Any: everything().Any, ICMP: []vpc.ICMPRegion{{Remote: remote("10.0.0.0/8"), Protocol: vpc.ICMP, TypeTo: 255, CodeTo: 255}}})
			w.apply()
		})
		measure("one-more-interface", func() {
			w.sandbox("vpc-0a1", "onemore", "10.0.100.10", "sg-app")
			w.apply()
		})
		measure("one-less-interface", func() {
			w.boxes = w.boxes[:len(w.boxes)-1]
			p.Ports = p.Ports[:len(p.Ports)-1]
			w.apply()
		})
		w.dp.Close()
		w.dp = w.open()
		measure("adopt", w.apply)
		measure("clean-up", func() {
			if err := w.dp.CleanUp(context.Background()); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkChange measures one rule more or less at 1,000 interfaces and
// 10,000 rules, from the plan to the kernel's answer.
func BenchmarkChange(b *testing.B) {
	w := newWorld(b, datapath.Options{})
	crowd(w)
	w.apply()
	p := w.plan("vpc-0a1")
	time.Sleep(2 * time.Second) // the notices of the links are looked through
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		next := *p.RuleSets["sg-app"]
		next.Ingress.Ports = next.Ingress.Ports[:manyRules:manyRules]
		if i%2 == 0 {
			next.Ingress.Ports = append(next.Ingress.Ports, vpc.PortRegion{Remote: remote("10.0.0.0/16"), Protocol: vpc.TCP, From: 22, To: 22})
		}
		p.RuleSets["sg-app"] = &next
		b.StartTimer()
		w.apply()
	}
}

// BenchmarkGateChange measures one change of an ACL, a route or a public address,
// where 1,000 interfaces have all of them, until the kernel judges by it.
func BenchmarkGateChange(b *testing.B) {
	w := newWorld(b, datapath.Options{})
	crowd(w)
	p := w.plan("vpc-0a1")
	p.Subnets = []*vpc.PlanSubnet{{ID: "subnet-1", CIDR: netip.MustParsePrefix("10.0.0.0/16"), ACL: "acl-1", Table: "rtb-1"}}
	p.ACLs = map[string]*vpc.ACLRules{"acl-1": {ACL: "acl-1", Egress: ruleMatches(20), Ingress: ruleMatches(20)}}
	p.Tables = map[string]*vpc.Routes{"rtb-1": {Table: "rtb-1"}}
	p.Ways = []*vpc.Way{{ID: "igw-1", Gateway: "igw-1"}}
	p.Gateways = []*vpc.Gateway{{ID: "igw-1", Kind: vpc.InternetKind}}
	w.apply()
	time.Sleep(2 * time.Second) // the notices of the links are looked through
	for name, change := range map[string]func(more bool){
		"acl": func(more bool) {
			next := *p.ACLs["acl-1"]
			if next.Ingress = ruleMatches(20); more {
				next.Ingress.Ports = append(next.Ingress.Ports, vpc.PortRegion{Remote: remote("10.0.0.0/16"), Protocol: vpc.TCP, From: 22, To: 22})
			}
			p.ACLs = map[string]*vpc.ACLRules{"acl-1": &next}
		},
		"route": func(more bool) {
			next := &vpc.Routes{Table: "rtb-1", Ranges: []vpc.RouteRange{{To: remote("198.51.100.0/24"), Way: "igw-1"}}}
			if more {
				next.Ranges = append(next.Ranges, vpc.RouteRange{To: remote("203.0.113.0/24"), Way: "igw-1"})
			}
			p.Tables = map[string]*vpc.Routes{"rtb-1": next}
		},
		"address": func(more bool) {
			next := *p.Gateways[0]
			if next.Public = nil; more {
				next.Public = []vpc.PublicMapping{{Private: netip.MustParseAddr("10.0.0.10"), Public: netip.MustParseAddr("198.18.0.1"), Interface: "eni-box0"}}
			}
			p.Gateways = []*vpc.Gateway{&next}
		},
	} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				change(i%2 == 0)
				b.StartTimer()
				if err := w.dp.ApplyRules(context.Background(), w.desired()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
