package datapath

import (
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sallyport/internal/datapath/nft"
	"sallyport/internal/vpc"
)

// drawRegions are disjoint regions of one port each, many of which are next to
// each other, in the order of a plan.
func drawRegions(t *rapid.T) []vpc.PortRegion {
	var regions []vpc.PortRegion
	for _, protocol := range []vpc.Protocol{vpc.TCP, vpc.UDP} {
		port := uint16(0)
		for range rapid.IntRange(0, 8).Draw(t, "ports") {
			port += uint16(rapid.SampledFrom([]int{1, 2, 63, 4096}).Draw(t, "port"))
			at, width := uint32(0x0a000000), rapid.SampledFrom([]uint32{0, 1, 255, 1 << 20}).Draw(t, "width")
			for range rapid.SampledFrom([]int{1, 30, 257, 700}).Draw(t, "ranges") {
				regions = append(regions, vpc.PortRegion{Protocol: protocol, From: port, To: port,
					Remote: vpc.Range{From: addressAt(uint64(at)), To: addressAt(uint64(at + width))}})
				if at += width + 1 + uint32(rapid.SampledFrom([]int{0, 1, 300}).Draw(t, "gap")); at < 0x0a000000 || at+width < at {
					break
				}
			}
		}
	}
	return regions
}

// Shards let through what their regions do, each place by one of them, and none
// is too full.
func TestShardsAreTheirRegions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		regions := drawRegions(t)
		rest, parts := partPorts(regions)
		if len(parts) == 0 {
			if !slices.Equal(rest, regions) {
				t.Fatal("nothing was parted, and something is missing")
			}
			return
		}
		var joined []vpc.PortRegion
		next := uint64(0)
		for _, s := range parts {
			if s.first < next {
				t.Fatalf("a shard begins at %x, and the one before ends at %x", s.first, next-1)
			}
			next = s.last() + 1
			if len(s.regions) > shardSize {
				t.Fatalf("%d regions in a shard", len(s.regions))
			}
			for _, r := range s.regions {
				from, to := place(r.Protocol, r.From, r.Remote.From), place(r.Protocol, r.From, r.Remote.To)
				if from < s.first || to > s.last() || from > to {
					t.Fatalf("%v is not in its shard", r)
				}
				// What was cut at the end of a shard goes on in the next one.
				if n := len(joined); n > 0 && from == s.first && place(joined[n-1].Protocol, joined[n-1].From, joined[n-1].Remote.To)+1 == from &&
					!slices.Contains(regions, r) && joined[n-1].Protocol == r.Protocol && joined[n-1].From == r.From {
					joined[n-1].Remote.To = r.Remote.To
					continue
				}
				joined = append(joined, r)
			}
		}
		if len(rest) != 0 || !slices.Equal(joined, regions) {
			t.Fatalf("%d regions became %d and %d", len(regions), len(joined), len(rest))
		}
	})
}

// A rule more or less changes one shard, and what was compiled before does not
// change what is compiled.
func TestOneRegionChangesOneShard(t *testing.T) {
	var set vpc.RuleSet
	for i := range 10_000 {
		a := netip.AddrFrom4([4]byte{10, 1, byte(i / 200), byte(i % 200)})
		set.Ingress.Ports = append(set.Ingress.Ports, vpc.PortRegion{Remote: vpc.Range{From: a, To: a}, Protocol: vpc.TCP, From: uint16(1000 + i), To: uint16(1000 + i)})
	}
	before, err := compileGroup("sg-1", &set, []family{ipv4}, nil)
	if err != nil {
		t.Fatal(err)
	}
	less := set
	less.Ingress.Ports = slices.Delete(slices.Clone(set.Ingress.Ports), 5000, 5001)
	after, err := compileGroup("sg-1", &less, []family{ipv4}, before.shards)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := compileGroup("sg-1", &less, []family{ipv4}, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for name, s := range after.sets {
		if before.sets[name] != s && name != "sg-1.ingress.ports.index" {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("%d shards changed", changed)
	}
	a, b := nft.New("x"), nft.New("x")
	after.addTo(a)
	fresh.addTo(b)
	if a.String() != b.String() {
		t.Error("the shards that were there before changed what is compiled")
	}
}
