package datapath

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/datapath/watch"
	"sallyport/internal/fault"
)

// settleTime gathers the notices of one change before the kernel is looked at.
const settleTime = 20 * time.Millisecond

// sentry hears of changes and compares the kernel with what was applied. It
// runs two goroutines from the first Apply until Close.
type sentry struct {
	watch *watch.Watch
	// host is the path of the host's namespace, and uplink an interface there, as
	// in Options.
	host, uplink string
	done         sync.WaitGroup
	stop         chan struct{}
	kick         chan struct{}

	mu    sync.Mutex
	dirty dirt // guarded by mu
}

// dirt says which namespaces changed since they were last looked at.
type dirt struct {
	all  bool
	some map[string]watch.Notice
}

func (d dirt) of(name string) watch.Notice {
	if d.all {
		return watch.Notice{Links: true, Rules: true, Pins: true}
	}
	return d.some[name]
}

// startWatch starts the sentry; the caller holds d.mu.
func (d *DataPath) startWatch() error {
	if d.closed {
		return fault.New(fault.Conflict, "", "the data path is closed")
	}
	if d.sentry != nil {
		return nil
	}
	w, err := watch.Open()
	if err != nil {
		return fault.New(fault.Unavailable, "", "watch the kernel: %w", err)
	}
	if d.options.Host != "" {
		host, err := netns.OpenPath(d.options.Host)
		if err == nil {
			err = w.Add(host) // its name is empty, as that of the process's own
			host.Close()
		}
		if err != nil {
			w.Close()
			return err
		}
	}
	s := &sentry{watch: w, host: d.options.Host, uplink: d.options.Uplink, stop: make(chan struct{}), kick: make(chan struct{}, 1), dirty: dirt{some: map[string]watch.Notice{}}}
	d.sentry = s
	s.done.Go(func() {
		if err := w.Run(s.note); err != nil {
			d.log.Error("changes of the kernel are no longer heard of", "error", err)
		}
	})
	s.done.Go(func() { d.patrol(s) })
	return nil
}

