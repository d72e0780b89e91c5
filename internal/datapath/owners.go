package datapath

import (
	"net/netip"
	"slices"
	"strings"

	"sallyport/internal/datapath/flow"
	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// owners are the devices that addresses are behind. Groups are not asked about
// what is established, so a connection must not outlive the interface that it was
// let through to: the next one that gets its address has other groups.
type owners map[netip.Addr]string

// ownersOf are those of a plan whose ports were named.
func (c *compiler) ownersOf(p *vpc.Plan) owners {
	all := make(owners, len(p.Ports))
	for _, port := range p.Ports {
		for _, a := range port.Addresses {
			all[a] = c.known.names[port.Interface]
		}
	}
	return all
}

// ownersIn are those that a table of a process before this one names; empty
// where there is none.
func ownersIn(t *nft.Table) owners {
	all := owners{}
	if t == nil {
		return all
	}
	for _, f := range []family{ipv4, ipv6} {
		set := t.Sets["sources"+f.suffix]
		if set == nil {
			continue
		}
		for _, e := range set.Elements {
			if a, ok := netip.AddrFromSlice([]byte(e.From[min(deviceField, len(e.From)):])); ok {
				all[a] = strings.TrimRight(e.From[:deviceField], "\x00")
			}
		}
	}
	return all
}

// deviceField is how long the name of a device is in the key of a set.
const deviceField = 16

// lost are the addresses that somebody else has now. Of addresses that nobody is
// known to have had, those that somebody has are lost too at first: a process
// before this one may have known an owner.
func (o owners) lost(now owners, first bool) addresses {
	lost := addresses{}
	for a, device := range now {
		if last, known := o[a]; known && last != device || !known && first {
			lost[a] = struct{}{}
		}
	}
	return lost
}

// note adds the addresses of the VPC that a connection is of and nobody has: it
// is from before this process, and they may be given out again.
func (o owners) note(c *flow.Tracked, blocks []netip.Prefix) {
	for _, a := range ends(c) {
		_, known := o[a]
		if !known && slices.ContainsFunc(blocks, func(b netip.Prefix) bool { return b.Contains(a) }) {
			o[a] = ""
		}
	}
}

func ends(c *flow.Tracked) [4]netip.Addr {
	return [4]netip.Addr{c.Original.Source, c.Original.Destination, c.Reply.Source, c.Reply.Destination}
}

type addresses map[netip.Addr]struct{}

// touch tells whether a connection is of one of the addresses.
func (s addresses) touch(c *flow.Tracked) bool {
	for _, a := range ends(c) {
		if _, ok := s[a]; ok {
			return true
		}
	}
	return false
}
