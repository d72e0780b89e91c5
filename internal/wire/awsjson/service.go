// Package awsjson serves the protocols AWS JSON 1.0 and 1.1: every call is a
// POST, its operation is named by a header, its input and output are JSON objects.
//
// Inputs and outputs are the AWS SDK for Go v2's own structures, whose Go names are the wire's, but for the first letter's
// case in some services. The output of an operation may also be a stream of events.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
package awsjson

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
)

// The content types of the two protocols.
const (
	ContentType10 = "application/x-amz-json-1.0"
	ContentType11 = "application/x-amz-json-1.1"
)

// Service is one web service of AWS.
type Service struct {
	Target      string // what stands before the operation in X-Amz-Target, such as "AppRunner"
	ContentType string // of answers: ContentType10 or ContentType11
	Operations  []Operation

	// SmallNames says that members' names begin with a small letter on the wire: logGroupName.
	SmallNames bool

	// Validate, if not nil, checks a decoded input before its operation sees it. Its error is answered as an
	// operation's would be.
	Validate func(operation string, in any) error

	// Errors, if not nil, maps the errors of operations that are not an *Error already. For nil the answer is
	// InternalServiceErrorException without the error's text, which goes to Logger.
	Errors func(error) *Error

	// RequestID, if not nil, names a request, in answers and in Logger. It gives one request the same id each time.
	RequestID func(context.Context) string

	// MaxMessage is the most runes that an error's message may have; 0 is no limit. App Runner's model says 600.
	MaxMessage int

	// Logger gets panics and unmapped errors; nil is slog.Default.
	Logger *slog.Logger
}

// Operation is one operation of a service; Op makes it.
type Operation struct {
	name    string
	in, out reflect.Type // structures
	call    func(ctx context.Context, in any) (reflect.Value, error)
	begin   func(ctx context.Context, in any) (run, error) // in place of call: the output is a stream, out its events
}

// Op makes an operation of a function. A nil output is answered as an empty one.
func Op[In, Out any](name string, fn func(context.Context, *In) (*Out, error)) Operation {
	return Operation{
		name: name,
		in:   reflect.TypeFor[In](),
		out:  reflect.TypeFor[Out](),
		call: func(ctx context.Context, in any) (reflect.Value, error) {
			out, err := fn(ctx, in.(*In))
			return reflect.ValueOf(out), err
		},
	}
}

// Name is the operation's name, such as "CreateService".
func (o Operation) Name() string { return o.name }

// NewHandler serves the operations of a service, told apart by X-Amz-Target: "<Target>.<operation>".
//
// It panics when an operation's types have fields that the protocol cannot carry, or two operations have one
// name: both are mistakes of the program, found at its start.
func NewHandler(service Service) http.Handler {
	h := &handler{service: service, operations: make(map[string]*compiled, len(service.Operations))}
	encoders := encoderCompiler{made: map[reflect.Type]*structEncoder{}, smallNames: service.SmallNames}
	for _, operation := range service.Operations {
		if h.operations[operation.name] != nil {
			panic("awsjson: two operations of the name " + operation.name)
		}
		h.operations[operation.name] = &compiled{Operation: operation, encode: encoders.structure(operation.out)}
	}
	return h
}

func (s Service) requestID(ctx context.Context) string {
	if s.RequestID == nil {
		return ""
	}
	return s.RequestID(ctx)
}

func (s Service) logger() *slog.Logger {
	if s.Logger == nil {
		return slog.Default()
	}
	return s.Logger
}
