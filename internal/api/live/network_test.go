package live

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/flowlog"
	"sallyport/internal/picture"
	"sallyport/internal/platform"
)

// networks are the pictures of a region whose kernel holds all that was asked for.
func (r *region) networks(flows *flowlog.Recent) *Networks {
	held := picture.Held{Sandboxes: map[string]error{"s-web-1": nil, "i-db": nil}, Networks: map[string]error{"vpc-1": nil}}
	return &Networks{Store: r.store, Flows: flows, Drawer: &picture.Drawer{Planner: r.explain.Planner, Held: func() picture.Held { return held }}}
}

// see asks for a picture.
func (r *region) see(networks *Networks, query string) (int, picture.Network) {
	r.t.Helper()
	ctx := caller.With(r.t.Context(), caller.Caller{Region: "us-east-1"})
	answer := httptest.NewRecorder()
	(&API{Store: r.store, Networks: networks}).Handler().ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/v1/network?"+query, nil))
	var n picture.Network
	if answer.Code == http.StatusOK {
		if err := json.Unmarshal(answer.Body.Bytes(), &n); err != nil {
			r.t.Fatal(err)
		}
	}
	return answer.Code, n
}

func TestNetworkOfAServiceAndOfAVPC(t *testing.T) {
	r := newRegion(t)
	r.put(platform.WorkloadStatus{Key: "s-web-1", Phase: platform.PhaseHealthy})
	networks := r.networks(nil)
	for query, want := range map[string][]string{
		"service=web": {"service/web", "s-web-1", "eni-web", "sg-app", "subnet-1", "acl-1", "rtb-1"},
		"vpc=vpc-1":   {"service/web", "s-web-1", "i-db", "eni-web", "eni-db", "sg-app", "sg-db", "subnet-1", "acl-1", "rtb-1"},
	} {
		code, n := r.see(networks, query)
		if code != http.StatusOK || n.Version != picture.Version || n.VPC != "vpc-1" || n.Window != 300 || len(n.Nodes) != len(want) {
			t.Errorf("%s: %d %+v", query, code, n)
		}
		for _, id := range want {
			if !slices.ContainsFunc(n.Nodes, func(n picture.Node) bool { return n.ID == id && n.State == picture.Enforced }) {
				t.Errorf("%s: %s is not there, or not enforced", query, id)
			}
		}
	}
}

func TestNetworkRefusesWhatAsksNothing(t *testing.T) {
	r := newRegion(t)
	networks := r.networks(nil)
	for query, want := range map[string]int{
		"": http.StatusBadRequest, "service=web&vpc=vpc-1": http.StatusBadRequest, "service=web&window=16m": http.StatusBadRequest,
		"service=web&window=soon": http.StatusBadRequest, "service=none": http.StatusNotFound, "vpc=vpc-none": http.StatusNotFound,
	} {
		if code, _ := r.see(networks, query); code != want {
			t.Errorf("%s: %d, want %d", query, code, want)
		}
	}
}

// A VPC is watched as long as somebody looks on, and a while longer.
func TestNetworkIsWatchedForWhoLooksOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegion(t)
		flows := flowlog.NewRecent()
		networks := r.networks(flows)
		for range 20 { // pages, at once and again
			r.see(networks, "service=web")
			r.see(networks, "vpc=vpc-1")
			time.Sleep(2 * time.Second)
		}
		if !flows.Watched("vpc-1") || flows.Watched("vpc-2") {
			t.Error("what is looked at is not watched, or more is")
		}
		time.Sleep(lease - 3*time.Second)
		if !flows.Watched("vpc-1") {
			t.Error("the lease ended early")
		}
		time.Sleep(2 * time.Second)
		if flows.Watched("vpc-1") {
			t.Error("it is watched though nobody looks on")
		}
		r.see(networks, "vpc=vpc-1")
		if !flows.Watched("vpc-1") {
			t.Error("it is not watched again")
		}
		time.Sleep(lease + time.Second)
	})
}