// note keeps a notice and wakes the patrol.
func (s *sentry) note(n watch.Notice) {
	s.mu.Lock()
	if n.Lost {
		s.dirty.all = true
	} else {
		old := s.dirty.some[n.Namespace]
		n.Links, n.Rules, n.Pins = n.Links || old.Links, n.Rules || old.Rules, n.Pins || old.Pins
		s.dirty.some[n.Namespace] = n
	}
	s.mu.Unlock()
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

// take gives what is dirty and forgets it: the caller looks at the kernel now.
func (s *sentry) take() dirt {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := s.dirty
	s.dirty = dirt{some: map[string]watch.Notice{}}
	return taken
}

// patrol compares what changed with what was applied, most of which are the
// changes that Apply made itself.
func (d *DataPath) patrol(s *sentry) {
	for {
		select {
		case <-s.stop:
			return
		case <-s.kick:
		}
		select {
		case <-s.stop:
			return
		case <-time.After(settleTime):
		}
		dirty, drifted := d.inspect(s)
		if len(drifted) == 0 {
			continue
		}
		s.restore(dirty)
		d.log.Warn("the kernel no longer holds what was applied", "namespaces", drifted)
		select {
		case d.drift <- struct{}{}:
		default: // one is waiting already
		}
	}
}

// inspect looks at what is dirty, and gives that part of it that drifted. It
// looks at one sandbox at a time: an Apply never waits for a thousand.
func (d *DataPath) inspect(s *sentry) (found dirt, names []string) {
	d.mu.Lock()
	dirty := s.take()
	found = dirt{some: d.driftedRouters(dirty)}
	sandboxes := map[string]string{}
	for id := range d.applied.sandboxes {
		if name := d.names().sandbox(id); dirty.of(name) != (watch.Notice{}) {
			sandboxes[id] = name
		}
	}
	d.mu.Unlock()
	for id, name := range sandboxes {
		d.mu.Lock()
		if held := d.applied.sandboxes[id]; held != nil && held.drifted(dirty.of(name)) {
			found.some[name] = dirty.of(name)
		}
		d.mu.Unlock()
	}
	for name := range found.some {
		names = append(names, cmp.Or(name, "the host's"))
	}
	slices.Sort(names)
	return found, names
}

// restore puts back what was taken, for the Apply that mends it.
func (s *sentry) restore(dirty dirt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dirty.all = s.dirty.all || dirty.all
	for name, n := range dirty.some {
		old := s.dirty.some[name]
		n.Links, n.Rules, n.Pins = n.Links || old.Links, n.Rules || old.Rules, n.Pins || old.Pins
		s.dirty.some[name] = n
	}
}

// driftedRouters gives those routers, by name, that are not as they were
// applied, and the host under the empty name; the caller holds d.mu.
func (d *DataPath) driftedRouters(dirty dirt) map[string]watch.Notice {
	found := map[string]watch.Notice{}
	routers := slices.Collect(maps.Values(d.applied.networks))
	edge := d.applied.edge
	if edge != nil {
		routers = append(routers, edge)
	}
	for _, r := range routers {
		if n := dirty.of(r.name); r.drifted(n) {
			found[r.name] = n
		}
	}
	if n := dirty.of(""); d.applied.to != nil && d.applied.to.needed() && (n.Links || n.Rules) && edge != nil && d.hostDrifted() {
		// The edge's rules and link hang on the host's addresses and link.
		found[""], found[edge.name] = n, watch.Notice{Links: true, Rules: true}
	}
	return found
}

// covered forgets the notices of a sandbox's links: the caller reads them now.
func (s *sentry) covered(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok := s.dirty.some[name]; ok {
		n.Links = false
		s.dirty.some[name] = n
	}
}

func (r *router) drifted(n watch.Notice) bool {
	if n.Pins && !r.ns.Pinned() || n.Rules && r.rules.drifted() {
		return true
	}
	if !n.Links || r.parts == nil {
		return false
	}
	known := r.parts
	if err := r.read(); err != nil {
		return true
	}
	for device, p := range r.plugs {
		if p != nil && r.link(device).Index != linkOf(known, device).Index {
			return true
		}
	}
	plugs, rest := r.differences()
	return len(plugs)+len(rest) > 0
}

func linkOf(parts map[string]*link.State, device string) link.Link {
	if part := parts[device]; part != nil {
		return part.Links[device]
	}
	return link.Link{}
}

func (s *sandbox) drifted(n watch.Notice) bool {
	if !s.ready || s.ns == nil {
		return false // whoever called Apply knows
	}
	if n.Pins && !s.ns.Pinned() || n.Rules && s.rules != nil && s.rules.drifted() {
		return true
	}
	if !n.Links {
		return false
	}
	have, err := readState(s.ns)
	if err != nil || len(s.part(have).Missing(s.want)) > 0 {
		return true
	}
	for _, p := range s.plugs {
		if !p.joined(p.router.link(p.near), have.Links[p.far]) {
			return true
		}
	}
	return false
}

func readState(ns *netns.Namespace) (*link.State, error) {
	h, err := link.Open(ns)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	return h.Whole()
}

// hostDrifted compares the host's namespace with what it should hold; the
// caller holds d.mu.
func (d *DataPath) hostDrifted() bool {
	h, err := d.readHost(*d.applied.to)
	if err != nil {
		return true
	}
	defer h.close()
	lines, err := h.missing(context.Background())
	if err != nil || len(lines) > 0 {
		return true
	}
	if d.options.Uplink == "" {
		return false
	}
	plan := d.edgePlan(Desired{})
	plan.own = h.addresses()
	want := plan.sets()["host"].Elements
	held := d.applied.edge.rules.held()
	return held == nil || held.Sets["host"] == nil || !slices.Equal(want, held.Sets["host"].Elements)
}

// missing names what the host's namespace should hold and does not.
func (h *hostSide) missing(ctx context.Context) (lines []string, err error) {
	parts := h.state.Devices()
	for _, l := range h.to.links(h.n) {
		if parts[l.near] == nil {
			return []string{"no link " + l.near}, nil
		}
		lines = append(lines, parts[l.near].Missing(h.expected(l))...)
		beyond, err := h.beyond(l)
		if err != nil {
			return nil, err
		}
		off, err := h.notForwarding(beyond)
		if err != nil {
			return nil, err
		}
		for _, device := range off {
			lines = append(lines, "no forwarding of "+device)
		}
	}
	number := h.n.routingTable()
	routes, err := h.handle.State(number)
	if err != nil {
		return nil, err
	}
	want, err := h.wantedRoutes()
	if err != nil {
		return nil, err
	}
	if !maps.Equal(routes.Routes, want) {
		lines = append(lines, fmt.Sprintf("routes of table %d", number))
	}
	rules, err := h.handle.Rules(h.n.host())
	if err != nil {
		return nil, err
	}
	if !maps.Equal(rules, h.wantedRules()) {
		lines = append(lines, "routing rules for "+h.n.host())
	}
	table, err := nft.In(h.ns).Read(ctx, h.n.hostTable())
	if err != nil {
		return nil, err
	}
	if expected := hostTable(h.n, h.to); table == nil || table.String() != expected.String() {
		lines = append(lines, "table "+expected.Name)
	}
	return lines, nil
}

// Close ends the watch. It leaves the kernel as it is.
func (d *DataPath) Close() {
	d.mu.Lock()
	s := d.sentry
	d.sentry, d.closed = nil, true
	d.mu.Unlock()
	if s != nil {
		close(s.stop)
		s.watch.Stop()
		s.done.Wait()
		s.watch.Close()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget()
}

// forget lets go of every namespace; the caller holds d.mu.
func (d *DataPath) forget() {
	for id, r := range d.applied.networks {
		d.rulesets.remove(id)
		r.close()
	}
	if d.applied.edge != nil {
		d.applied.edge.close()
	}
	for _, s := range d.applied.sandboxes {
		if s.ns != nil {
			s.ns.Close()
		}
	}
	d.applied = newApplied()
}
