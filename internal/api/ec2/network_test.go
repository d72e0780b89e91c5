package ec2

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// TestDefaultNetwork checks what AWS puts into every region, that deleting it lasts, and that it can be made again.
func TestDefaultNetwork(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.in("ap-southeast-2")
	out, err := c.DescribeVpcs(ctx, &sdk.DescribeVpcsInput{})
	vpcs := do(t, out, err).Vpcs
	if len(vpcs) != 1 || !*vpcs[0].IsDefault || *vpcs[0].CidrBlock != "172.31.0.0/16" {
		t.Fatalf("unexpected VPCs %+v", vpcs)
	}
	id := vpcs[0].VpcId
	subnets, err := c.DescribeSubnets(ctx, &sdk.DescribeSubnetsInput{Filters: where("default-for-az", "true")})
	got := do(t, subnets, err).Subnets
	if len(got) != 4 {
		t.Fatalf("%d default subnets", len(got))
	}
	for i, want := range []string{"172.31.0.0/20", "172.31.16.0/20", "172.31.32.0/20", "172.31.48.0/20"} {
		if *got[i].CidrBlock != want || !*got[i].MapPublicIpOnLaunch || *got[i].AvailableIpAddressCount != 4091 {
			t.Errorf("unexpected subnet %+v", got[i])
		}
	}
	tables, err := c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{Filters: where("vpc-id", *id)})
	routes := do(t, tables, err).RouteTables[0].Routes
	if len(routes) != 2 || *routes[0].GatewayId != "local" || *routes[1].DestinationCidrBlock != "0.0.0.0/0" || routes[1].State != types.RouteStateActive {
		t.Errorf("unexpected routes %+v", routes)
	}
	acls, err := c.DescribeNetworkAcls(ctx, &sdk.DescribeNetworkAclsInput{})
	if acl := do(t, acls, err).NetworkAcls[0]; len(acl.Associations) != 4 || len(acl.Entries) != 4 || *acl.Entries[1].RuleNumber != 32767 {
		t.Errorf("unexpected ACL %+v", acl)
	}
	groups, err := c.DescribeSecurityGroups(ctx, &sdk.DescribeSecurityGroupsInput{GroupNames: []string{"default"}})
	group := do(t, groups, err).SecurityGroups[0]
	if *group.IpPermissions[0].UserIdGroupPairs[0].GroupId != *group.GroupId || *group.IpPermissionsEgress[0].IpRanges[0].CidrIp != "0.0.0.0/0" {
		t.Errorf("unexpected group %+v", group)
	}
	// One subnet goes and comes again, at the first free place.
	_, err = c.DeleteSubnet(ctx, &sdk.DeleteSubnetInput{SubnetId: got[1].SubnetId})
	do(t, true, err)
	again, err := c.CreateDefaultSubnet(ctx, &sdk.CreateDefaultSubnetInput{AvailabilityZone: got[1].AvailabilityZone})
	if s := do(t, again, err).Subnet; *s.CidrBlock != "172.31.16.0/20" || !*s.DefaultForAz {
		t.Errorf("unexpected subnet %+v", s)
	}
	// All of it goes, and stays away.
	gateways, err := c.DescribeInternetGateways(ctx, &sdk.DescribeInternetGatewaysInput{Filters: where("attachment.vpc-id", *id)})
	igw := do(t, gateways, err).InternetGateways[0].InternetGatewayId
	_, err = c.DetachInternetGateway(ctx, &sdk.DetachInternetGatewayInput{InternetGatewayId: igw, VpcId: id})
	do(t, true, err)
	_, err = c.DeleteInternetGateway(ctx, &sdk.DeleteInternetGatewayInput{InternetGatewayId: igw})
	do(t, true, err)
	for _, subnet := range []*string{got[0].SubnetId, again.Subnet.SubnetId, got[2].SubnetId, got[3].SubnetId} {
		_, err = c.DeleteSubnet(ctx, &sdk.DeleteSubnetInput{SubnetId: subnet})
		do(t, true, err)
	}
	_, err = c.DeleteVpc(ctx, &sdk.DeleteVpcInput{VpcId: id})
	do(t, true, err)
	left := w.store.Snapshot()
	if n := store.Count[vpc.SecurityGroupRule](left) + store.Count[vpc.RouteTable](left) + store.Count[vpc.NetworkACL](left) + store.Count[vpc.VPC](left); n != 0 {
		t.Errorf("%d documents are left of the VPC", n)
	}
	_, err = c.CreateSecurityGroup(ctx, &sdk.CreateSecurityGroupInput{GroupName: new("a"), Description: new("a")})
	refused(t, err, "VPCIdNotSpecified", "CreateDefaultVpc")
	made, err := c.CreateDefaultVpc(ctx, &sdk.CreateDefaultVpcInput{})
	if v := do(t, made, err).Vpc; !*v.IsDefault || *v.VpcId == *id {
		t.Errorf("unexpected VPC %+v", v)
	}
}

