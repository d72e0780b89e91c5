package vpc

import (
	"cmp"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
)

// ACLLastEntry6 is the number of the last entry for IPv6, in ACLs of VPCs that have IPv6.
const ACLLastEntry6 = ACLLastEntry + 1

// aclLast are the entries that an ACL ends with for ranges of a family: deny all, both ways.
func aclLast(ipv6 bool) []ACLEntry {
	number, all := int32(ACLLastEntry), allOf(ipv6)
	if ipv6 {
		number = ACLLastEntry6
	}
	return []ACLEntry{
		{Number: number, Egress: true, Protocol: AllProtocols, CIDR: all},
		{Number: number, Protocol: AllProtocols, CIDR: all},
	}
}

func allOf(ipv6 bool) netip.Prefix {
	if ipv6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

// NewACL makes a network ACL of a VPC that has so many: it lets nothing pass until it gets entries.
func (o Origin) NewACL(v VPC, others, limit int) (NetworkACL, error) {
	if others >= limit {
		return NetworkACL{}, fault.New(fault.Limit, "NetworkAclLimitExceeded",
			"The maximum number of network ACLs has been reached. VPC %s has %d: delete those that are not needed, or raise the quota", v.ID, others)
	}
	acl := NetworkACL{
		ID: o.NewID(PrefixNetworkACL), Region: o.Region, OwnerID: o.OwnerID, VPCID: v.ID, CreatedAt: o.Now, Entries: aclLast(false),
	}
	if len(v.IPv6Blocks) > 0 {
		acl = acl.WithIPv6()
	}
	return acl, nil
}

// WithIPv6 gives the ACL with the entries that it has once its VPC has IPv6: the last ones, and in a default ACL
// that still lets all of IPv4 pass, the same for IPv6, as EC2 does.
func (a NetworkACL) WithIPv6() NetworkACL {
	if slices.ContainsFunc(a.Entries, func(e ACLEntry) bool { return e.Number == ACLLastEntry6 }) {
		return a
	}
	entries := slices.Concat(a.Entries, aclLast(true))
	for _, egress := range []bool{true, false} {
		open := func(e ACLEntry) bool {
			return e == ACLEntry{Number: 100, Egress: egress, Allow: true, Protocol: AllProtocols, CIDR: allOf(false)}
		}
		if a.Default && slices.ContainsFunc(a.Entries, open) && a.at(101, egress) < 0 {
			entries = append(entries, ACLEntry{Number: 101, Egress: egress, Allow: true, Protocol: AllProtocols, CIDR: allOf(true)})
		}
	}
	a.Entries = sortedEntries(entries)
	return a
}

// CheckEntry refuses an entry whose parts contradict each other.
func CheckEntry(e ACLEntry) error {
	if err := checkEntryNumber(e.Number); err != nil {
		return err
	}
	if e.Protocol == ICMPv6 && e.CIDR.Addr().Is4() {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (58) for parameter protocol is invalid. ICMPv6 goes with an Ipv6CidrBlock; for %s use protocol 1", e.CIDR)
	}
	return nil
}

func checkEntryNumber(number int32) error {
	if number >= 1 && number < ACLLastEntry {
		return nil
	}
	return fault.New(fault.Invalid, "InvalidParameterValue",
		"Value (%d) for parameter ruleNumber is invalid. Rule numbers go from 1 to %d; what is above is the last rule, which always denies", number, ACLLastEntry-1)
}

// AddEntry gives the ACL with one more entry. limit is how many entries a direction may have for IPv4 and for IPv6,
// the last one included.
func (a NetworkACL) AddEntry(entry ACLEntry, limit int) (NetworkACL, error) {
	if err := CheckEntry(entry); err != nil {
		return a, err
	}
	if a.at(entry.Number, entry.Egress) >= 0 {
		return a, fault.New(fault.Exists, "NetworkAclEntryAlreadyExists",
			"The network acl entry identified by %d already exists. It is an %s entry of %s; replace it with ReplaceNetworkAclEntry, or use another number",
			entry.Number, directionOf(entry.Egress), a.ID)
	}
	count := 0
	for _, e := range a.Entries {
		if e.Egress == entry.Egress && e.CIDR.Addr().Is4() == entry.CIDR.Addr().Is4() {
			count++
		}
	}
	if count >= limit {
		return a, fault.New(fault.Limit, "NetworkAclEntryLimitExceeded",
			"The maximum number of network ACL entries has been reached. %s has %d %s entries, the last one included: delete or join entries, or raise the quota",
			a.ID, count, directionOf(entry.Egress))
	}
	a.Entries = sortedEntries(append(slices.Clone(a.Entries), entry))
	return a, nil
}

// ReplaceEntry gives the ACL with another entry in place of that with its number and direction.
func (a NetworkACL) ReplaceEntry(entry ACLEntry) (NetworkACL, error) {
	if err := CheckEntry(entry); err != nil {
		return a, err
	}
	i := a.at(entry.Number, entry.Egress)
	if i < 0 {
		return a, a.entryNotFound(entry.Number, entry.Egress)
	}
	a.Entries = slices.Clone(a.Entries)
	a.Entries[i] = entry
	return a, nil
}

// RemoveEntry gives the ACL without an entry.
func (a NetworkACL) RemoveEntry(number int32, egress bool) (NetworkACL, error) {
	if err := checkEntryNumber(number); err != nil {
		return a, err
	}
	i := a.at(number, egress)
	if i < 0 {
		return a, a.entryNotFound(number, egress)
	}
	a.Entries = slices.Delete(slices.Clone(a.Entries), i, i+1)
	return a, nil
}

func (a NetworkACL) at(number int32, egress bool) int {
	return slices.IndexFunc(a.Entries, func(e ACLEntry) bool { return e.Number == number && e.Egress == egress })
}

func (a NetworkACL) entryNotFound(number int32, egress bool) error {
	var others []ACLEntry
	for _, e := range a.Entries {
		if e.Egress == egress {
			others = append(others, e)
		}
	}
	return fault.New(fault.NotFound, "InvalidNetworkAclEntry.NotFound",
		"The network acl entry identified by rule number %d does not exist in network acl %s. Its %s entries are %s", number, a.ID, directionOf(egress),
		nameSome(others, func(e ACLEntry) string { return decimal(e.Number) }))
}

func directionOf(egress bool) Direction {
	if egress {
		return Egress
	}
	return Ingress
}

// sortedEntries orders entries as EC2 lists them: egress first, by number.
func sortedEntries(entries []ACLEntry) []ACLEntry {
	rank := func(e ACLEntry) int {
		if e.Egress {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(entries, func(a, b ACLEntry) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Number, b.Number))
	})
	return entries
}

// MoveACLAssociation gives both ACLs after a subnet went from one to the other, under the new id.
func MoveACLAssociation(from, to NetworkACL, association ACLAssociation, newID string) (NetworkACL, NetworkACL, error) {
	if from.VPCID != to.VPCID {
		return from, to, fault.New(fault.Invalid, "InvalidParameterValue",
			"network acl %s and subnet %s belong to different networks. The ACL is of %s, the subnet of %s", to.ID, association.SubnetID, to.VPCID, from.VPCID)
	}
	if from.ID == to.ID {
		moved := from.Dissociate(association.SubnetID).Associate(newID, association.SubnetID)
		return moved, moved, nil
	}
	return from.Dissociate(association.SubnetID), to.Associate(newID, association.SubnetID), nil
}
