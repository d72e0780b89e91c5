package ec2

import (
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// An instance that is launched into a subnet with mapPublicIpOnLaunch, or with AssociatePublicIpAddress, has a public
// address that nobody allocated: while it runs, at its first interface, and as long as no Elastic IP address is there.

// wantsPublic says whether an instance with these interfaces is given an automatic public address.
func wantsPublic(specs []ec2model.InstanceNetworkInterfaceSpecification, first vpc.Subnet) (bool, error) {
	for _, spec := range specs {
		if !isTrue(spec.AssociatePublicIpAddress) {
			continue
		}
		if len(specs) > 1 {
			return false, fault.New(fault.Invalid, "InvalidParameterCombination",
				"The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces. Associate an Elastic IP address instead")
		}
		if present(spec.NetworkInterfaceId) {
			return false, fault.New(fault.Invalid, "InvalidParameterCombination",
				"The associatePublicIPAddress parameter cannot be specified for a network interface with an ID. Associate an Elastic IP address with %s instead", *spec.NetworkInterfaceId)
		}
		return true, nil
	}
	spec := specs[0]
	return len(specs) == 1 && spec.AssociatePublicIpAddress == nil && !present(spec.NetworkInterfaceId) && first.MapPublicIP, nil
}

// settlePublic gives an instance the automatic public address that it should have now, or takes it away.
func (c *change) settlePublic(i platform.Instance) error {
	for n, one := range interfacesOf(c, i) {
		has := publicOf(c, one.ID)
		if n > 0 || i.State != platform.InstanceRunning {
			for _, p := range has {
				if p.Automatic {
					store.Delete[vpc.PublicAddress](c.tx, p.AllocationID)
				}
			}
			continue
		}
		if !i.AutomaticPublic || len(has) > 0 {
			continue
		}
		if err := c.givePublic(one); err != nil {
			return err
		}
	}
	return nil
}

// settleInterface is settlePublic for the instance that has an interface, if one does.
func (c *change) settleInterface(id string) error {
	i, ok := store.Get[vpc.Interface](c, id)
	if !ok || i.Attachment == nil {
		return nil
	}
	instance, ok := store.Get[platform.Instance](c, i.Attachment.InstanceID)
	if !ok {
		return nil
	}
	return c.settlePublic(instance)
}

// givePublic gives an interface an automatic public address.
func (c *change) givePublic(i vpc.Interface) error {
	p, err := c.takePublic("")
	if err != nil {
		return err
	}
	p.Automatic = true
	if p, err = p.Associate(c.NewID(vpc.PrefixAddressAssoc), i, i.Primary()); err != nil {
		return err
	}
	store.Put(c.tx, p)
	return nil
}

// unplugPublic is what becomes of an interface's public addresses when it is detached, or deleted.
func (c *change) unplugPublic(interfaceID string, deleted bool) {
	for _, p := range publicOf(c, interfaceID) {
		if left, kept := p.Unplugged(deleted); kept {
			store.Put(c.tx, left)
		} else {
			store.Delete[vpc.PublicAddress](c.tx, p.AllocationID)
		}
	}
}
