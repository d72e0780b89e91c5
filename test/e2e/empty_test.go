//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// wantEmpty waits until a region has nothing besides what it began with, and what EC2 shows for a while after its end.
func wantEmpty(r *harness.Region) {
	r.T.Helper()
	harness.Eventually(r.T, 30*time.Second, "nothing to be left in "+r.Name, func() (bool, string) {
		left := remains(r)
		return len(left) == 0, strings.Join(left, " ")
	})
}

// remains are the ids of what a region has.
func remains(r *harness.Region) (ids []string) {
	r.T.Helper()
	ctx := r.Context()
	vpcs, err := r.EC2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{})
	r.Must("list VPCs", err)
	byDefault := map[string]bool{}
	for _, one := range vpcs.Vpcs {
		byDefault[*one.VpcId] = *one.IsDefault
		if !*one.IsDefault {
			ids = append(ids, *one.VpcId)
		}
	}
	interfaces, err := r.EC2.DescribeNetworkInterfaces(ctx, &ec2.DescribeNetworkInterfacesInput{})
	r.Must("list interfaces", err)
	for _, one := range interfaces.NetworkInterfaces {
		ids = append(ids, *one.NetworkInterfaceId)
	}
	addresses, err := r.EC2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})
	r.Must("list addresses", err)
	for _, one := range addresses.Addresses {
		ids = append(ids, *one.AllocationId)
	}
	gateways, err := r.EC2.DescribeInternetGateways(ctx, &ec2.DescribeInternetGatewaysInput{})
	r.Must("list internet gateways", err)
	for _, one := range gateways.InternetGateways {
		if len(one.Attachments) == 0 || !byDefault[*one.Attachments[0].VpcId] {
			ids = append(ids, *one.InternetGatewayId)
		}
	}
	nats, err := r.EC2.DescribeNatGateways(ctx, &ec2.DescribeNatGatewaysInput{Filter: []types.Filter{{Name: aws.String("state"), Values: []string{"pending", "available", "deleting"}}}})
	r.Must("list NAT gateways", err)
	for _, one := range nats.NatGateways {
		ids = append(ids, *one.NatGatewayId)
	}
	endpoints, err := r.EC2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{})
	r.Must("list endpoints", err)
	for _, one := range endpoints.VpcEndpoints {
		if !strings.EqualFold(string(one.State), string(types.StateDeleted)) {
			ids = append(ids, *one.VpcEndpointId)
		}
	}
	return append(ids, loose(r)...)
}

// loose are the ids of what belongs to no VPC, or to several.
func loose(r *harness.Region) (ids []string) {
	r.T.Helper()
	ctx := r.Context()
	vpns, err := r.EC2.DescribeVpnGateways(ctx, &ec2.DescribeVpnGatewaysInput{})
	r.Must("list VPN gateways", err)
	for _, one := range vpns.VpnGateways {
		if one.State != types.VpnStateDeleted {
			ids = append(ids, *one.VpnGatewayId)
		}
	}
	peerings, err := r.EC2.DescribeVpcPeeringConnections(ctx, &ec2.DescribeVpcPeeringConnectionsInput{})
	r.Must("list peerings", err)
	for _, one := range peerings.VpcPeeringConnections {
		if code := one.Status.Code; code == types.VpcPeeringConnectionStateReasonCodeActive || code == types.VpcPeeringConnectionStateReasonCodePendingAcceptance {
			ids = append(ids, *one.VpcPeeringConnectionId)
		}
	}
	lists, err := r.EC2.DescribeManagedPrefixLists(ctx, &ec2.DescribeManagedPrefixListsInput{})
	r.Must("list prefix lists", err)
	for _, one := range lists.PrefixLists {
		if *one.OwnerId != "AWS" {
			ids = append(ids, *one.PrefixListId)
		}
	}
	options, err := r.EC2.DescribeDhcpOptions(ctx, &ec2.DescribeDhcpOptionsInput{})
	r.Must("list DHCP options", err)
	if n := len(options.DhcpOptions); n != 1 {
		ids = append(ids, fmt.Sprint(n, " sets of DHCP options, not that of the region"))
	}
	logs, err := r.EC2.DescribeFlowLogs(ctx, &ec2.DescribeFlowLogsInput{})
	r.Must("list flow logs", err)
	for _, one := range logs.FlowLogs {
		ids = append(ids, *one.FlowLogId)
	}
	paths, err := r.EC2.DescribeNetworkInsightsPaths(ctx, &ec2.DescribeNetworkInsightsPathsInput{})
	r.Must("list paths", err)
	for _, one := range paths.NetworkInsightsPaths {
		ids = append(ids, *one.NetworkInsightsPathId)
	}
	return ids
}
