package ec2query

import (
	"context"
	"net/http"
	"reflect"

	"github.com/aws/smithy-go/middleware"
)

// Dialect tells the two protocols apart.
type Dialect int

const (
	// EC2 wraps an answer once and numbers lists directly: VpcId.1.
	EC2 Dialect = iota
	// Query wraps an answer twice and numbers lists below "member": PolicyArns.member.1. Fields without a tag have
	// their Go names on the wire, so that the structures of AWS's SDK serve as they are.
	Query
)

var metadataType = reflect.TypeFor[middleware.Metadata]()

// name is what a field is called on the wire: what the tag says. Empty is for one that is never on it.
func (d Dialect) name(field reflect.StructField, tag string) string {
	name := field.Tag.Get(tag)
	if name == "" && d == Query && field.IsExported() && field.Type != metadataType {
		return field.Name
	}
	return name
}

// Service is one web service of AWS.
type Service struct {
	Version    string // API version; a request that names another one is refused
	Namespace  string // XML namespace of answers
	Dialect    Dialect
	Operations []Operation

	// Validate, if not nil, checks a request before its operation sees it. Its error is answered as an
	// operation's would be.
	Validate func(operation string, in any) error

	// Errors, if not nil, maps the errors of operations that are not an *Error already. For nil the answer is
	// InternalError, without the error's text.
	Errors func(error) *Error

	// RequestID, if not nil, names a request, in answers and in the header X-Amzn-Requestid.
	RequestID func(context.Context) string
}

// Operation is one action of a service; Op makes it.
type Operation struct {
	name    string
	in, out reflect.Type // structures
	call    func(ctx context.Context, in reflect.Value) (reflect.Value, error)
}

// Op makes an operation of a function.
//
// A request with DryRun=true is answered with DryRunOperation when fn succeeds. That is right for reading
// operations as it stands; a changing one must return DryRun(in.DryRun) after its checks and before its change.
func Op[In, Out any](name string, fn func(context.Context, *In) (*Out, error)) Operation {
	return Operation{
		name: name,
		in:   reflect.TypeFor[In](),
		out:  reflect.TypeFor[Out](),
		call: func(ctx context.Context, in reflect.Value) (reflect.Value, error) {
			out, err := fn(ctx, in.Interface().(*In))
			return reflect.ValueOf(out), err
		},
	}
}

// Name is the operation's Action.
func (o Operation) Name() string { return o.name }

// NewHandler serves POST with a form as the body, and GET with it as the query.
//
// It panics when an operation's types have fields that the protocols cannot carry, or two operations have one
// name: both are mistakes of the program, found at its start.
func NewHandler(service Service) http.Handler {
	h := &handler{service: service, operations: make(map[string]*compiled, len(service.Operations))}
	decoders := decoderCompiler{dialect: service.Dialect, structs: map[reflect.Type]*structDecoder{}}
	encoders := encoderCompiler{dialect: service.Dialect, structs: map[reflect.Type]*structEncoder{}}
	for _, operation := range service.Operations {
		if h.operations[operation.name] != nil {
			panic("ec2query: two operations of the name " + operation.name)
		}
		h.operations[operation.name] = &compiled{
			Operation: operation,
			decode:    decoders.structure(operation.in),
			encode:    encoders.structure(operation.out),
			dryRun:    dryRunField(operation.in),
		}
	}
	return h
}
