package datapath

import (
	"context"
	"errors"
	"strings"

	"sallyport/internal/datapath/link"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/datapath/sysctl"
	"sallyport/internal/fault"
)

// CleanUp removes everything of the tag, whoever made it: namespaces, links,
// tables, rules, routes, and the uplink's forwarding where we turned it on. It
// needs no state. Links end with their namespaces; the kernel does that in the
// background, moments after.
func (d *DataPath) CleanUp(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget()
	errs := []error{d.cleanHost(ctx)}
	found, err := netns.List(d.names().prefix())
	errs = append(errs, err)
	for _, name := range found {
		if d.sentry != nil {
			d.sentry.watch.Remove(name)
		}
		errs = append(errs, netns.Remove(name))
	}
	return errors.Join(errs...)
}

func (d *DataPath) cleanHost(ctx context.Context) error {
	h, err := d.readHost()
	if errors.Is(err, fault.NotFound) {
		return nil // the host's namespace went, and all that was in it
	}
	if err != nil {
		return err
	}
	defer h.close()
	var errs []error
	device := h.n.host()
	if l, ok := h.state.Links[device]; ok {
		if uplink, turned := strings.CutPrefix(l.Alias, forwardingMark); turned {
			errs = append(errs, h.ns.Do(func() error { return sysctl.Ensure(forwarding(uplink, "0")) }))
		}
		errs = append(errs, h.handle.Delete(device))
	}
	rules, err := h.handle.Rules(device)
	errs = append(errs, err, h.handle.ChangeRules(rules, nil))
	routes, err := h.handle.State(h.n.routingTable())
	errs = append(errs, err)
	if err == nil {
		routes.Addresses, routes.Neighbours = nil, nil
		errs = append(errs, h.handle.Change(routes, link.NewState()))
	}
	return errors.Join(append(errs, nft.In(h.ns).Delete(ctx, h.n.hostTable()))...)
}
