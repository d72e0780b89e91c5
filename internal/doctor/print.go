package doctor

import (
	"fmt"
	"io"
	"strings"
)

// Print writes the findings as a person reads them: a line each, and what to do
// about it below.
func Print(w io.Writer, findings []Finding) {
	width := 0
	for _, f := range findings {
		width = max(width, len(f.Check))
	}
	for _, f := range findings {
		fmt.Fprintf(w, "%-7s  %-*s  %s\n", f.State, width, f.Check, f.Detail)
		indent := strings.Repeat(" ", len("warning")+2+width+2)
		arrow := "→ "
		for line := range strings.Lines(f.Mend) {
			fmt.Fprintf(w, "%s%s%s\n", indent, arrow, strings.TrimSuffix(line, "\n"))
			arrow = "  "
		}
	}
}
