package live

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/internal/api/caller"
	"sallyport/internal/eventlog"
	"sallyport/internal/flowlog"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

const id = "0123456789abcdef0123456789abcdef"

// world is the endpoints over a store with one service, web.
type world struct {
	t     *testing.T
	api   *API
	store *store.Store
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s, err := store.Open(t.TempDir(), platform.Service{}, platform.Event{}, platform.Connector{}, platform.Operation{}, platform.Workload{}, platform.WorkloadStatus{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, store: s, api: &API{Store: s, Logs: logstore.New(t.TempDir(), nil)}}
	w.put(platform.Service{ID: id, Name: "web", ARN: "arn:web", Region: "us-east-1", CreatedAt: time.Unix(100, 0)})
	return w
}

func (w *world) put(d store.Document) {
	w.t.Helper()
	if err := w.store.Update(context.Background(), func(tx *store.Tx) error { store.Put(tx, d); return nil }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) event(text string) {
	w.t.Helper()
	err := w.store.Update(context.Background(), func(tx *store.Tx) error {
		eventlog.Record(tx, id, "", time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC), text)
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// Whoever follows must not hold up the end of serve, which lets requests finish.
func TestFollowingEndsWithTheSystem(t *testing.T) {
	w := newWorld(t)
	done := make(chan struct{})
	w.api.Done, w.api.Flows = done, flowlog.NewRecent()
	w.put(platform.Operation{ID: "op", ServiceARN: "arn:web", StartedAt: time.Unix(100, 0), Status: platform.InProgress})
	close(done)
	for _, path := range []string{"/v1/services/web/logs", "/v1/services/web/events", "/v1/services/web/progress", "/v1/flows"} {
		ctx, cancel := context.WithTimeout(caller.With(t.Context(), caller.Caller{Region: "us-east-1"}), 5*time.Second)
		answer := httptest.NewRecorder()
		w.api.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path+"?follow=true", nil).WithContext(ctx))
		if answer.Code != http.StatusOK || ctx.Err() != nil {
			t.Errorf("%s: %d %s, %v", path, answer.Code, answer.Body, ctx.Err())
		}
		cancel()
	}
}

func (w *world) log(instance string) string {
	return w.api.Logs.Path(logstore.Name{Owner: id, Workload: instance})
}

func (w *world) print(instance, text string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.log(instance)), 0o700); err != nil {
		w.t.Fatal(err)
	}
	file, err := os.OpenFile(w.log(instance), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) get(path string) *httptest.ResponseRecorder {
	w.t.Helper()
	recorder := httptest.NewRecorder()
	w.api.Handler().ServeHTTP(recorder, w.request(context.Background(), path))
	return recorder
}

func (w *world) request(ctx context.Context, path string) *http.Request {
	return httptest.NewRequest(http.MethodGet, path, nil).WithContext(caller.With(ctx, caller.Caller{Region: "us-east-1"}))
}

func TestEventsAsTheyAre(t *testing.T) {
	w := newWorld(t)
	w.event("Deployment started.")
	w.event("Deployment completed successfully.")
	want := "2026-01-02T03:04:05.678Z [AppRunner] Deployment started.\n2026-01-02T03:04:05.678Z [AppRunner] Deployment completed successfully.\n"
	for _, name := range []string{"web", id} {
		if got := w.get("/v1/services/" + name + "/events").Body.String(); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if answer := w.get("/v1/services/other/events"); answer.Code != http.StatusNotFound || !strings.Contains(answer.Body.String(), `no service "other" in the region us-east-1`) {
		t.Errorf("%d %q", answer.Code, answer.Body)
	}
}

func TestNewestServiceOfAName(t *testing.T) {
	w := newWorld(t)
	w.put(platform.Service{ID: id, Name: "web", ARN: "arn:web", Region: "us-east-1", CreatedAt: time.Unix(100, 0), Status: platform.Deleted})
	w.put(platform.Service{ID: "newer", Name: "web", ARN: "arn:a-newer", Region: "us-east-1", CreatedAt: time.Unix(200, 0)})
	w.put(platform.Service{ID: "elsewhere", Name: "web", ARN: "arn:z", Region: "eu-west-1", CreatedAt: time.Unix(300, 0)})
	ctx := caller.With(t.Context(), caller.Caller{Region: "us-east-1"})
	if s, ok := findService(w.store.Snapshot(), caller.From(ctx).Region, "web"); !ok || s.ID != "newer" {
		t.Errorf("found %s", s.ID)
	}
	if s, ok := findService(w.store.Snapshot(), caller.From(ctx).Region, id); !ok || s.ID != id {
		t.Errorf("found %s by the id of a deleted one", s.ID)
	}
}

// Of a long log only the first MiB was told, and of a line without an end nothing.
func TestLogsAreTold(t *testing.T) {
	long := strings.Repeat("x", 3*logstore.LongestLine)
	many := strings.Repeat(strings.Repeat("y", 99)+"\n", 40_000) // 4 MB
	for name, c := range map[string]struct {
		prepare func(*world)
		want    string
	}{
		"no log":             {func(*world) {}, ""},
		"in order":           {func(w *world) { w.print("s-1-10", "late\n"); w.print("s-1-9", "early\n") }, "s-1-9 early\ns-1-10 late\n"},
		"an unfinished line": {func(w *world) { w.print("s-1-1", "whole\nthe end") }, "s-1-1 whole\ns-1-1 the end\n"},
		"a long line":        {func(w *world) { w.print("s-1-1", long+"\nnext\n") }, strings.Repeat("s-1-1 "+long[:logstore.LongestLine]+"\n", 3) + "s-1-1 \ns-1-1 next\n"},
		"many lines":         {func(w *world) { w.print("s-1-1", many) }, strings.ReplaceAll(many, strings.Repeat("y", 99), "s-1-1 "+strings.Repeat("y", 99))},
		"a part put aside": {func(w *world) {
			w.print("s-1-1", "old\n")
			rotate(w)
			w.print("s-1-1", "new\n")
		}, "s-1-1 old\ns-1-1 new\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.prepare(w)
			if got := w.get("/v1/services/web/logs").Body.String(); got != c.want {
				t.Errorf("%d bytes, want %d:\n%.300q", len(got), len(c.want), got)
			}
		})
	}
}

// Times are those at which the lines were seen.
func TestLogsWithTimes(t *testing.T) {
	w := newWorld(t)
	w.print("s-1-1", "line\n")
	began := time.Now().Truncate(time.Millisecond)
	at, rest, _ := strings.Cut(w.get("/v1/services/web/logs?times=true").Body.String(), " ")
	if seen, err := time.Parse(time.RFC3339, at); err != nil || seen.Before(began) || seen.After(time.Now()) || rest != "s-1-1 line\n" {
		t.Errorf("%q %q, %v", at, rest, err)
	}
}

func rotate(w *world) {
	w.t.Helper()
	if moved, err := w.api.Logs.Rotate(logstore.Name{Owner: id, Workload: "s-1-1"}, 0); err != nil || !moved {
		w.t.Fatal(moved, err)
	}
}

// stream is an answer that is read while it is written.
type stream struct {
	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

func (s *stream) Header() http.Header { return http.Header{} }
func (s *stream) WriteHeader(int)     {}
func (s *stream) Flush()              {}
func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// news waits for the next look and returns what it brought.
func (s *stream) news() string {
	time.Sleep(2 * often)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.text.Reset()
	return s.text.String()
}

// following runs a test against an endless answer, and ends that.
func following(t *testing.T, path string, test func(*world, *stream)) {
	followingWith(t, path, func(*world) {}, test)
}

// followingWith is following in a world that is prepared first.
func followingWith(t *testing.T, path string, prepare func(*world), test func(*world, *stream)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		prepare(w)
		ctx, cancel := context.WithCancel(t.Context())
		s, ended := &stream{}, make(chan struct{})
		go func() {
			defer close(ended)
			w.api.Handler().ServeHTTP(s, w.request(ctx, path+"?follow=true"))
		}()
		test(w, s)
		cancel()
		<-ended
	})
}

