package datapath

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// router is a namespace that all links of a network meet in: a VPC's router,
// or the edge.
type router struct {
	name   string
	ns     *netns.Namespace
	handle *link.Handle

	rules *ruleset

	// base is what the router holds besides its plugs.
	base *link.State
	// plugs are those that the last Apply wanted, by near device.
	plugs map[string]*plug
	// parts is the state as it was last read, by device; nil means to read anew.
	parts map[string]*link.State
	// touched says that links were changed since they were read. Sandboxes are
	// worked on by several goroutines.
	touched atomic.Bool
	err     error // of the current Apply
}

// link is the router's link of a name as it was read; the zero Link if none.
func (r *router) link(name string) link.Link { return r.device(name).Links[name] }

func (r *router) device(name string) *link.State {
	if part := r.parts[name]; part != nil {
		return part
	}
	return link.NewState()
}

// ipv6Off turns IPv6 off on every device that comes later; those that a plan
// wants it of are switched on one by one. Not "all": that takes the lock of all links, and takes it by trying again
// and again, which among a thousand new namespaces was two thirds of the CPU
// time. The loopback device was there before, and keeps ::1.
var ipv6Off = sysctl.Setting{Key: "ipv6/conf/default/disable_ipv6", Value: "1"}

// routerSettings are those of a router. Sources are checked by our own rules;
// no redirect is sent or believed.
func routerSettings() []sysctl.Setting {
	list := []sysctl.Setting{ipv6Off, {Key: "ipv4/ip_forward", Value: "1"},
		// Looking for a local socket of each packet first is in vain in a router,
		// and cost about 4 % of connects and packets.
		{Key: "ipv4/ip_early_demux", Value: "0"},
	}
	for _, scope := range []string{"all", "default"} {
		list = append(list,
			sysctl.Setting{Key: "ipv4/conf/" + scope + "/rp_filter", Value: "0"},
			sysctl.Setting{Key: "ipv4/conf/" + scope + "/accept_redirects", Value: "0"},
			sysctl.Setting{Key: "ipv4/conf/" + scope + "/send_redirects", Value: "0"},
			sysctl.Setting{Key: "ipv4/conf/" + scope + "/accept_source_route", Value: "0"})
	}
	return list
}

// forwarding6 lets a router pass on what comes by a device that speaks IPv6.
var forwarding6 = sysctl.Setting{Key: "ipv6/conf/all/forwarding", Value: "1"}

// tracking shortens what the connection tracking remembers of connections that
// are over. With the kernel's two minutes its table is full at 2,200 new
// connections a second, and more are refused then.
var tracking = []sysctl.Setting{
	{Key: "netfilter/nf_conntrack_tcp_timeout_time_wait", Value: "15"},
	{Key: "netfilter/nf_conntrack_tcp_timeout_close", Value: "15"},
	// Flow logs count what passed, and say since when; see Sweep. The kernel
	// counts only connections that began with these on, so they always are: they
	// cost less than can be measured (1 % at most).
	{Key: "netfilter/nf_conntrack_acct", Value: "1"},
	{Key: "netfilter/nf_conntrack_timestamp", Value: "1"},
}

// openNamespace finds a namespace of ours or makes it, with its settings.
func openNamespace(name string, settings []sysctl.Setting) (*netns.Namespace, error) {
	ns, err := netns.Open(name)
	if errors.Is(err, fault.NotFound) {
		return netns.Create(name, func() error { return sysctl.Set(settings...) })
	}
	if err != nil {
		return nil, err
	}
	if err := ns.Do(func() error { return sysctl.Ensure(settings...) }); err != nil {
		ns.Close()
		return nil, err
	}
	return ns, nil
}

func openRouter(name string) (*router, error) {
	ns, err := openNamespace(name, routerSettings())
	if err != nil {
		return nil, err
	}
	if err := ns.Do(func() error { return sysctl.EnsureKnown(tracking...) }); err != nil {
		ns.Close()
		return nil, err
	}
	handle, err := link.Open(ns)
	if err != nil {
		ns.Close()
		return nil, err
	}
	rules := &ruleset{name: name, ns: ns, kernel: nft.Keep(ns), compile: newCompiler()}
	return &router{name: name, ns: ns, handle: handle, rules: rules, plugs: map[string]*plug{}}, nil
}

// close lets go of the router and leaves it as it is.
func (r *router) close() {
	r.rules.close()
	r.handle.Close()
	r.ns.Close()
}

// repin brings back the router's name.
func (r *router) repin() error { return repin(r.ns) }

func repin(ns *netns.Namespace) error {
	if ns.Pinned() {
		return nil
	}
	// Whatever took the name meanwhile is not what our links are in.
	if err := netns.Remove(ns.Name()); err != nil {
		return err
	}
	return ns.Repin()
}

// usable says that links may come: rules of ours stand, and the links that are
// there are known.
func (r *router) usable() bool { return r.rules.held() != nil && r.parts != nil }

