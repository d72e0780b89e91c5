//go:build kernel

package datapath_test

import (
	"fmt"
	"net/netip"
	"slices"

	"pgregory.net/rapid"

	"sallyport/internal/vpc"
)

// The ends of the drawn world: two in each of two subnets of vpc-0a1, whose
// third subnet has the NAT gateway, and two in vpc-0b2. Values are few, and nest
// and touch, so that most packets meet an edge of some rule.
var (
	endAddresses  = []string{"10.0.1.4", "10.0.1.5", "10.0.2.4", "10.0.2.5", "10.1.1.4", "10.1.1.5"}
	endSix        = []string{"2001:db8:1:1::4", "2001:db8:1:1::5", "2001:db8:1:2::4", "2001:db8:1:2::5", "2001:db8:2:1::4", "2001:db8:2:1::5"}
	endPublic     = []string{"198.18.0.4", "198.18.0.5", "198.18.0.6", "198.18.0.7", "198.18.0.80", "198.18.0.81"}
	natPublic     = "198.18.0.9"
	second        = "10.0.1.6" // another address of the first end
	secondNAT     = "198.18.0.10"
	otherTargets  = []string{natPublic, secondNAT, second, "198.18.0.200", "203.0.113.7", "10.0.9.9", "10.0.1.1", "10.2.0.1", "192.168.0.9", "10.0.3.4"}
	otherSix      = []string{"2001:db8:1:1::1", "2001:db8:1:2::9", "2001:db8:2:1::9", "2001:db8:3::1", "fd00::1"}
	entryPrefixes = []string{"0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24", "10.0.2.4/31", "10.1.0.0/16", "198.18.0.0/16", "198.18.0.80/32",
		"::/0", "::/0", "2001:db8:1:1::/64", "2001:db8:1:2::4/127", "2001:db8:2::/56", "2001:db8:2:1::4/128"}
	routeTo = []string{"0.0.0.0/0", "10.1.0.0/16", "10.1.1.4/31", "198.18.0.0/16", "198.18.0.80/32", "10.0.2.0/24", "10.0.1.0/24", "10.2.0.0/16",
		"::/0", "::/0", "::/0", "2001:db8:2::/56", "2001:db8:2:1::4/127", "2001:db8:1:2::/64", "2001:db8:1:1::/64", "2001:db8:3::/48"}
	routeTargets = []string{"igw-1", "igw-1", "nat-1", "nat-1", "nat-2", "pcx-1", "pcx-1", "vgw-1", "eni-1", "eni-3", "igw-9", "eigw-1"}
	// drawnLAN overlaps the other VPC.
	drawnLAN = []string{"10.1.1.4/31", "10.2.0.0/16", "192.168.0.0/16"}
)

// portlessProtocol is ESP. Of GRE the kernel translates no packet that is
// shorter than a PPTP header.
const portlessProtocol = 50

func drawEntry(t *rapid.T) vpc.ACLEntry {
	e := vpc.ACLEntry{Number: rapid.Int32Range(1, 9).Draw(t, "number"), Egress: rapid.Bool().Draw(t, "egress"),
		Allow: rapid.IntRange(0, 2).Draw(t, "allow") > 0, Protocol: rapid.SampledFrom([]vpc.Protocol{vpc.AllProtocols, vpc.AllProtocols, vpc.TCP, vpc.TCP, vpc.UDP, vpc.ICMP, vpc.ICMPv6, portlessProtocol}).Draw(t, "protocol"),
		CIDR: netip.MustParsePrefix(rapid.SampledFrom(entryPrefixes).Draw(t, "cidr")), ICMPType: -1, ICMPCode: -1}
	if e.Protocol.HasPorts() {
		e.FromPort = rapid.SampledFrom(append(drawnPorts, 1024)).Draw(t, "from")
		e.ToPort = rapid.SampledFrom(drawnPorts).Filter(func(to int32) bool { return to >= e.FromPort }).Draw(t, "to")
	}
	if e.Protocol == vpc.ICMP && rapid.Bool().Draw(t, "typed") {
		e.ICMPType = rapid.SampledFrom(drawnTypes).Draw(t, "type")
	}
	if e.Protocol == vpc.ICMPv6 && rapid.Bool().Draw(t, "typed") {
		e.ICMPType = rapid.SampledFrom([]int32{1, 128}).Draw(t, "type")
	}
	return e
}

