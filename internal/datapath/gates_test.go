//go:build kernel

package datapath_test

import (
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"sallyport/internal/datapath"
	"sallyport/internal/datapath/netns"
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

// gates is the drawn world in the kernel.
type gates struct {
	*world
	compilers map[string]*vpc.Compiler
	probes    []probe
	rejects   map[string]*rejects // by VPC; of the edge under the empty id
	number    uint32
	seen      map[vpc.Stage]int
}

// TestKernelEndsPacketsWhereReachSays draws VPCs with ACLs, routes, NAT, public
// addresses and a peering, and compares for each packet, and for the answer to
// it, whether it arrived and else where it ended with what the plans' own
// reader says.
func TestKernelEndsPacketsWhereReachSays(t *testing.T) {
	g := &gates{world: newWorld(t, datapath.Options{LAN: ranges(drawnLAN...)}), compilers: map[string]*vpc.Compiler{"vpc-0a1": {}, "vpc-0b2": {}},
		rejects: map[string]*rejects{}, seen: map[vpc.Stage]int{}}
	host := newLAN(t, g.world, "").host
	g.reopen(func(o *datapath.Options) { o.Host = netns.Path(host) })
	for i := range endAddresses {
		g.boxes = append(g.boxes, vpc.Sandbox{ID: fmt.Sprintf("box%d", i), Ports: []string{fmt.Sprintf("eni-%d", i)}})
	}
	g.order = []string{"vpc-0a1", "vpc-0b2"}
	for end := time.Now().Add(soak(t)); ; {
		rapid.Check(t, func(rt *rapid.T) {
			one, two := drawWorld(rt)
			g.check(t, rt, one, two)
		})
		if t.Failed() || time.Now().After(end) {
			break
		}
	}
	t.Logf("packets by where they ended: %v", g.seen)
	for _, stage := range []vpc.Stage{vpc.StageSourceCheck, vpc.StageEgressPolicy, vpc.StageEgressACL, vpc.StageRoute, vpc.StageGateway, vpc.StageIngressACL, vpc.StageIngressPolicy, vpc.StageDelivered} {
		if g.seen[stage] < 10 {
			t.Errorf("the draw shows too little of %s", stage)
		}
	}
	g.expectKernel()
}

// soak is how long the comparison goes on; SALLYPORT_SOAK, a duration, makes it
// longer.
func soak(t *testing.T) time.Duration {
	text := os.Getenv("SALLYPORT_SOAK")
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("SALLYPORT_SOAK: %v", err)
	}
	return d
}

func (g *gates) check(t *testing.T, rt *rapid.T, one, two vpc.Model) {
	g.hold(one, two)
	w := &vpc.World{Plans: maps.Clone(g.plans), Pool: netip.MustParsePrefix("198.18.0.0/16")}
	if g.probes == nil {
		g.listen(t)
	}
	for _, name := range []string{"0a1", "0b2", "edge"} {
		if err := inside(t, netns.Path("sp-"+g.tag+"-"+name), func() error { return netlink.ConntrackTableFlush(netlink.ConntrackTable) }); err != nil {
			rt.Fatal(err)
		}
	}
	packets := map[uint32]vpc.Packet{}
	portless := false
	for _, p := range rapid.SliceOfN(rapid.Custom(drawJourney), 40, 40).Draw(rt, "packets") {
		// Without ports, what came before and what goes the other way is the same flow.
		if p.Protocol == portlessProtocol && portless || !speaks(g.plans["vpc-0a1"], p) && !speaks(g.plans["vpc-0b2"], p) {
			continue
		}
		portless = portless || p.Protocol == portlessProtocol
		g.number++
		p.SourcePort = uint16(10000 + g.number%50000)
		if g.number%4 == 0 { // which a NAT gateway changes
			p.SourcePort = uint16(500 + g.number%400)
		}
		packets[g.number] = p
	}
	for range 2 { // the second time connections are known
		g.exchange(t, rt, w, packets)
	}
	for _, p := range packets {
		g.seen[w.Reach(p).Last().Stage]++
	}
	g.checkChange(t, rt, packets)
}

func (g *gates) hold(one, two vpc.Model) {
	g.plans["vpc-0a1"], g.plans["vpc-0b2"] = g.compilers["vpc-0a1"].Compile(one), g.compilers["vpc-0b2"].Compile(two)
	g.apply()
}

