package ingress

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// echo is a WebSocket application.
func echo(t *testing.T) http.Handler {
	upgrader := websocket.Upgrader{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		for {
			kind, message, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if err := conn.WriteMessage(kind, message); err != nil {
				return
			}
		}
	})
}

func dialSocket(t *testing.T, s *httptest.Server, host string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/", http.Header{"Host": {host}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func exchangeMessage(t *testing.T, conn *websocket.Conn, text string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.ReadMessage(); err != nil || string(got) != text {
		t.Fatalf("got %q, %v, want %q", got, err, text)
	}
}

// A WebSocket outlives the request timeout and a swap, holds the drain up, and
// ends with Cut.
func TestWebSocketHoldsTheDrain(t *testing.T) {
	target := Target{ID: "i-1", Addr: app(t, echo(t))}
	r := route("a", target)
	r.RequestTimeout = 50 * time.Millisecond
	f, s := door(t, Options{}, r)
	conn := dialSocket(t, s, "a.test")
	exchangeMessage(t, conn, "one")

	f.Apply(Config{Routes: []Route{route("a", Target{ID: "i-2", Addr: app(t, says("two"))})}})
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := f.Drained(short, "i-1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("drained with an open WebSocket: %v", err)
	}
	exchangeMessage(t, conn, strings.Repeat("long", 100_000))
	if _, body := get(t, s, "a.test"); body != "two" {
		t.Errorf("new request: got %q", body)
	}
	f.Cut("i-1")
	if err := f.Drained(t.Context(), "i-1"); err != nil {
		t.Error(err)
	}
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("the WebSocket outlived its instance")
	}
}

func TestWebSocketClosedByClientDrains(t *testing.T) {
	target := Target{ID: "i-1", Addr: app(t, echo(t))}
	f, s := door(t, Options{}, route("a", target))
	conn := dialSocket(t, s, "a.test")
	exchangeMessage(t, conn, "one")
	target.Draining = true
	f.Apply(Config{Routes: []Route{route("a", target)}})
	conn.Close()
	if err := f.Drained(t.Context(), "i-1"); err != nil {
		t.Error(err)
	}
	if got := f.Stats()["a"]; got.Status[1] != 1 {
		t.Errorf("counters: %+v, want one 1xx", got)
	}
}

// raw sends bytes to the front door and returns the connection.
func raw(t *testing.T, s *httptest.Server, text string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn, bufio.NewReader(conn)
}

// rawApp is an application that speaks bytes: each connection is served by the
// function, then closed.
func rawApp(t *testing.T, serve func(net.Conn, *bufio.Reader)) Target {
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
				serve(conn, bufio.NewReader(conn))
			}()
		}
	}()
	return Target{ID: "i-raw", Addr: listener.Addr().(*net.TCPAddr).AddrPort()}
}

// switches is a raw application that answers 101, then echoes.
func switches(protocol string, closed chan<- struct{}) func(net.Conn, *bufio.Reader) {
	return func(conn net.Conn, in *bufio.Reader) {
		if _, err := http.ReadRequest(in); err != nil {
			return
		}
		fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n", protocol)
		io.Copy(conn, in)
		if closed != nil {
			close(closed)
		}
	}
}

const upgradeRequest = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: custom\r\n\r\n"

// What a client sends together with its request to switch is not lost
// (golang/go issue 80875), and half-close goes through.
func TestUpgradeKeepsEarlyBytes(t *testing.T) {
	_, s := door(t, Options{}, route("a", rawApp(t, switches("custom", nil))))
	conn, in := raw(t, s, upgradeRequest+"early")
	answer, err := http.ReadResponse(in, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(answer, err)
	}
	io.WriteString(conn, " and late")
	conn.(*net.TCPConn).CloseWrite()
	if got, err := io.ReadAll(in); err != nil || string(got) != "early and late" {
		t.Errorf("got %q, %v", got, err)
	}
}

// An instance that switches to something else is answered with 502, and its
// connection does not leak (golang/go issue 80875).
func TestUpgradeToAnotherProtocolIsRefused(t *testing.T) {
	closed := make(chan struct{})
	_, s := door(t, Options{}, route("a", rawApp(t, switches("other", closed))))
	_, in := raw(t, s, upgradeRequest)
	answer, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusBadGateway || !strings.Contains(string(body), `switched to protocol "other" where "custom"`) {
		t.Errorf("got %d %q", answer.StatusCode, body)
	}
	select {
	case <-closed:
	case <-time.After(5 * time.Second):
		t.Error("the connection to the instance stays open")
	}
}

// A failed hijack does not leak the connection to the instance either.
func TestUpgradeWithoutHijackerClosesTheInstance(t *testing.T) {
	closed := make(chan struct{})
	f, _ := door(t, Options{}, route("a", rawApp(t, switches("custom", closed))))
	r := httptest.NewRequest(http.MethodGet, "http://a.test/", nil)
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "custom")
	w := httptest.NewRecorder() // cannot be hijacked
	f.ServeHTTP(w, r)
	if w.Code != http.StatusBadGateway {
		t.Errorf("got %d", w.Code)
	}
	select {
	case <-closed:
	case <-time.After(5 * time.Second):
		t.Error("the connection to the instance stays open")
	}
}

// HTTP/2 by upgrade would carry requests past the routing by host.
func TestOfferOfHTTP2IsNotPassedOn(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "[%s][%s][%s]", r.Header.Get("Upgrade"), r.Header.Get("Connection"), r.Header.Get("Http2-Settings"))
	}))}))
	_, body := get(t, s, "a.test", "Connection", "Upgrade, HTTP2-Settings", "Upgrade", "h2c", "HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")
	if body != "[][][]" {
		t.Errorf("the application saw %s", body)
	}
}

func TestRefusedUpgradeIsAnOrdinaryAnswer(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "not here", http.StatusForbidden)
	}))}))
	_, in := raw(t, s, strings.Repeat(upgradeRequest, 2))
	for range 2 {
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusForbidden || string(body) != "not here\n" {
			t.Errorf("got %d %q", answer.StatusCode, body)
		}
	}
}
