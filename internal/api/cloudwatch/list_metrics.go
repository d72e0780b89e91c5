package cloudwatch

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/page"
)

const (
	// metricsPerPage is CloudWatch's.
	metricsPerPage = 500
	// recently is what RecentlyActive PT3H asks for.
	recently = 3 * time.Hour
)

// ListMetrics lists the metrics of which there are minutes.
func (a *API) ListMetrics(ctx context.Context, in *cloudwatch.ListMetricsInput) (*cloudwatch.ListMetricsOutput, error) {
	region := caller.From(ctx).Region
	behind := ""
	if in.NextToken != nil {
		cursor, err := page.Parse(*in.NextToken, "ListMetrics", region)
		if err != nil {
			return nil, invalidToken.errorf("The NextToken is not valid: %s", err)
		}
		behind = cursor.Last
	}
	all, err := a.catalog(ctx)
	if err != nil {
		return nil, err
	}
	out := &cloudwatch.ListMetricsOutput{Metrics: []types.Metric{}}
	last := ""
	for _, s := range all {
		if s.key() <= behind || !s.asked(in) || in.RecentlyActive != "" && a.now().Sub(s.latest) > recently {
			continue
		}
		if len(out.Metrics) == metricsPerPage {
			out.NextToken = new(page.Cursor{Operation: "ListMetrics", Region: region, Last: last}.Token())
			break
		}
		out.Metrics, last = append(out.Metrics, s.Metric), s.key()
	}
	return out, nil
}

// asked says whether the filters of a request let a series through.
func (s series) asked(in *cloudwatch.ListMetricsInput) bool {
	if in.Namespace != nil && *in.Namespace != *s.Namespace || in.MetricName != nil && *in.MetricName != *s.MetricName {
		return false
	}
	for _, filter := range in.Dimensions {
		found := false
		for _, d := range s.Dimensions {
			found = found || *d.Name == *filter.Name && (filter.Value == nil || *filter.Value == *d.Value)
		}
		if !found {
			return false
		}
	}
	return true
}
