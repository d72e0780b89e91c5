//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"

	"sallyport/test/e2e/harness"
)

// A connector that can't be is refused with an error that names what is wrong.
func TestConnectorErrorsNameWhatIsWrong(t *testing.T) {
	r := begin(t)
	v, other := r.NewVPC("10.0.0.0/16"), r.NewVPC("10.0.0.0/16")
	subnet, foreign := v.Subnet("10.0.1.0/24", "a"), other.Subnet("10.0.1.0/24", "a")
	group, foreignGroup := v.Group("app"), other.Group("app")
	const unknownSubnet, unknownGroup = "subnet-0123456789abcdef0", "sg-0123456789abcdef0"
	for name, c := range map[string]struct {
		subnets, groups []string
		says            []string
	}{
		"no subnets":             {[]string{}, nil, []string{"Subnets"}},
		"an unknown subnet":      {[]string{subnet, unknownSubnet}, nil, []string{unknownSubnet}},
		"two VPCs":               {[]string{subnet, foreign}, nil, []string{subnet, foreign, v.ID, other.ID}},
		"a subnet twice":         {[]string{subnet, subnet}, nil, []string{subnet, "twice"}},
		"an unknown group":       {[]string{subnet}, []string{unknownGroup}, []string{unknownGroup}},
		"a group of another VPC": {[]string{subnet}, []string{foreignGroup}, []string{foreignGroup, other.ID, v.ID}},
		"a group twice":          {[]string{subnet}, []string{group, group}, []string{group, "twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.AppRunner.CreateVpcConnector(r.Context(), &apprunner.CreateVpcConnectorInput{
				VpcConnectorName: aws.String("wrong"), Subnets: c.subnets, SecurityGroups: c.groups,
			})
			r.WantError(err, "InvalidRequestException", c.says...)
		})
	}
	listed, err := r.AppRunner.ListVpcConnectors(r.Context(), &apprunner.ListVpcConnectorsInput{})
	r.Must("list the connectors", err)
	if len(listed.VpcConnectors) != 0 {
		t.Errorf("refused requests left %d connectors", len(listed.VpcConnectors))
	}
	r.Connector("good", []string{subnet}, group)
	_, err = r.AppRunner.CreateVpcConnector(r.Context(), &apprunner.CreateVpcConnectorInput{VpcConnectorName: aws.String("good"), Subnets: []string{subnet}})
	r.WantError(err, "InvalidRequestException", "good")
	// A second connector with the same set of groups is fine here.
	r.Connector("same-groups", []string{subnet}, group)
	_, err = r.AppRunner.DescribeVpcConnector(r.Context(), &apprunner.DescribeVpcConnectorInput{
		VpcConnectorArn: aws.String("arn:aws:apprunner:" + r.Name + ":000000000000:vpcconnector/none/1/00000000000000000000000000000000"),
	})
	r.WantError(err, "ResourceNotFoundException", "vpcconnector/none")
}

// A connector that services use is not deleted, and the error names them.
func TestConnectorInUseNamesTheServices(t *testing.T) {
	r := begin(t)
	subnet := r.NewVPC("10.0.0.0/16").Subnet("10.0.1.0/24", "a")
	arn := r.Connector("busy", []string{subnet})
	one, two := r.NewService("user-one", harness.WithEgress(arn)), r.NewService("user-two", harness.WithEgress(arn))
	_, err := r.AppRunner.DeleteVpcConnector(r.Context(), &apprunner.DeleteVpcConnectorInput{VpcConnectorArn: &arn})
	r.WantError(err, "InvalidRequestException", "being used by other services", one.ARN, two.ARN)
	// So is its subnet, whose addresses they have.
	_, stderr, err := r.TryAWS(nil, "ec2", "delete-subnet", "--subnet-id", subnet)
	if err == nil || !strings.Contains(stderr, "DependencyViolation") {
		t.Errorf("delete the subnet: %v: %s", err, stderr)
	}
	for _, s := range []*harness.Service{one, two} {
		s.Delete()
	}
	_, err = r.AppRunner.DeleteVpcConnector(r.Context(), &apprunner.DeleteVpcConnectorInput{VpcConnectorArn: &arn})
	r.Must("delete the connector that nothing uses", err)
	r.AWS(nil, "ec2", "delete-subnet", "--subnet-id", subnet)
}

// Pages are cut where the client says, follow each other and end.
func TestPagesFollowEachOther(t *testing.T) {
	r := begin(t)
	subnet := r.NewVPC("10.0.0.0/16").Subnet("10.0.1.0/24", "a")
	for n := range 5 {
		r.Connector(fmt.Sprintf("page-%d", n), []string{subnet})
	}
	seen := map[string]int{}
	pages := apprunner.NewListVpcConnectorsPaginator(r.AppRunner, &apprunner.ListVpcConnectorsInput{MaxResults: aws.Int32(2)})
	count := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(r.Context())
		r.Must("list a page of connectors", err)
		if len(page.VpcConnectors) > 2 {
			t.Errorf("a page has %d connectors, 2 were asked for", len(page.VpcConnectors))
		}
		for _, c := range page.VpcConnectors {
			seen[*c.VpcConnectorName]++
		}
		if count++; count == 1 {
			r.Connector("page-late", []string{subnet}) // what is made meanwhile upsets nothing
		}
	}
	for n := range 5 {
		if name := fmt.Sprintf("page-%d", n); seen[name] != 1 {
			t.Errorf("%s was listed %d times", name, seen[name])
		}
	}
	_, err := r.AppRunner.ListVpcConnectors(r.Context(), &apprunner.ListVpcConnectorsInput{NextToken: aws.String("bogus")})
	r.WantError(err, "InvalidRequestException", "NextToken")
}

// Tags go on services and connectors, change and go.
func TestTagsOfConnectors(t *testing.T) {
	r := begin(t)
	arn := r.Connector("tagged", []string{r.NewVPC("10.0.0.0/16").Subnet("10.0.1.0/24", "a")})
	r.AWS(nil, "apprunner", "tag-resource", "--resource-arn", arn, "--tags", "Key=team,Value=shop", "Key=stage,Value=test")
	r.AWS(nil, "apprunner", "tag-resource", "--resource-arn", arn, "--tags", "Key=stage,Value=live")
	r.AWS(nil, "apprunner", "untag-resource", "--resource-arn", arn, "--tag-keys", "team")
	listed, err := r.AppRunner.ListTagsForResource(r.Context(), &apprunner.ListTagsForResourceInput{ResourceArn: &arn})
	r.Must("list tags", err)
	if len(listed.Tags) != 1 || *listed.Tags[0].Key != "stage" || *listed.Tags[0].Value != "live" {
		t.Errorf("the tags are %+v", listed.Tags)
	}
}
