package ec2model

import (
	"testing"

	"sallyport/internal/wire/shape"
)

func TestConstraints(t *testing.T) {
	tests := map[string]struct {
		operation string
		in        any
		want      string
	}{
		"fine":             {"CreateSubnet", &CreateSubnetInput{VpcId: new("vpc-1"), CidrBlock: new("10.0.0.0/24")}, ""},
		"required":         {"CreateSubnet", &CreateSubnetInput{}, "The request must contain the parameter VpcId"},
		"page size":        {"DescribeVpcs", &DescribeVpcsInput{MaxResults: new(int32(1001))}, "Value (1001) for parameter MaxResults is invalid. Expected a value of at most 1000."},
		"tenancy":          {"CreateVpc", &CreateVpcInput{InstanceTenancy: "shared"}, "Value (shared) for parameter InstanceTenancy is invalid. Expected one of: default, dedicated, host."},
		"nested":           {"ModifySecurityGroupRules", &ModifySecurityGroupRulesInput{GroupId: new("sg-1"), SecurityGroupRules: []SecurityGroupRuleUpdate{{}}}, "The request must contain the parameter SecurityGroupRule.1.SecurityGroupRuleId"},
		"any type":         {"RunInstances", &RunInstancesInput{MinCount: new(int32(1)), MaxCount: new(int32(1)), InstanceType: "x99.huge"}, ""},
		"zone or its id":   {"CreateDefaultSubnet", &CreateDefaultSubnetInput{AvailabilityZoneId: new("use1-az1")}, ""},
		"nothing required": {"DescribeRegions", &DescribeRegionsInput{}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if violations := shape.Validate(Schema(), test.operation, test.in); violations != nil {
				got = violations[0].Message
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
