package live

import (
	"encoding/json"
	"fmt"
	"net/http"

	"sallyport/internal/api/caller"
	"sallyport/internal/flowlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// flows answers with the region's flows as they were seen, a line of JSON each;
// see flowlog.Event.
func (a *API) flows(w http.ResponseWriter, r *http.Request) {
	if a.Flows == nil {
		http.Error(w, "flows are not watched here", http.StatusNotFound)
		return
	}
	query := r.URL.Query()
	match, vpcID, ok := a.chosen(r)
	if !ok {
		http.Error(w, fmt.Sprintf("there is no service %q in the region %s", query.Get("service"), caller.From(r.Context()).Region), http.StatusNotFound)
		return
	}
	follow := query.Get("follow") == "true"
	if follow && query.Get("rejected") != "true" {
		defer a.Flows.Watch(vpcID)()
	}
	w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	out := json.NewEncoder(w)
	for next := uint64(0); ; {
		var events []flowlog.Event
		events, next = a.Flows.After(next)
		for _, e := range events {
			if !match(e) {
				continue
			}
			if err := out.Encode(e); err != nil {
				return // the client left
			}
		}
		if !follow {
			return
		}
		if !a.again(w, r) {
			return
		}
	}
}

// chosen is what a request is for: the region's flows, those of a service, only
// rejected ones. The VPC is that of the service; empty for all.
func (a *API) chosen(r *http.Request) (match func(flowlog.Event) bool, vpcID string, ok bool) {
	region, name, rejected := caller.From(r.Context()).Region, r.URL.Query().Get("service"), r.URL.Query().Get("rejected") == "true"
	if name != "" {
		service, found := findService(a.Store.Snapshot(), region, name)
		if !found {
			return nil, "", false
		}
		name = service.Name
		if connector, has := store.Get[platform.Connector](a.Store.Snapshot(), service.Configuration.Egress.ConnectorARN); has {
			vpcID = connector.VPCID
		}
	}
	return func(e flowlog.Event) bool {
		if e.Lost > 0 {
			return e.Region == region && (vpcID == "" || e.VPC == vpcID)
		}
		return e.Region == region && (name == "" || e.Concerns(name)) && (!rejected || e.Action == flowlog.Reject)
	}, vpcID, true
}
