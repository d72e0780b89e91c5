package vpc

import "sallyport/internal/fault"

// EgressOnlyGatewayNotFound is the error for an unknown egress-only internet gateway.
func EgressOnlyGatewayNotFound(id string) error {
	return missing("InvalidGatewayID.NotFound", "egressOnlyInternetGateway", id)
}

// NewEgressOnlyGateway makes the egress-only internet gateway of a VPC. others are those of the region.
func (o Origin) NewEgressOnlyGateway(v VPC, others []EgressOnlyGateway, limit int) (EgressOnlyGateway, error) {
	for _, other := range others {
		if other.VPCID == v.ID {
			return EgressOnlyGateway{}, fault.New(fault.Conflict, "Resource.AlreadyAssociated",
				"Network %s already has an egress-only internet gateway attached. It is %s; use it, or delete it first", v.ID, other.ID)
		}
	}
	if len(others) >= limit {
		return EgressOnlyGateway{}, fault.New(fault.Limit, "EgressOnlyInternetGatewayLimitExceeded",
			"The maximum number of egress-only internet gateways has been reached. The region %s has %d: delete those that are not needed, or raise the quota", o.Region, len(others))
	}
	return EgressOnlyGateway{ID: o.NewID(PrefixEgressOnly), Region: o.Region, OwnerID: o.OwnerID, VPCID: v.ID, CreatedAt: o.Now}, nil
}