// listen begins to hear of all packets, and answers datagrams.
func (g *gates) listen(t *testing.T) {
	for i, address := range endAddresses {
		box := path(g.world, fmt.Sprintf("box%d", i))
		g.probes = append(g.probes, newProbe(t, box))
		for _, port := range drawnPorts {
			listenUDPAt(t, box, fmt.Sprintf("%s:%d", address, port))
			if i == 0 {
				listenUDPAt(t, box, fmt.Sprintf("%s:%d", second, port))
			}
		}
	}
	for _, id := range g.order {
		g.rejects[id] = newRejects(t, netns.Path("sp-"+g.tag+"-"+strings.TrimPrefix(id, "vpc-")))
	}
	g.rejects[""] = newRejects(t, netns.Path("sp-"+g.tag+"-edge"))
}

// exchange sends the packets, and compares where they ended with what reach says.
func (g *gates) exchange(t *testing.T, rt *rapid.T, w *vpc.World, packets map[uint32]vpc.Packet) {
	for _, number := range slices.Sorted(maps.Keys(packets)) {
		g.send(rt, packets[number], number)
	}
	seen := map[uint32]journey{}
	var wrong map[uint32]string
	for end := time.Now().Add(enough); ; {
		// A packet through four veths takes some 50 µs, and longer on a busy machine.
		time.Sleep(10 * time.Millisecond)
		g.observe(t, packets, seen)
		if wrong = g.compare(w, packets, seen); len(wrong) == 0 || time.Now().After(end) {
			break
		}
	}
	for _, line := range wrong {
		rt.Errorf("%s%s%s", line, g.plans["vpc-0a1"], g.plans["vpc-0b2"])
	}
}

// checkChange makes the two VPCs others, and sends the same packets: whatever of
// what is established passes now, a new connection would too, if the groups that
// are not asked any more stood open.
func (g *gates) checkChange(t *testing.T, rt *rapid.T, packets map[uint32]vpc.Packet) {
	one, two := drawWorld(rt)
	g.hold(one, two)
	open := &vpc.World{Plans: map[string]*vpc.Plan{}, Pool: netip.MustParsePrefix("198.18.0.0/16")}
	for _, m := range []vpc.Model{one, two} {
		var rules []vpc.SecurityGroupRule
		for _, rule := range m.Rules {
			for _, everywhere := range []string{"0.0.0.0/0", "::/0"} {
				rule.CIDR = netip.MustParsePrefix(everywhere)
				rules = append(rules, rule)
			}
		}
		m.Rules = rules
		open.Plans[m.VPC.ID] = new(vpc.Compiler).Compile(m)
	}
	g.observe(t, packets, map[uint32]journey{}) // what is left of before
	maps.DeleteFunc(packets, func(_ uint32, p vpc.Packet) bool {
		return !speaks(g.plans["vpc-0a1"], p) && !speaks(g.plans["vpc-0b2"], p)
	})
	for _, number := range slices.Sorted(maps.Keys(packets)) {
		g.send(rt, packets[number], number)
	}
	time.Sleep(20 * time.Millisecond)
	seen := map[uint32]journey{}
	g.observe(t, packets, seen)
	for number, p := range packets {
		there, back := open.RoundTrip(p)
		for way, v := range map[string]vpc.Verdict{"packet": there, "answer": back} {
			at := map[string]string{"packet": seen[number].there.at, "answer": seen[number].back.at}[way]
			if at != "" && (!v.Delivered || v.To != at) && (way == "packet" || there.Delivered && !there.Appliance && len(back.Steps) > 0) {
				rt.Errorf("%s of a known connection %+v arrived at %s, but reach says:\n%s%s%s%s", way, p, at, there, back, g.plans["vpc-0a1"], g.plans["vpc-0b2"])
			}
		}
	}
}

func (g *gates) send(rt *rapid.T, p vpc.Packet, number uint32) {
	if err := g.probes[p.FromInterface[len("eni-")]-'0'].send(p, number); err != nil {
		rt.Fatal(err)
	}
}

// compare names the packets that were seen elsewhere than reach says.
func (g *gates) compare(w *vpc.World, packets map[uint32]vpc.Packet, seen map[uint32]journey) map[uint32]string {
	wrong := map[uint32]string{}
	for number, p := range packets {
		there, back := w.RoundTrip(p)
		if diff := g.differs(there, seen[number].there); diff != "" {
			wrong[number] = fmt.Sprintf("packet %+v: %s, but reach says:\n%s", p, diff, there)
			continue
		}
		sender := p.FromInterface[len("eni-")] - '0'
		own := p.Source.String() == endAddresses[sender] || p.Source.String() == endSix[sender]
		forged := !own && !(p.FromInterface == "eni-0" && p.Source.String() == second) // whose answer is for nobody
		answered := p.Protocol == vpc.TCP || p.Protocol == vpc.UDP && p.Source.Is4()
		if !answered || !there.Delivered || there.Appliance || there.Outside != "" || len(back.Steps) == 0 || forged {
			continue // nobody answers
		}
		if diff := g.differs(back, seen[number].back); diff != "" {
			wrong[number] = fmt.Sprintf("answer to %+v: %s, but reach says:\n%s%s", p, diff, there, back)
		}
	}
	return wrong
}

