package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

// fact is one line about the machine.
type fact struct{ name, value string }

// machine says what the numbers were measured on. Nothing in it names the
// machine or its place.
func machine(ctx context.Context) []fact {
	revision := said(ctx, `(\S+)`, "git", "rev-parse", "--short", "HEAD")
	if said(ctx, `(\S)`, "git", "status", "--porcelain", "--untracked-files=no") != "" {
		revision += ", with changes"
	}
	return []fact{
		{"Revision", revision},
		{"Processor", fmt.Sprintf("%s, %d cores", in("/proc/cpuinfo", `model name\s*: (.*)`), runtime.NumCPU())},
		{"Memory", in("/proc/meminfo", `MemTotal:\s*(.*)`)},
		{"Kernel", "Linux " + in("/proc/sys/kernel/osrelease", `^(\d+\.\d+\.\d+)`)},
		{"Distribution", in("/etc/os-release", `PRETTY_NAME="(.*)"`)},
		{"Go", runtime.Version()},
		{"containerd", said(ctx, `containerd\S* (\d\S*)`, "containerd", "--version")},
		{"runc", said(ctx, `version (\S+)`, "runc", "--version")},
		{"nft", said(ctx, `v(\S+)`, "nft", "--version")},
		{"nginx", said(ctx, `nginx/(\S+)`, "nginx", "-v")},
	}
}

// loadAverage is the machine's load over the last minute, which says whether it had other work.
func loadAverage() string { return in("/proc/loadavg", `^(\S+)`) }

// in is the first match in a file; empty when there is none.
func in(path, pattern string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return first(pattern, string(text))
}

// said is the first match in what a tool prints; "absent" without the tool.
func said(ctx context.Context, pattern, name string, arguments ...string) string {
	output, err := exec.CommandContext(ctx, name, arguments...).CombinedOutput()
	if err != nil {
		return "absent"
	}
	return first(pattern, string(output))
}

func first(pattern, text string) string {
	found := regexp.MustCompile("(?m)" + pattern).FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	return strings.TrimSpace(found[1])
}
