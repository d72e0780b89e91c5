package ec2

import (
	"context"
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

		"entry.cidr":            each(entriesOf, func(e vpc.ACLEntry) string { return e.CIDR.String() }),
		"entry.egress":          each(entriesOf, func(e vpc.ACLEntry) string { return strconv.FormatBool(e.Egress) }),
		"entry.icmp.code":       each(entriesOf, func(e vpc.ACLEntry) string { return numberText(e.ICMPCode) }),
		"entry.icmp.type":       each(entriesOf, func(e vpc.ACLEntry) string { return numberText(e.ICMPType) }),
		"entry.ipv6-cidr":       none[vpc.NetworkACL],
		"entry.port-range.from": each(entriesOf, func(e vpc.ACLEntry) string { return numberText(e.FromPort) }),
		"entry.port-range.to":   each(entriesOf, func(e vpc.ACLEntry) string { return numberText(e.ToPort) }),
		"entry.protocol":        each(entriesOf, func(e vpc.ACLEntry) string { return strconv.Itoa(int(e.Protocol)) }),
		"entry.rule-action":     each(entriesOf, func(e vpc.ACLEntry) string { return string(ruleAction(e)) }),
		"entry.rule-number":     each(entriesOf, func(e vpc.ACLEntry) string { return numberText(e.Number) }),
	},
}

func subnetsOfACL(l vpc.NetworkACL) []vpc.ACLAssociation { return l.Associations }

func entriesOf(l vpc.NetworkACL) []vpc.ACLEntry { return l.Entries }

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
		CidrBlock: new(e.CIDR.String()), Egress: &e.Egress, Protocol: new(strconv.Itoa(int(e.Protocol))),
		RuleAction: ruleAction(e), RuleNumber: &e.Number,
	}
	switch {
	case e.Protocol.HasPorts():
		answer.PortRange = &ec2model.PortRange{From: &e.FromPort, To: &e.ToPort}
	case e.Protocol.HasTypes():
		answer.IcmpTypeCode = &ec2model.IcmpTypeCode{Type: &e.ICMPType, Code: &e.ICMPCode}
	}
	return answer
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
