package quota

import (
	"slices"
	"strings"

	"sallyport/internal/platform"
	"sallyport/internal/vpc"
)

// Catalog is all quotas with the values that are enforced, by service and code.
func Catalog(l, defaults Limits) []Quota {
	all := slices.Concat(appRunner(l, defaults), ec2(l.Network, defaults.Network), network(l.Network, defaults.Network), gateways(l.Network, defaults.Network))
	slices.SortFunc(all, func(a, b Quota) int { return strings.Compare(a.ServiceCode+" "+a.Code, b.ServiceCode+" "+b.Code) })
	return all
}

func appRunner(l, d Limits) []Quota {
	return []Quota{
		{"apprunner", "SP-connectors", "VPC connectors per Region", l.Connectors, d.Connectors, true, "VpcConnectors",
			number(func(c platform.Connector) bool { return c.Active })},
		{"apprunner", "SP-services", "Services per Region", l.Services, d.Services, true, "Services",
			number(func(s platform.Service) bool { return s.Status != platform.Deleted })},
	}
}

func ec2(l, d vpc.Quotas) []Quota {
	return []Quota{
		{"ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", l.ElasticIPs, d.ElasticIPs, false, "ElasticIPs",
			number(func(a vpc.PublicAddress) bool { return !a.Automatic })},
		{"ec2", "L-7029FAB6", "Virtual private gateways per Region", l.VPNGateways, d.VPNGateways, false, "VpnGateways", number(all[vpc.VPNGateway])},
		{"ec2", "SP-instances", "Instances per Region", l.InstancesPerRegion, d.InstancesPerRegion, false, "Instances",
			number(func(i platform.Instance) bool { return i.TerminatedAt.IsZero() })},
	}
}

func network(l, d vpc.Quotas) []Quota {
	return []Quota{
		each("L-F678F1CE", "VPCs per Region", l.VPCs, d.VPCs, "VPCs", number(all[vpc.VPC])),
		each("L-83CA0A9D", "IPv4 CIDR blocks per VPC", l.BlocksPerVPC, d.BlocksPerVPC, "BlocksPerVpc",
			most(func(v vpc.VPC) (string, int) { return v.ID, len(v.Blocks) })),
		each("L-085A6257", "IPv6 CIDR blocks per VPC", l.IPv6BlocksPerVPC, d.IPv6BlocksPerVPC, "Ipv6BlocksPerVpc",
			most(func(v vpc.VPC) (string, int) { return v.ID, len(v.IPv6Blocks) })),
		each("L-407747CB", "Subnets per VPC", l.SubnetsPerVPC, d.SubnetsPerVPC, "SubnetsPerVpc",
			most(func(s vpc.Subnet) (string, int) { return s.VPCID, 1 })),
		each("SP-groups-per-vpc", "Security groups per VPC", l.GroupsPerVPC, d.GroupsPerVPC, "SecurityGroupsPerVpc",
			most(func(g vpc.SecurityGroup) (string, int) { return g.VPCID, 1 })),
		{"vpc", "L-0EA8095F", "Inbound or outbound rules per security group", l.RulesPerGroup, d.RulesPerGroup, true, "RulesPerSecurityGroup", rules},
		each("L-2AFB9258", "Security groups per network interface", l.GroupsPerInterface, d.GroupsPerInterface, "SecurityGroupsPerInterface",
			most(func(i vpc.Interface) (string, int) { return i.ID, len(i.Groups) })),
		each("L-DF5E4CA3", "Network interfaces per Region", l.InterfacesPerRegion, d.InterfacesPerRegion, "NetworkInterfaces", number(all[vpc.Interface])),
		each("L-589F43AA", "Route tables per VPC", l.RouteTablesPerVPC, d.RouteTablesPerVPC, "RouteTablesPerVpc",
			most(func(t vpc.RouteTable) (string, int) { return t.VPCID, 1 })),
		each("L-93826ACB", "Routes per route table", l.RoutesPerTable, d.RoutesPerTable, "RoutesPerRouteTable", routes),
		each("L-B4A6D682", "Network ACLs per VPC", l.NetworkACLsPerVPC, d.NetworkACLsPerVPC, "NetworkAclsPerVpc",
			most(func(a vpc.NetworkACL) (string, int) { return a.VPCID, 1 })),
		each("L-2AEEBF1A", "Rules per network ACL", l.EntriesPerACL, d.EntriesPerACL, "RulesPerNetworkAcl", entries),
	}
}

