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
	drawnAddresses = []string{"10.0.1.4", "10.0.1.5", "10.0.1.6", "10.0.2.4", "10.0.2.5", "10.0.2.6", "10.0.2.127", "10.0.2.128",
		"10.0.3.1", "10.1.0.0", "192.168.0.1", "192.169.0.0", "255.255.255.255", "fd00::1", "fd00:0:0:1::"}
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

func drawPacket(t *rapid.T) Packet {
	p := Packet{
		Destination:     netip.MustParseAddr(rapid.SampledFrom(drawnAddresses).Draw(t, "destination")),
		Protocol:        rapid.SampledFrom(drawnProtocols[1:]).Draw(t, "protocol"),
		DestinationPort: uint16(rapid.SampledFrom(drawnPorts).Draw(t, "port")),
		ICMPType:        uint8(rapid.SampledFrom(drawnICMP).Draw(t, "type")),
		ICMPCode:        uint8(rapid.SampledFrom(drawnICMP).Draw(t, "code")),
	}
	by := rapid.IntRange(0, 2).Draw(t, "sender")
	if by != 0 {
		p.FromInterface = fmt.Sprintf("eni-%d", rapid.IntRange(0, 5).Draw(t, "interface"))
	}
	if by != 1 {
		p.Source = netip.MustParseAddr(rapid.SampledFrom(drawnAddresses).Draw(t, "source"))
	}
	return p
}

// naive decides about a packet by reading the model's rules one by one.
func naive(m Model, p Packet) Stage {
	from := plugged(m, func(i Interface) bool {
		if p.FromInterface != "" {
			return i.ID == p.FromInterface
		}
		return slices.Contains(i.Addresses, p.Source)
	})
	if from == nil {
		return StageSourceCheck
	}
	if !p.Source.IsValid() {
		p.Source = from.Addresses[0]
	}
	if !from.NoSourceCheck && !slices.Contains(from.Addresses, p.Source) {
		return StageSourceCheck
	}
	if slices.Contains(from.Addresses, p.Destination) {
		return StageDelivered
	}
	if !naivePolicy(m, *from, Egress, p, p.Destination) {
		return StageEgressPolicy
	}
	if !naiveACL(m, from.SubnetID, true, p, p.Destination) {
		return StageEgressACL
	}
	to := plugged(m, func(i Interface) bool { return slices.Contains(i.Addresses, p.Destination) })
	if to == nil {
		return StageRoute
	}
	if !naiveACL(m, to.SubnetID, false, p, p.Source) {
		return StageIngressACL
	}
	if !naivePolicy(m, *to, Ingress, p, p.Source) {
		return StageIngressPolicy
	}
	return StageDelivered
}

func plugged(m Model, wanted func(Interface) bool) *Interface {
	for _, i := range m.Interfaces {
		if i.Attachment != nil && wanted(i) {
			return &i
		}
	}
	return nil
}

func naivePolicy(m Model, i Interface, direction Direction, p Packet, remote netip.Addr) bool {
	return slices.ContainsFunc(m.Rules, func(r SecurityGroupRule) bool {
		if r.Direction != direction || !slices.Contains(i.Groups, r.GroupID) {
			return false
		}
		if r.ReferencedGroup != "" {
			member := plugged(m, func(i Interface) bool {
				return slices.Contains(i.Groups, r.ReferencedGroup) && slices.Contains(i.Addresses, remote)
			})
			if member == nil {
				return false
			}
		} else if !r.CIDR.Contains(remote) {
			return false
		}
		switch {
		case r.Protocol == AllProtocols:
			return true
		case r.Protocol != p.Protocol:
			return false
		case r.Protocol == TCP || r.Protocol == UDP:
			return r.FromPort <= int32(p.DestinationPort) && int32(p.DestinationPort) <= r.ToPort
		case r.Protocol == ICMP || r.Protocol == ICMPv6:
			return (r.FromPort == -1 || r.FromPort == int32(p.ICMPType)) && (r.ToPort == -1 || r.ToPort == int32(p.ICMPCode))
		}
		return true
	})
}

