package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

const brief = 300 * time.Millisecond

// connect sends the beginning of a request, and nothing more.
func connect(t *testing.T, server *httptest.Server, text string) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	if _, err := io.WriteString(connection, text); err != nil {
		t.Fatal(err)
	}
	return connection
}

func TestStreamThatNobodyReadsEnds(t *testing.T) {
	ended := make(chan error, 1)
	server := httptest.NewServer(impatient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		block := bytes.Repeat([]byte("x"), 1<<20)
		for i := range 64 { // more than any socket holds
			_, err := w.Write(block)
			if err == nil {
				err = http.NewResponseController(w).Flush()
			}
			if err != nil || i == 63 {
				ended <- err
				return
			}
		}
	}), brief))
	defer server.Close()
	connect(t, server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	select {
	case err := <-ended:
		if err == nil {
			t.Error("64 MiB went into a socket that nobody reads")
		}
	case <-time.After(20 * time.Second):
		t.Error("it goes on")
		server.CloseClientConnections()
	}
}

func TestRequestThatDoesNotComeEnds(t *testing.T) {
	ended := make(chan error, 1)
	server := httptest.NewServer(impatient(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		ended <- err
	}), brief))
	defer server.Close()
	connect(t, server, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
	select {
	case err := <-ended:
		if err == nil {
			t.Error("read to its end")
		}
	case <-time.After(20 * time.Second):
		t.Error("it waits")
		server.CloseClientConnections()
	}
}

// A client that takes what it is told may listen for as long as it likes, and ask again on its connection.
func TestPatienceBeginsAnewWithEachWrite(t *testing.T) {
	server := httptest.NewServer(impatient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
		if r.URL.Path == "/nothing" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		for i := range 5 {
			select {
			case <-r.Context().Done():
				t.Error("the client is said to have left")
			case <-time.After(brief / 2):
			}
			fmt.Fprintln(w, i)
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
		}
	}), brief))
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for _, path := range []string{"/", "/nothing", "/"} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		r, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+path, bytes.NewReader([]byte("body")))
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if err != nil || path == "/" && string(text) != "0\n1\n2\n3\n4\n" {
			t.Errorf("%s: %q, %v", path, text, err)
		}
		answer.Body.Close()
		cancel()
		time.Sleep(2 * brief) // a deadline of the request before would be over
	}
}
