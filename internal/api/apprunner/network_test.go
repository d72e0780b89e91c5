package apprunner_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	ec2sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
)

// network is a VPC with a subnet in each of two zones, of which services can't
// use the second, and a group.
type network struct {
	vpc, a, b, group, fallback string
}

func (w *world) network(cidr, a, b string) network {
	w.t.Helper()
	c := w.ec2()
	made, err := c.CreateVpc(w.ctx, &ec2sdk.CreateVpcInput{CidrBlock: &cidr})
	n := network{vpc: *must(w.t, made, err).Vpc.VpcId}
	// The ids of zones are dealt to their names by the region; the test wants
	// one that is supported and one that is not.
	zones, err := c.DescribeAvailabilityZones(w.ctx, &ec2sdk.DescribeAvailabilityZonesInput{})
	for _, zone := range must(w.t, zones, err).AvailabilityZones {
		cidr, into := a, &n.a
		if *zone.ZoneId == "use1-az3" {
			cidr, into = b, &n.b
		} else if n.a != "" {
			continue
		}
		subnet, err := c.CreateSubnet(w.ctx, &ec2sdk.CreateSubnetInput{VpcId: &n.vpc, CidrBlock: &cidr, AvailabilityZone: zone.ZoneName})
		*into = *must(w.t, subnet, err).Subnet.SubnetId
	}
	group, err := c.CreateSecurityGroup(w.ctx, &ec2sdk.CreateSecurityGroupInput{GroupName: new("app"), Description: new("app"), VpcId: &n.vpc})
	n.group = *must(w.t, group, err).GroupId
	groups, err := c.DescribeSecurityGroups(w.ctx, &ec2sdk.DescribeSecurityGroupsInput{})
	for _, g := range must(w.t, groups, err).SecurityGroups {
		if *g.VpcId == n.vpc && *g.GroupName == "default" {
			n.fallback = *g.GroupId
		}
	}
	return n
}

func (w *world) connector(name string, subnets, groups []string) *types.VpcConnector {
	w.t.Helper()
	out, err := w.client.CreateVpcConnector(w.ctx, &sdk.CreateVpcConnectorInput{VpcConnectorName: &name, Subnets: subnets, SecurityGroups: groups})
	return must(w.t, out, err).VpcConnector
}

func through(arn string) *types.NetworkConfiguration {
	return &types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeVpc, VpcConnectorArn: &arn}}
}

func TestConnectorLife(t *testing.T) {
	w := newWorld(t)
	n := w.network("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24")
	made := w.connector("database", []string{n.a}, []string{n.group})
	w.golden("CreateVpcConnector", n.a, n.group)
	arn := *made.VpcConnectorArn

	described, err := w.client.DescribeVpcConnector(w.ctx, &sdk.DescribeVpcConnectorInput{VpcConnectorArn: &arn})
	if c := must(t, described, err).VpcConnector; *c.VpcConnectorArn != arn || c.Status != types.VpcConnectorStatusActive {
		t.Errorf("%+v", c)
	}
	listed, err := w.client.ListVpcConnectors(w.ctx, &sdk.ListVpcConnectorsInput{})
	if n := len(must(t, listed, err).VpcConnectors); n != 1 {
		t.Errorf("%d connectors", n)
	}
	deleted, err := w.client.DeleteVpcConnector(w.ctx, &sdk.DeleteVpcConnectorInput{VpcConnectorArn: &arn})
	if c := must(t, deleted, err).VpcConnector; c.Status != types.VpcConnectorStatusInactive || c.DeletedAt == nil {
		t.Errorf("%+v", c)
	}
	described, err = w.client.DescribeVpcConnector(w.ctx, &sdk.DescribeVpcConnectorInput{VpcConnectorArn: &arn})
	if c := must(t, described, err).VpcConnector; c.Status != types.VpcConnectorStatusInactive {
		t.Errorf("%+v", c)
	}
	listed, err = w.client.ListVpcConnectors(w.ctx, &sdk.ListVpcConnectorsInput{})
	if n := len(must(t, listed, err).VpcConnectors); n != 0 {
		t.Errorf("%d connectors after the deletion", n)
	}
	if again := w.connector("database", []string{n.a}, nil); *again.VpcConnectorArn == arn || again.SecurityGroups[0] != n.fallback || again.VpcConnectorRevision != 1 {
		t.Errorf("the name used again: %+v", again)
	}
	_, err = w.in("eu-west-1").DescribeVpcConnector(w.ctx, &sdk.DescribeVpcConnectorInput{VpcConnectorArn: &arn})
	refused(t, err, "ResourceNotFoundException", 400, arn, "eu-west-1")
	_, err = w.client.DeleteVpcConnector(w.ctx, &sdk.DeleteVpcConnectorInput{VpcConnectorArn: new(arn + "0")})
	refused(t, err, "ResourceNotFoundException", 400, arn)
}

