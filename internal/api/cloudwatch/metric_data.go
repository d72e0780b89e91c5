package cloudwatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/api/page"
)

// CloudWatch's limits of one call.
const (
	maxQueries    = 500
	maxDatapoints = 100_800
)

var queryID = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]*$`)

// query is one query of a request, understood.
type query struct {
	types.MetricDataQuery
	statistic statistic
	period    time.Duration
}

// GetMetricData reads datapoints of up to 500 metrics. Periods begin at multiples
// of their length since 1970.
func (a *API) GetMetricData(ctx context.Context, in *cloudwatch.GetMetricDataInput) (*cloudwatch.GetMetricDataOutput, error) {
	queries, err := parseQueries(ctx, in)
	if err != nil {
		return nil, err
	}
	position, err := parsePosition(ctx, in)
	if err != nil {
		return nil, err
	}
	all, err := a.catalog(ctx)
	if err != nil {
		return nil, err
	}
	known := make(map[string]series, len(all))
	for _, s := range all {
		known[s.key()] = s
	}
	out := &cloudwatch.GetMetricDataOutput{Messages: []types.MessageData{}, MetricDataResults: []types.MetricDataResult{}}
	left := maxDatapoints
	if in.MaxDatapoints != nil {
		left = int(*in.MaxDatapoints)
	}
	for i := position.query; i < len(queries) && out.NextToken == nil; i++ {
		points, err := a.ask(ctx, queries[i], in, known)
		if err != nil {
			return nil, err
		}
		result, next := queries[i].result(points, position.point, left)
		if left -= len(result.Values); next < len(points) {
			out.NextToken = new(place{i, next}.token(ctx))
		}
		out.MetricDataResults = append(out.MetricDataResults, result)
		position.point = 0
	}
	return out, nil
}

// ask gives a query's datapoints, in the order that the request wants.
func (a *API) ask(ctx context.Context, q query, in *cloudwatch.GetMetricDataInput, known map[string]series) ([]datapoint, error) {
	metric := q.MetricStat.Metric
	s, ok := known[keyOf(*metric.Namespace, *metric.MetricName, metric.Dimensions)]
	if !ok || q.MetricStat.Unit != "" && string(q.MetricStat.Unit) != s.unit {
		return nil, nil
	}
	points, err := a.datapoints(ctx, s, aligned(*in.StartTime, *in.EndTime, q.period))
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(points)
	}
	return points, err
}

// result is what a page tells of a query: at most left values, from a datapoint
// on. It returns the datapoint that the next page begins with.
func (q query) result(points []datapoint, from, left int) (result types.MetricDataResult, next int) {
	result = types.MetricDataResult{
		Id: q.Id, Label: cmp.Or(q.Label, q.MetricStat.Metric.MetricName), StatusCode: types.StatusCodeComplete,
		Timestamps: []time.Time{}, Values: []float64{},
	}
	for next = from; next < len(points); next++ {
		v, ok := q.statistic(points[next].value)
		if !ok {
			continue
		}
		if len(result.Values) == left {
			result.StatusCode = types.StatusCodePartialData
			return result, next
		}
		result.Timestamps, result.Values = append(result.Timestamps, points[next].at), append(result.Values, v)
	}
	return result, next
}

// parseQueries understands the queries whose data is to be returned.
func parseQueries(ctx context.Context, in *cloudwatch.GetMetricDataInput) ([]query, error) {
	switch {
	case !in.StartTime.Before(*in.EndTime):
		return nil, validation.errorf("The parameter StartTime must be less than the parameter EndTime.")
	case len(in.MetricDataQueries) > maxQueries:
		return nil, validation.errorf("The collection MetricDataQueries must not have a size greater than %d, and has %d.", maxQueries, len(in.MetricDataQueries))
	case in.MaxDatapoints != nil && (*in.MaxDatapoints < 1 || *in.MaxDatapoints > maxDatapoints):
		return nil, validation.errorf("The parameter MaxDatapoints must be from 1 to %d, and is %d.", maxDatapoints, *in.MaxDatapoints)
	}
	var queries []query
	seen := map[string]bool{}
	for _, q := range in.MetricDataQueries {
		if seen[*q.Id] {
			return nil, validation.errorf("The values for parameter id in MetricDataQueries are not unique: %s is there twice.", *q.Id)
		}
		seen[*q.Id] = true
		parsed, err := parseQuery(ctx, q)
		if err != nil {
			return nil, err
		}
		if q.ReturnData == nil || *q.ReturnData {
			queries = append(queries, parsed)
		}
	}
	return queries, nil
}

func parseQuery(ctx context.Context, q types.MetricDataQuery) (query, error) {
	id := *q.Id
	switch {
	case !queryID.MatchString(id):
		return query{}, validation.errorf("The value %q for parameter Id must begin with a lower-case letter and go on with letters, digits and underscores.", id)
	case q.Expression != nil:
		return query{}, validation.errorf("The query %s has the Expression %q: metric math and SEARCH are not served here. Give a MetricStat for each metric, and reckon with the answers.", id, *q.Expression)
	case q.MetricStat == nil:
		return query{}, validation.errorf("The query %s must have a MetricStat.", id)
	case q.AccountId != nil && *q.AccountId != caller.From(ctx).Account:
		return query{}, validation.errorf("The query %s is for the account %s, whose metrics are not here.", id, *q.AccountId)
	}
	stat := q.MetricStat
	if stat.Metric.Namespace == nil || stat.Metric.MetricName == nil {
		return query{}, validation.errorf("The Metric of the query %s must have a Namespace and a MetricName.", id)
	}
	statistic, ok := parseStatistic(*stat.Stat)
	if !ok {
		return query{}, validation.errorf("The value %q for parameter MetricStat.Stat of the query %s is not served: use SampleCount, Average, Sum, Minimum, Maximum or a percentile such as p99.", *stat.Stat, id)
	}
	period, err := checkPeriod(*stat.Period, "MetricStat.Period")
	if err != nil {
		return query{}, err
	}
	return query{q, statistic, period}, nil
}

// place is where a page begins: a query of those that return data, and how many of
// its datapoints were seen.
type place struct{ query, point int }

func (p place) token(ctx context.Context) string {
	return page.Cursor{Operation: "GetMetricData", Region: caller.From(ctx).Region, Last: fmt.Sprintf("%d/%d", p.query, p.point)}.Token()
}

func parsePosition(ctx context.Context, in *cloudwatch.GetMetricDataInput) (p place, err error) {
	if in.NextToken == nil {
		return p, nil
	}
	cursor, err := page.Parse(*in.NextToken, "GetMetricData", caller.From(ctx).Region)
	if err == nil {
		_, err = fmt.Sscanf(cursor.Last, "%d/%d", &p.query, &p.point)
	}
	if err == nil && (p.query < 0 || p.point < 0) {
		err = errors.New("it is not one that an answer gave")
	}
	if err != nil {
		return p, invalidToken.errorf("The NextToken is not valid: %s", err)
	}
	return p, nil
}
