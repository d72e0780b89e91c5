package control

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/internal/eventlog"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

func past(t *testing.T, now *time.Time) (*upkeep, *store.Store) {
	t.Helper()
	s, err := store.Open(t.TempDir(), platform.Service{}, platform.Connector{}, platform.Operation{}, platform.Event{}, platform.Workload{}, platform.Instance{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	clock := func() time.Time { return *now }
	return newUpkeep(Options{Store: s, Output: logstore.New(t.TempDir(), clock), Now: clock}), s
}

// logDir is the directory of all logs.
func logDir(u *upkeep) string {
	return filepath.Dir(filepath.Dir(u.logs.Path(logstore.Name{Owner: "owner", Workload: "workload"})))
}

func touch(t *testing.T, path string, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

func TestDeletedServicesAreRememberedAWeek(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	u, s := past(t, &now)
	ids := map[string]platform.ServiceStatus{strings.Repeat("a", 32): platform.Deleted, strings.Repeat("b", 32): platform.Running}
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		for id, status := range ids {
			service := platform.Service{ID: id, ARN: "arn:" + id, Status: status}
			if status == platform.Deleted {
				service.DeletedAt = now
			}
			store.Put(tx, service)
			store.Put(tx, platform.Operation{ID: "op-" + id, ServiceARN: service.ARN})
			eventlog.Record(tx, id, "", now, "line")
			eventlog.Record(tx, id, "", now, "line")
			touch(t, filepath.Join(logDir(u), id, "s-1.log"), "output")
		}
		store.Put(tx, platform.Connector{ARN: "arn:deleted", DeletedAt: now})
		store.Put(tx, platform.Connector{ARN: "arn:active", Active: true})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	touch(t, filepath.Join(logDir(u), "i-0123", "i-0123.log"), "output of an instance that is forgotten")
	touch(t, filepath.Join(logDir(u), "notes", "mine.txt"), "somebody else's")

	counts := func() string {
		r := s.Snapshot()
		return fmt.Sprint(store.Count[platform.Service](r), store.Count[platform.Operation](r), store.Count[platform.Event](r), store.Count[platform.Connector](r))
	}
	now = now.Add(remembered - time.Second)
	if err := u.forget(t.Context()); err != nil || counts() != "2 2 4 2" {
		t.Errorf("a moment before the week is over: %s, %v", counts(), err)
	}
	now = now.Add(2 * time.Second)
	if err := u.forget(t.Context()); err != nil || counts() != "1 1 2 1" {
		t.Errorf("after a week: %s, %v", counts(), err)
	}
	if got, want := names(t, logDir(u)), []string{strings.Repeat("b", 32), "notes"}; !slices.Equal(got, want) {
		t.Errorf("log directories %q, want %q", got, want)
	}
}

func TestOldOperationsAndLogsOfAServiceGo(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	u, s := past(t, &now)
	id := strings.Repeat("c", 32)
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		store.Put(tx, platform.Service{ID: id, ARN: "arn:c", Status: platform.Running})
		for i := range operationsKept + 5 {
			store.Put(tx, platform.Operation{ID: fmt.Sprintf("op-%04d", i), ServiceARN: "arn:c"})
		}
		store.Put(tx, platform.Workload{Key: "s-c-1", ServiceARN: "arn:c"}) // stands, however old
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= outputKept+3; i++ {
		touch(t, filepath.Join(logDir(u), id, fmt.Sprintf("s-c-%d.log", i)), "output")
		touch(t, filepath.Join(logDir(u), id, fmt.Sprintf("s-c-%d.log.1", i)), "older output")
	}
	if err := u.forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, oldest := store.Get[platform.Operation](s.Snapshot(), "op-0004"); oldest || store.Count[platform.Operation](s.Snapshot()) != operationsKept {
		t.Errorf("%d operations are left", store.Count[platform.Operation](s.Snapshot()))
	}
	left := names(t, filepath.Join(logDir(u), id))
	if len(left) != 2*(outputKept+1) || !slices.Contains(left, "s-c-1.log") || slices.Contains(left, "s-c-2.log") || slices.Contains(left, "s-c-3.log.1") {
		t.Errorf("logs left: %q", left)
	}
}

func TestOutputIsBounded(t *testing.T) {
	now := time.Now()
	u, s := past(t, &now)
	id := strings.Repeat("d", 32)
	workload := platform.Workload{Key: "s-d-1", ServiceARN: platform.ServiceARN("us-east-1", "000000000000", "web", id)}
	if err := s.Update(t.Context(), func(tx *store.Tx) error { store.Put(tx, workload); return nil }); err != nil {
		t.Fatal(err)
	}
	path := u.logs.Path(logName(workload))
	for range 3 {
		touch(t, path, string(bytes.Repeat([]byte("x"), outputSize+1)))
		if err := u.rotate(); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := names(t, filepath.Dir(path)), []string{"s-d-1.log", "s-d-1.log.1", "s-d-1.log.1.index", "s-d-1.log.index"}; !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Errorf("the log: %v, %v", info, err)
	}
}
