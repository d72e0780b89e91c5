package picture

import (
	"cmp"
	"slices"
	"strings"

	"sallyport/internal/flowlog"
	"sallyport/internal/vpc"
)

// shownRejections is how many rejected flows a picture lists.
const shownRejections = 50

// stopped counts what was rejected: at whose it is, at what rejected it, at the
// link that leads there, and at the destination. seen is the sum as it was told.
func (c *canvas) stopped(s, seen *flowlog.Sum) {
	at := c.rejecting(s)
	r := rejection(seen)
	if len(at) > 0 {
		r.Node = at[0]
	}
	c.rejections = append(c.rejections, r)
	for _, rule := range []*Rule{c.rule(s.ACL, deciding(s, s.Entry, vpc.StageEgressACL, vpc.StageIngressACL)), c.rule(s.RouteTable, deciding(s, s.Route, vpc.StageRoute))} {
		if rule != nil {
			rule.Rejected += s.Packets
		}
	}
	way := c.route(s)
	if !outbound(s) {
		way = slices.DeleteFunc(way, func(id string) bool { return c.nodes[id].Rank > rankSubnet })
	}
	counted := slices.Clone(at)
	for _, id := range way {
		if c.nodes[id].Rank <= rankInterface {
			counted = append(counted, id)
		}
	}
	destination := c.destination(s)
	counted = append(counted, destination, deciding(s, s.RouteTable, vpc.StageRoute))
	slices.Sort(counted)
	for _, id := range slices.Compact(counted) {
		if n := c.nodes[id]; n != nil {
			n.Counters.stop(s)
		}
	}
	c.breakOff(s, way, at, destination)
}

// breakOff marks the links that lead to what rejected, and goes on from there to
// the destination that the packets had.
func (c *canvas) breakOff(s *flowlog.Sum, way, at []string, destination string) {
	for _, id := range at {
		for i := len(way) - 1; i >= 0; i-- {
			if l := c.links[linkID{way[i], id}]; l != nil {
				l.stop(s)
				break
			}
		}
	}
	switch n := c.nodes[destination]; {
	case n == nil:
	case len(at) == 1 && at[0] == destination: // it is the other end that rejects
		if len(way) > 0 {
			c.link(way[len(way)-1], destination, Sends).stop(s)
		}
	case len(at) > 0:
		l := c.link(at[0], destination, Sends)
		l.Broken = l.Accepted == 0
		l.stop(s)
	}
}

func (l *Link) stop(s *flowlog.Sum) {
	l.Rejected += s.Packets
	if s.Last.After(l.rejected) {
		l.rejected, l.Stage, l.Component = s.Last, s.Stage, s.Decided
	}
}

// deciding is a rule's name if the stage is one where it decides.
func deciding(s *flowlog.Sum, rule string, stages ...vpc.Stage) string {
	if slices.Contains(stages, vpc.Stage(s.Stage)) {
		return rule
	}
	return ""
}

// rejecting are the nodes that rejected a flow, as far as they are in the picture.
func (c *canvas) rejecting(s *flowlog.Sum) []string {
	candidates := strings.Split(s.Decided, ",")
	switch stage := vpc.Stage(s.Stage); stage {
	case vpc.StageIngressPolicy:
		if outbound(s) {
			return c.receiving(s)
		}
	case vpc.StageEgressACL, vpc.StageIngressACL:
		if outbound(s) && (stage == vpc.StageEgressACL) == s.Reply { // the other end's
			return c.receiving(s)
		}
		candidates = append(candidates, s.ACL)
	case vpc.StageRoute:
		if r := c.rule(s.RouteTable, s.Route); r != nil && !r.Active {
			candidates = []string{r.Target}
		}
		candidates = append(candidates, s.RouteTable)
	case vpc.StageGateway:
		if s.Interface == "" {
			candidates = []string{publicSide}
		}
	}
	var at []string
	for _, id := range candidates {
		if c.nodes[id] != nil {
			at = append(at, id)
		}
		if len(at) == 1 && !strings.HasPrefix(id, vpc.PrefixSecurityGroup+"-") {
			break
		}
	}
	if len(at) == 0 && c.nodes[s.Interface] != nil {
		at = append(at, s.Interface)
	}
	return at
}

// receiving is the node of a destination that rejects.
func (c *canvas) receiving(s *flowlog.Sum) []string {
	if id := c.destination(s); id != "" {
		return []string{id}
	}
	return nil
}

// rejection is a rejected flow as it is listed.
func rejection(s *flowlog.Sum) Rejection {
	r := Rejection{
		First: s.First.UTC(), Last: s.Last.UTC(), Count: s.Packets, Stage: s.Stage, Where: vpc.Stage(s.Stage).Words(), Component: s.Decided, Reason: s.Reason,
		Interface: s.Interface, Direction: s.Direction, Source: s.Local, Destination: s.Remote, Port: s.Port,
		Protocol: protocolName(s.Protocol), Sender: s.Sender, Receiver: s.Receiver, Answer: s.Reply,
	}
	if s.Direction == string(vpc.Ingress) {
		r.Source, r.Destination = r.Destination, r.Source
	}
	r.Decided = cmp.Or(deciding(s, s.Entry, vpc.StageEgressACL, vpc.StageIngressACL), deciding(s, s.Route, vpc.StageRoute))
	return r
}

func protocolName(number uint8) string { return vpc.Protocol(number).String() }

// newest sorts rejections and keeps those that are shown.
func newest(list []Rejection) []Rejection {
	slices.SortStableFunc(list, func(a, b Rejection) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Source+a.Destination, b.Source+b.Destination), cmp.Compare(a.Port, b.Port))
	})
	return list[:min(len(list), shownRejections)]
}
