package main

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// patience is how long a client of the API may let the connection stand still, while it is to send its
// request or to take an answer. A stream may last for hours; one that nobody reads would hold its place
// among the live tails, and its goroutine, until the client's machine ends.
const patience = time.Minute

// impatient ends the connections of clients that let them stand still for longer than a time.
func impatient(next http.Handler, patience time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connection := http.NewResponseController(w)
		// The request before on this connection left its own. What can't have one needs none.
		_ = connection.SetWriteDeadline(time.Time{})
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &awaitedBody{r.Body, connection, patience}
		}
		next.ServeHTTP(&awaitedAnswer{w, connection, patience}, r)
		if r.Body != nil && r.Body != http.NoBody {
			// Of what was not read the server reads some itself. For the next request it sets its own.
			_ = connection.SetReadDeadline(time.Now().Add(patience))
		}
	})
}

// awaitedAnswer gives each write its time.
type awaitedAnswer struct {
	http.ResponseWriter
	connection *http.ResponseController
	patience   time.Duration
}

func (a *awaitedAnswer) WriteHeader(status int) {
	_ = a.connection.SetWriteDeadline(time.Now().Add(a.patience))
	a.ResponseWriter.WriteHeader(status)
}

func (a *awaitedAnswer) Write(content []byte) (int, error) {
	_ = a.connection.SetWriteDeadline(time.Now().Add(a.patience))
	return a.ResponseWriter.Write(content)
}

// Unwrap is for http.ResponseController.
func (a *awaitedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// awaitedBody gives each read its time. What comes after the body has all the time there is: the server
// reads on, to see whether the client leaves.
type awaitedBody struct {
	io.ReadCloser
	connection *http.ResponseController
	patience   time.Duration
}

func (b *awaitedBody) Read(into []byte) (int, error) {
	_ = b.connection.SetReadDeadline(time.Now().Add(b.patience))
	n, err := b.ReadCloser.Read(into)
	if err == nil || errors.Is(err, io.EOF) {
		_ = b.connection.SetReadDeadline(time.Time{})
	}
	return n, err
}
