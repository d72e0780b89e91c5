package vpc

import (
	"encoding/json"
	"slices"
	"time"

	"sallyport/internal/fault"
)

// FindService gives the endpoint service with a name, or an error that says which there are.
func FindService(services []EndpointService, name string) (EndpointService, error) {
	for _, s := range services {
		if s.Name == name {
			return s, nil
		}
	}
	there := "There are none: the operator lists services with --endpoint-service NAME=HOST:PORT and --gateway-endpoint-service NAME=CIDR,…"
	if len(services) > 0 {
		there = "There are " + nameSome(services, func(s EndpointService) string { return s.Name + " (" + string(s.Kind) + ")" }) +
			"; the operator lists more with --endpoint-service NAME=HOST:PORT and --gateway-endpoint-service NAME=CIDR,…"
	}
	return EndpointService{}, fault.New(fault.NotFound, "InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist. %s", name, there)
}

// NewEndpoint makes an endpoint for a service in a VPC, still without subnets, groups and route tables; it is pending
// until the kernel holds it.
func (o Origin) NewEndpoint(v VPC, kind EndpointKind, service EndpointService) (Endpoint, error) {
	if kind != service.Kind {
		return Endpoint{}, fault.New(fault.Invalid, "InvalidParameter",
			"The VPC endpoint type %s does not match the type of the service %s, which is %s. Ask for that type", kind, service.Name, service.Kind)
	}
	return Endpoint{
		ID: o.NewID(PrefixEndpoint), Region: o.Region, OwnerID: o.OwnerID, VPCID: v.ID, Kind: kind, ServiceName: service.Name,
		State: StatePending, CreatedAt: o.Now,
	}, nil
}

// CheckKindOf refuses what only endpoints of the other kind have.
func (e Endpoint) CheckKindOf(subnets, groups, tables bool) error {
	refuse := func(given bool, what string) error {
		if !given {
			return nil
		}
		return fault.New(fault.Invalid, "InvalidParameter", "%s are not supported for %s endpoints, and this one for %s is such. Leave them out", what, e.Kind, e.ServiceName)
	}
	if e.Kind == InterfaceEndpoint {
		return refuse(tables, "Route tables")
	}
	if err := refuse(subnets, "Subnets"); err != nil {
		return err
	}
	return refuse(groups, "Security groups")
}

// CheckSubnet refuses a further subnet for the endpoint: each is of its VPC, and of a zone that it has no other in.
func (e Endpoint) CheckSubnet(subnet Subnet, has []Subnet) error {
	if subnet.VPCID != e.VPCID {
		return fault.New(fault.Invalid, "InvalidParameter",
			"The subnet ID '%s' does not belong to the VPC %s. It is one of %s", subnet.ID, e.VPCID, subnet.VPCID)
	}
	for _, other := range has {
		if other.Zone == subnet.Zone {
			return fault.New(fault.Invalid, "DuplicateSubnetsInSameZone",
				"Found another VPC endpoint subnet in the availability zone of %s. %s is in %s as well; an endpoint has one subnet a zone", subnet.ID, other.ID, other.Zone)
		}
	}
	return nil
}

// AddTable gives a gateway endpoint with one more route table. others are the VPC's endpoints.
func (e Endpoint) AddTable(t RouteTable, others []Endpoint) (Endpoint, error) {
	if t.VPCID != e.VPCID {
		return e, fault.New(fault.Invalid, "InvalidParameter",
			"The route table ID '%s' does not belong to the VPC %s. It is one of %s", t.ID, e.VPCID, t.VPCID)
	}
	if e.UsesTable(t.ID) {
		return e, nil
	}
	list := EndpointService{Name: e.ServiceName}.PrefixListID()
	for _, other := range others {
		if other.ID != e.ID && other.ServiceName == e.ServiceName && other.UsesTable(t.ID) {
			return e, fault.New(fault.Exists, "RouteAlreadyExists",
				"route table %s already has a route with destination-prefix-list-id %s. It is that of %s for the same service", t.ID, list, other.ID)
		}
	}
	if i := t.routeFor(Destination{PrefixListID: list}); i >= 0 {
		return e, fault.New(fault.Exists, "RouteAlreadyExists",
			"route table %s already has a route with destination-prefix-list-id %s. It leads to %s; delete it first", t.ID, list, t.Routes[i].Target)
	}
	e.RouteTableIDs = append(e.RouteTableIDs[:len(e.RouteTableIDs):len(e.RouteTableIDs)], t.ID)
	return e, nil
}

// RemoveTable gives the endpoint without a route table; one that it does not have changes nothing.
func (e Endpoint) RemoveTable(id string) Endpoint {
	e.RouteTableIDs = slices.DeleteFunc(slices.Clone(e.RouteTableIDs), func(t string) bool { return t == id })
	return e
}

// UsesTable says whether the endpoint's route is in a table.
func (e Endpoint) UsesTable(id string) bool {
	return e.Kind == GatewayEndpoint && e.State.Live() && slices.Contains(e.RouteTableIDs, id)
}

// CheckPrivateDNS refuses to let the service's own name stand for the endpoint's addresses where that can't be. others are
// the VPC's endpoints.
func (e Endpoint) CheckPrivateDNS(v VPC, service EndpointService, others []Endpoint) error {
	switch {
	case e.Kind != InterfaceEndpoint:
		return fault.New(fault.Invalid, "InvalidParameter", "Private DNS can't be enabled for %s endpoints, and this one for %s is such", e.Kind, e.ServiceName)
	case service.PrivateDNSName() == "":
		return fault.New(fault.Invalid, "InvalidParameter",
			"Private DNS can't be enabled because the service %s does not provide a private DNS name. The operator names it by its address (%s)", service.Name, service.Host)
	case !v.DNSSupport || !v.DNSHostnames:
		return fault.New(fault.Invalid, "InvalidParameter",
			"Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for %s. Set them with ModifyVpcAttribute", v.ID)
	}
	for _, other := range others {
		if other.ID != e.ID && other.PrivateDNS && other.State.Live() && other.ServiceName == e.ServiceName {
			return fault.New(fault.Conflict, "InvalidParameter",
				"private-dns-enabled cannot be set because there is already a conflicting DNS domain for %s in the VPC %s. It is that of %s", service.PrivateDNSName(), v.ID, other.ID)
		}
	}
	return nil
}

// Delete gives the endpoint on its way out, and whether that is news.
func (e Endpoint) Delete() (Endpoint, bool) {
	if !e.State.Live() {
		return e, false
	}
	e.State, e.PrivateDNS = StateDeleting, false
	return e, true
}

// Ended says that nothing is left of the endpoint but its description.
func (e Endpoint) Ended() bool { return e.State == StateDeleted || e.State == StateFailed }

// End gives the endpoint with nothing left of it.
func (e Endpoint) End(state State, now time.Time) Endpoint {
	e.State, e.DeletedAt, e.PrivateDNS = state, now, false
	return e
}

// endpointDescribable is how long an endpoint can be described after its end.
const endpointDescribable = time.Hour

// Describable is how long the endpoint is still described; 0 once it is to be forgotten. It is not for one that lives.
func (e Endpoint) Describable(now time.Time) time.Duration {
	return max(0, endpointDescribable-now.Sub(e.DeletedAt))
}

// CheckPolicy refuses a policy that is no JSON object. Policies are kept and have no effect.
func CheckPolicy(policy string) error {
	var object map[string]any
	if err := json.Unmarshal([]byte(policy), &object); err != nil {
		return fault.New(fault.Invalid, "InvalidPolicyDocument", "The policy is not a valid JSON object: %w", err)
	}
	return nil
}
