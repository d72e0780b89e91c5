package datapath

import (
	"context"
	"fmt"
	"slices"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// sandbox is one workload's namespace as it is held.
type sandbox struct {
	spec  vpc.Sandbox
	ports []placed
	plugs []*plug
	want  *link.State
	// table is the rules of a relay, and rules their holder; nil for workloads,
	// whose namespace has none.
	table *nft.Table
	rules *ruleset
	ns    *netns.Namespace
	// guarded says that the routers' rules have its places as they are wired now:
	// should a newer plan be refused, they stay.
	guarded bool
	// ready says that the last look found everything in its place.
	ready bool
}

// placed is a port and the router that it belongs to.
type placed struct {
	router *router
	plan   *vpc.Plan
	port   *vpc.Port
	// marks are those of the ways that lead out by the port.
	marks []uint32
}

// marksByPort are the marks of a plan's ways that lead to ports, by interface id.
func marksByPort(p *vpc.Plan) map[string][]uint32 {
	numbers, marks := p.Marks(), map[string][]uint32{}
	for _, w := range p.Ways {
		if w.Interface != "" {
			marks[w.Interface] = append(marks[w.Interface], numbers[w.ID])
		}
	}
	return marks
}

func (p placed) same(o placed) bool {
	return p.router == o.router && samePort(p.port, o.port) && slices.Equal(p.marks, o.marks) && (p.plan == o.plan || slices.Equal(p.plan.Blocks, o.plan.Blocks))
}

func samePort(a, b *vpc.Port) bool {
	return a == b || a.Interface == b.Interface && a.Sandbox == b.Sandbox && a.Device == b.Device && a.MAC == b.MAC &&
		a.Gateway == b.Gateway && a.Gateway6 == b.Gateway6 && a.DefaultRoute == b.DefaultRoute && slices.Equal(a.Addresses, b.Addresses)
}

func sameSpec(a, b vpc.Sandbox) bool {
	return a.ID == b.ID && a.FrontDoor == b.FrontDoor && a.Public == b.Public && a.Relay == b.Relay && a.Namespace == b.Namespace && a.HostInterface == b.HostInterface && slices.Equal(a.Ports, b.Ports)
}

// wire works out the sandbox's plugs and what its namespace must hold.
func (s *sandbox) wire(n names, edge *router) error {
	s.plugs, s.table, s.want = nil, nil, link.NewState()
	if s.spec.Namespace == "" {
		s.want.Links["lo"] = link.Link{Up: true, Running: true}
	}
	way := "" // the interface that has the default route
	for _, p := range s.ports {
		if p.port.DefaultRoute {
			if way != "" {
				return fault.New(fault.Invalid, "", "sandbox %s: %s and %s both have the default route", s.spec.ID, way, p.port.Interface)
			}
			way = p.port.Interface
		}
	}
	for _, p := range s.ports {
		s.plugs = append(s.plugs, newPortPlug(n, p, way != ""))
	}
	if s.spec.FrontDoor.IsValid() {
		if !s.spec.Relay.IsValid() && !vpc.FrontDoorRange.Contains(s.spec.FrontDoor) || s.spec.FrontDoor == vpc.FrontDoorGateway {
			return fault.New(fault.Invalid, "", "sandbox %s: front-door address %s is not one of %s", s.spec.ID, s.spec.FrontDoor, vpc.FrontDoorRange)
		}
		s.plugs = append(s.plugs, newDoorPlug(n, edge, s.spec, s.spec.Public && way == ""))
	}
	for _, p := range s.plugs {
		if _, taken := s.want.Links[p.far]; taken || p.far == "" || len(p.far) > maxDevice {
			return fault.New(fault.Invalid, "", "sandbox %s: %s cannot be device %q", s.spec.ID, p.name, p.far)
		}
		s.want.Merge(p.farWant)
	}
	if s.spec.Relay.IsValid() {
		var err error
		if s.table, err = relayTable(s.spec, s.onePort()); err != nil {
			return err
		}
	}
	if s.spec.HostInterface != "" {
		if err := s.wireHostInterface(); err != nil {
			return err
		}
	}
	for _, id := range s.spec.Ports {
		if !slices.ContainsFunc(s.ports, func(p placed) bool { return p.port.Interface == id }) {
			return fault.New(fault.Conflict, "", "sandbox %s: interface %s is in no plan of this node", s.spec.ID, id)
		}
	}
	return nil
}

// sandboxSettings let an unprivileged program listen on port 80 and ping, as
// in every container, and forward nothing.
func sandboxSettings() []sysctl.Setting {
	return []sysctl.Setting{ipv6Off,
		{Key: "ipv4/ip_forward", Value: "0"},
		{Key: "ipv4/ip_unprivileged_port_start", Value: "0"},
		{Key: "ipv4/ping_group_range", Value: "0 2147483647"},
	}
}

// build makes the kernel hold the sandbox. What is right already is left as it
// is. A failure leaves the sandbox not ready, and never open: its routers'
// rules stand.
func (s *sandbox) build(ctx context.Context, n names, sentry *sentry) error {
	for _, p := range s.plugs {
		// A link without its place in the rules would be closed, and not ready.
		if !p.router.usable() || p.router.err != nil && !s.guarded {
			return fault.New(fault.Unavailable, "", "sandbox %s: the rules of %s do not stand: %w", s.spec.ID, p.router.name, p.router.err)
		}
	}
	s.guarded = true
	if err := s.open(n, sentry); err != nil {
		return err
	}
	if err := s.guard(ctx); err != nil {
		return err
	}
	inside, err := link.Open(s.ns)
	if err != nil {
		return err
	}
	defer inside.Close()
	if err := s.take(sentry.host, sentry.uplink, inside); err != nil {
		return err
	}
	have, err := s.read(inside)
	if err != nil {
		return err
	}
	changed, err := s.connect(inside, have)
	if err != nil {
		return err
	}
	if changed {
		if have, err = s.read(inside); err != nil {
			return err
		}
	}
	if len(have.Missing(s.want)) == 0 {
		return nil
	}
	if err := inside.Change(have, s.want); err != nil {
		return fmt.Errorf("sandbox %s: %w", s.spec.ID, err)
	}
	sentry.covered(s.ns.Name())
	_, lines, err := inside.Await(func(have *link.State) []string { return s.part(have).Missing(s.want) })
	if err != nil {
		return fmt.Errorf("read sandbox %s: %w", s.spec.ID, err)
	}
	return missing("sandbox "+s.spec.ID, lines)
}

// open finds the sandbox's namespace, or makes it, and listens to it.
func (s *sandbox) open(n names, sentry *sentry) error {
	if s.spec.Namespace != "" {
		if err := s.adopt(n, sentry); err != nil {
			return err
		}
	}
	if s.ns != nil {
		return repin(s.ns)
	}
	ns, err := openNamespace(n.sandbox(s.spec.ID), s.settings())
	if err != nil {
		return err
	}
	if err := sentry.watch.Add(ns); err != nil {
		ns.Close()
		return err
	}
	s.ns = ns
	return nil
}

// guard makes a relay's rules stand before its links come.
func (s *sandbox) guard(ctx context.Context) error {
	if s.table == nil {
		return nil
	}
	if s.rules == nil {
		s.rules = &ruleset{name: s.ns.Name(), ns: s.ns, kernel: nft.In(s.ns), compile: newCompiler()}
	}
	_, err := s.rules.hold(ctx, 0, fixed(s.table), true)
	return err
}

// connect plugs every link in, after it took away those that are not wanted.
func (s *sandbox) connect(inside *link.Handle, have *link.State) (changed bool, err error) {
	for name, l := range have.Links {
		if _, wanted := s.want.Links[name]; !wanted && l.Peer != 0 {
			// A sandbox of the operator's own shows no more than our devices.
			if err := inside.Delete(name); err != nil {
				return changed, err
			}
			changed = true
		}
	}
	for _, p := range s.plugs {
		made, err := p.connect(s, inside, have)
		if err == nil && made && s.spec.Namespace != "" { // whose devices may speak IPv6 from the first moment
			off := sysctl.Setting{Key: "ipv6/conf/" + p.far + "/disable_ipv6", Value: "1"}
			err = s.ns.Do(func() error { return sysctl.Ensure(off) })
		}
		if err == nil {
			err = p.routeNear(made)
		}
		if err != nil {
			return true, fmt.Errorf("sandbox %s: %w", s.spec.ID, err)
		}
		changed = changed || made
	}
	return changed, nil
}

// settled reports whether the last look still holds as far as the routers'
// ends show: they know the far end by its index.
func (s *sandbox) settled() bool {
	for _, p := range s.plugs {
		l := p.router.link(p.near)
		if l.Index == 0 || l.MAC != p.nearMAC || len(p.router.device(p.near).Missing(p.nearWant)) > 0 {
			return false
		}
	}
	return s.ready && s.ns != nil && s.there()
}
