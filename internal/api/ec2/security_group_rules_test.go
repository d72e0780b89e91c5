package ec2

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
)

// rules lists a group's rules as text, one for each.
func (s *stage) rules(t *testing.T, group string) map[string]types.SecurityGroupRule {
	t.Helper()
	out, err := s.c.DescribeSecurityGroupRules(t.Context(), &sdk.DescribeSecurityGroupRulesInput{Filters: where("group-id", group)})
	all := map[string]types.SecurityGroupRule{}
	for _, r := range do(t, out, err).SecurityGroupRules {
		way, end := "in", ""
		if *r.IsEgress {
			way = "out"
		}
		switch {
		case r.CidrIpv4 != nil:
			end = *r.CidrIpv4
		case r.CidrIpv6 != nil:
			end = *r.CidrIpv6
		case r.ReferencedGroupInfo != nil:
			end = *r.ReferencedGroupInfo.GroupId
		}
		all[fmt.Sprintf("%s %s %d-%d %s", way, *r.IpProtocol, *r.FromPort, *r.ToPort, end)] = r
	}
	return all
}

func (s *stage) expectRules(t *testing.T, want ...string) map[string]types.SecurityGroupRule {
	t.Helper()
	got := s.rules(t, s.group)
	for _, rule := range want {
		if _, ok := got[rule]; !ok {
			t.Errorf("rule %q is missing from %v", rule, keys(got))
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d rules, want %d: %v", len(got), len(want), keys(got))
	}
	return got
}

func keys[V any](m map[string]V) (list []string) {
	for key := range m {
		list = append(list, key)
	}
	return list
}

const openRule = "out -1 -1--1 0.0.0.0/0"

func TestPermissionsInAllForms(t *testing.T) {
	s := newStage(t, nil)
	number := func(n int32) *int32 { return &n }
	for _, in := range []sdk.AuthorizeSecurityGroupIngressInput{
		{IpProtocol: new("tcp"), FromPort: number(22), ToPort: number(22), CidrIp: new("10.9.8.7/16")}, // flat; canonical form is kept
		{SourceSecurityGroupName: new("app")}, // flat, by name: a group of the same VPC
		{IpPermissions: []types.IpPermission{
			{
				IpProtocol: new("TCP"), FromPort: number(80), ToPort: number(90),
				IpRanges: []types.IpRange{{CidrIp: new("10.1.0.0/16")}, {CidrIp: new("10.2.0.0/16")}}, Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: new("2001:db8::1/32")}},
				UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: &s.group, UserId: new(testAccount)}},
			},
			{IpProtocol: new("6"), FromPort: number(443), ToPort: number(443), IpRanges: []types.IpRange{{CidrIp: new("10.1.0.0/16")}}},
			{IpProtocol: new("icmp"), FromPort: number(8), ToPort: number(-1), IpRanges: []types.IpRange{{CidrIp: new("0.0.0.0/0")}}},
			{IpProtocol: new("58"), Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: new("::/0")}}},
			{IpProtocol: new("50"), FromPort: number(1), ToPort: number(2), IpRanges: []types.IpRange{{CidrIp: new("0.0.0.0/0")}}}, // ports mean nothing
			{IpProtocol: new("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupName: new("default")}}},
		}},
	} {
		in.GroupId = &s.group
		out, err := s.c.AuthorizeSecurityGroupIngress(t.Context(), &in)
		if !*do(t, out, err).Return || len(out.SecurityGroupRules) == 0 {
			t.Errorf("unexpected answer %+v", out)
		}
	}
	s.expectRules(t, openRule, "in tcp 22-22 10.9.0.0/16", "in -1 -1--1 "+s.group, "in tcp 80-90 10.1.0.0/16", "in tcp 80-90 10.2.0.0/16",
		"in tcp 80-90 2001:db8::/32", "in tcp 80-90 "+s.group, "in tcp 443-443 10.1.0.0/16", "in icmp 8--1 0.0.0.0/0",
		"in icmpv6 -1--1 ::/0", "in 50 -1--1 0.0.0.0/0", "in -1 -1--1 "+s.defaultGroup(t))

	// The older form gathers what has one protocol and range of ports.
	out, err := s.c.DescribeSecurityGroups(t.Context(), &sdk.DescribeSecurityGroupsInput{GroupIds: []string{s.group}})
	group := do(t, out, err).SecurityGroups[0]
	if len(group.IpPermissions) != 7 || len(group.IpPermissionsEgress) != 1 {
		t.Errorf("got %d and %d permissions", len(group.IpPermissions), len(group.IpPermissionsEgress))
	}
	for _, p := range group.IpPermissions {
		if *p.IpProtocol == "tcp" && *p.FromPort == 80 && (len(p.IpRanges) != 2 || len(p.Ipv6Ranges) != 1 || len(p.UserIdGroupPairs) != 1) {
			t.Errorf("ports 80-90 are %+v", p)
		}
		if *p.IpProtocol == "-1" && (p.FromPort != nil || len(p.UserIdGroupPairs) != 2) {
			t.Errorf("all protocols are %+v", p)
		}
	}

	// What was authorized can be revoked in the same form, all at once.
	_, err = s.c.RevokeSecurityGroupIngress(t.Context(), &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: group.IpPermissions})
	do(t, true, err)
	_, err = s.c.RevokeSecurityGroupEgress(t.Context(), &sdk.RevokeSecurityGroupEgressInput{GroupId: &s.group, IpPermissions: group.IpPermissionsEgress})
	do(t, true, err)
	s.expectRules(t)
}

