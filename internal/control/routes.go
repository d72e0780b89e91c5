package control

import (
	"context"
	"net/netip"
	"sync"

	"sallyport/internal/ingress"
	"sallyport/internal/platform"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
)

// routes leads requests to the healthy instances of each service's serving
// generation.
type routes struct {
	store *store.Store
	door  FrontDoor
	loop  *reconcile.Loop
	mu    sync.Mutex // orders applications, so that an older one never comes last
}

func newRoutes(o Options) *routes {
	r := &routes{store: o.Store, door: o.FrontDoor}
	r.loop = &reconcile.Loop{
		Name: "routes", Log: o.Log, Keys: func() []string { return []string{everything} },
		Reconcile: func(context.Context, string) (reconcile.Result, error) {
			r.apply()
			return reconcile.Done()
		},
	}
	return r
}

// apply gives the front door the routes of the present snapshot.
func (r *routes) apply() {
	r.mu.Lock()
	defer r.mu.Unlock()
	snapshot := r.store.Snapshot()
	var config ingress.Config
	for service := range store.List[platform.Service](snapshot) {
		if service.Status == platform.Deleted {
			continue
		}
		config.Routes = append(config.Routes, ingress.Route{
			Hosts: []string{service.Host}, Service: service.ID, Targets: targets(snapshot, service),
			RequestTimeout: ingress.DefaultRequestTimeout,
		})
	}
	r.door.Apply(config)
}

func targets(r store.Reader, service platform.Service) []ingress.Target {
	var found []ingress.Target
	for w := range store.Find[platform.Workload](r, "service="+service.ARN) {
		if w.Generation != service.Serving || w.Desire != platform.Run {
			continue
		}
		status, _ := store.Get[platform.WorkloadStatus](r, w.Key)
		if status.Phase != platform.PhaseHealthy {
			continue
		}
		found = append(found, ingress.Target{ID: w.Key, Addr: netip.AddrPortFrom(w.FrontDoor, uint16(w.Port))})
	}
	return found
}
