package ec2

import (
	"context"
	"slices"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// DescribeSecurityGroupReferences lists the peered VPCs whose rules name the given groups.
func (a *API) DescribeSecurityGroupReferences(ctx context.Context, in *ec2model.DescribeSecurityGroupReferencesInput) (*ec2model.DescribeSecurityGroupReferencesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	found := []ec2model.SecurityGroupReference{}
	for _, id := range in.GroupId {
		if _, err := securityGroups.find(c, id); err != nil {
			return nil, err
		}
		var seen []string
		for rule := range store.Find[vpc.SecurityGroupRule](c, "references="+id) {
			if rule.ReferencedVPC == "" || slices.Contains(seen, rule.VPCID) {
				continue
			}
			seen = append(seen, rule.VPCID)
			peering, _ := peeringOf(c, rule)
			found = append(found, ec2model.SecurityGroupReference{GroupId: &id, ReferencingVpcId: &rule.VPCID, VpcPeeringConnectionId: peering})
		}
	}
	return &ec2model.DescribeSecurityGroupReferencesOutput{SecurityGroupReferenceSet: found}, nil
}

// staleGroupPages are the limits of DescribeStaleSecurityGroups.
var staleGroupPages = pageLimits{least: 5, most: 255, unsaid: everything}

// DescribeStaleSecurityGroups lists the groups of a VPC with rules that name a group beyond a peering that is gone, and
// those rules.
func (a *API) DescribeStaleSecurityGroups(ctx context.Context, in *ec2model.DescribeStaleSecurityGroupsInput) (*ec2model.DescribeStaleSecurityGroupsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	v, err := vpcs.named(c, "vpcId", in.VpcId)
	if err != nil {
		return nil, err
	}
	stale := []ec2model.StaleSecurityGroup{}
	for group := range store.Find[vpc.SecurityGroup](c, "vpc="+v.ID) {
		ingress, egress := c.stalePermissions(group.ID, vpc.Ingress), c.stalePermissions(group.ID, vpc.Egress)
		if len(ingress)+len(egress) > 0 {
			stale = append(stale, ec2model.StaleSecurityGroup{
				GroupId: &group.ID, GroupName: &group.Name, Description: &group.Description, VpcId: &v.ID,
				StaleIpPermissions: ingress, StaleIpPermissionsEgress: egress,
			})
		}
	}
	q := query{operation: "DescribeStaleSecurityGroups", maxResults: in.MaxResults, nextToken: in.NextToken, limits: staleGroupPages}
	page, next, err := pageOf(c, q, stale, func(g ec2model.StaleSecurityGroup) string { return *g.GroupId })
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeStaleSecurityGroupsOutput{StaleSecurityGroupSet: page, NextToken: next}, nil
}

func (c call) stalePermissions(groupID string, direction vpc.Direction) []ec2model.StaleIpPermission {
	set := permissionSet{c: c}
	for rule := range rulesOf(c, groupID) {
		if rule.Direction != direction || rule.ReferencedVPC == "" {
			continue
		}
		if _, status := peeringOf(c, rule); status != string(vpc.PeeringActive) {
			set.add(rule)
		}
	}
	return mapped(set.permissions, func(p ec2model.IpPermission) ec2model.StaleIpPermission {
		return ec2model.StaleIpPermission{IpProtocol: p.IpProtocol, FromPort: p.FromPort, ToPort: p.ToPort, UserIdGroupPairs: p.UserIdGroupPairs}
	})
}
