package rpcv2cbor

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// maxBody is the longest input read, in bytes.
const maxBody = 2 << 20

// decoding refuses what could cost more than it is worth: keys that are there twice, deep nesting, huge lists. A list
// or map of unknown length is taken, as the protocol demands, and so are members that an input does not have.
var decoding = must(cbor.DecOptions{
	DupMapKey: cbor.DupMapKeyEnforcedAPF, MaxNestedLevels: 16, MaxArrayElements: 65_536, MaxMapPairs: 65_536,
	FieldNameMatching: cbor.FieldNameMatchingCaseSensitive,
}.DecMode())

func must[T any](mode T, err error) T {
	if err != nil {
		panic(err)
	}
	return mode
}

type handler struct {
	service    Service
	operations map[string]compiled
}

type compiled struct {
	Operation
	tree treeFunc
}

// ServeHTTP answers one request. Nothing is written before the whole answer is known.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, refused := h.operation(r)
	if refused != nil {
		h.service.WriteError(w, r, refused)
		return
	}
	body, err := h.serve(w, r, operation)
	if err != nil {
		h.service.WriteError(w, r, h.answerFor(r, operation, err))
		return
	}
	h.service.respond(w, r, http.StatusOK, body)
}

// operation finds what a request asks for. What stands before /service/ does not matter, by the protocol.
func (h *handler) operation(r *http.Request) (compiled, *Error) {
	if r.Method != http.MethodPost {
		return compiled{}, &Error{Code: "MethodNotAllowedException", Message: "This protocol knows the method POST alone.", Status: http.StatusMethodNotAllowed}
	}
	parts := strings.Split(r.URL.Path, "/")
	if n := len(parts); n >= 4 && parts[n-4] == "service" && parts[n-2] == "operation" && parts[n-3] == h.service.Name {
		if operation, ok := h.operations[parts[n-1]]; ok {
			return operation, nil
		}
	}
	return compiled{}, &Error{
		Code:    "UnknownOperationException",
		Message: fmt.Sprintf("%.200q is no operation; those of this service are at /service/%s/operation/<operation>.", r.URL.Path, h.service.Name),
		Status:  http.StatusNotFound,
	}
}

// panicked is a panic of an operation, with the stack of where it happened.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func (h *handler) serve(w http.ResponseWriter, r *http.Request, operation compiled) (body []byte, err error) {
	defer func() {
		switch value := recover(); value {
		case nil:
		case http.ErrAbortHandler:
			panic(value) // net/http's own way to drop a connection
		default:
			err = &panicked{value, debug.Stack()}
		}
	}()
	in := reflect.New(operation.in).Interface()
	if err := decode(w, r, in); err != nil {
		return nil, err
	}
	out, err := operation.call(r.Context(), in)
	if err != nil {
		return nil, err
	}
	answer := map[string]any{}
	if !out.IsNil() {
		answer = operation.tree(out.Elem()).(map[string]any)
	}
	return encode(answer)
}

// decode reads the body of a request into in. No body at all is an empty input.
func decode(w http.ResponseWriter, r *http.Request, in any) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return &Error{
			Code: "RequestEntityTooLargeException", Status: http.StatusRequestEntityTooLarge,
			Message: fmt.Sprintf("The body is longer than the %d bytes that one request may have.", maxBody),
		}
	}
	if err != nil {
		return &Error{Code: "SerializationException", Message: fmt.Sprintf("The body ended early, after %d bytes.", len(body))}
	}
	if len(body) == 0 {
		return nil
	}
	if err := decoding.Unmarshal(body, in); err != nil {
		return &Error{Code: "SerializationException", Message: fmt.Sprintf("The body can't be read: %.300s.", err)}
	}
	return nil
}

// answerFor turns an error into an answer. What nobody mapped is logged, and only its request id is told.
func (h *handler) answerFor(r *http.Request, operation compiled, err error) *Error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	if h.service.Errors != nil {
		if mapped := h.service.Errors(err); mapped != nil {
			return mapped
		}
	}
	id := h.service.requestID(r.Context())
	log := h.service.logger().With("operation", operation.name, "request", id, "error", err)
	if p, ok := errors.AsType[*panicked](err); ok {
		log.ErrorContext(r.Context(), "operation panicked", "stack", string(p.stack))
	} else if r.Context().Err() == nil {
		log.ErrorContext(r.Context(), "operation failed")
	}
	return &Error{
		Code: "InternalServiceFault", Status: http.StatusInternalServerError,
		Message: "An internal error has occurred; the server's log says which, under the request id " + id + ".",
	}
}
