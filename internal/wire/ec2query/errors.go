package ec2query

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"sallyport/internal/wire/shape"
)

// Error is an answer that is an error. Operations may return one; it is answered as it is.
type Error struct {
	Code    string // AWS's code, for example InvalidVpcID.NotFound
	Message string
	Status  int // HTTP status; 0 is 400
}

// Error returns the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// DryRun returns nil for a request that is meant, and the answer DryRunOperation for one that only asks whether
// it would succeed. A changing operation calls it between its checks and its change:
//
//	if err := ec2query.DryRun(in.DryRun); err != nil {
//		return nil, err
//	}
func DryRun(requested *bool) error {
	if requested == nil || !*requested {
		return nil
	}
	return &Error{
		Code:    "DryRunOperation",
		Message: "Request would have succeeded, but DryRun flag is set.",
		Status:  http.StatusPreconditionFailed,
	}
}

// WriteError answers a request with an error in the service's form, for what stands before the handler, such as
// the check of a signature.
func (s Service) WriteError(w http.ResponseWriter, r *http.Request, e *Error) {
	var id string
	if s.RequestID != nil {
		id = s.RequestID(r.Context())
	}
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if s.Dialect == Query {
		s.writeQueryError(&body, id, e)
	} else {
		body.WriteString("<Response><Errors><Error>")
		writeText(&body, "Code", e.Code)
		writeText(&body, "Message", e.Message)
		body.WriteString("</Error></Errors>")
		writeText(&body, "RequestID", id)
		body.WriteString("</Response>")
	}
	respond(w, e.status(), id, body.Bytes())
}

func (s Service) writeQueryError(body *bytes.Buffer, id string, e *Error) {
	fault := "Sender"
	if e.status() >= http.StatusInternalServerError {
		fault = "Receiver"
	}
	openRoot(body, "ErrorResponse", s.Namespace)
	body.WriteString("<Error>")
	writeText(body, "Type", fault)
	writeText(body, "Code", e.Code)
	writeText(body, "Message", e.Message)
	body.WriteString("</Error>")
	writeText(body, "RequestId", id)
	body.WriteString("</ErrorResponse>")
}

func (e *Error) status() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// respond sends a whole answer.
func respond(w http.ResponseWriter, status int, requestID string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", "text/xml;charset=UTF-8")
	header.Set("Cache-Control", "no-cache, no-store")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if requestID != "" {
		header.Set("X-Amzn-Requestid", requestID)
	}
	w.WriteHeader(status)
	// A client that went away is no error of ours.
	_, _ = w.Write(body)
}

// CheckShape makes a service's Validate of the constraints of its model. A missing parameter is answered with
// MissingParameter, everything else with InvalidParameterValue; the message tells all that is wrong.
func CheckShape(schema *shape.Schema) func(operation string, in any) error {
	return func(operation string, in any) error {
		violations := shape.Validate(schema, operation, in)
		if len(violations) == 0 {
			return nil
		}
		code := "InvalidParameterValue"
		if violations[0].Rule == shape.Required {
			code = "MissingParameter"
		}
		messages := make([]string, len(violations))
		for i, violation := range violations {
			messages[i] = violation.Message
		}
		return &Error{Code: code, Message: strings.Join(messages, "; ")}
	}
}

// invalidValue says what is wrong with one parameter.
func invalidValue(p param, expectation string) *Error {
	return &Error{
		Code: "InvalidParameterValue",
		Message: fmt.Sprintf("Value (%s) for parameter %s is invalid. %s",
			shortened(p.value), shortened(p.key), expectation),
	}
}

// quotedLength bounds what an error quotes of a request, in bytes.
const quotedLength = 128

// shortened returns the beginning of a text for quoting.
func shortened(text string) string {
	if len(text) <= quotedLength {
		return text
	}
	end := quotedLength
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
