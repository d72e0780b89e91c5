package vpc

import (
	"slices"

	"sallyport/internal/fault"
)

// Attach gives the gateway on its way to a VPC: it is pending until the kernel holds it. others are the VPN gateways
// that the VPC has.
func (g VPNGateway) Attach(v VPC, others []VPNGateway) (VPNGateway, error) {
	if g.VPCID == v.ID {
		return g, nil
	}
	if g.VPCID != "" {
		return g, fault.New(fault.Conflict, "VpnGatewayAttachmentLimitExceeded",
			"The virtual private gateway '%s' is already attached to %s. Detach it there first", g.ID, g.VPCID)
	}
	if len(others) > 0 {
		return g, fault.New(fault.Conflict, "InvalidParameterValue",
			"Network %s already has a virtual private gateway attached. It is %s; use it, or detach it first", v.ID, others[0].ID)
	}
	g.VPCID, g.State = v.ID, StatePending
	return g, nil
}

// Detach gives the gateway free. The routes to it stay, as black holes; those that it propagated go.
func (g VPNGateway) Detach(vpcID string) (VPNGateway, error) {
	if g.VPCID == "" || g.VPCID != vpcID {
		at := "It is not attached at all"
		if g.VPCID != "" {
			at = "It is attached to " + g.VPCID
		}
		return g, fault.New(fault.Conflict, "InvalidVpnGatewayAttachment.NotFound", "The attachment with vpn gateway ID '%s' and vpc ID '%s' does not exist. %s", g.ID, vpcID, at)
	}
	g.VPCID, g.State = "", StateAvailable
	return g, nil
}

// CheckDelete refuses to delete a gateway that is attached.
func (g VPNGateway) CheckDelete() error {
	if g.VPCID == "" {
		return nil
	}
	return fault.New(fault.Conflict, "IncorrectState",
		"The virtual private gateway '%s' is in use: it is attached to %s. Detach it first", g.ID, g.VPCID)
}

// Propagate gives the table with the gateway's routes.
func (t RouteTable) Propagate(g VPNGateway) (RouteTable, error) {
	if g.VPCID != t.VPCID {
		return t, fault.New(fault.Conflict, "Gateway.NotAttached",
			"resource %s is not attached to network %s, whose route table %s is. Attach it with AttachVpnGateway first", g.ID, t.VPCID, t.ID)
	}
	if !slices.Contains(t.Propagating, g.ID) {
		t.Propagating = append(t.Propagating[:len(t.Propagating):len(t.Propagating)], g.ID)
	}
	return t, nil
}

// StopPropagation gives the table without the gateway's routes; without any there is nothing to stop.
func (t RouteTable) StopPropagation(gateway string) RouteTable {
	t.Propagating = slices.DeleteFunc(slices.Clone(t.Propagating), func(id string) bool { return id == gateway })
	return t
}
