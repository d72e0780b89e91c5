// Package cloudwatch serves the part of Amazon CloudWatch that reads metrics:
// those of services, and under AWS/Usage how much of each quota is used.
//
// CloudWatch has three protocols, and each of AWS's clients prefers another one:
// the AWS command line and the SDK for JavaScript speak AWS JSON, the SDK for Go
// CBOR, older clients Query. All three lead to the same methods.
package cloudwatch

import (
	"context"
	"log/slog"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/metrics"
	"sallyport/internal/quota"
	"sallyport/internal/store"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/rpcv2cbor"
)

// Metrics is where minutes are kept: metrics.Store.
type Metrics interface {
	// Subjects are those of a region, ordered by service and instance.
	Subjects(ctx context.Context, region string) ([]metrics.Known, error)
	// Read gives what is wanted of a subject's minutes that begin at or after from
	// and before to, in their order.
	Read(ctx context.Context, k metrics.Known, wanted metrics.Measures, from, to time.Time, take func(time.Time, metrics.Minute)) error
}

// API is the service's operations.
type API struct {
	Metrics Metrics
	// Store and Quotas are what AWS/Usage is counted from.
	Store  *store.Store
	Quotas []quota.Quota
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	Log *slog.Logger
}

// The names of CloudWatch's API.
const (
	target    = "GraniteServiceVersion20100801"
	version   = "2010-08-01"
	namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/"
)

// operation is one operation in all protocols.
type operation struct {
	json  awsjson.Operation
	query ec2query.Operation
	cbor  rpcv2cbor.Operation
}

// op makes an operation whose input is checked against AWS's constraints first.
func op[In, Out any](name string, fn func(context.Context, *In) (*Out, error)) operation {
	checked := func(ctx context.Context, in *In) (*Out, error) {
		if err := validate(name, in); err != nil {
			return nil, err
		}
		return fn(ctx, in)
	}
	return operation{awsjson.Op(name, checked), ec2query.Op(name, checked), rpcv2cbor.Op(name, checked)}
}

func (a *API) operations() []operation {
	return []operation{
		op("ListMetrics", a.ListMetrics),
		op("GetMetricData", a.GetMetricData),
		op("GetMetricStatistics", a.GetMetricStatistics),
	}
}

// JSON is the API in AWS JSON 1.0.
func (a *API) JSON() awsjson.Service {
	s := awsjson.Service{Target: target, ContentType: awsjson.ContentType10, RequestID: caller.RequestID, Errors: jsonError, Logger: a.Log}
	for _, o := range a.operations() {
		s.Operations = append(s.Operations, o.json)
	}
	return s
}

// Query is the API in the Query protocol.
func (a *API) Query() ec2query.Service {
	s := ec2query.Service{Version: version, Namespace: namespace, Dialect: ec2query.Query, RequestID: caller.RequestID, Errors: queryError}
	for _, o := range a.operations() {
		s.Operations = append(s.Operations, o.query)
	}
	return s
}

// CBOR is the API in Smithy RPC v2 CBOR.
func (a *API) CBOR() rpcv2cbor.Service {
	s := rpcv2cbor.Service{Name: target, RequestID: caller.RequestID, Errors: cborError, Logger: a.Log}
	for _, o := range a.operations() {
		s.Operations = append(s.Operations, o.cbor)
	}
	return s
}

func (a *API) now() time.Time {
	if a.Now != nil {
		return a.Now()
	}
	return time.Now()
}
