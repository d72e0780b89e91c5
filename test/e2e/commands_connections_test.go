//go:build e2e

package e2e

import "testing"

func TestEndpointsAndListsByCommandLine(t *testing.T) {
	c := atCommands(t)
	c.network()
	c.run("describe-vpc-endpoint-services --filters Name=service-type,Values=Gateway", "ServiceNames.#=1", "ServiceNames.0="+files, "ServiceDetails.0.ServiceType.0.ServiceType=Gateway")
	c.run("describe-prefix-lists --filters Name=prefix-list-name,Values="+files, "PrefixLists.0.PrefixListId>filespl", "PrefixLists.0.Cidrs.0=198.51.100.0/25")
	c.refuse("create-vpc-endpoint --vpc-id $vpc$ --service-name com.amazonaws.nowhere", "InvalidServiceName", "com.amazonaws.nowhere", orders)
	c.run("create-vpc-endpoint --vpc-id $vpc$ --service-name "+files+" --route-table-ids $table$", "VpcEndpoint.VpcEndpointId>gateway", "VpcEndpoint.VpcEndpointType=Gateway", "VpcEndpoint.RouteTableIds.0=$table$", "VpcEndpoint.PolicyDocument=*")
	c.run("create-vpc-endpoint --vpc-id $vpc$ --vpc-endpoint-type Interface --service-name "+orders+" --subnet-ids $subnet$ --no-private-dns-enabled",
		"VpcEndpoint.VpcEndpointId>endpoint", "VpcEndpoint.State=pending", "VpcEndpoint.Groups.0.GroupName=default", "VpcEndpoint.NetworkInterfaceIds.0>eni", "VpcEndpoint.PrivateDnsEnabled=false")
	c.refuse("modify-vpc-endpoint --vpc-endpoint-id $gateway$ --add-subnet-ids $subnet$", "InvalidParameter", files, "Subnets")
	c.run("describe-route-tables --route-table-ids $table$ --query RouteTables[0].Routes[?GatewayId=='$gateway$']", "0.DestinationPrefixListId=$filespl$")
	c.refuse("delete-network-interface --network-interface-id $eni$", "OperationNotPermitted", "$endpoint$")
	c.refuse("delete-vpc --vpc-id $vpc$", "DependencyViolation", "$vpc$")
	c.run("modify-vpc-endpoint --vpc-endpoint-id $gateway$ --remove-route-table-ids $table$", "Return=true")
	c.run("describe-vpc-endpoints --vpc-endpoint-ids $gateway$ $endpoint$", "VpcEndpoints.#=2")
	c.run("describe-vpc-endpoints --filters Name=service-name,Values="+orders, "VpcEndpoints.0.DnsEntries.0.DnsName=*", "VpcEndpoints.0.SubnetIds.0=$subnet$")
	c.run("delete-vpc-endpoints --vpc-endpoint-ids $gateway$ $endpoint$ vpce-0123456789abcdef0", "Unsuccessful.#=1", "Unsuccessful.0.ResourceId=vpce-0123456789abcdef0", "Unsuccessful.0.Error.Code=InvalidVpcEndpointId.NotFound")

	c.run(`create-managed-prefix-list --prefix-list-name offices --max-entries 2 --address-family IPv4 --entries Cidr=10.1.0.0/16,Description=one`, "PrefixList.PrefixListId>pl", "PrefixList.Version=1", "PrefixList.MaxEntries=2")
	c.run("modify-managed-prefix-list --prefix-list-id $pl$ --current-version 1 --add-entries Cidr=10.2.0.0/16 --remove-entries Cidr=10.1.0.0/16", "PrefixList.State=*")
	c.refuse("modify-managed-prefix-list --prefix-list-id $pl$ --current-version 1 --add-entries Cidr=10.3.0.0/16", "PrefixListVersionMismatch", "$pl$", "2")
	c.run("describe-managed-prefix-lists --prefix-list-ids $pl$", "PrefixLists.0.Version=2", "PrefixLists.0.State=modify-complete")
	c.run("get-managed-prefix-list-entries --prefix-list-id $pl$", "Entries.#=1", "Entries.0.Cidr=10.2.0.0/16")
	c.run("get-managed-prefix-list-entries --prefix-list-id $pl$ --target-version 1", "Entries.0.Cidr=10.1.0.0/16", "Entries.0.Description=one")
	c.run("delete-managed-prefix-list --prefix-list-id $pl$", "PrefixList.State=delete-complete")
	c.wantUsed(`create-vpc-endpoint describe-vpc-endpoints modify-vpc-endpoint delete-vpc-endpoints describe-vpc-endpoint-services describe-prefix-lists
		create-managed-prefix-list describe-managed-prefix-lists get-managed-prefix-list-entries modify-managed-prefix-list delete-managed-prefix-list`)
	c.wreck()
}

