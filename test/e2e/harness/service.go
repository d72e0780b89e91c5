package harness

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
)

// Service is one service of a test.
type Service struct {
	ARN, ID, Name string
	URL           string // http://…
	region        *Region
}

// Setting changes the request that a service is made with.
type Setting func(*apprunner.CreateServiceInput)

// WithImage runs another image than the probe.
func WithImage(image string) Setting {
	return func(in *apprunner.CreateServiceInput) {
		in.SourceConfiguration.ImageRepository.ImageIdentifier = &image
	}
}

// WithEnvironment adds variables.
func WithEnvironment(pairs ...string) Setting {
	return func(in *apprunner.CreateServiceInput) {
		configuration := in.SourceConfiguration.ImageRepository.ImageConfiguration
		for _, pair := range pairs {
			name, value, _ := strings.Cut(pair, "=")
			configuration.RuntimeEnvironmentVariables[name] = value
		}
	}
}

// WithCommand replaces the image's command.
func WithCommand(line string) Setting {
	return func(in *apprunner.CreateServiceInput) {
		in.SourceConfiguration.ImageRepository.ImageConfiguration.StartCommand = &line
	}
}

// WithEgress sends through a VPC connector.
func WithEgress(connector string) Setting {
	return func(in *apprunner.CreateServiceInput) { in.NetworkConfiguration = ThroughVPC(connector) }
}

// WithSize gives the instance another CPU and memory.
func WithSize(cpu, memory string) Setting {
	return func(in *apprunner.CreateServiceInput) {
		in.InstanceConfiguration = &types.InstanceConfiguration{Cpu: &cpu, Memory: &memory}
	}
}

// WithHealth is a check by TCP with a budget of so many seconds.
func WithHealth(seconds int32) Setting {
	return func(in *apprunner.CreateServiceInput) {
		in.HealthCheckConfiguration = &types.HealthCheckConfiguration{
			Protocol: types.HealthCheckProtocolTcp, Interval: aws.Int32(1), Timeout: aws.Int32(1), UnhealthyThreshold: &seconds,
		}
	}
}

// ThroughVPC is egress through a connector; Directly is egress DEFAULT.
func ThroughVPC(connector string) *types.NetworkConfiguration {
	return &types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeVpc, VpcConnectorArn: &connector}}
}

// Directly is described with ThroughVPC.
func Directly() *types.NetworkConfiguration {
	return &types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeDefault}}
}

// Request is the request for a service of the probe: small, checked every second.
func (r *Region) Request(name string, settings ...Setting) *apprunner.CreateServiceInput {
	image := r.Images.Probe
	in := &apprunner.CreateServiceInput{
		ServiceName: &name,
		SourceConfiguration: &types.SourceConfiguration{
			AutoDeploymentsEnabled: aws.Bool(false),
			ImageRepository: &types.ImageRepository{
				ImageIdentifier: &image, ImageRepositoryType: types.ImageRepositoryTypeEcrPublic,
				ImageConfiguration: &types.ImageConfiguration{Port: aws.String("8080"), RuntimeEnvironmentVariables: map[string]string{}},
			},
		},
		InstanceConfiguration: &types.InstanceConfiguration{Cpu: aws.String("256"), Memory: aws.String("512")},
		HealthCheckConfiguration: &types.HealthCheckConfiguration{
			Protocol: types.HealthCheckProtocolHttp, Path: aws.String("/"), Interval: aws.Int32(1), Timeout: aws.Int32(2), UnhealthyThreshold: aws.Int32(20),
		},
	}
	for _, set := range settings {
		set(in)
	}
	return in
}

// BeginService asks for a service and does not wait for it.
func (r *Region) BeginService(name string, settings ...Setting) *Service {
	r.T.Helper()
	made, err := r.AppRunner.CreateService(r.Context(), r.Request(name, settings...))
	r.Must("create service "+name, err)
	return r.ServiceOf(made.Service)
}

// NewService makes a service and waits until it runs.
func (r *Region) NewService(name string, settings ...Setting) *Service {
	r.T.Helper()
	s := r.BeginService(name, settings...)
	s.Await(types.ServiceStatusRunning)
	return s
}

// operationLimit is how long an operation may take on a busy machine.
const operationLimit = 90 * time.Second

