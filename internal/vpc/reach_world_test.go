package vpc

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// town is a world of two VPCs: vpc-1 (public, see there) with a peering and an
// endpoint, and vpc-2 with a public database.
func town() *World {
	addr := netip.MustParseAddr
	one, two := public(), newNetwork()
	two.VPC = VPC{ID: "vpc-2", Blocks: []Block{{CIDR: netip.MustParsePrefix("10.8.0.0/16")}}, DNSSupport: true}
	two.Subnets = []Subnet{{ID: "subnet-r", VPCID: "vpc-2", CIDR: netip.MustParsePrefix("10.8.0.0/24")}}
	two.plug("remote", "subnet-r", "10.8.0.4", "sg-remote")
	two.plug("hidden", "subnet-r", "10.8.0.5", "sg-remote")
	two.allow("sg-remote", Egress, AllProtocols, -1, -1, "0.0.0.0/0")
	two.allow("sg-remote", Ingress, TCP, 5432, 5432, "0.0.0.0/0")
	two.allow("sg-remote", Ingress, ICMP, 8, -1, "sg-app")
	two.Gateways = []InternetGateway{{ID: "igw-2", VPCID: "vpc-2"}}
	two.Public = []PublicAddress{{AllocationID: "eipalloc-8", AssociationID: "eipassoc-8", Address: addr("198.18.0.80"), VPCID: "vpc-2", InterfaceID: "eni-remote", Private: addr("10.8.0.4")}}
	two.Peerings = []PeeringModel{{ID: "pcx-1", VPC: one.VPC, Interfaces: one.Interfaces}}
	two.lead("rtb-main", "0.0.0.0/0", "igw-2")
	two.lead("rtb-main", "10.0.1.0/24", "pcx-1") // not to subnet-b

	one.Peerings = []PeeringModel{{ID: "pcx-1", VPC: two.VPC, Interfaces: two.Interfaces}}
	one.lead("rtb-main", "10.8.0.0/16", "pcx-1")
	one.lead("rtb-public", "10.8.0.0/15", "pcx-1")
	one.PrefixLists = []PrefixList{prefixList(EndpointService{Name: "com.example.files"}.PrefixListID(), "198.51.100.0/28")}
	one.Endpoints = []Endpoint{{ID: "vpce-1", Kind: GatewayEndpoint, ServiceName: "com.example.files", State: StateAvailable, RouteTableIDs: []string{"rtb-main"}}}
	one.guard("acl-a", 100, true, true, AllProtocols, 0, 0, "0.0.0.0/0")
	one.guard("acl-a", 100, false, true, TCP, 1, 1023, "10.0.0.0/16")
	one.guard("acl-a", 110, false, true, TCP, 1024, 65535, "0.0.0.0/0")
	one.guard("acl-a", 120, false, true, ICMP, -1, -1, "0.0.0.0/0")
	one.guard("acl-a", 130, false, true, 50, -1, -1, "10.0.0.0/16")
	one.associate("subnet-a", "acl-a")
	return &World{Plans: map[string]*Plan{"vpc-1": new(Compiler).Compile(one.Model), "vpc-2": new(Compiler).Compile(two.Model)},
		Uplink: true, Pool: netip.MustParsePrefix("198.18.0.0/16"), Host: []netip.Addr{addr("203.0.113.1")},
		LAN: []netip.Prefix{netip.MustParsePrefix("203.0.113.64/26")}, Edge: []EdgeService{{Protocol: TCP, At: netip.AddrPortFrom(FrontDoorGateway, 8080)}}}
}

// headerText is the addresses and ports of a packet, in a line.
func headerText(h Header) string {
	end := func(a netip.Addr, p PortRange) string {
		if !h.Protocol.HasPorts() {
			return a.String()
		}
		return a.String() + ":" + interval(p.From, p.To)
	}
	return end(h.Source, h.SourcePorts) + " > " + end(h.Destination, h.DestinationPorts)
}

func wayText(v Verdict) string {
	var b strings.Builder
	for i, s := range v.Steps {
		word := "pass"
		if i == len(v.Steps)-1 && !v.Delivered {
			word = "drop"
		}
		fmt.Fprintf(&b, "  %s %-14s %-6s %-12s %s\n", word, s.Stage, named(s.VPC), named(s.Component), s.Detail)
		if s.After != s.Before {
			fmt.Fprintf(&b, "      %s  =>  %s\n", headerText(s.Before), headerText(s.After))
		}
	}
	fmt.Fprintf(&b, "  = delivered %t to %q outside %q appliance %t resolver %t\n", v.Delivered, v.To, v.Outside, v.Appliance, v.Resolver)
	return b.String()
}

