package vpc

import (
	"cmp"
	"net/netip"
	"slices"
)

// Model is one VPC with everything that belongs to it, as the user defined it.
type Model struct {
	VPC        VPC
	Subnets    []Subnet
	Groups     []SecurityGroup
	Rules      []SecurityGroupRule
	Interfaces []Interface

	RouteTables []RouteTable
	ACLs        []NetworkACL
	Gateways    []InternetGateway
	EgressOnly  []EgressOnlyGateway
	VPNGateways []VPNGateway
	NATGateways []NATGateway
	Endpoints   []Endpoint
	Public      []PublicAddress // those associated in this VPC
	PrefixLists []PrefixList    // of the region, those of gateway endpoint services included
	Peerings    []PeeringModel  // active ones
	Services    []EndpointService
	// LAN are the ranges of the operator's network, behind every VPN gateway.
	LAN []netip.Prefix

	// Placed says where an attached interface is plugged in on this node, false
	// if it is not on this node. Nil means that none is.
	Placed func(Interface) (Placement, bool)
}

// PeeringModel is an active peering and what matters of the VPC behind it.
type PeeringModel struct {
	ID  string
	VPC VPC
	// Interfaces are the peer's attached ones: members of groups that rules
	// of this VPC reference.
	Interfaces []Interface
}

// Placement is where an interface is plugged in.
type Placement struct {
	Sandbox      string // id of the sandbox
	Device       string // the device's name inside of it
	DefaultRoute bool   // the device is the sandbox's way to everything
}

// Compiler compiles one VPC again and again. It remembers the last plan, so
// that what did not change costs little and keeps its pointers. The zero value
// is ready; it is not for use by several goroutines at once.
type Compiler struct {
	rules   map[string][]RuleKey // by group, as they were last given
	sets    map[string]*RuleSet
	members map[string]*Members
	entries map[string][]ACLEntry // by ACL, as they were last given
	acls    map[string]*ACLRules
	routes  map[string]*Routes
}

// Compile makes the plan of the model for this node. Neither the order of the
// model's parts nor what was compiled before changes what the plan says.
//
// An interface whose subnet is not in the model gets no port, and a group that
// is not there lets nothing through: what is inconsistent stays closed.
func (c *Compiler) Compile(m Model) *Plan {
	plan := &Plan{VPC: m.VPC.ID}
	for _, b := range m.VPC.Blocks {
		plan.Blocks = append(plan.Blocks, b.CIDR)
	}
	plan.Resolver = m.VPC.resolver()
	plan.addPorts(m)
	plan.RuleSets = c.ruleSets(plan.Policies, m.Rules, m.listed)
	plan.Members = c.membersOf(plan.RuleSets, m)
	plan.NATs = m.nats()
	plan.Gateways = m.gateways(plan.NATs)
	plan.addSubnets(m)
	plan.ACLs = c.aclRules(plan.Subnets, m.ACLs)
	plan.Tables = c.tables(m, plan)
	plan.Ways = plan.ways()
	return plan
}

// addPorts adds the ports of this node, their routers and their policies.
func (p *Plan) addPorts(m Model) {
	if m.Placed == nil {
		return
	}
	subnets := make(map[string]Subnet, len(m.Subnets))
	for _, s := range m.Subnets {
		subnets[s.ID] = s
	}
	policies := map[string]*Policy{}
	for _, i := range m.Interfaces {
		subnet, known := subnets[i.SubnetID]
		if i.Attachment == nil || !known {
			continue
		}
		placement, here := m.Placed(i)
		if !here {
			continue
		}
		policy := &Policy{ID: PolicyID(i.Groups), Groups: slices.Compact(slices.Sorted(slices.Values(i.Groups)))}
		if policies[policy.ID] == nil {
			policies[policy.ID] = policy
			p.Policies = append(p.Policies, policy)
		}
		p.Routers = append(p.Routers, subnet.Router())
		p.Ports = append(p.Ports, newPort(i, subnet, placement, policy.ID))
	}
	slices.SortFunc(p.Ports, func(a, b *Port) int { return cmp.Compare(a.Interface, b.Interface) })
	slices.SortFunc(p.Policies, func(a, b *Policy) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Routers, netip.Addr.Compare)
	p.Routers = slices.Compact(p.Routers)
	p.byAddress = make(map[netip.Addr]*Port, len(p.Ports))
	for _, port := range p.Ports {
		for _, a := range port.Addresses {
			if p.byAddress[a] == nil {
				p.byAddress[a] = port
			}
		}
	}
}