// each is a quota of the service vpc that no flag changes.
func each(code, name string, value, standard int, resource string, count counter) Quota {
	return Quota{"vpc", code, name, value, standard, false, resource, count}
}

func gateways(l, d vpc.Quotas) []Quota {
	return []Quota{
		each("L-A4707A72", "Internet gateways per Region", l.InternetGateways, d.InternetGateways, "InternetGateways", number(all[vpc.InternetGateway])),
		each("L-45FE3B85", "Egress-only internet gateways per Region", l.EgressOnlyGateways, d.EgressOnlyGateways, "EgressOnlyInternetGateways",
			number(all[vpc.EgressOnlyGateway])),
		each("L-FE5A380F", "NAT gateways per Availability Zone", l.NATGatewaysPerZone, d.NATGatewaysPerZone, "NatGatewaysPerZone", natGateways),
		each("L-7E9ECCDB", "Active VPC peering connections per VPC", l.PeeringsPerVPC, d.PeeringsPerVPC, "PeeringsPerVpc", peerings),
		each("L-DC9F7029", "Outstanding VPC peering connection requests", l.PeeringRequests, d.PeeringRequests, "PeeringRequests", peeringRequests),
		each("L-1B52E74A", "Gateway VPC endpoints per Region", l.GatewayEndpoints, d.GatewayEndpoints, "GatewayEndpoints",
			number(func(e vpc.Endpoint) bool { return e.Kind == vpc.GatewayEndpoint && e.State.Live() })),
		each("L-29B6F2EB", "Interface VPC endpoints per VPC", l.InterfaceEndpoints, d.InterfaceEndpoints, "InterfaceEndpointsPerVpc",
			most(func(e vpc.Endpoint) (string, int) {
				return e.VPCID, one(e.Kind == vpc.InterfaceEndpoint && e.State.Live())
			})),
		each("SP-prefix-lists", "Prefix lists per Region", l.PrefixLists, d.PrefixLists, "PrefixLists", number(all[vpc.PrefixList])),
		each("SP-prefix-list-entries", "Entries per prefix list", l.PrefixListEntries, d.PrefixListEntries, "EntriesPerPrefixList",
			most(func(p vpc.PrefixList) (string, int) { return p.ID, p.MaxEntries })),
		each("SP-dhcp-options", "DHCP option sets per Region", l.DHCPOptions, d.DHCPOptions, "DhcpOptions", number(all[vpc.DHCPOptions])),
		each("SP-flow-logs", "Flow logs per resource", l.FlowLogsPerResource, d.FlowLogsPerResource, "FlowLogsPerResource",
			most(func(f vpc.FlowLog) (string, int) { return f.ResourceID, 1 })),
		each("SP-insights-paths", "Network insights paths per Region", l.InsightsPaths, d.InsightsPaths, "InsightsPaths", number(all[vpc.InsightsPath])),
		each("SP-insights-analyses", "Network insights analyses per Region", l.InsightsAnalyses, d.InsightsAnalyses, "InsightsAnalyses",
			number(all[vpc.InsightsAnalysis])),
		each("SP-interfaces-per-instance", "Network interfaces per instance", l.InterfacesPerInstance, d.InterfacesPerInstance, "InterfacesPerInstance",
			most(interfacesOf)),
		each("SP-addresses-per-interface", "Private IPv4 addresses per network interface", l.AddressesPerInterface, d.AddressesPerInterface,
			"AddressesPerInterface", most(func(i vpc.Interface) (string, int) { return i.ID, len(i.Addresses) })),
	}
}
