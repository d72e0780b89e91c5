package vpc

import (
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"sallyport/internal/fault"
)

// ServicesOwner is the owner of the prefix lists of gateway endpoint services: nobody's account, as in EC2.
const ServicesOwner = "AWS"

// The families of prefix lists.
const (
	FamilyIPv4 = "IPv4"
	FamilyIPv6 = "IPv6"
)

// prefixListText is how long a list's name, or an entry's description, may be.
const prefixListText = 255

// versionsKept is of how many versions the entries are kept: a list that is modified by a program must not grow for ever.
const versionsKept = 100

// PrefixList is the list of a gateway service's ranges, as a region has it; false for other services.
func (s EndpointService) PrefixList(region string) (PrefixList, bool) {
	if s.Kind != GatewayEndpoint {
		return PrefixList{}, false
	}
	list := PrefixList{
		ID: s.PrefixListID(), Region: region, OwnerID: ServicesOwner, Name: s.Name, Family: FamilyIPv4,
		MaxEntries: len(s.Prefixes), Version: 1, Versions: [][]PrefixListEntry{{}},
	}
	for _, prefix := range s.Prefixes {
		list.Versions[0] = append(list.Versions[0], PrefixListEntry{CIDR: prefix})
	}
	return list, true
}

// NewPrefixList makes a list of ranges of one family.
func (o Origin) NewPrefixList(name, family string, maxEntries int, entries []PrefixListEntry, limit int) (PrefixList, error) {
	l := PrefixList{ID: o.NewID(PrefixPrefixList), Region: o.Region, OwnerID: o.OwnerID, Family: family, Version: 1, CreatedAt: o.Now}
	if family != FamilyIPv4 && family != FamilyIPv6 {
		return l, fault.New(fault.Invalid, "InvalidParameterValue", "Value (%s) for parameter AddressFamily is invalid. Use %s or %s", family, FamilyIPv4, FamilyIPv6)
	}
	l, err := l.Rename(name)
	if err != nil {
		return l, err
	}
	if l, err = l.Resize(maxEntries, limit); err != nil {
		return l, err
	}
	present, err := l.merge(nil, entries)
	l.Versions = [][]PrefixListEntry{present}
	return l, err
}

// Rename gives the list another name.
func (l PrefixList) Rename(name string) (PrefixList, error) {
	if name == "" || utf8.RuneCountInString(name) > prefixListText || strings.HasPrefix(name, "com.amazonaws") {
		return l, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter PrefixListName is invalid. A name has 1 to %d characters and does not begin with com.amazonaws", name, prefixListText)
	}
	l.Name = name
	return l, nil
}

// Resize gives the list another maximum of entries.
func (l PrefixList) Resize(maxEntries, limit int) (PrefixList, error) {
	switch {
	case maxEntries < 1:
		return l, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%d) for parameter MaxEntries is invalid. A list has room for at least one entry", maxEntries)
	case maxEntries > limit:
		return l, fault.New(fault.Limit, "PrefixListMaxEntriesExceeded",
			"The maximum number of entries of a prefix list may be %d at the most, and %d is asked for. Use several lists, or raise the quota", limit, maxEntries)
	case maxEntries < len(l.Entries()):
		return l, fault.New(fault.Invalid, "InvalidPrefixListModification",
			"The prefix list %s has %d entries and can't be made to hold %d. Remove entries first", l.ID, len(l.Entries()), maxEntries)
	}
	l.MaxEntries = maxEntries
	return l, nil
}