func TestPermissionsThatAreRefused(t *testing.T) {
	s := newStage(t, nil)
	number := func(n int32) *int32 { return &n }
	everywhere := []types.IpRange{{CidrIp: new("0.0.0.0/0")}}
	for name, c := range map[string]struct {
		permission types.IpPermission
		code, word string
	}{
		"no protocol":              {types.IpPermission{IpRanges: everywhere}, "MissingParameter", "rotocol"},
		"unknown protocol":         {types.IpPermission{IpProtocol: new("ftp"), IpRanges: everywhere}, "InvalidParameterValue", "ftp"},
		"protocol too high":        {types.IpPermission{IpProtocol: new("256"), IpRanges: everywhere}, "InvalidParameterValue", "256"},
		"no ports":                 {types.IpPermission{IpProtocol: new("tcp"), IpRanges: everywhere}, "InvalidParameterValue", "from and to"},
		"port too high":            {types.IpPermission{IpProtocol: new("tcp"), FromPort: number(0), ToPort: number(65536), IpRanges: everywhere}, "InvalidParameterValue", "65536"},
		"ports reversed":           {types.IpPermission{IpProtocol: new("udp"), FromPort: number(9), ToPort: number(8), IpRanges: everywhere}, "InvalidParameterValue", "9:8"},
		"icmp code without type":   {types.IpPermission{IpProtocol: new("icmp"), FromPort: number(-1), ToPort: number(0), IpRanges: everywhere}, "InvalidParameterValue", "-1"},
		"icmp type too high":       {types.IpPermission{IpProtocol: new("icmp"), FromPort: number(256), ToPort: number(0), IpRanges: everywhere}, "InvalidParameterValue", "256"},
		"no other end":             {types.IpPermission{IpProtocol: new("-1")}, "InvalidPermission.Malformed", "UserIdGroupPairs"},
		"no range":                 {types.IpPermission{IpProtocol: new("-1"), IpRanges: []types.IpRange{{CidrIp: new("10.0.0.0")}}}, "InvalidParameterValue", "10.0.0.0"},
		"IPv6 as IPv4":             {types.IpPermission{IpProtocol: new("-1"), IpRanges: []types.IpRange{{CidrIp: new("::/0")}}}, "InvalidParameterValue", "::/0"},
		"IPv4 as IPv6":             {types.IpPermission{IpProtocol: new("-1"), Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: new("10.0.0.0/8")}}}, "InvalidParameterValue", "10.0.0.0/8"},
		"IPv4 mapped":              {types.IpPermission{IpProtocol: new("-1"), Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: new("::ffff:10.0.0.0/104")}}}, "InvalidParameterValue", "::ffff"},
		"injected text":            {types.IpPermission{IpProtocol: new("-1"), IpRanges: []types.IpRange{{CidrIp: new("10.0.0.0/8; flush ruleset")}}}, "InvalidParameterValue", "flush"},
		"strange description":      {types.IpPermission{IpProtocol: new("-1"), IpRanges: []types.IpRange{{CidrIp: new("10.0.0.0/8"), Description: new("a|b")}}}, "InvalidParameterValue", "a|b"},
		"unknown group":            {types.IpPermission{IpProtocol: new("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: new(noGroup)}}}, "InvalidGroup.NotFound", noGroup},
		"group of another account": {types.IpPermission{IpProtocol: new("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: &s.group, UserId: new("111122223333")}}}, "InvalidGroup.NotFound", "111122223333"},
		"prefix list":              {types.IpPermission{IpProtocol: new("-1"), PrefixListIds: []types.PrefixListId{{PrefixListId: new("pl-1")}}}, "InvalidPrefixListID.NotFound", "pl-1"},
		"same rule twice":          {types.IpPermission{IpProtocol: new("-1"), IpRanges: []types.IpRange{{CidrIp: new("10.0.0.0/8")}, {CidrIp: new("10.1.0.0/8")}}}, "InvalidParameterValue", "10.0.0.0/8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.c.AuthorizeSecurityGroupIngress(t.Context(), &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: []types.IpPermission{c.permission}})
			refused(t, err, c.code, c.word)
		})
	}
	_, err := s.c.AuthorizeSecurityGroupEgress(t.Context(), &sdk.AuthorizeSecurityGroupEgressInput{GroupId: &s.group, IpPermissions: []types.IpPermission{{IpProtocol: new("-1"), IpRanges: everywhere}}})
	refused(t, err, "InvalidPermission.Duplicate", "0.0.0.0/0", "sgr-")
	_, err = s.c.RevokeSecurityGroupIngress(t.Context(), &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: tcp("10.0.0.0/8")})
	refused(t, err, "InvalidPermission.NotFound", s.group)
	_, err = s.c.RevokeSecurityGroupIngress(t.Context(), &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group, SecurityGroupRuleIds: []string{"sgr-1"}})
	refused(t, err, "InvalidSecurityGroupRuleId.NotFound", "sgr-1")
	_, err = s.c.RevokeSecurityGroupIngress(t.Context(), &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group})
	refused(t, err, "MissingParameter")
	s.expectRules(t, openRule)
}

