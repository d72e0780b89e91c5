package vpc

import (
	"fmt"
	"net/netip"
	"testing"
)

// BenchmarkExplain explains a refused packet in a VPC of 1,000 interfaces, each
// with one of 50 groups of 20 rules, from the compilation of the plan on and
// with the plan at hand. The promise is 50 ms.
func BenchmarkExplain(b *testing.B) {
	n := shop()
	n.Subnets[0].CIDR, n.Subnets[1].CIDR = netip.MustParsePrefix("10.0.16.0/20"), netip.MustParsePrefix("10.0.32.0/20")
	n.Interfaces = nil
	for i := range 1000 {
		n.plug(fmt.Sprintf("i%04d", i), "subnet-a", fmt.Sprintf("10.0.%d.%d", 16+i/200, 10+i%200), fmt.Sprintf("sg-%d", i%50))
	}
	for g := range 50 {
		for r := range 20 {
			n.allow(fmt.Sprintf("sg-%d", g), Egress, TCP, int32(r*100), int32(r*100+50), "10.0.0.0/8")
			n.allow(fmt.Sprintf("sg-%d", g), Ingress, TCP, int32(r*100), int32(r*100+50), fmt.Sprintf("sg-%d", (g+r)%50))
		}
	}
	packet := Packet{FromInterface: "eni-i0007", Destination: netip.MustParseAddr("10.0.18.30"), Protocol: TCP, DestinationPort: 125}
	b.Run("plan and explain", func(b *testing.B) {
		for b.Loop() {
			n.explainer().Explain(packet)
		}
	})
	e := n.explainer()
	b.Run("explain", func(b *testing.B) {
		for b.Loop() {
			e.Explain(packet)
		}
	})
}
