package vpc

import (
	"slices"

	"sallyport/internal/fault"
)

// ACLLastEntry is the number of the entry that every network ACL ends with, in each direction: deny all of IPv4.
const ACLLastEntry = 32767

// newDefaultACL lets everything pass, both ways.
func (o Origin) newDefaultACL(vpcID string) NetworkACL {
	acl := NetworkACL{
		ID: o.NewID(PrefixNetworkACL), Region: o.Region, OwnerID: o.OwnerID, VPCID: vpcID, Default: true, CreatedAt: o.Now,
	}
	acl.Entries = aclLast(false)
	for _, egress := range []bool{true, false} {
		acl.Entries = append(acl.Entries, ACLEntry{Number: 100, Egress: egress, Allow: true, Protocol: AllProtocols, CIDR: allOf(false)})
	}
	acl.Entries = sortedEntries(acl.Entries)
	return acl
}

// Associate gives the ACL with one more subnet.
func (a NetworkACL) Associate(associationID, subnetID string) NetworkACL {
	a.Associations = append(a.Associations[:len(a.Associations):len(a.Associations)], ACLAssociation{ID: associationID, SubnetID: subnetID})
	return a
}

// Dissociate gives the ACL without a subnet; one that it does not have changes nothing.
func (a NetworkACL) Dissociate(subnetID string) NetworkACL {
	a.Associations = slices.DeleteFunc(slices.Clone(a.Associations), func(as ACLAssociation) bool { return as.SubnetID == subnetID })
	return a
}

// Has says whether the ACL guards the subnet.
func (a NetworkACL) Has(subnetID string) bool {
	return slices.ContainsFunc(a.Associations, func(as ACLAssociation) bool { return as.SubnetID == subnetID })
}

// CheckDelete refuses to delete the default ACL, and one that subnets have.
func (a NetworkACL) CheckDelete() error {
	if a.Default {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"cannot delete default network ACL %s. It goes with its VPC %s", a.ID, a.VPCID)
	}
	if len(a.Associations) > 0 {
		return fault.New(fault.InUse, "DependencyViolation",
			"The networkAcl '%s' has dependencies and cannot be deleted. It guards the subnets %s; give them another one first", a.ID,
			nameSome(a.Associations, func(as ACLAssociation) string { return as.SubnetID }))
	}
	return nil
}
