package vpc

// Quotas are how much of everything there may be. The zero value allows nothing; start from [DefaultQuotas].
type Quotas struct {
	VPCs                  int // a region
	BlocksPerVPC          int
	SubnetsPerVPC         int
	GroupsPerVPC          int
	GroupsPerInterface    int
	RulesPerGroup         int // in each direction
	RouteTablesPerVPC     int
	RoutesPerTable        int // that a user made
	InternetGateways      int // a region
	InterfacesPerRegion   int
	InstancesPerRegion    int // not terminated
	NetworkACLsPerVPC     int
	ElasticIPs            int // a region; automatic public addresses don't count
	NATGatewaysPerZone    int
	EgressOnlyGateways    int // a region
	InterfacesPerInstance int
	AddressesPerInterface int // private IPv4 ones, the primary included; as many IPv6 ones
	IPv6BlocksPerVPC      int
	EntriesPerACL         int // in each direction and family, the last one included
	PeeringsPerVPC        int // active ones
	PeeringRequests       int // pending ones that a region's VPCs made
	PrefixLists           int // a region
	PrefixListEntries     int // that a list may have at the most
	DHCPOptions           int // a region
	GatewayEndpoints      int // a region
	InterfaceEndpoints    int // a VPC
	VPNGateways           int // a region
	FlowLogsPerResource   int
	InsightsPaths         int // a region
	InsightsAnalyses      int // a region
}

// DefaultQuotas are AWS's, save for instances, which AWS counts in virtual processors.
func DefaultQuotas() Quotas {
	return Quotas{
		VPCs: 5, BlocksPerVPC: 5, SubnetsPerVPC: 200, GroupsPerVPC: 2500, GroupsPerInterface: 5, RulesPerGroup: 60,
		RouteTablesPerVPC: 200, RoutesPerTable: 500, InternetGateways: 5, InterfacesPerRegion: 5000, InstancesPerRegion: 1000,
		NetworkACLsPerVPC: 200, EntriesPerACL: 20, ElasticIPs: 5, IPv6BlocksPerVPC: 5, NATGatewaysPerZone: 5, EgressOnlyGateways: 5,
		InterfacesPerInstance: 15, AddressesPerInterface: 50,
		PeeringsPerVPC: 50, PeeringRequests: 25, PrefixLists: 100, PrefixListEntries: 1000, DHCPOptions: 1000,
		GatewayEndpoints: 20, InterfaceEndpoints: 50, VPNGateways: 5,
		FlowLogsPerResource: 2, InsightsPaths: 100, InsightsAnalyses: 1000,
	}
}
