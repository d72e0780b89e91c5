package datapath

import "sallyport/internal/datapath/netns"

// verify reads the routers back, and takes readiness from those sandboxes
// whose links are not as they should be.
func (a *application) verify() {
	failed := map[*router]map[string]string{}
	broken := map[*router]error{}
	unmade := a.unmade()
	for id, r := range a.applied.networks {
		links, err := a.verifyRouter(r, unmade)
		failed[r], broken[r] = links, err
		if _, desired := a.report.Networks[id]; desired && a.report.Networks[id] == nil {
			a.report.Networks[id] = err
		}
	}
	if r := a.applied.edge; r != nil {
		links, err := a.verifyRouter(r, unmade)
		failed[r], broken[r] = links, err
		if a.report.Edge == nil {
			a.report.Edge = err
		}
	}
	for id, err := range a.report.Sandboxes {
		s := a.applied.sandboxes[id]
		for _, p := range s.plugs {
			if err == nil {
				err = broken[p.router]
			}
			if line := failed[p.router][p.near]; err == nil && line != "" {
				err = missing("the router's end of "+p.name, []string{line})
			}
		}
		s.ready = err == nil
		a.report.Sandboxes[id] = err
	}
}

// unmade are the near devices of sandboxes that were not made, because of a
// failure or of a newer state.
func (a *application) unmade() map[string]bool {
	devices := map[string]bool{}
	for id, err := range a.report.Sandboxes {
		if err == nil {
			continue
		}
		for _, p := range a.applied.sandboxes[id].plugs {
			devices[p.near] = true
		}
	}
	return devices
}

func (a *application) verifyRouter(r *router, unmade map[string]bool) (map[string]string, error) {
	for near, p := range r.plugs {
		if p == nil { // of a sandbox that is not desired, or could not be placed
			delete(r.plugs, near)
		}
	}
	if !r.usable() {
		return nil, r.err // never nil: what failed is why
	}
	changed := r.touched.Load()
	links, err := r.verify(unmade)
	if err == nil && changed {
		err = r.rules.verifySets()
	}
	return links, err
}

// removeStale takes away the namespaces that nothing desired is in.
func (a *application) removeStale() {
	keep := map[string]bool{}
	if a.applied.edge != nil {
		keep[a.n.edge()] = true
	}
	for _, p := range a.desired.Networks {
		keep[a.n.network(p.VPC)] = true
	}
	for _, s := range a.desired.Sandboxes {
		keep[a.n.sandbox(s.ID)] = true
	}
	for id, r := range a.applied.networks {
		if !keep[r.name] { // its links die with it
			delete(a.applied.networks, id)
			a.d.rulesets.remove(id)
			a.d.sentry.watch.Remove(r.name)
			r.close()
		}
	}
	for id, s := range a.applied.sandboxes {
		if !keep[a.n.sandbox(id)] {
			delete(a.applied.sandboxes, id)
			a.d.sentry.watch.Remove(a.n.sandbox(id))
			if s.ns != nil {
				s.ns.Close()
			}
		}
	}
	found, err := netns.List(a.n.prefix())
	if err != nil {
		a.d.log.Error("stale namespaces cannot be listed", "error", err)
	}
	for _, name := range found {
		if keep[name] {
			continue
		}
		if err := a.d.removeNamespace(name); err != nil {
			a.d.log.Error("a stale namespace cannot be removed", "namespace", name, "error", err)
		}
	}
}
