package rpcv2cbor

import (
	"net/http"
	"strconv"
)

// Error is an answer that is an error. Operations may return one; it is answered as it is.
type Error struct {
	Code    string // the name of the error's shape in the model, for example InvalidParameterValueException
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
	if e.QueryCode != "" {
		fault := "Sender"
		if e.status() >= http.StatusInternalServerError {
			fault = "Receiver"
		}
		w.Header().Set("X-Amzn-Query-Error", e.QueryCode+";"+fault)
	}
	// Two texts in a map always encode.
	body, _ := encode(map[string]any{"__type": e.Code, "message": e.Message})
	s.respond(w, r, e.status(), body)
}

// respond sends a whole answer.
func (s Service) respond(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	header := w.Header()
	header.Set(Header, Protocol)
	header.Set("Content-Type", "application/cbor")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if id := s.requestID(r.Context()); id != "" {
		header.Set("X-Amzn-Requestid", id)
	}
	w.WriteHeader(status)
	// A client that went away is no error of ours.
	_, _ = w.Write(body)
}
