package main

import (
	"context"
	"log/slog"
	"net"
	"net/netip"

	"sallyport/internal/api/live"
	"sallyport/internal/control"
	"sallyport/internal/datapath"
	"sallyport/internal/flowlog"
	"sallyport/internal/netplan"
	"sallyport/internal/picture"
	"sallyport/internal/resolver"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// newExplainer answers questions about the network by plan and by packets: it
// looks names up, and probes, from a sandbox's own namespace.
func newExplainer(s *store.Store, planner *netplan.Planner, network *datapath.DataPath, recent *flowlog.Recent, log *slog.Logger) *live.Explainer {
	server := netip.AddrPortFrom(vpc.ResolverAddress, resolver.Port).String()
	return &live.Explainer{
		Store: s, Planner: planner, Flows: recent,
		Lookup: func(ctx context.Context, sandbox, name string) ([]netip.Addr, error) {
			dial := func(ctx context.Context, protocol, server string) (net.Conn, error) {
				return network.DialSandbox(ctx, sandbox, protocol, server)
			}
			return resolver.Lookup(ctx, dial, server, name)
		},
		Send: func(ctx context.Context, sandbox string, protocol vpc.Protocol, to netip.AddrPort) (live.Sent, error) {
			r, err := network.Probe(ctx, sandbox, protocol, to)
			return live.Sent{Outcome: string(r.Outcome), Source: r.Source, Took: r.Took, Detail: r.Detail}, err
		},
		Disagreed: func(r live.Report) {
			log.Error("a defect: plan and probe disagree; please report it", "from", r.From, "to", r.Destination, "port", r.Question.Port, "plan", r.Summary, "probe", r.Probe.Text)
		},
	}
}

// newNetworks draws the network as the controller last read it back.
func newNetworks(s *store.Store, planner *netplan.Planner, controller *control.Controller, recent *flowlog.Recent) *live.Networks {
	return &live.Networks{
		Store: s, Flows: recent,
		Drawer: &picture.Drawer{Planner: planner, Flows: recent, Held: func() picture.Held {
			h := controller.Held()
			return picture.Held{Sandboxes: h.Sandboxes, Networks: h.Networks, Gateways: h.Gateways, Behind: h.Behind, Edge: h.Edge, Err: h.Err}
		}},
	}
}