// TestRoutesToWhatIsGone shows black holes, and the main table changing hands.
func TestRoutesToWhatIsGone(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	route := func(destination string) types.Route {
		t.Helper()
		out, err := s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{RouteTableIds: []string{s.table}})
		for _, r := range do(t, out, err).RouteTables[0].Routes {
			if *r.DestinationCidrBlock == destination {
				return r
			}
		}
		return types.Route{}
	}
	_, err := s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: &s.gateway})
	do(t, true, err)
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("192.168.7.7/16"), NetworkInterfaceId: &s.nic})
	do(t, true, err)
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), NetworkInterfaceId: &s.nic})
	refused(t, err, "RouteAlreadyExists", "0.0.0.0/0", s.gateway)
	if r := route("0.0.0.0/0"); r.State != types.RouteStateActive || r.Origin != types.RouteOriginCreateRoute {
		t.Errorf("unexpected route %+v", r)
	}
	if r := route("192.168.0.0/16"); r.State != types.RouteStateBlackhole || *r.NetworkInterfaceId != s.nic {
		t.Errorf("a route to an interface that is not attached is %+v", r)
	}
	_, err = s.c.DetachInternetGateway(ctx, &sdk.DetachInternetGatewayInput{InternetGatewayId: &s.gateway, VpcId: &s.vpc})
	do(t, true, err)
	if r := route("0.0.0.0/0"); r.State != types.RouteStateBlackhole {
		t.Errorf("a route to a detached gateway is %+v", r)
	}
	_, err = s.c.DetachInternetGateway(ctx, &sdk.DetachInternetGatewayInput{InternetGatewayId: &s.gateway, VpcId: &s.vpc})
	refused(t, err, "Gateway.NotAttached", s.gateway)
	_, err = s.c.ReplaceRoute(ctx, &sdk.ReplaceRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), NetworkInterfaceId: &s.nic})
	do(t, true, err)
	if r := route("0.0.0.0/0"); r.GatewayId != nil || *r.NetworkInterfaceId != s.nic {
		t.Errorf("unexpected route %+v", r)
	}
	_, err = s.c.DeleteRoute(ctx, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0")})
	do(t, true, err)

	moved, err := s.c.ReplaceRouteTableAssociation(ctx, &sdk.ReplaceRouteTableAssociationInput{AssociationId: &s.mainAssociation, RouteTableId: &s.table})
	do(t, moved, err)
	tables, err := s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{Filters: where("vpc-id", s.vpc, "association.main", "true")})
	if main := do(t, tables, err).RouteTables; len(main) != 1 || *main[0].RouteTableId != s.table || *main[0].Associations[0].RouteTableAssociationId != *moved.NewAssociationId {
		t.Errorf("unexpected main table %+v", main)
	}
	moved, err = s.c.ReplaceRouteTableAssociation(ctx, &sdk.ReplaceRouteTableAssociationInput{AssociationId: &s.association, RouteTableId: &s.main})
	do(t, moved, err)
	tables, err = s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{Filters: where("association.subnet-id", s.subnet)})
	if of := do(t, tables, err).RouteTables; len(of) != 1 || *of[0].RouteTableId != s.main {
		t.Errorf("unexpected table of the subnet %+v", of)
	}
	_, err = s.c.DeleteRouteTable(ctx, &sdk.DeleteRouteTableInput{RouteTableId: &s.table})
	refused(t, err, "DependencyViolation", "main")
}

