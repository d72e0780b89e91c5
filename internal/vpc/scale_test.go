package vpc

import (
	"fmt"
	"net/netip"
	"testing"
)

// crowd is a VPC of 1,000 interfaces in 20 subnets with 10,000 rules in 200
// groups, all of whose subnets have an ACL of 20 entries and a way out.
func crowd() *network {
	n := newNetwork()
	n.Subnets, n.ACLs = nil, nil
	for s := range 20 {
		id := fmt.Sprintf("subnet-%02d", s)
		n.Subnets = append(n.Subnets, Subnet{ID: id, VPCID: "vpc-1", CIDR: netip.MustParsePrefix(fmt.Sprintf("10.0.%d.0/24", s))})
		for i := range 50 {
			n.plug(fmt.Sprintf("%02d%02d", s, i), id, fmt.Sprintf("10.0.%d.%d", s, 4+i), fmt.Sprintf("sg-%d", (s*50+i)%200), fmt.Sprintf("sg-%d", (s*50+i*7)%200))
		}
	}
	for g := range 200 {
		group := fmt.Sprintf("sg-%d", g)
		n.allow(group, Egress, AllProtocols, -1, -1, "0.0.0.0/0")
		n.allow(group, Ingress, TCP, 443, 443, fmt.Sprintf("sg-%d", (g+1)%200))
		for r := range 48 {
			n.allow(group, Ingress, TCP, int32(1000+r*10), int32(1005+r*10), fmt.Sprintf("10.0.%d.0/26", r))
		}
	}
	for e := range 19 {
		n.guard("acl-crowd", int32(100+e), false, e%2 == 0, TCP, int32(e*100), int32(e*100+150), fmt.Sprintf("10.%d.0.0/16", e))
	}
	n.guard("acl-crowd", 200, false, true, AllProtocols, 0, 0, "0.0.0.0/0")
	n.guard("acl-crowd", 200, true, true, AllProtocols, 0, 0, "0.0.0.0/0")
	n.ACLs[0].Default = true
	n.Gateways = []InternetGateway{{ID: "igw-1", VPCID: "vpc-1"}}
	n.lead("rtb-main", "0.0.0.0/0", "igw-1")
	return n
}

func BenchmarkCompileOneChange(b *testing.B) {
	n := crowd()
	c := new(Compiler)
	c.Compile(n.Model)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		n.Rules[77].ToPort = n.Rules[77].FromPort + int32(i%3)
		c.Compile(n.Model)
	}
}

func BenchmarkCompileAnew(b *testing.B) {
	n := crowd()
	b.ReportAllocs()
	for b.Loop() {
		new(Compiler).Compile(n.Model)
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	world := crowd().world()
	p := Packet{FromInterface: "eni-0307", Destination: netip.MustParseAddr("10.0.17.53"), Protocol: TCP, DestinationPort: 1002}
	for r := range 200 { // one that is let through, if there is one
		p.Destination = netip.MustParseAddr(fmt.Sprintf("10.0.%d.%d", r%20, 4+r%50))
		if v := world.Reach(p); v.Delivered {
			break
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		world.RoundTrip(p)
	}
}
