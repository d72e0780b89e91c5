package live

import (
	"net/http"
	"strings"
	"testing"

	"sallyport/internal/flowlog"
)

func flow(service string, action flowlog.Action, destination string) flowlog.Event {
	return flowlog.Event{Region: "us-east-1", VPC: "vpc-1", Interface: "eni-1", Service: service, Action: action, Destination: destination}
}

func TestFlowsAsTheyWere(t *testing.T) {
	w := newWorld(t)
	w.api.Flows = flowlog.NewRecent()
	elsewhere := flow("web", flowlog.Reject, "elsewhere")
	elsewhere.Region = "eu-west-1"
	atTheDatabase := flow("", flowlog.Reject, "d")
	atTheDatabase.Sender = "web"
	w.api.Flows.Add(flow("web", flowlog.Accept, "a"), flow("other", flowlog.Reject, "b"), flow("web", flowlog.Reject, "c"), elsewhere,
		flowlog.Event{Region: "us-east-1", VPC: "vpc-1", Lost: 7}, atTheDatabase)
	for path, want := range map[string]string{
		"/v1/flows":                             "a b c 7 d",
		"/v1/flows?rejected=true":               "b c 7 d",
		"/v1/flows?service=web":                 "a c 7 d",
		"/v1/flows?service=web&rejected=true":   "c 7 d",
		"/v1/flows?service=" + id + "&ignored=": "a c 7 d",
	} {
		var got []string
		for line := range strings.Lines(w.get(path).Body.String()) {
			if _, rest, ok := strings.Cut(line, `"destination":"`); ok {
				got = append(got, rest[:strings.IndexByte(rest, '"')])
			}
			if strings.Contains(line, `"lost":7`) {
				got = append(got, "7")
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
	if answer := w.get("/v1/flows?service=none"); answer.Code != http.StatusNotFound {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// Whoever follows all flows makes accepted ones be watched, until he leaves.
func TestFlowsAsTheyCome(t *testing.T) {
	recent := flowlog.NewRecent()
	following(t, "/v1/flows", func(w *world, s *stream) {
		if got := s.news(); !strings.Contains(got, "not watched") {
			t.Errorf("without a ring: %q", got)
		}
		w.api.Flows = recent
	})
	followingWith(t, "/v1/flows", func(w *world) { w.api.Flows = recent }, func(w *world, s *stream) {
		s.news()
		if !recent.Watched("vpc-1") {
			t.Error("nobody watches")
		}
		recent.Add(flow("web", flowlog.Accept, "x"))
		if got := s.news(); !strings.Contains(got, `"destination":"x"`) || strings.Count(got, "\n") != 1 {
			t.Errorf("%q", got)
		}
	})
	if recent.Watched("vpc-1") {
		t.Error("still watched")
	}
}
