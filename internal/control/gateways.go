package control

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/netplan"
	"sallyport/internal/reconcile"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// gateways brings what leads out of VPCs from one state to the next: it is
// available once the kernel was seen to hold it, and has failed if that takes
// too long; it is deleted once the kernel holds it no more, and is forgotten a
// while later. Requests for peerings that nobody accepts expire.
//
// All that a step depends on is in the documents, and each is one transaction:
// a process that dies leaves the last or the next state, and its successor
// goes on.
type gateways struct {
	store    *store.Store
	networks *networks
	now      func() time.Time
	loop     *reconcile.Loop
}

const (
	// gatewayPatience is how long the kernel has to hold what is new.
	gatewayPatience = 5 * time.Minute
	// gatewayAgain is when what is not yet held is looked at again.
	gatewayAgain = time.Second
)

func newGateways(o Options, networks *networks) *gateways {
	g := &gateways{store: o.Store, networks: networks, now: o.Now}
	// Each pass may wait for the kernel; several wait for the same one.
	g.loop = &reconcile.Loop{Name: "gateways", Reconcile: g.pass, Keys: g.keys, Workers: 8, Resync: 10 * time.Minute, Log: o.Log}
	return g
}

func (g *gateways) keys() []string {
	r := g.store.Snapshot()
	return append(append(append(keysOf[vpc.NATGateway](r), keysOf[vpc.Endpoint](r)...), keysOf[vpc.VPNGateway](r)...), keysOf[vpc.Peering](r)...)
}

func keysOf[D store.Document](r store.Reader) []string {
	var keys []string
	for d := range store.List[D](r) {
		keys = append(keys, d.DocumentKey())
	}
	return keys
}

// changed is told of each change of a document.
func (g *gateways) changed(change store.Change) {
	switch change.Kind {
	case vpc.NATGateway{}.DocumentKind(), vpc.Endpoint{}.DocumentKind(), vpc.VPNGateway{}.DocumentKind(), vpc.Peering{}.DocumentKind():
		g.loop.Enqueue(change.Key)
	}
}

func (g *gateways) pass(ctx context.Context, id string) (reconcile.Result, error) {
	prefix, _, _ := strings.Cut(id, "-")
	switch prefix {
	case vpc.PrefixNATGateway:
		return g.nat(ctx, id)
	case vpc.PrefixEndpoint:
		return g.endpoint(ctx, id)
	case vpc.PrefixVPNGateway:
		return g.vpn(ctx, id)
	}
	return g.peering(ctx, id)
}

