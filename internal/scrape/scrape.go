// Package scrape is what Prometheus reads: what services did since this process
// began, and how the process itself fares.
package scrape

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"sallyport/internal/ingress"
	"sallyport/internal/metrics"
	"sallyport/internal/reconcile"
)

// Path is where metrics are read.
const Path = "/metrics"

// Options are what a Scrape needs.
type Options struct {
	// Live has the states of services, and Requests counts their requests by
	// their ids: ingress.FrontDoor.Stats.
	Live     *metrics.Live
	Requests func() map[string]ingress.Counters
	// Token is what whoever reads must show.
	Token string
	// TokenFile is told to those who show none.
	TokenFile string
	Version   string
}

// Scrape answers Prometheus. It is safe for concurrent use.
type Scrape struct {
	token     [sha256.Size]byte
	tokenFile string
	handler   http.Handler
	passes    *prometheus.CounterVec
	failures  *prometheus.CounterVec
}

// New makes a registry of its own, so that nothing else is in it.
func New(o Options) *Scrape {
	s := &Scrape{
		token: sha256.Sum256([]byte(o.Token)), tokenFile: o.TokenFile,
		passes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sallyport_reconcile_passes_total", Help: "Passes of a loop that makes what is match what is wanted."}, []string{"loop"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sallyport_reconcile_errors_total", Help: "Passes of a loop that failed and are tried again."}, []string{"loop"}),
	}
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "sallyport_build_info", Help: "1, with the version that runs.", ConstLabels: prometheus.Labels{"version": o.Version},
	}, func() float64 { return 1 })
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		build, s.passes, s.failures, services{o.Live, o.Requests})
	s.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return s
}

// Observe counts a pass of a loop.
func (s *Scrape) Observe(p reconcile.Pass) {
	s.passes.WithLabelValues(p.Loop).Inc()
	failures := s.failures.WithLabelValues(p.Loop) // there with 0 before the first
	if p.Err != nil {
		failures.Inc()
	}
}

// Before answers requests for Path, and gives all others to next.
func (s *Scrape) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == Path {
			s.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ServeHTTP answers whoever shows the token.
func (s *Scrape) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "metrics are read with GET", http.StatusMethodNotAllowed)
		return
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	shown := sha256.Sum256([]byte(token)) // of one length, whatever was shown
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(shown[:], s.token[:]) != 1 {
		w.Header().Set("WWW-Authenticate", `Bearer realm="sallyport metrics"`)
		http.Error(w, "metrics need the bearer token of the file "+s.tokenFile+" (Prometheus: authorization.credentials_file)", http.StatusUnauthorized)
		return
	}
	s.handler.ServeHTTP(w, r)
}
