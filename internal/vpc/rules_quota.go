package vpc

// Quotas are how much of everything there may be. The zero value allows nothing; start from [DefaultQuotas].
type Quotas struct {
	VPCs                int // a region
	BlocksPerVPC        int
	SubnetsPerVPC       int
	GroupsPerVPC        int
	GroupsPerInterface  int
	RulesPerGroup       int // in each direction
	RouteTablesPerVPC   int
	RoutesPerTable      int // that a user made
	InternetGateways    int // a region
	InterfacesPerRegion int
	InstancesPerRegion  int // not terminated
	NetworkACLsPerVPC   int
	ElasticIPs          int // a region; automatic public addresses don't count
	NATGatewaysPerZone  int
	EgressOnlyGateways  int // a region
	EntriesPerACL       int // in each direction and family, the last one included
}

// DefaultQuotas are AWS's, save for instances, which AWS counts in virtual processors.
func DefaultQuotas() Quotas {
	return Quotas{
		VPCs: 5, BlocksPerVPC: 5, SubnetsPerVPC: 200, GroupsPerVPC: 2500, GroupsPerInterface: 5, RulesPerGroup: 60,
		RouteTablesPerVPC: 200, RoutesPerTable: 500, InternetGateways: 5, InterfacesPerRegion: 5000, InstancesPerRegion: 1000,
		NetworkACLsPerVPC: 200, EntriesPerACL: 20, ElasticIPs: 5, NATGatewaysPerZone: 5, EgressOnlyGateways: 5,
	}
}
