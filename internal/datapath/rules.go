package datapath

import (
	"regexp"
	"slices"
	"strings"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// table is the name of the table in the namespaces that are all ours.
const table = "sallyport"

// counted ends a chain that nothing got through.
const counted = "counter drop"

// compiler turns plans into tables. It keeps what it made of each group, so
// that the same RuleSet gives the same element slices, and the difference of
// two tables costs what changed.
type compiler struct {
	groups  map[*vpc.RuleSet]group
	members map[*vpc.Members][]nft.Element
}

func newCompiler() *compiler {
	return &compiler{groups: map[*vpc.RuleSet]group{}, members: map[*vpc.Members][]nft.Element{}}
}

// group is one group's part of a table.
type group struct {
	chains map[string]*nft.Chain
	sets   map[string]*nft.Set
}

var token = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// compile gives the table that a VPC's namespace must hold. A token that is no
// id is refused: it would be read as a part of the rules.
func (c *compiler) compile(n names, p *vpc.Plan) (*nft.Table, error) {
	t := nft.New(table)
	t.Chains["forward"] = &nft.Chain{Hook: "type filter hook forward priority filter; policy drop;", Rules: []string{
		// The source check: who a packet is from is known from here on.
		"iifname . ip saddr @sources goto known",
		"iifname @any-source meta nfproto ipv4 goto known",
		counted,
	}}
	t.Chains["known"] = &nft.Chain{Rules: []string{
		"ct state established,related accept",
		"ct state invalid " + counted,
		"iifname vmap @egress",
		counted,
	}}
	t.Chains["ingress"] = &nft.Chain{Rules: []string{"oifname vmap @ingress", counted}}
	t.Chains["pass"] = &nft.Chain{Rules: []string{"accept"}}
	// The router itself neither takes nor sends a packet.
	t.Chains["input"] = &nft.Chain{Hook: "type filter hook input priority filter; policy drop;", Rules: []string{counted}}
	t.Chains["output"] = &nft.Chain{Hook: "type filter hook output priority filter; policy drop;", Rules: []string{counted}}

	if err := addPolicies(t, p); err != nil {
		return nil, err
	}
	addPorts(t, n, p)
	return t, c.addGroups(t, p)
}

func egressChain(id string) string  { return id + ".egress" }
func ingressChain(id string) string { return id + ".ingress" }

// addPolicies makes two chains of each policy, which ask its groups one after
// the other. A group's chain leaves for good where it matches.
func addPolicies(t *nft.Table, p *vpc.Plan) error {
	for _, policy := range p.Policies {
		if !token.MatchString(policy.ID) {
			return fault.New(fault.Invalid, "", "policy %q of %s is not an id", policy.ID, p.VPC)
		}
		egress, ingress := &nft.Chain{}, &nft.Chain{}
		for _, g := range policy.Groups {
			if p.RuleSets[g] == nil {
				return fault.New(fault.Invalid, "", "policy %s of %s names group %s, which the plan has no rules of", policy.ID, p.VPC, g)
			}
			egress.Rules = append(egress.Rules, "jump "+egressChain(g))
			ingress.Rules = append(ingress.Rules, "jump "+ingressChain(g))
		}
		egress.Rules = append(egress.Rules, counted)
		ingress.Rules = append(ingress.Rules, counted)
		t.Chains["policy-"+egressChain(policy.ID)] = egress
		t.Chains["policy-"+ingressChain(policy.ID)] = ingress
	}
	return nil
}

// addPorts makes the sets that know the ports: by device name, not by index,
// so that they hold for a link that is made again.
func addPorts(t *nft.Table, n names, p *vpc.Plan) {
	sources := &nft.Set{Key: []nft.Type{nft.Device, nft.Addr}}
	free := &nft.Set{Key: []nft.Type{nft.Device}}
	egress := &nft.Set{Key: []nft.Type{nft.Device}, Verdicts: true}
	ingress := &nft.Set{Key: []nft.Type{nft.Device}, Verdicts: true}
	policies := make(map[string]bool, len(p.Policies))
	for _, policy := range p.Policies {
		policies[policy.ID] = true
	}
	for _, port := range p.Ports {
		device := nft.Key(nil).Device(n.port(port.Interface))
		if port.AnySource {
			free.Elements = append(free.Elements, nft.Point(device))
		}
		for _, a := range port.Addresses {
			if a.Is4() && !port.AnySource {
				sources.Elements = append(sources.Elements, nft.Point(slices.Clone(device).Addr(a)))
			}
		}
		if policies[port.Policy] {
			out, in := nft.Point(device), nft.Point(device)
			out.Chain, in.Chain = "policy-"+egressChain(port.Policy), "policy-"+ingressChain(port.Policy)
			egress.Elements = append(egress.Elements, out)
			ingress.Elements = append(ingress.Elements, in)
		}
	}
	for name, set := range map[string]*nft.Set{"sources": sources, "any-source": free, "egress": egress, "ingress": ingress} {
		slices.SortFunc(set.Elements, nft.Compare)
		t.Sets[name] = set
	}
}

// addGroups adds the chains and sets of every group, and forgets groups that
// the plan no longer has.
func (c *compiler) addGroups(t *nft.Table, p *vpc.Plan) error {
	groups, members := map[*vpc.RuleSet]group{}, map[*vpc.Members][]nft.Element{}
	for id, rules := range p.RuleSets {
		g, ok := c.groups[rules]
		if !ok {
			var err error
			if g, err = compileGroup(id, rules); err != nil {
				return err
			}
		}
		groups[rules] = g
		for name, chain := range g.chains {
			t.Chains[name] = chain
		}
		for name, set := range g.sets {
			t.Sets[name] = set
		}
		for _, m := range []*vpc.Matches{&rules.Egress, &rules.Ingress} {
			for _, r := range m.References {
				c.addMembers(t, members, r.Group, p.Members[r.Group])
			}
		}
	}
	c.groups, c.members = groups, members
	return nil
}

func (c *compiler) addMembers(t *nft.Table, keep map[*vpc.Members][]nft.Element, id string, m *vpc.Members) {
	name := memberSet(id)
	if t.Sets[name] != nil {
		return
	}
	set := &nft.Set{Key: []nft.Type{nft.Addr}}
	t.Sets[name] = set
	if m == nil {
		return // nobody carries the group
	}
	elements, ok := c.members[m]
	if !ok {
		for _, a := range m.Addresses {
			if a.Is4() {
				elements = append(elements, nft.Point(nft.Key(nil).Addr(a)))
			}
		}
		slices.SortFunc(elements, nft.Compare)
		elements = slices.CompactFunc(elements, func(a, b nft.Element) bool { return a == b })
	}
	keep[m], set.Elements = elements, elements
}

func memberSet(id string) string { return id + ".members" }

func compileGroup(id string, rules *vpc.RuleSet) (group, error) {
	g := group{chains: map[string]*nft.Chain{}, sets: map[string]*nft.Set{}}
	if !token.MatchString(id) {
		return g, fault.New(fault.Invalid, "", "group %q is not an id", id)
	}
	err := g.direction(egressChain(id), "daddr", "goto ingress", &rules.Egress)
	if err == nil {
		err = g.direction(ingressChain(id), "saddr", "goto pass", &rules.Ingress)
	}
	return g, err
}

// direction compiles one direction of a group: one rule for each kind of match
// that it has, whatever the number of its rules. The remote end is in the
// packet's field side (saddr, daddr); a match goes on with next.
func (g group) direction(name, side, next string, m *vpc.Matches) error {
	chain := &nft.Chain{}
	g.chains[name] = chain
	rule := func(kind, match string, set *nft.Set) {
		if len(set.Elements) == 0 {
			return
		}
		slices.SortFunc(set.Elements, nft.Compare)
		g.sets[name+"."+kind] = set
		chain.Rules = append(chain.Rules, match+" @"+name+"."+kind+" "+next)
	}
	rule("any", "ip "+side+" . meta l4proto", anySet(m.Any))
	rule("protocols", "ip "+side+" . meta l4proto", protocolSet(m.Protocols))
	rule("ports", "th dport . ip "+side+" . meta l4proto", portSet(m.Ports))
	rule("icmp", "ip "+side+" . icmp type . icmp code", icmpSet(true, m.ICMP))
	for _, r := range m.References {
		if !token.MatchString(r.Group) {
			return fault.New(fault.Invalid, "", "group %q, which %s references, is not an id", r.Group, strings.TrimSuffix(name, ".egress"))
		}
		from := "ip " + side + " @" + memberSet(r.Group)
		if r.Any {
			chain.Rules = append(chain.Rules, from+" "+next)
			continue
		}
		rule(r.Group+".protocols", from+" meta l4proto", protocolPoints(r.Protocols))
		rule(r.Group+".ports", from+" meta l4proto . th dport", referencedPortSet(r.Ports))
		rule(r.Group+".icmp", from+" icmp type . icmp code", icmpSet(false, r.ICMP))
	}
	return nil
}

// keys begins the two ends of an interval with a remote range. IPv6 ranges are
// left out: no packet of that family gets as far.
func keys(remote bool, r vpc.Range) (from, to nft.Key, ok bool) {
	if !remote {
		return nil, nil, true
	}
	if !r.From.Is4() || !r.To.Is4() {
		return nil, nil, false
	}
	return nft.Key(nil).Addr(r.From), nft.Key(nil).Addr(r.To), true
}

// anySet has every protocol as a second field: concatenations have the faster
// kind of interval set, and one that the netlink path can fill.
func anySet(ranges []vpc.Range) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Addr, nft.Protocol}, Interval: true}
	for _, r := range ranges {
		if from, to, ok := keys(true, r); ok {
			s.Elements = append(s.Elements, nft.Between(from.Byte(0), to.Byte(255)))
		}
	}
	return s
}

