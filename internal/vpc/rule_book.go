package vpc

import (
	"maps"
	"net/netip"
	"slices"
)

// RuleBook is the rules of a VPC's groups, for a Compiler that compiles them
// again and again: what a rule more or less costs does not follow from how many
// there are. The zero value is ready and has no rules. It is not for use by
// several goroutines at once.
type RuleBook struct {
	rules  map[string]bookedRule   // by id
	groups map[string]*bookedRules // by group
}

type bookedRule struct {
	group string
	key   RuleKey
}

// bookedRules are a group's rules, and what was compiled of them.
type bookedRules struct {
	keys      map[string]RuleKey // by rule id
	listed    int                // so many of them name prefix lists
	gone      []RuleKey          // since it was compiled
	come      []RuleKey
	set       *RuleSet // nil before the first time
	direction map[Direction]*bookedDirection
}

// bookedDirection is one direction of a group as it was last compiled.
type bookedDirection struct {
	matches Matches
	ports   map[Protocol]*carving
}

// bulk is how many changes of a group are made together by compiling it anew.
const bulk = 64

// Put adds a rule, or replaces the one with its id.
func (b *RuleBook) Put(r SecurityGroupRule) {
	key := r.Key()
	if last, known := b.rules[r.ID]; known {
		if last.group == r.GroupID && last.key == key {
			return
		}
		b.Delete(r.ID)
	}
	if b.rules == nil {
		b.rules, b.groups = map[string]bookedRule{}, map[string]*bookedRules{}
	}
	b.rules[r.ID] = bookedRule{r.GroupID, key}
	g := b.groups[r.GroupID]
	if g == nil {
		g = &bookedRules{keys: map[string]RuleKey{}}
		b.groups[r.GroupID] = g
	}
	g.keys[r.ID] = key
	g.come = append(g.come, key)
	if key.PrefixListID != "" {
		g.listed++
	}
}

// Delete takes the rule with an id away; false if there is none.
func (b *RuleBook) Delete(id string) bool {
	rule, known := b.rules[id]
	if !known {
		return false
	}
	delete(b.rules, id)
	g := b.groups[rule.group]
	delete(g.keys, id)
	if rule.key.PrefixListID != "" {
		g.listed--
	}
	if len(g.keys) == 0 {
		delete(b.groups, rule.group)
		return true
	}
	if i := slices.Index(g.come, rule.key); i >= 0 {
		g.come = slices.Delete(g.come, i, i+1)
	} else {
		g.gone = append(g.gone, rule.key)
	}
	return true
}

// ruleSet is a group's rule set; the same pointer while it says the same.
func (b *RuleBook) ruleSet(group string, last *RuleSet, listed func(string) []netip.Prefix) *RuleSet {
	g := b.groups[group]
	if g == nil {
		g = &bookedRules{} // a group without rules lets nothing through
	}
	if g.set == nil || len(g.gone)+len(g.come) > 0 || g.listed > 0 {
		fresh := g.compile(group, listed)
		if g.set == nil {
			g.set = last
		}
		if g.set == nil || !g.set.equal(fresh) {
			g.set = fresh
		}
		g.gone, g.come = nil, nil
	}
	return g.set
}

func (g *bookedRules) compile(group string, listed func(string) []netip.Prefix) *RuleSet {
	set := &RuleSet{Group: group}
	anew := g.direction == nil || g.listed > 0 || len(g.gone)+len(g.come) > bulk
	if anew || !g.change(Egress) || !g.change(Ingress) {
		keys := make([]RuleKey, 0, len(g.keys))
		for _, key := range g.keys {
			if key.PrefixListID == "" {
				keys = append(keys, key)
				continue
			}
			for _, key.CIDR = range listed(key.PrefixListID) {
				keys = append(keys, key)
			}
		}
		g.direction = map[Direction]*bookedDirection{Egress: bookDirection(keys, Egress), Ingress: bookDirection(keys, Ingress)}
	}
	set.Egress, set.Ingress = g.direction[Egress].matches, g.direction[Ingress].matches
	return set
}

// bookDirection compiles one direction anew. Ports are kept as they were carved.
func bookDirection(keys []RuleKey, direction Direction) *bookedDirection {
	d := &bookedDirection{matches: compileDirection(keys, direction), ports: map[Protocol]*carving{}}
	grants := map[Protocol][]grant{}
	for _, key := range keys {
		if s, ok := portSpan(key); ok && key.Direction == direction && !d.covered(key) {
			grants[key.Protocol] = append(grants[key.Protocol], grant{key.CIDR.Masked(), s})
		}
	}
	for protocol, list := range grants {
		d.ports[protocol] = newCarving(protocol, list)
	}
	return d
}

// portSpan is the part of a protocol with ports that a rule with a range is
// about; false for every other rule.
func portSpan(key RuleKey) (span, bool) {
	if !key.CIDR.IsValid() || !key.Protocol.HasPorts() {
		return span{}, false
	}
	s, ok := spanOf(key)
	return s, ok && s != everything
}

// covered tells whether a wider kind lets through what a rule does.
func (d *bookedDirection) covered(key RuleKey) bool {
	remote := key.CIDR.Masked()
	if covers(d.matches.Any, remote) {
		return true
	}
	first, _ := slices.BinarySearchFunc(d.matches.Protocols, key.Protocol, func(r ProtocolRegion, p Protocol) int { return int(r.From) - int(p) })
	var whole []Range
	for _, r := range d.matches.Protocols[first:] {
		if r.From != key.Protocol {
			break
		}
		whole = append(whole, r.Remote)
	}
	return covers(whole, remote)
}

// change makes the changes of one direction; false if it must be compiled anew,
// since they are about more than ports.
func (g *bookedRules) change(direction Direction) bool {
	d := g.direction[direction]
	gone, come := map[Protocol][]grant{}, map[Protocol][]grant{}
	sort := func(keys []RuleKey, into map[Protocol][]grant) bool {
		for _, key := range keys {
			s, ok := portSpan(key)
			if key.Direction != direction {
				continue
			}
			if !ok {
				return false
			}
			if !d.covered(key) {
				into[key.Protocol] = append(into[key.Protocol], grant{key.CIDR.Masked(), s})
			}
		}
		return true
	}
	if !sort(g.gone, gone) || !sort(g.come, come) {
		return false
	}
	if len(gone)+len(come) == 0 {
		return true
	}
	for _, changed := range []map[Protocol][]grant{gone, come} {
		for protocol := range changed {
			if d.ports[protocol] == nil {
				d.ports[protocol] = newCarving(protocol, nil)
			}
		}
	}
	for protocol, c := range d.ports {
		if len(gone[protocol])+len(come[protocol]) > 0 {
			c.change(gone[protocol], come[protocol])
		}
	}
	d.matches.Ports = nil
	for _, protocol := range slices.Sorted(maps.Keys(d.ports)) {
		if d.matches.Ports == nil {
			d.matches.Ports = d.ports[protocol].regions
			continue
		}
		d.matches.Ports = slices.Concat(d.matches.Ports, d.ports[protocol].regions)
	}
	return true
}
