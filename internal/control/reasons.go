package control

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"sallyport/internal/engine"
	"sallyport/internal/platform"
)

// The end of an application's output that goes into the reason of a failure.
const (
	lastLinesCount = 8
	lastLinesBytes = 2048
)

// killed is the exit code of a process that was ended by SIGKILL.
const killed = 128 + 9

// exitReason says in words how a process ended.
func exitReason(c engine.Status, lines string) string {
	var text strings.Builder
	lasted := c.ExitedAt.Sub(c.StartedAt).Round(time.Millisecond)
	switch {
	case c.OOMKilled && c.ExitCode == killed:
		fmt.Fprintf(&text, "The application was killed after %s because it used more memory than it has. Give it more, or let it use less.", lasted)
	case c.ExitCode > 128:
		fmt.Fprintf(&text, "The application was ended by signal %d after %s (exit code %d).", c.ExitCode-128, lasted, c.ExitCode)
	default:
		fmt.Fprintf(&text, "The application exited with code %d after %s.", c.ExitCode, lasted)
	}
	if c.OOMKilled && c.ExitCode != killed {
		text.WriteString(" The kernel had ended one of its processes because it used more memory than it has.")
	}
	if lines != "" {
		text.WriteString(" Its last output: " + lines)
	}
	return text.String()
}

// lastLines reads the end of a workload's output; empty when there is none.
func (w *workloads) lastLines(workload platform.Workload) string {
	file, err := os.Open(w.output.Path(logName(workload)))
	if err != nil {
		return ""
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() > lastLinesBytes {
		if _, err := file.Seek(-lastLinesBytes, io.SeekEnd); err != nil {
			return ""
		}
	}
	content, err := io.ReadAll(io.LimitReader(file, lastLinesBytes))
	if err != nil {
		return ""
	}
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	lines = lines[max(0, len(lines)-lastLinesCount):]
	return printable(string(bytes.Join(lines, []byte(" | "))))
}

// printable takes out what could steer a terminal: the text comes from an
// application and is shown to people.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}
