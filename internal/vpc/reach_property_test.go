package vpc

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The worlds have three VPCs: vpc-1 (10.0.0.0/16) and vpc-3 (10.2.0.0/16) are
// each peered with vpc-2 (10.1.0.0/16). All have two subnets, .1.0/24 and
// .2.0/24.
const drawnVPCs = 3

var (
	drawnTargets = []string{"10.0.1.4", "10.0.1.5", "10.0.2.4", "10.0.2.5", "10.0.2.9", "10.0.0.2", "10.0.1.1", "169.254.169.253",
		"10.1.1.4", "10.1.1.5", "10.1.2.4", "10.2.1.4", "10.2.2.5", "10.3.0.1", "192.168.0.1", "192.168.1.1", "172.20.0.1",
		"203.0.113.1", "203.0.113.7", "203.0.113.200", "198.51.100.1", "198.51.100.17", "198.19.0.1", "fd00::1",
		"2001:db8:1:1::4", "2001:db8:1:1::5", "2001:db8:1:2::4", "2001:db8:1:2::9", "2001:db8:1:1::1", "2001:db8:2:1::4", "2001:db8:2:2::5",
		"2001:db8:3:1::4", "2001:db8:3:2::5", "2001:db8:9::1", "fe80::1", "ff02::1"}
	drawnPublic       = []string{"198.18.0.14", "198.18.0.15", "198.18.0.24", "198.18.0.25", "198.18.0.34", "198.18.0.9"}
	drawnDestinations = []string{"0.0.0.0/0", "10.0.0.0/8", "10.0.1.0/24", "10.0.2.4/31", "10.0.2.0/24", "10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16",
		"192.168.0.0/16", "192.168.1.0/24", "203.0.113.0/24", "203.0.113.128/25", "198.51.100.0/24", "198.18.0.0/24", "::/0", "pl-mine",
		"2001:db8::/32", "2001:db8:1:2::/64", "2001:db8:2::/56", "2001:db8:2:1::4/128", "2001:db8:3::/56"}
	drawnNets = []string{"0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "10.0.2.4/31", "10.1.0.0/16", "10.1.1.4/32",
		"192.168.0.0/16", "203.0.113.0/24", "198.18.0.0/24", "::/0",
		"2001:db8::/32", "2001:db8:1:1::/64", "2001:db8:2:1::4/126"}
)

// drawEntry draws an ACL's entry; most let much through.
func drawEntry(t *rapid.T) ACLEntry {
	e := ACLEntry{
		Number: rapid.Int32Range(1, 40).Draw(t, "number"),
		Egress: rapid.Bool().Draw(t, "egress"),
		Allow:  rapid.IntRange(0, 2).Draw(t, "deny") < 2,
		CIDR:   netip.MustParsePrefix(rapid.SampledFrom(drawnNets).Draw(t, "cidr")),
	}
	e.Protocol = rapid.SampledFrom([]Protocol{AllProtocols, AllProtocols, TCP, TCP, UDP, ICMP, ICMPv6, 50}).Draw(t, "protocol")
	switch {
	case e.Protocol.HasPorts():
		e.FromPort = rapid.SampledFrom([]int32{0, 80, 1024, 32768, 40000}).Draw(t, "from")
		e.ToPort = rapid.SampledFrom([]int32{80, 1023, 39999, 65535}).Filter(func(to int32) bool { return to >= e.FromPort }).Draw(t, "to")
	case e.Protocol.HasTypes():
		if e.ICMPType, e.ICMPCode = rapid.SampledFrom([]int32{-1, 0, 8, 128, 129}).Draw(t, "type"), -1; e.ICMPType >= 0 {
			e.ICMPCode = rapid.SampledFrom([]int32{-1, 0, 1}).Draw(t, "code")
		}
	}
	return e
}

