package ec2

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
)

func (s *stage) newACL(t *testing.T) string {
	t.Helper()
	out, err := s.c.CreateNetworkAcl(t.Context(), &sdk.CreateNetworkAclInput{VpcId: &s.vpc})
	return *do(t, out, err).NetworkAcl.NetworkAclId
}

func (s *stage) describeACL(t *testing.T, id string) types.NetworkAcl {
	t.Helper()
	out, err := s.c.DescribeNetworkAcls(t.Context(), &sdk.DescribeNetworkAclsInput{NetworkAclIds: []string{id}})
	return do(t, out, err).NetworkAcls[0]
}

// entry asks for an entry of tcp from everywhere, changed as wanted.
func entry(acl string, number int32, change ...func(*sdk.CreateNetworkAclEntryInput)) *sdk.CreateNetworkAclEntryInput {
	in := &sdk.CreateNetworkAclEntryInput{
		NetworkAclId: &acl, RuleNumber: &number, Egress: new(false), CidrBlock: new("0.0.0.0/0"), Protocol: new("tcp"),
		RuleAction: types.RuleActionAllow, PortRange: &types.PortRange{From: new(int32(443)), To: new(int32(443))},
	}
	for _, c := range change {
		c(in)
	}
	return in
}

func TestEntriesOfNetworkACLs(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	token := &sdk.CreateNetworkAclInput{VpcId: &s.vpc, ClientToken: new("once"), TagSpecifications: []types.TagSpecification{{
		ResourceType: types.ResourceTypeNetworkAcl, Tags: []types.Tag{{Key: new("Name"), Value: new("edge")}},
	}}}
	out, err := s.c.CreateNetworkAcl(ctx, token)
	acl := do(t, out, err).NetworkAcl
	if *acl.IsDefault || len(acl.Entries) != 2 || *acl.Entries[0].RuleNumber != 32767 || acl.Entries[0].RuleAction != types.RuleActionDeny || len(acl.Tags) != 1 {
		t.Errorf("unexpected ACL %+v", acl)
	}
	again, err := s.c.CreateNetworkAcl(ctx, token)
	if id := *do(t, again, err).NetworkAcl.NetworkAclId; id != *acl.NetworkAclId {
		t.Errorf("the repetition made %s", id)
	}
	_, err = s.c.CreateNetworkAcl(ctx, &sdk.CreateNetworkAclInput{VpcId: &s.vpc, DryRun: new(true)})
	refused(t, err, "DryRunOperation")

	id := *acl.NetworkAclId
	for _, in := range []*sdk.CreateNetworkAclEntryInput{
		entry(id, 200), entry(id, 100, func(in *sdk.CreateNetworkAclEntryInput) {
			in.CidrBlock, in.Protocol, in.PortRange, in.RuleAction = new("10.0.1.7/24"), new("-1"), nil, types.RuleActionDeny
		}),
		entry(id, 100, func(in *sdk.CreateNetworkAclEntryInput) { in.Egress = new(true) }),
		entry(id, 300, func(in *sdk.CreateNetworkAclEntryInput) {
			in.CidrBlock, in.Ipv6CidrBlock, in.Protocol = nil, new("2001:db8::/32"), new("58")
			in.IcmpTypeCode = &types.IcmpTypeCode{Type: new(int32(-1)), Code: new(int32(-1))}
		}),
	} {
		_, err := s.c.CreateNetworkAclEntry(ctx, in)
		do(t, true, err)
	}
	entries := s.describeACL(t, id).Entries
	if len(entries) != 6 || *entries[0].RuleNumber != 100 || !*entries[0].Egress || *entries[2].CidrBlock != "10.0.1.0/24" || entries[2].PortRange != nil ||
		*entries[3].Protocol != "6" || *entries[3].PortRange.From != 443 || *entries[4].Ipv6CidrBlock != "2001:db8::/32" || entries[4].CidrBlock != nil || *entries[4].IcmpTypeCode.Type != -1 {
		t.Errorf("unexpected entries %+v", entries)
	}
	_, err = s.c.ReplaceNetworkAclEntry(ctx, &sdk.ReplaceNetworkAclEntryInput{
		NetworkAclId: &id, RuleNumber: new(int32(200)), Egress: new(false), CidrBlock: new("192.168.0.0/16"), Protocol: new("17"),
		RuleAction: types.RuleActionDeny, PortRange: &types.PortRange{From: new(int32(53)), To: new(int32(53))},
	})
	do(t, true, err)
	for _, filters := range [][]string{
		{"entry.cidr", "192.168.0.0/16", "entry.protocol", "udp", "entry.rule-action", "deny"}, {"entry.protocol", "58"},
		{"entry.ipv6-cidr", "2001:db8::/32"}, {"entry.icmp.type", "-1"}, {"entry.port-range.from", "53"}, {"entry.rule-number", "300"}, {"tag:Name", "edge"},
	} {
		found, err := s.c.DescribeNetworkAcls(ctx, &sdk.DescribeNetworkAclsInput{Filters: where(append(filters, "vpc-id", s.vpc)...)})
		if got := do(t, found, err).NetworkAcls; len(got) != 1 || *got[0].NetworkAclId != id {
			t.Errorf("%v finds %+v", filters, got)
		}
	}
	for range 2 {
		_, err = s.c.DeleteNetworkAclEntry(ctx, &sdk.DeleteNetworkAclEntryInput{NetworkAclId: &id, RuleNumber: new(int32(200)), Egress: new(false)})
	}
	refused(t, err, "InvalidNetworkAclEntry.NotFound", id, "200")
}

