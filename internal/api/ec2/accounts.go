package ec2

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sallyport/internal/wire/ec2model"
)

// DescribeAccountAttributes tells what the account may have, and its default VPC.
func (a *API) DescribeAccountAttributes(ctx context.Context, in *ec2model.DescribeAccountAttributesInput) (*ec2model.DescribeAccountAttributesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	// AWS writes "none" for a region without a default VPC.
	defaultID := "none"
	if v, ok := defaultVPC(c); ok {
		defaultID = v.ID
	}
	values := map[string]string{
		"default-vpc":                           defaultID,
		"max-elastic-ips":                       "0",
		"max-instances":                         strconv.Itoa(a.quotas.InstancesPerRegion),
		"supported-platforms":                   "VPC",
		"vpc-max-elastic-ips":                   strconv.Itoa(a.quotas.ElasticIPs),
		"vpc-max-security-groups-per-interface": strconv.Itoa(a.quotas.GroupsPerInterface),
	}
	names := slices.Sorted(maps.Keys(values))
	if len(in.AttributeNames) > 0 {
		names = names[:0:0]
		for _, name := range in.AttributeNames {
			if _, ok := values[string(name)]; !ok {
				return nil, invalidValue("attributeName", name, "There are %s.", strings.Join(slices.Sorted(maps.Keys(values)), ", "))
			}
			names = append(names, string(name))
		}
	}
	return &ec2model.DescribeAccountAttributesOutput{AccountAttributes: mapped(names, func(name string) ec2model.AccountAttribute {
		return ec2model.AccountAttribute{
			AttributeName: &name, AttributeValues: []ec2model.AccountAttributeValue{{AttributeValue: new(values[name])}},
		}
	})}, nil
}
