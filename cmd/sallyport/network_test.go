package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sallyport/internal/picture"
)

// TestNetworkPage prints the pictures that package picture keeps as examples.
func TestNetworkPage(t *testing.T) {
	here := time.Local
	time.Local = time.UTC
	t.Cleanup(func() { time.Local = here })
	for _, name := range []string{"service", "service-public", "service-paused", "vpc"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "internal", "picture", "testdata", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var n picture.Network
		if err := json.Unmarshal(text, &n); err != nil {
			t.Fatal(err)
		}
		goldenPage(t, "network-"+name, networkPage(n))
	}
}

func TestShortDurations(t *testing.T) {
	for d, want := range map[time.Duration]string{5 * time.Minute: "5m", 10 * time.Minute: "10m", 90 * time.Second: "1m30s", 15 * time.Second: "15s"} {
		if got := short(d); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
