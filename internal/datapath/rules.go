package datapath

import (
	"maps"
	"regexp"
	"slices"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// table is the name of the table in the namespaces that are all ours.
const table = "sallyport"

// counted ends a chain that nothing got through.
const counted = "counter drop"

// compiler turns plans into tables. It keeps what it made of each group, ACL
// and route table, so that the same part of a plan gives the same element
// slices, and the difference of two tables costs what changed.
type compiler struct {
	groups  map[*vpc.RuleSet]part
	byID    map[string]part // the groups again
	members map[membersOf][]nft.Element
	dual    bool // that all of these were made for
	acls    map[*vpc.ACLRules]part
	routes  map[*vpc.Routes]part
	marks   map[string]uint32 // that routes were made with
	// ports are those that NAT gateways send from.
	ports vpc.PortRange
	known portMemory
	// translations are those of the last plan; nil for a table of no plan.
	translations translations
	owners       owners // of the last plan
	versions
}

func newCompiler() *compiler {
	c := &compiler{ports: vpc.TranslatedPorts}
	c.clear()
	return c
}

// clear forgets what was made of the parts of earlier plans.
func (c *compiler) clear() {
	c.groups, c.members = map[*vpc.RuleSet]part{}, map[membersOf][]nft.Element{}
	c.byID, c.known = nil, portMemory{}
	c.acls, c.routes = map[*vpc.ACLRules]part{}, map[*vpc.Routes]part{}
}

// membersOf are a group's members of one family.
type membersOf struct {
	members *vpc.Members
	six     bool
}

// part is one group's, ACL's or route table's part of a table.
type part struct {
	chains map[string]*nft.Chain
	sets   map[string]*nft.Set
	shards map[string]memoShard // by name of their sets
}

func newPart() part {
	return part{chains: map[string]*nft.Chain{}, sets: map[string]*nft.Set{}, shards: map[string]memoShard{}}
}

func (p part) addTo(t *nft.Table) {
	for name, chain := range p.chains {
		t.Chains[name] = chain
	}
	for name, set := range p.sets {
		t.Sets[name] = set
	}
}

// cached gives what was made of a piece of an earlier plan, or makes it. next
// is the cache of the plan at hand.
func cached[P comparable](last, next map[P]part, piece P, make func() (part, error)) (part, error) {
	made, ok := last[piece]
	if !ok {
		var err error
		if made, err = make(); err != nil {
			return made, err
		}
	}
	next[piece] = made
	return made, nil
}

var token = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// checked refuses a token that is no id: it would be read as a part of the rules.
func checked(p *vpc.Plan, what, id string) error {
	if !token.MatchString(id) {
		return fault.New(fault.Invalid, "", "%s %q of %s is not an id", what, id, p.VPC)
	}
	return nil
}

// compile gives the table that a VPC's namespace must hold. A packet goes from
// chain to chain:
//
//	forward   who it is from: a port's own address, or a gateway's link
//	known     new ones meet the groups of the sender, which lead on to leave
//	foreign   so do those that a port sends with another's address
//	leave     the sender's ACL, and the way that its route table chose
//	arrive    the receiver's ACL and, new ones, its groups
//
// In a VPC without gateways, ways and ACLs that keep something out, what is
// established passes in known, and leave asks the receiver's groups. Elsewhere
// what is established and was judged passes by swift.
func (c *compiler) compile(n names, p *vpc.Plan) (*nft.Table, error) {
	l := newLayout(n, p, c.of(p))
	l.translated = c.ports
	if c.dual != l.dual {
		c.dual = l.dual
		c.clear()
	}
	if !maps.Equal(c.marks, l.marks) {
		c.marks, c.routes = l.marks, map[*vpc.Routes]part{}
	}
	c.known.of(l)
	t := l.table
	from := []string{
		"iifname . ip saddr @sources goto known",
		"iifname @any-source meta nfproto ipv4 goto foreign",
	}
	if l.dual {
		from = append(from, l.dropIf(discovery, vpc.StageSourceCheck, ""), "iifname . ip6 saddr @sources6 goto known", "iifname @any-source6 meta nfproto ipv6 goto foreign")
	}
	if len(p.Gateways) > 0 {
		from = append(from, "iifname vmap @gateways")
	}
	l.chain("forward", "type filter hook forward priority filter; policy drop;", from, dropped(vpc.StageSourceCheck, ""))
	invalid := []string{l.dropIf("ct state invalid", vpc.StageEgressPolicy, "")}
	toGroups := []string{"iifname vmap @egress"}
	toPorts := []string{"oifname vmap @ingress"}
	none := dropped(vpc.StageEgressPolicy, "")
	nobody := dropped(vpc.StageIngressPolicy, "")
	l.chain("known", "", l.known(), invalid, toGroups, none)
	l.chain("foreign", "", l.foreign(), invalid, toGroups, none)
	if l.plain {
		l.chain("leave", "", toPorts, nobody)
	} else {
		l.chain("leave", "", l.askACLs("iifname", "acl-egress"), l.askWays(), []string{"goto arrive"})
		l.chain("arrive", "", []string{l.unroutable() + " goto no-route"}, l.askACLs("oifname", "acl-ingress"),
			[]string{"ct state established,related goto " + judgedChain}, toPorts, nobody)
	}
	pass := "accept"
	if len(l.narrowed) > 0 {
		pass = "goto " + judgedChain
	}
	l.chain("pass", "", []string{pass})
	l.swift()
	l.router()
	if err := addPolicies(t, p); err != nil {
		return nil, err
	}
	c.addPorts(l)
	for _, add := range []func() error{func() error { return c.addGroups(t, p) }, func() error { return c.addACLs(l) },
		func() error { return c.addRoutes(l) }, l.ways, l.gateways} {
		if err := add(); err != nil {
			return nil, err
		}
	}
	c.translations, c.owners = translationsOf(p), c.ownersOf(p)
	return t, nil
}

// layout is a table under construction, and what of the plan its parts ask for.
type layout struct {
	names
	plan       *vpc.Plan
	table      *nft.Table
	version    uint32            // of what judges packets, as marks have it
	marks      map[string]uint32 // of ways and gateways
	translated vpc.PortRange     // that NAT gateways send from
	subnets    map[string]*vpc.PlanSubnet
	nats       map[string]*vpc.NAT
	byID       map[string]*vpc.Gateway
	dual       bool // there is IPv6
	families   []family
	plain      bool            // packets meet nothing but groups
	narrowed   map[string]bool // the chains of subnets whose ACLs keep something out
	devices    []device        // of the ports, sorted
}

func newLayout(n names, p *vpc.Plan, version uint32) *layout {
	l := &layout{names: n, plan: p, dual: p.Dual(), families: families(p), table: nft.New(table), version: version, marks: p.Marks(), subnets: map[string]*vpc.PlanSubnet{},
		nats: map[string]*vpc.NAT{}, byID: map[string]*vpc.Gateway{}, narrowed: map[string]bool{}}
	for _, s := range p.Subnets {
		l.subnets[s.ID] = s
		if rules := p.ACLs[s.ACL]; rules == nil || !l.letsAllThrough(&rules.Egress) {
			l.narrowed[egressChain(s.ID)] = true
		}
		if rules := p.ACLs[s.ACL]; rules == nil || !l.letsAllThrough(&rules.Ingress) {
			l.narrowed[ingressChain(s.ID)] = true
		}
	}
	for _, nat := range p.NATs {
		l.nats[nat.ID] = nat
	}
	for _, g := range p.Gateways {
		l.byID[g.ID] = g
	}
	l.plain = len(l.narrowed) == 0 && len(p.Gateways) == 0 &&
		!slices.ContainsFunc(p.Subnets, func(s *vpc.PlanSubnet) bool { return p.Tables[s.Table] != nil && len(p.Tables[s.Table].Ranges) > 0 })
	return l
}

func (l *layout) chain(name, hook string, rules ...[]string) {
	l.table.Chains[name] = &nft.Chain{Hook: hook, Rules: slices.Concat(rules...)}
}

// set adds a set of elements, sorted.
func (l *layout) set(name string, s *nft.Set) {
	slices.SortFunc(s.Elements, nft.Compare)
	l.table.Sets[name] = s
}

// router is what the router itself takes and sends: questions of its ports for
// names, which no group and no ACL is about, and the answers; nothing else.
func (l *layout) router() {
	var questions, answers []string
	if len(l.plan.Resolver) > 0 {
		questions = []string{"ip daddr . meta l4proto . th dport @resolver accept"}
		answers = []string{"ip saddr . meta l4proto . th sport @resolver ct state established,related accept"}
		set := &nft.Set{Key: []nft.Type{nft.Addr, nft.Protocol, nft.Port}}
		for _, a := range l.plan.Resolver {
			for _, protocol := range []vpc.Protocol{vpc.TCP, vpc.UDP} {
				if a.Is4() {
					set.Elements = append(set.Elements, nft.Point(nft.Key(nil).Addr(a).Byte(uint8(protocol)).Port(resolverPort)))
				}
			}
		}
		l.set("resolver", set)
	}
	var from []string
	if l.dual {
		from = append(from, l.dropIf(discovery, vpc.StageSourceCheck, ""))
	}
	for _, f := range l.families {
		from = append(from, "iifname . "+f.ip+" saddr @sources"+f.suffix+" goto router", "iifname @any-source"+f.suffix+" meta nfproto "+f.nfproto+" goto router")
	}
	for _, g := range l.plan.Gateways {
		from = append(from, `iifname "`+l.gateway(g.ID)+`" goto `+noRouteChain(g.ID))
	}
	l.chain("input", "type filter hook input priority filter; policy drop;", from, dropped(vpc.StageSourceCheck, ""))
	l.chain("router", "", questions, dropped(vpc.StageRoute, ""))
	l.chain("output", "type filter hook output priority filter; policy drop;", answers, []string{counted})
}

// resolverPort is where a name server answers.
const resolverPort = 53

func verdicts(key ...nft.Type) *nft.Set { return &nft.Set{Key: key, Verdicts: true} }

// to is an element that leads to a chain for good.
func to(key nft.Key, chain string) nft.Element { return nft.Element{From: string(key), Chain: chain} }

func egressChain(id string) string  { return id + ".egress" }
func ingressChain(id string) string { return id + ".ingress" }

// addPolicies makes two chains of each policy, which ask its groups one after
// the other. A group's chain leaves for good where it matches.
func addPolicies(t *nft.Table, p *vpc.Plan) error {
	for _, policy := range p.Policies {
		if err := checked(p, "policy", policy.ID); err != nil {
			return err
		}
		egress, ingress := &nft.Chain{}, &nft.Chain{}
		for _, g := range policy.Groups {
			if p.RuleSets[g] == nil {
				return fault.New(fault.Invalid, "", "policy %s of %s names group %s, which the plan has no rules of", policy.ID, p.VPC, g)
			}
			egress.Rules = append(egress.Rules, "jump "+egressChain(g))
			ingress.Rules = append(ingress.Rules, "jump "+ingressChain(g))
		}
		egress.Rules = append(egress.Rules, dropped(vpc.StageEgressPolicy, "")...)
		ingress.Rules = append(ingress.Rules, dropped(vpc.StageIngressPolicy, "")...)
		t.Chains["policy-"+egressChain(policy.ID)] = egress
		t.Chains["policy-"+ingressChain(policy.ID)] = ingress
	}
	return nil
}

// addGroups adds the chains and sets of every group, and forgets groups that
// the plan no longer has.
func (c *compiler) addGroups(t *nft.Table, p *vpc.Plan) error {
	groups, members := map[*vpc.RuleSet]part{}, map[membersOf][]nft.Element{}
	byID := make(map[string]part, len(p.RuleSets))
	for id, rules := range p.RuleSets {
		g, err := cached(c.groups, groups, rules, func() (part, error) { return compileGroup(id, rules, families(p), c.byID[id].shards) })
		if err != nil {
			return err
		}
		byID[id] = g
		g.addTo(t)
		for _, m := range []*vpc.Matches{&rules.Egress, &rules.Ingress} {
			for _, r := range m.References {
				for _, f := range families(p) {
					c.addMembers(t, members, r.Group, p.Members[r.Group], f)
				}
			}
		}
	}
	c.groups, c.byID, c.members = groups, byID, members
	return nil
}

func (c *compiler) addMembers(t *nft.Table, keep map[membersOf][]nft.Element, id string, m *vpc.Members, f family) {
	name := memberSet(id) + f.suffix
	if t.Sets[name] != nil {
		return
	}
	set := &nft.Set{Key: []nft.Type{f.addr}}
	t.Sets[name] = set
	if m == nil {
		return // nobody carries the group
	}
	key := membersOf{m, f.six}
	elements, ok := c.members[key]
	if !ok {
		for _, a := range m.Addresses {
			if f.has(a) {
				elements = append(elements, nft.Point(nft.Key(nil).Addr(a)))
			}
		}
		slices.SortFunc(elements, nft.Compare)
		elements = slices.CompactFunc(elements, func(a, b nft.Element) bool { return a == b })
	}
	keep[key], set.Elements = elements, elements
}

func memberSet(id string) string { return id + ".members" }

// compileGroup compiles a group, with the shards that it had last.
func compileGroup(id string, rules *vpc.RuleSet, families []family, last map[string]memoShard) (part, error) {
	g := newPart()
	if !token.MatchString(id) {
		return g, fault.New(fault.Invalid, "", "group %q is not an id", id)
	}
	one := func(name, side, next string, m vpc.Matches) error {
		rest, parts := partPorts(m.Ports)
		m.Ports = rest
		err := g.direction(name, side, next, &m, families)
		if len(parts) > 0 {
			g.sharded(name, side, next, parts, last)
			chain := g.chains[name]
			chain.Rules = append(chain.Rules, "th dport . ip "+side+" . meta l4proto vmap @"+name+".ports.index")
		}
		return err
	}
	err := one(egressChain(id), "daddr", "goto leave", rules.Egress)
	if err == nil {
		err = one(ingressChain(id), "saddr", "goto pass", rules.Ingress)
	}
	return g, err
}
