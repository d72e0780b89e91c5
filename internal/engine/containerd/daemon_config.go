package containerd

import (
	"fmt"
	"strings"
)

// unneeded plugins open ports and directories outside of ours (CRI, opt), restart containers behind our back (restart),
// or fail on most machines with a warning (the other snapshotters). Names that a containerd does not have are ignored by it.
var unneeded = []string{
	"io.containerd.grpc.v1.cri",
	"io.containerd.cri.v1.images",
	"io.containerd.cri.v1.runtime",
	"io.containerd.nri.v1.nri",
	"io.containerd.internal.v1.opt",
	"io.containerd.internal.v1.restart",
	"io.containerd.internal.v1.tracing",
	"io.containerd.tracing.processor.v1.otlp",
	"io.containerd.snapshotter.v1.aufs",
	"io.containerd.snapshotter.v1.blockfile",
	"io.containerd.snapshotter.v1.btrfs",
	"io.containerd.snapshotter.v1.devmapper",
	"io.containerd.snapshotter.v1.erofs",
	"io.containerd.snapshotter.v1.zfs",
}

// toml is the daemon's configuration, in the form that containerd 1.6 and 2.x both read. The OOM score stays as it is: 0
// tells containerd to leave it, and lowering it takes CAP_SYS_RESOURCE.
func (d Daemon) toml() string {
	quoted := make([]string, len(unneeded))
	for i, plugin := range unneeded {
		quoted[i] = fmt.Sprintf("  %q,\n", plugin)
	}
	return fmt.Sprintf(`version = 2
root = %q
state = %q
oom_score = 0
disabled_plugins = [
%s]

[grpc]
  address = %q
`, d.Root, d.State, strings.Join(quoted, ""), d.Socket())
}
