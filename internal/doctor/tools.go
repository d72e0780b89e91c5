package doctor

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// tool is a program that Sallyport, or containerd for it, runs.
type tool struct {
	name, pkg string
	oldest    [3]int
	why       string // of the oldest version
}

var programs = []tool{
	{"nft", "nftables", [3]int{1, 0, 1}, "older ones misread ranges in concatenated keys"},
	{"runc", "runc", [3]int{1, 0, 0}, "older ones know control groups of version 2 only in part"},
}

// tools looks for the programs that are run, and their versions.
func tools(ctx context.Context) []Finding {
	var list []Finding
	for _, p := range programs {
		path, err := exec.LookPath(p.name)
		if err != nil {
			list = append(list, Finding{Check: p.name, Detail: "not in PATH", Mend: "apt-get install " + p.pkg, State: Failure})
			continue
		}
		text, err := run(ctx, path, "--version")
		if late(ctx, err) {
			list = append(list, cutShort(p.name))
			continue
		}
		if err != nil {
			list = append(list, Finding{Check: p.name, Detail: fmt.Sprintf("%s does not run: %v", path, err), Mend: "apt-get install --reinstall " + p.pkg, State: Failure})
			continue
		}
		list = append(list, p.judge(text))
	}
	return list
}

var versionPattern = regexp.MustCompile(`\bv?(\d+)\.(\d+)(?:\.(\d+))?\S*`)

// judge compares the version in what a program says of itself with the oldest that will do.
func (p tool) judge(text string) Finding {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	found := versionPattern.FindStringSubmatch(first)
	if found == nil {
		return Finding{Check: p.name, Detail: fmt.Sprintf("it names no version: %q", first), State: Warning}
	}
	f := Finding{Check: p.name, Detail: found[0]}
	for i, least := range p.oldest {
		have, _ := strconv.Atoi(found[i+1]) // a missing third number is a zero
		if have > least {
			break
		}
		if have < least {
			f.State = Failure
			f.Mend = fmt.Sprintf("install %s %d.%d.%d or newer: %s", p.pkg, p.oldest[0], p.oldest[1], p.oldest[2], p.why)
			break
		}
	}
	return f
}