func TestPeeringsAndVPNGatewaysByCommandLine(t *testing.T) {
	c := atCommands(t)
	c.network()
	c.run("create-vpc --cidr-block 10.8.0.0/16", "Vpc.VpcId>far")
	c.run("create-vpc-peering-connection --vpc-id $vpc$ --peer-vpc-id $far$", "VpcPeeringConnection.VpcPeeringConnectionId>rejected", "VpcPeeringConnection.Status.Code=*", "VpcPeeringConnection.RequesterVpcInfo.CidrBlock=10.7.0.0/16")
	c.run("wait vpc-peering-connection-exists --vpc-peering-connection-ids $rejected$")
	c.run("reject-vpc-peering-connection --vpc-peering-connection-id $rejected$", "Return=true")
	c.run("create-vpc-peering-connection --vpc-id $vpc$ --peer-vpc-id $far$", "VpcPeeringConnection.VpcPeeringConnectionId>pcx")
	c.run("accept-vpc-peering-connection --vpc-peering-connection-id $pcx$", "VpcPeeringConnection.Status.Code=*")
	c.refuse("accept-vpc-peering-connection --vpc-peering-connection-id $rejected$", "InvalidStateTransition", "$rejected$")
	c.run("modify-vpc-peering-connection-options --vpc-peering-connection-id $pcx$ --requester-peering-connection-options AllowDnsResolutionFromRemoteVpc=true", "RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc=true")
	c.run("describe-vpc-peering-connections --filters Name=status-code,Values=active", "VpcPeeringConnections.#=1", "VpcPeeringConnections.0.Status.Message=Active", "VpcPeeringConnections.0.AccepterVpcInfo.VpcId=$far$", "VpcPeeringConnections.0.RequesterVpcInfo.PeeringOptions.AllowDnsResolutionFromRemoteVpc=true")
	c.refuse("delete-vpc --vpc-id $far$", "DependencyViolation", "$far$")
	c.run("delete-vpc-peering-connection --vpc-peering-connection-id $pcx$", "Return=true")
	c.run("wait vpc-peering-connection-deleted --vpc-peering-connection-ids $pcx$")

	c.run("create-vpn-gateway --type ipsec.1 --amazon-side-asn 65001", "VpnGateway.VpnGatewayId>vgw", "VpnGateway.State=available", "VpnGateway.AmazonSideAsn=65001")
	c.run("attach-vpn-gateway --vpn-gateway-id $vgw$ --vpc-id $vpc$", "VpcAttachment.VpcId=$vpc$", "VpcAttachment.State=*")
	c.refuse("attach-vpn-gateway --vpn-gateway-id $vgw$ --vpc-id $far$", "VpnGatewayAttachmentLimitExceeded", "$vgw$", "$vpc$")
	c.run("enable-vgw-route-propagation --gateway-id $vgw$ --route-table-id $table$")
	c.run("describe-route-tables --route-table-ids $table$", "RouteTables.0.PropagatingVgws.0.GatewayId=$vgw$")
	c.run("describe-route-tables --route-table-ids $table$ --query RouteTables[0].Routes[?GatewayId=='$vgw$']", "0.DestinationCidrBlock=198.51.100.0/24", "0.Origin=EnableVgwRoutePropagation")
	c.refuse("delete-vpn-gateway --vpn-gateway-id $vgw$", "IncorrectState", "$vgw$")
	c.run("disable-vgw-route-propagation --gateway-id $vgw$ --route-table-id $table$")
	c.run("detach-vpn-gateway --vpn-gateway-id $vgw$ --vpc-id $vpc$")
	c.run("describe-vpn-gateways --vpn-gateway-ids $vgw$", "VpnGateways.#=1")
	c.run("delete-vpn-gateway --vpn-gateway-id $vgw$")

	c.run(`create-dhcp-options --dhcp-configurations Key=domain-name,Values=shop.example Key=domain-name-servers,Values=10.7.0.2`, "DhcpOptions.DhcpOptionsId>dopt", "DhcpOptions.DhcpConfigurations.0.Key=domain-name")
	c.run("associate-dhcp-options --dhcp-options-id $dopt$ --vpc-id $vpc$")
	c.run("describe-vpcs --filters Name=dhcp-options-id,Values=$dopt$", "Vpcs.#=1", "Vpcs.0.VpcId=$vpc$")
	c.refuse("delete-dhcp-options --dhcp-options-id $dopt$", "DependencyViolation", "$vpc$")
	c.run("associate-dhcp-options --dhcp-options-id default --vpc-id $vpc$")
	c.run("describe-dhcp-options --dhcp-options-ids $dopt$", "DhcpOptions.0.DhcpConfigurations.1.Values.0.Value=10.7.0.2")
	c.run("delete-dhcp-options --dhcp-options-id $dopt$")
	c.run("delete-vpc --vpc-id $far$")
	c.wantUsed(`create-vpc-peering-connection accept-vpc-peering-connection reject-vpc-peering-connection describe-vpc-peering-connections
		delete-vpc-peering-connection modify-vpc-peering-connection-options create-vpn-gateway describe-vpn-gateways attach-vpn-gateway detach-vpn-gateway
		delete-vpn-gateway enable-vgw-route-propagation disable-vgw-route-propagation create-dhcp-options describe-dhcp-options associate-dhcp-options delete-dhcp-options`)
	c.wreck()
}

