package datapath

import (
	"context"
	"errors"

	"sallyport/internal/datapath/netns"
	"sallyport/internal/datapath/nft"
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
		errs = append(errs, d.removeNamespace(name))
	}
	return errors.Join(errs...)
}

func (d *DataPath) cleanHost(ctx context.Context) error {
	h, err := d.readHost(outside{})
	if errors.Is(err, fault.NotFound) {
		return nil // the host's namespace went, and all that was in it
	}
	if err != nil {
		return err
	}
	defer h.close()
	var errs []error
	for _, l := range h.found() {
		errs = append(errs, h.leave(l))
	}
	errs = append(errs, h.settlePublic(), nft.In(h.ns).Delete(ctx, h.n.hostTable()))
	d.applied.guarded = guarded{}
	return errors.Join(errs...)
}