func TestSubnetsChangeTheirNetworkACL(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	custom := s.newACL(t)
	var association string
	for _, a := range s.describeACL(t, s.acl).Associations {
		if *a.SubnetId == s.subnet {
			association = *a.NetworkAclAssociationId
		}
	}
	moved, err := s.c.ReplaceNetworkAclAssociation(ctx, &sdk.ReplaceNetworkAclAssociationInput{AssociationId: &association, NetworkAclId: &custom})
	newID := *do(t, moved, err).NewAssociationId
	found, err := s.c.DescribeNetworkAcls(ctx, &sdk.DescribeNetworkAclsInput{Filters: where("association.subnet-id", s.subnet)})
	if got := do(t, found, err).NetworkAcls; len(got) != 1 || *got[0].NetworkAclId != custom || *got[0].Associations[0].NetworkAclAssociationId != newID {
		t.Errorf("unexpected ACLs %+v", got)
	}
	_, err = s.c.ReplaceNetworkAclAssociation(ctx, &sdk.ReplaceNetworkAclAssociationInput{AssociationId: &association, NetworkAclId: &custom})
	refused(t, err, "InvalidAssociationID.NotFound", association)
	_, err = s.c.DeleteNetworkAcl(ctx, &sdk.DeleteNetworkAclInput{NetworkAclId: &custom})
	refused(t, err, "DependencyViolation", custom, s.subnet)
	_, err = s.c.DeleteVpc(ctx, &sdk.DeleteVpcInput{VpcId: &s.vpc})
	refused(t, err, "DependencyViolation")
	again, err := s.c.ReplaceNetworkAclAssociation(ctx, &sdk.ReplaceNetworkAclAssociationInput{AssociationId: &newID, NetworkAclId: &custom})
	do(t, again, err)
	back, err := s.c.ReplaceNetworkAclAssociation(ctx, &sdk.ReplaceNetworkAclAssociationInput{AssociationId: again.NewAssociationId, NetworkAclId: &s.acl})
	do(t, back, err)
	_, err = s.c.DeleteNetworkAcl(ctx, &sdk.DeleteNetworkAclInput{NetworkAclId: &custom})
	do(t, true, err)
}

