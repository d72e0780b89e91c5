package vpc

import (
	"maps"
	"net/netip"
	"slices"
)

// compiledGroup is a group's rule set and the rules as they were given.
type compiledGroup struct {
	rules []RuleKey
	set   *RuleSet
}

// givenRules compares a group's rules, as they come, with those that it had.
// Only of a group that changed are they collected.
type givenRules struct {
	last    []RuleKey
	same    int // so many of last came again, while nothing else did
	changed bool
	rules   []RuleKey // where changed
}

func (g *givenRules) add(key RuleKey) {
	if !g.changed && g.same < len(g.last) && g.last[g.same] == key {
		g.same++
		return
	}
	g.finish(false)
	g.rules = append(g.rules, key)
}

// finish notes that the group changed, unless no more rules come and all that
// it had came again.
func (g *givenRules) finish(noMore bool) {
	if !g.changed && !(noMore && g.same == len(g.last)) {
		g.changed, g.rules = true, slices.Clone(g.last[:g.same])
	}
}

// ruleSets compiles the groups that the policies name, and only those whose
// rules are not as they were. A rule that names a prefix list is one rule for
// each of its ranges.
func (c *Compiler) ruleSets(policies []*Policy, rules []SecurityGroupRule, listed func(string) []netip.Prefix) map[string]*RuleSet {
	given := map[string]*givenRules{}
	for _, p := range policies {
		for _, g := range p.Groups {
			given[g] = &givenRules{}
			if last := c.groups[g]; last != nil {
				given[g].last = last.rules
			}
		}
	}
	for i := range rules {
		group := given[rules[i].GroupID]
		if group == nil {
			continue
		}
		key := rules[i].Key()
		if key.PrefixListID == "" {
			group.add(key)
			continue
		}
		for _, key.CIDR = range listed(key.PrefixListID) {
			group.add(key)
		}
	}
	groups, sets := make(map[string]*compiledGroup, len(given)), make(map[string]*RuleSet, len(given))
	for id, g := range given {
		g.finish(true)
		compiled := c.groups[id]
		if g.changed || compiled == nil {
			fresh := &compiledGroup{rules: g.rules, set: compileRules(id, g.rules)}
			if compiled != nil && compiled.set.equal(fresh.set) {
				fresh.set = compiled.set
			}
			compiled = fresh
		}
		groups[id], sets[id] = compiled, compiled.set
	}
	c.groups = groups
	return sets
}

// bookedSets are the rule sets of the groups that the policies name, of a book.
func (c *Compiler) bookedSets(policies []*Policy, m Model) map[string]*RuleSet {
	sets := map[string]*RuleSet{}
	for _, p := range policies {
		for _, g := range p.Groups {
			if sets[g] != nil {
				continue
			}
			var last *RuleSet
			if c.last != nil {
				last = c.last.RuleSets[g]
			}
			sets[g] = m.Book.ruleSet(g, last, m.listed)
		}
	}
	c.groups = nil
	return sets
}

// compileRules compiles one group's rules.
func compileRules(group string, rules []RuleKey) *RuleSet {
	return &RuleSet{Group: group, Egress: compileDirection(rules, Egress), Ingress: compileDirection(rules, Ingress)}
}

// compileDirection compiles one direction of a group. A rule of a kind that is
// not known here (a prefix list, numbers out of range) lets nothing through.
func compileDirection(rules []RuleKey, direction Direction) Matches {
	var direct allowance
	referenced := map[string]*allowance{}
	for _, r := range rules {
		if r.Direction != direction {
			continue
		}
		switch {
		case r.CIDR.IsValid():
			direct.add(r, r.CIDR.Masked())
		case r.ReferencedGroup != "":
			if referenced[r.ReferencedGroup] == nil {
				referenced[r.ReferencedGroup] = &allowance{}
			}
			referenced[r.ReferencedGroup].add(r, anywhere)
		}
	}
	matches := direct.matches()
	for _, group := range slices.Sorted(maps.Keys(referenced)) {
		matches.References = append(matches.References, referenced[group].reference(group))
	}
	return matches
}

// anywhere stands for the remote end of rules that name a group, whose members
// are looked up elsewhere.
var anywhere = netip.MustParsePrefix("0.0.0.0/0")

// allowance collects what rules let through, by how much of a protocol it is.
type allowance struct {
	any   []netip.Prefix
	whole map[Protocol][]netip.Prefix
	parts map[Protocol][]grant
}

// add notes a rule with its remote range.
func (a *allowance) add(r RuleKey, remote netip.Prefix) {
	if r.Protocol == AllProtocols {
		a.any = append(a.any, remote)
		return
	}
	s, ok := spanOf(r)
	switch {
	case !ok:
	case s == everything:
		if a.whole == nil {
			a.whole = map[Protocol][]netip.Prefix{}
		}
		a.whole[r.Protocol] = append(a.whole[r.Protocol], remote)
	default:
		if a.parts == nil {
			a.parts = map[Protocol][]grant{}
		}
		a.parts[r.Protocol] = append(a.parts[r.Protocol], grant{remote, s})
	}
}

