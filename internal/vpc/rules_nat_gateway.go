package vpc

import (
	"time"

	"sallyport/internal/fault"
)

// NATGatewayNotFound is the error for an unknown NAT gateway.
func NATGatewayNotFound(id string) error {
	return fault.New(fault.NotFound, "NatGatewayNotFound", "NAT gateway %s was not found%s", id, elsewhere)
}

// natRequester is whose the interfaces of NAT gateways are.
const natRequester = "sallyport-nat-gateway"

// NewNATGateway makes a gateway on an interface that was made for it, of which it gives the final form: the service's
// own, and in use. public is the Elastic IP address of a public gateway, and has no id for a private one; it comes
// back associated.
func (o Origin) NewNATGateway(i Interface, public PublicAddress) (NATGateway, Interface, PublicAddress, error) {
	g := NATGateway{
		ID: o.NewID(PrefixNATGateway), Region: o.Region, OwnerID: o.OwnerID, VPCID: i.VPCID, SubnetID: i.SubnetID,
		Private: public.AllocationID == "", InterfaceID: i.ID, Address: i.Primary(), State: StatePending, CreatedAt: o.Now,
	}
	i.Type, i.Description, i.NoSourceCheck = "nat_gateway", "Interface for NAT Gateway "+g.ID, true
	i.RequesterID, i.RequesterManaged = natRequester, true
	i.Attachment = &Attachment{ID: o.NewID(PrefixAttachment), DeviceIndex: 1, AttachedAt: o.Now}
	if g.Private {
		return g, i, public, nil
	}
	if public.AssociationID != "" {
		return g, i, public, public.alreadyAssociated()
	}
	public, err := public.Associate(o.NewID(PrefixAddressAssoc), i, i.Primary())
	if err != nil {
		return g, i, public, err
	}
	public.NATGatewayID = g.ID
	g.AllocationID, g.Public = public.AllocationID, public.Address
	return g, i, public, nil
}

// NATSurroundings are what the next step of a NAT gateway depends on.
type NATSurroundings struct {
	InternetGateway bool // the VPC has one attached
	Held            bool // the kernel was seen to hold the gateway's translation
}

// Next is the gateway's next state, which is the present one where nothing changes. A public gateway fails without an
// internet gateway; a pending one is available once the kernel holds it, and a deleting one deleted once it does not.
// ended says that the gateway has just come to its end: its interface is to be deleted and its address freed.
func (g NATGateway) Next(s NATSurroundings, now time.Time) (next NATGateway, ended bool) {
	switch {
	case g.State == StatePending && !g.Private && !s.InternetGateway:
		g.State, g.DeletedAt = StateFailed, now
		g.FailureCode, g.FailureMessage = "Gateway.NotAttached", "Network "+g.VPCID+" has no Internet gateway attached"
		return g, true
	case g.State == StatePending && s.Held:
		g.State = StateAvailable
	case g.State == StateDeleting && !s.Held:
		g.State, g.DeletedAt = StateDeleted, now
		return g, true
	}
	return g, false
}

// Ended says that nothing is left of the gateway but its description.
func (g NATGateway) Ended() bool { return g.State == StateDeleted || g.State == StateFailed }

// natDescribable is how long a gateway can be described after its end.
const natDescribable = time.Hour

// Describable is how long the gateway is still described; 0 once it is to be forgotten. It is not for one that lives.
func (g NATGateway) Describable(now time.Time) time.Duration {
	return max(0, natDescribable-now.Sub(g.DeletedAt))
}

// Delete gives the gateway about to go; one that is going or gone stays as it is.
func (g NATGateway) Delete() NATGateway {
	if !g.Ended() {
		g.State = StateDeleting
	}
	return g
}

// Fail gives the gateway failed for a reason, with nothing left of it.
func (g NATGateway) Fail(code, message string, now time.Time) NATGateway {
	g.State, g.FailureCode, g.FailureMessage, g.DeletedAt = StateFailed, code, message, now
	return g
}
