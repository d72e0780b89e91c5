package control

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"sallyport/internal/netplan"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// hosts finds the addresses of endpoint services whose hosts are names, as
// the host finds them.
type hosts struct {
	store   *store.Store
	planner *netplan.Planner
	lookup  func(ctx context.Context, host string) ([]netip.Addr, error)
	loop    *reconcile.Loop
}

const (
	// soughtEvery is how old an address may be.
	soughtEvery = 30 * time.Second
	lookupTime  = 5 * time.Second
)

func newHosts(o Options) *hosts {
	t := &hosts{store: o.Store, planner: o.Planner, lookup: o.Lookup}
	t.loop = &reconcile.Loop{
		Name: "hosts", Workers: 4, Resync: soughtEvery, Log: o.Log, Reconcile: t.find,
		Keys: func() []string { return t.names() },
	}
	return t
}

// names are the hosts to be found, each once.
func (t *hosts) names() []string {
	var hosts []string
	for _, s := range t.planner.Sought(t.store.Snapshot()) {
		hosts = append(hosts, s.Host)
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// changed is told of each change of an endpoint.
func (t *hosts) changed() {
	for _, host := range t.names() {
		t.loop.Enqueue(host)
	}
}

// find looks one name up. Of several addresses an endpoint keeps the one that
// it has, as long as that is among them: established connections go there. A
// name that is not found changes nothing.
func (t *hosts) find(ctx context.Context, host string) (reconcile.Result, error) {
	asking, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	found, err := t.lookup(asking, host)
	for i := range found {
		found[i] = found[i].Unmap()
	}
	found = slices.DeleteFunc(found, func(a netip.Addr) bool { return !a.Is4() || a.IsLoopback() })
	if err == nil && len(found) == 0 {
		err = errors.New("it has no IPv4 address that a network leads to")
	}
	if err != nil {
		return reconcile.Result{}, fmt.Errorf("find the endpoint service's host %s: %w", host, err)
	}
	slices.SortFunc(found, netip.Addr.Compare)
	err = t.store.Update(ctx, func(tx *store.Tx) error {
		for _, s := range t.planner.Sought(tx) {
			known, _ := store.Get[vpc.EndpointTarget](tx, s.Name)
			if s.Host == host && !slices.Contains(found, known.Address) {
				store.Put(tx, vpc.EndpointTarget{Service: s.Name, Address: found[0]})
			}
		}
		return nil
	})
	if err != nil {
		return reconcile.Result{}, fmt.Errorf("keep where %s is: %w", host, err)
	}
	return reconcile.Done()
}
