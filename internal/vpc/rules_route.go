package vpc

import (
	"net/netip"
	"slices"

	"sallyport/internal/fault"
)

// Destination is what a route is for: one range, or the ranges of a prefix list. Exactly one of the two is set.
type Destination struct {
	CIDR         netip.Prefix
	PrefixListID string
}

// String is the range, or the id of the list.
func (d Destination) String() string {
	if d.PrefixListID != "" {
		return d.PrefixListID
	}
	return d.CIDR.String()
}

// Parameter is what EC2 calls a destination of this sort.
func (d Destination) Parameter() string {
	switch {
	case d.PrefixListID != "":
		return "destination-prefix-list-id"
	case d.CIDR.Addr().Is6():
		return "destination-ipv6-cidr-block"
	}
	return "destination-cidr-block"
}

// For is the route's destination.
func (r Route) For() Destination { return Destination{r.Destination, r.PrefixListID} }

// The ranges of the services of the link: no route may lead them elsewhere.
var unroutable = []netip.Prefix{netip.MustParsePrefix("169.254.168.0/22"), netip.MustParsePrefix("fd00:ec2::/32")}

// ParseDestination reads the destination range of a route and clears the bits beyond its mask, as EC2 does. The range
// must be of the family that the parameter is for.
func ParseDestination(text string, ipv6 bool) (netip.Prefix, error) {
	parameter, example := "destinationCidrBlock", "an IPv4 address, a slash and the number of leading bits, such as 0.0.0.0/0"
	if ipv6 {
		parameter, example = "destinationIpv6CidrBlock", "an IPv6 address, a slash and the number of leading bits, such as ::/0"
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix.Addr().Is6() != ipv6 || prefix.Addr().Is4In6() {
		return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter %s is invalid. This is not a valid CIDR block. Write %s", text, parameter, example)
	}
	prefix = prefix.Masked()
	for _, special := range unroutable {
		if special.Overlaps(prefix) && special.Bits() <= prefix.Bits() {
			return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
				"Value (%s) for parameter %s is invalid. The range %s is for the services of every interface's link; no route may lead it elsewhere", text, parameter, special)
		}
	}
	return prefix, nil
}

// TargetKind says what the target of a route is.
type TargetKind string

// The kinds of targets.
const (
	GatewayTarget    TargetKind = "network gateway" // igw-…, vgw-…
	EgressOnlyTarget TargetKind = "egress-only internet gateway"
	NATTarget        TargetKind = "NAT gateway"
	PeeringTarget    TargetKind = "VPC peering connection"
	InterfaceTarget  TargetKind = "interface"
)

// Target is where a route leads, with the VPC that it is in.
type Target struct {
	ID    string
	Kind  TargetKind
	VPCID string // empty for a gateway that is not attached
}

// Surroundings are what the routes of a table are judged by.
type Surroundings struct {
	VPC     VPC
	Subnets []Subnet // the VPC's
	// Entries says how many routes a prefix list counts as: its MaxEntries.
	Entries func(prefixListID string) int
	// Limit is how many routes a table may have.
	Limit int
}

// AddRoute gives the table with one more route.
func (t RouteTable) AddRoute(s Surroundings, destination Destination, target Target) (RouteTable, error) {
	if err := t.checkRoute(s, destination, target); err != nil {
		return t, err
	}
	if i := t.routeFor(destination); i >= 0 {
		return t, fault.New(fault.Exists, "RouteAlreadyExists",
			"The route identified by %s already exists. In %s it leads to %s; replace it with ReplaceRoute", destination, t.ID, t.Routes[i].Target)
	}
	added := Route{Destination: destination.CIDR, PrefixListID: destination.PrefixListID, Target: target.ID}
	routes := append(t.Routes[:len(t.Routes):len(t.Routes)], added)
	if count := CountRoutes(routes, s.Entries); count > s.Limit {
		return t, fault.New(fault.Limit, "RouteLimitExceeded",
			"The maximum number of routes has been reached. Table %s would have %d and may have %d, where a prefix list counts as its maximum of entries: delete or join routes, or raise the quota", t.ID, count, s.Limit)
	}
	t.Routes = routes
	return t, nil
}

// CountRoutes counts routes as the quota does: one with a prefix list is as many as the list may have entries.
func CountRoutes(routes []Route, entries func(prefixListID string) int) int {
	count := len(routes)
	for _, r := range routes {
		if r.PrefixListID != "" && entries != nil {
			count += entries(r.PrefixListID) - 1
		}
	}
	return count
}

// ReplaceRoute gives the table with another target for a destination that it has.
func (t RouteTable) ReplaceRoute(s Surroundings, destination Destination, target Target) (RouteTable, error) {
	if err := t.checkRoute(s, destination, target); err != nil {
		return t, err
	}
	i := t.routeFor(destination)
	if i < 0 {
		return t, fault.New(fault.Invalid, "InvalidParameterValue",
			"There is no route defined for '%s' in the route table. Use CreateRoute instead. The table is %s", destination, t.ID)
	}
	t.Routes = slices.Clone(t.Routes)
	t.Routes[i].Target = target.ID
	return t, nil
}

