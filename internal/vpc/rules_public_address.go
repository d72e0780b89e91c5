package vpc

import (
	"iter"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
)

// CheckWanted tells why an address that a user asks for can't be taken from the pool; nil if it can.
func (p PublicPool) CheckWanted(wanted netip.Addr, taken iter.Seq[netip.Addr]) error {
	pool := p.Range.Masked()
	if !pool.Contains(wanted) {
		return fault.New(fault.NotFound, "InvalidAddress.NotFound",
			"Address '%s' not found. The public pool is %s (--public-pool)", wanted, pool)
	}
	if offset := offsetIn(pool, wanted); offset < 2 || offset == size(pool)-1 {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter address is invalid. The first two addresses of the public pool %s and the last are kept", wanted, pool)
	}
	for other := range taken {
		if other == wanted {
			return fault.New(fault.Conflict, "InvalidIPAddress.InUse",
				"Address %s is in use. Name another one of %s, or none to get the lowest free one", wanted, pool)
		}
	}
	return nil
}

// AllocationNotFound is the error for an unknown allocation of a public address.
func AllocationNotFound(id string) error {
	return missing("InvalidAllocationID.NotFound", "allocation", id)
}

// Associate gives the address associated, under an id, with a private address of an interface; the zero value means
// the primary one.
func (a PublicAddress) Associate(id string, i Interface, private netip.Addr) (PublicAddress, error) {
	if !private.IsValid() {
		private = i.Primary()
	}
	if !slices.Contains(i.Addresses, private) {
		return a, fault.New(fault.Invalid, "InvalidParameterValue",
			"Private address %s is not assigned to interface %s. It has %s", private, i.ID,
			nameSome(i.Addresses, netip.Addr.String))
	}
	a.AssociationID, a.VPCID, a.InterfaceID, a.Private = id, i.VPCID, i.ID, private
	return a, nil
}

// Free gives the address without its association.
func (a PublicAddress) Free() PublicAddress {
	a.AssociationID, a.VPCID, a.InterfaceID, a.NATGatewayID, a.Private = "", "", "", "", netip.Addr{}
	return a
}

// Unplugged is what becomes of the address when its interface is detached, or deleted with it: an automatic one is
// not kept. The interface's deletion frees an Elastic IP address, and its detachment leaves it.
func (a PublicAddress) Unplugged(deleted bool) (left PublicAddress, kept bool) {
	switch {
	case a.Automatic:
		return a, false
	case deleted:
		return a.Free(), true
	}
	return a, true
}

// CheckReassociate refuses to take an associated address away from where it is, if the user did not allow that or a
// NAT gateway has it.
func (a PublicAddress) CheckReassociate(allowed bool) error {
	if err := a.CheckDisassociate(); err != nil {
		return err
	}
	if a.AssociationID != "" && !allowed {
		return a.alreadyAssociated()
	}
	return nil
}

func (a PublicAddress) alreadyAssociated() error {
	return fault.New(fault.Conflict, "Resource.AlreadyAssociated",
		"resource %s is already associated with associate-id %s. %s belongs to %s (%s); disassociate it, or allow reassociation",
		a.AllocationID, a.AssociationID, a.Address, a.InterfaceID, a.Private)
}

// CheckDisassociate refuses to take an address away from a NAT gateway.
func (a PublicAddress) CheckDisassociate() error {
	if a.NATGatewayID == "" {
		return nil
	}
	return fault.New(fault.Denied, "OperationNotPermitted",
		"You do not have permission to disassociate %s (%s). It belongs to the NAT gateway %s and is free once that is deleted", a.Address, a.AllocationID, a.NATGatewayID)
}

// CheckRelease refuses to give back an address that is associated.
func (a PublicAddress) CheckRelease() error {
	if a.AssociationID == "" {
		return nil
	}
	holder := a.InterfaceID
	if a.NATGatewayID != "" {
		holder = "the NAT gateway " + a.NATGatewayID
	}
	return fault.New(fault.InUse, "InvalidIPAddress.InUse",
		"Address %s (%s) is in use. It is associated with %s (%s); disassociate it first", a.Address, a.AllocationID, holder, a.AssociationID)
}

// CheckUnmapped refuses to take the internet gateway from a VPC whose interfaces have public addresses.
func (v VPC) CheckUnmapped(mapped []PublicAddress) error {
	if len(mapped) == 0 {
		return nil
	}
	return fault.New(fault.InUse, "DependencyViolation",
		"Network %s has some mapped public address(es). Please unmap those public address(es) before detaching the gateway. They are %s", v.ID,
		nameSome(mapped, func(a PublicAddress) string { return a.Address.String() + " of " + a.InterfaceID }))
}

// NotAttached is the error for what needs an internet gateway in a VPC that has none.
func (v VPC) NotAttached() error {
	return fault.New(fault.Conflict, "Gateway.NotAttached",
		"Network %s is not attached to any internet gateway. Attach one with AttachInternetGateway first", v.ID)
}