func newPort(i Interface, subnet Subnet, placement Placement, policy string) *Port {
	return &Port{
		Interface:    i.ID,
		Subnet:       subnet.ID,
		Sandbox:      placement.Sandbox,
		Device:       placement.Device,
		Addresses:    slices.Clone(i.Addresses),
		MAC:          MACFor(i.ID),
		Gateway:      subnet.Router(),
		DefaultRoute: placement.DefaultRoute,
		AnySource:    i.NoSourceCheck,
		Policy:       policy,
	}
}

// addSubnets adds the subnets that the ports and the NAT gateways are in.
func (p *Plan) addSubnets(m Model) {
	named := map[string]bool{}
	for _, port := range p.Ports {
		named[port.Subnet] = true
	}
	for _, n := range p.NATs {
		named[n.Subnet] = true
	}
	for _, s := range m.Subnets {
		if named[s.ID] {
			acl, _ := m.aclOf(s.ID)
			table, _ := m.tableOf(s.ID)
			p.Subnets = append(p.Subnets, &PlanSubnet{ID: s.ID, CIDR: s.CIDR, ACL: acl.ID, Table: table.ID})
		}
	}
	slices.SortFunc(p.Subnets, func(a, b *PlanSubnet) int { return cmp.Compare(a.ID, b.ID) })
}

// ruleSets compiles the groups that the policies name, and only those whose
// rules are not as they were. A rule that names a prefix list is one rule for
// each of its ranges.
func (c *Compiler) ruleSets(policies []*Policy, rules []SecurityGroupRule, listed func(string) []netip.Prefix) map[string]*RuleSet {
	given := map[string][]RuleKey{}
	for _, p := range policies {
		for _, g := range p.Groups {
			given[g] = nil
		}
	}
	for i := range rules {
		keys, needed := given[rules[i].GroupID]
		if !needed {
			continue
		}
		key := rules[i].Key()
		if key.PrefixListID == "" {
			given[rules[i].GroupID] = append(keys, key)
			continue
		}
		for _, key.CIDR = range listed(key.PrefixListID) {
			keys = append(keys, key)
		}
		given[rules[i].GroupID] = keys
	}
	sets := make(map[string]*RuleSet, len(given))
	for group, keys := range given {
		last := c.sets[group]
		if last == nil || !slices.Equal(keys, c.rules[group]) {
			fresh := compileRules(group, keys)
			if last == nil || !last.equal(fresh) {
				last = fresh
			}
		}
		sets[group] = last
	}
	c.rules, c.sets = given, sets
	return sets
}

// membersOf collects the addresses behind each group that the rule sets
// reference, those of peers too. Only attached interfaces count: nothing answers
// at the others.
func (c *Compiler) membersOf(sets map[string]*RuleSet, m Model) map[string]*Members {
	members := map[string]*Members{}
	for _, set := range sets {
		for _, group := range set.references() {
			members[group] = &Members{Group: group}
		}
	}
	add := func(interfaces []Interface) {
		for i := range interfaces {
			if interfaces[i].Attachment == nil {
				continue
			}
			for _, g := range interfaces[i].Groups {
				if m := members[g]; m != nil {
					m.Addresses = append(m.Addresses, interfaces[i].Addresses...)
				}
			}
		}
	}
	add(m.Interfaces)
	for _, p := range m.Peerings {
		add(p.Interfaces)
	}
	for group, m := range members {
		slices.SortFunc(m.Addresses, netip.Addr.Compare)
		m.Addresses = slices.Compact(m.Addresses)
		if last := c.members[group]; last != nil && slices.Equal(last.Addresses, m.Addresses) {
			members[group] = last
		}
	}
	c.members = members
	return members
}
