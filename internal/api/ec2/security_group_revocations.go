package ec2

import (
	"context"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// RevokeSecurityGroupIngress removes rules for what may come in, by id or as they were authorized.
func (a *API) RevokeSecurityGroupIngress(ctx context.Context, in *ec2model.RevokeSecurityGroupIngressInput) (*ec2model.RevokeSecurityGroupIngressOutput, error) {
	revoked, err := a.revoke(ctx, ruleRequest{
		dryRun: in.DryRun, groupID: in.GroupId, groupName: in.GroupName, direction: vpc.Ingress,
		ids: in.SecurityGroupRuleIds, permissions: in.IpPermissions,
		flat: flatPermission{in.IpProtocol, in.CidrIp, in.SourceSecurityGroupName, in.SourceSecurityGroupOwnerId, in.FromPort, in.ToPort},
	})
	return &ec2model.RevokeSecurityGroupIngressOutput{Return: new(true), RevokedSecurityGroupRules: revoked}, err
}

// RevokeSecurityGroupEgress removes rules for what may go out, by id or as they were authorized.
func (a *API) RevokeSecurityGroupEgress(ctx context.Context, in *ec2model.RevokeSecurityGroupEgressInput) (*ec2model.RevokeSecurityGroupEgressOutput, error) {
	revoked, err := a.revoke(ctx, ruleRequest{
		dryRun: in.DryRun, groupID: in.GroupId, direction: vpc.Egress,
		ids: in.SecurityGroupRuleIds, permissions: in.IpPermissions,
		flat: flatPermission{in.IpProtocol, in.CidrIp, in.SourceSecurityGroupName, in.SourceSecurityGroupOwnerId, in.FromPort, in.ToPort},
	})
	return &ec2model.RevokeSecurityGroupEgressOutput{Return: new(true), RevokedSecurityGroupRules: revoked}, err
}

func (a *API) revoke(ctx context.Context, request ruleRequest) (revoked []ec2model.RevokedSecurityGroupRule, err error) {
	err = a.change(ctx, request.dryRun, func(c *change) error {
		group, err := c.namedGroup(request.groupID, request.groupName)
		if err != nil {
			return err
		}
		var rules []vpc.SecurityGroupRule
		switch {
		case len(request.ids) > 0 && len(request.permissions) > 0:
			return fault.New(fault.Invalid, "InvalidParameterCombination",
				"The parameter securityGroupRuleIds may not be used in combination with ipPermissions. Revoke the rules of %s by one of the two", group.ID)
		case len(request.ids) > 0:
			rules, err = c.rulesByID(group, request.direction, request.ids)
		default:
			rules, _, err = c.rulesByPermission(group, request)
		}
		if err != nil {
			return err
		}
		for _, rule := range rules {
			store.Delete[vpc.SecurityGroupRule](c.tx, rule.ID)
		}
		revoked = mapped(rules, revokedAnswer)
		return nil
	})
	return revoked, err
}

func revokedAnswer(r vpc.SecurityGroupRule) ec2model.RevokedSecurityGroupRule {
	answer := ec2model.RevokedSecurityGroupRule{
		SecurityGroupRuleId: &r.ID, GroupId: &r.GroupID, IsEgress: new(r.Direction == vpc.Egress), IpProtocol: new(r.Protocol.EC2Name()),
		FromPort: &r.FromPort, ToPort: &r.ToPort,
	}
	for _, part := range []struct {
		member **string
		value  string
	}{
		{&answer.CidrIpv4, rangeText(r, false)}, {&answer.CidrIpv6, rangeText(r, true)}, {&answer.PrefixListId, r.PrefixListID},
		{&answer.ReferencedGroupId, r.ReferencedGroup}, {&answer.Description, r.Description},
	} {
		if part.value != "" {
			*part.member = &part.value
		}
	}
	return answer
}
