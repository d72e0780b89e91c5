package engine_test

import (
	"net/netip"
	"strings"
	"testing"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

func valid() engine.Workload {
	return engine.Workload{
		ID:    "svc-1",
		Image: "127.0.0.1:5000/app:v1@sha256:" + strings.Repeat("a", 64),
		NetNS: "/run/netns/a",
	}
}

func TestValidateTakesTheLeastThatIsNeeded(t *testing.T) {
	if err := valid().Validate(); err != nil {
		t.Fatal(err)
	}
}

func TestValidateNamesWhatIsWrong(t *testing.T) {
	tests := []struct {
		name   string
		change func(*engine.Workload)
		says   string
	}{
		{"no id", func(w *engine.Workload) { w.ID = "" }, "the id must be"},
		{"id with capitals", func(w *engine.Workload) { w.ID = "Svc" }, "the id must be"},
		{"id that climbs", func(w *engine.Workload) { w.ID = "../x" }, "the id must be"},
		{"id too long", func(w *engine.Workload) { w.ID = strings.Repeat("a", 64) }, "the id must be"},
		{"id ends in dash", func(w *engine.Workload) { w.ID = "a-" }, "the id must be"},
		{"image without digest", func(w *engine.Workload) { w.Image = "app:v1" }, `image "app:v1" has no digest`},
		{"empty command word", func(w *engine.Workload) { w.Command = []string{""} }, "first word"},
		{"NUL in command", func(w *engine.Workload) { w.Command = []string{"a", "b\x00"} }, "NUL"},
		{"no namespace", func(w *engine.Workload) { w.NetNS = "" }, "network namespace"},
		{"relative log", func(w *engine.Workload) { w.LogPath = "log" }, "log file"},
		{"log that climbs", func(w *engine.Workload) { w.LogPath = "/var/../etc/x" }, "log file"},
		{"env name", func(w *engine.Workload) { w.Env = map[string]string{"A=B": "c"} }, `"A=B"`},
		{"env value", func(w *engine.Workload) { w.Env = map[string]string{"A": "c\x00"} }, "variable A"},
		{"cpu", func(w *engine.Workload) { w.CPU = 1 }, "processor"},
		{"memory", func(w *engine.Workload) { w.Memory = 4096 }, "4096 bytes"},
		{"pids", func(w *engine.Workload) { w.PIDs = -1 }, "-1 processes"},
		{"hostname", func(w *engine.Workload) { w.Hostname = "a b" }, `host name "a b"`},
		{"host entry without name", func(w *engine.Workload) {
			w.Hosts = []engine.HostEntry{{Address: netip.MustParseAddr("10.0.0.1")}}
		}, "host entry"},
		{"host entry with a line break", func(w *engine.Workload) {
			w.Hosts = []engine.HostEntry{{Address: netip.MustParseAddr("10.0.0.1"), Names: []string{"a\nb"}}}
		}, "host entry"},
		{"name server", func(w *engine.Workload) { w.Resolver.Nameservers = []netip.Addr{{}} }, "name server"},
		{"search", func(w *engine.Workload) { w.Resolver.Search = []string{"a b"} }, "resolver search"},
		{"label", func(w *engine.Workload) { w.Labels = map[string]string{"a": strings.Repeat("b", 4096)} }, `label "a"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := valid()
			test.change(&w)
			err := w.Validate()
			if fault.ClassOf(err) != fault.Invalid || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want an invalid workload that says %q", err, test.says)
			}
		})
	}
}
