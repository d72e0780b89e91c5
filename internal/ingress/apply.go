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
// A target id given to two services is served by the first that has it.
func (f *FrontDoor) Apply(c Config) {
	f.mu.Lock()
	defer f.mu.Unlock()

	routes := make(map[string]Route, len(c.Routes))
	hostsMoved := false
	for _, r := range c.Routes {
		if _, twice := routes[r.Service]; twice {
			f.log.Error("route ignored: the service has another one", "service", r.Service)
			continue
		}
		old, known := f.routes[r.Service]
		hostsMoved = hostsMoved || !known || !slices.Equal(old.Hosts, r.Hosts)
		r.Hosts, r.Targets = slices.Clone(r.Hosts), slices.Clone(r.Targets)
		routes[r.Service] = r
		if !known {
			f.services[r.Service] = newService(r.Service)
		}
	}
	for id := range f.routes {
		if _, kept := routes[id]; !kept {
			hostsMoved = true
		}
	}

	f.applyTargets(c, routes)
	if hostsMoved {
		f.applyHosts(c)
	}
	for id := range f.services {
		if _, kept := routes[id]; !kept {
			f.services[id].live.Store(new([]*target))
			delete(f.services, id)
		}
	}
	f.routes = routes
}

// applyTargets brings the targets of the changed routes to what is wanted.
// Services learn their new targets before old ones close, so that a request
// that meets a closed target finds the new set at its next look.
func (f *FrontDoor) applyTargets(c Config, routes map[string]Route) {
	owner := make(map[string]string)
	for _, r := range c.Routes {
		for _, t := range r.Targets {
			if first, taken := owner[t.ID]; taken && first != r.Service {
				f.log.Error("instance ignored: it belongs to another service", "instance", t.ID, "service", r.Service, "owner", first)
				continue
			}
			owner[t.ID] = r.Service
		}
	}
	var closing []*target
	for id, r := range routes {
		old := f.routes[id]
		s := f.services[id]
		s.timeout.Store(int64(r.RequestTimeout))
		if s.applied && slices.Equal(old.Targets, r.Targets) {
			continue
		}
		s.applied = true
		live := make([]*target, 0, len(r.Targets))
		for _, want := range r.Targets {
			if owner[want.ID] != id {
				continue
			}
			t := f.targets[want.ID]
			if t == nil || t.addr != want.Addr {
				if t != nil {
					closing = append(closing, t)
				}
				t = f.admit(want)
			}
			if want.Draining {
				t.setClosed(true)
			} else {
				t.setClosed(false)
				live = append(live, t)
			}
		}
		s.live.Store(&live)
	}
	for id, t := range f.targets {
		if _, wanted := owner[id]; !wanted {
			delete(f.targets, id)
			closing = append(closing, t)
		}
	}
	for _, t := range closing {
		f.leaving[t] = struct{}{}
		t.removed.Store(true)
		t.setClosed(true)
		if t.inFlight.Load() == 0 {
			f.forget(t)
		}
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

// forget drops a removed target and closes what connections it has. f.mu is held.
func (f *FrontDoor) forget(t *target) {
	delete(f.leaving, t)
	f.dialing.Delete(t.key)
	t.cut(true)
}

// applyHosts builds the table of hosts. f.mu is held.
func (f *FrontDoor) applyHosts(c Config) {
	hosts := map[string]*service{}
	for _, r := range c.Routes {
		for _, name := range r.Hosts {
			host := canonicalHost(name)
			if first := hosts[host]; first != nil {
				if first.id != r.Service {
					f.log.Error("host ignored: another service has it", "host", host, "service", r.Service, "owner", first.id)
				}
				continue
			}
			hosts[host] = f.services[r.Service]
		}
	}
	if !maps.Equal(hosts, *f.hosts.Load()) {
		f.hosts.Store(&hosts)
	}
}
