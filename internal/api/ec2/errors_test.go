package ec2

import (
	"context"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
)

// stage is a VPC with one of each kind of resources, to make mistakes with.
type stage struct {
	*world
	c                                *sdk.Client
	vpc, subnet, other               string // two subnets
	group, table, main, acl, gateway string
	association, mainAssociation     string
	nic                              string
}

func newStage(t testing.TB, quotas func(*vpc.Quotas)) *stage {
	w := newWorld(t, quotas)
	s := &stage{world: w, c: w.in("us-east-1")}
	ctx := t.Context()
	v, err := s.c.CreateVpc(ctx, &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/16")})
	s.vpc = *do(t, v, err).Vpc.VpcId
	one, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.1.0/28")})
	s.subnet = *do(t, one, err).Subnet.SubnetId
	two, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.2.0/24")})
	s.other = *do(t, two, err).Subnet.SubnetId
	group, err := s.c.CreateSecurityGroup(ctx, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("app"), Description: new("app")})
	s.group = *do(t, group, err).GroupId
	table, err := s.c.CreateRouteTable(ctx, &sdk.CreateRouteTableInput{VpcId: &s.vpc})
	s.table = *do(t, table, err).RouteTable.RouteTableId
	association, err := s.c.AssociateRouteTable(ctx, &sdk.AssociateRouteTableInput{RouteTableId: &s.table, SubnetId: &s.subnet})
	s.association = *do(t, association, err).AssociationId
	gateway, err := s.c.CreateInternetGateway(ctx, &sdk.CreateInternetGatewayInput{})
	s.gateway = *do(t, gateway, err).InternetGateway.InternetGatewayId
	_, err = s.c.AttachInternetGateway(ctx, &sdk.AttachInternetGatewayInput{InternetGatewayId: &s.gateway, VpcId: &s.vpc})
	do(t, true, err)
	tables, err := s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{Filters: where("vpc-id", s.vpc, "association.main", "true")})
	main := do(t, tables, err).RouteTables[0]
	s.main, s.mainAssociation = *main.RouteTableId, *main.Associations[0].RouteTableAssociationId
	acls, err := s.c.DescribeNetworkAcls(ctx, &sdk.DescribeNetworkAclsInput{Filters: where("vpc-id", s.vpc)})
	s.acl = *do(t, acls, err).NetworkAcls[0].NetworkAclId
	nic, err := s.c.CreateNetworkInterface(ctx, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet, Groups: []string{s.group}})
	s.nic = *do(t, nic, err).NetworkInterface.NetworkInterfaceId
	return s
}

// where makes filters of names and values in turn; several values are joined by "|".
func where(pairs ...string) []types.Filter {
	var filters []types.Filter
	for i := 0; i < len(pairs); i += 2 {
		filters = append(filters, types.Filter{Name: &pairs[i], Values: strings.Split(pairs[i+1], "|")})
	}
	return filters
}

const (
	noVPC    = "vpc-0123456789abcdef0"
	noSubnet = "subnet-0123456789abcdef0"
	noGroup  = "sg-0123456789abcdef0"
	noTable  = "rtb-0123456789abcdef0"
	noIGW    = "igw-0123456789abcdef0"
	noENI    = "eni-0123456789abcdef0"
)

