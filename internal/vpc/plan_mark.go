package vpc

import (
	"hash/fnv"
	"maps"
	"slices"
)

// The kernel knows ways and gateways by numbers of 13 bits. They begin where
// nobody numbers routing tables by hand: each is that of its table too.
const (
	firstMark = 1 << 10
	MarkBits  = 13
)

// Marks are the numbers of the plan's ways and gateways, by id. A number derives
// from its id, so that it stays when others come and go; only of two that would
// have the same, the one that sorts later takes the next free number.
func (p *Plan) Marks() map[string]uint32 {
	marks := map[string]uint32{}
	for _, w := range p.Ways {
		marks[w.ID] = 0
	}
	for _, g := range p.Gateways {
		marks[g.ID] = 0
	}
	const numbers = 1<<MarkBits - firstMark
	taken := make(map[uint32]bool, len(marks))
	for _, id := range slices.Sorted(maps.Keys(marks)) {
		h := fnv.New32a()
		h.Write([]byte(id))
		number := h.Sum32() % numbers
		for taken[number] {
			number = (number + 1) % numbers
		}
		taken[number] = true
		marks[id] = firstMark + number
	}
	return marks
}