// read reads the router's links.
func (r *router) read() error {
	state, err := r.handle.Whole()
	if err != nil {
		return fmt.Errorf("read router %s: %w", r.name, err)
	}
	r.parts = state.Devices()
	r.touched.Store(false)
	return nil
}

// know reads the router's links if they are not known.
func (r *router) know() error {
	if r.parts != nil {
		return nil
	}
	return r.read()
}

// settle takes links away that no plug wants any more, and gives the router
// its own addresses and routes.
func (r *router) settle(base *link.State, plugs map[string]*plug) error {
	var errs []error
	have := link.NewState()
	for device, part := range r.parts {
		if _, stays := plugs[device]; stays {
			continue
		}
		if _, own := base.Links[device]; part.Links[device].Peer != 0 && !own {
			errs = append(errs, r.handle.Delete(device))
			delete(r.parts, device)
			continue
		}
		have.Merge(part)
	}
	r.base, r.plugs = base, plugs
	if len(have.Missing(base)) > 0 {
		r.touched.Store(true)
		errs = append(errs, r.handle.Change(have, base))
	}
	return errors.Join(errs...)
}

// verify reads the links back, where they were changed, and names those plugs
// that are not as wanted; the error is about the router itself. It waits for
// links to run, but not for those of the plugs in unmade, which nobody makes now.
func (r *router) verify(unmade map[string]bool) (failed map[string]string, err error) {
	var rest []string
	look := func(state *link.State) []string {
		r.parts = state.Devices()
		failed, rest = r.differences()
		awaited := slices.Clone(rest)
		for near, line := range failed {
			if !unmade[near] {
				awaited = append(awaited, line)
			}
		}
		return awaited
	}
	if r.touched.Swap(false) || r.parts == nil {
		_, _, err = r.handle.Await(look)
	} else {
		failed, rest = r.differences()
	}
	return failed, errors.Join(err, missing(r.name, rest))
}

// differences compares what was read last with what the router shall hold: by
// the device of each plug, and the rest.
func (r *router) differences() (plugs map[string]string, rest []string) {
	plugs = map[string]string{}
	own := link.NewState()
	for device, part := range r.parts {
		if r.plugs[device] == nil {
			own.Merge(part)
		}
	}
	for device, p := range r.plugs {
		if p == nil {
			continue
		}
		if lines := r.device(device).Missing(p.nearWant); len(lines) > 0 {
			plugs[device] = strings.Join(lines, ", ")
		}
	}
	return plugs, own.Missing(r.base)
}

// baseState is what a router holds besides its plugs: its own addresses, and
// for all that has no route a way to lo: so it is never answered that there is
// none, and it comes past the rules, which say where it ended, and drop it.
func baseState(addresses []netip.Addr) *link.State {
	base := link.NewState()
	base.Links["lo"] = link.Link{Up: true, Running: true}
	for _, a := range addresses {
		base.Addresses.Add(link.Address{Device: "lo", Prefix: host32(a)})
	}
	base.Routes.Add(link.Route{Destination: anywhere, Device: "lo"})
	return base
}

// routerState is what a VPC's router holds besides its plugs and the links of
// its gateways: its own addresses and those of its name server, and a rule for
// each way, whose mark is also the number of its routing table.
func routerState(n names, p *vpc.Plan) *link.State {
	base := baseState(slices.Concat(p.Routers, p.Resolver))
	marks := p.Marks()
	for _, w := range p.Ways {
		base.Rules.Add(link.Rule{Priority: rulePriority, Mark: marks[w.ID], Table: marks[w.ID]})
		if p.Dual() && w.NAT == "" {
			base.Rules.Add(link.Rule{Priority: rulePriority, IPv6: true, Mark: marks[w.ID], Table: marks[w.ID]})
		}
	}
	if p.Dual() {
		sink, drain := n.sink(p.VPC), n.drain(p.VPC)
		base.Links[sink] = link.Link{Up: true, Running: true, IPv6: true}
		base.Links[drain] = link.Link{Up: true, Running: true}
		base.Routes.Add(link.Route{Destination: anywhere6, Device: sink})
	}
	return base
}

// speakIPv6 makes the router ready for IPv6: it passes packets on, and has the link
// that leads nowhere.
func (r *router) speakIPv6(n names, vpcID string) error {
	if err := r.ns.Do(func() error { return sysctl.Ensure(forwarding6) }); err != nil {
		return err
	}
	if err := r.know(); err != nil {
		return err
	}
	sink, drain := n.sink(vpcID), n.drain(vpcID)
	one, other := r.link(sink), r.link(drain)
	if one.Index != 0 && one.Peer == other.Index && other.Peer == one.Index {
		return nil
	}
	if err := errors.Join(r.handle.Delete(sink), r.handle.Delete(drain)); err != nil {
		return err
	}
	r.parts = nil // to be read anew
	return r.handle.CreatePair(link.Pair{Near: sink, NearMAC: mac(sink), Far: drain, FarMAC: mac(drain), FarNS: r.ns})
}
