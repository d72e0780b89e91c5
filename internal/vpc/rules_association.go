package vpc

import (
	"slices"

	"sallyport/internal/fault"
)

// FindAssociation gives the table that has an association, of which main says whether it makes that table the main one.
func FindAssociation(tables []RouteTable, id string) (table RouteTable, association Association, main bool, err error) {
	for _, t := range tables {
		if t.Main && t.MainAssociationID == id {
			return t, Association{ID: id}, true, nil
		}
		for _, a := range t.Associations {
			if a.ID == id {
				return t, a, false, nil
			}
		}
	}
	return RouteTable{}, Association{}, false, AssociationNotFound(id)
}

// Associate gives the table with a subnet associated. tables are those of the VPC, itself included. A subnet that has
// the association already keeps it: the answer's id is then the old one.
func (t RouteTable) Associate(id string, subnet Subnet, tables []RouteTable) (RouteTable, string, error) {
	if subnet.VPCID != t.VPCID {
		return t, "", fault.New(fault.Invalid, "InvalidParameterValue",
			"route table %s and subnet %s belong to different networks. The table is of %s, the subnet of %s", t.ID, subnet.ID, t.VPCID, subnet.VPCID)
	}
	for _, other := range tables {
		for _, a := range other.Associations {
			if a.SubnetID != subnet.ID {
				continue
			}
			if other.ID == t.ID {
				return t, a.ID, nil
			}
			return t, "", fault.New(fault.Conflict, "Resource.AlreadyAssociated",
				"the specified association for route table %s conflicts with an existing association. Subnet %s has %s (%s); use ReplaceRouteTableAssociation to change it", t.ID, subnet.ID, other.ID, a.ID)
		}
	}
	return t.with(Association{ID: id, SubnetID: subnet.ID}), id, nil
}

// Dissociate gives the table without an association; its subnet then has the main table.
func (t RouteTable) Dissociate(id string) (RouteTable, error) {
	if t.Main && t.MainAssociationID == id {
		return t, fault.New(fault.Invalid, "InvalidParameterValue",
			"cannot disassociate the main route table association %s. A VPC always has a main table; replace it with ReplaceRouteTableAssociation", id)
	}
	t.Associations = slices.DeleteFunc(slices.Clone(t.Associations), func(a Association) bool { return a.ID == id })
	return t, nil
}

// MoveAssociation gives both tables after an association went from one to the other, with the new id that it then has.
// The main association makes to the VPC's main table.
func MoveAssociation(from, to RouteTable, association Association, main bool, newID string) (RouteTable, RouteTable, error) {
	if from.VPCID != to.VPCID {
		return from, to, fault.New(fault.Invalid, "InvalidParameterValue",
			"route table %s and route table %s belong to different networks. One is of %s, the other of %s", from.ID, to.ID, from.VPCID, to.VPCID)
	}
	if main {
		from.Main, from.MainAssociationID = false, ""
		to.Main, to.MainAssociationID = true, newID
		return from, to, nil
	}
	from.Associations = slices.DeleteFunc(slices.Clone(from.Associations), func(a Association) bool { return a.ID == association.ID })
	return from, to.with(Association{ID: newID, SubnetID: association.SubnetID}), nil
}

func (t RouteTable) with(a Association) RouteTable {
	t.Associations = append(t.Associations[:len(t.Associations):len(t.Associations)], a)
	return t
}

// Forget gives the table without the associations of a subnet that is deleted.
func (t RouteTable) Forget(subnetID string) RouteTable {
	t.Associations = slices.DeleteFunc(slices.Clone(t.Associations), func(a Association) bool { return a.SubnetID == subnetID })
	return t
}
