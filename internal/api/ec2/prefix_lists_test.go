package ec2

import (
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
)

func adds(cidrs ...string) []types.AddPrefixListEntry {
	return mapped(cidrs, func(cidr string) types.AddPrefixListEntry {
		return types.AddPrefixListEntry{Cidr: &cidr, Description: new("of " + cidr)}
	})
}

// list makes a prefix list with room for so many entries.
func (s *stage) list(t *testing.T, room int32, cidrs ...string) string {
	t.Helper()
	out, err := s.c.CreateManagedPrefixList(t.Context(), &sdk.CreateManagedPrefixListInput{
		PrefixListName: new("mine"), AddressFamily: new("IPv4"), MaxEntries: &room, Entries: adds(cidrs...),
	})
	return *do(t, out, err).PrefixList.PrefixListId
}

// entries are a version's ranges, the present one's for 0.
func (s *stage) entries(t *testing.T, id string, version int64) string {
	t.Helper()
	in := &sdk.GetManagedPrefixListEntriesInput{PrefixListId: &id, MaxResults: new(int32(2))}
	if version > 0 {
		in.TargetVersion = &version
	}
	var cidrs []string
	pages := sdk.NewGetManagedPrefixListEntriesPaginator(s.c, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		cidrs = append(cidrs, mapped(do(t, page, err).Entries, func(e types.PrefixListEntry) string { return *e.Cidr })...)
	}
	return strings.Join(cidrs, " ")
}

