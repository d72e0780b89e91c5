package ec2

import (
	"context"
	"maps"
	"slices"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// taggable is a kind of resources as the operations on tags see it.
type taggable struct {
	resource ec2model.ResourceType
	prefix   string
	// tags gives those of the resource with an id, or the kind's error for one that is not there.
	tags func(c call, id string) (vpc.Tags, error)
	// retag replaces the tags of a resource that is there.
	retag func(c *change, id string, tags vpc.Tags) error
	// from yields what has tags in the region, from an id on, in order.
	from func(c call, id string, yield func(id string, tags vpc.Tags) bool)
}

func taggableKind[T store.Document](k *kind[T]) taggable {
	return taggable{
		resource: k.resource, prefix: k.prefix + "-",
		tags: func(c call, id string) (vpc.Tags, error) {
			found, err := k.find(c, id)
			if err != nil {
				return nil, err
			}
			return k.tags(found), nil
		},
		retag: func(c *change, id string, tags vpc.Tags) error {
			found, kept := store.Get[T](c, id)
			if !kept {
				return fault.New(fault.Denied, "OperationNotPermitted", "%s can't be tagged. The operator's configuration gives it", id)
			}
			store.Put(c.tx, k.retag(found, tags))
			return nil
		},
		from: func(c call, id string, yield func(string, vpc.Tags) bool) {
			for found := range store.Find[T](c, "region="+c.region) {
				if key := found.DocumentKey(); key >= id && len(k.tags(found)) > 0 && !yield(key, k.tags(found)) {
					return
				}
			}
		},
	}
}

// taggables are all kinds, in the order of their ids.
var taggables = []taggable{
	taggableKind(networkACLs), taggableKind(dhcpOptions), taggableKind(egressOnlyGateways), taggableKind(publicAddresses),
	taggableKind(networkInterfaces), taggableKind(flowLogs), taggableKind(instances), taggableKind(internetGateways), taggableKind(natGateways),
	taggableKind(insightsAnalyses), taggableKind(insightsPaths),
	taggableKind(peerings), taggableKind(prefixLists), taggableKind(routeTables), taggableKind(subnetReservations),
	taggableKind(securityGroups), taggableKind(securityGroupRules), taggableKind(subnets), taggableKind(vpnGateways),
	taggableKind(vpcs), taggableKind(vpcEndpoints),
}

func taggableOf(id string) (taggable, error) {
	for _, t := range taggables {
		if strings.HasPrefix(id, t.prefix) {
			return t, nil
		}
	}
	return taggable{}, fault.New(fault.Invalid, "InvalidID",
		"The ID '%s' is not valid. Tags go on what has an id of this API, such as vpc-…, subnet-…, sg-…", id)
}

// requestTags reads tags as CreateTags and TagSpecification have them.
func requestTags(in []ec2model.Tag) (vpc.Tags, error) {
	tags := make(vpc.Tags, len(in))
	for _, tag := range in {
		key, err := required("Tag.Key", tag.Key)
		if err != nil {
			return nil, err
		}
		if _, twice := tags[key]; twice {
			return nil, fault.New(fault.Invalid, "InvalidParameterValue", "Duplicate tag key '%s' specified. Give each key once", key)
		}
		tags[key] = ""
		if tag.Value != nil {
			tags[key] = *tag.Value
		}
	}
	return tags, nil
}

// creationTags gives the tags that a request has for the resource that it makes.
func creationTags(in []ec2model.TagSpecification, resource ec2model.ResourceType) (vpc.Tags, error) {
	byType, err := creationTagsOf(in, resource)
	return byType[resource], err
}

// creationTagsOf is creationTags for requests that make resources of several types.
func creationTagsOf(in []ec2model.TagSpecification, resources ...ec2model.ResourceType) (map[ec2model.ResourceType]vpc.Tags, error) {
	byType := map[ec2model.ResourceType]vpc.Tags{}
	for _, spec := range in {
		if !slices.Contains(resources, spec.ResourceType) {
			return nil, fault.New(fault.Invalid, "InvalidParameterValue",
				"'%s' is not a valid taggable resource type for this operation. Use %v", spec.ResourceType, resources)
		}
		more, err := requestTags(spec.Tags)
		if err != nil {
			return nil, err
		}
		tags, err := byType[spec.ResourceType].With("the new "+string(spec.ResourceType), more)
		if err != nil {
			return nil, err
		}
		if spec.ResourceType != vpcs.resource {
			if err := vpc.CheckRecordTags("the new "+string(spec.ResourceType), more); err != nil {
				return nil, err
			}
		}
		byType[spec.ResourceType] = tags
	}
	return byType, nil
}

// CreateTags adds tags to resources, or gives those that they have other values.
func (a *API) CreateTags(ctx context.Context, in *ec2model.CreateTagsInput) (*ec2model.CreateTagsOutput, error) {
	if len(in.Resources) == 0 || len(in.Tags) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameters ResourceId and Tag")
	}
	more, err := requestTags(in.Tags)
	if err != nil {
		return nil, err
	}
	return &ec2model.CreateTagsOutput{}, a.retag(ctx, in.DryRun, in.Resources, func(id string, tags vpc.Tags) (vpc.Tags, error) {
		if !strings.HasPrefix(id, vpcs.prefix+"-") {
			if err := vpc.CheckRecordTags(id, more); err != nil {
				return nil, err
			}
		}
		return tags.With(id, more)
	})
}