func TestIPv6AndWatchingByCommandLine(t *testing.T) {
	c := atCommands(t)
	c.network()
	c.run("associate-vpc-cidr-block --vpc-id $vpc$ --amazon-provided-ipv6-cidr-block", "Ipv6CidrBlockAssociation.AssociationId>vpc6")
	c.run("describe-vpcs --vpc-ids $vpc$", "Vpcs.0.Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock>block", "Vpcs.0.Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlockState.State=associated")
	c.noted["range"] = c.noted["block"][:len(c.noted["block"])-len("/56")] + "/64"
	c.run("associate-subnet-cidr-block --subnet-id $subnet$ --ipv6-cidr-block $range$", "Ipv6CidrBlockAssociation.AssociationId>subnet6", "SubnetId=$subnet$")
	c.refuse("disassociate-vpc-cidr-block --association-id $vpc6$", "DependencyViolation", "$subnet$")
	c.run("create-egress-only-internet-gateway --vpc-id $vpc$", "EgressOnlyInternetGateway.EgressOnlyInternetGatewayId>eigw", "EgressOnlyInternetGateway.Attachments.0.VpcId=$vpc$")
	c.run("describe-egress-only-internet-gateways --egress-only-internet-gateway-ids $eigw$", "EgressOnlyInternetGateways.0.Attachments.0.State=attached")
	c.run("create-network-interface --subnet-id $subnet$", "NetworkInterface.NetworkInterfaceId>eni", "NetworkInterface.PrivateIpAddress>private")
	c.run("assign-ipv6-addresses --network-interface-id $eni$ --ipv6-address-count 1", "AssignedIpv6Addresses.0>six")
	c.run("describe-network-interfaces --filters Name=ipv6-addresses.ipv6-address,Values=$six$", "NetworkInterfaces.0.NetworkInterfaceId=$eni$")
	c.refuse("disassociate-subnet-cidr-block --association-id $subnet6$", "DependencyViolation", "$eni$")
	c.run("unassign-ipv6-addresses --network-interface-id $eni$ --ipv6-addresses $six$", "UnassignedIpv6Addresses.0=$six$")
	c.run("disassociate-subnet-cidr-block --association-id $subnet6$", "SubnetId=$subnet$")
	c.run("delete-egress-only-internet-gateway --egress-only-internet-gateway-id $eigw$", "ReturnCode=true")
	c.run("disassociate-vpc-cidr-block --association-id $vpc6$", "VpcId=$vpc$")

	c.run("create-subnet-cidr-reservation --subnet-id $other$ --cidr 10.7.2.64/28 --reservation-type explicit", "SubnetCidrReservation.SubnetCidrReservationId>scr", "SubnetCidrReservation.ReservationType=explicit")
	c.run("get-subnet-cidr-reservations --subnet-id $other$", "SubnetIpv4CidrReservations.0.Cidr=10.7.2.64/28", "SubnetIpv6CidrReservations.#=0")
	c.run("delete-subnet-cidr-reservation --subnet-cidr-reservation-id $scr$", "DeletedSubnetCidrReservation.SubnetCidrReservationId=$scr$")

	c.run("run-instances --image-id "+c.Images.Probe+" --subnet-id $other$ --instance-type t3.nano", "Instances.0.InstanceId>instance")
	c.run("attach-network-interface --network-interface-id $eni$ --instance-id $instance$ --device-index 1", "AttachmentId>attachment")
	c.run("describe-network-interfaces --network-interface-ids $eni$", "NetworkInterfaces.0.Status=in-use", "NetworkInterfaces.0.Attachment.AttachmentId=$attachment$", "NetworkInterfaces.0.Attachment.DeleteOnTermination=false")
	c.refuse("delete-network-interface --network-interface-id $eni$", "InvalidNetworkInterface.InUse", "$instance$")
	c.run("wait instance-running --instance-ids $instance$")
	c.run("describe-instance-types --instance-types t3.nano", "InstanceTypes.0.MemoryInfo.SizeInMiB=512")
	c.run("describe-instance-attribute --instance-id $instance$ --attribute disableApiTermination", "DisableApiTermination.Value=false")
	c.run("modify-instance-attribute --instance-id $instance$ --no-disable-api-termination")

	c.run("create-flow-logs --resource-type VPC --resource-ids $vpc$ --traffic-type ALL --log-destination-type s3 --log-destination arn:aws:s3:::flows", "FlowLogIds.0>log", "Unsuccessful.#=0")
	c.run("describe-flow-logs --filter Name=resource-id,Values=$vpc$", "FlowLogs.0.FlowLogId=$log$", "FlowLogs.0.FlowLogStatus=ACTIVE", "FlowLogs.0.TrafficType=ALL", "FlowLogs.0.MaxAggregationInterval=600", "FlowLogs.0.LogFormat=*")
	c.run("delete-flow-logs --flow-log-ids $log$", "Unsuccessful.#=0")
	c.run("create-network-insights-path --source $instance$ --destination $igw$ --protocol tcp --destination-port 443", "NetworkInsightsPath.NetworkInsightsPathId>path", "NetworkInsightsPath.Protocol=tcp")
	c.run("start-network-insights-analysis --network-insights-path-id $path$", "NetworkInsightsAnalysis.NetworkInsightsAnalysisId>analysis")
	c.run("describe-network-insights-analyses --network-insights-analysis-ids $analysis$", "NetworkInsightsAnalyses.0.Status=succeeded", "NetworkInsightsAnalyses.0.NetworkPathFound=false", "NetworkInsightsAnalyses.0.Explanations.0.ExplanationCode=NO_ROUTE_TO_DESTINATION")
	c.run("describe-network-insights-paths --network-insights-path-ids $path$", "NetworkInsightsPaths.0.DestinationPort=443")
	c.refuse("delete-network-insights-path --network-insights-path-id $path$", "AnalysisExistsForNetworkInsightsPath", "$analysis$")
	c.run("delete-network-insights-analysis --network-insights-analysis-id $analysis$", "NetworkInsightsAnalysisId=$analysis$")
	c.run("delete-network-insights-path --network-insights-path-id $path$", "NetworkInsightsPathId=$path$")
	c.run("detach-network-interface --attachment-id $attachment$")
	c.run("wait network-interface-available --network-interface-ids $eni$")
	c.run("delete-network-interface --network-interface-id $eni$")
	c.run("terminate-instances --instance-ids $instance$", "TerminatingInstances.0.CurrentState.Name=shutting-down")
	c.run("wait instance-terminated --instance-ids $instance$")
	c.wantUsed(`create-egress-only-internet-gateway describe-egress-only-internet-gateways delete-egress-only-internet-gateway associate-subnet-cidr-block
		disassociate-subnet-cidr-block create-subnet-cidr-reservation get-subnet-cidr-reservations delete-subnet-cidr-reservation attach-network-interface
		detach-network-interface assign-ipv6-addresses unassign-ipv6-addresses create-flow-logs describe-flow-logs delete-flow-logs
		create-network-insights-path describe-network-insights-paths delete-network-insights-path start-network-insights-analysis
		describe-network-insights-analyses delete-network-insights-analysis`)
	c.wreck()
}