func TestRulesOneByOne(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	out, err := s.c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{
		GroupId: &s.group, IpPermissions: tcp("10.1.0.0/16", "10.2.0.0/16"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeSecurityGroupRule, Tags: []types.Tag{{Key: new("team"), Value: new("web")}}}},
	})
	first := do(t, out, err).SecurityGroupRules[0]
	if len(first.Tags) != 1 || *first.GroupOwnerId != testAccount {
		t.Errorf("unexpected rule %+v", first)
	}
	// Another protocol for one rule: it keeps its id and tags.
	modify := func(id, cidr string, port int32) error {
		_, err := s.c.ModifySecurityGroupRules(ctx, &sdk.ModifySecurityGroupRulesInput{GroupId: &s.group, SecurityGroupRules: []types.SecurityGroupRuleUpdate{{
			SecurityGroupRuleId: &id,
			SecurityGroupRule:   &types.SecurityGroupRuleRequest{IpProtocol: new("udp"), FromPort: &port, ToPort: &port, CidrIpv4: &cidr, Description: new("dns")},
		}}})
		return err
	}
	do(t, true, modify(*first.SecurityGroupRuleId, "10.1.0.0/16", 53))
	got := s.expectRules(t, openRule, "in udp 53-53 10.1.0.0/16", "in tcp 80-80 10.2.0.0/16")
	if changed := got["in udp 53-53 10.1.0.0/16"]; *changed.SecurityGroupRuleId != *first.SecurityGroupRuleId || len(changed.Tags) != 1 || *changed.Description != "dns" {
		t.Errorf("unexpected rule %+v", changed)
	}
	second := got["in tcp 80-80 10.2.0.0/16"]
	refused(t, modify(*second.SecurityGroupRuleId, "10.1.0.0/16", 53), "InvalidPermission.Duplicate", *first.SecurityGroupRuleId)

	_, err = s.c.UpdateSecurityGroupRuleDescriptionsIngress(ctx, &sdk.UpdateSecurityGroupRuleDescriptionsIngressInput{
		GroupId: &s.group, SecurityGroupRuleDescriptions: []types.SecurityGroupRuleDescription{{SecurityGroupRuleId: second.SecurityGroupRuleId, Description: new("by id")}},
	})
	do(t, true, err)
	permissions := tcp("10.2.0.0/16")
	permissions[0].IpRanges[0].Description = new("by permission")
	_, err = s.c.UpdateSecurityGroupRuleDescriptionsIngress(ctx, &sdk.UpdateSecurityGroupRuleDescriptionsIngressInput{GroupId: &s.group, IpPermissions: permissions})
	do(t, true, err)
	if rule := s.rules(t, s.group)["in tcp 80-80 10.2.0.0/16"]; *rule.Description != "by permission" {
		t.Errorf("unexpected rule %+v", rule)
	}
	_, err = s.c.UpdateSecurityGroupRuleDescriptionsEgress(ctx, &sdk.UpdateSecurityGroupRuleDescriptionsEgressInput{
		GroupId: &s.group, SecurityGroupRuleDescriptions: []types.SecurityGroupRuleDescription{{SecurityGroupRuleId: second.SecurityGroupRuleId}},
	})
	refused(t, err, "InvalidSecurityGroupRuleId.NotFound", *second.SecurityGroupRuleId)

	_, err = s.c.RevokeSecurityGroupIngress(ctx, &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group, SecurityGroupRuleIds: []string{*first.SecurityGroupRuleId, *second.SecurityGroupRuleId}})
	do(t, true, err)
	s.expectRules(t, openRule)
}

