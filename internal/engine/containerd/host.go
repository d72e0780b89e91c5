package containerd

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sallyport/internal/fault"
)

// host is what of this machine the making of a container depends on.
type host struct {
	cgroups      cgroups
	swapAccount  bool   // memory.memsw is there: cgroup v1 can bound swap
	openFiles    uint64 // open files that a process of a container may have
	oomScore     int    // of a container's processes
	unprivileged bool   // net.ipv4.ip_unprivileged_port_start exists
}

const cgroupRoot = "/sys/fs/cgroup"

// wantedOpenFiles is what the usual container services give; Linux's own 1024 is too few for a server.
const wantedOpenFiles = 65536

// wantedOOMScore makes the kernel prefer a workload to the host's daemons, and to us, when the whole machine is out of memory.
const wantedOOMScore = 500

func probeHost() (host, error) {
	groups, err := probeCgroups(cgroupRoot)
	if err != nil {
		return host{}, err
	}
	h := host{cgroups: groups, openFiles: wantedOpenFiles, oomScore: wantedOOMScore}
	h.swapAccount = groups.unified || exists(filepath.Join(groups.root, "memory", "memory.memsw.limit_in_bytes"))
	h.unprivileged = exists("/proc/sys/net/ipv4/ip_unprivileged_port_start")

	able, err := hasCapability(unix.CAP_SYS_RESOURCE)
	if err != nil || able {
		return h, err
	}
	// Without CAP_SYS_RESOURCE the kernel refuses limits above our own and a lower score; runc then fails as a whole.
	var files unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &files); err != nil {
		return host{}, fmt.Errorf("read the limit of open files: %w", err)
	}
	h.openFiles = min(h.openFiles, files.Max)
	text, err := os.ReadFile("/proc/self/oom_score_adj")
	if err != nil {
		return host{}, err
	}
	own, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return host{}, fmt.Errorf("read oom_score_adj: %w", err)
	}
	h.oomScore = max(h.oomScore, own)
	return h, nil
}

func hasCapability(bit uint) (bool, error) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return false, err
	}
	for line := range strings.Lines(string(text)) {
		if digits, ok := strings.CutPrefix(line, "CapEff:"); ok {
			set, err := strconv.ParseUint(strings.TrimSpace(digits), 16, 64)
			return set&(1<<bit) != 0, err
		}
	}
	return false, fmt.Errorf("/proc/self/status names no capabilities")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// checkNetNS refuses what would put a workload on the host's own network, whatever went wrong at the caller's.
func checkNetNS(path string) error {
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return fault.New(fault.Invalid, "", "network namespace %s: %w", path, err)
	}
	if fs.Type != unix.NSFS_MAGIC {
		return fault.New(fault.Invalid, "", "network namespace %s: there is a file, but no namespace is mounted on it", path)
	}
	var given, own unix.Stat_t
	if err := unix.Stat(path, &given); err != nil {
		return fault.New(fault.Invalid, "", "network namespace %s: %w", path, err)
	}
	for _, hosts := range []string{"/proc/self/ns/net", "/proc/1/ns/net"} {
		if err := unix.Stat(hosts, &own); err == nil && own.Dev == given.Dev && own.Ino == given.Ino {
			return fault.New(fault.Invalid, "", "network namespace %s is the host's own", path)
		}
	}
	return nil
}
