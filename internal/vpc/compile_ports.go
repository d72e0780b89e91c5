package vpc

import (
	"cmp"
	"net/netip"
	"slices"
)

// compiledPort is a port, and the groups that its policy is of as they were given.
type compiledPort struct {
	port   *Port
	policy *Policy
	groups []string
}

// addPorts adds the ports of this node, their routers and their policies. Ports
// that are as they were keep their pointers.
func (c *Compiler) addPorts(p *Plan, m Model) {
	if m.Placed == nil {
		c.ports = nil
		return
	}
	subnets := make(map[string]Subnet, len(m.Subnets))
	for _, s := range m.Subnets {
		subnets[s.ID] = s
	}
	ports := make(map[string]*compiledPort, len(m.Interfaces))
	for n := range m.Interfaces {
		i := &m.Interfaces[n]
		subnet, known := subnets[i.SubnetID]
		if i.Attachment == nil || !known {
			continue
		}
		if placement, here := m.Placed(*i); here {
			compiled := c.port(i, subnet, placement)
			ports[i.ID] = compiled
			p.Ports = append(p.Ports, compiled.port)
		}
	}
	c.ports = ports
	slices.SortFunc(p.Ports, func(a, b *Port) int { return cmp.Compare(a.Interface, b.Interface) })
	if c.last != nil && slices.Equal(c.last.Ports, p.Ports) {
		p.Policies, p.Routers, p.byAddress = c.last.Policies, c.last.Routers, c.last.byAddress
		return
	}
	c.addPolicies(p)
	p.byAddress = make(map[netip.Addr]*Port, len(p.Ports))
	for _, port := range p.Ports {
		p.Routers = append(p.Routers, port.Gateway)
		if port.Gateway6.IsValid() {
			p.Routers = append(p.Routers, port.Gateway6)
		}
		for _, a := range port.Addresses {
			if p.byAddress[a] == nil {
				p.byAddress[a] = port
			}
		}
	}
	slices.SortFunc(p.Routers, netip.Addr.Compare)
	p.Routers = slices.Compact(p.Routers)
}

// addPolicies adds the policies of the ports, each once.
func (c *Compiler) addPolicies(p *Plan) {
	policies := map[string]bool{}
	for _, port := range p.Ports {
		if !policies[port.Policy] {
			policies[port.Policy] = true
			p.Policies = append(p.Policies, c.ports[port.Interface].policy)
		}
	}
	slices.SortFunc(p.Policies, func(a, b *Policy) int { return cmp.Compare(a.ID, b.ID) })
}

// port compiles an interface. What is derived by hashing is only derived anew
// for one that changed.
func (c *Compiler) port(i *Interface, subnet Subnet, placement Placement) *compiledPort {
	port := Port{
		Interface:    i.ID,
		Subnet:       subnet.ID,
		Sandbox:      placement.Sandbox,
		Device:       placement.Device,
		Addresses:    i.Addresses,
		Gateway:      subnet.Router(),
		DefaultRoute: placement.DefaultRoute,
		AnySource:    i.NoSourceCheck,
	}
	if range6 := subnet.cidr6(); len(i.IPv6Addresses) > 0 && range6.IsValid() {
		port.Addresses, port.Gateway6 = slices.Concat(i.Addresses, i.IPv6Addresses), router6(range6)
	}
	if last := c.ports[i.ID]; last != nil && slices.Equal(last.groups, i.Groups) {
		port.MAC, port.Policy = last.port.MAC, last.port.Policy
		if last.port.equal(&port) {
			return last
		}
	}
	policy := &Policy{ID: PolicyID(i.Groups), Groups: slices.Compact(slices.Sorted(slices.Values(i.Groups)))}
	port.Addresses, port.MAC, port.Policy = slices.Clone(port.Addresses), MACFor(i.ID), policy.ID
	return &compiledPort{port: &port, policy: policy, groups: slices.Clone(i.Groups)}
}

func (p *Port) equal(other *Port) bool {
	return p.Interface == other.Interface && p.Subnet == other.Subnet && p.Sandbox == other.Sandbox && p.Device == other.Device &&
		slices.Equal(p.Addresses, other.Addresses) && p.MAC == other.MAC && p.Gateway == other.Gateway && p.Gateway6 == other.Gateway6 &&
		p.DefaultRoute == other.DefaultRoute && p.AnySource == other.AnySource && p.Policy == other.Policy
}
