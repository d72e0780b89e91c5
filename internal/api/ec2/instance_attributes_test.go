package ec2

import (
	"encoding/base64"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// What tools that keep state read of each instance, and set before they terminate it.
func TestAttributesOfAnInstance(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	data := base64.StdEncoding.EncodeToString([]byte("A=b"))
	made, err := s.c.RunInstances(ctx, run("registry.example/app:1", func(in *sdk.RunInstancesInput) {
		in.SubnetId, in.UserData, in.SecurityGroupIds = &s.subnet, &data, []string{s.group}
	}))
	id := do(t, made, err).Instances[0].InstanceId
	read := func(attribute types.InstanceAttributeName) *sdk.DescribeInstanceAttributeOutput {
		out, err := s.c.DescribeInstanceAttribute(ctx, &sdk.DescribeInstanceAttributeInput{InstanceId: id, Attribute: attribute})
		return do(t, out, err)
	}
	if *read(types.InstanceAttributeNameUserData).UserData.Value != data || *read(types.InstanceAttributeNameInstanceType).InstanceType.Value != "t3.micro" ||
		*read(types.InstanceAttributeNameDisableApiTermination).DisableApiTermination.Value || *read(types.InstanceAttributeNameDisableApiStop).DisableApiStop.Value ||
		*read(types.InstanceAttributeNameInstanceInitiatedShutdownBehavior).InstanceInitiatedShutdownBehavior.Value != "stop" ||
		!*read(types.InstanceAttributeNameSourceDestCheck).SourceDestCheck.Value || *read(types.InstanceAttributeNameGroupSet).Groups[0].GroupId != s.group {
		t.Error("an attribute is not what the instance was run with")
	}
	modify := func(change func(*sdk.ModifyInstanceAttributeInput)) error {
		in := &sdk.ModifyInstanceAttributeInput{InstanceId: id}
		change(in)
		_, err := s.c.ModifyInstanceAttribute(ctx, in)
		return err
	}
	off := &types.AttributeBooleanValue{Value: new(false)}
	do(t, true, modify(func(in *sdk.ModifyInstanceAttributeInput) { in.DisableApiTermination = off }))
	do(t, true, modify(func(in *sdk.ModifyInstanceAttributeInput) { in.SourceDestCheck = off }))
	do(t, true, modify(func(in *sdk.ModifyInstanceAttributeInput) { in.Groups = []string{s.defaultGroup(t)} }))
	if *read(types.InstanceAttributeNameSourceDestCheck).SourceDestCheck.Value || *read(types.InstanceAttributeNameGroupSet).Groups[0].GroupId != s.defaultGroup(t) {
		t.Error("an attribute did not change")
	}
	refused(t, modify(func(in *sdk.ModifyInstanceAttributeInput) { in.DisableApiTermination = yes() }), "UnsupportedOperation", "disableApiTermination")
	refused(t, modify(func(in *sdk.ModifyInstanceAttributeInput) {
		in.InstanceType = &types.AttributeValue{Value: new("t3.large")}
	}), "UnsupportedOperation", "instanceType")
	refused(t, modify(func(in *sdk.ModifyInstanceAttributeInput) {
		in.UserData = &types.SecureBlobAttributeValue{Value: []byte("A=c")}
	}), "UnsupportedOperation", "userData")
	refused(t, modify(func(in *sdk.ModifyInstanceAttributeInput) { in.Groups = []string{noGroup} }), "InvalidGroup.NotFound", noGroup)
	second := s.newNIC(t, s.subnet)
	attached, err := s.c.AttachNetworkInterface(ctx, &sdk.AttachNetworkInterfaceInput{InstanceId: id, NetworkInterfaceId: second.NetworkInterfaceId, DeviceIndex: new(int32(1))})
	do(t, attached, err)
	refused(t, modify(func(in *sdk.ModifyInstanceAttributeInput) { in.SourceDestCheck = yes() }), "InvalidInstanceID", *second.NetworkInterfaceId)
	_, err = s.c.TerminateInstances(ctx, &sdk.TerminateInstancesInput{InstanceIds: []string{*id}})
	do(t, true, err)
	s.gone(t, *id)
	if read(types.InstanceAttributeNameGroupSet).Groups != nil {
		t.Error("a terminated instance has groups")
	}
	refused(t, modify(func(in *sdk.ModifyInstanceAttributeInput) { in.SourceDestCheck = yes() }), "InvalidInstanceID", *id)
	_, err = s.c.DescribeInstanceCreditSpecifications(ctx, &sdk.DescribeInstanceCreditSpecificationsInput{InstanceIds: []string{*id}})
	refused(t, err, "InstanceCreditSpecification.NotSupported", *id)
}

func TestInstanceTypesAreListed(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	named, err := s.c.DescribeInstanceTypes(ctx, &sdk.DescribeInstanceTypesInput{InstanceTypes: []types.InstanceType{types.InstanceTypeT3Small}})
	info := do(t, named, err).InstanceTypes[0]
	if *info.VCpuInfo.DefaultVCpus != 2 || *info.MemoryInfo.SizeInMiB != 2048 || *info.BurstablePerformanceSupported || *info.NetworkInfo.MaximumNetworkInterfaces != 15 {
		t.Errorf("unexpected type %+v", info)
	}
	found, err := s.c.DescribeInstanceTypes(ctx, &sdk.DescribeInstanceTypesInput{Filters: where("vcpu-info.default-vcpus", "1", "instance-type", "t2.*")})
	if n := len(do(t, found, err).InstanceTypes); n != 3 {
		t.Errorf("%d types of t2 have one processor, want 3", n)
	}
	seen := map[types.InstanceType]bool{}
	for pages := sdk.NewDescribeInstanceTypesPaginator(s.c, &sdk.DescribeInstanceTypesInput{MaxResults: new(int32(7))}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		for _, one := range do(t, page, err).InstanceTypes {
			seen[one.InstanceType] = true
		}
	}
	if len(seen) != len(instanceTypes) {
		t.Errorf("the pages have %d types, want %d", len(seen), len(instanceTypes))
	}
	_, err = s.c.DescribeInstanceTypes(ctx, &sdk.DescribeInstanceTypesInput{InstanceTypes: []types.InstanceType{"t9.huge"}})
	refused(t, err, "InvalidInstanceType", "t9.huge", "t3.micro")
}

// A rule that names a peer's group is found from the group; it is stale once the peering is gone.
func TestReferencesOfPeeredGroups(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	peer := newVPC(t, s.c, "10.8.0.0/16")
	pcx := s.join(t, peer)
	made, err := s.c.CreateSecurityGroup(ctx, &sdk.CreateSecurityGroupInput{VpcId: &peer, GroupName: new("db"), Description: new("db")})
	far := do(t, made, err).GroupId
	_, err = s.c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: []types.IpPermission{{
		IpProtocol: new("tcp"), FromPort: new(int32(80)), ToPort: new(int32(80)), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: far}},
	}}})
	do(t, true, err)
	references, err := s.c.DescribeSecurityGroupReferences(ctx, &sdk.DescribeSecurityGroupReferencesInput{GroupId: []string{*far, s.group}})
	if got := do(t, references, err).SecurityGroupReferenceSet; len(got) != 1 || *got[0].GroupId != *far || *got[0].ReferencingVpcId != s.vpc || *got[0].VpcPeeringConnectionId != pcx {
		t.Errorf("unexpected references %+v", got)
	}
	stale := func() []types.StaleSecurityGroup {
		out, err := s.c.DescribeStaleSecurityGroups(ctx, &sdk.DescribeStaleSecurityGroupsInput{VpcId: &s.vpc})
		return do(t, out, err).StaleSecurityGroupSet
	}
	if got := stale(); len(got) != 0 {
		t.Errorf("stale while the peering is active: %+v", got)
	}
	_, err = s.c.DeleteVpcPeeringConnection(ctx, &sdk.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: &pcx})
	do(t, true, err)
	if got := stale(); len(got) != 1 || *got[0].GroupId != s.group || len(got[0].StaleIpPermissions) != 1 || len(got[0].StaleIpPermissionsEgress) != 0 ||
		*got[0].StaleIpPermissions[0].FromPort != 80 || *got[0].StaleIpPermissions[0].UserIdGroupPairs[0].GroupId != *far {
		t.Errorf("unexpected stale groups %+v", got)
	}
}
