package vpc

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A book that was changed again and again says what a new one says.
func TestRuleBookFollowsChanges(t *testing.T) {
	listed := func(string) []netip.Prefix {
		return []netip.Prefix{netip.MustParsePrefix("10.0.2.0/24"), netip.MustParsePrefix("192.168.0.0/24")}
	}
	rapid.Check(t, func(t *rapid.T) {
		book, last, there := &RuleBook{}, map[string]*RuleSet{}, map[string]SecurityGroupRule{}
		ports := rapid.Bool().Draw(t, "ports alone")
		for step := range rapid.IntRange(1, 40).Draw(t, "steps") {
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				id := fmt.Sprintf("sgr-%d", rapid.IntRange(0, 30).Draw(t, "rule"))
				if rapid.IntRange(0, 2).Draw(t, "delete") == 0 {
					delete(there, id)
					book.Delete(id)
					continue
				}
				rule := drawRule(t)
				rule.ID = id
				if ports && (!rule.Protocol.HasPorts() || !rule.CIDR.IsValid()) {
					continue
				}
				if !ports && rapid.IntRange(0, 9).Draw(t, "list") == 0 {
					rule.CIDR, rule.ReferencedGroup, rule.PrefixListID = netip.Prefix{}, "", "pl-1"
				}
				there[id] = rule
				book.Put(rule)
			}
			for _, group := range drawnGroups {
				fresh := &RuleBook{}
				var keys []RuleKey
				for _, rule := range there {
					fresh.Put(rule)
					if rule.GroupID == group && rule.PrefixListID == "" {
						keys = append(keys, rule.Key())
					} else if key := rule.Key(); rule.GroupID == group {
						for _, key.CIDR = range listed("pl-1") {
							keys = append(keys, key)
						}
					}
				}
				got, want := book.ruleSet(group, last[group], listed), compileRules(group, keys)
				if diff := cmp.Diff(want, got, samePlan); diff != "" {
					t.Fatalf("step %d, %s: a changed book says something else (-new +changed):\n%s", step, group, diff)
				}
				if diff := cmp.Diff(want, fresh.ruleSet(group, nil, listed), samePlan); diff != "" {
					t.Fatalf("step %d, %s: a new book says something else (-rules +book):\n%s", step, group, diff)
				}
				if last[group] != nil && last[group].equal(got) && last[group] != got {
					t.Fatalf("step %d: %s says what it said, and is another", step, group)
				}
				last[group] = got
			}
		}
	})
}

func BenchmarkRuleBookOneChange(b *testing.B) {
	for _, rules := range []int{10, 10_000} {
		b.Run(fmt.Sprint(rules), func(b *testing.B) {
			book := &RuleBook{}
			rule := func(i int) SecurityGroupRule {
				return SecurityGroupRule{ID: fmt.Sprint(i), GroupID: "sg-1", Direction: Ingress, Protocol: TCP, FromPort: int32(1000 + i), ToPort: int32(1000 + i),
					CIDR: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 1, byte(i / 200), byte(i % 200)}), 32)}
			}
			for i := range rules {
				book.Put(rule(i))
			}
			book.ruleSet("sg-1", nil, nil)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%2 == 0 {
					book.Put(rule(rules))
				} else {
					book.Delete(fmt.Sprint(rules))
				}
				book.ruleSet("sg-1", nil, nil)
			}
		})
	}
}
