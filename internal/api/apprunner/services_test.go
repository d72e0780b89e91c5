package apprunner_test

import (
	"fmt"
	"regexp"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/platform"
)

func TestServiceLife(t *testing.T) {
	w := newWorld(t)
	created := w.create("web-app")
	w.golden("CreateService")
	arn := created.ServiceArn
	if !regexp.MustCompile(`^[0-9a-f]{16}\.us-east-1\.sallyport\.localhost:8080$`).MatchString(*created.ServiceUrl) {
		t.Errorf("URL %s", *created.ServiceUrl)
	}
	w.settle(*arn, platform.PhaseHealthy)
	w.describe(*arn)
	w.golden("DescribeService")
	listed, err := w.client.ListServices(w.ctx, &sdk.ListServicesInput{})
	must(t, listed, err)
	w.golden("ListServices")

	paused, err := w.client.PauseService(w.ctx, &sdk.PauseServiceInput{ServiceArn: arn})
	if out := must(t, paused, err); out.OperationId == nil || out.Service.Status != types.ServiceStatusOperationInProgress {
		t.Errorf("%+v", out)
	}
	w.settle(*arn, platform.PhaseHealthy)
	if s := w.describe(*arn); s.Status != types.ServiceStatusPaused {
		t.Errorf("status %s", s.Status)
	}
	resumed, err := w.client.ResumeService(w.ctx, &sdk.ResumeServiceInput{ServiceArn: arn})
	must(t, resumed, err)
	w.settle(*arn, platform.PhaseHealthy)
	deployed, err := w.client.StartDeployment(w.ctx, &sdk.StartDeploymentInput{ServiceArn: arn})
	if out := must(t, deployed, err); len(*out.OperationId) != 36 {
		t.Errorf("operation %s", *out.OperationId)
	}
	w.settle(*arn, platform.PhaseHealthy)
	updated, err := w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: arn, InstanceConfiguration: &types.InstanceConfiguration{Cpu: new("2 vCPU"), Memory: new("4 GB")}})
	if s := must(t, updated, err).Service; *s.InstanceConfiguration.Cpu != "2048" || *s.InstanceConfiguration.Memory != "4096" {
		t.Errorf("the answer does not show the new configuration: %+v", s.InstanceConfiguration)
	}
	w.settle(*arn, platform.PhaseFailed)
	if s := w.describe(*arn); s.Status != types.ServiceStatusRunning || *s.InstanceConfiguration.Cpu != "1024" {
		t.Errorf("after the rollback: %s with %s", s.Status, *s.InstanceConfiguration.Cpu)
	}
	deleted, err := w.client.DeleteService(w.ctx, &sdk.DeleteServiceInput{ServiceArn: arn})
	must(t, deleted, err)
	w.settle(*arn, platform.PhaseHealthy)
	if s := w.describe(*arn); s.Status != types.ServiceStatusDeleted || s.DeletedAt == nil {
		t.Errorf("a deleted service is %s", s.Status)
	}
	listed, err = w.client.ListServices(w.ctx, &sdk.ListServicesInput{})
	if n := len(must(t, listed, err).ServiceSummaryList); n != 0 {
		t.Errorf("%d services after the deletion", n)
	}
	operations, err := w.client.ListOperations(w.ctx, &sdk.ListOperationsInput{ServiceArn: arn})
	must(t, operations, err)
	w.golden("ListOperations")
	if again := w.create("web-app"); *again.ServiceArn == *arn {
		t.Error("the name used again has the ARN of the deleted service")
	}
}

