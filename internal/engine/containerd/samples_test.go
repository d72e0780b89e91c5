//go:build engine

package containerd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"sallyport/internal/engine"
	"sallyport/internal/engine/containerd"
	"sallyport/internal/testimage"
)

// TestSampleApplicationReadsFromPostgres runs the images of the demo in one namespace of their own, where they meet on loopback.
func TestSampleApplicationReadsFromPostgres(t *testing.T) {
	e := newPlace(t).open(t)
	registry := startRegistry(t)
	postgres, err := testimage.Postgres(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	webDB, err := testimage.WebDB(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	probe, err := testimage.Probe(t.Context(), testimage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	netNS := makeNetNS(t)
	start := func(id string, image v1.Image, w engine.Workload) string {
		w.ID, w.Image, w.NetNS, w.LogPath = id, pull(t, e, registry, image, id+":v1"), netNS, filepath.Join(t.TempDir(), "log")
		if err := e.Run(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		return w.LogPath
	}
	dbLog := start("db", postgres, engine.Workload{
		Memory: 512 << 20,
		Env:    map[string]string{"POSTGRES_PASSWORD": "s3cret'", "POSTGRES_USER": "shop", "POSTGRES_DB": "orders"},
	})
	start("web", webDB, engine.Workload{
		Memory: 128 << 20, Env: map[string]string{"DATABASE_URL": "postgres://shop:s3cret%27@127.0.0.1:5432/orders", "PORT": "80"},
	})
	answerLog := start("client", probe, engine.Workload{Command: []string{"get", "http://127.0.0.1:80/", "20s"}})

	status := awaitExit(t, e, "client")
	answer, _ := os.ReadFile(answerLog)
	var row map[string]string
	if err := json.Unmarshal(answer, &row); status.ExitCode != 0 || err != nil || row["database"] != "orders" || row["user"] != "shop" {
		db, _ := os.ReadFile(dbLog)
		t.Fatalf("exit code %d, answer %s; the database's log: %s", status.ExitCode, answer, db)
	}
	// Killed and started again, the database is there with its data.
	if err := e.Stop(t.Context(), "db", 0); err != nil {
		t.Fatal(err)
	}
	if err := e.Restart(t.Context(), "db"); err != nil {
		t.Fatal(err)
	}
	start("client-again", probe, engine.Workload{Command: []string{"get", "http://127.0.0.1:80/", "20s"}})
	if status := awaitExit(t, e, "client-again"); status.ExitCode != 0 {
		db, _ := os.ReadFile(dbLog)
		t.Fatalf("after the restart: exit code %d; the database's log: %s", status.ExitCode, db)
	}

	begin := time.Now()
	if err := e.Stop(t.Context(), "db", 20*time.Second); err != nil {
		t.Fatal(err)
	}
	if status := awaitExit(t, e, "db"); status.ExitCode != 0 || time.Since(begin) > 15*time.Second {
		t.Errorf("the database ended with %d after %v", status.ExitCode, time.Since(begin))
	}
	if db, _ := os.ReadFile(dbLog); !strings.Contains(string(db), "database system is shut down") {
		t.Errorf("the database was not shut down in order: %s", db)
	}
}

func startRegistry(t testing.TB) *testimage.Registry {
	t.Helper()
	registry, err := testimage.StartRegistry()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := registry.Close(); err != nil {
			t.Error(err)
		}
	})
	return registry
}

func pull(t testing.TB, e *containerd.Engine, registry *testimage.Registry, image v1.Image, name string) string {
	t.Helper()
	reference, err := registry.Push(t.Context(), image, name)
	if err != nil {
		t.Fatal(err)
	}
	pulled, err := e.Pull(t.Context(), engine.PullRequest{Reference: reference})
	if err != nil {
		t.Fatal(err)
	}
	return pulled.Reference
}

func status(t testing.TB, e *containerd.Engine, id string) engine.Status {
	t.Helper()
	list, err := e.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range list {
		if status.ID == id {
			return status
		}
	}
	return engine.Status{}
}

func awaitExit(t testing.TB, e *containerd.Engine, id string) engine.Status {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if status := status(t, e, id); status.Phase == engine.Exited {
			return status
		}
	}
	t.Fatalf("%s does not exit: %+v", id, status(t, e, id))
	return engine.Status{}
}
