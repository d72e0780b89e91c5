package containerd

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/contrib/seccomp"
	"github.com/containerd/containerd/v2/core/containers"
	"github.com/containerd/containerd/v2/pkg/oci"
	"github.com/opencontainers/runtime-spec/specs-go"

	"sallyport/internal/engine"
	"sallyport/internal/fault"
)

// capabilities are those that containers usually have, less NET_RAW: a raw socket could send with another's address, and
// the interface's source check would be the only thing in its way.
var capabilities = []string{
	"CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD",
	"CAP_NET_BIND_SERVICE", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
}

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// spec describes the container to runc. The default it begins with has masked and read-only paths in /proc and /sys, no
// devices of the host, and its own PID, IPC, UTS and mount namespaces.
func (e *Engine) spec(w engine.Workload, image client.Image) client.NewContainerOpts {
	return client.WithNewSpec(
		oci.WithDefaultSpec(),
		oci.WithoutRunMount, // would hide what images have under /run
		imageConfig(image, w.Command),
		oci.WithEnv(environment(w.Env)),
		ensurePath,
		oci.WithHostname(hostname(w)),
		oci.WithMounts(e.mounts(w)),
		oci.WithLinuxNamespace(specs.LinuxNamespace{Type: specs.NetworkNamespace, Path: w.NetNS}),
		oci.WithLinuxNamespace(specs.LinuxNamespace{Type: specs.CgroupNamespace}),
		oci.WithCapabilities(capabilities),
		oci.WithNoNewPrivileges,
		seccomp.WithDefaultProfile(), // after the capabilities, on which it depends
		oci.WithCgroup(e.cgroup(w.ID)),
		e.resources(w),
		e.process,
	)
}

func (e *Engine) cgroup(id string) string { return "/" + e.namespace + "/" + id }

// imageConfig takes over the image's user, groups, directory, environment and entrypoint.
func imageConfig(image client.Image, command []string) oci.SpecOpts {
	apply := oci.WithImageConfigArgs(image, command)
	return func(ctx context.Context, c oci.Client, container *containers.Container, s *oci.Spec) error {
		if err := apply(ctx, c, container, s); err != nil {
			return fault.New(fault.Invalid, "", "image %s can't be run as it says: %w", image.Name(), err)
		}
		if len(s.Process.Args) == 0 {
			return fault.New(fault.Invalid, "", "image %s names no program to start, and neither does the workload", image.Name())
		}
		return nil
	}
}

// environment is sorted, so that the same workload gives the same spec.
func environment(env map[string]string) []string {
	list := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		list = append(list, name+"="+env[name])
	}
	return list
}

// ensurePath gives a search path to images that have none. HOME comes from the image's /etc/passwd, set by runc.
func ensurePath(_ context.Context, _ oci.Client, _ *containers.Container, s *oci.Spec) error {
	if !slices.ContainsFunc(s.Process.Env, func(v string) bool { return strings.HasPrefix(v, "PATH=") }) {
		s.Process.Env = append(s.Process.Env, "PATH="+defaultPath)
	}
	return nil
}

func (e *Engine) mounts(w engine.Workload) []specs.Mount {
	var list []specs.Mount
	for _, name := range []string{"hostname", "hosts", "resolv.conf"} {
		list = append(list, specs.Mount{
			Destination: "/etc/" + name, Type: "bind", Source: e.files(w.ID).path(name),
			Options: []string{"bind", "ro", "nosuid", "nodev", "noexec"},
		})
	}
	// Language runtimes size themselves by the limits they find here.
	return append(list, specs.Mount{
		Destination: "/sys/fs/cgroup", Type: "cgroup", Source: "cgroup",
		Options: []string{"ro", "nosuid", "noexec", "nodev"},
	})
}

// cpuPeriod is the kernel's default, in microseconds.
const cpuPeriod = 100_000

func (e *Engine) resources(w engine.Workload) oci.SpecOpts {
	return func(_ context.Context, _ oci.Client, _ *containers.Container, s *oci.Spec) error {
		pids := w.PIDs
		if pids == 0 {
			pids = engine.DefaultPIDs
		}
		r := s.Linux.Resources
		r.Pids = &specs.LinuxPids{Limit: &pids}
		if w.CPU > 0 {
			period, quota := uint64(cpuPeriod), w.CPU*cpuPeriod/1000
			// Shares divide a busy machine by the same measure: 1024 for each processor.
			shares := uint64(max(2, w.CPU*1024/1000))
			r.CPU = &specs.LinuxCPU{Period: &period, Quota: &quota, Shares: &shares}
		}
		if w.Memory > 0 {
			r.Memory = &specs.LinuxMemory{Limit: &w.Memory}
			if e.host.swapAccount {
				r.Memory.Swap = &w.Memory // memory and swap together: no swap
			}
		}
		return nil
	}
}

// process sets what depends on the powers that this host gives us.
func (e *Engine) process(_ context.Context, _ oci.Client, _ *containers.Container, s *oci.Spec) error {
	s.Process.Rlimits = []specs.POSIXRlimit{{Type: "RLIMIT_NOFILE", Soft: e.host.openFiles, Hard: e.host.openFiles}}
	s.Process.OOMScoreAdj = &e.host.oomScore
	if e.host.unprivileged {
		// runc sets it in the namespace given: images that do not run as root listen on port 80 too.
		s.Linux.Sysctl = map[string]string{"net.ipv4.ip_unprivileged_port_start": "0"}
	}
	return nil
}
