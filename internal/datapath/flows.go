package datapath

import (
	"context"
	"time"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/datapath/netns"
	"sallyport/internal/fault"
)

// replaced is how often a listener looks whether its router is still the one
// that stands.
const replaced = 2 * time.Second

// Drops tells of the packets that a VPC's rules drop, and how many it could not
// tell of since they came too fast, until ctx ends, which is no error. It ends
// with fault.NotFound where the VPC has no router, and with fault.Unavailable
// when the router was replaced by another: whoever still wants to hear calls
// again. A router has one listener.
func (d *DataPath) Drops(ctx context.Context, vpcID string, take func(*flow.Drop), lost func(packets uint64)) error {
	return d.drops(ctx, d.names().network(vpcID), take, lost)
}

// EdgeDrops tells of the packets that the edge's rules drop, as Drops does: those
// of VPCs under their public addresses.
func (d *DataPath) EdgeDrops(ctx context.Context, take func(*flow.Drop), lost func(packets uint64)) error {
	return d.drops(ctx, d.names().edge(), take, lost)
}

func (d *DataPath) drops(ctx context.Context, namespace string, take func(*flow.Drop), lost func(packets uint64)) error {
	return hear(ctx, namespace, func(ns *netns.Namespace) (listener, error) {
		drops, err := flow.OpenDrops(ns, RejectGroup)
		return listener{drops.Close, func() error { return drops.Run(take, lost) }}, err
	})
}

// Endings tells of connections of a VPC that end with something that no Sweep
// told of, and when some were lost, as Drops does.
func (d *DataPath) Endings(ctx context.Context, vpcID string, take func(*flow.Tracked), lost func()) error {
	return hear(ctx, d.names().network(vpcID), func(ns *netns.Namespace) (listener, error) {
		endings, err := flow.OpenEndings(ns)
		return listener{endings.Close, func() error { return endings.Run(take, lost) }}, err
	})
}

// listener hears something of one router until it is closed.
type listener struct {
	close func()
	run   func() error
}

// hear runs a listener until ctx ends or the router is another one: an open
// socket would keep alive a namespace that was taken away.
func hear(ctx context.Context, namespace string, open func(*netns.Namespace) (listener, error)) error {
	ns, err := netns.Open(namespace)
	if err != nil {
		return err
	}
	defer ns.Close()
	l, err := open(ns)
	if err != nil {
		return err
	}
	listening, end := context.WithCancel(ctx)
	defer end()
	closed := make(chan error, 1)
	go func() { // ends with listening, or when the router is another one
		ticker := time.NewTicker(replaced)
		defer ticker.Stop()
		var gone error
		for gone == nil && listening.Err() == nil {
			select {
			case <-listening.Done():
			case <-ticker.C:
				if !ns.Pinned() {
					gone = fault.New(fault.Unavailable, "", "the namespace %s was replaced", namespace)
				}
			}
		}
		l.close() // ends run
		closed <- gone
	}()
	err = l.run()
	end()
	if gone := <-closed; gone != nil {
		return gone
	}
	return err
}

// Sweep tells what a VPC's connections did since the last sweep, each once; see
// flow.Tracking. A VPC without a router is a fault.NotFound.
func (d *DataPath) Sweep(vpcID string, take func(*flow.Tracked)) error {
	return sweep(d.names().network(vpcID), take)
}

// SweepEdge is Sweep of the edge: requests by the front door, what sandboxes send
// by the public side, and what gateways of VPCs lead there.
func (d *DataPath) SweepEdge(take func(*flow.Tracked)) error { return sweep(d.names().edge(), take) }

func sweep(namespace string, take func(*flow.Tracked)) error {
	ns, err := netns.Open(namespace)
	if err != nil {
		return err
	}
	defer ns.Close()
	tracking, err := flow.OpenTracking(ns)
	if err != nil {
		return err
	}
	defer tracking.Close()
	return tracking.Sweep(take)
}

// Device is the name of the router's end of an interface.
func (d *DataPath) Device(interfaceID string) string { return d.names().port(interfaceID) }

// GatewayDevice is the name of a gateway's link, which is the same at both ends.
func (d *DataPath) GatewayDevice(id string) string { return d.names().gateway(id) }

// DoorDevice is the name of the edge's end of a sandbox's front-door link.
func (d *DataPath) DoorDevice(sandboxID string) string { return d.names().door(sandboxID) }
