package ec2

import (
	"context"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// endpointSubnets reads the subnets that a request names, and the addresses that it wants in some of them.
func endpointSubnets(ids []string, configurations []ec2model.SubnetConfiguration) ([]string, map[string]netip.Addr, error) {
	all := slices.Clone(ids)
	addresses := map[string]netip.Addr{}
	for _, s := range configurations {
		if err := unsupported(present(s.Ipv6), "SubnetConfiguration.Ipv6", "Endpoints have IPv4 addresses here."); err != nil {
			return nil, nil, err
		}
		id, err := required("SubnetConfiguration.SubnetId", s.SubnetId)
		if err != nil {
			return nil, nil, err
		}
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
		if present(s.Ipv4) {
			if addresses[id], err = parseIPv4("SubnetConfiguration.Ipv4", *s.Ipv4); err != nil {
				return nil, nil, err
			}
		}
	}
	return all, addresses, nil
}

// addSubnets gives the endpoint an interface in each of the subnets, which is the endpoint's own.
func (c *change) addSubnets(e vpc.Endpoint, ids []string, addresses map[string]netip.Addr) (vpc.Endpoint, error) {
	if err := c.roomForInterfaces(len(ids)); err != nil {
		return e, err
	}
	var has []vpc.Subnet
	for _, id := range e.SubnetIDs {
		subnet, _ := store.Get[vpc.Subnet](c, id)
		has = append(has, subnet)
	}
	for _, id := range ids {
		if slices.Contains(e.SubnetIDs, id) {
			continue
		}
		subnet, err := subnets.find(c.call, id)
		if err != nil {
			return e, err
		}
		if err := e.CheckSubnet(subnet, has); err != nil {
			return e, err
		}
		made, err := c.newInterface(interfaceRequest{subnet: subnet, groups: e.GroupIDs, private: privateRequest{primary: addresses[id]}, description: "VPC Endpoint Interface " + e.ID})
		if err != nil {
			return e, err
		}
		made.Type, made.RequesterManaged, made.RequesterID = "vpc_endpoint", true, e.ID
		made.Attachment = &vpc.Attachment{ID: c.NewID(vpc.PrefixAttachment), Workload: e.ID, DeviceIndex: 1, AttachedAt: c.Now}
		store.Put(c.tx, made)
		has = append(has, subnet)
		e.SubnetIDs = append(slices.Clip(e.SubnetIDs), id)
		e.InterfaceIDs = append(slices.Clip(e.InterfaceIDs), made.ID)
	}
	return e, nil
}

// removeSubnets takes the endpoint's interfaces out of subnets.
func (c *change) removeSubnets(e vpc.Endpoint, ids []string) (vpc.Endpoint, error) {
	for _, id := range ids {
		i := slices.Index(e.SubnetIDs, id)
		if i < 0 {
			return e, fault.New(fault.NotFound, "InvalidSubnetId.NotFound", "The subnet ID '%s' is not one of the VPC endpoint %s. It has %v", id, e.ID, e.SubnetIDs)
		}
		store.Delete[vpc.Interface](c.tx, e.InterfaceIDs[i])
		e.SubnetIDs = slices.Delete(slices.Clone(e.SubnetIDs), i, i+1)
		e.InterfaceIDs = slices.Delete(slices.Clone(e.InterfaceIDs), i, i+1)
	}
	return e, nil
}

// ModifyVpcEndpoint changes what an endpoint consists of, live.
func (a *API) ModifyVpcEndpoint(ctx context.Context, in *ec2model.ModifyVpcEndpointInput) (*ec2model.ModifyVpcEndpointOutput, error) {
	if err := ipv4Endpoints(in.IpAddressType, in.DnsOptions); err != nil {
		return nil, err
	}
	resets := isTrue(in.ResetPolicy)
	if resets && present(in.PolicyDocument) {
		return nil, fault.New(fault.Invalid, "InvalidParameterCombination", "PolicyDocument and ResetPolicy can't both be given")
	}
	if present(in.PolicyDocument) {
		if err := vpc.CheckPolicy(*in.PolicyDocument); err != nil {
			return nil, err
		}
	}
	return &ec2model.ModifyVpcEndpointOutput{Return: new(true)}, a.change(ctx, in.DryRun, func(c *change) error {
		endpoint, err := vpcEndpoints.named(c.call, "VpcEndpointId", in.VpcEndpointId)
		if err != nil {
			return err
		}
		if !endpoint.State.Live() {
			return fault.New(fault.Conflict, "InvalidState", "The VPC endpoint %s can't be modified. It is %s", endpoint.ID, endpoint.State)
		}
		switch {
		case resets:
			endpoint.Policy = ""
		case present(in.PolicyDocument):
			endpoint.Policy = *in.PolicyDocument
		}
		if endpoint, err = c.reshape(endpoint, in); err != nil {
			return err
		}
		store.Put(c.tx, endpoint)
		return nil
	})
}

// reshape changes the subnets and groups of an endpoint, or its route tables.
func (c *change) reshape(e vpc.Endpoint, in *ec2model.ModifyVpcEndpointInput) (vpc.Endpoint, error) {
	add, addresses, err := endpointSubnets(in.AddSubnetIds, in.SubnetConfigurations)
	if err != nil {
		return e, err
	}
	err = e.CheckKindOf(len(add)+len(in.RemoveSubnetIds) > 0, len(in.AddSecurityGroupIds)+len(in.RemoveSecurityGroupIds) > 0, len(in.AddRouteTableIds)+len(in.RemoveRouteTableIds) > 0)
	if err != nil {
		return e, err
	}
	for _, id := range in.RemoveRouteTableIds {
		if !slices.Contains(e.RouteTableIDs, id) {
			return e, fault.New(fault.NotFound, "InvalidRouteTableId.NotFound", "The route table ID '%s' is not one of the VPC endpoint %s. It has %v", id, e.ID, e.RouteTableIDs)
		}
		e = e.RemoveTable(id)
	}
	if e, err = c.addTables(e, in.AddRouteTableIds); err != nil {
		return e, err
	}
	if len(in.AddSecurityGroupIds)+len(in.RemoveSecurityGroupIds) > 0 {
		if e, err = c.regroup(e, in.AddSecurityGroupIds, in.RemoveSecurityGroupIds); err != nil {
			return e, err
		}
	}
	if e, err = c.removeSubnets(e, in.RemoveSubnetIds); err != nil {
		return e, err
	}
	if e, err = c.addSubnets(e, add, addresses); err != nil {
		return e, err
	}
	if in.PrivateDnsEnabled == nil {
		return e, nil
	}
	if *in.PrivateDnsEnabled && !e.PrivateDNS {
		v, _ := store.Get[vpc.VPC](c, e.VPCID)
		service, err := vpc.FindService(c.services, e.ServiceName)
		if err != nil {
			return e, err
		}
		if err := e.CheckPrivateDNS(v, service, c.endpointsOf(e.VPCID)); err != nil {
			return e, err
		}
	}
	e.PrivateDNS = *in.PrivateDnsEnabled
	return e, nil
}

// regroup gives the endpoint's interfaces other groups.
func (c *change) regroup(e vpc.Endpoint, add, remove []string) (vpc.Endpoint, error) {
	groups := slices.Clone(e.GroupIDs)
	for _, id := range remove {
		if !slices.Contains(groups, id) {
			return e, fault.New(fault.NotFound, "InvalidGroup.NotFound", "The security group '%s' is not one of the VPC endpoint %s. It has %v", id, e.ID, e.GroupIDs)
		}
		groups = slices.DeleteFunc(groups, func(g string) bool { return g == id })
	}
	for _, id := range add {
		if !slices.Contains(groups, id) {
			groups = append(groups, id)
		}
	}
	if len(groups) == 0 {
		return e, fault.New(fault.Invalid, "InvalidParameter", "The VPC endpoint %s needs at least one security group. Add another one along with the removal", e.ID)
	}
	groups, err := c.carriedGroups(e.VPCID, groups)
	if err != nil {
		return e, err
	}
	e.GroupIDs = groups
	for _, id := range e.InterfaceIDs {
		if i, ok := store.Get[vpc.Interface](c, id); ok {
			i.Groups = groups
			store.Put(c.tx, i)
		}
	}
	return e, nil
}
