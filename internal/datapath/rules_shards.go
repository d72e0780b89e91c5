package datapath

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// shardSize is how many elements a set of a group's ports has at the most,
// where more can be parted. To take an element out of an interval set, the
// kernel compares it with all that are there, each in hundreds of steps: 40 ms
// and more of 10,000. Smaller sets are faster to look things up in, too.
const shardSize = 256

// Regions of one port are intervals on a line: of protocols, in these of ports,
// in these of addresses. A shard is a part of the line whose places begin with
// the same bits. Shards are halved where they are too full, so that which there
// are follows from the regions alone, and a region more or less changes one.
type shard struct {
	first   uint64 // the first place of the part
	depth   int    // so many bits are the same
	regions []vpc.PortRegion
}

const lineBits = 8 + 16 + 32

func place(protocol vpc.Protocol, port uint16, a netip.Addr) uint64 {
	b := a.As4()
	return uint64(uint8(protocol))<<48 | uint64(port)<<32 | uint64(binary.BigEndian.Uint32(b[:]))
}

func addressAt(place uint64) netip.Addr {
	return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, uint32(place))))
}

// last is the last place of the part.
func (s shard) last() uint64 { return s.first | (1<<(lineBits-s.depth) - 1) }

// shards parts regions of one port each, which are sorted by their places. A
// region on both sides of a half becomes two.
func shards(s shard, found []shard) []shard {
	if len(s.regions) <= shardSize || s.depth == lineBits {
		if len(s.regions) > 0 {
			found = append(found, s)
		}
		return found
	}
	low := shard{first: s.first, depth: s.depth + 1}
	high := shard{first: low.last() + 1, depth: s.depth + 1}
	at, _ := slices.BinarySearchFunc(s.regions, high.first, func(r vpc.PortRegion, first uint64) int {
		if place(r.Protocol, r.From, r.Remote.From) < first {
			return -1
		}
		return 1
	})
	low.regions, high.regions = s.regions[:at], s.regions[at:]
	if at > 0 {
		if r := low.regions[at-1]; place(r.Protocol, r.From, r.Remote.To) >= high.first {
			below, above := r, r
			below.Remote.To, above.Remote.From = addressAt(low.last()), addressAt(high.first)
			low.regions = append(slices.Clone(low.regions[:at-1]), below)
			high.regions = append([]vpc.PortRegion{above}, high.regions...)
		}
	}
	return shards(high, shards(low, found))
}

// element is the part of the line as the index has it, which leads to the
// shard's chain and back.
func (s shard) element(chain string) nft.Element {
	first, last := s.first, s.last()
	fromPort, toPort := uint16(first>>32), uint16(last>>32)
	// Of several ports it is all addresses, and of several protocols all ports.
	e := nft.Between(nft.Key(nil).Port(fromPort).Addr(addressAt(first)).Byte(uint8(first>>48)),
		nft.Key(nil).Port(toPort).Addr(addressAt(last)).Byte(uint8(last>>48)))
	e.Chain, e.Jump = chain, true
	return e
}

// partPorts takes the regions of one port out of those of a direction where they
// are too many for one set, and gives their shards.
func partPorts(regions []vpc.PortRegion) (rest []vpc.PortRegion, parts []shard) {
	if len(regions) <= shardSize {
		return regions, nil
	}
	var line []vpc.PortRegion
	for _, r := range regions {
		if r.From == r.To && r.Remote.From.Is4() && r.Remote.To.Is4() {
			line = append(line, r)
			continue
		}
		rest = append(rest, r)
	}
	if len(line) <= shardSize {
		return regions, nil
	}
	byPlace := func(a, b vpc.PortRegion) int {
		pa, pb := place(a.Protocol, a.From, a.Remote.From), place(b.Protocol, b.From, b.Remote.From)
		switch {
		case pa < pb:
			return -1
		case pa > pb:
			return 1
		}
		return 0
	}
	if !slices.IsSortedFunc(line, byPlace) {
		slices.SortFunc(line, byPlace)
	}
	return rest, shards(shard{regions: line}, nil)
}

// memoShard is a shard as it was last compiled.
type memoShard struct {
	regions []vpc.PortRegion
	set     *nft.Set
	chain   *nft.Chain
}

// sharded compiles the shards of a direction of a group: an index that leads to
// each shard's chain, which asks the shard's set. Shards that were the same last
// time are the same sets.
func (p part) sharded(name, side, next string, parts []shard, last map[string]memoShard) {
	index := &nft.Set{Key: []nft.Type{nft.Port, nft.Addr, nft.Protocol}, Interval: true, Verdicts: true}
	match := "th dport . ip " + side + " . meta l4proto"
	for _, s := range parts {
		id := fmt.Sprintf("%s.ports.%d.%x", name, s.depth, s.first>>(lineBits-s.depth))
		index.Elements = append(index.Elements, s.element(id))
		made, known := last[id]
		if !known || !slices.Equal(made.regions, s.regions) {
			made = memoShard{regions: slices.Clone(s.regions), set: ipv4.portSet(s.regions), chain: &nft.Chain{Rules: []string{match + " @" + id + " " + next}}}
			slices.SortFunc(made.set.Elements, nft.Compare)
		}
		p.shards[id] = made
		p.sets[id], p.chains[id] = made.set, made.chain
	}
	slices.SortFunc(index.Elements, nft.Compare)
	p.sets[name+".ports.index"] = index
}