func TestNetworkACLMistakes(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.NetworkACLsPerVPC, q.EntriesPerACL = 2, 2 })
	ctx := t.Context()
	id := s.newACL(t)
	elsewhere, err := s.c.DescribeNetworkAcls(ctx, &sdk.DescribeNetworkAclsInput{Filters: where("default", "true")})
	var foreign string
	for _, l := range do(t, elsewhere, err).NetworkAcls {
		if *l.VpcId != s.vpc {
			foreign = *l.NetworkAclId
		}
	}
	_, err = s.c.CreateNetworkAclEntry(ctx, entry(id, 100))
	do(t, true, err)
	association := s.describeACL(t, s.acl).Associations[0].NetworkAclAssociationId
	for name, m := range map[string]mistake{
		"one ACL more":        {"NetworkAclLimitExceeded", s.vpc, call1(s.c.CreateNetworkAcl, &sdk.CreateNetworkAclInput{VpcId: &s.vpc})},
		"unknown VPC":         {"InvalidVpcID.NotFound", noVPC, call1(s.c.CreateNetworkAcl, &sdk.CreateNetworkAclInput{VpcId: new(noVPC)})},
		"unknown ACL":         {"InvalidNetworkAclID.NotFound", "acl-9", call1(s.c.CreateNetworkAclEntry, entry("acl-9", 1))},
		"default ACL":         {"InvalidParameterValue", s.acl, call1(s.c.DeleteNetworkAcl, &sdk.DeleteNetworkAclInput{NetworkAclId: &s.acl})},
		"number taken":        {"NetworkAclEntryAlreadyExists", "100", call1(s.c.CreateNetworkAclEntry, entry(id, 100))},
		"one entry more":      {"NetworkAclEntryLimitExceeded", id, call1(s.c.CreateNetworkAclEntry, entry(id, 101))},
		"number of the last":  {"InvalidParameterValue", "32767", call1(s.c.CreateNetworkAclEntry, entry(id, 32767))},
		"number zero":         {"InvalidParameterValue", "ruleNumber", call1(s.c.CreateNetworkAclEntry, entry(id, 0))},
		"no ports":            {"MissingParameter", "portRange", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) { in.PortRange = nil }))},
		"no types":            {"MissingParameter", "icmpTypeCode", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) { in.Protocol = new("icmp") }))},
		"no range":            {"InvalidParameterCombination", "CidrBlock", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) { in.CidrBlock = nil }))},
		"two ranges":          {"InvalidParameterCombination", "CidrBlock", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) { in.Ipv6CidrBlock = new("::/0") }))},
		"range of no kind":    {"InvalidParameterValue", "ten", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) { in.CidrBlock = new("ten") }))},
		"protocol of no kind": {"InvalidParameterValue", "sctpx", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) { in.Protocol = new("sctpx") }))},
		"ICMPv6 of IPv4": {"InvalidParameterValue", "58", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) {
			in.Protocol = new("58")
			in.IcmpTypeCode = &types.IcmpTypeCode{Type: new(int32(-1)), Code: new(int32(-1))}
		}))},
		"action of no kind":    {"InvalidParameterValue", "maybe", call1(s.c.CreateNetworkAclEntry, entry(id, 1, func(in *sdk.CreateNetworkAclEntryInput) { in.RuleAction = "maybe" }))},
		"replace what is none": {"InvalidNetworkAclEntry.NotFound", "7", call1(s.c.ReplaceNetworkAclEntry, &sdk.ReplaceNetworkAclEntryInput{NetworkAclId: &id, RuleNumber: new(int32(7)), Egress: new(false), Protocol: new("-1"), CidrBlock: new("0.0.0.0/0"), RuleAction: types.RuleActionDeny})},
		"delete the last":      {"InvalidParameterValue", "32767", call1(s.c.DeleteNetworkAclEntry, &sdk.DeleteNetworkAclEntryInput{NetworkAclId: &id, RuleNumber: new(int32(32767)), Egress: new(true)})},
		"ACL of another VPC":   {"InvalidParameterValue", "different networks", call1(s.c.ReplaceNetworkAclAssociation, &sdk.ReplaceNetworkAclAssociationInput{AssociationId: association, NetworkAclId: &foreign})},
		"dry run":              {"DryRunOperation", "", call1(s.c.DeleteNetworkAclEntry, &sdk.DeleteNetworkAclEntryInput{NetworkAclId: &id, RuleNumber: new(int32(100)), Egress: new(false), DryRun: new(true)})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
}