func TestPrefixListVersions(t *testing.T) {
	s := newStage(t, nil)
	ctx := t.Context()
	create := &sdk.CreateManagedPrefixListInput{
		PrefixListName: new("offices"), AddressFamily: new("IPv4"), MaxEntries: new(int32(4)), Entries: adds("10.3.0.0/16", "10.1.0.9/16", "10.2.0.0/16"), ClientToken: new("once"),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypePrefixList, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}},
	}
	made, err := s.c.CreateManagedPrefixList(ctx, create)
	l := do(t, made, err).PrefixList
	if *l.Version != 1 || *l.MaxEntries != 4 || l.State != types.PrefixListStateCreateComplete || len(l.Tags) != 1 || !strings.HasSuffix(*l.PrefixListArn, ":prefix-list/"+*l.PrefixListId) {
		t.Errorf("unexpected list %+v", l)
	}
	id := *l.PrefixListId
	again, err := s.c.CreateManagedPrefixList(ctx, create)
	if *do(t, again, err).PrefixList.PrefixListId != id {
		t.Error("the same token made another list")
	}
	modify := func(in sdk.ModifyManagedPrefixListInput) error {
		in.PrefixListId = &id
		_, err := s.c.ModifyManagedPrefixList(ctx, &in)
		return err
	}
	do(t, true, modify(sdk.ModifyManagedPrefixListInput{
		CurrentVersion: new(int64(1)), AddEntries: adds("10.4.0.0/16", "10.3.0.0/16"), RemoveEntries: []types.RemovePrefixListEntry{{Cidr: new("10.1.0.0/16")}},
	}))
	do(t, true, modify(sdk.ModifyManagedPrefixListInput{PrefixListName: new("sites")}))
	do(t, true, modify(sdk.ModifyManagedPrefixListInput{MaxEntries: new(int32(5))}))
	if one, two := s.entries(t, id, 1), s.entries(t, id, 0); one != "10.1.0.0/16 10.2.0.0/16 10.3.0.0/16" || two != "10.2.0.0/16 10.3.0.0/16 10.4.0.0/16" {
		t.Errorf("version 1 has %s, the present one %s", one, two)
	}
	out, err := s.c.DescribeManagedPrefixLists(ctx, &sdk.DescribeManagedPrefixListsInput{Filters: where("prefix-list-name", "sites", "owner-id", testAccount)})
	if l := do(t, out, err).PrefixLists; len(l) != 1 || *l[0].Version != 2 || *l[0].MaxEntries != 5 || l[0].State != types.PrefixListStateModifyComplete {
		t.Errorf("got %+v", l)
	}
	remove := func(cidr string) []types.RemovePrefixListEntry {
		return []types.RemovePrefixListEntry{{Cidr: &cidr}}
	}
	two := new(int64(2))
	for name, c := range map[string]struct {
		in         sdk.ModifyManagedPrefixListInput
		code, word string
	}{
		"old version":     {sdk.ModifyManagedPrefixListInput{CurrentVersion: new(int64(1)), AddEntries: adds("10.9.0.0/16")}, "PrefixListVersionMismatch", "version 2"},
		"no version":      {sdk.ModifyManagedPrefixListInput{AddEntries: adds("10.9.0.0/16")}, "MissingParameter", "CurrentVersion"},
		"nothing":         {sdk.ModifyManagedPrefixListInput{}, "MissingParameter", "AddEntries"},
		"both":            {sdk.ModifyManagedPrefixListInput{CurrentVersion: two, AddEntries: adds("10.9.0.0/16"), MaxEntries: new(int32(9))}, "InvalidParameterCombination", "MaxEntries"},
		"unknown entry":   {sdk.ModifyManagedPrefixListInput{CurrentVersion: two, RemoveEntries: remove("10.9.0.0/16")}, "InvalidPrefixListModification", "10.9.0.0/16"},
		"twice":           {sdk.ModifyManagedPrefixListInput{CurrentVersion: two, AddEntries: adds("10.9.0.0/16", "10.9.0.0/16")}, "InvalidParameterValue", "10.9.0.0/16"},
		"IPv6":            {sdk.ModifyManagedPrefixListInput{CurrentVersion: two, AddEntries: adds("2001:db8::/32")}, "InvalidParameterValue", "IPv4"},
		"no range":        {sdk.ModifyManagedPrefixListInput{CurrentVersion: two, AddEntries: adds("ten")}, "InvalidParameterValue", "ten"},
		"too many":        {sdk.ModifyManagedPrefixListInput{CurrentVersion: two, AddEntries: adds("10.7.0.0/16", "10.8.0.0/16", "10.9.0.0/16")}, "PrefixListMaxEntriesExceeded", "5"},
		"too small":       {sdk.ModifyManagedPrefixListInput{MaxEntries: new(int32(2))}, "InvalidPrefixListModification", "3"},
		"too large":       {sdk.ModifyManagedPrefixListInput{MaxEntries: new(int32(1001))}, "PrefixListMaxEntriesExceeded", "1000"},
		"name of another": {sdk.ModifyManagedPrefixListInput{PrefixListName: new("com.amazonaws.x")}, "InvalidParameterValue", "com.amazonaws"},
		"rehearsal":       {sdk.ModifyManagedPrefixListInput{PrefixListName: new("x"), DryRun: new(true)}, "DryRunOperation", "DryRun"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, modify(c.in), c.code, c.word) })
	}
	_, err = s.c.GetManagedPrefixListEntries(ctx, &sdk.GetManagedPrefixListEntriesInput{PrefixListId: &id, TargetVersion: new(int64(3))})
	refused(t, err, "InvalidPrefixListVersion", "3")
	_, err = s.c.CreateManagedPrefixList(ctx, &sdk.CreateManagedPrefixListInput{PrefixListName: new("x"), AddressFamily: new("IPv5"), MaxEntries: new(int32(4))})
	refused(t, err, "InvalidParameterValue", "IPv5")
	_, err = s.c.DeleteManagedPrefixList(ctx, &sdk.DeleteManagedPrefixListInput{PrefixListId: &id})
	do(t, true, err)
	_, err = s.c.DeleteManagedPrefixList(ctx, &sdk.DeleteManagedPrefixListInput{PrefixListId: &id})
	refused(t, err, "InvalidPrefixListID.NotFound", id)
}

