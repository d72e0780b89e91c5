package ec2

import (
	"context"
	"slices"
	"strings"

	"sallyport/internal/fault"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

// regions are those of AWS's common partition. Any other name of a region's form works as well; it is just not listed.
var regions = []string{
	"af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
	"ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ca-central-1", "ca-west-1",
	"eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
	"il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
}

const (
	regionOptIn = "opt-in-not-required" // every region is there for every account
	zoneState   = "available"
	zoneType    = "availability-zone"
)

func endpoint(region string) string { return "ec2." + region + ".amazonaws.com" }

var regionFields = map[string]func(string) string{
	"endpoint":      endpoint,
	"opt-in-status": func(string) string { return regionOptIn },
	"region-name":   itself,
}

// DescribeRegions lists the regions.
func (a *API) DescribeRegions(_ context.Context, in *ec2model.DescribeRegionsInput) (*ec2model.DescribeRegionsOutput, error) {
	filters, err := parseFilters(in.Filters)
	if err != nil {
		return nil, err
	}
	for _, name := range in.RegionNames {
		if !slices.Contains(regions, name) {
			return nil, invalidValue("RegionName", name, "There are %s.", strings.Join(regions, ", "))
		}
	}
	chosen, err := chosen(regions, filters, regionFields, func(r string) bool {
		return len(in.RegionNames) == 0 || slices.Contains(in.RegionNames, r)
	})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeRegionsOutput{Regions: mapped(chosen, func(r string) ec2model.Region {
		return ec2model.Region{RegionName: &r, Endpoint: new(endpoint(r)), OptInStatus: new(regionOptIn)}
	})}, nil
}

// chosen filters what is no document of the store.
func chosen[T any](all []T, fs filters, fields map[string]func(T) string, named func(T) bool) ([]T, error) {
	for _, f := range fs {
		if fields[f.name] == nil {
			return nil, unknownFilter(f.name, fields)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool {
		return !named(x) || slices.ContainsFunc(fs, func(f filter) bool { return !f.matches([]string{fields[f.name](x)}) })
	}), nil
}

// DescribeAvailabilityZones lists the zones of the caller's region.
func (a *API) DescribeAvailabilityZones(ctx context.Context, in *ec2model.DescribeAvailabilityZonesInput) (*ec2model.DescribeAvailabilityZonesOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	filters, err := parseFilters(in.Filters)
	if err != nil {
		return nil, err
	}
	all := vpc.Zones(c.region)
	for _, name := range slices.Concat(in.ZoneNames, in.ZoneIds) {
		if !slices.ContainsFunc(all, func(z vpc.Zone) bool { return z.Name == name || z.ID == name }) {
			return nil, fault.New(fault.Invalid, "InvalidParameterValue", "Invalid availability zone: [%s]. The region %s has %s", name, c.region,
				strings.Join(mapped(all, func(z vpc.Zone) string { return z.Name + " (" + z.ID + ")" }), ", "))
		}
	}
	zones, err := chosen(all, filters, a.zoneFields(c.region), func(z vpc.Zone) bool {
		return (len(in.ZoneNames) == 0 || slices.Contains(in.ZoneNames, z.Name)) && (len(in.ZoneIds) == 0 || slices.Contains(in.ZoneIds, z.ID))
	})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeAvailabilityZonesOutput{AvailabilityZones: mapped(zones, func(z vpc.Zone) ec2model.AvailabilityZone {
		return ec2model.AvailabilityZone{
			State: zoneState, OptInStatus: regionOptIn, Messages: zoneMessages(a.zoneMessage(z)), RegionName: &c.region,
			ZoneName: &z.Name, ZoneId: &z.ID, GroupName: new(zoneGroup(c.region)), GroupLongName: &c.region, NetworkBorderGroup: &c.region, ZoneType: new(zoneType),
		}
	})}, nil
}

// zoneMessage says what can't be done in a zone: App Runner tells which zones its
// services can't use in the error of a refused operation alone, which is late.
func (a *API) zoneMessage(z vpc.Zone) string {
	if slices.Contains(a.site.unsupported, z.ID) {
		return "App Runner services can't use subnets in this zone."
	}
	return ""
}

func zoneMessages(message string) []ec2model.AvailabilityZoneMessage {
	if message == "" {
		return []ec2model.AvailabilityZoneMessage{}
	}
	return []ec2model.AvailabilityZoneMessage{{Message: &message}}
}

// zoneID is the id of a zone that has a name in a region.
func zoneID(region, name string) *string {
	for _, zone := range vpc.Zones(region) {
		if zone.Name == name {
			return &zone.ID
		}
	}
	return nil
}

// zoneGroup is the group that all zones of a region are in.
func zoneGroup(region string) string { return region + "-zg-1" }

func (a *API) zoneFields(region string) map[string]func(vpc.Zone) string {
	always := func(value string) func(vpc.Zone) string { return func(vpc.Zone) string { return value } }
	return map[string]func(vpc.Zone) string{
		"group-name": always(zoneGroup(region)), "message": a.zoneMessage, "opt-in-status": always(regionOptIn),
		"parent-zone-id": always(""), "parent-zone-name": always(""), "region-name": always(region), "state": always(zoneState),
		"zone-type": always(zoneType),
		"zone-id":   func(z vpc.Zone) string { return z.ID },
		"zone-name": func(z vpc.Zone) string { return z.Name },
	}
}
