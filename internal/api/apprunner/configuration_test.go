package apprunner_test

import (
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/platform"
	"sallyport/internal/store"
)

func configured(change func(*types.ImageConfiguration)) *types.SourceConfiguration {
	source := image("web:1")
	source.ImageRepository.ImageConfiguration = &types.ImageConfiguration{}
	change(source.ImageRepository.ImageConfiguration)
	return source
}

func variables(pairs map[string]string) *types.SourceConfiguration {
	return configured(func(c *types.ImageConfiguration) { c.RuntimeEnvironmentVariables = pairs })
}

func TestRequestsThatCannotWork(t *testing.T) {
	w := newWorld(t)
	many := map[string]string{}
	for i := range 51 {
		many[fmt.Sprint("V", i)] = "x"
	}
	for name, c := range map[string]struct {
		change func(*sdk.CreateServiceInput)
		says   []string
	}{
		"no image":        {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = &types.SourceConfiguration{} }, []string{"ImageRepository is missing"}},
		"code":            {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = codeSource() }, []string{"CodeRepository", "ImageRepository"}},
		"connection":      {func(in *sdk.CreateServiceInput) { in.SourceConfiguration.AuthenticationConfiguration = connection() }, []string{"ConnectionArn"}},
		"port 0":          {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = port("0") }, []string{"Port", `"0"`}},
		"port 65536":      {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = port("65536") }, []string{"Port"}},
		"port http":       {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = port("http") }, []string{"Port", "http"}},
		"51 variables":    {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = variables(many) }, []string{"51", "50"}},
		"variable with =": {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = variables(map[string]string{"A=B": "x"}) }, []string{"A=B"}},
		"reserved variable": {func(in *sdk.CreateServiceInput) {
			in.SourceConfiguration = variables(map[string]string{"AWSAPPRUNNERX": "x"})
		}, []string{"AWSAPPRUNNERX"}},
		"PORT": {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = variables(map[string]string{"PORT": "1"}) }, []string{"ImageConfiguration.Port"}},
		"NUL in a value": {func(in *sdk.CreateServiceInput) {
			in.SourceConfiguration = variables(map[string]string{"A": "s3cret\x00"})
		}, []string{`"A"`, "NUL"}},
		"value beyond execve": {func(in *sdk.CreateServiceInput) {
			in.SourceConfiguration = variables(map[string]string{"A": strings.Repeat("€", 50000)})
		}, []string{`"A"`, "131072"}},
		"secrets": {func(in *sdk.CreateServiceInput) {
			in.SourceConfiguration = configured(func(c *types.ImageConfiguration) {
				c.RuntimeEnvironmentSecrets = map[string]string{"A": "arn:aws:secretsmanager:us-east-1:000000000000:secret:a"}
			})
		}, []string{"RuntimeEnvironmentSecrets"}},
		"open quote": {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = command("run 'it") }, []string{"StartCommand", "quote"}},
		"lines":      {func(in *sdk.CreateServiceInput) { in.SourceConfiguration = command("run\nit") }, []string{"tartCommand"}},
		"size":       {func(in *sdk.CreateServiceInput) { in.InstanceConfiguration = size("256", "2048") }, []string{"2048", "256", "valid pairs"}},
		"cpu":        {func(in *sdk.CreateServiceInput) { in.InstanceConfiguration = size("3 vCPU", "") }, []string{"instanceConfiguration.cpu"}},
		"key": {func(in *sdk.CreateServiceInput) {
			in.EncryptionConfiguration = &types.EncryptionConfiguration{KmsKey: new("arn:aws:kms:us-east-1:000000000000:key/01234567-0123-0123-0123-0123456789ab")}
		}, []string{"EncryptionConfiguration"}},
		"tracing": {func(in *sdk.CreateServiceInput) {
			in.ObservabilityConfiguration = &types.ServiceObservabilityConfiguration{ObservabilityEnabled: true}
		}, []string{"ObservabilityConfiguration"}},
		"scaling": {func(in *sdk.CreateServiceInput) {
			in.AutoScalingConfigurationArn = new("arn:aws:apprunner:us-east-1:000000000000:autoscalingconfiguration/mine/1/x")
		}, []string{"mine", "DefaultConfiguration"}},
		"dual stack": {func(in *sdk.CreateServiceInput) {
			in.NetworkConfiguration = &types.NetworkConfiguration{IpAddressType: types.IpAddressTypeDualStack}
		}, []string{"DUAL_STACK"}},
		"path": {func(in *sdk.CreateServiceInput) {
			in.HealthCheckConfiguration = &types.HealthCheckConfiguration{Protocol: types.HealthCheckProtocolHttp, Path: new("health")}
		}, []string{"health", "/"}},
		"interval": {func(in *sdk.CreateServiceInput) {
			in.HealthCheckConfiguration = &types.HealthCheckConfiguration{Interval: new(int32(21))}
		}, []string{"nterval"}},
		"name": {func(in *sdk.CreateServiceInput) { in.ServiceName = new("web") }, []string{"erviceName"}},
	} {
		t.Run(name, func(t *testing.T) {
			in := &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: image("web:1")}
			c.change(in)
			_, err := w.client.CreateService(w.ctx, in)
			refused(t, err, invalidRequest, 400, c.says...)
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error shows a value: %v", err)
			}
		})
	}
	if n := store.Count[platform.Service](w.store.Snapshot()); n != 0 {
		t.Errorf("refused requests left %d services", n)
	}
}

