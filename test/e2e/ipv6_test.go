//go:build e2e

package e2e

import (
	"testing"

	"sallyport/test/e2e/harness"
)

// TestIPv6BetweenInstances gives two running instances IPv6, which reach each
// other by it where a rule of theirs lets them, and not where none does.
func TestIPv6BetweenInstances(t *testing.T) {
	g := newGround(begin(t), "10.0.0.0/16")
	g.vpc.AddIPv6(g.subnets...)
	to := g.AssignIPv6(g.to)
	target := "[" + to + "]:7000"
	g.drops("tcp", target, "the sender has no IPv6 address")
	from := g.AssignIPv6(g.from)
	g.drops("tcp", target, "no rule is of IPv6")

	g.AuthorizeEgress(g.group, harness.Everything6())
	g.drops("tcp", target, "no rule lets it in")
	g.Authorize(g.group, harness.FromCIDR6("tcp", 7000, from+"/128"))
	g.passes("tcp", target, "rules let it out and in")
	g.drops("udp", target, "the rule is of tcp")
	g.drops("tcp", "["+to+"]:8080", "the rule is of another port")
	g.Revoke(g.group, harness.FromCIDR6("tcp", 7000, from+"/128"))
	g.drops("tcp", target, "the rule was taken back")
	g.Authorize(g.group, harness.FromGroup("tcp", 7000, g.group))
	g.passes("tcp", target, "members of the group may")
	g.passes("tcp", g.target(), "IPv4 goes as before")
}
