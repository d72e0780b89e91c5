// Package doctor examines a machine: what it lacks for Sallyport, or what
// stands in the way, and how to mend it. It changes nothing. What has to be
// tried is tried in the network namespaces of child processes and in folders
// and control groups that are removed again.
package doctor

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// State is how a finding bears on Sallyport.
type State int

const (
	OK      State = iota // nothing to do
	Warning              // something will not work, or not as well as it could
	Failure              // Sallyport can't work
)

func (s State) String() string { return [...]string{"ok", "warning", "failure"}[s] }

// Finding is the outcome of one check.
type Finding struct {
	Check  string // what was looked at
	Detail string // what was found; never empty
	Mend   string // what to do about it, if there is something to do; may have several lines
	State  State
}

// Options say what Sallyport is going to use.
type Options struct {
	// DataDir need not exist yet.
	DataDir string
	// APIListen and IngressListen are addresses with ports.
	APIListen, IngressListen string
	// Containerd is the socket to use. Empty means the host's, or else a private daemon.
	Containerd string
	// Uplink is auto, none, or the name of an interface.
	Uplink string
	// PublicPool is the block of public addresses, and PoolRouted says that the
	// network around leads it to this machine.
	PublicPool netip.Prefix
	PoolRouted bool
	// LAN are the ranges of the operator's own network.
	LAN []netip.Prefix
	// Running says that our own serve is up, so that the ports are its own.
	Running bool
}

// examinationTime bounds the whole: an examination is part of every start.
const examinationTime = 2 * time.Second

// Examine runs all checks and gives their findings in a fixed order. It ends
// within about two seconds, with or without ctx; a check that was cut short
// says so.
func Examine(ctx context.Context, o Options) []Finding {
	ctx, cancel := context.WithTimeout(ctx, examinationTime)
	defer cancel()
	m := machine{root: "/"}
	checks := []func() []Finding{
		func() []Finding { return privileges(m) },
		func() []Finding { return kernel(ctx, m) },
		func() []Finding { return tools(ctx) },
		func() []Finding { return daemon(ctx, o.Containerd) },
		func() []Finding { return controlGroups(m) },
		func() []Finding { return dataDirectory(o.DataDir) },
		func() []Finding { return ports(m, o) },
		func() []Finding { return names(m, o.IngressListen) },
		func() []Finding { return uplink(m, o.Uplink) },
		func() []Finding { return linkKeepers(m, o.Uplink) },
		func() []Finding { return firewall(ctx, m, o.Uplink) },
		func() []Finding { return publicPool(m, o) },
		func() []Finding { return ownNetwork(m, o) },
	}
	findings := make([][]Finding, len(checks))
	var all sync.WaitGroup
	for i, check := range checks {
		all.Go(func() { findings[i] = check() })
	}
	all.Wait()
	return slices.Concat(findings...)
}
