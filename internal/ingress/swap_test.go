package ingress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sallyport/internal/fault"
)

// Blue/green under load: each instance is replaced and stopped as soon as it is
// drained, as the service loop does it, and no request may notice. Half of the
// requests have a body, so both ways through the proxy are swapped under.
func TestSwapLosesNoRequest(t *testing.T) {
	f, s := door(t, Options{})
	start := func(n int) (Target, *httptest.Server) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			time.Sleep(time.Duration(n%3) * time.Millisecond)
			io.WriteString(w, "ok")
		}))
		return Target{ID: fmt.Sprintf("i-%d", n), Addr: addrOf(server)}, server
	}
	target, server := start(0)
	f.Apply(Config{Routes: []Route{route("a", target)}})

	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	var requests, bad atomic.Int64
	var clients sync.WaitGroup
	for n := range 32 {
		clients.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for ctx.Err() == nil {
				r, _ := http.NewRequest(http.MethodGet, s.URL, nil)
				if n%2 == 0 {
					r, _ = http.NewRequest(http.MethodPost, s.URL, strings.NewReader("body"))
				}
				r.Host = "a.test"
				answer, err := client.Do(r)
				requests.Add(1)
				if err != nil {
					bad.Add(1)
					t.Error(err)
					return
				}
				body, _ := io.ReadAll(answer.Body)
				answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					bad.Add(1)
					t.Errorf("got %s: %s", answer.Status, body)
				}
			}
		})
	}
	swaps := 0
	for n := 1; ctx.Err() == nil; n++ {
		next, nextServer := start(n)
		old := target
		old.Draining = true
		f.Apply(Config{Routes: []Route{route("a", next, old)}})
		if err := f.Drained(t.Context(), old.ID); err != nil {
			t.Fatal(err)
		}
		server.CloseClientConnections()
		server.Close()
		f.Apply(Config{Routes: []Route{route("a", next)}})
		target, server = next, nextServer
		swaps++
		time.Sleep(20 * time.Millisecond)
	}
	clients.Wait()
	server.Close()
	t.Logf("%d requests over %d swaps", requests.Load(), swaps)
	if requests.Load() < 100 || swaps < 3 {
		t.Errorf("too little happened: %d requests, %d swaps", requests.Load(), swaps)
	}
	got := f.Stats()["a"]
	if got.Status[2] != uint64(requests.Load()) || got.InFlight != 0 {
		t.Errorf("counters: %+v, want %d of 2xx", got, requests.Load())
	}
}

// holds is an application whose requests last until the channel closes.
func holds(release <-chan struct{}) (http.Handler, <-chan struct{}) {
	arrived := make(chan struct{}, 100)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
		io.WriteString(w, "held")
	}), arrived
}

