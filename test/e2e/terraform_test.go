//go:build e2e

package e2e

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"sallyport/test/e2e/harness"
)

// managed is a resource as Terraform's provider for AWS treats it: in its calls and their order.
type managed struct {
	name string
	// read asks for every attribute that the provider keeps. It is called twice, and must give the same.
	read func() any
	// update changes what can be changed in place; nil for nothing.
	update func()
	// destroy ends the resource; gone is the code that the provider expects of a read from then on, or empty where the
	// state says it.
	destroy func()
	gone    string
}

// state is what a group of resources is made and destroyed with: the last that was made goes first.
type state struct {
	*harness.Region
	resources []managed
}

func ask[T any](s *state, out T, err error) T {
	s.T.Helper()
	s.Must("ask as Terraform does", err)
	return out
}

// add reads a new resource as a plan does, updates it, and reads it again.
func (s *state) add(m managed) {
	s.T.Helper()
	s.still(m)
	if m.update != nil {
		m.update()
		s.still(m)
	}
	s.resources = append(s.resources, m)
}

// still fails the test unless two reads give the same.
func (s *state) still(m managed) {
	s.T.Helper()
	first := m.read()
	if failed, ok := first.(readFailed); ok {
		s.T.Fatalf("read %s: %v", m.name, failed.error)
	}
	if diff := cmp.Diff(text(s.T, first), text(s.T, m.read())); diff != "" {
		s.T.Errorf("the plan of %s is not empty: %s", m.name, diff)
	}
}

