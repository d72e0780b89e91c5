package apprunnermodel

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/wire/shape"
)

// TestEveryOperationOfTheSDK lays every operation's constraints over the SDK's type, which fails on a member that
// the type does not have, and finds the required members of an empty request missing.
func TestEveryOperationOfTheSDK(t *testing.T) {
	operations := Schema().Operations()
	if len(operations) != 37 {
		t.Errorf("App Runner has 37 operations, the table %d", len(operations))
	}
	client := reflect.TypeFor[*apprunner.Client]()
	for _, operation := range operations {
		method, ok := client.MethodByName(operation)
		if !ok {
			t.Errorf("the SDK has no operation %s", operation)
			continue
		}
		in := reflect.New(method.Type.In(2).Elem())
		violations := shape.Validate(Schema(), operation, in.Interface())
		if len(violations) == 0 && !strings.HasPrefix(operation, "List") {
			t.Errorf("%s: an empty request is allowed", operation)
		}
		for _, v := range violations {
			if v.Rule != shape.Required {
				t.Errorf("%s: %s", operation, v.Message)
			}
		}
	}
}

// TestConstraintsReachNestedMembers fills a request, at every depth, with what nothing allows.
func TestConstraintsReachNestedMembers(t *testing.T) {
	long := strings.Repeat("\n", 60_000)
	in := service()
	in.ServiceName = &long
	in.SourceConfiguration.ImageRepository.ImageIdentifier = &long
	in.SourceConfiguration.ImageRepository.ImageConfiguration = &types.ImageConfiguration{
		StartCommand: &long, Port: &long, RuntimeEnvironmentVariables: map[string]string{"K": long},
	}
	in.NetworkConfiguration = &types.NetworkConfiguration{
		EgressConfiguration: &types.EgressConfiguration{EgressType: "NAT", VpcConnectorArn: &long},
	}
	in.HealthCheckConfiguration = &types.HealthCheckConfiguration{Interval: new(int32(21)), Path: new("")}
	got := map[string]bool{}
	for _, v := range shape.Validate(Schema(), "CreateService", in) {
		got[v.Path+" "+string(v.Rule)] = true
		if strings.Contains(v.Path, "Environment") && strings.Contains(v.Message, "\n") {
			t.Errorf("an environment variable's value is quoted: %s", v.Message)
		}
	}
	for _, want := range []string{
		"serviceName max length", "serviceName pattern",
		"sourceConfiguration.imageRepository.imageIdentifier max length",
		"sourceConfiguration.imageRepository.imageConfiguration.startCommand pattern",
		"sourceConfiguration.imageRepository.imageConfiguration.port max length",
		"sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables.K.member max length",
		"networkConfiguration.egressConfiguration.egressType enum",
		"networkConfiguration.egressConfiguration.vpcConnectorArn pattern",
		"healthCheckConfiguration.interval maximum", "healthCheckConfiguration.path min length",
	} {
		if !got[want] {
			t.Errorf("not found: %s", want)
		}
	}
}

func TestCreateService(t *testing.T) {
	tests := map[string]struct {
		change func(*apprunner.CreateServiceInput)
		want   string
	}{
		"as AWS has it": {func(*apprunner.CreateServiceInput) {}, ""},
		"any OCI registry": {func(in *apprunner.CreateServiceInput) {
			in.SourceConfiguration.ImageRepository.ImageIdentifier = new("localhost:5000/web@sha256:0123")
		}, ""},
		"lines in a value": {func(in *apprunner.CreateServiceInput) { setEnvironment(in, "KEY", "a\nb") }, ""},
		"cpu in units": {func(in *apprunner.CreateServiceInput) {
			in.InstanceConfiguration = &types.InstanceConfiguration{Cpu: new("1024"), Memory: new("2 GB")}
		}, ""},
		"short name": {func(in *apprunner.CreateServiceInput) { in.ServiceName = new("web") }, "2 validation errors detected: Value 'web' at 'serviceName' failed to satisfy constraint: Member must have length greater than or equal to 4; Value 'web' at 'serviceName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9][A-Za-z0-9-_]{3,39}"},
		"no source":  {func(in *apprunner.CreateServiceInput) { in.SourceConfiguration = nil }, "1 validation error detected: Value null at 'sourceConfiguration' failed to satisfy constraint: Member must not be null"},
		"cpu": {func(in *apprunner.CreateServiceInput) {
			in.InstanceConfiguration = &types.InstanceConfiguration{Cpu: new("3 vCPU")}
		}, "1 validation error detected: Value '3 vCPU' at 'instanceConfiguration.cpu' failed to satisfy constraint: Member must satisfy regular expression pattern: 256|512|1024|2048|4096|(0.25|0.5|1|2|4) vCPU"},
		"threshold": {func(in *apprunner.CreateServiceInput) {
			in.HealthCheckConfiguration = &types.HealthCheckConfiguration{HealthyThreshold: new(int32(0))}
		}, "1 validation error detected: Value '0' at 'healthCheckConfiguration.healthyThreshold' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		"tag": {func(in *apprunner.CreateServiceInput) { in.Tags = []types.Tag{{Key: new("aws:x")}} }, "1 validation error detected: Value 'aws:x' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?!aws:).+"},
		"our tags": {func(in *apprunner.CreateServiceInput) {
			in.Tags = []types.Tag{{Key: new("sallyport:egress-mode"), Value: new("private-ranges-only")}}
		}, ""},
		"no key of a secret": {func(in *apprunner.CreateServiceInput) { setSecret(in, "", "arn:aws:x") }, "1 validation error detected: Value at 'sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentSecrets..key' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		"connector": {func(in *apprunner.CreateServiceInput) {
			in.NetworkConfiguration = &types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeVpc, VpcConnectorArn: new("arn:aws:apprunner:us-east-1:000000000000:vpcconnector/one/1/d8d9350b6b2f4f3a9fd3201e931542c9")}}
		}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := service()
			test.change(in)
			violations := shape.Validate(Schema(), "CreateService", in)
			got := ""
			if violations != nil {
				got = shape.Text(violations)
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func service() *apprunner.CreateServiceInput {
	return &apprunner.CreateServiceInput{
		ServiceName: new("shop"),
		SourceConfiguration: &types.SourceConfiguration{ImageRepository: &types.ImageRepository{
			ImageIdentifier:     new("public.ecr.aws/aws-containers/hello-app-runner:latest"),
			ImageRepositoryType: types.ImageRepositoryTypeEcrPublic,
		}},
	}
}

func setEnvironment(in *apprunner.CreateServiceInput, key, value string) {
	in.SourceConfiguration.ImageRepository.ImageConfiguration = &types.ImageConfiguration{
		RuntimeEnvironmentVariables: map[string]string{key: value},
	}
}

func setSecret(in *apprunner.CreateServiceInput, key, value string) {
	in.SourceConfiguration.ImageRepository.ImageConfiguration = &types.ImageConfiguration{
		RuntimeEnvironmentSecrets: map[string]string{key: value},
	}
}

func BenchmarkValidateCreateService(b *testing.B) {
	in := service()
	for b.Loop() {
		if shape.Validate(Schema(), "CreateService", in) != nil {
			b.Fatal("a valid request is refused")
		}
	}
}