// Await waits until the service's operation has ended, and fails the test
// unless the service is in the state then.
func (s *Service) Await(status types.ServiceStatus) {
	s.region.T.Helper()
	var is types.ServiceStatus
	Eventually(s.region.T, operationLimit, "the operation of service "+s.Name+" to end", func() (bool, string) {
		is = s.Describe().Status
		return is != types.ServiceStatusOperationInProgress, string(is)
	})
	if is != status {
		s.region.T.Fatalf("service %s is %s, want %s", s.Name, is, status)
	}
}

// Describe is what DescribeService says.
func (s *Service) Describe() *types.Service {
	s.region.T.Helper()
	described, err := s.region.AppRunner.DescribeService(s.region.Context(), &apprunner.DescribeServiceInput{ServiceArn: &s.ARN})
	s.region.Must("describe service "+s.Name, err)
	return described.Service
}

// Operations are the service's, the newest first.
func (s *Service) Operations() []types.OperationSummary {
	s.region.T.Helper()
	listed, err := s.region.AppRunner.ListOperations(s.region.Context(), &apprunner.ListOperationsInput{ServiceArn: &s.ARN})
	s.region.Must("list operations of "+s.Name, err)
	return listed.OperationSummaryList
}

// Update changes the service and waits for the outcome.
func (s *Service) Update(change *apprunner.UpdateServiceInput, outcome types.OperationStatus) {
	s.region.T.Helper()
	change.ServiceArn = &s.ARN
	updated, err := s.region.AppRunner.UpdateService(s.region.Context(), change)
	s.region.Must("update service "+s.Name, err)
	s.AwaitOperation(*updated.OperationId, outcome)
}

// AwaitOperation waits until an operation has ended, and fails the test unless
// it did so as it should.
func (s *Service) AwaitOperation(id string, outcome types.OperationStatus) {
	s.region.T.Helper()
	var is types.OperationStatus
	Eventually(s.region.T, operationLimit, "operation "+id+" of service "+s.Name+" to end", func() (bool, string) {
		for _, o := range s.Operations() {
			if aws.ToString(o.Id) == id {
				is = o.Status
				return o.EndedAt != nil, string(o.Status)
			}
		}
		return false, "no such operation"
	})
	if is != outcome {
		s.region.T.Fatalf("operation %s of service %s ended %s, want %s", id, s.Name, is, outcome)
	}
}

// Events is the service's event log.
func (s *Service) Events() string { return s.region.Events(s.ID) }

// WantEvent fails the test unless the event log has all of the parts.
func (s *Service) WantEvent(parts ...string) {
	s.region.T.Helper()
	events := s.Events()
	for _, part := range parts {
		if !strings.Contains(events, part) {
			s.region.T.Errorf("the event log of service %s does not say %q:\n%s", s.Name, part, events)
		}
	}
}

// Self is what the probe sees of its own place.
type Self struct {
	UID        int               `json:"uid"`
	Env        []string          `json:"env"`
	Hostname   string            `json:"hostname"`
	Status     map[string]string `json:"status"`
	Files      map[string]string `json:"files"`
	Interfaces []string          `json:"interfaces"`
	RawSocket  string            `json:"raw_socket"`
	WriteSys   string            `json:"write_sys"`
}

// Look asks the probe what it sees.
func (s *Service) Look() Self {
	s.region.T.Helper()
	var self Self
	s.JSON("/self", &self)
	return self
}

// Instance names the process that answers: another start is another name.
func (s *Service) Instance() string {
	s.region.T.Helper()
	var id struct{ Instance string }
	s.JSON("/id", &id)
	return id.Instance
}

// ServiceOf is a service by what the API says of it.
func (r *Region) ServiceOf(s *types.Service) *Service {
	return &Service{*s.ServiceArn, *s.ServiceId, *s.ServiceName, "http://" + *s.ServiceUrl, r}
}

// Delete deletes the service and waits until it is gone.
func (s *Service) Delete() {
	s.region.T.Helper()
	_, err := s.region.AppRunner.DeleteService(s.region.Context(), &apprunner.DeleteServiceInput{ServiceArn: &s.ARN})
	s.region.Must("delete service "+s.Name, err)
	s.Await(types.ServiceStatusDeleted)
}
