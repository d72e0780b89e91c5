package ec2

import (
	"context"
	"strconv"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var insightsAnalyses = &kind[vpc.InsightsAnalysis]{
	resource: ec2model.ResourceTypeNetworkInsightsAnalysis,
	prefix:   vpc.PrefixInsightsAnalysis,
	region:   func(n vpc.InsightsAnalysis) string { return n.Region },
	tags:     func(n vpc.InsightsAnalysis) vpc.Tags { return n.Tags },
	retag:    func(n vpc.InsightsAnalysis, t vpc.Tags) vpc.InsightsAnalysis { n.Tags = t; return n },
	missing:  vpc.InsightsAnalysisNotFound,
	fields: map[string]field[vpc.InsightsAnalysis]{
		"path-found": one(func(n vpc.InsightsAnalysis) string { return strconv.FormatBool(n.Explanation.Reachable) }),
		"status":     one(func(n vpc.InsightsAnalysis) string { return string(n.Status) }),
	},
}

// StartNetworkInsightsAnalysis answers a path's question by the plan of this
// moment. It answers "running", as clients expect, which go on to ask until it
// is not; the analysis is finished by then.
func (a *API) StartNetworkInsightsAnalysis(ctx context.Context, in *ec2model.StartNetworkInsightsAnalysisInput) (*ec2model.StartNetworkInsightsAnalysisOutput, error) {
	if err := unsupported(len(in.AdditionalAccounts) > 0, "AdditionalAccount", "There is one account; leave it out."); err != nil {
		return nil, err
	}
	if err := unsupported(len(in.FilterInArns) > 0, "FilterInArn", "The way of a packet is the one that the rules give it; leave it out."); err != nil {
		return nil, err
	}
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeNetworkInsightsAnalysis)
	if err != nil {
		return nil, err
	}
	var out ec2model.StartNetworkInsightsAnalysisOutput
	err = once(ctx, a, in.DryRun, "StartNetworkInsightsAnalysis", in.ClientToken, in, &out, func(c *change) error {
		path, err := insightsPaths.named(c.call, "NetworkInsightsPathId", in.NetworkInsightsPathId)
		if err != nil {
			return err
		}
		count := 0
		for range store.Find[vpc.InsightsAnalysis](c, "region="+c.region) {
			count++
		}
		if count >= c.quotas.InsightsAnalyses {
			return fault.New(fault.Limit, "NetworkInsightsAnalysisLimitExceeded",
				"The maximum number of network insights analyses has been reached. The region %s has %d: delete those that are not needed", c.region, count)
		}
		analysis := vpc.InsightsAnalysis{
			ID: c.NewID(vpc.PrefixInsightsAnalysis), Region: c.region, OwnerID: c.OwnerID, PathID: path.ID, StartedAt: c.Now, Tags: tags,
		}
		analysis.Status, analysis.Message, analysis.Explanation = a.analyse(path)
		store.Put(c.tx, analysis)
		running := analysis
		running.Status, running.Explanation = vpc.AnalysisRunning, vpc.Explanation{}
		out.NetworkInsightsAnalysis = new(analysisAnswer(running))
		return nil
	})
	return &out, err
}

// analyse explains a path's packet. Ends that are gone make the analysis fail.
func (a *API) analyse(path vpc.InsightsPath) (vpc.AnalysisStatus, string, vpc.Explanation) {
	snapshot := a.store.Snapshot()
	packet, err := insightsPacket(snapshot, path)
	if err != nil {
		return vpc.AnalysisFailed, err.Error(), vpc.Explanation{}
	}
	return vpc.AnalysisSucceeded, "", a.planner.Explainer(snapshot).Explain(packet)
}

// DescribeNetworkInsightsAnalyses lists analyses.
func (a *API) DescribeNetworkInsightsAnalyses(ctx context.Context, in *ec2model.DescribeNetworkInsightsAnalysesInput) (*ec2model.DescribeNetworkInsightsAnalysesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	wanted := func(n vpc.InsightsAnalysis) bool {
		return (!present(in.NetworkInsightsPathId) || n.PathID == *in.NetworkInsightsPathId) &&
			(in.AnalysisStartTime == nil || !n.StartedAt.Before(*in.AnalysisStartTime)) &&
			(in.AnalysisEndTime == nil || !n.StartedAt.After(*in.AnalysisEndTime))
	}
	page, next, err := describeOnly(c, insightsAnalyses,
		query{"DescribeNetworkInsightsAnalyses", in.NetworkInsightsAnalysisIds, in.Filters, in.MaxResults, in.NextToken, insightsPages}, wanted)
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeNetworkInsightsAnalysesOutput{NetworkInsightsAnalyses: mapped(page, analysisAnswer), NextToken: next}, nil
}

// DeleteNetworkInsightsAnalysis deletes an analysis.
func (a *API) DeleteNetworkInsightsAnalysis(ctx context.Context, in *ec2model.DeleteNetworkInsightsAnalysisInput) (*ec2model.DeleteNetworkInsightsAnalysisOutput, error) {
	out := &ec2model.DeleteNetworkInsightsAnalysisOutput{NetworkInsightsAnalysisId: in.NetworkInsightsAnalysisId}
	return out, a.change(ctx, in.DryRun, func(c *change) error {
		analysis, err := insightsAnalyses.named(c.call, "NetworkInsightsAnalysisId", in.NetworkInsightsAnalysisId)
		if err != nil {
			return err
		}
		store.Delete[vpc.InsightsAnalysis](c.tx, analysis.ID)
		return nil
	})
}
