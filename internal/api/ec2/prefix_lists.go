package ec2

import (
	"context"
	"net/netip"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var prefixLists = &kind[vpc.PrefixList]{
	resource: ec2model.ResourceTypePrefixList,
	prefix:   vpc.PrefixPrefixList,
	region:   func(l vpc.PrefixList) string { return l.Region },
	tags:     func(l vpc.PrefixList) vpc.Tags { return l.Tags },
	retag:    func(l vpc.PrefixList, t vpc.Tags) vpc.PrefixList { l.Tags = t; return l },
	missing:  vpc.PrefixListNotFound,
	given:    serviceLists,
	fields: map[string]field[vpc.PrefixList]{
		"owner-id":         one(func(l vpc.PrefixList) string { return l.OwnerID }),
		"prefix-list-id":   one(func(l vpc.PrefixList) string { return l.ID }),
		"prefix-list-name": one(func(l vpc.PrefixList) string { return l.Name }),
	},
}

// serviceLists are the lists of the gateway endpoint services.
func serviceLists(c call) []vpc.PrefixList {
	var lists []vpc.PrefixList
	for _, s := range c.services {
		if list, ok := s.PrefixList(c.region); ok {
			lists = append(lists, list)
		}
	}
	return lists
}

// The limits of the operations on prefix lists.
var (
	listPages  = pageLimits{least: 1, most: 100, unsaid: 100}
	entryPages = pageLimits{least: 1, most: 100, unsaid: 100}
)

// entriesOf is how many rules or routes a prefix list counts as.
func (c call) entriesOf(id string) int {
	list, err := prefixLists.find(c, id)
	if err != nil {
		return 1
	}
	return list.MaxEntries
}

func managedListAnswer(l vpc.PrefixList) ec2model.ManagedPrefixList {
	answer := ec2model.ManagedPrefixList{
		PrefixListId: &l.ID, PrefixListName: &l.Name, AddressFamily: &l.Family, OwnerId: &l.OwnerID, Tags: tagList(l.Tags),
		State: ec2model.PrefixListStateCreateComplete,
	}
	if l.OwnerID == vpc.ServicesOwner {
		answer.PrefixListArn = arn(l.Region, "aws", ec2model.ResourceTypePrefixList, l.ID)
		return answer
	}
	answer.PrefixListArn = arn(l.Region, l.OwnerID, ec2model.ResourceTypePrefixList, l.ID)
	answer.MaxEntries, answer.Version = new(int32(l.MaxEntries)), &l.Version
	if l.Version > 1 {
		answer.State = ec2model.PrefixListStateModifyComplete
	}
	return answer
}

// CreateManagedPrefixList makes a list of ranges that rules and routes may name.
func (a *API) CreateManagedPrefixList(ctx context.Context, in *ec2model.CreateManagedPrefixListInput) (*ec2model.CreateManagedPrefixListOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypePrefixList)
	if err != nil {
		return nil, err
	}
	if in.MaxEntries == nil {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter MaxEntries")
	}
	entries, err := entriesToAdd(in.Entries)
	if err != nil {
		return nil, err
	}
	var out ec2model.CreateManagedPrefixListOutput
	err = once(ctx, a, in.DryRun, "CreateManagedPrefixList", in.ClientToken, in, &out, func(c *change) error {
		count := 0
		for range store.Find[vpc.PrefixList](c, "region="+c.region) {
			count++
		}
		if count >= c.quotas.PrefixLists {
			return fault.New(fault.Limit, "PrefixListLimitExceeded",
				"The maximum number of prefix lists has been reached. The region %s has %d: delete those that are not needed, or raise the quota", c.region, count)
		}
		list, err := c.NewPrefixList(text(in.PrefixListName), text(in.AddressFamily), int(*in.MaxEntries), entries, c.quotas.PrefixListEntries)
		if err != nil {
			return err
		}
		list.Tags = tags
		store.Put(c.tx, list)
		out.PrefixList = new(managedListAnswer(list))
		return nil
	})
	return &out, err
}

