package ingress

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if app := os.Getenv(doorFor); app != "" {
		fmt.Fprintln(os.Stderr, serveDoor(app))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// app starts an application on loopback.
func app(t testing.TB, h http.Handler) netip.AddrPort {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return addrOf(s)
}

func addrOf(s *httptest.Server) netip.AddrPort {
	return netip.MustParseAddrPort(s.Listener.Addr().String())
}

// says is an application that answers with its name.
func says(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, name) })
}

// door starts a front door on loopback. Its server closes before its instances.
func door(t testing.TB, o Options, routes ...Route) (*FrontDoor, *httptest.Server) {
	t.Helper()
	f := New(o)
	f.Apply(Config{Routes: routes})
	s := httptest.NewUnstartedServer(nil)
	s.Config = NewServer(f, ServerOptions{})
	s.Start()
	t.Cleanup(func() {
		s.Close()
		f.Close()
	})
	return f, s
}

// route is a service of one host, "<id>.test".
func route(id string, targets ...Target) Route {
	return Route{Hosts: []string{id + ".test"}, Service: id, Targets: targets, RequestTimeout: DefaultRequestTimeout}
}

// get asks the front door for a host.
func get(t testing.TB, s *httptest.Server, host string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestHostLeadsToService(t *testing.T) {
	one := app(t, says("one"))
	two := app(t, says("two"))
	_, s := door(t, Options{},
		route("a", Target{ID: "i-a", Addr: one}),
		Route{Hosts: []string{"b.test", "Alias.Test."}, Service: "b", Targets: []Target{{ID: "i-b", Addr: two}}},
		route("empty"),
	)
	for _, tc := range []struct {
		host   string
		status int
		body   string
	}{
		{"a.test", 200, "one"},
		{"A.TEST", 200, "one"},
		{"a.test.", 200, "one"},
		{"a.test:8080", 200, "one"},
		{"a.test.:8080", 200, "one"},
		{"b.test", 200, "two"},
		{"alias.test", 200, "two"},
		{"c.test", 404, `no service has the host "c.test"`},
		{"a.test.evil", 404, "no service"},
		{"empty.test", 503, "no healthy instance"},
	} {
		answer, body := get(t, s, tc.host)
		if answer.StatusCode != tc.status || !strings.Contains(body, tc.body) {
			t.Errorf("host %q: got %d %q, want %d %q", tc.host, answer.StatusCode, body, tc.status, tc.body)
		}
		if answer.StatusCode == 503 && answer.Header.Get("Retry-After") == "" {
			t.Errorf("host %q: 503 without Retry-After", tc.host)
		}
	}
	answer, body := get(t, s, "c.test", "Accept", "application/json")
	if answer.Header.Get("Content-Type") != "application/json" || !strings.Contains(body, `"message":"no service has the host`) {
		t.Errorf("JSON answer: got %s %q", answer.Header.Get("Content-Type"), body)
	}
}
