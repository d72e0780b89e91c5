package ec2

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// publicOf yields the public addresses of an interface.
func publicOf(r store.Reader, interfaceID string) []vpc.PublicAddress {
	return slices.Collect(store.Find[vpc.PublicAddress](r, "interface="+interfaceID))
}

// publicAt gives the public address that stands for a private one of an interface.
func publicAt(r store.Reader, i vpc.Interface, private netip.Addr) (vpc.PublicAddress, bool) {
	for _, p := range publicOf(r, i.ID) {
		if p.Private == private {
			return p, true
		}
	}
	return vpc.PublicAddress{}, false
}

// addressOwner is the account of an address; those that nobody allocated are Amazon's.
func addressOwner(p vpc.PublicAddress) string {
	if p.Automatic {
		return "amazon"
	}
	return p.OwnerID
}

// publicName is the DNS name of a public address in a VPC with DNS hostnames; empty in one without.
func publicName(r store.Reader, p vpc.PublicAddress) string {
	if v, ok := store.Get[vpc.VPC](r, p.VPCID); !ok || !v.DNSHostnames {
		return ""
	}
	return vpc.PublicName(p.Region, p.Address)
}

// ofPublic makes a field of an interface's public addresses.
func ofPublic(value func(store.Reader, vpc.PublicAddress) string) field[vpc.Interface] {
	return func(r store.Reader, i vpc.Interface) []string {
		return mapped(publicOf(r, i.ID), func(p vpc.PublicAddress) string { return value(r, p) })
	}
}

// ofElastic is ofPublic for what addresses that nobody allocated don't have.
func ofElastic(value func(vpc.PublicAddress) string) field[vpc.Interface] {
	return func(r store.Reader, i vpc.Interface) []string {
		var values []string
		for _, p := range publicOf(r, i.ID) {
			if elastic(p) {
				values = append(values, value(p))
			}
		}
		return values
	}
}

// associationAnswer is the public address that stands for a private one of an interface; nil for none.
func associationAnswer(r store.Reader, i vpc.Interface, private netip.Addr) *ec2model.NetworkInterfaceAssociation {
	p, ok := publicAt(r, i, private)
	if !ok {
		return nil
	}
	answer := &ec2model.NetworkInterfaceAssociation{
		IpOwnerId: new(addressOwner(p)), PublicDnsName: new(publicName(r, p)), PublicIp: new(p.Address.String()),
	}
	if elastic(p) {
		answer.AllocationId, answer.AssociationId = &p.AllocationID, &p.AssociationID
	}
	return answer
}

// instanceAssociationAnswer is associationAnswer as the description of an instance has it.
func instanceAssociationAnswer(r store.Reader, i vpc.Interface, private netip.Addr) *ec2model.InstanceNetworkInterfaceAssociation {
	p, ok := publicAt(r, i, private)
	if !ok {
		return nil
	}
	return &ec2model.InstanceNetworkInterfaceAssociation{
		IpOwnerId: new(addressOwner(p)), PublicDnsName: new(publicName(r, p)), PublicIp: new(p.Address.String()),
	}
}

// AssociateAddress makes an Elastic IP address stand for a private address of an interface.
func (a *API) AssociateAddress(ctx context.Context, in *ec2model.AssociateAddressInput) (*ec2model.AssociateAddressOutput, error) {
	var private netip.Addr
	if present(in.PrivateIpAddress) {
		var err error
		if private, err = parseIPv4("privateIpAddress", *in.PrivateIpAddress); err != nil {
			return nil, err
		}
	}
	var out ec2model.AssociateAddressOutput
	err := a.change(ctx, in.DryRun, func(c *change) error {
		p, err := c.publicNamed(in.AllocationId, in.PublicIp)
		if err != nil {
			return err
		}
		target, err := c.associable(in.InstanceId, in.NetworkInterfaceId)
		if err != nil {
			return err
		}
		wanted, err := p.Associate(c.NewID(vpc.PrefixAddressAssoc), target, private)
		if err != nil {
			return err
		}
		if p.InterfaceID == wanted.InterfaceID && p.Private == wanted.Private {
			out.AssociationId = &p.AssociationID
			return nil
		}
		// Only who says false wants an associated address left where it is.
		allowed := in.AllowReassociation == nil || *in.AllowReassociation
		if err := c.freePlace(target, wanted.Private, allowed); err != nil {
			return err
		}
		if err := p.CheckReassociate(allowed); err != nil {
			return err
		}
		left := p.InterfaceID
		store.Put(c.tx, wanted)
		out.AssociationId = &wanted.AssociationID
		return c.settleInterface(left)
	})
	return &out, err
}

