package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
)

// service is one of the demo's two.
type service struct {
	name, arn string
	host      string // the service's URL without the scheme
}

func (s service) url() string { return "http://" + s.host }

func egressVPC(connector string) *types.NetworkConfiguration {
	return &types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeVpc, VpcConnectorArn: &connector}}
}

func egressDefault() *types.NetworkConfiguration {
	return &types.NetworkConfiguration{EgressConfiguration: &types.EgressConfiguration{EgressType: types.EgressTypeDefault}}
}

// services are the demo's services that there are.
func (d *demo) services(ctx context.Context) (map[string]*types.Service, error) {
	listed, err := d.apprunner.ListServices(ctx, &apprunner.ListServicesInput{})
	if err != nil {
		return nil, fmt.Errorf("look for the services: %w", err)
	}
	found := map[string]*types.Service{}
	for _, summary := range listed.ServiceSummaryList {
		if *summary.ServiceName != "demo-web" && *summary.ServiceName != "demo-outside" {
			continue
		}
		described, err := d.apprunner.DescribeService(ctx, &apprunner.DescribeServiceInput{ServiceArn: summary.ServiceArn})
		if err != nil {
			return nil, fmt.Errorf("look at the service %s: %w", *summary.ServiceName, err)
		}
		found[*summary.ServiceName] = described.Service
	}
	return found, nil
}

// ensureService begins to make the service, or to bring it to where the story
// begins; settled waits for it.
func (d *demo) ensureService(ctx context.Context, name string, egress *types.NetworkConfiguration, db database, images *images) (service, error) {
	found, err := d.services(ctx)
	if err != nil {
		return service{}, err
	}
	made := found[name]
	if made != nil {
		return d.restoreService(ctx, made, egress, db, images)
	}
	source, err := sample(ctx, db, images)
	if err != nil {
		return service{}, err
	}
	created, err := d.apprunner.CreateService(ctx, &apprunner.CreateServiceInput{
		ServiceName: &name, SourceConfiguration: source, NetworkConfiguration: egress,
		HealthCheckConfiguration: &types.HealthCheckConfiguration{
			Protocol: types.HealthCheckProtocolHttp, Path: aws.String("/healthz"), Interval: aws.Int32(1), UnhealthyThreshold: aws.Int32(20),
		},
	})
	if err != nil {
		return service{}, fmt.Errorf("make the service %s: %w", name, err)
	}
	return service{name, *created.Service.ServiceArn, *created.Service.ServiceUrl}, nil
}

// restoreService undoes what an earlier run left half-way.
func (d *demo) restoreService(ctx context.Context, found *types.Service, egress *types.NetworkConfiguration, db database, images *images) (service, error) {
	s := service{*found.ServiceName, *found.ServiceArn, *found.ServiceUrl}
	if err := d.settled(ctx, &s); err != nil {
		return s, err
	}
	input := &apprunner.UpdateServiceInput{ServiceArn: &s.arn}
	if is, want := found.NetworkConfiguration.EgressConfiguration, egress.EgressConfiguration; is.EgressType != want.EgressType ||
		aws.ToString(is.VpcConnectorArn) != aws.ToString(want.VpcConnectorArn) {
		input.NetworkConfiguration = egress
	}
	if found.SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables["DATABASE_URL"] != db.url {
		source, err := sample(ctx, db, images)
		if err != nil {
			return s, err
		}
		input.SourceConfiguration = source
	}
	if input.NetworkConfiguration == nil && input.SourceConfiguration == nil {
		return s, nil
	}
	if _, err := d.apprunner.UpdateService(ctx, input); err != nil {
		return s, fmt.Errorf("bring the service %s back to where the demo begins: %w", s.name, err)
	}
	return s, nil
}

// patience is how long the sample waits for the database. A dropped packet
// shows as a timeout: a short one lets a closed rule be seen at once.
const patience = 400 * time.Millisecond

func sample(ctx context.Context, db database, images *images) (*types.SourceConfiguration, error) {
	image, err := images.webdb(ctx)
	if err != nil {
		return nil, err
	}
	return &types.SourceConfiguration{
		AutoDeploymentsEnabled: aws.Bool(false),
		ImageRepository: &types.ImageRepository{
			ImageIdentifier: &image, ImageRepositoryType: types.ImageRepositoryTypeEcrPublic,
			ImageConfiguration: &types.ImageConfiguration{
				Port:                        aws.String("8080"),
				RuntimeEnvironmentVariables: map[string]string{"DATABASE_URL": db.url, "DATABASE_TIMEOUT": patience.String()},
			},
		},
	}, nil
}

// settled waits until the service has no operation under way and runs.
func (d *demo) settled(ctx context.Context, s *service) error {
	return until(ctx, startLimit, "the service "+s.name+" to run", func(ctx context.Context) (bool, error) {
		described, err := d.apprunner.DescribeService(ctx, &apprunner.DescribeServiceInput{ServiceArn: &s.arn})
		if err != nil {
			return false, fmt.Errorf("look at the service %s: %w", s.name, err)
		}
		switch status := described.Service.Status; status {
		case types.ServiceStatusRunning:
			return true, nil
		case types.ServiceStatusOperationInProgress:
			return false, nil
		default:
			return false, fmt.Errorf("the service %s is %s; `sallyport logs --events %s` says why", s.name, status, s.name)
		}
	})
}

// update changes the service's egress and waits for the outcome.
func (d *demo) update(ctx context.Context, s service, egress *types.NetworkConfiguration) (time.Duration, error) {
	began := time.Now()
	updated, err := d.apprunner.UpdateService(ctx, &apprunner.UpdateServiceInput{ServiceArn: &s.arn, NetworkConfiguration: egress})
	if err != nil {
		return 0, fmt.Errorf("update the service %s: %w", s.name, err)
	}
	if err := d.settled(ctx, &s); err != nil {
		return 0, err
	}
	operations, err := d.apprunner.ListOperations(ctx, &apprunner.ListOperationsInput{ServiceArn: &s.arn})
	if err != nil {
		return 0, fmt.Errorf("look at the operations of the service %s: %w", s.name, err)
	}
	for _, o := range operations.OperationSummaryList {
		if aws.ToString(o.Id) == aws.ToString(updated.OperationId) && o.Status != types.OperationStatusSucceeded {
			return 0, fmt.Errorf("the update of the service %s ended %s; `sallyport logs --events %s` says why", s.name, o.Status, s.name)
		}
	}
	return time.Since(began), nil
}
