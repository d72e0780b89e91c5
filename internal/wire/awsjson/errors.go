package awsjson

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Error is an answer that is an error. Operations may return one; it is answered as it is.
type Error struct {
	Code    string // AWS's code, for example InvalidRequestException
	Message string
	Status  int // HTTP status; 0 is 400
	// QueryCode, if not empty, is the code that AWS's Query protocol has for the same error. Clients of a service that
	// once spoke that protocol alone go by it.
	QueryCode string
}

// Error returns the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

func (e *Error) status() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// WriteError answers a request with an error in the protocol's form, for what stands before the handler, such as
// the check of a signature.
func (s Service) WriteError(w http.ResponseWriter, r *http.Request, e *Error) {
	// The code is said twice, because some clients read the header and some the body.
	w.Header().Set("X-Amzn-Errortype", e.Code)
	if e.QueryCode != "" {
		w.Header().Set("X-Amzn-Query-Error", e.QueryCode+";"+blame(e.status()))
	}
	var body bytes.Buffer
	enc := jsontext.NewEncoder(&body, encodeOptions)
	for _, token := range []jsontext.Token{
		jsontext.BeginObject,
		jsontext.String("__type"), jsontext.String(e.Code),
		jsontext.String("Message"), jsontext.String(cut(e.Message, s.MaxMessage)),
		jsontext.EndObject,
	} {
		// A sequence of valid tokens into memory can't fail.
		_ = enc.WriteToken(token)
	}
	s.respond(w, e.status(), s.requestID(r.Context()), bytes.TrimSpace(body.Bytes()))
}

// blame is who is at fault, in the words of the Query protocol.
func blame(status int) string {
	if status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}

// respond sends a whole answer.
func (s Service) respond(w http.ResponseWriter, status int, requestID string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", s.ContentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if requestID != "" {
		header.Set("X-Amzn-Requestid", requestID)
	}
	w.WriteHeader(status)
	// A client that went away is no error of ours.
	_, _ = w.Write(body)
}

// asError maps what an operation returned to what is answered; false means that nobody could.
func (s Service) asError(err error) (*Error, bool) {
	if known, ok := errors.AsType[*Error](err); ok {
		return known, true
	}
	if s.Errors != nil {
		if mapped := s.Errors(err); mapped != nil {
			return mapped, true
		}
	}
	return nil, false
}

func internalError(requestID string) *Error {
	message := "An internal error has occurred; the server's log says which."
	if requestID != "" {
		message = "An internal error has occurred; the server's log says which, under the request id " + requestID + "."
	}
	return &Error{Code: "InternalServiceErrorException", Message: message, Status: http.StatusInternalServerError}
}

// cut shortens a text to the given number of runes, the last of which then shows that more was there.
func cut(text string, runes int) string {
	if runes <= 0 || len(text) <= runes || utf8.RuneCountInString(text) <= runes {
		return text
	}
	end := 0
	for range runes - 1 {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return text[:end] + "…"
}
