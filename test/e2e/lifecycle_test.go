//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/test/e2e/harness"
)

// wantFailed waits for a service to end CREATE_FAILED with the reason in its
// event log and nothing left of it.
func wantFailed(r *harness.Region, s *harness.Service, parts ...string) {
	r.T.Helper()
	s.Await(types.ServiceStatusCreateFailed)
	s.WantEvent(append(parts, "Deployment with ID", "CREATE_FAILED")...)
	if operations := s.Operations(); len(operations) != 1 || operations[0].Status != types.OperationStatusFailed {
		r.T.Errorf("the operations of %s are %+v", s.Name, operations)
	}
}

func TestFailedCreateSaysThatTheImageIsNotThere(t *testing.T) {
	r := begin(t)
	s := r.BeginService("no-image", harness.WithImage(r.Images.Registry.Host()+"/nothing/here:1"))
	wantFailed(r, s, "no image", "/nothing/here:1", r.Images.Registry.Host())
	if got := s.Get("/"); got.Status != 503 && got.Status != 404 {
		t.Errorf("a request for a service that never ran: %s", got)
	}
}

func TestFailedCreateSaysThatThePortIsClosed(t *testing.T) {
	r := begin(t)
	s := r.BeginService("closed-port", harness.WithCommand("hold"), harness.WithHealth(2))
	wantFailed(r, s, "Health check failed on port '8080'")
}

func TestFailedCreateSaysTheExitCodeAndTheLastLines(t *testing.T) {
	r := begin(t)
	s := r.BeginService("exits", harness.WithEnvironment("PROBE_FAIL_START=42"), harness.WithHealth(2))
	wantFailed(r, s, "exited with code 42", "told to fail with 42")
}

func TestFailedCreateSaysThatMemoryRanOut(t *testing.T) {
	r := begin(t)
	s := r.BeginService("eats", harness.WithCommand("oom"), harness.WithHealth(12))
	wantFailed(r, s, "used more memory than it has")
}

// A /28 has eleven addresses to give; a service that finds none fails, says so
// and names the subnet, and runs when there is one again.
func TestFailedCreateSaysThatNoAddressIsFree(t *testing.T) {
	r := begin(t)
	subnet := r.NewVPC("10.0.0.0/16").Subnet("10.0.1.0/28", "a")
	var taken []string
	for range 11 {
		taken = append(taken, r.NewInterface(subnet))
	}
	connector := r.Connector("full", []string{subnet})
	s := r.BeginService("addressless", harness.WithEgress(connector))
	wantFailed(r, s, "cannot find subnets with available IPs", subnet, "10.0.1.0/28", "0 of 11 free")
	r.AWS(nil, "ec2", "delete-network-interface", "--network-interface-id", taken[0])
	s.Delete()
	r.NewService("addressless", harness.WithEgress(connector))
}

// A failed update leaves the old version serving, and says why it failed.
func TestFailedUpdateRollsBack(t *testing.T) {
	r := begin(t)
	s := r.NewService("steady", harness.WithEnvironment("PROBE_NAME=good"), harness.WithHealth(3))
	instance := s.Instance()
	load := s.StartLoad(2, "/")
	bad := r.Request("steady", harness.WithEnvironment("PROBE_NAME=bad", "PROBE_FAIL_START=3"))
	s.Update(&apprunner.UpdateServiceInput{SourceConfiguration: bad.SourceConfiguration}, types.OperationStatusRollbackSucceeded)
	sent, failures, failed, texts := load.Stop()
	if failures > 0 || !slices.Equal(texts, []string{"good"}) {
		t.Errorf("%d of %d requests failed during a failed update (%v); the answers were %v", failures, sent, failed, texts)
	}
	if got := s.Instance(); got != instance {
		t.Error("the failed update replaced the instance that served")
	}
	described := s.Describe()
	if name := described.SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables["PROBE_NAME"]; described.Status != running || name != "good" {
		t.Errorf("after the rollback the service is %s with PROBE_NAME=%s", described.Status, name)
	}
	s.WantEvent("exited with code 3", "Rollback completed successfully")
}

