package vpc

import (
	"net/netip"
	"time"
)

// PrefixList is a named list of ranges that rules and routes refer to.
type PrefixList struct {
	ID         string // pl-…
	Region     string
	OwnerID    string
	Name       string
	Family     string // IPv4 or IPv6
	MaxEntries int
	// Version counts from 1; Versions holds the entries of each, the first at 0.
	Version   int64
	Versions  [][]PrefixListEntry
	CreatedAt time.Time
	Tags      Tags
}

// PrefixListEntry is one range of a prefix list.
type PrefixListEntry struct {
	CIDR        netip.Prefix
	Description string
}

// Entries are those of the present version.
func (l PrefixList) Entries() []PrefixListEntry {
	if len(l.Versions) == 0 {
		return nil
	}
	return l.Versions[len(l.Versions)-1]
}

// DocumentKind is the kind that the store keeps prefix lists under.
func (l PrefixList) DocumentKind() string { return "prefix-list" }

// DocumentKey is the list's id.
func (l PrefixList) DocumentKey() string { return l.ID }

// DocumentIndexes are "region=…".
func (l PrefixList) DocumentIndexes() []string { return []string{"region=" + l.Region} }
