package datapath

import (
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

var update = flag.Bool("update", false, "write what the tests get as what they want")

// gatedPlan is smallPlan with a guarded subnet, a NAT gateway in another, and
// gateways of every kind.
func gatedPlan() *vpc.Plan {
	p := smallPlan()
	p.Ports[0].Subnet = "subnet-1"
	p.Resolver = []netip.Addr{netip.MustParseAddr("10.0.0.2")}
	p.Subnets = []*vpc.PlanSubnet{{ID: "subnet-1", CIDR: netip.MustParsePrefix("10.0.1.0/24"), ACL: "acl-1", Table: "rtb-1"},
		{ID: "subnet-2", CIDR: netip.MustParsePrefix("10.0.2.0/24"), Table: "rtb-2"}}
	p.ACLs = map[string]*vpc.ACLRules{"acl-1": {ACL: "acl-1", Egress: vpc.Matches{Any: []vpc.Range{span("0.0.0.0", "255.255.255.255")}},
		Ingress: vpc.Matches{Ports: []vpc.PortRegion{{Remote: span("0.0.0.0", "255.255.255.255"), Protocol: vpc.TCP, From: 1024, To: 65535}}}}}
	p.Tables = map[string]*vpc.Routes{"rtb-2": {Table: "rtb-2"}, "rtb-1": {Table: "rtb-1", Ranges: []vpc.RouteRange{
		{To: span("10.1.0.0", "10.1.255.255"), Way: "pcx-1"}, {To: span("192.168.0.0", "192.168.255.255"), Way: "vgw-1"},
		{To: span("198.51.100.0", "198.51.100.255"), Way: "nat-1/igw-1"}, {To: span("203.0.113.0", "203.0.113.255"), Way: ""}}}}
	p.Ways = []*vpc.Way{{ID: "nat-1/igw-1", NAT: "nat-1", Gateway: "igw-1"}, {ID: "pcx-1", Gateway: "pcx-1"}, {ID: "vgw-1", Gateway: "vgw-1"}}
	p.NATs = []*vpc.NAT{{ID: "nat-1", Subnet: "subnet-2", Private: netip.MustParseAddr("10.0.2.4"), Public: netip.MustParseAddr("198.18.0.9")}}
	p.Gateways = []*vpc.Gateway{
		{ID: "igw-1", Kind: vpc.InternetKind, Public: []vpc.PublicMapping{{Private: netip.MustParseAddr("10.0.1.4"), Public: netip.MustParseAddr("198.18.0.4"), Interface: "eni-1"},
			{Private: netip.MustParseAddr("10.0.2.4"), Public: netip.MustParseAddr("198.18.0.9"), NAT: "nat-1"}}},
		{ID: "pcx-1", Kind: vpc.PeeringKind, Peer: "vpc-2", Remote: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}},
		{ID: "vgw-1", Kind: vpc.VPNKind, Remote: []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("192.168.7.0/24")}},
		{ID: "vpce-1", Kind: vpc.EndpointKindGW, Remote: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/28")}},
	}
	return p
}

func compiled(t *testing.T, p *vpc.Plan) *nft.Table {
	t.Helper()
	table, err := newCompiler().compile("00ab", p)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCompiledGates(t *testing.T) {
	n := names("00ab")
	text := strings.ReplaceAll(spell(compiled(t, gatedPlan())), n.port("eni-1"), "PORT")
	for _, g := range gatedPlan().Gateways {
		text = strings.ReplaceAll(text, n.gateway(g.ID), "LINK-"+g.ID)
	}
	file := filepath.Join("testdata", "gates.txt")
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("table (-want +got); -update writes it anew:\n%s", diff)
	}
}

func TestEveryGateEndsClosed(t *testing.T) {
	for name, c := range compiled(t, gatedPlan()).Chains {
		last := c.Rules[len(c.Rules)-1]
		switch {
		case last == counted || strings.HasPrefix(last, "goto ") || strings.HasPrefix(last, "jump "):
		case name == "pass", name == judgedChain: // what got as far passes
		case name == swiftChain, strings.HasPrefix(name, "sg-"): // they return to who asked, which goes on
		case strings.Contains(c.Hook, "type nat"), strings.Contains(c.Hook, "mangle"), strings.HasSuffix(name, ".route"): // they pass nothing
		default:
			t.Errorf("chain %s ends with %q", name, last)
		}
		if strings.HasPrefix(name, "way-") {
			if !strings.HasPrefix(c.Rules[0], `oifname != "`) || !strings.Contains(c.Rules[0], " goto drop-") {
				t.Errorf("chain %s lets out by any device: %q", name, c.Rules[0])
			}
		}
	}
}

