package cloudwatch

import (
	"strconv"
	"strings"

	"sallyport/internal/metrics"
)

// statistic is what is made of the samples of a period.
type statistic func(metrics.Value) (float64, bool)

var statistics = map[string]statistic{
	"SampleCount": func(v metrics.Value) (float64, bool) { return v.Count, true },
	"Sum":         func(v metrics.Value) (float64, bool) { return v.Sum, true },
	"Minimum":     func(v metrics.Value) (float64, bool) { return v.Min, true },
	"Maximum":     func(v metrics.Value) (float64, bool) { return v.Max, true },
	"Average":     func(v metrics.Value) (float64, bool) { return v.Sum / v.Count, true },
}

// parseStatistic reads a statistic's name, such as Average or p99.9.
func parseStatistic(name string) (statistic, bool) {
	if s, ok := statistics[name]; ok {
		return s, true
	}
	return parsePercentile(name)
}

// parsePercentile reads p0 to p100, with up to ten decimals as CloudWatch has it.
func parsePercentile(name string) (statistic, bool) {
	digits, ok := strings.CutPrefix(name, "p")
	if !ok || strings.Trim(digits, "0123456789.") != "" || len(digits) > len("100.0123456789") {
		return nil, false
	}
	percent, err := strconv.ParseFloat(digits, 64)
	if err != nil || percent < 0 || percent > 100 {
		return nil, false
	}
	return func(v metrics.Value) (float64, bool) { return v.Percentile(percent / 100) }, true
}
