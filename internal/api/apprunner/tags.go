package apprunner

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
)

// maxTags is how many tags a resource may have, as everywhere in AWS.
const maxTags = 50

// TagResource adds tags to a service or a connector, or changes their values.
func (a *API) TagResource(ctx context.Context, in *apprunner.TagResourceInput) (*apprunner.TagResourceOutput, error) {
	added, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	return &apprunner.TagResourceOutput{}, a.retag(ctx, *in.ResourceArn, func(tags vpc.Tags) { maps.Copy(tags, added) })
}

// UntagResource takes tags away; those that are not there are passed over.
func (a *API) UntagResource(ctx context.Context, in *apprunner.UntagResourceInput) (*apprunner.UntagResourceOutput, error) {
	return &apprunner.UntagResourceOutput{}, a.retag(ctx, *in.ResourceArn, func(tags vpc.Tags) {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
	})
}

// ListTagsForResource shows a resource's tags.
func (a *API) ListTagsForResource(ctx context.Context, in *apprunner.ListTagsForResourceInput) (*apprunner.ListTagsForResourceOutput, error) {
	who, r := caller.From(ctx), a.Store.Snapshot()
	var tags vpc.Tags
	switch arn, _ := platform.ParseARN(*in.ResourceArn); arn.Type {
	case "service":
		service, err := findService(r, who, *in.ResourceArn)
		if err != nil {
			return nil, err
		}
		tags = service.Tags
	case "vpcconnector":
		connector, err := findConnector(r, who, *in.ResourceArn)
		if err != nil {
			return nil, err
		}
		tags = connector.Tags
	default:
		return nil, untaggable(*in.ResourceArn)
	}
	return &apprunner.ListTagsForResourceOutput{Tags: tagsOut(tags)}, nil
}

func (a *API) retag(ctx context.Context, resource string, edit func(vpc.Tags)) error {
	who := caller.From(ctx)
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		switch arn, _ := platform.ParseARN(resource); arn.Type {
		case "service":
			service, err := findService(tx, who, resource)
			if err != nil {
				return err
			}
			service.Tags, err = edited(service.Tags, edit)
			store.Put(tx, service)
			return err
		case "vpcconnector":
			connector, err := findConnector(tx, who, resource)
			if err != nil {
				return err
			}
			connector.Tags, err = edited(connector.Tags, edit)
			store.Put(tx, connector)
			return err
		}
		return untaggable(resource)
	})
}

func untaggable(arn string) error {
	return notFound("There is no resource %s with tags; services and VPC connectors have them", arn)
}

func edited(tags vpc.Tags, edit func(vpc.Tags)) (vpc.Tags, error) {
	tags = maps.Clone(tags)
	if tags == nil {
		tags = vpc.Tags{}
	}
	edit(tags)
	if len(tags) > maxTags {
		return nil, invalid("The resource would have %d tags; it may have %d", len(tags), maxTags)
	}
	return tags, nil
}

// newTags checks what the model's patterns can't say in Go: the reserved prefix.
func newTags(in []types.Tag) (vpc.Tags, error) {
	tags := vpc.Tags{}
	for _, tag := range in {
		if tag.Key == nil || *tag.Key == "" {
			return nil, invalid("Tags: a tag needs a Key of 1 to 128 characters")
		}
		if strings.HasPrefix(*tag.Key, "aws:") {
			return nil, invalid("Tags: the key %q begins with aws:, which is reserved", *tag.Key)
		}
		tags[*tag.Key] = ""
		if tag.Value != nil {
			tags[*tag.Key] = *tag.Value
		}
	}
	if len(tags) > maxTags {
		return nil, invalid("Tags has %d tags; a resource may have %d", len(tags), maxTags)
	}
	return tags, nil
}

func tagsOut(tags vpc.Tags) []types.Tag {
	out := []types.Tag{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, types.Tag{Key: new(key), Value: new(tags[key])})
	}
	return out
}