func protocolSet(regions []vpc.ProtocolRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Addr, nft.Protocol}, Interval: true}
	for _, r := range regions {
		if from, to, ok := keys(true, r.Remote); ok {
			s.Elements = append(s.Elements, nft.Between(from.Byte(uint8(r.From)), to.Byte(uint8(r.To))))
		}
	}
	return s
}

func protocolPoints(protocols []vpc.Protocol) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Protocol}}
	for _, p := range protocols {
		s.Elements = append(s.Elements, nft.Point(nft.Key(nil).Byte(uint8(p))))
	}
	return s
}

// portSet has the port first: to delete one of 10,000 elements the kernel
// compares with each on the first field, and a port has a quarter of the
// buckets that an address has (10 ms instead of 50).
func portSet(regions []vpc.PortRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Port, nft.Addr, nft.Protocol}, Interval: true}
	for _, r := range regions {
		if r.Remote.From.Is4() && r.Remote.To.Is4() {
			p := uint8(r.Protocol)
			s.Elements = append(s.Elements, nft.Between(nft.Key(nil).Port(r.From).Addr(r.Remote.From).Byte(p),
				nft.Key(nil).Port(r.To).Addr(r.Remote.To).Byte(p)))
		}
	}
	return s
}

func referencedPortSet(regions []vpc.PortRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Protocol, nft.Port}, Interval: true}
	for _, r := range regions {
		p := uint8(r.Protocol)
		s.Elements = append(s.Elements, nft.Between(nft.Key(nil).Byte(p).Port(r.From), nft.Key(nil).Byte(p).Port(r.To)))
	}
	return s
}

func icmpSet(remote bool, regions []vpc.ICMPRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.ICMPType, nft.ICMPCode}, Interval: true}
	if remote {
		s.Key = slices.Insert(s.Key, 0, nft.Addr)
	}
	for _, r := range regions {
		if r.Protocol != vpc.ICMP {
			continue
		}
		if from, to, ok := keys(remote, r.Remote); ok {
			s.Elements = append(s.Elements, nft.Between(from.Byte(r.TypeFrom).Byte(r.CodeFrom), to.Byte(r.TypeTo).Byte(r.CodeTo)))
		}
	}
	return s
}
