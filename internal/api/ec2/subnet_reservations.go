package ec2

import (
	"context"
	"net/netip"
	"slices"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var subnetReservations = &kind[vpc.SubnetReservation]{
	resource: ec2model.ResourceTypeSubnetCidrReservation,
	prefix:   vpc.PrefixSubnetReserve,
	region:   func(s vpc.SubnetReservation) string { return s.Region },
	tags:     func(s vpc.SubnetReservation) vpc.Tags { return s.Tags },
	retag:    func(s vpc.SubnetReservation, t vpc.Tags) vpc.SubnetReservation { s.Tags = t; return s },
	missing:  vpc.ReservationNotFound,
	fields: map[string]field[vpc.SubnetReservation]{
		"reservationType": one(func(s vpc.SubnetReservation) string { return string(reservationType(s)) }),
		"subnet-id":       one(func(s vpc.SubnetReservation) string { return s.SubnetID }),
	},
}

func reservationType(s vpc.SubnetReservation) ec2model.SubnetCidrReservationType {
	if s.Explicit {
		return ec2model.SubnetCidrReservationTypeExplicit
	}
	return ec2model.SubnetCidrReservationTypePrefix
}

func reservationAnswer(s vpc.SubnetReservation) ec2model.SubnetCidrReservation {
	return ec2model.SubnetCidrReservation{
		SubnetCidrReservationId: &s.ID, SubnetId: &s.SubnetID, Cidr: new(s.CIDR.String()), ReservationType: reservationType(s),
		OwnerId: &s.OwnerID, Description: &s.Description, Tags: tagList(s.Tags),
	}
}

// reservationsOf are the parts of a subnet that are not given to who asks for no certain address.
func (c call) reservationsOf(subnetID string) []vpc.SubnetReservation {
	return slices.Collect(store.Find[vpc.SubnetReservation](c, "subnet="+subnetID))
}

// CreateSubnetCidrReservation keeps a part of a subnet from being given to who asks for no certain address.
func (a *API) CreateSubnetCidrReservation(ctx context.Context, in *ec2model.CreateSubnetCidrReservationInput) (*ec2model.CreateSubnetCidrReservationOutput, error) {
	name, err := required("cidr", in.Cidr)
	if err != nil {
		return nil, err
	}
	cidr, err := netip.ParsePrefix(name)
	if err != nil || cidr != cidr.Masked() {
		return nil, invalidValue("cidr", name, "Write the first address, a slash and the number of leading bits, such as 10.0.1.64/28.")
	}
	switch in.ReservationType {
	case ec2model.SubnetCidrReservationTypeExplicit, ec2model.SubnetCidrReservationTypePrefix:
	default:
		return nil, invalidValue("reservationType", in.ReservationType, "Use prefix or explicit.")
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeSubnetCidrReservation)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateSubnetCidrReservationOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		subnet, err := subnets.named(c.call, "subnetId", in.SubnetId)
		if err != nil {
			return err
		}
		explicit := in.ReservationType == ec2model.SubnetCidrReservationTypeExplicit
		made, err := c.NewReservation(subnet, cidr, explicit, c.reservationsOf(subnet.ID))
		if err != nil {
			return err
		}
		made.Description, made.Tags = text(in.Description), tags
		store.Put(c.tx, made)
		out.SubnetCidrReservation = new(reservationAnswer(made))
		return nil
	})
	return &out, err
}

// GetSubnetCidrReservations lists the reservations of a subnet.
func (a *API) GetSubnetCidrReservations(ctx context.Context, in *ec2model.GetSubnetCidrReservationsInput) (*ec2model.GetSubnetCidrReservationsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	subnet, err := subnets.named(c, "subnetId", in.SubnetId)
	if err != nil {
		return nil, err
	}
	page, next, err := describeOnly(c, subnetReservations, query{"GetSubnetCidrReservations", nil, in.Filters, in.MaxResults, in.NextToken, usualPages},
		func(s vpc.SubnetReservation) bool { return s.SubnetID == subnet.ID })
	if err != nil {
		return nil, err
	}
	out := &ec2model.GetSubnetCidrReservationsOutput{
		SubnetIpv4CidrReservations: []ec2model.SubnetCidrReservation{}, SubnetIpv6CidrReservations: []ec2model.SubnetCidrReservation{}, NextToken: next,
	}
	for _, one := range page {
		if one.CIDR.Addr().Is4() {
			out.SubnetIpv4CidrReservations = append(out.SubnetIpv4CidrReservations, reservationAnswer(one))
		} else {
			out.SubnetIpv6CidrReservations = append(out.SubnetIpv6CidrReservations, reservationAnswer(one))
		}
	}
	return out, nil
}

// DeleteSubnetCidrReservation gives a reserved part back to its subnet.
func (a *API) DeleteSubnetCidrReservation(ctx context.Context, in *ec2model.DeleteSubnetCidrReservationInput) (*ec2model.DeleteSubnetCidrReservationOutput, error) {
	var out ec2model.DeleteSubnetCidrReservationOutput
	err := a.change(ctx, in.DryRun, func(c *change) error {
		found, err := subnetReservations.named(c.call, "subnetCidrReservationId", in.SubnetCidrReservationId)
		if err != nil {
			return err
		}
		store.Delete[vpc.SubnetReservation](c.tx, found.ID)
		out.DeletedSubnetCidrReservation = new(reservationAnswer(found))
		return nil
	})
	return &out, err
}
