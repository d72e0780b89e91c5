package ec2

import (
	"context"
	"maps"
	"slices"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var dhcpOptions = &kind[vpc.DHCPOptions]{
	resource: ec2model.ResourceTypeDhcpOptions,
	prefix:   vpc.PrefixDHCPOptions,
	region:   func(o vpc.DHCPOptions) string { return o.Region },
	tags:     func(o vpc.DHCPOptions) vpc.Tags { return o.Tags },
	retag:    func(o vpc.DHCPOptions, t vpc.Tags) vpc.DHCPOptions { o.Tags = t; return o },
	missing:  vpc.DHCPOptionsNotFound,
	fields: map[string]field[vpc.DHCPOptions]{
		"dhcp-options-id": one(func(o vpc.DHCPOptions) string { return o.ID }),
		"key":             func(_ store.Reader, o vpc.DHCPOptions) []string { return slices.Collect(maps.Keys(o.Values)) },
		"owner-id":        one(func(o vpc.DHCPOptions) string { return o.OwnerID }),
		"value": func(_ store.Reader, o vpc.DHCPOptions) []string {
			return slices.Concat(slices.Collect(maps.Values(o.Values))...)
		},
	},
}

func dhcpAnswer(o vpc.DHCPOptions) ec2model.DhcpOptions {
	return ec2model.DhcpOptions{
		DhcpOptionsId: &o.ID, OwnerId: &o.OwnerID, Tags: tagList(o.Tags),
		DhcpConfigurations: mapped(slices.Sorted(maps.Keys(o.Values)), func(name string) ec2model.DhcpConfiguration {
			return ec2model.DhcpConfiguration{Key: &name, Values: mapped(o.Values[name], func(value string) ec2model.AttributeValue {
				return ec2model.AttributeValue{Value: &value}
			})}
		}),
	}
}

// CreateDhcpOptions makes a set of options that VPCs can be given.
func (a *API) CreateDhcpOptions(ctx context.Context, in *ec2model.CreateDhcpOptionsInput) (*ec2model.CreateDhcpOptionsOutput, error) {
	tags, err := creationTags(in.TagSpecifications, ec2model.ResourceTypeDhcpOptions)
	if err != nil {
		return nil, err
	}
	values := map[string][]string{}
	for _, option := range in.DhcpConfigurations {
		name, err := required("dhcpConfiguration.key", option.Key)
		if err != nil {
			return nil, err
		}
		if _, twice := values[name]; twice {
			return nil, invalidValue("dhcpConfiguration.key", name, "Name each option once.")
		}
		if err := vpc.CheckDHCPOption(name, option.Values); err != nil {
			return nil, err
		}
		values[name] = option.Values
	}
	if len(values) == 0 {
		return nil, fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter dhcpConfiguration")
	}
	var out ec2model.CreateDhcpOptionsOutput
	err = a.change(ctx, in.DryRun, func(c *change) error {
		count := 0
		for range store.Find[vpc.DHCPOptions](c, "region="+c.region) {
			count++
		}
		if count >= c.quotas.DHCPOptions {
			return fault.New(fault.Limit, "DhcpOptionsLimitExceeded",
				"The maximum number of DHCP option sets has been reached. The region %s has %d: delete those that are not needed, or raise the quota", c.region, count)
		}
		made := vpc.DHCPOptions{ID: c.NewID(vpc.PrefixDHCPOptions), Region: c.region, OwnerID: c.OwnerID, Values: values, CreatedAt: c.Now, Tags: tags}
		store.Put(c.tx, made)
		out.DhcpOptions = new(dhcpAnswer(made))
		return nil
	})
	return &out, err
}

// DescribeDhcpOptions lists sets of options.
func (a *API) DescribeDhcpOptions(ctx context.Context, in *ec2model.DescribeDhcpOptionsInput) (*ec2model.DescribeDhcpOptionsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, dhcpOptions, query{"DescribeDhcpOptions", in.DhcpOptionsIds, in.Filters, in.MaxResults, in.NextToken, usualPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeDhcpOptionsOutput{DhcpOptions: mapped(page, dhcpAnswer), NextToken: next}, nil
}

// AssociateDhcpOptions gives a VPC another set of options, or none ("default").
func (a *API) AssociateDhcpOptions(ctx context.Context, in *ec2model.AssociateDhcpOptionsInput) (*ec2model.AssociateDhcpOptionsOutput, error) {
	id, err := required("dhcpOptionsId", in.DhcpOptionsId)
	if err != nil {
		return nil, err
	}
	return &ec2model.AssociateDhcpOptionsOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		v, err := vpcs.named(c.call, "vpcId", in.VpcId)
		if err != nil {
			return err
		}
		if id != vpc.NoDHCPOptions {
			if _, err := dhcpOptions.find(c.call, id); err != nil {
				return err
			}
		}
		v.DHCPOptionsID = id
		store.Put(c.tx, v)
		return nil
	})
}

// DeleteDhcpOptions deletes a set that no VPC has.
func (a *API) DeleteDhcpOptions(ctx context.Context, in *ec2model.DeleteDhcpOptionsInput) (*ec2model.DeleteDhcpOptionsOutput, error) {
	return &ec2model.DeleteDhcpOptionsOutput{}, a.change(ctx, in.DryRun, func(c *change) error {
		options, err := dhcpOptions.named(c.call, "dhcpOptionsId", in.DhcpOptionsId)
		if err != nil {
			return err
		}
		users := slices.Collect(store.Find[vpc.VPC](c, "region="+c.region))
		users = slices.DeleteFunc(users, func(v vpc.VPC) bool { return v.DHCPOptionsID != options.ID })
		if err := options.CheckDelete(users); err != nil {
			return err
		}
		store.Delete[vpc.DHCPOptions](c.tx, options.ID)
		return nil
	})
}
