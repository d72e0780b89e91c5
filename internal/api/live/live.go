// Package live serves what AWS has no call for: a service's event log and its
// instances' output as they grow. Requests are signed as those of AWS are, for
// the service name sallyport.
//
//	GET /v1/services/{name}/events[?follow=true]   a line an event
//	GET /v1/services/{name}/logs[?follow=true]     the instances' output
//	GET /v1/flows[?service=NAME][&rejected=true][&follow=true]   a line of JSON a flow
//
// The answer is text, a line at a time; with follow it does not end.
package live

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/eventlog"
	"sallyport/internal/flowlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// API is the endpoints. It is safe for concurrent use.
type API struct {
	Store *store.Store
	// LogDir is where workloads write: LogDir/<service id>/<workload>.log.
	LogDir string
	// Flows are what was seen last of what passes VPCs; nil for none.
	Flows *flowlog.Recent
}

// often is the pause between two looks for more to tell.
const often = 150 * time.Millisecond

// Handler serves the endpoints.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/services/{name}/events", a.serve(a.events))
	mux.HandleFunc("GET /v1/services/{name}/logs", a.serve(a.logs))
	mux.HandleFunc("GET /v1/flows", a.flows)
	return mux
}

// teller writes what is new since it was last called.
type teller func(w io.Writer) error

// serve answers with what a teller has. It is told whether it will be asked
// again.
func (a *API) serve(begin func(s platform.Service, follow bool) teller) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		service, ok := a.service(r.Context(), r.PathValue("name"))
		if !ok {
			http.Error(w, fmt.Sprintf("there is no service %q in the region %s", r.PathValue("name"), caller.From(r.Context()).Region), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		follow := r.URL.Query().Get("follow") == "true"
		tell := begin(service, follow)
		for {
			if err := tell(w); err != nil {
				return // the client left
			}
			if !follow {
				return
			}
			if err := http.NewResponseController(w).Flush(); err != nil {
				return
			}
			select {
			case <-r.Context().Done():
				return
			case <-time.After(often):
			}
		}
	}
}

// service finds a service by its name or id; of deleted ones with the same
// name the newest.
func (a *API) service(ctx context.Context, name string) (platform.Service, bool) {
	var found platform.Service
	for s := range store.Find[platform.Service](a.Store.Snapshot(), "region="+caller.From(ctx).Region) {
		if (s.Name == name || s.ID == name) && (found.ID == "" || s.CreatedAt.After(found.CreatedAt)) {
			found = s
		}
	}
	return found, found.ID != ""
}

func (a *API) events(service platform.Service, _ bool) teller {
	var last int64
	return func(w io.Writer) error {
		for e := range eventlog.After(a.Store.Snapshot(), service.ID, last) {
			last = e.Number
			if _, err := fmt.Fprintf(w, "%s [AppRunner] %s\n", e.At.Format("2006-01-02T15:04:05.000Z07:00"), e.Text); err != nil {
				return err
			}
		}
		return nil
	}
}
