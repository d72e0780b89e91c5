//go:build e2e

package e2e

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"sallyport/test/e2e/harness"
)

// The way of a person: up, up again, the exports in a shell, doctor, down twice.
func TestUpAndDown(t *testing.T) {
	t.Parallel()
	i, err := harness.Install(common.binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Down(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if output, err := i.Run(t.Context(), "down"); err != nil {
		t.Errorf("down where nothing ever ran: %v: %s", err, output)
	}
	up := []string{"--no-demo", "--uplink", "none", "--api-listen", i.API, "--ingress-listen", i.Ingress}
	for _, want := range []string{"Sallyport is up", "running already"} {
		output, err := i.Run(t.Context(), "up", up...)
		if err != nil || !strings.Contains(output, want) {
			t.Fatalf("up: %v: %s, want %q", err, output, want)
		}
	}
	script := `eval "$("$0" env --data-dir "$1")" && aws ec2 describe-regions --query 'length(Regions)'`
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script, common.binary, i.Home.Dir)
	cmd.Env = append(cmd.Environ(), "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_PAGER=")
	if output, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(output)) == "0" {
		t.Errorf("env in a shell: %v: %s", err, output)
	}
	if output, err := i.Run(t.Context(), "doctor", "--uplink", "none", "--api-listen", i.API, "--ingress-listen", i.Ingress); err != nil {
		t.Errorf("doctor of a machine that it runs on: %v: %s", err, output)
	}
	if output, err := i.Run(t.Context(), "logs", "no-such-service"); err == nil || !strings.Contains(output, "no-such-service") {
		t.Errorf("logs of a service that is not there: %v: %s", err, output)
	}
	for range 2 {
		if output, err := i.Run(t.Context(), "down"); err != nil || !strings.Contains(output, "is down") {
			t.Errorf("down: %v: %s", err, output)
		}
		if leaks := i.Leaks(t.Context()); len(leaks) > 0 {
			t.Errorf("down left behind:\n%s", strings.Join(leaks, "\n"))
		}
	}
}

// A start that can't be says what is in the way and how to mend it, and leaves nothing behind.
func TestStartThatCannotBeSaysWhy(t *testing.T) {
	t.Parallel()
	i, err := harness.Install(common.binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Down(context.Background()); err != nil {
			t.Error(err)
		}
	})
	for _, c := range []struct{ arguments, says []string }{
		{[]string{"--api-listen", common.shared.API}, []string{common.shared.API, "in use", "--api-listen"}},
		{[]string{"--api-listen", i.API, "--ingress-listen", common.shared.Ingress}, []string{common.shared.Ingress, "in use", "--ingress-listen"}},
		{[]string{"--api-listen", i.API, "--ingress-listen", i.Ingress, "--uplink", "nosuchlink0"}, []string{"nosuchlink0", "--uplink"}},
		{[]string{"--api-listen", "everywhere"}, []string{"everywhere", "--api-listen"}},
	} {
		output, err := i.Run(t.Context(), "serve", append([]string{"--uplink", "none"}, c.arguments...)...)
		if err == nil {
			t.Fatalf("serve %v ended well", c.arguments)
		}
		for _, part := range c.says {
			if !strings.Contains(output, part) {
				t.Errorf("serve %v does not say %q: %s", c.arguments, part, output)
			}
		}
	}
}

// Everything of EC2 that people's scripts do around a connector, by the aws
// command line and its waiters.
func TestNetworkByCommandLine(t *testing.T) {
	r := begin(t)
	var vpc struct {
		Vpc struct{ VpcId, CidrBlock, State string }
	}
	r.AWS(&vpc, "ec2", "create-vpc", "--cidr-block", "10.7.0.0/16", "--tag-specifications", "ResourceType=vpc,Tags=[{Key=Name,Value=shop}]")
	id := vpc.Vpc.VpcId
	r.AWS(nil, "ec2", "wait", "vpc-available", "--vpc-ids", id)
	var described struct {
		Vpcs []struct{ VpcId string }
	}
	r.AWS(&described, "ec2", "describe-vpcs", "--filters", "Name=tag:Name,Values=sh*")
	if len(described.Vpcs) != 1 || described.Vpcs[0].VpcId != id {
		t.Errorf("the VPC by its name: %+v", described)
	}
	r.AWS(&described, "ec2", "describe-vpcs", "--filters", "Name=is-default,Values=true")
	if len(described.Vpcs) != 1 {
		t.Errorf("the region's default VPC: %+v", described)
	}
	r.AWS(nil, "ec2", "modify-vpc-attribute", "--vpc-id", id, "--enable-dns-hostnames")
	var subnet struct {
		Subnet struct {
			SubnetId                string
			AvailableIpAddressCount int
		}
	}
	r.AWS(&subnet, "ec2", "create-subnet", "--vpc-id", id, "--cidr-block", "10.7.1.0/24")
	if subnet.Subnet.AvailableIpAddressCount != 251 {
		t.Errorf("a /24 has %d addresses to give, want 251", subnet.Subnet.AvailableIpAddressCount)
	}
	var gateway struct {
		InternetGateway struct{ InternetGatewayId string }
	}
	r.AWS(&gateway, "ec2", "create-internet-gateway")
	igw := gateway.InternetGateway.InternetGatewayId
	r.AWS(nil, "ec2", "attach-internet-gateway", "--internet-gateway-id", igw, "--vpc-id", id)
	var table struct{ RouteTable struct{ RouteTableId string } }
	r.AWS(&table, "ec2", "create-route-table", "--vpc-id", id)
	rtb := table.RouteTable.RouteTableId
	r.AWS(nil, "ec2", "create-route", "--route-table-id", rtb, "--destination-cidr-block", "0.0.0.0/0", "--gateway-id", igw)
	var association struct{ AssociationId string }
	r.AWS(&association, "ec2", "associate-route-table", "--route-table-id", rtb, "--subnet-id", subnet.Subnet.SubnetId)
	for _, c := range []struct {
		code string
		args []string
	}{
		{"DependencyViolation", []string{"delete-vpc", "--vpc-id", id}},
		{"DependencyViolation", []string{"delete-route-table", "--route-table-id", rtb}},
		{"DependencyViolation", []string{"delete-internet-gateway", "--internet-gateway-id", igw}},
		{"DryRunOperation", []string{"create-vpc", "--cidr-block", "10.8.0.0/16", "--dry-run"}},
		{"InvalidVpc.Range", []string{"create-vpc", "--cidr-block", "10.8.0.0/8"}},
	} {
		if _, stderr, err := r.TryAWS(nil, append([]string{"ec2"}, c.args...)...); err == nil || !strings.Contains(stderr, c.code) {
			t.Errorf("%s: %v: %s, want %s", strings.Join(c.args, " "), err, stderr, c.code)
		}
	}
	r.AWS(nil, "ec2", "disassociate-route-table", "--association-id", association.AssociationId)
	r.AWS(nil, "ec2", "delete-route-table", "--route-table-id", rtb)
	r.AWS(nil, "ec2", "detach-internet-gateway", "--internet-gateway-id", igw, "--vpc-id", id)
	r.AWS(nil, "ec2", "delete-internet-gateway", "--internet-gateway-id", igw)
	r.AWS(nil, "ec2", "delete-subnet", "--subnet-id", subnet.Subnet.SubnetId)
	r.AWS(nil, "ec2", "delete-vpc", "--vpc-id", id)
}
