package vpc

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"sallyport/internal/fault"
)

// Spread chooses the subnet for one more interface of a service: in the zone
// that has the fewest of the service's interfaces, the subnet with the most
// free addresses. The interfaces are all those of the subnets, at least; same
// tells which of them belong to the service. What is reserved in the subnets is
// not counted as free. Without a free address anywhere
// the error is of class Limit and names what each subnet has.
func Spread(subnets []Subnet, interfaces iter.Seq[Interface], same func(Interface) bool, reservations ...SubnetReservation) (Subnet, error) {
	taken := make(map[string]*occupancy, len(subnets))
	for _, s := range subnets {
		taken[s.ID] = newOccupancy(s.CIDR)
	}
	inZone := map[string]int{}
	for i := range interfaces {
		if same(i) {
			inZone[i.Zone]++
		}
		if o := taken[i.SubnetID]; o != nil {
			for _, a := range i.Addresses {
				o.mark(a)
			}
		}
	}
	for id, o := range taken {
		o.reserve(id, reservations)
	}
	free := func(s Subnet) int { return s.Capacity() - taken[s.ID].count }
	candidates := slices.DeleteFunc(slices.Clone(subnets), func(s Subnet) bool { return free(s) <= 0 })
	if len(candidates) == 0 {
		return Subnet{}, noAddresses(subnets)
	}
	return slices.MinFunc(candidates, func(a, b Subnet) int {
		return cmp.Or(cmp.Compare(inZone[a.Zone], inZone[b.Zone]), cmp.Compare(free(b), free(a)), cmp.Compare(a.ID, b.ID))
	}), nil
}

// noAddresses says in the words of App Runner's event log that nothing is left.
func noAddresses(subnets []Subnet) error {
	if len(subnets) == 0 {
		return fault.New(fault.NotFound, "",
			"cannot find subnets with available IPs: none of the VPC connector's subnets exists any more; create a VPC connector with others and update the service to use it")
	}
	texts := make([]string, len(subnets))
	for i, s := range subnets {
		texts[i] = fmt.Sprintf("%s (%s, %s) has 0 of %d free", s.ID, s.CIDR, s.Zone, s.Capacity())
	}
	slices.Sort(texts)
	return fault.New(fault.Limit, "InsufficientFreeAddressesInSubnet",
		"cannot find subnets with available IPs: %s; delete network interfaces that nothing needs, or create a VPC connector with larger subnets and update the service to use it",
		strings.Join(texts, ", "))
}
