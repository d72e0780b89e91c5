package vpc

import (
	"net/netip"
	"slices"

	"sallyport/internal/fault"
)

// ParseDestination reads the destination of a route and clears the bits beyond its mask, as EC2 does.
func ParseDestination(text string) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || !prefix.Addr().Is4() {
		return netip.Prefix{}, fault.New(fault.Invalid, "InvalidParameterValue",
			"Value (%s) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block. Write an IPv4 address, a slash and the number of leading bits, such as 0.0.0.0/0", text)
	}
	return prefix.Masked(), nil
}

// TargetKind says what the target of a route is.
type TargetKind string

// The kinds of targets.
const (
	GatewayTarget   TargetKind = "network gateway"
	InterfaceTarget TargetKind = "interface"
)

// Target is where a route leads, with the VPC that it is in.
type Target struct {
	ID    string
	Kind  TargetKind
	VPCID string // empty for a gateway that is not attached
}

// AddRoute gives the table with one more route.
func (t RouteTable) AddRoute(v VPC, destination netip.Prefix, target Target, limit int) (RouteTable, error) {
	if err := t.checkRoute(v, destination, target); err != nil {
		return t, err
	}
	if i := t.find(destination); i >= 0 {
		return t, fault.New(fault.Exists, "RouteAlreadyExists",
			"The route identified by %s already exists. In %s it leads to %s; replace it with ReplaceRoute", destination, t.ID, t.Routes[i].Target)
	}
	if len(t.Routes) >= limit {
		return t, fault.New(fault.Limit, "RouteLimitExceeded",
			"The maximum number of routes has been reached. Table %s has %d: delete or join routes, or raise the quota", t.ID, len(t.Routes))
	}
	t.Routes = append(t.Routes[:len(t.Routes):len(t.Routes)], Route{Destination: destination, Target: target.ID})
	return t, nil
}

// ReplaceRoute gives the table with another target for a destination that it has.
func (t RouteTable) ReplaceRoute(v VPC, destination netip.Prefix, target Target) (RouteTable, error) {
	if err := t.checkRoute(v, destination, target); err != nil {
		return t, err
	}
	i := t.find(destination)
	if i < 0 {
		return t, fault.New(fault.Invalid, "InvalidParameterValue",
			"There is no route defined for '%s' in the route table. Use CreateRoute instead. The table is %s", destination, t.ID)
	}
	t.Routes = slices.Clone(t.Routes)
	t.Routes[i].Target = target.ID
	return t, nil
}

// RemoveRoute gives the table without a route.
func (t RouteTable) RemoveRoute(v VPC, destination netip.Prefix) (RouteTable, error) {
	if v.isBlock(destination) {
		return t, fault.New(fault.Invalid, "InvalidParameterValue",
			"cannot remove local route %s in route table %s. The ranges of a VPC always reach each other; security groups say what may pass", destination, t.ID)
	}
	i := t.find(destination)
	if i < 0 {
		return t, fault.New(fault.NotFound, "InvalidRoute.NotFound",
			"no route with destination-cidr-block %s in route table %s. It has %s", destination, t.ID, t.destinations())
	}
	t.Routes = slices.Delete(slices.Clone(t.Routes), i, i+1)
	return t, nil
}

func (t RouteTable) checkRoute(v VPC, destination netip.Prefix, target Target) error {
	if target.VPCID != t.VPCID {
		where := "is attached to no VPC"
		if target.VPCID != "" {
			where = "is in " + target.VPCID
		}
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"route table %s and %s %s belong to different networks. The table is of %s, %s %s", t.ID, target.Kind, target.ID, t.VPCID, target.ID, where)
	}
	if v.isBlock(destination) {
		return fault.New(fault.Exists, "RouteAlreadyExists",
			"The route identified by %s already exists. It is the local route of %s, which every table has", destination, v.ID)
	}
	if v.holds(destination) && target.Kind == GatewayTarget {
		return fault.New(fault.Invalid, "InvalidParameterValue",
			"The destination CIDR block %s is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance. %s is a gateway", destination, target.ID)
	}
	return nil
}

func (t RouteTable) find(destination netip.Prefix) int {
	return slices.IndexFunc(t.Routes, func(r Route) bool { return r.Destination == destination })
}

func (t RouteTable) destinations() string {
	if len(t.Routes) == 0 {
		return "only the local routes"
	}
	return nameSome(t.Routes, func(r Route) string { return r.Destination.String() })
}

func (v VPC) isBlock(cidr netip.Prefix) bool {
	return slices.ContainsFunc(v.Blocks, func(b Block) bool { return b.CIDR == cidr })
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