func codeSource() *types.SourceConfiguration {
	return &types.SourceConfiguration{CodeRepository: &types.CodeRepository{
		RepositoryUrl: new("https://example.test/a"), SourceCodeVersion: &types.SourceCodeVersion{Type: types.SourceCodeVersionTypeBranch, Value: new("main")},
	}}
}

func connection() *types.AuthenticationConfiguration {
	return &types.AuthenticationConfiguration{ConnectionArn: new("arn:aws:apprunner:us-east-1:000000000000:connection/a/b")}
}

func port(p string) *types.SourceConfiguration {
	return configured(func(c *types.ImageConfiguration) { c.Port = &p })
}

func command(line string) *types.SourceConfiguration {
	return configured(func(c *types.ImageConfiguration) { c.StartCommand = &line })
}

func size(cpu, memory string) *types.InstanceConfiguration {
	in := &types.InstanceConfiguration{Cpu: &cpu}
	if memory != "" {
		in.Memory = &memory
	}
	return in
}

// The SDK for Go sends an IngressConfiguration that is not public as an empty
// one; so an empty one is a wish for a private service.
func TestPrivateServicesAreNotMadePublic(t *testing.T) {
	w := newWorld(t)
	with := func(public bool) error {
		_, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: image("web"),
			NetworkConfiguration: &types.NetworkConfiguration{IngressConfiguration: &types.IngressConfiguration{IsPubliclyAccessible: public}}})
		return err
	}
	refused(t, with(false), invalidRequest, 400, "IsPubliclyAccessible", "--ingress-listen")
	must(t, true, with(true))
}

