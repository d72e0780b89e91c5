package harness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Leaks lists what of the installation is in the kernel: namespaces, links,
// tables, rules, routes, mounts, processes, cgroups. The kernel takes links
// down in the background, so what is still there is looked at again for a while.
func (i *Installation) Leaks(ctx context.Context) []string {
	for deadline := time.Now().Add(5 * time.Second); ; {
		found := i.leaks(ctx)
		if len(found) == 0 || time.Now().After(deadline) {
			return found
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (i *Installation) leaks(ctx context.Context) []string {
	tag := i.Home.Tag
	var found []string
	note := func(what string, lines []string) {
		for _, line := range lines {
			found = append(found, what+": "+line)
		}
	}
	note("namespace", glob("/run/netns/sp-"+tag+"-*"))
	note("link", containing(command(ctx, "ip", "-o", "link", "show"), " sp"+tag))
	note("table", containing(command(ctx, "nft", "list", "tables"), "sallyport-"+tag))
	note("ip rule", containing(command(ctx, "ip", "rule", "show"), "sp"+tag))
	number, _ := strconv.ParseUint(tag, 16, 16) // the tag is hexadecimal by its making
	note("route", containing(command(ctx, "ip", "route", "show", "table", fmt.Sprint(0x53500000|number)), ""))
	mounts, _ := os.ReadFile("/proc/self/mounts")
	for _, place := range []string{i.Home.Dir, i.Home.Run(), "sp-" + tag + "-"} {
		note("mount", containing(string(mounts), place))
	}
	note("process", i.processes())
	for _, pattern := range []string{"/sys/fs/cgroup/" + i.Home.Namespace(), "/sys/fs/cgroup/*/" + i.Home.Namespace()} {
		note("cgroup", glob(pattern))
	}
	note("directory", glob(i.Home.Run()))
	return found
}

// processes are those whose command line names the installation: serve,
// containerd, shims. A containerd shim names its namespace.
func (i *Installation) processes() []string {
	var found []string
	for _, path := range glob("/proc/[0-9]*/cmdline") {
		line, err := os.ReadFile(path)
		if err != nil || path == fmt.Sprintf("/proc/%d/cmdline", os.Getpid()) {
			continue
		}
		text := strings.ReplaceAll(string(line), "\x00", " ")
		if strings.Contains(text, i.Home.Dir) || strings.Contains(text, i.Home.Namespace()) || strings.Contains(text, i.Home.Run()) {
			found = append(found, filepath.Base(filepath.Dir(path))+" "+text)
		}
	}
	return found
}

func glob(pattern string) []string {
	found, _ := filepath.Glob(pattern) // the patterns are good
	return found
}

func containing(text, part string) []string {
	var found []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && strings.Contains(line, part) {
			found = append(found, line)
		}
	}
	return found
}

// command is what a tool prints on its standard output; a table that is not
// there is an error of ip, and prints nothing.
func command(ctx context.Context, name string, arguments ...string) string {
	output, _ := exec.CommandContext(ctx, name, arguments...).Output()
	return string(output)
}
