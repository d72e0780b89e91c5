// Package rpcv2cbor serves Smithy RPC v2 CBOR, the protocol that AWS gives to services whose answers are mostly
// numbers: a call is a POST to /service/<service>/operation/<operation>, its input and output are CBOR maps.
//
// Inputs and outputs are the AWS SDK for Go v2's own structures, whose Go names are the wire's.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
package rpcv2cbor

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
)

// Header is the header that every request and answer of the protocol has, with the value Protocol.
const (
	Header   = "Smithy-Protocol"
	Protocol = "rpc-v2-cbor"
)

// Service is one web service of AWS.
type Service struct {
	Name       string // the service in the path, such as "GraniteServiceVersion20100801"
	Operations []Operation

	// Errors, if not nil, maps the errors of operations that are not an *Error already. For nil the answer is
	// InternalServiceFault without the error's text, which goes to Logger.
	Errors func(error) *Error

	// RequestID, if not nil, names a request, in answers and in Logger.
	RequestID func(context.Context) string

	// Logger gets panics and unmapped errors; nil is slog.Default.
	Logger *slog.Logger
}

// Operation is one operation of a service; Op makes it.
type Operation struct {
	name string
	in   reflect.Type // a structure
	out  reflect.Type // a structure
	call func(ctx context.Context, in any) (reflect.Value, error)
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

// NewHandler serves the operations of a service.
//
// It panics when an output has fields that the protocol cannot carry, or two operations have one name: both are
// mistakes of the program, found at its start.
func NewHandler(service Service) http.Handler {
	h := &handler{service: service, operations: make(map[string]compiled, len(service.Operations))}
	trees := treeCompiler{}
	for _, operation := range service.Operations {
		if _, twice := h.operations[operation.name]; twice {
			panic("rpcv2cbor: two operations of the name " + operation.name)
		}
		h.operations[operation.name] = compiled{operation, trees.structure(operation.out)}
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
