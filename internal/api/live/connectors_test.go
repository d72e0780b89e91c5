package live

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

func (r *region) users(query string) (int, Connectors) {
	r.t.Helper()
	ctx := caller.With(r.t.Context(), caller.Caller{Region: "us-east-1"})
	answer := httptest.NewRecorder()
	(&API{Store: r.store}).Handler().ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, "/v1/connectors"+query, nil))
	var c Connectors
	if answer.Code == http.StatusOK {
		if err := json.Unmarshal(answer.Body.Bytes(), &c); err != nil {
			r.t.Fatal(err)
		}
	}
	return answer.Code, c
}

func TestConnectorsSayWhoUsesThem(t *testing.T) {
	r := newRegion(t)
	other := platform.Connector{ARN: "arn:other", Name: "other", Region: "us-east-1", VPCID: "vpc-1", Subnets: []string{"subnet-1"}, Groups: []string{"sg-db"}, Active: true}
	r.put(other)
	web := func(holds, rollback bool, instances int, status string) []ConnectorUser {
		return []ConnectorUser{{Name: "web", ID: id, ARN: "arn:web", Status: status, Holds: holds, Rollback: rollback, Instances: instances}}
	}
	expect := func(why, arn string, want []ConnectorUser) {
		t.Helper()
		code, got := r.users("?arn=" + arn)
		if code != http.StatusOK || len(got.Connectors) != 1 {
			t.Fatalf("%s: %d %+v", why, code, got)
		}
		if diff := cmp.Diff(want, got.Connectors[0].Users); diff != "" {
			t.Errorf("%s (-want +got):\n%s", why, diff)
		}
	}
	expect("in use", "arn:connector", web(true, false, 1, "RUNNING"))
	expect("not in use", "arn:other", []ConnectorUser{})
	alike, _ := store.Get[platform.Connector](r.store.Snapshot(), "arn:connector")
	alike.ARN, alike.Name = "arn:alike", "alike"
	r.put(alike)
	expect("alike, and not in use", "arn:alike", []ConnectorUser{})
	with := func(arn string) platform.Configuration {
		return platform.Configuration{Egress: platform.Egress{Type: platform.EgressVPC, ConnectorARN: arn}}
	}
	good := with("arn:connector")
	s := platform.Service{ID: id, Name: "web", ARN: "arn:web", Region: "us-east-1", Status: platform.OperationInProgress, Configuration: with("arn:other"), Good: &good}
	r.put(s)
	expect("while it may be rolled back", "arn:connector", web(true, true, 1, "OPERATION_IN_PROGRESS"))
	expect("wanted", "arn:other", web(true, false, 0, "OPERATION_IN_PROGRESS"))
	good, s.Status = with("arn:other"), platform.Running
	r.put(s)
	expect("while an instance drains", "arn:connector", web(false, false, 1, "RUNNING"))
	if code, _ := r.users("?arn=arn:none"); code != http.StatusNotFound {
		t.Errorf("%d", code)
	}
	if _, all := r.users(""); len(all.Connectors) != 3 {
		t.Errorf("%+v", all)
	}
}