func entriesToAdd(in []ec2model.AddPrefixListEntry) ([]vpc.PrefixListEntry, error) {
	var entries []vpc.PrefixListEntry
	for _, e := range in {
		cidr, err := listRange(e.Cidr)
		if err != nil {
			return nil, err
		}
		entries = append(entries, vpc.PrefixListEntry{CIDR: cidr, Description: text(e.Description)})
	}
	return entries, nil
}

func listRange(cidr *string) (netip.Prefix, error) {
	value, err := required("Cidr", cidr)
	if err != nil {
		return netip.Prefix{}, err
	}
	prefix, err := netip.ParsePrefix(value)
	if err != nil || prefix.Addr().Is4In6() {
		return netip.Prefix{}, invalidValue("Cidr", value, "This is not a valid CIDR block. Write an address, a slash and the number of leading bits, such as 10.0.0.0/16")
	}
	return prefix.Masked(), nil
}

// DescribeManagedPrefixLists lists the region's lists, and those of the gateway endpoint services.
func (a *API) DescribeManagedPrefixLists(ctx context.Context, in *ec2model.DescribeManagedPrefixListsInput) (*ec2model.DescribeManagedPrefixListsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, prefixLists, query{"DescribeManagedPrefixLists", in.PrefixListIds, in.Filters, in.MaxResults, in.NextToken, listPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeManagedPrefixListsOutput{PrefixLists: mapped(page, managedListAnswer), NextToken: next}, nil
}

// DescribePrefixLists lists the ranges of the gateway endpoint services.
func (a *API) DescribePrefixLists(ctx context.Context, in *ec2model.DescribePrefixListsInput) (*ec2model.DescribePrefixListsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describeOnly(c, prefixLists, query{"DescribePrefixLists", in.PrefixListIds, in.Filters, in.MaxResults, in.NextToken, usualPages},
		func(l vpc.PrefixList) bool { return l.OwnerID == vpc.ServicesOwner })
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribePrefixListsOutput{NextToken: next, PrefixLists: mapped(page, func(l vpc.PrefixList) ec2model.PrefixList {
		return ec2model.PrefixList{
			PrefixListId: &l.ID, PrefixListName: &l.Name,
			Cidrs: mapped(l.Entries(), func(e vpc.PrefixListEntry) string { return e.CIDR.String() }),
		}
	})}, nil
}

// GetManagedPrefixListEntries lists the ranges of a version of a list, the present one unless another is asked for.
func (a *API) GetManagedPrefixListEntries(ctx context.Context, in *ec2model.GetManagedPrefixListEntriesInput) (*ec2model.GetManagedPrefixListEntriesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	list, err := prefixLists.named(c, "PrefixListId", in.PrefixListId)
	if err != nil {
		return nil, err
	}
	version := list.Version
	if in.TargetVersion != nil {
		version = *in.TargetVersion
	}
	entries, err := list.At(version)
	if err != nil {
		return nil, err
	}
	q := query{operation: "GetManagedPrefixListEntries", maxResults: in.MaxResults, nextToken: in.NextToken, limits: entryPages}
	page, next, err := pageOf(c, q, entries, func(e vpc.PrefixListEntry) string { return e.CIDR.String() })
	if err != nil {
		return nil, err
	}
	return &ec2model.GetManagedPrefixListEntriesOutput{NextToken: next, Entries: mapped(page, func(e vpc.PrefixListEntry) ec2model.PrefixListEntry {
		answer := ec2model.PrefixListEntry{Cidr: new(e.CIDR.String())}
		if e.Description != "" {
			answer.Description = &e.Description
		}
		return answer
	})}, nil
}

// ModifyManagedPrefixList gives a list other entries, which makes a new version, or another name or maximum of entries.
func (a *API) ModifyManagedPrefixList(ctx context.Context, in *ec2model.ModifyManagedPrefixListInput) (*ec2model.ModifyManagedPrefixListOutput, error) {
	add, err := entriesToAdd(in.AddEntries)
	if err != nil {
		return nil, err
	}
	var remove []netip.Prefix
	for _, e := range in.RemoveEntries {
		cidr, err := listRange(e.Cidr)
		if err != nil {
			return nil, err
		}
		remove = append(remove, cidr)
	}
	entries := len(add)+len(remove) > 0
	switch {
	case entries && in.MaxEntries != nil:
		return nil, fault.New(fault.Invalid, "InvalidParameterCombination", "MaxEntries can't be modified along with the entries. Make two requests")
	case entries && in.CurrentVersion == nil:
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter CurrentVersion: the version that the entries are added to and removed from")
	case !entries && in.MaxEntries == nil && in.PrefixListName == nil:
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain AddEntries, RemoveEntries, PrefixListName or MaxEntries")
	}
	var out ec2model.ModifyManagedPrefixListOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		list, err := prefixLists.named(c.call, "PrefixListId", in.PrefixListId)
		if err != nil {
			return err
		}
		if err := list.CheckManaged(); err != nil {
			return err
		}
		if in.PrefixListName != nil {
			if list, err = list.Rename(*in.PrefixListName); err != nil {
				return err
			}
		}
		if in.MaxEntries != nil {
			if list, err = list.Resize(int(*in.MaxEntries), c.quotas.PrefixListEntries); err != nil {
				return err
			}
		}
		if entries {
			if list, err = list.Modify(*in.CurrentVersion, add, remove); err != nil {
				return err
			}
		}
		store.Put(c.tx, list)
		out.PrefixList = new(managedListAnswer(list))
		return c.roomForList(list)
	})
	return &out, err
}

