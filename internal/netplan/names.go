package netplan

import (
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Names are those that the resolver of a VPC knows itself; false if there is
// no such VPC.
func (p *Planner) Names(r store.Reader, vpcID string) (*vpc.Names, bool) {
	network, ok := store.Get[vpc.VPC](r, vpcID)
	if !ok {
		return nil, false
	}
	model := hosts(r, network)
	model.Services = p.options.Services
	model.Public = associated(r)
	for peering := range store.Find[vpc.Peering](r, "vpc="+vpcID) {
		other := peering.Other(vpcID)
		if peer, ok := store.Get[vpc.VPC](r, other.VPCID); ok && other.AllowDNS && peering.Status == vpc.PeeringActive {
			side := hosts(r, peer)
			side.Public = model.Public
			model.Peers = append(model.Peers, side)
		}
	}
	return vpc.NewNames(model), true
}

// PublicNames are those that everybody knows: of the public addresses.
func (p *Planner) PublicNames(r store.Reader) *vpc.Names {
	return vpc.NewNames(vpc.NamesModel{Public: associated(r)})
}

// hosts is a VPC with what has a name there.
func hosts(r store.Reader, network vpc.VPC) vpc.NamesModel {
	index := "vpc=" + network.ID
	return vpc.NamesModel{
		VPC: network, Subnets: collect[vpc.Subnet](r, index), Interfaces: collect[vpc.Interface](r, index),
		Endpoints: collect[vpc.Endpoint](r, index),
	}
}

func associated(r store.Reader) []vpc.PublicAddress {
	var found []vpc.PublicAddress
	for a := range store.List[vpc.PublicAddress](r) {
		if a.AssociationID != "" {
			found = append(found, a)
		}
	}
	return found
}