func text(t testing.TB, value any) string {
	t.Helper()
	written, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// has fails the test for each attribute that the provider reads and is not there.
func (s *state) has(name string, attributes ...any) {
	s.T.Helper()
	for n, attribute := range attributes {
		if written := text(s.T, attribute); written == "null" || written == `""` {
			s.T.Errorf("%s: the %d. attribute that Terraform reads is absent", name, n+1)
		}
	}
}

func (s *state) destroy() {
	s.T.Helper()
	for _, m := range slices.Backward(s.resources) {
		m.destroy()
		if m.gone == "" {
			continue
		}
		code := ""
		harness.Eventually(s.T, time.Minute, m.name+" to be gone", func() (bool, string) {
			code = s.codeOf(m)
			return code != "", "it is there"
		})
		if code != m.gone {
			s.T.Errorf("after its end %s answers %s, want %s", m.name, code, m.gone)
		}
	}
}

// readFailed carries an error out of a read.
type readFailed struct{ error }

// codeOf is the code of the error that a read ends with.
func (s *state) codeOf(m managed) string {
	read := m.read()
	failed, ok := read.(readFailed)
	var api smithy.APIError
	if !ok || !errors.As(failed.error, &api) {
		return ""
	}
	return api.ErrorCode()
}

func filtered(pairs ...string) []types.Filter {
	var filters []types.Filter
	for i := 0; i < len(pairs); i += 2 {
		filters = append(filters, types.Filter{Name: &pairs[i], Values: []string{pairs[i+1]}})
	}
	return filters
}

func named(kind types.ResourceType, name string) []types.TagSpecification {
	return []types.TagSpecification{{ResourceType: kind, Tags: []types.Tag{{Key: aws.String("Name"), Value: &name}}}}
}

// vpc is aws_vpc.
func (s *state) vpc(cidr string) string {
	made, err := s.EC2.CreateVpc(s.Context(), &ec2.CreateVpcInput{CidrBlock: &cidr, InstanceTenancy: types.TenancyDefault, TagSpecifications: named(types.ResourceTypeVpc, "tf")})
	id := ask(s, made, err).Vpc.VpcId
	attribute := func(name types.VpcAttributeName) *ec2.DescribeVpcAttributeOutput {
		out, err := s.EC2.DescribeVpcAttribute(s.Context(), &ec2.DescribeVpcAttributeInput{VpcId: id, Attribute: name})
		return ask(s, out, err)
	}
	s.add(managed{
		name: "aws_vpc",
		read: func() any {
			out, err := s.EC2.DescribeVpcs(s.Context(), &ec2.DescribeVpcsInput{VpcIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			v := out.Vpcs[0]
			names, support, usage := attribute(types.VpcAttributeNameEnableDnsHostnames), attribute(types.VpcAttributeNameEnableDnsSupport), attribute(types.VpcAttributeNameEnableNetworkAddressUsageMetrics)
			s.has("aws_vpc", v.OwnerId, v.DhcpOptionsId, v.InstanceTenancy, v.CidrBlockAssociationSet[0].AssociationId, names.EnableDnsHostnames.Value, support.EnableDnsSupport.Value, usage.EnableNetworkAddressUsageMetrics.Value)
			acls, err := s.EC2.DescribeNetworkAcls(s.Context(), &ec2.DescribeNetworkAclsInput{Filters: filtered("default", "true", "vpc-id", *id)})
			tables, tablesErr := s.EC2.DescribeRouteTables(s.Context(), &ec2.DescribeRouteTablesInput{Filters: filtered("association.main", "true", "vpc-id", *id)})
			groups, groupsErr := s.EC2.DescribeSecurityGroups(s.Context(), &ec2.DescribeSecurityGroupsInput{Filters: filtered("group-name", "default", "vpc-id", *id)})
			return []any{v, *names.EnableDnsHostnames.Value, *support.EnableDnsSupport.Value, ask(s, acls, err).NetworkAcls[0], ask(s, tables, tablesErr).RouteTables[0], ask(s, groups, groupsErr).SecurityGroups[0]}
		},
		update: func() {
			_, err := s.EC2.ModifyVpcAttribute(s.Context(), &ec2.ModifyVpcAttributeInput{VpcId: id, EnableDnsHostnames: &types.AttributeBooleanValue{Value: aws.Bool(true)}})
			s.Must("turn host names on", err)
		},
		destroy: func() {
			_, err := s.EC2.DeleteVpc(s.Context(), &ec2.DeleteVpcInput{VpcId: id})
			s.Must("delete the VPC", err)
		},
		gone: "InvalidVpcID.NotFound",
	})
	return *id
}

// subnet is aws_subnet. Before it deletes one, the provider looks for what others left in it.
func (s *state) subnet(vpc, cidr string) string {
	made, err := s.EC2.CreateSubnet(s.Context(), &ec2.CreateSubnetInput{VpcId: &vpc, CidrBlock: &cidr, AvailabilityZone: aws.String(s.Zone("a")), TagSpecifications: named(types.ResourceTypeSubnet, "tf")})
	id := ask(s, made, err).Subnet.SubnetId
	s.add(managed{
		name: "aws_subnet",
		read: func() any {
			out, err := s.EC2.DescribeSubnets(s.Context(), &ec2.DescribeSubnetsInput{SubnetIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			one := out.Subnets[0]
			s.has("aws_subnet", one.SubnetArn, one.AvailabilityZoneId, one.AssignIpv6AddressOnCreation, one.EnableDns64, one.Ipv6Native, one.MapPublicIpOnLaunch, one.OwnerId,
				one.PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord, one.PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord, one.PrivateDnsNameOptionsOnLaunch.HostnameType)
			return one
		},
		update: func() {
			_, err := s.EC2.ModifySubnetAttribute(s.Context(), &ec2.ModifySubnetAttributeInput{SubnetId: id, MapPublicIpOnLaunch: &types.AttributeBooleanValue{Value: aws.Bool(true)}})
			s.Must("map public addresses on launch", err)
		},
		destroy: func() {
			left, err := s.EC2.DescribeNetworkInterfaces(s.Context(), &ec2.DescribeNetworkInterfacesInput{Filters: filtered("subnet-id", *id, "description", "AWS Lambda VPC ENI*")})
			if n := len(ask(s, left, err).NetworkInterfaces); n > 0 {
				s.T.Errorf("%d interfaces of functions", n)
			}
			_, err = s.EC2.DeleteSubnet(s.Context(), &ec2.DeleteSubnetInput{SubnetId: id})
			s.Must("delete the subnet", err)
		},
		gone: "InvalidSubnetID.NotFound",
	})
	return *id
}

// gateway is aws_internet_gateway.
func (s *state) gateway(vpc string) string {
	made, err := s.EC2.CreateInternetGateway(s.Context(), &ec2.CreateInternetGatewayInput{TagSpecifications: named(types.ResourceTypeInternetGateway, "tf")})
	id := ask(s, made, err).InternetGateway.InternetGatewayId
	_, err = s.EC2.AttachInternetGateway(s.Context(), &ec2.AttachInternetGatewayInput{InternetGatewayId: id, VpcId: &vpc})
	s.Must("attach", err)
	s.add(managed{
		name: "aws_internet_gateway",
		read: func() any {
			out, err := s.EC2.DescribeInternetGateways(s.Context(), &ec2.DescribeInternetGatewaysInput{InternetGatewayIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			if at := out.InternetGateways[0].Attachments; len(at) != 1 || at[0].State != "available" {
				s.T.Errorf("unexpected attachments %v", at)
			}
			return out.InternetGateways
		},
		destroy: func() {
			_, err := s.EC2.DetachInternetGateway(s.Context(), &ec2.DetachInternetGatewayInput{InternetGatewayId: id, VpcId: &vpc})
			s.Must("detach", err)
			_, err = s.EC2.DeleteInternetGateway(s.Context(), &ec2.DeleteInternetGatewayInput{InternetGatewayId: id})
			s.Must("delete", err)
		},
		gone: "InvalidInternetGatewayID.NotFound",
	})
	return *id
}

// eip is aws_eip, whose host name is an attribute of its own.
func (s *state) eip() string {
	made, err := s.EC2.AllocateAddress(s.Context(), &ec2.AllocateAddressInput{Domain: types.DomainTypeVpc, TagSpecifications: named(types.ResourceTypeElasticIp, "tf")})
	id := ask(s, made, err).AllocationId
	s.add(managed{
		name: "aws_eip",
		read: func() any {
			out, err := s.EC2.DescribeAddresses(s.Context(), &ec2.DescribeAddressesInput{AllocationIds: []string{*id}})
			if err != nil {
				return readFailed{err}
			}
			s.has("aws_eip", out.Addresses[0].PublicIp, out.Addresses[0].NetworkBorderGroup, out.Addresses[0].PublicIpv4Pool, out.Addresses[0].Domain)
			names, err := s.EC2.DescribeAddressesAttribute(s.Context(), &ec2.DescribeAddressesAttributeInput{AllocationIds: []string{*id}, Attribute: types.AddressAttributeNameDomainName})
			return []any{out.Addresses, ask(s, names, err).Addresses}
		},
		destroy: func() {
			_, err := s.EC2.ReleaseAddress(s.Context(), &ec2.ReleaseAddressInput{AllocationId: id, NetworkBorderGroup: &s.Name})
			s.Must("release", err)
		},
		gone: "InvalidAllocationID.NotFound",
	})
	return *id
}

// nat is aws_nat_gateway.
func (s *state) nat(subnet, allocation string) string {
	made, err := s.EC2.CreateNatGateway(s.Context(), &ec2.CreateNatGatewayInput{
		SubnetId: &subnet, AllocationId: &allocation, ConnectivityType: types.ConnectivityTypePublic, TagSpecifications: named(types.ResourceTypeNatgateway, "tf"),
	})
	id := ask(s, made, err).NatGateway.NatGatewayId
	in := &ec2.DescribeNatGatewaysInput{NatGatewayIds: []string{*id}}
	available := ec2.NewNatGatewayAvailableWaiter(s.EC2, func(o *ec2.NatGatewayAvailableWaiterOptions) { o.MinDelay = 100 * time.Millisecond })
	s.Must("wait for "+*id, available.Wait(s.Context(), in, 30*time.Second))
	s.add(managed{
		name: "aws_nat_gateway",
		read: func() any {
			out, err := s.EC2.DescribeNatGateways(s.Context(), in)
			one := ask(s, out, err).NatGateways[0]
			first := one.NatGatewayAddresses[0]
			s.has("aws_nat_gateway", one.ConnectivityType, one.SubnetId, first.AllocationId, first.AssociationId, first.IsPrimary, first.NetworkInterfaceId, first.PrivateIp, first.PublicIp)
			return one
		},
		destroy: func() {
			_, err := s.EC2.DeleteNatGateway(s.Context(), &ec2.DeleteNatGatewayInput{NatGatewayId: id})
			s.Must("delete", err)
			deleted := ec2.NewNatGatewayDeletedWaiter(s.EC2, func(o *ec2.NatGatewayDeletedWaiterOptions) { o.MinDelay = 100 * time.Millisecond })
			s.Must("wait for the end of "+*id, deleted.Wait(s.Context(), in, 30*time.Second))
		},
	})
	return *id
}

// instance is aws_instance, of which the provider reads four attributes by calls of their own, and the type.
func (s *state) instance(subnet, group string) string {
	data := base64.StdEncoding.EncodeToString([]byte("A=b"))
	made, err := s.EC2.RunInstances(s.Context(), &ec2.RunInstancesInput{
		ImageId: &s.Images.Probe, InstanceType: types.InstanceTypeT3Micro, MinCount: aws.Int32(1), MaxCount: aws.Int32(1), SubnetId: &subnet, SecurityGroupIds: []string{group},
		UserData: &data, ClientToken: aws.String("terraform-1"), DisableApiTermination: aws.Bool(false), DisableApiStop: aws.Bool(false), EbsOptimized: aws.Bool(false),
		Monitoring: &types.RunInstancesMonitoringEnabled{Enabled: aws.Bool(false)}, TagSpecifications: named(types.ResourceTypeInstance, "tf"),
	})
	id := *ask(s, made, err).Instances[0].InstanceId
	running := ec2.NewInstanceRunningWaiter(s.EC2, func(o *ec2.InstanceRunningWaiterOptions) { o.MinDelay = 200 * time.Millisecond })
	s.Must("wait for "+id, running.Wait(s.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{id}}, time.Minute))
	attribute := func(name types.InstanceAttributeName) *ec2.DescribeInstanceAttributeOutput {
		out, err := s.EC2.DescribeInstanceAttribute(s.Context(), &ec2.DescribeInstanceAttributeInput{InstanceId: &id, Attribute: name})
		return ask(s, out, err)
	}
	described := func() types.Instance {
		out, err := s.EC2.DescribeInstances(s.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{id}})
		return ask(s, out, err).Reservations[0].Instances[0]
	}
	s.add(managed{
		name: "aws_instance",
		read: func() any {
			one := described()
			s.has("aws_instance", one.Placement.AvailabilityZone, one.Placement.Tenancy, one.InstanceType, one.PrivateDnsName, one.PublicDnsName, one.PrivateIpAddress, one.EbsOptimized,
				one.SourceDestCheck, one.Monitoring.State, one.NetworkInterfaces[0].Attachment.DeviceIndex, one.SecurityGroups[0].GroupId)
			kinds, err := s.EC2.DescribeInstanceTypes(s.Context(), &ec2.DescribeInstanceTypesInput{InstanceTypes: []types.InstanceType{one.InstanceType}})
			launched, tagsErr := s.EC2.DescribeTags(s.Context(), &ec2.DescribeTagsInput{Filters: filtered("resource-id", id, "key", "aws:ec2launchtemplate:id")})
			return []any{one, *ask(s, kinds, err).InstanceTypes[0].BurstablePerformanceSupported, len(ask(s, launched, tagsErr).Tags),
				*attribute(types.InstanceAttributeNameInstanceInitiatedShutdownBehavior).InstanceInitiatedShutdownBehavior.Value, *attribute(types.InstanceAttributeNameDisableApiStop).DisableApiStop.Value,
				*attribute(types.InstanceAttributeNameDisableApiTermination).DisableApiTermination.Value, *attribute(types.InstanceAttributeNameUserData).UserData.Value}
		},
		update: func() {
			first := described().NetworkInterfaces[0].NetworkInterfaceId
			_, err := s.EC2.ModifyNetworkInterfaceAttribute(s.Context(), &ec2.ModifyNetworkInterfaceAttributeInput{NetworkInterfaceId: first, Groups: []string{group}})
			s.Must("change its groups", err)
			_, err = s.EC2.ModifyInstanceAttribute(s.Context(), &ec2.ModifyInstanceAttributeInput{InstanceId: &id, SourceDestCheck: &types.AttributeBooleanValue{Value: aws.Bool(false)}})
			s.Must("end its source check", err)
			_, err = s.EC2.CreateTags(s.Context(), &ec2.CreateTagsInput{Resources: []string{id}, Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String("new")}}})
			s.Must("tag it", err)
			if described().SourceDestCheck == nil || *described().SourceDestCheck {
				s.T.Error("the source check is on")
			}
		},
		destroy: func() {
			_, err := s.EC2.ModifyInstanceAttribute(s.Context(), &ec2.ModifyInstanceAttributeInput{InstanceId: &id, DisableApiTermination: &types.AttributeBooleanValue{Value: aws.Bool(false)}})
			s.Must("let it be terminated", err)
			_, err = s.EC2.TerminateInstances(s.Context(), &ec2.TerminateInstancesInput{InstanceIds: []string{id}})
			s.Must("terminate", err)
			ended := ec2.NewInstanceTerminatedWaiter(s.EC2, func(o *ec2.InstanceTerminatedWaiterOptions) { o.MinDelay = 200 * time.Millisecond })
			s.Must("wait for its end", ended.Wait(s.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{id}}, time.Minute))
		},
	})
	return id
}
