// Package logs serves the part of CloudWatch Logs that reads logs: App Runner's log groups and their streams.
//
//	/aws/apprunner/<service>/<service id>/service       events, and deployment/<operation id>
//	/aws/apprunner/<service>/<service id>/application   instance/<instance id>
//
// The lines of a deployment are among the events too, as in App Runner. Where streams are not chosen, they are told once.
package logs

import (
	"log/slog"
	"sync"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/logstore"
	"sallyport/internal/store"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/shape"
)

// Deps is what the API works with.
type Deps struct {
	Store *store.Store
	// Output is the logs of workloads; its owners are the services' ids.
	Output *logstore.Store
	// Done ends live tails when it is closed; nil does not.
	Done <-chan struct{}
	Now  func() time.Time
	Log  *slog.Logger
}

// API is the operations. It is safe for concurrent use.
type API struct {
	Deps

	mu       sync.Mutex
	sessions map[string]int // guarded by mu; live tails that run, by region
}

// New makes the API.
func New(d Deps) *API {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &API{Deps: d, sessions: map[string]int{}}
}

// Service is the API as the protocol serves it.
func (a *API) Service() awsjson.Service {
	return awsjson.Service{
		Target: "Logs_20140328", ContentType: awsjson.ContentType11, SmallNames: true,
		RequestID: caller.RequestID, Errors: answer, Validate: validate, Logger: a.Log,
		Operations: []awsjson.Operation{
			awsjson.Op("DescribeLogGroups", a.DescribeLogGroups),
			awsjson.Op("DescribeLogStreams", a.DescribeLogStreams),
			awsjson.Op("GetLogEvents", a.GetLogEvents),
			awsjson.Op("FilterLogEvents", a.FilterLogEvents),
			awsjson.Stream("StartLiveTail", a.StartLiveTail),
		},
	}
}

func validate(operation string, in any) error {
	violations := shape.Validate(constraints(), operation, in)
	if len(violations) == 0 {
		return nil
	}
	return invalid("%s", shape.Text(violations))
}

// answer maps the project's error classes to CloudWatch Logs' exceptions.
func answer(err error) *awsjson.Error {
	switch fault.ClassOf(err) {
	case fault.NotFound:
		return &awsjson.Error{Code: "ResourceNotFoundException", Message: err.Error()}
	case fault.Invalid:
		return &awsjson.Error{Code: "InvalidParameterException", Message: err.Error()}
	case fault.Limit:
		return &awsjson.Error{Code: "LimitExceededException", Message: err.Error()}
	}
	return nil
}

func invalid(format string, args ...any) error { return fault.New(fault.Invalid, "", format, args...) }

var (
	errNoGroup   = fault.New(fault.NotFound, "", "The specified log group does not exist.")
	errNoStream  = fault.New(fault.NotFound, "", "The specified log stream does not exist.")
	errNextToken = invalid("The specified nextToken is invalid.")
)