// spanOf is the part of its protocol that a rule is about; false for a rule
// whose numbers say nothing.
func spanOf(r RuleKey) (span, bool) {
	from, to := r.FromPort, r.ToPort
	switch {
	case r.Protocol < 0 || r.Protocol > 255:
		return span{}, false
	case r.Protocol.HasTypes():
		switch {
		case from == -1:
			return everything, true
		case from < 0 || from > 255 || to < -1 || to > 255:
			return span{}, false
		case to == -1:
			return span{uint16(from) << 8, uint16(from)<<8 | 255}, true
		}
		key := uint16(from)<<8 | uint16(to)
		return span{key, key}, true
	case r.Protocol.HasPorts():
		if from == -1 && to == -1 {
			return everything, true
		}
		if from < 0 || to > 65535 || from > to {
			return span{}, false
		}
		return span{uint16(from), uint16(to)}, true
	}
	return everything, true // other protocols have no ports that we know of
}

// matches compiles what was collected. What a wider kind already lets through
// is left out of the narrower ones.
func (a *allowance) matches() Matches {
	m := Matches{Any: unionRanges(a.any)}
	whole := make(map[Protocol][]Range, len(a.whole))
	for _, protocol := range slices.Sorted(maps.Keys(a.whole)) {
		prefixes := slices.DeleteFunc(a.whole[protocol], func(p netip.Prefix) bool { return covers(m.Any, p) })
		whole[protocol] = unionRanges(prefixes)
		for _, r := range whole[protocol] {
			m.Protocols = append(m.Protocols, ProtocolRegion{r, protocol, protocol})
		}
	}
	for _, protocol := range slices.Sorted(maps.Keys(a.parts)) {
		grants := slices.DeleteFunc(a.parts[protocol], func(g grant) bool {
			return covers(m.Any, g.remote) || covers(whole[protocol], g.remote)
		})
		m.addParts(protocol, carve(grants))
	}
	return m
}

// addParts adds regions of a protocol that has parts.
func (m *Matches) addParts(protocol Protocol, regions []region) {
	for _, r := range regions {
		if protocol.HasTypes() {
			m.ICMP = append(m.ICMP, icmpRegions(protocol, r)...)
		} else {
			m.Ports = append(m.Ports, PortRegion{r.remote, protocol, r.span.from, r.span.to})
		}
	}
}

// reference is matches for rules that name a group.
func (a *allowance) reference(group string) Reference {
	m := a.matches()
	ref := Reference{Group: group, Any: len(m.Any) > 0, Ports: m.Ports, ICMP: m.ICMP}
	for _, p := range m.Protocols {
		ref.Protocols = append(ref.Protocols, p.From) // groups have no longer runs
	}
	for i := range ref.Ports {
		ref.Ports[i].Remote = Range{}
	}
	for i := range ref.ICMP {
		ref.ICMP[i].Remote = Range{}
	}
	return ref
}

// icmpRegions writes a span of types and codes as up to three boxes: the end
// of its first type, the whole types between, the start of its last.
func icmpRegions(protocol Protocol, r region) []ICMPRegion {
	firstType, lastType := int(r.span.from>>8), int(r.span.to>>8)
	firstCode, lastCode := uint8(r.span.from), uint8(r.span.to)
	if firstType == lastType {
		return []ICMPRegion{{r.remote, protocol, uint8(firstType), uint8(firstType), firstCode, lastCode}}
	}
	var boxes, tail []ICMPRegion
	if firstCode > 0 {
		boxes = append(boxes, ICMPRegion{r.remote, protocol, uint8(firstType), uint8(firstType), firstCode, 255})
		firstType++
	}
	if lastCode < 255 {
		tail = append(tail, ICMPRegion{r.remote, protocol, uint8(lastType), uint8(lastType), 0, lastCode})
		lastType--
	}
	if firstType <= lastType {
		boxes = append(boxes, ICMPRegion{r.remote, protocol, uint8(firstType), uint8(lastType), 0, 255})
	}
	return append(boxes, tail...)
}

func (s *RuleSet) equal(other *RuleSet) bool {
	return s.Group == other.Group && s.Egress.equal(other.Egress) && s.Ingress.equal(other.Ingress)
}

func (m Matches) equal(other Matches) bool {
	return slices.Equal(m.Any, other.Any) && slices.Equal(m.Protocols, other.Protocols) &&
		slices.Equal(m.Ports, other.Ports) && slices.Equal(m.ICMP, other.ICMP) &&
		slices.EqualFunc(m.References, other.References, Reference.equal)
}

func (r Reference) equal(other Reference) bool {
	return r.Group == other.Group && r.Any == other.Any && slices.Equal(r.Protocols, other.Protocols) &&
		slices.Equal(r.Ports, other.Ports) && slices.Equal(r.ICMP, other.ICMP)
}

// references are the groups that the rule set names, each once, sorted.
func (s *RuleSet) references() []string {
	var groups []string
	for _, r := range s.Egress.References {
		groups = append(groups, r.Group)
	}
	for _, r := range s.Ingress.References {
		groups = append(groups, r.Group)
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}
