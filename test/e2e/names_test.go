//go:build e2e

package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// No test here asks for a name that only others know: that would be asked
// outside of this machine.

// attribute turns one of the VPC's attributes of DNS on or off.
func (p place) attribute(set func(*ec2.ModifyVpcAttributeInput, *ec2types.AttributeBooleanValue), on bool) {
	in := &ec2.ModifyVpcAttributeInput{VpcId: &p.vpc.ID}
	set(in, &ec2types.AttributeBooleanValue{Value: &on})
	_, err := p.EC2.ModifyVpcAttribute(p.Context(), in)
	p.Must("modify an attribute of the VPC", err)
}

func hostnames(in *ec2.ModifyVpcAttributeInput, v *ec2types.AttributeBooleanValue) {
	in.EnableDnsHostnames = v
}
func support(in *ec2.ModifyVpcAttributeInput, v *ec2types.AttributeBooleanValue) {
	in.EnableDnsSupport = v
}

// record sets a name of the operator's own in the VPC.
func (p place) record(name, value string) {
	_, err := p.EC2.CreateTags(p.Context(), &ec2.CreateTagsInput{
		Resources: []string{p.vpc.ID}, Tags: []ec2types.Tag{{Key: aws.String("sallyport:dns/" + name), Value: &value}},
	})
	p.Must("set a DNS record", err)
}

// wantNames waits for a service to find just these addresses; none says that
// the name must not be found.
func wantNames(t *testing.T, s *harness.Service, name string, addresses ...string) {
	t.Helper()
	want := strings.Join(addresses, " ")
	harness.Eventually(t, 20*time.Second, s.Name+" to find "+name+" at ["+want+"]", func() (bool, string) {
		var got struct{ Addresses []string }
		if problem := s.TryJSON("/lookup?host="+name, &got); problem != "" {
			return false, problem
		}
		found := strings.Join(got.Addresses, " ")
		return found == want, found
	})
}

// A service finds a database by the name that EC2 gives it and by the
// operator's own, and connects; every change of a name is live.
func TestServiceFindsItsDatabaseByName(t *testing.T) {
	p := newPlace(begin(t))
	domain := p.Name + ".compute.internal"
	private := "ip-" + strings.ReplaceAll(p.echo.Address, ".", "-")
	p.record("db.corp.internal", p.echo.Address)
	p.record("primary", "db.corp.internal")
	web := p.NewService("named", harness.WithEgress(p.connector))
	wantReach(t, web, "db.corp.internal:7000")
	wantReach(t, web, "primary:7000")

	wantNames(t, web, private+"."+domain) // until the VPC has DNS hostnames
	p.attribute(hostnames, true)
	wantReach(t, web, private+"."+domain+":7000")
	wantReach(t, web, private+":7000") // completed with the search domain
	wantNames(t, web, "ip-10-0-9-9."+domain)

	p.record("db.corp.internal", "10.0.1.250, 10.0.2.250")
	wantNames(t, web, "primary", "10.0.1.250", "10.0.2.250")
	p.record("db.corp.internal", p.echo.Address)
	wantReach(t, web, "primary:7000")

	_, err := p.EC2.CreateTags(p.Context(), &ec2.CreateTagsInput{
		Resources: []string{p.vpc.ID}, Tags: []ec2types.Tag{{Key: aws.String("sallyport:dns/db.corp.internal"), Value: aws.String("10.0.1.300")}},
	})
	p.WantError(err, "InvalidParameterValue", "10.0.1.300")

	// Without the VPC's resolver no name is found, and addresses are reached as before.
	p.attribute(support, false)
	harness.Eventually(t, 20*time.Second, "names to go unanswered", func() (bool, string) {
		answer := web.Request(http.MethodGet, "/lookup?host=db.corp.internal", nil)
		return !strings.Contains(answer.Text, p.echo.Address), answer.Text
	})
	wantReach(t, web, p.target())
}

// DHCP options reach a service that runs: its own domain completes names, and
// its own name server is asked, through the VPC and its rules.
func TestDHCPOptionsAreLive(t *testing.T) {
	p := newPlace(begin(t))
	p.record("db.corp.example", p.echo.Address)
	p.record("db", "gone."+p.Name+".compute.internal") // which is nobody's outside
	web := p.NewService("named", harness.WithEgress(p.connector))
	wantReach(t, web, "db.corp.example:7000")
	started := web.Instance()
	options := func(servers string) {
		made, err := p.EC2.CreateDhcpOptions(p.Context(), &ec2.CreateDhcpOptionsInput{DhcpConfigurations: []ec2types.NewDhcpConfiguration{
			{Key: aws.String("domain-name"), Values: []string{"corp.example"}},
			{Key: aws.String("domain-name-servers"), Values: []string{servers}},
		}})
		p.Must("create DHCP options", err)
		_, err = p.EC2.AssociateDhcpOptions(p.Context(), &ec2.AssociateDhcpOptionsInput{DhcpOptionsId: made.DhcpOptions.DhcpOptionsId, VpcId: &p.vpc.ID})
		p.Must("associate DHCP options", err)
	}
	file := func(want string) {
		t.Helper()
		harness.Eventually(t, 20*time.Second, "the running instance to have the new resolv.conf", func() (bool, string) {
			got := web.Look().Files["/etc/resolv.conf"]
			return got == want, got
		})
	}
	options("AmazonProvidedDNS")
	file("nameserver 169.254.169.253\nsearch corp.example\n")
	wantReach(t, web, "db:7000")
	options("10.0.1.53")
	file("nameserver 10.0.1.53\nsearch corp.example\n")
	if now := web.Instance(); now != started {
		t.Errorf("the instance was replaced: %s, then %s", started, now)
	}
}

// Names are found again as soon as a killed process is followed by another one.
func TestNamesOutliveTheProcess(t *testing.T) {
	p := newPlace(installed(t))
	p.record("db.corp.example", p.echo.Address)
	service := p.NewService("named", harness.WithEgress(p.connector))
	wantReach(t, service, "db.corp.example:7000")
	p.Must("kill", p.Kill())
	p.Must("start again", p.Start(p.Context()))
	wantReach(t, service, "db.corp.example:7000")
	other := "other." + p.Name + ".compute.internal" // nobody's outside, while the record is on its way
	p.record(other, p.echo.Address)
	wantReach(t, service, other+":7000")
}