// Modify gives a new version of the list, without some entries and with others; one that is there already gets the new
// description. current is the version that the caller knows.
func (l PrefixList) Modify(current int64, add []PrefixListEntry, remove []netip.Prefix) (PrefixList, error) {
	if current != l.Version {
		return l, fault.New(fault.Conflict, "PrefixListVersionMismatch",
			"The prefix list has the incorrect version number. %s is at version %d, and the request is for version %d: read its entries again and give the version that you read", l.ID, l.Version, current)
	}
	kept := slices.Clone(l.Entries())
	for _, cidr := range remove {
		i := slices.IndexFunc(kept, func(e PrefixListEntry) bool { return e.CIDR == cidr })
		if i < 0 {
			return l, fault.New(fault.Invalid, "InvalidPrefixListModification",
				"The prefix list %s has no entry %s to remove. Version %d has %s", l.ID, cidr, l.Version,
				nameSome(l.Entries(), func(e PrefixListEntry) string { return e.CIDR.String() }))
		}
		kept = slices.Delete(kept, i, i+1)
	}
	entries, err := l.merge(kept, add)
	if err != nil {
		return l, err
	}
	l.Version++
	l.Versions = append(l.Versions[:len(l.Versions):len(l.Versions)], entries)
	if past := len(l.Versions) - versionsKept; past > 0 {
		l.Versions[past-1] = nil
	}
	return l, nil
}

// merge gives entries with more added, each range once and in order.
func (l PrefixList) merge(entries, more []PrefixListEntry) ([]PrefixListEntry, error) {
	merged := append(make([]PrefixListEntry, 0, len(entries)+len(more)), entries...)
	seen := map[netip.Prefix]bool{}
	for _, e := range more {
		if seen[e.CIDR] {
			return nil, fault.New(fault.Invalid, "InvalidParameterValue", "Duplicate entry %s for prefix list '%s'. Name each range once", e.CIDR, l.Name)
		}
		seen[e.CIDR] = true
		if e.CIDR.Addr().Is6() != (l.Family == FamilyIPv6) {
			return nil, fault.New(fault.Invalid, "InvalidParameterValue",
				"The entry %s is not of the address family of the prefix list '%s'. It is a list of %s ranges", e.CIDR, l.Name, l.Family)
		}
		if utf8.RuneCountInString(e.Description) > prefixListText {
			return nil, fault.New(fault.Invalid, "InvalidParameterValue", "The description of entry %s is longer than %d characters", e.CIDR, prefixListText)
		}
		merged = slices.DeleteFunc(merged, func(old PrefixListEntry) bool { return old.CIDR == e.CIDR })
		merged = append(merged, e)
	}
	if len(merged) > l.MaxEntries {
		return nil, fault.New(fault.Limit, "PrefixListMaxEntriesExceeded",
			"You've reached the maximum number of entries for the prefix list. '%s' would have %d and may have %d: modify its MaxEntries first", l.Name, len(merged), l.MaxEntries)
	}
	slices.SortFunc(merged, func(a, b PrefixListEntry) int {
		if c := a.CIDR.Addr().Compare(b.CIDR.Addr()); c != 0 {
			return c
		}
		return a.CIDR.Bits() - b.CIDR.Bits()
	})
	return merged, nil
}

// At gives the entries of a version.
func (l PrefixList) At(version int64) ([]PrefixListEntry, error) {
	if version < 1 || version > int64(len(l.Versions)) {
		return nil, fault.New(fault.Invalid, "InvalidPrefixListVersion",
			"The prefix list %s has no version %d. There are the versions 1 to %d", l.ID, version, l.Version)
	}
	if version <= l.Version-versionsKept {
		return nil, fault.New(fault.Invalid, "InvalidPrefixListVersion",
			"The entries of version %d of the prefix list %s are not kept any more. Those of the last %d versions are, up to %d", version, l.ID, versionsKept, l.Version)
	}
	return l.Versions[version-1], nil
}

// CheckManaged refuses a user's change of the list of a gateway endpoint service.
func (l PrefixList) CheckManaged() error {
	if l.OwnerID != ServicesOwner {
		return nil
	}
	return fault.New(fault.Denied, "OperationNotPermitted",
		"The prefix list %s can't be modified or deleted. It holds the ranges of the endpoint service %s, which the operator names with --gateway-endpoint-service", l.ID, l.Name)
}

// CheckDelete refuses to delete a list that rules or routes name; users names them.
func (l PrefixList) CheckDelete(users []string) error {
	if err := l.CheckManaged(); err != nil || len(users) == 0 {
		return err
	}
	return fault.New(fault.InUse, "DependencyViolation",
		"The prefix list %s has dependencies and cannot be deleted. It is named by %s; remove that first", l.ID,
		nameSome(users, func(name string) string { return name }))
}