func TestConnectorIsChecked(t *testing.T) {
	w := newWorld(t)
	n, other := w.network("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24"), w.network("10.9.0.0/16", "10.9.1.0/24", "10.9.2.0/24")
	w.connector("taken", []string{n.a}, nil)
	for name, c := range map[string]struct {
		name            string
		subnets, groups []string
		says            []string
	}{
		"two VPCs":             {"fresh", []string{n.a, other.a}, nil, []string{n.a, n.vpc, other.a, other.vpc}},
		"unknown subnet":       {"fresh", []string{"subnet-0123"}, nil, []string{"subnet-0123", "describe-subnets"}},
		"unknown group":        {"fresh", []string{n.a}, []string{"sg-0123"}, []string{"sg-0123", "describe-security-groups"}},
		"group of another VPC": {"fresh", []string{n.a}, []string{other.group}, []string{other.group, n.vpc, other.vpc}},
		"empty list":           {"fresh", []string{}, nil, []string{"Subnets"}},
		"subnet twice":         {"fresh", []string{n.a, n.a}, nil, []string{n.a}},
		"group twice":          {"fresh", []string{n.a}, []string{n.group, n.group}, []string{n.group}},
		"six groups":           {"fresh", []string{n.a}, []string{"1", "2", "3", "4", "5", "6"}, []string{"6", "5"}},
		"name that is taken":   {"taken", []string{n.a}, nil, []string{"taken", "arn:aws:apprunner"}},
		"name too short":       {"abc", []string{n.a}, nil, []string{"pcConnectorName"}},
		"name with a blank":    {"a b c d", []string{n.a}, nil, []string{"pcConnectorName"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.client.CreateVpcConnector(w.ctx, &sdk.CreateVpcConnectorInput{VpcConnectorName: &c.name, Subnets: c.subnets, SecurityGroups: c.groups})
			refused(t, err, invalidRequest, 400, c.says...)
		})
	}
	w.connector("same-groups", []string{n.a}, nil) // which App Runner would refuse
}

func TestConnectorQuota(t *testing.T) {
	w := newWorld(t)
	n := w.network("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24")
	var last *types.VpcConnector
	for _, name := range []string{"aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg", "hhhh", "iiii", "jjjj"} {
		last = w.connector(name, []string{n.a}, nil)
	}
	input := &sdk.CreateVpcConnectorInput{VpcConnectorName: new("kkkk"), Subnets: []string{n.a}}
	_, err := w.client.CreateVpcConnector(w.ctx, input)
	refused(t, err, "ServiceQuotaExceededException", 402, "10", "delete-vpc-connector", "--connector-quota")
	_, err = w.client.DeleteVpcConnector(w.ctx, &sdk.DeleteVpcConnectorInput{VpcConnectorArn: last.VpcConnectorArn})
	must(t, true, err)
	_, err = w.client.CreateVpcConnector(w.ctx, input)
	must(t, true, err)
}

func TestServiceNeedsAConnectorItCanUse(t *testing.T) {
	w := newWorld(t)
	n := w.network("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24")
	inactive := *w.connector("inactive", []string{n.a}, nil).VpcConnectorArn
	_, err := w.client.DeleteVpcConnector(w.ctx, &sdk.DeleteVpcConnectorInput{VpcConnectorArn: &inactive})
	must(t, true, err)
	// Making the connector is no fault: the service is what fails.
	unsupported := *w.connector("unsupported", []string{n.a, n.b}, nil).VpcConnectorArn
	existing := w.running("existing")
	unknown := inactive[:len(inactive)-1] + "x"
	for name, c := range map[string]struct {
		network *types.NetworkConfiguration
		says    []string
	}{
		"unknown":           {through(unknown), []string{unknown, "list-vpc-connectors"}},
		"inactive":          {through(inactive), []string{inactive, "INACTIVE"}},
		"unsupported zone":  {through(unsupported), []string{n.b, "use1-az3"}},
		"no connector":      {&types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeVpc}}, []string{"VpcConnectorArn"}},
		"connector without": {&types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeDefault, VpcConnectorArn: &unsupported}}, []string{"VpcConnectorArn", "DEFAULT"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("fresh"), SourceConfiguration: image("web"), NetworkConfiguration: c.network})
			refused(t, err, invalidRequest, 400, c.says...)
			_, err = w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: existing.ServiceArn, NetworkConfiguration: c.network})
			refused(t, err, invalidRequest, 400, c.says...)
		})
	}
	if s := w.describe(*existing.ServiceArn); s.Status != types.ServiceStatusRunning {
		t.Errorf("a refused update left the service %s", s.Status)
	}
}

func TestConnectorInUseStays(t *testing.T) {
	w := newWorld(t)
	n := w.network("10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24")
	first, second := *w.connector("first", []string{n.a}, []string{n.group}).VpcConnectorArn, *w.connector("second", []string{n.a}, nil).VpcConnectorArn
	drop := func(arn string) error {
		_, err := w.client.DeleteVpcConnector(w.ctx, &sdk.DeleteVpcConnectorInput{VpcConnectorArn: &arn})
		return err
	}
	created, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: image("web"), NetworkConfiguration: through(first)})
	arn := *must(t, created, err).Service.ServiceArn
	refused(t, drop(first), invalidRequest, 400, "Provided VPC connector arn is being used by other services. ARN: "+first, "web-app", arn) // while it is created
	w.settle(arn, "healthy")

	_, err = w.ec2().DeleteSecurityGroup(w.ctx, &ec2sdk.DeleteSecurityGroupInput{GroupId: &n.group})
	if err == nil {
		t.Error("a group that an active connector holds was deleted")
	}
	_, err = w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: &arn, NetworkConfiguration: through(second)})
	must(t, true, err)
	refused(t, drop(first), invalidRequest, 400, arn) // it may yet be rolled back to
	refused(t, drop(second), invalidRequest, 400, arn)
	w.settle(arn, "failed")
	if s := w.describe(arn); *s.NetworkConfiguration.EgressConfiguration.VpcConnectorArn != first {
		t.Errorf("after the rollback: %+v", s.NetworkConfiguration.EgressConfiguration)
	}
	must(t, true, drop(second))

	_, err = w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: &arn, NetworkConfiguration: &types.NetworkConfiguration{
		EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeDefault},
	}})
	must(t, true, err)
	w.settle(arn, "healthy")
	if e := w.describe(arn).NetworkConfiguration.EgressConfiguration; e.EgressType != types.EgressTypeDefault || e.VpcConnectorArn != nil {
		t.Errorf("back to DEFAULT: %+v", e)
	}
	must(t, true, drop(first))
}
