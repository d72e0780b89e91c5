package vpc

import "sallyport/internal/fault"

// Attach gives the gateway attached to a VPC. others are the gateways that the VPC has.
func (g InternetGateway) Attach(v VPC, others []InternetGateway) (InternetGateway, error) {
	if g.VPCID != "" {
		return g, fault.New(fault.Conflict, "Resource.AlreadyAssociated",
			"resource %s is already attached to network %s. Detach it there first", g.ID, g.VPCID)
	}
	if len(others) > 0 {
		return g, fault.New(fault.Conflict, "InvalidParameterValue",
			"Network %s already has an internet gateway attached. It is %s; use it, or detach it first", v.ID, others[0].ID)
	}
	g.VPCID = v.ID
	return g, nil
}

// Detach gives the gateway free. The routes to it stay, as black holes.
func (g InternetGateway) Detach(vpcID string) (InternetGateway, error) {
	if g.VPCID == "" || g.VPCID != vpcID {
		at := "It is not attached at all"
		if g.VPCID != "" {
			at = "It is attached to " + g.VPCID
		}
		return g, fault.New(fault.Conflict, "Gateway.NotAttached", "resource %s is not attached to network %s. %s", g.ID, vpcID, at)
	}
	g.VPCID = ""
	return g, nil
}

// CheckDelete refuses to delete a gateway that is attached.
func (g InternetGateway) CheckDelete() error {
	if g.VPCID != "" {
		return fault.New(fault.InUse, "DependencyViolation",
			"The internetGateway '%s' has dependencies and cannot be deleted. It is attached to %s; detach it first", g.ID, g.VPCID)
	}
	return nil
}