// mistakes are calls that EC2 refuses, with its code and what the message must name.
func (s *stage) mistakes() map[string]mistake {
	return map[string]mistake{
		"vpc without a range":     {"MissingParameter", "cidr", call1(s.c.CreateVpc, &sdk.CreateVpcInput{})},
		"vpc range too large":     {"InvalidVpc.Range", "10.0.0.0/8", call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/8")})},
		"vpc range too small":     {"InvalidVpc.Range", "/29", call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/29")})},
		"vpc range is no range":   {"InvalidParameterValue", "ten", call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("ten")})},
		"vpc range link-local":    {"InvalidVpc.Range", "169.254", call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("169.254.0.0/16")})},
		"vpc with IPv6":           {"UnsupportedOperation", "Ipv6", call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/16"), Ipv6CidrBlock: new("2001:db8::/56")})},
		"unknown vpc":             {"InvalidVpcID.NotFound", noVPC, call1(s.c.DeleteVpc, &sdk.DeleteVpcInput{VpcId: new(noVPC)})},
		"vpc with contents":       {"DependencyViolation", s.subnet, call1(s.c.DeleteVpc, &sdk.DeleteVpcInput{VpcId: &s.vpc})},
		"second default vpc":      {"DefaultVpcAlreadyExists", "vpc-", call1(s.c.CreateDefaultVpc, &sdk.CreateDefaultVpcInput{})},
		"block that overlaps":     {"InvalidVpc.Range", "10.0.0.0/16", call1(s.c.AssociateVpcCidrBlock, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, CidrBlock: new("10.0.128.0/17")})},
		"unknown block":           {"InvalidVpcCidrBlockAssociationID.NotFound", "vpc-cidr-assoc-1", call1(s.c.DisassociateVpcCidrBlock, &sdk.DisassociateVpcCidrBlockInput{AssociationId: new("vpc-cidr-assoc-1")})},
		"two attributes at once":  {"InvalidParameterCombination", s.vpc, call1(s.c.ModifyVpcAttribute, &sdk.ModifyVpcAttributeInput{VpcId: &s.vpc, EnableDnsHostnames: yes(), EnableDnsSupport: yes()})},
		"unknown filter":          {"InvalidParameterValue", "colour", call1(s.c.DescribeVpcs, &sdk.DescribeVpcsInput{Filters: where("colour", "red")})},
		"page too small":          {"InvalidParameterValue", "4", call1(s.c.DescribeVpcs, &sdk.DescribeVpcsInput{MaxResults: new(int32(4))})},
		"page too large":          {"InvalidParameterValue", "1001", call1(s.c.DescribeVpcs, &sdk.DescribeVpcsInput{MaxResults: new(int32(1001))})},
		"garbage token":           {"InvalidNextToken", "garbage", call1(s.c.DescribeVpcs, &sdk.DescribeVpcsInput{NextToken: new("garbage")})},
		"subnet outside the vpc":  {"InvalidSubnet.Range", "10.0.0.0/16", call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.1.0.0/24")})},
		"subnet too small":        {"InvalidSubnet.Range", "/29", call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.9.0/29")})},
		"subnet that overlaps":    {"InvalidSubnet.Conflict", s.subnet, call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.1.0/24")})},
		"unknown zone":            {"InvalidParameterValue", "us-east-1a", call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.9.0/24"), AvailabilityZone: new("us-east-1z")})},
		"unknown zone id":         {"InvalidParameterValue", "use1-az1", call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.9.0/24"), AvailabilityZoneId: new("x")})},
		"unknown subnet":          {"InvalidSubnetID.NotFound", noSubnet, call1(s.c.DeleteSubnet, &sdk.DeleteSubnetInput{SubnetId: new(noSubnet)})},
		"subnet in use":           {"DependencyViolation", s.nic, call1(s.c.DeleteSubnet, &sdk.DeleteSubnetInput{SubnetId: &s.subnet})},
		"second default subnet":   {"DefaultSubnetAlreadyExistsInAvailabilityZone", "us-east-1a", call1(s.c.CreateDefaultSubnet, &sdk.CreateDefaultSubnetInput{AvailabilityZone: new("us-east-1a")})},
		"group name taken":        {"InvalidGroup.Duplicate", s.group, call1(s.c.CreateSecurityGroup, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("app"), Description: new("d")})},
		"group name reserved":     {"InvalidParameterValue", "default", call1(s.c.CreateSecurityGroup, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("default"), Description: new("d")})},
		"group name like an id":   {"InvalidParameterValue", "sg-x", call1(s.c.CreateSecurityGroup, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("sg-x"), Description: new("d")})},
		"group name not plain":    {"InvalidParameterValue", "é", call1(s.c.CreateSecurityGroup, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("é"), Description: new("d")})},
		"unknown group":           {"InvalidGroup.NotFound", noGroup, call1(s.c.DeleteSecurityGroup, &sdk.DeleteSecurityGroupInput{GroupId: new(noGroup)})},
		"malformed group id":      {"InvalidGroupId.Malformed", "app", call1(s.c.DeleteSecurityGroup, &sdk.DeleteSecurityGroupInput{GroupId: new("app")})},
		"group in use":            {"DependencyViolation", s.nic, call1(s.c.DeleteSecurityGroup, &sdk.DeleteSecurityGroupInput{GroupId: &s.group})},
		"unknown route table":     {"InvalidRouteTableID.NotFound", noTable, call1(s.c.DeleteRouteTable, &sdk.DeleteRouteTableInput{RouteTableId: new(noTable)})},
		"main table":              {"DependencyViolation", s.mainAssociation, call1(s.c.DeleteRouteTable, &sdk.DeleteRouteTableInput{RouteTableId: &s.main})},
		"table in use":            {"DependencyViolation", s.association, call1(s.c.DeleteRouteTable, &sdk.DeleteRouteTableInput{RouteTableId: &s.table})},
		"subnet with two tables":  {"Resource.AlreadyAssociated", s.association, call1(s.c.AssociateRouteTable, &sdk.AssociateRouteTableInput{RouteTableId: &s.main, SubnetId: &s.subnet})},
		"free the main table":     {"InvalidParameterValue", s.mainAssociation, call1(s.c.DisassociateRouteTable, &sdk.DisassociateRouteTableInput{AssociationId: &s.mainAssociation})},
		"unknown association":     {"InvalidAssociationID.NotFound", "rtbassoc-1", call1(s.c.DisassociateRouteTable, &sdk.DisassociateRouteTableInput{AssociationId: new("rtbassoc-1")})},
		"route of the vpc itself": {"RouteAlreadyExists", "10.0.0.0/16", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.0.0.0/16"), GatewayId: &s.gateway})},
		"route within the vpc":    {"InvalidParameterValue", s.gateway, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.0.1.0/24"), GatewayId: &s.gateway})},
		"route without a target":  {"MissingParameter", "GatewayId", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0")})},
		"route to two targets":    {"InvalidParameterCombination", "2", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: &s.gateway, NetworkInterfaceId: &s.nic})},
		"route to nowhere":        {"InvalidInternetGatewayID.NotFound", noIGW, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: new(noIGW)})},
		"route to a nat gateway":  {"InvalidNatGatewayID.NotFound", "nat-1", call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), NatGatewayId: new("nat-1")})},
		"unknown route":           {"InvalidRoute.NotFound", "192.168.0.0/16", call1(s.c.DeleteRoute, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("192.168.0.0/16")})},
		"replace unknown route":   {"InvalidParameterValue", "CreateRoute", call1(s.c.ReplaceRoute, &sdk.ReplaceRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("192.168.0.0/16"), GatewayId: &s.gateway})},
		"delete the local route":  {"InvalidParameterValue", "local", call1(s.c.DeleteRoute, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("10.0.0.0/16")})},
		"gateway attached twice":  {"Resource.AlreadyAssociated", s.vpc, call1(s.c.AttachInternetGateway, &sdk.AttachInternetGatewayInput{InternetGatewayId: &s.gateway, VpcId: &s.vpc})},
		"gateway in use":          {"DependencyViolation", s.vpc, call1(s.c.DeleteInternetGateway, &sdk.DeleteInternetGatewayInput{InternetGatewayId: &s.gateway})},
		"unknown gateway":         {"InvalidInternetGatewayID.NotFound", noIGW, call1(s.c.DeleteInternetGateway, &sdk.DeleteInternetGatewayInput{InternetGatewayId: new(noIGW)})},
		"unknown interface":       {"InvalidNetworkInterfaceID.NotFound", noENI, call1(s.c.DeleteNetworkInterface, &sdk.DeleteNetworkInterfaceInput{NetworkInterfaceId: new(noENI)})},
		"address elsewhere":       {"InvalidParameterValue", "10.0.2.9", call1(s.c.CreateNetworkInterface, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet, PrivateIpAddress: new("10.0.2.9")})},
		"address in use":          {"InvalidIPAddress.InUse", s.nic, call1(s.c.CreateNetworkInterface, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet, PrivateIpAddress: new("10.0.1.4")})},
		"two primaries":           {"InvalidParameterValue", "10.0.1.6", call1(s.c.CreateNetworkInterface, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet, PrivateIpAddress: new("10.0.1.5"), PrivateIpAddresses: []types.PrivateIpAddressSpecification{{PrivateIpAddress: new("10.0.1.6"), Primary: new(true)}}})},
		"same group twice":        {"InvalidParameterValue", s.group, call1(s.c.CreateNetworkInterface, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.subnet, Groups: []string{s.group, s.group}})},
		"tag of aws":              {"InvalidParameterValue", "aws:x", call1(s.c.CreateTags, &sdk.CreateTagsInput{Resources: []string{s.vpc}, Tags: []types.Tag{{Key: new("aws:x"), Value: new("1")}}})},
		"tags of the wrong type":  {"InvalidParameterValue", "subnet", call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/16"), TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeSubnet, Tags: []types.Tag{{Key: new("a")}}}}})},
		"tag on nothing":          {"InvalidID", "x-1", call1(s.c.CreateTags, &sdk.CreateTagsInput{Resources: []string{"x-1"}, Tags: []types.Tag{{Key: new("a"), Value: new("1")}}})},
		"tag on unknown subnet":   {"InvalidSubnetID.NotFound", noSubnet, call1(s.c.CreateTags, &sdk.CreateTagsInput{Resources: []string{s.vpc, noSubnet}, Tags: []types.Tag{{Key: new("a"), Value: new("1")}}})},
		"unknown region name":     {"InvalidParameterValue", "moon-1", call1(s.c.DescribeRegions, &sdk.DescribeRegionsInput{RegionNames: []string{"moon-1"}})},
		"machine image":           {"InvalidAMIID.NotFound", "ami-0123456789abcdef0", call1(s.c.RunInstances, run("ami-0123456789abcdef0"))},
		"image without a name":    {"InvalidAMIID.Malformed", "UPPER", call1(s.c.RunInstances, run("UPPER case"))},
		"unknown instance type":   {"InvalidParameterValue", "t3.micro", call1(s.c.RunInstances, run("a:1", func(in *sdk.RunInstancesInput) { in.InstanceType = "huge" }))},
		"malformed instance id":   {"InvalidInstanceID.Malformed", "web", call1(s.c.StopInstances, &sdk.StopInstancesInput{InstanceIds: []string{"web"}})},
		"unknown instance":        {"InvalidInstanceID.NotFound", "i-0123456789abcdef0", call1(s.c.StopInstances, &sdk.StopInstancesInput{InstanceIds: []string{"i-0123456789abcdef0"}})},
		"user data not base64":    {"InvalidUserData.Malformed", "BASE64", call1(s.c.RunInstances, run("a:1", func(in *sdk.RunInstancesInput) { in.UserData = new("***") }))},
		"user data not variables": {"InvalidUserData.Malformed", "Line 2", call1(s.c.RunInstances, run("a:1", func(in *sdk.RunInstancesInput) { in.UserData = new("IyEvYmluL3NoCmVjaG8=") }))},
		"ids with pages":          {"InvalidParameterCombination", "maxResults", call1(s.c.DescribeInstances, &sdk.DescribeInstancesInput{InstanceIds: []string{"i-0123456789abcdef0"}, MaxResults: new(int32(5))})},
	}
}

