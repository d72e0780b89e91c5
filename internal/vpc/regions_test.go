package vpc

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSpans(t *testing.T) {
	// Both ends of the range are where arithmetic on 16 bits goes wrong.
	drawn := rapid.Custom(func(t *rapid.T) span {
		end := rapid.OneOf(rapid.Uint16Range(0, 12), rapid.Uint16Range(65525, 65535))
		a, b := end.Draw(t, "a"), end.Draw(t, "b")
		return span{min(a, b), max(a, b)}
	})
	rapid.Check(t, func(t *rapid.T) {
		plus := rapid.SliceOfN(drawn, 0, 6).Draw(t, "spans")
		minus := rapid.SliceOfN(drawn, 0, 6).Draw(t, "minus")
		has := func(spans []span, port uint16) bool {
			return slices.ContainsFunc(spans, func(s span) bool { return s.from <= port && port <= s.to })
		}
		union := unionSpans(slices.Clone(plus))
		rest := subtractSpans(union, unionSpans(slices.Clone(minus)))
		for p := range everyEnd {
			if in := has(plus, p); has(union, p) != in || has(rest, p) != (in && !has(minus, p)) {
				t.Fatalf("port %d of %v less %v: union %v, rest %v", p, plus, minus, union, rest)
			}
		}
		for i := 1; i < len(union); i++ {
			if int(union[i-1].to)+1 >= int(union[i].from) {
				t.Fatalf("%v has neighbours", union)
			}
		}
	})
}

// everyEnd yields the ports near both ends of the range.
func everyEnd(yield func(uint16) bool) {
	for offset := range 14 {
		if !yield(uint16(offset)) || !yield(uint16(65535-offset)) {
			return
		}
	}
}

func TestCarve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grants := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) grant {
			bits := rapid.IntRange(27, 32).Draw(t, "bits")
			prefix, _ := at(netip.MustParsePrefix("255.255.255.224/27"), rapid.IntRange(0, 31).Draw(t, "address")).Prefix(bits)
			a, b := rapid.Uint16Range(0, 15).Draw(t, "a"), rapid.Uint16Range(0, 15).Draw(t, "b")
			return grant{prefix, span{min(a, b), max(a, b)}}
		}), 0, 12).Draw(t, "grants")
		regions := carve(slices.Clone(grants))
		for offset := range 32 {
			addr := at(netip.MustParsePrefix("255.255.255.224/27"), offset)
			for port := range uint16(16) {
				want, got := 0, 0
				if slices.ContainsFunc(grants, func(g grant) bool {
					return g.remote.Contains(addr) && g.span.from <= port && port <= g.span.to
				}) {
					want = 1
				}
				for _, r := range regions {
					if r.remote.Contains(addr) && r.span.from <= port && port <= r.span.to {
						got++
					}
				}
				if got != want {
					t.Fatalf("%s port %d is in %d regions, want %d:\n%v\n%v", addr, port, got, want, grants, regions)
				}
			}
		}
	})
}

func TestICMPRegionsCoverTheirSpanOnce(t *testing.T) {
	ends := []uint16{0, 1, 255, 256, 257, 511, 512, 513, 767, 768, 65279, 65280, 65281, 65534, 65535}
	for i, from := range ends {
		for _, to := range ends[i:] {
			boxes := icmpRegions(ICMP, region{span: span{from, to}})
			for _, key := range ends {
				p := Packet{Protocol: ICMP, ICMPType: uint8(key >> 8), ICMPCode: uint8(key)}
				got, want := 0, 0
				if from <= key && key <= to {
					want = 1
				}
				for _, b := range boxes {
					if b.matches(p.header()) {
						got++
					}
				}
				if got != want {
					t.Errorf("%d-%d: type %d code %d is in %d of %v, want %d", from, to, p.ICMPType, p.ICMPCode, got, boxes, want)
				}
			}
		}
	}
}

// What nests and crosses must not blow up: a group far beyond the quota of 60
// rules a direction stays within what the kernel holds.
func TestRandomRulesStayBounded(t *testing.T) {
	for _, n := range []int{60, 1000} {
		set := compileRules("sg-1", randomRules(n))
		if regions := len(set.Ingress.Ports); regions > 20*n {
			t.Errorf("%d random rules make %d regions", n, regions)
		}
	}
}