func TestOneOperationAtATime(t *testing.T) {
	w := newWorld(t)
	arn := w.create("web-app").ServiceArn
	calls := map[string]func() error{
		"UpdateService": func() error {
			_, err := w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: arn})
			return err
		},
		"PauseService": func() error {
			_, err := w.client.PauseService(w.ctx, &sdk.PauseServiceInput{ServiceArn: arn})
			return err
		},
		"ResumeService": func() error {
			_, err := w.client.ResumeService(w.ctx, &sdk.ResumeServiceInput{ServiceArn: arn})
			return err
		},
		"DeleteService": func() error {
			_, err := w.client.DeleteService(w.ctx, &sdk.DeleteServiceInput{ServiceArn: arn})
			return err
		},
		"StartDeployment": func() error {
			_, err := w.client.StartDeployment(w.ctx, &sdk.StartDeploymentInput{ServiceArn: arn})
			return err
		},
	}
	for name, call := range calls {
		code := "InvalidStateException"
		if name == "StartDeployment" { // which does not declare that one
			code = invalidRequest
		}
		refused(t, call(), code, 400, *arn, "in progress", "list-operations")
	}
	w.settle(*arn, platform.PhaseHealthy)
	refused(t, calls["ResumeService"](), "InvalidStateException", 400, "RUNNING", "PAUSED")
	must(t, true, calls["PauseService"]())
	w.settle(*arn, platform.PhaseHealthy)
	refused(t, calls["StartDeployment"](), invalidRequest, 400, "PAUSED", "RUNNING")
	must(t, true, calls["DeleteService"]())
	w.settle(*arn, platform.PhaseHealthy)
	refused(t, calls["DeleteService"](), "InvalidStateException", 400, "DELETED")
}

func TestUnknownServices(t *testing.T) {
	w := newWorld(t)
	arn := w.create("web-app").ServiceArn
	for name, c := range map[string]struct {
		client *sdk.Client
		arn    string
	}{
		"another id":     {w.client, (*arn)[:len(*arn)-1] + "x"},
		"another region": {w.in("eu-west-1"), *arn},
	} {
		_, err := c.client.DescribeService(w.ctx, &sdk.DescribeServiceInput{ServiceArn: &c.arn})
		refused(t, err, "ResourceNotFoundException", 400, c.arn)
		_, err = c.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: &c.arn})
		refused(t, err, "ResourceNotFoundException", 400, c.arn)
		_, err = c.client.StartDeployment(w.ctx, &sdk.StartDeploymentInput{ServiceArn: &c.arn})
		refused(t, err, "ResourceNotFoundException", 400, c.arn)
		_, err = c.client.ListOperations(w.ctx, &sdk.ListOperationsInput{ServiceArn: &c.arn})
		refused(t, err, "ResourceNotFoundException", 400, c.arn)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func TestServiceNameIsOneOfALiveService(t *testing.T) {
	w := newWorld(t)
	first := w.create("web-app")
	_, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: image("web")})
	refused(t, err, invalidRequest, 400, "web-app", *first.ServiceArn)
	_, err = w.in("eu-west-1").CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: image("web")})
	must(t, true, err)
}

// Services that failed to be created count, deleted ones do not.
func TestServiceQuota(t *testing.T) {
	w := newWorld(t)
	var failed string
	for i := range 30 {
		failed = *w.create(fmt.Sprintf("web-%02d", i)).ServiceArn
	}
	w.settle(failed, platform.PhaseFailed)
	if s := w.describe(failed); s.Status != types.ServiceStatusCreateFailed {
		t.Fatalf("status %s", s.Status)
	}
	input := &sdk.CreateServiceInput{ServiceName: new("one-more"), SourceConfiguration: image("web")}
	_, err := w.client.CreateService(w.ctx, input)
	refused(t, err, "ServiceQuotaExceededException", 402, "30", "--service-quota")
	_, err = w.client.DeleteService(w.ctx, &sdk.DeleteServiceInput{ServiceArn: &failed})
	must(t, true, err)
	w.settle(failed, platform.PhaseHealthy)
	_, err = w.client.CreateService(w.ctx, input)
	must(t, true, err)
}

// A failed create is mended by an update, as since 2023.
func TestFailedServiceCanBeUpdated(t *testing.T) {
	w := newWorld(t)
	arn := *w.create("web-app").ServiceArn
	w.settle(arn, platform.PhaseFailed)
	_, err := w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: &arn, SourceConfiguration: image("better")})
	must(t, true, err)
	w.settle(arn, platform.PhaseHealthy)
	if s := w.describe(arn); s.Status != types.ServiceStatusRunning || *s.SourceConfiguration.ImageRepository.ImageIdentifier != "better" {
		t.Errorf("%+v", s)
	}
}
