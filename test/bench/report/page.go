package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// row is one number of the page.
type row struct {
	what, how string
	metric    string  // "BenchmarkName metric"
	perCPU    string  // the same for a second of CPU time, where that was measured
	unit      string  // after the number
	floor     float64 // 0 for a number that nothing is asked of
	limit     bool    // the number must be at most the floor, not at least
	digits    int     // behind the point
	factor    float64 // the metric is divided by it; 0 means 1
}

// section is a heading with rows, and what has to be known to read them.
type section struct {
	title, note string
	rows        []row
}

const opening = `# Numbers

Written by ` + "`make bench`" + `, which measures everything in one run: what is compared takes turns on the same machine, ratios are
taken within a round, and medians are given. A number is held against the floor that the project set itself. These are
measurements and not tests: they differ from machine to machine, and a busy machine blurs them.

`

// page is the whole of BENCH.md.
func page(machine []fact, load string, begin time.Time, took time.Duration, m metrics) string {
	var b strings.Builder
	b.WriteString(opening)
	b.WriteString("| | |\n|---|---|\n")
	for _, f := range machine {
		fmt.Fprintf(&b, "| %s | %s |\n", f.name, f.value)
	}
	fmt.Fprintf(&b, "| Measured | %s, in %s |\n", begin.UTC().Format("2006-01-02 15:04 UTC"), took.Round(time.Second))
	fmt.Fprintf(&b, "| Load before | %s |\n", load)
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n", s.title)
		if s.note != "" {
			fmt.Fprintf(&b, "%s\n\n", s.note)
		}
		b.WriteString("| what | how | measured | floor | |\n|---|---|--:|--:|---|\n")
		for _, r := range s.rows {
			value, known := m[r.metric]
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.what, r.how, r.number(m), r.asked(), r.verdict(value, known))
		}
	}
	return b.String()
}

func (r row) scaled(value float64) float64 {
	if r.factor != 0 {
		return value / r.factor
	}
	return value
}

func (r row) number(m metrics) string {
	value, known := m[r.metric]
	if !known || math.IsNaN(value) {
		return "not measured"
	}
	text := grouped(r.scaled(value), r.digits) + r.unit
	if byCPU, known := m[r.perCPU]; known {
		text += fmt.Sprintf(" (%s)", grouped(byCPU, r.digits))
	}
	return text
}

func (r row) asked() string {
	switch {
	case r.floor == 0:
		return ""
	case r.limit:
		return "≤ " + grouped(r.floor, r.digits) + r.unit
	}
	return "≥ " + grouped(r.floor, r.digits) + r.unit
}

// verdict compares what is shown: more digits than that would be noise.
func (r row) verdict(value float64, known bool) string {
	precision := math.Pow10(r.digits)
	shown, floor := math.Round(r.scaled(value)*precision), math.Round(r.floor*precision)
	switch {
	case r.floor == 0 || !known || math.IsNaN(value):
		return ""
	case r.limit && shown <= floor, !r.limit && shown >= floor:
		return "met"
	}
	return "**missed**"
}

// grouped writes a number with its thousands apart.
func grouped(value float64, digits int) string {
	text := fmt.Sprintf("%.*f", digits, value)
	whole, rest, _ := strings.Cut(text, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}
