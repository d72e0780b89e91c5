package awsjson

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
	"github.com/go-json-experiment/json/jsontext"
)

// run sends the events of a stream, each a structure with one member that is set, until there are no more or the context ends.
type run func(ctx context.Context, send func(event reflect.Value) error) error

// Stream makes an operation whose output is a stream of events. Event is a structure of pointers, one for each kind of event,
// with the event's name; one of them is set in each event that is sent.
//
// begin checks the input; its error is answered as that of any operation. What it returns is then called once to send the
// events, by the same goroutine. A client that left ends its context. Its error ends the stream with an exception.
// https://smithy.io/2.0/aws/amazon-eventstream.html
func Stream[In, Event any](name string, begin func(context.Context, *In) (func(context.Context, func(Event) error) error, error)) Operation {
	return Operation{
		name: name,
		in:   reflect.TypeFor[In](),
		out:  reflect.TypeFor[Event](),
		begin: func(ctx context.Context, in any) (run, error) {
			tell, err := begin(ctx, in.(*In))
			if err != nil {
				return nil, err
			}
			return func(ctx context.Context, send func(reflect.Value) error) error {
				return tell(ctx, func(e Event) error { return send(reflect.ValueOf(e)) })
			}, nil
		},
	}
}

// stream serves an operation whose output is a stream. An error is one before its beginning, which can be answered still.
func (h *handler) stream(w http.ResponseWriter, r *http.Request, operation *compiled) error {
	tell, err := h.begin(w, r, operation)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/vnd.amazon.eventstream")
	header.Set("X-Content-Type-Options", "nosniff")
	if id := h.service.requestID(r.Context()); id != "" {
		header.Set("X-Amzn-Requestid", id)
	}
	out := &eventWriter{w: w, encoder: eventstream.NewEncoder(), contentType: h.service.ContentType}
	_ = out.event("initial-response", []byte("{}")) // to a client that left no other event can be sent either
	err = func() (err error) {
		defer caught(&err)
		return tell(r.Context(), func(event reflect.Value) error { return out.send(operation.encode, event) })
	}()
	if err != nil && r.Context().Err() == nil && !errors.Is(err, errClientLeft) {
		out.exception(h.answerFor(r, operation, err))
	}
	return nil
}

// exception ends a stream with an error.
func (o *eventWriter) exception(answer *Error) {
	var body bytes.Buffer
	enc := jsontext.NewEncoder(&body, encodeOptions)
	for _, token := range []jsontext.Token{jsontext.BeginObject, jsontext.String("message"), jsontext.String(answer.Message), jsontext.EndObject} {
		_ = enc.WriteToken(token) // a sequence of valid tokens into memory can't fail
	}
	_ = o.write(eventstreamapi.ExceptionMessageType, eventstreamapi.ExceptionTypeHeader, answer.Code, bytes.TrimSpace(body.Bytes()))
}

// begin decodes and checks the input.
func (h *handler) begin(w http.ResponseWriter, r *http.Request, operation *compiled) (tell run, err error) {
	defer caught(&err)
	in, err := h.input(w, r, operation)
	if err != nil {
		return nil, err
	}
	return operation.begin(r.Context(), in)
}

// errClientLeft is that an event could not be written.
var errClientLeft = errors.New("the client left")

// eventWriter writes events, each at once.
type eventWriter struct {
	w           http.ResponseWriter
	encoder     *eventstream.Encoder
	contentType string
}

// send writes the member of an event that is set.
func (o *eventWriter) send(encode *structEncoder, event reflect.Value) error {
	for _, field := range encode.fields {
		member := event.Field(field.index)
		if absent(member) {
			continue
		}
		var body bytes.Buffer
		if err := field.encode(jsontext.NewEncoder(&body, encodeOptions), member); err != nil {
			return fmt.Errorf("encode an event: %w", err)
		}
		return o.event(field.name.String(), bytes.TrimSpace(body.Bytes()))
	}
	return nil
}

func (o *eventWriter) event(name string, payload []byte) error {
	return o.write(eventstreamapi.EventMessageType, eventstreamapi.EventTypeHeader, name, payload)
}

func (o *eventWriter) write(kind, nameHeader, name string, payload []byte) error {
	message := eventstream.Message{Payload: payload}
	message.Headers.Set(eventstreamapi.MessageTypeHeader, eventstream.StringValue(kind))
	message.Headers.Set(nameHeader, eventstream.StringValue(name))
	message.Headers.Set(eventstreamapi.ContentTypeHeader, eventstream.StringValue(o.contentType))
	if err := o.encoder.Encode(o.w, message); err != nil {
		return errors.Join(errClientLeft, err)
	}
	if err := http.NewResponseController(o.w).Flush(); err != nil {
		return errors.Join(errClientLeft, err)
	}
	return nil
}
