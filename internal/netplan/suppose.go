package netplan

import (
	"maps"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// supposed is the id of an interface that is not there.
const supposed = vpc.PrefixInterface + "-supposed"

// Suppose explains packets of an interface that is not there: one in a subnet,
// with groups, as a service's would be. It gives the interface's id with it.
// A subnet that is not there is a fault.NotFound.
func (p *Planner) Suppose(snapshot *store.Snapshot, subnetID string, groups []string) (*vpc.Explainer, vpc.Interface, error) {
	subnet, ok := store.Get[vpc.Subnet](snapshot, subnetID)
	if !ok {
		return nil, vpc.Interface{}, vpc.SubnetNotFound(subnetID)
	}
	model, ok := p.Model(snapshot, subnet.VPCID)
	if !ok {
		return nil, vpc.Interface{}, vpc.VPCNotFound(subnet.VPCID)
	}
	address, err := subnet.Allocate(store.Find[vpc.Interface](snapshot, "subnet="+subnet.ID))
	if err != nil {
		return nil, vpc.Interface{}, err
	}
	i := vpc.Interface{
		ID: supposed, Region: subnet.Region, VPCID: subnet.VPCID, SubnetID: subnet.ID, RequesterManaged: true, Groups: groups,
		Attachment: &vpc.Attachment{Workload: supposed},
	}
	i.Addresses = append(i.Addresses, address)
	here := model.Placed
	model.Interfaces = append(slices.Clone(model.Interfaces), i)
	model.Placed = func(i vpc.Interface) (vpc.Placement, bool) {
		if i.ID == supposed {
			return vpc.Placement{Sandbox: supposed, Device: "eth1", DefaultRoute: true}, true
		}
		return here(i)
	}
	world := p.World(snapshot)
	world.Plans = maps.Clone(world.Plans)
	world.Plans[model.VPC.ID] = new(vpc.Compiler).Compile(model)
	return &vpc.Explainer{World: world, Model: func(id string) (vpc.Model, bool) {
		if id == model.VPC.ID {
			return model, true
		}
		return p.Model(snapshot, id)
	}}, i, nil
}

// Preflight says what is amiss with a connector, for services whose largest
// size is so many instances. A connector whose VPC is gone has nothing amiss
// that this could name.
func (p *Planner) Preflight(r store.Reader, c platform.Connector, largest int) []vpc.Shortcoming {
	model, ok := p.Model(r, c.VPCID)
	if !ok {
		return nil
	}
	connection := vpc.Connection{Subnets: c.Subnets, Groups: c.Groups, Largest: largest, Free: map[string]int{}}
	for _, id := range c.Subnets {
		subnet, ok := store.Get[vpc.Subnet](r, id)
		if !ok {
			return []vpc.Shortcoming{{Code: vpc.CodeNoEnds, Subject: id, Text: "The subnet " + id + " of the connector does not exist any more.",
				Remedy: vpc.Remedy{Text: "Make a connector with subnets that exist, and update the service to it."}}}
		}
		connection.Free[id] = subnet.Free(store.Find[vpc.Interface](r, "subnet="+id))
	}
	return vpc.Preflight(model, connection)
}

// ConnectorInto is an active connector into a VPC; failing one, what a connector
// there without particulars would be. A VPC without a subnet is a fault.NotFound.
func ConnectorInto(r store.Reader, vpcID string) (platform.Connector, error) {
	for c := range store.Find[platform.Connector](r, "vpc="+vpcID) {
		return c, nil
	}
	made := platform.Connector{VPCID: vpcID}
	for s := range store.Find[vpc.Subnet](r, "vpc="+vpcID) {
		made.Subnets = append(made.Subnets, s.ID)
	}
	for g := range store.Find[vpc.SecurityGroup](r, "vpc="+vpcID) {
		if g.Name == vpc.DefaultGroupName {
			made.Groups = []string{g.ID}
		}
	}
	if len(made.Subnets) == 0 {
		return made, fault.New(fault.NotFound, "", "there is no VPC %s with a subnet", vpcID)
	}
	return made, nil
}