// DeleteTags removes tags: those whose keys are given and, where a value is given, have it; all where no tag is given.
func (a *API) DeleteTags(ctx context.Context, in *ec2model.DeleteTagsInput) (*ec2model.DeleteTagsOutput, error) {
	if len(in.Resources) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter ResourceId")
	}
	for _, tag := range in.Tags {
		if _, err := required("Tag.Key", tag.Key); err != nil {
			return nil, err
		}
	}
	return &ec2model.DeleteTagsOutput{}, a.retag(ctx, in.DryRun, in.Resources, func(_ string, tags vpc.Tags) (vpc.Tags, error) {
		if len(in.Tags) == 0 {
			return nil, nil
		}
		kept := maps.Clone(tags)
		for _, tag := range in.Tags {
			if value, has := kept[*tag.Key]; has && (tag.Value == nil || *tag.Value == value) {
				delete(kept, *tag.Key)
			}
		}
		return kept, nil
	})
}

func (a *API) retag(ctx context.Context, dryRun *bool, ids []string, with func(id string, tags vpc.Tags) (vpc.Tags, error)) error {
	return a.change(ctx, dryRun, func(c *change) error {
		for _, id := range ids {
			kind, err := taggableOf(id)
			if err != nil {
				return err
			}
			tags, err := kind.tags(c.call, id)
			if err != nil {
				return err
			}
			if tags, err = with(id, tags); err != nil {
				return err
			}
			if err := kind.retag(c, id, tags); err != nil {
				return err
			}
		}
		return nil
	})
}

// tagLine is one tag of one resource: what DescribeTags lists.
type tagLine struct {
	resource ec2model.ResourceType
	id       string
	key      string
	value    string
}

var tagFields = map[string]func(tagLine) string{
	"key":           func(l tagLine) string { return l.key },
	"resource-id":   func(l tagLine) string { return l.id },
	"resource-type": func(l tagLine) string { return string(l.resource) },
	"value":         func(l tagLine) string { return l.value },
}

// DescribeTags lists the tags of all resources of the region.
func (a *API) DescribeTags(ctx context.Context, in *ec2model.DescribeTagsInput) (*ec2model.DescribeTagsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	q := query{operation: "DescribeTags", maxResults: in.MaxResults, nextToken: in.NextToken, limits: usualPages}
	filters, err := parseFilters(in.Filters)
	if err != nil {
		return nil, err
	}
	for _, f := range filters {
		if _, known := tagFields[tagFilterName(f.name)]; !known {
			return nil, unknownFilter(f.name, tagFields)
		}
	}
	after, err := q.after(c)
	if err != nil {
		return nil, err
	}
	size, err := q.size()
	if err != nil {
		return nil, err
	}
	out := &ec2model.DescribeTagsOutput{Tags: []ec2model.TagDescription{}}
	last := ""
	c.tagLines(filters, after, func(l tagLine) bool {
		if !l.matches(filters) {
			return true
		}
		if len(out.Tags) == size {
			out.NextToken = q.token(c, last)
			return false
		}
		last = l.cursor()
		out.Tags = append(out.Tags, ec2model.TagDescription{Key: &l.key, ResourceId: &l.id, ResourceType: l.resource, Value: &l.value})
		return true
	})
	return out, nil
}

// tagLines yields the tags behind a cursor, by resource id and key. Filters with exact ids make it a look-up.
func (c call) tagLines(filters filters, after string, yield func(tagLine) bool) {
	afterID, _, _ := strings.Cut(after, "\x01")
	more := true
	lines := func(resource ec2model.ResourceType) func(string, vpc.Tags) bool {
		return func(id string, tags vpc.Tags) bool {
			for _, key := range slices.Sorted(maps.Keys(tags)) {
				line := tagLine{resource, id, key, tags[key]}
				if more && line.cursor() > after {
					more = yield(line)
				}
			}
			return more
		}
	}
	if ids, exact := filters.exact("resource-id"); exact {
		for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
			kind, err := taggableOf(id)
			if err != nil {
				continue
			}
			if tags, err := kind.tags(c, id); err == nil && more {
				lines(kind.resource)(id, tags)
			}
		}
		return
	}
	for _, kind := range taggables {
		if more {
			kind.from(c, afterID, lines(kind.resource))
		}
	}
}

// cursor orders lines by resource and key. No id has the byte between them.
func (l tagLine) cursor() string { return l.id + "\x01" + l.key }

func (l tagLine) matches(fs filters) bool {
	for _, f := range fs {
		if key, ok := strings.CutPrefix(f.name, "tag:"); ok {
			if l.key != key || !f.matches([]string{l.value}) {
				return false
			}
			continue
		}
		if !f.matches([]string{tagFields[tagFilterName(f.name)](l)}) {
			return false
		}
	}
	return true
}

// tagFilterName is the field behind a filter: tag:<key> is about the value, tag-key and tag-value are other names.
func tagFilterName(name string) string {
	switch {
	case strings.HasPrefix(name, "tag:"), name == "tag-value":
		return "value"
	case name == "tag-key":
		return "key"
	}
	return name
}
