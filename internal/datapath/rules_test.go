package datapath

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

func span(from, to string) vpc.Range {
	return vpc.Range{From: netip.MustParseAddr(from), To: netip.MustParseAddr(to)}
}

func smallPlan() *vpc.Plan {
	return &vpc.Plan{
		VPC:    "vpc-1",
		Blocks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")},
		Ports: []*vpc.Port{{Interface: "eni-1", Sandbox: "app", Device: "eth1", Policy: "aa",
			Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.4"), netip.MustParseAddr("fd00::4")}, Gateway: netip.MustParseAddr("10.0.1.1")}},
		Policies: []*vpc.Policy{{ID: "aa", Groups: []string{"sg-1"}}},
		RuleSets: map[string]*vpc.RuleSet{"sg-1": {Group: "sg-1",
			Egress: vpc.Matches{Any: []vpc.Range{span("0.0.0.0", "255.255.255.255"), span("::", "::1")}},
			Ingress: vpc.Matches{
				Ports:      []vpc.PortRegion{{Remote: span("10.0.2.0", "10.0.2.255"), Protocol: vpc.TCP, From: 80, To: 81}},
				References: []vpc.Reference{{Group: "sg-2", Ports: []vpc.PortRegion{{Protocol: vpc.UDP, From: 53, To: 53}}}, {Group: "sg-3", Any: true}},
			}}},
		Members: map[string]*vpc.Members{"sg-2": {Group: "sg-2", Addresses: []netip.Addr{netip.MustParseAddr("10.0.2.7")}}},
	}
}

const smallTable = `table inet sallyport
  chain drop-egress-policy.none
    LOG(egress policy -)
    counter drop
  chain foreign
    ct state invalid goto drop-egress-policy.none
    iifname vmap @egress
    LOG(egress policy -)
    counter drop
  chain forward
    type filter hook forward priority filter; policy drop;
    iifname . ip saddr @sources goto known
    iifname @any-source meta nfproto ipv4 goto foreign
    LOG(source check -)
    counter drop
  chain input
    type filter hook input priority filter; policy drop;
    iifname . ip saddr @sources goto router
    iifname @any-source meta nfproto ipv4 goto router
    LOG(source check -)
    counter drop
  chain known
    ct state established accept
    ct state related iifname . ct original ip saddr @sources accept
    ct state related iifname . ct reply ip saddr @sources accept
    ct state related iifname != @any-source goto drop-egress-policy.none
    ct state invalid goto drop-egress-policy.none
    iifname vmap @egress
    LOG(egress policy -)
    counter drop
  chain leave
    oifname vmap @ingress
    LOG(ingress policy -)
    counter drop
  chain no-route
    iifname vmap @unrouted
    LOG(route -)
    counter drop
  chain output
    type filter hook output priority filter; policy drop;
    counter drop
  chain pass
    accept
  chain policy-aa.egress
    jump sg-1.egress
    LOG(egress policy -)
    counter drop
  chain policy-aa.ingress
    jump sg-1.ingress
    LOG(ingress policy -)
    counter drop
  chain router
    LOG(route -)
    counter drop
  chain sg-1.egress
    ip daddr . meta l4proto @sg-1.egress.any goto leave
  chain sg-1.ingress
    th dport . ip saddr . meta l4proto @sg-1.ingress.ports goto pass
    ip saddr @sg-2.members meta l4proto . th dport @sg-1.ingress.sg-2.ports goto pass
    ip saddr @sg-3.members goto pass
  set any-source { type ifname; }
  map egress { type ifname : verdict; }
    "DEVICE" : goto policy-aa.egress
  map ingress { type ifname : verdict; }
    "lo" : goto no-route
    "DEVICE" : goto policy-aa.ingress
  set sg-1.egress.any { type ipv4_addr . inet_proto; flags interval; }
    0.0.0.0-255.255.255.255 . 0-255
  set sg-1.ingress.ports { type inet_service . ipv4_addr . inet_proto; flags interval; }
    80-81 . 10.0.2.0-10.0.2.255 . 6
  set sg-1.ingress.sg-2.ports { type inet_proto . inet_service; flags interval; }
    17 . 53
  set sg-2.members { type ipv4_addr; }
    10.0.2.7
  set sg-3.members { type ipv4_addr; }
  set sources { type ifname . ipv4_addr; }
    "DEVICE" . 10.0.1.4
  map unrouted { type ifname : verdict; }
`

// spell writes a table as the goldens have it: LOG(…) for a rule's log.
var spelledLog = regexp.MustCompile(`limit rate 1000/second burst 1000 packets log prefix "sp ([^"]*)" group 4700 snaplen 128`)

func spell(t *nft.Table) string { return spelledLog.ReplaceAllString(t.String(), "LOG($1)") }

func TestCompiledTable(t *testing.T) {
	n := names("00ab")
	got, err := newCompiler().compile(n, smallPlan())
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(smallTable, "DEVICE", n.port("eni-1"))
	if diff := cmp.Diff(want, spell(got)); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestEveryChainEndsClosed(t *testing.T) {
	got, err := newCompiler().compile("00ab", smallPlan())
	if err != nil {
		t.Fatal(err)
	}
	edge := edgePlan{names: "00ab", to: outside{uplink: "up0", pool: vpc.DefaultPublicPool, lan: []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")}}}.table()
	for _, table := range []*nft.Table{got, edge} {
		for name, c := range table.Chains {
			last := ""
			if len(c.Rules) > 0 {
				last = c.Rules[len(c.Rules)-1]
			}
			group := strings.HasPrefix(name, "sg-")                                                                            // returns to its policy, which drops
			end := name == "pass" || name == "outward" || slices.Contains([]string{"raw", "way", "mark-private", "nat"}, name) // which filter nothing
			if !group && !end && last != counted {
				t.Errorf("chain %s ends with %q", name, last)
			}
		}
	}
}

func TestOneRuleMoreIsOneElementMore(t *testing.T) {
	c, plan := newCompiler(), smallPlan()
	before, err := c.compile("00ab", plan)
	if err != nil {
		t.Fatal(err)
	}
	next, rules := *plan, *plan.RuleSets["sg-1"]
	rules.Ingress.Ports = append([]vpc.PortRegion{{Remote: span("10.9.0.0", "10.9.0.0"), Protocol: vpc.TCP, From: 1, To: 1}}, rules.Ingress.Ports...)
	next.RuleSets = map[string]*vpc.RuleSet{"sg-1": &rules}
	after, err := c.compile("00ab", &next)
	if err != nil {
		t.Fatal(err)
	}
	change := nft.Diff(before, after)
	want := "add element inet sallyport sg-1.ingress.ports { 1 . 10.9.0.0 . 6 }\n"
	if diff := cmp.Diff(want, change.Text()); diff != "" || change.Structural() {
		t.Errorf("change (-want +got):\n%s", diff)
	}
}

func TestForeignTokensAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*vpc.Plan){
		"policy":    func(p *vpc.Plan) { p.Policies[0].ID = "a; flush ruleset" },
		"group":     func(p *vpc.Plan) { p.RuleSets["sg}"] = &vpc.RuleSet{} },
		"reference": func(p *vpc.Plan) { p.RuleSets["sg-1"].Egress.References = []vpc.Reference{{Group: "a b", Any: true}} },
		"missing":   func(p *vpc.Plan) { p.Policies[0].Groups = []string{"sg-9"} },
	} {
		p := smallPlan()
		spoil(p)
		if _, err := newCompiler().compile("00ab", p); fault.ClassOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{Tag: ""}, {Tag: "12AB"}, {Tag: "12345"}, {Tag: "12ab", Uplink: strings.Repeat("x", 16)}} {
		if _, err := New(o); fault.ClassOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestNames(t *testing.T) {
	n := names("12ab")
	for _, device := range []string{n.port("eni-0123456789abcdef0"), n.door("i-1"), n.uplink(), n.host()} {
		if len(device) > maxDevice || !strings.HasPrefix(device, "sp12ab") {
			t.Errorf("device %q", device)
		}
	}
	if got := n.sandboxPath("i-1"); got != "/run/netns/sp-12ab-i-1" {
		t.Error(got)
	}
	for _, id := range []string{"a/b", "../x", "", "edge"} {
		if got := n.sandbox(id); strings.Contains(got, "/") || got == n.edge() || got == n.prefix() {
			t.Errorf("sandbox %q is named %q", id, got)
		}
	}
}
