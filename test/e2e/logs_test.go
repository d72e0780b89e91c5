//go:build e2e

package e2e

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/test/e2e/harness"
)

// say lets a service print a line.
func say(s *harness.Service, line string) {
	s.Get("/log?line=" + url.QueryEscape(line))
}

// tail is what aws logs tail --follow of version 2 asks, again and again: from the newest time on that it was told, less what
// it was told already.
func tail(r *harness.Region, group string) (next func() []string) {
	var newest int64
	told := map[string]bool{}
	return func() (lines []string) {
		r.T.Helper()
		var found struct {
			Events []struct {
				LogStreamName, Message, EventId string
				Timestamp                       int64
			}
		}
		r.AWS(&found, "logs", "filter-log-events", "--log-group-name", group, "--interleaved", "--start-time", strconv.FormatInt(newest, 10))
		for _, e := range found.Events {
			if !told[e.EventId] {
				lines = append(lines, e.LogStreamName+" "+e.Message)
			}
			told[e.EventId], newest = true, max(newest, e.Timestamp)
		}
		return lines
	}
}

// Whoever knows App Runner's logs finds them by its names, and follows them as they grow.
func TestLogsByCommandLine(t *testing.T) {
	r := begin(t)
	s := r.NewService("talks")
	group := "/aws/apprunner/talks/" + s.ID
	var groups struct {
		LogGroups []struct{ LogGroupName string }
	}
	r.AWS(&groups, "logs", "describe-log-groups", "--log-group-name-prefix", group)
	if len(groups.LogGroups) != 2 || groups.LogGroups[0].LogGroupName != group+"/application" || groups.LogGroups[1].LogGroupName != group+"/service" {
		t.Fatalf("groups %+v", groups)
	}
	began := time.Now()
	output := tail(r, group+"/application")
	if got := strings.Join(output(), "\n"); !strings.Contains(got, "instance/s-"+s.ID[:16]+"-1 probe: ") {
		t.Errorf("the output so far: %s", got)
	}
	if got := strings.Join(tail(r, group+"/service")(), "\n"); strings.Count(got, "events [AppRunner] Deployment completed successfully.") != 1 {
		t.Errorf("the events so far: %s", got)
	}
	events := r.FollowAWS("logs", "start-live-tail", "--log-group-identifiers", "arn:aws:logs:"+r.Name+":000000000000:log-group:"+group+"/service")
	live := r.FollowAWS("logs", "start-live-tail", "--log-group-identifiers", "arn:aws:logs:"+r.Name+":000000000000:log-group:"+group+"/application",
		"--log-event-filter-pattern", "hello -nobody")
	harness.Eventually(t, waitLog, "the live tail to tell a line", func() (bool, string) {
		say(s, "hello live tail")
		say(s, "hello nobody")
		lines := strings.Join(live.Lines(), "\n")
		return strings.Contains(lines, "hello live tail"), lines
	})
	if lines := strings.Join(live.Lines(), "\n"); strings.Contains(lines, "nobody") {
		t.Errorf("the live tail's pattern: %s", lines)
	}
	output()
	say(s, "a line with a word")
	var news []string
	harness.Eventually(t, waitLog, "the line to be told", func() (bool, string) {
		news = append(news, output()...)
		return len(news) > 0, strings.Join(news, "\n")
	})
	if len(news) != 1 || news[0] != "instance/s-"+s.ID[:16]+"-1 a line with a word" {
		t.Errorf("the output since: %q", news)
	}

	// The time of the line is that of its printing.
	var found struct {
		Events []struct {
			LogStreamName, Message, EventId string
			Timestamp                       int64
		}
	}
	r.AWS(&found, "logs", "filter-log-events", "--log-group-name", group+"/application", "--filter-pattern", `"with a word"`)
	if len(found.Events) != 1 || found.Events[0].Message != "a line with a word" {
		t.Fatalf("found %+v", found)
	}
	if at := time.UnixMilli(found.Events[0].Timestamp); at.Before(began) || at.After(time.Now()) {
		t.Errorf("printed at %v, the test began at %v", at, began)
	}

	// A deployment has a stream of its own.
	operation := s.Operations()[0]
	var pages struct {
		Events []struct{ Message string }
	}
	r.AWS(&pages, "logs", "get-log-events", "--log-group-name", group+"/service", "--start-from-head",
		"--log-stream-name", "deployment/"+strings.ReplaceAll(*operation.Id, "-", ""))
	if len(pages.Events) == 0 || !strings.HasPrefix(pages.Events[0].Message, "[AppRunner] ") {
		t.Errorf("the deployment's stream: %+v", pages)
	}
	r.AWS(nil, "apprunner", "start-deployment", "--service-arn", s.ARN)
	wantLine(t, events, "[AppRunner] Deployment completed successfully.")
	s.Await(types.ServiceStatusRunning)
	s.Delete()
	r.AWS(&found, "logs", "filter-log-events", "--log-group-name", group+"/application", "--filter-pattern", `"with a word"`)
	if len(found.Events) != 1 {
		t.Errorf("of the deleted service: %+v", found)
	}
	_, stderr, err := r.TryAWS(nil, "logs", "filter-log-events", "--log-group-name", group+"x/application")
	if err == nil || !strings.Contains(stderr, "ResourceNotFoundException") {
		t.Errorf("a group that is none: %v %s", err, stderr)
	}
}

// A process that is killed forgets neither the places nor the times of lines.
func TestLogsOutliveServe(t *testing.T) {
	r := installed(t)
	s := r.NewService("outlives")
	group := "/aws/apprunner/outlives/" + s.ID + "/application"
	say(s, "before the end")
	search := func() (events []map[string]any) {
		t.Helper()
		var found struct{ Events []map[string]any }
		r.AWS(&found, "logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", "before")
		return found.Events
	}
	before := search()
	r.Must("kill serve", r.Kill())
	r.Must("start serve again", r.Start(t.Context()))
	after := search()
	if len(before) != 1 || len(after) != 1 || before[0]["eventId"] != after[0]["eventId"] {
		t.Errorf("before %v, after %v", before, after)
	}
	say(s, "and behind it, before more")
	if got := search(); len(got) != 2 {
		t.Errorf("%v", got)
	}
}
