package netplan

import (
	"net/netip"
	"slices"
	"strconv"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// place lists this node's sandboxes and says where each workload's interfaces
// are plugged in. A workload whose container is gone has no sandbox any more.
func (p *Planner) place(r store.Reader) ([]vpc.Sandbox, map[string]vpc.Placement) {
	sandboxes := make([]vpc.Sandbox, 0, store.Count[platform.Workload](r))
	placements := make(map[string]vpc.Placement, store.Count[platform.Workload](r))
	for w := range store.List[platform.Workload](r) {
		if status, _ := store.Get[platform.WorkloadStatus](r, w.Key); status.Phase == platform.PhaseGone {
			continue
		}
		sandboxes = append(sandboxes, vpc.Sandbox{ID: w.Key, FrontDoor: w.FrontDoor, Public: w.Public, Ports: w.Interfaces})
		for i, id := range w.Interfaces {
			placements[id] = vpc.Placement{Sandbox: w.Key, Device: device(r, w, i), DefaultRoute: i == 0 && !w.Public}
		}
	}
	sandboxes = append(sandboxes, p.relays(r, placements)...)
	for i := range store.Find[vpc.Interface](r, vpc.OwnIndex) {
		if box, placement, own := i.Own(); own {
			sandboxes = append(sandboxes, box)
			placements[i.ID] = placement
		}
	}
	return sandboxes, placements
}

// device names an interface inside of its sandbox by its device index, so that
// it keeps its name when others come and go. eth0 is the front door's link
// where there is one.
func device(r store.Reader, w platform.Workload, at int) string {
	if i, ok := store.Get[vpc.Interface](r, w.Interfaces[at]); ok && i.Attachment != nil {
		return "eth" + strconv.Itoa(int(i.Attachment.DeviceIndex))
	}
	if w.FrontDoor != (netip.Addr{}) {
		at++
	}
	return "eth" + strconv.Itoa(at)
}

// gather collects what the compiler needs of one VPC, all but the rules of groups
// and the placements.
func (p *Planner) gather(r store.Reader, document vpc.VPC, n *network) vpc.Model {
	model := vpc.Model{VPC: document, Subnets: n.subnets, Interfaces: n.interfaces, Peerings: n.peerings, EndedPeerings: n.ended, Services: p.options.Services, LAN: p.options.LAN}
	index := "vpc=" + document.ID
	model.Groups = collect[vpc.SecurityGroup](r, index)
	model.RouteTables = collect[vpc.RouteTable](r, index)
	model.ACLs = collect[vpc.NetworkACL](r, index)
	model.Gateways = collect[vpc.InternetGateway](r, index)
	model.EgressOnly = collect[vpc.EgressOnlyGateway](r, index)
	model.VPNGateways = collect[vpc.VPNGateway](r, index)
	model.NATGateways = collect[vpc.NATGateway](r, index)
	model.Endpoints = collect[vpc.Endpoint](r, index)
	model.Public = collect[vpc.PublicAddress](r, index)
	model.PrefixLists = p.prefixLists(r, document.Region)
	return model
}

// attached are the VPC's interfaces that are in use: plugged into a workload or
// into something of the operator's, or part of a gateway.
func attached(r store.Reader, vpcID string) []vpc.Interface {
	var found []vpc.Interface
	for i := range store.Find[vpc.Interface](r, "vpc="+vpcID) {
		if _, _, own := i.Own(); own {
			i.Attachment = &vpc.Attachment{} // to the compiler it is like any other
		}
		if i.Attachment != nil {
			found = append(found, i)
		}
	}
	return found
}

// prefixLists are the region's own and those of the gateway endpoint services.
func (p *Planner) prefixLists(r store.Reader, region string) []vpc.PrefixList {
	lists := collect[vpc.PrefixList](r, "region="+region)
	for _, s := range p.options.Services {
		if s.Kind != vpc.GatewayEndpoint {
			continue
		}
		var entries []vpc.PrefixListEntry
		for _, prefix := range s.Prefixes {
			entries = append(entries, vpc.PrefixListEntry{CIDR: prefix})
		}
		lists = append(lists, vpc.PrefixList{ID: s.PrefixListID(), Region: region, Name: s.Name, Version: 1, Versions: [][]vpc.PrefixListEntry{entries}})
	}
	return lists
}

// peerings are the VPC's active ones, with their other sides, and those that
// have ended.
func peerings(r store.Reader, network vpc.VPC) (active []vpc.PeeringModel, ended map[string]string) {
	ended = map[string]string{}
	for p := range store.Find[vpc.Peering](r, "vpc="+network.ID) {
		other, ok := store.Get[vpc.VPC](r, p.Other(network.ID).VPCID)
		switch {
		case !ok:
		case p.Status == vpc.PeeringActive:
			active = append(active, vpc.PeeringModel{ID: p.ID, VPC: other, Interfaces: attached(r, other.ID)})
		case p.Status == vpc.PeeringDeleted && other.Region == network.Region:
			ended[p.ID] = other.ID
		}
	}
	return active, ended
}

func collect[D store.Document](r store.Reader, index string) []D {
	return slices.Collect(store.Find[D](r, index))
}
