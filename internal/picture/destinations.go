package picture

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"sallyport/internal/flowlog"
)

// shownDestinations is how many destinations a picture has; all others are one.
const shownDestinations = 20

const otherDestinations = "destination/others"

// destinationID names where a sum's flows went to; empty where that is in the
// picture otherwise.
func (c *canvas) destinationID(s *flowlog.Sum) string {
	switch {
	case !outbound(s) || c.natOf[s.Interface] != "":
		return ""
	case s.Remote == "":
		return otherDestinations
	case c.whole && c.addresses[s.Remote] != "":
		return ""
	}
	return "destination/" + protocolName(s.Protocol) + "/" + endText(s.Remote, s.Port)
}

func endText(address string, port uint16) string {
	if port == 0 {
		return address
	}
	return net.JoinHostPort(address, strconv.Itoa(int(port)))
}

// destination is the node of where a sum's flows went to; empty for none.
func (c *canvas) destination(s *flowlog.Sum) string {
	id := c.destinationID(s)
	if id != "" && !c.chosen[id] {
		return otherDestinations
	}
	return id
}

// chooseDestinations draws the destinations that tell most: those that rejected
// or were not reached, then those with the most traffic.
func (c *canvas) chooseDestinations(sums, seen []*flowlog.Sum) {
	found, began := map[string]*Node{}, map[string]time.Time{}
	for i := range sums {
		s := sums[i]
		id := c.destinationID(s)
		if id == "" {
			continue
		}
		n := found[id]
		if n == nil {
			n = &Node{ID: id, Kind: KindDestination, Rank: rankDestination, State: Observed, Destination: c.newDestination(s)}
			found[id] = n
		}
		if d := n.Destination; s.Action == flowlog.Reject {
			n.Counters.stop(s)
			r := rejection(seen[i])
			if d.Rejection == nil || d.Rejection.Last.Before(r.Last) {
				r.Count += count(d.Rejection)
				d.Rejection = &r
			} else {
				d.Rejection.Count += r.Count
			}
		} else {
			n.Counters.pass(s)
			if s.Newest.After(began[id]) {
				began[id] = s.Newest
			}
		}
	}
	all := make([]*Node, 0, len(found))
	for _, n := range found {
		if n.ID != otherDestinations {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b *Node) int {
		return cmp.Or(cmp.Compare(min(b.Counters.Rejected, 1), min(a.Counters.Rejected, 1)), cmp.Compare(b.Counters.Bytes, a.Counters.Bytes), cmp.Compare(a.ID, b.ID))
	})
	c.chosen = map[string]bool{}
	for _, n := range all[:min(len(all), shownDestinations)] {
		c.chosen[n.ID] = true
		d := n.Destination
		// A connection that was let through may go on while new ones are rejected.
		d.Verdict = string(flowlog.Accept)
		if n.Counters.LastRejected != nil && !began[n.ID].After(*n.Counters.LastRejected) {
			d.Verdict = string(flowlog.Reject)
		}
		n.Name = endText(d.Address, d.Port)
		if len(d.Names) > 0 {
			n.Name = endText(d.Names[0], d.Port)
		} else if d.Owner != "" {
			n.Name = endText(cmp.Or(c.called(d.Owner), d.Owner), d.Port)
		}
		n.Label = []string{endText(d.Address, d.Port), d.Protocol}
		n.Counters = Counters{} // they are counted on their way
		c.add(*n)
	}
	c.drawOthers(len(all)-shownDestinations, found[otherDestinations] != nil)
}

// drawOthers draws all that are not chosen as one.
func (c *canvas) drawOthers(more int, folded bool) {
	if more <= 0 && !folded {
		return
	}
	c.others = max(more, 0)
	name := "other destinations"
	if c.others > 0 {
		name = strconv.Itoa(c.others) + " " + name
	}
	c.add(Node{ID: otherDestinations, Kind: KindOthers, Rank: rankDestination, Name: name, State: Observed})
	c.chosen[otherDestinations] = true
}

func count(r *Rejection) uint64 {
	if r == nil {
		return 0
	}
	return r.Count
}

// newDestination says what is known of where a sum's flows went to.
func (c *canvas) newDestination(s *flowlog.Sum) *Destination {
	d := &Destination{Address: s.Remote, Port: s.Port, Protocol: protocolName(s.Protocol), Owner: s.Receiver}
	if s.Reply {
		d.Owner = s.Sender
	}
	if a, err := netip.ParseAddr(s.Remote); err == nil {
		d.Names = c.names[a]
	}
	if id := c.addresses[s.Remote]; id != "" {
		d.Interface, d.VPC = id, c.model.VPC.ID
		d.Owner = cmp.Or(d.Owner, c.endpointOf[id])
	}
	for _, p := range c.model.Peerings {
		for _, i := range p.Interfaces {
			if slices.ContainsFunc(i.Addresses, func(a netip.Addr) bool { return a.String() == s.Remote }) {
				d.Interface, d.VPC = i.ID, p.VPC.ID
			}
		}
	}
	return d
}
