package doctor

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// feature is something that the data path asks of the kernel, as a script that
// works where it is there.
type feature struct {
	name   string
	tool   string // the script's: nft or ip
	script string
	module string // the kernel's configuration that has it
}

// Each script runs in a namespace of its own, which takes 5 to 10 ms, so that
// the feature that is missing is named.
var features = []feature{
	{"nftables", "nft", "add table inet try\n", "CONFIG_NF_TABLES, CONFIG_NF_TABLES_INET"},
	{
		"connection tracking", "nft", `add table inet try
add chain inet try forward { type filter hook forward priority filter; policy drop; }
add rule inet try forward ct state established,related accept
add rule inet try forward ct state invalid counter drop
`, "CONFIG_NF_CONNTRACK, CONFIG_NFT_CT",
	},
	{
		"sets with concatenated ranges", "nft", `add table inet try
add chain inet try group
add set inet try sources { type ipv4_addr . inet_proto . inet_service; flags interval; }
add element inet try sources { 10.0.0.0/16 . tcp . 1-1024, 10.1.0.0/16 . udp . 53 }
add rule inet try group ip saddr . meta l4proto . th dport @sources accept
`, "CONFIG_NF_TABLES 5.6 or newer",
	},
	{
		"verdict maps by interface", "nft", `add table inet try
add chain inet try group
add map inet try egress { type ifname : verdict; }
add element inet try egress { "sp0" : goto group }
add chain inet try forward { type filter hook forward priority filter; policy drop; }
add rule inet try forward iifname vmap @egress
`, "CONFIG_NF_TABLES",
	},
	{
		"masquerading", "nft", `add table inet try
add chain inet try nat { type nat hook postrouting priority srcnat; policy accept; }
add rule inet try nat oifname "sp0" masquerade
`, "CONFIG_NFT_NAT, CONFIG_NFT_MASQ",
	},
	{"veth links", "ip", "link add sp0 type veth peer name sp1\nlink set sp0 up\nlink set sp1 up\n", "CONFIG_VETH"},
	{
		"policy routing", "ip", `link add sp0 type veth peer name sp1
link set sp0 up
link set sp1 up
route add 10.0.0.0/16 dev sp0 table 100
rule add iif sp1 lookup 100
`, "CONFIG_IP_MULTIPLE_TABLES",
	},
}

// oldest is the oldest kernel that the data path was made for: ranges in
// concatenated keys came with 5.6, and 5.10 is the long-lived one after it.
var oldest = [2]int{5, 10}

// kernel tries the features that the data path needs, away from the host's own network.
func kernel(ctx context.Context, m machine) []Finding {
	list := []Finding{release(m.text("proc/sys/kernel/osrelease"))}
	for _, tool := range []string{"nft", "ip"} {
		if _, err := exec.LookPath(tool); err == nil {
			tried, namespaces := try(ctx, tool, features, runAlone)
			list = append(list, tried...)
			if !namespaces {
				return list
			}
		} else if tool == "ip" { // nft is looked for with the tools
			list = append(list, Finding{Check: "kernel: links", Detail: "not tried: the program ip is missing", Mend: "apt-get install iproute2", State: Warning})
		}
	}
	return append(list, trackedConnections(m)...)
}

func release(version string) Finding {
	f := Finding{Check: "kernel", Detail: version}
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		f.Detail, f.State = fmt.Sprintf("its version %q can't be read", version), Warning
	} else if major < oldest[0] || major == oldest[0] && minor < oldest[1] {
		f.State = Warning
		f.Mend = fmt.Sprintf("Sallyport is made for Linux %d.%d and newer", oldest[0], oldest[1])
	}
	return f
}

// alone runs a tool in a network namespace of its own.
type alone func(ctx context.Context, input, tool string, arguments ...string) (string, error)

// try runs the scripts of a tool; it gives a finding for each that fails, or one
// for all. Without namespaces there is nothing to try.
func try(ctx context.Context, tool string, features []feature, run alone) (list []Finding, namespaces bool) {
	arguments := map[string][]string{"nft": {"-f", "-"}, "ip": {"-batch", "-"}}[tool]
	var passed []string
	for _, f := range features {
		if f.tool != tool {
			continue
		}
		_, err := run(ctx, f.script, tool, arguments...)
		switch {
		case late(ctx, err):
			return append(list, cutShort("kernel: "+f.name)), true
		case errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSPC):
			// The process was not even started: there is no namespace for it.
			return []Finding{{
				Check: "kernel: namespaces", Detail: fmt.Sprintf("no network namespace can be made: %v", err), State: Failure,
				Mend: "run it as root, with CAP_SYS_ADMIN, on a kernel with CONFIG_NET_NS, and with /proc/sys/user/max_net_namespaces above what is used",
			}}, false
		case err != nil:
			list = append(list, Finding{
				Check: "kernel: " + f.name, Detail: err.Error(), State: Failure,
				Mend: fmt.Sprintf("use a kernel with %s, as those of the distributions are; in a virtual machine or container, load the modules on the host", f.module),
			})
		default:
			passed = append(passed, f.name)
		}
	}
	if len(list) == 0 {
		list = append(list, Finding{Check: "kernel: " + map[string]string{"nft": "rules", "ip": "links"}[tool], Detail: strings.Join(passed, ", ") + " work"})
	}
	return list, true
}

// trackedConnections warns before the kernel drops packets because it can't
// remember more connections. The limit is the whole machine's; without the
// module loaded there is none yet.
func trackedConnections(m machine) []Finding {
	used, err := strconv.Atoi(m.text("proc/sys/net/netfilter/nf_conntrack_count"))
	limit, errLimit := strconv.Atoi(m.text("proc/sys/net/netfilter/nf_conntrack_max"))
	if err != nil || errLimit != nil || limit == 0 || used*10 < limit*8 {
		return nil
	}
	return []Finding{{
		Check: "tracked connections", Detail: fmt.Sprintf("%d of %d: at the limit the kernel drops packets of new connections", used, limit), State: Warning,
		Mend: fmt.Sprintf("sysctl -w net.netfilter.nf_conntrack_max=%d", 4*limit),
	}}
}
