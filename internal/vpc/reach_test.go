package vpc

import (
	"net/netip"
	"testing"
)

func TestReachTellsTheWay(t *testing.T) {
	n := demo()
	n.plug("narrow", "subnet-b", "10.0.2.9", "sg-narrow", "sg-more")
	n.plug("proxy", "subnet-a", "10.0.1.9", "sg-app").NoSourceCheck = true
	n.allow("sg-narrow", Egress, ICMP, 8, 0, "10.0.1.0/24")
	n.allow("sg-app", Ingress, ICMP, 8, -1, "0.0.0.0/0")
	world := n.world()
	addr := netip.MustParseAddr
	for name, c := range map[string]struct {
		packet Packet
		to     string
		want   string
	}{
		"allowed by a reference": {
			Packet{FromInterface: "eni-app", Destination: addr("10.0.2.4"), Protocol: TCP, DestinationPort: 5432}, "eni-db",
			"pass source check: 10.0.1.4 is an address of eni-app\n" +
				"pass egress policy: sg-app allows everything to 0.0.0.0/0\n" +
				"pass egress acl: acl-default allows everything to 0.0.0.0/0\n" +
				"pass route: local, to eni-db\n" +
				"pass ingress acl: acl-default allows everything from 0.0.0.0/0\n" +
				"pass ingress policy: sg-db allows tcp 5432 from members of sg-app\n" +
				"pass delivered: at eni-db\n"},
		"another port": {
			Packet{FromInterface: "eni-app", Destination: addr("10.0.2.4"), Protocol: TCP, DestinationPort: 22}, "eni-db",
			"pass source check: 10.0.1.4 is an address of eni-app\n" +
				"pass egress policy: sg-app allows everything to 0.0.0.0/0\n" +
				"pass egress acl: acl-default allows everything to 0.0.0.0/0\n" +
				"pass route: local, to eni-db\n" +
				"pass ingress acl: acl-default allows everything from 0.0.0.0/0\n" +
				"drop ingress policy: no group of eni-db (sg-db) allows tcp 22 from 10.0.1.4\n"},
		"found by its source": {
			Packet{Source: addr("10.0.2.9"), Destination: addr("10.0.1.4"), Protocol: ICMP, ICMPType: 8}, "eni-app",
			"pass source check: 10.0.2.9 is an address of eni-narrow\n" +
				"pass egress policy: sg-narrow allows icmp type 8 code 0 to 10.0.1.0/24\n" +
				"pass egress acl: acl-default allows everything to 0.0.0.0/0\n" +
				"pass route: local, to eni-app\n" +
				"pass ingress acl: acl-default allows everything from 0.0.0.0/0\n" +
				"pass ingress policy: sg-app allows icmp type 8 from 0.0.0.0/0\n" +
				"pass delivered: at eni-app\n"},
		"no egress": {
			Packet{FromInterface: "eni-narrow", Destination: addr("10.0.2.4"), Protocol: UDP, DestinationPort: 53}, "",
			"pass source check: 10.0.2.9 is an address of eni-narrow\n" +
				"drop egress policy: no group of eni-narrow (sg-more, sg-narrow) allows udp 53 to 10.0.2.4\n"},
		"a forged source": {
			Packet{FromInterface: "eni-app", Source: addr("10.0.1.9"), Destination: addr("10.0.2.4"), Protocol: TCP, DestinationPort: 5432}, "",
			"drop source check: 10.0.1.9 is not an address of eni-app, which has 10.0.1.4\n"},
		"a source that nobody checks": {
			Packet{FromInterface: "eni-proxy", Source: addr("192.168.0.1"), Destination: addr("10.0.2.4"), Protocol: TCP, DestinationPort: 5432}, "eni-db",
			"pass source check: eni-proxy checks no sources\n" +
				"pass egress policy: sg-app allows everything to 0.0.0.0/0\n" +
				"pass egress acl: acl-default allows everything to 0.0.0.0/0\n" +
				"pass route: local, to eni-db\n" +
				"pass ingress acl: acl-default allows everything from 0.0.0.0/0\n" +
				"drop ingress policy: no group of eni-db (sg-db) allows tcp 5432 from 192.168.0.1\n"},
		"an address without an interface": {
			Packet{FromInterface: "eni-app", Destination: addr("10.0.2.77"), Protocol: TCP, DestinationPort: 80}, "",
			"pass source check: 10.0.1.4 is an address of eni-app\n" +
				"pass egress policy: sg-app allows everything to 0.0.0.0/0\n" +
				"pass egress acl: acl-default allows everything to 0.0.0.0/0\n" +
				"drop route: no interface on this node has the address 10.0.2.77\n"},
		"outside of the VPC": {
			Packet{FromInterface: "eni-app", Destination: addr("198.51.100.1"), Protocol: TCP, DestinationPort: 443}, "",
			"pass source check: 10.0.1.4 is an address of eni-app\n" +
				"pass egress policy: sg-app allows everything to 0.0.0.0/0\n" +
				"pass egress acl: acl-default allows everything to 0.0.0.0/0\n" +
				"drop route: 198.51.100.1 is outside of the VPC (10.0.0.0/16), and no route leads there\n"},
		"to itself": {
			Packet{FromInterface: "eni-db", Destination: addr("10.0.2.4"), Protocol: TCP, DestinationPort: 5432}, "eni-db",
			"pass source check: 10.0.2.4 is an address of eni-db\n" +
				"pass delivered: at eni-db\n"},
		"an unknown interface": {
			Packet{FromInterface: "eni-none", Destination: addr("10.0.2.4"), Protocol: TCP}, "",
			"drop source check: no interface on this node is eni-none\n"},
		"an unknown source": {
			Packet{Source: addr("10.0.1.77"), Destination: addr("10.0.2.4"), Protocol: TCP}, "",
			"drop source check: no interface on this node has the address 10.0.1.77\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := world.Reach(c.packet)
			if got.String() != c.want || got.To != c.to {
				t.Errorf("to %q\n%swant %q\n%s", got.To, got, c.to, c.want)
			}
		})
	}
}
