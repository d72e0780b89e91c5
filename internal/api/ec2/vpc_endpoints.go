package ec2

import (
	"context"
	"slices"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var vpcEndpoints = &kind[vpc.Endpoint]{
	resource: ec2model.ResourceTypeVpcEndpoint,
	prefix:   vpc.PrefixEndpoint,
	region:   func(e vpc.Endpoint) string { return e.Region },
	tags:     func(e vpc.Endpoint) vpc.Tags { return e.Tags },
	retag:    func(e vpc.Endpoint, t vpc.Tags) vpc.Endpoint { e.Tags = t; return e },
	missing:  vpc.EndpointNotFound,
	indexes:  []filterIndex{{"vpc-id", "vpc"}},
	fields: map[string]field[vpc.Endpoint]{
		"ip-address-type":    fixed[vpc.Endpoint](string(ec2model.IpAddressTypeIpv4)),
		"service-name":       one(func(e vpc.Endpoint) string { return e.ServiceName }),
		"service-region":     one(func(e vpc.Endpoint) string { return e.Region }),
		"vpc-endpoint-id":    one(func(e vpc.Endpoint) string { return e.ID }),
		"vpc-endpoint-state": one(func(e vpc.Endpoint) string { return string(e.State) }),
		"vpc-endpoint-type":  one(func(e vpc.Endpoint) string { return string(e.Kind) }),
		"vpc-id":             one(func(e vpc.Endpoint) string { return e.VPCID }),
	},
}

// openPolicy is what EC2 shows of an endpoint without a policy of its own.
const openPolicy = `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}`

func endpointAnswer(c call, e vpc.Endpoint) ec2model.VpcEndpoint {
	answer := ec2model.VpcEndpoint{
		VpcEndpointId: &e.ID, VpcEndpointType: ec2model.VpcEndpointType(e.Kind), VpcId: &e.VPCID, ServiceName: &e.ServiceName,
		// The model has the states with a capital; the service has always written them without.
		State: ec2model.State(e.State), PolicyDocument: &e.Policy, OwnerId: &e.OwnerID, ServiceRegion: &e.Region,
		RouteTableIds: mapped(e.RouteTableIDs, itself), SubnetIds: mapped(e.SubnetIDs, itself), NetworkInterfaceIds: mapped(e.InterfaceIDs, itself),
		Groups: mapped(e.GroupIDs, func(id string) ec2model.SecurityGroupIdentifier {
			return ec2model.SecurityGroupIdentifier{GroupId: &id, GroupName: new(groupName(c, id))}
		}),
		PrivateDnsEnabled: &e.PrivateDNS, RequesterManaged: new(false), CreationTimestamp: &e.CreatedAt, Tags: tagList(e.Tags), DnsEntries: dnsEntries(c, e),
	}
	if e.Policy == "" {
		answer.PolicyDocument = new(openPolicy)
	}
	if e.Kind == vpc.InterfaceEndpoint {
		answer.IpAddressType = ec2model.IpAddressTypeIpv4
		answer.DnsOptions = &ec2model.DnsOptions{DnsRecordIpType: ec2model.DnsRecordIpTypeIpv4}
	}
	if e.FailureCode != "" {
		answer.LastError = &ec2model.LastError{Code: &e.FailureCode, Message: &e.FailureMessage}
	}
	return answer
}

// dnsEntries are the names of an endpoint: for all its interfaces, for the one of each zone, and the service's own.
func dnsEntries(c call, e vpc.Endpoint) []ec2model.DnsEntry {
	entries := []ec2model.DnsEntry{}
	add := func(name string) { entries = append(entries, ec2model.DnsEntry{DnsName: &name}) }
	if e.Kind != vpc.InterfaceEndpoint || !e.State.Live() {
		return entries
	}
	add(e.DNSName())
	for _, id := range e.SubnetIDs {
		if subnet, ok := store.Get[vpc.Subnet](c, id); ok {
			add(e.ZonalDNSName(subnet.Zone))
		}
	}
	if service, listed := c.service(e.ServiceName); listed && e.PrivateDNS {
		add(service.PrivateDNSName())
	}
	return entries
}

// service gives the endpoint service with a name, if the operator lists it.
func (s site) service(name string) (vpc.EndpointService, bool) {
	i := slices.IndexFunc(s.services, func(service vpc.EndpointService) bool { return service.Name == name })
	if i < 0 {
		return vpc.EndpointService{}, false
	}
	return s.services[i], true
}

func (c call) endpointsOf(vpcID string) []vpc.Endpoint {
	return slices.Collect(store.Find[vpc.Endpoint](c, "vpc="+vpcID))
}

// CreateVpcEndpoint makes a private way from a VPC to an endpoint service.
func (a *API) CreateVpcEndpoint(ctx context.Context, in *ec2model.CreateVpcEndpointInput) (*ec2model.CreateVpcEndpointOutput, error) {
	kind, err := endpointKind(in.VpcEndpointType)
	if err != nil {
		return nil, err
	}
	if err := ipv4Endpoints(in.IpAddressType, in.DnsOptions); err != nil {
		return nil, err
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeVpcEndpoint)
	if err != nil {
		return nil, err
	}
	name, err := required("ServiceName", in.ServiceName)
	if err != nil {
		return nil, err
	}
	if present(in.PolicyDocument) {
		if err := vpc.CheckPolicy(*in.PolicyDocument); err != nil {
			return nil, err
		}
	}
	out := ec2model.CreateVpcEndpointOutput{ClientToken: in.ClientToken}
	err = once(ctx, a, in.DryRun, "CreateVpcEndpoint", in.ClientToken, in, &out, func(c *change) error {
		v, err := vpcs.named(c.call, "VpcId", in.VpcId)
		if err != nil {
			return err
		}
		if err := unsupported(present(in.ServiceRegion) && *in.ServiceRegion != c.region, "ServiceRegion", "Services are in every region here; leave it out."); err != nil {
			return err
		}
		service, err := vpc.FindService(c.services, name)
		if err != nil {
			return err
		}
		endpoint, err := c.NewEndpoint(v, kind, service)
		if err != nil {
			return err
		}
		endpoint.Policy, endpoint.Tags = text(in.PolicyDocument), tags
		if err := c.roomForEndpoint(endpoint); err != nil {
			return err
		}
		if endpoint, err = c.equip(endpoint, v, service, in); err != nil {
			return err
		}
		store.Put(c.tx, endpoint)
		out.VpcEndpoint = new(endpointAnswer(c.call, endpoint))
		return nil
	})
	return &out, err
}

func endpointKind(asked ec2model.VpcEndpointType) (vpc.EndpointKind, error) {
	switch asked {
	case "", ec2model.VpcEndpointTypeGateway:
		return vpc.GatewayEndpoint, nil
	case ec2model.VpcEndpointTypeInterface:
		return vpc.InterfaceEndpoint, nil
	}
	return "", fault.New(fault.Invalid, "UnsupportedOperation", "The VPC endpoint type %s is not supported. Use Interface or Gateway", asked)
}

// ipv4Endpoints refuses endpoints that are not of IPv4.
func ipv4Endpoints(address ec2model.IpAddressType, dns *ec2model.DnsOptionsSpecification) error {
	if err := unsupported(address != "" && address != ec2model.IpAddressTypeIpv4, "IpAddressType", "Endpoints have IPv4 addresses here."); err != nil {
		return err
	}
	if dns == nil {
		return nil
	}
	other := dns.DnsRecordIpType != "" && dns.DnsRecordIpType != ec2model.DnsRecordIpTypeIpv4 && dns.DnsRecordIpType != ec2model.DnsRecordIpTypeServiceDefined
	return unsupported(other, "DnsOptions.DnsRecordIpType", "Endpoints have IPv4 addresses here; use ipv4.")
}

func (c *change) roomForEndpoint(e vpc.Endpoint) error {
	index, where, limit := "vpc="+e.VPCID, "VPC "+e.VPCID, c.quotas.InterfaceEndpoints
	if e.Kind == vpc.GatewayEndpoint {
		index, where, limit = "region="+c.region, "The region "+c.region, c.quotas.GatewayEndpoints
	}
	count := 0
	for other := range store.Find[vpc.Endpoint](c, index) {
		if other.Kind == e.Kind && other.State.Live() {
			count++
		}
	}
	if count < limit {
		return nil
	}
	return fault.New(fault.Limit, "VpcEndpointLimitExceeded",
		"The maximum number of VPC endpoints has been reached. %s has %d of the type %s: delete those that are not needed, or raise the quota", where, count, e.Kind)
}

// equip gives a new endpoint its subnets and groups, or its route tables.
func (c *change) equip(e vpc.Endpoint, v vpc.VPC, service vpc.EndpointService, in *ec2model.CreateVpcEndpointInput) (vpc.Endpoint, error) {
	subnets, addresses, err := endpointSubnets(in.SubnetIds, in.SubnetConfigurations)
	if err != nil {
		return e, err
	}
	if err := e.CheckKindOf(len(subnets) > 0, len(in.SecurityGroupIds) > 0, len(in.RouteTableIds) > 0); err != nil {
		return e, err
	}
	others := c.endpointsOf(v.ID)
	if e.Kind == vpc.GatewayEndpoint {
		if isTrue(in.PrivateDnsEnabled) {
			return e, e.CheckPrivateDNS(v, service, others)
		}
		return c.addTables(e, in.RouteTableIds)
	}
	if e.GroupIDs, err = c.carriedGroups(v.ID, in.SecurityGroupIds); err != nil {
		return e, err
	}
	// Unsaid, the service's own name stands for the endpoint wherever it can.
	why := e.CheckPrivateDNS(v, service, others)
	if isTrue(in.PrivateDnsEnabled) && why != nil {
		return e, why
	}
	e.PrivateDNS = why == nil && (in.PrivateDnsEnabled == nil || *in.PrivateDnsEnabled)
	return c.addSubnets(e, subnets, addresses)
}

func (c *change) addTables(e vpc.Endpoint, ids []string) (vpc.Endpoint, error) {
	others := c.endpointsOf(e.VPCID)
	for _, id := range ids {
		table, err := routeTables.find(c.call, id)
		if err != nil {
			return e, err
		}
		if e, err = e.AddTable(table, others); err != nil {
			return e, err
		}
	}
	return e, nil
}

// DescribeVpcEndpoints lists endpoints, those that were deleted a moment ago too.
func (a *API) DescribeVpcEndpoints(ctx context.Context, in *ec2model.DescribeVpcEndpointsInput) (*ec2model.DescribeVpcEndpointsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, vpcEndpoints, query{"DescribeVpcEndpoints", in.VpcEndpointIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	answer := func(e vpc.Endpoint) ec2model.VpcEndpoint { return endpointAnswer(c, e) }
	return &ec2model.DescribeVpcEndpointsOutput{VpcEndpoints: mapped(page, answer), NextToken: next}, nil
}

// DeleteVpcEndpoints begins to delete endpoints; those that can't be are named in the answer.
func (a *API) DeleteVpcEndpoints(ctx context.Context, in *ec2model.DeleteVpcEndpointsInput) (*ec2model.DeleteVpcEndpointsOutput, error) {
	if len(in.VpcEndpointIds) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter VpcEndpointId")
	}
	out := &ec2model.DeleteVpcEndpointsOutput{Unsuccessful: []ec2model.UnsuccessfulItem{}}
	return out, a.change(ctx, in.DryRun, func(c *change) error {
		for _, id := range in.VpcEndpointIds {
			endpoint, err := vpcEndpoints.find(c.call, id)
			if err != nil {
				out.Unsuccessful = append(out.Unsuccessful, unsuccessful(id, err))
				continue
			}
			if endpoint, news := endpoint.Delete(); news {
				store.Put(c.tx, endpoint)
			}
		}
		return nil
	})
}

// serviceFields are the filters of DescribeVpcEndpointServices.
func (c call) serviceFields() map[string]func(vpc.EndpointService) string {
	return map[string]func(vpc.EndpointService) string{
		"owner":                      func(vpc.EndpointService) string { return c.account },
		"service-name":               func(s vpc.EndpointService) string { return s.Name },
		"service-region":             func(vpc.EndpointService) string { return c.region },
		"service-type":               func(s vpc.EndpointService) string { return string(s.Kind) },
		"supported-ip-address-types": func(vpc.EndpointService) string { return "ipv4" },
	}
}

// DescribeVpcEndpointServices lists the services that the operator lets VPCs reach.
func (a *API) DescribeVpcEndpointServices(ctx context.Context, in *ec2model.DescribeVpcEndpointServicesInput) (*ec2model.DescribeVpcEndpointServicesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	filters, err := parseFilters(in.Filters)
	if err != nil {
		return nil, err
	}
	for _, name := range in.ServiceNames {
		if _, err := vpc.FindService(c.services, name); err != nil {
			return nil, err
		}
	}
	services, err := chosen(c.services, filters, c.serviceFields(), func(s vpc.EndpointService) bool {
		return len(in.ServiceNames) == 0 || slices.Contains(in.ServiceNames, s.Name)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(services, func(a, b vpc.EndpointService) int { return strings.Compare(a.Name, b.Name) })
	q := query{operation: "DescribeVpcEndpointServices", maxResults: in.MaxResults, nextToken: in.NextToken, limits: usualPages}
	page, next, err := pageOf(c, q, services, func(s vpc.EndpointService) string { return s.Name })
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeVpcEndpointServicesOutput{
		ServiceNames:   mapped(page, func(s vpc.EndpointService) string { return s.Name }),
		ServiceDetails: mapped(page, func(s vpc.EndpointService) ec2model.ServiceDetail { return serviceAnswer(c, s) }), NextToken: next,
	}, nil
}

func serviceAnswer(c call, s vpc.EndpointService) ec2model.ServiceDetail {
	answer := ec2model.ServiceDetail{
		ServiceName: &s.Name, ServiceId: new(s.ID()), ServiceType: []ec2model.ServiceTypeDetail{{ServiceType: ec2model.ServiceType(s.Kind)}},
		AvailabilityZones: mapped(vpc.Zones(c.region), func(z vpc.Zone) string { return z.Name }), Owner: new(c.account), ServiceRegion: new(c.region),
		VpcEndpointPolicySupported: new(false), AcceptanceRequired: new(false), ManagesVpcEndpoints: new(false), Tags: []ec2model.Tag{},
		SupportedIpAddressTypes: []ec2model.ServiceConnectivityType{ec2model.ServiceConnectivityTypeIpv4},
	}
	if s.Kind == vpc.InterfaceEndpoint {
		answer.BaseEndpointDnsNames = []string{s.BaseDNSName(c.region)}
		if name := s.PrivateDNSName(); name != "" {
			answer.PrivateDnsName = &name
			answer.PrivateDnsNames = []ec2model.PrivateDnsDetails{{PrivateDnsName: &name}}
			answer.PrivateDnsNameVerificationState = ec2model.DnsNameStateVerified
		}
	}
	return answer
}
