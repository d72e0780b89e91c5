package picture

import (
	"cmp"
	"net/netip"
	"slices"

	"sallyport/internal/netplan"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// scene is a VPC at one sequence of the store, with what drawing looks up again
// and again. It does not change once made.
type scene struct {
	snapshot *store.Snapshot
	model    vpc.Model
	plan     *vpc.Plan
	// planned says that the VPC is in this node's plan: something is plugged in.
	planned bool

	interfaces map[string]vpc.Interface // those in use
	addresses  map[string]string        // of those in use: the interface
	idle       []vpc.Interface          // those that nothing is plugged into
	subnets    map[string]vpc.Subnet
	free       map[string]int // addresses, by subnet
	groups     map[string]vpc.SecurityGroup
	rules      map[string][]Rule // by group, as they are shown
	groupOf    map[string]string // by rule
	acls       map[string]vpc.NetworkACL
	aclOf      map[string]string // by subnet
	tables     map[string]vpc.RouteTable
	tableOf    map[string]string // by subnet
	endpointOf map[string]string // by interface
	natOf      map[string]string // by interface
	names      map[netip.Addr][]string
}

// newScene reads a VPC; false if there is none.
func newScene(planner *netplan.Planner, snapshot *store.Snapshot, vpcID string) (*scene, bool) {
	model, ok := planner.Model(snapshot, vpcID)
	if !ok {
		return nil, false
	}
	s := &scene{
		snapshot: snapshot, model: model,
		interfaces: map[string]vpc.Interface{}, subnets: map[string]vpc.Subnet{}, free: map[string]int{},
		groups: map[string]vpc.SecurityGroup{}, rules: map[string][]Rule{}, groupOf: make(map[string]string, len(model.Rules)), addresses: map[string]string{},
		acls: map[string]vpc.NetworkACL{}, aclOf: map[string]string{}, tables: map[string]vpc.RouteTable{}, tableOf: map[string]string{},
		endpointOf: map[string]string{}, natOf: map[string]string{},
	}
	if s.plan, s.planned = planner.World(snapshot).Plans[vpcID]; !s.planned {
		s.plan = new(vpc.Compiler).Compile(model)
	}
	for _, i := range model.Interfaces {
		s.interfaces[i.ID] = i
		for _, a := range slices.Concat(i.Addresses, i.IPv6Addresses) {
			s.addresses[a.String()] = i.ID
		}
	}
	all := slices.Collect(store.Find[vpc.Interface](snapshot, "vpc="+vpcID))
	for _, i := range all {
		if _, used := s.interfaces[i.ID]; !used {
			s.idle = append(s.idle, i)
		}
	}
	if names, ok := planner.Names(snapshot, vpcID); ok {
		s.names = names.ByAddress()
	}
	s.indexSubnets()
	for _, g := range model.Groups {
		s.groups[g.ID] = g
	}
	for _, r := range model.Rules {
		s.rules[r.GroupID] = append(s.rules[r.GroupID], groupRule(r))
		s.groupOf[r.ID] = r.GroupID
	}
	for _, rules := range s.rules {
		slices.SortFunc(rules, func(a, b Rule) int { return cmp.Or(cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.ID, b.ID)) })
	}
	for _, e := range model.Endpoints {
		for _, id := range e.InterfaceIDs {
			s.endpointOf[id] = e.ID
		}
	}
	for _, g := range model.NATGateways {
		if g.InterfaceID != "" {
			s.natOf[g.InterfaceID] = g.ID
		}
	}
	return s, true
}

func (s *scene) indexSubnets() {
	for _, a := range s.model.ACLs {
		s.acls[a.ID] = a
	}
	for _, t := range s.model.RouteTables {
		s.tables[t.ID] = t
	}
	for _, subnet := range s.model.Subnets {
		s.subnets[subnet.ID] = subnet
		s.free[subnet.ID] = subnet.Free(store.Find[vpc.Interface](s.snapshot, "subnet="+subnet.ID))
		if acl, ok := s.model.ACLOf(subnet.ID); ok {
			s.aclOf[subnet.ID] = acl.ID
		}
		if table, ok := s.model.TableOf(subnet.ID); ok {
			s.tableOf[subnet.ID] = table.ID
		}
	}
}

// used says whether the plan has a subnet: something in it is plugged in here.
func (s *scene) used(subnet string) bool {
	return s.planned && slices.ContainsFunc(s.plan.Subnets, func(p *vpc.PlanSubnet) bool { return p.ID == subnet })
}
