package ec2

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// TestNetworkFromNothingAndBack makes what a Terraform plan of a VPC with two subnets makes, in its order and with its
// reads in between, and takes it down again.
func TestNetworkFromNothingAndBack(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.in("us-east-1")

	made, err := c.CreateVpc(ctx, &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/16"), TagSpecifications: []types.TagSpecification{{
		ResourceType: types.ResourceTypeVpc, Tags: []types.Tag{{Key: new("Name"), Value: new("main")}},
	}}})
	v := do(t, made, err).Vpc
	if *v.OwnerId != testAccount || v.State != types.VpcStateAvailable || len(v.Tags) != 1 || *v.IsDefault {
		t.Errorf("unexpected VPC %+v", v)
	}
	_, err = c.ModifyVpcAttribute(ctx, &sdk.ModifyVpcAttributeInput{VpcId: v.VpcId, EnableDnsHostnames: &types.AttributeBooleanValue{Value: new(true)}})
	do(t, true, err)
	attribute, err := c.DescribeVpcAttribute(ctx, &sdk.DescribeVpcAttributeInput{VpcId: v.VpcId, Attribute: types.VpcAttributeNameEnableDnsHostnames})
	if !*do(t, attribute, err).EnableDnsHostnames.Value {
		t.Error("enableDnsHostnames did not stay")
	}
	ofVPC := []types.Filter{{Name: new("vpc-id"), Values: []string{*v.VpcId}}}
	acls, err := c.DescribeNetworkAcls(ctx, &sdk.DescribeNetworkAclsInput{Filters: append(ofVPC, types.Filter{Name: new("default"), Values: []string{"true"}})})
	if n := len(do(t, acls, err).NetworkAcls); n != 1 {
		t.Fatalf("%d default ACLs", n)
	}
	mains, err := c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{Filters: append(ofVPC, types.Filter{Name: new("association.main"), Values: []string{"true"}})})
	if n := len(do(t, mains, err).RouteTables); n != 1 {
		t.Fatalf("%d main tables", n)
	}

	var subnetIDs []string
	for cidr, zone := range map[string]string{"10.0.1.0/24": "us-east-1a", "10.0.2.0/24": "us-east-1b"} {
		out, err := c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: v.VpcId, CidrBlock: &cidr, AvailabilityZone: &zone})
		s := do(t, out, err).Subnet
		if *s.AvailableIpAddressCount != 251 || *s.AvailabilityZone != zone {
			t.Errorf("unexpected subnet %+v", s)
		}
		subnetIDs = append(subnetIDs, *s.SubnetId)
	}
	gateway, err := c.CreateInternetGateway(ctx, &sdk.CreateInternetGatewayInput{})
	igw := do(t, gateway, err).InternetGateway.InternetGatewayId
	_, err = c.AttachInternetGateway(ctx, &sdk.AttachInternetGatewayInput{InternetGatewayId: igw, VpcId: v.VpcId})
	do(t, true, err)
	table, err := c.CreateRouteTable(ctx, &sdk.CreateRouteTableInput{VpcId: v.VpcId})
	rtb := do(t, table, err).RouteTable.RouteTableId
	_, err = c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: rtb, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: igw})
	do(t, true, err)
	association, err := c.AssociateRouteTable(ctx, &sdk.AssociateRouteTableInput{RouteTableId: rtb, SubnetId: &subnetIDs[0]})
	do(t, association, err)

	group, err := c.CreateSecurityGroup(ctx, &sdk.CreateSecurityGroupInput{GroupName: new("db"), Description: new("database"), VpcId: v.VpcId})
	sg := do(t, group, err).GroupId
	_, err = c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: sg, IpPermissions: []types.IpPermission{{
		IpProtocol: new("tcp"), FromPort: new(int32(5432)), ToPort: new(int32(5432)),
		IpRanges: []types.IpRange{{CidrIp: new("10.0.1.7/24"), Description: new("app")}}, UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: sg}},
	}}})
	do(t, true, err)
	groups, err := c.DescribeSecurityGroups(ctx, &sdk.DescribeSecurityGroupsInput{GroupIds: []string{*sg}})
	g := do(t, groups, err).SecurityGroups[0]
	if len(g.IpPermissions) != 1 || *g.IpPermissions[0].IpRanges[0].CidrIp != "10.0.1.0/24" || len(g.IpPermissions[0].UserIdGroupPairs) != 1 {
		t.Errorf("unexpected permissions %+v", g.IpPermissions)
	}

	// Down, in the order in which nothing is in the way.
	_, err = c.DeleteVpc(ctx, &sdk.DeleteVpcInput{VpcId: v.VpcId})
	refused(t, err, "DependencyViolation", *v.VpcId, subnetIDs[0])
	_, err = c.DisassociateRouteTable(ctx, &sdk.DisassociateRouteTableInput{AssociationId: association.AssociationId})
	do(t, true, err)
	_, err = c.DeleteRouteTable(ctx, &sdk.DeleteRouteTableInput{RouteTableId: rtb})
	do(t, true, err)
	_, err = c.DetachInternetGateway(ctx, &sdk.DetachInternetGatewayInput{InternetGatewayId: igw, VpcId: v.VpcId})
	do(t, true, err)
	_, err = c.DeleteInternetGateway(ctx, &sdk.DeleteInternetGatewayInput{InternetGatewayId: igw})
	do(t, true, err)
	for _, id := range subnetIDs {
		_, err = c.DeleteSubnet(ctx, &sdk.DeleteSubnetInput{SubnetId: &id})
		do(t, true, err)
	}
	_, err = c.DeleteSecurityGroup(ctx, &sdk.DeleteSecurityGroupInput{GroupId: sg})
	do(t, true, err)
	_, err = c.DeleteVpc(ctx, &sdk.DeleteVpcInput{VpcId: v.VpcId})
	do(t, true, err)
	_, err = c.DescribeVpcs(ctx, &sdk.DescribeVpcsInput{VpcIds: []string{*v.VpcId}})
	refused(t, err, "InvalidVpcID.NotFound", *v.VpcId)
}
