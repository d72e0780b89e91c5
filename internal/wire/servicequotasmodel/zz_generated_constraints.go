// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package servicequotasmodel

import "sallyport/internal/wire/shape"

var table = shape.Table{
	Style: shape.AppRunner,
	Operations: map[string]string{
		"GetAWSDefaultServiceQuota":   "GetAWSDefaultServiceQuotaRequest",
		"GetServiceQuota":             "GetServiceQuotaRequest",
		"ListAWSDefaultServiceQuotas": "ListAWSDefaultServiceQuotasRequest",
		"ListServiceQuotas":           "ListServiceQuotasRequest",
		"ListServices":                "ListServicesRequest",
	},
	Shapes: map[string]shape.Shape{
		"AppliedLevelEnum": {Enum: []string{
			"ACCOUNT", "RESOURCE", "ALL",
		}},
		"GetAWSDefaultServiceQuotaRequest": {Members: []shape.Member{
			{Name: "ServiceCode", Shape: "ServiceCode", Required: true},
			{Name: "QuotaCode", Shape: "QuotaCode", Required: true},
		}},
		"GetServiceQuotaRequest": {Members: []shape.Member{
			{Name: "ServiceCode", Shape: "ServiceCode", Required: true},
			{Name: "QuotaCode", Shape: "QuotaCode", Required: true},
		}},
		"ListAWSDefaultServiceQuotasRequest": {Members: []shape.Member{
			{Name: "ServiceCode", Shape: "ServiceCode", Required: true},
			{Name: "NextToken", Shape: "NextToken"},
			{Name: "MaxResults", Shape: "MaxResults"},
		}},
		"ListServiceQuotasRequest": {Members: []shape.Member{
			{Name: "ServiceCode", Shape: "ServiceCode", Required: true},
			{Name: "NextToken", Shape: "NextToken"},
			{Name: "MaxResults", Shape: "MaxResults"},
			{Name: "QuotaCode", Shape: "QuotaCode"},
			{Name: "QuotaAppliedAtLevel", Shape: "AppliedLevelEnum"},
		}},
		"ListServicesRequest": {Members: []shape.Member{
			{Name: "NextToken", Shape: "NextToken"},
			{Name: "MaxResults", Shape: "MaxResults"},
		}},
		"MaxResults":  {Min: new(int64(1)), Max: new(int64(100))},
		"NextToken":   {Max: new(int64(2048))},
		"QuotaCode":   {Min: new(int64(1)), Max: new(int64(128)), Pattern: "[a-zA-Z][a-zA-Z0-9-]{1,128}"},
		"ServiceCode": {Min: new(int64(1)), Max: new(int64(63)), Pattern: "[a-zA-Z][a-zA-Z0-9-]{1,63}"},
	},
}
