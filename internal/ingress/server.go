package ingress

import (
	"cmp"
	"log"
	"log/slog"
	"net/http"
	"time"
)

// maxHeaderBytes bounds the head of a request and of an answer: 64 KiB, four
// times the common limit of 16 KiB, for applications with large cookies.
const maxHeaderBytes = 64 << 10

// ServerOptions bound what a client may take its time for. The zero value has
// the defaults.
type ServerOptions struct {
	// ReadHeaderTimeout is the time to send a request's head; 0 means 10 s. It
	// is what stops a client that sends a byte at a time. Bodies are bounded by
	// Route.RequestTimeout.
	ReadHeaderTimeout time.Duration
	// IdleTimeout closes a connection without a request; 0 means 75 s.
	IdleTimeout time.Duration
	// MaxHeaderBytes bounds a request's head; 0 means 64 KiB. Beyond it the
	// client gets 431.
	MaxHeaderBytes int
	// Log takes the server's own troubles, at debug level; nil discards them.
	Log *slog.Logger
}

// NewServer makes an HTTP/1.1 server for h, without an address to listen on.
// There is no ReadTimeout or WriteTimeout: both would cut long uploads, long
// downloads and WebSockets.
func NewServer(h http.Handler, o ServerOptions) *http.Server {
	logger := o.Log
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: cmp.Or(o.ReadHeaderTimeout, 10*time.Second),
		IdleTimeout:       cmp.Or(o.IdleTimeout, 75*time.Second),
		MaxHeaderBytes:    cmp.Or(o.MaxHeaderBytes, maxHeaderBytes),
		ErrorLog:          log.New(&debugLog{logger}, "", 0),
		// "OPTIONS *" is the application's to answer.
		DisableGeneralOptionsHandler: true,
	}
}
