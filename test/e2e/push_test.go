//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/test/e2e/harness"
)

// waitPush is how long a push may take to be deployed: registries are asked
// once a minute.
const waitPush = 2 * time.Minute

// With automatic deployments, what is pushed to a service's tag comes to serve.
func TestPushIsDeployed(t *testing.T) {
	r := begin(t)
	reference, err := r.Images.PushProbe(r.Context(), "pushed:live", "first")
	r.Must("push the image", err)
	automatic := func(in *apprunner.CreateServiceInput) {
		in.SourceConfiguration.AutoDeploymentsEnabled = nil // the default for ECR
		in.SourceConfiguration.ImageRepository.ImageRepositoryType = types.ImageRepositoryTypeEcr
	}
	s := r.NewService("pushed", harness.WithImage(reference), automatic)
	if !*s.Describe().SourceConfiguration.AutoDeploymentsEnabled {
		t.Error("automatic deployments are not the default for ECR")
	}
	_, err = r.Images.PushProbe(r.Context(), "pushed:live", "second")
	r.Must("push the image", err)
	harness.Eventually(t, waitPush, "the push to be deployed", func() (bool, string) {
		operations := s.Operations()
		newest := operations[0]
		return len(operations) == 2 && newest.Type == types.OperationTypeStartDeployment && newest.Status == types.OperationStatusSucceeded, s.Events()
	})
	s.WantEvent("pipeline for automatic deployments", "was pushed: it is sha256:")
}
