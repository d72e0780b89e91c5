package live

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"sallyport/internal/vpc"
)

// Sent is what came back of a probe.
type Sent struct {
	// Outcome is connected, answered, refused, unreachable or silent.
	Outcome string
	Source  netip.AddrPort // the zero value where it could not send
	Took    time.Duration
	Detail  string
}

// settling is how long the kernel may be behind the plan, after a change.
const settling = 300 * time.Millisecond

// probe sends packets and compares them with the plan. Where the two disagree,
// both are asked once more a little later: a change may have come between.
func (e *Explainer) probe(ctx context.Context, r *Report, s start, x vpc.Explanation, protocol vpc.Protocol, to netip.AddrPort) {
	r.Probe = e.try(ctx, s, x, protocol, to)
	if r.Probe.Agreement != Disagree {
		return
	}
	select {
	case <-ctx.Done():
		return
	case <-time.After(settling):
	}
	if again, err := e.start(ctx, r.Question); err == nil && again.end.Sandbox == s.end.Sandbox {
		s = again
	}
	x = s.explain(to.Addr(), protocol, to.Port())
	r.fill(x)
	if r.Probe = e.try(ctx, s, x, protocol, to); r.Probe.Agreement == Disagree {
		r.Disagreements = e.disagreements.Add(1)
		if e.Disagreed != nil {
			e.Disagreed(*r)
		}
	}
}

// try sends one probe and says whether it bears an explanation out.
func (e *Explainer) try(ctx context.Context, s start, x vpc.Explanation, protocol vpc.Protocol, to netip.AddrPort) *Probe {
	told := e.drops(s, x, protocol, to)
	sent, err := e.Send(ctx, s.end.Sandbox, protocol, to)
	if err != nil {
		return &Probe{Error: err.Error(), Agreement: Unproven, Text: "The probe could not be sent."}
	}
	// The explanation is about every port that a sender may have, and stops where
	// an ACL stops the answer to one of them; the probe had one port.
	own := s.packet(to.Addr(), protocol, to.Port())
	own.SourcePort = sent.Source.Port()
	judged := s.explainer.Explain(own)
	p := &Probe{Outcome: sent.Outcome, Millis: float64(sent.Took.Microseconds()) / 1000, Agreement: compare(judged, protocol, sent), Text: words(sent, protocol)}
	if sent.Source.Addr().IsValid() && !sent.Source.Addr().IsUnspecified() {
		p.Source = sent.Source.String()
	}
	if judged.Reachable && !x.Reachable {
		p.Text += fmt.Sprintf("; its port %d is one that the network ACL lets answers in to", own.SourcePort)
	}
	if sent.Outcome == "silent" {
		if event, ok := told(ctx); ok {
			p.dropped(event, judged)
		}
	}
	return p
}

// compare says whether a probe bears the plan out. Whoever sent an answer, even
// a refusal, was reached; silence proves something only about what is on this
// node: a host beyond it may have reasons of its own to keep quiet, and a
// program may ignore a datagram that it does not understand.
func compare(x vpc.Explanation, protocol vpc.Protocol, s Sent) string {
	answered := s.Outcome == "connected" || s.Outcome == "answered" || s.Outcome == "refused"
	beyond := x.Outside != "" && x.Outside != vpc.OutsideEdge || x.Appliance || x.Resolver
	switch {
	case x.Reachable && answered:
		return Agree
	case x.Reachable && (beyond || s.Outcome == "silent" && protocol == vpc.UDP):
		return Unproven
	case x.Reachable || answered:
		return Disagree
	}
	return Agree
}

// words says what a probe's outcome means.
func words(s Sent, protocol vpc.Protocol) string {
	took := s.Took.Round(100 * time.Microsecond)
	if s.Took > time.Second {
		took = s.Took.Round(100 * time.Millisecond)
	}
	switch s.Outcome {
	case "connected":
		return fmt.Sprintf("connected in %s", took)
	case "answered":
		return fmt.Sprintf("answered in %s", took)
	case "refused":
		return fmt.Sprintf("refused in %s: packets get there and back, and nothing listens at the port", took)
	case "unreachable":
		return fmt.Sprintf("turned back in %s: %s", took, s.Detail)
	}
	if protocol == vpc.UDP {
		return fmt.Sprintf("no answer within %s: the datagram was lost, or nobody answers one like it", took)
	}
	return fmt.Sprintf("no answer within %s", took)
}
