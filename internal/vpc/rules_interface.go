package vpc

import (
	"iter"
	"net/netip"

	"sallyport/internal/fault"
)

// NewInterface makes a free interface in a subnet. The address is the one wanted, or the lowest free one where wanted
// is the zero value; taken are the interfaces of the subnet, and kept what is reserved in it. The groups are those of
// CheckCarriedGroups.
func (o Origin) NewInterface(subnet Subnet, groups []string, wanted netip.Addr, taken iter.Seq[Interface], kept ...SubnetReservation) (Interface, error) {
	address := wanted
	if wanted.IsValid() {
		if err := subnet.CheckRequested(wanted, taken); err != nil {
			return Interface{}, err
		}
	} else {
		free, err := subnet.Allocate(taken, kept...)
		if err != nil {
			return Interface{}, err
		}
		address = free
	}
	return Interface{
		ID: o.NewID(PrefixInterface), Region: o.Region, OwnerID: o.OwnerID, VPCID: subnet.VPCID, SubnetID: subnet.ID,
		Zone: subnet.Zone, Type: "interface", Addresses: []netip.Addr{address}, Groups: groups, CreatedAt: o.Now,
	}, nil
}

// owned is the interface's id, with what it belongs to where that is a service's.
func (i Interface) owned() string {
	if i.RequesterManaged && i.Description != "" {
		return i.ID + " (" + i.Description + ")"
	}
	return i.ID
}

// CheckManaged refuses a user's change of an interface that a service made for itself.
func (i Interface) CheckManaged() error {
	if !i.RequesterManaged {
		return nil
	}
	return fault.New(fault.Denied, "OperationNotPermitted",
		"You do not have permission to modify or delete the network interface '%s'. It belongs to %s and goes when that no longer needs it (%s)", i.ID, i.RequesterID, i.Description)
}

// CheckDelete refuses to delete an interface that is attached or belongs to a service.
func (i Interface) CheckDelete() error {
	if err := i.CheckManaged(); err != nil {
		return err
	}
	if i.Attachment != nil {
		return fault.New(fault.InUse, "InvalidNetworkInterface.InUse",
			"Network interface '%s' is currently in use. It is attached to %s (%s); terminate that first", i.ID, i.Attachment.InstanceID, i.Attachment.ID)
	}
	return nil
}

// CheckAttach refuses to attach an interface that is attached already or belongs to a service.
func (i Interface) CheckAttach() error {
	if err := i.CheckManaged(); err != nil {
		return err
	}
	if i.Attachment != nil {
		return fault.New(fault.InUse, "InvalidNetworkInterface.InUse",
			"Interface: [%s] in use. It is attached to %s (%s); detach it there, or leave it out to get a new one", i.ID, i.Attachment.InstanceID, i.Attachment.ID)
	}
	return nil
}