// TestUsersOfPrefixLists refers to lists in rules and routes, where they count as all that they may hold.
func TestUsersOfPrefixLists(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.RulesPerGroup, q.RoutesPerTable, q.PrefixLists = 10, 10, 2 })
	ctx := t.Context()
	id, large := s.list(t, 9, "10.1.0.0/16"), s.list(t, 11)
	_, err := s.c.CreateManagedPrefixList(ctx, &sdk.CreateManagedPrefixListInput{PrefixListName: new("x"), AddressFamily: new("IPv4"), MaxEntries: new(int32(4))})
	refused(t, err, "PrefixListLimitExceeded", "2")
	permission := func(list string) []types.IpPermission {
		return []types.IpPermission{{IpProtocol: new("tcp"), FromPort: new(int32(22)), ToPort: new(int32(22)), PrefixListIds: []types.PrefixListId{{PrefixListId: &list, Description: new("lists")}}}}
	}
	out, err := s.c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: permission(id)})
	rule := do(t, out, err).SecurityGroupRules[0]
	if *rule.PrefixListId != id || *rule.Description != "lists" || rule.CidrIpv4 != nil {
		t.Errorf("unexpected rule %+v", rule)
	}
	_, err = s.c.AuthorizeSecurityGroupIngress(ctx, &sdk.AuthorizeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: tcp("10.5.0.0/16", "10.6.0.0/16")})
	refused(t, err, "RulesPerSecurityGroupLimitExceeded", "11")
	groups, err := s.c.DescribeSecurityGroups(ctx, &sdk.DescribeSecurityGroupsInput{Filters: where("ip-permission.prefix-list-id", id)})
	if g := do(t, groups, err).SecurityGroups; len(g) != 1 || *g[0].IpPermissions[0].PrefixListIds[0].PrefixListId != id {
		t.Errorf("got %+v", g)
	}
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.table, DestinationPrefixListId: &id, GatewayId: &s.gateway})
	do(t, true, err)
	_, err = s.c.CreateRoute(ctx, &sdk.CreateRouteInput{RouteTableId: &s.main, DestinationPrefixListId: &large, GatewayId: &s.gateway})
	refused(t, err, "RouteLimitExceeded", "11")
	if r := s.route(t, id); r.State != types.RouteStateActive || *r.GatewayId != s.gateway || r.DestinationCidrBlock != nil {
		t.Errorf("unexpected route %+v", r)
	}
	_, err = s.c.ModifyManagedPrefixList(ctx, &sdk.ModifyManagedPrefixListInput{PrefixListId: &id, MaxEntries: new(int32(11))})
	refused(t, err, "RulesPerSecurityGroupLimitExceeded", s.group)
	_, err = s.c.DeleteManagedPrefixList(ctx, &sdk.DeleteManagedPrefixListInput{PrefixListId: &id})
	refused(t, err, "DependencyViolation", *rule.SecurityGroupRuleId, s.group, s.table)
	_, err = s.c.RevokeSecurityGroupIngress(ctx, &sdk.RevokeSecurityGroupIngressInput{GroupId: &s.group, IpPermissions: permission(id)})
	do(t, true, err)
	_, err = s.c.ModifyManagedPrefixList(ctx, &sdk.ModifyManagedPrefixListInput{PrefixListId: &id, MaxEntries: new(int32(11))})
	refused(t, err, "RouteLimitExceeded", s.table)
	_, err = s.c.DeleteRoute(ctx, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationPrefixListId: &id})
	do(t, true, err)
	_, err = s.c.DeleteRoute(ctx, &sdk.DeleteRouteInput{RouteTableId: &s.table, DestinationPrefixListId: &id})
	refused(t, err, "InvalidRoute.NotFound", id)
	_, err = s.c.DeleteManagedPrefixList(ctx, &sdk.DeleteManagedPrefixListInput{PrefixListId: &id})
	do(t, true, err)
}

// TestListsOfServices shows the lists that the operator's gateway endpoint services have, in every region.
func TestListsOfServices(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	c := w.in("eu-west-1")
	out, err := c.DescribePrefixLists(ctx, &sdk.DescribePrefixListsInput{Filters: where("prefix-list-name", "com.example.*")})
	lists := do(t, out, err).PrefixLists
	if len(lists) != 1 || fmt.Sprint(lists[0].Cidrs) != "[192.168.8.0/24 192.168.9.0/24]" {
		t.Fatalf("got %+v", lists)
	}
	id := lists[0].PrefixListId
	managed, err := c.DescribeManagedPrefixLists(ctx, &sdk.DescribeManagedPrefixListsInput{PrefixListIds: []string{*id}})
	if l := do(t, managed, err).PrefixLists[0]; *l.OwnerId != "AWS" || *l.PrefixListName != "com.example.files" || l.Version != nil {
		t.Errorf("got %+v", l)
	}
	for name, call := range map[string]mistake{
		"modify": {"OperationNotPermitted", "com.example.files", call1(c.ModifyManagedPrefixList, &sdk.ModifyManagedPrefixListInput{PrefixListId: id, PrefixListName: new("x")})},
		"delete": {"OperationNotPermitted", "--gateway-endpoint-service", call1(c.DeleteManagedPrefixList, &sdk.DeleteManagedPrefixListInput{PrefixListId: id})},
		"tag":    {"OperationNotPermitted", *id, call1(c.CreateTags, &sdk.CreateTagsInput{Resources: []string{*id}, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, call.call(t.Context()), call.code, call.names) })
	}
	entries, err := c.GetManagedPrefixListEntries(ctx, &sdk.GetManagedPrefixListEntriesInput{PrefixListId: id})
	if n := len(do(t, entries, err).Entries); n != 2 {
		t.Errorf("%d entries", n)
	}
}
