package ec2

import (
	"fmt"
	"slices"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"pgregory.net/rapid"

	"sallyport/internal/vpc"
)

func TestLike(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"web", "web", true}, {"web", "Web", false}, {"web", "webs", false}, {"", "", true}, {"", "a", false},
		{"*", "", true}, {"*", "anything", true}, {"w*b", "wb", true}, {"w*b", "w b b", true}, {"w*b", "w b c", false},
		{"?", "é", true}, {"?", "", false}, {"a?c", "abc", true}, {"*a*b*", "xxaxxbxx", true}, {"*a*b", "ab a", false},
		{`\*`, "*", true}, {`\*`, "a", false}, {`a\?`, "a?", true}, {`a\`, `a\`, true}, {`\\`, `\`, true},
	} {
		if got := like(c.pattern, c.text); got != c.want {
			t.Errorf("like(%q, %q) = %v", c.pattern, c.text, got)
		}
	}
}

// TestLikeIsLikeTheObviousWay compares with a matcher that tries everything.
func TestLikeIsLikeTheObviousWay(t *testing.T) {
	var obvious func(p, s string) bool
	obvious = func(p, s string) bool {
		switch {
		case p == "":
			return s == ""
		case p[0] == '*':
			return obvious(p[1:], s) || s != "" && obvious(p, s[1:])
		case s == "":
			return false
		case p[0] == '\\' && len(p) > 1:
			return p[1] == s[0] && obvious(p[2:], s[1:])
		default:
			return (p[0] == '?' || p[0] == s[0]) && obvious(p[1:], s[1:])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		pattern, text := rapid.StringMatching(`[ab*?\\]{0,8}`).Draw(t, "pattern"), rapid.StringMatching(`[ab*?\\]{0,8}`).Draw(t, "text")
		if got, want := like(pattern, text), obvious(pattern, text); got != want {
			t.Fatalf("like(%q, %q) = %v, want %v", pattern, text, got, want)
		}
	})
}

func (s *stage) subnetIDs(t *testing.T, filters ...string) []string {
	t.Helper()
	out, err := s.c.DescribeSubnets(t.Context(), &sdk.DescribeSubnetsInput{Filters: where(filters...)})
	return mapped(do(t, out, err).Subnets, func(s types.Subnet) string { return *s.SubnetId })
}

func TestFilters(t *testing.T) {
	s := newStage(t, nil)
	_, err := s.c.CreateTags(t.Context(), &sdk.CreateTagsInput{Resources: []string{s.subnet}, Tags: []types.Tag{{Key: new("Name"), Value: new("private a")}, {Key: new("empty"), Value: new("")}}})
	do(t, true, err)
	both := []string{s.subnet, s.other}
	for name, c := range map[string]struct {
		filters []string
		want    []string
	}{
		"exact":               {[]string{"subnet-id", s.subnet}, []string{s.subnet}},
		"several values":      {[]string{"vpc-id", s.vpc, "cidr-block", "10.0.1.0/28|10.0.2.0/24"}, both},
		"all must hold":       {[]string{"vpc-id", s.vpc, "cidr-block", "10.9.9.0/24"}, nil},
		"several vpcs":        {[]string{"vpc-id", s.vpc + "|" + noVPC}, both},
		"wildcards":           {[]string{"cidr-block", "10.0.?.0/*"}, both},
		"wildcard vpc":        {[]string{"vpc-id", s.vpc[:8] + "*", "cidr", "10.*"}, both},
		"tag":                 {[]string{"tag:Name", "private*"}, []string{s.subnet}},
		"tag of another case": {[]string{"tag:name", "private*"}, nil},
		"tag without a value": {[]string{"tag:empty", ""}, []string{s.subnet}},
		"tag key":             {[]string{"tag-key", "Name"}, []string{s.subnet}},
		"count":               {[]string{"vpc-id", s.vpc, "available-ip-address-count", "10"}, []string{s.subnet}},
		"zone":                {[]string{"vpc-id", s.vpc, "availability-zone-id", "use1-az1"}, []string{s.subnet}},
		"default":             {[]string{"vpc-id", s.vpc, "default-for-az", "true"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.subnetIDs(t, c.filters...); !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	groups, err := s.c.DescribeSecurityGroups(t.Context(), &sdk.DescribeSecurityGroupsInput{Filters: where("vpc-id", s.vpc, "egress.ip-permission.cidr", "0.0.0.0/0", "group-name", "a*")})
	if n := len(do(t, groups, err).SecurityGroups); n != 1 {
		t.Errorf("%d groups by their rules", n)
	}
	nics, err := s.c.DescribeNetworkInterfaces(t.Context(), &sdk.DescribeNetworkInterfacesInput{Filters: where("group-id", s.group, "status", "available", "addresses.private-ip-address", "10.0.1.4")})
	if n := len(do(t, nics, err).NetworkInterfaces); n != 1 {
		t.Errorf("%d interfaces by group, state and address", n)
	}
}

// TestPages walks through subnets, of which some are deleted and made on the way.
func TestPages(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	for i := range 12 {
		_, err := s.c.CreateSubnet(ctx, &sdk.CreateSubnetInput{VpcId: &s.vpc, CidrBlock: new(fmt.Sprintf("10.0.%d.0/24", 100+i))})
		do(t, true, err)
	}
	all := s.subnetIDs(t, "vpc-id", s.vpc)
	in := &sdk.DescribeSubnetsInput{Filters: where("vpc-id", s.vpc), MaxResults: new(int32(5))}
	var seen []string
	for {
		page, err := s.c.DescribeSubnets(ctx, in)
		ids := mapped(do(t, page, err).Subnets, func(s types.Subnet) string { return *s.SubnetId })
		if len(seen) == 0 {
			// What was seen and what is to come may go; the walk goes on behind the last one seen.
			for _, id := range []string{all[4], all[9]} {
				_, err := s.c.DeleteSubnet(ctx, &sdk.DeleteSubnetInput{SubnetId: &id})
				do(t, true, err)
			}
		}
		seen = append(seen, ids...)
		if page.NextToken == nil {
			break
		}
		in.NextToken = page.NextToken
	}
	if want := slices.Delete(slices.Clone(all), 9, 10); !slices.Equal(seen, want) {
		t.Errorf("got %v\nwant %v", seen, want)
	}
	_, err := s.c.DescribeVpcs(ctx, &sdk.DescribeVpcsInput{NextToken: in.NextToken})
	refused(t, err, "InvalidNextToken", "DescribeSubnets")
}

func TestTags(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	resources := []string{s.vpc, s.subnet, s.group, s.table, s.gateway, s.nic, s.acl}
	_, err := s.c.CreateTags(ctx, &sdk.CreateTagsInput{Resources: resources, Tags: []types.Tag{{Key: new("a"), Value: new("1")}, {Key: new("b"), Value: new("2")}}})
	do(t, true, err)
	lines := func(filters ...string) []string {
		t.Helper()
		var all []string
		pages := sdk.NewDescribeTagsPaginator(s.c, &sdk.DescribeTagsInput{Filters: where(filters...), MaxResults: new(int32(5))})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			for _, tag := range do(t, page, err).Tags {
				all = append(all, fmt.Sprintf("%s %s %s=%s", tag.ResourceType, *tag.ResourceId, *tag.Key, *tag.Value))
			}
		}
		return all
	}
	if got := lines(); len(got) != 2*len(resources) || len(slices.Compact(slices.Sorted(slices.Values(got)))) != len(got) {
		t.Errorf("got %v", got)
	}
	for _, c := range []struct{ filters, want []string }{
		{[]string{"resource-id", s.vpc}, []string{"vpc " + s.vpc + " a=1", "vpc " + s.vpc + " b=2"}},
		{[]string{"resource-type", "subnet", "key", "a"}, []string{"subnet " + s.subnet + " a=1"}},
		{[]string{"tag:b", "2", "resource-type", "security-group"}, []string{"security-group " + s.group + " b=2"}},
		{[]string{"value", "3"}, nil},
	} {
		if got := lines(c.filters...); !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.filters, got, c.want)
		}
	}
	// A tag goes when its value is that given, or none is; without tags, all go.
	remove := func(tags ...types.Tag) {
		t.Helper()
		_, err := s.c.DeleteTags(ctx, &sdk.DeleteTagsInput{Resources: resources, Tags: tags})
		do(t, true, err)
	}
	remove(types.Tag{Key: new("a"), Value: new("other")})
	if n := len(lines()); n != 2*len(resources) {
		t.Errorf("%d tags", n)
	}
	remove(types.Tag{Key: new("a"), Value: new("1")}, types.Tag{Key: new("c")})
	if n := len(lines()); n != len(resources) {
		t.Errorf("%d tags", n)
	}
	remove()
	if n := len(lines()); n != 0 {
		t.Errorf("%d tags", n)
	}
	var many []types.Tag
	for i := range 50 {
		many = append(many, types.Tag{Key: new(fmt.Sprint("k", i)), Value: new("")})
	}
	_, err = s.c.CreateTags(ctx, &sdk.CreateTagsInput{Resources: []string{s.vpc}, Tags: many})
	do(t, true, err)
	_, err = s.c.CreateTags(ctx, &sdk.CreateTagsInput{Resources: []string{s.subnet, s.vpc}, Tags: []types.Tag{{Key: new("one more"), Value: new("")}}})
	refused(t, err, "TagLimitExceeded", s.vpc)
	if got := lines("resource-id", s.subnet); len(got) != 0 {
		t.Errorf("a refused call tagged %v", got)
	}
}

// TestDNSRecordsAreTagsOfVPCs sets names of the operator's own.
func TestDNSRecordsAreTagsOfVPCs(t *testing.T) {
	s := newStage(t, nil)
	tag := func(id, key, value string) error {
		_, err := s.c.CreateTags(t.Context(), &sdk.CreateTagsInput{Resources: []string{id}, Tags: []types.Tag{{Key: &key, Value: &value}}})
		return err
	}
	do(t, true, tag(s.vpc, "sallyport:dns/db.corp", "10.0.1.17, 10.0.2.17"))
	do(t, true, tag(s.vpc, "sallyport:dns/*.apps.corp", "db.corp"))
	refused(t, tag(s.vpc, "sallyport:dns/db.corp", "10.0.1.256"), "InvalidParameterValue", "10.0.1.256")
	refused(t, tag(s.vpc, "sallyport:dns/db_.*.corp", "10.0.1.17"), "InvalidParameterValue", "first label *")
	refused(t, tag(s.subnet, "sallyport:dns/db.corp", "10.0.1.17"), "InvalidParameterValue", s.subnet)
	spec := func(resource types.ResourceType, value string) []types.TagSpecification {
		return []types.TagSpecification{{ResourceType: resource, Tags: []types.Tag{{Key: new("sallyport:dns/db.corp"), Value: &value}}}}
	}
	_, err := s.c.CreateVpc(t.Context(), &sdk.CreateVpcInput{CidrBlock: new("10.9.0.0/16"), TagSpecifications: spec(types.ResourceTypeVpc, "no name")})
	refused(t, err, "InvalidParameterValue", "no name")
	_, err = s.c.CreateSecurityGroup(t.Context(), &sdk.CreateSecurityGroupInput{
		GroupName: new("named"), Description: new("d"), VpcId: &s.vpc, TagSpecifications: spec(types.ResourceTypeSecurityGroup, "10.0.1.17"),
	})
	refused(t, err, "InvalidParameterValue", "security-group")
}

// TestRegionsAreApart looks from one region for what is in another.
func TestRegionsAreApart(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	there := s.in("eu-west-1")
	_, err := there.DescribeSubnets(ctx, &sdk.DescribeSubnetsInput{SubnetIds: []string{s.subnet}})
	refused(t, err, "InvalidSubnetID.NotFound", s.subnet)
	_, err = there.CreateTags(ctx, &sdk.CreateTagsInput{Resources: []string{s.vpc}, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}})
	refused(t, err, "InvalidVpcID.NotFound", s.vpc)
	out, err := there.DescribeSubnets(ctx, &sdk.DescribeSubnetsInput{Filters: where("vpc-id", s.vpc)})
	if n := len(do(t, out, err).Subnets); n != 0 {
		t.Errorf("%d subnets of another region", n)
	}
	rules, err := there.DescribeSecurityGroupRules(ctx, &sdk.DescribeSecurityGroupRulesInput{Filters: where("group-id", s.group)})
	if n := len(do(t, rules, err).SecurityGroupRules); n != 0 {
		t.Errorf("%d rules of another region", n)
	}
	_, err = s.in("moon").DescribeVpcs(ctx, &sdk.DescribeVpcsInput{})
	refused(t, err, "InvalidParameterValue", "moon")
}

// testUnsupportedZone is one that services can't use.
const testUnsupportedZone = "euw1-az3"

func TestZonesRegionsAndAccount(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.in("eu-west-1")
	zones, err := c.DescribeAvailabilityZones(ctx, &sdk.DescribeAvailabilityZonesInput{Filters: where("state", "available", "zone-name", "*[ab]|eu-west-1a")})
	if got := do(t, zones, err).AvailabilityZones; len(got) != 1 || *got[0].ZoneId != "euw1-az1" || *got[0].RegionName != "eu-west-1" {
		t.Errorf("unexpected zones %+v", got)
	}
	zones, err = c.DescribeAvailabilityZones(ctx, &sdk.DescribeAvailabilityZonesInput{Filters: where("message", "*App Runner*")})
	if got := do(t, zones, err).AvailabilityZones; len(got) != 1 || *got[0].ZoneId != testUnsupportedZone || len(got[0].Messages) != 1 {
		t.Errorf("unexpected zones with a message %+v", got)
	}
	regions, err := c.DescribeRegions(ctx, &sdk.DescribeRegionsInput{RegionNames: []string{"eu-west-1"}})
	if got := do(t, regions, err).Regions; len(got) != 1 || *got[0].Endpoint != "ec2.eu-west-1.amazonaws.com" {
		t.Errorf("unexpected regions %+v", got)
	}
	for _, region := range regionsOf(t, w) {
		if !vpc.ValidRegion(region) {
			t.Errorf("%s is listed and refused", region)
		}
	}
	attributes, err := c.DescribeAccountAttributes(ctx, &sdk.DescribeAccountAttributesInput{AttributeNames: []types.AccountAttributeName{"default-vpc", "supported-platforms"}})
	if got := do(t, attributes, err).AccountAttributes; len(got) != 2 || *got[1].AttributeValues[0].AttributeValue != "VPC" || (*got[0].AttributeValues[0].AttributeValue)[:4] != "vpc-" {
		t.Errorf("unexpected attributes %+v", got)
	}
}

func regionsOf(t *testing.T, w *world) []string {
	out, err := w.in("us-east-1").DescribeRegions(t.Context(), &sdk.DescribeRegionsInput{})
	return mapped(do(t, out, err).Regions, func(r types.Region) string { return *r.RegionName })
}
