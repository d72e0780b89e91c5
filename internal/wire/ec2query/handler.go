package ec2query

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"sync"
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
	decode *structDecoder
	encode *structEncoder
	dryRun int // index of the request's field DryRun, or -1
}

// ServeHTTP answers one request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, out, err := h.serve(w, r)
	if err != nil {
		h.service.WriteError(w, r, h.service.asError(err))
		return
	}
	h.writeAnswer(w, r, operation, out)
}

func (h *handler) serve(w http.ResponseWriter, r *http.Request) (*compiled, reflect.Value, error) {
	var none reflect.Value
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		return nil, none, &Error{
			Code:    "MethodNotAllowed",
			Message: fmt.Sprintf("The method %s is not allowed; use POST or GET.", r.Method),
			Status:  http.StatusMethodNotAllowed,
		}
	}
	params, formErr := readForm(w, r)
	if formErr != nil {
		return nil, none, formErr
	}
	operation, actionErr := h.operation(params)
	if actionErr != nil {
		return nil, none, actionErr
	}
	in := reflect.New(operation.in)
	if err := operation.decode.decode(in.Elem(), params, 0); err != nil {
		return nil, none, err
	}
	if h.service.Validate != nil {
		if err := h.service.Validate(operation.name, in.Interface()); err != nil {
			return nil, none, err
		}
	}
	out, err := operation.call(r.Context(), in)
	if err != nil {
		return nil, none, err
	}
	if operation.dryRun >= 0 {
		if err := DryRun(in.Elem().Field(operation.dryRun).Interface().(*bool)); err != nil {
			return nil, none, err
		}
	}
	return operation, out, nil
}

// operation finds what a request asks for.
func (h *handler) operation(params []param) (*compiled, *Error) {
	action, version := lookup(params, "Action"), lookup(params, "Version")
	if action == "" {
		return nil, &Error{
			Code:    "MissingAction",
			Message: "The request is missing an action: it must contain the parameter Action.",
		}
	}
	if version != "" && version != h.service.Version {
		return nil, &Error{
			Code: "NoSuchVersion",
			Message: fmt.Sprintf("The requested version (%s) of the service does not exist; it is %s.",
				shortened(version), h.service.Version),
		}
	}
	operation := h.operations[action]
	if operation == nil {
		return nil, &Error{
			Code:    "InvalidAction",
			Message: fmt.Sprintf("The action %s is not valid for this web service.", shortened(action)),
		}
	}
	return operation, nil
}

func lookup(params []param, key string) string {
	for _, p := range params {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// asError maps what an operation returned to what is answered.
func (s Service) asError(err error) *Error {
	if known := (*Error)(nil); errors.As(err, &known) {
		return known
	}
	if s.Errors != nil {
		if mapped := s.Errors(err); mapped != nil {
			return mapped
		}
	}
	return &Error{
		Code:    "InternalError",
		Message: "An internal error has occurred.",
		Status:  http.StatusInternalServerError,
	}
}

// keptBuffer is the size in bytes up to which a buffer is used again; a rare large answer's goes.
const keptBuffer = 256 << 10

func (h *handler) writeAnswer(w http.ResponseWriter, r *http.Request, operation *compiled, out reflect.Value) {
	body, ok := h.buffers.Get().(*bytes.Buffer)
	if !ok {
		body = &bytes.Buffer{}
	}
	defer func() {
		if body.Cap() <= keptBuffer {
			body.Reset()
			h.buffers.Put(body)
		}
	}()

	var id string
	if h.service.RequestID != nil {
		id = h.service.RequestID(r.Context())
	}
	name := operation.name
	body.WriteString(xml.Header)
	openRoot(body, name+"Response", h.service.Namespace)
	if h.service.Dialect == Query {
		body.WriteString("<" + name + "Result>")
		operation.writeMembers(body, out)
		body.WriteString("</" + name + "Result><ResponseMetadata>")
		writeText(body, "RequestId", id)
		body.WriteString("</ResponseMetadata>")
	} else {
		writeText(body, "requestId", id)
		operation.writeMembers(body, out)
		if operation.out.NumField() == 0 {
			// What EC2 says where its model says nothing.
			writeText(body, "return", "true")
		}
	}
	body.WriteString("</" + name + "Response>")
	respond(w, http.StatusOK, id, body.Bytes())
}

// writeMembers writes an answer; a function that returned nil meant an empty one.
func (c *compiled) writeMembers(body *bytes.Buffer, out reflect.Value) {
	if !out.IsNil() {
		c.encode.encode(body, out.Elem())
	}
}

// dryRunField finds the field by which every request of EC2 asks for a rehearsal.
func dryRunField(t reflect.Type) int {
	field, ok := t.FieldByName("DryRun")
	if !ok || field.Type != reflect.TypeFor[*bool]() || len(field.Index) != 1 {
		return -1
	}
	return field.Index[0]
}
