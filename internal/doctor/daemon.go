package doctor

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/containerd/containerd/v2/client"
)

// hostSocket is where a distribution's containerd listens.
const hostSocket = "/run/containerd/containerd.sock"

var daemonProgram = tool{"containerd", "containerd", [3]int{1, 6, 0}, "older ones are out of support, and were never tried"}

// daemon looks for the containerd that containers will be in: the named one,
// the host's, or a program to start a private one.
func daemon(ctx context.Context, socket string) []Finding {
	const check = "containerd"
	if socket != "" {
		version, err := askVersion(ctx, socket)
		if err != nil {
			return []Finding{{
				Check: check, Detail: fmt.Sprintf("no answer at %s: %v", socket, err), State: Failure,
				Mend: "start it, or name another socket with --containerd, or none to have a private one",
			}}
		}
		return []Finding{answering(socket, version)}
	}
	if _, err := os.Stat(hostSocket); err == nil {
		if version, err := askVersion(ctx, hostSocket); err == nil {
			return []Finding{answering(hostSocket, version)}
		}
	}
	path, err := exec.LookPath("containerd")
	if err != nil {
		return []Finding{{
			Check: check, Detail: "neither a daemon at " + hostSocket + " nor a program to start one", State: Failure,
			Mend: "apt-get install containerd",
		}}
	}
	text, err := run(ctx, path, "--version")
	switch {
	case late(ctx, err):
		return []Finding{cutShort(check)}
	case err != nil:
		return []Finding{{Check: check, Detail: fmt.Sprintf("%s does not run: %v", path, err), Mend: "apt-get install --reinstall containerd", State: Failure}}
	}
	f := daemonProgram.judge(text)
	f.Detail += " as a private daemon, since none answers at " + hostSocket
	return []Finding{f}
}

// answering judges a running daemon.
func answering(socket, version string) Finding {
	f := daemonProgram.judge(version)
	f.Detail += " at " + socket
	return f
}

// askVersion asks a daemon for its version, for at most half of the examination.
func askVersion(ctx context.Context, socket string) (string, error) {
	if _, err := os.Stat(socket); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, examinationTime/2)
	defer cancel()
	c, err := client.New(socket, client.WithTimeout(time.Second))
	if err != nil {
		return "", err
	}
	defer c.Close()
	v, err := c.Version(ctx)
	return v.Version, err
}
