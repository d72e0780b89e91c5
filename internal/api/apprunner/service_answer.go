package apprunner

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/platform"
)

// serviceOut is a service as App Runner describes it: always the configuration
// that was asked for last.
func (a *API) serviceOut(s platform.Service) *types.Service {
	c := s.Configuration
	return &types.Service{
		ServiceArn: &s.ARN, ServiceId: &s.ID, ServiceName: &s.Name, ServiceUrl: new(s.Host + a.PublicPort),
		Status: types.ServiceStatus(s.Status), CreatedAt: &s.CreatedAt, UpdatedAt: &s.UpdatedAt, DeletedAt: moment(s.DeletedAt),
		SourceConfiguration: sourceOut(c),
		InstanceConfiguration: &types.InstanceConfiguration{
			Cpu: new(platform.CPUUnits(c.CPU)), Memory: new(platform.MemoryUnits(c.Memory)), InstanceRoleArn: word(c.InstanceRoleARN),
		},
		HealthCheckConfiguration: &types.HealthCheckConfiguration{
			Protocol: types.HealthCheckProtocol(c.Health.Protocol), Path: &c.Health.Path,
			Interval: new(int32(c.Health.Interval / time.Second)), Timeout: new(int32(c.Health.Timeout / time.Second)),
			HealthyThreshold: new(int32(c.Health.HealthyThreshold)), UnhealthyThreshold: new(int32(c.Health.UnhealthyThreshold)),
		},
		NetworkConfiguration: &types.NetworkConfiguration{
			EgressConfiguration:  &types.EgressConfiguration{EgressType: types.EgressType(c.Egress.Type), VpcConnectorArn: word(c.Egress.ConnectorARN)},
			IngressConfiguration: &types.IngressConfiguration{IsPubliclyAccessible: c.Public},
			IpAddressType:        types.IpAddressType(c.AddressType),
		},
		AutoScalingConfigurationSummary: &types.AutoScalingConfigurationSummary{
			AutoScalingConfigurationArn: &c.AutoScalingARN, AutoScalingConfigurationName: new(platform.DefaultScalingName),
			AutoScalingConfigurationRevision: 1, IsDefault: new(true), Status: types.AutoScalingConfigurationStatusActive,
			HasAssociatedService: new(true),
		},
		ObservabilityConfiguration: &types.ServiceObservabilityConfiguration{ObservabilityEnabled: false},
	}
}

func sourceOut(c platform.Configuration) *types.SourceConfiguration {
	source := &types.SourceConfiguration{
		AutoDeploymentsEnabled: &c.AutoDeployments,
		ImageRepository: &types.ImageRepository{
			ImageIdentifier: &c.Image.Identifier, ImageRepositoryType: types.ImageRepositoryType(c.Image.RepositoryType),
			ImageConfiguration: &types.ImageConfiguration{
				Port: new(fmt.Sprint(c.Image.Port)), StartCommand: word(c.Image.StartCommand),
				RuntimeEnvironmentVariables: c.Image.Environment,
			},
		},
	}
	if c.AccessRoleARN != "" {
		source.AuthenticationConfiguration = &types.AuthenticationConfiguration{AccessRoleArn: &c.AccessRoleARN}
	}
	return source
}

// word is a string as answers have it: absent when empty.
func word(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