// associable gives the interface that an address is to be associated with: that which is named, or the instance's.
func (c call) associable(instanceID, interfaceID *string) (vpc.Interface, error) {
	var target vpc.Interface
	var err error
	switch {
	case present(instanceID) && present(interfaceID):
		return target, fault.New(fault.Invalid, "InvalidParameterCombination",
			"The parameter InstanceId cannot be used with the parameter NetworkInterfaceId. Leave out %s or %s", *instanceID, *interfaceID)
	case present(instanceID):
		target, err = c.onlyInterface(*instanceID)
	case present(interfaceID):
		target, err = networkInterfaces.find(c, *interfaceID)
	default:
		return target, fault.New(fault.Invalid, "MissingParameter", "Either 'InstanceId' or 'NetworkInterfaceId' must be provided")
	}
	if err != nil {
		return target, err
	}
	if err := target.CheckManaged(); err != nil {
		return target, err
	}
	for range store.Find[vpc.InternetGateway](c, "vpc="+target.VPCID) {
		return target, nil
	}
	return target, vpc.VPC{ID: target.VPCID}.NotAttached()
}

// onlyInterface gives the interface of an instance that has no more than one.
func (c call) onlyInterface(instanceID string) (vpc.Interface, error) {
	instance, err := instances.find(c, instanceID)
	if err != nil {
		return vpc.Interface{}, err
	}
	attached := interfacesOf(c, instance)
	switch {
	case instance.State == platform.InstanceTerminated || len(attached) == 0:
		return vpc.Interface{}, fault.New(fault.Conflict, "InvalidInstanceID",
			"The instance '%s' is not in a valid state for this operation. It is terminated", instance.ID)
	case len(attached) > 1:
		return vpc.Interface{}, fault.New(fault.Invalid, "InvalidInstanceID",
			"There are multiple interfaces attached to instance '%s'. Please specify an interface ID for the operation instead. They are %s", instance.ID, strings.Join(instance.Interfaces, ", "))
	}
	return attached[0], nil
}

// freePlace takes away the public address that stands for a private one, so that another can.
func (c *change) freePlace(i vpc.Interface, private netip.Addr, allowed bool) error {
	there, ok := publicAt(c, i, private)
	if !ok {
		return nil
	}
	if there.Automatic {
		store.Delete[vpc.PublicAddress](c.tx, there.AllocationID)
		return nil
	}
	if err := there.CheckReassociate(allowed); err != nil {
		return err
	}
	store.Put(c.tx, there.Free())
	return nil
}

// DisassociateAddress frees an Elastic IP address. An instance that was launched with a public address gets another.
func (a *API) DisassociateAddress(ctx context.Context, in *ec2model.DisassociateAddressInput) (*ec2model.DisassociateAddressOutput, error) {
	return &ec2model.DisassociateAddressOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		p, err := c.associatedNamed(in.AssociationId, in.PublicIp)
		if err != nil {
			return err
		}
		if err := p.CheckDisassociate(); err != nil {
			return err
		}
		store.Put(c.tx, p.Free())
		return c.settleInterface(p.InterfaceID)
	})
}

func (c call) associatedNamed(association, address *string) (vpc.PublicAddress, error) {
	if !present(association) {
		p, err := c.publicNamed(nil, address)
		if err == nil && p.AssociationID == "" {
			err = fault.New(fault.NotFound, "InvalidAssociationID.NotFound", "The address '%s' (%s) is not associated", p.Address, p.AllocationID)
		}
		return p, err
	}
	for p := range store.Find[vpc.PublicAddress](c, "region="+c.region) {
		if p.AssociationID == *association && elastic(p) {
			return p, nil
		}
	}
	return vpc.PublicAddress{}, vpc.AssociationNotFound(*association)
}
