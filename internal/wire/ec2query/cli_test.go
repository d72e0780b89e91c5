//go:build e2e

package ec2query

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/wire/ec2model"
)

// TestAWSCommandLine runs the real `aws` against the handler.
func TestAWSCommandLine(t *testing.T) {
	var authorized *ec2model.AuthorizeSecurityGroupIngressInput
	service := vpcService()
	service.Operations = append(service.Operations,
		Op("AuthorizeSecurityGroupIngress", func(_ context.Context, in *ec2model.AuthorizeSecurityGroupIngressInput) (*ec2model.AuthorizeSecurityGroupIngressOutput, error) {
			authorized = in
			return &ec2model.AuthorizeSecurityGroupIngressOutput{
				Return: new(true),
				SecurityGroupRules: []ec2model.SecurityGroupRule{{
					SecurityGroupRuleId: new("sgr-1"), FromPort: new(int32(5432)), IsEgress: new(false),
					ReferencedGroupInfo: &ec2model.ReferencedSecurityGroup{GroupId: new("sg-2")},
				}},
			}, nil
		}),
	)
	server := httptest.NewServer(NewHandler(service))
	defer server.Close()

	got := runCLI(t, server.URL, "ec2", "describe-vpcs", "--vpc-ids", "vpc-1", "vpc-2")
	want := map[string]any{"Vpcs": []any{
		map[string]any{"VpcId": "vpc-1", "State": "available", "IsDefault": false, "Tags": []any{map[string]any{"Key": "a<b", "Value": ""}}},
		map[string]any{"VpcId": "vpc-2", "State": "available", "IsDefault": false, "Tags": []any{map[string]any{"Key": "a<b", "Value": ""}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	got = runCLI(t, server.URL, "ec2", "authorize-security-group-ingress", "--group-id", "sg-1", "--ip-permissions",
		"IpProtocol=tcp,FromPort=5432,ToPort=5432,UserIdGroupPairs=[{GroupId=sg-2,Description=app}],"+
			"IpRanges=[{CidrIp=10.0.0.0/8}],Ipv6Ranges=[{CidrIpv6=::/0}],PrefixListIds=[{PrefixListId=pl-1}]")
	want = map[string]any{"Return": true, "SecurityGroupRules": []any{map[string]any{
		"SecurityGroupRuleId": "sgr-1", "FromPort": 5432.0, "IsEgress": false,
		"ReferencedGroupInfo": map[string]any{"GroupId": "sg-2"},
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	asked := &ec2model.AuthorizeSecurityGroupIngressInput{
		GroupId: new("sg-1"),
		IpPermissions: []ec2model.IpPermission{{
			IpProtocol: new("tcp"), FromPort: new(int32(5432)), ToPort: new(int32(5432)),
			UserIdGroupPairs: []ec2model.UserIdGroupPair{{GroupId: new("sg-2"), Description: new("app")}},
			IpRanges:         []ec2model.IpRange{{CidrIp: new("10.0.0.0/8")}},
			Ipv6Ranges:       []ec2model.Ipv6Range{{CidrIpv6: new("::/0")}},
			PrefixListIds:    []ec2model.PrefixListId{{PrefixListId: new("pl-1")}},
		}},
	}
	if diff := cmp.Diff(asked, authorized); diff != "" {
		t.Error(diff)
	}

	message := failCLI(t, server.URL, "ec2", "delete-vpc", "--vpc-id", "vpc-none")
	if want := "An error occurred (InvalidVpcID.NotFound) when calling the DeleteVpc operation: no <vpc-none>"; !strings.Contains(message, want) {
		t.Errorf("got %s", message)
	}
}

func runCLI(t *testing.T, endpoint string, arguments ...string) (answer any) {
	t.Helper()
	output, err := commandCLI(t, endpoint, arguments).Output()
	if err != nil {
		t.Fatalf("aws %v: %v: %s", arguments, err, stderr(err))
	}
	if err := json.Unmarshal(output, &answer); err != nil {
		t.Fatalf("aws %v: %v", arguments, err)
	}
	return answer
}

func failCLI(t *testing.T, endpoint string, arguments ...string) (message string) {
	t.Helper()
	output, err := commandCLI(t, endpoint, arguments).CombinedOutput()
	if err == nil {
		t.Fatalf("aws %v: no error", arguments)
	}
	return string(output)
}

// commandCLI has credentials and a configuration of its own: nothing of the user's is read.
func commandCLI(t *testing.T, endpoint string, arguments []string) *exec.Cmd {
	command := exec.CommandContext(t.Context(), "aws", append([]string{"--endpoint-url", endpoint}, arguments...)...)
	command.Env = append(os.Environ(),
		"AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_REGION=us-east-1",
		"AWS_DEFAULT_REGION=us-east-1", "AWS_DEFAULT_OUTPUT=json", "AWS_EC2_METADATA_DISABLED=true", "AWS_MAX_ATTEMPTS=1",
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull,
		"HTTP_PROXY=", "http_proxy=", "HTTPS_PROXY=", "https_proxy=",
	)
	return command
}

func stderr(err error) []byte {
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.Stderr
	}
	return nil
}
