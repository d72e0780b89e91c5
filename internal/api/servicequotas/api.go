// Package servicequotas serves the part of AWS's Service Quotas that tells which
// quotas there are, what they are set to, and which metric counts their use.
package servicequotas

import (
	"context"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/page"
	"sallyport/internal/quota"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/servicequotasmodel"
	"sallyport/internal/wire/shape"
)

// API is the service's operations.
type API struct {
	Quotas []quota.Quota
	Log    *slog.Logger
}

// perPage is how many things a page has at the most, which is what the model allows.
const perPage = 100

// Service is the API as the protocol serves it.
func (a *API) Service() awsjson.Service {
	return awsjson.Service{
		Target: "ServiceQuotasV20190624", ContentType: awsjson.ContentType11, RequestID: caller.RequestID, Validate: validate, Logger: a.Log,
		Operations: []awsjson.Operation{
			awsjson.Op("ListServices", a.ListServices),
			awsjson.Op("ListServiceQuotas", a.ListServiceQuotas),
			awsjson.Op("GetServiceQuota", a.GetServiceQuota),
			awsjson.Op("ListAWSDefaultServiceQuotas", a.ListAWSDefaultServiceQuotas),
			awsjson.Op("GetAWSDefaultServiceQuota", a.GetAWSDefaultServiceQuota),
		},
	}
}

func validate(operation string, in any) error {
	violations := shape.Validate(servicequotasmodel.Schema(), operation, in)
	if len(violations) == 0 {
		return nil
	}
	return &awsjson.Error{Code: "IllegalArgumentException", Message: shape.Text(violations)}
}

// ListServices lists the services that have quotas.
func (a *API) ListServices(ctx context.Context, in *servicequotas.ListServicesInput) (*servicequotas.ListServicesOutput, error) {
	out := &servicequotas.ListServicesOutput{Services: []types.ServiceInfo{}}
	services, next, err := cut(ctx, "ListServices", quota.Services(), func(s quota.Service) string { return s.Code }, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	for _, s := range services {
		out.Services = append(out.Services, types.ServiceInfo{ServiceCode: new(s.Code), ServiceName: new(s.Name)})
	}
	out.NextToken = next
	return out, nil
}

// ListServiceQuotas lists a service's quotas with the values that are enforced.
func (a *API) ListServiceQuotas(ctx context.Context, in *servicequotas.ListServiceQuotasInput) (*servicequotas.ListServiceQuotasOutput, error) {
	if in.QuotaAppliedAtLevel != "" && in.QuotaAppliedAtLevel != types.AppliedLevelEnumAccount && in.QuotaAppliedAtLevel != types.AppliedLevelEnumAll {
		// Quotas of single resources are not kept.
		return &servicequotas.ListServiceQuotasOutput{Quotas: []types.ServiceQuota{}}, nil
	}
	found, next, err := a.list(ctx, "ListServiceQuotas", *in.ServiceCode, in.QuotaCode, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &servicequotas.ListServiceQuotasOutput{Quotas: []types.ServiceQuota{}, NextToken: next}
	for _, q := range found {
		out.Quotas = append(out.Quotas, told(ctx, q, q.Value))
	}
	return out, nil
}

// ListAWSDefaultServiceQuotas lists a service's quotas with the values that hold
// without any setting.
func (a *API) ListAWSDefaultServiceQuotas(ctx context.Context, in *servicequotas.ListAWSDefaultServiceQuotasInput) (*servicequotas.ListAWSDefaultServiceQuotasOutput, error) {
	found, next, err := a.list(ctx, "ListAWSDefaultServiceQuotas", *in.ServiceCode, nil, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &servicequotas.ListAWSDefaultServiceQuotasOutput{Quotas: []types.ServiceQuota{}, NextToken: next}
	for _, q := range found {
		out.Quotas = append(out.Quotas, told(ctx, q, q.Default))
	}
	return out, nil
}

// GetServiceQuota tells of one quota, with the value that is enforced.
func (a *API) GetServiceQuota(ctx context.Context, in *servicequotas.GetServiceQuotaInput) (*servicequotas.GetServiceQuotaOutput, error) {
	q, err := a.find(*in.ServiceCode, *in.QuotaCode)
	if err != nil {
		return nil, err
	}
	return &servicequotas.GetServiceQuotaOutput{Quota: new(told(ctx, q, q.Value))}, nil
}

// GetAWSDefaultServiceQuota tells of one quota, with the value that holds without
// any setting.
func (a *API) GetAWSDefaultServiceQuota(ctx context.Context, in *servicequotas.GetAWSDefaultServiceQuotaInput) (*servicequotas.GetAWSDefaultServiceQuotaOutput, error) {
	q, err := a.find(*in.ServiceCode, *in.QuotaCode)
	if err != nil {
		return nil, err
	}
	return &servicequotas.GetAWSDefaultServiceQuotaOutput{Quota: new(told(ctx, q, q.Default))}, nil
}

// list is a page of a service's quotas, or of the one that a code names.
func (a *API) list(ctx context.Context, operation, service string, code *string, most *int32, token *string) ([]quota.Quota, *string, error) {
	var of []quota.Quota
	for _, q := range a.Quotas {
		if q.ServiceCode == service && (code == nil || q.Code == *code) {
			of = append(of, q)
		}
	}
	if len(of) == 0 {
		return nil, nil, missing(service, code)
	}
	return cut(ctx, operation, of, func(q quota.Quota) string { return q.Code }, most, token)
}

func (a *API) find(service, code string) (quota.Quota, error) {
	for _, q := range a.Quotas {
		if q.ServiceCode == service && q.Code == code {
			return q, nil
		}
	}
	return quota.Quota{}, missing(service, &code)
}

// cut gives a page of a list that is ordered by keys.
func cut[T any](ctx context.Context, operation string, list []T, key func(T) string, most *int32, token *string) (part []T, next *string, err error) {
	region, behind, limit := caller.From(ctx).Region, "", perPage
	if token != nil {
		cursor, err := page.Parse(*token, operation, region)
		if err != nil {
			return nil, nil, &awsjson.Error{Code: "InvalidPaginationTokenException", Message: "The NextToken is not valid: " + err.Error()}
		}
		behind = cursor.Last
	}
	if most != nil {
		limit = int(*most)
	}
	for _, item := range list {
		if key(item) <= behind {
			continue
		}
		if len(part) == limit {
			return part, new(page.Cursor{Operation: operation, Region: region, Last: key(part[limit-1])}.Token()), nil
		}
		part = append(part, item)
	}
	return part, nil, nil
}
