//go:build e2e

package e2e

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/api/live"
	"sallyport/internal/vpc"
	"sallyport/test/e2e/harness"
)

// What keeps a service from what it wants is explained, and the commands that
// explain prints, pasted into a shell as they are, let it through.
func TestExplainMendsWhatItFinds(t *testing.T) {
	internet := newInternet(t)
	one := installedWith(t, internet, "--public-pool", internet.Pool.String())
	for name, mend := range map[string]func(place, *harness.Internet){
		"connector in a public subnet": mendPublicSubnet,
		"missing group rule":           mendGroup,
		"ACL without ephemeral ports":  mendACL,
		"peering":                      mendPeering,
		"names that nothing looks for": mendNames,
		"random questions":             randomQuestions,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mend(newFarPlace(one.NewRegion(t, one.Images)), internet)
		})
	}
}

// newFarPlace is a place whose server is in a subnet that no service is in.
func newFarPlace(r *harness.Region) place {
	p := place{Region: r, vpc: r.NewVPC("10.0.0.0/16")}
	p.subnets = []string{p.vpc.Subnet("10.0.1.0/24", "a"), p.vpc.Subnet("10.0.2.0/24", "b")}
	p.app, p.db = p.vpc.Group("app"), p.vpc.Group("db")
	p.echo = r.NewEcho(p.vpc.Subnet("10.0.3.0/24", "a"), p.db)
	return p
}

// asking makes a service that sends through a connector into the place's subnets.
func (p place) asking() *harness.Service {
	p.T.Helper()
	return p.NewService("shop", harness.WithEgress(p.Connector("main", p.subnets, p.app)))
}

// wantCause asks why the service can't reach the target. The first finding must
// have the code, and the probe must say what the plan says.
func wantCause(t testing.TB, s *harness.Service, target, code string) live.Finding {
	t.Helper()
	report, status := s.Explain(target)
	if status != 1 || report.Reachable || len(report.Findings) == 0 || report.Findings[0].Code != code {
		t.Fatalf("explain %s %s ended with %d: %s, findings %+v; want %s", s.Name, target, status, report.Summary, report.Findings, code)
	}
	wantAgreement(t, report)
	return report.Findings[0]
}

// wantReachable asks the same where nothing stands in the way.
func wantReachable(t testing.TB, s *harness.Service, target string) {
	t.Helper()
	report, status := s.Explain(target)
	if status != 0 || !report.Reachable || len(report.Findings) > 0 {
		t.Fatalf("explain %s %s ended with %d: %s, findings %+v", s.Name, target, status, report.Summary, report.Findings)
	}
	wantAgreement(t, report)
}

func wantAgreement(t testing.TB, report live.Report) {
	t.Helper()
	if report.Probe == nil || report.Probe.Agreement != live.Agree || report.Disagreements != 0 {
		t.Errorf("explain of %s said %q, and the probe %+v; %d disagreements", report.Question.Host, report.Summary, report.Probe, report.Disagreements)
	}
}

// mended runs the commands of a finding, and nothing else lets the service through.
func (p place) mended(s *harness.Service, target, code string) {
	p.T.Helper()
	found := wantCause(p.T, s, target, code)
	if len(found.Commands) == 0 {
		p.T.Fatalf("explain has no command for %s: %+v", code, found)
	}
	p.Shell(found.Commands)
	wantReachable(p.T, s, target)
}

