package live

import (
	"context"
	"math"
	"net/netip"
	"time"

	"sallyport/internal/flowlog"
	"sallyport/internal/vpc"
)

// heard is how long the kernel's word about a dropped packet is waited for,
// after the probe was given up.
const heard = 500 * time.Millisecond

// drops begins to listen for what the kernel tells of a probe's packets. The
// function waits for it: false if nothing was told.
func (e *Explainer) drops(protocol vpc.Protocol, to netip.AddrPort) func(context.Context) (flowlog.Event, bool) {
	if e.Flows == nil {
		return func(context.Context) (flowlog.Event, bool) { return flowlog.Event{}, false }
	}
	_, next := e.Flows.After(math.MaxUint64)
	return func(ctx context.Context) (flowlog.Event, bool) {
		for end := time.Now().Add(heard); ; {
			var events []flowlog.Event
			events, next = e.Flows.After(next)
			for _, event := range events {
				if event.Action == flowlog.Reject && vpc.Protocol(event.Protocol) == protocol && about(event, to) {
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

// about says whether an event is of packets to an address and port, or back from there.
func about(e flowlog.Event, to netip.AddrPort) bool {
	address := to.Addr().String()
	return e.Destination == address && e.DestinationPort == to.Port() || e.Source == address && e.SourcePort == to.Port()
}

// dropped adds the kernel's word to what the probe met, and compares the stage.
func (p *Probe) dropped(event flowlog.Event, x vpc.Explanation) {
	p.Stage, p.Decided = event.Stage, event.Decided
	p.Text += ", dropped by the kernel at the " + event.Stage
	if event.Decided != "" {
		p.Text += " (" + event.Decided + ")"
	}
	if x.Reachable || event.Stage != string(x.Stopped) {
		p.Agreement = Disagree
	}
}
