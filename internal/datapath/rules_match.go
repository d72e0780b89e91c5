package datapath

import (
	"slices"
	"strings"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/fault"
	"sallyport/internal/vpc"
)

// direction compiles one direction of a group or an ACL: one rule for each kind of match
// that it has, whatever the number of its rules. The remote end is in the
// packet's field side (saddr, daddr); a match goes on with next.
func (p part) direction(name, side, next string, m *vpc.Matches, families []family) error {
	chain := &nft.Chain{}
	p.chains[name] = chain
	rule := func(kind, match string, set *nft.Set) {
		if len(set.Elements) == 0 {
			return
		}
		slices.SortFunc(set.Elements, nft.Compare)
		p.sets[name+"."+kind] = set
		chain.Rules = append(chain.Rules, match+" @"+name+"."+kind+" "+next)
	}
	for _, f := range families {
		remote := f.ip + " " + side
		rule("any"+f.suffix, remote+" . meta l4proto", f.anySet(m.Any))
		rule("protocols"+f.suffix, remote+" . meta l4proto", f.protocolSet(m.Protocols))
		rule("ports"+f.suffix, "th dport . "+remote+" . meta l4proto", f.portSet(m.Ports))
		rule("icmp"+f.suffix, remote+" . "+f.icmp+" type . "+f.icmp+" code", f.icmpSet(true, m.ICMP))
	}
	for _, r := range m.References {
		if !token.MatchString(r.Group) {
			return fault.New(fault.Invalid, "", "group %q, which %s references, is not an id", r.Group, strings.TrimSuffix(name, ".egress"))
		}
		for _, f := range families {
			from := f.ip + " " + side + " @" + memberSet(r.Group) + f.suffix
			if r.Any {
				chain.Rules = append(chain.Rules, from+" "+next)
				continue
			}
			rule(r.Group+".protocols", from+" meta l4proto", protocolPoints(r.Protocols))
			rule(r.Group+".ports", from+" meta l4proto . th dport", referencedPortSet(r.Ports))
			rule(r.Group+".icmp"+f.suffix, from+" "+f.icmp+" type . "+f.icmp+" code", f.icmpSet(false, r.ICMP))
		}
	}
	return nil
}

// keys begins the two ends of an interval with a remote range; false for one of
// the other family.
func (f family) keys(remote bool, r vpc.Range) (from, to nft.Key, ok bool) {
	if !remote {
		return nil, nil, true
	}
	if !f.has(r.From) || !f.has(r.To) {
		return nil, nil, false
	}
	return nft.Key(nil).Addr(r.From), nft.Key(nil).Addr(r.To), true
}

// anySet has every protocol as a second field: concatenations have the faster
// kind of interval set, and one that the netlink path can fill.
func (f family) anySet(ranges []vpc.Range) *nft.Set {
	s := &nft.Set{Key: []nft.Type{f.addr, nft.Protocol}, Interval: true}
	for _, r := range ranges {
		if from, to, ok := f.keys(true, r); ok {
			s.Elements = append(s.Elements, nft.Between(from.Byte(0), to.Byte(255)))
		}
	}
	return s
}

func (f family) protocolSet(regions []vpc.ProtocolRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{f.addr, nft.Protocol}, Interval: true}
	for _, r := range regions {
		if from, to, ok := f.keys(true, r.Remote); ok {
			s.Elements = append(s.Elements, nft.Between(from.Byte(uint8(r.From)), to.Byte(uint8(r.To))))
		}
	}
	return s
}

func protocolPoints(protocols []vpc.Protocol) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Protocol}}
	for _, p := range protocols {
		s.Elements = append(s.Elements, nft.Point(nft.Key(nil).Byte(uint8(p))))
	}
	return s
}

// portSet has the port first: to delete one of 10,000 elements the kernel
// compares with each on the first field, and a port has a quarter of the
// buckets that an address has (10 ms instead of 50).
func (f family) portSet(regions []vpc.PortRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Port, f.addr, nft.Protocol}, Interval: true}
	for _, r := range regions {
		if f.has(r.Remote.From) && f.has(r.Remote.To) {
			p := uint8(r.Protocol)
			s.Elements = append(s.Elements, nft.Between(nft.Key(nil).Port(r.From).Addr(r.Remote.From).Byte(p),
				nft.Key(nil).Port(r.To).Addr(r.Remote.To).Byte(p)))
		}
	}
	return s
}

func referencedPortSet(regions []vpc.PortRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{nft.Protocol, nft.Port}, Interval: true}
	for _, r := range regions {
		p := uint8(r.Protocol)
		s.Elements = append(s.Elements, nft.Between(nft.Key(nil).Byte(p).Port(r.From), nft.Key(nil).Byte(p).Port(r.To)))
	}
	return s
}

func (f family) icmpSet(remote bool, regions []vpc.ICMPRegion) *nft.Set {
	s := &nft.Set{Key: []nft.Type{f.kind, f.code}, Interval: true}
	if remote {
		s.Key = slices.Insert(s.Key, 0, f.addr)
	}
	for _, r := range regions {
		if r.Protocol != f.messages {
			continue
		}
		if from, to, ok := f.keys(remote, r.Remote); ok {
			s.Elements = append(s.Elements, nft.Between(from.Byte(r.TypeFrom).Byte(r.CodeFrom), to.Byte(r.TypeTo).Byte(r.CodeTo)))
		}
	}
	return s
}