// The classic: the connector is in a subnet whose default route is the internet
// gateway, which takes only what has a public address.
func mendPublicSubnet(p place, internet *harness.Internet) {
	table := p.vpc.Table(p.subnets...)
	p.Route(table, "0.0.0.0/0", p.vpc.InternetGateway())
	outside := netip.AddrPortFrom(internet.Anybody, 80).String()
	shop := p.asking()
	// It was said before anything failed, and the way out with it.
	shop.WantEvent(vpc.CodeNoPublicAddress, "nothing reaches the internet", "aws ec2 create-nat-gateway", "aws ec2 replace-route")
	path := "/classic-" + p.Name
	if got := shop.Fetch(web(internet.Anybody, path)); got.OK {
		p.T.Fatalf("the service was answered from a public subnet: %+v", got)
	}
	if page := p.Say("explain", shop.Name, outside); page.Status != 1 || !strings.Contains(page.Text, vpc.CodeNoPublicAddress) || !strings.Contains(page.Text, "aws ec2 create-nat-gateway") {
		p.T.Errorf("explain ended with %d: %s", page.Status, page.Text)
	}
	p.mended(shop, outside, vpc.CodeNoPublicAddress)
	if got := shop.Fetch(web(internet.Anybody, path)); !got.OK {
		p.T.Errorf("the service was not answered through the NAT gateway: %+v", got)
	}
	gateways, err := p.EC2.DescribeNatGateways(p.Context(), &ec2.DescribeNatGatewaysInput{})
	p.Must("describe NAT gateways", err)
	nat := gateways.NatGateways[0]
	if public, seen := *nat.NatGatewayAddresses[0].PublicIp, internet.Seen(path); !slices.Equal(seen, []string{public}) {
		p.T.Errorf("the server saw %v, want the NAT gateway's address %s", seen, public)
	}
	// Without the gateway the route is a black hole, which is explained as well.
	_, err = p.EC2.DeleteNatGateway(p.Context(), &ec2.DeleteNatGatewayInput{NatGatewayId: nat.NatGatewayId})
	p.Must("delete the NAT gateway", err)
	if found := wantCause(p.T, shop, outside, vpc.CodeBadRoute); !strings.Contains(found.Text, *nat.NatGatewayId) || len(found.Commands) == 0 {
		p.T.Errorf("of the route whose gateway is gone, explain says %+v", found)
	}
}

// The database's group lets nobody in.
func mendGroup(p place, _ *harness.Internet) {
	shop := p.asking()
	wantBlocked(p.T, shop, p.target(), "no rule lets it in")
	path := p.insightsPath()
	p.analysed(path, vpc.CodeGroupEmpty)
	p.mended(shop, p.target(), vpc.CodeGroupEmpty)
	wantReach(p.T, shop, p.target())
	p.analysed(path, "")
	found := wantCause(p.T, shop, p.echo.Address+":8080", vpc.CodeGroupMismatch)
	if len(found.Commands) != 1 || !strings.Contains(found.Commands[0], "--group-id "+p.db) {
		p.T.Errorf("explain proposes %v, want one rule of %s", found.Commands, p.db)
	}
}

// insightsPath is one from the service's interface to the echo server, as AWS's
// own analyzer knows it.
func (p place) insightsPath() string {
	p.T.Helper()
	interfaces, err := p.EC2.DescribeNetworkInterfaces(p.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []ec2types.Filter{{Name: aws.String("group-id"), Values: []string{p.app}}},
	})
	p.Must("look for the service's interface", err)
	var path struct {
		NetworkInsightsPath struct{ NetworkInsightsPathId string }
	}
	p.AWS(&path, "ec2", "create-network-insights-path", "--source", *interfaces.NetworkInterfaces[0].NetworkInterfaceId,
		"--destination", p.echo.ID, "--destination-port", "7000", "--protocol", "tcp")
	return path.NetworkInsightsPath.NetworkInsightsPathId
}

