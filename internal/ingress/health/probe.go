// Package health finds out whether an instance is healthy: Probe looks once,
// Tracker makes a verdict of many looks.
package health

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"
)

// Protocol is how an instance is asked. The values are App Runner's.
type Protocol string

// The protocols.
const (
	TCP  Protocol = "TCP"  // a connection is accepted
	HTTP Protocol = "HTTP" // GET Path answers 2xx or 3xx
)

// Check says how to look, once.
type Check struct {
	Protocol Protocol
	Path     string        // HTTP only; "" means "/"
	Timeout  time.Duration // of the whole look; App Runner's default is 2 s, which 0 means too
}

// DefaultTimeout is App Runner's default for one look.
const DefaultTimeout = 2 * time.Second

// Dialer opens a connection as net.Dialer.DialContext does.
type Dialer = func(ctx context.Context, network, addr string) (net.Conn, error)

// Probe looks at an instance once, on a connection of its own. It returns nil
// for healthy. The error's text is for the owner of the service: it says what
// was tried, what came of it, and what to look at. It wraps the cause, or the
// context's if that ended the look.
func Probe(ctx context.Context, check Check, addr netip.AddrPort, dial Dialer) error {
	timeout := check.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	look, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	conn, err := dial(look, "tcp", addr.String())
	if err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("health check given up: %w", context.Cause(ctx))
		}
		return explainConnect(err, addr.Port(), timeout)
	}
	defer conn.Close()
	switch check.Protocol {
	case TCP:
		return nil
	case HTTP:
		err := probeHTTP(look, conn, check.Path, addr.Port(), timeout)
		if err != nil && ctx.Err() != nil {
			return fmt.Errorf("health check given up: %w", context.Cause(ctx))
		}
		return err
	}
	return fmt.Errorf("health check protocol %q is not one of TCP, HTTP", check.Protocol)
}

// finding is an error whose text is written for the owner of the service. The
// cause is there for errors.Is; its text would show addresses of ours.
type finding struct {
	text  string
	cause error
}

func (f *finding) Error() string { return f.text }
func (f *finding) Unwrap() error { return f.cause }

func found(cause error, format string, args ...any) error {
	return &finding{text: fmt.Sprintf(format, args...), cause: cause}
}

func explainConnect(err error, port uint16, timeout time.Duration) error {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return found(err, "connection refused: nothing listens on port %d; the application must listen on 0.0.0.0 at the service's port", port)
	case isTimeout(err):
		return found(err, "no connection to port %d within %s: the application does not accept connections", port, timeout)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return found(err, "no way to port %d: the instance's network is not up", port)
	}
	return fmt.Errorf("connect to port %d: %w", port, err)
}

// maxHead bounds the head of a health answer.
const maxHead = 64 << 10

func probeHTTP(ctx context.Context, conn net.Conn, path string, port uint16, timeout time.Duration) error {
	if path == "" {
		path = "/"
	}
	path = "/" + strings.TrimPrefix(path, "/")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+conn.RemoteAddr().String()+path, nil)
	if err != nil {
		return found(err, "health check path %q is not the path of a URL", path)
	}
	request.Header.Set("User-Agent", "sallyport-health-check")
	request.Close = true
	transport := &http.Transport{
		DialContext:            func(context.Context, string, string) (net.Conn, error) { return conn, nil },
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHead,
	}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return explainAnswer(err, path, port, timeout)
	}
	defer answer.Body.Close()
	if answer.StatusCode < 200 || answer.StatusCode > 399 {
		return fmt.Errorf("GET %s on port %d answered HTTP status %s; a healthy instance answers 200 to 399", path, port, answer.Status)
	}
	return nil
}

func explainAnswer(err error, path string, port uint16, timeout time.Duration) error {
	switch {
	case isTimeout(err):
		return found(err, "GET %s on port %d: no answer within %s", path, port, timeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return found(err, "GET %s on port %d: the application closed the connection without an answer", path, port)
	}
	return fmt.Errorf("GET %s on port %d: no valid HTTP answer; is this the port of an HTTP server: %w", path, port, err)
}

func isTimeout(err error) bool {
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	t, ok := errors.AsType[net.Error](err)
	return ok && t.Timeout()
}
