// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package cloudwatchmodel

import "sallyport/internal/wire/shape"

var table = shape.Table{
	Style: shape.AppRunner,
	Operations: map[string]string{
		"GetMetricData":       "GetMetricDataInput",
		"GetMetricStatistics": "GetMetricStatisticsInput",
		"ListMetrics":         "ListMetricsInput",
	},
	Shapes: map[string]shape.Shape{
		"AccountId": {Min: new(int64(1)), Max: new(int64(255))},
		"Dimension": {Members: []shape.Member{
			{Name: "Name", Shape: "DimensionName", Required: true},
			{Name: "Value", Shape: "DimensionValue", Required: true},
		}},
		"DimensionFilter": {Members: []shape.Member{
			{Name: "Name", Shape: "DimensionName", Required: true},
			{Name: "Value", Shape: "DimensionValue"},
		}},
		"DimensionFilters":   {Element: "DimensionFilter", Max: new(int64(10))},
		"DimensionName":      {Min: new(int64(1)), Max: new(int64(255))},
		"DimensionValue":     {Min: new(int64(1)), Max: new(int64(1024))},
		"Dimensions":         {Element: "Dimension", Max: new(int64(30))},
		"ExtendedStatistics": {Min: new(int64(1)), Max: new(int64(10))},
		"GetMetricDataInput": {Members: []shape.Member{
			{Name: "MetricDataQueries", Shape: "MetricDataQueries", Required: true},
			{Name: "StartTime", Required: true},
			{Name: "EndTime", Required: true},
			{Name: "ScanBy", Shape: "ScanBy"},
		}},
		"GetMetricStatisticsInput": {Members: []shape.Member{
			{Name: "Namespace", Shape: "Namespace", Required: true},
			{Name: "MetricName", Shape: "MetricName", Required: true},
			{Name: "Dimensions", Shape: "Dimensions"},
			{Name: "StartTime", Required: true},
			{Name: "EndTime", Required: true},
			{Name: "Period", Shape: "Period", Required: true},
			{Name: "Statistics", Shape: "Statistics"},
			{Name: "ExtendedStatistics", Shape: "ExtendedStatistics"},
			{Name: "Unit", Shape: "StandardUnit"},
		}},
		"ListMetricsInput": {Members: []shape.Member{
			{Name: "Namespace", Shape: "Namespace"},
			{Name: "MetricName", Shape: "MetricName"},
			{Name: "Dimensions", Shape: "DimensionFilters"},
			{Name: "RecentlyActive", Shape: "RecentlyActive"},
			{Name: "OwningAccount", Shape: "AccountId"},
		}},
		"Metric": {Members: []shape.Member{
			{Name: "Namespace", Shape: "Namespace"},
			{Name: "MetricName", Shape: "MetricName"},
			{Name: "Dimensions", Shape: "Dimensions"},
		}},
		"MetricDataQueries": {Element: "MetricDataQuery"},
		"MetricDataQuery": {Members: []shape.Member{
			{Name: "Id", Shape: "MetricId", Required: true},
			{Name: "MetricStat", Shape: "MetricStat"},
			{Name: "Expression", Shape: "MetricExpression"},
			{Name: "Period", Shape: "Period"},
			{Name: "AccountId", Shape: "AccountId"},
		}},
		"MetricExpression": {Min: new(int64(1)), Max: new(int64(2048))},
		"MetricId":         {Min: new(int64(1)), Max: new(int64(255))},
		"MetricName":       {Min: new(int64(1)), Max: new(int64(255))},
		"MetricStat": {Members: []shape.Member{
			{Name: "Metric", Shape: "Metric", Required: true},
			{Name: "Period", Shape: "Period", Required: true},
			{Name: "Stat", Required: true},
			{Name: "Unit", Shape: "StandardUnit"},
		}},
		"Namespace": {Min: new(int64(1)), Max: new(int64(255)), Pattern: "[^:].*"},
		"Period":    {Min: new(int64(1))},
		"RecentlyActive": {Enum: []string{
			"PT3H",
		}},
		"ScanBy": {Enum: []string{
			"TimestampDescending", "TimestampAscending",
		}},
		"StandardUnit": {Enum: []string{
			"Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
		}},
		"Statistic": {Enum: []string{
			"SampleCount", "Average", "Sum", "Minimum", "Maximum",
		}},
		"Statistics": {Element: "Statistic", Min: new(int64(1)), Max: new(int64(5))},
	},
}
