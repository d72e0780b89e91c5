package datapath

import (
	"context"
	"errors"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// hostName stands for the host's namespace in Observed.
const hostName = "host"

// Observe reads the kernel back: every namespace of the tag, whoever made it,
// and what the host's namespace holds of the installation.
func (d *DataPath) Observe(ctx context.Context) (Observed, error) {
	o := Observed{Namespaces: map[string]Namespace{}}
	found, err := netns.List(d.names().prefix())
	if err != nil {
		return o, err
	}
	for _, name := range found {
		if o.Namespaces[name], err = observe(ctx, name, d.names().pinned(vpc.OwnSandbox)); err != nil {
			return o, err
		}
	}
	h, err := d.readHost(outside{})
	if errors.Is(err, fault.NotFound) {
		return o, nil
	}
	if err != nil {
		return o, err
	}
	defer h.close()
	held := link.NewState()
	for _, l := range h.found() {
		held.Merge(h.state.Devices()[l.near])
	}
	rules, err := nft.In(h.ns).Read(ctx, h.n.hostTable())
	if err != nil {
		return o, err
	}
	if len(held.Links) > 0 || rules != nil {
		o.Namespaces[hostName] = Namespace{Links: held, Table: rules}
	}
	return o, nil
}

func observe(ctx context.Context, name, own string) (Namespace, error) {
	ns, err := netns.Open(name)
	if err != nil {
		return Namespace{}, err
	}
	defer ns.Close()
	state, err := readState(ns)
	if err != nil {
		return Namespace{}, err
	}
	if strings.HasPrefix(name, own) {
		return Namespace{Links: ports(state)}, nil // the rest is the operator's
	}
	for device, l := range state.Links {
		if l.Peer == 0 && device != "lo" && l.Alias != takenMark {
			delete(state.Links, device) // the kernel gives some tunnels to every namespace
		}
	}
	kernel := nft.In(ns)
	if untouched, err := kernel.Untouched(); err != nil || untouched {
		return Namespace{Links: state}, err
	}
	rules, err := kernel.Read(ctx, table)
	return Namespace{Links: state, Table: rules}, err
}

// Expected is what Observe gives once the kernel holds the desired state. With
// an uplink it reads the host's addresses, which the edge's rules depend on.
func (d *DataPath) Expected(desired Desired) (Observed, error) {
	o := Observed{Namespaces: map[string]Namespace{}}
	n := d.names()
	ports := map[string][]placed{}
	routers := map[string]*router{}
	for _, p := range desired.Networks {
		compile := newCompiler()
		compile.ports = d.options.translatedPorts()
		if r := d.rulesets.get(p.VPC); r != nil {
			compile = r.compiler()
		}
		rules, err := compile.compile(n, p)
		if err != nil {
			return o, err
		}
		r := &router{name: n.network(p.VPC), rules: &ruleset{table: rules}, base: routerState(n, p)}
		routers[r.name] = r
		marks := marksByPort(p)
		for _, port := range p.Ports {
			ports[port.Sandbox] = append(ports[port.Sandbox], placed{router: r, plan: p, port: port, marks: marks[port.Interface]})
		}
	}
	if edge, err := d.expectedEdge(o, desired); err != nil {
		return o, err
	} else if edge != nil {
		routers[edge.name] = edge
	}
	bases := map[string]*link.State{}
	for name, r := range routers {
		bases[name] = r.base
	}
	for _, l := range gatewayLinks(n, desired.Networks) {
		if l.err == nil {
			l.addTo(bases)
		}
	}
	for _, spec := range desired.Sandboxes {
		s := &sandbox{spec: spec, ports: ports[spec.ID]}
		if err := s.wire(n, routers[n.edge()]); err != nil {
			return o, err
		}
		for _, p := range s.plugs {
			p.router.base.Merge(p.nearWant)
		}
		o.Namespaces[n.sandbox(spec.ID)] = Namespace{Links: s.want, Table: s.table}
	}
	for name, r := range routers {
		o.Namespaces[name] = Namespace{Links: r.base, Table: r.rules.held()}
	}
	return o, nil
}

// expectedEdge gives the edge, if there is to be one, and puts the host's part into o.
func (d *DataPath) expectedEdge(o Observed, desired Desired) (*router, error) {
	plan := d.edgePlan(desired)
	if !plan.needed() {
		return nil, nil
	}
	r := &router{name: plan.names.edge(), rules: &ruleset{}, base: plan.base()}
	if !plan.to.needed() {
		r.rules.table = plan.table()
		return r, nil
	}
	h, err := d.readHost(plan.to)
	if err != nil {
		return nil, err
	}
	defer h.close()
	h.addTo(r.base)
	plan.own = h.addresses()
	r.rules.table = plan.table()
	host := link.NewState()
	for _, l := range plan.to.links(plan.names) {
		host.Merge(h.expected(l))
	}
	o.Namespaces[hostName] = Namespace{Links: host, Table: hostTable(plan.names, plan.to)}
	return r, nil
}

// Differences are the lines that only one of two observations has: "-" before
// those of o, "+" before those of other.
func (o Observed) Differences(other Observed) []string {
	var out []string
	for name := range union(o.Namespaces, other.Namespaces) {
		have, want := lines(o.Namespaces[name]), lines(other.Namespaces[name])
		for line := range have {
			if !want.Has(line) {
				out = append(out, "- "+name+": "+line)
			}
		}
		for line := range want {
			if !have.Has(line) {
				out = append(out, "+ "+name+": "+line)
			}
		}
	}
	return out
}

func union[V any](a, b map[string]V) map[string]struct{} {
	names := map[string]struct{}{}
	for name := range a {
		names[name] = struct{}{}
	}
	for name := range b {
		names[name] = struct{}{}
	}
	return names
}

// lines are the namespace's lines, those of the table after what they are part of.
func lines(ns Namespace) link.Set[string] {
	set := link.Set[string]{}
	if ns.Links != nil {
		for line := range strings.Lines(ns.Links.String()) {
			set.Add(strings.TrimSpace(line))
		}
	}
	if ns.Table == nil {
		return set
	}
	part := ""
	for line := range strings.Lines(ns.Table.String()) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, "    ") {
			part = strings.TrimSpace(line)
			set.Add(part)
			continue
		}
		set.Add(part + ": " + strings.TrimSpace(line))
	}
	return set
}