func TestPauseResumeDelete(t *testing.T) {
	r := begin(t)
	s := r.NewService("cycle")
	paused, err := r.AppRunner.PauseService(r.Context(), &apprunner.PauseServiceInput{ServiceArn: &s.ARN})
	r.Must("pause", err)
	if paused.Service.Status != types.ServiceStatusOperationInProgress {
		t.Errorf("a service that is being paused is %s", paused.Service.Status)
	}
	s.Await(types.ServiceStatusPaused)
	if got := s.Get("/"); got.Status != 503 {
		t.Errorf("a request for a paused service: %s", got)
	}
	_, err = r.AppRunner.PauseService(r.Context(), &apprunner.PauseServiceInput{ServiceArn: &s.ARN})
	r.WantError(err, "InvalidStateException", "PAUSED")
	_, err = r.AppRunner.ResumeService(r.Context(), &apprunner.ResumeServiceInput{ServiceArn: &s.ARN})
	r.Must("resume", err)
	s.Await(running)
	if got := s.Get("/"); got.Status != 200 {
		t.Errorf("a request for a resumed service: %s", got)
	}
	s.Delete()
	if got := s.Get("/"); got.Status != 404 {
		t.Errorf("a request for a deleted service: %s", got)
	}
	if s.Describe().DeletedAt == nil {
		t.Error("a deleted service has no time of deletion")
	}
	listed, err := r.AppRunner.ListServices(r.Context(), &apprunner.ListServicesInput{})
	r.Must("list services", err)
	if len(listed.ServiceSummaryList) != 0 {
		t.Errorf("a deleted service is listed: %+v", listed.ServiceSummaryList)
	}
	// The newest operation comes first.
	var kinds []types.OperationType
	for _, o := range s.Operations() {
		kinds = append(kinds, o.Type)
		if o.Status != types.OperationStatusSucceeded || o.EndedAt == nil || o.StartedAt == nil {
			t.Errorf("operation %+v", o)
		}
	}
	if want := []types.OperationType{types.OperationTypeDeleteService, types.OperationTypeResumeService, types.OperationTypePauseService, types.OperationTypeCreateService}; !slices.Equal(kinds, want) {
		t.Errorf("the operations are %v, want %v", kinds, want)
	}
	r.NewService("cycle").Delete() // the name is free again
}

// StartDeployment runs what the tag stands for now; until then nothing changes.
func TestStartDeploymentTakesTheMovedTag(t *testing.T) {
	r := begin(t)
	image, err := r.Images.PushProbe(t.Context(), "moving/"+strings.ToLower(r.Name)+":latest", "first")
	r.Must("push the first image", err)
	s := r.NewService("moving", harness.WithImage(image))
	_, err = r.Images.PushProbe(t.Context(), "moving/"+strings.ToLower(r.Name)+":latest", "second")
	r.Must("push the second image", err)
	if got := s.Get("/"); got.Text != "first" {
		t.Errorf("before the deployment: %s", got)
	}
	load := s.StartLoad(2, "/")
	started, err := r.AppRunner.StartDeployment(r.Context(), &apprunner.StartDeploymentInput{ServiceArn: &s.ARN})
	r.Must("start a deployment", err)
	s.AwaitOperation(*started.OperationId, types.OperationStatusSucceeded)
	if got := s.Get("/"); got.Text != "second" {
		t.Errorf("after the deployment: %s", got)
	}
	if sent, failures, failed, _ := load.Stop(); failures > 0 {
		t.Errorf("%d of %d requests failed during the deployment: %v", failures, sent, failed)
	}
}