func TestPlainVPCMeetsGroupsAlone(t *testing.T) {
	p := smallPlan()
	p.Ports[0].Subnet = "subnet-1"
	p.Subnets = []*vpc.PlanSubnet{{ID: "subnet-1", CIDR: netip.MustParsePrefix("10.0.1.0/24"), ACL: "acl-1", Table: "rtb-1"}}
	open := vpc.Matches{Any: []vpc.Range{span("0.0.0.0", "9.255.255.255"), span("10.0.0.0", "255.255.255.255")}}
	p.ACLs = map[string]*vpc.ACLRules{"acl-1": {ACL: "acl-1", Egress: open, Ingress: open}}
	p.Tables = map[string]*vpc.Routes{"rtb-1": {Table: "rtb-1"}}
	got, without := compiled(t, p), compiled(t, smallPlan())
	for _, chain := range []string{"forward", "known", "leave"} {
		if diff := cmp.Diff(without.Chains[chain].Rules, got.Chains[chain].Rules); diff != "" {
			t.Errorf("chain %s:\n%s", chain, diff)
		}
	}
	if got.Chains["arrive"] != nil || got.Chains["route"] != nil {
		t.Error("there are gates that nothing needs")
	}
}

func TestOneRouteMoreIsOneElementMore(t *testing.T) {
	c, plan := newCompiler(), gatedPlan()
	before, err := c.compile("00ab", plan)
	if err != nil {
		t.Fatal(err)
	}
	next := *plan
	table := *plan.Tables["rtb-1"]
	table.Ranges = append([]vpc.RouteRange{{To: span("10.9.0.0", "10.9.255.255"), Way: "pcx-1"}}, table.Ranges...)
	next.Tables = map[string]*vpc.Routes{"rtb-1": &table, "rtb-2": plan.Tables["rtb-2"]}
	after, err := c.compile("00ab", &next)
	if err != nil {
		t.Fatal(err)
	}
	// What was judged before is judged anew: three chains name the version.
	want := "add element inet sallyport rtb-1.ranges { 10.9.0.0-10.9.255.255 . 0-255 : " + marked(plan.Marks()["pcx-1"]) + " }"
	for line := range strings.Lines(nft.Diff(before, after).Text()) {
		words := strings.Fields(line)
		if strings.TrimSpace(line) != want && !(len(words) > 4 && slices.Contains([]string{"route", swiftChain, judgedChain}, words[4])) {
			t.Errorf("more than a route changes: %s", line)
		}
	}
	if !strings.Contains(nft.Diff(before, after).Text(), want) {
		t.Errorf("there is no %s", want)
	}
}

func TestForeignTokensOfGatesAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*vpc.Plan){
		"subnet":  func(p *vpc.Plan) { p.Subnets[0].ID = "a; flush ruleset" },
		"acl":     func(p *vpc.Plan) { p.Subnets[0].ACL = "a b" },
		"table":   func(p *vpc.Plan) { p.Subnets[1].Table, p.Tables["b }"] = "b }", p.Tables["rtb-2"] },
		"gateway": func(p *vpc.Plan) { p.Gateways[1].ID = "x\"y" },
		"way":     func(p *vpc.Plan) { p.Ways[0].ID = "nat-1/{" },
		"no way":  func(p *vpc.Plan) { p.Ways = p.Ways[1:] },
	} {
		p := gatedPlan()
		spoil(p)
		if _, err := newCompiler().compile("00ab", p); fault.ClassOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRejectsAreReadAsTheyAreWritten(t *testing.T) {
	for _, r := range []Reject{{vpc.StageEgressACL, "acl-0123456789abcdef0"}, {vpc.StageRoute, ""}, {vpc.StageGateway, "nat-1"}} {
		if got, ok := ParseReject(r.String()); !ok || got != r {
			t.Errorf("%q is read as %+v %v", r, got, ok)
		}
	}
	for _, foreign := range []string{"", "sp", "sp ", "sp route", "IN=eth0 ", "x sp route -"} {
		if got, ok := ParseReject(foreign); ok {
			t.Errorf("%q is read as %+v", foreign, got)
		}
	}
}
