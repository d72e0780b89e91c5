package ec2

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sallyport/internal/vpc"
)

func TestDHCPOptions(t *testing.T) {
	s := newStage(t, func(q *vpc.Quotas) { q.DHCPOptions = 2 })
	ctx := t.Context()
	vpcs, err := s.c.DescribeVpcs(ctx, &sdk.DescribeVpcsInput{VpcIds: []string{s.vpc}})
	first := do(t, vpcs, err).Vpcs[0].DhcpOptionsId
	out, err := s.c.DescribeDhcpOptions(ctx, &sdk.DescribeDhcpOptionsInput{DhcpOptionsIds: []string{*first}})
	options := do(t, out, err).DhcpOptions[0].DhcpConfigurations
	if len(options) != 2 || *options[0].Key != "domain-name" || *options[0].Values[0].Value != "ec2.internal" || *options[1].Values[0].Value != "AmazonProvidedDNS" {
		t.Errorf("the options of a new VPC are %+v", options)
	}
	option := func(name string, values ...string) []types.NewDhcpConfiguration {
		return []types.NewDhcpConfiguration{{Key: &name, Values: values}}
	}
	made, err := s.c.CreateDhcpOptions(ctx, &sdk.CreateDhcpOptionsInput{
		DhcpConfigurations: append(option("domain-name-servers", "10.0.0.2", "AmazonProvidedDNS"), append(option("domain-name", "example.com"), append(option("ntp-servers", "10.0.0.9"), option("netbios-node-type", "2")...)...)...),
		TagSpecifications:  []types.TagSpecification{{ResourceType: types.ResourceTypeDhcpOptions, Tags: []types.Tag{{Key: new("a"), Value: new("b")}}}},
	})
	id := do(t, made, err).DhcpOptions.DhcpOptionsId
	_, err = s.c.AssociateDhcpOptions(ctx, &sdk.AssociateDhcpOptionsInput{DhcpOptionsId: id, VpcId: &s.vpc})
	do(t, true, err)
	found, err := s.c.DescribeDhcpOptions(ctx, &sdk.DescribeDhcpOptionsInput{Filters: where("key", "domain-name", "value", "example.com", "tag:a", "b")})
	if got := do(t, found, err).DhcpOptions; len(got) != 1 || *got[0].DhcpOptionsId != *id || len(got[0].DhcpConfigurations) != 4 {
		t.Errorf("got %+v", got)
	}
	for name, m := range map[string]mistake{
		"none":           {"MissingParameter", "onfiguration", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: []types.NewDhcpConfiguration{}})},
		"unknown option": {"InvalidParameterValue", "colour", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: option("colour", "red")})},
		"twice":          {"InvalidParameterValue", "domain-name", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: append(option("domain-name", "a"), option("domain-name", "b")...)})},
		"no address":     {"InvalidParameterValue", "ten", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: option("domain-name-servers", "ten")})},
		"five":           {"InvalidParameterValue", "four", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: option("ntp-servers", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5")})},
		"two domains":    {"InvalidParameterValue", "a, b", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: option("domain-name", "a", "b")})},
		"node type":      {"InvalidParameterValue", "3", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: option("netbios-node-type", "3")})},
		"too many":       {"DhcpOptionsLimitExceeded", "2", call1(s.c.CreateDhcpOptions, &sdk.CreateDhcpOptionsInput{DhcpConfigurations: option("domain-name", "a")})},
		"unknown":        {"InvalidDhcpOptionID.NotFound", "dopt-1", call1(s.c.AssociateDhcpOptions, &sdk.AssociateDhcpOptionsInput{DhcpOptionsId: new("dopt-1"), VpcId: &s.vpc})},
		"in use":         {"DependencyViolation", s.vpc, call1(s.c.DeleteDhcpOptions, &sdk.DeleteDhcpOptionsInput{DhcpOptionsId: id})},
		"rehearsal":      {"DryRunOperation", "DryRun", call1(s.c.AssociateDhcpOptions, &sdk.AssociateDhcpOptionsInput{DhcpOptionsId: first, VpcId: &s.vpc, DryRun: new(true)})},
	} {
		t.Run(name, func(t *testing.T) { refused(t, m.call(t.Context()), m.code, m.names) })
	}
	_, err = s.c.AssociateDhcpOptions(ctx, &sdk.AssociateDhcpOptionsInput{DhcpOptionsId: new("default"), VpcId: &s.vpc})
	do(t, true, err)
	if vpcs, err = s.c.DescribeVpcs(ctx, &sdk.DescribeVpcsInput{VpcIds: []string{s.vpc}}); *do(t, vpcs, err).Vpcs[0].DhcpOptionsId != "default" {
		t.Errorf("the VPC has %s", *vpcs.Vpcs[0].DhcpOptionsId)
	}
	_, err = s.c.DeleteDhcpOptions(ctx, &sdk.DeleteDhcpOptionsInput{DhcpOptionsId: id})
	do(t, true, err)
	_, err = s.c.DeleteDhcpOptions(ctx, &sdk.DeleteDhcpOptionsInput{DhcpOptionsId: first})
	refused(t, err, "DependencyViolation", *first)
}