// A service has one operation at a time; the refusal names the one in progress.
func TestOneOperationAtATime(t *testing.T) {
	r := begin(t)
	s := r.BeginService("busy", harness.WithEnvironment("PROBE_START_DELAY=2s"))
	id := aws.ToString(s.Operations()[0].Id)
	_, err := r.AppRunner.UpdateService(r.Context(), &apprunner.UpdateServiceInput{ServiceArn: &s.ARN, NetworkConfiguration: harness.Directly()})
	r.WantError(err, "InvalidStateException", id)
	_, err = r.AppRunner.DeleteService(r.Context(), &apprunner.DeleteServiceInput{ServiceArn: &s.ARN})
	r.WantError(err, "InvalidStateException", id)
	_, err = r.AppRunner.CreateService(r.Context(), r.Request("busy"))
	r.WantError(err, "InvalidRequestException", "busy")
	s.Await(running)
	s.Delete()
}

// A service that crashes is started again, and says so.
func TestCrashedServiceComesBack(t *testing.T) {
	r := begin(t)
	s := r.NewService("crashes")
	before := s.Instance()
	s.Get("/exit?code=7")
	harness.Eventually(t, operationWait, "the service to answer again", func() (bool, string) {
		got := s.Get("/id")
		return got.Status == 200 && !strings.Contains(got.Text, before), got.String()
	})
	if got := s.Describe().Status; got != running {
		t.Errorf("the service is %s", got)
	}
}

// An update of a paused service deploys nothing; the resumption starts it.
func TestUpdateOfAPausedServiceWaitsForItsResumption(t *testing.T) {
	r := begin(t)
	s := r.NewService("asleep", harness.WithEnvironment("PROBE_NAME=before"))
	_, err := r.AppRunner.PauseService(r.Context(), &apprunner.PauseServiceInput{ServiceArn: &s.ARN})
	r.Must("pause", err)
	s.Await(types.ServiceStatusPaused)
	s.Update(&apprunner.UpdateServiceInput{SourceConfiguration: r.Request("asleep", harness.WithEnvironment("PROBE_NAME=after")).SourceConfiguration}, types.OperationStatusSucceeded)
	if is := s.Describe().Status; is != types.ServiceStatusPaused {
		t.Errorf("after the update the paused service is %s", is)
	}
	_, err = r.AppRunner.ResumeService(r.Context(), &apprunner.ResumeServiceInput{ServiceArn: &s.ARN})
	r.Must("resume", err)
	s.Await(running)
	if got := s.Get("/"); got.Text != "after" {
		t.Errorf("after the resumption: %s", got)
	}
}

// Beyond the quota of services the error says how to go on.
func TestServiceQuota(t *testing.T) {
	r := installed(t, "--service-quota", "2")
	r.NewService("first")
	second := r.NewService("second")
	_, err := r.AppRunner.CreateService(r.Context(), r.Request("third"))
	r.WantError(err, "ServiceQuotaExceededException", "2", "--service-quota")
	second.Delete()
	r.NewService("third")
}

// Many services that are made, and deleted, at once don't get into each other's way.
func TestManyServicesAtOnce(t *testing.T) {
	p := newPlace(begin(t))
	var services []*harness.Service
	for n := range 10 {
		services = append(services, p.BeginService(fmt.Sprintf("many-%d", n), harness.WithEgress(p.connector), harness.WithEnvironment(fmt.Sprintf("PROBE_NAME=many-%d", n))))
	}
	for _, s := range services {
		s.Await(running)
		if got := s.Get("/"); got.Status != 200 || got.Text != s.Name {
			t.Errorf("%s: %s", s.Name, got)
		}
		wantReach(t, s, p.target())
	}
	if addresses := p.interfaces(); len(addresses) != len(services)+1 {
		t.Errorf("%d services and the echo server have the addresses %v", len(services), addresses)
	}
	for _, s := range services {
		_, err := p.AppRunner.DeleteService(p.Context(), &apprunner.DeleteServiceInput{ServiceArn: &s.ARN})
		p.Must("delete "+s.Name, err)
	}
	for _, s := range services {
		s.Await(types.ServiceStatusDeleted)
	}
	if addresses := p.interfaces(); len(addresses) != 1 {
		t.Errorf("after all services are gone, the VPC has the addresses %v", addresses)
	}
}