func TestEventsAsTheyCome(t *testing.T) {
	following(t, "/v1/services/web/events", func(w *world, s *stream) {
		if got := s.news(); got != "" {
			t.Errorf("from the start: %q", got)
		}
		for i := range 3 {
			w.event(fmt.Sprint("line ", i))
			if got, want := s.news(), fmt.Sprintf("2026-01-02T03:04:05.678Z [AppRunner] line %d\n", i); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

func TestLogsAsTheyGrow(t *testing.T) {
	following(t, "/v1/services/web/logs", func(w *world, s *stream) {
		for _, step := range []struct {
			act  func()
			want string
		}{
			{func() {}, ""},
			{func() { w.print("s-1-1", "one\nand a ha") }, "s-1-1 one\n"},
			{func() {}, ""},
			{func() { w.print("s-1-1", "lf\n") }, "s-1-1 and a half\n"},
			{func() { w.print("s-1-2", "another\n") }, "s-1-2 another\n"},
			// Nothing is lost when the log is put aside between two looks.
			{func() { w.print("s-1-1", "before\n"); rotate(w); w.print("s-1-1", "after\n") }, "s-1-1 before\ns-1-1 after\n"},
			{func() { cut(t, w.log("s-1-2")); w.print("s-1-2", "anew\n") }, "s-1-2 anew\n"},
		} {
			step.act()
			if got := s.news(); got != step.want {
				t.Errorf("got %q, want %q", got, step.want)
			}
		}
	})
}

func cut(t *testing.T, path string) {
	t.Helper()
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
}

// An answer to a client that left ends, although it would go on for ever.
func TestFollowEndsWithItsClient(t *testing.T) {
	w := newWorld(t)
	w.print("s-1-1", "line\n")
	for name, path := range map[string]string{"logs": "/v1/services/web/logs?follow=true", "events": "/v1/services/web/events?follow=true"} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				w.api.Handler().ServeHTTP(&stream{}, w.request(ctx, path))
			}()
			time.Sleep(time.Second)
			cancel()
			synctest.Wait()
			select {
			case <-ended:
			default:
				t.Errorf("%s: the answer goes on", name)
			}
		})
	}
}
