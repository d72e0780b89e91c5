package ec2

import (
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

func (s *stage) endpoint(t *testing.T, id string) types.VpcEndpoint {
	t.Helper()
	out, err := s.c.DescribeVpcEndpoints(t.Context(), &sdk.DescribeVpcEndpointsInput{VpcEndpointIds: []string{id}})
	return do(t, out, err).VpcEndpoints[0]
}

// resolves turns on what private names of endpoints need.
func (s *stage) resolves(t *testing.T) {
	t.Helper()
	_, err := s.c.ModifyVpcAttribute(t.Context(), &sdk.ModifyVpcAttributeInput{VpcId: &s.vpc, EnableDnsHostnames: yes()})
	do(t, true, err)
}

func TestInterfaceEndpoints(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	s.resolves(t)
	create := &sdk.CreateVpcEndpointInput{
		VpcEndpointType: types.VpcEndpointTypeInterface, VpcId: &s.vpc, ServiceName: new("com.example.db"), SubnetIds: []string{s.other},
		SecurityGroupIds: []string{s.group}, ClientToken: new("once"),
		SubnetConfigurations: []types.SubnetConfiguration{{SubnetId: &s.other, Ipv4: new("10.0.2.99")}},
		TagSpecifications:    []types.TagSpecification{{ResourceType: types.ResourceTypeVpcEndpoint, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}},
	}
	made, err := s.c.CreateVpcEndpoint(ctx, create)
	e := do(t, made, err).VpcEndpoint
	if e.State != "pending" || !*e.PrivateDnsEnabled || len(e.NetworkInterfaceIds) != 1 || *e.Groups[0].GroupName != "app" || len(e.Tags) != 1 || !strings.Contains(*e.PolicyDocument, "Allow") {
		t.Errorf("unexpected endpoint %+v", e)
	}
	id, nic := *e.VpcEndpointId, e.NetworkInterfaceIds[0]
	names := mapped(e.DnsEntries, func(d types.DnsEntry) string { return *d.DnsName })
	base := ".db.example.com.us-east-1.vpce.sallyport.internal"
	if want := []string{id + base, id + "-us-east-1b" + base, "db.lan.example"}; !slices.Equal(names, want) {
		t.Errorf("the names are %v, want %v", names, want)
	}
	again, err := s.c.CreateVpcEndpoint(ctx, create)
	if *do(t, again, err).VpcEndpoint.VpcEndpointId != id {
		t.Error("the same token made another endpoint")
	}
	nics, err := s.c.DescribeNetworkInterfaces(ctx, &sdk.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{nic}})
	if i := do(t, nics, err).NetworkInterfaces[0]; !*i.RequesterManaged || i.InterfaceType != types.NetworkInterfaceTypeVpcEndpoint || *i.PrivateIpAddress != "10.0.2.99" || !strings.Contains(*i.Description, id) {
		t.Errorf("unexpected interface %+v", i)
	}
	for name, m := range map[string]mistake{
		"interface": {"OperationNotPermitted", id, call1(s.c.DeleteNetworkInterface, &sdk.DeleteNetworkInterfaceInput{NetworkInterfaceId: &nic})},
		"subnet":    {"DependencyViolation", id, call1(s.c.DeleteSubnet, &sdk.DeleteSubnetInput{SubnetId: &s.other})},
		"group":     {"DependencyViolation", id, call1(s.c.DeleteSecurityGroup, &sdk.DeleteSecurityGroupInput{GroupId: &s.group})},
		"route":     {"InvalidParameterValue", id, call1(s.c.CreateRoute, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationCidrBlock: new("0.0.0.0/0"), VpcEndpointId: &id})},
	} {
		t.Run("in the way of "+name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
	modify := func(in sdk.ModifyVpcEndpointInput) error {
		in.VpcEndpointId = &id
		_, err := s.c.ModifyVpcEndpoint(ctx, &in)
		return err
	}
	refused(t, modify(sdk.ModifyVpcEndpointInput{RemoveSecurityGroupIds: []string{s.group}}), "InvalidParameter", id)
	refused(t, modify(sdk.ModifyVpcEndpointInput{RemoveSecurityGroupIds: []string{noGroup}}), "InvalidGroup.NotFound", noGroup)
	refused(t, modify(sdk.ModifyVpcEndpointInput{RemoveSubnetIds: []string{s.subnet}}), "InvalidSubnetId.NotFound", s.subnet)
	refused(t, modify(sdk.ModifyVpcEndpointInput{AddRouteTableIds: []string{s.table}}), "InvalidParameter", "Route tables")
	refused(t, modify(sdk.ModifyVpcEndpointInput{PolicyDocument: new("none")}), "InvalidPolicyDocument", "JSON")
	refused(t, modify(sdk.ModifyVpcEndpointInput{PolicyDocument: new("{}"), ResetPolicy: new(true)}), "InvalidParameterCombination", "ResetPolicy")
	refused(t, modify(sdk.ModifyVpcEndpointInput{PrivateDnsEnabled: new(false), DryRun: new(true)}), "DryRunOperation")
	group := s.defaultGroup(t)
	do(t, true, modify(sdk.ModifyVpcEndpointInput{AddSecurityGroupIds: []string{group}, RemoveSecurityGroupIds: []string{s.group}, PolicyDocument: new("{}"), PrivateDnsEnabled: new(false)}))
	if e := s.endpoint(t, id); *e.Groups[0].GroupId != group || len(e.Groups) != 1 || *e.PolicyDocument != "{}" || *e.PrivateDnsEnabled {
		t.Errorf("unexpected endpoint %+v", e)
	}
	if i, _ := store.Get[vpc.Interface](s.store.Snapshot(), nic); !slices.Equal(i.Groups, []string{group}) {
		t.Errorf("the interface carries %v", i.Groups)
	}
	do(t, true, modify(sdk.ModifyVpcEndpointInput{RemoveSubnetIds: []string{s.other}, AddSubnetIds: []string{s.subnet}, ResetPolicy: new(true), PrivateDnsEnabled: new(true)}))
	if e := s.endpoint(t, id); !slices.Equal(e.SubnetIds, []string{s.subnet}) || e.NetworkInterfaceIds[0] == nic || !*e.PrivateDnsEnabled {
		t.Errorf("unexpected endpoint %+v", e)
	}
	if _, there := store.Get[vpc.Interface](s.store.Snapshot(), nic); there {
		t.Error("the interface of a subnet that the endpoint left is still there")
	}
	gone, err := s.c.DeleteVpcEndpoints(ctx, &sdk.DeleteVpcEndpointsInput{VpcEndpointIds: []string{"vpce-1", id}})
	if u := do(t, gone, err).Unsuccessful; len(u) != 1 || *u[0].ResourceId != "vpce-1" || *u[0].Error.Code != "InvalidVpcEndpointId.NotFound" {
		t.Errorf("got %+v", u)
	}
	if e := s.endpoint(t, id); e.State != "deleting" || len(e.DnsEntries) != 0 {
		t.Errorf("unexpected endpoint %+v", e)
	}
	refused(t, modify(sdk.ModifyVpcEndpointInput{PrivateDnsEnabled: new(false)}), "InvalidState", "deleting")
}

func TestGatewayEndpoints(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	made, err := s.c.CreateVpcEndpoint(ctx, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.files"), RouteTableIds: []string{s.table}})
	e := do(t, made, err).VpcEndpoint
	if e.VpcEndpointType != types.VpcEndpointTypeGateway || !slices.Equal(e.RouteTableIds, []string{s.table}) || len(e.DnsEntries) != 0 || *e.PrivateDnsEnabled {
		t.Errorf("unexpected endpoint %+v", e)
	}
	id, list := *e.VpcEndpointId, vpc.EndpointService{Name: "com.example.files"}.PrefixListID()
	if r := s.route(t, list); *r.GatewayId != id || r.State != types.RouteStateBlackhole || r.Origin != types.RouteOriginCreateRoute {
		t.Errorf("the route of a pending endpoint is %+v", r)
	}
	kept, _ := store.Get[vpc.Endpoint](s.store.Snapshot(), id)
	kept.State = vpc.StateAvailable
	s.put(t, kept)
	if r := s.route(t, list); r.State != types.RouteStateActive {
		t.Errorf("unexpected route %+v", r)
	}
	for name, m := range map[string]mistake{
		"second in the table": {"RouteAlreadyExists", id, call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.files"), RouteTableIds: []string{s.table}})},
		"delete its route":    {"InvalidParameterValue", "ModifyVpcEndpoint", call1(s.c.DeleteRoute, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationPrefixListId: &list})},
		"replace its route":   {"InvalidParameterValue", id, call1(s.c.ReplaceRoute, &sdk.ReplaceRouteInput{RouteTableId: &s.table, DestinationPrefixListId: &list, GatewayId: &s.gateway})},
		"unknown service":     {"InvalidServiceName", "com.example.db", call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.moon")})},
		"flag":                {"InvalidServiceName", "--endpoint-service", call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.moon")})},
		"kind":                {"InvalidParameter", "Interface", call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.db")})},
		"load balancer":       {"UnsupportedOperation", "GatewayLoadBalancer", call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.db"), VpcEndpointType: types.VpcEndpointTypeGatewayLoadBalancer})},
		"subnets":             {"InvalidParameter", "Subnets", call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.files"), SubnetIds: []string{s.subnet}})},
		"groups":              {"InvalidParameter", "Security groups", call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.files"), SecurityGroupIds: []string{s.group}})},
		"private DNS":         {"InvalidParameter", "Gateway", call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.files"), PrivateDnsEnabled: new(true)})},
		"unknown table":       {"InvalidRouteTableID.NotFound", noTable, call1(s.c.CreateVpcEndpoint, &sdk.CreateVpcEndpointInput{VpcId: &s.vpc, ServiceName: new("com.example.files"), RouteTableIds: []string{noTable}})},
		"remove no table":     {"InvalidRouteTableId.NotFound", s.main, call1(s.c.ModifyVpcEndpoint, &sdk.ModifyVpcEndpointInput{VpcEndpointId: &id, RemoveRouteTableIds: []string{s.main}})},
		"unknown":             {"InvalidVpcEndpointId.NotFound", "vpce-1", call1(s.c.DescribeVpcEndpoints, &sdk.DescribeVpcEndpointsInput{VpcEndpointIds: []string{"vpce-1"}})},
		"rehearsal":           {"DryRunOperation", "DryRun", call1(s.c.DeleteVpcEndpoints, &sdk.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}, DryRun: new(true)})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
	_, err = s.c.ModifyVpcEndpoint(ctx, &sdk.ModifyVpcEndpointInput{VpcEndpointId: &id, AddRouteTableIds: []string{s.main}, RemoveRouteTableIds: []string{s.table}})
	do(t, true, err)
	if r := s.route(t, list); r.State != "" {
		t.Errorf("the route is still %+v", r)
	}
	out, err := s.c.DescribeRouteTables(ctx, &sdk.DescribeRouteTablesInput{Filters: where("route.destination-prefix-list-id", list, "route.gateway-id", id)})
	if tables := do(t, out, err).RouteTables; len(tables) != 1 || *tables[0].RouteTableId != s.main {
		t.Errorf("got %+v", tables)
	}
	found, err := s.c.DescribeVpcEndpoints(ctx, &sdk.DescribeVpcEndpointsInput{Filters: where("vpc-id", s.vpc, "vpc-endpoint-state", "available", "vpc-endpoint-type", "Gateway", "service-name", "com.example.*")})
	if n := len(do(t, found, err).VpcEndpoints); n != 1 {
		t.Errorf("%d endpoints", n)
	}
	// A table takes its routes along.
	_, err = s.c.ModifyVpcEndpoint(ctx, &sdk.ModifyVpcEndpointInput{VpcEndpointId: &id, AddRouteTableIds: []string{s.table}})
	do(t, true, err)
	_, err = s.c.DisassociateRouteTable(ctx, &sdk.DisassociateRouteTableInput{AssociationId: &s.association})
	do(t, true, err)
	_, err = s.c.DeleteRouteTable(ctx, &sdk.DeleteRouteTableInput{RouteTableId: &s.table})
	do(t, true, err)
	if e := s.endpoint(t, id); !slices.Equal(e.RouteTableIds, []string{s.main}) {
		t.Errorf("the endpoint has %v", e.RouteTableIds)
	}
}

func TestPrivateNamesOfEndpoints(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.InterfaceEndpoints = 2 })
	ctx := t.Context()
	create := func(service string, private *bool) (*sdk.CreateVpcEndpointOutput, error) {
		return s.c.CreateVpcEndpoint(ctx, &sdk.CreateVpcEndpointInput{VpcEndpointType: types.VpcEndpointTypeInterface, VpcId: &s.vpc, ServiceName: &service, PrivateDnsEnabled: private})
	}
	_, err := create("com.example.db", new(true))
	refused(t, err, "InvalidParameter", "enableDnsHostnames", s.vpc)
	s.resolves(t)
	_, err = create("com.example.cache", new(true))
	refused(t, err, "InvalidParameter", "192.168.7.9")
	first, err := create("com.example.db", nil)
	if !*do(t, first, err).VpcEndpoint.PrivateDnsEnabled {
		t.Error("the service's name does not stand for its first endpoint")
	}
	_, err = create("com.example.db", new(true))
	refused(t, err, "InvalidParameter", "db.lan.example", *first.VpcEndpoint.VpcEndpointId)
	second, err := create("com.example.db", nil)
	if e := do(t, second, err).VpcEndpoint; *e.PrivateDnsEnabled || *e.Groups[0].GroupName != "default" {
		t.Errorf("unexpected endpoint %+v", e)
	}
	_, err = create("com.example.cache", nil)
	refused(t, err, "VpcEndpointLimitExceeded", "2", s.vpc)
	_, err = s.c.ModifyVpcEndpoint(ctx, &sdk.ModifyVpcEndpointInput{VpcEndpointId: second.VpcEndpoint.VpcEndpointId, AddSubnetIds: []string{s.subnet, s.other}})
	do(t, true, err)
	third, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new("10.0.3.0/24"), AvailabilityZone: new("us-east-1a")})
	_, err = s.c.ModifyVpcEndpoint(ctx, &sdk.ModifyVpcEndpointInput{VpcEndpointId: second.VpcEndpoint.VpcEndpointId, AddSubnetIds: []string{*do(t, third, err).Subnet.SubnetId}})
	refused(t, err, "DuplicateSubnetsInSameZone", s.subnet)
	theirs := newVPC(t, s.c, "10.8.0.0/16")
	far, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &theirs, CidrBlock: new("10.8.0.0/24")})
	_, err = s.c.ModifyVpcEndpoint(ctx, &sdk.ModifyVpcEndpointInput{VpcEndpointId: first.VpcEndpoint.VpcEndpointId, AddSubnetIds: []string{*do(t, far, err).Subnet.SubnetId}})
	refused(t, err, "InvalidParameter", theirs)
}

func TestEndpointServices(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.in("eu-west-1")
	out, err := c.DescribeVpcEndpointServices(ctx, &sdk.DescribeVpcEndpointServicesInput{})
	all := do(t, out, err)
	if want := []string{"com.example.cache", "com.example.db", "com.example.files"}; !slices.Equal(all.ServiceNames, want) || len(all.ServiceDetails) != 3 {
		t.Errorf("got %v", all.ServiceNames)
	}
	if d := all.ServiceDetails[1]; *d.PrivateDnsName != "db.lan.example" || d.BaseEndpointDnsNames[0] != "db.example.com.eu-west-1.vpce.sallyport.internal" || len(d.AvailabilityZones) != 4 || d.ServiceType[0].ServiceType != types.ServiceTypeInterface {
		t.Errorf("unexpected service %+v", d)
	}
	out, err = c.DescribeVpcEndpointServices(ctx, &sdk.DescribeVpcEndpointServicesInput{Filters: where("service-type", "Interface", "service-name", "*.cache|*.files", "service-region", "eu-*")})
	if got := do(t, out, err); !slices.Equal(got.ServiceNames, []string{"com.example.cache"}) {
		t.Errorf("got %v", got.ServiceNames)
	}
	_, err = c.DescribeVpcEndpointServices(ctx, &sdk.DescribeVpcEndpointServicesInput{ServiceNames: []string{"com.example.moon"}})
	refused(t, err, "InvalidServiceName", "com.example.files")
	_, err = c.DescribeVpcEndpointServices(ctx, &sdk.DescribeVpcEndpointServicesInput{Filters: where("colour", "red")})
	refused(t, err, "InvalidParameterValue", "colour")
}