// run asks for one instance of an image.
func run(image string, change ...func(*sdk.RunInstancesInput)) *sdk.RunInstancesInput {
	in := &sdk.RunInstancesInput{ImageId: &image, MinCount: new(int32(1)), MaxCount: new(int32(1))}
	for _, c := range change {
		c(in)
	}
	return in
}

func yes() *types.AttributeBooleanValue { return &types.AttributeBooleanValue{Value: new(true)} }

type mistake struct {
	code, names string
	call        func(context.Context) error
}

func call1[In, Out any](op func(context.Context, In, ...func(*sdk.Options)) (Out, error), in In) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := op(ctx, in)
		return err
	}
}

func TestMistakesAreExplained(t *testing.T) {
	s := newStage(t, nil)
	before := s.store.Snapshot().Sequence()
	for name, m := range s.mistakes() {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
	if after := s.store.Snapshot().Sequence(); after != before {
		t.Errorf("refused calls wrote: %d commits", after-before)
	}
}

func TestQuotas(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) {
		q.VPCs, q.SubnetsPerVPC, q.GroupsPerVPC, q.RulesPerGroup, q.RouteTablesPerVPC = 2, 2, 2, 2, 2
		q.RoutesPerTable, q.InternetGateways, q.GroupsPerInterface, q.InterfacesPerRegion, q.InstancesPerRegion, q.BlocksPerVPC = 1, 2, 1, 1, 0, 1
	})
	do(t, true, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), GatewayId: &s.gateway})(t.Context()))
	for want, call := range map[string]func(context.Context) error{
		"VpcLimitExceeded":                        call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("10.9.0.0/16")}),
		"CidrLimitExceeded":                       call1(s.c.AssociateVpcCidrBlock, &sdk.AssociateVpcCidrBlockInput{VpcId: &s.vpc, CidrBlock: new("10.9.0.0/16")}),
		"SubnetLimitExceeded":                     call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.9.0/24")}),
		"SecurityGroupLimitExceeded":              call1(s.c.CreateSecurityGroup, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("b"), Description: new("b")}),
		"RouteTableLimitExceeded":                 call1(s.c.CreateRouteTable, &sdk.CreateRouteTableInput{VpcId: &s.vpc}),
		"RouteLimitExceeded":                      call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("192.168.0.0/16"), GatewayId: &s.gateway}),
		"InternetGatewayLimitExceeded":            call1(s.c.CreateInternetGateway, &sdk.CreateInternetGatewayInput{}),
		"NetworkInterfaceLimitExceeded":           call1(s.c.CreateNetworkInterface, &sdk.CreateNetworkInterfaceInput{SubnetId: &s.other}),
		"InstanceLimitExceeded":                   call1(s.c.RunInstances, run("a:1")),
		"RulesPerSecurityGroupLimitExceeded":      call1(s.c.AuthorizeSecurityGroupIngress, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: tcp("10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16")}),
		"SecurityGroupsPerInterfaceLimitExceeded": call1(s.c.ModifyNetworkInterfaceAttribute, &sdk.ModifyNetworkInterfaceAttributeInput{NetworkInterfaceId: &s.nic, Groups: []string{s.group, s.defaultGroup(t)}}),
	} {
		t.Run(want, func(t *testing.T) { refused(t, call(t.Context()), want) })
	}
}