func TestWaysThroughTheWorld(t *testing.T) {
	addr := netip.MustParseAddr
	from := func(i, to string, protocol Protocol, port uint16) Packet {
		p := Packet{FromInterface: "eni-" + i, Destination: addr(to), Protocol: protocol, DestinationPort: port}
		if protocol.HasTypes() {
			p.ICMPType = 8
		}
		return p
	}
	outside := func(source, to string, port uint16) Packet {
		return Packet{FromPublic: true, Source: addr(source), Destination: addr(to), Protocol: TCP, DestinationPort: port}
	}
	spoofed := from("app", "203.0.113.7", TCP, 443)
	spoofed.Source = addr("10.0.1.99")
	for name, p := range map[string]Packet{
		"public-to-internet":      from("app", "203.0.113.7", TCP, 443),
		"private-to-internet":     from("db", "203.0.114.7", TCP, 443),
		"nat-low-port":            {FromInterface: "eni-db", Destination: addr("203.0.114.7"), Protocol: UDP, SourcePort: 53, DestinationPort: 53},
		"nat-other-protocol":      from("db", "203.0.114.7", 50, 0),
		"nat-to-lan":              from("db", "192.168.0.9", TCP, 80),
		"public-to-lan":           from("app", "192.168.0.9", TCP, 80),
		"endpoint":                from("db", "198.51.100.3", TCP, 443),
		"nat-to-vpc":              from("db", "198.18.0.80", TCP, 5432),
		"public-to-vpc":           from("app", "198.18.0.80", TCP, 5432),
		"to-a-nat":                from("app", "198.18.0.9", TCP, 80),
		"to-nobody":               from("app", "198.18.0.200", TCP, 80),
		"to-the-host":             from("app", "203.0.113.1", TCP, 80),
		"to-private-by-internet":  from("app", "10.77.0.1", TCP, 80),
		"no-public-address":       from("hidden", "203.0.113.7", TCP, 80),
		"peering":                 from("app", "10.8.0.4", ICMP, 0),
		"peering-without-return":  from("db", "10.8.0.4", TCP, 5432),
		"peering-beyond":          from("app", "10.9.0.4", TCP, 80),
		"blackhole":               from("db", "203.0.113.129", TCP, 80),
		"from-internet":           outside("203.0.113.7", "198.18.0.80", 5432),
		"from-internet-refused":   outside("203.0.113.7", "198.18.0.4", 5432),
		"from-internet-to-nat":    outside("203.0.113.7", "198.18.0.9", 5432),
		"from-internet-private":   outside("10.8.0.9", "198.18.0.80", 5432),
		"from-a-service":          {FromPublic: true, Destination: addr("198.18.0.80"), Protocol: TCP, DestinationPort: 5432},
		"from-public-to-internet": outside("203.0.113.7", "203.0.113.9", 5432),
		"from-public-to-private":  outside("203.0.113.7", "10.0.1.4", 5432),
		"service-to-front-door":   outside("169.254.192.2", FrontDoorGateway.String(), 8080),
		"service-to-other-port":   outside("169.254.192.2", FrontDoorGateway.String(), 8081),
		"internet-to-front-door":  outside("203.0.113.7", FrontDoorGateway.String(), 8080),
		"service-to-the-lan":      outside("169.254.192.2", "203.0.113.70", 80),
		"service-to-the-host":     outside("169.254.192.2", "203.0.113.1", 80),
		"resolver":                from("remote", "10.8.0.2", UDP, 53),
		"resolver-other-port":     from("remote", "169.254.169.253", TCP, 80),
		"reflected":               from("remote", "198.18.0.80", TCP, 5432),
		"spoofed":                 spoofed,
	} {
		t.Run(name, func(t *testing.T) {
			forward, back := town().RoundTrip(p)
			text := "forward\n" + wayText(forward)
			if len(back.Steps) > 0 {
				text += "back\n" + wayText(back)
			}
			golden(t, "reach", name, text)
		})
	}
}
