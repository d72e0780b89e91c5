package ec2

import (
	"context"
	"iter"
	"strconv"

	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var networkACLs = &kind[vpc.NetworkACL]{
	resource: ec2model.ResourceTypeNetworkAcl,
	prefix:   vpc.PrefixNetworkACL,
	region:   func(l vpc.NetworkACL) string { return l.Region },
	tags:     func(l vpc.NetworkACL) vpc.Tags { return l.Tags },
	retag:    func(l vpc.NetworkACL, t vpc.Tags) vpc.NetworkACL { l.Tags = t; return l },
	missing:  vpc.ACLNotFound,
	indexes:  []filterIndex{{"vpc-id", "vpc"}},
	fields: map[string]field[vpc.NetworkACL]{
		"association.association-id": each(subnetsOfACL, func(s vpc.ACLAssociation) string { return s.ID }),
		"association.network-acl-id": func(_ store.Reader, l vpc.NetworkACL) []string {
			if len(l.Associations) == 0 {
				return nil
			}
			return []string{l.ID}
		},
		"association.subnet-id": each(subnetsOfACL, func(s vpc.ACLAssociation) string { return s.SubnetID }),
		"default":               flag(func(l vpc.NetworkACL) bool { return l.Default }),
		"network-acl-id":        one(func(l vpc.NetworkACL) string { return l.ID }),
		"owner-id":              one(func(l vpc.NetworkACL) string { return l.OwnerID }),
		"vpc-id":                one(func(l vpc.NetworkACL) string { return l.VPCID }),

		"entry.cidr":            ofEntries(func(e vpc.ACLEntry) []string { return entryRange(e, false) }),
		"entry.ipv6-cidr":       ofEntries(func(e vpc.ACLEntry) []string { return entryRange(e, true) }),
		"entry.egress":          each(entriesOf, func(e vpc.ACLEntry) string { return strconv.FormatBool(e.Egress) }),
		"entry.icmp.code":       ofEntries(ofTypes(func(e vpc.ACLEntry) int32 { return e.ICMPCode })),
		"entry.icmp.type":       ofEntries(ofTypes(func(e vpc.ACLEntry) int32 { return e.ICMPType })),
		"entry.port-range.from": ofEntries(ofPorts(func(e vpc.ACLEntry) int32 { return e.FromPort })),
		"entry.port-range.to":   ofEntries(ofPorts(func(e vpc.ACLEntry) int32 { return e.ToPort })),
		// EC2 takes the names of protocols here as well as their numbers.
		"entry.protocol": ofEntries(func(e vpc.ACLEntry) []string {
			return []string{strconv.Itoa(int(e.Protocol)), e.Protocol.EC2Name()}
		}),
		"entry.rule-action": each(entriesOf, func(e vpc.ACLEntry) string { return string(ruleAction(e)) }),
		"entry.rule-number": each(entriesOf, func(e vpc.ACLEntry) string { return numberText(e.Number) }),
	},
}

func subnetsOfACL(l vpc.NetworkACL) []vpc.ACLAssociation { return l.Associations }

func entriesOf(l vpc.NetworkACL) []vpc.ACLEntry { return l.Entries }

// ofEntries makes a field of what some entries have.
func ofEntries(values func(vpc.ACLEntry) []string) field[vpc.NetworkACL] {
	return func(_ store.Reader, l vpc.NetworkACL) []string {
		var all []string
		for _, e := range l.Entries {
			all = append(all, values(e)...)
		}
		return all
	}
}

func entryRange(e vpc.ACLEntry, ipv6 bool) []string {
	if e.CIDR.Addr().Is6() != ipv6 {
		return nil
	}
	return []string{e.CIDR.String()}
}

func ofPorts(number func(vpc.ACLEntry) int32) func(vpc.ACLEntry) []string {
	return func(e vpc.ACLEntry) []string {
		if !e.Protocol.HasPorts() {
			return nil
		}
		return []string{numberText(number(e))}
	}
}

func ofTypes(number func(vpc.ACLEntry) int32) func(vpc.ACLEntry) []string {
	return func(e vpc.ACLEntry) []string {
		if !e.Protocol.HasTypes() {
			return nil
		}
		return []string{numberText(number(e))}
	}
}

func ruleAction(e vpc.ACLEntry) ec2model.RuleAction {
	if e.Allow {
		return ec2model.RuleActionAllow
	}
	return ec2model.RuleActionDeny
}

func aclAnswer(l vpc.NetworkACL) ec2model.NetworkAcl {
	return ec2model.NetworkAcl{
		NetworkAclId: &l.ID, VpcId: &l.VPCID, OwnerId: &l.OwnerID, IsDefault: &l.Default, Tags: tagList(l.Tags),
		Associations: mapped(l.Associations, func(s vpc.ACLAssociation) ec2model.NetworkAclAssociation {
			return ec2model.NetworkAclAssociation{NetworkAclAssociationId: &s.ID, NetworkAclId: &l.ID, SubnetId: &s.SubnetID}
		}),
		Entries: mapped(l.Entries, entryAnswer),
	}
}

// entryAnswer writes protocols as numbers, as EC2 does for ACLs and not for groups.
func entryAnswer(e vpc.ACLEntry) ec2model.NetworkAclEntry {
	answer := ec2model.NetworkAclEntry{
		Egress: &e.Egress, Protocol: new(strconv.Itoa(int(e.Protocol))),
		RuleAction: ruleAction(e), RuleNumber: &e.Number,
	}
	if e.CIDR.Addr().Is6() {
		answer.Ipv6CidrBlock = new(e.CIDR.String())
	} else {
		answer.CidrBlock = new(e.CIDR.String())
	}
	switch {
	case e.Protocol.HasPorts():
		answer.PortRange = &ec2model.PortRange{From: &e.FromPort, To: &e.ToPort}
	case e.Protocol.HasTypes():
		answer.IcmpTypeCode = &ec2model.IcmpTypeCode{Type: &e.ICMPType, Code: &e.ICMPCode}
	}
	return answer
}

// CreateNetworkAcl makes a network ACL that lets nothing pass yet and guards no subnet.
func (a *API) CreateNetworkAcl(ctx context.Context, in *ec2model.CreateNetworkAclInput) (*ec2model.CreateNetworkAclOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeNetworkAcl)
	if err != nil {
		return nil, err
	}
	out := ec2model.CreateNetworkAclOutput{ClientToken: in.ClientToken}
	err = once(ctx, a, in.DryRun, "CreateNetworkAcl", in.ClientToken, in, &out, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		acl, err := c.NewACL(v, count(store.Find[vpc.NetworkACL](c, "vpc="+v.ID)), c.quotas.NetworkACLsPerVPC)
		if err != nil {
			return err
		}
		acl.Tags = tags
		store.Put(c.tx, acl)
		out.NetworkAcl = new(aclAnswer(acl))
		return nil
	})
	return &out, err
}