func TestSecondBlock(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	out, err := s.c.AssociateVpcCidrBlock(ctx, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, CidrBlock: new("10.7.0.0/16")})
	block := do(t, out, err).CidrBlockAssociation.AssociationId
	subnet, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.7.1.0/24")})
	do(t, subnet, err)
	tables, err := s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{RouteTableIds: []string{s.table}})
	if routes := do(t, tables, err).RouteTables[0].Routes; len(routes) != 2 || *routes[1].DestinationCidrBlock != "10.7.0.0/16" {
		t.Errorf("unexpected local routes %+v", routes)
	}
	_, err = s.c.DisassociateVpcCidrBlock(ctx, &sdk.DisassociateVpcCidrBlockInput{AssociationId: block})
	refused(t, err, "DependencyViolation", *subnet.Subnet.SubnetId)
	_, err = s.c.DeleteSubnet(ctx, &sdk.DeleteSubnetInput{SubnetId: subnet.Subnet.SubnetId})
	do(t, true, err)
	_, err = s.c.DisassociateVpcCidrBlock(ctx, &sdk.DisassociateVpcCidrBlockInput{AssociationId: block})
	do(t, true, err)
	vpcs, err := s.c.DescribeVpcs(ctx, &sdk.DescribeVpcsInput{VpcIds: []string{s.vpc}})
	primary := do(t, vpcs, err).Vpcs[0].CidrBlockAssociationSet
	if len(primary) != 1 {
		t.Errorf("unexpected blocks %+v", primary)
	}
	_, err = s.c.DisassociateVpcCidrBlock(ctx, &sdk.DisassociateVpcCidrBlockInput{AssociationId: primary[0].AssociationId})
	refused(t, err, "OperationNotPermitted", s.vpc)
}

func TestSubnetAttributes(t *testing.T) {
	s := newStage(t, nil)
	for _, in := range []sdk.ModifySubnetAttributeInput{
		{MapPublicIpOnLaunch: yes()}, {EnableDns64: yes()}, {EnableResourceNameDnsARecordOnLaunch: yes()},
		{PrivateDnsHostnameTypeOnLaunch: types.HostnameTypeResourceName},
	} {
		in.SubnetId = &s.subnet
		_, err := s.c.ModifySubnetAttribute(t.Context(), &in)
		do(t, true, err)
	}
	out, err := s.c.DescribeSubnets(t.Context(), &sdk.DescribeSubnetsInput{SubnetIds: []string{s.subnet}})
	subnet := do(t, out, err).Subnets[0]
	options := subnet.PrivateDnsNameOptionsOnLaunch
	if !*subnet.MapPublicIpOnLaunch || !*subnet.EnableDns64 || !*options.EnableResourceNameDnsARecord || options.HostnameType != types.HostnameTypeResourceName {
		t.Errorf("unexpected subnet %+v", subnet)
	}
}