func drawACLs(t *rapid.T, m *Model) {
	open := NetworkACL{ID: "acl-open", Default: true}
	for _, egress := range []bool{true, false} {
		open.Entries = append(open.Entries, ACLEntry{Number: 100, Egress: egress, Allow: true, Protocol: AllProtocols, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
			ACLEntry{Number: 101, Egress: egress, Allow: true, Protocol: AllProtocols, CIDR: netip.MustParsePrefix("::/0")})
	}
	drawn := NetworkACL{ID: "acl-drawn", Entries: slices.CompactFunc(
		slices.SortedFunc(slices.Values(rapid.SliceOfN(rapid.Custom(drawEntry), 2, 14).Draw(t, "entries")), func(a, b ACLEntry) int { return int(a.Number - b.Number) }),
		func(a, b ACLEntry) bool { return a.Number == b.Number })}
	for _, s := range m.Subnets {
		if rapid.IntRange(0, 3).Draw(t, "guarded") == 3 {
			drawn = drawn.Associate("", s.ID)
		}
	}
	m.ACLs = []NetworkACL{drawn, open}
	if rapid.IntRange(0, 20).Draw(t, "unguarded") == 20 {
		m.ACLs = m.ACLs[:1]
	}
}

func drawTables(t *rapid.T, m *Model, targets []string) {
	m.RouteTables = []RouteTable{{ID: "rtb-main", Main: true}, {ID: "rtb-own"}}
	for i := range m.RouteTables {
		table := &m.RouteTables[i]
		if rapid.IntRange(0, 1).Draw(t, "propagates") == 0 {
			table.Propagating = []string{"vgw-" + m.VPC.ID, "vgw-gone"}
		}
		for _, to := range rapid.SliceOfNDistinct(rapid.SampledFrom(drawnDestinations), 1, 7, rapid.ID).Draw(t, "destinations") {
			r := Route{Target: rapid.SampledFrom(targets).Draw(t, "target")}
			if prefix, err := netip.ParsePrefix(to); err == nil {
				r.Destination = prefix
			} else {
				r.PrefixListID = to
			}
			table.Routes = append(table.Routes, r)
		}
		// Most have a public subnet, and a private one behind a NAT gateway there.
		if rapid.IntRange(0, 2).Draw(t, "usual") < 2 {
			target := []string{m.NATGateways[1].ID, "igw-" + m.VPC.ID}[i]
			table.Routes = slices.DeleteFunc(table.Routes, func(r Route) bool { return r.Destination.IsValid() && r.Destination.Bits() == 0 })
			target6 := []string{"eigw-" + m.VPC.ID, "igw-" + m.VPC.ID}[i]
			table.Routes = append(table.Routes, Route{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: target}, Route{Destination: netip.MustParsePrefix("::/0"), Target: target6})
		}
	}
	for i, s := range m.Subnets {
		if (i == 1) == (rapid.IntRange(0, 3).Draw(t, "usual table") < 3) {
			m.RouteTables[1].Associations = append(m.RouteTables[1].Associations, Association{SubnetID: s.ID})
		}
	}
}

// drawVPC draws one of the VPCs, without its peerings.
func drawVPC(t *rapid.T, n int) Model {
	id := fmt.Sprintf("vpc-%d", n)
	address := func(rest string) netip.Addr { return netip.MustParseAddr(fmt.Sprintf("10.%d.%s", n-1, rest)) }
	m := Model{VPC: VPC{ID: id, Blocks: []Block{{CIDR: netip.PrefixFrom(address("0.0"), 16)}}, DNSSupport: rapid.Bool().Draw(t, "dns")},
		LAN: prefixes("192.168.0.0/16", "172.20.0.0/16")}
	for i := range 2 {
		m.Subnets = append(m.Subnets, Subnet{ID: fmt.Sprintf("subnet-%d%d", n, i+1), VPCID: id, CIDR: netip.PrefixFrom(address(fmt.Sprintf("%d.0", i+1)), 24)})
	}
	dual := rapid.IntRange(0, 3).Draw(t, "dual") > 0
	if dual {
		m.VPC.IPv6Blocks = []Block{{CIDR: netip.MustParsePrefix(fmt.Sprintf("2001:db8:%d::/56", n))}}
		for i := range m.Subnets {
			m.Subnets[i].IPv6Blocks = []Block{{CIDR: netip.MustParsePrefix(fmt.Sprintf("2001:db8:%d:%d::/64", n, i+1))}}
		}
	}
	for i, a := range []string{"1.4", "1.5", "2.4", "2.5"} {
		one := Interface{ID: fmt.Sprintf("eni-%d%d", n, i), SubnetID: m.Subnets[i/2].ID, Addresses: []netip.Addr{address(a)},
			Groups:        rapid.SliceOfNDistinct(rapid.SampledFrom(drawnGroups), 1, 2, rapid.ID).Draw(t, "groups"),
			Attachment:    &Attachment{Workload: fmt.Sprintf("box-%d%d", n, i)},
			NoSourceCheck: rapid.IntRange(0, 3).Draw(t, "any source") == 3}
		if rapid.IntRange(0, 9).Draw(t, "free") == 9 {
			one.Attachment = nil
		}
		if dual && rapid.IntRange(0, 4).Draw(t, "six") > 0 {
			one.IPv6Addresses = []netip.Addr{netip.MustParseAddr(fmt.Sprintf("2001:db8:%d:%d::%d", n, i/2+1, i%2+4))}
		}
		m.Interfaces = append(m.Interfaces, one)
		if i%2 == 0 || rapid.Bool().Draw(t, "public address") {
			m.Public = append(m.Public, PublicAddress{AssociationID: "a", VPCID: id, InterfaceID: one.ID, Private: address(a),
				Address: netip.MustParseAddr(fmt.Sprintf("198.18.0.%d", 10*n+4+i))})
		}
	}
	m.Rules = rapid.SliceOfN(rapid.Custom(drawRule), 0, 8).Draw(t, "rules")
	for i := range m.Rules {
		if rapid.IntRange(0, 9).Draw(t, "list") == 9 {
			m.Rules[i].CIDR, m.Rules[i].ReferencedGroup, m.Rules[i].PrefixListID = netip.Prefix{}, "", "pl-mine"
		}
	}
	for _, g := range drawnGroups { // two gates of random rules let little through
		for _, d := range []Direction{Egress, Ingress} {
			if rapid.IntRange(0, 3).Draw(t, "closed") < 3 {
				m.Rules = append(m.Rules, SecurityGroupRule{GroupID: g, Direction: d, Protocol: AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("0.0.0.0/0")},
					SecurityGroupRule{GroupID: g, Direction: d, Protocol: AllProtocols, FromPort: -1, ToPort: -1, CIDR: netip.MustParsePrefix("::/0")})
			}
		}
	}
	for i := range m.Rules {
		m.Rules[i].ID = fmt.Sprintf("sgr-%d%02d", n, i)
	}
	drawGateways(t, &m, n)
	drawACLs(t, &m)
	m.Placed = func(i Interface) (Placement, bool) {
		return Placement{Sandbox: i.Attachment.Workload, Device: "eth1"}, i.Type != "nat_gateway"
	}
	return m
}

// drawGateways draws all ways out of a VPC, and the tables that lead there.
func drawGateways(t *rapid.T, m *Model, n int) {
	id := m.VPC.ID
	m.Gateways = []InternetGateway{{ID: "igw-" + id, VPCID: id}}
	if rapid.IntRange(0, 6).Draw(t, "detached") == 6 {
		m.Gateways[0].VPCID = ""
	}
	m.EgressOnly = []EgressOnlyGateway{{ID: "eigw-" + id, VPCID: id}}
	m.VPNGateways = []VPNGateway{{ID: "vgw-" + id, VPCID: id, State: StateAvailable}}
	m.PrefixLists = []PrefixList{prefixList("pl-mine", "203.0.113.0/25", "10.1.0.0/16", "192.168.1.0/24"),
		prefixList(EndpointService{Name: "files"}.PrefixListID(), "198.51.100.0/28", "198.51.100.16/28")}
	m.Endpoints = []Endpoint{{ID: "vpce-" + id, Kind: GatewayEndpoint, ServiceName: "files", State: StateAvailable,
		RouteTableIDs: rapid.SliceOfDistinct(rapid.SampledFrom([]string{"rtb-main", "rtb-own"}), rapid.ID).Draw(t, "tables of the endpoint")}}
	for i, s := range m.Subnets {
		nat := NATGateway{ID: fmt.Sprintf("nat-%d%d", n, i), VPCID: id, SubnetID: s.ID, InterfaceID: fmt.Sprintf("eni-nat%d%d", n, i), Address: at(s.CIDR, 9),
			State: rapid.SampledFrom([]State{StateAvailable, StateAvailable, StatePending, StateFailed}).Draw(t, "state")}
		if nat.Private = rapid.IntRange(0, 4).Draw(t, "private") == 4; !nat.Private {
			nat.Public = netip.MustParseAddr(fmt.Sprintf("198.18.0.%d", 10*n-2+i))
		}
		m.NATGateways = append(m.NATGateways, nat)
		m.Interfaces = append(m.Interfaces, Interface{ID: nat.InterfaceID, SubnetID: s.ID, Type: "nat_gateway", Addresses: []netip.Addr{nat.Address}, Attachment: &Attachment{}})
	}
	m.Interfaces = slices.Clip(m.Interfaces)
	targets := []string{"igw-" + id, "igw-" + id, "igw-gone", "vgw-" + id, "pcx-12", "pcx-23", "vpce-" + id, "eigw-" + id, "eigw-gone", "tgw-1",
		fmt.Sprintf("nat-%d0", n), fmt.Sprintf("nat-%d0", n), fmt.Sprintf("nat-%d1", n), fmt.Sprintf("eni-%d0", n), fmt.Sprintf("eni-%d3", n), "eni-gone", fmt.Sprintf("eni-nat%d0", n)}
	drawTables(t, m, targets)
}

func drawWorld(t *rapid.T) naiveWorld {
	w := naiveWorld{models: map[string]Model{}, uplink: rapid.IntRange(0, 4).Draw(t, "uplink") < 4, host: []netip.Addr{netip.MustParseAddr("203.0.113.1")}}
	if rapid.Bool().Draw(t, "pool") {
		w.pool = netip.MustParsePrefix("198.18.0.0/16")
	}
	var models []Model
	for n := range drawnVPCs {
		models = append(models, drawVPC(t, n+1))
	}
	join := func(id string, a, b *Model) {
		a.Peerings = append(a.Peerings, PeeringModel{ID: id, VPC: b.VPC, Interfaces: b.Interfaces})
		b.Peerings = append(b.Peerings, PeeringModel{ID: id, VPC: a.VPC, Interfaces: a.Interfaces})
	}
	join("pcx-12", &models[0], &models[1])
	join("pcx-23", &models[1], &models[2])
	for _, m := range models {
		w.models[m.VPC.ID] = m
	}
	return w
}

func (w naiveWorld) compile() *World {
	compiled := &World{Plans: map[string]*Plan{}, Uplink: w.uplink, Pool: w.pool, Host: w.host}
	for id, m := range w.models {
		compiled.Plans[id] = new(Compiler).Compile(m)
	}
	return compiled
}

func drawWorldPacket(t *rapid.T) Packet {
	everywhere := slices.Concat(drawnTargets, drawnPublic)
	p := Packet{
		Destination:     netip.MustParseAddr(rapid.SampledFrom(everywhere).Draw(t, "destination")),
		Protocol:        rapid.SampledFrom([]Protocol{TCP, TCP, UDP, ICMP, 50}).Draw(t, "protocol"),
		SourcePort:      rapid.SampledFrom([]uint16{0, 80, 1023, 1024, 40000}).Draw(t, "source port"),
		DestinationPort: rapid.SampledFrom([]uint16{53, 80, 443, 65535}).Draw(t, "port"),
		ICMPType:        8,
	}
	if p.Destination.Is6() && p.Protocol == ICMP {
		p.Protocol, p.ICMPType = ICMPv6, rapid.SampledFrom([]uint8{128, 128, 128, 135}).Draw(t, "type")
	}
	switch rapid.IntRange(0, 15).Draw(t, "sender") {
	case 13:
		p.FromPublic = true
		p.Source = netip.MustParseAddr(rapid.SampledFrom([]string{"203.0.113.7", "198.18.0.1", "10.1.1.4", "192.168.0.1", "2001:db8:9::1"}).Draw(t, "source"))
	case 14:
		p.VPC = rapid.SampledFrom([]string{"", "vpc-1", "vpc-2"}).Draw(t, "vpc")
		p.Source = netip.MustParseAddr(rapid.SampledFrom(drawnTargets).Draw(t, "source"))
	case 15:
		p.Source = netip.MustParseAddr(rapid.SampledFrom([]string{"10.0.1.4", "10.0.2.9", "10.1.1.4", "203.0.113.7", "2001:db8:1:1::4", "2001:db8:9::1"}).Draw(t, "source"))
		fallthrough
	default:
		p.FromInterface = fmt.Sprintf("eni-%d%d", rapid.IntRange(1, drawnVPCs).Draw(t, "vpc"), rapid.IntRange(0, 3).Draw(t, "interface"))
	}
	return p
}

// same tells what of a verdict is not as the rules have it; empty if all is.
func (w *naiveWay) same(v Verdict) string {
	var steps []string
	for _, s := range v.Steps {
		steps = append(steps, fmt.Sprintf("%s, %s, %s", s.Stage, s.VPC, s.Component))
	}
	switch {
	case !slices.Equal(steps, w.steps):
		return fmt.Sprintf("its steps are not\n  %s", strings.Join(w.steps, "\n  "))
	case v.Delivered != w.delivered || v.To != w.to || v.Outside != w.outside || v.Resolver != w.resolver:
		return fmt.Sprintf("rule by rule it is delivered %t, to %q, outside %q, resolver %t", w.delivered, w.to, w.outside, w.resolver)
	case w.delivered && v.Last().After != w.head:
		return fmt.Sprintf("rule by rule it ends as %+v", w.head)
	}
	return ""
}

// undecided tells of a step that nothing in the model decides as the verdict
// has it; empty if there is none.
func (w naiveWorld) undecided(v Verdict) string {
	for i, s := range v.Steps {
		passed := v.Delivered || i < len(v.Steps)-1
		m := w.models[s.VPC]
		switch s.Stage {
		case StageEgressPolicy, StageIngressPolicy:
			groups := []string{s.Component}
			if !passed {
				groups = plugged(m, func(i Interface) bool { return i.ID == s.Component }).Groups
			}
			if rule, found := m.DecidingRule(groups, s.direction(), s.Before, s.remote()); found != passed {
				return fmt.Sprintf("at %s %s decides", s.Stage, named(rule.ID))
			}
		case StageEgressACL, StageIngressACL:
			acl, _ := m.acl(s.Component)
			if entry, port := acl.DecidingEntry(s.direction() == Egress, s.Before, s.remote()); entry.Allow != passed {
				return fmt.Sprintf("at %s entry %d of %s decides about port %d", s.Stage, entry.Number, s.Component, port)
			}
		case StageRoute:
			if table := m.table(s.Component); s.Route != nil && (!s.Route.Destination.Contains(s.Before.Destination) || naiveRoute(m, table, s.Before.Destination) != s.Route.Target) {
				return fmt.Sprintf("the route of %s is another", s.Component)
			}
		}
	}
	return ""
}

func TestReachDecidesAsTheRulesDo(t *testing.T) {
	forward, back := map[string]int{}, map[string]int{}
	count := func(met map[string]int, v Verdict) {
		end := string(v.Last().Stage)
		if v.Delivered {
			end += " " + string(v.Outside)
		}
		kind, _, _ := strings.Cut(v.Last().Component, "-")
		if v.Last().Stage == StageGateway || v.Last().Stage == StageRoute {
			end += " " + kind
		}
		met[end]++
		met["any "+string(v.Last().Stage)]++
	}
	rapid.Check(t, func(t *rapid.T) {
		drawn := drawWorld(t)
		world := drawn.compile()
		for range 250 {
			p := drawWorldPacket(t)
			there, answer := world.RoundTrip(p)
			want := &naiveWay{world: drawn}
			want.forward(p)
			count(forward, there)
			if wrong := want.same(there); wrong != "" {
				t.Fatalf("%+v\n%sbut %s\n%s", p, wayText(there), wrong, world)
			}
			if wrong := drawn.undecided(there); wrong != "" {
				t.Fatalf("%+v\n%sbut %s\n%s", p, wayText(there), wrong, world)
			}
			if !there.Delivered {
				continue
			}
			wantAnswer := &naiveWay{world: drawn}
			wantAnswer.answer(want)
			count(back, answer)
			if wrong := wantAnswer.same(answer); wrong != "" {
				t.Fatalf("the answer to %+v\n%s%sbut %s\n%s", p, wayText(there), wayText(answer), wrong, world)
			}
			if wrong := drawn.undecided(answer); wrong != "" {
				t.Fatalf("the answer to %+v\n%s%sbut %s\n%s", p, wayText(there), wayText(answer), wrong, world)
			}
		}
	})
	for _, end := range []string{"source check", "egress policy", "egress acl", "route rtb", "route pcx", "gateway igw", "gateway pcx",
		"gateway nat", "gateway vgw", "gateway eigw", "ingress acl", "ingress policy", "delivered ", "delivered internet", "delivered lan", "delivered endpoint service"} {
		if forward[end] == 0 {
			t.Errorf("no packet ended at %q: the worlds or packets are too narrow", end)
		}
	}
	for _, end := range []string{"egress acl", "route rtb", "any gateway", "ingress acl", "delivered ", "delivered internet"} {
		if back[end] == 0 {
			t.Errorf("no answer ended at %q: the worlds or packets are too narrow", end)
		}
	}
	t.Logf("ends of packets %v\nof answers %v", forward, back)
}

// String is for tests that fail.
func (w *World) String() string {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(w.Plans)) {
		b.WriteString(w.Plans[id].String())
	}
	return b.String()
}
