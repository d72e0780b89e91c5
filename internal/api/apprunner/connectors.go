package apprunner

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// CreateVpcConnector makes a connector over subnets of one VPC.
func (a *API) CreateVpcConnector(ctx context.Context, in *apprunner.CreateVpcConnectorInput) (*apprunner.CreateVpcConnectorOutput, error) {
	who, err := a.enter(ctx)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	var made platform.Connector
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		active := activeConnectors(tx, who.Region)
		if len(active) >= a.Quotas.Connectors {
			return fault.New(fault.Limit, "", "The region %s has %d VPC connectors and may have %d. Delete one that no service uses "+
				"(list-vpc-connectors, delete-vpc-connector), or raise the quota (--connector-quota)", who.Region, len(active), a.Quotas.Connectors)
		}
		request := platform.ConnectorRequest{
			Name: *in.VpcConnectorName, Subnets: in.Subnets, Groups: in.SecurityGroups, Region: who.Region, Account: who.Account, Tags: tags,
		}
		var err error
		made, err = platform.NewConnector(a.clock(), newID(), request, vpcView{tx, who.Region}, active)
		if err == nil {
			store.Put(tx, made)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &apprunner.CreateVpcConnectorOutput{VpcConnector: connectorOut(made)}, nil
}

// DescribeVpcConnector shows a connector, deleted ones included.
func (a *API) DescribeVpcConnector(ctx context.Context, in *apprunner.DescribeVpcConnectorInput) (*apprunner.DescribeVpcConnectorOutput, error) {
	connector, err := findConnector(a.Store.Snapshot(), caller.From(ctx), *in.VpcConnectorArn)
	if err != nil {
		return nil, err
	}
	return &apprunner.DescribeVpcConnectorOutput{VpcConnector: connectorOut(connector)}, nil
}

// ListVpcConnectors shows the region's active connectors, by name.
func (a *API) ListVpcConnectors(ctx context.Context, in *apprunner.ListVpcConnectorsInput) (*apprunner.ListVpcConnectorsOutput, error) {
	region := caller.From(ctx).Region
	part, next, err := list("ListVpcConnectors", region, activeConnectors(a.Store.Snapshot(), region), ascending, platform.Connector.DocumentKey, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &apprunner.ListVpcConnectorsOutput{VpcConnectors: []types.VpcConnector{}, NextToken: next}
	for _, c := range part {
		out.VpcConnectors = append(out.VpcConnectors, *connectorOut(c))
	}
	return out, nil
}

// DeleteVpcConnector makes a connector inactive, unless a service uses it.
func (a *API) DeleteVpcConnector(ctx context.Context, in *apprunner.DeleteVpcConnectorInput) (*apprunner.DeleteVpcConnectorOutput, error) {
	var deleted platform.Connector
	err := a.Store.Update(ctx, func(tx *store.Tx) error {
		connector, err := findConnector(tx, caller.From(ctx), *in.VpcConnectorArn)
		if err != nil {
			return err
		}
		var users []platform.Service
		for s := range store.Find[platform.Service](tx, "connector="+connector.ARN) {
			users = append(users, s)
		}
		deleted, err = connector.Delete(a.clock(), users)
		if err == nil {
			store.Put(tx, deleted)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &apprunner.DeleteVpcConnectorOutput{VpcConnector: connectorOut(deleted)}, nil
}

func activeConnectors(r store.Reader, region string) []platform.Connector {
	var active []platform.Connector
	for c := range store.Find[platform.Connector](r, "region="+region) {
		if c.Active {
			active = append(active, c)
		}
	}
	return active
}

func findConnector(r store.Reader, who caller.Caller, arn string) (platform.Connector, error) {
	connector, ok := store.Get[platform.Connector](r, arn)
	if !ok || connector.Region != who.Region {
		return platform.Connector{}, notFound("There is no VPC connector %s in the region %s; list-vpc-connectors shows those there are, with their full ARNs", arn, who.Region)
	}
	return connector, nil
}

func connectorOut(c platform.Connector) *types.VpcConnector {
	status := types.VpcConnectorStatusInactive
	if c.Active {
		status = types.VpcConnectorStatusActive
	}
	return &types.VpcConnector{
		VpcConnectorName: &c.Name, VpcConnectorArn: &c.ARN, VpcConnectorRevision: int32(c.Revision),
		Subnets: c.Subnets, SecurityGroups: c.Groups, Status: status, CreatedAt: &c.CreatedAt, DeletedAt: moment(c.DeletedAt),
	}
}

// moment is a time as answers have it: absent while it has not come.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// vpcView answers the domain's questions about a region's networks.
type vpcView struct {
	store.Reader
	region string
}

func (v vpcView) Subnet(id string) (vpc.Subnet, bool) {
	s, ok := store.Get[vpc.Subnet](v, id)
	return s, ok && s.Region == v.region
}

func (v vpcView) Group(id string) (vpc.SecurityGroup, bool) {
	g, ok := store.Get[vpc.SecurityGroup](v, id)
	return g, ok && g.Region == v.region
}

func (v vpcView) DefaultGroup(vpcID string) (vpc.SecurityGroup, bool) {
	for g := range store.Find[vpc.SecurityGroup](v, "vpc="+vpcID) {
		if g.Name == vpc.DefaultGroupName {
			return g, true
		}
	}
	return vpc.SecurityGroup{}, false
}