// TestGroupsThatNameEachOther keeps a group as long as another's rule names it, though not for its own.
func TestGroupsThatNameEachOther(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	out, err := s.c.CreateSecurityGroup(ctx, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("db"), Description: new("db")})
	db := *do(t, out, err).GroupId
	from := func(to, source string) error {
		_, err := s.c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &to, IpPermissions: []types.IpPermission{{
			IpProtocol: new("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: &source}},
		}}})
		return err
	}
	do(t, true, from(db, db))
	do(t, true, from(s.group, db))
	_, err = s.c.DeleteSecurityGroup(ctx, &sdk.DeleteSecurityGroupInput{GroupId: &db})
	refused(t, err, "DependencyViolation", s.group, "sgr-")
	_, err = s.c.RevokeSecurityGroupIngress(ctx, &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: []types.IpPermission{{
		IpProtocol: new("-1"), UserIdGroupPairs: []types.UserIdGroupPair{{GroupId: &db}},
	}}})
	do(t, true, err)
	_, err = s.c.DeleteSecurityGroup(ctx, &sdk.DeleteSecurityGroupInput{GroupId: &db})
	do(t, true, err)
	_, err = s.c.DeleteSecurityGroup(ctx, &sdk.DeleteSecurityGroupInput{GroupId: new(s.defaultGroup(t))})
	refused(t, err, "CannotDelete", "default")
}

