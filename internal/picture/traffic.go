package picture

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"sallyport/internal/flowlog"
	"sallyport/internal/vpc"
)

// outbound says whether a sum is of what its interface's owner started: what it
// sent, and the answers.
func outbound(s *flowlog.Sum) bool {
	return (s.Direction == string(vpc.Egress)) != s.Reply
}

// route is what a sum's packets met, as nodes of the picture: from whose they
// are to where they leave it.
func (c *canvas) route(s *flowlog.Sum) []string {
	var way []string
	step := func(ids ...string) {
		for _, id := range ids {
			if c.nodes[id] != nil && !slices.Contains(way, id) {
				way = append(way, id)
			}
		}
	}
	step(ServiceID(s.Service), c.endpointOf[s.Interface], c.natOf[s.Interface], s.Workload)
	if s.Interface == "" {
		step(publicSide, internet)
		return way
	}
	subnet := c.interfaces[s.Interface].SubnetID
	step(s.Interface, subnet)
	remote, err := netip.ParseAddr(s.Remote)
	if s.RouteTable == "" && err == nil && c.plan != nil { // nobody noted it: by the plan as it is
		s.RouteTable, s.Route = c.plan.RouteFrom(subnet, remote)
	}
	if s.RouteTable == "" {
		return way
	}
	step(c.aclOf[subnet], s.RouteTable)
	rule := c.rule(s.RouteTable, s.Route)
	if rule == nil || rule.Target == local {
		return way
	}
	step(rule.Target)
	if nat, onward, through := strings.Cut(s.Way, "/"); through && nat == rule.Target {
		step(onward)
	}
	step(c.behind(way[len(way)-1]))
	return way
}

// behind is what a gateway leads to, outside of the VPC.
func (c *canvas) behind(gateway string) string {
	for _, outside := range []string{internet, lan} {
		if c.links[linkID{gateway, outside}] != nil {
			return outside
		}
	}
	if g := slices.IndexFunc(c.plan.Gateways, func(g *vpc.Gateway) bool { return g.ID == gateway }); g >= 0 {
		return c.plan.Gateways[g].Peer
	}
	return ""
}

// rule is a rule of a node, to count at; nil where there is none, any more.
func (c *canvas) rule(node, id string) *Rule {
	n := c.nodes[node]
	if n == nil || id == "" {
		return nil
	}
	i := slices.IndexFunc(n.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	if n.Kind == KindSecurityGroup && !c.written[node] {
		n.Rules, c.written[node] = slices.Clone(n.Rules), true
	}
	return &n.Rules[i]
}

// count puts what was seen into the picture: at the nodes and links on its way,
// and at the rules that decided.
func (c *canvas) count(sums []*flowlog.Sum) {
	mine := make([]*flowlog.Sum, len(sums))
	for i := range sums {
		mine[i] = c.asSender(sums[i])
	}
	c.chooseDestinations(mine, sums)
	for i := range mine {
		if mine[i].Action == flowlog.Reject {
			c.stopped(mine[i], sums[i])
			continue
		}
		c.passed(mine[i])
	}
}

// asSender is what the other end, outside of the picture, rejected as the one in it
// has it: something on its own way, or the answer to that.
func (c *canvas) asSender(seen *flowlog.Sum) *flowlog.Sum {
	sender := c.addresses[seen.Remote]
	if seen.Action != flowlog.Reject || outbound(seen) || c.nodes[seen.Interface] != nil || c.nodes[sender] == nil {
		return seen
	}
	s := *seen
	s.Interface, s.Direction, s.Local, s.Remote = sender, string(vpc.Egress), s.Remote, s.Local
	s.Service = s.Sender
	if s.Reply {
		s.Direction, s.Service = string(vpc.Ingress), s.Receiver
	}
	s.Workload = c.interfaces[sender].Attachment.Workload
	s.ACL, s.Entry, s.RouteTable, s.Route = "", "", "", ""
	return &s
}

// passed counts what was let through.
func (c *canvas) passed(s *flowlog.Sum) {
	group := c.groupOf[s.Rule]
	for _, r := range []*Rule{c.rule(group, s.Rule), c.rule(s.ACL, s.Entry), c.rule(s.RouteTable, s.Route)} {
		if r != nil {
			r.Accepted, r.Bytes, r.Packets = r.Accepted+s.Began, r.Bytes+s.Bytes, r.Packets+s.Packets
		}
	}
	if n := c.nodes[group]; n != nil {
		n.Counters.pass(s)
		if l := c.links[linkID{s.Interface, group}]; l != nil {
			l.pass(s)
		}
	}
	if !outbound(s) {
		for _, id := range []string{ServiceID(s.Service), s.Workload, s.Interface, c.interfaces[s.Interface].SubnetID, s.ACL} {
			if n := c.nodes[id]; n != nil {
				n.Counters.pass(s)
			}
		}
		return
	}
	way := c.route(s)
	if c.natOf[s.Interface] != "" { // what is behind has counted it as whose it is
		way = slices.DeleteFunc(way, func(id string) bool { return c.nodes[id].Rank >= rankTarget })
	} else if destination := c.destination(s); destination != "" && len(way) > 0 {
		c.link(way[len(way)-1], destination, Sends)
		way = append(way, destination)
	}
	for i, id := range way {
		c.nodes[id].Counters.pass(s)
		if i > 0 {
			if l := c.links[linkID{way[i-1], id}]; l != nil {
				l.pass(s)
			}
		}
	}
}

func (c *Counters) pass(s *flowlog.Sum) {
	c.Accepted, c.Bytes, c.Packets = c.Accepted+s.Began, c.Bytes+s.Bytes, c.Packets+s.Packets
	c.Last = later(c.Last, s.Last)
}

func (l *Link) pass(s *flowlog.Sum) {
	l.Accepted, l.Bytes, l.Packets = l.Accepted+s.Began, l.Bytes+s.Bytes, l.Packets+s.Packets
}

func (c *Counters) stop(s *flowlog.Sum) {
	c.Rejected += s.Packets
	c.Last, c.LastRejected = later(c.Last, s.Last), later(c.LastRejected, s.Last)
}

func later(have *time.Time, t time.Time) *time.Time {
	switch {
	case have == nil:
		t = t.UTC()
		return &t
	case t.After(*have):
		*have = t.UTC()
	}
	return have
}
