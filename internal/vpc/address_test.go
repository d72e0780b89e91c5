package vpc

import (
	"errors"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sallyport/internal/fault"
)

func testSubnet(cidr string) Subnet {
	return Subnet{ID: "subnet-1", CIDR: netip.MustParsePrefix(cidr)}
}

// holding are interfaces of subnet-1 with these addresses.
func holding(addrs ...string) iter.Seq[Interface] {
	return func(yield func(Interface) bool) {
		for n, a := range addrs {
			if !yield(Interface{ID: fmt.Sprintf("eni-%d", n+1), SubnetID: "subnet-1", Addresses: []netip.Addr{netip.MustParseAddr(a)}}) {
				return
			}
		}
	}
}

func TestCapacity(t *testing.T) {
	for cidr, want := range map[string]int{"10.0.0.0/28": 11, "10.0.1.0/24": 251, "10.0.0.0/16": 65531} {
		s := testSubnet(cidr)
		if got := s.Capacity(); got != want {
			t.Errorf("%s holds %d, want %d", cidr, got, want)
		}
	}
}

func TestFreeCountsOnlyTheSubnetsOwn(t *testing.T) {
	s := testSubnet("10.0.1.0/28")
	interfaces := slices.Collect(holding("10.0.1.4", "10.0.1.5", "10.0.1.5"))
	interfaces = append(interfaces, Interface{SubnetID: "subnet-2", Addresses: []netip.Addr{netip.MustParseAddr("10.0.1.6")}})
	if got := s.Free(slices.Values(interfaces)); got != 9 {
		t.Errorf("free %d, want 9", got)
	}
}

func TestAllocateLowestFree(t *testing.T) {
	for _, c := range []struct {
		cidr  string
		taken []string
		want  string
	}{
		{"10.0.1.0/24", nil, "10.0.1.4"},
		{"10.0.1.0/24", []string{"10.0.1.5", "10.0.1.4", "10.0.1.7"}, "10.0.1.6"},
		{"10.0.1.16/28", []string{"10.0.1.21"}, "10.0.1.20"},
	} {
		got, err := testSubnet(c.cidr).Allocate(holding(c.taken...))
		if err != nil || got.String() != c.want {
			t.Errorf("%s with %v taken: %s, %v; want %s", c.cidr, c.taken, got, err, c.want)
		}
	}
}

func TestAllocateUntilFull(t *testing.T) {
	s := testSubnet("10.0.1.240/28")
	var taken []string
	for range s.Capacity() {
		addr, err := s.Allocate(holding(taken...))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CheckRequested(addr, holding(taken...)); err != nil {
			t.Fatalf("allocated what can't be requested: %v", err)
		}
		taken = append(taken, addr.String())
	}
	if free := s.Free(holding(taken...)); free != 0 {
		t.Errorf("free %d after the last one", free)
	}
	_, err := s.Allocate(holding(taken...))
	if fault.ClassOf(err) != fault.Limit || fault.CodeOf(err) != "InsufficientFreeAddressesInSubnet" {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{"subnet-1", "10.0.1.240/28", "11"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not name %s", err, part)
		}
	}
}

func TestCheckRequested(t *testing.T) {
	s := testSubnet("10.0.1.0/28")
	interfaces := slices.Collect(holding("10.0.1.9"))
	interfaces[0].Addresses = append(interfaces[0].Addresses, netip.MustParseAddr("10.0.1.10"))
	for addr, want := range map[string]struct {
		code, names string
	}{
		"10.0.1.4": {}, "10.0.1.14": {},
		"10.0.1.0":  {"InvalidParameterValue", "network"},
		"10.0.1.1":  {"InvalidParameterValue", "router"},
		"10.0.1.2":  {"InvalidParameterValue", "resolver"},
		"10.0.1.3":  {"InvalidParameterValue", "future"},
		"10.0.1.15": {"InvalidParameterValue", "last"},
		"10.0.1.16": {"InvalidParameterValue", "10.0.1.0/28"},
		"fd00::1":   {"InvalidParameterValue", "10.0.1.0/28"},
		"10.0.1.9":  {"InvalidIPAddress.InUse", "eni-1"},
		"10.0.1.10": {"InvalidIPAddress.InUse", "eni-1"},
	} {
		err := s.CheckRequested(netip.MustParseAddr(addr), slices.Values(interfaces))
		if want.code == "" {
			if err != nil {
				t.Errorf("%s: %v", addr, err)
			}
			continue
		}
		if fault.CodeOf(err) != want.code || !strings.Contains(err.Error(), want.names) || !strings.Contains(err.Error(), "subnet-1") {
			t.Errorf("%s: %v, want %s naming %s", addr, err, want.code, want.names)
		}
	}
}

func TestAllocateFrontDoor(t *testing.T) {
	var taken []netip.Addr
	seen := map[netip.Addr]bool{FrontDoorGateway: true}
	for range 3 {
		addr, err := AllocateFrontDoor(slices.Values(taken))
		if err != nil || seen[addr] || !FrontDoorRange.Contains(addr) {
			t.Fatalf("%s, %v", addr, err)
		}
		seen[addr] = true
		taken = append(taken, addr)
	}
	if taken[0].String() != "169.254.192.2" {
		t.Errorf("first %s", taken[0])
	}
	for a := taken[2].Next(); FrontDoorRange.Contains(a); a = a.Next() {
		taken = append(taken, a)
	}
	if addr, err := AllocateFrontDoor(slices.Values(taken)); !errors.Is(err, fault.Limit) {
		t.Errorf("full pool gave %s, %v", addr, err)
	}
}

// A /16 with 5,000 interfaces: what an allocation costs at scale.
func BenchmarkAllocate(b *testing.B) {
	s := testSubnet("10.0.0.0/16")
	var interfaces []Interface
	for n := range 5000 {
		interfaces = append(interfaces, Interface{SubnetID: s.ID, Addresses: []netip.Addr{at(s.CIDR, n+reservedFirst)}})
	}
	for b.Loop() {
		if _, err := s.Allocate(slices.Values(interfaces)); err != nil {
			b.Fatal(err)
		}
	}
}
