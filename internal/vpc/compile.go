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
	// Book has the rules of the groups for a Compiler, in place of Rules; nil
	// where Rules has them.
	Book *RuleBook
	// Stamp names the state of Subnets, Interfaces, Placed and the peerings'
	// interfaces for a Compiler: they are as they were in the last model with the
	// same stamp. Zero says nothing of them.
	Stamp uint64

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
	// EndedPeerings are those of the region that were deleted not long ago, by
	// their ids, with the other VPC if that still stands: for explanations.
	EndedPeerings map[string]string
	Services      []EndpointService
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
	ports   map[string]*compiledPort // by interface
	last    *Plan                    // nil before the first
	stamp   uint64                   // of the model of last
	groups  map[string]*compiledGroup
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
	plan.Blocks = m.VPC.ranges()
	plan.Resolver = m.VPC.resolver()
	stamped := m.Stamp != 0 && m.Stamp == c.stamp && c.last != nil
	c.stamp = m.Stamp
	if stamped {
		plan.Ports, plan.Policies, plan.Routers, plan.byAddress = c.last.Ports, c.last.Policies, c.last.Routers, c.last.byAddress
	} else {
		c.addPorts(plan, m)
	}
	if m.Book != nil {
		plan.RuleSets = c.bookedSets(plan.Policies, m)
	} else {
		plan.RuleSets = c.ruleSets(plan.Policies, m.Rules, m.listed)
	}
	plan.Members = c.membersOf(plan.RuleSets, m, stamped)
	plan.NATs = m.nats()
	plan.Gateways = m.gateways(plan.NATs)
	plan.addSubnets(m)
	plan.ACLs = c.aclRules(plan.Subnets, m.ACLs)
	plan.Tables = c.tables(m, plan)
	plan.Ways = plan.ways()
	c.last = plan
	return plan
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
			acl, _ := m.ACLOf(s.ID)
			table, _ := m.TableOf(s.ID)
			p.Subnets = append(p.Subnets, &PlanSubnet{ID: s.ID, CIDR: s.CIDR, CIDR6: s.cidr6(), ACL: acl.ID, Table: table.ID})
		}
	}
	slices.SortFunc(p.Subnets, func(a, b *PlanSubnet) int { return cmp.Compare(a.ID, b.ID) })
}

// membersOf collects the addresses behind each group that the rule sets
// reference, those of peers too. Only attached interfaces count: nothing answers
// at the others.
// Where stamped, the interfaces are those of the last time.
func (c *Compiler) membersOf(sets map[string]*RuleSet, m Model, stamped bool) map[string]*Members {
	members := map[string]*Members{}
	known := stamped
	for _, set := range sets {
		for _, group := range set.references() {
			members[group] = &Members{Group: group}
			known = known && c.members[group] != nil
		}
	}
	if known {
		for group := range members {
			members[group] = c.members[group]
		}
		c.members = members
		return members
	}
	add := func(interfaces []Interface) {
		for i := range interfaces {
			if interfaces[i].Attachment == nil {
				continue
			}
			for _, g := range interfaces[i].Groups {
				if m := members[g]; m != nil {
					m.Addresses = append(append(m.Addresses, interfaces[i].Addresses...), interfaces[i].IPv6Addresses...)
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
