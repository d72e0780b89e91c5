package doctor

import (
	"os"
	"testing"
)

func TestControlGroups(t *testing.T) {
	const v1, v2 = "sys/fs/cgroup/", "sys/fs/cgroup/cgroup."
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"version 1":                {map[string]string{v1 + "cpu/tasks": "", v1 + "memory/tasks": "", v1 + "pids/tasks": ""}, "ok: version 1"},
		"hybrid":                   {map[string]string{v1 + "cpu/tasks": "", v1 + "memory/tasks": "", v1 + "pids/tasks": "", v1 + "unified/cgroup.controllers": ""}, "ok: version 1"},
		"none":                     {nil, "failure: mount -t cgroup2"},
		"version 1 without memory": {map[string]string{v1 + "cpu/tasks": "", v1 + "pids/tasks": "", "proc/cgroups": "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t1\t1\nmemory\t0\t1\t0\n"}, "failure: version 1, without memory…cgroup_enable=memory"},
		"switched off":             {map[string]string{v1 + "cpu/tasks": "", v1 + "pids/tasks": "", "proc/cmdline": "root=/dev/vda cgroup_disable=memory"}, "failure: take cgroup_disable=memory from"},
		"version 1 not mounted":    {map[string]string{v1 + "cpu/tasks": "", v1 + "memory/tasks": ""}, "failure: without pids…mount -t cgroup -o NAME"},
		"version 2 without cpu":    {map[string]string{v2 + "controllers": "memory pids\n"}, "failure: version 2, without cpu…subtree_control"},
	} {
		expect(t, name, controlGroups(fake(t, c.files)), c.want)
	}
}

func TestGroupsOfVersion2(t *testing.T) {
	// A folder has no cgroup.controllers of its own, unlike a group.
	m := fake(t, map[string]string{"sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n"})
	expect(t, "no control groups", controlGroups(m), "failure: no group can be made")

	top := fake(t, nil)
	within := fake(t, map[string]string{"sys/fs/cgroup/cgroup.type": "domain\n", "sys/fs/cgroup/cgroup.procs": "1\n7\n"})
	empty := fake(t, map[string]string{"sys/fs/cgroup/cgroup.type": "domain\n", "sys/fs/cgroup/cgroup.procs": ""})
	expect(t, "all enabled", []Finding{enabledGroups(within, []string{"cpu", "memory", "pids"})}, "ok: version 2")
	expect(t, "runc enables at the top", []Finding{enabledGroups(top, nil)}, "ok: version 2")
	expect(t, "runc enables in an empty group", []Finding{enabledGroups(empty, nil)}, "ok: version 2")
	expect(t, "processes in the way", []Finding{enabledGroups(within, []string{"memory"})}, "failure: cpu, pids can't be enabled…echo '+cpu +pids' >")

	entries, err := os.ReadDir(m.path(groupsDir))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
