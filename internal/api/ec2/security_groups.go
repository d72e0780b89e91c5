package ec2

import (
	"context"
	"slices"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var securityGroups = &kind[vpc.SecurityGroup]{
	resource: ec2model.ResourceTypeSecurityGroup,
	prefix:   vpc.PrefixSecurityGroup,
	region:   func(g vpc.SecurityGroup) string { return g.Region },
	tags:     func(g vpc.SecurityGroup) vpc.Tags { return g.Tags },
	retag:    func(g vpc.SecurityGroup, t vpc.Tags) vpc.SecurityGroup { g.Tags = t; return g },
	missing:  groupMissing,
	indexes:  []filterIndex{{"vpc-id", "vpc"}},
	fields:   groupFields(),
}

// groupMissing tells an id that is none from one that nothing has, as EC2 does for groups.
func groupMissing(id string) error {
	if !strings.HasPrefix(id, vpc.PrefixSecurityGroup+"-") {
		return fault.New(fault.Invalid, "InvalidGroupId.Malformed", "Invalid id: \"%s\" (expecting \"sg-...\"). Give the group's id, not its name", id)
	}
	return vpc.GroupNotFound(id)
}

func groupFields() map[string]field[vpc.SecurityGroup] {
	fields := map[string]field[vpc.SecurityGroup]{
		"description": one(func(g vpc.SecurityGroup) string { return g.Description }),
		"group-id":    one(func(g vpc.SecurityGroup) string { return g.ID }),
		"group-name":  one(func(g vpc.SecurityGroup) string { return g.Name }),
		"owner-id":    one(func(g vpc.SecurityGroup) string { return g.OwnerID }),
		"vpc-id":      one(func(g vpc.SecurityGroup) string { return g.VPCID }),
	}
	for name, value := range ruleValues {
		fields["ip-permission."+name] = ofRules(vpc.Ingress, value)
		fields["egress.ip-permission."+name] = ofRules(vpc.Egress, value)
	}
	return fields
}

// ruleValues are the filters on groups by one of their rules.
var ruleValues = map[string]func(store.Reader, vpc.SecurityGroupRule) string{
	"cidr":           func(_ store.Reader, r vpc.SecurityGroupRule) string { return rangeText(r, false) },
	"ipv6-cidr":      func(_ store.Reader, r vpc.SecurityGroupRule) string { return rangeText(r, true) },
	"from-port":      func(_ store.Reader, r vpc.SecurityGroupRule) string { return numberText(r.FromPort) },
	"to-port":        func(_ store.Reader, r vpc.SecurityGroupRule) string { return numberText(r.ToPort) },
	"group-id":       func(_ store.Reader, r vpc.SecurityGroupRule) string { return r.ReferencedGroup },
	"prefix-list-id": func(_ store.Reader, r vpc.SecurityGroupRule) string { return r.PrefixListID },
	"protocol":       func(_ store.Reader, r vpc.SecurityGroupRule) string { return r.Protocol.EC2Name() },
	"group-name": func(reader store.Reader, r vpc.SecurityGroupRule) string {
		group, _ := store.Get[vpc.SecurityGroup](reader, r.ReferencedGroup)
		return group.Name
	},
	"user-id": func(_ store.Reader, r vpc.SecurityGroupRule) string {
		if r.ReferencedGroup == "" {
			return ""
		}
		return r.OwnerID
	},
}

func ofRules(direction vpc.Direction, value func(store.Reader, vpc.SecurityGroupRule) string) field[vpc.SecurityGroup] {
	return func(reader store.Reader, g vpc.SecurityGroup) []string {
		var values []string
		for rule := range rulesOf(reader, g.ID) {
			if rule.Direction != direction {
				continue
			}
			if text := value(reader, rule); text != "" {
				values = append(values, text)
			}
		}
		return values
	}
}

func groupAnswer(c call, g vpc.SecurityGroup) ec2model.SecurityGroup {
	ingress, egress := permissionSet{c: c}, permissionSet{c: c}
	for rule := range rulesOf(c, g.ID) {
		if rule.Direction == vpc.Egress {
			egress.add(rule)
		} else {
			ingress.add(rule)
		}
	}
	return ec2model.SecurityGroup{
		Description: &g.Description, GroupName: &g.Name, OwnerId: &g.OwnerID, GroupId: &g.ID, VpcId: &g.VPCID,
		IpPermissions: ingress.list(), IpPermissionsEgress: egress.list(), Tags: tagList(g.Tags), SecurityGroupArn: groupARN(g),
	}
}

func groupARN(g vpc.SecurityGroup) *string {
	return arn(g.Region, g.OwnerID, ec2model.ResourceTypeSecurityGroup, g.ID)
}

// CreateSecurityGroup makes a group that lets everything out and nothing in.
func (a *API) CreateSecurityGroup(ctx context.Context, in *ec2model.CreateSecurityGroupInput) (*ec2model.CreateSecurityGroupOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeSecurityGroup)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateSecurityGroupOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		v, err := c.groupVPC(in.VpcId)
		if err != nil {
			return err
		}
		group := vpc.SecurityGroup{
			ID: c.NewID(vpc.PrefixSecurityGroup), Region: c.region, OwnerID: c.OwnerID, VPCID: v.ID,
			Name: strings.TrimSpace(text(in.GroupName)), Description: text(in.Description), CreatedAt: c.Now, Tags: tags,
		}
		others := slices.Collect(store.Find[vpc.SecurityGroup](c, "vpc="+v.ID))
		if err := vpc.CheckGroup(group, others, c.quotas.GroupsPerVPC); err != nil {
			return err
		}
		store.Put(c.tx, group)
		store.Put(c.tx, vpc.OpenEgress(group, c.NewID(vpc.PrefixRule)))
		if len(v.IPv6Blocks) > 0 {
			store.Put(c.tx, vpc.OpenEgress6(group, c.NewID(vpc.PrefixRule)))
		}
		out.GroupId, out.SecurityGroupArn, out.Tags = &group.ID, groupARN(group), tagList(tags)
		return nil
	})
	return &out, err
}

