package cloudwatch

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sallyport/internal/metrics"
)

// maxStatistics is how many datapoints CloudWatch gives in one answer.
const maxStatistics = 1440

// GetMetricStatistics reads datapoints of one metric, the oldest first. Periods
// begin at StartTime, rounded down to the minute.
func (a *API) GetMetricStatistics(ctx context.Context, in *cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
	extended, w, err := parseStatistics(in)
	if err != nil {
		return nil, err
	}
	all, err := a.catalog(ctx)
	if err != nil {
		return nil, err
	}
	out := &cloudwatch.GetMetricStatisticsOutput{Label: in.MetricName, Datapoints: []types.Datapoint{}}
	key := keyOf(*in.Namespace, *in.MetricName, in.Dimensions)
	for _, s := range all {
		if s.key() != key || in.Unit != "" && string(in.Unit) != s.unit {
			continue
		}
		points, err := a.datapoints(ctx, s, w)
		if err != nil {
			return nil, err
		}
		for _, p := range points {
			out.Datapoints = append(out.Datapoints, p.told(in.Statistics, extended, s.unit))
		}
	}
	return out, nil
}

// told is a datapoint with the statistics that are asked for.
func (p datapoint) told(asked []types.Statistic, extended map[string]statistic, unit string) types.Datapoint {
	d := types.Datapoint{Timestamp: new(p.at), Unit: types.StandardUnit(unit)}
	places := map[types.Statistic]**float64{
		types.StatisticAverage: &d.Average, types.StatisticSum: &d.Sum, types.StatisticMinimum: &d.Minimum,
		types.StatisticMaximum: &d.Maximum, types.StatisticSampleCount: &d.SampleCount,
	}
	for _, name := range asked {
		if v, ok := statistics[string(name)](p.value); ok {
			*places[name] = &v
		}
	}
	for name, statistic := range extended {
		if v, ok := statistic(p.value); ok {
			if d.ExtendedStatistics == nil {
				d.ExtendedStatistics = map[string]float64{}
			}
			d.ExtendedStatistics[name] = v
		}
	}
	return d
}

func parseStatistics(in *cloudwatch.GetMetricStatisticsInput) (map[string]statistic, window, error) {
	period, err := checkPeriod(*in.Period, "Period")
	if err != nil {
		return nil, window{}, err
	}
	w := window{in.StartTime.UTC().Truncate(metrics.Period), *in.EndTime, period}
	switch count := w.count(); {
	case len(in.Statistics)+len(in.ExtendedStatistics) == 0:
		return nil, w, missing.errorf("At least one of the parameters Statistics and ExtendedStatistics must be specified.")
	case !in.StartTime.Before(*in.EndTime):
		return nil, w, invalidValue.errorf("The parameter StartTime must be less than the parameter EndTime.")
	case count > maxStatistics:
		return nil, w, invalidCombination.errorf("You have requested up to %d datapoints, which exceeds the limit of %d. "+
			"You may reduce the datapoints requested by increasing Period, or decreasing the time range.", count, maxStatistics)
	}
	extended := make(map[string]statistic, len(in.ExtendedStatistics))
	for _, name := range in.ExtendedStatistics {
		percentile, ok := parsePercentile(name)
		if !ok {
			return nil, w, invalidValue.errorf("The value %q for parameter ExtendedStatistics is not served: use percentiles such as p99 or p99.9", name)
		}
		extended[name] = percentile
	}
	return extended, w, nil
}