// TestTenThousandRules pages through a large group without a gap or a repetition.
func TestTenThousandRules(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.RulesPerGroup = 10_000 })
	for from := 0; from < 10_000; from += 1000 {
		permission := types.IpPermission{IpProtocol: new("tcp"), FromPort: new(int32(80)), ToPort: new(int32(80))}
		for i := from; i < from+1000; i++ {
			permission.IpRanges = append(permission.IpRanges, types.IpRange{CidrIp: new(fmt.Sprintf("10.%d.%d.0/24", i/250, i%250))})
		}
		_, err := s.c.AuthorizeSecurityGroupIngress(t.Context(), &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: []types.IpPermission{permission}})
		do(t, true, err)
	}
	_, err := s.c.AuthorizeSecurityGroupIngress(t.Context(), &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: tcp("172.16.0.0/12")})
	refused(t, err, "RulesPerSecurityGroupLimitExceeded", s.group)
	seen := map[string]bool{}
	pages := sdk.NewDescribeSecurityGroupRulesPaginator(s.c, &sdk.DescribeSecurityGroupRulesInput{Filters: where("group-id", s.group)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		for _, rule := range do(t, page, err).SecurityGroupRules {
			if seen[*rule.SecurityGroupRuleId] {
				t.Fatalf("rule %s came twice", *rule.SecurityGroupRuleId)
			}
			seen[*rule.SecurityGroupRuleId] = true
		}
	}
	if len(seen) != 10_001 {
		t.Errorf("got %d rules", len(seen))
	}
}

// What EC2 answers since 2024: ARNs, and which rules were revoked.
func TestAnswersNameWhatTheyAreAbout(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	made, err := s.c.CreateSecurityGroup(ctx, &sdk.CreateSecurityGroupInput{VpcId: &s.vpc, GroupName: new("named"), Description: new("named")})
	group := do(t, made, err)
	if *group.SecurityGroupArn != "arn:aws:ec2:us-east-1:"+testAccount+":security-group/"+*group.GroupId {
		t.Errorf("unexpected ARN %s", *group.SecurityGroupArn)
	}
	added, err := s.c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: group.GroupId, IpPermissions: tcp("10.0.0.0/8")})
	rule := do(t, added, err).SecurityGroupRules[0]
	if *rule.SecurityGroupRuleArn != "arn:aws:ec2:us-east-1:"+testAccount+":security-group-rule/"+*rule.SecurityGroupRuleId {
		t.Errorf("unexpected ARN %s", *rule.SecurityGroupRuleArn)
	}
	revoked, err := s.c.RevokeSecurityGroupIngress(ctx, &sdk.RevokeSecurityGroupIngressInput{GroupId: group.GroupId, SecurityGroupRuleIds: []string{*rule.SecurityGroupRuleId}})
	if got := do(t, revoked, err).RevokedSecurityGroupRules; len(got) != 1 || *got[0].SecurityGroupRuleId != *rule.SecurityGroupRuleId || *got[0].CidrIpv4 != "10.0.0.0/8" || got[0].CidrIpv6 != nil || *got[0].IsEgress {
		t.Errorf("unexpected rules %+v", got)
	}
	deleted, err := s.c.DeleteSecurityGroup(ctx, &sdk.DeleteSecurityGroupInput{GroupId: group.GroupId})
	if got := do(t, deleted, err); *got.GroupId != *group.GroupId || !*got.Return {
		t.Errorf("unexpected answer %+v", got)
	}
	zones, err := s.c.DescribeNetworkInterfaces(ctx, &sdk.DescribeNetworkInterfacesInput{NetworkInterfaceIds: []string{s.nic}})
	if got := do(t, zones, err).NetworkInterfaces[0].AvailabilityZoneId; got == nil || *got != "use1-az1" {
		t.Errorf("unexpected zone %v", got)
	}
}