// roomForList refuses a size at which the groups or the tables that name the list would have more than they may.
func (c *change) roomForList(list vpc.PrefixList) error {
	for rule := range store.Find[vpc.SecurityGroupRule](c, "prefix-list="+list.ID) {
		count := 0
		for other := range rulesOf(c, rule.GroupID) {
			if other.Direction == rule.Direction {
				count += c.rulesIn(other.Key())
			}
		}
		if count > c.quotas.RulesPerGroup {
			return fault.New(fault.Limit, "RulesPerSecurityGroupLimitExceeded",
				"The maximum number of rules per security group has been reached. With %d entries in %s, group %s would have %d %s rules and may have %d", list.MaxEntries, list.ID, rule.GroupID, count, rule.Direction, c.quotas.RulesPerGroup)
		}
	}
	for _, table := range c.tablesNaming(list.ID) {
		if count := vpc.CountRoutes(table.Routes, c.entriesOf); count > c.quotas.RoutesPerTable {
			return fault.New(fault.Limit, "RouteLimitExceeded",
				"The maximum number of routes has been reached. With %d entries in %s, table %s would have %d routes and may have %d", list.MaxEntries, list.ID, table.ID, count, c.quotas.RoutesPerTable)
		}
	}
	return nil
}

// rulesIn is how many rules a rule counts as.
func (c call) rulesIn(rule vpc.RuleKey) int {
	if rule.PrefixListID == "" {
		return 1
	}
	return c.entriesOf(rule.PrefixListID)
}

func (c call) tablesNaming(list string) []vpc.RouteTable {
	var tables []vpc.RouteTable
	for table := range store.Find[vpc.RouteTable](c, "region="+c.region) {
		if slices.ContainsFunc(table.Routes, func(r vpc.Route) bool { return r.PrefixListID == list }) {
			tables = append(tables, table)
		}
	}
	return tables
}

// DeleteManagedPrefixList deletes a list that no rule or route names.
func (a *API) DeleteManagedPrefixList(ctx context.Context, in *ec2model.DeleteManagedPrefixListInput) (*ec2model.DeleteManagedPrefixListOutput, error) {
	var out ec2model.DeleteManagedPrefixListOutput
	err := a.change(ctx, in.DryRun, func(c *change) error {
		list, err := prefixLists.named(c.call, "PrefixListId", in.PrefixListId)
		if err != nil {
			return err
		}
		var users []string
		for rule := range store.Find[vpc.SecurityGroupRule](c, "prefix-list="+list.ID) {
			users = append(users, rule.ID+" of "+rule.GroupID)
		}
		for _, table := range c.tablesNaming(list.ID) {
			users = append(users, "a route of "+table.ID)
		}
		if err := list.CheckDelete(users); err != nil {
			return err
		}
		store.Delete[vpc.PrefixList](c.tx, list.ID)
		out.PrefixList = new(managedListAnswer(list))
		out.PrefixList.State = ec2model.PrefixListStateDeleteComplete
		return nil
	})
	return &out, err
}