// naiveACL reads a subnet's ACL entry by entry.
func naiveACL(m Model, subnet string, egress bool, p Packet, remote netip.Addr) bool {
	for _, s := range m.Subnets {
		if s.ID == subnet && s.CIDR.Contains(remote) {
			return true
		}
	}
	var acl NetworkACL
	for _, a := range m.ACLs {
		if a.Has(subnet) || a.Default && !acl.Has(subnet) {
			acl = a
		}
	}
	allowed, lowest := false, int32(ACLLastEntry)
	for _, e := range acl.Entries {
		if e.Egress != egress || e.Number >= lowest || !e.CIDR.Contains(remote) {
			continue
		}
		switch {
		case e.Protocol == AllProtocols:
		case e.Protocol != p.Protocol:
			continue
		case e.Protocol == TCP || e.Protocol == UDP:
			if int32(p.DestinationPort) < e.FromPort || e.ToPort < int32(p.DestinationPort) {
				continue
			}
		case e.Protocol == ICMP || e.Protocol == ICMPv6:
			if e.ICMPType != -1 && (e.ICMPType != int32(p.ICMPType) || e.ICMPCode != -1 && e.ICMPCode != int32(p.ICMPCode)) {
				continue
			}
		}
		allowed, lowest = e.Allow, e.Number
	}
	return allowed
}

func TestPlanDecidesAsTheRulesDo(t *testing.T) {
	met := map[Stage]int{}
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		plan := new(Compiler).Compile(m)
		world := &World{Plans: map[string]*Plan{plan.VPC: plan}}
		for range 30 {
			p := drawPacket(t)
			got, want := world.Reach(p), naive(m, p)
			met[want]++
			if got.Last().Stage != want || got.Delivered != (want == StageDelivered) {
				t.Fatalf("%+v\nends at %q, rule by rule at %q\n%s\n%s", p, got.Last().Stage, want, got, plan)
			}
			if got.Delivered {
				to := plugged(m, func(i Interface) bool { return slices.Contains(i.Addresses, p.Destination) })
				if got.To != to.ID {
					t.Fatalf("delivered to %s, want %s", got.To, to.ID)
				}
			}
		}
	})
	for _, s := range []Stage{StageSourceCheck, StageEgressPolicy, StageRoute, StageIngressPolicy, StageDelivered} {
		if met[s] == 0 {
			t.Errorf("no packet ended at %q: the models or packets are too narrow", s)
		}
	}
}

func TestRegionsAreDisjoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := new(Compiler).Compile(drawModel(t))
		for _, set := range plan.RuleSets {
			for _, m := range []Matches{set.Egress, set.Ingress} {
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
		m := drawModel(t)
		plan := new(Compiler).Compile(m)
		m.Rules = rapid.Permutation(m.Rules).Draw(t, "rules in another order")
		m.Interfaces = rapid.Permutation(m.Interfaces).Draw(t, "interfaces in another order")
		m.Subnets = rapid.Permutation(m.Subnets).Draw(t, "subnets in another order")
		again := new(Compiler).Compile(m)
		if diff := cmp.Diff(plan, again, samePlan); diff != "" {
			t.Fatal(diff)
		}
		if plan.String() != again.String() {
			t.Fatal("the text differs")
		}
	})
}

func TestMemoryDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, last, m := new(Compiler), &Plan{}, Model{}
		for range 4 {
			rules := m.Rules
			m = drawModel(t)
			if n := len(rules); n > 0 { // most of them stay, as when a user changes one
				m.Rules = append(slices.Clone(rules[:n-1]), m.Rules[:min(1, len(m.Rules))]...)
			}
			plan := c.Compile(m)
			if diff := cmp.Diff(new(Compiler).Compile(m), plan, samePlan); diff != "" {
				t.Fatalf("(-fresh +remembered):\n%s", diff)
			}
			for group, set := range plan.RuleSets {
				if old := last.RuleSets[group]; old != nil && old != set && old.equal(set) {
					t.Fatalf("the same rules of %s are another pointer", group)
				}
			}
			for group, members := range plan.Members {
				if old := last.Members[group]; old != nil && old != members && slices.Equal(old.Addresses, members.Addresses) {
					t.Fatalf("the same members of %s are another pointer", group)
				}
			}
			last = plan
		}
	})
}
