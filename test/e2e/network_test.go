//go:build e2e

package e2e

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/picture"
	"sallyport/test/e2e/harness"
)

// seenWithin is how soon a picture shows what passed or was rejected.
const seenWithin = 6 * time.Second

// picture asks for a service's way out.
func (p place) picture(arguments ...string) picture.Network {
	p.T.Helper()
	var n picture.Network
	if status := p.SayJSON(&n, "network", append(arguments, "--json")...); status != 0 {
		p.T.Fatalf("sallyport network %v ended with %d", arguments, status)
	}
	return n
}

func nodeOf(n picture.Network, id string) picture.Node {
	i := slices.IndexFunc(n.Nodes, func(n picture.Node) bool { return n.ID == id })
	if i < 0 {
		return picture.Node{}
	}
	return n.Nodes[i]
}

func ruleOf(n picture.Node, id string) picture.Rule {
	i := slices.IndexFunc(n.Rules, func(r picture.Rule) bool { return r.ID == id })
	if i < 0 {
		return picture.Rule{}
	}
	return n.Rules[i]
}

// The picture of a service shows within seconds what it reached by which rule,
// and once a rule is gone, what rejects it, and where.
func TestNetworkIsDrawnAsItIs(t *testing.T) {
	p := newPlace(begin(t))
	shop := p.NewService("shop", harness.WithEgress(p.connector))
	wantReach(t, shop, p.target())
	out, in := p.ruleOf(p.app, true), p.ruleOf(p.db, false)
	reached := "destination/tcp/" + p.target()
	p.picture("shop")
	took := harness.Eventually(t, seenWithin, "what was let through to be drawn", func() (bool, string) {
		shop.Echo(p.target())
		n := p.picture("shop")
		rule := ruleOf(nodeOf(n, p.app), out)
		return rule.Accepted > 0 && rule.Bytes > 0 && nodeOf(n, reached).Counters.Accepted > 0, fmt.Sprintf("%+v", n)
	})
	t.Logf("what was let through was drawn after %s", took)
	n := p.picture("shop")
	for _, kind := range []picture.Kind{picture.KindService, picture.KindInstance, picture.KindInterface, picture.KindSubnet, picture.KindNetworkACL, picture.KindRouteTable, picture.KindSecurityGroup} {
		at := slices.IndexFunc(n.Nodes, func(n picture.Node) bool { return n.Kind == kind })
		if at < 0 || n.Nodes[at].State != picture.Enforced {
			t.Errorf("the %s is not enforced: %+v", kind, n.Nodes)
		}
	}
	if d := nodeOf(n, reached).Destination; d == nil || d.Owner != p.echo.ID || d.Verdict != "ACCEPT" {
		t.Errorf("the destination is %+v", d)
	}

	p.AWS(nil, "ec2", "revoke-security-group-ingress", "--group-id", p.db, "--security-group-rule-ids", in)
	soonBlocked(t, shop, p.target(), "the rule is gone")
	took = harness.Eventually(t, seenWithin, "what is rejected to be drawn", func() (bool, string) {
		n = p.picture("shop")
		d := nodeOf(n, reached).Destination
		return d != nil && d.Verdict == "REJECT" && d.Rejection != nil, fmt.Sprintf("%+v", d)
	})
	t.Logf("what is rejected was drawn after %s", took)
	if r := nodeOf(n, reached).Destination.Rejection; r.Stage != "ingress policy" || r.Component != p.db || r.Sender != "shop" || r.Count == 0 {
		t.Errorf("the rejection is %+v", r)
	}
	if !slices.ContainsFunc(n.Links, func(l picture.Link) bool { return l.To == reached && l.Rejected > 0 && l.Component == p.db }) {
		t.Errorf("no link to %s says that %s rejects: %+v", reached, p.db, n.Links)
	}
	wantBlocked(t, shop, "203.0.113.250:443", "no route leads there")
	harness.Eventually(t, seenWithin, "what no route leads to to be drawn", func() (bool, string) {
		n = p.picture("shop")
		return slices.ContainsFunc(n.Rejections, func(r picture.Rejection) bool {
			return r.Stage == "route" && nodeOf(n, r.Node).Kind == picture.KindRouteTable
		}), fmt.Sprintf("%+v", n.Rejections)
	})
	whole := p.picture("--vpc", p.vpc.ID)
	if nodeOf(whole, p.db).Counters.Rejected == 0 || nodeOf(whole, "service/shop").Counters.Rejected == 0 || nodeOf(whole, p.echo.ID).Kind != picture.KindInstance {
		t.Errorf("the VPC's map does not show it: %+v", whole)
	}

	_, err := p.AppRunner.PauseService(p.Context(), &apprunner.PauseServiceInput{ServiceArn: &shop.ARN})
	p.Must("pause", err)
	shop.Await(types.ServiceStatusPaused)
	harness.Eventually(t, operationWait, "a paused service to be drawn without instances", func() (bool, string) {
		n = p.picture("shop")
		return n.Note != "" && !slices.ContainsFunc(n.Nodes, func(n picture.Node) bool { return n.Kind == picture.KindInstance }), fmt.Sprintf("%+v", n)
	})
	if nodeOf(n, p.subnets[0]).Kind != picture.KindSubnet || nodeOf(n, p.app).Kind != picture.KindSecurityGroup {
		t.Errorf("the way of a paused service is not drawn: %+v", n.Nodes)
	}
}

// A service without a connector has the public side, and what that rejects.
func TestNetworkOfThePublicSide(t *testing.T) {
	p := newPlace(begin(t))
	open := p.NewService("open")
	wantBlocked(t, open, p.target(), "it is a private address")
	var n picture.Network
	harness.Eventually(t, seenWithin, "what the public side rejects to be drawn", func() (bool, string) {
		open.Echo(p.target()) // an edge that is new is listened to within a second
		n = p.picture("open")
		return nodeOf(n, "public").Counters.Rejected > 0, fmt.Sprintf("%+v", n)
	})
	outside := web(common.internet.Anybody, "/drawn")
	harness.Eventually(t, seenWithin, "what the public side lets through to be drawn", func() (bool, string) {
		if got := open.Fetch(outside); !got.OK {
			return false, got.Error
		}
		n = p.picture("open")
		d := nodeOf(n, "destination/tcp/"+netip.AddrPortFrom(common.internet.Anybody, 80).String())
		return d.Counters.Accepted > 0 && d.Counters.Bytes > 0 && nodeOf(n, "public").Counters.Accepted > 0, fmt.Sprintf("%+v", n)
	})
	if n.Egress != "DEFAULT" || n.VPC != "" || nodeOf(n, "public").State != picture.Enforced || nodeOf(n, "destination/tcp/"+p.target()).Destination.Verdict != "REJECT" {
		t.Errorf("unexpected picture %+v", n)
	}
}