// randomRules are rules with random nested prefixes and wide port ranges.
func randomRules(n int) []RuleKey {
	random := rand.New(rand.NewPCG(1, 2))
	rules := make([]RuleKey, n)
	for i := range rules {
		remote, _ := number(random.Uint32()>>8 | 10<<24).Prefix(8 + random.IntN(25))
		from := random.Int32N(60000)
		rules[i] = RuleKey{Direction: Ingress, Protocol: TCP, FromPort: from, ToPort: from + random.Int32N(5000), CIDR: remote}
	}
	return rules
}

func hostRule(n int, from, to int32) RuleKey {
	return RuleKey{Direction: Ingress, Protocol: TCP, FromPort: from, ToPort: to, CIDR: netip.PrefixFrom(number(10<<24+uint32(2*n)), 32)}
}

func BenchmarkCompileRules(b *testing.B) {
	const n = 10_000
	cases := map[string]func(i int) RuleKey{
		"10000 hosts, one port":                      func(i int) RuleKey { return hostRule(i, 443, 443) },
		"10000 ports, one host":                      func(i int) RuleKey { return hostRule(0, int32(2*i), int32(2*i)) },
		"10000 hosts and ports":                      func(i int) RuleKey { return hostRule(i, int32(2*i), int32(2*i)) },
		"10000 hosts, wide and crossing port ranges": func(i int) RuleKey { return hostRule(i, int32(2*i), int32(2*i)+20000) },
		"5000 hosts in a /8 that has 5000 other ports": func(i int) RuleKey {
			if i%2 == 0 {
				return hostRule(i, 443, 443)
			}
			return RuleKey{Direction: Ingress, Protocol: TCP, FromPort: int32(i), ToPort: int32(i), CIDR: netip.MustParsePrefix("10.0.0.0/8")}
		},
	}
	for name, rule := range cases {
		rules := make([]RuleKey, n)
		for i := range rules {
			rules[i] = rule(i)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { rules[i], rules[j] = rules[j], rules[i] })
		b.Run(name, func(b *testing.B) { benchmarkRules(b, rules) })
	}
	crossing := make([]RuleKey, 1000) // the worst there is: every port cuts every host's range
	for i := range crossing {
		if crossing[i] = hostRule(i, 1, 60000); i%2 == 0 {
			crossing[i] = RuleKey{Direction: Ingress, Protocol: TCP, FromPort: int32(2 * i), ToPort: int32(2 * i), CIDR: netip.MustParsePrefix("10.0.0.0/8")}
		}
	}
	b.Run("500 ports crossing 500 hosts", func(b *testing.B) { benchmarkRules(b, crossing) })
	b.Run("1000 random", func(b *testing.B) { benchmarkRules(b, randomRules(1000)) })
	b.Run("60 random", func(b *testing.B) { benchmarkRules(b, randomRules(60)) })
}

func benchmarkRules(b *testing.B, rules []RuleKey) {
	var set *RuleSet
	for b.Loop() {
		set = compileRules("sg-1", rules)
	}
	b.ReportMetric(float64(len(set.Ingress.Ports)), "regions")
}

// One rule of a group of 10,000 changes in a VPC with 1,000 interfaces.
func BenchmarkCompileAfterOneChange(b *testing.B) {
	n := newNetwork()
	n.Subnets[0].CIDR = netip.MustParsePrefix("10.0.0.0/17")
	for i := range 1000 {
		n.plug(fmt.Sprint(i), "subnet-a", at(n.Subnets[0].CIDR, i+reservedFirst).String(), "sg-large", fmt.Sprintf("sg-%d", i%50))
	}
	for i := range 10_000 {
		key := hostRule(i, int32(i), int32(i))
		n.Rules = append(n.Rules, SecurityGroupRule{GroupID: "sg-large", Direction: Ingress, Protocol: TCP,
			FromPort: key.FromPort, ToPort: key.ToPort, CIDR: key.CIDR})
	}
	for i := range 50 {
		n.allow(fmt.Sprintf("sg-%d", i), Ingress, TCP, 5432, 5432, "sg-large")
	}
	c := new(Compiler)
	c.Compile(n.Model)
	for b.Loop() {
		n.Rules[5000].ToPort++
		c.Compile(n.Model)
	}
}
