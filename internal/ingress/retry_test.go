package ingress

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// closedPort is an address where nothing listens.
func closedPort(t *testing.T) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).AddrPort()
}

// A request that no instance has seen a byte of is sent to another, its body
// whole.
func TestUnreachableInstanceIsPassedOver(t *testing.T) {
	good := Target{ID: "i-good", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Write(body)
	}))}
	dead := closedPort(t)
	f, s := door(t, Options{}, route("a", good, Target{ID: "i-dead", Addr: dead}))
	for n := range 40 {
		method, text := http.MethodGet, ""
		if n%2 == 0 {
			method, text = http.MethodPost, strings.Repeat("body", 10_000)
		}
		r, _ := http.NewRequest(method, s.URL, io.MultiReader(strings.NewReader(text)))
		r.Host = "a.test"
		if text == "" {
			r.Body = nil
		}
		answer, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK || string(body) != text {
			t.Errorf("%s: got %d, %d bytes", method, answer.StatusCode, len(body))
		}
		answer.Body.Close()
	}
	if n := f.InFlight("i-good") + f.InFlight("i-dead"); n != 0 {
		t.Errorf("%d requests in flight after all", n)
	}
}

// Failures say which instance and what happened, and no address.
func TestFailuresSayWhatHappened(t *testing.T) {
	abrupt := rawApp(t, func(conn net.Conn, in *bufio.Reader) { http.ReadRequest(in) })
	babble := rawApp(t, func(conn net.Conn, in *bufio.Reader) {
		http.ReadRequest(in)
		io.WriteString(conn, "220 mail ready\r\n\r\n")
	})
	zero := rawApp(t, func(conn net.Conn, in *bufio.Reader) {
		http.ReadRequest(in)
		io.WriteString(conn, "HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n")
	})
	switching := rawApp(t, switches("custom", nil))
	for _, tc := range []struct {
		name   string
		addr   netip.AddrPort
		dial   Dialer
		status int
		text   string
	}{
		{"refused", closedPort(t), nil, 502, "instance i-1 refused the connection: nothing listens on the service's port"},
		{"abrupt", abrupt.Addr, nil, 502, "instance i-1 closed the connection before it had answered"},
		{"babble", babble.Addr, nil, 502, "instance i-1 gave no valid HTTP answer"},
		{"status 000", zero.Addr, nil, 502, "instance i-1 gave no valid HTTP answer"},
		{"switching", switching.Addr, nil, 502, "instance i-1 switched to protocol"},
		{"unreachable", abrupt.Addr, func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}
		}, 502, "instance i-1 could not be connected to"},
		{"silent", abrupt.Addr, func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, &net.OpError{Op: "dial", Err: ctx.Err()}
		}, 504, "instance i-1 did not accept a connection in time"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, s := door(t, Options{Dial: tc.dial, ConnectTimeout: 30 * time.Millisecond}, route("a", Target{ID: "i-1", Addr: tc.addr}))
			for _, method := range []string{"GET", "DELETE"} {
				_, in := raw(t, s, method+" / HTTP/1.1\r\nHost: a.test\r\n\r\n")
				answer, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(answer.Body)
				if answer.StatusCode != tc.status || !strings.HasPrefix(string(body), tc.text) {
					t.Errorf("%s: got %d %q", method, answer.StatusCode, body)
				}
				if strings.Contains(string(body), "127.0.0.1") {
					t.Errorf("%s: the text shows an address: %q", method, body)
				}
				if answer.Header.Get("X-Request-Id") == "" {
					t.Errorf("%s: no request id", method)
				}
			}
		})
	}
}

// An application may close a kept connection at any time, or say something on
// it before: neither becomes the client's trouble, nor the next one's answer.
func TestKeptConnectionsThatEndAreReplaced(t *testing.T) {
	for _, last := range []string{"", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"} {
		var connections atomic.Int64
		closed := make(chan struct{})
		_, s := door(t, Options{}, route("a", rawApp(t, func(conn net.Conn, in *bufio.Reader) {
			n := connections.Add(1)
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", n)
			if n == 1 {
				io.WriteString(conn, last)
				conn.Close()
				close(closed)
				return
			}
			in.ReadByte()
		})))
		get(t, s, "a.test")
		<-closed
		if answer, body := get(t, s, "a.test"); answer.StatusCode != http.StatusOK || body != "2" {
			t.Errorf("after %q: got %d %q, want 2", last, answer.StatusCode, body)
		}
	}
}

// The race that no look can exclude: the instance closes the kept connection
// while the request is under way.
func TestRequestOnAClosingConnectionIsSentAgain(t *testing.T) {
	var connections atomic.Int64
	_, s := door(t, Options{}, route("a", rawApp(t, func(conn net.Conn, in *bufio.Reader) {
		n := connections.Add(1)
		for {
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", n)
			if n == 1 {
				http.ReadRequest(in) // takes the second request along
				return
			}
		}
	})))
	get(t, s, "a.test")
	if answer, body := get(t, s, "a.test"); answer.StatusCode != http.StatusOK || body != "2" {
		t.Errorf("got %d %q, want 2", answer.StatusCode, body)
	}
}

// Kept connections go when they were idle for long, with nobody asking.
func TestIdleConnectionsAreSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target := newTarget("i-1", netip.AddrPort{}, "t1:80", nil)
		var far []net.Conn
		add := func() {
			near, other := net.Pipe()
			far = append(far, other)
			conn, err := target.track(near)
			if err != nil {
				t.Fatal(err)
			}
			target.keep(newPlainConn(conn), 2, time.Minute)
		}
		ended := func(n int) bool {
			far[n].SetReadDeadline(time.Now().Add(time.Millisecond))
			_, err := far[n].Read(make([]byte, 1))
			return errors.Is(err, io.EOF)
		}
		add()
		time.Sleep(40 * time.Second)
		add()
		add() // one more than are kept
		if !ended(2) {
			t.Error("a connection over the bound was kept")
		}
		time.Sleep(21 * time.Second)
		synctest.Wait()
		if !ended(0) || ended(1) {
			t.Errorf("after 61 s: ended %v %v, want true false", ended(0), ended(1))
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if !ended(1) || len(target.idle) != 0 || len(target.conns) != 0 || target.sweep != nil {
			t.Errorf("after 3 minutes: %d idle, %d connections", len(target.idle), len(target.conns))
		}
		target.cut(true)
	})
}
