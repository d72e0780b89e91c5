package doctor

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// controllers bound what a workload may use.
var controllers = []string{"cpu", "memory", "pids"}

const (
	groupsCheck = "control groups"
	groupsDir   = "sys/fs/cgroup"
)

// controlGroups looks whether workloads can be bounded, with version 2 or with
// version 1 (also beside an empty version 2, which is called hybrid). runc
// takes version 2 only when it is mounted at the top.
func controlGroups(m machine) []Finding {
	if m.exists(groupsDir + "/cgroup.controllers") {
		return []Finding{unifiedGroups(m)}
	}
	var missing []string
	for _, c := range controllers {
		if !m.exists(filepath.Join(groupsDir, c)) {
			missing = append(missing, c)
		}
	}
	switch {
	case len(missing) == len(controllers):
		return []Finding{{
			Check: groupsCheck, Detail: "none are mounted at /sys/fs/cgroup", State: Failure,
			Mend: "mount -t cgroup2 cgroup2 /sys/fs/cgroup\n(systemd, or the package cgroupfs-mount, does so at the boot)",
		}}
	case len(missing) > 0:
		return []Finding{{
			Check: groupsCheck, Detail: "version 1, without " + strings.Join(missing, ", "), State: Failure,
			Mend: mendControllers(m, missing),
		}}
	}
	for _, c := range controllers {
		if err := tryGroup(m.path(filepath.Join(groupsDir, c)), nil); err != nil {
			return []Finding{readOnlyGroups(err)}
		}
	}
	return []Finding{{Check: groupsCheck, Detail: "version 1, with " + strings.Join(controllers, ", ")}}
}

func unifiedGroups(m machine) Finding {
	offered := strings.Fields(m.text(groupsDir + "/cgroup.controllers"))
	missing := slices.DeleteFunc(slices.Clone(controllers), func(c string) bool { return slices.Contains(offered, c) })
	if len(missing) > 0 {
		return Finding{Check: groupsCheck, Detail: "version 2, without " + strings.Join(missing, ", "), State: Failure, Mend: mendControllers(m, missing)}
	}
	var enabled []string
	err := tryGroup(m.path(groupsDir), func(dir string) error {
		text, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
		enabled = strings.Fields(string(text))
		return err
	})
	if err != nil {
		return readOnlyGroups(err)
	}
	return enabledGroups(m, enabled)
}

// enabledGroups judges by the controllers that a new group has.
func enabledGroups(m machine, enabled []string) Finding {
	off := slices.DeleteFunc(slices.Clone(controllers), func(c string) bool { return slices.Contains(enabled, c) })
	// runc enables what is off, which the kernel refuses below the true top (the
	// only group without a type) while processes are in the group itself.
	if len(off) > 0 && m.exists(groupsDir+"/cgroup.type") && m.text(groupsDir+"/cgroup.procs") != "" {
		return Finding{
			Check: groupsCheck, Detail: fmt.Sprintf("version 2, but %s can't be enabled for workloads while processes are in the top group of this container", strings.Join(off, ", ")), State: Failure,
			Mend: "mkdir /sys/fs/cgroup/init && xargs -rn1 < /sys/fs/cgroup/cgroup.procs > /sys/fs/cgroup/init/cgroup.procs\necho '+" + strings.Join(off, " +") + "' > /sys/fs/cgroup/cgroup.subtree_control",
		}
	}
	return Finding{Check: groupsCheck, Detail: "version 2, with " + strings.Join(controllers, ", ")}
}

func readOnlyGroups(err error) Finding {
	return Finding{
		Check: groupsCheck, Detail: fmt.Sprintf("no group can be made: %v", err), State: Failure,
		Mend: "run it as root; in a container, with --privileged --cgroupns=private, or mount -o remount,rw /sys/fs/cgroup",
	}
}

// mendControllers tells a controller that the boot left off from one that the kernel lacks.
func mendControllers(m machine, missing []string) string {
	if slices.Contains(missing, "memory") && strings.Contains(m.text("proc/cmdline"), "cgroup_disable=memory") {
		return "take cgroup_disable=memory from the kernel's command line and restart the machine"
	}
	for line := range strings.Lines(m.text("proc/cgroups")) {
		// Columns: name, hierarchy, groups, enabled.
		if fields := strings.Fields(line); len(fields) == 4 && slices.Contains(missing, fields[0]) && fields[3] == "0" {
			return fmt.Sprintf("add cgroup_enable=%s to the kernel's command line and restart the machine", fields[0])
		}
	}
	if m.exists(groupsDir + "/cgroup.controllers") {
		return "another hierarchy (version 1) may hold them, or the parent of this container: enable them in its cgroup.subtree_control"
	}
	return fmt.Sprintf("for each: mkdir -p /sys/fs/cgroup/NAME && mount -t cgroup -o NAME cgroup /sys/fs/cgroup/NAME (%s)", strings.Join(missing, ", "))
}

// tryGroup makes a group, looks at it and removes it.
func tryGroup(parent string, look func(dir string) error) error {
	dir := filepath.Join(parent, "sallyport-doctor-"+rand.Text()[:8])
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	var err error
	if look != nil {
		err = look(dir)
	}
	if removed := os.Remove(dir); err == nil {
		err = removed
	}
	return err
}
