package doctor

import (
	"fmt"
	"strconv"
	"strings"
)

// needed are the capabilities that Sallyport, containerd and runc can't do
// without, by their bits, and what for.
var needed = []struct {
	bit  uint
	name string
	use  string
}{
	{12, "NET_ADMIN", "links, routes and rules"},
	{21, "SYS_ADMIN", "namespaces and mounts"},
	{0, "CHOWN", "the files of images"},
	{1, "DAC_OVERRIDE", "the files of images"},
	{3, "FOWNER", "the files of images"},
	{5, "KILL", "stopping containers"},
	{6, "SETGID", "the groups of images"},
	{7, "SETUID", "the users of images"},
	{8, "SETPCAP", "taking capabilities from containers"},
	{18, "SYS_CHROOT", "entering images"},
	{27, "MKNOD", "the devices of containers"},
}

const resourceBit = 24 // CAP_SYS_RESOURCE

// privileges looks at what this process may do.
func privileges(m machine) []Finding {
	status := m.text("proc/self/status")
	effective, err := strconv.ParseUint(statusField(status, "CapEff"), 16, 64)
	if err != nil {
		return []Finding{{Check: "privileges", Detail: "/proc/self/status names no capabilities: is /proc mounted?", Mend: "mount -t proc proc /proc", State: Failure}}
	}
	user := strings.Fields(statusField(status, "Uid"))
	root := len(user) > 1 && user[1] == "0"

	var missing []string
	for _, c := range needed {
		if effective&(1<<c.bit) == 0 {
			missing = append(missing, fmt.Sprintf("CAP_%s (%s)", c.name, c.use))
		}
	}
	list := []Finding{{Check: "privileges", Detail: "root, with the capabilities that are needed"}}
	switch {
	case !root:
		list[0] = Finding{Check: "privileges", Detail: "not root", Mend: "run it with sudo", State: Failure}
	case len(missing) > 0:
		list[0] = Finding{
			Check: "privileges", Detail: "root, but without " + strings.Join(missing, ", "), State: Failure,
			Mend: "in a container, run it with --privileged or --cap-add; under systemd, look at CapabilityBoundingSet",
		}
	}
	if root && effective&(1<<resourceBit) == 0 {
		list = append(list, Finding{
			Check:  "resource limits",
			Detail: fmt.Sprintf("without CAP_SYS_RESOURCE containers can't have a lower oom_score_adj than ours (%s) nor more open files (%s)", m.text("proc/self/oom_score_adj"), openFiles(m.text("proc/self/limits"))),
			Mend:   "nothing, if that is enough; else give the capability SYS_RESOURCE",
			State:  Warning,
		})
	}
	return list
}

// statusField reads "Name:\tvalue" of /proc/<pid>/status.
func statusField(status, name string) string {
	for line := range strings.Lines(status) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// openFiles reads the hard limit of /proc/<pid>/limits, whose columns are:
// Max open files, soft, hard, unit.
func openFiles(limits string) string {
	for line := range strings.Lines(limits) {
		if values, ok := strings.CutPrefix(line, "Max open files"); ok {
			if fields := strings.Fields(values); len(fields) > 1 {
				return fields[1]
			}
		}
	}
	return "unknown"
}
