package ec2

import (
	"context"
	"slices"
	"strconv"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var routeTables = &kind[vpc.RouteTable]{
	resource: ec2model.ResourceTypeRouteTable,
	prefix:   vpc.PrefixRouteTable,
	region:   func(t vpc.RouteTable) string { return t.Region },
	tags:     func(t vpc.RouteTable) vpc.Tags { return t.Tags },
	retag:    func(t vpc.RouteTable, tags vpc.Tags) vpc.RouteTable { t.Tags = tags; return t },
	missing:  vpc.RouteTableNotFound,
	indexes:  []filterIndex{{"vpc-id", "vpc"}},
	fields: map[string]field[vpc.RouteTable]{
		"association.gateway-id":                 none[vpc.RouteTable],
		"association.main":                       each(associationsOf, func(a tableAssociation) string { return strconv.FormatBool(a.main) }),
		"association.route-table-association-id": each(associationsOf, func(a tableAssociation) string { return a.ID }),
		"association.route-table-id": func(_ store.Reader, t vpc.RouteTable) []string {
			if len(associationsOf(t)) == 0 {
				return nil
			}
			return []string{t.ID}
		},
		"association.subnet-id": each(associationsOf, func(a tableAssociation) string { return a.SubnetID }),
		"owner-id":              one(func(t vpc.RouteTable) string { return t.OwnerID }),
		"route-table-id":        one(func(t vpc.RouteTable) string { return t.ID }),
		"vpc-id":                one(func(t vpc.RouteTable) string { return t.VPCID }),

		"route.destination-cidr-block":          ofRoutes(func(r ec2model.Route) *string { return r.DestinationCidrBlock }),
		"route.destination-ipv6-cidr-block":     ofRoutes(func(r ec2model.Route) *string { return r.DestinationIpv6CidrBlock }),
		"route.destination-prefix-list-id":      ofRoutes(func(r ec2model.Route) *string { return r.DestinationPrefixListId }),
		"route.egress-only-internet-gateway-id": ofRoutes(func(r ec2model.Route) *string { return r.EgressOnlyInternetGatewayId }),
		"route.gateway-id":                      ofRoutes(func(r ec2model.Route) *string { return r.GatewayId }),
		"route.instance-id":                     ofRoutes(func(r ec2model.Route) *string { return r.InstanceId }),
		"route.nat-gateway-id":                  ofRoutes(func(r ec2model.Route) *string { return r.NatGatewayId }),
		"route.transit-gateway-id":              none[vpc.RouteTable],
		"route.vpc-peering-connection-id":       ofRoutes(func(r ec2model.Route) *string { return r.VpcPeeringConnectionId }),
		"route.origin":                          ofRoutes(func(r ec2model.Route) *string { return new(string(r.Origin)) }),
		"route.state":                           ofRoutes(func(r ec2model.Route) *string { return new(string(r.State)) }),
	},
}

func ofRoutes(value func(ec2model.Route) *string) field[vpc.RouteTable] {
	return func(reader store.Reader, t vpc.RouteTable) []string {
		var values []string
		for _, route := range routesAnswer(callOf(reader), t) {
			if v := value(route); v != nil {
				values = append(values, *v)
			}
		}
		return values
	}
}

// tablePages are the limits of DescribeRouteTables.
var tablePages = pageLimits{least: 5, most: 100, unsaid: everything}

// tableAssociation is an association as EC2 lists it: the main one is one without a subnet.
type tableAssociation struct {
	vpc.Association
	main bool
}

func associationsOf(t vpc.RouteTable) []tableAssociation {
	var all []tableAssociation
	if t.Main {
		all = append(all, tableAssociation{vpc.Association{ID: t.MainAssociationID}, true})
	}
	for _, a := range t.Associations {
		all = append(all, tableAssociation{a, false})
	}
	return all
}

func tableAnswer(c call, t vpc.RouteTable) ec2model.RouteTable {
	return ec2model.RouteTable{
		RouteTableId: &t.ID, VpcId: &t.VPCID, OwnerId: &t.OwnerID, Tags: tagList(t.Tags),
		PropagatingVgws: mapped(t.Propagating, func(id string) ec2model.PropagatingVgw { return ec2model.PropagatingVgw{GatewayId: &id} }),
		Routes:          routesAnswer(c, t),
		Associations: mapped(associationsOf(t), func(a tableAssociation) ec2model.RouteTableAssociation {
			answer := ec2model.RouteTableAssociation{
				Main: &a.main, RouteTableAssociationId: &a.ID, RouteTableId: &t.ID, AssociationState: associated(),
			}
			if !a.main {
				answer.SubnetId = &a.SubnetID
			}
			return answer
		}),
	}
}

func associated() *ec2model.RouteTableAssociationState {
	return &ec2model.RouteTableAssociationState{State: ec2model.RouteTableAssociationStateCodeAssociated}
}

func (c call) tablesOf(vpcID string) []vpc.RouteTable {
	return slices.Collect(store.Find[vpc.RouteTable](c, "vpc="+vpcID))
}

// CreateRouteTable makes a table with nothing but the local routes.
func (a *API) CreateRouteTable(ctx context.Context, in *ec2model.CreateRouteTableInput) (*ec2model.CreateRouteTableOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeRouteTable)
	if err != nil {
		return nil, err
	}
	out := ec2model.CreateRouteTableOutput{ClientToken: in.ClientToken}
	err = once(ctx, a, in.DryRun, "CreateRouteTable", in.ClientToken, in, &out, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		if count := len(c.tablesOf(v.ID)); count >= c.quotas.RouteTablesPerVPC {
			return fault.New(fault.Limit, "RouteTableLimitExceeded",
				"The maximum number of route tables has been reached. VPC %s has %d: delete those that are not needed, or raise the quota", v.ID, count)
		}
		table := vpc.RouteTable{ID: c.NewID(vpc.PrefixRouteTable), Region: c.region, OwnerID: c.OwnerID, VPCID: v.ID, CreatedAt: c.Now, Tags: tags}
		store.Put(c.tx, table)
		out.RouteTable = new(tableAnswer(c.call, table))
		return nil
	})
	return &out, err
}

