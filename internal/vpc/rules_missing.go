package vpc

import (
	"strconv"
	"strings"

	"sallyport/internal/fault"
)

// The errors of resources that are not there. A resource of another region is not there either.

// VPCNotFound is the error for an unknown VPC.
func VPCNotFound(id string) error { return missing("InvalidVpcID.NotFound", "vpc", id) }

// SubnetNotFound is the error for an unknown subnet.
func SubnetNotFound(id string) error { return missing("InvalidSubnetID.NotFound", "subnet", id) }

// GroupNotFound is the error for an unknown security group.
func GroupNotFound(id string) error {
	return fault.New(fault.NotFound, "InvalidGroup.NotFound", "The security group '%s' does not exist%s", id, elsewhere)
}

// RuleNotFound is the error for an unknown security group rule.
func RuleNotFound(id string) error {
	return missing("InvalidSecurityGroupRuleId.NotFound", "security group rule", id)
}

// RouteTableNotFound is the error for an unknown route table.
func RouteTableNotFound(id string) error {
	return missing("InvalidRouteTableID.NotFound", "routeTable", id)
}

// GatewayNotFound is the error for an unknown internet gateway.
func GatewayNotFound(id string) error {
	return missing("InvalidInternetGatewayID.NotFound", "internetGateway", id)
}

// ACLNotFound is the error for an unknown network ACL.
func ACLNotFound(id string) error { return missing("InvalidNetworkAclID.NotFound", "networkAcl", id) }

// InterfaceNotFound is the error for an unknown network interface.
func InterfaceNotFound(id string) error {
	return missing("InvalidNetworkInterfaceID.NotFound", "networkInterface", id)
}

// AssociationNotFound is the error for an unknown association of a route table.
func AssociationNotFound(id string) error {
	return missing("InvalidAssociationID.NotFound", "association", id)
}

// NATGatewayMissing is the error for a NAT gateway that a route can't lead to because it is not there.
func NATGatewayMissing(id string) error {
	return missing("InvalidNatGatewayID.NotFound", "natGateway", id)
}

// PeeringNotFound is the error for an unknown peering.
func PeeringNotFound(id string) error {
	return missing("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection", id)
}

// VPNGatewayNotFound is the error for an unknown VPN gateway.
func VPNGatewayNotFound(id string) error {
	return missing("InvalidVpnGatewayID.NotFound", "vpnGateway", id)
}

// EgressOnlyNotFound is the error for an egress-only gateway that a route can't lead to because it is not there.
func EgressOnlyNotFound(id string) error {
	return missing("InvalidGatewayID.NotFound", "egressOnlyInternetGateway", id)
}

// EndpointNotFound is the error for an unknown endpoint.
func EndpointNotFound(id string) error {
	return missing("InvalidVpcEndpointId.NotFound", "Vpc Endpoint", id)
}

// PrefixListNotFound is the error for an unknown prefix list.
func PrefixListNotFound(id string) error {
	return missing("InvalidPrefixListID.NotFound", "prefix list", id)
}

// DHCPOptionsNotFound is the error for an unknown set of DHCP options.
func DHCPOptionsNotFound(id string) error {
	return missing("InvalidDhcpOptionID.NotFound", "dhcpOption", id)
}

const elsewhere = " in this region. Look for its id, and for the region of the call"

func missing(code, noun, id string) error {
	return fault.New(fault.NotFound, code, "The %s ID '%s' does not exist%s", noun, id, elsewhere)
}

func decimal(n int32) string { return strconv.Itoa(int(n)) }

// nameSome lists what stands in the way of something: the first few by name and the number of the rest.
func nameSome[T any](things []T, name func(T) string) string {
	const few = 5
	var names []string
	for i, thing := range things {
		if i == few {
			names = append(names, "and "+strconv.Itoa(len(things)-few)+" more")
			break
		}
		names = append(names, name(thing))
	}
	return strings.Join(names, ", ")
}