func (s *stage) defaultGroup(t testing.TB) string {
	out, err := s.c.DescribeSecurityGroups(t.Context(), &sdk.DescribeSecurityGroupsInput{Filters: where("vpc-id", s.vpc, "group-name", "default")})
	return *do(t, out, err).SecurityGroups[0].GroupId
}

// tcp allows port 80 with ranges.
func tcp(ranges ...string) []types.IpPermission {
	p := types.IpPermission{IpProtocol: new("tcp"), FromPort: new(int32(80)), ToPort: new(int32(80))}
	for _, r := range ranges {
		p.IpRanges = append(p.IpRanges, types.IpRange{CidrIp: &r})
	}
	return []types.IpPermission{p}
}

// TestRehearsalsTellTheTruth asks for everything with DryRun: what would be refused is, and nothing is written.
func TestRehearsalsTellTheTruth(t *testing.T) {
	s := newStage(t, nil)
	before := s.store.Snapshot().Sequence()
	for want, call := range map[string]func(context.Context) error{
		"DryRunOperation":        call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("10.9.0.0/16"), DryRun: new(true)}),
		"InvalidVpc.Range":       call1(s.c.CreateVpc, &sdk.CreateVpcInput{CidrBlock: new("10.0.0.0/8"), DryRun: new(true)}),
		"DependencyViolation":    call1(s.c.DeleteVpc, &sdk.DeleteVpcInput{VpcId: &s.vpc, DryRun: new(true)}),
		"InvalidVpcID.NotFound":  call1(s.c.DescribeVpcs, &sdk.DescribeVpcsInput{VpcIds: []string{noVPC}, DryRun: new(true)}),
		"InvalidSubnet.Conflict": call1(s.c.CreateSubnet, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.1.0/24"), DryRun: new(true)}),
	} {
		refused(t, call(t.Context()), want)
	}
	refused(t, call1(s.c.DescribeVpcs, &sdk.DescribeVpcsInput{DryRun: new(true)})(t.Context()), "DryRunOperation")
	refused(t, call1(s.c.RunInstances, run("a:1", func(in *sdk.RunInstancesInput) { in.DryRun = new(true); in.ClientToken = new("t") }))(t.Context()), "DryRunOperation")
	if after := s.store.Snapshot().Sequence(); after != before {
		t.Errorf("rehearsals wrote: %d commits", after-before)
	}
}
