// Package live serves what AWS has no call for: a service's event log and its
// instances' output as they grow. Requests are signed as those of AWS are, for
// the service name sallyport.
//
//	GET /v1/services/{name}/events[?follow=true]   a line an event
//	GET /v1/services/{name}/logs[?follow=true][&times=true]   the instances' output, a line with its instance's name and, with times, when it was printed
//	GET /v1/services/{name}/progress[?operation=ID][&follow=true]   a Progress (JSON)
//	GET /v1/flows[?service=NAME][&rejected=true][&follow=true]   a line of JSON a flow
//	GET /v1/network?service=NAME[&window=5m]       a service's way out: a picture.Network (JSON)
//	GET /v1/network?vpc=ID[&window=5m]             the map of a VPC: a picture.Network (JSON)
//	GET /v1/connectors[?arn=ARN]                   which services use VPC connectors: Connectors (JSON)
//	POST /v1/explain                               a Question, answered by a Report (JSON)
//	POST /v1/check[?probe=true]                    assertions, answered by a Judgement (JSON)
//
// Where nothing else is said, the answer is text, a line at a time; with follow it does not end. That of
// progress is one line of JSON; with follow there is another one each time that
// it changes, until the operation has ended.
package live

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/eventlog"
	"sallyport/internal/flowlog"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// API is the endpoints. It is safe for concurrent use.
type API struct {
	Store *store.Store
	// Logs are the output of workloads; its owners are the services' ids.
	Logs *logstore.Store
	// Flows are what was seen last of what passes VPCs; nil for none.
	Flows *flowlog.Recent
	// Pulls tells how far pulls are that are under way; nil for not at all.
	Pulls Pulls
	// Explain answers questions about the network; nil leaves them out.
	Explain *Explainer
	// Networks draws pictures of the network; nil leaves them out.
	Networks *Networks
	// Done ends what is followed when it is closed; nil does not.
	Done <-chan struct{}
}

// often is the pause between two looks for more to tell.
const often = 150 * time.Millisecond

// timeForm is how a time stands before a line.
const timeForm = "2006-01-02T15:04:05.000Z07:00"

// Handler serves the endpoints.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/services/{name}/events", a.serve(a.events))
	mux.HandleFunc("GET /v1/services/{name}/logs", a.serve(a.logs))
	mux.HandleFunc("GET /v1/services/{name}/progress", a.progress)
	mux.HandleFunc("GET /v1/flows", a.flows)
	mux.HandleFunc("GET /v1/connectors", a.connectors)
	if a.Networks != nil {
		mux.HandleFunc("GET /v1/network", a.Networks.serve)
	}
	if a.Explain != nil {
		mux.HandleFunc("POST /v1/explain", a.Explain.serve)
		mux.HandleFunc("POST /v1/check", a.Explain.serveCheck)
	}
	return mux
}

// teller writes what is new since it was last called.
type teller func(w io.Writer) error

// serve answers with what a teller has. Its beginning is told what is asked
// for.
func (a *API) serve(begin func(s platform.Service, query url.Values) teller) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		service, ok := findService(a.Store.Snapshot(), caller.From(r.Context()).Region, r.PathValue("name"))
		if !ok {
			http.Error(w, fmt.Sprintf("there is no service %q in the region %s", r.PathValue("name"), caller.From(r.Context()).Region), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		follow := r.URL.Query().Get("follow") == "true"
		tell := begin(service, r.URL.Query())
		for {
			if err := tell(w); err != nil {
				return // the client left
			}
			if !follow {
				return
			}
			if !a.again(w, r) {
				return
			}
		}
	}
}

// again sends what was told, and says after a pause whether to tell on: not to a client that left, nor
// when the system ends, which would wait for it.
func (a *API) again(w http.ResponseWriter, r *http.Request) bool {
	if err := http.NewResponseController(w).Flush(); err != nil {
		return false
	}
	select {
	case <-r.Context().Done():
		return false
	case <-a.Done:
		return false
	case <-time.After(often):
		return true
	}
}

func (a *API) events(service platform.Service, _ url.Values) teller {
	var last int64
	return func(w io.Writer) error {
		for e := range eventlog.After(a.Store.Snapshot(), service.ID, last) {
			last = e.Number
			if _, err := fmt.Fprintf(w, "%s [AppRunner] %s\n", e.At.Format(timeForm), e.Text); err != nil {
				return err
			}
		}
		return nil
	}
}
