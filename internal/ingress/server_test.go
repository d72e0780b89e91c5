package ingress

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A client that sends its request's head a byte at a time is cut off.
func TestSlowHeadsAreCutOff(t *testing.T) {
	f := New(Options{})
	defer f.Close()
	s := httptest.NewUnstartedServer(nil)
	s.Config = NewServer(f, ServerOptions{ReadHeaderTimeout: 50 * time.Millisecond, IdleTimeout: 50 * time.Millisecond})
	s.Start()
	defer s.Close()
	for _, sent := range []string{"GET / HT", ""} {
		conn, in := raw(t, s, sent)
		conn.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.ReadAll(in); err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				t.Errorf("after %q: the connection stays open", sent)
			}
		}
	}
}

func TestCONNECTIsRefused(t *testing.T) {
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: app(t, says("one"))}))
	_, in := raw(t, s, "CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\n\r\n")
	if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("got %v, %v", answer, err)
	}
}

func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		io.WriteString(w, r.Method+r.URL.Path+string(body))
	}))
	server.Config.DisableGeneralOptionsHandler = true
	server.Start()
	defer server.Close()
	_, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: addrOf(server)}))
	_, in := raw(t, s, "GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\nbOPTIONS * HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
	var got []string
	for range 3 {
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		got = append(got, string(body))
	}
	if strings.Join(got, " ") != "GET/1 POST/2b OPTIONS*" {
		t.Errorf("got %q", got)
	}
}

func TestLogEvery(t *testing.T) {
	var log strings.Builder
	_, s := door(t, Options{LogEvery: 2, Log: slog.New(slog.NewTextHandler(&log, nil))}, route("a", Target{ID: "i-1", Addr: app(t, says("one"))}))
	for range 5 {
		get(t, s, "a.test")
	}
	s.Close() // a request is logged after its answer
	if n := strings.Count(log.String(), "msg=request service=a instance=i-1 method=GET path=/ status=200"); n != 2 {
		t.Errorf("5 requests, one of 2 logged: got %d lines\n%s", n, log.String())
	}
}
