package apprunner

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"
	"github.com/google/uuid"

	"sallyport/internal/api/caller"
	"sallyport/internal/eventlog"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// CreateService makes a service and begins its first deployment.
func (a *API) CreateService(ctx context.Context, in *apprunner.CreateServiceInput) (*apprunner.CreateServiceOutput, error) {
	who, err := a.enter(ctx)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	configuration, err := newConfiguration(in, scalingARN(who))
	if err != nil {
		return nil, err
	}
	var made platform.Service
	var operation platform.Operation
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		if err := a.admit(tx, who, *in.ServiceName); err != nil {
			return err
		}
		if err := a.checkEgress(tx, who, configuration.Egress); err != nil {
			return err
		}
		id, now := newID(), a.clock()
		service := platform.Service{
			ID: id, Name: *in.ServiceName, ARN: platform.ServiceARN(who.Region, who.Account, *in.ServiceName, id),
			Region: who.Region, AccountID: who.Account, Host: a.host(id, who.Region), CreatedAt: now,
			Configuration: configuration, Tags: tags,
		}
		if service.Configuration.Watches() {
			eventlog.Record(tx, id, "", now, "Successfully created pipeline for automatic deployments.")
		}
		if made, operation, err = a.begin(tx, service, platform.CreateService); err == nil {
			a.preflight(tx, made, operation)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &apprunner.CreateServiceOutput{Service: a.serviceOut(made), OperationId: &operation.ID}, nil
}

// admit refuses a service beyond the quota, and one whose name is taken.
func (a *API) admit(r store.Reader, who caller.Caller, name string) error {
	for s := range store.Find[platform.Service](r, "name="+who.Region+"/"+name) {
		return fault.New(fault.Exists, "", "Service with the provided name already exists: %s is %s. Choose another name, or delete that service", name, s.ARN)
	}
	count := 0
	for s := range store.Find[platform.Service](r, "region="+who.Region) {
		if s.Status != platform.Deleted {
			count++
		}
	}
	if count >= a.Quotas.Services {
		return fault.New(fault.Limit, "", "The region %s has %d services and may have %d; services that failed to be created count too. "+
			"Delete one, or raise the quota (--service-quota)", who.Region, count, a.Quotas.Services)
	}
	return nil
}

// checkEgress refuses a connector that can't be used.
func (a *API) checkEgress(r store.Reader, who caller.Caller, egress platform.Egress) error {
	if egress.Type != platform.EgressVPC {
		return nil
	}
	connector, ok := store.Get[platform.Connector](r, egress.ConnectorARN)
	if !ok || connector.Region != who.Region {
		return invalid("NetworkConfiguration.EgressConfiguration.VpcConnectorArn: there is no VPC connector %s in the region %s; list-vpc-connectors shows those there are", egress.ConnectorARN, who.Region)
	}
	if !connector.Active {
		return invalid("NetworkConfiguration.EgressConfiguration.VpcConnectorArn: the VPC connector %s is INACTIVE: it was deleted; create a new one and use its ARN", egress.ConnectorARN)
	}
	return connector.CheckZones(a.UnsupportedZones, vpcView{r, who.Region})
}

// begin starts an operation and keeps both documents.
func (a *API) begin(tx *store.Tx, service platform.Service, kind platform.OperationType) (platform.Service, platform.Operation, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return platform.Service{}, platform.Operation{}, err
	}
	service, operation, err := platform.Begin(a.clock(), service, kind, id.String())
	if err != nil {
		return platform.Service{}, platform.Operation{}, err
	}
	store.Put(tx, service)
	store.Put(tx, operation)
	return service, operation, nil
}

// operate begins an operation on a service that exists; edit may change it first.
func (a *API) operate(ctx context.Context, arn string, kind platform.OperationType, edit func(store.Reader, *platform.Service) error) (platform.Service, platform.Operation, error) {
	var service platform.Service
	var operation platform.Operation
	err := a.Store.Update(ctx, func(tx *store.Tx) error {
		found, err := findService(tx, caller.From(ctx), arn)
		if err != nil {
			return err
		}
		// The state comes first: whoever must wait anyway need not mend the request now.
		if _, _, err := platform.Begin(a.clock(), found, kind, ""); err != nil {
			return err
		}
		if edit != nil {
			if err := edit(tx, &found); err != nil {
				return err
			}
		}
		if service, operation, err = a.begin(tx, found, kind); err == nil && kind == platform.UpdateService {
			a.preflight(tx, service, operation)
		}
		return err
	})
	return service, operation, err
}