// What an update does not name stays as it was; what it names replaces as a whole
// (the image with its configuration) or member by member (all the rest).
func TestUpdateMerges(t *testing.T) {
	w := newWorld(t)
	arn := *w.running("web-app").ServiceArn
	step := func(in sdk.UpdateServiceInput) *types.Service {
		t.Helper()
		in.ServiceArn = &arn
		_, err := w.client.UpdateService(w.ctx, &in)
		must(t, true, err)
		w.settle(arn, platform.PhaseHealthy)
		return w.describe(arn)
	}
	full := configured(func(c *types.ImageConfiguration) {
		c.Port, c.StartCommand = new("3000"), new("serve --all")
		c.RuntimeEnvironmentVariables = map[string]string{"MODE": "test"}
	})
	s := step(sdk.UpdateServiceInput{SourceConfiguration: full})
	if got := s.SourceConfiguration.ImageRepository.ImageConfiguration; *got.Port != "3000" || *got.StartCommand != "serve --all" || got.RuntimeEnvironmentVariables["MODE"] != "test" {
		t.Errorf("image %+v", got)
	}

	step(sdk.UpdateServiceInput{HealthCheckConfiguration: &types.HealthCheckConfiguration{Protocol: types.HealthCheckProtocolHttp, Path: new("/up"), Interval: new(int32(7))}})
	s = step(sdk.UpdateServiceInput{HealthCheckConfiguration: &types.HealthCheckConfiguration{Timeout: new(int32(3)), UnhealthyThreshold: new(int32(9))}})
	if h := s.HealthCheckConfiguration; h.Protocol != types.HealthCheckProtocolHttp || *h.Path != "/up" || *h.Interval != 7 || *h.Timeout != 3 || *h.UnhealthyThreshold != 9 || *h.HealthyThreshold != 1 {
		t.Errorf("health check %+v", h)
	}
	if got := s.SourceConfiguration.ImageRepository.ImageConfiguration; *got.Port != "3000" {
		t.Errorf("an update of the health check changed the image: %+v", got)
	}

	step(sdk.UpdateServiceInput{InstanceConfiguration: &types.InstanceConfiguration{Memory: new("4 GB"), InstanceRoleArn: new("arn:aws:iam::000000000000:role/app")}})
	s = step(sdk.UpdateServiceInput{InstanceConfiguration: &types.InstanceConfiguration{Cpu: new("2 vCPU")}})
	if i := s.InstanceConfiguration; *i.Cpu != "2048" || *i.Memory != "4096" || *i.InstanceRoleArn != "arn:aws:iam::000000000000:role/app" {
		t.Errorf("instance %+v", i)
	}
	_, err := w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: &arn, InstanceConfiguration: &types.InstanceConfiguration{Cpu: new("256")}})
	refused(t, err, invalidRequest, 400, "4096", "256") // with the memory that it keeps

	_, err = w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: &arn, SourceConfiguration: &types.SourceConfiguration{AutoDeploymentsEnabled: new(true)}})
	refused(t, err, invalidRequest, 400, "AutoDeploymentsEnabled", "ECR_PUBLIC")
	full.ImageRepository.ImageRepositoryType = types.ImageRepositoryTypeEcr
	s = step(sdk.UpdateServiceInput{SourceConfiguration: full})
	if *s.SourceConfiguration.AutoDeploymentsEnabled {
		t.Error("an update that does not name it changed AutoDeploymentsEnabled")
	}
	s = step(sdk.UpdateServiceInput{SourceConfiguration: &types.SourceConfiguration{AutoDeploymentsEnabled: new(true)}})
	if c := s.SourceConfiguration; !*c.AutoDeploymentsEnabled || *c.ImageRepository.ImageConfiguration.Port != "3000" {
		t.Errorf("source %+v", c)
	}
	s = step(sdk.UpdateServiceInput{SourceConfiguration: image("web:2")})
	if c := s.SourceConfiguration; *c.AutoDeploymentsEnabled || *c.ImageRepository.ImageIdentifier != "web:2" ||
		*c.ImageRepository.ImageConfiguration.Port != "8080" || c.ImageRepository.ImageConfiguration.StartCommand != nil || c.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables != nil {
		t.Errorf("the image is not replaced as a whole: %+v", c.ImageRepository.ImageConfiguration)
	}
}

func TestAutomaticDeploymentsAreTheDefaultForECR(t *testing.T) {
	w := newWorld(t)
	for kind, want := range map[types.ImageRepositoryType]bool{types.ImageRepositoryTypeEcr: true, types.ImageRepositoryTypeEcrPublic: false} {
		source := image("127.0.0.1:5000/web:1")
		source.ImageRepository.ImageRepositoryType = kind
		name := strings.ToLower(strings.ReplaceAll(string(kind), "_", "-")) + "-service"
		out, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: &name, SourceConfiguration: source})
		if s := must(t, out, err).Service; *s.SourceConfiguration.AutoDeploymentsEnabled != want {
			t.Errorf("%s: automatic deployments are %t", kind, !want)
		}
	}
}

func TestUpdateOfAPausedServiceStaysPaused(t *testing.T) {
	w := newWorld(t)
	arn := *w.running("web-app").ServiceArn
	_, err := w.client.PauseService(w.ctx, &sdk.PauseServiceInput{ServiceArn: &arn})
	must(t, true, err)
	w.settle(arn, platform.PhaseHealthy)
	_, err = w.client.UpdateService(w.ctx, &sdk.UpdateServiceInput{ServiceArn: &arn, SourceConfiguration: image("web:2")})
	must(t, true, err)
	w.settle(arn, platform.PhaseHealthy)
	if s := w.describe(arn); s.Status != types.ServiceStatusPaused || *s.SourceConfiguration.ImageRepository.ImageIdentifier != "web:2" {
		t.Errorf("%s with %s", s.Status, *s.SourceConfiguration.ImageRepository.ImageIdentifier)
	}
}

// Fifty large variables are App Runner's most, less what one request can carry.
func TestLargeEnvironment(t *testing.T) {
	w := newWorld(t)
	large := map[string]string{}
	for i := range 40 {
		large[fmt.Sprint("V", i)] = strings.Repeat("x", 50_000)
	}
	created, err := w.client.CreateService(w.ctx, &sdk.CreateServiceInput{ServiceName: new("web-app"), SourceConfiguration: variables(large)})
	arn := *must(t, created, err).Service.ServiceArn
	w.settle(arn, platform.PhaseHealthy)
	if got := w.describe(arn).SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables; len(got) != 40 || len(got["V7"]) != 50_000 {
		t.Errorf("%d variables came back", len(got))
	}
}
