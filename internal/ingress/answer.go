package ingress

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// answer writes the front door's own answer to a request.
func (x *exchange) answer(w http.ResponseWriter, r *http.Request, status int, text string) {
	x.status = status
	writeAnswer(w, r, status, text, x.requestID)
}

func answerUnknownHost(w http.ResponseWriter, r *http.Request) {
	text := fmt.Sprintf("no service has the host %q; its address is the ServiceUrl that DescribeService gives", canonicalHost(r.Host))
	writeAnswer(w, r, http.StatusNotFound, text, "")
}

// writeAnswer writes a short body: JSON for a client that asks for it, else text.
func writeAnswer(w http.ResponseWriter, r *http.Request, status int, text, requestID string) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if requestID != "" {
		h.Set("X-Request-Id", requestID)
	}
	var body []byte
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		h.Set("Content-Type", "application/json")
		// A struct of two strings always marshals.
		body, _ = json.Marshal(struct {
			Message   string `json:"message"`
			RequestID string `json:"requestId,omitempty"`
		}{text, requestID})
	} else {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		body = []byte(text)
	}
	body = append(body, '\n')
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

// answerFailure answers a request whose instance gave no answer. r may be the
// client's request or the outgoing one.
func (f *FrontDoor) answerFailure(w http.ResponseWriter, r *http.Request, x *exchange, err error) {
	status, text := x.explain(r, err)
	if status == 0 {
		// The client is gone; an empty 200 is not what its half-closed
		// connection should get.
		panic(http.ErrAbortHandler)
	}
	if status >= 500 {
		f.log.Warn("request failed", "service", x.service.id, "instance", x.target.id, "status", status, "request", x.requestID, "err", err)
	}
	if r.ContentLength != 0 {
		// A client that is slow to send must not hold the connection: the
		// server reads on after the answer.
		w.Header().Set("Connection", "close")
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(time.Second))
	}
	x.answer(w, r, status, text)
}

// explain says what happened, in words that show a client no address. Status 0
// means that nobody is there to be told.
func (x *exchange) explain(r *http.Request, err error) (status int, text string) {
	timeout := x.service.requestTimeout()
	late := errors.Is(context.Cause(r.Context()), errRequestTimeout) || timeout > 0 && isTimeout(err) && time.Since(x.start) >= timeout
	if late {
		return http.StatusGatewayTimeout, fmt.Sprintf("instance %s did not answer within %s", x.target.id, timeout)
	}
	if r.Context().Err() != nil {
		return 0, ""
	}
	if x.bodyFailed.Load() {
		return http.StatusBadRequest, "the request's body could not be read to its end"
	}
	if isConnectError(err) {
		if isTimeout(err) {
			return http.StatusGatewayTimeout, fmt.Sprintf("instance %s did not accept a connection in time", x.target.id)
		}
		if errors.Is(err, syscall.ECONNREFUSED) {
			return http.StatusBadGateway, fmt.Sprintf("instance %s refused the connection: nothing listens on the service's port", x.target.id)
		}
		return http.StatusBadGateway, fmt.Sprintf("instance %s could not be connected to", x.target.id)
	}
	if s, ok := errors.AsType[*switchError](err); ok {
		return http.StatusBadGateway, fmt.Sprintf("instance %s %s", x.target.id, s)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) {
		return http.StatusBadGateway, fmt.Sprintf("instance %s closed the connection before it had answered", x.target.id)
	}
	return http.StatusBadGateway, fmt.Sprintf("instance %s gave no valid HTTP answer", x.target.id)
}

func isTimeout(err error) bool {
	t, ok := errors.AsType[net.Error](err)
	return ok && t.Timeout()
}
