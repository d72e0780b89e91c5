package ec2

import (
	"context"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// privateRequest is what private addresses a request asks for: a primary one, which may be any, and further ones.
type privateRequest struct {
	primary netip.Addr
	more    vpc.AddressWish
}

// readPrivate reads the private addresses that a request wants for a new interface.
func readPrivate(single *string, list []ec2model.PrivateIpAddressSpecification, secondary *int32) (privateRequest, error) {
	var r privateRequest
	var err error
	if present(single) {
		if r.primary, err = parseIPv4("address", *single); err != nil {
			return r, err
		}
	}
	for _, spec := range list {
		address, err := parseIPv4("address", text(spec.PrivateIpAddress))
		switch first := isTrue(spec.Primary); {
		case err != nil:
			return r, err
		case first && r.primary.IsValid() && r.primary != address:
			return r, fault.New(fault.Invalid, "InvalidParameterValue",
				"Only one primary private IP address can be specified. Both %s and %s are to be it", r.primary, address)
		case first:
			r.primary = address
		case address != r.primary:
			r.more.Addresses = append(r.more.Addresses, address)
		}
	}
	if !r.primary.IsValid() && len(list) == 1 {
		r.primary, r.more.Addresses = r.more.Addresses[0], nil
	}
	r.more.Count, err = secondaryCount(secondary, len(r.more.Addresses))
	return r, err
}

// secondaryCount reads how many free addresses a request asks for, which it may not if it names some.
func secondaryCount(count *int32, named int) (int, error) {
	switch {
	case count == nil:
		return 0, nil
	case *count < 0:
		return 0, invalidValue("secondaryPrivateIpAddressCount", *count, "A number of addresses is not negative.")
	case *count > 0 && named > 0:
		return 0, fault.New(fault.Invalid, "InvalidParameterCombination",
			"The parameter secondaryPrivateIpAddressCount cannot be used with private addresses that are named. Name all of them, or none")
	}
	return int(*count), nil
}

// AssignPrivateIpAddresses gives an interface more private addresses: those named, or so many that are free.
func (a *API) AssignPrivateIpAddresses(ctx context.Context, in *ec2model.AssignPrivateIpAddressesInput) (*ec2model.AssignPrivateIpAddressesOutput, error) {
	if err := unsupported(len(in.Ipv4Prefixes) > 0 || positive(in.Ipv4PrefixCount), "Ipv4Prefix", "Interfaces have single addresses here."); err != nil {
		return nil, err
	}
	wish, err := readWish(in.PrivateIpAddresses, in.SecondaryPrivateIpAddressCount)
	if err != nil {
		return nil, err
	}
	out := ec2model.AssignPrivateIpAddressesOutput{NetworkInterfaceId: in.NetworkInterfaceId}
	err = a.change(ctx, nil, func(c *change) error {
		one, err := c.ownInterface(in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		had := len(one.Addresses)
		if isTrue(in.AllowReassignment) {
			wish.Addresses = slices.DeleteFunc(slices.Clone(wish.Addresses), func(a netip.Addr) bool { return slices.Contains(one.Addresses, a) })
			if err := c.takeFromOthers(one, wish.Addresses); err != nil {
				return err
			}
		}
		if one, err = c.assign(one, wish); err != nil {
			return err
		}
		store.Put(c.tx, one)
		c.movePublic(one, one.Addresses[had:])
		out.AssignedPrivateIpAddresses = mapped(one.Addresses[had:], func(a netip.Addr) ec2model.AssignedPrivateIpAddress {
			return ec2model.AssignedPrivateIpAddress{PrivateIpAddress: new(a.String())}
		})
		return nil
	})
	return &out, err
}

func readWish(named []string, count *int32) (vpc.AddressWish, error) {
	var wish vpc.AddressWish
	for _, name := range named {
		address, err := parseIPv4("privateIpAddress", name)
		if err != nil {
			return wish, err
		}
		wish.Addresses = append(wish.Addresses, address)
	}
	var err error
	if wish.Count, err = secondaryCount(count, len(named)); err == nil && wish.Count+len(named) == 0 {
		err = fault.New(fault.Invalid, "MissingParameter", "Either privateIpAddresses or secondaryPrivateIpAddressCount must be given")
	}
	return wish, err
}

// ownInterface gives the interface that a request names and may change.
func (c call) ownInterface(id *string) (vpc.Interface, error) {
	one, err := networkInterfaces.named(c, "networkInterfaceId", id)
	if err != nil {
		return one, err
	}
	return one, one.CheckManaged()
}

// assign gives an interface with more private addresses; the caller keeps it.
func (c *change) assign(one vpc.Interface, wish vpc.AddressWish) (vpc.Interface, error) {
	subnet, err := subnets.find(c.call, one.SubnetID)
	if err != nil {
		return one, err
	}
	return one.Assign(subnet, wish, c.quotas.AddressesPerInterface, store.Find[vpc.Interface](c, "subnet="+subnet.ID), c.reservationsOf(subnet.ID)...)
}

// takeFromOthers takes addresses from the interfaces of the same subnet that have them as secondary ones.
func (c *change) takeFromOthers(one vpc.Interface, addresses []netip.Addr) error {
	for other := range store.Find[vpc.Interface](c, "subnet="+one.SubnetID) {
		var shared []netip.Addr
		for _, address := range addresses {
			if slices.Contains(other.Addresses, address) {
				shared = append(shared, address)
			}
		}
		if other.ID == one.ID || len(shared) == 0 {
			continue
		}
		if err := other.CheckManaged(); err != nil {
			return err
		}
		left, err := other.Unassign(shared)
		if err != nil {
			return err
		}
		store.Put(c.tx, left)
	}
	return nil
}

// movePublic lets the public addresses that stand for private ones follow these to another interface of the VPC.
func (c *change) movePublic(to vpc.Interface, addresses []netip.Addr) {
	for p := range store.Find[vpc.PublicAddress](c, "vpc="+to.VPCID) {
		if p.InterfaceID != to.ID && slices.Contains(addresses, p.Private) {
			p.InterfaceID = to.ID
			store.Put(c.tx, p)
		}
	}
}

// UnassignPrivateIpAddresses takes secondary private addresses from an interface, and their public ones off them.
func (a *API) UnassignPrivateIpAddresses(ctx context.Context, in *ec2model.UnassignPrivateIpAddressesInput) (*ec2model.UnassignPrivateIpAddressesOutput, error) {
	if err := unsupported(len(in.Ipv4Prefixes) > 0, "Ipv4Prefix", "Interfaces have single addresses here."); err != nil {
		return nil, err
	}
	wish, err := readWish(in.PrivateIpAddresses, nil)
	if err != nil {
		return nil, err
	}
	return &ec2model.UnassignPrivateIpAddressesOutput{}, a.change(ctx, nil, func(c *change) error {
		one, err := c.ownInterface(in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		if one, err = one.Unassign(wish.Addresses); err != nil {
			return err
		}
		store.Put(c.tx, one)
		for _, p := range publicOf(c, one.ID) {
			if slices.Contains(wish.Addresses, p.Private) {
				store.Put(c.tx, p.Free())
			}
		}
		return nil
	})
}