// end is where a packet was seen: at an interface, or dropped in a VPC.
type end struct {
	at      string
	dropped *reject
	vpc     string
}

type journey struct{ there, back end }

// differs compares where a packet was seen with what is said of it.
func (g *gates) differs(v vpc.Verdict, e end) string {
	last := v.Last()
	switch {
	case v.Delivered && e.at != v.To:
		return fmt.Sprintf("arrived at %q, dropped %+v", e.at, e.dropped)
	case v.Delivered:
		return ""
	case e.at != "":
		return "arrived at " + e.at
	case e.dropped == nil:
		if last.Stage == vpc.StageGateway && last.Before.Destination.Is6() && (strings.HasPrefix(last.Component, "igw-") || strings.HasPrefix(last.Component, "eigw-")) {
			return "" // the edge has no route of IPv6 to it
		}
		return "was dropped without a word"
	case e.vpc == "": // in the edge, by whose link the gateway is known
		if e.dropped.Stage != last.Stage || e.dropped.in != g.dp.GatewayDevice(last.Component) {
			return fmt.Sprintf("was dropped at %q from %s in the edge", e.dropped.Stage, e.dropped.in)
		}
		return ""
	}
	component, device := e.dropped.Component, ""
	switch last.Stage {
	case vpc.StageSourceCheck, vpc.StageEgressPolicy:
		device = e.dropped.in
	case vpc.StageIngressPolicy:
		device = e.dropped.out
	}
	if component == "" && device == g.dp.Device(last.Component) {
		component = last.Component // the device says it
	}
	if e.dropped.Stage != last.Stage || component != last.Component || e.vpc != last.VPC {
		return fmt.Sprintf("was dropped at %q by %q in %s", e.dropped.Stage, e.dropped.Component, e.vpc)
	}
	return ""
}

// observe adds where packets, and the resets that answer them, were seen.
func (g *gates) observe(t *testing.T, packets map[uint32]vpc.Packet, seen map[uint32]journey) {
	note := func(raw []byte, e end) {
		if number, answer, ok := identify(raw, packets); ok {
			j := seen[number]
			if answer {
				j.back = e
			} else {
				j.there = e
			}
			seen[number] = j
		}
	}
	for id, r := range g.rejects {
		for _, one := range r.take(t) {
			note(one.packet, end{dropped: &one, vpc: id})
		}
	}
	buffer := make([]byte, 2048)
	for i, p := range g.probes {
		for {
			n, from, err := unix.Recvfrom(p.ear, buffer, 0)
			if err != nil {
				break
			}
			if l, ok := from.(*unix.SockaddrLinklayer); ok && l.Pkttype == unix.PACKET_HOST {
				note(buffer[:n], end{at: fmt.Sprintf("eni-%d", i)})
			}
		}
	}
}

// identify finds the packet that was sent in what was seen: by the number at its
// end, which is in the answer to a datagram too, or by what the reset that answers it
// has received: where that is dropped its ports may be those of a translation that
// is not undone yet. Other answers are nobody's.
func identify(raw []byte, packets map[uint32]vpc.Packet) (number uint32, answer, ok bool) {
	if len(raw) < 24 {
		return 0, false, false
	}
	protocol, payload := raw[9], raw[20:]
	if raw[0]>>4 == 6 {
		if len(raw) < 44 {
			return 0, false, false
		}
		protocol, payload = raw[6], raw[40:]
	}
	if protocol == uint8(vpc.TCP) && len(payload) >= 20 && payload[13]&4 != 0 {
		number = answered(payload)
		_, ok = packets[number]
		return number, true, ok
	}
	tail := raw[len(raw)-4:]
	number = uint32(tail[0])<<24 | uint32(tail[1])<<16 | uint32(tail[2])<<8 | uint32(tail[3])
	p, ok := packets[number]
	answer = ok && protocol == uint8(vpc.UDP) && uint16(payload[0])<<8|uint16(payload[1]) == p.DestinationPort
	return number, answer, ok && protocol == uint8(p.Protocol) && (!p.Protocol.HasTypes() || payload[0] == p.ICMPType)
}
