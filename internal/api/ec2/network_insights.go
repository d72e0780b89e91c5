package ec2

import (
	"context"
	"net/netip"
	"slices"
	"strconv"

	"sallyport/internal/fault"
	"sallyport/internal/store"
	"sallyport/internal/vpc"
	"sallyport/internal/wire/ec2model"
)

var insightsPaths = &kind[vpc.InsightsPath]{
	resource: ec2model.ResourceTypeNetworkInsightsPath,
	prefix:   vpc.PrefixInsightsPath,
	region:   func(p vpc.InsightsPath) string { return p.Region },
	tags:     func(p vpc.InsightsPath) vpc.Tags { return p.Tags },
	retag:    func(p vpc.InsightsPath, t vpc.Tags) vpc.InsightsPath { p.Tags = t; return p },
	missing:  vpc.InsightsPathNotFound,
	fields: map[string]field[vpc.InsightsPath]{
		"destination":      one(func(p vpc.InsightsPath) string { return p.Destination }),
		"destination-port": one(func(p vpc.InsightsPath) string { return strconv.Itoa(int(p.Port)) }),
		"protocol":         one(func(p vpc.InsightsPath) string { return p.Protocol.EC2Name() }),
		"source":           one(func(p vpc.InsightsPath) string { return p.Source }),
		"filter-at-source.source-address": one(func(p vpc.InsightsPath) string {
			return addressText(atSource(p).SourceAddress)
		}),
		"filter-at-source.destination-address": one(func(p vpc.InsightsPath) string {
			return addressText(atSource(p).DestinationAddress)
		}),
		"filter-at-source.source-port-range": one(func(p vpc.InsightsPath) string {
			return strconv.Itoa(int(atSource(p).SourceFrom)) + "-" + strconv.Itoa(int(atSource(p).SourceTo))
		}),
		"filter-at-source.destination-port-range": one(func(p vpc.InsightsPath) string {
			return strconv.Itoa(int(atSource(p).DestinationFrom)) + "-" + strconv.Itoa(int(atSource(p).DestinationTo))
		}),
	},
}

func atSource(p vpc.InsightsPath) vpc.InsightsFilter {
	if p.AtSource == nil {
		return vpc.InsightsFilter{}
	}
	return *p.AtSource
}

func addressText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func insightsPathAnswer(p vpc.InsightsPath) ec2model.NetworkInsightsPath {
	answer := ec2model.NetworkInsightsPath{
		NetworkInsightsPathId: &p.ID, CreatedDate: &p.CreatedAt, Source: &p.Source, Protocol: ec2model.Protocol(p.Protocol.EC2Name()),
		NetworkInsightsPathArn: arn(p.Region, p.OwnerID, ec2model.ResourceTypeNetworkInsightsPath, p.ID),
		SourceArn:              endARN(p, p.Source), DestinationArn: endARN(p, p.Destination),
		SourceIp: textAnswer(addressText(p.SourceIP)), DestinationIp: textAnswer(addressText(p.DestinationIP)), Destination: textAnswer(p.Destination),
		FilterAtSource: filterAnswer(p.AtSource), FilterAtDestination: filterAnswer(p.AtDestination), Tags: tagList(p.Tags),
	}
	if p.Port != 0 {
		answer.DestinationPort = new(int32(p.Port))
	}
	return answer
}