// count is how many elements a sequence has.
func count[T any](all iter.Seq[T]) (n int) {
	for range all {
		n++
	}
	return n
}

// DescribeNetworkAcls lists network ACLs with their entries and subnets.
func (a *API) DescribeNetworkAcls(ctx context.Context, in *ec2model.DescribeNetworkAclsInput) (*ec2model.DescribeNetworkAclsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, networkACLs, query{"DescribeNetworkAcls", in.NetworkAclIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeNetworkAclsOutput{NetworkAcls: mapped(page, aclAnswer), NextToken: next}, nil
}

// DeleteNetworkAcl deletes a network ACL that guards no subnet.
func (a *API) DeleteNetworkAcl(ctx context.Context, in *ec2model.DeleteNetworkAclInput) (*ec2model.DeleteNetworkAclOutput, error) {
	return &ec2model.DeleteNetworkAclOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		acl, err := networkACLs.named(c.call, "networkAclId", in.NetworkAclId)
		if err != nil {
			return err
		}
		if err := acl.CheckDelete(); err != nil {
			return err
		}
		store.Delete[vpc.NetworkACL](c.tx, acl.ID)
		return nil
	})
}

// ReplaceNetworkAclAssociation gives a subnet another network ACL.
func (a *API) ReplaceNetworkAclAssociation(ctx context.Context, in *ec2model.ReplaceNetworkAclAssociationInput) (*ec2model.ReplaceNetworkAclAssociationOutput, error) {
	id, err := required("associationId", in.AssociationId)
	if err != nil {
		return nil, err
	}
	var out ec2model.ReplaceNetworkAclAssociationOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		to, err := networkACLs.named(c.call, "networkAclId", in.NetworkAclId)
		if err != nil {
			return err
		}
		from, association, err := c.aclAssociation(id)
		if err != nil {
			return err
		}
		newID := c.NewID(vpc.PrefixACLAssociation)
		if from, to, err = vpc.MoveACLAssociation(from, to, association, newID); err != nil {
			return err
		}
		store.Put(c.tx, from)
		store.Put(c.tx, to)
		out.NewAssociationId = &newID
		return nil
	})
	return &out, err
}

// aclAssociation gives the network ACL of the region that has an association.
func (c call) aclAssociation(id string) (vpc.NetworkACL, vpc.ACLAssociation, error) {
	for acl := range store.Find[vpc.NetworkACL](c, "region="+c.region) {
		for _, association := range acl.Associations {
			if association.ID == id {
				return acl, association, nil
			}
		}
	}
	return vpc.NetworkACL{}, vpc.ACLAssociation{}, vpc.AssociationNotFound(id)
}
