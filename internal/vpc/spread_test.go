package vpc

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sallyport/internal/fault"
)

// spreadNetwork has a large and a small subnet in zone a and a small one in zone b.
var spreadNetwork = []Subnet{
	{ID: "subnet-large", Zone: "us-east-1a", CIDR: netip.MustParsePrefix("10.0.0.0/24")},
	{ID: "subnet-small", Zone: "us-east-1a", CIDR: netip.MustParsePrefix("10.0.1.0/28")},
	{ID: "subnet-b", Zone: "us-east-1b", CIDR: netip.MustParsePrefix("10.0.2.0/28")},
}

// spreadOver places n interfaces of a service, one after the other, and
// returns the subnet of each.
func spreadOver(t *testing.T, subnets []Subnet, interfaces []Interface, n int) (chosen []string) {
	t.Helper()
	for range n {
		subnet, err := Spread(subnets, slices.Values(interfaces), func(i Interface) bool { return i.RequesterID == "service" })
		if err != nil {
			t.Fatal(err)
		}
		addr, err := subnet.Allocate(slices.Values(interfaces))
		if err != nil {
			t.Fatal(err)
		}
		interfaces = append(interfaces, Interface{SubnetID: subnet.ID, Zone: subnet.Zone, Addresses: []netip.Addr{addr}, RequesterID: "service"})
		chosen = append(chosen, subnet.ID)
	}
	return chosen
}

func TestSpreadBalancesZones(t *testing.T) {
	got := spreadOver(t, spreadNetwork, nil, 4)
	if want := []string{"subnet-large", "subnet-b", "subnet-large", "subnet-b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSpreadPrefersFreeAddresses(t *testing.T) {
	var others []Interface // of another service: they take room, but don't count for the balance
	for n := range 245 {
		others = append(others, Interface{SubnetID: "subnet-large", Zone: "us-east-1a",
			Addresses: []netip.Addr{at(spreadNetwork[0].CIDR, n+reservedFirst)}})
	}
	got := spreadOver(t, spreadNetwork[:2], others, 7)
	want := []string{"subnet-small", "subnet-small", "subnet-small", "subnet-small", "subnet-small", "subnet-large", "subnet-small"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSpreadGoesOnWhenAZoneIsFull(t *testing.T) {
	got := spreadOver(t, spreadNetwork, nil, 251+11+11)
	if n := len(slices.DeleteFunc(got, func(id string) bool { return id != "subnet-b" })); n != 11 {
		t.Errorf("%d in the small zone, want all of its 11", n)
	}
}

func TestSpreadDoesNotDependOnOrder(t *testing.T) {
	twins := []Subnet{
		{ID: "subnet-2", Zone: "us-east-1a", CIDR: netip.MustParsePrefix("10.0.0.0/28")},
		{ID: "subnet-1", Zone: "us-east-1b", CIDR: netip.MustParsePrefix("10.0.1.0/28")},
	}
	if got := spreadOver(t, twins, nil, 1); got[0] != "subnet-1" {
		t.Errorf("chose %v", got)
	}
	slices.Reverse(twins)
	if got := spreadOver(t, twins, nil, 1); got[0] != "subnet-1" {
		t.Errorf("chose %v in the other order", got)
	}
}

func TestSpreadNamesTheFullSubnets(t *testing.T) {
	var full []Interface
	for _, s := range spreadNetwork[1:] {
		for n := range s.Capacity() {
			full = append(full, Interface{SubnetID: s.ID, Zone: s.Zone, Addresses: []netip.Addr{at(s.CIDR, n+reservedFirst)}})
		}
	}
	_, err := Spread(spreadNetwork[1:], slices.Values(full), func(Interface) bool { return true })
	if fault.ClassOf(err) != fault.Limit {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{"cannot find subnets with available IPs", "subnet-small (10.0.1.0/28, us-east-1a) has 0 of 11 free", "subnet-b"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func TestSpreadWithoutSubnets(t *testing.T) {
	_, err := Spread(nil, slices.Values([]Interface(nil)), func(Interface) bool { return true })
	if fault.ClassOf(err) != fault.NotFound || !strings.Contains(err.Error(), "exists any more") {
		t.Errorf("error %v", err)
	}
}
