package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"sallyport/internal/api/live"
)

// answers are what the endpoint tells of a creation whose health check fails.
func answers(t *testing.T) string {
	t.Helper()
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	at := func(seconds int) *time.Time {
		moment := began.Add(time.Duration(seconds) * time.Second)
		return &moment
	}
	image := "registry.test/web:1"
	pull := func(state live.StepState, ended *time.Time, done int64) live.StepProgress {
		return live.StepProgress{Name: "pull", Title: "Pull the image", State: state, Began: at(0), Ended: ended, Pull: &live.PullProgress{Image: image, Done: done, Total: 12_000_000}}
	}
	waiting := live.StepProgress{Name: "health", Title: "Check its health", State: live.StepWaiting}
	failed := live.StepProgress{Name: "health", Title: "Check its health", State: live.StepFailed, Began: at(2), Ended: at(5), Text: "Health check failed on port '8080'."}
	var text strings.Builder
	for _, answer := range []live.OperationProgress{
		{Status: "IN_PROGRESS", Steps: []live.StepProgress{pull(live.StepRunning, nil, 0), waiting}},
		{Status: "IN_PROGRESS", Steps: []live.StepProgress{pull(live.StepRunning, nil, 6_000_000), waiting}},
		{Status: "FAILED", Ended: at(5), Reason: failed.Text, Steps: []live.StepProgress{pull(live.StepDone, at(2), 12_000_000), failed}},
	} {
		answer.Type, answer.Began = "CREATE_SERVICE", began
		line, err := json.Marshal(live.Progress{Service: "web", Status: "CREATE_FAILED", Now: *at(4), Operation: &answer})
		if err != nil {
			t.Fatal(err)
		}
		text.Write(append(line, '\n'))
	}
	return text.String()
}

func TestProgressOfAFailedCreation(t *testing.T) {
	const end = "✓ Pull the image (2.0 s) registry.test/web:1, 12 MB\n" +
		"✗ Check its health (3.0 s) Health check failed on port '8080'.\n" +
		"CREATE_SERVICE of web: FAILED after 5.0 s; the service is CREATE_FAILED\n"
	const under = "▸ Pull the image registry.test/web:1, 0 B of 12 MB"
	for name, c := range map[string]struct {
		overwrite bool
		want      string
	}{
		"plain":    {false, under + "\n" + end},
		"terminal": {true, "\r" + under + "\x1b[K\r▸ Pull the image registry.test/web:1, 6.0 MB of 12 MB\x1b[K\r\x1b[K" + end},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			page := &progressPage{out: &out, follow: true, overwrite: c.overwrite}
			err := page.read(strings.NewReader(answers(t)))
			var status *exit
			if !errors.As(err, &status) || status.status != 1 {
				t.Errorf("it ended with %v", err)
			}
			if out.String() != c.want {
				t.Errorf("it said\n%q\nwant\n%q", out.String(), c.want)
			}
		})
	}
}

func TestProgressAtOneMoment(t *testing.T) {
	first, _, _ := strings.Cut(answers(t), "\n")
	var out strings.Builder
	if err := (&progressPage{out: &out}).read(strings.NewReader(first)); err != nil {
		t.Fatal(err)
	}
	const want = "▸ Pull the image (since 4.0 s) registry.test/web:1, 0 B of 12 MB\n· Check its health\n" +
		"CREATE_SERVICE of web is IN_PROGRESS since 4.0 s\n"
	if out.String() != want {
		t.Errorf("it said\n%s\nwant\n%s", out.String(), want)
	}
	page := &progressPage{out: &out, follow: true}
	if err := page.read(strings.NewReader(first)); err == nil {
		t.Error("an answer that broke off is taken for an end")
	}
	if err := (&progressPage{out: &out}).read(strings.NewReader("nonsense\n")); err == nil {
		t.Error("nonsense was printed")
	}
}