// textAnswer is a text as answers have it: absent where it is empty.
func textAnswer(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func filterAnswer(f *vpc.InsightsFilter) *ec2model.PathFilter {
	if f == nil {
		return nil
	}
	ports := func(from, to int32) *ec2model.FilterPortRange {
		if from == 0 && to == 0 {
			return nil
		}
		return &ec2model.FilterPortRange{FromPort: &from, ToPort: &to}
	}
	return &ec2model.PathFilter{
		SourceAddress: textAnswer(addressText(f.SourceAddress)), SourcePortRange: ports(f.SourceFrom, f.SourceTo),
		DestinationAddress: textAnswer(addressText(f.DestinationAddress)), DestinationPortRange: ports(f.DestinationFrom, f.DestinationTo),
	}
}

// CreateNetworkInsightsPath keeps a question. Its ends are looked up when it is
// asked: a path may outlive them.
func (a *API) CreateNetworkInsightsPath(ctx context.Context, in *ec2model.CreateNetworkInsightsPathInput) (*ec2model.CreateNetworkInsightsPathOutput, error) {
	path, err := newInsightsPath(in)
	if err != nil {
		return nil, err
	}
	if path.Tags, err = creationTags(in.TagSpecifications, ec2model.ResourceTypeNetworkInsightsPath); err != nil {
		return nil, err
	}
	var out ec2model.CreateNetworkInsightsPathOutput
	err = once(ctx, a, in.DryRun, "CreateNetworkInsightsPath", in.ClientToken, in, &out, func(c *change) error {
		if err := c.checkEnds(path); err != nil {
			return err
		}
		count := 0
		for range store.Find[vpc.InsightsPath](c, "region="+c.region) {
			count++
		}
		if count >= c.quotas.InsightsPaths {
			return fault.New(fault.Limit, "NetworkInsightsPathLimitExceeded",
				"The maximum number of network insights paths has been reached. The region %s has %d: delete those that are not needed", c.region, count)
		}
		path.ID, path.Region, path.OwnerID, path.CreatedAt = c.NewID(vpc.PrefixInsightsPath), c.region, c.OwnerID, c.Now
		store.Put(c.tx, path)
		out.NetworkInsightsPath = new(insightsPathAnswer(path))
		return nil
	})
	return &out, err
}

// newInsightsPath reads a request.
func newInsightsPath(in *ec2model.CreateNetworkInsightsPathInput) (vpc.InsightsPath, error) {
	path := vpc.InsightsPath{}
	var err error
	if path.Source, err = required("Source", in.Source); err != nil {
		return path, err
	}
	if present(in.Destination) {
		path.Destination = *in.Destination
	}
	switch in.Protocol {
	case ec2model.ProtocolTcp:
		path.Protocol = vpc.TCP
	case ec2model.ProtocolUdp:
		path.Protocol = vpc.UDP
	default:
		return path, invalidValue("Protocol", in.Protocol, "Expecting tcp or udp.")
	}
	if path.SourceIP, err = address("SourceIp", in.SourceIp); err != nil {
		return path, err
	}
	if path.DestinationIP, err = address("DestinationIp", in.DestinationIp); err != nil {
		return path, err
	}
	if in.DestinationPort != nil {
		if *in.DestinationPort < 1 || *in.DestinationPort > 65535 {
			return path, invalidValue("DestinationPort", *in.DestinationPort, "Ports go from 1 to 65535.")
		}
		path.Port = uint16(*in.DestinationPort)
	}
	if path.AtSource, err = insightsFilter("FilterAtSource", in.FilterAtSource); err != nil {
		return path, err
	}
	if path.AtDestination, err = insightsFilter("FilterAtDestination", in.FilterAtDestination); err != nil {
		return path, err
	}
	given := path.Destination != "" || path.DestinationIP.IsValid() || path.AtSource != nil && path.AtSource.DestinationAddress.IsValid()
	if !given {
		return path, fault.New(fault.Invalid, "MissingParameter", "The request must contain Destination, DestinationIp, or FilterAtSource.DestinationAddress")
	}
	return path, nil
}

func address(name string, text *string) (netip.Addr, error) {
	if !present(text) {
		return netip.Addr{}, nil
	}
	a, err := netip.ParseAddr(*text)
	if err != nil || a.Zone() != "" {
		return netip.Addr{}, invalidValue(name, *text, "Expecting an IP address.")
	}
	return a.Unmap(), nil
}

func insightsFilter(name string, in *ec2model.PathRequestFilter) (*vpc.InsightsFilter, error) {
	if in == nil {
		return nil, nil
	}
	var f vpc.InsightsFilter
	var err error
	if f.SourceAddress, err = address(name+".SourceAddress", in.SourceAddress); err != nil {
		return nil, err
	}
	if f.DestinationAddress, err = address(name+".DestinationAddress", in.DestinationAddress); err != nil {
		return nil, err
	}
	if f.SourceFrom, f.SourceTo, err = filterPorts(name+".SourcePortRange", in.SourcePortRange); err != nil {
		return nil, err
	}
	f.DestinationFrom, f.DestinationTo, err = filterPorts(name+".DestinationPortRange", in.DestinationPortRange)
	return &f, err
}

func filterPorts(name string, in *ec2model.RequestFilterPortRange) (from, to int32, err error) {
	if in == nil {
		return 0, 0, nil
	}
	if in.FromPort == nil || in.ToPort == nil {
		return 0, 0, fault.New(fault.Invalid, "MissingParameter", "The request must contain both FromPort and ToPort in %s", name)
	}
	if *in.FromPort < 1 || *in.ToPort > 65535 || *in.FromPort > *in.ToPort {
		return 0, 0, invalidValue(name, strconv.Itoa(int(*in.FromPort))+"-"+strconv.Itoa(int(*in.ToPort)), "Expecting a range of ports from 1 to 65535.")
	}
	return *in.FromPort, *in.ToPort, nil
}

// DescribeNetworkInsightsPaths lists paths.
func (a *API) DescribeNetworkInsightsPaths(ctx context.Context, in *ec2model.DescribeNetworkInsightsPathsInput) (*ec2model.DescribeNetworkInsightsPathsOutput, error) {
	c, err := a.read(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := describe(c, insightsPaths, query{"DescribeNetworkInsightsPaths", in.NetworkInsightsPathIds, in.Filters, in.MaxResults, in.NextToken, insightsPages})
	if err != nil {
		return nil, err
	}
	return &ec2model.DescribeNetworkInsightsPathsOutput{NetworkInsightsPaths: mapped(page, insightsPathAnswer), NextToken: next}, nil
}

// insightsPages are what the model says of both lists.
var insightsPages = pageLimits{least: 1, most: 100, unsaid: everything}

// DeleteNetworkInsightsPath deletes a path that has no analyses.
func (a *API) DeleteNetworkInsightsPath(ctx context.Context, in *ec2model.DeleteNetworkInsightsPathInput) (*ec2model.DeleteNetworkInsightsPathOutput, error) {
	out := &ec2model.DeleteNetworkInsightsPathOutput{NetworkInsightsPathId: in.NetworkInsightsPathId}
	return out, a.change(ctx, in.DryRun, func(c *change) error {
		path, err := insightsPaths.named(c.call, "NetworkInsightsPathId", in.NetworkInsightsPathId)
		if err != nil {
			return err
		}
		if err := path.CheckDelete(slices.Collect(store.Find[vpc.InsightsAnalysis](c, "path="+path.ID))); err != nil {
			return err
		}
		store.Delete[vpc.InsightsPath](c.tx, path.ID)
		return nil
	})
}
