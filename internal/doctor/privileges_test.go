package doctor

import "testing"

func TestPrivileges(t *testing.T) {
	const limits = "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 20000                files     \n"
	for name, c := range map[string]struct {
		status string
		want   []string
	}{
		"root":             {"Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n", []string{"ok: root, with"}},
		"a user":           {"Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n", []string{"failure: not root…sudo"}},
		"a set-uid user":   {"Uid:\t1000\t0\t0\t0\nCapEff:\t000001ffffffffff\n", []string{"ok: root"}},
		"no SYS_RESOURCE":  {"Uid:\t0\t0\t0\t0\nCapEff:\t000001fffeffffff\n", []string{"ok: root", "warning: oom_score_adj than ours (-7)…more open files (20000)"}},
		"plain container":  {"Uid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\n", []string{"failure: CAP_NET_ADMIN (links, routes and rules), CAP_SYS_ADMIN (namespaces and mounts)…--privileged", "warning: SYS_RESOURCE"}},
		"nothing readable": {"", []string{"failure: mount -t proc"}},
	} {
		m := fake(t, map[string]string{"proc/self/status": c.status, "proc/self/limits": limits, "proc/self/oom_score_adj": "-7\n"})
		expect(t, name, privileges(m), c.want...)
	}
}