// UpdateService changes a service's configuration and deploys it.
func (a *API) UpdateService(ctx context.Context, in *apprunner.UpdateServiceInput) (*apprunner.UpdateServiceOutput, error) {
	who := caller.From(ctx)
	service, operation, err := a.operate(ctx, *in.ServiceArn, platform.UpdateService, func(r store.Reader, s *platform.Service) error {
		changed, err := changeConfiguration(s.Configuration, in, scalingARN(who))
		if err != nil {
			return err
		}
		s.Configuration = changed
		return a.checkEgress(r, who, changed.Egress)
	})
	if err != nil {
		return nil, err
	}
	return &apprunner.UpdateServiceOutput{Service: a.serviceOut(service), OperationId: &operation.ID}, nil
}

// PauseService stops a service's instances and keeps the rest.
func (a *API) PauseService(ctx context.Context, in *apprunner.PauseServiceInput) (*apprunner.PauseServiceOutput, error) {
	service, operation, err := a.operate(ctx, *in.ServiceArn, platform.PauseService, nil)
	if err != nil {
		return nil, err
	}
	return &apprunner.PauseServiceOutput{Service: a.serviceOut(service), OperationId: &operation.ID}, nil
}

// ResumeService starts a paused service with the image that it ran before.
func (a *API) ResumeService(ctx context.Context, in *apprunner.ResumeServiceInput) (*apprunner.ResumeServiceOutput, error) {
	service, operation, err := a.operate(ctx, *in.ServiceArn, platform.ResumeService, nil)
	if err != nil {
		return nil, err
	}
	return &apprunner.ResumeServiceOutput{Service: a.serviceOut(service), OperationId: &operation.ID}, nil
}

// DeleteService removes a service; it can still be described afterwards.
func (a *API) DeleteService(ctx context.Context, in *apprunner.DeleteServiceInput) (*apprunner.DeleteServiceOutput, error) {
	service, operation, err := a.operate(ctx, *in.ServiceArn, platform.DeleteService, nil)
	if err != nil {
		return nil, err
	}
	return &apprunner.DeleteServiceOutput{Service: a.serviceOut(service), OperationId: &operation.ID}, nil
}

// StartDeployment deploys what the image's tag stands for now.
func (a *API) StartDeployment(ctx context.Context, in *apprunner.StartDeploymentInput) (*apprunner.StartDeploymentOutput, error) {
	_, operation, err := a.operate(ctx, *in.ServiceArn, platform.StartDeployment, nil)
	if fault.ClassOf(err) == fault.Conflict { // the operation declares no InvalidStateException
		err = invalid("%w", err)
	}
	if err != nil {
		return nil, err
	}
	return &apprunner.StartDeploymentOutput{OperationId: &operation.ID}, nil
}

// DescribeService shows a service, deleted ones included.
func (a *API) DescribeService(ctx context.Context, in *apprunner.DescribeServiceInput) (*apprunner.DescribeServiceOutput, error) {
	service, err := findService(a.Store.Snapshot(), caller.From(ctx), *in.ServiceArn)
	if err != nil {
		return nil, err
	}
	return &apprunner.DescribeServiceOutput{Service: a.serviceOut(service)}, nil
}

// ListServices shows the region's services that are not deleted.
func (a *API) ListServices(ctx context.Context, in *apprunner.ListServicesInput) (*apprunner.ListServicesOutput, error) {
	region := caller.From(ctx).Region
	var all []platform.Service
	for s := range store.Find[platform.Service](a.Store.Snapshot(), "region="+region) {
		if s.Status != platform.Deleted {
			all = append(all, s)
		}
	}
	part, next, err := list("ListServices", region, all, ascending, platform.Service.DocumentKey, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &apprunner.ListServicesOutput{ServiceSummaryList: []types.ServiceSummary{}, NextToken: next}
	for _, s := range part {
		out.ServiceSummaryList = append(out.ServiceSummaryList, types.ServiceSummary{
			ServiceArn: &s.ARN, ServiceId: &s.ID, ServiceName: &s.Name, ServiceUrl: new(s.Host + a.PublicPort),
			Status: types.ServiceStatus(s.Status), CreatedAt: &s.CreatedAt, UpdatedAt: &s.UpdatedAt,
		})
	}
	return out, nil
}

func findService(r store.Reader, who caller.Caller, arn string) (platform.Service, error) {
	service, ok := store.Get[platform.Service](r, arn)
	if !ok || service.Region != who.Region {
		return platform.Service{}, notFound("There is no service %s in the region %s; list-services shows those there are", arn, who.Region)
	}
	return service, nil
}

// newID is 32 lower-case hex digits, as App Runner's ids are.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return hex.EncodeToString(b[:])
}
