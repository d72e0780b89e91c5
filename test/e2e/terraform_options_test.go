//go:build e2e

package e2e

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/test/e2e/harness"
)

// options is aws_vpc_dhcp_options. Before it deletes them, the provider gives VPCs that have them the default ones.
func (s *state) options() string {
	made, err := s.EC2.CreateDhcpOptions(s.Context(), &ec2.CreateDhcpOptionsInput{
		DhcpConfigurations: []types.NewDhcpConfiguration{
			{Key: aws.String("domain-name"), Values: []string{"shop.example"}},
			{Key: aws.String("domain-name-servers"), Values: []string{"AmazonProvidedDNS"}},
			{Key: aws.String("ntp-servers"), Values: []string{"10.7.0.9"}},
		},
		TagSpecifications: named(types.ResourceTypeDhcpOptions, "tf"),
	})
	id := ask(s, made, err).DhcpOptions.DhcpOptionsId
	s.add(managed{
		name: "aws_vpc_dhcp_options",
		read: func() any {
			out, err := s.EC2.DescribeDhcpOptions(s.Context(), &ec2.DescribeDhcpOptionsInput{DhcpOptionsIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			s.has("aws_vpc_dhcp_options", out.DhcpOptions[0].OwnerId, out.DhcpOptions[0].DhcpConfigurations[0].Key)
			return out.DhcpOptions
		},
		destroy: func() {
			users, err := s.EC2.DescribeVpcs(s.Context(), &ec2.DescribeVpcsInput{Filters: filtered("dhcp-options-id", *id)})
			for _, user := range ask(s, users, err).Vpcs {
				_, err := s.EC2.AssociateDhcpOptions(s.Context(), &ec2.AssociateDhcpOptionsInput{DhcpOptionsId: aws.String("default"), VpcId: user.VpcId})
				s.Must("associate the default options", err)
			}
			_, err = s.EC2.DeleteDhcpOptions(s.Context(), &ec2.DeleteDhcpOptionsInput{DhcpOptionsId: id})
			s.Must("delete", err)
		},
		gone: "InvalidDhcpOptionID.NotFound",
	})
	return *id
}

// associate is aws_vpc_dhcp_options_association.
func (s *state) associate(options, vpc string) {
	_, err := s.EC2.AssociateDhcpOptions(s.Context(), &ec2.AssociateDhcpOptionsInput{DhcpOptionsId: &options, VpcId: &vpc})
	s.Must("associate the options", err)
}

// list is aws_ec2_managed_prefix_list, whose descriptions the provider changes by taking entries away and adding them.
func (s *state) list() {
	made, err := s.EC2.CreateManagedPrefixList(s.Context(), &ec2.CreateManagedPrefixListInput{
		PrefixListName: aws.String("tf"), AddressFamily: aws.String("IPv4"), MaxEntries: aws.Int32(5), ClientToken: aws.String("terraform-list"),
		Entries: []types.AddPrefixListEntry{{Cidr: aws.String("10.1.0.0/16"), Description: aws.String("one")}}, TagSpecifications: named(types.ResourceTypePrefixList, "tf"),
	})
	id := ask(s, made, err).PrefixList.PrefixListId
	s.add(managed{
		name: "aws_ec2_managed_prefix_list",
		read: func() any {
			out, err := s.EC2.DescribeManagedPrefixLists(s.Context(), &ec2.DescribeManagedPrefixListsInput{PrefixListIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			one := out.PrefixLists[0]
			s.has("aws_ec2_managed_prefix_list", one.AddressFamily, one.PrefixListArn, one.MaxEntries, one.PrefixListName, one.OwnerId, one.Version, one.State)
			entries, err := s.EC2.GetManagedPrefixListEntries(s.Context(), &ec2.GetManagedPrefixListEntriesInput{PrefixListId: id})
			return []any{one, ask(s, entries, err).Entries}
		},
		update: func() {
			_, err := s.EC2.ModifyManagedPrefixList(s.Context(), &ec2.ModifyManagedPrefixListInput{PrefixListId: id, CurrentVersion: aws.Int64(1), RemoveEntries: []types.RemovePrefixListEntry{{Cidr: aws.String("10.1.0.0/16")}}})
			s.Must("take the entry away", err)
			_, err = s.EC2.ModifyManagedPrefixList(s.Context(), &ec2.ModifyManagedPrefixListInput{PrefixListId: id, CurrentVersion: aws.Int64(2), PrefixListName: aws.String("tf"), AddEntries: []types.AddPrefixListEntry{{Cidr: aws.String("10.1.0.0/16"), Description: aws.String("new")}}})
			s.Must("add it again", err)
			_, err = s.EC2.ModifyManagedPrefixList(s.Context(), &ec2.ModifyManagedPrefixListInput{PrefixListId: id, MaxEntries: aws.Int32(9)})
			s.Must("make room", err)
		},
		destroy: func() {
			_, err := s.EC2.DeleteManagedPrefixList(s.Context(), &ec2.DeleteManagedPrefixListInput{PrefixListId: id})
			s.Must("delete", err)
		},
		gone: "InvalidPrefixListID.NotFound",
	})
}

// flowLog is aws_flow_log.
func (s *state) flowLog(vpc string) {
	made, err := s.EC2.CreateFlowLogs(s.Context(), &ec2.CreateFlowLogsInput{
		ResourceIds: []string{vpc}, ResourceType: types.FlowLogsResourceTypeVpc, TrafficType: types.TrafficTypeAll, LogDestinationType: types.LogDestinationTypeS3,
		LogDestination: aws.String("arn:aws:s3:::flows"), MaxAggregationInterval: aws.Int32(60), ClientToken: aws.String("terraform-log"), TagSpecifications: named(types.ResourceTypeVpcFlowLog, "tf"),
	})
	id := ask(s, made, err).FlowLogIds[0]
	s.add(managed{
		name: "aws_flow_log",
		read: func() any {
			out, err := s.EC2.DescribeFlowLogs(s.Context(), &ec2.DescribeFlowLogsInput{FlowLogIds: []string{id}})
			if err == nil && len(out.FlowLogs) == 0 {
				return nil
			}
			one := ask(s, out, err).FlowLogs[0]
			s.has("aws_flow_log", one.LogDestinationType, one.LogDestination, one.LogFormat, one.MaxAggregationInterval, one.TrafficType, one.ResourceId, one.FlowLogStatus)
			return one
		},
		destroy: func() {
			out, err := s.EC2.DeleteFlowLogs(s.Context(), &ec2.DeleteFlowLogsInput{FlowLogIds: []string{id}})
			if n := len(ask(s, out, err).Unsuccessful); n != 0 {
				s.T.Errorf("%d flow logs could not be deleted", n)
			}
		},
	})
}

// plug is aws_network_interface with an attachment, which is taken off before the interface is deleted.
func (s *state) plug(subnet, group, instance string) {
	made, err := s.EC2.CreateNetworkInterface(s.Context(), &ec2.CreateNetworkInterfaceInput{
		SubnetId: &subnet, Groups: []string{group}, Description: aws.String("tf"), SecondaryPrivateIpAddressCount: aws.Int32(1), ClientToken: aws.String("terraform-eni"),
		TagSpecifications: named(types.ResourceTypeNetworkInterface, "tf"),
	})
	id := ask(s, made, err).NetworkInterface.NetworkInterfaceId
	described := func() types.NetworkInterface {
		out, err := s.EC2.DescribeNetworkInterfaces(s.Context(), &ec2.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{*id}})
		return ask(s, out, err).NetworkInterfaces[0]
	}
	await := func(want types.NetworkInterfaceStatus) {
		harness.Eventually(s.T, 30*time.Second, *id+" to be "+string(want), func() (bool, string) {
			at := described().Status
			return at == want, string(at)
		})
	}
	await(types.NetworkInterfaceStatusAvailable)
	attached, err := s.EC2.AttachNetworkInterface(s.Context(), &ec2.AttachNetworkInterfaceInput{NetworkInterfaceId: id, InstanceId: &instance, DeviceIndex: aws.Int32(1)})
	attachment := ask(s, attached, err).AttachmentId
	await(types.NetworkInterfaceStatusInUse)
	s.add(managed{
		name: "aws_network_interface",
		read: func() any {
			out, err := s.EC2.DescribeNetworkInterfaces(s.Context(), &ec2.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			one := out.NetworkInterfaces[0]
			s.has("aws_network_interface", one.Description, one.InterfaceType, one.MacAddress, one.OwnerId, one.PrivateDnsName, one.PrivateIpAddress, one.SourceDestCheck, one.SubnetId, one.Groups[0].GroupId, one.PrivateIpAddresses[1].PrivateIpAddress)
			if one.Attachment != nil {
				s.has("its attachment", one.Attachment.AttachmentId, one.Attachment.DeviceIndex, one.Attachment.InstanceId, one.Attachment.NetworkCardIndex)
			}
			return one
		},
		update: func() {
			_, err := s.EC2.ModifyNetworkInterfaceAttribute(s.Context(), &ec2.ModifyNetworkInterfaceAttributeInput{NetworkInterfaceId: id, Description: &types.AttributeValue{Value: aws.String("new")}})
			s.Must("describe it anew", err)
			_, err = s.EC2.AssignPrivateIpAddresses(s.Context(), &ec2.AssignPrivateIpAddressesInput{NetworkInterfaceId: id, SecondaryPrivateIpAddressCount: aws.Int32(1)})
			s.Must("assign an address", err)
		},
		destroy: func() {
			_, err := s.EC2.DetachNetworkInterface(s.Context(), &ec2.DetachNetworkInterfaceInput{AttachmentId: attachment, Force: aws.Bool(true)})
			s.Must("detach", err)
			await(types.NetworkInterfaceStatusAvailable)
			_, err = s.EC2.DeleteNetworkInterface(s.Context(), &ec2.DeleteNetworkInterfaceInput{NetworkInterfaceId: id})
			s.Must("delete", err)
		},
		gone: "InvalidNetworkInterfaceID.NotFound",
	})
}
