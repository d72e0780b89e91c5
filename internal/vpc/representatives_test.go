package vpc

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

// TestRepresentativesStandForAll compares every address and port of a range
// with the representative that stands for it.
func TestRepresentativesStandForAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := shop()
		n.addNAT()
		n.Rules = n.Rules[1:]
		for range rapid.IntRange(0, 6).Draw(t, "rules") {
			bits := rapid.IntRange(20, 32).Draw(t, "bits")
			prefix := netip.PrefixFrom(at(netip.MustParsePrefix("10.0.0.0/16"), rapid.IntRange(0, 1023).Draw(t, "at")), bits).Masked()
			from := rapid.Int32Range(0, 30).Draw(t, "from")
			n.allow("sg-app", Egress, TCP, from, from+rapid.Int32Range(0, 5).Draw(t, "ports"), prefix.String())
		}
		n.ACLs[0].Entries = append(n.ACLs[0].Entries, ACLEntry{
			Number: 50, Egress: true, Protocol: TCP, FromPort: 10, ToPort: 20,
			CIDR: netip.PrefixFrom(at(netip.MustParsePrefix("10.0.0.0/16"), rapid.IntRange(0, 1023).Draw(t, "denied")), 28).Masked(),
		})
		w := n.explainer().World
		within := netip.MustParsePrefix("10.0.0.0/22")
		addresses, ports := w.Representatives(within), w.RepresentativePorts(TCP, PortRange{1, 40})
		address := 0
		for i := range 1024 {
			a := at(within, i)
			for address+1 < len(addresses) && !a.Less(addresses[address+1]) {
				address++
			}
			p := uint16(rapid.IntRange(1, 40).Draw(t, "port"))
			port := 0
			for port+1 < len(ports) && ports[port+1] <= p {
				port++
			}
			got := w.Reach(Packet{FromInterface: "eni-app", Destination: a, Protocol: TCP, DestinationPort: p})
			want := w.Reach(Packet{FromInterface: "eni-app", Destination: addresses[address], Protocol: TCP, DestinationPort: ports[port]})
			if got.Delivered != want.Delivered || got.Last().Stage != want.Last().Stage {
				t.Fatalf("%s:%d ends at %s, its representative %s:%d at %s", a, p, got.Last().Stage, addresses[address], ports[port], want.Last().Stage)
			}
		}
	})
}
