package datapath

import (
	"context"

	"golang.org/x/sync/errgroup"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// workers is how many sandboxes are worked on at the same time. The kernel
// has one lock for all links; more workers only wait for it.
const workers = 4

// applied is what the last Apply left in the kernel.
type applied struct {
	edge      *router
	networks  map[string]*router // by VPC id
	sandboxes map[string]*sandbox
	// to is what the edge needs of the host; nil before the first Apply.
	to *outside
	// forwarded are the host's devices whose forwarding we turned on.
	forwarded map[string]bool
	guarded   guarded
}

func newApplied() *applied {
	return &applied{networks: map[string]*router{}, sandboxes: map[string]*sandbox{}, forwarded: map[string]bool{}}
}

// Apply makes the kernel hold the desired state: it works out the difference
// to what is there, adopts what a process before this one left, and takes away
// what is not desired. The same state again changes nothing. A part that fails
// does not stop the others; the Report names it. The error is for what makes
// the whole impossible: a closed DataPath, an ended context.
//
// Rules go before links in both directions: a port's place in the rules stands
// before its link comes, and is gone before its link goes.
func (d *DataPath) Apply(ctx context.Context, desired Desired) (Report, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	if err := d.startWatch(); err != nil {
		return Report{}, err
	}
	a := &application{d: d, n: d.names(), applied: d.applied, dirty: d.sentry.take(), desired: desired,
		report: Report{Sandboxes: map[string]error{}, Networks: map[string]error{}, Gateways: map[string]error{}}}
	a.guardEdge(ctx)
	defer a.closeHost()
	a.guardNetworks(ctx)
	a.joinGateways()
	a.settle()
	a.sandboxes(ctx)
	a.verify()
	a.removeStale()
	return a.report, ctx.Err()
}

// application is one run of Apply.
type application struct {
	d       *DataPath
	n       names
	applied *applied
	dirty   dirt
	desired Desired
	report  Report
	placed  map[string][]placed // by sandbox id
	stands  []*stand
	host    *hostSide // nil without a way to the outside
}

// stand is a router whose rules are held, on its way to its links.
type stand struct {
	router *router
	base   *link.State
	// plugs has the near devices that stay.
	plugs map[string]*plug
}

// guardEdge makes the edge and the host hold their rules, if anything needs them,
// and the link between the two.
func (a *application) guardEdge(ctx context.Context) {
	plan := a.d.edgePlan(a.desired)
	if !plan.to.needed() {
		if a.report.Edge = a.d.leaveHost(ctx); a.report.Edge != nil {
			return
		}
	}
	a.applied.to = &plan.to
	if !plan.needed() && a.applied.edge == nil {
		return // what a process before this one left goes with the stale
	}
	r := a.applied.edge
	if r == nil {
		var err error
		if r, err = a.open(a.n.edge()); err != nil {
			a.report.Edge = err
			return
		}
		a.applied.edge = r
	}
	s := &stand{router: r, base: plan.base(), plugs: map[string]*plug{}}
	for _, box := range a.desired.Sandboxes {
		if box.FrontDoor.IsValid() {
			s.plugs[a.n.door(box.ID)] = nil
		}
	}
	a.stands = append(a.stands, s)
	if plan.to.needed() {
		if a.host, r.err = a.d.openHost(ctx, plan.to); r.err != nil {
			return
		}
		a.host.addTo(s.base)
		plan.own = a.host.addresses()
	}
	if r.err = a.guard(ctx, r, fixed(plan.table())); r.err == nil {
		a.d.own.Store(&plan.own)
	}
	if r.err == nil && plan.dual() {
		r.err = r.ns.Do(func() error { return sysctl.Ensure(forwarding6) })
	}
	if r.err == nil && a.host != nil {
		r.err = a.host.join(r) // both have their rules
	}
}

func (a *application) closeHost() {
	if a.host != nil {
		a.host.close()
	}
}

// guardNetworks makes each VPC's router hold its rules.
func (a *application) guardNetworks(ctx context.Context) {
	a.placed = map[string][]placed{}
	for _, p := range a.desired.Networks {
		r := a.applied.networks[p.VPC]
		if r == nil {
			var err error
			if r, err = a.open(a.n.network(p.VPC)); err != nil {
				a.report.Networks[p.VPC] = err
				continue
			}
			a.applied.networks[p.VPC] = r
			a.d.rulesets.put(p.VPC, r.rules)
		}
		s := &stand{router: r, base: routerState(a.n, p), plugs: make(map[string]*plug, len(p.Ports))}
		marks := marksByPort(p)
		for _, port := range p.Ports {
			a.placed[port.Sandbox] = append(a.placed[port.Sandbox], placed{router: r, plan: p, port: port, marks: marks[port.Interface]})
			s.plugs[a.n.port(port.Interface)] = nil
		}
		if r.err = a.guard(ctx, r, ofPlan(a.n, p)); r.err == nil && p.Dual() {
			r.err = r.speakIPv6(a.n, p.VPC)
		}
		a.stands = append(a.stands, s)
	}
}

func (a *application) open(name string) (*router, error) {
	r, err := openRouter(name)
	if err != nil {
		return nil, err
	}
	r.rules.compile.ports = a.d.options.translatedPorts()
	if err := a.d.sentry.watch.Add(r.ns); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// guard makes a router hold its rules, and reads its links where they are not
// known any more.
func (a *application) guard(ctx context.Context, r *router, table makeTable) error {
	dirty := a.dirty.of(r.name)
	if dirty.Pins {
		if err := r.repin(); err != nil {
			return err
		}
	}
	healed, err := r.rules.hold(ctx, a.desired.Sequence, table, dirty.Rules)
	if healed {
		a.d.log.Warn("rules were changed by somebody else and are looked after", "namespace", r.name)
	}
	if dirty.Links {
		r.parts = nil
	}
	return err
}

// settle takes links away that are not wanted any more, and brings the routers
// and the host to their own addresses and routes. Of a router whose new rules
// were refused it reads the links: the old rules stand, and so do its sandboxes.
func (a *application) settle() {
	for _, s := range a.stands {
		if err := s.router.know(); s.router.err == nil {
			s.router.err = err
		}
		if s.router.err == nil {
			s.router.err = s.settle()
		}
	}
	for _, p := range a.desired.Networks {
		if r := a.applied.networks[p.VPC]; r != nil {
			a.report.Networks[p.VPC] = r.err
		}
	}
	if r := a.applied.edge; r != nil && a.report.Edge == nil {
		if r.err == nil && a.host != nil {
			r.err = a.host.settle()
		}
		a.report.Edge = r.err
	}
}

func (s *stand) settle() error {
	r := s.router
	for near := range s.plugs {
		s.plugs[near] = r.plugs[near]
	}
	return r.settle(s.base, s.plugs)
}

// sandboxes brings every sandbox to its links, several at a time.
func (a *application) sandboxes(ctx context.Context) {
	var todo []*sandbox
	for _, spec := range a.desired.Sandboxes {
		s, known := a.applied.sandboxes[spec.ID]
		if !known {
			s = &sandbox{}
			a.applied.sandboxes[spec.ID] = s
		}
		err := a.place(s, spec)
		a.report.Sandboxes[spec.ID] = err
		dirty := a.dirty.of(a.n.sandbox(spec.ID))
		if err == nil && (dirty.Links || dirty.Pins || dirty.Rules && s.rules != nil || !s.settled()) {
			todo = append(todo, s)
		}
	}
	errs := make([]error, len(todo))
	work := errgroup.Group{}
	work.SetLimit(workers)
	for i, s := range todo {
		work.Go(func() error {
			errs[i] = a.build(ctx, s)
			return nil
		})
	}
	_ = work.Wait() // every sandbox has an error of its own
	for i, s := range todo {
		a.report.Sandboxes[s.spec.ID] = errs[i]
	}
}

func (a *application) build(ctx context.Context, s *sandbox) error {
	s.ready = false
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.build(ctx, a.n, a.d.sentry)
}

// place notes what the sandbox shall be, and works out its links when that
// differs from before.
func (a *application) place(s *sandbox, spec vpc.Sandbox) error {
	if spec.FrontDoor.IsValid() && (a.applied.edge == nil || a.applied.edge.parts == nil) {
		return fault.New(fault.Unavailable, "", "sandbox %s: the edge does not stand: %w", spec.ID, a.report.Edge)
	}
	ports := a.placed[spec.ID]
	same := s.want != nil && sameSpec(s.spec, spec) && len(s.ports) == len(ports)
	for i := 0; same && i < len(ports); i++ {
		same = s.ports[i].same(ports[i])
	}
	s.spec, s.ports = spec, ports
	if !same {
		s.ready, s.guarded = false, false
		if err := s.wire(a.n, a.applied.edge); err != nil {
			s.want = nil
			return err
		}
	}
	for _, p := range s.plugs {
		p.router.plugs[p.near] = p
	}
	return nil
}
