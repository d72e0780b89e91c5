package vpc

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// The random models are drawn from few values that nest, touch and overlap, so
// that most packets meet an edge of some rule.
var (
	drawnGroups   = []string{"sg-1", "sg-2", "sg-3", "sg-4"}
	drawnPrefixes = []string{"0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24", "10.0.2.0/25",
		"10.0.2.128/25", "10.0.1.4/31", "10.0.1.4/32", "10.0.1.5/32", "10.0.2.4/30", "10.0.2.5/32", "192.168.0.0/16", "fd00::/64"}
	drawnPorts     = []int32{0, 1, 2, 3, 79, 80, 81, 82, 443, 65533, 65534, 65535}
	drawnICMP      = []int32{0, 1, 2, 3, 8, 254, 255}
	drawnProtocols = []Protocol{AllProtocols, ICMP, TCP, UDP, 50, ICMPv6}
)

func drawRule(t *rapid.T) SecurityGroupRule {
	r := SecurityGroupRule{
		GroupID:   rapid.SampledFrom(drawnGroups).Draw(t, "group"),
		Direction: rapid.SampledFrom([]Direction{Egress, Ingress}).Draw(t, "direction"),
		Protocol:  rapid.SampledFrom(drawnProtocols).Draw(t, "protocol"),
		FromPort:  -1, ToPort: -1,
	}
	switch {
	case r.Protocol.HasPorts():
		r.FromPort = rapid.SampledFrom(drawnPorts).Draw(t, "from")
		r.ToPort = rapid.SampledFrom(drawnPorts).Filter(func(to int32) bool { return to >= r.FromPort }).Draw(t, "to")
	case r.Protocol.HasTypes():
		if r.FromPort = rapid.SampledFrom(append(drawnICMP, -1)).Draw(t, "type"); r.FromPort >= 0 {
			r.ToPort = rapid.SampledFrom(append(drawnICMP, -1)).Draw(t, "code")
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "remote") == 0 {
		r.ReferencedGroup = rapid.SampledFrom(drawnGroups).Draw(t, "reference")
	} else {
		r.CIDR = netip.MustParsePrefix(rapid.SampledFrom(drawnPrefixes).Draw(t, "cidr"))
	}
	return r
}

func drawModel(t *rapid.T) Model {
	n := newNetwork()
	n.Rules = rapid.SliceOfN(rapid.Custom(drawRule), 0, 25).Draw(t, "rules")
	for i, a := range []string{"10.0.1.4", "10.0.1.5", "10.0.2.4", "10.0.2.5", "10.0.2.127", "10.0.2.128"} {
		groups := rapid.SliceOfNDistinct(rapid.SampledFrom(drawnGroups), 1, 3, rapid.ID).Draw(t, "groups")
		subnet := "subnet-b"
		if i < 2 {
			subnet = "subnet-a"
		}
		one := n.plug(fmt.Sprint(i), subnet, a, groups...)
		one.NoSourceCheck = rapid.IntRange(0, 4).Draw(t, "any source") == 0
		if rapid.IntRange(0, 4).Draw(t, "free") == 0 {
			one.Attachment = nil
		}
	}
	return n.Model
}

func TestRegionsAreDisjoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, m := range []Model{drawModel(t), drawVPC(t, 1)} {
			plan := new(Compiler).Compile(m)
			var all []Matches
			for _, set := range plan.RuleSets {
				all = append(all, set.Egress, set.Ingress)
			}
			for _, acl := range plan.ACLs {
				all = append(all, acl.Egress, acl.Ingress)
			}
			for _, m := range all {
				if overlap := overlaps(m); overlap != "" {
					t.Fatalf("%s overlap in\n%s", overlap, plan)
				}
				for _, ref := range m.References {
					inside := Matches{Ports: slices.Clone(ref.Ports), ICMP: slices.Clone(ref.ICMP)}
					if overlap := overlaps(inside); overlap != "" {
						t.Fatalf("%s of the reference to %s overlap in\n%s", overlap, ref.Group, plan)
					}
				}
			}
			for _, table := range plan.Tables {
				for i, r := range table.Ranges {
					if r.To.To.Less(r.To.From) || i > 0 && !table.Ranges[i-1].To.To.Less(r.To.From) {
						t.Fatalf("the ranges of %s are not disjoint and sorted at %s in\n%s", table.Table, r.To, plan)
					}
				}
			}
		}
	})
}

