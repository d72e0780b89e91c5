package vpc

import (
	"net/netip"
	"slices"
	"testing"

	"sallyport/internal/fault"
)

func TestThePublicPoolKeepsTheEdgesAddress(t *testing.T) {
	pool := PublicPool{Range: netip.MustParsePrefix("203.0.113.8/29")}
	if pool.Edge() != netip.MustParseAddr("203.0.113.9") {
		t.Errorf("the edge's address is %s", pool.Edge())
	}
	var taken []netip.Addr
	for _, want := range []string{"203.0.113.10", "203.0.113.11", "203.0.113.12", "203.0.113.13", "203.0.113.14"} {
		got, err := pool.Allocate(slices.Values(taken))
		if err != nil || got != netip.MustParseAddr(want) {
			t.Fatalf("got %s %v, want %s", got, err, want)
		}
		taken = append(taken, got)
	}
	if got, err := pool.Allocate(slices.Values(taken)); fault.ClassOf(err) != fault.Limit {
		t.Errorf("got %s %v of an exhausted pool", got, err)
	}
}
