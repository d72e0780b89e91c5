package health

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func listen(t *testing.T, serve func(net.Conn)) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() { // ends with the listener
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { // ends with the connection
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().(*net.TCPAddr).AddrPort()
}

func TestProbe(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/" || r.URL.RequestURI() == "/health?deep=1":
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/nowhere", http.StatusFound)
		case r.URL.Path == "/large":
			io.Copy(w, io.LimitReader(neverEnding{}, 10<<20))
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer web.Close()
	webAddr := netip.MustParseAddrPort(web.Listener.Addr().String())
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	closedAddr := closed.Addr().(*net.TCPAddr).AddrPort()
	hangsUp := listen(t, func(conn net.Conn) { http.ReadRequest(bufio.NewReader(conn)) })
	babbles := listen(t, func(conn net.Conn) {
		http.ReadRequest(bufio.NewReader(conn))
		io.WriteString(conn, "220 mail ready\r\n")
	})
	silent := listen(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })

	plain := new(net.Dialer).DialContext
	failing := func(err error) Dialer {
		return func(ctx context.Context, _, _ string) (net.Conn, error) {
			if err == nil {
				<-ctx.Done()
				err = ctx.Err()
			}
			return nil, &net.OpError{Op: "dial", Err: err}
		}
	}
	for _, tc := range []struct {
		name  string
		check Check
		addr  netip.AddrPort
		dial  Dialer
		want  string // "" means healthy
	}{
		{"TCP", Check{Protocol: TCP}, silent, plain, ""},
		{"HTTP", Check{Protocol: HTTP}, webAddr, plain, ""},
		{"path", Check{Protocol: HTTP, Path: "health?deep=1"}, webAddr, plain, ""},
		{"redirect", Check{Protocol: HTTP, Path: "/moved"}, webAddr, plain, ""},
		{"large", Check{Protocol: HTTP, Path: "/large"}, webAddr, plain, ""},
		{"status", Check{Protocol: HTTP, Path: "/sick"}, webAddr, plain, fmt.Sprintf("GET /sick on port %d answered HTTP status 503 Service Unavailable", webAddr.Port())},
		{"refused", Check{Protocol: TCP}, closedAddr, plain, fmt.Sprintf("connection refused: nothing listens on port %d", closedAddr.Port())},
		{"unreachable", Check{Protocol: TCP}, closedAddr, failing(syscall.EHOSTUNREACH), "network is not up"},
		{"other", Check{Protocol: TCP}, closedAddr, failing(syscall.EMFILE), "too many open files"},
		{"no connection", Check{Protocol: TCP, Timeout: 20 * time.Millisecond}, closedAddr, failing(nil), "within 20ms: the application does not accept"},
		{"hangs up", Check{Protocol: HTTP}, hangsUp, plain, "closed the connection without an answer"},
		{"babbles", Check{Protocol: HTTP}, babbles, plain, "no valid HTTP answer"},
		{"silent", Check{Protocol: HTTP, Timeout: 50 * time.Millisecond}, silent, plain, "no answer within 50ms"},
		{"protocol", Check{Protocol: "UDP"}, silent, plain, `protocol "UDP" is not one of TCP, HTTP`},
		{"bad path", Check{Protocol: HTTP, Path: "/%zz"}, silent, plain, "is not the path of a URL"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := Probe(t.Context(), tc.check, tc.addr, tc.dial)
			if err != nil && strings.Contains(err.Error(), "127.0.0.1") {
				t.Errorf("the text shows an address: %v", err)
			}
			switch {
			case tc.want == "" && err != nil:
				t.Errorf("got %v, want healthy", err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// neverEnding reads as letters.
type neverEnding struct{}

func (neverEnding) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// Ending the context is no verdict on the instance.
func TestProbeGivenUp(t *testing.T) {
	addr := listen(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	because := errors.New("shutting down")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(20*time.Millisecond, func() { cancel(because) })
	err := Probe(ctx, Check{Protocol: HTTP, Timeout: 10 * time.Second}, addr, new(net.Dialer).DialContext)
	if !errors.Is(err, because) {
		t.Errorf("got %v", err)
	}
}