// analysed lets the analyzer look at a path, by the aws command line. It must
// explain by the code why there is no way; without a code there is one.
func (p place) analysed(path, code string) {
	p.T.Helper()
	var begun struct {
		NetworkInsightsAnalysis struct{ NetworkInsightsAnalysisId string }
	}
	p.AWS(&begun, "ec2", "start-network-insights-analysis", "--network-insights-path-id", path)
	id := begun.NetworkInsightsAnalysis.NetworkInsightsAnalysisId
	var described struct {
		NetworkInsightsAnalyses []struct {
			Status                                      string
			NetworkPathFound                            bool
			ForwardPathComponents, ReturnPathComponents []struct{ SequenceNumber int }
			Explanations                                []struct{ ExplanationCode string }
		}
	}
	harness.Eventually(p.T, ruleLimit, id+" to be done", func() (bool, string) {
		p.AWS(&described, "ec2", "describe-network-insights-analyses", "--network-insights-analysis-ids", id)
		return described.NetworkInsightsAnalyses[0].Status == "succeeded", described.NetworkInsightsAnalyses[0].Status
	})
	analysis := described.NetworkInsightsAnalyses[0]
	switch {
	case analysis.NetworkPathFound != (code == ""):
		p.T.Errorf("the analysis says that a path was found: %v", analysis.NetworkPathFound)
	case code == "" && (len(analysis.ForwardPathComponents) == 0 || len(analysis.ReturnPathComponents) == 0):
		p.T.Errorf("the analysis shows no way: %+v", analysis)
	case code != "" && (len(analysis.Explanations) == 0 || analysis.Explanations[0].ExplanationCode != code):
		p.T.Errorf("the analysis explains %+v, want %s", analysis.Explanations, code)
	}
}

// The ACL of the service's subnets lets requests out, and no answers in.
func mendACL(p place, _ *harness.Internet) {
	p.Authorize(p.db, p.opening())
	acl := p.vpc.ACL(p.subnets...)
	p.Enter(acl, harness.Entry{Number: 100, Egress: true, CIDR: "0.0.0.0/0"}, harness.Entry{Number: 100, CIDR: "10.0.0.0/16", From: 7000, To: 7000})
	shop := p.asking()
	shop.WantEvent(vpc.CodeACL, acl, "aws ec2 create-network-acl-entry")
	p.mended(shop, p.target(), vpc.CodeACL)
	wantReach(p.T, shop, p.target())
}

// A peering whose route back was deleted, and one that was deleted itself.
func mendPeering(p place, _ *harness.Internet) {
	far := p.NewVPC("10.7.0.0/16")
	group := far.Group("far")
	p.Authorize(group, harness.Everything())
	echo := p.NewEcho(far.Subnet("10.7.1.0/24", "a"), group)
	target := echo.Address + ":7000"
	shop := p.asking()
	peering := p.Peer(p.vpc, far)
	p.Shell(wantCause(p.T, shop, target, vpc.CodeNoRoute).Commands) // there
	p.mended(shop, target, vpc.CodeNoRoute)                         // and back
	_, err := p.EC2.DeleteVpcPeeringConnection(p.Context(), &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: &peering})
	p.Must("delete the peering", err)
	p.Shell(wantCause(p.T, shop, target, vpc.CodeBadRoute).Commands) // there, by a new one
	p.mended(shop, target, vpc.CodeBadRoute)                         // and back
}

// The VPC's name server is off.
func mendNames(p place, _ *harness.Internet) {
	p.Authorize(p.db, p.opening())
	p.record("db.corp.internal", p.echo.Address)
	p.attribute(support, false)
	shop := p.asking()
	shop.WantEvent(vpc.CodeDNSDisabled, "aws ec2 modify-vpc-attribute")
	const target = "db.corp.internal:7000"
	report, status := shop.Explain(target)
	if status != 1 || len(report.Findings) == 0 || report.Findings[0].Code != vpc.CodeDNSDisabled {
		p.T.Fatalf("explain ended with %d: %s, findings %+v", status, report.Summary, report.Findings)
	}
	p.Shell(report.Findings[0].Commands)
	harness.Eventually(p.T, ruleLimit, "the name to be found", func() (bool, string) {
		report, status = shop.Explain(target)
		return status == 0, report.Summary
	})
	wantAgreement(p.T, report)
}