// DescribeRouteTables lists tables with their routes and associations.
func (a *API) DescribeRouteTables(ctx context.Context, in *ec2model.DescribeRouteTablesInput) (*ec2model.DescribeRouteTablesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, routeTables, query{"DescribeRouteTables", in.RouteTableIds, in.Filters, in.MaxResults, in.NextToken, tablePages})
	if err != nil {
		return nil, err
	}
	answer := func(t vpc.RouteTable) ec2model.RouteTable { return tableAnswer(c, t) }
	return &ec2model.DescribeRouteTablesOutput{RouteTables: mapped(page, answer), NextToken: next}, nil
}

// DeleteRouteTable deletes a table that is not the main one and that no subnet has.
func (a *API) DeleteRouteTable(ctx context.Context, in *ec2model.DeleteRouteTableInput) (*ec2model.DeleteRouteTableOutput, error) {
	return &ec2model.DeleteRouteTableOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		table, err := routeTables.named(c.call, "routeTableId", in.RouteTableId)
		if err != nil {
			return err
		}
		if err := table.CheckDelete(); err != nil {
			return err
		}
		for _, e := range c.endpointsOf(table.VPCID) {
			if e.UsesTable(table.ID) {
				store.Put(c.tx, e.RemoveTable(table.ID))
			}
		}
		store.Delete[vpc.RouteTable](c.tx, table.ID)
		return nil
	})
}

// AssociateRouteTable gives a subnet a table of its own.
func (a *API) AssociateRouteTable(ctx context.Context, in *ec2model.AssociateRouteTableInput) (*ec2model.AssociateRouteTableOutput, error) {
	if err := unsupported(in.GatewayId != nil, "GatewayId", "Tables are associated with subnets here."); err != nil {
		return nil, err
	}
	out := ec2model.AssociateRouteTableOutput{AssociationState: associated()}
	err := a.change(ctx, in.DryRun, func(c *change) error {
		table, err := routeTables.named(c.call, "routeTableId", in.RouteTableId)
		if err != nil {
			return err
		}
		subnet, err := subnets.named(c.call, "subnetId", in.SubnetId)
		if err != nil {
			return err
		}
		table, id, err := table.Associate(c.NewID(vpc.PrefixRouteAssociation), subnet, c.tablesOf(table.VPCID))
		if err != nil {
			return err
		}
		store.Put(c.tx, table)
		out.AssociationId = &id
		return nil
	})
	return &out, err
}

// DisassociateRouteTable leaves a subnet with the main table.
func (a *API) DisassociateRouteTable(ctx context.Context, in *ec2model.DisassociateRouteTableInput) (*ec2model.DisassociateRouteTableOutput, error) {
	id, err := required("associationId", in.AssociationId)
	if err != nil {
		return nil, err
	}
	return &ec2model.DisassociateRouteTableOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		table, _, _, err := vpc.FindAssociation(slices.Collect(store.Find[vpc.RouteTable](c, "region="+c.region)), id)
		if err != nil {
			return err
		}
		if table, err = table.Dissociate(id); err != nil {
			return err
		}
		store.Put(c.tx, table)
		return nil
	})
}

// ReplaceRouteTableAssociation gives a subnet another table, or a VPC another main table.
func (a *API) ReplaceRouteTableAssociation(ctx context.Context, in *ec2model.ReplaceRouteTableAssociationInput) (*ec2model.ReplaceRouteTableAssociationOutput, error) {
	id, err := required("associationId", in.AssociationId)
	if err != nil {
		return nil, err
	}
	out := ec2model.ReplaceRouteTableAssociationOutput{AssociationState: associated()}
	err = a.change(ctx, in.DryRun, func(c *change) error {
		to, err := routeTables.named(c.call, "routeTableId", in.RouteTableId)
		if err != nil {
			return err
		}
		from, association, main, err := vpc.FindAssociation(slices.Collect(store.Find[vpc.RouteTable](c, "region="+c.region)), id)
		if err != nil {
			return err
		}
		if from.ID == to.ID {
			out.NewAssociationId = &id
			return nil
		}
		newID := c.NewID(vpc.PrefixRouteAssociation)
		if from, to, err = vpc.MoveAssociation(from, to, association, main, newID); err != nil {
			return err
		}
		store.Put(c.tx, from)
		store.Put(c.tx, to)
		out.NewAssociationId = &newID
		return nil
	})
	return &out, err
}
