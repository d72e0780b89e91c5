package vpc

import (
	"net/netip"
	"slices"
	"testing"

	"sallyport/internal/fault"
)

func TestIPv6BlocksComeOutOfThePool(t *testing.T) {
	pool := netip.MustParsePrefix("2001:db8::/54") // of four
	var taken []netip.Prefix
	for _, want := range []string{"2001:db8::/56", "2001:db8:0:100::/56", "2001:db8:0:200::/56", "2001:db8:0:300::/56"} {
		got, err := AllocateIPv6Block(pool, slices.Values(taken))
		if err != nil || got.String() != want {
			t.Fatalf("got %s, %v, want %s", got, err, want)
		}
		taken = append([]netip.Prefix{got}, taken...) // the order does not matter
	}
	if got, err := AllocateIPv6Block(pool, slices.Values(taken)); fault.ClassOf(err) != fault.Limit {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := AllocateIPv6Block(pool, slices.Values(taken[1:2])); err != nil || got.String() != "2001:db8::/56" {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := AllocateIPv6Block(pool, slices.Values([]netip.Prefix{taken[3], taken[1]})); err != nil || got.String() != "2001:db8:0:100::/56" {
		t.Errorf("got %s, %v", got, err)
	}
}