// groupVPC gives the VPC that a request names, or the default one.
func (c call) groupVPC(id *string) (vpc.VPC, error) {
	if present(id) {
		return vpcs.find(c, *id)
	}
	return needDefaultVPC(c)
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}

// namedGroup gives the group that a request names by id, or by its name in the default VPC.
func (c call) namedGroup(id, name *string) (vpc.SecurityGroup, error) {
	if present(id) {
		return securityGroups.find(c, *id)
	}
	if !present(name) {
		return vpc.SecurityGroup{}, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter GroupName or GroupId")
	}
	v, err := needDefaultVPC(c)
	if err != nil {
		return vpc.SecurityGroup{}, err
	}
	return c.groupNamed(v.ID, *name)
}

// groupNamed gives the group of a VPC with a name.
func (c call) groupNamed(vpcID, name string) (vpc.SecurityGroup, error) {
	for group := range store.Find[vpc.SecurityGroup](c, "vpc="+vpcID) {
		if group.Name == name {
			return group, nil
		}
	}
	return vpc.SecurityGroup{}, fault.New(fault.NotFound, "InvalidGroup.NotFound",
		"The security group '%s' does not exist in VPC %s. Names hold within one VPC; give the group's id for one of another", name, vpcID)
}

// DescribeSecurityGroups lists groups with their rules.
func (a *API) DescribeSecurityGroups(ctx context.Context, in *ec2model.DescribeSecurityGroupsInput) (*ec2model.DescribeSecurityGroupsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(in.GroupIds)
	for _, name := range in.GroupNames {
		group, err := c.namedGroup(nil, &name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, group.ID)
	}
	page, next, err := describe(c, securityGroups, query{"DescribeSecurityGroups", ids, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	answer := func(g vpc.SecurityGroup) ec2model.SecurityGroup { return groupAnswer(c, g) }
	return &ec2model.DescribeSecurityGroupsOutput{SecurityGroups: mapped(page, answer), NextToken: next}, nil
}

// DeleteSecurityGroup deletes a group that nothing carries or names, with its rules.
func (a *API) DeleteSecurityGroup(ctx context.Context, in *ec2model.DeleteSecurityGroupInput) (*ec2model.DeleteSecurityGroupOutput, error) {
	out := &ec2model.DeleteSecurityGroupOutput{Return: new(true)}
	return out, a.change(ctx, in.DryRun, func(c *change) error {
		group, err := c.namedGroup(in.GroupId, in.GroupName)
		if err != nil {
			return err
		}
		carriers := slices.Collect(store.Find[vpc.Interface](c, "group="+group.ID))
		references := slices.Collect(store.Find[vpc.SecurityGroupRule](c, "references="+group.ID))
		if err := vpc.CheckDeleteGroup(group, carriers, references); err != nil {
			return err
		}
		for connector := range store.Find[platform.Connector](c, "group="+group.ID) {
			return fault.New(fault.InUse, "DependencyViolation",
				"resource %s has a dependent object: VPC connector %s. Delete the connector first", group.ID, connector.ARN)
		}
		for _, e := range c.endpointsOf(group.VPCID) {
			if e.State.Live() && slices.Contains(e.GroupIDs, group.ID) {
				return fault.New(fault.InUse, "DependencyViolation",
					"resource %s has a dependent object: VPC endpoint %s. Give it other groups with ModifyVpcEndpoint, or delete it first", group.ID, e.ID)
			}
		}
		for rule := range rulesOf(c, group.ID) {
			store.Delete[vpc.SecurityGroupRule](c.tx, rule.ID)
		}
		store.Delete[vpc.SecurityGroup](c.tx, group.ID)
		out.GroupId = &group.ID
		return nil
	})
}
