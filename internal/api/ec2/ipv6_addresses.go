package ec2

import (
	"context"
	"net/netip"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// ipv6Request is what IPv6 addresses a request asks for on a new interface. Without a word of them the subnet decides.
type ipv6Request struct {
	wish vpc.AddressWish
	said bool
}

func ipv6Of(i vpc.Interface) []netip.Addr { return i.IPv6Addresses }

func readIPv6(list []ec2model.InstanceIpv6Address, count *int32) (ipv6Request, error) {
	names := mapped(list, func(a ec2model.InstanceIpv6Address) string { return text(a.Ipv6Address) })
	wish, err := readIPv6Wish(names, count)
	return ipv6Request{wish: wish, said: len(list) > 0 || count != nil}, err
}

func readIPv6Wish(names []string, count *int32) (vpc.AddressWish, error) {
	var wish vpc.AddressWish
	for _, name := range names {
		address, err := netip.ParseAddr(name)
		if err != nil || !address.Is6() || address.Is4In6() || address.Zone() != "" {
			return wish, invalidValue("ipv6Address", name, "Invalid IPv6 address. Write one such as 2001:db8::17.")
		}
		wish.Addresses = append(wish.Addresses, address)
	}
	switch {
	case count == nil:
		return wish, nil
	case *count < 0:
		return wish, invalidValue("ipv6AddressCount", *count, "A number of addresses is not negative.")
	case *count > 0 && len(names) > 0:
		return wish, fault.New(fault.Invalid, "InvalidParameterCombination",
			"The parameter ipv6AddressCount cannot be used with addresses that are named. Name all of them, or none")
	}
	wish.Count = int(*count)
	return wish, nil
}

// assignIPv6 gives a new interface the IPv6 addresses that its request or its subnet says; the caller keeps it.
func (c *change) assignIPv6(one vpc.Interface, request ipv6Request) (vpc.Interface, error) {
	subnet, err := subnets.find(c.call, one.SubnetID)
	if err != nil {
		return one, err
	}
	if !request.said && subnet.AssignIPv6 {
		request.wish.Count = 1
	}
	return c.wishIPv6(one, subnet, request.wish)
}

func (c *change) wishIPv6(one vpc.Interface, subnet vpc.Subnet, wish vpc.AddressWish) (vpc.Interface, error) {
	return one.AssignIPv6(subnet, wish, c.quotas.AddressesPerInterface, store.Find[vpc.Interface](c, "subnet="+subnet.ID), c.reservationsOf(subnet.ID)...)
}

// AssignIpv6Addresses gives an interface more IPv6 addresses: those named, or so many that are free.
func (a *API) AssignIpv6Addresses(ctx context.Context, in *ec2model.AssignIpv6AddressesInput) (*ec2model.AssignIpv6AddressesOutput, error) {
	if err := unsupported(len(in.Ipv6Prefixes) > 0 || positive(in.Ipv6PrefixCount), "Ipv6Prefix", "Interfaces have single addresses here."); err != nil {
		return nil, err
	}
	wish, err := readIPv6Wish(in.Ipv6Addresses, in.Ipv6AddressCount)
	if err == nil && len(wish.Addresses)+wish.Count == 0 {
		err = fault.New(fault.Invalid, "MissingParameter", "Either ipv6Addresses or ipv6AddressCount must be given")
	}
	if err != nil {
		return nil, err
	}
	out := ec2model.AssignIpv6AddressesOutput{NetworkInterfaceId: in.NetworkInterfaceId}
	err = a.change(ctx, nil, func(c *change) error {
		one, err := c.ownInterface(in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		subnet, err := subnets.find(c.call, one.SubnetID)
		if err != nil {
			return err
		}
		had := len(one.IPv6Addresses)
		if one, err = c.wishIPv6(one, subnet, wish); err != nil {
			return err
		}
		store.Put(c.tx, one)
		out.AssignedIpv6Addresses = mapped(one.IPv6Addresses[had:], netip.Addr.String)
		return nil
	})
	return &out, err
}

// UnassignIpv6Addresses takes IPv6 addresses from an interface.
func (a *API) UnassignIpv6Addresses(ctx context.Context, in *ec2model.UnassignIpv6AddressesInput) (*ec2model.UnassignIpv6AddressesOutput, error) {
	if err := unsupported(len(in.Ipv6Prefixes) > 0, "Ipv6Prefix", "Interfaces have single addresses here."); err != nil {
		return nil, err
	}
	if len(in.Ipv6Addresses) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter ipv6Addresses")
	}
	wish, err := readIPv6Wish(in.Ipv6Addresses, nil)
	if err != nil {
		return nil, err
	}
	out := ec2model.UnassignIpv6AddressesOutput{NetworkInterfaceId: in.NetworkInterfaceId}
	err = a.change(ctx, nil, func(c *change) error {
		one, err := c.ownInterface(in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		if one, err = one.UnassignIPv6(wish.Addresses); err != nil {
			return err
		}
		store.Put(c.tx, one)
		out.UnassignedIpv6Addresses = mapped(wish.Addresses, netip.Addr.String)
		return nil
	})
	return &out, err
}
