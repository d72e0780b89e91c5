package servicequotas

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/servicequotas/types"

	"sallyport/internal/api/caller"
	"sallyport/internal/quota"
	"sallyport/internal/wire/awsjson"
)

// told is a quota as it is answered, with one of its values.
func told(ctx context.Context, q quota.Quota, value int) types.ServiceQuota {
	who := caller.From(ctx)
	t := types.ServiceQuota{
		ServiceCode: new(q.ServiceCode), ServiceName: new(q.ServiceName()),
		QuotaCode: new(q.Code), QuotaName: new(q.Name), Value: new(float64(value)), Unit: new("None"), Adjustable: q.Adjustable,
		QuotaArn:            new(fmt.Sprintf("arn:aws:servicequotas:%s:%s:%s/%s", who.Region, who.Account, q.ServiceCode, q.Code)),
		QuotaAppliedAtLevel: types.AppliedLevelEnumAccount,
	}
	if q.Counted() {
		dimensions := map[string]string{}
		for _, d := range q.Dimensions() {
			dimensions[d.Name] = d.Value
		}
		t.UsageMetric = &types.MetricInfo{
			MetricNamespace: new(quota.Namespace), MetricName: new(quota.MetricName), MetricDimensions: dimensions,
			MetricStatisticRecommendation: new("Maximum"),
		}
	}
	return t
}

// missing says that there is no such service, or no such quota of it.
func missing(service string, code *string) error {
	var codes []string
	for _, s := range quota.Services() {
		if s.Code == service && code != nil {
			return &awsjson.Error{Code: "NoSuchResourceException", Message: fmt.Sprintf(
				"The service %s has no quota %s here; list-service-quotas --service-code %[1]s lists those that are enforced.", service, *code)}
		}
		codes = append(codes, s.Code)
	}
	return &awsjson.Error{Code: "NoSuchResourceException", Message: fmt.Sprintf(
		"The service %s has no quotas here; those that have are %s.", service, strings.Join(codes, ", "))}
}