// RemoveRoute gives the table without a route.
func (t RouteTable) RemoveRoute(v VPC, destination Destination) (RouteTable, error) {
	if v.isBlock(destination.CIDR) {
		return t, fault.New(fault.Invalid, "InvalidParameterValue",
			"cannot remove local route %s in route table %s. The ranges of a VPC always reach each other; security groups say what may pass", destination, t.ID)
	}
	i := t.routeFor(destination)
	if i < 0 {
		return t, fault.New(fault.NotFound, "InvalidRoute.NotFound",
			"no route with %s %s in route table %s. It has %s", destination.Parameter(), destination, t.ID, t.destinations())
	}
	t.Routes = slices.Delete(slices.Clone(t.Routes), i, i+1)
	return t, nil
}

func (t RouteTable) checkRoute(s Surroundings, destination Destination, target Target) error {
	if target.VPCID != t.VPCID {
		where := "is attached to no VPC"
		if target.VPCID != "" {
			where = "is in " + target.VPCID
		}
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"route table %s and %s %s belong to different networks. The table is of %s, %s %s", t.ID, target.Kind, target.ID, t.VPCID, target.ID, where)
	}
	if destination.PrefixListID != "" {
		return nil
	}
	if err := checkFamily(destination.CIDR, target); err != nil {
		return err
	}
	if s.VPC.isBlock(destination.CIDR) {
		return fault.New(fault.Exists, "RouteAlreadyExists",
			"The route identified by %s already exists. It is the local route of %s, which every table has", destination, s.VPC.ID)
	}
	if s.VPC.covers(destination.CIDR) {
		return s.checkWithin(destination.CIDR, target)
	}
	return nil
}

// checkWithin refuses a route for a part of the VPC's own ranges that EC2 would not take: such a route is for a whole
// subnet, and leads to something that is in the VPC.
func (s Surroundings) checkWithin(cidr netip.Prefix, target Target) error {
	if target.Kind != InterfaceTarget && target.Kind != NATTarget {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"The destination CIDR block %s is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance, or a NAT gateway. %s is a %s", cidr, target.ID, target.Kind)
	}
	whole := slices.ContainsFunc(s.Subnets, func(n Subnet) bool {
		return n.CIDR == cidr || slices.ContainsFunc(n.IPv6Blocks, func(b Block) bool { return b.CIDR == cidr })
	})
	if !whole {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"The destination CIDR block %s is more specific than one of this VPC's CIDR blocks and is not the range of a subnet. %s has %s", cidr, s.VPC.ID,
			nameSome(s.Subnets, func(n Subnet) string { return n.ID + " (" + n.CIDR.String() + ")" }))
	}
	return nil
}

// checkFamily refuses targets that do not carry the destination's family.
func checkFamily(cidr netip.Prefix, target Target) error {
	isVGW := target.Kind == GatewayTarget && hasPrefix(target.ID, PrefixVPNGateway)
	switch {
	case cidr.Addr().Is4() && target.Kind == EgressOnlyTarget:
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"The destination %s is an IPv4 range, and %s is an %s. It carries IPv6; give DestinationIpv6CidrBlock, or a NAT gateway as the target", cidr, target.ID, target.Kind)
	case cidr.Addr().Is6() && (target.Kind == NATTarget || isVGW):
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"The destination %s is an IPv6 range, and %s carries IPv4 only. Use an egress-only internet gateway, an internet gateway, a peering or an interface", cidr, target.ID)
	}
	return nil
}

func (t RouteTable) find(destination netip.Prefix) int {
	return t.routeFor(Destination{CIDR: destination})
}

func (t RouteTable) routeFor(destination Destination) int {
	return slices.IndexFunc(t.Routes, func(r Route) bool { return r.For() == destination })
}

func (t RouteTable) destinations() string {
	if len(t.Routes) == 0 {
		return "only the local routes"
	}
	return nameSome(t.Routes, func(r Route) string { return r.For().String() })
}

func (v VPC) isBlock(cidr netip.Prefix) bool {
	is := func(b Block) bool { return b.CIDR == cidr }
	return slices.ContainsFunc(v.Blocks, is) || slices.ContainsFunc(v.IPv6Blocks, is)
}

// covers says whether the range is a part of one of the VPC's, of either family.
func (v VPC) covers(cidr netip.Prefix) bool {
	in := func(b Block) bool { return b.CIDR.Bits() <= cidr.Bits() && b.CIDR.Contains(cidr.Addr()) }
	return slices.ContainsFunc(v.Blocks, in) || slices.ContainsFunc(v.IPv6Blocks, in)
}

// CheckDelete refuses to delete a table that is its VPC's main one or has subnets.
func (t RouteTable) CheckDelete() error {
	if t.Main {
		return fault.New(fault.InUse, "DependencyViolation",
			"The routeTable '%s' has dependencies and cannot be deleted. It is the main table of %s; make another table the main one with ReplaceRouteTableAssociation of %s, or delete the VPC",
			t.ID, t.VPCID, t.MainAssociationID)
	}
	if len(t.Associations) > 0 {
		return fault.New(fault.InUse, "DependencyViolation",
			"The routeTable '%s' has dependencies and cannot be deleted. It is associated with %s; disassociate first", t.ID,
			nameSome(t.Associations, func(a Association) string { return a.SubnetID + " (" + a.ID + ")" }))
	}
	return nil
}
