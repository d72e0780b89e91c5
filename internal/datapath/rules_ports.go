package datapath

import (
	"bytes"
	"maps"
	"slices"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// device is a port's link, as the sets know it: by its name, not by its index, so
// that they hold for a link that is made again.
type device struct {
	port *vpc.Port
	key  nft.Key
}

// portMemory is what was made of the ports of the last plan. A port that is as
// it was is the same pointer.
type portMemory struct {
	ports   []*vpc.Port
	devices []device
	names   map[string]string   // of the links, by interface id
	sets    map[string]chainSet // by name
}

// chainSet is a set with elements for each port, and the chains that it was made
// with, by subnet or policy.
type chainSet struct {
	chains map[string]string
	set    *nft.Set
}

// of names the ports' links, in the order of the sets' elements, so that these
// need no sorting each.
func (m *portMemory) of(l *layout) {
	if m.sets == nil || !slices.Equal(m.ports, l.plan.Ports) {
		known := make(map[string]string, len(l.plan.Ports))
		m.devices = make([]device, 0, len(l.plan.Ports))
		for _, port := range l.plan.Ports {
			name := m.names[port.Interface]
			if name == "" {
				name = l.port(port.Interface)
			}
			known[port.Interface] = name
			m.devices = append(m.devices, device{port, nft.Key(nil).Device(name)})
		}
		slices.SortFunc(m.devices, func(a, b device) int { return bytes.Compare(a.key, b.key) })
		m.ports, m.names, m.sets = slices.Clone(l.plan.Ports), known, map[string]chainSet{}
	}
	l.devices = m.devices
}

// set adds a set whose elements depend on the ports and these chains alone.
func (m *portMemory) set(l *layout, name string, chains map[string]string, elements func(*nft.Set)) {
	made, known := m.sets[name]
	if !known || !maps.Equal(made.chains, chains) {
		made = chainSet{chains, verdicts(nft.Device)}
		elements(made.set)
		slices.SortFunc(made.set.Elements, nft.Compare)
		m.sets[name] = made
	}
	l.table.Sets[name] = made.set
}

// verdicts adds a map that leads from each port to the chain of what of says of it.
func (m *portMemory) verdicts(l *layout, name string, chains map[string]string, of func(*vpc.Port) string, jump bool, more ...nft.Element) {
	m.set(l, name, chains, func(s *nft.Set) {
		for _, d := range l.devices {
			if chain := chains[of(d.port)]; chain != "" {
				s.Elements = append(s.Elements, nft.Element{From: string(d.key), Chain: chain, Jump: jump})
			}
		}
		s.Elements = append(s.Elements, more...)
	})
}

func subnetOf(p *vpc.Port) string { return p.Subnet }
func policyOf(p *vpc.Port) string { return p.Policy }

// addPorts makes the sets that know the ports.
func (c *compiler) addPorts(l *layout) {
	for _, f := range l.families {
		c.addSources(l, f)
	}
	egress, ingress := make(map[string]string, len(l.plan.Policies)), make(map[string]string, len(l.plan.Policies))
	for _, policy := range l.plan.Policies {
		egress[policy.ID], ingress[policy.ID] = "policy-"+egressChain(policy.ID), "policy-"+ingressChain(policy.ID)
	}
	c.known.verdicts(l, "egress", egress, policyOf, false)
	var none []nft.Element
	lost := &nft.Set{Key: []nft.Type{nft.Device}}
	for _, device := range l.nowhere() {
		none = append(none, to(nft.Key(nil).Device(device), "no-route"))
		lost.Elements = append(lost.Elements, nft.Point(nft.Key(nil).Device(device)))
	}
	if l.dual {
		l.set(nowhere, lost)
	}
	c.known.verdicts(l, "ingress", ingress, policyOf, false, none...)
	c.addUnrouted(l)
}

// addSources makes the sets of who has which address, and of who may send with any: a
// port that checks no sources, of the families that it speaks.
func (c *compiler) addSources(l *layout, f family) {
	c.known.set(l, "sources"+f.suffix, nil, func(s *nft.Set) {
		*s = nft.Set{Key: []nft.Type{nft.Device, f.addr}}
		for _, d := range l.devices {
			for _, a := range d.port.Addresses {
				if f.has(a) {
					s.Elements = append(s.Elements, nft.Point(slices.Clone(d.key).Addr(a)))
				}
			}
		}
	})
	c.known.set(l, "any-source"+f.suffix, nil, func(s *nft.Set) {
		*s = nft.Set{Key: []nft.Type{nft.Device}}
		for _, d := range l.devices {
			if d.port.AnySource && slices.ContainsFunc(d.port.Addresses, f.has) {
				s.Elements = append(s.Elements, nft.Point(d.key))
			}
		}
	})
}

// addUnrouted leads what has no route to the chain that says whose table it was.
func (c *compiler) addUnrouted(l *layout) {
	chains := map[string]string{}
	for _, s := range l.plan.Subnets {
		if l.plan.Tables[s.Table] != nil && s.Table != "" {
			chains[s.ID] = noRouteChain(s.Table)
		}
	}
	var more []nft.Element
	for _, g := range l.plan.Gateways { // what comes in by one asks no table
		more = append(more, to(nft.Key(nil).Device(l.gateway(g.ID)), noRouteChain(g.ID)))
		chains[g.ID] = noRouteChain(g.ID)
		l.chain(noRouteChain(g.ID), "", dropped(vpc.StageRoute, g.ID))
	}
	l.chain("no-route", "", []string{"iifname vmap @unrouted"}, dropped(vpc.StageRoute, ""))
	c.known.verdicts(l, "unrouted", chains, subnetOf, false, more...)
}
