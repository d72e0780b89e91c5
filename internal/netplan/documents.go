package netplan

import (
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// Documents are the kinds that make up VPCs, for store.Open.
func Documents() []store.Document {
	return []store.Document{
		vpc.RegionState{}, vpc.VPC{}, vpc.Subnet{}, vpc.SecurityGroup{}, vpc.SecurityGroupRule{}, vpc.RouteTable{},
		vpc.InternetGateway{}, vpc.NetworkACL{}, vpc.Interface{},
		vpc.PublicAddress{}, vpc.NATGateway{}, vpc.Peering{}, vpc.Endpoint{}, vpc.VPNGateway{}, vpc.EgressOnlyGateway{},
		vpc.PrefixList{}, vpc.DHCPOptions{}, vpc.SubnetReservation{}, vpc.FlowLog{}, vpc.EndpointTarget{},
		vpc.InsightsPath{}, vpc.InsightsAnalysis{},
	}
}