// overlaps names two regions of the same kind that share a packet; empty if
// there are none.
func overlaps(m Matches) string {
	within := func(a, b Range) bool { // no remote range, as references have, meets itself
		return a == b || a.Contains(b.From) || b.Contains(a.From)
	}
	if text := anyPair(m.Any, within); text != "" {
		return text
	}
	if text := anyPair(m.Protocols, func(a, b ProtocolRegion) bool {
		return a.From <= b.To && b.From <= a.To && within(a.Remote, b.Remote)
	}); text != "" {
		return text
	}
	if text := anyPair(m.Ports, func(a, b PortRegion) bool {
		return a.Protocol == b.Protocol && a.From <= b.To && b.From <= a.To && within(a.Remote, b.Remote)
	}); text != "" {
		return text
	}
	return anyPair(m.ICMP, func(a, b ICMPRegion) bool {
		return a.Protocol == b.Protocol && a.TypeFrom <= b.TypeTo && b.TypeFrom <= a.TypeTo &&
			a.CodeFrom <= b.CodeTo && b.CodeFrom <= a.CodeTo && within(a.Remote, b.Remote)
	})
}

func anyPair[T any](things []T, meet func(a, b T) bool) string {
	for i, a := range things {
		for _, b := range things[i+1:] {
			if meet(a, b) {
				return fmt.Sprintf("%v and %v", a, b)
			}
		}
	}
	return ""
}

var samePlan = cmp.Options{cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
	cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(Plan{})}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawWorld(t).models["vpc-2"]
		plan := new(Compiler).Compile(m)
		m.Rules = rapid.Permutation(m.Rules).Draw(t, "rules in another order")
		m.Interfaces = rapid.Permutation(m.Interfaces).Draw(t, "interfaces in another order")
		m.Subnets = rapid.Permutation(m.Subnets).Draw(t, "subnets in another order")
		m.ACLs = rapid.Permutation(m.ACLs).Draw(t, "ACLs in another order")
		for i := range m.ACLs {
			m.ACLs[i].Entries = rapid.Permutation(m.ACLs[i].Entries).Draw(t, "entries in another order")
		}
		m.RouteTables = rapid.Permutation(m.RouteTables).Draw(t, "tables in another order")
		for i := range m.RouteTables {
			m.RouteTables[i].Routes = rapid.Permutation(m.RouteTables[i].Routes).Draw(t, "routes in another order")
		}
		m.NATGateways = rapid.Permutation(m.NATGateways).Draw(t, "NAT gateways in another order")
		m.Public = rapid.Permutation(m.Public).Draw(t, "public addresses in another order")
		m.Peerings = rapid.Permutation(m.Peerings).Draw(t, "peerings in another order")
		m.LAN = rapid.Permutation(m.LAN).Draw(t, "ranges in another order")
		again := new(Compiler).Compile(m)
		if diff := cmp.Diff(plan, again, samePlan); diff != "" {
			t.Fatal(diff)
		}
		if plan.String() != again.String() {
			t.Fatal("the text differs")
		}
	})
}

// vary changes a few parts of a model to those of another one, as users do.
func vary(t *rapid.T, m, other Model) Model {
	for _, change := range rapid.SliceOfN(rapid.IntRange(0, 6), 0, 3).Draw(t, "changes") {
		switch change {
		case 0:
			m.Rules = append(slices.Clone(m.Rules[:max(0, len(m.Rules)-1)]), other.Rules[:min(1, len(other.Rules))]...)
		case 1:
			m.Interfaces = other.Interfaces
		case 2:
			m.ACLs = other.ACLs
		case 3:
			m.RouteTables = other.RouteTables
		case 4:
			m.NATGateways = other.NATGateways
		case 5:
			m.Gateways = other.Gateways
		case 6:
			m.PrefixLists = []PrefixList{prefixList("pl-mine", "203.0.113.0/24"), m.PrefixLists[1]}
		}
	}
	return m
}

func TestMemoryDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, last, m := new(Compiler), &Plan{}, drawVPC(t, 1)
		for range 4 {
			plan := c.Compile(m)
			if diff := cmp.Diff(new(Compiler).Compile(m), plan, samePlan); diff != "" {
				t.Fatalf("(-fresh +remembered):\n%s", diff)
			}
			for _, part := range []string{
				renewed(last.RuleSets, plan.RuleSets, (*RuleSet).equal),
				renewed(last.Members, plan.Members, func(a, b *Members) bool { return slices.Equal(a.Addresses, b.Addresses) }),
				renewed(last.ACLs, plan.ACLs, (*ACLRules).equal),
				renewed(last.Tables, plan.Tables, func(a, b *Routes) bool { return slices.Equal(a.Ranges, b.Ranges) }),
			} {
				if part != "" {
					t.Fatalf("%s says what it said and is another pointer", part)
				}
			}
			last, m = plan, vary(t, m, drawVPC(t, 1))
		}
	})
}

// renewed names a part that is made anew though it says what it said before.
func renewed[P any](before, after map[string]*P, equal func(a, b *P) bool) string {
	for id, part := range after {
		if old := before[id]; old != nil && old != part && equal(old, part) {
			return id
		}
	}
	return ""
}
