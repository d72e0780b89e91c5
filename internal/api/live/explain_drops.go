package live

import (
	"context"
	"math"
	"net/netip"
	"slices"
	"time"

	"sallyport/internal/flowlog"
	"sallyport/internal/vpc"
)

// heard is how long the kernel's word about a dropped packet is waited for,
// after the probe was given up.
const heard = 500 * time.Millisecond

// drops begins to listen for what the kernel tells of a probe's packets. The
// function waits for it: false if nothing was told.
func (e *Explainer) drops(s start, x vpc.Explanation, protocol vpc.Protocol, to netip.AddrPort) func(context.Context) (flowlog.Event, bool) {
	if e.Flows == nil {
		return func(context.Context) (flowlog.Event, bool) { return flowlog.Event{}, false }
	}
	_, next := e.Flows.After(math.MaxUint64)
	return func(ctx context.Context) (flowlog.Event, bool) {
		for end := time.Now().Add(heard); ; {
			var events []flowlog.Event
			events, next = e.Flows.After(next)
			for _, event := range events {
				if event.Action == flowlog.Reject && vpc.Protocol(event.Protocol) == protocol && about(event, s, x, to) {
					return event, true
				}
			}
			if ctx.Err() != nil || time.Now().After(end) {
				return flowlog.Event{}, false
			}
			select {
			case <-ctx.Done():
			case <-time.After(often / 3):
			}
		}
	}
}

// about says whether an event is of packets from the sender to an address and
// port, or back from there, in one of the VPCs on the way: others may send to the
// same address, and VPCs may have the same ones.
func about(e flowlog.Event, s start, x vpc.Explanation, to netip.AddrPort) bool {
	from, address := s.end.Address.String(), to.Addr().String()
	there := e.Source == from && e.Destination == address && e.DestinationPort == to.Port()
	back := e.Destination == from && e.Source == address && e.SourcePort == to.Port()
	in := func(c vpc.PathComponent) bool { return c.VPC == e.VPC }
	return (there || back) && (e.VPC == s.from.VPC || slices.ContainsFunc(x.Forward, in) || slices.ContainsFunc(x.Return, in))
}

// dropped adds the kernel's word to what the probe met, and compares the stage.
func (p *Probe) dropped(event flowlog.Event, x vpc.Explanation) {
	p.Stage, p.Decided = event.Stage, event.Decided
	p.Text += ", dropped by the kernel at the " + where(vpc.Stage(event.Stage))
	if event.Decided != "" {
		p.Text += " (" + event.Decided + ")"
	}
	if x.Reachable || event.Stage != string(x.Stopped) {
		p.Agreement = Disagree
	}
}
