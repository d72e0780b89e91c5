package live

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
)

// fakePulls are how far the pulls of workloads are.
type fakePulls map[string][2]int64

func (p fakePulls) Pulling(workload string) (done, total int64, ok bool) {
	bytes, ok := p[workload]
	return bytes[0], bytes[1], ok
}

var began = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// operation is one of the service web, with a second for each of its steps.
func operation(id string, kind platform.OperationType, status platform.OperationStatus, steps ...platform.OperationStep) platform.Operation {
	op := platform.Operation{ID: id, ServiceARN: "arn:web", Region: "us-east-1", Type: kind, Status: status, StartedAt: began, Generation: 1, Steps: steps}
	at := began
	for i := range steps {
		if steps[i].Outcome == platform.StepDone || steps[i].Outcome == platform.StepFailed {
			at = at.Add(time.Second)
			steps[i].EndedAt = at
		}
	}
	if status != platform.InProgress {
		op.EndedAt = at
	}
	return op
}

func (w *world) progress(query string) (p Progress) {
	w.t.Helper()
	answer := w.get("/v1/services/web/progress" + query)
	if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
		w.t.Fatalf("%d %s: %v", answer.Code, answer.Body, err)
	}
	if kind := answer.Header().Get("Content-Type"); kind != "application/json" {
		w.t.Errorf("it is %s", kind)
	}
	return p
}

// states are the steps with their states in a line.
func states(p Progress) string {
	var words []string
	for _, s := range p.Operation.Steps {
		words = append(words, s.Name+":"+string(s.State))
	}
	return strings.Join(words, " ")
}

func TestProgressOfAPull(t *testing.T) {
	w := newWorld(t)
	w.put(platform.Workload{Key: "s-1", ServiceARN: "arn:web", Generation: 1, Image: "registry.test/web:1", CreatedAt: began.Add(time.Second)})
	w.put(platform.WorkloadStatus{Key: "s-1", Phase: platform.PhasePulling})
	w.put(operation("op-1", platform.CreateService, platform.InProgress,
		platform.OperationStep{Name: platform.StepProvision}, platform.OperationStep{Name: platform.StepPull}, platform.OperationStep{Name: platform.StepNetwork}))
	w.api.Pulls = fakePulls{"s-1": {40, 100}}

	p := w.progress("")
	// The services loop has not looked yet: the workload alone tells.
	if got, want := states(p), "provision:done pull:running network:waiting"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	pull := p.Operation.Steps[1]
	if pull.Pull == nil || *pull.Pull != (PullProgress{Image: "registry.test/web:1", Done: 40, Total: 100}) {
		t.Errorf("the pull is %+v", pull.Pull)
	}
	if pull.Began == nil || !pull.Began.Equal(began.Add(time.Second)) || pull.Ended != nil || pull.Title != "Pull the image" {
		t.Errorf("the step is %+v", pull)
	}
	if p.Version != 1 || p.Service != "web" || p.ARN != "arn:web" || p.Operation.Type != "CREATE_SERVICE" || p.Operation.Ended != nil {
		t.Errorf("the answer is %+v", p)
	}

	w.put(platform.WorkloadStatus{Key: "s-1", Phase: platform.PhaseStarting, PulledAt: began.Add(3 * time.Second), Image: "registry.test/web:1@sha256:1", ImageSize: 100})
	w.api.Pulls = fakePulls{}
	pull = w.progress("").Operation.Steps[1]
	if *pull.Pull != (PullProgress{Image: "registry.test/web:1@sha256:1", Done: 100, Total: 100}) || !pull.Ended.Equal(began.Add(3*time.Second)) {
		t.Errorf("the pull that ended is %+v of %+v", pull, pull.Pull)
	}
}

func TestProgressOfTheLastAndOfANamedOperation(t *testing.T) {
	w := newWorld(t)
	if p := w.progress(""); p.Operation != nil {
		t.Errorf("without an operation it tells %+v", p.Operation)
	}
	done, failed, skipped := platform.StepDone, platform.StepFailed, platform.StepSkipped
	w.put(operation("op-1", platform.CreateService, platform.Succeeded, platform.OperationStep{Name: platform.StepProvision, Outcome: done}))
	last := operation("op-2", platform.UpdateService, platform.RollbackSucceeded,
		platform.OperationStep{Name: platform.StepHealth, Outcome: failed, Text: "It exited."},
		platform.OperationStep{Name: platform.StepDrain, Outcome: skipped},
		platform.OperationStep{Name: platform.StepRollback, Outcome: done})
	last.Reason = "It exited."
	w.put(last)

	p := w.progress("")
	if got, want := states(p), "health:failed drain:skipped rollback:done"; got != want || p.Operation.ID != "op-2" || p.Operation.Reason != "It exited." {
		t.Errorf("%s of %s, want %s", got, p.Operation.ID, want)
	}
	if s := p.Operation.Steps[1]; s.Began != nil || s.Ended != nil {
		t.Errorf("what was never begun is %+v", s)
	}
	if s := p.Operation.Steps[2]; !s.Began.Equal(began.Add(time.Second)) || !s.Ended.Equal(began.Add(2*time.Second)) {
		t.Errorf("the rollback is %+v", s)
	}
	if p := w.progress("?operation=op-1"); p.Operation.ID != "op-1" {
		t.Errorf("asked for op-1, it tells %s", p.Operation.ID)
	}
	for path, says := range map[string]string{
		"/v1/services/web/progress?operation=other": `no operation "other"`,
		"/v1/services/other/progress":               `no service "other"`,
	} {
		if answer := w.get(path); answer.Code != http.StatusNotFound || !strings.Contains(answer.Body.String(), says) {
			t.Errorf("%s: %d %s", path, answer.Code, answer.Body)
		}
	}
}

func TestProgressIsFollowedToItsEnd(t *testing.T) {
	w := newWorld(t)
	w.put(operation("op-1", platform.CreateService, platform.InProgress, platform.OperationStep{Name: platform.StepProvision}))
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.api.Handler().ServeHTTP(out, r.WithContext(caller.With(r.Context(), caller.Caller{Region: "us-east-1"})))
	}))
	defer server.Close()
	response, err := server.Client().Get(server.URL + "/v1/services/web/progress?follow=true")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	var told []string
	for lines.Scan() {
		var p Progress
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		told = append(told, states(p))
		if len(told) == 1 {
			time.Sleep(3 * often) // nothing is told while nothing changes
			w.put(operation("op-1", platform.CreateService, platform.Succeeded, platform.OperationStep{Name: platform.StepProvision, Outcome: platform.StepDone}))
			w.put(operation("op-2", platform.DeleteService, platform.InProgress, platform.OperationStep{Name: platform.StepDelete}))
		}
	}
	if got, want := strings.Join(told, ", "), "provision:running, provision:done"; got != want {
		t.Errorf("it told %s, want %s", got, want)
	}
}
