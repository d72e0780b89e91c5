package ec2

import (
	"context"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var securityGroupRules = &kind[vpc.SecurityGroupRule]{
	resource: ec2model.ResourceTypeSecurityGroupRule,
	prefix:   vpc.PrefixRule,
	region:   func(r vpc.SecurityGroupRule) string { return r.Region },
	tags:     func(r vpc.SecurityGroupRule) vpc.Tags { return r.Tags },
	retag:    func(r vpc.SecurityGroupRule, t vpc.Tags) vpc.SecurityGroupRule { r.Tags = t; return r },
	missing:  vpc.RuleNotFound,
	indexes:  []filterIndex{{"group-id", "group"}},
	fields: map[string]field[vpc.SecurityGroupRule]{
		"group-id":               one(func(r vpc.SecurityGroupRule) string { return r.GroupID }),
		"security-group-rule-id": one(func(r vpc.SecurityGroupRule) string { return r.ID }),
	},
}

// rulePages are the limits of DescribeSecurityGroupRules, which gives pages even to those who don't ask for them.
var rulePages = pageLimits{least: 5, most: 1000, unsaid: 1000}

func ruleAnswer(reader store.Reader, r vpc.SecurityGroupRule) ec2model.SecurityGroupRule {
	answer := ec2model.SecurityGroupRule{
		SecurityGroupRuleId: &r.ID, GroupId: &r.GroupID, GroupOwnerId: &r.OwnerID, IsEgress: new(r.Direction == vpc.Egress),
		IpProtocol: new(r.Protocol.EC2Name()), FromPort: &r.FromPort, ToPort: &r.ToPort, Tags: tagList(r.Tags),
		SecurityGroupRuleArn: arn(r.Region, r.OwnerID, ec2model.ResourceTypeSecurityGroupRule, r.ID),
	}
	if r.Description != "" {
		answer.Description = &r.Description
	}
	switch {
	case r.ReferencedGroup != "":
		answer.ReferencedGroupInfo = &ec2model.ReferencedSecurityGroup{GroupId: &r.ReferencedGroup, UserId: &r.OwnerID}
		if r.ReferencedVPC != "" {
			id, status := peeringOf(reader, r)
			answer.ReferencedGroupInfo.VpcId, answer.ReferencedGroupInfo.VpcPeeringConnectionId, answer.ReferencedGroupInfo.PeeringStatus = &r.ReferencedVPC, id, &status
		}
	case r.PrefixListID != "":
		answer.PrefixListId = &r.PrefixListID
	case r.CIDR.Addr().Is6():
		answer.CidrIpv6 = new(r.CIDR.String())
	default:
		answer.CidrIpv4 = new(r.CIDR.String())
	}
	return answer
}

// ruleRequest is what the requests about a group's rules have in common.
type ruleRequest struct {
	dryRun             *bool
	groupID, groupName *string
	direction          vpc.Direction
	// The rules are named by ids, or by permissions in one of their two forms.
	ids         []string
	permissions []ec2model.IpPermission
	flat        flatPermission
}

// AuthorizeSecurityGroupIngress adds rules for what may come in.
func (a *API) AuthorizeSecurityGroupIngress(ctx context.Context, in *ec2model.AuthorizeSecurityGroupIngressInput) (*ec2model.AuthorizeSecurityGroupIngressOutput, error) {
	rules, err := a.authorize(ctx, ruleRequest{
		dryRun: in.DryRun, groupID: in.GroupId, groupName: in.GroupName, direction: vpc.Ingress, permissions: in.IpPermissions,
		flat: flatPermission{in.IpProtocol, in.CidrIp, in.SourceSecurityGroupName, in.SourceSecurityGroupOwnerId, in.FromPort, in.ToPort},
	}, in.TagSpecifications)
	answer := func(r vpc.SecurityGroupRule) ec2model.SecurityGroupRule { return ruleAnswer(a.store.Snapshot(), r) }
	return &ec2model.AuthorizeSecurityGroupIngressOutput{Return: new(true), SecurityGroupRules: mapped(rules, answer)}, err
}

// AuthorizeSecurityGroupEgress adds rules for what may go out.
func (a *API) AuthorizeSecurityGroupEgress(ctx context.Context, in *ec2model.AuthorizeSecurityGroupEgressInput) (*ec2model.AuthorizeSecurityGroupEgressOutput, error) {
	rules, err := a.authorize(ctx, ruleRequest{
		dryRun: in.DryRun, groupID: in.GroupId, direction: vpc.Egress, permissions: in.IpPermissions,
		flat: flatPermission{in.IpProtocol, in.CidrIp, in.SourceSecurityGroupName, in.SourceSecurityGroupOwnerId, in.FromPort, in.ToPort},
	}, in.TagSpecifications)
	answer := func(r vpc.SecurityGroupRule) ec2model.SecurityGroupRule { return ruleAnswer(a.store.Snapshot(), r) }
	return &ec2model.AuthorizeSecurityGroupEgressOutput{Return: new(true), SecurityGroupRules: mapped(rules, answer)}, err
}

func (a *API) authorize(ctx context.Context, request ruleRequest, specs []ec2model.TagSpecification) (rules []vpc.SecurityGroupRule, err error) {
	permissions, err := permissionsOf(request.permissions, request.flat)
	if err != nil {
		return nil, err
	}
	tags, err := creationTags(specs, ec2model.ResourceTypeSecurityGroupRule)
	if err != nil {
		return nil, err
	}
	err = a.change(ctx, request.dryRun, func(c *change) error {
		group, err := c.namedGroup(request.groupID, request.groupName)
		if err != nil {
			return err
		}
		if rules, err = c.rules(group, request.direction, permissions, newEnds); err != nil {
			return err
		}
		if err := vpc.AddRules(group, c.heldRules(group.ID), rules, c.rulesIn, c.quotas.RulesPerGroup); err != nil {
			return err
		}
		for i := range rules {
			rules[i].ID, rules[i].Tags = c.NewID(vpc.PrefixRule), tags
			store.Put(c.tx, rules[i])
		}
		return nil
	})
	return rules, err
}

// heldRules looks up the rules of a group.
func (c call) heldRules(groupID string) vpc.HeldRules {
	return vpc.HeldRules{
		Find: func(key vpc.RuleKey) (found vpc.SecurityGroupRule, ok bool) {
			for rule := range store.Find[vpc.SecurityGroupRule](c, vpc.RuleIndex(groupID, key)) {
				return rule, true
			}
			return found, false
		},
		Weight: func(d vpc.Direction) int {
			weight := store.CountFound[vpc.SecurityGroupRule](c, vpc.DirectionIndex(groupID, d, false))
			for rule := range store.Find[vpc.SecurityGroupRule](c, vpc.DirectionIndex(groupID, d, true)) {
				weight += c.rulesIn(rule.Key())
			}
			return weight
		},
	}
}

// rulesByID gives the group's rules with ids.
func (c call) rulesByID(group vpc.SecurityGroup, direction vpc.Direction, ids []string) ([]vpc.SecurityGroupRule, error) {
	rules := make([]vpc.SecurityGroupRule, 0, len(ids))
	for _, id := range ids {
		rule, err := c.ruleOf(group, id)
		if err != nil {
			return nil, err
		}
		if rule.Direction != direction {
			return nil, fault.New(fault.NotFound, "InvalidSecurityGroupRuleId.NotFound",
				"The security group rule ID '%s' does not exist as an %s rule. It is an %s rule of %s; use the operation for that", id, direction, rule.Direction, group.ID)
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// ruleOf gives a rule of the group.
func (c call) ruleOf(group vpc.SecurityGroup, id string) (vpc.SecurityGroupRule, error) {
	rule, err := securityGroupRules.find(c, id)
	if err == nil && rule.GroupID != group.ID {
		err = fault.New(fault.NotFound, "InvalidSecurityGroupRuleId.NotFound",
			"The security group rule ID '%s' does not exist in %s. It is a rule of %s", id, group.ID, rule.GroupID)
	}
	return rule, err
}

// rulesByPermission gives the group's rules that a request's permissions mean, each of which must be there, and the
// descriptions that the permissions have for them.
func (c call) rulesByPermission(group vpc.SecurityGroup, request ruleRequest) (found []vpc.SecurityGroupRule, descriptions []string, err error) {
	permissions, err := permissionsOf(request.permissions, request.flat)
	if err != nil {
		return nil, nil, err
	}
	wanted, err := c.rules(group, request.direction, permissions, knownEnds)
	if err != nil {
		return nil, nil, err
	}
	descriptions = mapped(wanted, func(r vpc.SecurityGroupRule) string { return r.Description })
	found, err = vpc.FindRules(group, c.heldRules(group.ID), mapped(wanted, vpc.SecurityGroupRule.Key))
	return found, descriptions, err
}

// DescribeSecurityGroupRules lists rules, one by one.
func (a *API) DescribeSecurityGroupRules(ctx context.Context, in *ec2model.DescribeSecurityGroupRulesInput) (*ec2model.DescribeSecurityGroupRulesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, securityGroupRules, query{"DescribeSecurityGroupRules", in.SecurityGroupRuleIds, in.Filters, in.MaxResults, in.NextToken, rulePages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeSecurityGroupRulesOutput{SecurityGroupRules: mapped(page, func(r vpc.SecurityGroupRule) ec2model.SecurityGroupRule { return ruleAnswer(c, r) }), NextToken: next}, nil
}

// ModifySecurityGroupRules replaces what rules say; they keep their ids, directions and tags.
func (a *API) ModifySecurityGroupRules(ctx context.Context, in *ec2model.ModifySecurityGroupRulesInput) (*ec2model.ModifySecurityGroupRulesOutput, error) {
	if len(in.SecurityGroupRules) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter SecurityGroupRule")
	}
	return &ec2model.ModifySecurityGroupRulesOutput{Return: new(true)}, a.change(ctx, in.DryRun, func(c *change) error {
		group, err := securityGroups.named(c.call, "GroupId", in.GroupId)
		if err != nil {
			return err
		}
		modified := map[string]vpc.SecurityGroupRule{}
		byDirection := map[vpc.Direction][]vpc.SecurityGroupRule{}
		for _, update := range in.SecurityGroupRules {
			rule, err := c.modifiedRule(group, update)
			if err != nil {
				return err
			}
			if _, twice := modified[rule.ID]; twice {
				return invalidValue("SecurityGroupRuleId", rule.ID, "Name each rule once.")
			}
			modified[rule.ID] = rule
			byDirection[rule.Direction] = append(byDirection[rule.Direction], rule)
		}
		held := c.heldRules(group.ID)
		rest := vpc.HeldRules{
			Find: func(key vpc.RuleKey) (vpc.SecurityGroupRule, bool) {
				rule, ok := held.Find(key)
				_, changes := modified[rule.ID]
				return rule, ok && !changes
			},
			Weight: func(d vpc.Direction) int {
				weight := held.Weight(d)
				for _, rule := range byDirection[d] {
					before, _ := store.Get[vpc.SecurityGroupRule](c, rule.ID)
					weight -= c.rulesIn(before.Key())
				}
				return weight
			},
		}
		for _, rules := range byDirection {
			if err := vpc.AddRules(group, rest, rules, c.rulesIn, c.quotas.RulesPerGroup); err != nil {
				return err
			}
		}
		for _, rule := range modified {
			store.Put(c.tx, rule)
		}
		return nil
	})
}

func (c call) modifiedRule(group vpc.SecurityGroup, update ec2model.SecurityGroupRuleUpdate) (vpc.SecurityGroupRule, error) {
	id, err := required("SecurityGroupRuleId", update.SecurityGroupRuleId)
	if err != nil {
		return vpc.SecurityGroupRule{}, err
	}
	old, err := c.ruleOf(group, id)
	if err != nil {
		return old, err
	}
	request := update.SecurityGroupRule
	if request == nil {
		return old, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter SecurityGroupRule for %s", id)
	}
	permission := ec2model.IpPermission{IpProtocol: request.IpProtocol, FromPort: request.FromPort, ToPort: request.ToPort}
	ends := 0
	if present(request.CidrIpv4) {
		permission.IpRanges = []ec2model.IpRange{{CidrIp: request.CidrIpv4, Description: request.Description}}
		ends++
	}
	if present(request.CidrIpv6) {
		permission.Ipv6Ranges = []ec2model.Ipv6Range{{CidrIpv6: request.CidrIpv6, Description: request.Description}}
		ends++
	}
	if present(request.ReferencedGroupId) {
		permission.UserIdGroupPairs = []ec2model.UserIdGroupPair{{GroupId: request.ReferencedGroupId, Description: request.Description}}
		ends++
	}
	if present(request.PrefixListId) {
		permission.PrefixListIds = []ec2model.PrefixListId{{PrefixListId: request.PrefixListId, Description: request.Description}}
		ends++
	}
	if ends != 1 {
		return old, fault.New(fault.Invalid, "InvalidParameterCombination",
			"Exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId must be given for rule %s; %d are", id, ends)
	}
	rules, err := c.permissionRules(group, old.Direction, permission, newEnds)
	if err != nil {
		return old, err
	}
	rule := rules[0]
	rule.ID, rule.Tags = old.ID, old.Tags
	return rule, nil
}

// UpdateSecurityGroupRuleDescriptionsIngress replaces the descriptions of rules for what may come in.
func (a *API) UpdateSecurityGroupRuleDescriptionsIngress(ctx context.Context, in *ec2model.UpdateSecurityGroupRuleDescriptionsIngressInput) (
	*ec2model.UpdateSecurityGroupRuleDescriptionsIngressOutput, error,
) {
	err := a.describeRules(ctx, ruleRequest{
		dryRun: in.DryRun, groupID: in.GroupId, groupName: in.GroupName, direction: vpc.Ingress, permissions: in.IpPermissions,
	}, in.SecurityGroupRuleDescriptions)
	return &ec2model.UpdateSecurityGroupRuleDescriptionsIngressOutput{Return: new(true)}, err
}

// UpdateSecurityGroupRuleDescriptionsEgress replaces the descriptions of rules for what may go out.
func (a *API) UpdateSecurityGroupRuleDescriptionsEgress(ctx context.Context, in *ec2model.UpdateSecurityGroupRuleDescriptionsEgressInput) (
	*ec2model.UpdateSecurityGroupRuleDescriptionsEgressOutput, error,
) {
	err := a.describeRules(ctx, ruleRequest{
		dryRun: in.DryRun, groupID: in.GroupId, groupName: in.GroupName, direction: vpc.Egress, permissions: in.IpPermissions,
	}, in.SecurityGroupRuleDescriptions)
	return &ec2model.UpdateSecurityGroupRuleDescriptionsEgressOutput{Return: new(true)}, err
}

// describeRules gives rules other descriptions: those named by id, or else by permission.
func (a *API) describeRules(ctx context.Context, request ruleRequest, byID []ec2model.SecurityGroupRuleDescription) error {
	if (len(request.permissions) == 0) == (len(byID) == 0) {
		return fault.New(fault.Invalid, "InvalidParameterCombination", "Either IpPermissions or SecurityGroupRuleDescriptions must be given, and not both")
	}
	return a.change(ctx, request.dryRun, func(c *change) error {
		group, err := c.namedGroup(request.groupID, request.groupName)
		if err != nil {
			return err
		}
		var rules []vpc.SecurityGroupRule
		var descriptions []string
		if len(byID) > 0 {
			ids := mapped(byID, func(d ec2model.SecurityGroupRuleDescription) string { return text(d.SecurityGroupRuleId) })
			descriptions = mapped(byID, func(d ec2model.SecurityGroupRuleDescription) string { return text(d.Description) })
			rules, err = c.rulesByID(group, request.direction, ids)
		} else {
			rules, descriptions, err = c.rulesByPermission(group, request)
		}
		if err != nil {
			return err
		}
		for i, rule := range rules {
			if err := vpc.CheckRuleDescription(descriptions[i]); err != nil {
				return err
			}
			rule.Description = descriptions[i]
			store.Put(c.tx, rule)
		}
		return nil
	})
}