// step makes one step of a document, unless it is not any more as it was
// looked at: then the news of that brings it back.
func step[D store.Document](ctx context.Context, g *gateways, looked D, same func(now D) bool, fn func(*store.Tx, D)) error {
	err := g.store.Update(ctx, func(tx *store.Tx) error {
		if present, ok := store.Get[D](tx, looked.DocumentKey()); ok && same(present) {
			fn(tx, present)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("bring %s to its next state: %w", looked.DocumentKey(), err)
	}
	return nil
}

func (g *gateways) nat(ctx context.Context, id string) (reconcile.Result, error) {
	gateway, ok := store.Get[vpc.NATGateway](g.store.Snapshot(), id)
	if !ok || gateway.State == vpc.StateAvailable {
		return reconcile.Done()
	}
	same := func(now vpc.NATGateway) bool { return now.State == gateway.State }
	if gateway.Ended() {
		if left := gateway.Describable(g.now()); left > 0 {
			return reconcile.After(left)
		}
		return reconcile.Result{}, step(ctx, g, gateway, same, func(tx *store.Tx, _ vpc.NATGateway) { store.Delete[vpc.NATGateway](tx, id) })
	}
	report, err := g.networks.current(ctx)
	why := err
	if err == nil {
		why = report.Networks[gateway.VPCID]
	}
	var next vpc.NATGateway
	err = step(ctx, g, gateway, same, func(tx *store.Tx, present vpc.NATGateway) {
		// What is deleted is not in the plan any more: a kernel that holds the plan does not hold the gateway.
		held := (why == nil) == (gateway.State == vpc.StatePending)
		around := vpc.NATSurroundings{InternetGateway: attachedTo(tx, gateway.VPCID), Held: held}
		var ended bool
		if next, ended = present.Next(around, g.now()); next.State == vpc.StatePending && g.late(gateway.CreatedAt) {
			next, ended = present.Fail("InternalError", unheld(why), g.now()), true
		}
		if next.State != present.State {
			store.Put(tx, next)
		}
		if ended {
			free(tx, gateway)
		}
	})
	return g.again(err, next.State)
}

// attachedTo says whether a VPC has an internet gateway.
func attachedTo(r store.Reader, vpcID string) bool {
	for range store.Find[vpc.InternetGateway](r, "vpc="+vpcID) {
		return true
	}
	return false
}

// free gives back what a NAT gateway had: its interface and its address.
func free(tx *store.Tx, gateway vpc.NATGateway) {
	for address := range store.Find[vpc.PublicAddress](tx, "interface="+gateway.InterfaceID) {
		store.Put(tx, address.Free())
	}
	store.Delete[vpc.Interface](tx, gateway.InterfaceID)
}

func (g *gateways) endpoint(ctx context.Context, id string) (reconcile.Result, error) {
	endpoint, ok := store.Get[vpc.Endpoint](g.store.Snapshot(), id)
	if !ok || endpoint.State == vpc.StateAvailable {
		return reconcile.Done()
	}
	same := func(now vpc.Endpoint) bool { return now.State == endpoint.State }
	if endpoint.Ended() {
		if left := endpoint.Describable(g.now()); left > 0 {
			return reconcile.After(left)
		}
		return reconcile.Result{}, step(ctx, g, endpoint, same, func(tx *store.Tx, _ vpc.Endpoint) { store.Delete[vpc.Endpoint](tx, id) })
	}
	report, why := g.networks.current(ctx)
	if why == nil && endpoint.State == vpc.StatePending {
		why = heldEndpoint(report, endpoint)
	} else if why == nil {
		why = goneEndpoint(report, endpoint)
	}
	var next vpc.Endpoint
	err := step(ctx, g, endpoint, same, func(tx *store.Tx, present vpc.Endpoint) {
		switch next = present; {
		case why == nil && present.State == vpc.StatePending:
			next.State = vpc.StateAvailable
		case why == nil:
			next = present.End(vpc.StateDeleted, g.now())
		case present.State == vpc.StatePending && g.late(present.CreatedAt):
			next = present.End(vpc.StateFailed, g.now())
			next.FailureCode, next.FailureMessage = "InternalError", unheld(why)
		default:
			return
		}
		store.Put(tx, next)
		if next.Ended() {
			for _, i := range present.InterfaceIDs {
				store.Delete[vpc.Interface](tx, i)
			}
		}
	})
	return g.again(err, next.State)
}

// heldEndpoint says what the kernel does not hold of an endpoint. A VPC that
// nothing is plugged into has nothing that the kernel would hold.
func heldEndpoint(report datapath.Report, e vpc.Endpoint) error {
	failure, stands := report.Networks[e.VPCID]
	switch {
	case !stands && len(e.InterfaceIDs) == 0:
		return nil
	case failure != nil:
		return failure
	case e.Kind == vpc.GatewayEndpoint:
		return heldGateway(report, e.ID)
	}
	for _, id := range e.InterfaceIDs {
		failure, known := report.Sandboxes[netplan.RelayID(id)]
		if !known {
			return fmt.Errorf("interface %s leads nowhere: the address of the service %s is not known", id, e.ServiceName)
		}
		if failure != nil {
			return failure
		}
	}
	return nil
}

// goneEndpoint says what the kernel still holds of an endpoint.
func goneEndpoint(report datapath.Report, e vpc.Endpoint) error {
	if _, known := report.Gateways[e.ID]; known {
		return fmt.Errorf("the link of %s still stands", e.ID)
	}
	for _, id := range e.InterfaceIDs {
		if _, known := report.Sandboxes[netplan.RelayID(id)]; known {
			return fmt.Errorf("interface %s is still plugged in", id)
		}
	}
	return report.Networks[e.VPCID]
}

func heldGateway(report datapath.Report, id string) error {
	failure, known := report.Gateways[id]
	if !known {
		return fmt.Errorf("gateway %s is not in the plan", id)
	}
	return failure
}

// vpn brings the attachment of a VPN gateway to its VPC about. EC2 knows no
// failed one: it stays attaching until it stands.
func (g *gateways) vpn(ctx context.Context, id string) (reconcile.Result, error) {
	gateway, ok := store.Get[vpc.VPNGateway](g.store.Snapshot(), id)
	if !ok || gateway.VPCID == "" || gateway.State != vpc.StatePending {
		return reconcile.Done()
	}
	report, err := g.networks.current(ctx)
	if err != nil {
		return reconcile.Result{}, err
	}
	failure, stands := report.Networks[gateway.VPCID]
	if stands && failure == nil {
		failure = heldGateway(report, id)
	}
	if failure != nil {
		return reconcile.Result{}, fmt.Errorf("attach %s to %s: %w", id, gateway.VPCID, failure)
	}
	same := func(now vpc.VPNGateway) bool { return now.State == gateway.State && now.VPCID == gateway.VPCID }
	return reconcile.Result{}, step(ctx, g, gateway, same, func(tx *store.Tx, present vpc.VPNGateway) {
		present.State = vpc.StateAvailable
		store.Put(tx, present)
	})
}

// peering ends a request that nobody accepts in time, and forgets what ended.
func (g *gateways) peering(ctx context.Context, id string) (reconcile.Result, error) {
	peering, ok := store.Get[vpc.Peering](g.store.Snapshot(), id)
	if !ok || peering.Status == vpc.PeeringActive {
		return reconcile.Done()
	}
	at := peering.ExpiresAt
	if !peering.Status.Live() {
		at = peering.EndedAt.Add(peering.Status.Remembered())
	}
	if left := at.Sub(g.now()); left > 0 {
		return reconcile.After(left)
	}
	same := func(now vpc.Peering) bool { return now.Status == peering.Status }
	return reconcile.Result{}, step(ctx, g, peering, same, func(tx *store.Tx, present vpc.Peering) {
		if present.Status.Live() {
			store.Put(tx, present.Expire(g.now()))
		} else {
			store.Delete[vpc.Peering](tx, id)
		}
	})
}

// late says whether the kernel had its time for what was made then.
func (g *gateways) late(made time.Time) bool { return g.now().Sub(made) >= gatewayPatience }

// again looks once more at what is still on its way.
func (g *gateways) again(err error, state vpc.State) (reconcile.Result, error) {
	if err != nil || state != vpc.StatePending && state != vpc.StateDeleting {
		return reconcile.Result{}, err
	}
	return reconcile.After(gatewayAgain)
}

// unheld is the reason of what failed, for people.
func unheld(why error) string {
	return fmt.Sprintf("The network did not come to hold it within %s: %v", gatewayPatience, why)
}
