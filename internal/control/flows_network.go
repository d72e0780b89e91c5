package control

import (
	"net/netip"
	"slices"

	"sallyport/internal/flowlog"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// networkOf is what records of a VPC are made with. Interfaces that did not
// change keep their pointers.
func (f *flows) networkOf(r store.Reader, plan *vpc.Plan, before []*flowlog.Interface) (*flowlog.Network, []*flowlog.Interface) {
	n := &flowlog.Network{VPC: plan.VPC, Blocks: plan.Blocks, Addresses: map[netip.Addr]*flowlog.Interface{},
		Devices: map[string]*flowlog.Interface{}, Ways: map[uint32]flowlog.Way{}, Silent: map[netip.Addr]bool{}}
	known := make(map[flowlog.Interface]*flowlog.Interface, len(before))
	for _, i := range before {
		known[*i] = i
	}
	var list []*flowlog.Interface
	byID := map[string]*flowlog.Interface{}
	gateways := map[string]string{}
	for g := range store.Find[vpc.NATGateway](r, "vpc="+plan.VPC) {
		gateways[g.InterfaceID] = g.ID
	}
	for i := range store.Find[vpc.Interface](r, "vpc="+plan.VPC) {
		if i.Attachment == nil {
			continue
		}
		place := placeOf(r, i)
		place.NAT = gateways[i.ID]
		one := known[place]
		if one == nil {
			one = &place
		}
		list, byID[i.ID] = append(list, one), one
		n.Devices[f.traffic.Device(i.ID)] = one
		for _, a := range i.Addresses {
			n.Addresses[a] = one
		}
		for _, a := range i.IPv6Addresses {
			n.Addresses[a] = one
		}
	}
	for _, a := range slices.Concat(plan.Resolver, plan.Routers) {
		n.Silent[a] = true
	}
	addWays(n, plan, byID)
	return n, list
}

// placeOf says where an interface is and whose it is.
func placeOf(r store.Reader, i vpc.Interface) flowlog.Interface {
	place := flowlog.Interface{ID: i.ID, Account: i.OwnerID, Region: i.Region, VPC: i.VPCID, Subnet: i.SubnetID,
		Instance: i.Attachment.InstanceID, Workload: i.Attachment.Workload}
	if subnet, ok := store.Get[vpc.Subnet](r, i.SubnetID); ok {
		place.ZoneID = subnet.ZoneID
	}
	if workload, ok := store.Get[platform.Workload](r, place.Workload); ok {
		if service, ok := store.Get[platform.Service](r, workload.ServiceARN); ok {
			place.Service = service.Name
		}
	}
	return place
}

func addWays(n *flowlog.Network, plan *vpc.Plan, interfaces map[string]*flowlog.Interface) {
	gateways, nats := map[string]*vpc.Gateway{}, map[string]*vpc.NAT{}
	for _, g := range plan.Gateways {
		gateways[g.ID] = g
	}
	for _, t := range plan.NATs {
		nats[t.ID] = t
	}
	marks := plan.Marks()
	for _, w := range plan.Ways {
		way := flowlog.Way{ID: w.ID}
		if g := gateways[w.Gateway]; g != nil {
			way.Kind, way.Remote = g.Kind, g.Remote
		}
		if t := nats[w.NAT]; t != nil {
			way.NAT, way.NATAddress = interfaces[t.Interface], t.Private
		}
		n.Ways[marks[w.ID]] = way
	}
}
