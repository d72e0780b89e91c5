package ingress

import (
	"maps"
	"slices"
	"strconv"
)

// Apply makes c the state of the front door. It returns when every request that
// starts from now on follows it. Requests in flight keep their target, whatever
// becomes of it. Routes equal to those applied last cost a comparison only; the
// table of hosts is built anew only when a host moved.
//
// A second route of a service, a host that another route has and an instance
// that another service has are ignored, and logged.
func (f *FrontDoor) Apply(c Config) {
	f.mu.Lock()
	defer f.mu.Unlock()

	order, routes := f.effective(c)
	hostsMoved := len(routes) != len(f.routes)
	for id, r := range routes {
		old, known := f.routes[id]
		if !known {
			f.services[id] = newService(id)
		}
		hostsMoved = hostsMoved || !known || !slices.Equal(old.Hosts, r.Hosts)
	}
	f.applyTargets(routes)
	if hostsMoved {
		f.applyHosts(order, routes)
	}
	for id, s := range f.services {
		if _, wanted := routes[id]; !wanted {
			s.live.Store(new([]*target))
			delete(f.services, id)
		}
	}
	f.routes = routes
}

// effective returns what of c can hold: each service once, each instance with
// one service. f.mu is held.
func (f *FrontDoor) effective(c Config) (order []string, routes map[string]Route) {
	routes = make(map[string]Route, len(c.Routes))
	owner := make(map[string]string)
	for _, r := range c.Routes {
		if _, twice := routes[r.Service]; twice {
			f.log.Error("route ignored: the service has another one", "service", r.Service)
			continue
		}
		targets := make([]Target, 0, len(r.Targets))
		for _, t := range r.Targets {
			if first, taken := owner[t.ID]; taken {
				f.log.Error("instance ignored: it has a place already", "instance", t.ID, "service", r.Service, "owner", first)
				continue
			}
			owner[t.ID] = r.Service
			targets = append(targets, t)
		}
		r.Hosts, r.Targets = slices.Clone(r.Hosts), targets
		routes[r.Service] = r
		order = append(order, r.Service)
	}
	return order, routes
}

// applyTargets brings the targets of the changed routes to what is wanted.
// Services learn their new targets before old ones close, so that a request
// that meets a closed target finds the new set at its next look. f.mu is held.
func (f *FrontDoor) applyTargets(routes map[string]Route) {
	wanted := make(map[string]bool)
	var closing []*target
	for id, r := range routes {
		for _, t := range r.Targets {
			wanted[t.ID] = true
		}
		s := f.services[id]
		s.timeout.Store(int64(r.RequestTimeout))
		if slices.Equal(f.routes[id].Targets, r.Targets) {
			continue
		}
		live := make([]*target, 0, len(r.Targets))
		var draining []*target
		for _, want := range r.Targets {
			t := f.targets[want.ID]
			if t == nil || t.addr != want.Addr {
				if t != nil {
					closing = append(closing, t)
				}
				t = f.admit(want)
			}
			if want.Draining {
				draining = append(draining, t)
			} else {
				t.setClosed(false)
				live = append(live, t)
			}
		}
		s.live.Store(&live)
		for _, t := range draining {
			t.setClosed(true)
		}
	}
	for id, t := range f.targets {
		if !wanted[id] {
			delete(f.targets, id)
			closing = append(closing, t)
		}
	}
	for _, t := range closing {
		f.remove(t)
	}
}

// admit registers a new target. f.mu is held.
func (f *FrontDoor) admit(want Target) *target {
	f.nextKey++
	t := newTarget(want.ID, want.Addr, "t"+strconv.FormatUint(f.nextKey, 36)+":80", func(t *target) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.forget(t)
	})
	f.targets[want.ID] = t
	f.dialing.Store(t.key, t)
	return t
}

// remove closes a target for good; its last request, if there is one, takes it
// away. f.mu is held.
func (f *FrontDoor) remove(t *target) {
	f.leaving[t] = struct{}{}
	t.removed.Store(true)
	t.setClosed(true)
	if t.inFlight.Load() == 0 {
		f.forget(t)
	}
}

// forget drops a removed target and closes what connections it has. f.mu is held.
func (f *FrontDoor) forget(t *target) {
	delete(f.leaving, t)
	f.dialing.Delete(t.key)
	t.cut(true)
}

// applyHosts builds the table of hosts. f.mu is held.
func (f *FrontDoor) applyHosts(order []string, routes map[string]Route) {
	hosts := map[string]*service{}
	for _, id := range order {
		for _, name := range routes[id].Hosts {
			host := canonicalHost(name)
			if first := hosts[host]; first != nil {
				if first.id != id {
					f.log.Error("host ignored: another service has it", "host", host, "service", id, "owner", first.id)
				}
				continue
			}
			hosts[host] = f.services[id]
		}
	}
	if !maps.Equal(hosts, *f.hosts.Load()) {
		f.hosts.Store(&hosts)
	}
}
