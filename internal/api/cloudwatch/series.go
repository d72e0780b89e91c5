package cloudwatch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/metrics"
	"sallyport/internal/quota"
)

// The dimensions of App Runner's metrics.
const (
	dimensionName     = "ServiceName"
	dimensionID       = "ServiceID"
	dimensionInstance = "InstanceID"
)

// series is one metric: a measure of a subject, or the use of a quota.
type series struct {
	types.Metric
	unit    string
	latest  time.Time
	subject metrics.Known
	measure metrics.Measure
	quota   *quota.Quota // nil for a measure
}

// catalog is all metrics of the caller's region, in the order of their names and
// dimensions.
func (a *API) catalog(ctx context.Context) ([]series, error) {
	region := caller.From(ctx).Region
	subjects, err := a.Metrics.Subjects(ctx, region)
	if err != nil {
		return nil, err
	}
	var all []series
	for _, k := range subjects {
		for _, m := range k.Measures.List() {
			all = append(all, series{Metric: metricOf(k.Subject, m), unit: m.Unit(), latest: k.Latest, subject: k, measure: m})
		}
	}
	now := a.now()
	for i, q := range a.Quotas {
		if q.Counted() {
			all = append(all, series{Metric: usageOf(q), unit: "None", latest: now, quota: &a.Quotas[i]})
		}
	}
	slices.SortFunc(all, func(x, y series) int { return strings.Compare(x.key(), y.key()) })
	return all, nil
}

func metricOf(s metrics.Subject, m metrics.Measure) types.Metric {
	dimensions := []types.Dimension{{Name: new(dimensionName), Value: new(s.ServiceName)}, {Name: new(dimensionID), Value: new(s.ServiceID)}}
	if s.InstanceID != "" {
		dimensions = append(dimensions, types.Dimension{Name: new(dimensionInstance), Value: new(s.InstanceID)})
	}
	return types.Metric{Namespace: new(m.Namespace()), MetricName: new(m.Name()), Dimensions: dimensions}
}

func usageOf(q quota.Quota) types.Metric {
	m := types.Metric{Namespace: new(quota.Namespace), MetricName: new(quota.MetricName)}
	for _, d := range q.Dimensions() {
		m.Dimensions = append(m.Dimensions, types.Dimension{Name: new(d.Name), Value: new(d.Value)})
	}
	return m
}

func (s series) key() string { return keyOf(*s.Namespace, *s.MetricName, s.Dimensions) }

// keyOf is the same for the same metric, in whatever order its dimensions stand.
func keyOf(namespace, name string, dimensions []types.Dimension) string {
	sorted := slices.SortedFunc(slices.Values(dimensions), func(x, y types.Dimension) int {
		return cmp.Or(strings.Compare(*x.Name, *y.Name), strings.Compare(*x.Value, *y.Value))
	})
	var key strings.Builder
	key.WriteString(namespace + "\x00" + name)
	for _, d := range sorted {
		key.WriteString("\x00" + *d.Name + "\x00" + *d.Value)
	}
	return key.String()
}

// datapoints are those of the series in a window.
func (a *API) datapoints(ctx context.Context, s series, w window) ([]datapoint, error) {
	return w.datapoints(func(take func(time.Time, metrics.Value)) error {
		if s.quota != nil {
			// Nobody keeps what was used earlier: the last whole minute stands for now.
			at := a.now().UTC().Truncate(metrics.Period).Add(-metrics.Period)
			if !at.Before(w.from) && at.Before(w.to) {
				take(at, metrics.Single(float64(s.quota.Use(a.Store.Snapshot(), caller.From(ctx).Region))))
			}
			return nil
		}
		return a.Metrics.Read(ctx, s.subject, 1<<s.measure, w.from, w.to, func(at time.Time, minute metrics.Minute) {
			if v, ok := minute[s.measure]; ok {
				take(at, v)
			}
		})
	})
}
