//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/demo"
	"sallyport/test/e2e/harness"
)

// The whole main path by the aws command line alone: a real PostgreSQL in a
// private subnet, a service that reads a row of it through a connector, one
// that can't, a rule that closes and opens, an egress that changes.
func TestStoryByCommandLine(t *testing.T) {
	r := begin(t)
	var vpc struct{ Vpc struct{ VpcId string } }
	r.AWS(&vpc, "ec2", "create-vpc", "--cidr-block", "10.0.0.0/16")
	var subnets [2]string
	for i, zone := range []string{"a", "b"} {
		var made struct{ Subnet struct{ SubnetId string } }
		r.AWS(&made, "ec2", "create-subnet", "--vpc-id", vpc.Vpc.VpcId, "--cidr-block", fmt.Sprintf("10.0.%d.0/24", i+1), "--availability-zone", r.Zone(zone))
		subnets[i] = made.Subnet.SubnetId
	}
	groups := map[string]string{}
	for _, name := range []string{"app", "db"} {
		var made struct{ GroupId string }
		r.AWS(&made, "ec2", "create-security-group", "--vpc-id", vpc.Vpc.VpcId, "--group-name", name, "--description", name)
		groups[name] = made.GroupId
	}
	rule := []string{"--group-id", groups["db"], "--protocol", "tcp", "--port", "5432", "--source-group", groups["app"]}
	r.AWS(nil, append([]string{"ec2", "authorize-security-group-ingress"}, rule...)...)

	userData := filepath.Join(t.TempDir(), "environment")
	if err := os.WriteFile(userData, []byte("# the database's environment\nPOSTGRES_PASSWORD=s3cret=\nPOSTGRES_DB=shop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var run struct {
		Instances []struct{ InstanceId, PrivateIpAddress string }
	}
	r.AWS(&run, "ec2", "run-instances", "--image-id", r.Images.Postgres, "--subnet-id", subnets[1],
		"--security-group-ids", groups["db"], "--user-data", "file://"+userData)
	r.AWS(nil, "ec2", "wait", "instance-running", "--instance-ids", run.Instances[0].InstanceId)

	var connector struct {
		VpcConnector struct{ VpcConnectorArn string }
	}
	r.AWS(&connector, "apprunner", "create-vpc-connector", "--vpc-connector-name", "story", "--subnets", subnets[0], subnets[1], "--security-groups", groups["app"])
	source := fmt.Sprintf(`{"ImageRepository":{"ImageIdentifier":%q,"ImageRepositoryType":"ECR_PUBLIC","ImageConfiguration":{"Port":"8080",
		"RuntimeEnvironmentVariables":{"DATABASE_TIMEOUT":"400ms","DATABASE_URL":"postgres://postgres:s3cret%%3D@%s:5432/shop"}}}}`, r.Images.WebDB, run.Instances[0].PrivateIpAddress)
	health := "Protocol=HTTP,Path=/healthz,Interval=1,UnhealthyThreshold=20"
	inside := createByCommandLine(r, "story-web", source, health, "EgressConfiguration={EgressType=VPC,VpcConnectorArn="+connector.VpcConnector.VpcConnectorArn+"}")
	outside := createByCommandLine(r, "story-outside", source, health, "EgressConfiguration={EgressType=DEFAULT}")
	inside.Await(running)
	outside.Await(running)

	var row struct{ Database, User, Client, Server string }
	harness.Eventually(t, time.Minute, "a row of the database", func() (bool, string) {
		got := inside.Get("/")
		return got.Status == 200 && json.Unmarshal([]byte(got.Text), &row) == nil, got.String()
	})
	if row.Database != "shop" || row.User != "postgres" || row.Server != run.Instances[0].PrivateIpAddress {
		t.Errorf("the row is %+v", row)
	}
	if got := outside.Get("/"); got.Status != 502 {
		t.Errorf("the service outside of the VPC: %s", got)
	}

	serving := inside.Describe().UpdatedAt
	r.AWS(nil, append([]string{"ec2", "revoke-security-group-ingress"}, rule...)...)
	awaitStatus(t, inside, 502)
	r.AWS(nil, append([]string{"ec2", "authorize-security-group-ingress"}, rule...)...)
	awaitStatus(t, inside, 200)
	if !serving.Equal(*inside.Describe().UpdatedAt) {
		t.Error("the service was touched by a change of a rule")
	}
}

func awaitStatus(t *testing.T, s *harness.Service, status int) {
	t.Helper()
	harness.Eventually(t, ruleLimit, fmt.Sprintf("%s to answer %d", s.Name, status), func() (bool, string) {
		got := s.Get("/")
		return got.Status == status, got.String()
	})
}

func createByCommandLine(r *harness.Region, name, source, health, network string) *harness.Service {
	r.T.Helper()
	var made struct {
		Service struct{ ServiceArn, ServiceId, ServiceName, ServiceUrl string }
	}
	r.AWS(&made, "apprunner", "create-service", "--service-name", name, "--source-configuration", source,
		"--health-check-configuration", health, "--network-configuration", network)
	s := made.Service
	return r.ServiceOf(&types.Service{ServiceArn: &s.ServiceArn, ServiceId: &s.ServiceId, ServiceName: &s.ServiceName, ServiceUrl: &s.ServiceUrl})
}

// The demo of `sallyport up` tells the same story by the SDK, and may be run
// again on what it left.
func TestDemoRunsAgain(t *testing.T) {
	r := alone(t)
	options := demo.Options{Endpoint: "http://" + r.API, AccessKeyID: r.Key, SecretAccessKey: r.Secret, Region: r.Name, Ingress: r.Ingress}
	var addresses []string
	for range 2 {
		var story bytes.Buffer
		options.Out = &story
		result, err := demo.Run(t.Context(), options)
		t.Log(story.String())
		if err != nil {
			t.Fatal(err)
		}
		if result.Failed > 0 || result.Requests < 10 {
			t.Errorf("%d of %d requests failed", result.Failed, result.Requests)
		}
		addresses = append(addresses, result.DatabaseAddress)
	}
	if addresses[0] != addresses[1] {
		t.Errorf("the second run made another database: %v", addresses)
	}
}

// The same private application, asked for by the SDK: user data in base64, an
// address that was asked for, and the instance's own end.
func TestPrivateApplicationComesAndGoes(t *testing.T) {
	r := begin(t)
	v := r.NewVPC("10.0.0.0/16")
	subnet := v.Subnet("10.0.1.0/24", "a")
	group := v.Group("all")
	r.Authorize(group, harness.FromCIDR("tcp", 7000, "10.0.0.0/16"))
	echo := r.NewEcho(subnet, group)
	s := r.NewService("asks", harness.WithEgress(r.Connector("main", []string{subnet})))
	wantReach(t, s, echo.Address+":7000")
	r.Terminate(echo.ID)
	r.AwaitInstance(echo.ID, ec2types.InstanceStateNameTerminated)
	wantBlocked(t, s, echo.Address+":7000", "it was terminated")
}