func TestDrained(t *testing.T) {
	for _, how := range []string{"draining", "removed", "moved"} {
		t.Run(how, func(t *testing.T) {
			release := make(chan struct{})
			h, arrived := holds(release)
			target := Target{ID: "i-1", Addr: app(t, h)}
			f, s := door(t, Options{}, route("a", target))
			if err := f.Drained(t.Context(), "i-1"); !errors.Is(err, fault.Conflict) {
				t.Fatalf("live target: got %v, want a conflict", err)
			}
			answered := make(chan string, 1)
			go func() { // ends with the release below
				_, body := get(t, s, "a.test")
				answered <- body
			}()
			<-arrived
			if n := f.InFlight("i-1"); n != 1 {
				t.Errorf("in flight: got %d, want 1", n)
			}
			switch how {
			case "draining":
				target.Draining = true
				f.Apply(Config{Routes: []Route{route("a", target)}})
				if answer, _ := get(t, s, "a.test"); answer.StatusCode != http.StatusServiceUnavailable {
					t.Errorf("only a draining instance: got %d, want 503", answer.StatusCode)
				}
			case "removed":
				f.Apply(Config{})
			case "moved":
				target.Addr, target.Draining = app(t, says("new")), true
				f.Apply(Config{Routes: []Route{route("a", target)}})
			}
			short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			if err := f.Drained(short, "i-1"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("busy target: got %v, want deadline exceeded", err)
			}
			close(release)
			if err := f.Drained(t.Context(), "i-1"); err != nil {
				t.Error(err)
			}
			if body := <-answered; body != "held" {
				t.Errorf("request in flight: got %q", body)
			}
			if n := f.InFlight("i-1"); n != 0 {
				t.Errorf("in flight: got %d, want 0", n)
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			if len(f.leaving) != 0 {
				t.Errorf("%d targets never left", len(f.leaving))
			}
		})
	}
}

// An address that a new instance inherits must not be reached by a connection
// to the old one.
func TestKeptConnectionsGoWithTheirTarget(t *testing.T) {
	addr := app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.RemoteAddr) }))
	f, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: addr}))
	_, first := get(t, s, "a.test")
	if _, again := get(t, s, "a.test"); again != first {
		t.Errorf("the connection was not kept: %s, then %s", first, again)
	}
	f.Apply(Config{Routes: []Route{route("a", Target{ID: "i-2", Addr: addr})}})
	if _, other := get(t, s, "a.test"); other == first {
		t.Error("the new instance got the connection of the old one")
	}
}

func TestLessLoadedIsChosen(t *testing.T) {
	release := make(chan struct{})
	h, arrived := holds(release)
	a, b := Target{ID: "i-1", Addr: app(t, h)}, Target{ID: "i-2", Addr: app(t, h)}
	f, s := door(t, Options{}, route("a", a, b))
	var clients sync.WaitGroup
	for range 10 {
		clients.Go(func() { get(t, s, "a.test") })
		<-arrived
	}
	if one, two := f.InFlight("i-1"), f.InFlight("i-2"); one != 5 || two != 5 {
		t.Errorf("ten requests on two instances: %d and %d", one, two)
	}
	close(release)
	clients.Wait()
}

func TestApplyKeepsCountersAndFirstOwner(t *testing.T) {
	addr := app(t, says("one"))
	f, s := door(t, Options{}, route("a", Target{ID: "i-1", Addr: addr}))
	get(t, s, "a.test")
	twice := route("b", Target{ID: "i-1", Addr: addr})
	twice.Hosts = append(twice.Hosts, "A.test")
	f.Apply(Config{Routes: []Route{route("a", Target{ID: "i-1", Addr: addr}), twice}})
	get(t, s, "a.test")
	if answer, _ := get(t, s, "b.test"); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("an instance with another owner answered: %d", answer.StatusCode)
	}
	stats := f.Stats()
	if stats["a"].Requests != 2 || stats["b"].Status[5] != 1 {
		t.Errorf("counters: %+v", stats)
	}
	// The first owner goes; the second gets the instance.
	f.Apply(Config{Routes: []Route{twice}})
	for _, host := range []string{"a.test", "b.test"} {
		if answer, body := get(t, s, host); answer.StatusCode != http.StatusOK {
			t.Errorf("host %s: got %d %q", host, answer.StatusCode, body)
		}
	}
}

// Cut ends a request for good: it is not sent again to an instance that is to stop.
func TestCutEndsRequests(t *testing.T) {
	release := make(chan struct{})
	h, arrived := holds(release)
	target := Target{ID: "i-1", Addr: app(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/warm" {
			return
		}
		h.ServeHTTP(w, r)
	}))}
	f, s := door(t, Options{}, route("a", target))
	for _, method := range []string{"GET", "POST"} {
		// The second request is on a kept connection.
		_, in := raw(t, s, method+" /warm HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n"+method+" / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n")
		<-arrived
		f.Cut("i-1")
		if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s before: got %v, %v", method, answer, err)
		}
		if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusBadGateway {
			t.Errorf("%s cut: got %v, %v", method, answer, err)
		}
		if len(arrived) > 0 {
			t.Errorf("%s: sent again", method)
		}
	}
	close(release)
}
