package awsjson

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// handler serves one service.
type handler struct {
	service    Service
	operations map[string]*compiled
	buffers    sync.Pool // of *bytes.Buffer
}

// compiled is an operation with all that is worked out before the first request.
type compiled struct {
	Operation
	encode *structEncoder
}

// ServeHTTP answers one request. Nothing is written before the whole answer is
// known, so that whatever goes wrong can still be said properly.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, err := h.operation(r)
	if err != nil {
		if err.Status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodPost)
		}
		h.service.WriteError(w, r, err)
		return
	}
	if operation.begin != nil {
		if err := h.stream(w, r, operation); err != nil {
			h.service.WriteError(w, r, h.answerFor(r, operation, err))
		}
		return
	}
	body := h.buffer()
	defer h.release(body)
	if err := h.serve(w, r, operation, body); err != nil {
		h.service.WriteError(w, r, h.answerFor(r, operation, err))
		return
	}
	h.service.respond(w, http.StatusOK, h.service.requestID(r.Context()), body.Bytes())
}

// operation finds what a request asks for.
func (h *handler) operation(r *http.Request) (*compiled, *Error) {
	if r.Method != http.MethodPost {
		return nil, &Error{
			Code:    "MethodNotAllowedException",
			Message: fmt.Sprintf("The method %s is not allowed; use POST.", cut(r.Method, 20)),
			Status:  http.StatusMethodNotAllowed,
		}
	}
	target := r.Header.Get("X-Amz-Target")
	if target == "" {
		return nil, unknownOperation("The request names no operation: it must have the header X-Amz-Target: %s.<operation>.", h.service.Target)
	}
	// Splitting at the last dot, since targets may have dots: "com.amazonaws.service.Operation".
	dot := strings.LastIndexByte(target, '.')
	if dot < 0 || target[:dot] != h.service.Target {
		return nil, unknownOperation("The operation %q is not of this service; its operations are named %s.<operation>.", cut(target, 100), h.service.Target)
	}
	operation := h.operations[target[dot+1:]]
	if operation == nil {
		return nil, unknownOperation("%s has no operation %q.", h.service.Target, cut(target[dot+1:], 100))
	}
	return operation, nil
}

func unknownOperation(format string, args ...any) *Error {
	return &Error{Code: "UnknownOperationException", Message: fmt.Sprintf(format, args...)}
}

// panicked is a panic of an operation, with the stack of where it happened.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// caught makes a panic of an operation an error of it.
func caught(err *error) {
	switch value := recover(); value {
	case nil:
	case http.ErrAbortHandler:
		panic(value) // net/http's own way to drop a connection
	default:
		*err = &panicked{value, debug.Stack()}
	}
}

// serve decodes the input, calls the operation and encodes the output into body.
func (h *handler) serve(w http.ResponseWriter, r *http.Request, operation *compiled, body *bytes.Buffer) (err error) {
	defer caught(&err)
	in, err := h.input(w, r, operation)
	if err != nil {
		return err
	}
	out, err := operation.call(r.Context(), in)
	if err != nil {
		return err
	}
	if out.IsNil() {
		body.WriteString("{}")
		return nil
	}
	if err := operation.encode.encode(jsontext.NewEncoder(body, encodeOptions), out.Elem()); err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	body.Truncate(body.Len() - 1) // the encoder ends a value with a new line
	return nil
}

// input reads and checks what an operation is given.
func (h *handler) input(w http.ResponseWriter, r *http.Request, operation *compiled) (any, error) {
	in, options := reflect.New(operation.in).Interface(), decodeOptions
	if h.service.SmallNames {
		options = decodeSmallNames
	}
	if err := decode(w, r, in, options); err != nil {
		return nil, err
	}
	if h.service.Validate != nil {
		if err := h.service.Validate(operation.name, in); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// answerFor turns an error into an answer. What nobody mapped is logged, and only its request id is told.
func (h *handler) answerFor(r *http.Request, operation *compiled, err error) *Error {
	if answer, ok := h.service.asError(err); ok {
		return answer
	}
	id := h.service.requestID(r.Context())
	log := h.service.logger().With("operation", operation.name, "request", id, "error", err)
	if p, ok := errors.AsType[*panicked](err); ok {
		log.ErrorContext(r.Context(), "operation panicked", "stack", string(p.stack))
	} else if r.Context().Err() == nil {
		// Otherwise the caller hung up and so cancelled what it started, which is no defect to report.
		log.ErrorContext(r.Context(), "operation failed")
	}
	return internalError(id)
}

func (h *handler) buffer() *bytes.Buffer {
	if body, ok := h.buffers.Get().(*bytes.Buffer); ok {
		return body
	}
	return &bytes.Buffer{}
}

// keptBuffer is the size in bytes up to which a buffer is used again; a rare large answer's goes.
const keptBuffer = 256 << 10

func (h *handler) release(body *bytes.Buffer) {
	if body.Cap() <= keptBuffer {
		body.Reset()
		h.buffers.Put(body)
	}
}
