package control

import (
	"strings"
	"testing"
	"time"

	"sallyport/internal/engine"
	"sallyport/internal/logstore"
	"sallyport/internal/platform"
)

func TestExitReasons(t *testing.T) {
	began := time.Unix(100, 0)
	for name, c := range map[string]struct {
		status engine.Status
		lines  string
		says   []string
		not    string
	}{
		"code":              {engine.Status{ExitCode: 3}, "", []string{"exited with code 3 after 2s."}, "output"},
		"last lines":        {engine.Status{ExitCode: 1}, "no database", []string{"Its last output: no database"}, "memory"},
		"signal":            {engine.Status{ExitCode: 128 + 11}, "", []string{"signal 11", "139"}, "memory"},
		"memory":            {engine.Status{ExitCode: 137, OOMKilled: true}, "", []string{"more memory than it has"}, "signal"},
		"a child's memory":  {engine.Status{ExitCode: 1, OOMKilled: true}, "", []string{"exited with code 1", "one of its processes"}, "was killed after"},
		"killed by a hand":  {engine.Status{ExitCode: 137}, "", []string{"signal 9"}, "memory"},
		"without any error": {engine.Status{}, "", []string{"exited with code 0"}, "output"},
	} {
		t.Run(name, func(t *testing.T) {
			c.status.StartedAt, c.status.ExitedAt = began, began.Add(2*time.Second)
			got := exitReason(c.status, c.lines)
			for _, words := range c.says {
				if !strings.Contains(got, words) {
					t.Errorf("%q does not say %q", got, words)
				}
			}
			if strings.Contains(got, c.not) {
				t.Errorf("%q says %q", got, c.not)
			}
		})
	}
}

// What an application prints ends in event logs that people read in terminals.
func TestLastLinesAreFewAndPrintable(t *testing.T) {
	w := &workloads{output: logstore.New(t.TempDir(), nil)}
	workload := platform.Workload{Key: "i-1", InstanceID: "i-1"}
	if got := w.lastLines(workload); got != "" {
		t.Errorf("without a file: %q", got)
	}
	touch(t, w.output.Path(logName(workload)), strings.Repeat("noise\n", 1000)+"\x1b[2J\xff\x00end\r\n\n")
	got := w.lastLines(workload)
	if want := strings.Repeat("noise | ", lastLinesCount-1) + " [2J? end"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	touch(t, w.output.Path(logName(workload)), strings.Repeat("x", 1<<20))
	if got := w.lastLines(workload); len(got) > lastLinesBytes {
		t.Errorf("%d bytes of one long line", len(got))
	}
}