// drawACL often stands open, at least behind its entries: two gates of random
// entries let little through.
func drawACL(t *rapid.T, id, vpcID string) vpc.NetworkACL {
	acl := vpc.NetworkACL{ID: id, VPCID: vpcID, Default: true}
	if rapid.IntRange(0, 2).Draw(t, "entries") > 0 {
		acl.Entries = rapid.SliceOfNDistinct(rapid.Custom(drawEntry), 0, 4, func(e vpc.ACLEntry) string { return fmt.Sprint(e.Number, e.Egress) }).Draw(t, "acl")
	}
	for _, egress := range []bool{false, true} {
		if rapid.IntRange(0, 4).Draw(t, "open") > 0 {
			acl.Entries = append(acl.Entries, vpc.ACLEntry{Number: 100, Egress: egress, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
				vpc.ACLEntry{Number: 101, Egress: egress, Allow: true, Protocol: vpc.AllProtocols, CIDR: netip.MustParsePrefix("::/0")})
		}
	}
	return acl
}

func drawRoute(t *rapid.T) vpc.Route {
	r := vpc.Route{Destination: netip.MustParsePrefix(rapid.SampledFrom(routeTo).Draw(t, "to")), Target: rapid.SampledFrom(routeTargets).Draw(t, "target")}
	if rapid.IntRange(0, 6).Draw(t, "list") == 0 {
		r.Destination, r.PrefixListID = netip.Prefix{}, "pl-1"
	}
	return r
}

func drawTable(t *rapid.T, id, vpcID string, targets ...string) vpc.RouteTable {
	table := vpc.RouteTable{ID: id, VPCID: vpcID}
	table.Routes = rapid.SliceOfNDistinct(rapid.Custom(drawRoute), 0, 6, func(r vpc.Route) string { return r.Destination.String() }).Draw(t, id)
	if len(targets) > 0 {
		for i, r := range table.Routes {
			if !slices.Contains(targets, r.Target) {
				table.Routes[i].Target = targets[i%len(targets)]
			}
		}
	}
	return table
}

// drawWorld makes the two VPCs' models, which know each other.
func drawWorld(t *rapid.T) (one, two vpc.Model) {
	block := func(cidr string) vpc.Block { return vpc.Block{CIDR: netip.MustParsePrefix(cidr)} }
	subnet := func(id, vpcID, cidr string) vpc.Subnet {
		return vpc.Subnet{ID: id, VPCID: vpcID, CIDR: netip.MustParsePrefix(cidr)}
	}
	one = vpc.Model{VPC: vpc.VPC{ID: "vpc-0a1", Blocks: []vpc.Block{block("10.0.0.0/16")}, DNSSupport: true},
		Subnets: []vpc.Subnet{subnet("subnet-1", "vpc-0a1", "10.0.1.0/24"), subnet("subnet-2", "vpc-0a1", "10.0.2.0/24"), subnet("subnet-3", "vpc-0a1", "10.0.3.0/24")}}
	two = vpc.Model{VPC: vpc.VPC{ID: "vpc-0b2", Blocks: []vpc.Block{block("10.1.0.0/16")}}, Subnets: []vpc.Subnet{subnet("subnet-4", "vpc-0b2", "10.1.1.0/24")}}
	for _, m := range []*vpc.Model{&one, &two} {
		m.Groups = []vpc.SecurityGroup{{ID: "sg-1", VPCID: m.VPC.ID}}
		for _, direction := range []vpc.Direction{vpc.Egress, vpc.Ingress} {
			rule := vpc.SecurityGroupRule{GroupID: "sg-1", Direction: direction, Protocol: vpc.AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("0.0.0.0/0")}
			if rapid.IntRange(0, 4).Draw(t, "narrow") == 0 {
				rule.CIDR = netip.MustParsePrefix(rapid.SampledFrom(entryPrefixes).Draw(t, "cidr"))
			}
			open6 := rule
			open6.CIDR = netip.MustParsePrefix("::/0")
			m.Rules = append(m.Rules, rule, open6)
		}
		m.Placed = func(i vpc.Interface) (vpc.Placement, bool) {
			return vpc.Placement{Sandbox: i.Attachment.Workload, Device: "eth1", DefaultRoute: true}, true
		}
	}
	for i, m := range []*vpc.Model{&one, &two} {
		if rapid.IntRange(0, 4).Draw(t, "dual") > 0 {
			m.VPC.IPv6Blocks = []vpc.Block{block(fmt.Sprintf("2001:db8:%d::/56", i+1))}
			for j := range m.Subnets {
				m.Subnets[j].IPv6Blocks = []vpc.Block{block(fmt.Sprintf("2001:db8:%d:%d::/64", i+1, j+1))}
			}
		}
	}
	for i, address := range endAddresses {
		m := &one
		if i >= 4 {
			m = &two
		}
		at := netip.MustParseAddr(address)
		m.Interfaces = append(m.Interfaces, vpc.Interface{ID: fmt.Sprintf("eni-%d", i), VPCID: m.VPC.ID, SubnetID: m.Subnets[i/2%2].ID, Addresses: []netip.Addr{at},
			Groups: []string{"sg-1"}, Attachment: &vpc.Attachment{Workload: fmt.Sprintf("box%d", i)}, NoSourceCheck: rapid.IntRange(0, 3).Draw(t, "any source") == 0})
		if i == 0 {
			one.Interfaces[0].Addresses = append(one.Interfaces[0].Addresses, netip.MustParseAddr(second))
		}
		if rapid.IntRange(0, 4).Draw(t, "six") > 0 {
			m.Interfaces[len(m.Interfaces)-1].IPv6Addresses = []netip.Addr{netip.MustParseAddr(endSix[i])}
		}
		if rapid.Bool().Draw(t, "public") {
			m.Public = append(m.Public, vpc.PublicAddress{AllocationID: fmt.Sprint("eipalloc-", i), AssociationID: fmt.Sprint("eipassoc-", i), Address: netip.MustParseAddr(endPublic[i]),
				VPCID: m.VPC.ID, InterfaceID: fmt.Sprintf("eni-%d", i), Private: at})
		}
	}
	one.ACLs = []vpc.NetworkACL{drawACL(t, "acl-1", "vpc-0a1"), drawACL(t, "acl-2", "vpc-0a1"), drawACL(t, "acl-3", "vpc-0a1")}
	for i := range one.ACLs[1:] {
		one.ACLs[i+1].Default = false
		one.ACLs[i+1].Associations = []vpc.ACLAssociation{{SubnetID: one.Subnets[i+1].ID}}
	}
	two.ACLs = []vpc.NetworkACL{drawACL(t, "acl-4", "vpc-0b2")}
	one.RouteTables = []vpc.RouteTable{drawTable(t, "rtb-1", "vpc-0a1"), drawTable(t, "rtb-2", "vpc-0a1"), drawTable(t, "rtb-3", "vpc-0a1", "igw-1", "igw-1", "pcx-1")}
	one.RouteTables[0].Main = true
	for i := range one.RouteTables[1:] {
		one.RouteTables[i+1].Associations = []vpc.Association{{SubnetID: one.Subnets[i+1].ID}}
	}
	two.RouteTables = []vpc.RouteTable{drawTable(t, "rtb-4", "vpc-0b2", "igw-2", "pcx-1", "eigw-2")}
	two.RouteTables[0].Main = true
	one.Gateways = []vpc.InternetGateway{{ID: "igw-1", VPCID: "vpc-0a1"}}
	two.Gateways = []vpc.InternetGateway{{ID: "igw-2", VPCID: "vpc-0b2"}}
	one.EgressOnly = []vpc.EgressOnlyGateway{{ID: "eigw-1", VPCID: "vpc-0a1"}}
	two.EgressOnly = []vpc.EgressOnlyGateway{{ID: "eigw-2", VPCID: "vpc-0b2"}}
	nat := vpc.NATGateway{ID: "nat-1", VPCID: "vpc-0a1", SubnetID: "subnet-3", InterfaceID: "eni-nat", Address: netip.MustParseAddr("10.0.3.4"), State: vpc.StateAvailable}
	if at := rapid.IntRange(0, 3).Draw(t, "nat among instances"); at == 1 || at == 2 {
		nat.SubnetID, nat.Address = fmt.Sprint("subnet-", at), netip.MustParseAddr(fmt.Sprintf("10.0.%d.9", at))
	}
	if nat.Private = rapid.IntRange(0, 3).Draw(t, "private nat") == 0; !nat.Private {
		nat.Public = netip.MustParseAddr(natPublic)
	}
	one.NATGateways = []vpc.NATGateway{nat, {ID: "nat-2", VPCID: "vpc-0a1", SubnetID: "subnet-2", InterfaceID: "eni-nat2", Address: netip.MustParseAddr("10.0.2.6"),
		State: vpc.StateAvailable, Public: netip.MustParseAddr(secondNAT)}}
	drawPrivate(t, &one)
	if rapid.IntRange(0, 3).Draw(t, "peering") > 0 {
		one.Peerings = []vpc.PeeringModel{{ID: "pcx-1", VPC: two.VPC, Interfaces: two.Interfaces}}
		two.Peerings = []vpc.PeeringModel{{ID: "pcx-1", VPC: one.VPC, Interfaces: one.Interfaces}}
	}
	return one, two
}

// drawPrivate adds the ways to the operator's network, and a prefix list.
func drawPrivate(t *rapid.T, m *vpc.Model) {
	list := vpc.PrefixList{ID: "pl-1", Version: 1, Versions: [][]vpc.PrefixListEntry{{{CIDR: netip.MustParsePrefix("10.1.0.0/16")}, {CIDR: netip.MustParsePrefix("198.18.0.80/32")}}}}
	service := vpc.EndpointService{Name: "com.example.store", Kind: vpc.GatewayEndpoint, Prefixes: ranges("203.0.113.0/28")}
	stored := vpc.PrefixList{ID: service.PrefixListID(), Version: 1, Versions: [][]vpc.PrefixListEntry{{{CIDR: service.Prefixes[0]}}}}
	m.PrefixLists, m.Services, m.LAN = []vpc.PrefixList{list, stored}, []vpc.EndpointService{service}, ranges(drawnLAN...)
	if rapid.Bool().Draw(t, "vpn") {
		m.VPNGateways = []vpc.VPNGateway{{ID: "vgw-1", VPCID: "vpc-0a1", State: vpc.StateAvailable}}
	}
	if rapid.Bool().Draw(t, "endpoint") {
		m.Endpoints = []vpc.Endpoint{{ID: "vpce-1", VPCID: "vpc-0a1", Kind: vpc.GatewayEndpoint, ServiceName: service.Name, State: vpc.StateAvailable, RouteTableIDs: []string{"rtb-1", "rtb-3"}}}
	}
	for i := range m.RouteTables {
		if rapid.Bool().Draw(t, "propagating") {
			m.RouteTables[i].Propagating = []string{"vgw-1"}
		}
	}
}

func drawJourney(t *rapid.T) vpc.Packet {
	from := rapid.IntRange(0, len(endAddresses)-1).Draw(t, "sender")
	targets := slices.Concat(endAddresses, endAddresses, endPublic, otherTargets)
	to := rapid.SampledFrom(targets).Filter(func(to string) bool { return to != endAddresses[from] && (from > 0 || to != second) }).Draw(t, "to")
	p := vpc.Packet{FromInterface: fmt.Sprintf("eni-%d", from), Source: netip.MustParseAddr(endAddresses[from]), Destination: netip.MustParseAddr(to),
		Protocol:        rapid.SampledFrom([]vpc.Protocol{vpc.ICMP, vpc.TCP, vpc.TCP, vpc.TCP, vpc.UDP, portlessProtocol}).Draw(t, "protocol"),
		DestinationPort: uint16(rapid.SampledFrom(drawnPorts).Draw(t, "port")), ICMPType: uint8(rapid.SampledFrom(drawnTypes).Draw(t, "type"))}
	if rapid.IntRange(0, 8).Draw(t, "spoof") == 0 {
		p.Source = netip.MustParseAddr(rapid.SampledFrom([]string{"10.0.1.99", second}).Draw(t, "source"))
	}
	if rapid.Bool().Draw(t, "family") {
		targets := slices.Concat(endSix, endSix, otherSix)
		p = inSix(p, endSix[from], rapid.SampledFrom(targets).Filter(func(to string) bool { return to != endSix[from] }).Draw(t, "to"))
	}
	return p
}
