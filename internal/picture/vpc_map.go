package picture

import (
	"slices"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// What a map shows at most, so that one of a large VPC can still be drawn.
const (
	mapInterfaces = 200
	mapIdle       = 20
	mapGroups     = 100
)

// drawMap draws all of a VPC: the subnets and what is in them, what guards them
// and where their routes lead. It says what there is more.
func (c *canvas) drawMap() (left []LeftOut) {
	c.whole = true
	for _, s := range sorted(c.model.Subnets, func(s vpc.Subnet) string { return s.Zone + s.ID }) {
		c.addSubnet(s.ID)
	}
	for _, t := range sorted(c.model.RouteTables, func(t vpc.RouteTable) string { return t.ID }) {
		c.addTable(t.ID)
	}
	for _, a := range sorted(c.model.ACLs, func(a vpc.NetworkACL) string { return a.ID }) {
		c.addACL(a.ID)
	}
	for _, g := range c.plan.Gateways {
		c.addTarget(g.ID)
	}
	for _, g := range c.model.NATGateways {
		if g.State.Live() {
			c.addTarget(g.ID)
			c.link(g.ID, g.SubnetID, In)
		}
	}
	left = c.drawOwners(left)
	return c.drawRest(left)
}

// drawOwners draws the interfaces in use, and whose they are.
func (c *canvas) drawOwners(left []LeftOut) []LeftOut {
	interfaces := sorted(c.model.Interfaces, func(i vpc.Interface) string { return i.ID })
	if more := len(interfaces) - mapInterfaces; more > 0 {
		interfaces, left = interfaces[:mapInterfaces], append(left, LeftOut{KindInterface, more})
	}
	for _, i := range interfaces {
		c.addInterface(i)
		c.addOwner(i)
	}
	return left
}

// addOwner draws whose an interface is.
func (c *canvas) addOwner(i vpc.Interface) {
	if nat := c.natOf[i.ID]; nat != "" && c.nodes[nat] != nil {
		c.link(nat, i.ID, Has)
		return
	}
	if id := c.endpointOf[i.ID]; id != "" {
		at := slices.IndexFunc(c.model.Endpoints, func(e vpc.Endpoint) bool { return e.ID == id })
		e := c.model.Endpoints[at]
		n := Node{ID: id, Kind: KindInterfaceEndpoint, Rank: rankInstance, Name: e.ServiceName}
		n.State, n.Reason = stateOf(e.State, e.FailureMessage)
		c.add(n)
		c.link(id, i.ID, Has)
		return
	}
	w, ok := store.Get[platform.Workload](c.snapshot, i.Attachment.Workload)
	if !ok {
		return
	}
	if s, ok := store.Get[platform.Service](c.snapshot, w.ServiceARN); ok {
		c.add(Node{ID: ServiceID(s.Name), Kind: KindService, Rank: rankService, Name: s.Name, Label: []string{string(s.Status)}, State: Enforced})
		c.addInstance(s, w)
		c.link(ServiceID(s.Name), w.Key, Runs)
	} else if instance, ok := store.Get[platform.Instance](c.snapshot, w.InstanceID); ok {
		n := Node{ID: instance.ID, Kind: KindInstance, Rank: rankInstance, Name: instance.Tags["Name"], Label: []string{string(instance.State)}}
		n.State, n.Reason = c.held.sandbox(w.Key)
		c.add(n)
		c.link(instance.ID, i.ID, Has)
	}
}

// drawRest draws what nothing uses: groups and interfaces.
func (c *canvas) drawRest(left []LeftOut) []LeftOut {
	more := 0
	for _, g := range sorted(c.model.Groups, func(g vpc.SecurityGroup) string { return g.ID }) {
		if c.nodes[g.ID] != nil {
			continue
		}
		if len(c.nodes) >= mapInterfaces+mapGroups {
			more++
			continue
		}
		c.addGroup(g.ID)
	}
	if more > 0 {
		left = append(left, LeftOut{KindSecurityGroup, more})
	}
	idle := c.idle
	if more := len(idle) - mapIdle; more > 0 {
		idle, left = idle[:mapIdle], append(left, LeftOut{KindUnattachedInterface, more})
	}
	for _, i := range idle {
		n := Node{ID: i.ID, Kind: KindUnattachedInterface, Rank: rankInterface, Name: i.Tags["Name"], State: Unused}
		for _, a := range i.Addresses {
			n.Label = append(n.Label, a.String())
		}
		c.add(n)
		c.link(i.ID, i.SubnetID, In)
	}
	return left
}

// sorted is a copy in the order of a key.
func sorted[T any](things []T, key func(T) string) []T {
	list := slices.Clone(things)
	slices.SortStableFunc(list, func(a, b T) int {
		switch ka, kb := key(a), key(b); {
		case ka < kb:
			return -1
		case ka > kb:
			return 1
		}
		return 0
	})
	return list
}
