package apprunner

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/platform"
	"sallyport/internal/store"
)

// What the default auto scaling configuration says, as App Runner has it. A
// service has one running instance for now, whatever the sizes.
const (
	defaultConcurrency = 100
	defaultMinSize     = 1
	defaultMaxSize     = 25
)

// DescribeAutoScalingConfiguration shows the region's default configuration,
// by its full ARN or by a shorter form that means its latest revision.
func (a *API) DescribeAutoScalingConfiguration(ctx context.Context, in *apprunner.DescribeAutoScalingConfigurationInput) (*apprunner.DescribeAutoScalingConfigurationOutput, error) {
	who := caller.From(ctx)
	if err := knownScaling(who, *in.AutoScalingConfigurationArn); err != nil {
		return nil, err
	}
	return &apprunner.DescribeAutoScalingConfigurationOutput{AutoScalingConfiguration: &types.AutoScalingConfiguration{
		AutoScalingConfigurationArn: new(scalingARN(who)), AutoScalingConfigurationName: new(platform.DefaultScalingName),
		AutoScalingConfigurationRevision: new(int32(1)), Latest: new(true), IsDefault: new(true),
		Status:         types.AutoScalingConfigurationStatusActive,
		MaxConcurrency: new(int32(defaultConcurrency)), MinSize: new(int32(defaultMinSize)), MaxSize: new(int32(defaultMaxSize)),
		HasAssociatedService: new(len(a.scaled(who)) > 0),
	}}, nil
}

// ListAutoScalingConfigurations shows the one configuration there is.
func (a *API) ListAutoScalingConfigurations(ctx context.Context, in *apprunner.ListAutoScalingConfigurationsInput) (*apprunner.ListAutoScalingConfigurationsOutput, error) {
	who := caller.From(ctx)
	var all []string
	if in.AutoScalingConfigurationName == nil || *in.AutoScalingConfigurationName == platform.DefaultScalingName {
		all = []string{scalingARN(who)}
	}
	part, next, err := list("ListAutoScalingConfigurations", who.Region, all, ascending, func(arn string) string { return arn }, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &apprunner.ListAutoScalingConfigurationsOutput{AutoScalingConfigurationSummaryList: []types.AutoScalingConfigurationSummary{}, NextToken: next}
	for range part {
		out.AutoScalingConfigurationSummaryList = append(out.AutoScalingConfigurationSummaryList, *a.scalingSummary(who))
	}
	return out, nil
}

// ListServicesForAutoScalingConfiguration shows the services that a
// configuration applies to.
func (a *API) ListServicesForAutoScalingConfiguration(ctx context.Context, in *apprunner.ListServicesForAutoScalingConfigurationInput) (*apprunner.ListServicesForAutoScalingConfigurationOutput, error) {
	who := caller.From(ctx)
	if err := knownScaling(who, *in.AutoScalingConfigurationArn); err != nil {
		return nil, err
	}
	part, next, err := list("ListServicesForAutoScalingConfiguration", who.Region, a.scaled(who), ascending, func(arn string) string { return arn }, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &apprunner.ListServicesForAutoScalingConfigurationOutput{ServiceArnList: slices.Concat([]string{}, part), NextToken: next}, nil
}

// scaled are the ARNs of the services that have the default configuration: all.
func (a *API) scaled(who caller.Caller) []string {
	var arns []string
	for s := range store.Find[platform.Service](a.Store.Snapshot(), "region="+who.Region) {
		if s.Status != platform.Deleted {
			arns = append(arns, s.ARN)
		}
	}
	return arns
}

func knownScaling(who caller.Caller, arn string) error {
	full := scalingARN(who)
	if arn == full || strings.HasPrefix(full, arn+"/") && strings.HasSuffix(strings.TrimSuffix(arn, "/1"), "/"+platform.DefaultScalingName) {
		return nil
	}
	return notFound("There is no auto scaling configuration %s; the one there is in this region is %s", arn, full)
}

func (a *API) scalingSummary(who caller.Caller) *types.AutoScalingConfigurationSummary {
	return &types.AutoScalingConfigurationSummary{
		AutoScalingConfigurationArn: new(scalingARN(who)), AutoScalingConfigurationName: new(platform.DefaultScalingName),
		AutoScalingConfigurationRevision: 1, IsDefault: new(true), Status: types.AutoScalingConfigurationStatusActive,
		HasAssociatedService: new(len(a.scaled(who)) > 0),
	}
}
