package main

import (
	"fmt"
	"strings"

	"sallyport/internal/api/live"
	"sallyport/internal/vpc"
)

// page is a report for people.
func page(r live.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s -> %s:%d/%s\n", origin(r), r.Question.Host, r.Question.Port, r.Question.Protocol)
	if n := r.Names; n != nil && len(n.Addresses) > 0 {
		fmt.Fprintf(&b, "  %s is %s\n", n.Name, strings.Join(n.Addresses, ", "))
		if n.Note != "" {
			fmt.Fprintf(&b, "  %s\n", n.Note)
		}
	}
	word := "NO. "
	if r.Reachable {
		word = "YES. "
	}
	fmt.Fprintf(&b, "\n%s%s\n", word, r.Summary)
	way(&b, "The way there", r.Forward)
	way(&b, "The way back", r.Return)
	findings(&b, "Why, and what to change", r.Findings)
	probed(&b, r)
	if len(r.Called) > 0 {
		b.WriteString("\nWhat the ids stand for\n")
		for _, c := range r.Called {
			fmt.Fprintf(&b, "  %-24s  %s\n", c.ID, c.Name)
		}
	}
	if list := others(r); len(list) > 0 {
		b.WriteString("\nAlso amiss with the service's connector (for the commands: sallyport logs --events SERVICE)\n")
		for _, f := range list {
			fmt.Fprintf(&b, "  %s [%s]\n  %s\n", f.Text, f.Code, f.Remedy)
		}
	}
	return b.String()
}

// origin says who asks.
func origin(r live.Report) string {
	f := r.From
	who := f.Service
	if who == "" {
		who = f.Interface
	}
	switch {
	case f.Supposed:
		return fmt.Sprintf("%s (as if it had an interface in %s of %s)", who, f.Subnet, f.VPC)
	case f.Interface == "":
		return fmt.Sprintf("%s (instance %s, by the public side)", who, f.Instance)
	}
	return fmt.Sprintf("%s (%s, %s in %s of %s)", who, f.Address, f.Interface, f.Subnet, f.VPC)
}

// way lists the hops, the one that stopped the packet marked.
func way(b *strings.Builder, title string, hops []live.Hop) {
	if len(hops) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	width := 0
	for _, h := range hops {
		width = max(width, len(vpc.Stage(h.Stage).Words()))
	}
	for _, h := range hops {
		mark := "  ok "
		if !h.Passed {
			mark = "  XX "
		}
		decided := ""
		if h.Decided != "" && !strings.HasPrefix(h.Decided, "route ") { // the text has the route
			decided = " (" + h.Decided + ")"
		}
		fmt.Fprintf(b, "%s %-*s  %s%s\n", mark, width, vpc.Stage(h.Stage).Words(), h.Text, decided)
	}
}

func findings(b *strings.Builder, title string, list []live.Finding) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, f := range list {
		fmt.Fprintf(b, "  %s [%s]\n", f.Text, f.Code)
		if f.Remedy != "" {
			fmt.Fprintf(b, "  %s\n", f.Remedy)
		}
		for _, c := range f.Commands {
			fmt.Fprintf(b, "      %s\n", c)
		}
	}
}

// others are the preflight's findings that are not what the report found itself.
func others(r live.Report) []live.Finding {
	var list []live.Finding
	for _, p := range r.Preflight {
		known := false
		for _, f := range r.Findings {
			known = known || f.Code == p.Code && (f.Subject == p.Subject || f.Remedy == p.Remedy)
		}
		if !known {
			list = append(list, p)
		}
	}
	return list
}

// probed says what real packets met.
func probed(b *strings.Builder, r live.Report) {
	p := r.Probe
	if p == nil {
		return
	}
	if p.Error != "" {
		fmt.Fprintf(b, "\nA real probe: %s %s\n", p.Text, p.Error)
		return
	}
	fmt.Fprintf(b, "\nA real probe from the instance: %s\n", p.Text)
	switch p.Agreement {
	case live.Agree:
		b.WriteString("  It agrees with the above.\n")
	case live.Unproven:
		b.WriteString("  It proves nothing: this node lets the packet through, and who has the destination keeps quiet.\n")
	case live.Disagree:
		fmt.Fprintf(b, "  IT DISAGREES with the above. That is a defect of Sallyport's: please report it, with the output of --json.\n  %d since Sallyport was started.\n", r.Disagreements)
	}
}
