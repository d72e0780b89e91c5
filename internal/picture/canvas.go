package picture

import (
	"fmt"
	"slices"

	"sallyport/internal/netplan"
	"sallyport/internal/vpc"
)

// The ranks of nodes; see Node.Rank.
const (
	rankService = iota
	rankInstance
	rankInterface
	rankSubnet
	rankACL
	rankTable
	rankTarget
	rankOnward
	rankOutside
	rankDestination
)

// canvas is a picture that is being drawn.
type canvas struct {
	*scene // of the snapshot alone where no VPC is in the picture
	held   *Held
	nodes  map[string]*Node
	links  map[linkID]*Link
	order  []string // of nodes
	joined []linkID // the order of links

	// written has the groups whose rules are the canvas's own, and not the scene's.
	written    map[string]bool
	rejections []Rejection
	// chosen are the destinations that are drawn, by id; all others are one.
	chosen map[string]bool
	others int
	// whole says that it is a map, which has all of the VPC's interfaces.
	whole bool
}

type linkID struct{ from, to string }

func newCanvas(s *scene, held *Held) *canvas {
	return &canvas{scene: s, held: held, nodes: map[string]*Node{}, links: map[linkID]*Link{}, written: map[string]bool{}}
}

// add draws a node, once; it says whether it is new.
func (c *canvas) add(n Node) (*Node, bool) {
	if have := c.nodes[n.ID]; have != nil {
		return have, false
	}
	c.nodes[n.ID] = &n
	c.order = append(c.order, n.ID)
	return &n, true
}

// link joins two nodes, once.
func (c *canvas) link(from, to string, kind LinkKind) *Link {
	id := linkID{from, to}
	if have := c.links[id]; have != nil {
		return have
	}
	l := &Link{From: from, To: to, Kind: kind}
	c.links[id] = l
	c.joined = append(c.joined, id)
	return l
}

// called is what people call a resource.
func (c *canvas) called(id string) string { return netplan.Called(c.snapshot, id) }

// inNetwork is the state of something that is rules of the VPC's router.
func (c *canvas) inNetwork(used bool) (State, string) {
	if !used {
		return Unused, ""
	}
	return c.held.network(c.model.VPC.ID)
}

// addInterface draws an interface, its subnet and its groups.
func (c *canvas) addInterface(i vpc.Interface) *Node {
	n := Node{ID: i.ID, Kind: KindInterface, Rank: rankInterface, Name: c.called(i.ID)}
	for _, a := range slices.Concat(i.Addresses, i.IPv6Addresses) {
		n.Label = append(n.Label, a.String())
	}
	for _, a := range c.model.Public {
		if a.InterfaceID == i.ID {
			n.Label = append(n.Label, "public "+a.Address.String())
		}
	}
	if i.NoSourceCheck {
		n.Label = append(n.Label, "no source/destination check")
	}
	n.State, n.Reason = c.interfaceState(i)
	node, fresh := c.add(n)
	if !fresh {
		return node
	}
	for _, g := range i.Groups {
		c.addGroup(g)
		c.link(i.ID, g, GuardedBy)
	}
	c.addSubnet(i.SubnetID)
	c.link(i.ID, i.SubnetID, In)
	return node
}

// interfaceState is that of its sandbox; a NAT gateway's interface is in none.
func (c *canvas) interfaceState(i vpc.Interface) (State, string) {
	if c.natOf[i.ID] != "" {
		return c.inNetwork(c.planned)
	}
	if c.model.Placed != nil {
		if placement, here := c.model.Placed(i); here {
			return c.held.sandbox(placement.Sandbox)
		}
	}
	return Unused, "It is not on this node."
}

// addGroup draws a security group with its rules.
func (c *canvas) addGroup(id string) {
	if c.nodes[id] != nil {
		return
	}
	n := Node{ID: id, Kind: KindSecurityGroup, Rank: rankInterface, Name: c.groups[id].Name, Rules: c.rules[id]}
	n.State, n.Reason = c.inNetwork(c.plan.RuleSets[id] != nil && c.planned)
	c.add(n)
}

// addSubnet draws a subnet, its network ACL and its route table.
func (c *canvas) addSubnet(id string) {
	s, there := c.subnets[id]
	n := Node{ID: id, Kind: KindSubnet, Rank: rankSubnet, Name: c.called(id)}
	if there {
		n.Label = []string{s.CIDR.String()}
		for _, b := range s.IPv6Blocks {
			n.Label = append(n.Label, b.CIDR.String())
		}
		n.Label = append(n.Label, zone(s), fmt.Sprintf("%d addresses free", c.free[id]))
	}
	n.State, n.Reason = c.inNetwork(c.used(id))
	if _, fresh := c.add(n); !fresh {
		return
	}
	from := id
	if acl := c.aclOf[id]; acl != "" {
		c.addACL(acl)
		c.link(id, acl, GuardedBy)
		from = acl
	}
	if table := c.tableOf[id]; table != "" {
		c.addTable(table)
		c.link(from, table, RoutedBy)
	}
}

func zone(s vpc.Subnet) string {
	if s.ZoneID == "" {
		return s.Zone
	}
	return s.Zone + " (" + s.ZoneID + ")"
}

// addACL draws a network ACL with its entries.
func (c *canvas) addACL(id string) {
	acl := c.acls[id]
	n := Node{ID: id, Kind: KindNetworkACL, Rank: rankACL, Name: c.called(id)}
	if acl.Default {
		n.Label = append(n.Label, "default")
	}
	entries := slices.Clone(acl.Entries)
	slices.SortStableFunc(entries, func(a, b vpc.ACLEntry) int {
		if a.Egress != b.Egress {
			return -compare(a.Egress, b.Egress)
		}
		return int(a.Number) - int(b.Number)
	})
	for _, e := range entries {
		n.Rules = append(n.Rules, entryRule(e))
	}
	n.State, n.Reason = c.inNetwork(c.planned && c.plan.ACLs[id] != nil)
	c.add(n)
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// shownRules is how many rules of a node are shown.
const shownRules = 100

// shown is a node with as many of its rules as are shown: those that counted
// something go before others.
func shown(n Node) Node {
	more := len(n.Rules) - shownRules
	if more <= 0 {
		return n
	}
	rules := make([]Rule, 0, shownRules)
	for _, counted := range []bool{true, false} {
		for _, r := range n.Rules {
			if (r.Packets+r.Rejected > 0) == counted && len(rules) < shownRules {
				rules = append(rules, r)
			}
		}
	}
	n.Rules, n.RulesLeftOut = rules, more
	return n
}

// network is the picture as it stands: nodes by rank, links as they were drawn.
func (c *canvas) network() Network {
	n := Network{Version: Version, Nodes: []Node{}, Links: []Link{}, Rejections: newest(c.rejections)}
	if n.Rejections == nil {
		n.Rejections = []Rejection{}
	}
	for _, id := range c.order {
		n.Nodes = append(n.Nodes, shown(*c.nodes[id]))
	}
	slices.SortStableFunc(n.Nodes, func(a, b Node) int { return a.Rank - b.Rank })
	for _, id := range c.joined {
		n.Links = append(n.Links, *c.links[id])
	}
	return n
}
