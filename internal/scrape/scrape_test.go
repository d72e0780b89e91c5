package scrape_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sallyport/internal/ingress"
	"sallyport/internal/latency"
	"sallyport/internal/metrics"
	"sallyport/internal/reconcile"
	"sallyport/internal/scrape"
)

func newScrape() *scrape.Scrape {
	var live metrics.Live
	web := metrics.Subject{Region: "us-east-1", ServiceName: "web", ServiceID: "aa"}
	live.Set([]metrics.State{
		{Subject: web, Instances: 1, CPU: 1500 * time.Millisecond, Memory: 1 << 20, EgressBytes: 100, EgressPackets: 2, Rejected: map[string]uint64{"route": 3}},
		{Subject: metrics.Subject{Region: "us-east-1", ServiceName: "new", ServiceID: "bb"}},
	})
	var h latency.Histogram
	for _, d := range []time.Duration{time.Millisecond, 2 * time.Millisecond, 3 * time.Minute} {
		h.Add(d)
	}
	return scrape.New(scrape.Options{Live: &live, Token: "secret", TokenFile: "/data/metrics-token", Version: "v1", Requests: func() map[string]ingress.Counters {
		return map[string]ingress.Counters{"aa": {Requests: 3, Status: [6]uint64{2: 2, 5: 1}, Latency: h.Read(), InFlight: 4}}
	}})
}

func ask(h http.Handler, method, path, authorization string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestWhatPrometheusReads(t *testing.T) {
	s := newScrape()
	s.Observe(reconcile.Pass{Loop: "routes"})
	s.Observe(reconcile.Pass{Loop: "routes", Err: errors.New("failed")})
	text := ask(s, http.MethodGet, "/metrics", "Bearer secret").Body.String()
	const of = `region="us-east-1",service="web",service_id="aa"`
	for _, line := range []string{
		`sallyport_requests_total{class="2xx",` + of + `} 2`,
		`sallyport_requests_total{class="5xx",` + of + `} 1`,
		`sallyport_requests_total{class="none",` + of + `} 0`,
		`sallyport_request_duration_seconds_bucket{` + of + `,le="0.001"} 1`,
		`sallyport_request_duration_seconds_bucket{` + of + `,le="0.0025"} 2`,
		`sallyport_request_duration_seconds_bucket{` + of + `,le="120"} 2`,
		`sallyport_request_duration_seconds_bucket{` + of + `,le="+Inf"} 3`,
		`sallyport_request_duration_seconds_sum{` + of + `} 180.003`,
		`sallyport_requests_in_flight{` + of + `} 4`,
		`sallyport_instances{` + of + `} 1`,
		`sallyport_instances{region="us-east-1",service="new",service_id="bb"} 0`,
		`sallyport_cpu_seconds_total{` + of + `} 1.5`,
		`sallyport_memory_bytes{` + of + `} 1.048576e+06`,
		`sallyport_egress_bytes_total{` + of + `} 100`,
		`sallyport_egress_packets_total{` + of + `} 2`,
		`sallyport_rejected_flows_total{` + of + `,stage="route"} 3`,
		`sallyport_reconcile_passes_total{loop="routes"} 2`,
		`sallyport_reconcile_errors_total{loop="routes"} 1`,
		`sallyport_build_info{version="v1"} 1`,
		"go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, "\n"+line) {
			t.Errorf("no line %s in:\n%s", line, text)
		}
	}
}

func TestOnlyTheTokenLetsIn(t *testing.T) {
	s := newScrape()
	for _, shown := range []string{"", "secret", "Basic secret", "Bearer", "Bearer secre", "Bearer secretx", "AWS4-HMAC-SHA256 secret"} {
		w := ask(s, http.MethodGet, "/metrics", shown)
		if w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "sallyport_") || !strings.Contains(w.Body.String(), "/data/metrics-token") {
			t.Errorf("%q: %d %s", shown, w.Code, w.Body)
		}
	}
	if w := ask(s, http.MethodPost, "/metrics", "Bearer secret"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestOtherPathsAreOthers(t *testing.T) {
	h := newScrape().Before(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	if w := ask(h, http.MethodGet, "/metrics/x", ""); w.Code != http.StatusTeapot {
		t.Errorf("/metrics/x: %d", w.Code)
	}
	if w := ask(h, http.MethodGet, "/metrics", "bearer secret"); w.Code != http.StatusOK {
		t.Errorf("/metrics: %d", w.Code)
	}
}
