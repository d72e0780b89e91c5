package assertion

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/vpc"
)

// Sender is an assertion's subject as it is judged.
type Sender struct {
	Explainer *vpc.Explainer
	// Packet is one that the sender sends.
	Packet func(to netip.Addr, protocol vpc.Protocol, port uint16) vpc.Packet
	// Resolve gives the addresses of a name as the sender resolves it.
	Resolve func(ctx context.Context, name string) ([]netip.Addr, error)
	// Probe, if not nil, tries what one address and port say; its text is why it
	// contradicts the plan, empty where it does not.
	Probe func(ctx context.Context, to netip.Addr, protocol vpc.Protocol, port uint16) string
}

// Result is the judgement of an assertion.
type Result struct {
	Assertion Assertion
	Holds     bool
	// Text says why, in a sentence.
	Text string
	// Judged is how many packets stood for all of the target.
	Judged int
	// Example is what explains a failure by one packet; nil where there is none.
	Example *vpc.Explanation
}

// tooMany is how many packets an assertion may take to judge.
const tooMany = 500_000

// Judge judges an assertion by the plan: about all addresses and ports of its
// target, since one packet of each part of them that is treated alike is followed.
//
// Of a range, neither the sender's own address nor its VPC's name server counts. What can be reached as a
// range may have addresses of the VPC that nothing has; and of a range that is
// wider than a private one, such as 0.0.0.0/0, it is the public addresses that
// have to be reached.
func Judge(ctx context.Context, a Assertion, s Sender) Result {
	r := Result{Assertion: a}
	ranges := []netip.Prefix{a.Target.Range}
	if a.Target.Name != "" {
		found, err := s.Resolve(ctx, a.Target.Name)
		if len(found) == 0 {
			r.Holds = !a.Can
			r.Text = fmt.Sprintf("The name %s has no address", a.Target.Name)
			if err != nil {
				r.Text += ": " + err.Error()
			}
			r.Text += "."
			return r
		}
		ranges = nil
		for _, address := range found {
			ranges = append(ranges, netip.PrefixFrom(address, address.BitLen()))
		}
	}
	reached := 0
	for _, within := range ranges {
		n, done := r.judge(ctx, s, within)
		if reached += n; done {
			return r
		}
	}
	switch {
	case a.Can && reached == 0:
		r.Text = "Nothing in use has an address of the range."
	case a.Can:
		r.Holds, r.Text = true, "Every part of it is reached, and the answers get back."
	default:
		r.Holds, r.Text = true, "No part of it is reached."
	}
	return r
}

// judge judges a range. It gives the number of packets that got through, and
// whether one of them settled the matter.
func (r *Result) judge(ctx context.Context, s Sender, within netip.Prefix) (reached int, done bool) {
	t := r.Assertion.Target
	world := s.Explainer.World
	addresses := world.Representatives(within)
	ports := world.RepresentativePorts(t.Protocol, vpc.PortRange{From: t.From, To: t.To})
	if len(addresses)*len(ports) > tooMany {
		r.Text = fmt.Sprintf("The target has %d parts that are treated differently, more than can be judged at once: split it.", len(addresses)*len(ports))
		return 0, true
	}
	for _, to := range addresses {
		for _, port := range ports {
			if ctx.Err() != nil {
				r.Text = "It was not judged in time."
				return reached, true
			}
			r.Judged++
			passed, absent := follow(world, s.Packet(to, t.Protocol, port))
			if !within.IsSingleIP() && (absent || r.Assertion.Can && beside(within, to)) {
				continue
			}
			if passed {
				reached++
			}
			if passed == r.Assertion.Can {
				continue
			}
			r.fail(s, to, port)
			return reached, true
		}
	}
	if s.Probe != nil && within.IsSingleIP() && t.From == t.To {
		if contradiction := s.Probe(ctx, within.Addr(), t.Protocol, t.From); contradiction != "" {
			r.Text = contradiction
			return reached, true
		}
	}
	return reached, false
}

// beside says whether an address is of a private range that lies within another.
func beside(within netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(vpc.PrivateRanges, func(p netip.Prefix) bool {
		return within.Bits() < p.Bits() && within.Contains(p.Addr()) && p.Contains(a)
	})
}

// follow says whether a packet and its answer get through, and whether nothing
// but the sender itself, or the name server that nobody is kept from, has the
// packet's destination.
func follow(w *vpc.World, p vpc.Packet) (passed, absent bool) {
	forward, back := w.RoundTrip(p)
	last := forward.Last()
	absent = !forward.Delivered && last.Stage == vpc.StageRoute && last.Route == nil && w.Plans[last.VPC] != nil && holds(w.Plans[last.VPC], p.Destination)
	absent = absent || forward.Resolver || forward.Delivered && p.FromInterface != "" && forward.To == p.FromInterface && !forward.Appliance
	return forward.Delivered && (back.Delivered || len(back.Steps) == 0), absent
}

func holds(p *vpc.Plan, a netip.Addr) bool {
	for _, b := range p.Blocks {
		if b.Contains(a) {
			return true
		}
	}
	return false
}

// fail explains the packet that an assertion fails by.
func (r *Result) fail(s Sender, to netip.Addr, port uint16) {
	x := s.Explainer.Explain(s.Packet(to, r.Assertion.Target.Protocol, port))
	r.Example = &x
	at := netip.AddrPortFrom(to, port)
	if x.Reachable {
		r.Text = fmt.Sprintf("%s is reached: %s.", at, by(x))
		return
	}
	r.Text = fmt.Sprintf("%s is not reached.", at)
	if len(x.Findings) > 0 {
		r.Text += " " + x.Findings[0].Text
	}
}

// by names what let a packet through.
func by(x vpc.Explanation) string {
	var list []string
	for _, c := range x.Forward {
		switch {
		case c.Rule != nil:
			list = append(list, fmt.Sprintf("rule %s of %s lets it through", c.Rule.ID, c.Component))
		case c.Route != nil:
			list = append(list, fmt.Sprintf("%s leads to %s", c.Component, c.Route.Target))
		}
	}
	if len(list) == 0 {
		return "nothing stops it"
	}
	return strings.Join(list, ", ")
}