func TestInterfaces(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	out, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{
		SubnetId: &s.subnet, PrivateIpAddress: new("10.0.1.9"), Description: new("mine"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeNetworkInterface, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}},
	})
	nic := do(t, out, err).NetworkInterface
	if *nic.PrivateIpAddress != "10.0.1.9" || *nic.Groups[0].GroupName != "default" || nic.Status != types.NetworkInterfaceStatusAvailable || len(nic.TagSet) != 1 || *nic.PrivateDnsName != "ip-10-0-1-9.ec2.internal" {
		t.Errorf("unexpected interface %+v", nic)
	}
	for _, in := range []sdk.ModifyNetworkInterfaceAttributeInput{
		{Groups: []string{s.group}}, {SourceDestCheck: &types.AttributeBooleanValue{Value: new(false)}}, {Description: &types.AttributeValue{Value: new("yours")}},
	} {
		in.NetworkInterfaceId = nic.NetworkInterfaceId
		_, err := s.c.ModifyNetworkInterfaceAttribute(ctx, &in)
		do(t, true, err)
	}
	attribute := func(name types.NetworkInterfaceAttribute) *sdk.DescribeNetworkInterfaceAttributeOutput {
		out, err := s.c.DescribeNetworkInterfaceAttribute(ctx, &sdk.DescribeNetworkInterfaceAttributeInput{NetworkInterfaceId: nic.NetworkInterfaceId, Attribute: name})
		return do(t, out, err)
	}
	if *attribute(types.NetworkInterfaceAttributeDescription).Description.Value != "yours" || *attribute(types.NetworkInterfaceAttributeSourceDestCheck).SourceDestCheck.Value ||
		*attribute(types.NetworkInterfaceAttributeGroupSet).Groups[0].GroupId != s.group || attribute(types.NetworkInterfaceAttributeAttachment).Attachment != nil {
		t.Error("unexpected attributes")
	}
	// The range is small: /28 has 11 addresses, two of which are taken.
	for range 9 {
		_, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet})
		do(t, true, err)
	}
	_, err = s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet})
	refused(t, err, "InsufficientFreeAddressesInSubnet", s.subnet)
	_, err = s.c.DeleteNetworkInterface(ctx, &sdk.DeleteNetworkInterfaceInput{NetworkInterfaceId: nic.NetworkInterfaceId})
	do(t, true, err)
}

// TestInterfacesOfServicesAreTheirs refuses to touch what a service made, and to delete what its connector uses.
func TestInterfacesOfServicesAreTheirs(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	err := s.store.Update(ctx, func(tx *store.Tx) error {
		nic, _ := store.Get[vpc.Interface](tx, s.nic)
		nic.RequesterManaged, nic.RequesterID = true, "apprunner"
		nic.Attachment = &vpc.Attachment{ID: "eni-attach-1", Workload: "w", DeviceIndex: 1, AttachedAt: time.Unix(0, 0).UTC()}
		store.Put(tx, nic)
		store.Put(tx, platform.Connector{ARN: "arn:connector", Region: "us-east-1", VPCID: s.vpc, Subnets: []string{s.other}, Groups: []string{s.group}, Active: true})
		return nil
	})
	do(t, true, err)
	_, err = s.c.DeleteNetworkInterface(ctx, &sdk.DeleteNetworkInterfaceInput{NetworkInterfaceId: &s.nic})
	refused(t, err, "OperationNotPermitted", s.nic, "apprunner")
	_, err = s.c.ModifyNetworkInterfaceAttribute(ctx, &sdk.ModifyNetworkInterfaceAttributeInput{NetworkInterfaceId: &s.nic, SourceDestCheck: yes()})
	refused(t, err, "OperationNotPermitted", s.nic)
	_, err = s.c.DeleteSubnet(ctx, &sdk.DeleteSubnetInput{SubnetId: &s.other})
	refused(t, err, "DependencyViolation", "arn:connector")
	out, err := s.c.DescribeNetworkInterfaces(ctx, &sdk.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{s.nic}})
	if nic := do(t, out, err).NetworkInterfaces[0]; nic.Status != types.NetworkInterfaceStatusInUse || *nic.Attachment.InstanceOwnerId != "amazon-aws" || nic.Attachment.InstanceId != nil {
		t.Errorf("unexpected interface %+v", nic)
	}
}
