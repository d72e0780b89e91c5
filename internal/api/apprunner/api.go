// Package apprunner serves the App Runner API: one file a resource. Each
// operation checks what the model can't, asks the domain, and shapes the answer.
package apprunner

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/apprunnermodel"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/shape"
)

// Deps is what the API works with.
type Deps struct {
	Store *store.Store
	// EnsureRegion gives a region its default VPC before anything is made in it.
	EnsureRegion func(ctx context.Context, region string) error
	// Domain is what service host names end in, such as sallyport.localhost.
	Domain string
	// PublicPort is what follows a host name in a service's URL: empty, or a
	// colon and a port.
	PublicPort string
	// UnsupportedZones are the ids of the availability zones whose subnets
	// services can't use, such as use1-az3.
	UnsupportedZones []string
	Quotas           Quotas
	// Preflight says what is amiss with a connector, for services of a largest
	// size; nil says nothing.
	Preflight func(store.Reader, platform.Connector, int) []vpc.Shortcoming
	Now       func() time.Time
	Log       *slog.Logger
}

// Quotas bound what a region may hold, as App Runner does by default.
type Quotas struct {
	Services   int
	Connectors int
}

// DefaultQuotas are App Runner's.
var DefaultQuotas = Quotas{Services: 30, Connectors: 10}

// API is App Runner's operations. It is safe for concurrent use.
type API struct{ Deps }

// New makes the API.
func New(d Deps) *API {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Quotas == (Quotas{}) {
		d.Quotas = DefaultQuotas
	}
	return &API{d}
}

// Service is the API as the protocol serves it.
func (a *API) Service() awsjson.Service {
	return awsjson.Service{
		Target: "AppRunner", ContentType: awsjson.ContentType10, MaxMessage: 600,
		RequestID: caller.RequestID, Errors: answer, Validate: validate, Logger: a.Log,
		Operations: []awsjson.Operation{
			awsjson.Op("CreateService", a.CreateService),
			awsjson.Op("DescribeService", a.DescribeService),
			awsjson.Op("ListServices", a.ListServices),
			awsjson.Op("UpdateService", a.UpdateService),
			awsjson.Op("PauseService", a.PauseService),
			awsjson.Op("ResumeService", a.ResumeService),
			awsjson.Op("DeleteService", a.DeleteService),
			awsjson.Op("StartDeployment", a.StartDeployment),
			awsjson.Op("ListOperations", a.ListOperations),
			awsjson.Op("CreateVpcConnector", a.CreateVpcConnector),
			awsjson.Op("DescribeVpcConnector", a.DescribeVpcConnector),
			awsjson.Op("ListVpcConnectors", a.ListVpcConnectors),
			awsjson.Op("DeleteVpcConnector", a.DeleteVpcConnector),
			awsjson.Op("DescribeAutoScalingConfiguration", a.DescribeAutoScalingConfiguration),
			awsjson.Op("ListAutoScalingConfigurations", a.ListAutoScalingConfigurations),
			awsjson.Op("ListServicesForAutoScalingConfiguration", a.ListServicesForAutoScalingConfiguration),
			awsjson.Op("TagResource", a.TagResource),
			awsjson.Op("UntagResource", a.UntagResource),
			awsjson.Op("ListTagsForResource", a.ListTagsForResource),
		},
	}
}

func validate(operation string, in any) error {
	violations := shape.Validate(apprunnermodel.Schema(), operation, in)
	if len(violations) == 0 {
		return nil
	}
	return &awsjson.Error{Code: "InvalidRequestException", Message: shape.Text(violations)}
}

// enter prepares the caller's region.
func (a *API) enter(ctx context.Context) (caller.Caller, error) {
	who := caller.From(ctx)
	return who, a.EnsureRegion(ctx, who.Region)
}

func (a *API) clock() time.Time { return a.Now().UTC().Truncate(time.Millisecond) }

// host is a new service's default domain.
func (a *API) host(id, region string) string {
	return strings.ToLower(id[:hostDigits] + "." + region + "." + a.Domain)
}

// hostDigits of a service's id are the first label of its domain: short enough
// to read, long enough never to meet another.
const hostDigits = 16

// scalingARN is the auto scaling configuration that a service without one has.
func scalingARN(who caller.Caller) string { return platform.DefaultScalingARN(who.Region, who.Account) }
