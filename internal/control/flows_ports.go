package control

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"sallyport/internal/datapath"
	"sallyport/internal/eventlog"
	"sallyport/internal/fault"
	"sallyport/internal/flowlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

const (
	// portsEvery is how often routers are asked whether a NAT gateway found no
	// port. The question is cheap; what they ran out of is counted only if so.
	portsEvery = 5 * time.Second
	// portsToldEvery is how often the services behind a NAT gateway are told that
	// its ports run out, as long as they do.
	portsToldEvery = 10 * time.Minute
)

// translations is how many connections a router refused by when.
type translations struct {
	refused uint64
	asked   time.Time
}

// ports looks for NAT gateways that refuse connections since they have no port
// left, and tells of it: as a rejected flow of the gateway's interface, in the
// log, and to the services behind. The gateway stays available, as in EC2, where
// the metric ErrorPortAllocation counts it.
func (f *flows) ports(ctx context.Context, snapshot *store.Snapshot, now time.Time) {
	for _, plan := range f.planner.Plan(snapshot).Networks {
		last, known := f.translated[plan.VPC]
		if len(plan.NATs) == 0 || now.Sub(last.asked) < portsEvery {
			continue
		}
		refused, err := f.traffic.Refused(plan.VPC)
		if err != nil {
			delete(f.translated, plan.VPC)
			if fault.ClassOf(err) != fault.NotFound {
				f.log.Warn("it is not known whether NAT gateways have ports", "vpc", plan.VPC, "error", err)
			}
			continue
		}
		f.translated[plan.VPC] = translations{refused, now}
		if !known || refused <= last.refused { // less: the router is another one
			continue
		}
		exhausted, err := f.traffic.Exhausted(plan)
		if err != nil {
			f.log.Warn("the ports of NAT gateways can't be counted", "vpc", plan.VPC, "error", err)
		}
		if len(exhausted) > 0 {
			f.outOfPorts(ctx, snapshot, plan, exhausted, refused-last.refused, last.asked, now)
		}
	}
}

func (f *flows) outOfPorts(ctx context.Context, snapshot *store.Snapshot, plan *vpc.Plan, exhausted []datapath.Exhausted, refused uint64, since, now time.Time) {
	// Of several destinations the kernel does not say which it was.
	f.rejected(plan, exhausted[0], refused, since, now)
	byNAT := map[string][]datapath.Exhausted{}
	for _, e := range exhausted {
		byNAT[e.NAT] = append(byNAT[e.NAT], e)
	}
	for _, nat := range slices.Sorted(maps.Keys(byNAT)) {
		if now.Sub(f.toldOfPorts[nat]) < portsToldEvery {
			continue
		}
		f.toldOfPorts[nat] = now
		list := byNAT[nat]
		f.log.Warn("a NAT gateway has no port left", "nat gateway", nat, "destination", list[0].Destination, "connections", list[0].Connections, "refused", refused)
		services := behind(snapshot, plan, list)
		err := f.store.Update(ctx, func(tx *store.Tx) error {
			for _, id := range services {
				eventlog.Record(tx, id, "", now, outOfPortsText(nat, list, refused))
			}
			return nil
		})
		if err != nil && !errors.Is(err, context.Canceled) {
			f.log.Warn("services are not told of ports", "nat gateway", nat, "error", err)
		}
	}
}

// outOfPortsText is for the owners of services.
func outOfPortsText(nat string, list []datapath.Exhausted, refused uint64) string {
	const named = 3
	var to []string
	for _, e := range list[:min(named, len(list))] {
		to = append(to, fmt.Sprintf("%d of %d for %s (%s)", e.Connections, e.Ports, e.Destination, e.Protocol))
	}
	if more := len(list) - named; more > 0 {
		to = append(to, fmt.Sprintf("%d more destinations", more))
	}
	return fmt.Sprintf("NAT gateway %s has no port left for new connections: it has %s, and refused %d. "+
		"Keep connections open and use them again, or spread subnets over more NAT gateways.", nat, strings.Join(to, ", "), refused)
}

// rejected tells of connections that a NAT gateway refused, as flows of its interface.
func (f *flows) rejected(plan *vpc.Plan, e datapath.Exhausted, refused uint64, since, now time.Time) {
	i := slices.IndexFunc(plan.NATs, func(n *vpc.NAT) bool { return n.ID == e.NAT })
	if i < 0 {
		return
	}
	nat := plan.NATs[i]
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.routers[plan.VPC]
	if r == nil || r.network == nil {
		return
	}
	place := r.network.Addresses[nat.Private]
	if place == nil {
		return
	}
	record := &flowlog.Record{Place: place, Packets: refused, Path: flowlog.PathInternet, First: since, Last: now, Stage: vpc.StageGateway, Component: nat.ID,
		Key: flowlog.Key{Interface: place.ID, Direction: vpc.Egress, Action: flowlog.Reject, Protocol: uint8(e.Protocol),
			Source: netip.AddrPortFrom(nat.Private, 0), Destination: e.Destination, PacketSource: nat.Private, PacketDestination: e.Destination.Addr()}}
	if !nat.Public.IsValid() {
		record.Path = flowlog.PathNone // to a peer or the operator's network
	}
	f.add(r, record)
	told := event(record)
	told.Decided = nat.ID
	told.Reason = fmt.Sprintf("no port left for %s: %d of %d are in use", e.Destination, e.Connections, e.Ports)
	f.recent.Add(told)
}

// behind are the ids of the services that a NAT gateway leads to any of these
// destinations.
func behind(snapshot *store.Snapshot, plan *vpc.Plan, list []datapath.Exhausted) []string {
	tables := map[string]*vpc.Routes{} // by subnet
	for _, s := range plan.Subnets {
		tables[s.ID] = plan.Tables[s.Table]
	}
	services := map[string]bool{}
	for _, port := range plan.Ports {
		table := tables[port.Subnet]
		if table == nil || !slices.ContainsFunc(list, func(e datapath.Exhausted) bool {
			route, ok := table.Find(e.Destination.Addr())
			return ok && strings.HasPrefix(route.Way, e.NAT+"/")
		}) {
			continue
		}
		workload, _ := store.Get[platform.Workload](snapshot, port.Sandbox)
		if service, ok := store.Get[platform.Service](snapshot, workload.ServiceARN); ok {
			services[service.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(services))
}
