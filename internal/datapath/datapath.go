// Package datapath makes the Linux kernel of one node hold the plans of its
// networks, reads the kernel back, heals it, and cleans it up.
//
// Every VPC is a network namespace, the router; every interface is a veth
// between the router and the namespace of its sandbox; one more namespace, the
// edge, is the public side: it holds the front door's links and, with an
// uplink, the way to public addresses. What may pass is one nftables table a
// namespace. Everything is named after Options.Tag, so that it can be found
// again, adopted and removed without any state of our own.
//
// Fail closed: the rules stand before the links that they guard, every chain
// ends in a drop, and a sandbox is ready only after the kernel was read back.
package datapath

import (
	"log/slog"
	"net/netip"
	"regexp"
	"sync"
	"sync/atomic"

	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// Desired is everything that the kernel of this node shall hold. What it does
// not name is taken away by the next Apply.
type Desired struct {
	Networks  []*vpc.Plan
	Sandboxes []vpc.Sandbox
	// Sequence orders desired states: rules of an older one never replace those
	// of a newer one, whichever call comes later.
	Sequence uint64
}

// Options name an installation and its surroundings.
type Options struct {
	// Tag names the installation: four lower-case hexadecimal digits, part of
	// every name in the kernel. Two installations on one host differ in it.
	Tag string
	// Uplink is the host's interface that public egress leaves by. Empty means
	// none; then nothing at all is put into the host's namespace.
	Uplink string
	// Pool holds the public addresses of VPCs.
	Pool vpc.PublicPool
	// LAN are the ranges of the operator's network, which nothing but VPN
	// gateways and endpoints leads to.
	LAN []netip.Prefix
	// EdgeServices are what public sandboxes may reach in the edge's namespace;
	// Listen opens their sockets. The edge has their addresses.
	EdgeServices []vpc.EdgeService
	// Host is the path of the namespace that holds the uplink. Empty means the
	// namespace that the process runs in.
	Host string
	// TranslatedPorts are those that NAT gateways send from, a part of
	// vpc.TranslatedPorts. The zero value means all of them.
	TranslatedPorts vpc.PortRange
	// Log takes what was healed and what failed. Nil means slog.Default.
	Log *slog.Logger
}

// Report says what became of each part of the desired state.
type Report struct {
	// Sandboxes has every desired sandbox: nil means ready (links up, addresses,
	// routes and its places in the rules read back), else the reason why not.
	Sandboxes map[string]error
	// Networks has every desired VPC: nil means that the kernel holds its rules.
	Networks map[string]error
	// Gateways has every gateway of the desired VPCs, by its id: nil means that
	// its link stands. Without one the routes that lead there are closed.
	Gateways map[string]error
	// Edge is the public side's failure, if any. Sandboxes that need the edge
	// are not ready then.
	Edge error
}

// DataPath holds the kernel side of one installation. Its methods may be
// called by several goroutines; Apply and CleanUp exclude each other.
type DataPath struct {
	options Options
	log     *slog.Logger
	drift   chan struct{}

	rulesets rulesets
	// own are the host's addresses, as the edge refuses them.
	own atomic.Pointer[[]netip.Addr]

	mu      sync.Mutex
	applied *applied // guarded by mu
	sentry  *sentry  // guarded by mu; nil until the first Apply and after Close
	closed  bool     // guarded by mu
}

var tagPattern = regexp.MustCompile(`^[0-9a-f]{4}$`)

// New checks the options and touches nothing. An unfit option is a
// fault.Invalid.
func New(o Options) (*DataPath, error) {
	if !tagPattern.MatchString(o.Tag) {
		return nil, fault.New(fault.Invalid, "", "tag %q is not four lower-case hexadecimal digits", o.Tag)
	}
	if len(o.Uplink) > maxDevice {
		return nil, fault.New(fault.Invalid, "", "uplink %q is longer than the %d characters of an interface name", o.Uplink, maxDevice)
	}
	if err := checkPorts(o.TranslatedPorts); err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &DataPath{options: o, log: o.Log, drift: make(chan struct{}, 1), applied: newApplied()}, nil
}

// Drift fires when the kernel no longer holds what was applied: a link deleted
// by hand, a table flushed, a namespace unpinned. The caller answers with
// Apply. It may fire once without need.
func (d *DataPath) Drift() <-chan struct{} { return d.drift }

// HostAddresses are the host's own, sorted, which the edge was last made to refuse
// to whatever sends by the public side; none without an uplink. It waits for
// nothing.
func (d *DataPath) HostAddresses() []netip.Addr {
	if own := d.own.Load(); own != nil {
		return *own
	}
	return nil
}

// SandboxPath is the path of a sandbox's network namespace. It exists once
// Apply reported the sandbox.
func (d *DataPath) SandboxPath(id string) string { return d.names().sandboxPath(id) }
